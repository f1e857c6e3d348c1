//! Importing a roster, against reading its cells alone and against a plain insert of its rows.

use std::{path::Path, time::Duration};

use anyhow::{Result, ensure};
use base64::{Engine, engine::general_purpose::STANDARD as BASE64};
use lunxun_testkit::{Style, demo::Township, roster_workbook};
use serde_json::json;

use super::{
    call, floor, fresh, median, median_of,
    table::{Job, Table},
    timed,
};

const FILE: &str = "花名册.xlsx";
const CELLS: &str = "只读出表格里的单元格";
const INSERT: &str = "同样的行直接 INSERT（同一加密文件）";

pub fn measure(table: &mut Table, dir: &Path, township: &Township, runs: usize) -> Result<()> {
    let rows = township.members.len();
    let bytes = roster_workbook(township, Style::Clean)?;
    let cells = median_of(runs, || floor::read_cells(&bytes).map(drop))?;
    let (mut reads, mut writes, mut inserts) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..runs {
        let mut store = fresh(dir, &format!("import-{rows}-{run}"))?;
        super::root(&mut store, township)?;
        let request = json!({ "fileName": FILE, "contentBase64": BASE64.encode(&bytes) });
        let (preview, read) = timed(|| call(&mut store, "import.read", request));
        let request = json!({ "token": preview?["token"], "decisions": [], "createBranches": true });
        let (result, write) = timed(|| call(&mut store, "import.commit", request));
        let result = result?;
        ensure!(result["added"].as_u64() == Some(rows as u64), "not every row was added: {result}");
        reads.push(read);
        writes.push(write);
        inserts.push(floor::plain_insert(&store)?);
    }
    let (read, write, insert) = (median(reads), median(writes), median(inserts));
    let size = bytes.len() as f64 / 1_048_576.0;
    table.add(
        Job::new(format!("导入 {rows} 人：读表到预览"), read)
            .floor(CELLS, cells)
            .remark(format!("{size:.1} MiB 的 .xlsx")),
    );
    table.add(
        Job::new(format!("导入 {rows} 人：确认写入"), write)
            .floor(INSERT, insert)
            .remark(format!("含重新核对、日志、版本、审计；每秒 {} 人", per_second(rows, write))),
    );
    table.add(
        Job::new(format!("导入 {rows} 人：全程"), read + write)
            .floor(CELLS, cells)
            .floor("读单元格加 INSERT", cells + insert)
            .remark(format!("每秒 {} 人", per_second(rows, read + write))),
    );
    Ok(())
}

pub fn per_second(count: usize, taken: Duration) -> u64 {
    (count as f64 / taken.as_secs_f64().max(1e-9)) as u64
}
