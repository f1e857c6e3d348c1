//! What an exchange keeps, refuses and answers.

mod bench;

use std::{collections::BTreeMap, sync::Arc};

use axum::http::StatusCode;
use bench::*;
use lunxun_base::Id;
use lunxun_protocol::*;

/// Counts and digests as a client would reach them from a log.
fn digests_of<'a>(ops: impl IntoIterator<Item = &'a Op>) -> KindDigests {
    let mut rows: BTreeMap<(String, Id), RowState> = BTreeMap::new();
    for op in ops {
        rows.entry((op.kind.clone(), op.row)).or_default().apply(op);
    }
    let mut kinds = KindDigests::new();
    for ((kind, row), state) in rows {
        let entry = kinds.entry(kind.clone()).or_default();
        entry.live_count += u64::from(!state.is_deleted());
        entry.digest.toggle(state.digest(&kind, row));
    }
    kinds
}

#[tokio::test]
async fn a_batch_sent_again_changes_nothing() {
    let bench = Bench::new();
    let pc = bench.pc(1, QINGSHAN).await;
    let request = bench.pushing(pc.ops(1..=40));
    let first = bench.sync(&pc, &request).await;
    assert_eq!((first.acked, first.head, first.cursor), (40, 40, 40));
    for _ in 0..4 {
        let again = bench.sync(&pc, &request).await;
        assert_eq!((again.acked, again.head), (40, 40));
        assert_eq!(again.digests, first.digests);
        assert!(again.rejected.is_empty());
    }
    let overlapping = bench.sync(&pc, &bench.pushing(pc.ops(20..=60))).await;
    assert_eq!((overlapping.acked, overlapping.head), (60, 60));
    assert_eq!(overlapping.digests, Some(digests_of(&pc.ops(1..=60))));
}

#[tokio::test]
async fn a_gap_stops_the_batch_and_the_answer_tells_where() {
    let bench = Bench::new();
    let pc = bench.pc(1, QINGSHAN).await;
    let mut ops = pc.ops(1..=10);
    ops.remove(4);
    let answer = bench.sync(&pc, &bench.pushing(ops)).await;
    assert_eq!((answer.acked, answer.head), (4, 4));
    assert!(answer.rejected.is_empty());
    assert_eq!(bench.sync(&pc, &bench.pushing(pc.ops(5..=10))).await.acked, 10);
}

#[tokio::test]
async fn the_same_number_with_another_content_is_a_fork() {
    let bench = Bench::new();
    let pc = bench.pc(1, QINGSHAN).await;
    bench.sync(&pc, &bench.pushing(pc.ops(1..=3))).await;
    let before = bench.county.status().unwrap()[0].digests.clone();
    let answer = bench.sync(&pc, &bench.pushing(vec![pc.op(2, 2, "另一个值"), pc.op(4, 4, "新值")])).await;
    assert_eq!(answer.acked, 4, "a fork does not hold up those behind it");
    assert_eq!(answer.rejected.len(), 1);
    assert_eq!((answer.rejected[0].seq, answer.rejected[0].code.as_str()), (2, "fork"));
    let own = bench.sync(&pc, &bench.request()).await;
    assert_eq!(own.ops.len(), 4);
    assert_eq!(own.ops[1].op, pc.ops(1..=3)[1], "the log keeps the first");
    assert_ne!(bench.county.status().unwrap()[0].digests, before, "the new one is in");
}

