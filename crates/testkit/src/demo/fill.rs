use lunxun_base::{Id, Result};
use lunxun_core::{
    course::COURSE,
    faculty::FACULTY,
    fields::{Duty, name_keys},
    member::MEMBER,
    org::{PARTY_ORG, root_id},
    venue::VENUE,
};
use lunxun_store::{Store, Tx, Who};

use super::{Member, Township};

/// How many members one transaction writes.
const BATCH: usize = 5_000;

/// Where the rows of a township went, in the order of its lists.
#[derive(Debug, Clone)]
pub struct Filled {
    /// The township committee.
    pub root: Id,
    /// The Party school.
    pub school: Id,
    /// Branches.
    pub branches: Vec<Id>,
    /// Members.
    pub members: Vec<Id>,
    /// Venues.
    pub venues: Vec<Id>,
    /// Faculty; the first eight can be head teacher.
    pub faculty: Vec<Id>,
    /// Courses.
    pub courses: Vec<Id>,
}

/// Who fills a store: the administrator of the demonstration.
#[must_use]
pub fn admin() -> Who {
    Who { id: row_id("account", 0), name: "管理员".to_owned() }
}

/// The id of a row of the demonstration: the same every time, and in the order of the list.
#[must_use]
pub fn row_id(kind: &str, number: usize) -> Id {
    let tag = kind.bytes().fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
    let number = u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
    let [a, b, c, d] = number;
    Id::from_bytes([0x01, 0x9b, 0x77, 0x5a, 0, 0, 0x70, tag, 0x80, 0, 0, 0, a, b, c, d])
}

fn ids(kind: &str, count: usize) -> Vec<Id> {
    (0..count).map(|number| row_id(kind, number)).collect()
}

/// Writes a township into a store that holds nothing else, or no more than its committee and school, through the one
/// write path.
///
/// # Errors
/// Those of the store.
pub fn fill(store: &mut Store, township: &Township) -> Result<Filled> {
    fill_as(store, township, &admin())
}

/// [`fill`] in the name of somebody else.
///
/// # Errors
/// Those of the store.
pub fn fill_as(store: &mut Store, township: &Township, who: &Who) -> Result<Filled> {
    let filled = Filled {
        root: root_id(township.code),
        school: Id::derived("party_school", &[township.code.as_bytes()]),
        branches: ids("branch", township.branches.len()),
        members: ids("member", township.members.len()),
        venues: ids("venue", township.venues.len()),
        faculty: ids("faculty", township.faculty.len()),
        courses: ids("course", township.courses.len()),
    };
    store.write("setup.create", who, |tx| {
        tx.summarise(&format!("建立{}的数据", township.name))?;
        write_orgs(tx, township, &filled)
    })?;
    for (batch, members) in township.members.chunks(BATCH).enumerate() {
        store.write("member.save", who, |tx| {
            tx.summarise(&format!("录入党员 {} 人", members.len()))?;
            let first = batch * BATCH;
            let places = members.iter().zip(filled.members.iter().skip(first));
            places.into_iter().try_for_each(|(member, id)| write_member(tx, township, &filled, *id, member))
        })?;
    }
    store.write("venue.save", who, |tx| {
        tx.summarise("录入场地")?;
        write_venues(tx, township, &filled)
    })?;
    store.write("faculty.save", who, |tx| {
        tx.summarise("录入师资和课程")?;
        write_faculty(tx, township, &filled)
    })?;
    Ok(filled)
}

fn write_orgs(tx: &Tx<'_>, township: &Township, filled: &Filled) -> Result<()> {
    let root = [
        ("kind", "township".into()),
        ("name", township.committee.into()),
        ("short_name", format!("{}党委", township.name).into()),
        ("code", township.code.into()),
        ("sort", 0.into()),
    ];
    tx.upsert(&PARTY_ORG, filled.root, &root)?;
    let school = [
        ("parent_id", filled.root.into()),
        ("kind", "party_school".into()),
        ("name", township.school.into()),
        ("short_name", township.school.into()),
        ("sort", 9999.into()),
    ];
    tx.upsert(&PARTY_ORG, filled.school, &school)?;
    for (at, (branch, id)) in township.branches.iter().zip(&filled.branches).enumerate() {
        let sort = i64::try_from(at).unwrap_or_default() + 1;
        let fields = [
            ("parent_id", filled.root.into()),
            ("kind", branch.kind.into()),
            ("name", branch.name.as_str().into()),
            ("short_name", branch.short_name.as_str().into()),
            ("village", some(&branch.village).into()),
            ("sort", sort.into()),
        ];
        tx.insert(&PARTY_ORG, *id, &fields)?;
        for (place, group) in branch.groups.iter().enumerate() {
            let fields = [
                ("parent_id", (*id).into()),
                ("kind", "party_group".into()),
                ("name", format!("{}{group}", branch.short_name).into()),
                ("short_name", group.as_str().into()),
                ("village", some(&branch.village).into()),
                ("sort", i64::try_from(place).unwrap_or_default().into()),
            ];
            tx.insert(&PARTY_ORG, group_id(at, place), &fields)?;
        }
    }
    Ok(())
}

