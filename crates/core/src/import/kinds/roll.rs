//! Attendance sheets (考勤) into a chosen class: one row a trainee, one column a half-day.

use lunxun_base::Result;

use super::plain::{PlainCase, PlainRow, Scene, Sitting};
use crate::attendance::{self, AttendanceState, RollMark};
use crate::fields::squeeze;
use crate::import::roster::FieldDiff;
use crate::import::table::{FieldKey, FieldSpec, SheetKind};
use crate::timetable::{self, LessonHalf, LessonView, slot_text};

const NAME: FieldKey = "name";
const BRANCH: FieldKey = "branch";
const MARK: FieldKey = "mark";
/// What the clerk may answer for a sign besides a state.
const LEAVE_OUT: &str = "不登记";
/// How an empty cell is called in a question.
const EMPTY: &str = "空白";

/// The columns of an attendance sheet.
pub(super) static ROLL: SheetKind = SheetKind {
    code: "roll",
    label: "考勤",
    fields: &[
        FieldSpec::new(NAME, "姓名", &["姓名", "学员姓名", "学员"]),
        FieldSpec::new(BRANCH, "所在党支部", &["所在党支部", "党支部", "支部", "所在支部", "单位", "村"]).fills_down(),
        FieldSpec::new(MARK, "某半天的考勤", &["考勤", "签到", "出勤", "上午", "下午", "晚上", "出勤情况", "考勤情况"])
            .multi()
            .titled(is_half_day),
    ],
    identifying: &[NAME],
    telling: &[MARK],
    foreign_groups: &[],
};

/// `3月1日上午`, `3.1/上午`, `第1天下午`, `第2次`.
fn is_half_day(title: &str) -> bool {
    let has_day = day_of(title).is_some() || title.starts_with('第') && title.chars().any(|c| "天次课讲".contains(c));
    has_day || half_of(title).is_some() && title.chars().count() <= 12
}

fn half_of(title: &str) -> Option<LessonHalf> {
    LessonHalf::ALL.iter().copied().find(|half| title.contains(half.label()))
}

/// Month and day in a title.
fn day_of(title: &str) -> Option<(u32, u32)> {
    let mut numbers = title.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let mut parts: Vec<u32> = numbers.by_ref().take(3).filter_map(|part| part.parse().ok()).collect();
    if parts.first().is_some_and(|first| (1900..2200).contains(first)) {
        parts.remove(0);
    }
    let is_dated = title.contains('月') || title.contains(['.', '-', '/']);
    match parts.as_slice() {
        [month, day, ..] if is_dated && (1..=12).contains(month) && (1..=31).contains(day) => Some((*month, *day)),
        _ => None,
    }
}

/// The lesson behind each column of marks: by its day and half, else by its place among as many lessons.
fn lesson_of<'a>(lessons: &'a [LessonView], title: &str, at: usize, columns: usize) -> Option<&'a LessonView> {
    if let Some((month, day)) = day_of(title) {
        let on_day: Vec<&LessonView> =
            lessons.iter().filter(|l| (l.day.month(), l.day.day()) == (month, day)).collect();
        return match (half_of(title), on_day.as_slice()) {
            (Some(half), _) => on_day.into_iter().find(|lesson| lesson.half == half),
            (None, [only]) => Some(only),
            _ => None,
        };
    }
    lessons.get(at).filter(|_| lessons.len() == columns)
}

fn read_state(text: &str) -> Option<AttendanceState> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match text {
        "√" | "✓" | "✔" | "☑" | "到" | "1" | "是" => return Some(AttendanceState::Present),
        "×" | "✗" | "✘" | "x" | "X" | "缺" => return Some(AttendanceState::Absent),
        "假" => return Some(AttendanceState::PersonalLeave),
        _ => {}
    }
    AttendanceState::ALL.iter().copied().find(|state| state.label() == text).or(match () {
        () if has(&["病"]) => Some(AttendanceState::SickLeave),
        () if has(&["公假", "公差", "公出"]) => Some(AttendanceState::OfficialLeave),
        () if has(&["事假", "请假"]) => Some(AttendanceState::PersonalLeave),
        () if has(&["迟"]) => Some(AttendanceState::Late),
        () if has(&["早退"]) => Some(AttendanceState::EarlyLeave),
        () if has(&["旷", "缺勤", "缺席", "未到"]) => Some(AttendanceState::Absent),
        () if has(&["视频", "线上"]) => Some(AttendanceState::Video),
        () if has(&["补课"]) => Some(AttendanceState::MakeUp),
        () if has(&["出勤", "签到", "已到", "到课"]) => Some(AttendanceState::Present),
        () => None,
    })
}