#[tokio::test]
async fn ops_of_another_pc_and_ops_without_shape_are_parked_with_a_reason() {
    let bench = Bench::new();
    let (pc, other) = (bench.pc(1, QINGSHAN).await, bench.pc(2, QINGSHAN).await);
    let mut shapeless = pc.op(2, 2, "值");
    shapeless.kind = "member; DROP".into();
    let batch = vec![other.op(1, 1, "冒名"), pc.op(1, 1, "值"), shapeless.clone(), pc.op(3, 3, "值")];
    let answer = bench.sync(&pc, &bench.pushing(batch.clone())).await;
    let verdicts: Vec<_> = answer.rejected.iter().map(|r| (r.seq, r.code.as_str())).collect();
    assert_eq!(verdicts, [(1, "foreign_device"), (2, "invalid")]);
    assert_eq!((answer.acked, answer.head), (3, 2), "the queue moves on");
    let again = bench.sync(&pc, &bench.pushing(batch)).await;
    assert_eq!((again.acked, again.head, again.rejected.len()), (3, 2, 2));
    let seen = bench.sync(&other, &bench.request()).await;
    assert_eq!(seen.ops.iter().map(|op| op.op.seq).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(seen.acked, 0, "nobody writes in another PC's name");
    assert_eq!(bench.sync(&other, &bench.pushing(other.ops(1..=1))).await.acked, 1);
}

#[tokio::test]
async fn pages_lose_and_repeat_nothing_at_their_edges() {
    let bench = Bench::new();
    let (writer, reader) = (bench.pc(1, QINGSHAN).await, bench.pc(2, QINGSHAN).await);
    for (total, page) in [(0, 5), (1, 1), (10, 5), (11, 5), (14, 5), (15, 15), (15, 16)] {
        let ops = writer.ops(1..=total.max(1));
        if total > 0 {
            bench.sync(&writer, &bench.pushing(ops)).await;
        }
        let (mut got, mut request) = (Vec::new(), SyncRequest { pull_limit: page, ..bench.request() });
        for _ in 0..40 {
            let answer = bench.sync(&reader, &request).await;
            assert_eq!(answer.after, request.cursor);
            assert_eq!(answer.digests.is_some(), answer.cursor == answer.head);
            assert!(answer.ops.len() <= page as usize);
            got.extend(answer.ops.iter().map(|op| op.place));
            (request.epoch, request.cursor, request.cursor_tag) =
                (Some(answer.epoch), answer.cursor, answer.cursor_tag);
            if answer.cursor == answer.head {
                break;
            }
        }
        assert_eq!(got, (1..=total).collect::<Vec<u64>>(), "{total} ops in pages of {page}");
    }
}

#[tokio::test]
async fn an_answer_stays_near_one_mebibyte() {
    let bench = Bench::new();
    let (writer, reader) = (bench.pc(1, QINGSHAN).await, bench.pc(2, QINGSHAN).await);
    let big = "字".repeat(100_000);
    for seq in 1..=8 {
        bench.sync(&writer, &bench.pushing(vec![writer.op(seq, 1, &big)])).await;
    }
    let answer = bench.sync(&reader, &bench.request()).await;
    assert_eq!((answer.ops.len(), answer.cursor, answer.head), (3, 3, 8));
    assert!(answer.digests.is_none());
}

#[tokio::test]
async fn own_ops_come_back_only_to_a_store_that_lost_them() {
    let bench = Bench::new();
    let (pc, other) = (bench.pc(1, QINGSHAN).await, bench.pc(2, QINGSHAN).await);
    bench.sync(&pc, &bench.pushing(pc.ops(1..=10))).await;
    bench.sync(&other, &bench.pushing(other.ops(1..=2))).await;
    let seqs = |answer: &SyncAnswer| answer.ops.iter().map(|op| (op.op.device, op.op.seq)).collect::<Vec<_>>();
    let whole = bench.sync(&pc, &SyncRequest { own_seq: 10, ..bench.request() }).await;
    assert_eq!(seqs(&whole), [(other.id, 1), (other.id, 2)]);
    assert_eq!((whole.cursor, whole.head), (12, 12), "skipped ops count as covered");
    let restored = bench.sync(&pc, &SyncRequest { own_seq: 8, ..bench.request() }).await;
    assert_eq!(seqs(&restored), [(pc.id, 9), (pc.id, 10), (other.id, 1), (other.id, 2)]);
    assert_eq!(restored.acked, 10);
}

#[tokio::test]
async fn a_county_restored_from_a_backup_starts_its_clients_again_from_the_first_place() {
    let bench = Bench::new();
    let (a, b) = (bench.pc(1, QINGSHAN).await, bench.pc(2, QINGSHAN).await);
    let old = bench.sync(&a, &bench.pushing(a.ops(1..=5))).await;
    let backup = bench.dir.path().join("backup.sqlite");
    let file = bench.dir.path().join("townships").join(format!("{QINGSHAN}.sqlite"));
    rusqlite::Connection::open(&file).unwrap().execute("VACUUM INTO ?1", [backup.to_str().unwrap()]).unwrap();
    let latest = bench.sync(&a, &bench.pushing(a.ops(6..=9))).await;
    let at = |answer: &SyncAnswer| SyncRequest {
        epoch: Some(answer.epoch),
        cursor: answer.cursor,
        cursor_tag: answer.cursor_tag,
        own_seq: 9,
        ..bench.request()
    };

    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("townships")).unwrap();
    std::fs::copy(backup, dir.path().join("townships").join(format!("{QINGSHAN}.sqlite"))).unwrap();
    rusqlite::Connection::open(bench.dir.path().join("catalogue.sqlite"))
        .unwrap()
        .execute("VACUUM INTO ?1", [dir.path().join("catalogue.sqlite").to_str().unwrap()])
        .unwrap();
    let county = lunxun_county::County::open(dir.path(), bench.clock.clone(), wide_open()).unwrap();
    let county = Arc::new(county);
    let restored = Bench { app: lunxun_county::router(county.clone()), county, clock: bench.clock.clone(), dir };
    let (a, b) = (Pc { token: restored.session(&a).await, ..a }, Pc { token: restored.session(&b).await, ..b });

    let answer = restored.sync(&a, &at(&latest)).await;
    assert_eq!((answer.after, answer.acked), (0, 5), "the client learns what to offer again");
    assert_eq!(restored.sync(&a, &at(&old)).await.after, 5, "a cursor inside the restored log still fits");
    // Somebody else's ops fill the lost places: the head alone no longer tells.
    restored.sync(&b, &restored.pushing(b.ops(1..=20))).await;
    assert_eq!(restored.sync(&a, &at(&latest)).await.after, 0);
    let healed = restored.sync(&a, &SyncRequest { ops: a.ops(6..=9), ..at(&latest) }).await;
    assert_eq!(healed.acked, 9);
    restored.county.check().unwrap();
}

