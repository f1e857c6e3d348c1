//! Sign-in sheets (签到表): portrait, 25 lines a page, the head on every page, who was due and who came at the end.

use lunxun_base::{Result, require};
use serde::Serialize;

use crate::engine::lay_out;
use crate::printed::Printed;

/// Lines that wait for people who come unannounced.
const BLANK_ROWS: u32 = 5;

/// One sheet: a class, a half-day and, where a class sits in several places, one of them.
#[derive(Clone, Serialize)]
pub struct SignInSheet {
    /// The big line, such as `基层党员轮训班签到表`.
    pub title: String,
    /// The school's full name, above the title.
    pub school: String,
    /// Class (班次).
    pub class_name: String,
    /// The day as it is to be read: `2027年3月8日 星期一`.
    pub day: String,
    /// The half-day with its hours: `上午 8:30—11:30`.
    pub half: String,
    /// Course (课程).
    pub course: String,
    /// Instructor (授课人).
    pub instructor: String,
    /// Room, with the sub-venue where there is one: `柳树湾村分会场 二楼会议室`.
    pub room: String,
    /// Who is due, in the order to be printed.
    pub rows: Vec<SignInRow>,
    /// Empty numbered lines at the end.
    pub blank_rows: u32,
    /// 应到 in people.
    pub due_count: Option<u32>,
    /// 实到; `None` leaves a line to write on, as on a sheet printed beforehand.
    pub attended_count: Option<u32>,
    /// 请假; `None` leaves a line.
    pub leave_count: Option<u32>,
    /// 旷课; `None` leaves a line.
    pub absent_count: Option<u32>,
    /// Head teacher (班主任), printed small at the right of the line to sign on; may be empty.
    pub head_teacher: String,
    /// A short code by which the filled sheet is found again when it is typed in; may be empty.
    pub code: String,
    /// The foot's left side: printed on, digest.
    pub footer: String,
}

impl Default for SignInSheet {
    fn default() -> Self {
        Self {
            title: "签到表".to_owned(),
            blank_rows: BLANK_ROWS,
            school: String::new(),
            class_name: String::new(),
            day: String::new(),
            half: String::new(),
            course: String::new(),
            instructor: String::new(),
            room: String::new(),
            rows: Vec::new(),
            due_count: None,
            attended_count: None,
            leave_count: None,
            absent_count: None,
            head_teacher: String::new(),
            code: String::new(),
            footer: String::new(),
        }
    }
}

/// One person on a [`SignInSheet`].
#[derive(Clone, Default, Serialize)]
pub struct SignInRow {
    /// 序号 as printed.
    pub no: String,
    /// 姓名.
    pub name: String,
    /// 支部.
    pub branch: String,
    /// 备注, such as `公假`.
    pub note: String,
}

/// Lays out several sheets, one after the other; each counts its own pages.
///
/// # Errors
/// `Invalid` when there is no sheet; `Internal` for a defect of the template.
pub fn lay_out_sign_in(sheets: &[SignInSheet]) -> Result<Printed> {
    require!(!sheets.is_empty(), "sheets", "没有可打印的签到表，请先选择班次和半天。");
    lay_out("/sign_in.typ", &sheets, Vec::new())
}

/// One sheet as PDF.
///
/// # Errors
/// See [`lay_out_sign_in`].
pub fn sign_in_sheet(sheet: &SignInSheet) -> Result<Vec<u8>> {
    sign_in_sheets(std::slice::from_ref(sheet))
}

/// Several sheets (one for each place and half-day) as one PDF.
///
/// # Errors
/// See [`lay_out_sign_in`].
pub fn sign_in_sheets(sheets: &[SignInSheet]) -> Result<Vec<u8>> {
    lay_out_sign_in(sheets)?.pdf()
}
