use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use lunxun_base::{Error, Id, Result};

use super::analysis::{analyse, count, read_answered};
use super::commit::commit as write_import;
use super::preview::preview;
use super::reader::MAX_FILE;
use super::roster::{Candidate, Problem, Severity, error_workbook, kind};
use super::session::{self, Session};
use super::store;
use super::table::{Mapping, Table};
use super::views::{
    CommitImport, FileBytes, ImportBatchList, ImportPreview, ImportResult, ImportVerdict, ReadImport, RemapImport,
    WrongRows,
};
use crate::{Ctx, commands, rpc::Nothing};

commands! {
    write Township "import.read" => read(ReadImport) -> ImportPreview;
    write Township "import.remap" => remap(RemapImport) -> ImportPreview;
    write Township "import.commit" => commit(CommitImport) -> ImportResult,
        stale ["*"];
    write Township "import.wrong_rows" => wrong_rows(WrongRows) -> FileBytes;
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
    let session = Session::read(&bytes, file_name(&request.file_name), ctx.store().device(), ctx.actor.account)?;
    show(ctx, Id::new(ctx.now()).to_string(), session)
}

/// Without a path in front, and no longer than a list can show.
fn file_name(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    let end = name.char_indices().nth(120).map_or(name.len(), |(at, _)| at);
    name.get(..end).filter(|name| !name.is_empty()).unwrap_or("导入文件")
}

fn show(ctx: &Ctx<'_>, token: String, session: Session) -> Result<ImportPreview> {
    let register = store::register(ctx.conn())?;
    let analysis = analyse(&session, &register, ctx.today(), ctx.progress)?;
    let shown = preview(token.clone(), &session, &analysis, &register);
    session::keep(&token, session);
    Ok(shown)
}

fn remap(ctx: &mut Ctx<'_>, request: RemapImport) -> Result<ImportPreview> {
    let mut session = session::open_uncommitted(&request.token, ctx.store().device(), ctx.actor.account)?;
    session.remap(&request.mappings)?;
    session.answer(&request.answers)?;
    show(ctx, request.token, session)
}

fn commit(ctx: &mut Ctx<'_>, request: CommitImport) -> Result<ImportResult> {
    let mut session = session::open_uncommitted(&request.token, ctx.store().device(), ctx.actor.account)?;
    let (result, refused, wrong) = write_import(ctx, &session, &request.decisions, request.create_branches)?;
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
    let register = store::register(ctx.conn())?;
    let rows = match &session.refused {
        None => {
            let analysis = analyse(&session, &register, ctx.today(), ctx.progress)?;
            let is_wrong =
                |(row, case): (Candidate, super::analysis::Case)| (case.verdict == ImportVerdict::Wrong).then_some(row);
            analysis.rows.into_iter().zip(analysis.cases).filter_map(is_wrong).collect()
        }
        Some(refused) => {
            let (_, mut rows) = read_answered(&session, &register, ctx.today(), ctx.progress)?;
            for row in &mut rows {
                if let Some(reason) = refused.get(&(row.sheet.clone(), row.row_no)) {
                    row.problems.push(Problem {
                        severity: Severity::Error,
                        field: kind::BRANCH,
                        message: reason.clone(),
                        choices: Vec::new(),
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
        content_base64: BASE64.encode(error_workbook(&tables, &wrong)?),
        row_count: count(wrong.len()),
    })
}

fn batches(ctx: &mut Ctx<'_>, _: Nothing) -> Result<ImportBatchList> {
    Ok(ImportBatchList { batches: store::batches(ctx.conn())? })
}
