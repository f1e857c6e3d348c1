//! Who may run what: every command of the product, in every role, through the dispatcher.

use lunxun_base::{Error, ErrorCode};
use lunxun_desk::{all_commands, desk_commands};
use lunxun_tests::{ADMIN, Pc, clock, create_request, list, one, text};
use serde_json::{Map, Value, json};

/// One command: may somebody before sign-in run it, the administrator (党校管理员), a head teacher (班主任) about a
/// class of their own, a head teacher about another's?
type Line = (&'static str, bool, bool, bool, bool);

const Y: bool = true;
const N: bool = false;

/// Written by hand from what each role is for, and not from the commands' own declarations.
#[rustfmt::skip]
const MAY: &[Line] = &[
    // name                        nobody admin own other
    ("session.status",                 Y, Y, Y, Y),
    ("session.unlock",                 Y, Y, Y, Y),
    ("session.recover",                Y, Y, Y, Y),
    ("session.lock",                   Y, Y, Y, Y),
    ("setup.create",                   Y, Y, Y, Y),
    ("setup.join",                     Y, Y, Y, Y),
    ("setup.recovery_kept",            Y, Y, Y, Y),

    ("account.change_password",        N, Y, Y, Y),
    ("account.create",                 N, Y, N, N),
    ("account.reset_password",         N, Y, N, N),
    ("account.disable",                N, Y, N, N),
    ("account.list",                   N, Y, N, N),

    ("sync.status",                    N, Y, Y, Y),
    ("sync.enrol",                     N, Y, N, N),
    ("sync.now",                       N, Y, Y, Y),
    ("conflict.list",                  N, Y, N, N),
    ("conflict.resolve",               N, Y, N, N),
    ("backup.make",                    N, Y, N, N),
    ("backup.export_store",            N, Y, N, N),
    ("store.check",                    N, Y, N, N),
    ("file.open",                      N, Y, Y, Y),
    ("paper.recovery_key",             N, Y, N, N),
    ("paper.sign_in_sheet",            N, Y, Y, N),
    ("paper.appraisal_form",           N, Y, Y, N),
    ("paper.check_class",              N, Y, Y, N),
    ("paper.check_roster",             N, Y, N, N),
    ("paper.list",                     N, Y, N, N),

    ("audit.list",                     N, Y, N, N),
    ("audit.operations",               N, Y, N, N),
    ("audit.undo",                     N, Y, N, N),

    ("params.list",                    N, Y, Y, Y),
    ("params.set",                     N, Y, N, N),
    ("calendar.days",                  N, Y, Y, Y),
    ("calendar.list",                  N, Y, Y, Y),
    ("calendar.save",                  N, Y, N, N),
    ("calendar.delete",                N, Y, N, N),
    ("calendar.fill_defaults",         N, Y, N, N),

    ("org.tree",                       N, Y, Y, Y),
    ("org.save",                       N, Y, N, N),
    ("org.delete",                     N, Y, N, N),
    ("org.history",                    N, Y, N, N),
    ("org.change",                     N, Y, N, N),
    ("post.list",                      N, Y, N, N),
    ("post.add",                       N, Y, N, N),
    ("post.end",                       N, Y, N, N),

    ("member.list",                    N, Y, N, N),
    ("member.get",                     N, Y, N, N),
    ("member.save",                    N, Y, N, N),
    ("member.reveal",                  N, Y, N, N),
    ("member.delete",                  N, Y, N, N),
    ("member.set_attend_mode",         N, Y, N, N),
    ("member.preview_bulk",            N, Y, N, N),
    ("member.bulk_edit",               N, Y, N, N),
    ("list.match",                     N, Y, Y, Y),
    ("segment.list",                   N, Y, N, N),
    ("segment.save",                   N, Y, N, N),
    ("segment.delete",                 N, Y, N, N),
    ("member.change",                  N, Y, N, N),
    ("member.timeline",                N, Y, N, N),
    ("member.alerts",                  N, Y, N, N),
    ("transfer.list",                  N, Y, N, N),
    ("transfer.history",               N, Y, N, N),
    ("transfer.make",                  N, Y, N, N),
    ("transfer.read",                  N, Y, N, N),
    ("transfer.accept",                N, Y, N, N),
    ("transfer.receipt",               N, Y, N, N),
    ("transfer.read_receipt",          N, Y, N, N),
    ("transfer.settle",                N, Y, N, N),
    ("transfer.save_package",          N, Y, N, N),
    ("transfer.save_receipt",          N, Y, N, N),
    ("migrant.list",                   N, Y, N, N),
    ("migrant.save",                   N, Y, N, N),
    ("migrant.set_state",              N, Y, N, N),
    ("migrant.contact",                N, Y, N, N),
    ("migrant.delete_contact",         N, Y, N, N),
    ("migrant.contacts",               N, Y, N, N),

    ("attachment.list",                N, Y, N, N),
    ("attachment.add",                 N, Y, N, N),
    ("attachment.set_photo",           N, Y, N, N),
    ("attachment.delete",              N, Y, N, N),
    ("attachment.content",             N, Y, N, N),
    ("attachment.open",                N, Y, N, N),
    ("attachment.renew",               N, Y, N, N),
    ("class_file.list",                N, Y, Y, N),
    ("class_file.add",                 N, Y, Y, N),
    ("class_file.delete",              N, Y, Y, N),
    ("class_file.content",             N, Y, Y, N),
    ("class_file.open",                N, Y, Y, N),

    ("dedupe.find",                    N, Y, N, N),
    ("dedupe.compare",                 N, Y, N, N),
    ("dedupe.merge",                   N, Y, N, N),
    ("dedupe.dismiss",                 N, Y, N, N),
    ("dedupe.merges",                  N, Y, N, N),
    ("dedupe.unmerge",                 N, Y, N, N),
    ("dedupe.settle",                  N, Y, N, N),

    ("import.read",                    N, Y, N, N),
    ("import.remap",                   N, Y, N, N),
    ("import.commit",                  N, Y, N, N),
    ("import.wrong_rows",              N, Y, N, N),
    ("import.batches",                 N, Y, N, N),
    ("import.memories",                N, Y, N, N),
    ("import.forget",                  N, Y, N, N),
    ("import.export_roster",           N, Y, N, N),
    ("import.save_roster",             N, Y, N, N),
    ("import.export_migrants",         N, Y, N, N),
    ("import.save_migrants",           N, Y, N, N),
    ("import.save_wrong_rows",         N, Y, N, N),

    ("venue.list",                     N, Y, Y, Y),
    ("venue.save",                     N, Y, N, N),
    ("venue.delete",                   N, Y, N, N),
    ("faculty.list",                   N, Y, Y, Y),
    ("faculty.save",                   N, Y, N, N),
    ("faculty.delete",                 N, Y, N, N),
    ("course.list",                    N, Y, Y, Y),
    ("course.save",                    N, Y, N, N),
    ("course.delete",                  N, Y, N, N),

    ("rotation.list",                  N, Y, N, N),
    ("rotation.create",                N, Y, N, N),
    ("rotation.replan",                N, Y, N, N),
    ("rotation.preview_step",          N, Y, N, N),
    ("rotation.apply_step",            N, Y, N, N),
    ("rotation.undo",                  N, Y, N, N),
    ("rotation.redo",                  N, Y, N, N),
    ("rotation.delete",                N, Y, N, N),
    ("rotation.get",                   N, Y, N, N),
    ("rotation.class_members",         N, Y, N, N),
    ("rotation.move",                  N, Y, N, N),
    ("rotation.lock",                  N, Y, N, N),
    ("rotation.lock_class",            N, Y, N, N),
    ("rotation.move_class",            N, Y, N, N),
    ("rotation.confirm",               N, Y, N, N),

    ("class.list",                     N, Y, Y, Y), // lists their own only: see the test below
    ("class.save",                     N, Y, N, N),
    ("class.get",                      N, Y, Y, N),
    ("class.advance",                  N, Y, Y, N),
    ("class.waive",                    N, Y, N, N),
    ("class.close",                    N, Y, Y, N),
    ("class.amend",                    N, Y, Y, N),
    ("class.amendments",               N, Y, Y, N),
    ("timetable.list",                 N, Y, Y, N),
    ("timetable.save_lesson",          N, Y, Y, N),
    ("timetable.delete_lesson",        N, Y, Y, N),
    ("timetable.fill_default",         N, Y, Y, N),
    ("enrollment.list",                N, Y, Y, N),
    ("enrollment.candidates",          N, Y, Y, N),
    ("enrollment.add",                 N, Y, Y, N),
    ("enrollment.set_state",           N, Y, Y, N),
    ("enrollment.set_venue",           N, Y, Y, N),
    ("enrollment.remove",              N, Y, Y, N),
    ("attendance.sheet",               N, Y, Y, N),
    ("attendance.summary",             N, Y, Y, N),
    ("attendance.mark",                N, Y, Y, N),
    ("attendance.all_present",         N, Y, Y, N),
    ("attendance.did_not_happen",      N, Y, Y, N),
    ("leave.list",                     N, Y, Y, N),
    ("leave.add",                      N, Y, Y, N),
    ("leave.cancel",                   N, Y, Y, N),
    ("leave.returned",                 N, Y, Y, N),
    ("conduct.list",                   N, Y, Y, N),
    ("conduct.add",                    N, Y, Y, N),
    ("conduct.delete",                 N, Y, Y, N),
    ("exam.sheet",                     N, Y, Y, N),
    ("exam.set_marks",                 N, Y, Y, N),
    ("exam.set_scheme",                N, Y, Y, N),
    ("annual_plan.list",               N, Y, N, N),
    ("annual_plan.get",                N, Y, N, N),
    ("annual_plan.create",             N, Y, N, N),
    ("annual_plan.delete",             N, Y, N, N),
    ("annual_plan.save_item",          N, Y, N, N),
    ("annual_plan.delete_item",        N, Y, N, N),
    ("annual_plan.set_state",          N, Y, N, N),
    ("annual_plan.adjust",             N, Y, N, N),
    ("annual_plan.decompose",          N, Y, N, N),
    ("annual_plan.save_targets",       N, Y, N, N),
    ("annual_plan.save_county",        N, Y, N, N),
    ("annual_plan.delete_county",      N, Y, N, N),
    ("annual_plan.compare",            N, Y, N, N),
    ("annual_plan.balance",            N, Y, N, N),
    ("annual_plan.progress",           N, Y, N, N),
    ("annual_plan.names",              N, Y, N, N),
    ("annual_plan.link_class",         N, Y, N, N),
    ("funding.budget",                 N, Y, N, N),
    ("funding.save_budget",            N, Y, N, N),
    ("funding.delete_budget",          N, Y, N, N),
    ("funding.expenses",               N, Y, N, N),
    ("funding.save_expense",           N, Y, N, N),
    ("funding.delete_expense",         N, Y, N, N),
    ("funding.summary",                N, Y, N, N),
    ("funding.class_account",          N, Y, Y, N),
    ("appraisal.list",                 N, Y, Y, N),
    ("appraisal.draft",                N, Y, Y, N),
    ("appraisal.save",                 N, Y, Y, N),
    ("dossier.class_member",           N, Y, Y, N),
    ("dossier.forms",                  N, Y, Y, N),
    ("dossier.get",                    N, Y, N, N),
    ("hours.summary",                  N, Y, N, N),
    ("hours.add",                      N, Y, N, N),
    ("hours.reverse",                  N, Y, N, N),
    ("home.overview",                  N, Y, Y, Y), // no township figures: see the test below
    ("home.names",                     N, Y, N, N),
];

const TEACHER: (&str, &str) = ("zhoulaoshi", "Banzhuren#2027");
const NOBODYS: &str = "00000000-0000-7000-8000-00000000dead";

/// A township with two classes, each led by its own head teacher; one of them has an account.
struct School {
    pc: Pc,
    own: String,
    other: String,
}

impl School {
    fn new() -> Self {
        let (pc, _) = Pc::founded(&clock());
        let mut teachers = Vec::new();
        for name in ["周老师", "吴老师", "郑老师"] {
            let people = pc.ok("faculty.save", json!({ "name": name, "kind": "full_time", "canHead": true }));
            teachers.push(text(&one(&people["people"], "name", name)["id"]).to_owned());
        }
        let account = json!({ "name": "周老师", "login": TEACHER.0, "password": TEACHER.1, "role": "head_teacher",
            "facultyId": teachers[0] });
        drop(pc.ok("account.create", account));
        let class = |name: &str, day: &str, head: &str| {
            let request = json!({ "name": name, "startsOn": day, "endsOn": day, "headId": head });
            text(&pc.ok("class.save", request)["id"]).to_owned()
        };
        let own = class("第一期", "2027-03-01", &teachers[0]);
        let other = class("第二期", "2027-03-08", &teachers[1]);
        Self { pc, own, other }
    }

    /// Sees to it that this account, or nobody, is signed in: the commands under test may have changed it.
    fn as_account(&self, account: Option<(&str, &str)>) {
        let status = self.pc.ok("session.status", json!({}));
        match account {
            None => drop(self.pc.ok("session.lock", json!({}))),
            Some((login, password)) => {
                let is_teacher = status["actor"]["role"] == "head_teacher";
                if status["actor"].is_null() || is_teacher != (login == TEACHER.0) {
                    self.pc.unlock(login, password);
                }
            }
        }
    }

    fn call(&self, account: Option<(&str, &str)>, command: &str, class: &str) -> Result<Value, Error> {
        self.as_account(account);
        self.pc.call(command, request_for(command, class))
    }
}

/// The least that the command reads: out of its own schema, so that it gets as far as its permission and scope checks.
fn request_for(command: &str, class: &str) -> Value {
    match command {
        // Whoever may sign in must be tried with a password that is right.
        "session.unlock" => return json!({ "login": ADMIN.0, "password": ADMIN.1 }),
        "setup.create" => return create_request(),
        _ => {}
    }
    let info = all_commands().find(|info| info.name == command).unwrap();
    let schema = (info.types)().request_schema;
    let mut request = least(&schema, &schema);
    if let Some(fields) = request.as_object_mut() {
        if fields.contains_key("classId") {
            fields.insert("classId".into(), class.into());
        }
        if command == "class.advance" {
            fields.insert("to".into(), "notified".into());
        }
    }
    request
}

fn least(schema: &Value, root: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let pointer = name.trim_start_matches('#');
        return least(root.pointer(pointer).unwrap_or_else(|| panic!("{name} is not in the schema")), root);
    }
    if let Some(value) = schema.get("const").or_else(|| schema["enum"].get(0)) {
        return value.clone();
    }
    for one_of in ["oneOf", "anyOf", "allOf"] {
        if let Some(first) = schema[one_of].get(0) {
            return least(first, root);
        }
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].get(0).and_then(Value::as_str)).unwrap_or("object");
    match (kind, schema["format"].as_str()) {
        ("string", Some("uuid")) => NOBODYS.into(),
        ("string", Some("date")) => "2027-03-01".into(),
        ("string", _) => "无".into(),
        ("integer" | "number", _) => 1.into(),
        ("boolean", _) => false.into(),
        ("array", _) => json!([]),
        ("object", _) => {
            let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
            let field = |name: &Value| {
                let name = name.as_str().unwrap().to_owned();
                let value = least(&schema["properties"][&name], root);
                (name, value)
            };
            Value::Object(required.iter().map(field).collect::<Map<_, _>>())
        }
        _ => Value::Null,
    }
}

