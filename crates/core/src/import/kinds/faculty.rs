//! The faculty pool (师资).

use std::collections::{BTreeMap, HashMap};

use lunxun_base::Result;

use super::plain::{Given, PlainCase, Scene, record_case};
use crate::faculty::{FACULTY, FacultyKind, FacultyView, list_all};
use crate::fields::codes::read_yes_no;
use crate::fields::name::clean_name;
use crate::fields::phone::read_phones;
use crate::fields::squeeze;
use crate::import::store::faculty_phones;
use crate::import::table::{FieldKey, FieldSpec, SheetKind};

const NAME: FieldKey = "name";
const KIND: FieldKey = "kind";
const TITLE: FieldKey = "title";
const UNIT: FieldKey = "unit";
const PHONE: FieldKey = "phone";
const CAN_HEAD: FieldKey = "canHead";
const NOTE: FieldKey = "note";

/// The columns of a list of teachers.
pub(super) static TEACHERS: SheetKind = SheetKind {
    code: "faculty",
    label: "师资",
    fields: &[
        FieldSpec::new(NAME, "姓名", &["姓名", "教师姓名", "教师", "讲师", "师资姓名", "授课人", "主讲人"]),
        FieldSpec::new(KIND, "师资类别", &["师资类别", "教师类别", "类别", "教师类型", "类型", "专兼职", "专职/兼职"]),
        FieldSpec::new(TITLE, "职称", &["职称", "专业技术职务", "技术职称", "职称/职务", "职务职称", "职务"]),
        FieldSpec::new(UNIT, "单位", &["单位", "工作单位", "所在单位", "来源单位"]).fills_down(),
        FieldSpec::new(PHONE, "电话", &["电话", "联系电话", "手机", "手机号", "手机号码", "联系方式"]),
        FieldSpec::new(CAN_HEAD, "可任班主任", &["可任班主任", "班主任", "是否班主任", "能否任班主任"]),
        FieldSpec::new(NOTE, "备注", &["备注", "说明", "专长", "讲授课程", "主讲课程", "授课方向"]).multi(),
    ],
    identifying: &[NAME],
    telling: &[TITLE, KIND, CAN_HEAD],
    foreign_groups: &[],
};

pub(super) fn judge(scene: &Scene<'_>) -> Result<Vec<PlainCase>> {
    let phones = faculty_phones(scene.conn)?;
    let mut held: HashMap<String, Vec<FacultyView>> = HashMap::new();
    for person in list_all(scene.conn)? {
        held.entry(squeeze(&person.name)).or_default().push(person);
    }
    let labels: Vec<&str> = FacultyKind::ALL.iter().map(|kind| kind.label()).collect();
    let mut seen: HashMap<(String, String), usize> = HashMap::new();
    let mut cases = Vec::new();
    for mut row in scene.rows() {
        let name = clean_name(&row.text(NAME).unwrap_or_default()).name;
        if !(2..=20).contains(&name.chars().count()) {
            row.wrong(NAME, "请填写姓名，2 到 20 个字。");
        }
        let unit = row.text(UNIT).unwrap_or_default();
        if let Some(first) = seen.insert((squeeze(&name), squeeze(&unit)), row.row.row_no) {
            row.wrong(NAME, format!("与第 {first} 行重复，请删去一行。"));
        }
        let reading = read_phones(row.cell(PHONE));
        if reading.is_damaged || !reading.unread.is_empty() {
            row.warn(PHONE, "有的内容不像电话号码，未导入，请核对。");
        }
        let phone = reading.joined();
        let alike = held.get(&squeeze(&name)).map(Vec::as_slice).unwrap_or_default();
        let same_unit = |person: &&FacultyView| squeeze(&person.unit) == squeeze(&unit);
        let same_phone = |person: &&FacultyView| phone.is_some() && phones.get(&person.id) == phone.as_ref();
        let old = match alike {
            [only] if unit.is_empty() || only.unit.is_empty() || same_unit(&only) || same_phone(&only) => Some(only),
            many => many.iter().find(same_phone).or_else(|| many.iter().find(same_unit)),
        };
        if old.is_none() && !alike.is_empty() {
            row.warn(NAME, "师资库里有同名但单位不同的人，按另一人新增，请核对。");
        }
        let mut given: Vec<Given> = Vec::new();
        if old.is_none() {
            given.push(Given::text(NAME, "name", name.clone()));
        }
        if let Some(text) = row.text(KIND) {
            match read_kind(&text) {
                Some(kind) => given.push(Given {
                    field: KIND,
                    column: "kind",
                    shown: kind.label().to_owned(),
                    value: kind.word().into(),
                }),
                None => row.ask(KIND, &text, "师资类别看不懂，请选择。", &labels),
            }
        }
        if let Some(text) = row.text(CAN_HEAD) {
            match read_yes_no(&text) {
                Some(yes) => given.push(Given {
                    field: CAN_HEAD,
                    column: "can_head",
                    shown: if yes { "是" } else { "否" }.to_owned(),
                    value: yes.into(),
                }),
                None => row.ask(CAN_HEAD, &text, "这一格看不出是或否，请选择。", &["是", "否"]),
            }
        }
        given.extend(phone.map(|phone| Given::text(PHONE, "phone", phone)));
        for (field, column) in [(TITLE, "title"), (UNIT, "unit"), (NOTE, "note")] {
            given.extend(row.text(field).map(|text| Given::text(field, column, text)));
        }
        let besides = vec![
            ("kind", FacultyKind::PartTime.word().into()),
            ("title", "".into()),
            ("unit", "".into()),
            ("can_head", false.into()),
            ("note", "".into()),
        ];
        let old = old.map(|old| (old.id, words(old, phones.get(&old.id).cloned())));
        cases.push(record_case(row, &FACULTY, old, scene.new_id(), name, given, besides));
    }
    Ok(cases)
}

fn read_kind(text: &str) -> Option<FacultyKind> {
    let text = squeeze(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["专职"]) => Some(FacultyKind::FullTime),
        () if has(&["兼职"]) => Some(FacultyKind::PartTime),
        () if has(&["党课讲师", "党员教育讲师", "宣讲"]) => Some(FacultyKind::PartyLecturer),
        () if has(&["土专家", "乡土", "田秀才", "能人", "致富带头人"]) => Some(FacultyKind::LocalExpert),
        () if has(&["外聘", "外请", "特邀", "客座"]) => Some(FacultyKind::External),
        () => None,
    }
}

fn words(person: &FacultyView, phone: Option<String>) -> BTreeMap<FieldKey, String> {
    BTreeMap::from([
        (NAME, person.name.clone()),
        (KIND, person.kind.label().to_owned()),
        (TITLE, person.title.clone()),
        (UNIT, person.unit.clone()),
        (PHONE, phone.unwrap_or_default()),
        (CAN_HEAD, if person.can_head { "是" } else { "否" }.to_owned()),
        (NOTE, person.note.clone()),
    ])
}
