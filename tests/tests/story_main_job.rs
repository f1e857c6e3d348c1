//! The whole job of a township without a window: from the first start to a second PC that shows the same dossier.

use std::sync::Arc;

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use lunxun_base::{Clock, ErrorCode, FixedClock, LocalDate};
use lunxun_testkit::{Style, demo::Township, roster_workbook};
use lunxun_tests::{ADMIN, LiveCounty, NEW_YEAR, Pc, clock, list, one, text};
use serde_json::{Map, Value, json};

const DAY: i64 = 86_400_000;
const TEACHER: (&str, &str) = ("banzhuren", "Jiaoshi#2027");
const SECOND: (&str, &str) = ("bangong", "Dierdiannao#2027");

/// Four branches of the made-up township: enough for classes, few enough for every test run.
fn township() -> Township {
    let mut township = Township::reference();
    township.branches.truncate(4);
    township.members.retain(|member| member.branch < 4);
    township
}

fn at_nine(clock: &FixedClock, day: &str) {
    let day: LocalDate = day.parse().unwrap();
    clock.set(NEW_YEAR + day.days_since(LocalDate::from_millis(NEW_YEAR)) * DAY);
}

fn found_the_school(pc: &Pc, township: &Township) -> (Vec<String>, Vec<String>) {
    for venue in &township.venues {
        let request = json!({ "name": venue.name, "kind": venue.kind, "village": venue.village, "seats": venue.seats });
        drop(pc.ok("venue.save", request));
    }
    for teacher in &township.faculty {
        let request = json!({ "name": teacher.person.name, "kind": teacher.kind, "title": teacher.title,
            "unit": teacher.unit, "canHead": teacher.can_head });
        drop(pc.ok("faculty.save", request));
    }
    for course in &township.courses {
        let request = json!({ "title": course.title, "category": course.category, "creditTenths": 40 });
        drop(pc.ok("course.save", request));
    }
    let venues = pc.ok("venue.list", json!({}));
    let halls = list(&venues["venues"]).iter().filter(|venue| venue["kind"] == "main_hall" && venue["seats"] != 0);
    let halls = halls.map(|venue| text(&venue["id"]).to_owned()).collect();
    let people = pc.ok("faculty.list", json!({}));
    let heads = list(&people["people"]).iter().filter(|person| person["canHead"] == true);
    (halls, heads.map(|person| text(&person["id"]).to_owned()).collect())
}

fn import_the_roster(pc: &Pc, township: &Township) {
    let book = roster_workbook(township, Style::Clean).unwrap();
    let request = json!({ "fileName": "青山镇党员花名册.xlsx", "contentBase64": BASE64.encode(book) });
    let preview = pc.ok("import.read", request.clone());
    let people = township.members.len();
    assert_eq!(preview["counts"]["new"], people, "{} {}", preview["counts"], preview["questions"]);
    assert_eq!(list(&preview["questions"]).len(), 0, "a clean roster raises no question: {}", preview["questions"]);
    assert_eq!(pc.ok("member.list", all())["total"], 0, "a preview writes nothing");
    let result = pc.ok("import.commit", json!({ "token": preview["token"], "createBranches": true }));
    assert_eq!((&result["added"], &result["branchesAdded"]), (&json!(people), &json!(4)), "{result}");

    drop(pc.ok("audit.undo", json!({ "operationId": result["operationId"] })));
    assert_eq!(pc.ok("member.list", all())["total"], 0, "a batch is undone as one");
    let preview = pc.ok("import.read", request.clone());
    drop(pc.ok("import.commit", json!({ "token": preview["token"], "createBranches": true })));
    assert_eq!(pc.ok("member.list", all())["total"], people);
    let again = pc.ok("import.read", request);
    assert_eq!(again["counts"]["same"], people, "the same file a second time is nothing new: {}", again["counts"]);
}

fn all() -> Value {
    json!({ "query": "", "sort": "branch", "offset": 0, "limit": 2000 })
}