fn line(name: &str) -> &'static Line {
    MAY.iter().find(|line| line.0 == name).unwrap_or_else(|| panic!("{name} has no line in the table of permissions"))
}

fn told(outcome: &Result<Value, Error>) -> Option<(ErrorCode, &str)> {
    outcome.as_ref().err().map(|error| (error.code, error.message.as_str()))
}

fn was_let_in(outcome: &Result<Value, Error>) -> bool {
    !told(outcome).is_some_and(|(code, _)| matches!(code, ErrorCode::Forbidden | ErrorCode::Locked))
}

#[test]
fn every_command_has_one_line_in_the_table() {
    for info in all_commands() {
        assert_eq!(MAY.iter().filter(|line| line.0 == info.name).count(), 1, "{} needs exactly one line", info.name);
    }
    for (name, ..) in MAY {
        assert!(all_commands().any(|info| info.name == *name), "{name} has a line and is no command any more");
    }
}

#[test]
fn nobody_gets_past_the_lock_without_signing_in() {
    let school = School::new();
    for info in all_commands() {
        let outcome = school.call(None, info.name, &school.own);
        if line(info.name).1 {
            assert!(was_let_in(&outcome), "{}: {outcome:?}", info.name);
        } else {
            assert_eq!(told(&outcome).map(|told| told.0), Some(ErrorCode::Locked), "{}: {outcome:?}", info.name);
        }
    }
    let public = desk_commands().iter().filter(|command| command.is_public).map(|command| command.info.name);
    let open = MAY.iter().filter(|line| line.1).map(|line| line.0);
    assert_eq!(public.collect::<Vec<_>>(), open.collect::<Vec<_>>());
}

