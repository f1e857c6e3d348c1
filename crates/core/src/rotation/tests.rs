use lunxun_base::{ErrorCode, Id};
use lunxun_protocol::Value;
use lunxun_store::RecordKind;
use serde_json::{Value as Json, json};

use super::planner::{self, AttendMode, Duty};
use crate::{faculty::FACULTY, member::MEMBER, org::PARTY_ORG, testing::Desk, venue::VENUE};

/// 2027-01-04 09:00 in the township.
const NEW_YEAR: i64 = 1_799_024_400_000;

/// A township with a hall and four people who can lead classes.
struct Town {
    desk: Desk,
    hall: Id,
    heads: Vec<Id>,
}

type Row = (&'static RecordKind, Id, Vec<(&'static str, Value)>);

impl Town {
    fn new(seats: i64) -> Self {
        let mut town = Self { desk: Desk::with_township(), hall: Id::from_bytes([30; 16]), heads: Vec::new() };
        town.desk.clock.set(NEW_YEAR);
        let hall = vec![("name", "镇党校报告厅".into()), ("kind", "main_hall".into()), ("seats", seats.into())];
        let mut rows: Vec<Row> = vec![(&VENUE, town.hall, hall)];
        for number in 1..=4_u8 {
            let id = Id::from_bytes([40 + number; 16]);
            let name = format!("教师{number}");
            rows.push((
                &FACULTY,
                id,
                vec![("name", name.into()), ("kind", "full_time".into()), ("can_head", true.into())],
            ));
            town.heads.push(id);
        }
        town.insert(rows);
        town
    }

    fn insert(&mut self, rows: Vec<Row>) {
        let who = self.desk.admin.who();
        let write =
            |tx: &lunxun_store::Tx<'_>| rows.iter().try_for_each(|(kind, id, fields)| tx.insert(kind, *id, fields));
        self.desk.store.write("test", &who, write).unwrap();
    }

    /// 1,200 people as in the worked instance.
    fn reference() -> Self {
        let mut town = Self::new(118);
        let problem = planner::reference_problem().unwrap();
        let mut rows: Vec<Row> = Vec::new();
        for branch in &problem.branches {
            let fields = vec![
                ("kind", "branch".into()),
                ("name", branch.name.as_str().into()),
                ("short_name", branch.name.as_str().into()),
                ("village", branch.village.as_str().into()),
            ];
            rows.push((&PARTY_ORG, branch.id, fields));
        }
        for (number, person) in problem.members.iter().enumerate() {
            let mode = match person.mode {
                AttendMode::Normal => "normal",
                AttendMode::Doorstep => "doorstep",
                AttendMode::Migrant(_) => "migrant",
                AttendMode::Deferred { .. } => "deferred",
            };
            let duties = match person.duty {
                Some(Duty::Secretary) => "branch_secretary village_head",
                Some(Duty::DeputySecretary) => "deputy_secretary",
                Some(_) => "org_commissioner",
                None => "",
            };
            let admitted = problem.today.plus_days(-i64::from(person.waiting_days));
            let mut fields = member(&format!("党员{number}"), person.branch, duties, mode);
            fields.push(("admitted_on", admitted.into()));
            rows.push((&MEMBER, person.id, fields));
        }
        town.insert(rows);
        town
    }

    /// Three branches of 28, each with a secretary and a deputy; the hall takes 51.
    fn small() -> Self {
        let mut town = Self::new(60);
        let mut rows: Vec<Row> = Vec::new();
        for branch in 0..3_u8 {
            let id = Id::from_bytes([60 + branch; 16]);
            let name = format!("第{}村党支部", branch + 1);
            rows.push((&PARTY_ORG, id, vec![("kind", "branch".into()), ("short_name", name.into())]));
            for number in 0..28_u8 {
                let duties = match number {
                    0 => "branch_secretary",
                    1 => "deputy_secretary",
                    _ => "",
                };
                rows.push((
                    &MEMBER,
                    person(branch, number),
                    member(&format!("党员{branch}-{number}"), id, duties, "normal"),
                ));
            }
        }
        town.insert(rows);
        town
    }

    fn request(&self, year: i32) -> Json {
        json!({ "year": year, "venueIds": [self.hall], "headIds": &self.heads[..2], "deputyIds": &self.heads[2..],
                "classDays": 2, "includeHomecoming": true })
    }

    fn create(&mut self) -> Json {
        let request = self.request(2027);
        self.desk.admin("rotation.create", request)
    }

