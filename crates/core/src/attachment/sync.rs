use lunxun_store::{ColumnForm, RecordKind};

use super::{AttachmentRole, Media};

/// The record kind of an attachment.
///
/// The owner stands in a column of its own kind each, so that a merge of two members (合并) finds it as it finds every
/// other column that names a member.
pub const ATTACHMENT: &RecordKind = &RecordKind {
    table: "attachment",
    label: "附件",
    columns: &[
        "member_id",
        "class_id",
        "org_id",
        "role",
        "file_name",
        "media",
        "byte_count",
        "hash",
        "chunks",
        "thumbnail",
        "added_at",
        "added_by",
        "deleted_at",
    ],
    column_labels: &[
        ("member_id", "党员"),
        ("class_id", "班次"),
        ("org_id", "党组织"),
        ("role", "用途"),
        ("file_name", "文件名"),
        ("media", "文件类型"),
        ("byte_count", "大小（字节）"),
        ("hash", "内容指纹"),
        ("chunks", "分块指纹"),
        ("thumbnail", "缩略图"),
        ("added_at", "添加时间"),
        ("added_by", "添加人"),
    ],
    title: &["file_name"],
    forms: &[
        ("member_id", ColumnForm::Record("member")),
        ("class_id", ColumnForm::Record("training_class")),
        ("org_id", ColumnForm::Record("party_org")),
        ("role", ColumnForm::Word(AttachmentRole::label_of)),
        ("media", ColumnForm::Word(Media::label_of)),
        ("hash", ColumnForm::Opaque),
        ("chunks", ColumnForm::Opaque),
        ("thumbnail", ColumnForm::Opaque),
    ],
};
