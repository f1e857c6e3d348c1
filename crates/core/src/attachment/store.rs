//! The SQL of attachments.

use std::collections::BTreeSet;

use lunxun_base::{Id, Millis, OrNotFound, Result};
use lunxun_store::{
    ContentHash, RowExt,
    rusqlite::{Connection, Row, named_params},
};

use super::{AttachmentRole, Media, OwnerKind};
use crate::rows::{first, rows};

/// Whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) kind: OwnerKind,
    pub(super) id: Id,
}

impl Owner {
    /// The column that names an owner of this kind.
    pub(super) const fn column(self) -> &'static str {
        match self.kind {
            OwnerKind::Member => "member_id",
            OwnerKind::TrainingClass => "class_id",
            OwnerKind::Org => "org_id",
        }
    }

    fn part(&self, kind: OwnerKind) -> Option<&[u8]> {
        (self.kind == kind).then(|| self.id.as_bytes().as_slice())
    }
}

/// An attachment's row.
#[derive(Debug, Clone)]
pub(super) struct Attachment {
    pub(super) id: Id,
    pub(super) owner: Option<Owner>,
    pub(super) role: AttachmentRole,
    pub(super) file_name: String,
    pub(super) media: Media,
    pub(super) byte_count: u64,
    pub(super) hash: ContentHash,
    pub(super) thumbnail: Option<Vec<u8>>,
    pub(super) added_at: Millis,
    pub(super) added_by: String,
}

fn attachment(row: &Row<'_>) -> Result<Attachment> {
    let owner = |kind, id: Option<Id>| id.map(|id| Owner { kind, id });
    Ok(Attachment {
        id: row.id("id")?,
        owner: owner(OwnerKind::Member, row.opt_id("member_id")?)
            .or(owner(OwnerKind::TrainingClass, row.opt_id("class_id")?))
            .or(owner(OwnerKind::Org, row.opt_id("org_id")?)),
        role: AttachmentRole::from_word(&row.col::<String>("role")?)?,
        file_name: row.col("file_name")?,
        media: Media::from_word(&row.col::<String>("media")?)?,
        byte_count: u64::try_from(row.col::<i64>("byte_count")?).unwrap_or_default(),
        hash: ContentHash::from_slice(&row.col::<Vec<u8>>("hash")?)?,
        thumbnail: row.col("thumbnail")?,
        added_at: row.col("added_at")?,
        added_by: row.col::<Option<String>>("added_by")?.unwrap_or_default(),
    })
}

/// The attachments of one owner, the newest first.
pub(super) fn of(conn: &Connection, owner: Owner) -> Result<Vec<Attachment>> {
    rows(
        conn,
        "SELECT id, member_id, class_id, org_id, role, file_name, media, byte_count, hash, thumbnail, added_at, added_by
         FROM attachment
         WHERE deleted_at IS NULL AND hash IS NOT NULL
           AND (member_id = :member OR class_id = :class OR org_id = :org)
         ORDER BY added_at DESC, id DESC LIMIT 1000",
        named_params! {
            ":member": owner.part(OwnerKind::Member),
            ":class": owner.part(OwnerKind::TrainingClass),
            ":org": owner.part(OwnerKind::Org),
        },
        attachment,
    )
}

/// The photo that counts: of several, which two PCs may have set at once, the newest.
pub(super) fn photo_of(conn: &Connection, member: Id) -> Result<Option<Attachment>> {
    first(
        conn,
        "SELECT id, member_id, class_id, org_id, role, file_name, media, byte_count, hash, thumbnail, added_at, added_by
         FROM attachment
         WHERE deleted_at IS NULL AND hash IS NOT NULL AND member_id = :member AND role = 'photo'
         ORDER BY added_at DESC, id DESC LIMIT 1",
        named_params! { ":member": member.as_bytes() },
        attachment,
    )
}

/// One attachment.
pub(super) fn find(conn: &Connection, id: Id) -> Result<Attachment> {
    first(
        conn,
        "SELECT id, member_id, class_id, org_id, role, file_name, media, byte_count, hash, thumbnail, added_at, added_by
         FROM attachment WHERE id = :id AND deleted_at IS NULL AND hash IS NOT NULL",
        named_params! { ":id": id.as_bytes() },
        attachment,
    )?
    .or_not_found("附件")
}

/// Every content that a record names, tombstoned ones included: a deletion can be undone.
pub(super) fn named(conn: &Connection) -> Result<BTreeSet<ContentHash>> {
    let all = rows(conn, "SELECT DISTINCT hash FROM attachment WHERE hash IS NOT NULL", &[], |row| {
        ContentHash::from_slice(&row.col::<Vec<u8>>("hash")?)
    })?;
    Ok(all.into_iter().collect())
}
