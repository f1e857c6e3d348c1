use std::collections::BTreeMap;

use lunxun_base::{Clock, Id};
use lunxun_protocol::{LogOp, Value};
use lunxun_store::{Store, read_row};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::{
    enrollment::{ENROLLMENT, enrollment_id},
    feature, hours,
    member::MEMBER,
    member_change::MEMBER_CHANGE,
    rotation,
    testing::Desk,
    training_class::TRAINING_CLASS,
};

type Rows = BTreeMap<(&'static str, Id), BTreeMap<&'static str, Value>>;

/// Every living record that is not of this feature.
fn living(store: &Store) -> Rows {
    let mut all = Rows::new();
    for kind in feature::kinds().iter().filter(|kind| !FEATURE.kinds.iter().any(|own| own.table == kind.table)) {
        let mut statement = store.conn().prepare(&format!("SELECT id FROM {}", kind.table)).unwrap();
        let ids = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
        for id in ids {
            let id = Id::from_slice(&id.unwrap()).unwrap();
            let row = read_row(store.conn(), kind, id).unwrap().unwrap();
            if row["deleted_at"].is_null() {
                all.insert((kind.table, id), row);
            }
        }
    }
    all
}

fn class(desk: &mut Desk, number: u8, state: &str) -> Id {
    let (id, who) = (Id::from_bytes([number; 16]), desk.admin.who());
    let fields = [
        ("name", format!("第{number}期").into()),
        ("state", state.into()),
        ("starts_on", "2027-04-10".into()),
        ("ends_on", "2027-04-11".into()),
    ];
    desk.store.write("test", &who, |tx| tx.insert(TRAINING_CLASS, id, &fields)).unwrap();
    id
}

fn enrol(desk: &mut Desk, class: Id, member: Id, state: &str) -> Id {
    let (id, who) = (enrollment_id(class, member), desk.admin.who());
    let fields = [
        ("class_id", class.into()),
        ("member_id", member.into()),
        ("state", state.into()),
        ("source", "call_up".into()),
    ];
    desk.store.write("test", &who, |tx| tx.upsert(ENROLLMENT, id, &fields)).unwrap();
    id
}

fn credit(desk: &mut Desk, member: Id, class: Id, tenths: i64) {
    let who = desk.admin.who();
    desk.store
        .write("test", &who, |tx| {
            let credit = hours::Credit {
                member,
                day: "2027-04-11".parse().unwrap(),
                credit: lunxun_base::CreditTenths(i32::try_from(tenths).unwrap()),
                basis_kind: "class",
                basis: class,
                label: "16 学时",
            };
            hours::credit(tx, &credit)
        })
        .unwrap();
}

fn seat(desk: &mut Desk, plan: Id, member: Id) {
    let who = desk.admin.who();
    let fields = [("plan_id", plan.into()), ("member_id", member.into())];
    let id = rotation::seat_id(plan, member);
    desk.store.write("test", &who, |tx| tx.upsert(rotation::PLANNED_SEAT, id, &fields)).unwrap();
}

fn earned(desk: &mut Desk, member: Id) -> serde_json::Value {
    let summary = hours::summary(desk.store.conn(), member, 2027).unwrap();
    serde_json::to_value(summary.earned_tenths).unwrap()
}

/// Two records of one person; the first is the one that is kept.
fn twins(desk: &mut Desk) -> (Id, Id) {
    let (a, b) = (desk.branch("柳河村支部"), desk.branch("青石村支部"));
    let (one, other) = (desk.member("李建国", a), desk.member("李建国", a));
    let (kept, gone) = (one.min(other), one.max(other));
    let more = json!({ "memberId": gone, "name": "李健国", "phone": "13812345678", "birth": "1970-05-06",
        "category": "full", "branchId": b, "address": "青石村三组" });
    desk.admin("member.save", more);
    (kept, gone)
}

fn pair(one: Id, other: Id) -> serde_json::Value {
    json!({ "oneId": one, "otherId": other, "take": [] })
}

#[test]
fn one_class_credits_a_merged_person_once_and_keeps_both_rows() {
    let mut desk = Desk::with_township();
    let (kept, gone) = twins(&mut desk);
    let (closed, open) = (class(&mut desk, 7, "closed"), class(&mut desk, 8, "running"));
    for member in [kept, gone] {
        enrol(&mut desk, closed, member, "completed");
        enrol(&mut desk, open, member, "arrived");
        credit(&mut desk, member, closed, 160);
    }
    let before = living(&desk.store);
    let view = desk.admin("dedupe.compare", pair(kept, gone));
    assert_eq!(view["warnings"].as_array().unwrap().len(), 2, "both classes must be told before: {view}");

    let result = desk.admin("dedupe.merge", pair(gone, kept));
    assert_eq!(result["memberId"], json!(kept), "whichever is named first, the older record stays");
    assert_eq!(earned(&mut desk, kept), 160, "not 320");
    let states: Vec<String> = [closed, open]
        .iter()
        .flat_map(|class| [enrollment_id(*class, kept), enrollment_id(*class, gone)])
        .map(|id| {
            format!(
                "{:?}",
                read_row(desk.store.conn(), ENROLLMENT, id).unwrap().unwrap()["state"] == "withdrawn".into()
            )
        })
        .collect();
    assert_eq!(states, ["false", "false", "false", "true"], "the closed class keeps its evidence, the open one parts");

    desk.admin("dedupe.unmerge", json!({ "mergeId": result["mergeId"] }));
    assert!(living(&desk.store) == before, "as if it had never been");
    assert_eq!((earned(&mut desk, kept), earned(&mut desk, gone)), (160.into(), 160.into()));
    desk.admin("dedupe.merge", pair(kept, gone));
    assert_eq!(earned(&mut desk, kept), 160, "and it can be merged again");
}

#[test]
fn what_was_edited_after_a_merge_stays_when_it_is_taken_back() {
    let mut desk = Desk::with_township();
    let (kept, gone) = twins(&mut desk);
    let running = class(&mut desk, 8, "running");
    let merge = desk.admin("dedupe.merge", pair(kept, gone))["mergeId"].clone();
    let view = desk.admin("member.get", json!({ "memberId": kept }));
    assert_eq!(view["address"], "青石村三组", "what the kept record lacked was filled");
    desk.admin("member.save", json!({ "memberId": kept, "name": "李建国", "category": "full", "branchId": view["branchId"], "address": "镇上" }));
    let later = enrol(&mut desk, running, kept, "arrived");
    let result = desk.admin("dedupe.unmerge", json!({ "mergeId": merge }));
    assert!(result["left"][0].as_str().unwrap().contains("现居住地"), "{result}");
    assert_eq!(desk.admin("member.get", json!({ "memberId": kept }))["address"], "镇上");
    assert_eq!(desk.admin("member.get", json!({ "memberId": gone }))["address"], "青石村三组");
    let row = read_row(desk.store.conn(), ENROLLMENT, later).unwrap().unwrap();
    assert_eq!(row["member_id"], Value::from(kept), "an enrolment after the merge is the kept one's");
    let error = desk.admin_err("dedupe.unmerge", json!({ "mergeId": merge }));
    assert!(error.message.contains("已经恢复"), "{}", error.message);
}

#[test]
fn a_pair_called_two_people_is_not_proposed_again() {
    let mut desk = Desk::with_township();
    let (one, other) = twins(&mut desk);
    let branch = desk.admin("member.get", json!({ "memberId": one }))["branchId"].clone();
    desk.admin(
        "member.save",
        json!({ "memberId": one, "name": "李建国", "phone": "13812345678", "birth": "1970-05-06",
        "category": "full", "branchId": branch }),
    );
    let found = desk.admin("dedupe.find", json!({}));
    assert_eq!(found["total"], 1);
    assert!(found["pairs"][0]["reasons"][0].as_str().unwrap().starts_with("姓名形近"), "{found}");
    desk.admin("dedupe.dismiss", json!({ "oneId": other, "otherId": one, "reason": "堂兄弟" }));
    let found = desk.admin("dedupe.find", json!({}));
    assert_eq!((&found["total"], &found["dismissed"]), (&json!(0), &json!(1)));
}

#[test]
fn every_column_that_names_a_member_is_moved() {
    let named: Vec<String> =
        store::columns_naming_members().map(|(kind, column)| format!("{}.{column}", kind.table)).collect();
    for expected in ["enrollment.member_id", "hours_line.member_id", "planned_seat.member_id"] {
        assert!(named.contains(&expected.to_owned()), "{named:?}");
    }
}

/// Two PCs and the log between them.
struct Log(Vec<LogOp>);

impl Log {
    fn exchange(&mut self, desk: &mut Desk) {
        let status = desk.store.journal_status().unwrap();
        for op in desk.store.own_ops(status.acked, 10_000, usize::MAX).unwrap() {
            self.0.push(LogOp { place: self.0.len() as u64 + 1, op });
        }
        desk.store.set_acked(status.seq).unwrap();
        let (after, head, who) = (usize::try_from(status.cursor).unwrap(), self.0.len() as u64, desk.admin.who());
        let entries = &self.0[after..];
        desk.store.write("sync.apply", &who, |tx| tx.apply_log(Id::from_bytes([250; 16]), entries, head)).unwrap();
    }
}

#[test]
fn two_pcs_that_merge_offline_reach_the_same_state() {
    let (mut one, mut two, mut log) = (Desk::with_township(), Desk::new(), Log(Vec::new()));
    let (kept, gone) = twins(&mut one);
    let closed = class(&mut one, 7, "closed");
    enrol(&mut one, closed, gone, "completed");
    credit(&mut one, gone, closed, 160);
    log.exchange(&mut one);
    log.exchange(&mut two);
    // Both merge, from opposite ends; on one of them the other record gets a line before.
    let late = class(&mut two, 9, "running");
    enrol(&mut two, late, gone, "arrived");
    one.admin("dedupe.merge", pair(kept, gone));
    let merge = two.admin("dedupe.merge", pair(gone, kept))["mergeId"].clone();
    for _ in 0..2 {
        log.exchange(&mut one);
        log.exchange(&mut two);
    }
    assert!(living(&one.store) == living(&two.store), "the same two were merged");
    assert_eq!(one.admin("conflict.list", json!({}))["rows"].as_array().map(Vec::len), Some(0), "nothing to decide");
    two.admin("dedupe.unmerge", json!({ "mergeId": merge }));
    log.exchange(&mut two);
    log.exchange(&mut one);
    assert!(living(&one.store) == living(&two.store));
    assert_eq!(earned(&mut one, gone), 160, "taken back on the other PC");
}

#[test]
fn what_another_pc_wrote_meanwhile_about_the_merged_record_is_moved_after() {
    let (mut one, mut two, mut log) = (Desk::with_township(), Desk::new(), Log(Vec::new()));
    let (kept, gone) = twins(&mut one);
    log.exchange(&mut one);
    log.exchange(&mut two);
    one.admin("dedupe.merge", pair(kept, gone));
    let late = class(&mut two, 9, "running");
    let row = enrol(&mut two, late, gone, "arrived");
    for _ in 0..2 {
        log.exchange(&mut one);
        log.exchange(&mut two);
    }
    for desk in [&mut one, &mut two] {
        desk.admin("dedupe.settle", json!({}));
        assert_eq!(read_row(desk.store.conn(), ENROLLMENT, row).unwrap().unwrap()["member_id"], Value::from(kept));
    }
    for _ in 0..2 {
        log.exchange(&mut one);
        log.exchange(&mut two);
    }
    assert!(living(&one.store) == living(&two.store));
    assert_eq!(one.admin("dedupe.settle", json!({}))["changed"], 0, "nothing is left to move");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_merge_taken_back_leaves_the_former_state(
        acts in prop::collection::vec((0usize..4, any::<bool>(), 1u8..5, 0usize..3), 0..14),
        take in prop::collection::vec(prop::sample::select(vec!["name", "birth", "branch_id", "phone", "remark"]), 0..4),
    ) {
        let mut desk = Desk::with_township();
        let (kept, gone) = twins(&mut desk);
        let states = ["completed", "arrived", "planned"];
        let mut classes = BTreeMap::new();
        for (what, of_gone, number, state) in acts {
            let member = if of_gone { gone } else { kept };
            let class_state = if number % 2 == 0 { "closed" } else { "running" };
            let class = *classes.entry(number).or_insert_with(|| class(&mut desk, number, class_state));
            match what {
                0 | 1 => drop(enrol(&mut desk, class, member, states[state])),
                2 => {
                    let there = read_row(desk.store.conn(), hours::HOURS_LINE, hours::line_id(member, "class", class)).unwrap();
                    if there.is_none() { credit(&mut desk, member, class, 10 * i64::from(number)); }
                }
                _ => seat(&mut desk, Id::from_bytes([number + 100; 16]), member),
            }
        }
        let before = living(&desk.store);
        let merge = desk.admin("dedupe.merge", json!({ "oneId": kept, "otherId": gone, "take": take }))["mergeId"].clone();
        for ((table, _), row) in &living(&desk.store) {
            // Where the other record stood before each day stays the other record's.
            if *table != MEMBER.table && *table != MEMBER_CHANGE.table {
                prop_assert!(row.values().all(|value| *value != Value::from(gone)), "{} still names who is gone", table);
            }
        }
        desk.admin("dedupe.settle", json!({}));
        desk.admin("dedupe.unmerge", json!({ "mergeId": merge }));
        let after = living(&desk.store);
        for ((table, id), row) in &before {
            prop_assert_eq!(after.get(&(*table, *id)), Some(row), "{} is as it was", table);
        }
        // A changed branch leaves its dated lines, so that no earlier roster moves.
        prop_assert!(after.keys().all(|key| before.contains_key(key) || key.0 == MEMBER_CHANGE.table));
    }
}

#[test]
fn a_merge_moves_nobody_in_the_rosters_of_earlier_days() {
    let mut desk = Desk::with_township();
    let (river, bridge) = (desk.branch("柳河村支部"), desk.branch("石桥村支部"));
    let kept = desk.member("钱小满", river);
    // The one made first is kept.
    desk.clock.advance(1_000);
    let gone = desk.admin(
        "member.save",
        json!({ "name": "钱小蛮", "category": "full", "branchId": bridge, "admittedOn": "1999-05-01",
            "arrival": { "kind": "transfer_in", "on": desk.clock.today().plus_days(-3), "counterpart": "某镇", "basis": "某〔1〕号" } }),
    )["member"]["id"].clone();
    let day = desk.clock.today().plus_days(-10);
    // Who stood where; what a merge fills in about a person, such as the day of admission, was true then as well.
    let roster = |desk: &mut Desk| {
        let list = desk.admin("member.list", json!({ "limit": 50, "asOf": day }));
        let rows = list["rows"].as_array().unwrap().clone();
        rows.into_iter()
            .map(|row| [row["id"].clone(), row["branchName"].clone(), row["category"].clone()])
            .collect::<Vec<_>>()
    };
    let before = roster(&mut desk);
    desk.clock.advance(60_000);
    let merge = desk.admin("dedupe.merge", json!({ "oneId": kept, "otherId": gone, "take": ["branch_id"] }));
    let now = desk.admin("member.list", json!({ "limit": 50 }))["rows"].clone();
    assert_eq!((now.as_array().unwrap().len(), &now[0]["branchName"]), (1, &json!("石桥村支部")));
    assert_eq!(roster(&mut desk), before, "merging");
    desk.clock.advance(60_000);
    desk.admin("dedupe.unmerge", json!({ "mergeId": merge["mergeId"] }));
    assert_eq!(roster(&mut desk), before, "taking it back");
}
