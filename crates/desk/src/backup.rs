use lunxun_base::Result;
use lunxun_core::rpc::Nothing;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Desk, FileView};

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
