use lunxun_base::{CreditTenths, Error, Id, LocalDate, Result, require};
use lunxun_store::{Tx, rusqlite::Connection};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{HOURS_LINE, HoursChannel, gap, is_duty_holder, store, target_basis};
use crate::{Ctx, commands, params};

/// A line of the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoursLine {
    /// Its id.
    pub id: Id,
    /// The day that decides the year.
    pub day: LocalDate,
    /// Where it comes from.
    pub channel: HoursChannel,
    /// 0.1 学时; negative where it takes another line back.
    pub credit_tenths: CreditTenths,
    /// The arithmetic behind it.
    pub basis_label: String,
    /// The class, amendment or line behind it.
    pub basis_id: Option<Id>,
    /// Remarks.
    pub note: String,
    /// Document number behind a manual entry.
    pub proof: String,
    /// Whether a later line takes this one back.
    pub is_reversed: bool,
}

/// A member's year.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct HoursSummary {
    /// The year.
    pub year: i32,
    /// What is asked, 0.1 学时.
    pub target_tenths: CreditTenths,
    /// What is earned, 0.1 学时.
    pub earned_tenths: CreditTenths,
    /// What is missing, 0.1 学时.
    pub gap_tenths: CreditTenths,
    /// Why, as arithmetic.
    pub target_basis: String,
    /// By day.
    pub lines: Vec<HoursLine>,
}

/// Asks for a member's year.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GetHours {
    /// Who.
    pub member_id: Id,
    /// Which year.
    pub year: i32,
}

/// Enters credit that no class gives: a theme day, a Party lesson, training by a higher level.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AddHours {
    /// Who.
    pub member_id: Id,
    /// The day.
    pub day: LocalDate,
    /// What it was.
    pub channel: HoursChannel,
    /// 0.1 学时.
    pub credit_tenths: CreditTenths,
    /// What it was about.
    #[serde(default)]
    pub note: String,
    /// Document number or file; asked for training by a higher level.
    #[serde(default)]
    pub proof: String,
}

/// Takes a line back by a second one.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReverseHours {
    /// Which.
    pub line_id: Id,
    /// Why.
    pub reason: String,
}

commands! {
    read Township "hours.summary" => get(GetHours) -> HoursSummary;
    write Township "hours.add" => add(AddHours) -> HoursSummary, stale ["hours", "dossier", "home"];
    write Township "hours.reverse" => reverse(ReverseHours) -> HoursSummary, stale ["hours", "dossier", "home"];
}

/// Credit that follows from a class or from its amendment.
#[derive(Debug, Clone)]
pub struct Credit<'a> {
    /// Who.
    pub member: Id,
    /// The day that decides the year.
    pub day: LocalDate,
    /// How much, 0.1 学时; may be negative in an amendment.
    pub credit: CreditTenths,
    /// `class` or `amendment`.
    pub basis_kind: &'static str,
    /// Which class or amendment.
    pub basis: Id,
    /// The arithmetic, as shown.
    pub label: &'a str,
}

/// The id of the line that a basis gives a member: one basis credits once.
#[must_use]
pub fn line_id(member: Id, basis_kind: &str, basis: Id) -> Id {
    Id::derived("hours_line", &[member.as_bytes(), basis_kind.as_bytes(), basis.as_bytes()])
}

/// Enters credit once: the same basis never gives a member a second line.
///
/// # Errors
/// `Conflict` when the basis has credited this member already.
pub fn credit(tx: &Tx<'_>, credit: &Credit<'_>) -> Result<()> {
    let channel = if credit.credit.0 < 0 { HoursChannel::Reversal } else { HoursChannel::Class };
    tx.insert(
        HOURS_LINE,
        line_id(credit.member, credit.basis_kind, credit.basis),
        &[
            ("member_id", credit.member.into()),
            ("day", credit.day.into()),
            ("channel", channel.into()),
            ("credit_tenths", credit.credit.into()),
            ("basis_kind", credit.basis_kind.into()),
            ("basis_id", credit.basis.into()),
            ("basis_label", credit.label.into()),
        ],
    )
}

/// A member's target, by the duties held and the parameters in force on the last day of the year.
///
/// # Errors
/// Those of the database.
pub fn target(conn: &Connection, duties: &str, year: i32) -> Result<CreditTenths> {
    let key = if is_duty_holder(duties) { "hours.duty" } else { "hours.member" };
    let on = LocalDate::from_ymd(year, 12, 31).unwrap_or_else(|| LocalDate::from_millis(0));
    Ok(CreditTenths(i32::try_from(params::value(conn, key, on)?).unwrap_or(i32::MAX)))
}

/// A member's year: target, earned, gap and every line.
///
/// # Errors
/// `NotFound` for an unknown member.
pub fn summary(conn: &Connection, member: Id, year: i32) -> Result<HoursSummary> {
    let duties = store::duties(conn, member)?;
    let target = target(conn, &duties, year)?;
    let lines: Vec<HoursLine> = store::lines(conn, member, year)?.into_iter().map(|stored| stored.line).collect();
    let credits: Vec<CreditTenths> = lines.iter().map(|line| line.credit_tenths).collect();
    let earned = credits.iter().copied().sum();
    Ok(HoursSummary {
        year,
        target_tenths: target,
        earned_tenths: earned,
        gap_tenths: gap(target, earned),
        target_basis: target_basis(is_duty_holder(&duties), target, &credits),
        lines,
    })
}

