//! The SQL of appraisals.

use std::collections::BTreeMap;

use lunxun_base::{Id, Result};
use lunxun_protocol::Value;
use lunxun_store::{
    RowExt, Tx, db,
    rusqlite::{Connection, named_params},
};

use super::{APPRAISAL, ArchiveTarget};
use crate::exam::Grade;

/// A stored appraisal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appraisal {
    /// The grade.
    pub grade: Option<Grade>,
    /// The head teacher's opinion (班主任意见).
    pub body: String,
    /// Whether nobody has edited or confirmed it since it was drafted.
    pub is_draft: bool,
    /// Where the form is filed.
    pub archive_target: ArchiveTarget,
    /// The trainee's own summary (自我总结).
    pub self_summary: String,
    /// The study group's opinion (小组意见).
    pub group_opinion: String,
    /// The school's opinion (党校意见).
    pub school_opinion: String,
    /// The sending organization's opinion (派出党组织意见).
    pub sent_by_opinion: String,
}

impl Appraisal {
    /// Nothing written yet.
    #[must_use]
    pub const fn blank(archive_target: ArchiveTarget) -> Self {
        Self {
            grade: None,
            body: String::new(),
            is_draft: true,
            archive_target,
            self_summary: String::new(),
            group_opinion: String::new(),
            school_opinion: String::new(),
            sent_by_opinion: String::new(),
        }
    }
}

pub(super) fn appraisal_id(class: Id, enrollment: Id) -> Id {
    Id::derived("appraisal", &[class.as_bytes(), enrollment.as_bytes()])
}

/// The class's appraisals.
///
/// # Errors
/// Those of the database.
pub fn appraisals(conn: &Connection, class: Id) -> Result<BTreeMap<Id, Appraisal>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT enrollment_id, grade, body, is_draft, archive_target, self_summary, group_opinion,
                    school_opinion, sent_by_opinion
             FROM appraisal WHERE class_id = :class AND deleted_at IS NULL ORDER BY id",
        )
        .map_err(db)?;
    let mut rows = statement.query(named_params! { ":class": class.as_bytes() }).map_err(db)?;
    let mut appraisals = BTreeMap::new();
    while let Some(row) = rows.next().map_err(db)? {
        let appraisal = Appraisal {
            grade: row.col::<Option<String>>("grade")?.as_deref().map(Grade::from_word).transpose()?,
            body: row.col("body")?,
            is_draft: row.col("is_draft")?,
            archive_target: ArchiveTarget::from_word(&row.col::<String>("archive_target")?)?,
            self_summary: row.col("self_summary")?,
            group_opinion: row.col("group_opinion")?,
            school_opinion: row.col("school_opinion")?,
            sent_by_opinion: row.col("sent_by_opinion")?,
        };
        appraisals.insert(row.id("enrollment_id")?, appraisal);
    }
    Ok(appraisals)
}

pub(super) fn save(tx: &Tx<'_>, class: Id, enrollment: Id, new: &Appraisal) -> Result<bool> {
    let fields: [(&'static str, Value); 10] = [
        ("class_id", class.into()),
        ("enrollment_id", enrollment.into()),
        ("grade", new.grade.into()),
        ("body", new.body.as_str().into()),
        ("is_draft", new.is_draft.into()),
        ("archive_target", new.archive_target.into()),
        ("self_summary", new.self_summary.as_str().into()),
        ("group_opinion", new.group_opinion.as_str().into()),
        ("school_opinion", new.school_opinion.as_str().into()),
        ("sent_by_opinion", new.sent_by_opinion.as_str().into()),
    ];
    tx.upsert(&APPRAISAL, appraisal_id(class, enrollment), &fields)
}
