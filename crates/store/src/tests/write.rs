//! The one write path, its audit and undo.

use lunxun_base::{Error, ErrorCode};
use lunxun_protocol::Value;

use super::bench::*;

#[test]
fn a_write_past_the_one_path_is_refused() {
    let mut store = store();
    write(&mut store, |tx| tx.insert(&PERSON, id(1), &[("name", "张三".into())]));
    for sql in
        ["INSERT INTO person (id) VALUES (x'00')", "UPDATE person SET name = '李四'", "DELETE FROM person WHERE 1 = 1"]
    {
        let error = store.conn().execute(sql, []).unwrap_err().to_string();
        assert!(error.contains("outside the one write path"), "{sql}: {error}");
        let inside = store.write("test.bypass", &who("管理员"), |tx| tx.conn().execute(sql, []).map_err(crate::db));
        assert!(inside.is_err(), "an open transaction is no licence: {sql}");
    }
    assert_eq!(get(&mut store, id(1), "name"), "张三".into());
}

#[test]
fn a_failing_closure_leaves_nothing_behind() {
    let mut store = store();
    write(&mut store, |tx| tx.insert(&PERSON, id(1), &[("name", "张三".into())]));
    let traces = |store: &crate::Store| {
        let tables = ["person", "journal", "audit", "operation", "row_version", "conflict"];
        (
            tables.map(|table| count(store, table)),
            store.kind_digests().unwrap(),
            store.journal_status().unwrap(),
            store.meta("hlc").unwrap(),
        )
    };
    let before = traces(&store);
    let refused = store.write("test.fail", &who("管理员"), |tx| {
        tx.insert(&PERSON, id(2), &[("name", "李四".into())])?;
        tx.update(&PERSON, id(1), &[("name", "王五".into())])?;
        tx.delete(&PERSON, id(1))?;
        tx.note("test.note", None, &serde_json::json!({}))?;
        tx.summarise("不该留下")?;
        Err::<(), _>(Error::invalid("name", "不行"))
    });
    assert_eq!(refused.unwrap_err().code, ErrorCode::Invalid);
    assert_eq!(traces(&store), before);
    assert_eq!(get(&mut store, id(1), "name"), "张三".into());
    assert_sound(&store);
}

