//! One class from its notice to its closing.

use std::{fs, path::Path};

use anyhow::{Context as _, Result, ensure};
use lunxun_e2e::{Window, key};
use serde_json::{Value, json};

use crate::Job;

/// Seats and the keys for what is not plain presence: late, sick leave, absent.
const EXCEPTIONS: [(&str, &str, &str); 3] = [("03", "2", "迟到"), ("17", "5", "病假"), ("42", "7", "旷课")];

/// 发通知, 报到, 开班.
pub async fn opened(job: &Job) -> Result<()> {
    let window = &job.window;
    window.menu("班次").await?;
    let name = largest(window).await?;
    window.click("[data-test='class-list'] .lx-grid__line", &name).await?;
    window.keys(key::ENTER).await?;
    window.wait_text("[data-test='class-state']", "").await?;
    window.press("step-overview").await?;
    window.press("class-advance-notified").await?;
    stands_at(window, "notified").await?;
    window.press("step-trainees").await?;
    window.press("trainee-all-arrived").await?;
    window.wait_text(".bench__step", "未报到 0 人").await?;
    window.press("step-overview").await?;
    early(window, "running", "开班").await?;
    stands_at(window, "running").await?;
    window.shot("class").await
}

/// 点名: everybody present by one key, each exception by one key once its seat is typed.
pub async fn roll(job: &Job) -> Result<()> {
    let window = &job.window;
    window.press("step-roll").await?;
    let counts = window.wait_text("[data-test='roll-counts']", "应到").await?;
    let due: usize = number_after(&counts, "应到").context("没有应到人数")?;
    ensure!(due >= 60, "这个班只有 {due} 人，说明不了六十人的点名");
    window.press("roll-find").await?;
    let mut marking = window.keys(key::F8).await?;
    window.wait_text("[data-test='roll-counts']", "未登记 0").await?;
    let mut finding = 0;
    for (seat, state, word) in EXCEPTIONS {
        finding += window.keys(seat).await?;
        window.wait_text(".roll-keys__now", &format!("{} 号", seat.trim_start_matches('0'))).await?;
        marking += window.keys(state).await?;
        window.wait_text(&format!("[data-test='roll-row-{}']", seat.trim_start_matches('0')), word).await?;
    }
    ensure!(marking <= EXCEPTIONS.len() + 5, "登记用了 {marking} 个键");
    ensure!(marking + finding <= 3 * EXCEPTIONS.len() + 5, "连找人一共用了 {} 个键", marking + finding);
    let counts = window.wait_text("[data-test='roll-counts']", "旷课 1").await?;
    ensure!(number_after(&counts, "实到") == Some(due - 2), "实到人数不对：{counts}");
    window.wait_text(".roll .lx-toolbar", "已保存").await?;
    window.shot("roll-call").await?;
    // The other half-days: everybody came.
    let lessons = window.texts(".roll__tab").await?.len();
    for lesson in 1..lessons {
        window.click(&format!(".roll__tab:nth-child({})", lesson + 1), "").await?;
        window.wait_text("[data-test='roll-counts']", &format!("未登记 {due}")).await?;
        window.keys(key::F8).await?;
        window.wait_text("[data-test='roll-counts']", "未登记 0").await?;
    }
    Ok(())
}

/// 成绩: typed down the column, as into a spreadsheet.
pub async fn marks(job: &Job) -> Result<()> {
    let window = &job.window;
    window.press("step-overview").await?;
    early(window, "taught", "结课").await?;
    stands_at(window, "taught").await?;
    window.press("step-marks").await?;
    let rows = window.wait_text(".bench__step", "共").await?;
    let people: usize = number_after(&rows, "共").context("没有人数")?;
    window.click("[data-test='marks-grid'] [role=row]:nth-child(2) [role=gridcell]:nth-child(4)", "").await?;
    // Everybody but the last: closing must say who is missing.
    for at in 0..people - 1 {
        window.keys(&format!("{}{}", 68 + (at * 7) % 25, key::ENTER)).await?;
    }
    window.wait_text(".bench__step", "还有 1 人算不出").await?;
    refused(window, "考核成绩").await?;
    window.press("step-marks").await?;
    window
        .click(
            &format!("[data-test='marks-grid'] [role=row]:nth-child({}) [role=gridcell]:nth-child(4)", people + 1),
            "",
        )
        .await?;
    window.keys(&format!("75{}", key::ENTER)).await?;
    window.wait_text(".bench__step", "综合成绩都已算出").await?;
    window.shot("marks").await
}

/// 在校表现: one note for one person.
pub async fn conduct(job: &Job) -> Result<()> {
    let window = &job.window;
    window.press("step-conduct").await?;
    window.click("[data-test='conduct-person']", "").await?;
    window.click(".el-select-dropdown__item", "1 ").await?;
    window.press("conduct-speech").await?;
    window.wait_text(".lx-table", "发言").await.map(drop)
}

