//! Party members (党员): the roster.
//!
//! **Rules** — a person is an id, never an ID number; IDs and phones leave this feature masked unless a reveal is asked
//! for and audited; nothing here deletes a person without a reason.

mod api;
mod as_of;
mod bulk;
mod model;
mod originals;
pub mod search;
mod store;
#[cfg(test)]
mod tests;
mod tracked;

pub use api::*;
pub use bulk::{BulkEdit, BulkEditRow, BulkEditView, BulkField};
pub use originals::{Original, with_originals};
pub use store::{Snapshot, registered, snapshot};
pub use tracked::{standing, update};

use lunxun_store::{ColumnForm, Migration, RecordKind};

use crate::{
    feature::Feature,
    fields::{AttendMode, Category, Duty, PartyStatus, Sex},
};

/// The record kind of a member.
pub const MEMBER: RecordKind = RecordKind {
    table: "member",
    label: "党员",
    columns: &[
        "name",
        "pinyin",
        "sex",
        "id_no",
        "id_no_note",
        "nation",
        "birth",
        "education",
        "category",
        "branch_id",
        "group_id",
        "admitted_on",
        "full_since",
        "job",
        "duties",
        "phone",
        "address",
        "household",
        "attend_mode",
        "attend_reason",
        "attend_approver",
        "attend_until",
        "party_status",
        "former_name",
        "remark",
        "source",
        "originals",
        "deleted_at",
    ],
    column_labels: &[
        ("name", "姓名"),
        ("pinyin", "拼音"),
        ("sex", "性别"),
        ("id_no", "身份证号"),
        ("id_no_note", "身份证号说明"),
        ("nation", "民族"),
        ("birth", "出生日期"),
        ("education", "学历"),
        ("category", "人员类别"),
        ("branch_id", "所在党支部"),
        ("group_id", "党小组"),
        ("admitted_on", "入党日期"),
        ("full_since", "转正日期"),
        ("job", "工作岗位"),
        ("duties", "党内职务"),
        ("phone", "手机号码"),
        ("address", "现居住地"),
        ("household", "户籍所在地"),
        ("attend_mode", "参训方式"),
        ("attend_reason", "参训方式原因"),
        ("attend_approver", "批准人"),
        ("attend_until", "有效期至"),
        ("party_status", "党籍状态"),
        ("former_name", "曾用名"),
        ("remark", "备注"),
        ("source", "来源"),
        ("originals", "原表写法"),
    ],
    title: &["name"],
    forms: &[
        ("id_no", ColumnForm::IdNumber),
        ("phone", ColumnForm::Phone),
        ("sex", ColumnForm::Word(Sex::label_of)),
        ("category", ColumnForm::Word(Category::label_of)),
        ("duties", ColumnForm::Word(Duty::label_of)),
        ("attend_mode", ColumnForm::Word(AttendMode::label_of)),
        ("party_status", ColumnForm::Word(PartyStatus::label_of)),
        ("branch_id", ColumnForm::Record("party_org")),
        ("group_id", ColumnForm::Record("party_org")),
        ("source", ColumnForm::Word(source_label)),
    ],
};

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "member",
    commands: COMMANDS,
    kinds: &[&MEMBER],
    migrations: &[
        Migration { name: "20261122T1002_member", sql: include_str!("migrations/20261122T1002_member.sql") },
        Migration {
            name: "20261201T0010_member_originals",
            sql: include_str!("migrations/20261201T0010_member_originals.sql"),
        },
        Migration {
            name: "20261201T0020_member_name_index",
            sql: include_str!("migrations/20261201T0020_member_name_index.sql"),
        },
    ],
};

fn source_label(word: &str) -> Option<&'static str> {
    Some(match word {
        "typed" => "手工录入",
        "imported" => "表格导入",
        _ => return None,
    })
}
