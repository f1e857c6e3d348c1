//! What a transaction keeps in memory until it commits, and what becomes of it when a part goes back.

use lunxun_base::{Error, ErrorCode, Id};
use lunxun_protocol::{Change, Hlc, LogOp, Op, RowState, Value};
use proptest::{collection::btree_map, prelude::*};

use super::bench::*;
use crate::{Tx, packed};

fn op(device: Id, seq: u64, row: u8, fields: &[(&str, Value)]) -> Op {
    let change =
        |(field, value): &(&str, Value)| Change { field: (*field).to_owned(), value: value.clone(), prev: Vec::new() };
    Op {
        device,
        seq,
        hlc: Hlc::default().tick(NOW + i64::try_from(seq).unwrap()),
        actor: "别的电脑".into(),
        kind: "person".into(),
        row: id(row),
        changes: fields.iter().map(change).collect(),
    }
}

fn log(ops: Vec<Op>) -> Vec<LogOp> {
    (1..).zip(ops).map(|(place, op)| LogOp { place, op }).collect()
}

/// Two that find their place, one that breaks a CHECK between them, and one of a kind that nobody knows.
fn broken_batch(own: Id) -> Vec<LogOp> {
    log(vec![
        op(id(77), 1, 11, &[("name", "甲".into())]),
        op(own, 1, 12, &[("name", "乙".into())]),
        op(id(77), 2, 11, &[("sort", Value::Int(-1))]),
        op(id(77), 3, 13, &[("sort", Value::Int(-1))]),
        op(id(78), 1, 14, &[("name", "丙".into()), ("deleted_at", Value::Int(NOW))]),
        Op { kind: "of_the_future".into(), ..op(id(78), 2, 15, &[("name", "丁".into())]) },
        op(id(77), 4, 11, &[("phone", "1".into())]),
    ])
}

#[test]
fn a_batch_that_goes_back_leaves_digests_chain_and_sequence_true() {
    let mut store = store();
    let own = store.device();
    let batch = broken_batch(own);
    let outcome = write(&mut store, |tx| {
        let outcome = tx.apply_log(id(250), &batch, 7)?;
        assert_eq!(tx.record_changes(), 4, "what went back counts for nothing");
        Ok(outcome)
    });
    assert_eq!((outcome.applied, outcome.skipped, outcome.parked), (4, 0, 3));
    assert_eq!((count(&store, "audit"), count(&store, "journal"), count(&store, "operation")), (4, 1, 1));
    assert_sound(&store);

    write(&mut store, |tx| tx.insert(&PERSON, id(1), &[("name", "张三".into())]));
    assert_eq!(store.journal_status().unwrap().seq, 2, "own changes go on behind what came back");
    let again = write(&mut store, |tx| tx.apply_log(id(250), &batch, 7));
    assert_eq!((again.applied, again.skipped, again.parked), (0, 7, 0), "each author's place was kept");
    assert_sound(&store);
}

#[test]
fn a_long_batch_is_applied_as_if_one_by_one() {
    let far = id(77);
    let mut ops: Vec<Op> = (1..=200_u8)
        .map(|n| {
            let seq = u64::from(n);
            match n % 10 {
                // The row just made again, one made long before, and a tombstone.
                4 => op(far, seq, n - 1, &[("phone", "4".into())]),
                7 if n > 100 => op(far, seq, n - 95, &[("note", "7".into())]),
                9 => op(far, seq, n, &[("name", "九".into()), ("deleted_at", Value::Int(NOW))]),
                odd if odd % 2 == 1 => {
                    op(far, seq, n, &[("name", "单".into()), ("of_the_future", n.to_string().into())])
                }
                _ => op(far, seq, n, &[("name", "双".into()), ("sort", Value::Int(i64::from(n)))]),
            }
        })
        .collect();
    // One that names a field twice counts as it came last.
    ops.push(op(far, 201, 201, &[("of_the_future", "1".into()), ("of_the_future", "2".into())]));
    let batch = log(ops);
    let (mut together, mut alone) = (store(), store());
    let outcome = write(&mut together, |tx| tx.apply_log(id(250), &batch, 201));
    assert_eq!((outcome.applied, outcome.parked), (201, 0));
    for entry in &batch {
        write(&mut alone, |tx| tx.apply_log(id(250), std::slice::from_ref(entry), entry.place));
    }
    assert_sound(&together);
    assert_eq!(together.kind_digests().unwrap(), alone.kind_digests().unwrap());
    let trail = |store: &crate::Store| {
        let entries = store.audit(None, 0, 1_000).unwrap().entries;
        entries.into_iter().map(|entry| (entry.seq, entry.row, entry.before, entry.after)).collect::<Vec<_>>()
    };
    assert_eq!(trail(&together), trail(&alone), "the trail tells it in the order of the log");
    let rows =
        |store: &mut crate::Store| (0..=255).map(|row| write(store, |tx| tx.row(&PERSON, id(row)))).collect::<Vec<_>>();
    assert_eq!(rows(&mut together), rows(&mut alone));
}

