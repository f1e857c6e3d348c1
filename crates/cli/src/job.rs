use std::io::BufRead;

use base64::Engine as _;
use lunxun_base::{Error, OrNotFound, Result};
use lunxun_desk::Desk;
use serde_json::{Value, json};

use crate::{
    args::{Args, Verb},
    unreadable,
};

/// Runs one verb. Every verb but the ones of first start signs in first.
pub fn run(desk: &Desk, args: &Args, verb: &Verb) -> Result<Value> {
    match verb {
        Verb::Status => return desk.call("session.status", Value::Null),
        Verb::Setup { code, name, school, admin } => {
            return desk.call(
                "setup.create",
                json!({ "townshipCode": code, "townshipName": name, "schoolName": school, "adminName": admin,
                        "login": login(args)?, "password": password(args)? }),
            );
        }
        Verb::Join { county, code, label, admin } => {
            return desk.call(
                "setup.join",
                json!({ "countyUrl": county, "code": code, "deviceLabel": label, "adminName": admin,
                        "login": login(args)?, "password": password(args)? }),
            );
        }
        Verb::Call { command, .. } if is_public(command) => {}
        _ => {
            desk.call("session.unlock", json!({ "login": login(args)?, "password": password(args)? }))?;
        }
    }
    match verb {
        Verb::Call { command, request } => desk.call(command, parse(request.as_deref())?),
        Verb::Enrol { county, code, label } => {
            desk.call("sync.enrol", json!({ "countyUrl": county, "code": code, "deviceLabel": label }))
        }
        Verb::Sync => desk.call("sync.now", Value::Null),
        Verb::Import { file, commit, create_branches, wrong_rows } => {
            import(desk, file, *commit, *create_branches, *wrong_rows)
        }
        Verb::Plan { year, days, no_homecoming } => plan(desk, *year, *days, !no_homecoming),
        Verb::Confirm { plan } => confirm(desk, plan.as_deref()),
        Verb::Classes => desk.call("class.list", Value::Null),
        Verb::Class { class } => desk.call("class.get", json!({ "classId": class })),
        Verb::AllPresent { class } => all_present(desk, class),
        Verb::Appraise { class } => desk.call("appraisal.draft", json!({ "classId": class, "enrollmentIds": [] })),
        Verb::Advance { class, to } => desk.call("class.advance", json!({ "classId": class, "to": to })),
        Verb::Close { class } => desk.call("class.close", json!({ "classId": class })),
        Verb::Print { what, class } => match what.as_str() {
            "sign-in" => desk.call("paper.sign_in_sheet", json!({ "classId": class })),
            "appraisal" => desk.call("paper.appraisal_form", json!({ "classId": class })),
            _ => Err(Error::invalid("what", "只能打印 sign-in（签到表）或 appraisal（鉴定表）。")),
        },
        Verb::Dossier { member } => dossier(desk, member),
        Verb::Backup => desk.call("backup.make", Value::Null),
        Verb::Check => desk.call("store.check", Value::Null),
        Verb::Serve(_) | Verb::Commands | Verb::Status | Verb::Setup { .. } | Verb::Join { .. } => Ok(Value::Null),
    }
}

fn is_public(command: &str) -> bool {
    lunxun_desk::desk_commands().iter().any(|known| known.is_public && known.info.name == command)
}

fn login(args: &Args) -> Result<String> {
    args.login.clone().ok_or_else(|| Error::invalid("login", "请用 --as 写明用户名。"))
}