    fn changes(&self) -> i64 {
        self.desk.store.conn().query_row("SELECT count(*) FROM journal", [], |row| row.get(0)).unwrap()
    }

    /// The planned class of a member.
    fn class_of(&mut self, plan: &Json, member: Id) -> Option<String> {
        let ids: Vec<String> = list(&plan["classes"]).iter().map(|class| text(&class["id"])).collect();
        ids.into_iter().find(|class| {
            let request = json!({ "planId": plan["id"], "plannedClassId": class });
            let answer = self.desk.admin("rotation.class_members", request);
            list(&answer["members"]).iter().any(|row| row["memberId"] == member.to_string())
        })
    }
}

fn person(branch: u8, number: u8) -> Id {
    Id::derived("test_member", &[&[branch, number]])
}

fn member(name: &str, branch: Id, duties: &str, mode: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("name", name.into()),
        ("branch_id", branch.into()),
        ("category", "full".into()),
        ("duties", duties.into()),
        ("attend_mode", mode.into()),
        ("party_status", "normal".into()),
    ]
}

fn list(value: &Json) -> &[Json] {
    value.as_array().unwrap()
}

fn text(value: &Json) -> String {
    value.as_str().unwrap().to_owned()
}

/// What of a plan must not depend on when it was made.
fn assignments(plan: &Json) -> Vec<Json> {
    let classes = list(&plan["classes"]).iter().map(|class| {
        json!([
            class["name"],
            class["startsOn"],
            class["venueId"],
            class["headId"],
            class["deputyId"],
            class["branches"]
        ])
    });
    classes.chain(list(&plan["unplaced"]).iter().map(|out| out["memberId"].clone())).collect()
}

#[test]
fn twelve_hundred_members_get_nine_or_ten_classes_and_nobody_is_left_without_a_reason() {
    let mut town = Town::reference();
    let plan = town.create();
    let summary = &plan["summary"];
    let regular: Vec<&Json> = list(&plan["classes"]).iter().filter(|class| class["kind"] == "regular").collect();
    assert!((9..=10).contains(&regular.len()), "{summary}");
    assert!(regular.iter().all(|class| class["days"] == 2 && class["memberCount"].as_u64() <= Some(100)));
    assert_eq!(plan["violations"], json!([]));
    assert_eq!(summary["lowerBound"], 9);
    assert_eq!(summary["members"], 1200);
    assert_eq!(summary["doorstep"], 96);
    assert_eq!(summary["placed"].as_u64().unwrap() + summary["unplaced"].as_u64().unwrap(), 1200);
    assert_eq!(summary["shortfall"], 0, "{summary}");
    assert!(list(&plan["unplaced"]).iter().all(|out| !text(&out["sentence"]).is_empty()));
    assert!(text(&plan["warnings"][0]).contains("不排班日"), "the clerk must learn that the calendar was filled in");
    for class in &regular {
        assert!(town.heads[..2].iter().any(|head| class["headId"] == head.to_string()), "heads lead, deputies do not");
        assert!(town.heads[2..].iter().any(|head| class["deputyId"] == head.to_string()));
    }

    let before = town.changes();
    let again = town.desk.admin("rotation.replan", json!({ "planId": plan["id"] }));
    assert_eq!(assignments(&again), assignments(&plan));
    assert_eq!(town.changes(), before, "a re-plan that changes nothing must not send 1,200 rows to the county");
}

#[test]
fn the_same_township_planned_twice_gives_the_same_plan() {
    let mut town = Town::small();
    let (one, two) = (town.create(), town.create());
    assert_eq!(assignments(&one), assignments(&two));
    assert_ne!(one["id"], two["id"]);
    assert_eq!(two["name"], "2027年党员轮训计划（2）");
    let plans = town.desk.admin("rotation.list", json!({}));
    assert_eq!(list(&plans["plans"]).len(), 2);
    assert_eq!(plans["plans"][0]["placed"], 84);
}

#[test]
fn somebody_moved_and_locked_by_hand_stays_there_on_a_re_plan() {
    let mut town = Town::small();
    let plan = town.create();
    let classes: Vec<String> = list(&plan["classes"]).iter().map(|class| text(&class["id"])).collect();
    let member = person(1, 9);
    let from = town.class_of(&plan, member).unwrap();
    let to = classes.iter().find(|class| **class != from).unwrap().clone();
    let request = json!({ "planId": plan["id"], "memberIds": [member], "toClassId": to, "lock": true });
    let before = town.changes();
    town.desk.admin("rotation.move", request);
    assert_eq!(town.changes() - before, 1, "one seat moved, one row changed");
    let again = town.desk.admin("rotation.replan", json!({ "planId": plan["id"] }));
    assert_eq!(again["violations"], json!([]));
    assert_eq!(town.class_of(&again, member), Some(to.clone()));
    let rows = town.desk.admin("rotation.class_members", json!({ "planId": plan["id"], "plannedClassId": to }));
    let row = list(&rows["members"]).iter().find(|row| row["memberId"] == member.to_string()).unwrap();
    assert_eq!(row["isLocked"], true);
}

