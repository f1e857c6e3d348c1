//! Score sheets (成绩) into a chosen class: `85`, `85分`, `八十五`, `缺考`, `免考`.

use lunxun_base::Result;

use super::plain::{PlainCase, PlainRow, Scene, Sitting};
use crate::exam::{self, MarkEntry, Marks, to_points};
use crate::fields::{Cell, squeeze};
use crate::import::roster::FieldDiff;
use crate::import::table::{FieldKey, FieldSpec, SheetKind};

const NAME: FieldKey = "name";
const BRANCH: FieldKey = "branch";
const EXAM: FieldKey = "examMark";
const RETAKE: FieldKey = "retakeMark";
const REFLECTION: FieldKey = "reflectionMark";

/// The columns of a score sheet.
pub(super) static MARKS: SheetKind = SheetKind {
    code: "marks",
    label: "成绩",
    fields: &[
        FieldSpec::new(NAME, "姓名", &["姓名", "学员姓名", "学员", "考生姓名"]),
        FieldSpec::new(BRANCH, "所在党支部", &["所在党支部", "党支部", "支部", "所在支部", "单位", "村"]).fills_down(),
        FieldSpec::new(
            EXAM,
            "考试成绩",
            &["考试成绩", "成绩", "得分", "分数", "考试分数", "卷面成绩", "笔试成绩", "考试", "考核成绩"],
        ),
        FieldSpec::new(RETAKE, "补考成绩", &["补考成绩", "补考", "补考分数"]),
        FieldSpec::new(REFLECTION, "心得成绩", &["心得成绩", "心得", "心得体会", "心得体会成绩", "心得得分"]),
    ],
    identifying: &[NAME],
    telling: &[EXAM, RETAKE, REFLECTION],
    foreign_groups: &[],
};

/// What one cell of a score sheet says.
enum Score {
    Blank,
    Points(f64),
    Absent,
    Exempt(String),
}

pub(super) fn judge(scene: &Scene<'_>) -> Result<Vec<PlainCase>> {
    let class = scene.class()?;
    let sitting = Sitting::new(scene.conn, class.id)?;
    let scheme = exam::scheme(scene.conn, &class)?;
    let held = exam::marks(scene.conn, class.id)?;
    let mut seen = std::collections::HashMap::new();
    let mut cases = Vec::new();
    for mut row in scene.rows() {
        let Some(trainee) = sitting.find(&mut row, NAME, BRANCH) else {
            let name = row.text(NAME).unwrap_or_default();
            cases.push(row.close(name, String::new(), false, Vec::new(), None));
            continue;
        };
        if let Some(first) = seen.insert(trainee.id, row.row.row_no) {
            row.wrong(NAME, format!("与第 {first} 行是同一名学员，请删去一行。"));
        }
        let old = held.get(&trainee.id).cloned().unwrap_or_default();
        let mut new = old.clone();
        match score(&mut row, EXAM) {
            Score::Blank => {}
            Score::Points(points) => {
                new.exam_tenths = tenths(&mut row, EXAM, points);
                new.is_absent = false;
                new.exempt_reason = None;
            }
            Score::Absent => (new.exam_tenths, new.is_absent, new.exempt_reason) = (None, true, None),
            Score::Exempt(why) => (new.exam_tenths, new.is_absent, new.exempt_reason) = (None, false, Some(why)),
        }
        for (field, place) in [(RETAKE, &mut new.retake_tenths), (REFLECTION, &mut new.reflection_tenths)] {
            match score(&mut row, field) {
                Score::Blank => {}
                Score::Points(points) => *place = tenths(&mut row, field, points),
                Score::Absent | Score::Exempt(_) => row.warn(field, "这一格不是分数，未导入。"),
            }
        }
        if let Some((_, message)) = new.refusal(&scheme) {
            row.wrong(EXAM, message);
        }
        let diffs = diffs(&old, &new);
        let entry = MarkEntry {
            enrollment_id: trainee.id,
            exam_mark: new.exam_tenths.map(to_points),
            exam_absent: new.is_absent,
            exempt_reason: new.exempt_reason.clone(),
            retake_mark: new.retake_tenths.map(to_points),
            reflection_mark: new.reflection_tenths.map(to_points),
        };
        let (id, by) = (class.id, scene.by.to_owned());
        let is_new = old.is_blank() && !diffs.is_empty();
        let (name, place) = (trainee.name.clone(), trainee.branch_name.clone());
        let write = Box::new(move |tx: &lunxun_store::Tx<'_>| {
            exam::record(tx, id, std::slice::from_ref(&entry), &by).map(drop)
        });
        cases.push(row.close(name, place, is_new, diffs, Some(write)));
    }
    Ok(cases)
}

