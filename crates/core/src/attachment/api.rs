use base64::{Engine as _, engine::general_purpose::STANDARD};
use lunxun_base::{Error, ErrorCode, Id, Millis, OrNotFound, Result, require};
use lunxun_protocol::Value;
use lunxun_store::{Blobs, ContentHash, ContentRef, Tx};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use super::{
    ATTACHMENT, AttachmentRole, Media, OwnerKind,
    media::{Content, recognise},
    model::{FILE_BYTES, FILES_OF_ONE, PHOTO_BYTES, clean_name},
    picture::{self, remake},
    store::{self, Attachment, Owner},
};
use crate::{Ctx, commands, member, org, rpc::ClassScoped, training_class};

/// Asks for the attachments of one owner.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListAttachments {
    /// What the owner is.
    pub owner: OwnerKind,
    /// Which.
    pub owner_id: Id,
}

/// Adds a file to an owner.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddAttachment {
    /// What the owner is.
    pub owner: OwnerKind,
    /// Which.
    pub owner_id: Id,
    /// The file's name.
    pub file_name: String,
    /// Its content.
    pub content_base64: String,
}

/// Sets a member's photo; the one before is put away.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SetPhoto {
    /// Whose.
    pub member_id: Id,
    /// The file's name.
    pub file_name: String,
    /// Its content.
    pub content_base64: String,
}

/// Names an attachment.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NameAttachment {
    /// Which.
    pub attachment_id: Id,
}

/// Asks for the files of a class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListClassFiles {
    /// The class.
    pub class_id: Id,
}

/// Adds a file to a class, such as a scanned sign-in sheet (签到表).
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddClassFile {
    /// The class.
    pub class_id: Id,
    /// The file's name.
    pub file_name: String,
    /// Its content.
    pub content_base64: String,
}

/// Names a file of a class.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct NameClassFile {
    /// The class.
    pub class_id: Id,
    /// Which file.
    pub attachment_id: Id,
}

macro_rules! class_scoped {
    ($($request:ty),*) => {$(impl ClassScoped for $request {
        fn class_id(&self) -> Id {
            self.class_id
        }
    })*};
}
class_scoped!(ListClassFiles, AddClassFile, NameClassFile);

/// An attachment in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentView {
    /// Its id.
    pub id: Id,
    /// What it is for.
    pub role: AttachmentRole,
    /// Its name.
    pub file_name: String,
    /// What it is.
    pub media: Media,
    /// Bytes.
    pub byte_count: u64,
    /// A small JPEG, for pictures.
    pub thumbnail_base64: Option<String>,
    /// When it was added, UTC milliseconds.
    pub added_at: Millis,
    /// By whom.
    pub added_by: String,
    /// Whether its content is on this PC.
    pub is_here: bool,
}

/// The attachments of one owner.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentList {
    /// The member's photo.
    pub photo: Option<AttachmentView>,
    /// Everything else, the newest first.
    pub files: Vec<AttachmentView>,
}

/// What a change left.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentChanged {
    /// The owner's attachments now.
    pub list: AttachmentList,
    /// The step, to take it back; absent where only the content came back to a record that lacked it.
    pub operation_id: Option<Id>,
}

/// A content in full.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentContent {
    /// The file's name.
    pub file_name: String,
    /// What it is.
    pub media: Media,
    /// The content.
    pub content_base64: String,
}

commands! {
    read Township "attachment.list" => list(ListAttachments) -> AttachmentList;
    write Township "attachment.add" => add(AddAttachment) -> AttachmentChanged, stale ["attachment", "class_file"];
    write Township "attachment.set_photo" => set_photo(SetPhoto) -> AttachmentChanged, stale ["attachment"];
    write Township "attachment.delete" => delete(NameAttachment) -> AttachmentChanged,
        stale ["attachment", "class_file"];
    write Township "attachment.content" => content(NameAttachment) -> AttachmentContent;
    read OwnClass "class_file.list" => list_of_class(ListClassFiles) -> AttachmentList;
    write OwnClass "class_file.add" => add_to_class(AddClassFile) -> AttachmentChanged,
        stale ["attachment", "class_file"];
    write OwnClass "class_file.delete" => delete_of_class(NameClassFile) -> AttachmentChanged,
        stale ["attachment", "class_file"];
    read OwnClass "class_file.content" => content_of_class(NameClassFile) -> AttachmentContent;
}

