//! Several stores and one log.

use std::collections::BTreeMap;

use lunxun_base::Id;
use lunxun_protocol::{Change, Dot, Hlc, Live, Op, RowState, Value};
use proptest::{collection::vec, prelude::*};

use super::bench::*;
use crate::{Store, packed};

/// One step of a random history.
#[derive(Debug, Clone)]
enum Step {
    Put { store: usize, row: u8, field: &'static str, value: Value },
    Delete { store: usize, row: u8 },
    Exchange { store: usize },
    Resolve { store: usize },
    Undo { store: usize },
}

fn value_of(field: &'static str) -> BoxedStrategy<Value> {
    match field {
        "sort" => (0_i64..4).prop_map(Value::Int).boxed(),
        "note" => prop::sample::select(vec!["", "甲", "乙"]).prop_map(Value::from).boxed(),
        _ => prop::sample::select(vec![Value::Null, "".into(), "甲".into(), "乙".into()]).boxed(),
    }
}

fn step(stores: usize) -> impl Strategy<Value = Step> {
    let put = (0..stores, 0_u8..3, prop::sample::select(vec!["name", "phone", "note", "sort"])).prop_flat_map(
        |(store, row, field)| value_of(field).prop_map(move |value| Step::Put { store, row, field, value }),
    );
    prop_oneof![
        6 => put,
        1 => (0..stores, 0_u8..3).prop_map(|(store, row)| Step::Delete { store, row }),
        3 => (0..stores).prop_map(|store| Step::Exchange { store }),
        1 => (0..stores).prop_map(|store| Step::Resolve { store }),
        1 => (0..stores).prop_map(|store| Step::Undo { store }),
    ]
}

fn take(stores: &mut [Store], log: &mut Log, step: Step) {
    match step {
        Step::Put { store, row, field, value } => {
            // A record of nothing but NULL is refused, which is none of this test's business.
            let _ =
                stores[store].write("test.put", &who("管理员"), |tx| tx.upsert(&PERSON, id(row), &[(field, value)]));
        }
        Step::Delete { store, row } => {
            let _ = stores[store].write("test.delete", &who("管理员"), |tx| tx.delete(&PERSON, id(row)));
        }
        Step::Exchange { store } => {
            log.exchange(&mut stores[store]);
        }
        Step::Resolve { store } => resolve_first(&mut stores[store]),
        Step::Undo { store } => {
            let last = stores[store].audit(None, 0, 1).unwrap().entries.first().map(|entry| entry.operation);
            if let Some(last) = last {
                let _ = stores[store].write("test.undo", &who("管理员"), |tx| tx.undo(last).map(drop));
            }
        }
    }
}

fn resolve_first(store: &mut Store) {
    if let Some(conflict) = store.conflicts().unwrap().into_iter().next() {
        let value = conflict.values.last().unwrap().value.clone();
        write(store, |tx| tx.resolve(conflict.kind, conflict.row, &conflict.field, value));
    }
}

type Told = Vec<(Id, String, Vec<(Value, String, Id)>)>;

fn conflicts(store: &Store) -> Told {
    let mut told: Told = store
        .conflicts()
        .unwrap()
        .into_iter()
        .map(|one| (one.row, one.field, one.values.into_iter().map(|v| (v.value, v.actor, v.device)).collect()))
        .collect();
    told.sort();
    told
}

fn rows(store: &mut Store) -> Vec<Option<BTreeMap<&'static str, Value>>> {
    (0..3).map(|row| write(store, |tx| tx.row(&PERSON, id(row)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stores_that_have_exchanged_everything_are_equal(count in 2_usize..4, steps in vec(step(3), 1..40)) {
        let mut stores: Vec<Store> = (0..count).map(|_| store()).collect();
        let mut log = Log::default();
        for step in steps {
            let step = match step {
                Step::Put { store, row, field, value } => Step::Put { store: store % count, row, field, value },
                Step::Delete { store, row } => Step::Delete { store: store % count, row },
                Step::Exchange { store } => Step::Exchange { store: store % count },
                Step::Resolve { store } => Step::Resolve { store: store % count },
                Step::Undo { store } => Step::Undo { store: store % count },
            };
            take(&mut stores, &mut log, step);
        }
        let settle = |stores: &mut [Store], log: &mut Log| {
            for _ in 0..2 {
                for store in stores.iter_mut() {
                    log.exchange(store);
                }
            }
        };
        settle(&mut stores, &mut log);
        let (first, others) = stores.split_first_mut().unwrap();
        assert_sound(first);
        for other in others {
            assert_sound(other);
            prop_assert_eq!(rows(first), rows(other));
            prop_assert_eq!(first.kind_digests().unwrap(), other.kind_digests().unwrap());
            prop_assert_eq!(conflicts(first), conflicts(other));
        }
        while !conflicts(&stores[0]).is_empty() {
            resolve_first(&mut stores[0]);
        }
        settle(&mut stores, &mut log);
        for store in &stores {
            prop_assert_eq!(conflicts(store), vec![], "a decision counts everywhere");
            assert_sound(store);
        }
    }

    #[test]
    fn a_packed_version_unpacks_to_itself(fields in prop::collection::btree_map(field_name(), lives(), 1..6)) {
        let mut state = RowState { fields };
        for (field, lives) in &mut state.fields {
            lives.sort_by_key(|live| std::cmp::Reverse(live.dot));
            lives.dedup_by_key(|live| live.dot);
            // A column with a default is never NULL in its table.
            if ["note", "sort"].contains(&field.as_str()) && lives[0].value.is_null() {
                lives[0].value = Value::from("");
            }
        }
        let shown = |column: &&'static str| {
            let default = if ["note", "sort"].contains(column) { Value::from("default") } else { Value::Null };
            (*column, state.value(column).cloned().unwrap_or(default))
        };
        let row: BTreeMap<_, _> = PERSON.columns.iter().map(shown).collect();
        let bytes = packed::pack(&state, |field| PERSON.has_column(field), &["note", "sort"]).unwrap();
        prop_assert_eq!(packed::unpack(&bytes, &row).unwrap(), state);
    }
}

fn field_name() -> impl Strategy<Value = String> {
    prop::sample::select(vec!["name", "phone", "note", "sort", "deleted_at", "of_the_future"]).prop_map(str::to_owned)
}

fn lives() -> impl Strategy<Value = Vec<Live>> {
    let value = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::Int),
        ".{0,8}".prop_map(Value::Text),
        vec(any::<u8>(), 0..20).prop_map(Value::Blob),
    ];
    let live = (0_u64..4, 0_u8..3, 1_u64..4, value).prop_map(|(hlc, device, seq, value)| Live {
        dot: Dot { hlc: Hlc(hlc), device: id(device), seq },
        actor: format!("{device}"),
        value,
    });
    vec(live, 1..4)
}

