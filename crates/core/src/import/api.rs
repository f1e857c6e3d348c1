use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lunxun_base::{Error, Id, Result};

use super::analysis::{analyse, count, read_answered};
use super::commit::commit as write_import;
use super::export;
use super::kinds;
use super::memory::IMPORT_MEMORY;
use super::plain;
use super::preview::{preview, remembered_view};
use super::reader::MAX_FILE;
use super::roster::{Candidate, Problem, ROSTER, Severity, error_workbook, kind};
use super::session::{self, Basis, Judged, Session};
use super::store;
use super::table::{Mapping, Table};
use super::views::{
    CommitImport, ExportRoster, FileBytes, ForgetImport, ImportBatchList, ImportMemoryList, ImportPreview,
    ImportResult, ImportVerdict, ReadImport, RemapImport, WrongRows,
};
use crate::{Ctx, commands, member::MEMBER, org::PARTY_ORG, rpc::Nothing};

commands! {
    write Township "import.read" => read(ReadImport) -> ImportPreview;
    write Township "import.remap" => remap(RemapImport) -> ImportPreview;
    write Township "import.commit" => commit(CommitImport) -> ImportResult,
        stale ["*"];
    write Township "import.wrong_rows" => wrong_rows(WrongRows) -> FileBytes;
    write Township "import.export_roster" => export_roster(ExportRoster) -> FileBytes;
    write Township "import.export_migrants" => export_migrants(ExportRoster) -> FileBytes;
    read Township "import.memories" => memories(Nothing) -> ImportMemoryList;
    write Township "import.forget" => forget(ForgetImport) -> ImportMemoryList, stale ["import"];
    read Township "import.batches" => batches(Nothing) -> ImportBatchList;
}

fn read(ctx: &mut Ctx<'_>, request: ReadImport) -> Result<ImportPreview> {
    // Four characters hold three bytes.
    if request.content_base64.len() / 4 * 3 > MAX_FILE + 3 {
        return Err(Error::invalid("file", "文件超过 64 MB，请删去图片和多余的工作表，或拆成几个文件后再导入。"));
    }
    let bytes = BASE64
        .decode(request.content_base64.trim())
        .map_err(|_| Error::invalid("file", "文件没有传完整，请重新选择文件。"))?;
    let memories = store::memories(ctx.conn())?;
    let owner = (ctx.store().device(), ctx.actor.account);
    let name = file_name(&request.file_name);
    let session = Session::read(Arc::new(bytes), name, request.kind.as_deref(), memories, owner)?;
    show(ctx, Id::new(ctx.now()).to_string(), session)
}

/// Without a path in front, and no longer than a list can show.
fn file_name(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let end = name.char_indices().nth(120).map_or(name.len(), |(at, _)| at);
    name.get(..end).filter(|name| !name.is_empty()).unwrap_or("导入文件")
}

fn show(ctx: &Ctx<'_>, token: String, mut session: Session) -> Result<ImportPreview> {
    session.judged = None;
    if let Some(plain) = kinds::plain(session.kind.code) {
        let shown = plain::preview(ctx, token.clone(), &session, plain)?;
        session::keep(&token, session);
        return Ok(shown);
    }
    let judged = judge(ctx, &session)?;
    let shown = preview(token.clone(), &session, &judged.analysis, &judged.register);
    session.judged = Some(judged);
    session::keep(&token, session);
    Ok(shown)
}

/// The judgement that the clerk saw where it still holds, else a new one.
fn judge(ctx: &Ctx<'_>, session: &Session) -> Result<Arc<Judged>> {
    let mut digests = ctx.store().kind_digests()?;
    digests.retain(|kind, _| [MEMBER.table, PARTY_ORG.table].contains(&kind.as_str()));
    let basis = Basis { today: ctx.today(), digests };
    if let Some(judged) = session.judged.as_ref().filter(|judged| judged.basis == basis) {
        return Ok(Arc::clone(judged));
    }
    let register = store::register(ctx.conn())?;
    let analysis = analyse(session, &register, ctx.today(), ctx.progress)?;
    Ok(Arc::new(Judged { register, analysis, basis }))
}

fn remap(ctx: &mut Ctx<'_>, request: RemapImport) -> Result<ImportPreview> {
    let mut session = session::open_uncommitted(&request.token, ctx.store().device(), ctx.actor.account)?;
    let memories = store::memories(ctx.conn())?;
    match request.kind.as_deref().filter(|kind| *kind != session.kind.code) {
        Some(kind) => session = session.read_as(kind, memories)?,
        None => session.memories = Arc::new(memories),
    }
    if request.class_id.is_some() {
        session.class = request.class_id;
    }
    session.remap(&request.mappings)?;
    session.answer(&request.answers)?;
    show(ctx, request.token, session)
}