fn list(ctx: &mut Ctx<'_>, request: ListAttachments) -> Result<AttachmentList> {
    let owner = Owner { kind: request.owner, id: request.owner_id };
    title_of(ctx, owner)?;
    list_of(ctx, owner)
}

fn list_of_class(ctx: &mut Ctx<'_>, request: ListClassFiles) -> Result<AttachmentList> {
    list_of(ctx, class(request.class_id))
}

fn add(ctx: &mut Ctx<'_>, request: AddAttachment) -> Result<AttachmentChanged> {
    add_to(ctx, Owner { kind: request.owner, id: request.owner_id }, &request.file_name, &request.content_base64)
}

fn add_to_class(ctx: &mut Ctx<'_>, request: AddClassFile) -> Result<AttachmentChanged> {
    add_to(ctx, class(request.class_id), &request.file_name, &request.content_base64)
}

fn delete(ctx: &mut Ctx<'_>, request: NameAttachment) -> Result<AttachmentChanged> {
    let attachment = store::find(ctx.conn(), request.attachment_id)?;
    delete_found(ctx, &attachment)
}

fn delete_of_class(ctx: &mut Ctx<'_>, request: NameClassFile) -> Result<AttachmentChanged> {
    let attachment = of_class(ctx, &request)?;
    delete_found(ctx, &attachment)
}

fn content(ctx: &mut Ctx<'_>, request: NameAttachment) -> Result<AttachmentContent> {
    let attachment = store::find(ctx.conn(), request.attachment_id)?;
    let content = content_found(ctx, &attachment)?;
    // Papers of a member are what an ID number is: who looked at them can be told afterwards.
    if let Some(Owner { kind: OwnerKind::Member, id: member }) = attachment.owner
        && attachment.role == AttachmentRole::Document
    {
        let name = member::view_of(ctx.conn(), member).map_or_else(|_| "（已删除）".to_owned(), |member| member.name);
        ctx.write(|tx| {
            tx.summarise(&format!("查看附件：{name}"))?;
            tx.note("attachment.content", Some(attachment.id), &json!({ "member": member }))
        })?;
    }
    Ok(content)
}

fn content_of_class(ctx: &mut Ctx<'_>, request: NameClassFile) -> Result<AttachmentContent> {
    let attachment = of_class(ctx, &request)?;
    content_found(ctx, &attachment)
}

const fn class(id: Id) -> Owner {
    Owner { kind: OwnerKind::TrainingClass, id }
}

/// A file of this class; one of anything else answers like none.
fn of_class(ctx: &Ctx<'_>, request: &NameClassFile) -> Result<Attachment> {
    let found = store::find(ctx.conn(), request.attachment_id)?;
    if found.owner == Some(class(request.class_id)) {
        return Ok(found);
    }
    Err(Error::not_found("找不到这条附件记录，可能已被删除，请刷新后再试。"))
}

/// What the owner is called; refuses one that is not there.
fn title_of(ctx: &Ctx<'_>, owner: Owner) -> Result<String> {
    Ok(match owner.kind {
        OwnerKind::Member => member::view_of(ctx.conn(), owner.id)?.name,
        OwnerKind::TrainingClass => training_class::find(ctx.conn(), owner.id)?.name,
        OwnerKind::Org => org::find(ctx.conn(), owner.id)?.or_not_found("党组织")?.short_name,
    })
}

fn list_of(ctx: &Ctx<'_>, owner: Owner) -> Result<AttachmentList> {
    let blobs = ctx.store().blobs().ok();
    let mut found = store::of(ctx.conn(), owner)?;
    let photo = found.iter().position(|one| one.role == AttachmentRole::Photo).map(|at| found.remove(at));
    let view = |one: Attachment| -> Result<AttachmentView> {
        Ok(AttachmentView {
            id: one.id,
            role: one.role,
            file_name: one.file_name,
            media: one.media,
            byte_count: one.byte_count,
            thumbnail_base64: one.thumbnail.map(|bytes| STANDARD.encode(bytes)),
            added_at: one.added_at,
            added_by: one.added_by,
            is_here: blobs.map(|blobs| blobs.has(&one.hash)).transpose()?.unwrap_or(false),
        })
    };
    Ok(AttachmentList {
        photo: photo.map(view).transpose()?,
        files: found.into_iter().map(view).collect::<Result<_>>()?,
    })
}