pub(super) fn judge(scene: &Scene<'_>) -> Result<Vec<PlainCase>> {
    let class = scene.class()?;
    let sitting = Sitting::new(scene.conn, class.id)?;
    let lessons: Vec<LessonView> =
        timetable::lessons(scene.conn, class.id)?.into_iter().filter(LessonView::is_due).collect();
    let mut choices: Vec<&str> = AttendanceState::ALL.iter().map(|state| state.label()).collect();
    choices.push(LEAVE_OUT);
    let mut seen = std::collections::HashMap::new();
    let mut cases = Vec::new();
    for mut row in scene.rows() {
        let Some(trainee) = sitting.find(&mut row, NAME, BRANCH) else {
            let name = row.text(NAME).unwrap_or_default();
            cases.push(row.close(name, String::new(), false, Vec::new(), None));
            continue;
        };
        if let Some(first) = seen.insert((row.table.sheet.clone(), trainee.id), row.row.row_no) {
            row.wrong(NAME, format!("与第 {first} 行是同一名学员，请删去一行。"));
        }
        let columns: Vec<usize> = row.mapping.columns_of(MARK).collect();
        let (mut marks, mut diffs, mut had_none) = (Vec::new(), Vec::new(), true);
        for (at, column) in columns.iter().enumerate() {
            let title = title_of(&row, *column);
            let Some(lesson) = lesson_of(&lessons, &title, at, columns.len()) else {
                row.wrong(MARK, format!("课表里没有“{title}”这个半天，请核对列名，或先排好课表。"));
                continue;
            };
            let Some(state) = state_in(&mut row, *column, &choices) else { continue };
            let old = attendance::mark_of(scene.conn, lesson.id, trainee.id)?;
            had_none &= old.is_none();
            if old != Some(state) {
                let what = slot_text(lesson.slot());
                diffs.push(FieldDiff {
                    field: MARK,
                    old: old.map(|old| format!("{what} {}", old.label())),
                    new: format!("{what} {}", state.label()),
                });
                marks
                    .push((lesson.id, RollMark { enrollment_id: trainee.id, state: Some(state), note: String::new() }));
            }
        }
        let (id, by) = (class.id, scene.by.to_owned());
        let (name, place) = (trainee.name.clone(), trainee.branch_name.clone());
        let is_new = had_none && !diffs.is_empty();
        let write = Box::new(move |tx: &lunxun_store::Tx<'_>| {
            for (lesson, mark) in &marks {
                attendance::record(tx, id, *lesson, std::slice::from_ref(mark), &by)?;
            }
            Ok(())
        });
        cases.push(row.close(name, place, is_new, diffs, Some(write)));
    }
    Ok(cases)
}

fn title_of(row: &PlainRow<'_>, column: usize) -> String {
    row.table.columns.iter().find(|one| one.index == column).map(|one| squeeze(&one.title)).unwrap_or_default()
}

/// What one cell says; a sign that offices use in several ways is asked about, once a file.
fn state_in(row: &mut PlainRow<'_>, column: usize, choices: &[&str]) -> Option<AttendanceState> {
    let text = squeeze(&row.row.cell(column).display());
    let word = if text.is_empty() { EMPTY.to_owned() } else { text };
    let meaning = row.meaning(MARK, &word);
    if meaning.as_deref() == Some(LEAVE_OUT) {
        return None;
    }
    let state = read_state(meaning.as_deref().unwrap_or(&word));
    if state.is_none() && !row.problems.iter().any(|problem| problem.unread.as_deref() == Some(&word)) {
        row.ask(MARK, &word, format!("考勤里的“{word}”各单位用法不一，请选择它的意思。"), choices);
    }
    state
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_half_days_are_told_from_others() {
        for title in ["3月1日上午", "3.1/上午", "第1次", "上午", "2027-03-01下午", "3月1日/下午"] {
            assert!(is_half_day(title), "{title}");
        }
        for title in ["姓名", "联系电话", "备注", "第一书记"] {
            assert!(!is_half_day(title), "{title}");
        }
        assert_eq!(day_of("2027-03-01下午"), Some((3, 1)));
        assert_eq!(day_of("第1次"), None);
    }
}