#[test]
fn secretary_and_deputy_in_one_class_need_a_reason_that_is_kept_and_shown() {
    let mut town = Town::small();
    let plan = town.create();
    let (secretary, deputy) = (person(0, 0), person(0, 1));
    let to = town.class_of(&plan, secretary).unwrap();
    assert_ne!(town.class_of(&plan, deputy), Some(to.clone()));
    let mut request = json!({ "planId": plan["id"], "memberIds": [deputy], "toClassId": to, "lock": false });
    let error = town.desk.admin_err("rotation.move", request.clone());
    assert_eq!(error.code, ErrorCode::Conflict);
    assert!(error.message.contains("书记和副书记同时离岗"), "{}", error.message);
    assert_ne!(town.class_of(&plan, deputy), Some(to.clone()), "a refused move leaves the plan as it was");

    request["overrideReason"] = json!("村里由第一书记值守");
    let moved = town.desk.admin("rotation.move", request);
    let broken = list(&moved["violations"]);
    assert_eq!(broken.len(), 1);
    assert_eq!(broken[0]["rule"], "H6");
    assert_eq!(broken[0]["overrideReason"], "村里由第一书记值守");
    town.desk.admin("rotation.confirm", json!({ "planId": plan["id"] }));
}

#[test]
fn somebody_taken_out_of_every_class_needs_a_reason_and_stays_out() {
    let mut town = Town::small();
    let plan = town.create();
    let mut request = json!({ "planId": plan["id"], "memberIds": [person(2, 5)], "toClassId": null, "lock": false });
    assert_eq!(town.desk.admin_err("rotation.move", request.clone()).field.as_deref(), Some("overrideReason"));
    request["overrideReason"] = json!("住院治疗");
    town.desk.admin("rotation.move", request);
    let again = town.desk.admin("rotation.replan", json!({ "planId": plan["id"] }));
    assert_eq!(again["summary"]["placed"], 83);
    assert_eq!(again["unplaced"][0]["reasonCode"], "exempt");
    assert!(text(&again["unplaced"][0]["sentence"]).contains("住院治疗"));
}

#[test]
fn a_class_moved_by_hand_keeps_its_day_and_a_closed_day_needs_a_reason() {
    let mut town = Town::small();
    let plan = town.create();
    let class = plan["classes"][0].clone();
    let mut request = json!({ "planId": plan["id"], "plannedClassId": class["id"], "startsOn": "2027-05-01",
        "venueId": class["venueId"], "headId": class["headId"], "deputyId": class["deputyId"] });
    let error = town.desk.admin_err("rotation.move_class", request.clone());
    assert!(error.message.contains("遇劳动节"), "{}", error.message);
    request["startsOn"] = json!("2027-05-11");
    town.desk.admin("rotation.move_class", request);
    let again = town.desk.admin("rotation.replan", json!({ "planId": plan["id"] }));
    let kept = list(&again["classes"]).iter().find(|row| row["id"] == class["id"]).unwrap();
    assert_eq!((&kept["startsOn"], &kept["endsOn"]), (&json!("2027-05-11"), &json!("2027-05-12")));
    assert_eq!(again["summary"]["placed"], 84);
    assert_eq!(again["violations"], json!([]));
}