#[test]
fn a_column_that_shows_its_default_does_not_part_the_digests() {
    let (mut a, mut b, mut log) = (store(), store(), Log::default());
    write(&mut a, |tx| tx.insert(&PERSON, id(1), &[("name", "张三".into())]));
    log.exchange(&mut a);
    log.exchange(&mut b);
    write(&mut b, |tx| tx.update(&PERSON, id(1), &[("phone", "1".into())]));
    write(&mut a, |tx| tx.update(&PERSON, id(1), &[("note", "改".into())]));
    log.exchange(&mut b);
    log.exchange(&mut a);
    log.exchange(&mut b);
    for store in [&a, &b] {
        assert_sound(store);
        assert!(store.conflicts().unwrap().is_empty(), "a default that nobody wrote contradicts nobody");
    }
    assert_eq!(a.kind_digests().unwrap(), b.kind_digests().unwrap());
}

#[test]
fn an_op_of_an_unknown_kind_waits_for_the_version_that_knows_it() {
    let dir = tempfile::tempdir().unwrap();
    let key = crate::StoreKey::generate().unwrap();
    let mut old = Store::create(dir.path(), &key, &options()).unwrap();
    let (mut new, mut log) = (Store::in_memory(&newer_options()).unwrap(), Log::default());
    write(&mut new, |tx| {
        tx.insert(&MARK, id(9), &[("score", 88.into())])?;
        tx.insert(&PERSON_WITH_JOB, id(1), &[("name", "张三".into())])
    });
    log.exchange(&mut new);
    let outcome = log.exchange(&mut old);
    assert_eq!((outcome.applied, outcome.parked), (1, 1), "one that waits holds nothing up");
    assert_eq!(write(&mut old, |tx| tx.retry_parked()), 0, "the same version knows no more than before");
    assert_eq!(old.journal_status().unwrap().parked, 1);
    drop(old);
    let upgraded = Store::open(dir.path(), &key, &newer_options()).unwrap();
    assert_eq!(upgraded.journal_status().unwrap().parked, 0, "the upgrade finds it its place");
    assert_eq!(count(&upgraded, "mark"), 1);
    assert_eq!(upgraded.kind_digests().unwrap(), new.kind_digests().unwrap());
    assert_sound(&upgraded);
}

