//! Importing a roster, against reading its cells alone.

use std::path::Path;

use anyhow::Result;
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use lunxun_core::{
    import::{
        reader,
        roster::{Answers, ROSTER, candidates, match_rows},
        table::detect_all,
    },
    rpc,
};
use lunxun_testkit::{Style, demo::Township, roster_workbook};
use serde_json::json;

use super::{call, fresh, table::Table, timed};

const FLOOR: &str = "只读单元格 reading cells alone";
const NAME: &str = "花名册.xlsx";

pub fn measure(table: &mut Table, dir: &Path, township: &Township) -> Result<()> {
    let rows = township.members.len();
    let bytes = roster_workbook(township, Style::Clean)?;
    let (book, floor) = timed(|| reader::read(&bytes, NAME));
    let book = book?;

    let (found, read) = timed(|| {
        let today = lunxun_base::LocalDate::from_millis(lunxun_base::Clock::now(&lunxun_base::SystemClock));
        let all: Vec<_> = detect_all(book, &ROSTER)
            .tables
            .iter()
            .flat_map(|table| candidates(table, &table.mapping(), today, &Answers::default()))
            .collect();
        match_rows(&all, &[]).plans.len()
    });
    table.row(&format!("读取、识别、比对 Read, recognise, match: {found} rows"), floor + read, FLOOR, Some(floor));

    if rpc::find("import.read").is_none() || rpc::find("import.commit").is_none() {
        table.note(&format!("导入 Import of {rows} rows：命令尚未提供 command not present"));
        return Ok(());
    }
    let mut store = fresh(dir, &format!("import-{rows}"))?;
    super::roster::root(&mut store, township)?;
    let request = json!({ "fileName": NAME, "contentBase64": BASE64.encode(&bytes) });
    let (preview, read) = timed(|| call(&mut store, "import.read", request));
    let preview = preview?;
    let request = json!({ "token": preview["token"], "decisions": [], "createBranches": true });
    let (result, write) = timed(|| call(&mut store, "import.commit", request));
    let added = result?["added"].clone();
    table.row(&format!("导入：读到预览 Import, to the preview: {rows} rows"), read, FLOOR, Some(floor));
    table.row(&format!("导入：全程 Import, all of it: {added} members added"), read + write, FLOOR, Some(floor));
    Ok(())
}