fn get(ctx: &mut Ctx<'_>, request: GetHours) -> Result<HoursSummary> {
    summary(ctx.conn(), request.member_id, request.year)
}

fn add(ctx: &mut Ctx<'_>, request: AddHours) -> Result<HoursSummary> {
    use HoursChannel::{Class, Reversal, Superior};
    let (member, day) = (request.member_id, request.day);
    require!(
        !matches!(request.channel, Class | Reversal),
        "channel",
        "班次学时在结班时自动记入；冲销请在原记录上操作。"
    );
    require!(request.credit_tenths.0 > 0, "creditTenths", "学时应大于 0。");
    require!(day <= ctx.today(), "day", "日期不能晚于今天。");
    let is_superior = request.channel == Superior;
    require!(
        !is_superior || !request.proof.trim().is_empty(),
        "proof",
        "上级调训补录学时，请填写通知文号或结业证书号。"
    );
    ctx.write(|tx| {
        let conn = tx.conn();
        let own = store::lines(conn, member, day.year())?;
        let there: Vec<_> = own
            .iter()
            .filter(|stored| {
                stored.line.day == day && stored.line.channel == request.channel && !stored.line.is_reversed
            })
            .collect();
        if !there.is_empty() {
            return Err(Error::conflict(format!(
                "{}已记过一次{}学时，同一天不重复计。如需更改，请先冲销原记录。",
                day.chinese(),
                request.channel.label()
            )));
        }
        if !is_superior {
            check_day(conn, member, day, &own, request.credit_tenths)?;
        }
        let label = format!("{}：{} 学时（{}）", day.chinese(), request.credit_tenths, request.channel.label());
        // The same day and channel entered on two PCs meet in one line; after a reversal the next one is another line.
        let round = own
            .iter()
            .filter(|stored| stored.line.day == day && stored.line.channel == request.channel)
            .count()
            .to_le_bytes();
        let word = request.channel.word().as_bytes();
        let id = Id::derived("hours_line.entry", &[member.as_bytes(), day.to_string().as_bytes(), word, &round]);
        tx.insert(
            HOURS_LINE,
            id,
            &[
                ("member_id", member.into()),
                ("day", day.into()),
                ("channel", request.channel.into()),
                ("credit_tenths", request.credit_tenths.into()),
                ("basis_kind", "entry".into()),
                ("basis_label", label.into()),
                ("note", request.note.trim().into()),
                ("proof", request.proof.trim().into()),
            ],
        )?;
        tx.summarise(&format!("补录学时：{} {} 学时", request.channel.label(), request.credit_tenths))
    })?;
    summary(ctx.conn(), member, day.year())
}

/// Refuses what would lift a day over its cap: overlapping study credits once.
fn check_day(conn: &Connection, member: Id, day: LocalDate, own: &[store::Stored], credit: CreditTenths) -> Result<()> {
    store::duties(conn, member)?;
    let cap = params::value(conn, "hours.day_cap", day)?;
    let entered: i64 = own
        .iter()
        .filter(|stored| stored.line.day == day && stored.line.channel != HoursChannel::Class)
        .map(|stored| i64::from(stored.line.credit_tenths.0))
        .sum();
    let taught = store::taught_that_day(conn, member, day)?.min(cap);
    let total = entered + taught + i64::from(credit.0);
    let tenths = |value: i64| CreditTenths(i32::try_from(value).unwrap_or(i32::MAX));
    require!(
        total <= cap,
        "creditTenths",
        "{}已有 {} 学时，一天最多计 {} 学时，请减少学时或检查日期。",
        day.chinese(),
        tenths(entered + taught),
        tenths(cap)
    );
    Ok(())
}

fn reverse(ctx: &mut Ctx<'_>, request: ReverseHours) -> Result<HoursSummary> {
    let reason = request.reason.trim();
    require!(!reason.is_empty(), "reason", "请写明冲销的原因。");
    let stored = store::line(ctx.conn(), request.line_id)?;
    let line = stored.line;
    require!(
        line.channel != HoursChannel::Reversal && stored.reverses.is_none(),
        "lineId",
        "冲销记录不能再冲销，请重新补录。"
    );
    require!(!line.is_reversed, "lineId", "这一条已经冲销过了。");
    ctx.write(|tx| {
        tx.insert(
            HOURS_LINE,
            line_id(stored.member, "reversal", line.id),
            &[
                ("member_id", stored.member.into()),
                ("day", line.day.into()),
                ("channel", HoursChannel::Reversal.into()),
                ("credit_tenths", CreditTenths(-line.credit_tenths.0).into()),
                ("basis_kind", "reversal".into()),
                ("basis_id", line.id.into()),
                ("basis_label", format!("冲销：{}", line.basis_label).into()),
                ("note", reason.into()),
                ("reverses_id", line.id.into()),
            ],
        )?;
        tx.summarise(&format!("冲销学时 {}", line.credit_tenths))
    })?;
    summary(ctx.conn(), stored.member, line.day.year())
}
