use std::io::{Cursor, Read};

use lunxun_store::rusqlite::Connection;
use serde_json::json;

use super::{OpenExport, write};
use crate::{feature::kinds, testing::Desk};

const ID_NO: &str = "110101198001010010";

fn township() -> Desk {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let request = json!({ "name": "钱小满", "category": "full", "branchId": branch, "idNo": ID_NO, "phone": "13800001111",
                          "remark": "含逗号,引号\"与\n换行" });
    let who = desk.admin("member.save", request)["member"]["id"].clone();
    let gone = desk.member("王误录", branch);
    desk.admin("member.delete", json!({ "memberId": gone, "reason": "重复录入" }));
    for day in ["2027-02-01", "2027-02-02"] {
        desk.admin("hours.add", json!({ "memberId": who, "day": day, "channel": "party_lesson", "creditTenths": 15 }));
    }
    desk
}

fn what(is_full: bool) -> OpenExport {
    OpenExport {
        township: "青山镇".into(), made_at: "2027-03-01 09:00".into(), made_by: "管理员".into(), is_full
    }
}

/// The archive's files, by name.
fn unpacked(bytes: Vec<u8>) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Vec::new();
    for place in 0..zip.len() {
        let mut file = zip.by_index(place).unwrap();
        let (name, mut text) = (file.name().unwrap().into_owned(), String::new());
        file.read_to_string(&mut text).unwrap();
        files.push((name, text));
    }
    files
}

/// Records of a sheet: a line break inside quotes ends none.
fn records(sheet: &str) -> usize {
    let mut is_quoted = false;
    sheet
        .chars()
        .filter(|c| {
            is_quoted ^= *c == '"';
            *c == '\n' && !is_quoted
        })
        .count()
        - 1
}

fn live(conn: &Connection, table: &str) -> usize {
    let sql = format!("SELECT count(*) FROM {table} WHERE deleted_at IS NULL");
    let count: u32 = conn.query_row(&sql, [], |row| row.get(0)).unwrap();
    usize::try_from(count).unwrap()
}

#[test]
fn every_record_kind_has_its_sheet_with_exactly_its_live_records() {
    let desk = township();
    let made = write(desk.store.conn(), &what(false)).unwrap();
    let files = unpacked(made.bytes);
    assert_eq!(made.files.len(), kinds().len());
    let mut total = 0;
    for (kind, name, count) in &made.files {
        let sheet = &files.iter().find(|(file, _)| file == name).unwrap_or_else(|| panic!("{name} is missing")).1;
        assert!(sheet.starts_with("\u{feff}编号,"), "{name}");
        assert_eq!((records(sheet), *count), (live(desk.store.conn(), kind.table), records(sheet)), "{name}");
        total += count;
        let dictionary = &files.iter().find(|(file, _)| file == "数据字典.csv").unwrap().1;
        for column in kind.columns.iter().filter(|column| **column != "deleted_at") {
            let entry = format!("{name},{},{},{},{column},", kind.label, kind.table, kind.column_label(column));
            assert!(dictionary.contains(&entry), "{entry}");
        }
    }
    assert!(total >= 5, "the township, a branch, a member and two lines at least: {total}");
    assert!(files.iter().any(|(name, text)| name == "说明.txt" && text.contains("青山镇整库数据")));
}

#[test]
fn numbers_stand_in_full_only_when_chosen_and_the_same_store_gives_the_same_bytes() {
    let desk = township();
    let text = |is_full: bool| -> String {
        unpacked(write(desk.store.conn(), &what(is_full)).unwrap().bytes).into_iter().map(|(_, text)| text).collect()
    };
    let masked = text(false);
    assert!(!masked.contains(ID_NO) && !masked.contains("13800001111"), "masked by default");
    assert!(masked.contains("110101********0010") && masked.contains("正式党员") && masked.contains("1.5"));
    assert!(!masked.contains("王误录"), "what was deleted stays out");
    let full = text(true);
    assert!(full.contains(ID_NO) && full.contains("13800001111"));
    assert_eq!(
        write(desk.store.conn(), &what(true)).unwrap().bytes,
        write(desk.store.conn(), &what(true)).unwrap().bytes
    );
}
