//! Party organizations (党组织).

use std::collections::{BTreeMap, HashMap};

use lunxun_base::{Id, Result};

use super::plain::{Given, PlainCase, PlainRow, Scene, record_case};
use crate::fields::{org_key, squeeze};
use crate::import::table::{FieldKey, FieldSpec, SheetKind};
use crate::org::{self, Org, OrgKind, PARTY_ORG};

const NAME: FieldKey = "name";
const SHORT: FieldKey = "shortName";
const KIND: FieldKey = "kind";
const PARENT: FieldKey = "parent";
const VILLAGE: FieldKey = "village";

/// The columns of a list of organizations.
pub(super) static ORGS: SheetKind = SheetKind {
    code: "org",
    label: "党组织",
    fields: &[
        FieldSpec::new(
            NAME,
            "党组织名称",
            &["党组织名称", "组织名称", "党组织全称", "全称", "名称", "党支部名称", "支部名称", "党组织"],
        ),
        FieldSpec::new(SHORT, "简称", &["简称", "党组织简称", "组织简称"]),
        FieldSpec::new(KIND, "组织类别", &["组织类别", "党组织类别", "类别", "类型", "组织类型", "党组织类型"]),
        FieldSpec::new(PARENT, "上级党组织", &["上级党组织", "上级组织", "隶属", "隶属党组织", "上级党组织名称"])
            .fills_down(),
        FieldSpec::new(VILLAGE, "所在村", &["所在村", "村", "村名", "所在村(社区)", "行政村"]).fills_down(),
    ],
    identifying: &[NAME],
    telling: &[KIND, PARENT, SHORT],
    foreign_groups: &[],
};

pub(super) fn judge(scene: &Scene<'_>) -> Result<Vec<PlainCase>> {
    let orgs = org::all(scene.conn)?;
    let root = orgs.iter().find(|org| org.kind == OrgKind::Township.word());
    let mut known = Known::new(&orgs);
    let labels: Vec<&str> = OrgKind::ALL.iter().filter(|k| **k != OrgKind::Township).map(|k| k.label()).collect();
    let mut cases = Vec::new();
    for (at, mut row) in scene.rows().into_iter().enumerate() {
        let name = squeeze(&row.text(NAME).unwrap_or_default());
        if !(2..=60).contains(&name.chars().count()) {
            row.wrong(NAME, "请填写党组织名称，例如“中共青山镇柳河村支部委员会”。");
        }
        let kind = read_kind(&mut row, &name, &labels);
        let parent_text = row.text(PARENT);
        let parent = match &parent_text {
            None => root.map(|root| root.id),
            Some(text) => known.find(text, None).or_else(|| {
                row.wrong(PARENT, "没有找到这个上级党组织，请核对名称，或把它放在这一行的上面。");
                None
            }),
        };
        let new_id = scene.new_id();
        let held = known.find(&name, kind).filter(|id| known.is_free(*id));
        if known.find(&name, kind).is_some() && held.is_none() {
            row.wrong(NAME, "表里另有一行写的是同一个党组织，请删去一行。");
        }
        let old = held.and_then(|id| orgs.iter().find(|org| org.id == id));
        if old.is_some_and(|old| old.kind == OrgKind::Township.word()) {
            cases.push(row.close(name, String::new(), false, Vec::new(), None));
            continue;
        }
        known.add(&name, row.text(SHORT).as_deref(), kind, old.map_or(new_id, |old| old.id));
        let mut given: Vec<Given> = Vec::new();
        if old.is_none() {
            given.push(Given::text(NAME, "name", name.clone()));
        }
        if let Some(kind) = kind.filter(|_| old.is_none() || row.text(KIND).is_some()) {
            given.push(Given {
                field: KIND,
                column: "kind",
                shown: kind.label().to_owned(),
                value: kind.word().into(),
            });
        }
        if let (Some(parent), Some(text)) = (parent.filter(|id| Some(*id) != old.map(|old| old.id)), parent_text) {
            // Another name of the same superior is no change.
            let is_same = old.is_some_and(|old| old.parent == Some(parent));
            if !is_same {
                given.push(Given { field: PARENT, column: "parent_id", shown: text, value: parent.into() });
            }
        }
        for (field, column) in [(SHORT, "short_name"), (VILLAGE, "village")] {
            given.extend(row.text(field).map(|text| Given::text(field, column, text)));
        }
        let besides = vec![
            ("parent_id", parent.or(root.map(|root| root.id)).into()),
            ("kind", kind.unwrap_or(OrgKind::Branch).word().into()),
            ("short_name", short_of(&name).into()),
            ("village", "".into()),
            ("sort", i64::try_from(orgs.len() + at).unwrap_or_default().into()),
        ];
        let old = old.map(|old| (old.id, words(old, &orgs)));
        cases.push(record_case(row, &PARTY_ORG, old, new_id, name, given, besides));
    }
    Ok(cases)
}