#[test]
fn a_value_of_an_unknown_column_is_kept_and_shown_after_the_upgrade() {
    let dir = tempfile::tempdir().unwrap();
    let key = crate::StoreKey::generate().unwrap();
    let mut old = Store::create(dir.path(), &key, &options()).unwrap();
    let (mut new, mut log) = (Store::in_memory(&newer_options()).unwrap(), Log::default());
    write(&mut new, |tx| tx.insert(&PERSON_WITH_JOB, id(1), &[("name", "张三".into()), ("job", "会计".into())]));
    log.exchange(&mut new);
    assert_eq!(log.exchange(&mut old).parked, 0);
    write(&mut old, |tx| tx.update(&PERSON, id(1), &[("phone", "1".into())]));
    assert_sound(&old);
    log.exchange(&mut old);
    log.exchange(&mut new);
    assert_eq!(old.kind_digests().unwrap(), new.kind_digests().unwrap(), "what it cannot show it still counts");
    assert_eq!(get(&mut new, id(1), "job"), "会计".into(), "an old version's edit does not wipe it");
    drop(old);
    let mut upgraded = Store::open(dir.path(), &key, &newer_options()).unwrap();
    assert_eq!(get(&mut upgraded, id(1), "job"), "会计".into());
    write(&mut upgraded, |tx| tx.update(&PERSON_WITH_JOB, id(1), &[("name", "张三丰".into())]));
    assert_eq!(get(&mut upgraded, id(1), "job"), "会计".into());
    assert_sound(&upgraded);
}

#[test]
fn an_op_that_breaks_a_check_is_parked_and_stops_nothing() {
    let mut store = store();
    let change = |field: &str, value: Value| Change { field: field.into(), value, prev: Vec::new() };
    let op = |seq: u64, changes: Vec<Change>| Op {
        device: id(77),
        seq,
        hlc: Hlc::default().tick(NOW + i64::try_from(seq).unwrap()),
        actor: "别的电脑".into(),
        kind: "person".into(),
        row: id(u8::try_from(seq).unwrap()),
        changes,
    };
    let bad = op(1, vec![change("sort", Value::Int(-1))]);
    let good = op(2, vec![change("name", "李四".into())]);
    let entries: Vec<_> = (1..).zip([bad, good]).map(|(place, op)| lunxun_protocol::LogOp { place, op }).collect();
    let apply = |store: &mut Store| {
        store.write("sync.apply", &who("县级同步"), |tx| tx.apply_log(id(250), &entries, 2)).unwrap()
    };
    let outcome = apply(&mut store);
    assert_eq!((outcome.applied, outcome.parked), (1, 1));
    assert_eq!(count(&store, "person"), 1, "nothing half done");
    assert_sound(&store);
    let again = apply(&mut store);
    assert_eq!((again.applied, again.skipped), (0, 2), "a replayed batch changes nothing");
}