#[test]
fn the_administrator_may_run_every_command() {
    let school = School::new();
    for info in all_commands() {
        let outcome = school.call(Some(ADMIN), info.name, &school.other);
        assert_eq!(was_let_in(&outcome), line(info.name).2, "{}: {outcome:?}", info.name);
    }
}

#[test]
fn a_head_teacher_works_on_their_own_class_and_cannot_tell_another_s_from_none() {
    let school = School::new();
    for info in all_commands() {
        let (name, _, _, own, other) = *line(info.name);
        let about = |class: &str| school.call(Some(TEACHER), name, class);
        let absent = about(NOBODYS);
        let (about_own, about_other) = (about(&school.own), about(&school.other));
        match (own, other) {
            (false, false) => {
                for outcome in [&absent, &about_own, &about_other] {
                    assert_eq!(told(outcome).map(|told| told.0), Some(ErrorCode::Forbidden), "{name}: {outcome:?}");
                }
            }
            (true, false) => {
                assert_eq!(told(&about_other).map(|told| told.0), Some(ErrorCode::NotFound), "{name}: {about_other:?}");
                assert_eq!(told(&about_other), told(&absent), "{name}: a class of another must look like none");
                assert!(was_let_in(&about_own), "{name}: {about_own:?}");
                assert_ne!(told(&about_own), told(&absent), "{name}: their own class must be found");
            }
            (true, true) => {
                for outcome in [&absent, &about_own, &about_other] {
                    assert!(was_let_in(outcome), "{name}: {outcome:?}");
                }
            }
            (false, true) => panic!("{name}: more right to another's class than to one's own makes no sense"),
        }
    }
}

#[test]
fn what_a_head_teacher_is_shown_without_naming_a_class_is_their_own() {
    let school = School::new();
    school.as_account(Some(TEACHER));
    let classes = school.pc.ok("class.list", json!({}));
    let ids: Vec<&str> = list(&classes["classes"]).iter().map(|class| text(&class["id"])).collect();
    assert_eq!(ids, [school.own.as_str()]);
    let home = school.pc.ok("home.overview", json!({}));
    assert!(!home.to_string().contains(&school.other), "another's class is nowhere on the home page: {home}");
    let shown: Vec<&str> = list(&home["myClasses"]).iter().map(|class| text(&class["id"])).collect();
    assert_eq!(shown, [school.own.as_str()]);
}
