use lunxun_base::Id;
use proptest::prelude::*;

use super::{Entry, Wanted, index::Index};
use crate::{
    fields::{
        AttendMode, Category, PartyStatus, name_keys,
        pinyin::readings,
        syllables::{Slots, Syllables, Term},
    },
    member::MemberSort,
    testing::Desk,
};

/// The rule written a second time, without masks, places or shared tables: what every member is compared with.
fn fits_plainly(name: &str, typed: &str) -> bool {
    fn from(name: &[char], typed: &str) -> bool {
        let Some(c) = name.first() else { return typed.is_empty() };
        if typed.is_empty() {
            return true;
        }
        let rest = &name[1..];
        let ways = readings(*c).into_iter().flat_map(|reading| {
            let chars: Vec<char> = reading.chars().collect();
            (1..=chars.len()).map(|n| chars[..n].iter().collect::<String>()).collect::<Vec<_>>()
        });
        ways.chain([c.to_string()]).any(|way| typed.strip_prefix(way.as_str()).is_some_and(|typed| from(rest, typed)))
    }
    let name: Vec<char> = name.chars().collect();
    (0..name.len()).any(|at| from(&name[at..], typed))
}

fn entry(number: u8, name: &str, former_name: &str, id_no: &str, phone: &str) -> Entry {
    Entry {
        id: Id::from_bytes([number; 16]),
        name: name.into(),
        former_name: former_name.into(),
        pinyin: name_keys(name).search,
        id_no: id_no.into(),
        phone: phone.into(),
        branch: None,
        group: None,
        category: Category::Full,
        mode: AttendMode::Normal,
        until: None,
        status: PartyStatus::Normal,
        admitted: None,
    }
}

fn name() -> impl Strategy<Value = String> {
    let c = prop::sample::select("单曾仇解查朴翟盖张王李吕长重乐尉迟国华建玲行朝都𠮷".chars().collect::<Vec<_>>());
    prop::collection::vec(c, 2..5).prop_map(|all| all.into_iter().collect())
}

/// Something typed on the way to a name, a number, or to nobody.
fn typed() -> impl Strategy<Value = String> {
    let partly = (name(), prop::collection::vec((0usize..4, 0usize..3), 1..4)).prop_map(|(name, how)| {
        let pieces = name.chars().zip(how).map(|(c, (way, reading))| match way {
            0 => c.to_string(),
            _ => {
                let all = readings(c);
                let reading = &all[reading % all.len()];
                reading.chars().take(if way == 1 { 1 } else { way * 2 }).collect()
            }
        });
        pieces.collect::<String>()
    });
    prop_oneof![3 => partly, 1 => "[a-z]{1,4}", 1 => "[0-9]{1,6}x?"]
}

proptest! {
    #[test]
    fn the_index_answers_like_a_plain_scan(
        people in prop::collection::vec((name(), prop::option::of(name()), "[0-9]{17}[0-9X]", "1[0-9]{10}(、1[0-9]{10})?"), 1..30),
        queries in prop::collection::vec(typed(), 1..12),
        gone in 0usize..30,
    ) {
        let mut all: Vec<Entry> = people.iter().enumerate().map(|(at, (name, former, id_no, phone))| {
            entry(u8::try_from(at).unwrap(), name, former.as_deref().unwrap_or(""), id_no, phone)
        }).collect();
        let mut index = Index::build(&[], all.clone());
        let _ = index.find(&Wanted { query: "", ..Wanted::default() });
        // Some change and some go after the index was built and ordered.
        if all.len() > 3 {
            let gone = gone % all.len();
            index.remove(all.remove(gone).id);
            let changed = all.len() / 2;
            all[changed].name = "仇曾".into();
            all[changed].pinyin = name_keys("仇曾").search;
            index.put(all[changed].clone());
        }
        for query in &queries {
            for sort in [MemberSort::Name, MemberSort::Branch] {
                let found: Vec<Id> =
                    index.find(&Wanted { query, sort, ..Wanted::default() }).iter().map(|entry| entry.id).collect();
                let is_number = query.len() >= 4 && query.chars().all(|c| c.is_ascii_digit() || c == 'x');
                let number = query.to_uppercase();
                let mut plain: Vec<&Entry> = all.iter().filter(|entry| {
                    fits_plainly(&entry.name, query)
                        || fits_plainly(&entry.former_name, query)
                        || (is_number && (entry.id_no.contains(&number) || entry.phone.contains(&number)))
                }).collect();
                plain.sort_by_key(|entry| (entry.pinyin.clone(), if sort == MemberSort::Name { entry.name.clone() } else { String::new() }, entry.id));
                prop_assert_eq!(found, plain.iter().map(|entry| entry.id).collect::<Vec<_>>(), "query {}", query);
            }
        }
    }

    #[test]
    fn the_quick_test_never_refuses_what_fits(name in name(), typed in typed()) {
        let mut syllables = Syllables::default();
        let mut slots = Slots::new();
        syllables.spell(&name, &mut slots);
        let term = Term::new(&typed);
        prop_assert!(!syllables.fits(&slots, &term) || term.may_fit(&syllables.mask(&slots)));
    }
}

#[test]
fn a_search_sees_what_was_written_undone_and_deleted_since_the_last() {
    let mut desk = Desk::with_township();
    let branch = desk.branch("柳河村支部");
    let count = |desk: &mut Desk, query: &str| {
        desk.admin("member.list", serde_json::json!({ "query": query, "limit": 10 }))["filtered"].clone()
    };
    assert_eq!(count(&mut desk, "sxm"), 0);
    let id = desk.member("单雪梅", branch);
    assert_eq!(count(&mut desk, "sxm"), 1, "a new member");
    assert_eq!(count(&mut desk, "lhc"), 1, "by the branch's initials");
    assert_eq!(count(&mut desk, "柳河 sxm"), 1, "several words must all fit");
    let request = serde_json::json!({ "memberId": id, "name": "曾雪梅", "formerName": "单雪梅", "category": "full", "branchId": branch });
    desk.admin("member.save", request);
    assert_eq!((count(&mut desk, "cengxm"), count(&mut desk, "danxm")), (1.into(), 1.into()), "and a former name");
    desk.admin("member.delete", serde_json::json!({ "memberId": id, "reason": "重复录入" }));
    assert_eq!(count(&mut desk, "zxm"), 0, "gone");
    let list = desk.admin("audit.operations", serde_json::json!({ "offset": 0, "limit": 10 }));
    let all = list["operations"].as_array().unwrap();
    let deletion = all.iter().find(|operation| operation["command"] == "member.delete").unwrap();
    desk.admin("audit.undo", serde_json::json!({ "operationId": deletion["id"] }));
    assert_eq!(count(&mut desk, "zxm"), 1, "back by undo");
}

#[test]
fn a_branch_is_found_by_its_own_name_and_not_by_what_stands_before_all() {
    let mut desk = Desk::with_township();
    let river = desk.branch("中共青山镇柳河村支部委员会");
    desk.member("张国", river);
    desk.member("李四", river);
    let mut found =
        |query: &str| desk.admin("member.list", serde_json::json!({ "query": query, "limit": 9 }))["filtered"].clone();
    assert_eq!(found("zg"), 1, "张国 alone, not everybody whose branch is called 中共…");
    for whole in ["柳河村", "中共青山镇柳河村", "qszlh", "中共青山镇柳河村支部委员会"] {
        assert_eq!(found(whole), 2, "{whole}");
    }
}