fn tenths(row: &mut PlainRow<'_>, field: FieldKey, points: f64) -> Option<i64> {
    let scaled = points * 10.0;
    if (scaled - scaled.round()).abs() > 1e-6 || !(0.0..=100_000.0).contains(&scaled) {
        row.wrong(field, "分数最多一位小数，请改正。");
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "within 0..=100_000")]
    let whole = scaled.round() as i64;
    Some(whole)
}

fn score(row: &mut PlainRow<'_>, field: FieldKey) -> Score {
    if let Cell::Number { value, .. } = row.cell(field) {
        return Score::Points(*value);
    }
    let Some(text) = row.text(field).map(|text| squeeze(&text)) else { return Score::Blank };
    match text.as_str() {
        "缺考" | "缺" | "未考" | "未参加" | "缺席" => return Score::Absent,
        "免" | "免考" | "免试" => return Score::Exempt("免考".to_owned()),
        _ => {}
    }
    if let Some(why) = text.strip_prefix("免考").or_else(|| text.strip_prefix("免试")) {
        return Score::Exempt(why.trim_matches(['(', ')', ':', ',', '，', '：']).to_owned());
    }
    let digits = text.trim_end_matches('分');
    match digits.parse().ok().or_else(|| han_number(digits)) {
        Some(points) => Score::Points(points),
        None => {
            row.wrong(field, "成绩看不懂，请填分数、“缺考”或“免考”。");
            Score::Blank
        }
    }
}

/// `八十五` → 85, `一百` → 100, `九十二点五` → 92.5.
fn han_number(text: &str) -> Option<f64> {
    let digit = |c: char| "零一二三四五六七八九".chars().position(|known| known == c).or((c == '〇').then_some(0));
    let (whole, rest) = text.split_once('点').unwrap_or((text, ""));
    let (mut total, mut one): (usize, Option<usize>) = (0, None);
    for c in whole.chars() {
        match c {
            '十' => total += one.take().unwrap_or(1) * 10,
            '百' => total += one.take()? * 100,
            c => one = Some(digit(c)?),
        }
    }
    total += one.unwrap_or_default();
    let tenth = match rest.chars().next() {
        None => 0,
        Some(c) => digit(c)?,
    };
    if whole.is_empty() || rest.chars().count() > 1 {
        return None;
    }
    format!("{total}.{tenth}").parse().ok()
}

fn diffs(old: &Marks, new: &Marks) -> Vec<FieldDiff> {
    let exam = |marks: &Marks| match (&marks.exempt_reason, marks.is_absent, marks.exam_tenths) {
        (Some(why), ..) => Some(format!("免考（{why}）")),
        (None, true, _) => Some("缺考".to_owned()),
        (None, false, points) => points.map(|points| to_points(points).to_string()),
    };
    let points = |tenths: Option<i64>| tenths.map(|tenths| to_points(tenths).to_string());
    let pairs = [
        (EXAM, exam(old), exam(new)),
        (RETAKE, points(old.retake_tenths), points(new.retake_tenths)),
        (REFLECTION, points(old.reflection_tenths), points(new.reflection_tenths)),
    ];
    let changed = pairs.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(field, old, new)| FieldDiff { field, old, new: new.unwrap_or_default() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_as_they_are_spoken() {
        for (text, points) in [("八十五", 85.0), ("一百", 100.0), ("九十二点五", 92.5), ("十", 10.0), ("六十", 60.0)]
        {
            assert_eq!(han_number(text), Some(points), "{text}");
        }
        for text in ["", "及格", "点五", "百"] {
            assert_eq!(han_number(text), None, "{text}");
        }
    }
}
