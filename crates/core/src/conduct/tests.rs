use std::sync::Arc;

use lunxun_base::FixedClock;
use lunxun_store::{OpenOptions, Store};

fn store() -> Store {
    let options = OpenOptions {
        kinds: crate::feature::kinds(),
        migrations: crate::feature::migrations(),
        clock: Arc::new(FixedClock::at(1_807_000_000_000)),
    };
    Store::in_memory(&options).unwrap()
}

#[test]
fn every_kind_names_columns_that_its_table_has() {
    let store = store();
    for kind in store.kinds() {
        let sql = format!("SELECT id, {} FROM {}", kind.columns.join(", "), kind.table);
        store.conn().prepare(&sql).unwrap_or_else(|error| panic!("{}: {error}", kind.table));
    }
}