/// A content made ready to be kept.
struct Ready {
    bytes: Vec<u8>,
    media: Media,
    thumbnail: Option<Vec<u8>>,
}

fn decoded(base64: &str, limit: usize) -> Result<Vec<u8>> {
    let megabytes = limit >> 20;
    // Told before it is decoded: four letters carry three bytes.
    require!(base64.len() / 4 * 3 <= limit + 3, "contentBase64", "文件超过 {megabytes} MB，请压缩或分成几个再添加。");
    let bytes = STANDARD.decode(base64).map_err(|error| {
        Error::invalid("contentBase64", "文件没有读完整，请重新选择。").with_source(error.to_string())
    })?;
    require!(!bytes.is_empty(), "contentBase64", "文件是空的，请重新选择。");
    require!(bytes.len() <= limit, "contentBase64", "文件超过 {megabytes} MB，请压缩或分成几个再添加。");
    Ok(bytes)
}

fn ready(file_name: &str, base64: &str) -> Result<Ready> {
    let bytes = decoded(base64, FILE_BYTES)?;
    Ok(match recognise(file_name, &bytes)? {
        Content::File(media) => Ready { bytes, media, thumbnail: None },
        Content::Picture(format) => picture_of(&bytes, format, picture::SCAN)?,
    })
}

fn ready_photo(file_name: &str, base64: &str) -> Result<Ready> {
    let bytes = decoded(base64, PHOTO_BYTES)?;
    match recognise(file_name, &bytes)? {
        Content::Picture(format) => picture_of(&bytes, format, picture::PHOTO),
        Content::File(_) => {
            Err(Error::invalid("contentBase64", "照片要用图片文件（jpg、png、webp 或 bmp），请重新选择。"))
        }
    }
}

fn picture_of(bytes: &[u8], format: image::ImageFormat, size: picture::Size) -> Result<Ready> {
    let picture = remake(bytes, format, size)?;
    Ok(Ready { bytes: picture.jpeg, media: Media::Jpeg, thumbnail: Some(picture.thumbnail) })
}

/// Whether a content is here and whole. A damaged one may be brought again.
fn is_whole(blobs: &Blobs, hash: &ContentHash) -> Result<bool> {
    match blobs.get(hash) {
        Ok(content) => Ok(content.is_some()),
        Err(error) if error.code == ErrorCode::Corrupt => Ok(false),
        Err(error) => Err(error),
    }
}

fn add_to(ctx: &mut Ctx<'_>, owner: Owner, file_name: &str, base64: &str) -> Result<AttachmentChanged> {
    let title = title_of(ctx, owner)?;
    let ready = ready(file_name, base64)?;
    let there = store::of(ctx.conn(), owner)?;
    let hash = ContentHash::of(&ready.bytes);
    let blobs = ctx.store().blobs()?;
    if let Some(twin) = there.iter().find(|one| one.hash == hash) {
        require!(
            !is_whole(blobs, &hash)?,
            "contentBase64",
            "这份文件已经添加过了（“{}”），不用再添加。",
            twin.file_name
        );
        // The record came from another PC, or its content was damaged: the same file brought again mends it.
        blobs.put(&ready.bytes, ctx.now())?;
        return Ok(AttachmentChanged { list: list_of(ctx, owner)?, operation_id: None });
    }
    require!(there.len() < FILES_OF_ONE, "contentBase64", "附件最多 {FILES_OF_ONE} 个，请先删除不用的。");
    let content = blobs.put(&ready.bytes, ctx.now())?;
    let file_name = clean_name(file_name, ready.media);
    let added_by = ctx.actor.name.clone();
    let operation = ctx.write(|tx| {
        tx.summarise(&format!("添加附件：{title} {file_name}"))?;
        insert(tx, owner, AttachmentRole::Document, &file_name, &ready, &content, &added_by)
    })?;
    Ok(AttachmentChanged { list: list_of(ctx, owner)?, operation_id: Some(operation) })
}