/// 鉴定: drafted from the facts, one of them edited, all of them looked at.
pub async fn appraisals(job: &Job) -> Result<()> {
    let window = &job.window;
    refused(window, "鉴定").await?;
    window.press("step-appraisal").await?;
    window.press("appraisal-draft").await?;
    window.wait_text(".appraisals__row", "草稿").await?;
    window.click("[data-test='appraisal-text']", "").await?;
    window.keys(key::TO_THE_END).await?;
    window.keys("小组讨论中联系本村实际谈体会。").await?;
    window.wait_text("textarea[data-test='appraisal-text']", "联系本村实际谈体会。").await?;
    window.shot("appraisal").await?;
    let people = window.texts(".appraisals__row").await?.len();
    for done in 1..=people {
        window.keys(key::SAVE).await?;
        window.wait_text(".bench__step", &format!("已写好 {done} / {people}")).await?;
    }
    Ok(())
}

/// 结班: nothing is missing any more; then it is locked.
pub async fn closed(job: &Job) -> Result<()> {
    let window = &job.window;
    window.press("step-close").await?;
    window.wait_text(".overview__next", "都齐了").await?;
    window.press("class-close").await?;
    window.click(".class-close-confirm", "").await?;
    stands_at(window, "closed").await?;
    window.wait_text("[data-test='class-locked']", "不能再改").await?;
    window.shot("closed").await
}

/// 打印: the sign-in sheet and the appraisal forms stand on the disk as PDF and went to the viewer.
pub async fn printed(job: &Job) -> Result<()> {
    let window = &job.window;
    window.press("step-print").await?;
    window.press("print-sign-in").await?;
    window.wait_text("[data-test='print-file']", "签到").await?;
    window.click(".print .el-select__wrapper", "").await?;
    window.click(".el-select-dropdown__item", "1 ").await?;
    window.click("[data-test='print-appraisal']", "打印 1 人").await?;
    window.wait_text("[data-test='print-file']", "鉴定").await?;
    window.shot("printed").await?;
    let opened = fs::read_to_string(job.place.join("pc1.opened"))?;
    let files: Vec<&Path> =
        opened.lines().map(Path::new).filter(|file| file.extension().is_some_and(|end| end == "pdf")).collect();
    ensure!(files.len() >= 2, "没有交给系统阅读器打开：{opened}");
    for file in files {
        ensure!(file.starts_with(job.place.join("pc1/exports")), "没有存在 exports 下：{}", file.display());
        ensure!(fs::read(file)?.starts_with(b"%PDF"), "不是 PDF：{}", file.display());
    }
    Ok(())
}

/// Closing now is refused in words that name what is missing.
async fn refused(window: &Window, what: &str) -> Result<()> {
    window.press("step-close").await?;
    window.press("class-close").await?;
    window.click(".class-close-confirm", "").await?;
    window.wait_text(".lx-error, .el-alert, [role=alert]", what).await?;
    let class = class(window).await?;
    ensure!(class["state"] != "closed", "缺东西也结了班");
    Ok(())
}

/// A step forward before its day: the class lies in the year to come, and the program asks whether that is meant.
async fn early(window: &Window, state: &str, word: &str) -> Result<()> {
    window.press(&format!("class-advance-{state}")).await?;
    window.click(".el-message-box button", &format!("={word}")).await
}

/// The workbench shows that the class has come so far.
async fn stands_at(window: &Window, state: &str) -> Result<()> {
    window.wait_text(&format!("[data-test='class-state'][data-state='{state}']"), "").await.map(drop)
}

/// The name of the class with the most trainees among those of more than one day.
async fn largest(window: &Window) -> Result<String> {
    let list = window.rpc("class.list", json!({ "year": null, "state": null })).await?;
    let classes = list["classes"].as_array().context("没有班次")?;
    let class = classes
        .iter()
        .filter(|class| class["startsOn"] != class["endsOn"])
        .max_by_key(|class| class["enrolled"].as_u64())
        .context("没有班次")?;
    class["name"].as_str().map(str::to_owned).context("班次没有名称")
}

/// The class whose workbench is open.
async fn class(window: &Window) -> Result<Value> {
    let list = window.rpc("class.list", json!({ "year": null, "state": null })).await?;
    let title = window.texts(".lx-head h1, .lx-head h2").await?.join(" ");
    let classes = list["classes"].as_array().context("没有班次")?;
    let found = classes.iter().find(|class| class["name"].as_str().is_some_and(|name| title.contains(name)));
    found.cloned().with_context(|| format!("班次列表里没有“{title}”"))
}

fn number_after(text: &str, word: &str) -> Option<usize> {
    let rest = text.split_once(word)?.1.trim_start();
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
