//! The demo township as a store that can be signed in to.

use std::{path::Path, sync::Arc};

use anyhow::{Context, Result, bail};
use lunxun_base::{Clock, Id, LocalDate, SystemClock};
use lunxun_desk::{Desk, DeskOptions, NoEvents, Shell};
use lunxun_store::{KdfStrength, KeySlots, Store, Who};
use lunxun_testkit::demo::{self, Township};
use serde_json::{Value, json};

/// The password of both accounts. The data is made up; the password may stand in the guide.
pub const PASSWORD: &str = "Lunxun#2027";
/// The administrator's login.
pub const ADMIN: &str = "admin";
/// The head teacher's login.
pub const TEACHER: &str = "laoshi";

/// Makes the demo township in an empty folder and prints who can sign in.
pub fn run(data: &Path, quick: bool) -> Result<()> {
    if KeySlots::exist(data) || data.join("main.db").exists() {
        bail!("{} 里已经有轮训通数据，没有改动。请换一个空文件夹。", data.display());
    }
    let strength = if quick { KdfStrength::Floor } else { KdfStrength::Full };
    let clock = Arc::new(SystemClock);
    let desk = Desk::open(DeskOptions {
        data_dir: data.to_owned(),
        clock: Arc::clone(&clock) as _,
        strength,
        shell: Shell::Cli,
        events: Arc::new(NoEvents),
        background_sync: false,
    })?;
    let township = Township::reference();
    let setup = desk.call(
        "setup.create",
        json!({
            "townshipCode": township.code,
            "townshipName": township.name,
            "schoolName": township.school,
            "adminName": demo::admin().name,
            "login": ADMIN,
            "password": PASSWORD,
        }),
    )?;
    desk.close();
    let faculty = fill(data, strength, &township)?;

    desk.call("session.unlock", json!({ "login": ADMIN, "password": PASSWORD }))?;
    let teacher = township.faculty.first().context("演示乡镇没有师资")?;
    desk.call(
        "account.create",
        json!({
            "name": teacher.person.name,
            "login": TEACHER,
            "password": PASSWORD,
            "role": "head_teacher",
            "facultyId": faculty,
        }),
    )?;
    let year = clock.today().year();
    for year in [year, year + 1] {
        // The days without training, as the product itself proposes them.
        if lunxun_core::rpc::find("calendar.fill_defaults").is_some() {
            desk.call("calendar.fill_defaults", json!({ "year": year }))?;
        }
    }
    migrants(&desk, clock.today())?;
    funding(&desk, clock.today())?;
    annual_plan(&desk)?;
    desk.close();

    let recovery: Vec<&str> =
        setup["recoveryKeyGroups"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    println!("演示乡镇：{}（虚构数据）", township.name);
    println!("  党支部 {} 个，党员 {} 名", township.branches.len(), township.members.len());
    println!("  党校管理员：用户名 {ADMIN}　密码 {PASSWORD}");
    println!("  班主任（{}）：用户名 {TEACHER}　密码 {PASSWORD}", teacher.person.name);
    println!("  恢复密钥：{}", recovery.join("-"));
    Ok(())
}

/// Where most of the migrants are and when they last answered; one in eight is left for the clerk to find.
fn migrants(desk: &Desk, today: LocalDate) -> Result<()> {
    const PLACES: [(&str, &str, &str); 5] = [
        ("work", "广东省深圳市", "电子厂"),
        ("work", "浙江省义乌市", "商贸城"),
        ("work", "江苏省苏州市", "建筑工地"),
        ("family", "河南省郑州市", ""),
        ("work", "新疆维吾尔自治区库尔勒市", "运输队"),
    ];
    const SILENT_DAYS: [i64; 6] = [4, 12, 21, 45, 110, 200];
    let list = desk.call("migrant.list", json!({ "query": "", "branchId": null, "withEnded": false }))?;
    let members: Vec<Value> =
        list["rows"].as_array().into_iter().flatten().map(|row| row["memberId"].clone()).collect();
    for (place, member) in members.iter().enumerate().filter(|(place, _)| place % 8 != 7) {
        let days = i64::try_from(place).unwrap_or_default();
        let (reason, destination, employer) = PLACES[place % PLACES.len()];
        let saved = desk.call(
            "migrant.save",
            json!({ "memberId": member, "outOn": today.plus_days(-210 - days * 3), "reason": reason,
                "destination": destination, "employer": employer }),
        )?;
        let rows = saved["rows"].as_array().into_iter().flatten();
        let stay = rows.filter(|row| row["memberId"] == *member).find_map(|row| row["migrantId"].as_str());
        desk.call(
            "migrant.contact",
            json!({ "migrantId": stay.context("外出登记没有写上")?, "means": if place % 3 == 0 { "wechat" } else { "phone" },
                "on": today.plus_days(-SILENT_DAYS[place % SILENT_DAYS.len()]), "isTwoWay": true,
                "content": "问了近况，提醒春节返乡参加集中轮训" }),
        )?;
    }
    Ok(())
}

/// A draft of the annual plan for 2027: what the county asks, nine items of three tiers, targets by branch.
fn annual_plan(desk: &Desk) -> Result<()> {
    let year = 2027;
    if desk.call("annual_plan.create", json!({ "year": year })).is_err() {
        // The clock of this PC is too far from that year: a plan for it cannot be begun.
        return Ok(());
    }
    let list = desk.call("annual_plan.list", json!({}))?;
    let plan = list["plans"][0]["id"].clone();
    desk.call(
        "funding.save_budget",
        json!({ "year": year, "source": "fiscal", "fundUse": "training", "approved": "8万", "adjusted": "",
            "documentNo": format!("青财〔{year}〕5号") }),
    )?;
    let mut county = Vec::new();
    for (title, tier, quota, due) in [
        ("村党组织书记示范培训班", "county", 31, "2027-05-31"),
        ("农村党员集中轮训全覆盖", "township", 1104, "2027-11-30"),
        ("发展对象集中培训", "county", 18, "2027-06-20"),
    ] {
        let view = desk.call(
            "annual_plan.save_county",
            json!({ "planId": plan, "title": title, "tier": tier, "quota": quota, "dueOn": due,
                "documentNo": format!("青组通〔{year}〕2号") }),
        )?;
        let rows = view["county"].as_array().into_iter().flatten();
        county.push(
            rows.filter(|row| row["title"] == title)
                .find_map(|row| row["id"].as_str())
                .context("县级项目没有写上")?
                .to_owned(),
        );
    }
    let courses = desk.call("course.list", json!({}))?;
    let course = |title: &str| {
        let rows = courses["courses"].as_array().into_iter().flatten();
        rows.filter(|row| row["title"].as_str().is_some_and(|text| text.starts_with(title)))
            .map(|row| row["id"].clone())
            .next()
    };
    let venues = desk.call("venue.list", json!({}))?;
    let hall = venues["venues"][0]["id"].clone();
    // Month, name, tier, whom, words, days, persons, sessions, budget, the county's item, courses.
    for (month, name, tier, kind, audience, days, size, sessions, budget, of, titles) in [
        (
            1,
            "春节返乡党员班",
            "township",
            "member",
            "返乡流动党员",
            1,
            60,
            4,
            "6,000元",
            Some(1),
            &["乡村振兴", "党章"][..],
        ),
        (
            3,
            "党员春季集中轮训班",
            "township",
            "member",
            "在家党员",
            2,
            100,
            4,
            "2.4万",
            Some(1),
            &["党的创新理论", "党章", "党员政治训练", "农村常用法律"][..],
        ),
        (
            4,
            "村党组织书记示范班",
            "county",
            "secretary",
            "村党支部书记",
            3,
            31,
            1,
            "",
            Some(0),
            &["党的创新理论", "为民服务"][..],
        ),
        (5, "发展对象培训班", "county", "candidate", "", 3, 18, 1, "", Some(2), &["党章", "革命传统"][..]),
        (
            7,
            "党务工作者业务班",
            "township",
            "worker",
            "支部委员、党小组长",
            1,
            80,
            1,
            "4,000元",
            None,
            &["为民服务"][..],
        ),
        (8, "果业党员实用技术班", "township", "member", "种植户党员", 2, 60, 2, "9,000元", None, &["果树种植"][..]),
        (9, "革命传统现场教学", "branch", "member", "", 1, 40, 6, "6,000元", None, &["革命传统"][..]),
        (
            11,
            "党员冬季集中轮训班",
            "township",
            "member",
            "在家党员",
            2,
            100,
            5,
            "2.8万",
            Some(1),
            &["党的创新理论", "党员政治训练", "乡村振兴", "果树种植"][..],
        ),
        (12, "送学上门", "branch", "member", "年老体弱党员", 1, 3, 31, "3,000元", None, &["党的创新理论"][..]),
    ] {
        let county_id = of.and_then(|at: usize| county.get(at));
        let ids: Vec<Value> = titles.iter().filter_map(|title| course(title)).collect();
        let venue = if tier == "township" { hall.clone() } else { Value::Null };
        desk.call(
            "annual_plan.save_item",
            json!({ "planId": plan, "name": name, "tier": tier, "traineeKind": kind, "audience": audience, "month": month,
                "days": days, "size": size, "sessions": sessions, "budget": budget, "countyItemId": county_id,
                "courseIds": ids, "venueId": venue, "owner": "组织委员" }),
        )?;
    }
    let view = desk.call("annual_plan.get", json!({ "planId": plan }))?;
    let persons = view["dueCount"].as_u64().unwrap_or_default();
    if persons > 0 {
        desk.call(
            "annual_plan.decompose",
            json!({ "planId": plan, "persons": persons, "hours": persons * 32, "sessions": 124 }),
        )?;
    }
    Ok(())
}

/// The year's budget and expenses from it.
fn funding(desk: &Desk, today: LocalDate) -> Result<()> {
    let year = today.year();
    for (source, fund_use, approved, adjusted) in [
        ("fiscal", "training", "50,000元", "1万"),
        ("party_dues", "training", "2万", ""),
        ("party_dues", "books", "6,000元", ""),
        ("superior", "equipment", "3万元", ""),
        ("fiscal", "allotment", "12,000元", ""),
    ] {
        desk.call(
            "funding.save_budget",
            json!({ "year": year, "source": source, "fundUse": fund_use, "approved": approved, "adjusted": adjusted,
                "documentNo": format!("青财〔{year}〕5号") }),
        )?;
    }
    let decision = format!("{year}-01-12 党委会纪要〔{year}〕2号");
    // Days ago, never before the year began: item, words, quantity, price, amount, source, payee.
    for (ago, item, summary, quantity, price, amount, source, payee) in [
        (60, "materials", "党员教育读本印刷", "300", "8.5", "", "fiscal", "青山印务"),
        (52, "books", "订阅党报党刊", "", "", "5,360.00元", "party_dues", "青山镇邮政所"),
        (45, "teaching", "讲课费（党章党规）", "8", "500", "", "party_dues", "县委党校教师"),
        (44, "meals", "学员伙食", "186人次", "25", "", "fiscal", "镇机关食堂"),
        (44, "venue", "报告厅音响租用", "", "", "800", "fiscal", "青山文化站"),
        (30, "equipment", "电教播放设备", "2", "6,800", "", "superior", "县电教设备公司"),
        (21, "transport", "村会场接送用车", "4", "350", "", "fiscal", "青山客运"),
        (12, "allotment", "村级培训经费", "", "", "0.3万", "fiscal", "柳林村党支部"),
        (5, "allotment", "村级培训经费", "", "", "3000", "fiscal", "石桥村党支部"),
    ] {
        let first = LocalDate::from_ymd(year, 1, 1).context("一年总有元旦")?;
        let day = today.plus_days(-ago).max(first);
        desk.call(
            "funding.save_expense",
            json!({ "spentOn": day, "item": item, "summary": summary, "quantity": quantity, "unitPrice": price,
                "amount": amount, "source": source, "payee": payee, "voucherNo": format!("记-{ago}"),
                "decisionRef": if source == "party_dues" { decision.as_str() } else { "" } }),
        )?;
    }
    Ok(())
}

/// Writes the township in the administrator's name. Answers the faculty record of the first head teacher.
fn fill(data: &Path, strength: KdfStrength, township: &Township) -> Result<Option<Id>> {
    let (id, key) = KeySlots::load(data, strength)?.unlock(ADMIN, PASSWORD)?;
    let mut store = Store::open(data, &key, &crate::options(Arc::new(SystemClock)))?;
    let who = Who { id, name: demo::admin().name };
    let filled = demo::fill_as(&mut store, township, &who)?;
    Ok(filled.faculty.first().copied())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_accounts_open_the_seeded_store_and_a_second_seed_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        run(dir.path(), true).unwrap();
        let slots = KeySlots::load(dir.path(), KdfStrength::Floor).unwrap();
        assert_eq!(slots.township_name(), "青山镇");
        for login in [ADMIN, TEACHER] {
            let (account, key) = slots.unlock(login, PASSWORD).unwrap();
            let store = Store::open(dir.path(), &key, &crate::options(Arc::new(SystemClock))).unwrap();
            let found = lunxun_core::account::find(store.conn(), account).unwrap().unwrap();
            assert_eq!(found.login, login);
            assert_eq!(found.faculty.is_some(), login == TEACHER);
            assert_eq!(lunxun_core::member::snapshot(store.conn()).unwrap().len(), 1_200);
        }
        assert!(run(dir.path(), true).is_err(), "an existing store must stay as it is");
    }
}