fn set_photo(ctx: &mut Ctx<'_>, request: SetPhoto) -> Result<AttachmentChanged> {
    let owner = Owner { kind: OwnerKind::Member, id: request.member_id };
    let title = title_of(ctx, owner)?;
    let ready = ready_photo(&request.file_name, &request.content_base64)?;
    let blobs = ctx.store().blobs()?;
    let before: Vec<Attachment> =
        store::of(ctx.conn(), owner)?.into_iter().filter(|one| one.role == AttachmentRole::Photo).collect();
    let hash = ContentHash::of(&ready.bytes);
    if before.first().is_some_and(|photo| photo.hash == hash) {
        require!(!is_whole(blobs, &hash)?, "contentBase64", "新照片和现在的照片是同一张，没有改动。");
        blobs.put(&ready.bytes, ctx.now())?;
        return Ok(AttachmentChanged { list: list_of(ctx, owner)?, operation_id: None });
    }
    let content = blobs.put(&ready.bytes, ctx.now())?;
    let file_name = clean_name(&request.file_name, ready.media);
    let added_by = ctx.actor.name.clone();
    let operation = ctx.write(|tx| {
        tx.summarise(&format!("{}照片：{title}", if before.is_empty() { "添加" } else { "更换" }))?;
        for photo in &before {
            tx.delete(ATTACHMENT, photo.id)?;
        }
        insert(tx, owner, AttachmentRole::Photo, &file_name, &ready, &content, &added_by)
    })?;
    Ok(AttachmentChanged { list: list_of(ctx, owner)?, operation_id: Some(operation) })
}

fn insert(
    tx: &Tx<'_>,
    owner: Owner,
    role: AttachmentRole,
    file_name: &str,
    ready: &Ready,
    content: &ContentRef,
    added_by: &str,
) -> Result<Id> {
    let fields = [
        (owner.column(), owner.id.into()),
        ("role", role.into()),
        ("file_name", file_name.into()),
        ("media", ready.media.into()),
        ("byte_count", i64::try_from(content.byte_count).unwrap_or(i64::MAX).into()),
        ("hash", Value::Blob(content.hash.as_bytes().to_vec())),
        ("chunks", Value::Blob(content.chunk_bytes())),
        ("thumbnail", ready.thumbnail.clone().map_or(Value::Null, Value::Blob)),
        ("added_at", tx.now().into()),
        ("added_by", added_by.into()),
    ];
    tx.insert(ATTACHMENT, tx.new_id(), &fields)?;
    Ok(tx.operation_id())
}

fn delete_found(ctx: &mut Ctx<'_>, attachment: &Attachment) -> Result<AttachmentChanged> {
    let owner = attachment.owner.ok_or_else(|| Error::not_found("这个附件没有所属，请刷新后再试。"))?;
    if owner.kind == OwnerKind::TrainingClass {
        // What a closed class (结班) rests on stays; more may still be added to it.
        training_class::require_open(ctx.conn(), owner.id)?;
    }
    let operation = ctx.write(|tx| {
        tx.summarise(&format!("删除{}：{}", attachment.role.label(), attachment.file_name))?;
        tx.delete(ATTACHMENT, attachment.id)?;
        Ok(tx.operation_id())
    })?;
    Ok(AttachmentChanged { list: list_of(ctx, owner)?, operation_id: Some(operation) })
}

fn content_found(ctx: &Ctx<'_>, attachment: &Attachment) -> Result<AttachmentContent> {
    let bytes = ctx.store().blobs()?.get(&attachment.hash)?.ok_or_else(|| {
        Error::not_found(format!(
            "“{}”的内容在另一台电脑上，尚未传到这台电脑。请到添加它的电脑上打开，或把原文件拷来再添加一次。",
            attachment.file_name
        ))
    })?;
    Ok(AttachmentContent {
        file_name: attachment.file_name.clone(),
        media: attachment.media,
        content_base64: STANDARD.encode(bytes),
    })
}
