//! Whatever the bytes: no panic that is not caught, no more cells than the caps, and the same workbook across the wire.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lunxun_core::import::reader::{MAX_COLUMNS, MAX_ROWS, read, wire};
use lunxun_core::import::roster::ROSTER;
use lunxun_core::import::table::detect_all;

fuzz_target!(|bytes: &[u8]| {
    let outcome = read(bytes, "a.xls");
    let sent = wire::encode(&outcome);
    assert!(wire::decode(&sent).is_some());
    // The other end trusts nothing either.
    let _ = wire::decode(bytes);
    let Ok(book) = outcome else { return };
    for sheet in &book.sheets {
        assert!(sheet.rows.len() <= MAX_ROWS);
        assert!(sheet.rows.iter().all(|row| row.len() <= MAX_COLUMNS));
        assert!(sheet.hidden_rows.is_sorted());
    }
    let _ = detect_all(book, &ROSTER);
});
