use std::collections::BTreeMap;

use lunxun_base::Id;
use proptest::prelude::*;

use super::*;
use crate::{Change, Hlc};

fn device(n: u8) -> Id {
    Id::from_bytes([n; 16])
}

fn op(dev: u8, seq: u64, at: u64, field: &str, value: &str, prev: Vec<Dot>) -> Op {
    Op {
        device: device(dev),
        seq,
        hlc: Hlc(at),
        actor: format!("人员{dev}"),
        kind: "member".into(),
        row: device(99),
        changes: vec![Change { field: field.into(), value: value.into(), prev }],
    }
}

#[test]
fn edits_of_different_fields_both_survive() {
    let made = op(1, 1, 10, "phone", "1", vec![]);
    let a = op(1, 2, 20, "phone", "2", vec![made.dot()]);
    let b = op(2, 1, 20, "address", "村东", vec![]);
    let mut row = RowState::default();
    for op in [&made, &a, &b] {
        row.apply(op);
    }
    assert_eq!(row.value("phone"), Some(&"2".into()));
    assert_eq!(row.value("address"), Some(&"村东".into()));
    assert!(row.conflicts().is_empty());
}

#[test]
fn concurrent_edits_of_one_field_keep_both_values_until_a_person_decides() {
    let made = op(1, 1, 10, "phone", "1", vec![]);
    let a = op(1, 2, 20, "phone", "2", vec![made.dot()]);
    let b = op(2, 1, 30, "phone", "3", vec![made.dot()]);
    let mut row = RowState::default();
    for op in [&made, &a, &b] {
        row.apply(op);
    }
    assert_eq!(row.value("phone"), Some(&"3".into()), "the later clock is shown");
    assert_eq!(row.conflicts(), ["phone"]);

    let ordinary = op(3, 1, 40, "phone", "4", row.overwritten_by_edit("phone"));
    let mut edited = row.clone();
    edited.apply(&ordinary);
    assert_eq!(edited.conflicts(), ["phone"], "an ordinary edit does not bury the value that lost");

    let decision = op(3, 1, 40, "phone", "2", row.all_dots("phone"));
    row.apply(&decision);
    assert!(row.conflicts().is_empty());
    assert_eq!(row.value("phone"), Some(&"2".into()));
}

#[test]
fn equal_concurrent_values_are_no_conflict() {
    let mut row = RowState::default();
    row.apply(&op(1, 1, 10, "phone", "1", vec![]));
    row.apply(&op(2, 1, 11, "phone", "1", vec![]));
    assert!(row.conflicts().is_empty());
    assert_eq!(row.overwritten_by_edit("phone").len(), 2, "the next edit overwrites both");
}

/// A history of edits by three devices that talk now and then. Returns the ops of each device.
fn history(script: &[(u8, u8, u8, bool)]) -> Vec<Op> {
    let mut replicas: BTreeMap<u8, (RowState, BTreeMap<u8, u64>)> = BTreeMap::new();
    let mut log: Vec<Op> = Vec::new();
    let mut clock = 0;
    for &(dev, field, value, talks) in script {
        let dev = dev % 3;
        let (row, seen) = replicas.entry(dev).or_default();
        if talks {
            for op in &log {
                let author = op.device.as_bytes()[0];
                let seen = seen.entry(author).or_default();
                if op.seq > *seen {
                    *seen = op.seq;
                    row.apply(op);
                }
            }
        }
        clock += 1;
        let field = format!("f{}", field % 3);
        let seq = seen.get(&dev).copied().unwrap_or(0) + 1;
        let written = op(dev, seq, clock, &field, &format!("v{}", value % 4), row.overwritten_by_edit(&field));
        row.apply(&written);
        seen.insert(dev, seq);
        log.push(written);
    }
    log
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_causal_order_ends_in_the_same_state(
        script in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), any::<bool>()), 1..30),
        seed in any::<u64>(),
    ) {
        let log = history(&script);
        let mut straight = RowState::default();
        log.iter().for_each(|op| { straight.apply(op); });

        // Another causal order: repeatedly take, by the seed, any op whose predecessors are all in.
        let mut left: Vec<&Op> = log.iter().collect();
        let mut shuffled = RowState::default();
        let mut done: Vec<Dot> = Vec::new();
        let mut state = seed;
        while !left.is_empty() {
            let ready: Vec<usize> = (0..left.len())
                .filter(|&i| {
                    let own_before = left.iter().all(|o| o.device != left[i].device || o.seq >= left[i].seq);
                    own_before && left[i].changes.iter().flat_map(|c| &c.prev).all(|dot| done.contains(dot))
                })
                .collect();
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let pick = ready[(state >> 33) as usize % ready.len()];
            let op = left.remove(pick);
            done.push(op.dot());
            shuffled.apply(op);
        }
        prop_assert_eq!(&straight, &shuffled);
        prop_assert_eq!(straight.digest("k", device(99)), shuffled.digest("k", device(99)));
    }

    #[test]
    fn no_value_is_lost_unless_somebody_who_saw_it_overwrote_it(
        script in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), any::<bool>()), 1..30),
    ) {
        let log = history(&script);
        let mut row = RowState::default();
        log.iter().for_each(|op| { row.apply(op); });
        let overwritten: Vec<Dot> = log.iter().flat_map(|op| &op.changes).flat_map(|c| c.prev.clone()).collect();
        for op in &log {
            for change in &op.changes {
                let live = row.fields[&change.field].iter().any(|live| live.dot == op.dot());
                prop_assert!(live || overwritten.contains(&op.dot()));
            }
        }
    }
}
