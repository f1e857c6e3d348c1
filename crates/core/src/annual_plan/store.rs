//! The SQL of the annual plan.

use std::collections::BTreeMap;

use lunxun_base::{Id, LocalDate, OrNotFound, Result};
use lunxun_store::{
    RowExt, db,
    rusqlite::{Connection, Row, named_params},
};

use super::{
    model::{AnnualPlanState, TraineeKind},
    views::{AnnualPlanSummary, TargetFigures},
};
use crate::{
    rows::{first, rows},
    training_class::ClassTier,
};

/// A version's row.
#[derive(Debug, Clone)]
pub(super) struct PlanRow {
    pub summary: AnnualPlanSummary,
    pub town: TargetFigures,
}

/// An item's row.
#[derive(Debug, Clone)]
pub(super) struct ItemRow {
    pub id: Id,
    pub line: Id,
    pub name: String,
    pub tier: ClassTier,
    pub trainee_kind: TraineeKind,
    pub segment: Option<Id>,
    pub audience: String,
    pub courses: Vec<Id>,
    pub month: u32,
    pub days: u32,
    pub size: u32,
    pub sessions: u32,
    pub venue: Option<Id>,
    pub budget_fen: i64,
    pub owner: String,
    pub county: Option<Id>,
    pub note: String,
}

/// An item of the county.
#[derive(Debug, Clone)]
pub(super) struct CountyRow {
    pub id: Id,
    pub year: i32,
    pub title: String,
    pub tier: ClassTier,
    pub quota: u32,
    pub due_on: Option<LocalDate>,
    pub document_no: String,
    pub note: String,
}

/// A member of good standing, as targets see them.
#[derive(Debug, Clone)]
pub(super) struct DueMember {
    pub id: Id,
    pub name: String,
    pub branch: Option<Id>,
    pub branch_name: String,
    pub is_exempt: bool,
}

/// Somebody in a class of the plan.
#[derive(Debug, Clone)]
pub(super) struct PlanTrainee {
    pub line: Id,
    pub member: Id,
    pub class: Id,
    pub class_name: String,
    pub name: String,
    pub branch: Option<Id>,
    pub branch_name: String,
    pub is_completed: bool,
}

pub(super) fn plan_id(year: i32, version: u32) -> Id {
    Id::derived("annual_plan", &[&year.to_be_bytes(), &version.to_be_bytes()])
}

pub(super) fn copied_item_id(plan: Id, line: Id) -> Id {
    Id::derived("plan_item", &[plan.as_bytes(), line.as_bytes()])
}

pub(super) fn target_id(plan: Id, branch: Id) -> Id {
    Id::derived("plan_target", &[plan.as_bytes(), branch.as_bytes()])
}

pub(super) fn link_id(class: Id) -> Id {
    Id::derived("plan_class", &[class.as_bytes()])
}

fn text(row: &Row<'_>, name: &str) -> Result<String> {
    row.col::<Option<String>>(name).map(Option::unwrap_or_default)
}

fn count(row: &Row<'_>, name: &str) -> Result<u32> {
    row.col::<Option<u32>>(name).map(Option::unwrap_or_default)
}

