use serde_json::json;

use crate::testing::Desk;

#[test]
fn the_places_of_fitting_rows_come_back_in_order() {
    let mut desk = Desk::new();
    let row = |name: &str, text: &str| json!({ "names": [name], "texts": [text], "numbers": [] });
    let rows = json!([row("单雪梅", "柳河村"), row("张三", "石桥村"), row("杜小明", "柳河村")]);
    let places = |desk: &mut Desk, query: &str| {
        desk.admin("list.match", json!({ "query": query, "rows": rows }))["places"].clone()
    };
    assert_eq!(places(&mut desk, ""), json!([0, 1, 2]));
    assert_eq!(places(&mut desk, "dx"), json!([0, 2]), "单 is also read dan");
    assert_eq!(places(&mut desk, "lh zs"), json!([]));
    assert_eq!(places(&mut desk, "shiqiao"), json!([1]));
}
