//! The county and the second PC.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use lunxun_e2e::{County, Window, key};

use crate::{
    Job,
    start::{ADMIN, TOWNSHIP, recovery_key},
};

/// What one PC shows of a member.
#[derive(Debug)]
pub struct Dossier {
    name: String,
    text: String,
}

/// Synchronising by itself, after it was offline, takes its time.
const SYNC: Duration = Duration::from_secs(60);
const PHONE: &str = "13900004321";

/// 学员档案 of somebody who was in the class.
pub async fn dossier(job: &Job) -> Result<Dossier> {
    let window = &job.window;
    window.press("step-trainees").await?;
    let row = window.wait_text(".lx-grid__line", "").await?;
    let name = row.split(' ').nth(1).context("名单里没有名字")?.to_owned();
    let text = open_dossier(window, &name).await?;
    ensure!(text.contains("考勤") && text.contains("鉴定等次"), "档案里没有这一期：{text}");
    window.shot("dossier").await?;
    Ok(Dossier { name, text })
}

/// 同步: this PC is enrolled with a one-time code, and both sides agree.
pub async fn enrolled(job: &Job, county: &County) -> Result<()> {
    let window = &job.window;
    let code = county.code(TOWNSHIP.0, TOWNSHIP.1)?;
    window.menu("同步与冲突").await?;
    window.fill("县级服务地址", &county.url()).await?;
    window.fill("一次性登记码", &code).await?;
    window.fill("这台电脑的名字", "党建办一号机").await?;
    window.click("form button", "接入").await?;
    window.wait_text_for(".lx-sync", "已同步", SYNC).await?;
    window.wait_text(".sync__now", "两边已核对一致").await?;
    window.shot("sync").await
}

/// 加入已有乡镇 on another PC.
pub async fn joined(job: &Job, county: &County) -> Result<()> {
    let window = &job.window;
    let code = county.code(TOWNSHIP.0, TOWNSHIP.1)?;
    window.wait_text("h1", "欢迎使用轮训通").await?;
    window.button("加入已有乡镇").await?;
    window.fill("县级服务地址", &county.url()).await?;
    window.fill("一次性登记码", &code).await?;
    window.fill("这台电脑的名字", "党建办二号机").await?;
    window.fill("管理员姓名", "吴强").await?;
    window.fill("用户名", ADMIN.0).await?;
    window.fill("密码", ADMIN.1).await?;
    window.fill("再输一次密码", ADMIN.1).await?;
    window.button("接入并取回数据").await?;
    window.wait_text_for("h1", "请抄好恢复密钥", SYNC).await?;
    recovery_key(job, "second-pc-recovery-key").await
}

/// The second PC shows word for word what the first one showed.
pub async fn same_dossier(job: &Job, file: &Dossier) -> Result<()> {
    let text = open_dossier(&job.window, &file.name).await?;
    job.window.shot("second-pc-dossier").await?;
    ensure!(text == file.text, "两台电脑的档案不一样：\n{}\n{text}", file.text);
    Ok(())
}

/// Work goes on while the county cannot be reached, and the window says so.
pub async fn phone_changed_offline(job: &Job, file: &Dossier) -> Result<()> {
    let window = &job.window;
    open_member(window, &file.name).await?;
    window.click(".el-drawer__footer button", "修改").await?;
    window.fill("手机号", PHONE).await?;
    window.click(".el-drawer__footer button", "保存").await?;
    window.wait_text(".el-drawer", "139****4321").await?;
    window.keys(key::ESCAPE).await?;
    window.wait_gone(".el-drawer").await?;
    window.wait_text_for(".lx-sync", "离线，1 项待传", SYNC).await?;
    window.menu("同步与冲突").await?;
    window.wait_text(".sync__now", "连不上县里").await?;
    window.shot("offline").await
}

/// What waited goes out once the county is back.
pub async fn sent(job: &Job) -> Result<()> {
    job.window.button("现在同步").await?;
    job.window.wait_text_for(".lx-sync", "已同步", SYNC).await.map(drop)
}

/// The first PC, opened the next morning, has it too.
pub async fn phone_arrived(job: &Job, file: &Dossier) -> Result<()> {
    let window = &job.window;
    window.fill("用户名", ADMIN.0).await?;
    window.fill("密码", ADMIN.1).await?;
    window.click("form button", "登录").await?;
    window.wait_text(".shell__town", TOWNSHIP.1).await?;
    window.wait_text_for(".lx-sync", "已同步", SYNC).await?;
    open_member(window, &file.name).await?;
    window.wait_text_for(".el-drawer", "139****4321", SYNC).await.map(drop)
}

async fn open_dossier(window: &Window, name: &str) -> Result<String> {
    window.menu("学员档案").await?;
    window.type_into("[data-test='dossier-search'] input, input[data-test='dossier-search']", name).await?;
    window.wait_text(".lx-page", "共 1 人").await?;
    window.click(".lx-grid__line", name).await?;
    window.keys(key::ENTER).await?;
    window.wait_text("[data-test='dossier']", "参加过的班次").await?;
    window.calm().await?;
    window.wait_text("[data-test='dossier']", "参加过的班次").await
}

async fn open_member(window: &Window, name: &str) -> Result<()> {
    window.menu("党员名册").await?;
    window.type_into("[aria-label='查找党员']", name).await?;
    window.wait_text(".lx-head", "已筛 1").await?;
    window.click(".lx-grid__line", name).await?;
    window.keys(key::ENTER).await?;
    window.wait_text(".el-drawer__header", name).await.map(drop)
}