/// Plans the year and confirms; gives the first class of two days.
fn plan_the_year(pc: &Pc, halls: &[String], heads: &[String]) -> String {
    let (heads, deputies) = heads.split_at(heads.len() / 2);
    let request = json!({ "year": 2027, "venueIds": halls, "headIds": heads, "deputyIds": deputies, "classDays": 2,
        "includeHomecoming": true });
    let plan = pc.ok("rotation.create", request);
    let summary = &plan["summary"];
    assert!(summary["placed"].as_u64() > Some(0), "{summary}");
    assert_eq!(summary["placed"].as_u64().unwrap() + summary["unplaced"].as_u64().unwrap(), summary["members"]);
    for unplaced in list(&plan["unplaced"]) {
        assert!(!text(&unplaced["sentence"]).is_empty(), "everybody left out has a reason: {unplaced}");
    }
    assert_eq!(list(&plan["violations"]), [] as [Value; 0]);
    let confirmed = pc.ok("rotation.confirm", json!({ "planId": plan["id"] }));
    assert_eq!(confirmed["enrolled"], summary["placed"]);
    pc.refused("rotation.confirm", json!({ "planId": plan["id"] }), ErrorCode::Conflict);
    let plan = pc.ok("rotation.get", json!({ "planId": plan["id"] }));
    let regular = one(&plan["classes"], "kind", "regular");
    text(&regular["trainingClassId"]).to_owned()
}

struct Class<'a> {
    pc: &'a Pc,
    id: String,
}

impl Class<'_> {
    fn about(&self, mut request: Value) -> Value {
        request["classId"] = json!(self.id);
        request
    }

    fn ok(&self, command: &str, request: Value) -> Value {
        self.pc.ok(command, self.about(request))
    }

    fn close_is_refused_for(&self, what: &[&str]) {
        let message = self.pc.refused("class.close", self.about(json!({})), ErrorCode::Invalid).message;
        for what in what {
            assert!(message.contains(what), "closing must say that {what} is missing: {message}");
        }
        let view = self.ok("class.get", json!({}));
        assert_eq!(view["canClose"], false);
    }
}

/// Notice, roll, marks, conduct, appraisal, closing; by the head teacher. Gives an enrolled member and their seat.
fn lead_the_class(pc: &Pc, class: &str) -> (String, String) {
    let class = Class { pc, id: class.to_owned() };
    assert_eq!(class.ok("class.advance", json!({ "to": "notified" }))["state"], "notified");
    assert_eq!(class.ok("class.advance", json!({ "to": "running" }))["state"], "running");
    let rows = class.ok("enrollment.list", json!({}))["rows"].clone();
    let (first, second) = (&rows[0], &rows[1]);
    class.close_is_refused_for(&["考勤", text(&first["name"])]);

    let lessons = class.ok("timetable.list", json!({}))["lessons"].clone();
    assert_eq!(list(&lessons).len(), 4, "two days of two half-days");
    for lesson in list(&lessons) {
        let sheet = class.ok("attendance.all_present", json!({ "lessonId": lesson["id"] }));
        assert_eq!(sheet["counts"]["unmarked"], 0, "全到 leaves nobody out");
    }
    let absent = json!([{ "enrollmentId": second["id"], "state": "absent", "note": "" }]);
    let request = json!({ "lessonId": lessons[3]["id"], "marks": absent, "method": "roll" });
    assert_eq!(class.ok("attendance.mark", request)["counts"]["absent"], 1);
    class.close_is_refused_for(&["成绩", "鉴定"]);

    let mark = |row: &Value| json!({ "enrollmentId": row["id"], "examMark": 86.5, "reflectionMark": 90 });
    drop(class.ok("exam.set_marks", json!({ "marks": list(&rows).iter().map(mark).collect::<Vec<_>>() })));
    let day = class.ok("class.get", json!({}))["startsOn"].clone();
    let note = json!({ "enrollmentId": first["id"], "day": day, "kind": "speech", "score": 2, "note": "发言" });
    drop(class.ok("conduct.add", note));
    class.close_is_refused_for(&["鉴定"]);

    let drafts = class.ok("appraisal.draft", json!({}));
    for row in list(&drafts["rows"]) {
        assert!(!text(&row["text"]).is_empty(), "every draft is written from the record: {row}");
        let request = json!({ "enrollmentId": row["enrollmentId"], "grade": "good", "text": row["text"] });
        drop(class.ok("appraisal.save", request));
    }
    let closed = class.ok("class.close", json!({}));
    assert_eq!(closed["state"], "closed");
    let late = class.about(json!({ "lessonId": lessons[0]["id"] }));
    pc.refused("attendance.all_present", late, ErrorCode::Locked);
    (text(&first["memberId"]).to_owned(), text(&first["id"]).to_owned())
}

