//! Opening attachments (附件) in the system's viewers.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use lunxun_base::{Error, Id, Result};
use lunxun_core::{attachment::AttachmentContent, rpc::Nothing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use crate::{Desk, FileView};

/// What the copies of attachments are called that a viewer is given.
const OPENED_STEM: &str = "附件";

/// Asks for a copy of an attachment that a viewer can open.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenAttachment {
    /// Which.
    pub attachment_id: Id,
}

/// Asks for a copy of a class's file that a viewer can open.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenClassFile {
    /// The class.
    pub class_id: Id,
    /// Which file.
    pub attachment_id: Id,
}

pub(crate) fn open(desk: &Desk, request: OpenAttachment) -> Result<FileView> {
    copy(desk, desk.ask("attachment.content", json!({ "attachmentId": request.attachment_id }))?)
}

pub(crate) fn open_of_class(desk: &Desk, request: OpenClassFile) -> Result<FileView> {
    let name = json!({ "classId": request.class_id, "attachmentId": request.attachment_id });
    copy(desk, desk.ask("class_file.content", name)?)
}

/// The copy stands in the open until the store is locked. Its name says nothing of whose it is.
fn copy(desk: &Desk, content: AttachmentContent) -> Result<FileView> {
    let bytes = STANDARD
        .decode(content.content_base64)
        .map_err(|error| Error::internal("附件无法打开，请重试。").with_source(error))?;
    desk.export(OPENED_STEM, content.media.ending_of(&content.file_name), &bytes, None)
}

/// Begins with an empty file of contents where the old one is lost for good.
pub(crate) fn renew(desk: &Desk, _: Nothing) -> Result<Nothing> {
    let (actor, key) = (desk.actor()?, desk.key()?);
    desk.with_store(|store| {
        store.renew_blobs(&key)?;
        store.write("attachment.renew", &actor.who(), |tx| tx.note("attachment.renew", None, &json!({})))
    })?;
    Ok(Nothing {})
}

impl Desk {
    /// Takes the opened copies off the disk. One that a viewer still holds stays until the next time.
    pub(crate) fn forget_opened_attachments(&self) {
        let Ok(entries) = std::fs::read_dir(self.exports()) else { return };
        let prefix = format!("{OPENED_STEM}-");
        for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}