fn commit(ctx: &mut Ctx<'_>, request: CommitImport) -> Result<ImportResult> {
    let mut session = session::open_uncommitted(&request.token, ctx.store().device(), ctx.actor.account)?;
    if let Some(plain) = kinds::plain(session.kind.code) {
        let (result, wrong) = plain::commit(ctx, &session, plain)?;
        if wrong.is_empty() {
            session::drop_session(&request.token);
        } else {
            session.close(HashMap::new(), &wrong);
            session::keep(&request.token, session);
        }
        return Ok(result);
    }
    let judged = judge(ctx, &session)?;
    let (result, refused, wrong) = write_import(ctx, &session, &judged, &request.decisions, request.create_branches)?;
    if wrong.is_empty() {
        session::drop_session(&request.token);
    } else {
        session.close(refused, &wrong);
        session::keep(&request.token, session);
    }
    Ok(result)
}

fn wrong_rows(ctx: &mut Ctx<'_>, request: WrongRows) -> Result<FileBytes> {
    let session = session::open(&request.token, ctx.store().device(), ctx.actor.account)?;
    let rows = match &session.refused {
        _ if session.kind.code != ROSTER.code => match kinds::plain(session.kind.code) {
            Some(plain) => plain::wrong_rows(ctx, &session, plain)?,
            None => Vec::new(),
        },
        None => {
            let judged = judge(ctx, &session)?;
            let pairs = judged.analysis.rows.iter().zip(&judged.analysis.cases);
            pairs.filter(|(_, case)| case.verdict == ImportVerdict::Wrong).map(|(row, _)| row.clone()).collect()
        }
        Some(refused) => {
            let register = store::register(ctx.conn())?;
            let (_, mut rows) = read_answered(&session, &register, ctx.today(), ctx.progress)?;
            for row in &mut rows {
                if let Some(reason) = refused.get(&(row.sheet.clone(), row.row_no)) {
                    row.problems.push(Problem {
                        severity: Severity::Error,
                        field: kind::BRANCH,
                        message: reason.clone(),
                        choices: Vec::new(),
                        unread: None,
                    });
                }
            }
            rows
        }
    };
    let tables: Vec<(&Table, &Mapping)> = session.tables.iter().zip(&session.mappings).collect();
    let wrong: Vec<&Candidate> = rows.iter().collect();
    let stem = session.file_name.rsplit_once('.').map_or(session.file_name.as_str(), |(stem, _)| stem);
    Ok(FileBytes {
        file_name: format!("{stem}-错误行.xlsx"),
        content_base64: BASE64.encode(error_workbook(session.kind, &tables, &wrong)?),
        row_count: count(wrong.len()),
    })
}

fn export_roster(ctx: &mut Ctx<'_>, request: ExportRoster) -> Result<FileBytes> {
    let rows = export::table(ctx.conn())?;
    let (ending, bytes) = match request.format.as_str() {
        "csv" => ("csv", export::csv(&rows)),
        "xlsx" => ("xlsx", export::workbook("党员花名册", &rows)?),
        _ => return Err(Error::invalid("format", "名册只能导出为 xlsx 或 csv。")),
    };
    let row_count = count(rows.len() - 1);
    ctx.write(|tx| {
        tx.summarise(&format!("导出名册（含完整证件号和电话）：{row_count} 人"))?;
        tx.note("member.export", None, &serde_json::json!({ "rows": row_count, "format": ending }))
    })?;
    Ok(FileBytes { file_name: format!("党员花名册.{ending}"), content_base64: BASE64.encode(bytes), row_count })
}

fn export_migrants(ctx: &mut Ctx<'_>, request: ExportRoster) -> Result<FileBytes> {
    let rows = export::ledger(ctx.conn())?;
    let (ending, bytes) = match request.format.as_str() {
        "csv" => ("csv", export::csv(&rows)),
        "xlsx" => ("xlsx", export::workbook("流动党员台账", &rows)?),
        _ => return Err(Error::invalid("format", "台账只能导出为 xlsx 或 csv。")),
    };
    let row_count = count(rows.len() - 1);
    ctx.write(|tx| {
        tx.summarise(&format!("导出流动党员台账（含完整证件号和电话）：{row_count} 条"))?;
        tx.note("migrant.export", None, &serde_json::json!({ "rows": row_count, "format": ending }))
    })?;
    Ok(FileBytes { file_name: format!("流动党员台账.{ending}"), content_base64: BASE64.encode(bytes), row_count })
}

fn memories(ctx: &mut Ctx<'_>, _: Nothing) -> Result<ImportMemoryList> {
    Ok(ImportMemoryList { memories: store::memories(ctx.conn())?.iter().map(remembered_view).collect() })
}

fn forget(ctx: &mut Ctx<'_>, request: ForgetImport) -> Result<ImportMemoryList> {
    ctx.write(|tx| {
        tx.summarise(&format!("忘记 {} 条导入对应关系", request.memory_ids.len()))?;
        request.memory_ids.iter().try_for_each(|id| tx.delete(&IMPORT_MEMORY, *id))
    })?;
    memories(ctx, Nothing {})
}

fn batches(ctx: &mut Ctx<'_>, _: Nothing) -> Result<ImportBatchList> {
    Ok(ImportBatchList { batches: store::batches(ctx.conn())? })
}