fn print(pc: &Pc, class: &str, seat: &str) {
    let sheet = pc.ok("paper.sign_in_sheet", json!({ "classId": class }));
    assert!(pc.file(&sheet).starts_with(b"%PDF"), "签到表");
    let form = pc.ok("paper.appraisal_form", json!({ "classId": class, "enrollmentIds": [seat] }));
    assert!(pc.file(&form).starts_with(b"%PDF"), "鉴定表");
}

fn photo_in_its_box(pc: &Pc, class: &str, seat: &str, member: &str) {
    let pictures = || {
        let form = pc.ok("paper.appraisal_form", json!({ "classId": class, "enrollmentIds": [seat] }));
        pc.file(&form).windows(6).filter(|window| window == b"/Image").count()
    };
    let without = pictures();
    // A point of colour as PNG.
    let point = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    drop(pc.ok("attachment.set_photo", json!({ "memberId": member, "fileName": "照片.png", "contentBase64": point })));
    assert!(pictures() > without, "the photo stands in its box");
}

#[track_caller]
fn agree(pc: &Pc) {
    let status = pc.ok("sync.now", json!({}));
    assert_eq!(status["state"], "agreed", "{status}");
    assert_eq!((&status["pending"], list(&status["differences"]).len()), (&json!(0), 0));
}

/// Edits one field of a member as the form does: everything as it is shown, one thing changed.
fn edit(pc: &Pc, member: &str, field: &str, value: &str) {
    let view = pc.ok("member.get", json!({ "memberId": member }));
    let kept = [
        "name",
        "sex",
        "nation",
        "birth",
        "education",
        "category",
        "branchId",
        "groupId",
        "admittedOn",
        "fullSince",
        "job",
        "duties",
        "address",
        "household",
        "attendMode",
        "attendReason",
        "attendApprover",
        "attendUntil",
        "partyStatus",
        "formerName",
        "remark",
    ];
    let mut request: Map<String, Value> = kept.iter().map(|key| ((*key).to_owned(), view[*key].clone())).collect();
    request.insert("memberId".into(), member.into());
    request.insert(field.into(), value.into());
    drop(pc.ok("member.save", Value::Object(request)));
}

fn same(a: &Pc, b: &Pc, member: &str) {
    for pc in [a, b] {
        let report = pc.ok("store.check", json!({}));
        assert_eq!(report["isSound"], true, "{report}");
    }
    for (command, request) in [
        ("dossier.get", json!({ "memberId": member })),
        ("member.list", all()),
        ("class.list", json!({})),
        ("rotation.list", json!({})),
        ("hours.summary", json!({ "memberId": member, "year": 2027 })),
        ("home.overview", json!({})),
    ] {
        assert_eq!(a.ok(command, request.clone()), b.ok(command, request), "{command} is the same on both PCs");
    }
}

