//! Venues (场地).

use std::collections::{BTreeMap, HashMap};

use lunxun_base::Result;

use super::plain::{Given, PlainCase, Scene, record_case};
use crate::fields::squeeze;
use crate::import::table::{FieldKey, FieldSpec, SheetKind};
use crate::venue::{VENUE, VenueKind, VenueView, list_all};

const NAME: FieldKey = "name";
const KIND: FieldKey = "kind";
const VILLAGE: FieldKey = "village";
const SEATS: FieldKey = "seats";
const EXAM_SEATS: FieldKey = "examSeats";
const BEDS_MALE: FieldKey = "bedsMale";
const BEDS_FEMALE: FieldKey = "bedsFemale";
const KEEPER: FieldKey = "keeper";
const NOTE: FieldKey = "note";

/// The columns of a list of venues.
pub(super) static VENUES: SheetKind = SheetKind {
    code: "venue",
    label: "场地",
    fields: &[
        FieldSpec::new(NAME, "场地名称", &["场地名称", "场地", "名称", "教室名称", "会场名称", "会场", "地点"]),
        FieldSpec::new(KIND, "场地类型", &["场地类型", "类型", "场地类别", "性质"]),
        FieldSpec::new(VILLAGE, "所在村", &["所在村", "村", "村名", "所在村(社区)"]).fills_down(),
        FieldSpec::new(SEATS, "座位数", &["座位数", "座位", "容纳人数", "可容纳人数", "容量", "席位"]),
        FieldSpec::new(EXAM_SEATS, "考试座位", &["考试座位", "考试座位数", "考位"]),
        FieldSpec::new(BEDS_MALE, "男床位", &["男床位", "男床位数", "床位(男)", "床位/男"]),
        FieldSpec::new(BEDS_FEMALE, "女床位", &["女床位", "女床位数", "床位(女)", "床位/女"]),
        FieldSpec::new(KEEPER, "管理员", &["管理员", "管理人", "负责人", "钥匙保管人"]),
        FieldSpec::new(NOTE, "备注", &["备注", "说明", "设备"]).multi(),
    ],
    identifying: &[NAME],
    telling: &[SEATS],
    foreign_groups: &[],
};

pub(super) fn judge(scene: &Scene<'_>) -> Result<Vec<PlainCase>> {
    let held: HashMap<String, VenueView> =
        list_all(scene.conn)?.into_iter().map(|venue| (squeeze(&venue.name), venue)).collect();
    let labels: Vec<&str> = VenueKind::ALL.iter().map(|kind| kind.label()).collect();
    let mut seen: HashMap<String, usize> = HashMap::new();
    let mut cases = Vec::new();
    for mut row in scene.rows() {
        let name = row.text(NAME).unwrap_or_default();
        if name.is_empty() {
            row.wrong(NAME, "没有场地名称，请补填。");
        }
        if let Some(first) = seen.insert(squeeze(&name), row.row.row_no) {
            row.wrong(NAME, format!("与第 {first} 行是同一个场地，请删去一行。"));
        }
        let old = held.get(&squeeze(&name));
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
                None => row.ask(KIND, &text, "场地类型看不懂，请选择。", &labels),
            }
        }
        let seats = row.count(SEATS, 5_000);
        if seats.is_none_or(|seats| seats == 0) && old.is_none() {
            row.wrong(SEATS, "请填写座位数，1 到 5000。");
        }
        given.extend(seats.map(|seats| Given::count(SEATS, "seats", seats)));
        for (field, column) in [(EXAM_SEATS, "exam_seats"), (BEDS_MALE, "beds_male"), (BEDS_FEMALE, "beds_female")] {
            given.extend(row.count(field, 5_000).map(|number| Given::count(field, column, number)));
        }
        for (field, column) in [(VILLAGE, "village"), (KEEPER, "keeper"), (NOTE, "note")] {
            given.extend(row.text(field).map(|text| Given::text(field, column, text)));
        }
        let number =
            |field: FieldKey| given.iter().find(|one| one.field == field).and_then(|one| one.shown.parse().ok());
        let all = seats.or(old.map(|old| old.seats));
        if number(EXAM_SEATS).zip(all).is_some_and(|(exam, all): (u32, u32)| exam > all) {
            row.wrong(EXAM_SEATS, "考试座位不能多于全部座位，请核对。");
        }
        let besides = vec![
            ("kind", VenueKind::Classroom.word().into()),
            ("exam_seats", i64::from(seats.unwrap_or_default() / 2).into()),
            ("beds_male", 0_i64.into()),
            ("beds_female", 0_i64.into()),
            ("village", "".into()),
            ("keeper", "".into()),
            ("note", "".into()),
        ];
        let old = old.map(|old| (old.id, words(old)));
        cases.push(record_case(row, &VENUE, old, scene.new_id(), name, given, besides));
    }
    Ok(cases)
}

fn read_kind(text: &str) -> Option<VenueKind> {
    let text = squeeze(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["村会场", "村级", "村部", "党群服务中心"]) => Some(VenueKind::VillageVenue),
        () if has(&["现场", "教学点", "基地"]) => Some(VenueKind::OnSite),
        () if has(&["镇会场", "报告厅", "礼堂", "大会议室", "主会场"]) => Some(VenueKind::MainHall),
        () if has(&["教室", "会议室"]) => Some(VenueKind::Classroom),
        () => None,
    }
}

fn words(venue: &VenueView) -> BTreeMap<FieldKey, String> {
    BTreeMap::from([
        (NAME, venue.name.clone()),
        (KIND, venue.kind.label().to_owned()),
        (VILLAGE, venue.village.clone()),
        (SEATS, venue.seats.to_string()),
        (EXAM_SEATS, venue.exam_seats.to_string()),
        (BEDS_MALE, venue.beds_male.to_string()),
        (BEDS_FEMALE, venue.beds_female.to_string()),
        (KEEPER, venue.keeper.clone()),
        (NOTE, venue.note.clone()),
    ])
}