fn group_id(branch: usize, place: usize) -> Id {
    row_id("party_group", branch * 10 + place)
}

fn write_member(tx: &Tx<'_>, township: &Township, filled: &Filled, id: Id, member: &Member) -> Result<()> {
    let person = &member.person;
    let village = township.branches.get(member.branch).map(|branch| branch.village.as_str()).unwrap_or_default();
    let home = if village.is_empty() { township.name.to_owned() } else { format!("{}{village}", township.name) };
    let duties: Vec<&str> = member.duties.iter().copied().map(Duty::word).collect();
    let fields = [
        ("name", person.name.as_str().into()),
        ("pinyin", name_keys(&person.name).search.into()),
        ("sex", person.sex.word().into()),
        ("id_no", person.id_no.as_str().into()),
        ("nation", person.nation.into()),
        ("birth", person.birth.into()),
        ("education", person.education.into()),
        ("category", member.category.word().into()),
        ("branch_id", filled.branches.get(member.branch).copied().into()),
        ("group_id", member.group.map(|place| group_id(member.branch, place)).into()),
        ("admitted_on", person.admitted_on.to_string().into()),
        ("full_since", person.full_since.map(|date| date.to_string()).into()),
        ("job", person.job.into()),
        ("duties", duties.join(" ").into()),
        ("phone", person.phone.as_str().into()),
        ("address", if member.migrant_to.is_empty() { home.as_str() } else { member.migrant_to }.into()),
        ("household", home.as_str().into()),
        ("attend_mode", member.attend_mode.word().into()),
        ("attend_reason", some(member.attend_reason).into()),
        ("attend_approver", some(member.attend_approver).into()),
        ("party_status", "normal".into()),
        ("source", "imported".into()),
    ];
    tx.insert(&MEMBER, id, &fields)
}

fn write_venues(tx: &Tx<'_>, township: &Township, filled: &Filled) -> Result<()> {
    for (venue, id) in township.venues.iter().zip(&filled.venues) {
        let fields = [
            ("name", venue.name.into()),
            ("kind", venue.kind.into()),
            ("village", some(venue.village).into()),
            ("seats", venue.seats.into()),
            ("exam_seats", (venue.seats / 2).into()),
            ("beds_male", 0.into()),
            ("beds_female", 0.into()),
            ("keeper", venue.keeper.into()),
        ];
        tx.insert(&VENUE, *id, &fields)?;
    }
    Ok(())
}

fn write_faculty(tx: &Tx<'_>, township: &Township, filled: &Filled) -> Result<()> {
    for (teacher, id) in township.faculty.iter().zip(&filled.faculty) {
        let fields = [
            ("name", teacher.person.name.as_str().into()),
            ("kind", teacher.kind.into()),
            ("title", some(teacher.title).into()),
            ("unit", teacher.unit.into()),
            ("phone", teacher.person.phone.as_str().into()),
            ("can_head", teacher.can_head.into()),
        ];
        tx.insert(&FACULTY, *id, &fields)?;
    }
    for (course, id) in township.courses.iter().zip(&filled.courses) {
        let fields = [
            ("title", course.title.into()),
            ("category", course.category.into()),
            ("practical_percent", course.practical_percent.into()),
            ("scope", course.scope.into()),
            ("focus", course.focus.into()),
            ("credit_tenths", course.credit_tenths.into()),
            ("default_instructor_id", filled.faculty.get(course.instructor).copied().into()),
        ];
        tx.insert(COURSE, *id, &fields)?;
    }
    Ok(())
}

fn some(text: &str) -> Option<&str> {
    Some(text).filter(|text| !text.is_empty())
}
