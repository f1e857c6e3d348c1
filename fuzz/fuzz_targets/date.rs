//! A day that is accepted, written plainly and read again, is the same day.
#![no_main]

use libfuzzer_sys::fuzz_target;
use lunxun_core::fields::{Cell, DateReading, read_date};

fuzz_target!(|text: &str| {
    if let DateReading::Date(date) = read_date(&Cell::text(text)) {
        assert_eq!(read_date(&Cell::text(date.to_string())), DateReading::Date(date), "{text}");
    }
    if let Ok(number) = text.trim().parse::<f64>() {
        let _ = read_date(&Cell::number(number));
        let _ = read_date(&Cell::Number { value: number, decimals: Some(2) });
    }
});