/// By its column, else by the name's end.
fn read_kind(row: &mut PlainRow<'_>, name: &str, labels: &[&str]) -> Option<OrgKind> {
    let text = row.text(KIND);
    let told = text.as_deref().map(squeeze).unwrap_or_else(|| name.to_owned());
    let has = |words: &[&str]| words.iter().any(|word| told.contains(word));
    let kind = match () {
        () if has(&["党小组"]) => Some(OrgKind::PartyGroup),
        () if has(&["联合"]) => Some(OrgKind::JointBranch),
        () if has(&["总支"]) => Some(OrgKind::GeneralBranch),
        () if has(&["支部"]) => Some(OrgKind::Branch),
        () if has(&["党校"]) => Some(OrgKind::PartySchool),
        () if has(&["党委", "镇委员会", "乡委员会", "街道工作委员会"]) => Some(OrgKind::Township),
        () => None,
    };
    if let (None, Some(text)) = (kind, &text) {
        row.ask(KIND, text, "组织类别看不懂，请选择。", labels);
    }
    if kind.is_none() && text.is_none() {
        row.wrong(KIND, "看不出是党总支、党支部还是党小组，请填写组织类别。");
    }
    kind
}

fn short_of(name: &str) -> String {
    let core = name.trim_start_matches("中共").trim_start_matches("中国共产党");
    let marks = ["镇", "乡", "街道"];
    let cut = marks.iter().filter_map(|mark| core.split_once(mark)).map(|(_, rest)| rest).find(|rest| !rest.is_empty());
    let core = cut.unwrap_or(core);
    core.replace("总支部委员会", "总支").replace("支部委员会", "支部").replace("党支部", "支部")
}

fn words(org: &Org, orgs: &[Org]) -> BTreeMap<FieldKey, String> {
    let parent = orgs.iter().find(|other| Some(other.id) == org.parent);
    BTreeMap::from([
        (NAME, org.name.clone()),
        (SHORT, org.short_name.clone()),
        (KIND, OrgKind::label_of(&org.kind).unwrap_or_default().to_owned()),
        (PARENT, parent.map(|parent| parent.name.clone()).unwrap_or_default()),
        (VILLAGE, org.village.clone()),
    ])
}

/// Organizations by every name they go by, those of the sheet's upper rows included.
struct Known {
    names: HashMap<String, Vec<(Id, Option<OrgKind>)>>,
    taken: Vec<Id>,
}

impl Known {
    fn new(orgs: &[Org]) -> Self {
        let mut known = Self { names: HashMap::new(), taken: Vec::new() };
        for org in orgs {
            let kind = OrgKind::from_word(&org.kind).ok();
            known.put(&[&org.name, &org.short_name], kind, org.id);
        }
        known
    }

    fn put(&mut self, names: &[&str], kind: Option<OrgKind>, id: Id) {
        for name in names.iter().filter(|name| !name.is_empty()) {
            for key in [squeeze(name), format!("~{}", org_key(name))] {
                let held = self.names.entry(key).or_default();
                if !held.iter().any(|(other, _)| *other == id) {
                    held.push((id, kind));
                }
            }
        }
    }

    fn add(&mut self, name: &str, short: Option<&str>, kind: Option<OrgKind>, id: Id) {
        self.put(&[name, short.unwrap_or_default()], kind, id);
        self.taken.push(id);
    }

    fn is_free(&self, id: Id) -> bool {
        !self.taken.contains(&id)
    }

    /// The exact name first, then a likeness among those of the kind, when it is one alone.
    fn find(&self, name: &str, kind: Option<OrgKind>) -> Option<Id> {
        if let Some([(id, _)]) = self.names.get(&squeeze(name)).map(Vec::as_slice) {
            return Some(*id);
        }
        let alike = self.names.get(&format!("~{}", org_key(name)))?;
        let mut fits = alike.iter().filter(|(_, known)| kind.is_none() || *known == kind);
        match (fits.next(), fits.next()) {
            (Some((id, _)), None) => Some(*id),
            _ => None,
        }
    }
}