#[test]
fn one_transaction_of_everything_stays_sound() {
    let mut store = store();
    write(&mut store, |tx| {
        tx.insert(&PERSON, id(1), &[("name", "张三".into()), ("phone", "1".into())])?;
        tx.insert(&PERSON, id(2), &[("name", "李四".into())])
    });
    let first = operation(&mut store, |tx| tx.update(&PERSON, id(1), &[("phone", "2".into())]).map(drop));
    let own = store.device();
    let seq = store.journal_status().unwrap().seq;
    let mixed = |tx: &Tx<'_>| {
        tx.insert(&PERSON, id(3), &[("name", "王五".into()), ("note", Value::Null)])?;
        tx.note("test.note", Some(id(3)), &serde_json::json!({ "why": "看" }))?;
        tx.undo(first)?;
        let mut batch = broken_batch(own);
        batch.retain(|entry| entry.op.device != own);
        batch.push(LogOp { place: 8, op: op(id(78), 3, 2, &[("name", "李肆".into())]) });
        let outcome = tx.apply_log(id(250), &batch, 8)?;
        assert_eq!((outcome.applied, outcome.parked, outcome.new_conflicts), (4, 3, 1));
        assert_eq!(tx.retry_parked()?, 0);
        tx.delete(&PERSON, id(11))?;
        tx.upsert(&PERSON, id(14), &[("phone", "3".into())])?;
        tx.resolve(&PERSON, id(2), "name", "李四".into())?;
        tx.summarise("什么都有")
    };
    let before = (store.kind_digests().unwrap(), store.journal_status().unwrap(), count(&store, "audit"));
    let failed = store.write("test.mixed", &who("管理员"), |tx| {
        mixed(tx)?;
        Err::<(), _>(Error::invalid("name", "不行"))
    });
    assert_eq!(failed.unwrap_err().code, ErrorCode::Invalid);
    let after = (store.kind_digests().unwrap(), store.journal_status().unwrap(), count(&store, "audit"));
    assert_eq!(after, before, "what failed in the end never was");
    assert_sound(&store);

    write(&mut store, mixed);
    assert_sound(&store);
    assert_eq!(store.kind_digests().unwrap()["person"].live_count, 4, "1, 2, 3 and 14; 11 is deleted");
    assert_eq!(store.journal_status().unwrap().seq, seq + 5);
    assert!(store.conflicts().unwrap().is_empty(), "the decision has cleared the list");
    write(&mut store, |tx| tx.insert(&PERSON, id(4), &[("name", "赵六".into())]));
    assert_sound(&store);
}

#[test]
fn a_row_whose_last_conflict_goes_leaves_the_list() {
    let mut store = store();
    let two = |seq, name: &str| op(id(u8::try_from(70 + seq).unwrap()), 1, 1, &[("name", name.into())]);
    write(&mut store, |tx| tx.apply_log(id(250), &log(vec![two(1, "张三"), two(2, "张叁")]), 2));
    assert_eq!(count(&store, "conflict"), 1);
    let mut same = two(3, "张三");
    same.changes[0].prev = vec![two(1, "").dot(), two(2, "").dot()];
    write(&mut store, |tx| tx.apply_log(id(250), &log(vec![same]), 3));
    assert_eq!(count(&store, "conflict"), 0, "one who had seen both has chosen");
    assert_sound(&store);
}

#[test]
fn a_new_id_sorts_behind_the_ones_before_it() {
    let ids = write(&mut store(), |tx| Ok((0..500).map(|_| tx.new_id()).collect::<Vec<_>>()));
    assert!(ids.is_sorted_by(|one, next| one < next));
}

#[test]
fn audit_text_is_json_in_the_order_of_names() {
    let mut store = store();
    let note = "引\"号\\反斜\n换行\u{1}\u{7f}";
    write(&mut store, |tx| {
        let fields = [("sort", 5.into()), ("future", Value::Blob(vec![0, 0xab])), ("note", note.into())];
        tx.apply_log(id(250), &log(vec![op(id(77), 1, 1, &fields)]), 1)
    });
    let after = store.audit(None, 0, 1).unwrap().entries.remove(0).after.unwrap();
    assert_eq!(after, serde_json::json!({ "future": "x'00ab'", "note": note, "sort": 5 }).to_string());
}

proptest! {
    #[test]
    fn a_new_row_is_hashed_and_packed_as_its_state_would_be(
        fields in btree_map(prop::sample::select(vec!["name", "phone", "note", "sort", "deleted_at", "future"]), value(), 1..6)
    ) {
        let fields: Vec<_> = fields.into_iter().rev().collect();
        let op = op(id(77), 3, 1, &fields);
        let mut state = RowState::default();
        state.apply(&op);
        prop_assert_eq!(RowState::digest_of_new(&op), state.digest("person", id(1)));
        let known = |field: &str| PERSON.has_column(field);
        let defaulted = ["note", "sort"];
        prop_assert_eq!(
            packed::pack_new(&op, known, &defaulted).unwrap(),
            packed::pack(&state, known, &defaulted).unwrap()
        );
    }
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::Int),
        ".{0,8}".prop_map(Value::Text),
        prop::collection::vec(any::<u8>(), 0..20).prop_map(Value::Blob),
    ]
}