/// Ids out of a column that holds several.
pub(super) fn ids(text: &str) -> Vec<Id> {
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

/// Several ids for one column.
pub(super) fn ids_text(ids: &[Id]) -> String {
    ids.iter().map(Id::to_string).collect::<Vec<_>>().join(" ")
}

fn plan_row(row: &Row<'_>) -> Result<PlanRow> {
    Ok(PlanRow {
        summary: AnnualPlanSummary {
            id: row.id("id")?,
            year: row.col::<Option<i32>>("year")?.unwrap_or_default(),
            version: count(row, "version")?,
            state: AnnualPlanState::from_word(&text(row, "state")?)?,
            document_no: text(row, "document_no")?,
            decision_on: row.opt_date("decision_on")?,
            decision_no: text(row, "decision_no")?,
            issued_on: row.opt_date("issued_on")?,
            adjust_reason: text(row, "adjust_reason")?,
            based_on_id: row.opt_id("based_on_id")?,
            item_count: count(row, "item_count")?,
        },
        town: TargetFigures {
            persons: count(row, "persons_count")?,
            hours: count(row, "hours_count")?,
            sessions: count(row, "sessions_count")?,
        },
    })
}

/// Every version, the latest first.
pub(super) fn plans(conn: &Connection) -> Result<Vec<PlanRow>> {
    let sql = "SELECT p.id, p.year, p.version, p.state, p.document_no, p.decision_on, p.decision_no, p.issued_on,
                      p.adjust_reason, p.based_on_id, p.persons_count, p.hours_count, p.sessions_count,
                      (SELECT COUNT(*) FROM plan_item AS i WHERE i.plan_id = p.id AND i.deleted_at IS NULL) AS item_count
               FROM annual_plan AS p WHERE p.deleted_at IS NULL ORDER BY p.year DESC, p.version DESC, p.id LIMIT 500";
    rows(conn, sql, &[], plan_row)
}

pub(super) fn plan(conn: &Connection, id: Id) -> Result<PlanRow> {
    plans(conn)?.into_iter().find(|plan| plan.summary.id == id).or_not_found("年度计划")
}

fn item_row(row: &Row<'_>) -> Result<ItemRow> {
    Ok(ItemRow {
        id: row.id("id")?,
        line: row.opt_id("line_id")?.unwrap_or(row.id("id")?),
        name: text(row, "name")?,
        tier: ClassTier::from_word(&text(row, "tier")?)?,
        trainee_kind: TraineeKind::from_word(&text(row, "trainee_kind")?)?,
        segment: row.opt_id("segment_id")?,
        audience: text(row, "audience")?,
        courses: ids(&text(row, "course_ids")?),
        month: count(row, "month")?,
        days: count(row, "days_count")?,
        size: count(row, "persons_count")?,
        sessions: count(row, "sessions_count")?,
        venue: row.opt_id("venue_id")?,
        budget_fen: row.col::<Option<i64>>("budget_fen")?.unwrap_or_default(),
        owner: text(row, "owner")?,
        county: row.opt_id("county_item_id")?,
        note: text(row, "note")?,
    })
}

/// A version's items by tier and month.
pub(super) fn items(conn: &Connection, plan: Id) -> Result<Vec<ItemRow>> {
    let mut items =
        rows(conn, include_str!("sql/list_items.sql"), named_params! { ":plan": plan.as_bytes() }, item_row)?;
    items.sort_by_key(|item| (item.tier, item.month, item.id));
    Ok(items)
}

/// The version that an item stands in.
pub(super) fn plan_of_item(conn: &Connection, item: Id) -> Result<Option<Id>> {
    let sql = "SELECT plan_id FROM plan_item WHERE id = :id AND deleted_at IS NULL";
    Ok(first(conn, sql, named_params! { ":id": item.as_bytes() }, |row| row.opt_id("plan_id"))?.flatten())
}

/// A version's targets by branch.
pub(super) fn targets(conn: &Connection, plan: Id) -> Result<BTreeMap<Id, TargetFigures>> {
    let sql = "SELECT branch_id, persons_count, hours_count, sessions_count FROM plan_target
               WHERE plan_id = :plan AND deleted_at IS NULL ORDER BY id LIMIT 5000";
    let found = rows(conn, sql, named_params! { ":plan": plan.as_bytes() }, |row| {
        let figures = TargetFigures {
            persons: count(row, "persons_count")?,
            hours: count(row, "hours_count")?,
            sessions: count(row, "sessions_count")?,
        };
        Ok((row.id("branch_id")?, figures))
    })?;
    Ok(found.into_iter().collect())
}

/// What the county asks in a year, by title.
pub(super) fn county_items(conn: &Connection, year: i32) -> Result<Vec<CountyRow>> {
    let sql = "SELECT id, year, title, tier, quota_count, due_on, document_no, note FROM county_item
               WHERE year = :year AND deleted_at IS NULL ORDER BY due_on IS NULL, due_on, title, id LIMIT 500";
    rows(conn, sql, named_params! { ":year": year }, |row| {
        Ok(CountyRow {
            id: row.id("id")?,
            year: row.col::<Option<i32>>("year")?.unwrap_or_default(),
            title: text(row, "title")?,
            tier: ClassTier::from_word(&text(row, "tier")?)?,
            quota: count(row, "quota_count")?,
            due_on: row.opt_date("due_on")?,
            document_no: text(row, "document_no")?,
            note: text(row, "note")?,
        })
    })
}

/// Members in good standing today, in roster order.
pub(super) fn due_members(conn: &Connection, today: LocalDate) -> Result<Vec<DueMember>> {
    let today = today.to_string();
    rows(conn, include_str!("sql/list_due_members.sql"), named_params! { ":today": today }, |row| {
        Ok(DueMember {
            id: row.id("id")?,
            name: text(row, "name")?,
            branch: row.opt_id("branch_id")?,
            branch_name: text(row, "branch_name")?,
            is_exempt: row.col::<Option<bool>>("is_exempt")?.unwrap_or_default(),
        })
    })
}

/// Which class carries out which line.
pub(super) fn links(conn: &Connection) -> Result<BTreeMap<Id, Id>> {
    let sql = "SELECT training_class_id, line_id FROM plan_class
               WHERE deleted_at IS NULL AND line_id IS NOT NULL ORDER BY id LIMIT 20000";
    let found = rows(conn, sql, &[], |row| Ok((row.id("training_class_id")?, row.id("line_id")?)))?;
    Ok(found.into_iter().collect())
}

/// Everybody due in a class of the plan that began by a day.
pub(super) fn trainees(conn: &Connection, year: i32, day: LocalDate) -> Result<Vec<PlanTrainee>> {
    let (year, day) = (year.to_string(), day.to_string());
    let sql = include_str!("sql/list_plan_trainees.sql");
    rows(conn, sql, named_params! { ":year": year, ":day": day }, |row| {
        Ok(PlanTrainee {
            line: row.id("line_id")?,
            member: row.id("member_id")?,
            class: row.id("class_id")?,
            class_name: text(row, "class_name")?,
            name: text(row, "name")?,
            branch: row.opt_id("branch_id")?,
            branch_name: text(row, "branch_name")?,
            is_completed: text(row, "state")? == "completed",
        })
    })
}

/// 学时 earned by branch from New Year until a day, tenths.
pub(super) fn branch_hours(conn: &Connection, year: i32, day: LocalDate) -> Result<BTreeMap<Id, i64>> {
    let (begin, last) = (format!("{year:04}-01-01"), day.to_string());
    let sql = include_str!("sql/sum_branch_hours.sql");
    let found = rows(conn, sql, named_params! { ":first": begin, ":last": last }, |row| {
        Ok((row.id("branch_id")?, row.col::<i64>("earned_tenths")?))
    })?;
    Ok(found.into_iter().collect())
}

/// Whether an action wrote items or targets of a version that is no draft now.
pub(super) fn touches_fixed_plan(conn: &Connection, operation: Id) -> Result<bool> {
    let sql = "SELECT EXISTS (
                   SELECT 1 FROM audit AS a
                   LEFT JOIN plan_item AS i ON a.kind = 'plan_item' AND i.id = a.row_id
                   LEFT JOIN plan_target AS t ON a.kind = 'plan_target' AND t.id = a.row_id
                   JOIN annual_plan AS p ON p.id = coalesce(i.plan_id, t.plan_id)
                   WHERE a.operation_id = :operation AND p.state <> 'draft')";
    conn.query_row(sql, named_params! { ":operation": operation.as_bytes() }, |row| row.get(0)).map_err(db)
}
