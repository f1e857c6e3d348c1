use lunxun_base::{Result, local_minute, require};
use lunxun_core::{open_export, org, rpc::Nothing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Desk, FileView, session};

/// Takes the whole store along as open files.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ExportStore {
    /// The signed-in administrator's password, given anew.
    pub password: String,
    /// What for; it stands in the audit.
    pub purpose: String,
    /// Whether ID numbers and phones stand in full.
    #[serde(default)]
    pub is_full: bool,
}

/// The archive and how much is in it.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StoreExported {
    /// The archive.
    pub file: FileView,
    /// Kinds of records, one sheet each.
    pub kinds: u32,
    /// Records in all.
    pub records: u32,
}

/// What a full check of the store found.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CheckReport {
    /// Whether nothing at all is amiss.
    pub is_sound: bool,
    /// What was checked and found.
    pub lines: Vec<String>,
}

pub(crate) fn make(desk: &Desk, _: Nothing) -> Result<FileView> {
    let actor = desk.actor()?;
    let path = desk.with_store(|store| {
        let path = store.backup()?;
        store.write("backup.make", &actor.who(), |tx| tx.note("backup.make", None, &serde_json::json!({})))?;
        Ok(path)
    })?;
    // The keys travel with every backup: without them it could never be opened again.
    for name in ["keyslots-a.json", "keyslots-b.json"] {
        let copied = std::fs::copy(desk.data_dir().join(name), path.with_extension(name));
        copied.map_err(|error| {
            lunxun_base::Error::storage("密钥文件没有随备份一起复制，请检查磁盘空间后再试。").with_source(error)
        })?;
    }
    Ok(FileView {
        file_name: path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
        path: path.to_string_lossy().into_owned(),
        kind: "db".to_owned(),
        url: None,
        page_count: None,
    })
}

/// Writes the whole store as sheets that any program reads, after the password was given anew.
pub(crate) fn export_store(desk: &Desk, request: ExportStore) -> Result<StoreExported> {
    let purpose = request.purpose.trim();
    require!(!purpose.is_empty(), "purpose", "请写明用途，例如“移交新系统”，会记入审计。");
    let actor = session::require_password(desk, &request.password)?;
    let exported = desk.with_store(|store| {
        let township = org::root(store.conn())?.map(|root| root.name).unwrap_or_default();
        let what = open_export::OpenExport {
            township,
            made_at: local_minute(store.clock().now()),
            made_by: actor.name.clone(),
            is_full: request.is_full,
        };
        let exported = open_export::write(store.conn(), &what)?;
        // Noted before the file exists: nothing leaves without a trace.
        store.write("backup.export_store", &actor.who(), |tx| {
            let numbers = if request.is_full { "（完整号码）" } else { "" };
            tx.summarise(&format!("整库导出{numbers}：{purpose}"))?;
            let details = serde_json::json!({ "purpose": purpose, "isFull": request.is_full });
            tx.note("backup.export_store", None, &details)
        })?;
        Ok(exported)
    })?;
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Ok(StoreExported {
        kinds: count(exported.files.len()),
        records: count(exported.files.iter().map(|(.., rows)| rows).sum()),
        file: desk.export("整库数据", "zip", &exported.bytes, None)?,
    })
}

pub(crate) fn check(desk: &Desk, _: Nothing) -> Result<CheckReport> {
    let report = desk.with_store(|store| store.check())?;
    let mut lines = Vec::new();
    lines.push(if report.database.is_empty() {
        "数据文件结构完好。".to_owned()
    } else {
        format!("数据文件有 {} 处损坏，请恢复最近的备份。", report.database.len())
    });
    lines.push(match report.audit.first_broken {
        None => format!("审计记录 {} 条，前后相扣，没有被改动。", report.audit.checked),
        Some(at) => format!("审计记录从第 {at} 条起对不上，可能被改动过，请保留现场并报告县里。"),
    });
    lines.push(if report.drifted_kinds.is_empty() {
        "各类记录与同步摘要一致。".to_owned()
    } else {
        format!("有 {} 类记录与同步摘要不一致，请立即同步核对。", report.drifted_kinds.len())
    });
    lines.push(match &report.blobs {
        Ok(blobs) if blobs.is_sound() => format!("照片和附件的内容 {} 份，逐份核对过，完好。", blobs.checked),
        Ok(blobs) if blobs.damaged.is_empty() => "附件文件 files.db 有损坏，请从最近的备份找回。".to_owned(),
        Ok(blobs) => format!(
            "照片和附件的内容有 {} 份损坏：请重新添加原来的文件，或从最近的备份找回 files.db。",
            blobs.damaged.len()
        ),
        Err(error) => error.message.clone(),
    });
    Ok(CheckReport { is_sound: report.is_sound(), lines })
}
