//! A transfer's files and papers: the package with its letter, the receipt with its paper.

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use lunxun_base::{Error, Result};
use lunxun_core::transfer::{GetTransfer, LetterView, MakePackage, PackageMade, ReceiptMade};
use lunxun_paper::{IntroductionLetter, TransferReceipt};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use ts_rs::TS;

use crate::{Desk, FileView};

/// A package on the disk and its letter. The code stands on the letter and here, nowhere else.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedPackage {
    /// The package, to be copied onto the stick.
    pub package: FileView,
    /// The letter with receipt slip and code.
    pub letter: FileView,
    /// The code, in groups.
    pub code: String,
    /// The letter's number.
    pub letter_no: String,
    /// The letter's last day.
    pub valid_until: lunxun_base::LocalDate,
}

/// A receipt on the disk and on paper.
#[derive(Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedReceipt {
    /// The file, to be given back.
    pub receipt: FileView,
    /// The page to be sealed.
    pub paper: FileView,
}

fn bytes(base64: &str) -> Result<Vec<u8>> {
    BASE64.decode(base64).map_err(|error| Error::internal("文件没有生成，请重试。").with_source(error))
}

fn asked<T: Serialize>(request: T) -> Result<serde_json::Value> {
    serde_json::to_value(request).map_err(|error| Error::internal("请求无法读取，请重试。").with_source(error))
}

/// Makes the package and its letter. File names carry the letter's number, never a person's name.
pub(crate) fn save_package(desk: &Desk, request: MakePackage) -> Result<SavedPackage> {
    let made: PackageMade = desk.ask("transfer.make", asked(request)?)?;
    let package =
        desk.export(&format!("介绍包{}", made.letter.letter_no), "lxt", &bytes(&made.content_base64)?, None)?;
    let letter = letter(desk, &made, &package.file_name);
    let printed = lunxun_paper::lay_out_letter(&letter)?;
    let pages = u32::try_from(printed.page_count()).ok();
    let paper = desk.export(&format!("组织关系介绍信{}", made.letter.letter_no), "pdf", &printed.pdf()?, pages)?;
    Ok(SavedPackage {
        package,
        letter: paper,
        code: made.code,
        letter_no: made.letter.letter_no,
        valid_until: made.letter.valid_until,
    })
}

fn letter(desk: &Desk, made: &PackageMade, file_name: &str) -> IntroductionLetter {
    let LetterView { name, sex, nation, birth, category, id_no, phone, branch_name, .. } = &made.letter;
    let born = if birth.is_empty() { String::new() } else { format!("{birth} 出生") };
    let number = if id_no.is_empty() { String::new() } else { format!("身份证号码 {id_no}") };
    let facts: Vec<&str> = [sex.as_str(), nation, &born, &number].into_iter().filter(|fact| !fact.is_empty()).collect();
    let about = if facts.is_empty() { String::new() } else { format!("（{}）", facts.join("，")) };
    let phone = if phone.is_empty() { "________________" } else { phone };
    let until = made.letter.valid_until.chinese();
    IntroductionLetter {
        letter_no: made.letter.letter_no.clone(),
        destination: made.letter.destination.clone(),
        body: format!(
            "{name}同志{about}系中共{category}，组织关系由我处{branch_name}转往你处，请予接转。\n该同志党费已交至______年____月。"
        ),
        notes: vec![
            format!("有效期 {} 天，至 {until}。", made.letter.valid_days),
            format!("党员本人联系电话：{phone}"),
            "学习、任职经历和学时随介绍包（U 盘）转去，密码见下方密码条。".to_owned(),
        ],
        origin: made.letter.origin.clone(),
        dated: made.letter.issued_on.chinese(),
        receipt: format!(
            "你处 {} 介绍信转来的{name}同志组织关系，已于______年____月____日转入__________________党支部。",
            made.letter.letter_no
        ),
        code_groups: made.code.split('-').map(ToOwned::to_owned).collect(),
        file_name: file_name.to_owned(),
        footer: desk.print_footer(),
    }
}

/// Makes the receipt and its paper.
pub(crate) fn save_receipt(desk: &Desk, request: GetTransfer) -> Result<SavedReceipt> {
    let id = request.transfer_id;
    let made: ReceiptMade = desk.ask("transfer.receipt", json!({ "transferId": id }))?;
    let receipt = desk.export(&format!("回执{}", made.letter_no), "lxt", &bytes(&made.content_base64)?, None)?;
    let page = TransferReceipt {
        letter_no: made.letter_no.clone(),
        origin: made.origin,
        body: format!(
            "你处 {} 介绍信转来的{}同志组织关系，已于 {} 转入我处{}。特此回复。",
            made.letter_no,
            made.name,
            made.arrived_on.chinese(),
            made.branch_name
        ),
        receiver: made.receiver,
        dated: desk.print_day().chinese(),
        file_name: receipt.file_name.clone(),
        footer: desk.print_footer(),
    };
    let printed = lunxun_paper::lay_out_receipt(&page)?;
    let pages = u32::try_from(printed.page_count()).ok();
    let paper = desk.export(&format!("组织关系回执{}", made.letter_no), "pdf", &printed.pdf()?, pages)?;
    desk.note_print("transfer.receipt", Some(id))?;
    Ok(SavedReceipt { receipt, paper })
}