#[tokio::test]
async fn garbage_truncation_bombs_and_oversize_are_refused_and_change_nothing() {
    let bench = Bench::new();
    let pc = bench.pc(1, QINGSHAN).await;
    let (path, token) = (sync_path(QINGSHAN), Some(pc.token.as_str()));
    let frame = encode(&bench.pushing(pc.ops(1..=20))).unwrap();
    for cut in 0..frame.len() {
        let answer = bench.send("POST", &path, token, frame[..cut].to_vec()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "cut at {cut}");
    }
    let mut state = 7_u64;
    for _ in 0..300 {
        let mut mutant = frame.clone();
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = (state >> 33) as usize % 12;
        mutant[at] ^= 1 << (state % 8);
        let status = bench.send("POST", &path, token, mutant).await.status;
        assert!(status.is_client_error() || status.is_success(), "{status}");
    }
    let bomb = [b"LXT1".to_vec(), zstd::encode_all(std::io::repeat(0x81).take_bytes(1 << 30), 1).unwrap()].concat();
    assert!(bomb.len() < 1 << 20, "the bomb is small: {}", bomb.len());
    assert_eq!(bench.send("POST", &path, token, bomb.clone()).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(bench.send("POST", "/v1/enrol", None, bomb).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let huge = vec![0; 8 * 1024 * 1024 + 1];
    assert_eq!(bench.send("POST", &path, token, huge).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let many = bench.pushing(pc.ops(1_000..=6_000));
    assert_eq!(bench.post(&path, token, &many).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    let newer = SyncRequest { protocol: PROTOCOL + 1, ..bench.request() };
    assert_eq!(bench.post(&path, token, &newer).await.status, StatusCode::UPGRADE_REQUIRED);
    bench.county.check().unwrap();
}

trait TakeBytes: std::io::Read + Sized {
    fn take_bytes(self, bytes: u64) -> std::io::Take<Self> {
        self.take(bytes)
    }
}
impl<R: std::io::Read> TakeBytes for R {}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pcs_writing_at_once_leave_one_log_without_gaps() {
    let bench = Arc::new(Bench::new());
    let mut pcs = Vec::new();
    for n in 1..=8 {
        pcs.push(bench.pc(n, QINGSHAN).await);
    }
    let writers: Vec<_> = pcs
        .into_iter()
        .map(|pc| {
            let bench = bench.clone();
            tokio::spawn(async move {
                for batch in 0..5 {
                    let ops = pc.ops(batch * 20 + 1..=batch * 20 + 20);
                    bench.sync(&pc, &bench.pushing(ops)).await;
                }
                pc
            })
        })
        .collect();
    let mut last = None;
    for writer in writers {
        last = Some(writer.await.unwrap());
    }
    let answer = bench.sync(&last.unwrap(), &bench.request()).await;
    assert_eq!(answer.ops.iter().map(|op| op.place).collect::<Vec<_>>(), (1..=800).collect::<Vec<u64>>());
    assert_eq!(answer.digests, Some(digests_of(answer.ops.iter().map(|op| &op.op))));
    bench.county.check().unwrap();
}

#[tokio::test]
async fn a_township_never_sees_another_townships_ops() {
    let bench = Bench::new();
    let (a, b) = (bench.pc(1, QINGSHAN).await, bench.pc(2, LIUHE).await);
    bench.sync(&a, &bench.pushing(a.ops(1..=30))).await;
    bench.sync(&b, &bench.pushing(b.ops(1..=3))).await;
    let seen = bench.sync(&b, &bench.request()).await;
    assert_eq!(seen.head, 3);
    assert!(seen.ops.iter().all(|op| op.op.device == b.id));
}

#[tokio::test]
async fn a_tombstone_leaves_the_count_and_stays_in_the_digest() {
    let bench = Bench::new();
    let pc = bench.pc(1, QINGSHAN).await;
    let made = bench.sync(&pc, &bench.pushing(pc.ops(1..=3))).await.digests.unwrap();
    assert_eq!(made["member"].live_count, 3);
    let mut delete = pc.op(4, 2, "");
    delete.changes[0].field = "deleted_at".into();
    delete.changes[0].value = NOW.into();
    let gone = bench.sync(&pc, &bench.pushing(vec![delete])).await.digests.unwrap();
    assert_eq!(gone["member"].live_count, 2);
    assert_ne!(gone["member"].digest, made["member"].digest);
}
