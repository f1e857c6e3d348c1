//! An ID number that is accepted is one in its plain form: read again, it gives itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lunxun_core::fields::Cell;
use lunxun_core::fields::id_no::{parse_id_no, read_id_no};

fuzz_target!(|text: &str| {
    if let Ok(id) = parse_id_no(text) {
        assert_eq!(parse_id_no(&id.number).map(|again| again.number), Ok(id.number));
    }
    let _ = read_id_no(&Cell::text(text));
    if let Ok(number) = text.trim().parse::<f64>() {
        let _ = read_id_no(&Cell::number(number));
    }
});
