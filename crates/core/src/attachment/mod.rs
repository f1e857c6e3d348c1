//! Attachments (附件): a member's photo and papers, the scans of a class, the documents of an organization.
//!
//! The record travels like every other, with the content's hash, size, chunk list and a small picture; the content
//! itself stays on the PC that took it until the synchronisation of contents comes (ADR 0012).

mod api;
mod media;
mod model;
mod picture;
mod store;
mod sync;
#[cfg(test)]
mod tests;

pub use api::{AttachmentChanged, AttachmentContent, AttachmentList, AttachmentView};
pub use model::{AttachmentRole, Media, OwnerKind};
pub use sync::ATTACHMENT;

use std::collections::HashMap;

use lunxun_base::{Error, ErrorCode, Id, Result};
use lunxun_store::{Migration, Store, rusqlite::Connection};

use crate::feature::Feature;

/// What this feature brings.
pub const FEATURE: Feature = Feature {
    name: "attachment",
    commands: api::COMMANDS,
    kinds: &[ATTACHMENT],
    migrations: &[Migration {
        name: "20261201T0110_attachment",
        sql: include_str!("migrations/20261201T0110_attachment.sql"),
    }],
};

/// The photos of these members as JPEG, of those who have one whose content is on this PC.
///
/// # Errors
/// `Corrupt` when a photo is damaged: a form without it would look as if there were none.
pub fn photos(store: &Store, members: &[Id]) -> Result<HashMap<Id, Vec<u8>>> {
    let mut found = HashMap::new();
    for member in members {
        let Some(photo) = store::photo_of(store.conn(), *member)? else { continue };
        let content =
            store.blobs().and_then(|blobs| blobs.get(&photo.hash)).map_err(|error| of_photo(&photo, error))?;
        found.extend(content.map(|content| (*member, content)));
    }
    Ok(found)
}

fn of_photo(photo: &store::Attachment, error: Error) -> Error {
    if error.code == ErrorCode::Corrupt {
        Error::corrupt(format!("照片“{}”在本机的内容已损坏，请给这名党员重新上传照片后再打印。", photo.file_name))
    } else {
        error
    }
}

/// Whether this member has a photo.
///
/// # Errors
/// Those of the database.
pub fn has_photo(conn: &Connection, member: Id) -> Result<bool> {
    store::photo_of(conn, member).map(|photo| photo.is_some())
}

/// Collects contents that no record has named for long, tombstoned records included. Says how many went.
///
/// # Errors
/// Those of the database and of the contents.
pub fn collect_unnamed(store: &Store) -> Result<u64> {
    store.blobs()?.sweep(&store::named(store.conn())?, store.clock().now())
}