/// A password comes from a file or standard input, never from an argument that other users of the PC could list.
fn password(args: &Args) -> Result<String> {
    let text = match &args.password_file {
        Some(path) => std::fs::read_to_string(path).map_err(|error| unreadable(path, error))?,
        None if args.password_stdin => {
            let mut line = String::new();
            let read = std::io::stdin().lock().read_line(&mut line);
            read.map_err(|error| Error::invalid("password", "标准输入里读不到密码。").with_source(error))?;
            line
        }
        None => return Err(Error::invalid("password", "请用 --password-file 或 --password-stdin 给出密码。")),
    };
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

fn parse(request: Option<&str>) -> Result<Value> {
    let text = match request {
        None => return Ok(Value::Null),
        Some("-") => std::io::read_to_string(std::io::stdin())
            .map_err(|error| Error::invalid("request", "标准输入里读不到请求。").with_source(error))?,
        Some(text) => text.to_owned(),
    };
    serde_json::from_str(&text)
        .map_err(|error| Error::invalid("request", "请求不是有效的 JSON，请检查引号和括号。").with_source(error))
}

fn import(desk: &Desk, file: &std::path::Path, commit: bool, create: bool, wrong_rows: bool) -> Result<Value> {
    let bytes = std::fs::read(file).map_err(|error| unreadable(file, error))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let content = base64::engine::general_purpose::STANDARD.encode(bytes);
    let mut preview = desk.call("import.read", json!({ "fileName": name, "contentBase64": content }))?;
    let token = preview["token"].clone();
    let wrong = if wrong_rows { Some(desk.call("import.save_wrong_rows", json!({ "token": token }))?) } else { None };
    if commit {
        let mut result =
            desk.call("import.commit", json!({ "token": token, "decisions": [], "createBranches": create }))?;
        result["wrongRows"] = wrong.unwrap_or(Value::Null);
        return Ok(result);
    }
    if let Some(preview) = preview.as_object_mut() {
        preview.remove("rows");
        preview.insert("wrongRows".to_owned(), wrong.unwrap_or(Value::Null));
    }
    Ok(preview)
}

/// Plans with every venue that is a hall or classroom and everybody who can be head teacher (班主任).
fn plan(desk: &Desk, year: i32, days: u32, homecoming: bool) -> Result<Value> {
    let venues = desk.call("venue.list", Value::Null)?;
    let ids = |list: &Value, keep: &dyn Fn(&Value) -> bool| -> Vec<Value> {
        list.as_array().into_iter().flatten().filter(|one| keep(one)).map(|one| one["id"].clone()).collect()
    };
    let halls = ids(&venues["venues"], &|venue| venue["kind"] == "main_hall");
    let faculty = desk.call("faculty.list", Value::Null)?;
    let heads = ids(&faculty["people"], &|person| person["canHead"] == true);
    desk.call(
        "rotation.create",
        json!({ "year": year, "venueIds": halls, "headIds": heads, "deputyIds": heads, "classDays": days,
                "includeHomecoming": homecoming }),
    )
}

fn confirm(desk: &Desk, plan: Option<&str>) -> Result<Value> {
    let plan = match plan {
        Some(plan) => json!(plan),
        None => {
            let plans = desk.call("rotation.list", Value::Null)?;
            let draft = plans["plans"].as_array().into_iter().flatten().find(|plan| plan["state"] == "draft");
            draft.or_not_found("轮训计划草稿")?["id"].clone()
        }
    };
    desk.call("rotation.confirm", json!({ "planId": plan }))
}

fn all_present(desk: &Desk, class: &str) -> Result<Value> {
    let lessons = desk.call("timetable.list", json!({ "classId": class }))?;
    let mut done = 0;
    for lesson in lessons["lessons"].as_array().into_iter().flatten() {
        desk.call("attendance.all_present", json!({ "classId": class, "lessonId": lesson["id"] }))?;
        done += 1;
    }
    Ok(json!({ "lessons": done }))
}

fn dossier(desk: &Desk, member: &str) -> Result<Value> {
    let id = if member.parse::<lunxun_base::Id>().is_ok() {
        json!(member)
    } else {
        let page = desk.call("member.list", json!({ "query": member, "limit": 2 }))?;
        let rows = page["rows"].as_array().cloned().unwrap_or_default();
        match rows.as_slice() {
            [one] => one["id"].clone(),
            [] => return Err(Error::not_found(format!("没有找到“{member}”。"))),
            _ => return Err(Error::invalid("member", format!("“{member}”不止一人，请用编号。"))),
        }
    };
    desk.call("dossier.get", json!({ "memberId": id }))
}
