use std::{collections::HashSet, sync::Arc};

use lunxun_base::{FixedClock, LocalDate};
use lunxun_core::{
    feature,
    fields::{AttendMode, id_no::parse_id_no, org_key},
    import::{
        reader,
        roster::{Answers, Candidate, ROSTER, Severity, candidates},
        table::detect_all,
    },
};
use lunxun_store::{OpenOptions, Store};

use crate::{
    NUMBER_ID_EVERY, Style,
    demo::{Township, fill},
    roster_workbook,
};

fn read(bytes: &[u8]) -> Vec<Candidate> {
    let book = reader::read(bytes, "花名册.xlsx").unwrap();
    let found = detect_all(book, &ROSTER);
    assert_eq!(found.tables.len(), 1, "{:?}", found.notices);
    let table = &found.tables[0];
    let today = LocalDate::from_ymd(2027, 3, 1).unwrap();
    candidates(table, &table.mapping(), today, &Answers::default())
}

/// Nothing stands against it; that its area code belongs to no county is for information.
fn is_clean(row: &Candidate) -> bool {
    row.worst().is_none_or(|worst| worst == Severity::Info)
}

#[test]
fn the_reference_township_has_exactly_its_figures() {
    let town = Township::reference();
    assert_eq!(town.members.len(), 1_200);
    assert_eq!(town.branches.len(), 31);
    assert_eq!(town.branches.iter().filter(|branch| !branch.village.is_empty()).count(), 25);
    assert_eq!(town.count(AttendMode::Doorstep), 96);
    assert_eq!(town.count(AttendMode::Migrant), 264);
    assert_eq!(town.count(AttendMode::Normal), 840);
    assert_eq!(town.duty_holders(), 92);
    assert_eq!(town.faculty.iter().filter(|teacher| teacher.can_head).count(), 8);
    assert_eq!((town.faculty.len(), town.courses.len(), town.venues.len()), (13, 8, 7));
    assert_eq!(town.venues[0].seats, 118);
    assert!(town.branches.iter().any(|branch| branch.groups.len() == 3));
}

#[test]
fn whoever_is_taught_at_home_has_a_reason_and_an_approver() {
    let town = Township::reference();
    let taught = town.members.iter().filter(|member| member.attend_mode == AttendMode::Doorstep);
    assert!(taught.clone().all(|member| !member.attend_reason.is_empty() && !member.attend_approver.is_empty()));
    assert!(taught.clone().all(|member| member.duties.is_empty()));
}

#[test]
fn the_same_seed_gives_the_same_people() {
    assert_eq!(Township::reference(), Township::reference());
}

#[test]
fn every_id_number_is_sound_unique_and_of_no_real_county() {
    let town = Township::large(20_000);
    let mut seen = HashSet::new();
    let mut phones = HashSet::new();
    for member in &town.members {
        let person = &member.person;
        let id = parse_id_no(&person.id_no).unwrap();
        assert_eq!((id.birth, id.sex), (person.birth, person.sex));
        assert!(person.id_no.starts_with("410399"));
        assert!(seen.insert(person.id_no.clone()), "twice: {}", person.id_no);
        assert!(phones.insert(person.phone.clone()), "twice: {}", person.phone);
    }
}

#[test]
fn every_branch_is_told_from_every_other_by_name_short_name_and_subtitle() {
    for town in [Township::reference(), Township::large(100_000)] {
        let mut keys = HashSet::new();
        for branch in &town.branches {
            let key = org_key(&branch.name);
            assert_eq!(key, org_key(&branch.short_name), "{}", branch.name);
            assert!(keys.insert(key.clone()), "{} has the key {key} of another", branch.name);
        }
    }
}

#[test]
fn a_clean_roster_reads_back_as_everybody_and_nothing_wrong() {
    let town = Township::reference();
    let rows = read(&roster_workbook(&town, Style::Clean).unwrap());
    assert_eq!(rows.len(), 1_200);
    for (row, member) in rows.iter().zip(&town.members) {
        assert!(is_clean(row), "row {}: {:?}", row.row_no, row.problems);
        let (fields, person) = (&row.fields, &member.person);
        assert_eq!(fields.name.as_ref(), Some(&person.name));
        assert_eq!(fields.id_no.as_ref(), Some(&person.id_no));
        assert_eq!(fields.admitted_on, Some(person.admitted_on));
        assert_eq!(fields.full_since, person.full_since);
        assert_eq!(fields.category, Some(member.category));
        assert_eq!(fields.duties, member.duties);
        assert_eq!(fields.phone.as_ref(), Some(&person.phone));
        assert_eq!(fields.is_migrant, Some(member.attend_mode == AttendMode::Migrant));
        assert_eq!(fields.attend_mode == Some(AttendMode::Doorstep), member.attend_mode == AttendMode::Doorstep);
        let branch = &town.branches[member.branch].name;
        assert_eq!(fields.branch.as_deref().map(org_key), Some(org_key(branch)));
    }
}

#[test]
fn a_roster_written_row_by_row_reads_like_a_short_one() {
    let town = Township::large(6_000);
    let rows = read(&roster_workbook(&town, Style::Clean).unwrap());
    assert_eq!(rows.len(), 6_000);
    assert!(rows.iter().all(is_clean), "{:?}", rows.iter().find(|row| !is_clean(row)));
    assert_eq!(rows[5_999].fields.full_since, town.members[5_999].person.full_since);
}

#[test]
fn a_dirty_roster_hands_back_the_numbers_that_a_spreadsheet_has_spoilt() {
    let town = Township::reference();
    let rows = read(&roster_workbook(&town, Style::Dirty).unwrap());
    assert_eq!(rows.len(), 1_201, "one person is there twice");
    let ends_in_x = |at: usize| town.members[at].person.id_no.ends_with('X');
    let is_wide = |at: usize| at % 11 == 3;
    let spoilt = (0..1_200).filter(|at| at % NUMBER_ID_EVERY == 5 && !ends_in_x(*at) && !is_wide(*at)).count();
    assert_eq!(rows.iter().filter(|row| row.is_wrong()).count(), spoilt);
    let spaced = rows
        .iter()
        .zip(&town.members)
        .take(41)
        .all(|(row, member)| row.fields.name.as_ref() == Some(&member.person.name));
    assert!(spaced, "spaces in names are taken out");
}

#[test]
fn a_filled_store_shows_the_township() {
    let options = OpenOptions {
        kinds: feature::kinds(),
        migrations: feature::migrations(),
        clock: Arc::new(FixedClock::at(1_803_862_800_000)),
    };
    let mut store = Store::in_memory(&options).unwrap();
    let filled = fill(&mut store, &Township::reference()).unwrap();
    let members = lunxun_core::member::snapshot(store.conn()).unwrap();
    assert_eq!(members.len(), 1_200);
    assert_eq!(members.iter().filter(|member| !member.duties.is_empty()).count(), 92);
    let root = lunxun_core::org::root(store.conn()).unwrap().unwrap();
    assert_eq!(root.id, filled.root);
    let orgs = lunxun_core::org::all(store.conn()).unwrap();
    assert_eq!(orgs.iter().filter(|org| matches!(org.kind.as_str(), "branch" | "joint_branch")).count(), 31);
    let groups: HashSet<_> = orgs.iter().filter(|org| org.kind == "party_group").map(|org| org.id).collect();
    assert!(members.iter().filter_map(|member| member.group).all(|group| groups.contains(&group)));
    assert_eq!(lunxun_core::venue::list_all(store.conn()).unwrap().len(), 7);
    assert_eq!(lunxun_core::course::list_all(store.conn()).unwrap().len(), 8);
}
