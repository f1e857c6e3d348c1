use std::path::{Path, PathBuf};

use lunxun_base::{Error, LocalDate, Millis, Permission, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Desk, desk::lock};

/// A file that the program wrote for the clerk.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileView {
    /// Where it stands.
    pub path: String,
    /// Its name.
    pub file_name: String,
    /// `pdf`, `xlsx`.
    pub kind: String,
    /// Where a browser fetches it.
    pub url: Option<String>,
    /// Pages, for a PDF.
    pub page_count: Option<u32>,
}

/// Names a file that this program wrote.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenFile {
    /// Where it stands.
    pub path: String,
}

/// What the page of a recovery key is called.
pub(crate) const RECOVERY_STEM: &str = "恢复密钥";

impl Desk {
    pub(crate) fn exports(&self) -> PathBuf {
        self.data_dir().join("exports")
    }

    /// Writes a file for the clerk. The name never holds a person's name.
    pub(crate) fn export(&self, stem: &str, kind: &str, bytes: &[u8], page_count: Option<u32>) -> Result<FileView> {
        let failed = |error: std::io::Error| {
            Error::storage("文件没有写成，请检查磁盘空间和文件夹权限后再试。").with_source(error)
        };
        let dir = self.exports();
        std::fs::create_dir_all(&dir).map_err(failed)?;
        let safe: String = stem.chars().map(|c| if "/\\:*?\"<>|\n\r\t".contains(c) { '_' } else { c }).collect();
        let stamp = self.options.clock.now();
        let mut file_name = format!("{safe}-{}.{kind}", time_word(stamp));
        let mut path = dir.join(&file_name);
        // A second file of this name within the second is another file, which somebody may have open.
        if path.exists() {
            file_name = format!("{safe}-{}-{:03}.{kind}", time_word(stamp), stamp.rem_euclid(1000));
            path = dir.join(&file_name);
        }
        let temporary = dir.join(format!(".{stamp}.part"));
        std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, &path)).map_err(failed)?;
        if let Ok(actor) = self.actor() {
            lock(&self.written).insert((actor.account, file_name.clone()));
        }
        Ok(FileView {
            path: path.to_string_lossy().into_owned(),
            url: Some(format!("/files/{file_name}")),
            file_name,
            kind: kind.to_owned(),
            page_count,
        })
    }

    /// Takes the printed recovery keys (恢复密钥) off the disk: one beside the store would undo its encryption. Done when
    /// the key was kept, when the store closes, and at every start, since the program may have been killed before.
    pub(crate) fn forget_recovery_pages(&self) -> Result<()> {
        let failed = |error: std::io::Error| {
            Error::storage("打印恢复密钥的文件没有清除，请到数据文件夹的 exports 里把它删掉。").with_source(error)
        };
        let Ok(entries) = std::fs::read_dir(self.exports()) else { return Ok(()) };
        for entry in entries {
            let entry = entry.map_err(failed)?;
            if entry.file_name().to_string_lossy().starts_with(RECOVERY_STEM) {
                std::fs::remove_file(entry.path()).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// The file behind a path or a bare name, if this program wrote it; anything else is refused.
    ///
    /// Nobody reads one while the store is locked, and a head teacher (班主任) only what they had written themselves.
    ///
    /// # Errors
    /// `Locked`, `NotFound`.
    pub fn exported_file(&self, path: &str) -> Result<PathBuf> {
        let refused = || Error::not_found("找不到这个文件，可能已被移走，请重新生成。");
        let actor = self.actor()?;
        let name = Path::new(path).file_name().ok_or_else(refused)?;
        let is_own = || lock(&self.written).contains(&(actor.account, name.to_string_lossy().into_owned()));
        if !actor.role.holds(Permission::Township) && !is_own() {
            return Err(refused());
        }
        let exports = self.exports();
        let file = exports.join(name);
        let (real, inside) = (file.canonicalize().map_err(|_| refused())?, exports.canonicalize());
        // The path as it is, not `real`: on Windows that begins with `\\?\`, which viewers do not open.
        if real.starts_with(inside.map_err(|_| refused())?) && real.is_file() { Ok(file) } else { Err(refused()) }
    }
}

/// `20270309-140507` at the office (UTC+8): what a clerk can tell apart in a folder.
fn time_word(at: Millis) -> String {
    let seconds = (at + 8 * 3_600_000).rem_euclid(86_400_000) / 1000;
    let day = LocalDate::from_millis(at).to_string().replace('-', "");
    format!("{day}-{:02}{:02}{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Asks for the whole roster, or the ledger of migrants, as a file that can be imported again.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveRoster {
    /// `csv` or `xlsx`.
    pub format: String,
}

/// Asks for the wrong rows of an import as a workbook.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SaveWrongRows {
    /// The import's token.
    pub token: String,
}

pub(crate) fn save_wrong_rows(desk: &Desk, request: SaveWrongRows) -> Result<FileView> {
    let bytes = bytes_of(desk, "import.wrong_rows", serde_json::json!({ "token": request.token }))?;
    desk.export("导入错误行", "xlsx", &bytes, None)
}

pub(crate) fn save_roster(desk: &Desk, request: SaveRoster) -> Result<FileView> {
    let bytes = bytes_of(desk, "import.export_roster", serde_json::json!({ "format": request.format }))?;
    desk.export("党员花名册（完整）", ending(&request.format), &bytes, None)
}

pub(crate) fn save_migrants(desk: &Desk, request: SaveRoster) -> Result<FileView> {
    let bytes = bytes_of(desk, "import.export_migrants", serde_json::json!({ "format": request.format }))?;
    desk.export("流动党员台账（完整）", ending(&request.format), &bytes, None)
}

fn ending(format: &str) -> &'static str {
    if format == "csv" { "csv" } else { "xlsx" }
}

/// The file that a command of the core makes.
fn bytes_of(desk: &Desk, command: &str, request: serde_json::Value) -> Result<Vec<u8>> {
    use base64::Engine as _;

    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Bytes {
        content_base64: String,
    }
    let bytes: Bytes = desk.ask(command, request)?;
    base64::engine::general_purpose::STANDARD
        .decode(bytes.content_base64)
        .map_err(|error| Error::internal("文件无法导出，请重试。").with_source(error))
}

/// Shows a file in the system's viewer. Only files that this program wrote.
pub(crate) fn open(desk: &Desk, request: OpenFile) -> Result<lunxun_core::rpc::Nothing> {
    let file = desk.exported_file(&request.path)?;
    let opener = if cfg!(windows) {
        "explorer"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    std::process::Command::new(opener).arg(&file).spawn().map_err(|error| {
        let message = format!("没有找到能打开它的程序。文件已保存在：{}", file.display());
        Error::storage(message).with_source(error)
    })?;
    Ok(lunxun_core::rpc::Nothing {})
}