#[test]
fn every_change_makes_one_journal_op_and_one_audit_entry() {
    let mut store = store();
    let mut expected = 0;
    let mut step =
        |store: &mut crate::Store, changes: i64, work: &dyn Fn(&crate::Tx<'_>) -> lunxun_base::Result<()>| {
            let operation = operation(store, work);
            expected += changes;
            assert_eq!((count(store, "journal"), count(store, "audit")), (expected, expected));
            let page = store.audit(None, 0, 100).unwrap();
            let own = page.entries.iter().filter(|entry| entry.operation == operation).count();
            assert_eq!(i64::try_from(own).unwrap(), changes, "they belong to the action");
        };
    step(&mut store, 1, &|tx| tx.insert(&PERSON, id(1), &[("name", "张三".into()), ("phone", "1".into())]));
    step(&mut store, 1, &|tx| tx.update(&PERSON, id(1), &[("phone", "2".into())]).map(drop));
    step(&mut store, 0, &|tx| tx.update(&PERSON, id(1), &[("phone", "2".into())]).map(drop));
    step(&mut store, 1, &|tx| tx.upsert(&PERSON, id(2), &[("name", "李四".into())]).map(drop));
    step(&mut store, 2, &|tx| {
        tx.delete(&PERSON, id(1))?;
        tx.delete(&PERSON, id(2))
    });
    step(&mut store, 1, &|tx| tx.insert(&PERSON, id(1), &[("name", "张三".into())]));
    let trail = store.audit(Some(id(1)), 0, 100).unwrap().entries;
    let phone = &trail[2];
    assert_eq!(phone.before.as_deref(), Some(r#"{"phone":"1"}"#));
    assert_eq!(phone.after.as_deref(), Some(r#"{"phone":"2"}"#));
    assert_eq!(phone.actor_name, "管理员");
    assert_sound(&store);
}

#[test]
fn tampering_with_the_audit_trail_is_found() {
    let tampering = [
        ("edited text", "UPDATE audit SET after = '{\"phone\":\"9\"}' WHERE seq = 3", 3),
        ("another actor", "UPDATE audit SET actor_name = '别人' WHERE seq = 4", 4),
        ("another time", "UPDATE audit SET at = at - 1 WHERE seq = 2", 2),
        ("the first deleted", "DELETE FROM audit WHERE seq = 1", 1),
        ("one deleted", "DELETE FROM audit WHERE seq = 3", 3),
        (
            "one deleted and the gap closed",
            "DELETE FROM audit WHERE seq = 3; UPDATE audit SET seq = seq - 1 WHERE seq > 3",
            3,
        ),
        ("the last deleted", "DELETE FROM audit WHERE seq = 5", 5),
        (
            "one inserted",
            "INSERT INTO audit SELECT 6, operation_id, at, actor_id, actor_name, command, kind, row_id, before, after,
                 hash, x'00' FROM audit WHERE seq = 5",
            6,
        ),
        (
            "two swapped",
            "UPDATE audit SET seq = -1 WHERE seq = 2; UPDATE audit SET seq = 2 WHERE seq = 3;
             UPDATE audit SET seq = 3 WHERE seq = -1",
            2,
        ),
        ("a hash replaced", "UPDATE audit SET hash = zeroblob(32) WHERE seq = 2", 2),
        ("all deleted", "DELETE FROM audit", 1),
    ];
    for (what, sql, at) in tampering {
        let mut store = store();
        for phone in 0..5 {
            write(&mut store, |tx| tx.upsert(&PERSON, id(1), &[("phone", phone.to_string().into())]));
        }
        let whole = store.verify_audit().unwrap();
        assert_eq!((whole.checked, whole.first_broken), (5, None), "an untouched trail holds");
        store.conn().execute_batch(sql).unwrap();
        assert_eq!(store.verify_audit().unwrap().first_broken, Some(at), "{what}");
        assert!(!store.check().unwrap().is_sound(), "{what}");
    }
}

#[test]
fn undo_takes_back_updates_inserts_and_deletes() {
    let mut store = store();
    write(&mut store, |tx| {
        tx.insert(&PERSON, id(1), &[("name", "张三".into()), ("phone", "1".into())])?;
        tx.insert(&PERSON, id(2), &[("name", "李四".into())])
    });
    let done = operation(&mut store, |tx| {
        tx.update(&PERSON, id(1), &[("phone", "2".into())])?;
        tx.update(&PERSON, id(1), &[("phone", "3".into()), ("note", "改".into())])?;
        tx.insert(&PERSON, id(3), &[("name", "王五".into())])?;
        tx.update(&PERSON, id(3), &[("phone", "5".into())])?;
        tx.delete(&PERSON, id(2))
    });
    let report = write(&mut store, |tx| tx.undo(done));
    assert_eq!(report.kept, []);
    assert_eq!(get(&mut store, id(1), "phone"), "1".into());
    assert_eq!(get(&mut store, id(1), "note"), "".into());
    assert_eq!(get(&mut store, id(2), "deleted_at"), Value::Null, "what was deleted is back");
    assert!(!get(&mut store, id(3), "deleted_at").is_null(), "what was added is gone");
    let again = store.write("test.undo", &who("管理员"), |tx| tx.undo(done)).unwrap_err();
    assert_eq!(again.code, ErrorCode::Conflict, "twice is once too often");
    assert_sound(&store);
}

#[test]
fn undo_leaves_what_somebody_edited_since() {
    let mut store = store();
    write(&mut store, |tx| tx.insert(&PERSON, id(1), &[("name", "张三".into()), ("phone", "1".into())]));
    let done = operation(&mut store, |tx| {
        tx.update(&PERSON, id(1), &[("name", "张叁".into()), ("phone", "2".into())])?;
        tx.insert(&PERSON, id(2), &[("name", "李四".into())])?;
        tx.insert(&PERSON, id(3), &[("name", "王五".into())])?;
        tx.insert(&PERSON, id(4), &[("name", "赵六".into())])
    });
    write(&mut store, |tx| {
        tx.update(&PERSON, id(1), &[("phone", "3".into())])?;
        tx.update(&PERSON, id(2), &[("name", "李肆".into())])?;
        // A field that the action never wrote: the record is no longer only the action's.
        tx.update(&PERSON, id(3), &[("phone", "13800000000".into())])
    });
    let report = write(&mut store, |tx| tx.undo(done));
    assert_eq!(get(&mut store, id(1), "name"), "张三".into(), "untouched fields go back");
    assert_eq!(get(&mut store, id(1), "phone"), "3".into());
    assert_eq!(get(&mut store, id(2), "name"), "李肆".into());
    assert!(get(&mut store, id(2), "deleted_at").is_null());
    assert!(get(&mut store, id(3), "deleted_at").is_null(), "a later edit must not go with the record");
    assert!(!get(&mut store, id(4), "deleted_at").is_null());
    let mut kept: Vec<_> = report.kept.iter().map(|(_, row, field)| (*row, field.as_str())).collect();
    kept.sort();
    assert_eq!(kept, [(id(1), "phone"), (id(2), "name"), (id(3), "phone")]);
    assert_sound(&store);
}

#[test]
fn undo_of_an_undone_edit_s_record_is_not_held_up_by_it() {
    let mut store = store();
    let added = operation(&mut store, |tx| tx.insert(&PERSON, id(1), &[("name", "张三".into())]));
    let edited = operation(&mut store, |tx| tx.update(&PERSON, id(1), &[("note", "改".into())]).map(drop));
    write(&mut store, |tx| tx.undo(edited));
    let report = write(&mut store, |tx| tx.undo(added));
    assert_eq!(report.kept, [], "the edit was taken back and counts no more");
    assert!(!get(&mut store, id(1), "deleted_at").is_null());
}

#[test]
fn many_records_at_once_leave_the_traces_of_single_ones() {
    let records: Vec<crate::NewRecord> = (0..200_u8)
        .map(|n| {
            let mut fields = vec![("name", format!("党员{n}").into())];
            if n % 3 == 0 {
                fields.push(("phone", format!("1380000{n:04}").into()));
            }
            if n % 7 == 0 {
                fields.push(("note", "\"引号\"\n换行".into()));
            }
            fields.push(("sort", if n % 5 == 0 { Value::Null } else { Value::Int(i64::from(n)) }));
            (id(n), fields)
        })
        .collect();
    let (mut single, mut many) = (store(), store());
    write(&mut single, |tx| {
        tx.summarise("一批")?;
        records.iter().try_for_each(|(id, fields)| tx.insert(&PERSON, *id, fields))
    });
    let mut heard = Vec::new();
    write(&mut many, |tx| {
        tx.summarise("一批")?;
        tx.insert_all(&PERSON, records.clone().into_iter(), &mut |written| {
            heard.push(written);
            Ok(())
        })
    });
    assert_eq!(heard.last(), Some(&200));
    assert!(heard.len() > 2, "progress is told on the way");
    let columns = "SELECT group_concat(hex(id) || name || ifnull(phone, '-') || note || sort, ';') FROM person";
    let shown = |store: &crate::Store| store.conn().query_row(columns, [], |row| row.get::<_, String>(0)).unwrap();
    assert_eq!(shown(&many), shown(&single), "defaults stand where nothing was written");
    for store in [&single, &many] {
        assert_sound(store);
        assert_eq!(store.verify_audit().unwrap().first_broken, None);
    }
    let after = |store: &crate::Store| {
        let page = store.audit(None, 0, 500).unwrap();
        page.entries.into_iter().map(|entry| (entry.seq, entry.row, entry.before, entry.after)).collect::<Vec<_>>()
    };
    assert_eq!(after(&many), after(&single));
    let ops = |store: &crate::Store| {
        let all = store.own_ops(0, 500, usize::MAX).unwrap();
        all.into_iter().map(|op| (op.seq, op.row, op.changes)).collect::<Vec<_>>()
    };
    assert_eq!(ops(&many), ops(&single));
    write(&mut many, |tx| tx.update(&PERSON, id(3), &[("phone", "2".into())]));
    assert_sound(&many);
}

#[test]
fn many_records_are_stopped_whole() {
    let mut store = store();
    let records = || (0..200_u8).map(|n| (id(n), vec![("name", "张三".into())]));
    let stopped = store.write("test.stop", &who("管理员"), |tx| {
        tx.insert_all(&PERSON, records(), &mut |written| if written > 100 { Err(Error::cancelled()) } else { Ok(()) })
    });
    assert_eq!(stopped.unwrap_err().code, ErrorCode::Cancelled);
    assert_eq!(["person", "journal", "audit", "row_version"].map(|table| count(&store, table)), [0; 4]);
    write(&mut store, |tx| tx.insert(&PERSON, id(9), &[("name", "李四".into())]));
    let taken = store.write("test.taken", &who("管理员"), |tx| tx.insert_all(&PERSON, records(), &mut |_| Ok(())));
    assert!(taken.is_err(), "an id that is taken");
    assert_eq!(count(&store, "person"), 1);
    assert_sound(&store);
}