#[test]
fn a_township_does_its_whole_year_and_a_second_pc_shows_the_same() {
    let clock: Arc<FixedClock> = clock();
    let county = LiveCounty::start(&clock);
    let township = township();
    let (pc, _) = Pc::founded(&clock);
    let (halls, heads) = found_the_school(&pc, &township);
    import_the_roster(&pc, &township);
    let class = plan_the_year(&pc, &halls, &heads);

    let view = pc.ok("class.get", json!({ "classId": class }));
    let account = json!({ "name": "李班主任", "login": TEACHER.0, "password": TEACHER.1, "role": "head_teacher",
        "facultyId": view["headId"] });
    drop(pc.ok("account.create", account));
    at_nine(&clock, text(&view["endsOn"]));
    pc.unlock(TEACHER.0, TEACHER.1);
    let (member, seat) = lead_the_class(&pc, &class);
    print(&pc, &class, &seat);
    pc.unlock(ADMIN.0, ADMIN.1);
    photo_in_its_box(&pc, &class, &seat, &member);

    let dossier = pc.ok("dossier.get", json!({ "memberId": member }));
    let in_class = one(&dossier["classes"], "classId", &class);
    assert_eq!((&in_class["examMark"], &in_class["grade"]), (&json!(86.5), &json!("good")), "{in_class}");
    assert_eq!(in_class["completed"], true);
    assert_eq!(list(&in_class["conduct"]).len(), 1);
    assert_eq!(dossier["hours"]["earnedTenths"], 160, "four half-days of four hours");

    let enrol = json!({ "countyUrl": county.url(), "code": county.code(), "deviceLabel": "党校办公室" });
    assert_eq!(pc.ok("sync.status", json!({}))["state"], "not_enrolled");
    assert_eq!(pc.ok("sync.now", json!({}))["state"], "not_enrolled", "no county is no error");
    assert_eq!(pc.ok("sync.enrol", enrol)["state"], "agreed");
    agree(&pc);

    let other = Pc::fresh(&clock);
    let join = json!({ "countyUrl": county.url(), "code": county.code(), "deviceLabel": "组织办",
        "adminName": "孙晓岚", "login": SECOND.0, "password": SECOND.1 });
    let joined = other.ok("setup.join", join);
    assert_eq!(joined["townshipName"], "青山镇");
    assert!(joined["pulled"].as_u64() > Some(0));
    agree(&other);
    same(&pc, &other, &member);
    let known = county.county.status().unwrap().remove(0);
    assert_eq!(known.digests["member"].live_count as usize, township.members.len());
    assert_eq!(known.devices.len(), 2);

    two_people_edit_one_member(&clock, &pc, &other, &member);
}

fn two_people_edit_one_member(clock: &FixedClock, pc: &Pc, other: &Pc, member: &str) {
    edit(pc, member, "address", "石桥村东头");
    edit(other, member, "job", "合作社会计");
    assert_eq!(pc.ok("sync.status", json!({}))["pending"], 1, "offline work waits to be sent");
    for pc in [pc, other, pc] {
        agree(pc);
    }
    for pc in [pc, other] {
        let view = pc.ok("member.get", json!({ "memberId": member }));
        assert_eq!((&view["address"], &view["job"]), (&json!("石桥村东头"), &json!("合作社会计")), "both survive");
        assert_eq!(pc.ok("conflict.list", json!({}))["rows"], json!([]));
    }

    clock.advance(60_000);
    edit(pc, member, "address", "柳林村");
    let first_at = Clock::now(&*pc.clock);
    clock.advance(60_000);
    edit(other, member, "address", "沙河村");
    for pc in [pc, other, pc] {
        agree(pc);
    }
    let conflict = pc.ok("conflict.list", json!({}))["rows"][0].clone();
    assert_eq!((text(&conflict["rowId"]), &conflict["field"]), (member, &json!("address")));
    let values = list(&conflict["values"]);
    let told: Vec<_> = values.iter().map(|value| (text(&value["display"]), text(&value["actor"]))).collect();
    assert_eq!(told, [("沙河村", "孙晓岚"), ("柳林村", "钱明远")], "both values and who");
    assert_eq!((values[1]["at"].as_i64(), values[0]["at"].as_i64()), (Some(first_at), Some(first_at + 60_000)), "when");
    assert_eq!((&values[0]["isShown"], &values[1]["isHere"]), (&json!(true), &json!(true)));
    assert_eq!(list(&other.ok("conflict.list", json!({}))["rows"]).len(), 1, "both PCs list it");

    let choice = json!({ "kind": conflict["kind"], "rowId": member, "field": "address", "choice": 1 });
    assert_eq!(pc.ok("conflict.resolve", choice)["rows"], json!([]));
    for pc in [pc, other] {
        agree(pc);
        assert_eq!(pc.ok("conflict.list", json!({}))["rows"], json!([]), "one decision counts for everybody");
        assert_eq!(pc.ok("member.get", json!({ "memberId": member }))["address"], "柳林村");
    }
    same(pc, other, member);
}
