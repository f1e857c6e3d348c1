//! The letter of introduction (党员组织关系介绍信) with its receipt slip (回执联) and, to be cut off, the code of the package
//! that goes with it; and the receipt as the receiving side prints it.

use lunxun_base::{Result, require};
use serde::Serialize;

use crate::engine::lay_out;
use crate::printed::Printed;

/// One letter, every entry as printed.
#[derive(Clone, Default, Serialize)]
pub struct IntroductionLetter {
    /// `〔2027〕001号`.
    pub letter_no: String,
    /// To whom.
    pub destination: String,
    /// The letter's text, without its salutation.
    pub body: String,
    /// Below the text: the days for which it holds, phone, branch.
    pub notes: Vec<String>,
    /// Who issues it, where the seal goes.
    pub origin: String,
    /// 日期 as it is to be read.
    pub dated: String,
    /// What the receipt slip says.
    pub receipt: String,
    /// The code in groups.
    pub code_groups: Vec<String>,
    /// The package's file.
    pub file_name: String,
    /// The foot's left side.
    pub footer: String,
}

/// A receipt (回执) of the receiving side.
#[derive(Clone, Default, Serialize)]
pub struct TransferReceipt {
    /// The letter's number.
    pub letter_no: String,
    /// To whom it goes.
    pub origin: String,
    /// Its text, without its salutation.
    pub body: String,
    /// Who gives it, where the seal goes.
    pub receiver: String,
    /// 日期 as it is to be read.
    pub dated: String,
    /// The receipt's file.
    pub file_name: String,
    /// The foot's left side.
    pub footer: String,
}

/// Lays out a letter on one A4 page.
///
/// # Errors
/// `Invalid` without a code; `Internal` for a defect of the template.
pub fn lay_out_letter(letter: &IntroductionLetter) -> Result<Printed> {
    require!(!letter.code_groups.is_empty(), "codeGroups", "还没有生成介绍包，请先生成再打印。");
    lay_out("/letter.typ", letter, Vec::new())
}

/// Lays out a receipt on one A4 page.
///
/// # Errors
/// `Internal` for a defect of the template.
pub fn lay_out_receipt(receipt: &TransferReceipt) -> Result<Printed> {
    lay_out("/receipt.typ", receipt, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_slip_and_code_stand_on_one_page_with_a_long_destination() {
        let letter = IntroductionLetter {
            letter_no: "〔2027〕001号".to_owned(),
            destination: "中共某某省某某市某某区某某街道工作委员会组织办公室".to_owned(),
            body: "钱小满同志（男，汉族，1980年1月出生，身份证号码 110101198001010010）系中共正式党员，现由我镇东村支部前往你处，组织关系请转接。".to_owned(),
            notes: vec!["有效期 90 天，至 2027年5月30日。".to_owned(), "联系电话：13800001111".to_owned()],
            origin: "中共青山镇委员会".to_owned(),
            dated: "2027年3月1日".to_owned(),
            receipt: "你处转来钱小满同志的组织关系已接收。".to_owned(),
            code_groups: vec!["7K2M".to_owned(), "9QXR".to_owned(), "03TD".to_owned()],
            file_name: "介绍包.lxt".to_owned(),
            footer: "轮训通".to_owned(),
        };
        let printed = lay_out_letter(&letter).unwrap();
        assert_eq!((printed.page_count(), printed.missing_characters()), (1, Vec::new()));
        let text = printed.page_text(0);
        for expected in ["组织关系介绍信", "回执联", "随函密码", "7K2M", "110101198001010010"] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert!(lay_out_letter(&IntroductionLetter { code_groups: Vec::new(), ..letter }).is_err());
    }

    #[test]
    fn a_receipt_is_one_page() {
        let receipt = TransferReceipt {
            letter_no: "〔2027〕001号".to_owned(),
            origin: "青山镇党委".to_owned(),
            body: "钱小满同志的组织关系已于2027年3月10日转入我镇河东村支部。".to_owned(),
            receiver: "红河镇".to_owned(),
            ..TransferReceipt::default()
        };
        let printed = lay_out_receipt(&receipt).unwrap();
        assert_eq!(printed.page_count(), 1);
        assert!(printed.page_text(0).contains("河东村支部"));
    }
}
