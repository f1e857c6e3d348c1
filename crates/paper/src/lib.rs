//! A4 documents of 轮训通: sign-in sheets (签到表), appraisal forms (学员登记、鉴定表), recovery key pages and ledgers as
//! PDF, page images and workbooks.
//!
//! The crate takes plain documents (titles, tables, fields, already formatted) and knows no feature. Layout is typst as a
//! library with fonts inside the program: no network, no system fonts, the same bytes for the same input everywhere.
//! What users typed reaches a template only as data, never as source.

mod appraisal;
mod engine;
mod fonts;
mod ledger;
mod letter;
mod printed;
mod recovery;
mod sign_in;
#[cfg(test)]
mod tests;
mod xlsx;

pub use appraisal::{AppraisalForm, Opinion, Score, appraisal_forms, lay_out_appraisals};
pub use fonts::uncovered;
pub use ledger::{Align, Column, Group, TableDocument, lay_out_table, table_document};
pub use letter::{IntroductionLetter, TransferReceipt, lay_out_letter, lay_out_receipt};
pub use printed::Printed;
pub use recovery::{RecoveryKeyPage, lay_out_recovery_key, recovery_key_page};
pub use sign_in::{SignInRow, SignInSheet, lay_out_sign_in, sign_in_sheet, sign_in_sheets};
pub use xlsx::table_workbook;