#[test]
fn a_locked_class_keeps_its_people_on_a_re_plan() {
    let mut town = Town::small();
    let plan = town.create();
    let class = text(&plan["classes"][0]["id"]);
    let request = json!({ "planId": plan["id"], "plannedClassId": class });
    let people = town.desk.admin("rotation.class_members", request.clone());
    let mut lock = request.clone();
    lock["isLocked"] = json!(true);
    town.desk.admin("rotation.lock_class", lock);
    let more: Vec<Row> = (100..110_u8)
        .map(|n| (&MEMBER, person(0, n), member(&format!("新党员{n}"), Id::from_bytes([60; 16]), "", "normal")))
        .map(|(kind, id, fields)| (kind as &'static RecordKind, id, fields))
        .collect();
    town.insert(more);
    town.desk.admin("rotation.replan", json!({ "planId": plan["id"] }));
    let after = town.desk.admin("rotation.class_members", request);
    let ids = |answer: &Json| list(&answer["members"]).iter().map(|row| text(&row["memberId"])).collect::<Vec<_>>();
    for id in ids(&people) {
        assert!(ids(&after).contains(&id));
    }
}

#[test]
fn confirming_makes_classes_with_enrolments_and_timetables_once() {
    let mut town = Town::small();
    let plan = town.create();
    let request = json!({ "planId": plan["id"] });
    let made = town.desk.admin("rotation.confirm", request.clone());
    assert_eq!(made["enrolled"], plan["summary"]["placed"]);
    assert_eq!(list(&made["classIds"]).len(), list(&plan["classes"]).len());
    let mut enrolled = 0;
    for (place, class) in list(&made["classIds"]).iter().enumerate() {
        let request = json!({ "classId": class });
        let rows = town.desk.admin("enrollment.list", request.clone());
        let rows = list(&rows["rows"]);
        assert!(rows.iter().all(|row| row["state"] == "planned" && row["source"] == "assigned"));
        assert_eq!(rows.last().unwrap()["seatNo"], rows.len());
        enrolled += rows.len();
        let lessons = town.desk.admin("timetable.list", request);
        assert_eq!(list(&lessons["lessons"]).len(), 4, "two half-days a day");
        let id: Id = class.as_str().unwrap().parse().unwrap();
        let record = crate::training_class::find(town.desk.store.conn(), id).unwrap();
        assert_eq!(record.name, format!("2027年党员轮训第{}期", place + 1));
        assert_eq!(record.no, format!("2027-{:02}", place + 1));
        assert_eq!(record.credit_tenths.0, 160);
    }
    assert_eq!(enrolled, 84);

    let error = town.desk.admin_err("rotation.confirm", request.clone());
    assert_eq!(error.code, ErrorCode::Conflict);
    assert_eq!(town.desk.admin_err("rotation.delete", request.clone()).code, ErrorCode::Conflict);
    let shown = town.desk.admin("rotation.get", request.clone());
    assert_eq!(shown["state"], "confirmed");
    assert_eq!(shown["classes"][0]["trainingClassId"], made["classIds"][0]);
    let before = town.changes();
    let again = town.desk.admin("rotation.replan", request);
    assert_eq!(assignments(&again), assignments(&plan), "announced classes stay");
    assert_eq!(town.changes(), before);
    let class = text(&plan["classes"][1]["id"]);
    let moved = json!({ "planId": plan["id"], "memberIds": [person(0, 5)], "toClassId": class, "lock": false });
    assert_eq!(town.desk.admin_err("rotation.move", moved).code, ErrorCode::Conflict);
}

#[test]
fn who_is_in_a_class_of_another_plan_is_not_called_up_twice() {
    let mut town = Town::small();
    let first = town.create();
    town.desk.admin("rotation.confirm", json!({ "planId": first["id"] }));
    let second = town.create();
    assert_eq!(second["summary"]["placed"], 0);
    assert!(text(&second["unplaced"][0]["sentence"]).contains("今年已编入“2027年党员轮训第"));
}

#[test]
fn a_draft_is_deleted_with_its_rows() {
    let mut town = Town::small();
    let plan = town.create();
    let left = town.desk.admin("rotation.delete", json!({ "planId": plan["id"] }));
    assert_eq!(left["plans"], json!([]));
    let error = town.desk.admin_err("rotation.get", json!({ "planId": plan["id"] }));
    assert_eq!(error.code, ErrorCode::NotFound);
}

#[test]
fn a_head_teacher_sees_no_plan() {
    let mut town = Town::small();
    let head = town.desk.head_teacher(town.heads[0]);
    let request = town.request(2027);
    for (command, request) in [("rotation.list", json!({})), ("rotation.create", request)] {
        assert_eq!(town.desk.run(&head, command, request).unwrap_err().code, ErrorCode::Forbidden);
    }
}

#[test]
fn filling_the_calendar_again_keeps_what_the_township_has_edited() {
    let mut desk = Desk::with_township();
    let filled = desk.admin("calendar.fill_defaults", json!({ "year": 2027 }));
    let harvest = list(&filled["blackouts"]).iter().find(|row| row["name"] == "三夏").unwrap().clone();
    assert_eq!(harvest["kind"], "harvest");
    let mut shorter = harvest.clone();
    shorter["endsOn"] = json!("2027-06-10");
    desk.admin("calendar.save", shorter);
    let again = desk.admin("calendar.fill_defaults", json!({ "year": 2027 }));
    assert_eq!(list(&again["blackouts"]).len(), list(&filled["blackouts"]).len());
    let kept = list(&again["blackouts"]).iter().find(|row| row["name"] == "三夏").unwrap();
    assert_eq!(kept["endsOn"], "2027-06-10");
}

/// Three branches of 28 and nothing but one class of 51 before the harvest begins.
fn short_of_days() -> (Town, Json) {
    let mut town = Town::small();
    for (from, to) in [("2027-02-25", "2027-06-20"), ("2027-06-21", "2027-10-10"), ("2027-10-11", "2027-12-31")] {
        let harvest = json!({ "name": "农忙", "startsOn": from, "endsOn": to, "kind": "harvest", "source": "本镇" });
        town.desk.admin("calendar.save", harvest);
    }
    let mut request = town.request(2027);
    request["includeHomecoming"] = json!(false);
    let plan = town.desk.admin("rotation.create", request);
    (town, plan)
}

#[test]
fn a_remedy_is_shown_before_it_is_taken_and_does_what_it_showed() {
    let (mut town, plan) = short_of_days();
    let left = list(&plan["unplaced"]).to_vec();
    assert!(left.len() >= 30, "{} are left out", left.len());
    let step = left[0]["step"].clone();
    assert_eq!(step["kind"], "add_days", "{}", left[0]);
    let request = json!({ "planId": plan["id"], "step": step });
    let before = town.changes();
    let shown = town.desk.admin("rotation.preview_step", request.clone());
    assert_eq!(town.changes(), before, "looking changes nothing");
    assert_eq!((list(&shown["opened"]).len(), list(&shown["closed"]).len()), (1, 0));
    let newly = list(&shown["moved"]).iter().filter(|moved| moved["from"] == "").count();
    assert!(newly >= 30 && list(&shown["moved"]).iter().all(|moved| !moved["why"].as_str().unwrap().is_empty()));
    let after = town.desk.admin("rotation.apply_step", request);
    assert_eq!(after["summary"]["placed"], shown["placedAfter"]);
    assert!(after["summary"]["placed"].as_u64() > plan["summary"]["placed"].as_u64());
    assert_eq!(list(&after["violations"]), &[] as &[Json], "the opened days are lawful");
}

#[test]
fn changes_are_taken_back_and_brought_again_one_by_one() {
    let (mut town, plan) = short_of_days();
    let at = |town: &mut Town, command: &str| town.desk.admin(command, json!({ "planId": plan["id"] }));
    assert!(plan["undo"].is_null() && plan["redo"].is_null());
    assert_eq!(town.desk.admin_err("rotation.undo", json!({ "planId": plan["id"] })).code, ErrorCode::Conflict);
    let who = person(0, 5);
    let is_seated = |town: &mut Town, plan: &Json| town.class_of(plan, who).is_some();
    let seated = is_seated(&mut town, &plan);
    let step = json!({ "planId": plan["id"], "step": list(&plan["unplaced"])[0]["step"] });
    let opened = town.desk.admin("rotation.apply_step", step);
    let class = list(&opened["classes"])[1]["id"].clone();
    let locked = town
        .desk
        .admin("rotation.lock_class", json!({ "planId": plan["id"], "plannedClassId": class, "isLocked": true }));
    assert!(locked["undo"].as_str().unwrap().starts_with("锁定"));

    let once = at(&mut town, "rotation.undo");
    assert_eq!(once["classes"], opened["classes"]);
    assert!(once["redo"].as_str().unwrap().starts_with("锁定"));
    let twice = at(&mut town, "rotation.undo");
    assert_eq!((&twice["classes"], &twice["undo"]), (&plan["classes"], &Json::Null));
    assert_eq!(is_seated(&mut town, &plan), seated);
    let again = at(&mut town, "rotation.redo");
    assert_eq!(again["classes"], opened["classes"]);
    assert_eq!(at(&mut town, "rotation.redo")["classes"], locked["classes"]);
    assert!(at(&mut town, "rotation.undo")["redo"].is_string());
    let other = town
        .desk
        .admin("rotation.lock", json!({ "planId": plan["id"], "memberIds": [person(0, 0)], "isLocked": true }));
    assert!(other["redo"].is_null(), "a new change leaves nothing to bring again");
}
