//! Trainee registration and appraisal form (学员登记、鉴定表): one sheet, two sides, for each trainee.

use lunxun_base::{Result, require};
use serde::Serialize;
use serde_json::{Value, json};
use typst::foundations::{Bytes, Smart};
use typst::visualize::{ExchangeFormat, RasterImage};

use crate::engine::{Picture, defect, lay_out};
use crate::printed::Printed;

/// All fields of the form. An empty field prints as —; an empty opinion leaves its box to be written in.
#[derive(Clone, Default, Serialize)]
pub struct AppraisalForm {
    /// The school's full name, above the title.
    pub school: String,
    /// The big line: `党员轮训学员登记（鉴定）表`.
    pub title: String,
    /// 编号 of the form.
    pub serial_no: String,
    /// 学号.
    pub student_no: String,
    /// 组别.
    pub group: String,
    /// 姓名.
    pub name: String,
    /// 性别.
    pub sex: String,
    /// 民族.
    pub ethnicity: String,
    /// 出生年月 as it is to be read.
    pub birth: String,
    /// 文化程度.
    pub education: String,
    /// 岗位.
    pub occupation: String,
    /// 入党时间.
    pub joined: String,
    /// 转正时间.
    pub confirmed: String,
    /// 党内职务.
    pub duty: String,
    /// 身份证号, masked or not as the caller decides.
    pub id_number: String,
    /// 联系电话.
    pub phone: String,
    /// 所在支部.
    pub branch: String,
    /// 参训方式: `集中脱产`, `送学上门`.
    pub attend_mode: String,
    /// 家庭住址.
    pub address: String,
    /// A PNG or JPEG picture of about one inch; `None` prints the empty box.
    #[serde(skip)]
    pub photo: Option<Vec<u8>>,
    /// 培训班次.
    pub class_name: String,
    /// 班主任.
    pub head_teacher: String,
    /// 培训起止.
    pub period: String,
    /// 学时.
    pub hours: String,
    /// 应到, with its unit.
    pub due: String,
    /// 实到.
    pub attended: String,
    /// 请假.
    pub on_leave: String,
    /// 旷课.
    pub absent: String,
    /// 考核成绩, four to a line.
    pub scores: Vec<Score>,
    /// 综合评定.
    pub grade: String,
    /// 结业情况.
    pub outcome: String,
    /// 在校表现; a line break starts a paragraph, here and in every long text below.
    pub conduct: String,
    /// 自我总结.
    pub self_summary: String,
    /// The day of the trainee's signature; empty leaves 年 月 日.
    pub self_signed_on: String,
    /// 小组意见.
    pub group_opinion: Opinion,
    /// 班主任意见.
    pub head_teacher_opinion: Opinion,
    /// 党校意见, with a place for the seal.
    pub school_opinion: Opinion,
    /// 派出党组织意见, with a place for the seal.
    pub sender_opinion: Opinion,
    /// 归档去向.
    pub archive_target: String,
    /// The foot's left side: printed on, digest.
    pub footer: String,
}

/// One mark.
#[derive(Clone, Default, Serialize)]
pub struct Score {
    /// What was examined.
    pub name: String,
    /// The mark or grade as it is to be read.
    pub mark: String,
}

/// An opinion with who signs it and when; what is empty is left to be written by hand.
#[derive(Clone, Default, Serialize)]
pub struct Opinion {
    /// The opinion itself.
    pub text: String,
    /// The name on the line for the signature.
    pub signer: String,
    /// The day as it is to be read.
    pub on: String,
}

/// Lays out the forms, each on sheets of its own also when both sides are printed.
///
/// # Errors
/// `Invalid` when there is no form or a photo cannot be read (the message gives the form's place in the batch);
/// `Internal` for a defect of the template.
pub fn lay_out_appraisals(forms: &[AppraisalForm]) -> Result<Printed> {
    require!(!forms.is_empty(), "forms", "没有可打印的鉴定表，请先选择学员。");
    let mut data = Vec::with_capacity(forms.len());
    let mut pictures = Vec::new();
    for (nth, form) in forms.iter().enumerate() {
        let mut fields = serde_json::to_value(form).map_err(|_| defect("form is not JSON"))?;
        let path = form.photo.as_ref().map(|_| format!("/photo/{nth}"));
        if let (Some(photo), Some(path)) = (&form.photo, &path) {
            pictures.push(Picture { path: path.clone(), bytes: checked_photo(photo, nth + 1)? });
        }
        if let Value::Object(fields) = &mut fields {
            fields.insert("photo".to_owned(), json!(path));
        }
        data.push(fields);
    }
    lay_out("/appraisal.typ", &data, pictures)
}

/// The forms as one PDF.
///
/// # Errors
/// See [`lay_out_appraisals`].
pub fn appraisal_forms(forms: &[AppraisalForm]) -> Result<Vec<u8>> {
    lay_out_appraisals(forms)?.pdf()
}

/// A broken picture would otherwise stop the whole batch without saying whose it is.
fn checked_photo(photo: &[u8], place: usize) -> Result<Bytes> {
    let bytes = Bytes::new(photo.to_vec());
    let readable = match ExchangeFormat::detect(photo) {
        Some(format @ (ExchangeFormat::Png | ExchangeFormat::Jpg)) => {
            RasterImage::new(bytes.clone(), format, Smart::Auto).is_ok()
        }
        _ => false,
    };
    require!(
        readable,
        "photo",
        "第 {place} 份鉴定表的照片无法读取，请换成 JPG 或 PNG 格式的照片，或先去掉照片再打印。"
    );
    Ok(bytes)
}
