//! The first day: the township, its roster, the year's plan.

use anyhow::{Context as _, Result, ensure};
use lunxun_e2e::key;
use serde_json::json;

use crate::Job;

pub const TOWNSHIP: (&str, &str) = ("411122203", "青山镇");
pub const ADMIN: (&str, &str) = ("dangxiao", "Lunxun#2027ok");
/// Enough for classes of more than sixty.
const MEMBERS: usize = 300;

/// 首次启动: a new township, its administrator, the recovery key.
pub async fn township(job: &Job) -> Result<()> {
    let window = &job.window;
    window.wait_text("h1", "欢迎使用轮训通").await?;
    window.shot("first-start").await?;
    window.button("新建乡镇").await?;
    window.fill("乡镇代码", TOWNSHIP.0).await?;
    window.fill("乡镇名称", TOWNSHIP.1).await?;
    administrator(job).await?;
    window.button("建立数据库").await?;
    window.wait_text(".el-form-item__error", "至少").await.context("太短的密码没有被拒绝")?;
    window.fill("密码", ADMIN.1).await?;
    window.fill("再输一次密码", ADMIN.1).await?;
    window.button("建立数据库").await?;
    recovery_key(job, "recovery-key").await
}

/// The administrator's name and login, with a password that is too short at first.
async fn administrator(job: &Job) -> Result<()> {
    job.window.fill("管理员姓名", "周敏").await?;
    job.window.fill("用户名", ADMIN.0).await?;
    job.window.fill("密码", "Lx#27").await?;
    job.window.fill("再输一次密码", "Lx#27").await
}

/// The recovery key is shown, and the way in opens only after the tick.
pub async fn recovery_key(job: &Job, shot: &str) -> Result<()> {
    let window = &job.window;
    window.wait_text("h1", "请抄好恢复密钥").await?;
    let groups = window.texts(".key code").await?;
    ensure!(groups.len() >= 8 && groups.iter().all(|group| group.len() == 4), "恢复密钥没有显示完整");
    window.shot(shot).await?;
    window.click(".el-checkbox", "我已抄好").await?;
    window.button("开始使用").await?;
    window.wait_text(".shell__town", TOWNSHIP.1).await.map(drop)
}

/// 导入: preview, commit, and a search by initials in the roster.
pub async fn roster(job: &Job) -> Result<()> {
    let window = &job.window;
    let file = job.place.join("青山镇党员花名册.xlsx");
    job.programs.roster(&file, MEMBERS)?;
    window.menu("导入").await?;
    window.give_file(&file).await?;
    window.wait_text(".import-file", "青山镇党员花名册.xlsx").await?;
    window.wait_text(".el-radio-button", &format!("新增 {MEMBERS}")).await?;
    window.shot("import-preview").await?;
    window.button("确认导入").await?;
    window.wait_text(".done", "导入完成").await?;
    window.button("去看名册").await?;
    window.wait_text(".lx-head", &format!("共 {MEMBERS} 人")).await?;
    window.type_into("[aria-label='查找党员']", "wj").await?;
    window.wait_text(".lx-head", "已筛").await?;
    window.wait_text(".lx-grid__line", "王").await?;
    window.shot("roster").await
}

/// 场地与师资: one of each by the form, the rest as a clerk with a long list would rather do it.
pub async fn rooms_and_teachers(job: &Job) -> Result<()> {
    let window = &job.window;
    window.menu("场地与师资").await?;
    window.button("新增场地").await?;
    window.fill("名称", "镇党校大教室").await?;
    window.fill("座位数", "90").await?;
    window.click(".el-drawer__footer button", "保存").await?;
    window.wait_text(".lx-grid__line", "镇党校大教室").await?;
    window.click(".lx-tabs__tab", "师资").await?;
    window.button("新增师资").await?;
    window.fill("姓名", "李春梅").await?;
    window.click(".el-drawer .el-checkbox", "可带班").await?;
    window.click(".el-drawer__footer button", "保存").await?;
    window.wait_text(".lx-grid__line", "李春梅").await?;
    for name in ["张建国", "陈晓东", "刘玉珍"] {
        let person = json!({ "id": null, "name": name, "kind": "part_time", "title": "", "unit": "青山镇政府", "phone": "", "canHead": true, "note": "" });
        window.rpc("faculty.save", person).await?;
    }
    Ok(())
}

/// 年度轮训: a plan for the first year in which every month is still ahead, looked at and confirmed.
pub async fn rotation(job: &Job) -> Result<()> {
    let window = &job.window;
    let today = window.rpc("home.overview", json!({})).await?;
    let year = (today["year"].as_i64().context("首页没有年度")? + 1).to_string();
    window.menu("年度轮训").await?;
    window.button("排一年的班").await?;
    window.fill("年份", &format!("{year}{}", key::TAB)).await?;
    window.wait_text(".el-drawer .el-checkbox", "镇党校大教室").await?;
    window.button("开始排班").await?;
    window.wait_text(".lx-head", &year).await?;
    window.wait_text(".plan-classes", "第1期").await?;
    window.wait_text(".class-panel .lx-grid__line", "").await?;
    window.shot("rotation").await?;
    window.button("确认计划").await?;
    window.click(".el-dialog__footer button", "确认计划").await?;
    window.wait_text(".shell__item.is-active", "班次").await?;
    window.wait_text("[data-test='class-list'] .lx-grid__line", "1").await?;
    window.menu("首页").await?;
    window.shot("home").await
}
