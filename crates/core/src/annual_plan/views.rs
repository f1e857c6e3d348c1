//! The plan on the wire.

use lunxun_base::{Id, LocalDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::model::{AnnualPlanState, TraineeKind};
use crate::{
    course::CourseCategory,
    training_class::{ClassState, ClassTier},
};

macro_rules! wire {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
        #[serde(rename_all = "camelCase")]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* })*
    };
}

wire! {
    /// A version in the list.
    AnnualPlanSummary {
        /// Its id.
        id: Id,
        /// The year.
        year: i32,
        /// 第几版, from 1.
        version: u32,
        /// Where it stands.
        state: AnnualPlanState,
        /// The document by which it was issued.
        document_no: String,
        /// The Party committee's meeting.
        decision_on: Option<LocalDate>,
        /// Its record.
        decision_no: String,
        /// When it was issued.
        issued_on: Option<LocalDate>,
        /// Why it replaces the version before.
        adjust_reason: String,
        /// The version before.
        based_on_id: Option<Id>,
        /// Its items.
        item_count: u32,
    }
    /// Every version.
    AnnualPlanList {
        /// The latest year and version first.
        plans: Vec<AnnualPlanSummary>,
    }
    /// Names a version.
    GetAnnualPlan {
        /// Which.
        plan_id: Id,
    }
    /// Begins the first version of a year.
    CreateAnnualPlan {
        /// The year.
        year: i32,
    }
    /// An item (计划项目).
    PlanItemView {
        /// Its id.
        id: Id,
        /// The same item through all versions.
        line_id: Id,
        /// Its name.
        name: String,
        /// Its tier.
        tier: ClassTier,
        /// Whom it trains.
        trainee_kind: TraineeKind,
        /// The segment (人群), where one.
        segment_id: Option<Id>,
        /// Its name.
        segment_name: String,
        /// Whom, in words.
        audience: String,
        /// Its courses.
        course_ids: Vec<Id>,
        /// Their titles.
        course_titles: Vec<String>,
        /// Credit of its courses for one trainee, 0.1 学时.
        credit_tenths: u32,
        /// Month, 1 to 12.
        month: u32,
        /// Days of a session.
        days: u32,
        /// Persons of a session.
        size: u32,
        /// Sessions (期数).
        sessions: u32,
        /// Where.
        venue_id: Option<Id>,
        /// Its name.
        venue_name: String,
        /// What it may cost, 分.
        budget_fen: i64,
        /// Who answers for it.
        owner: String,
        /// The county's item that it carries out.
        county_item_id: Option<Id>,
        /// Its title.
        county_title: String,
        /// Remarks.
        note: String,
    }
    /// Sums of the items.
    PlanTotals {
        /// Items.
        items: u32,
        /// Sessions.
        sessions: u32,
        /// Persons times sessions (人次).
        person_times: u32,
        /// Person-hours, 0.1 学时.
        person_tenths: u32,
        /// Budget, 分.
        budget_fen: i64,
    }
    /// A branch's target.
    PlanTargetView {
        /// The branch.
        branch_id: Id,
        /// Its name.
        branch_name: String,
        /// Members due today.
        due_count: u32,
        /// Persons.
        persons: u32,
        /// Person-hours, whole 学时.
        hours: u32,
        /// Sessions of its own.
        sessions: u32,
    }
    /// Three target figures.
    TargetFigures {
        /// Persons.
        persons: u32,
        /// Person-hours, whole 学时.
        hours: u32,
        /// Sessions.
        sessions: u32,
    }
    /// What the county asks of this township (县级项目).
    CountyItemView {
        /// Its id.
        id: Id,
        /// The year.
        year: i32,
        /// Its title.
        title: String,
        /// Its tier.
        tier: ClassTier,
        /// Places or persons of this township.
        quota: u32,
        /// By when.
        due_on: Option<LocalDate>,
        /// The county's document.
        document_no: String,
        /// Remarks.
        note: String,
        /// Persons of the items that cite it (人次).
        planned: u32,
        /// Items that cite it.
        cited: u32,
    }
    /// One of the three bars.
    BalanceBar {
        /// `practical`, `individual`, `special`.
        key: String,
        /// What it is called.
        label: String,
        /// Hundredths of a percent; absent without lessons.
        share: Option<u32>,
        /// As shown: `26.25%` or `—`.
        text: String,
        /// What is wanted, percent.
        target: u32,
        /// Whether it is reached.
        is_met: bool,
    }
    /// A field's part of the person-hours.
    CategoryShare {
        /// The field.
        category: CourseCategory,
        /// Person-hours, 0.1 学时.
        person_tenths: u32,
        /// Of all: `12.50%`.
        percent: String,
    }
    /// The content balance (三多三少).
    PlanBalance {
        /// Person-hours, 0.1 学时.
        person_tenths: u32,
        /// Practical, individual, special.
        bars: Vec<BalanceBar>,
        /// `0.624`; `—` without lessons.
        index: String,
        /// Items without a course, which count for nothing here.
        without_course: u32,
        /// All seven fields.
        categories: Vec<CategoryShare>,
    }
    /// Asks for the balance, with one item as it is being typed.
    GetPlanBalance {
        /// The version.
        plan_id: Id,
        /// The item being edited or added; none where absent.
        #[serde(default)]
        trial: Option<BalanceTrial>,
    }
    /// An item as it is being typed.
    BalanceTrial {
        /// The item that it replaces; a new one where absent.
        #[serde(default)]
        item_id: Option<Id>,
        /// Its courses.
        course_ids: Vec<Id>,
        /// Persons of a session.
        size: u32,
        /// Sessions.
        sessions: u32,
    }
    /// A version of the plan.
    AnnualPlanView {
        /// Its own row.
        plan: AnnualPlanSummary,
        /// Whether it may be changed.
        is_editable: bool,
        /// By tier and month.
        items: Vec<PlanItemView>,
        /// Sums of the items.
        totals: PlanTotals,
        /// The town's targets.
        town: TargetFigures,
        /// Every branch.
        targets: Vec<PlanTargetView>,
        /// What the branches add up to.
        target_sums: TargetFigures,
        /// Members due today in all branches.
        due_count: u32,
        /// Members due who belong to no branch.
        without_branch: u32,
        /// Left out: taught at home (送学上门).
        exempt_count: u32,
        /// The year's 学时 of a member, 0.1.
        hours_target_tenths: u32,
        /// What the county asks.
        county: Vec<CountyItemView>,
        /// The year's approved budget for classes, 分; absent where none was entered.
        approved_fen: Option<i64>,
        /// The balance.
        balance: PlanBalance,
    }
    /// Adds or changes an item.
    SavePlanItem {
        /// The version.
        plan_id: Id,
        /// The item to change; a new one where absent.
        #[serde(default)]
        id: Option<Id>,
        /// Its name.
        name: String,
        /// Its tier.
        tier: ClassTier,
        /// Whom it trains.
        trainee_kind: TraineeKind,
        /// The segment.
        #[serde(default)]
        segment_id: Option<Id>,
        /// Whom, in words.
        #[serde(default)]
        audience: String,
        /// Its courses.
        #[serde(default)]
        course_ids: Vec<Id>,
        /// Month, 1 to 12.
        month: u32,
        /// Days of a session.
        days: u32,
        /// Persons of a session.
        size: u32,
        /// Sessions.
        sessions: u32,
        /// Where.
        #[serde(default)]
        venue_id: Option<Id>,
        /// What it may cost, as typed; nothing where empty.
        #[serde(default)]
        budget: String,
        /// Who answers for it.
        #[serde(default)]
        owner: String,
        /// The county's item that it carries out.
        #[serde(default)]
        county_item_id: Option<Id>,
        /// Remarks.
        #[serde(default)]
        note: String,
    }
    /// Removes an item from a draft.
    DeletePlanItem {
        /// Which.
        id: Id,
    }
    /// Moves a version to a state.
    SetAnnualPlanState {
        /// Which.
        plan_id: Id,
        /// Where to.
        state: AnnualPlanState,
        /// The Party committee's meeting, on the way to it.
        #[serde(default)]
        decision_on: Option<LocalDate>,
        /// Its record.
        #[serde(default)]
        decision_no: String,
        /// The document, on the way to issue.
        #[serde(default)]
        document_no: String,
        /// The day of issue.
        #[serde(default)]
        issued_on: Option<LocalDate>,
    }
    /// Begins the next version from an issued one.
    AdjustAnnualPlan {
        /// Which.
        plan_id: Id,
        /// Why.
        reason: String,
    }
    /// Sets the town's targets and shares them out over the branches.
    DecomposeTargets {
        /// The version.
        plan_id: Id,
        /// Persons.
        persons: u32,
        /// Person-hours, whole 学时.
        hours: u32,
        /// Sessions of the branches.
        sessions: u32,
    }
    /// Writes branches' targets as typed.
    SaveTargets {
        /// The version.
        plan_id: Id,
        /// The branches changed.
        rows: Vec<BranchTarget>,
    }
    /// A branch's target as typed.
    BranchTarget {
        /// The branch.
        branch_id: Id,
        /// Persons.
        persons: u32,
        /// Person-hours, whole 学时.
        hours: u32,
        /// Sessions.
        sessions: u32,
    }
    /// Adds or changes an item of the county.
    SaveCountyItem {
        /// The version that is looked at.
        plan_id: Id,
        /// The item to change; a new one where absent.
        #[serde(default)]
        id: Option<Id>,
        /// Its title.
        title: String,
        /// Its tier.
        tier: ClassTier,
        /// Places or persons of this township.
        quota: u32,
        /// By when.
        #[serde(default)]
        due_on: Option<LocalDate>,
        /// The county's document.
        #[serde(default)]
        document_no: String,
        /// Remarks.
        #[serde(default)]
        note: String,
    }
    /// Removes an item of the county.
    DeleteCountyItem {
        /// The version that is looked at.
        plan_id: Id,
        /// Which.
        id: Id,
    }
    /// Compares two versions.
    ComparePlans {
        /// The earlier.
        before_id: Id,
        /// The later.
        after_id: Id,
    }
    /// What differs between two versions (对照).
    PlanComparison {
        /// The earlier.
        before: AnnualPlanSummary,
        /// The later.
        after: AnnualPlanSummary,
        /// Items of the later alone.
        added: Vec<PlanItemView>,
        /// Items of the earlier alone.
        removed: Vec<PlanItemView>,
        /// Items that differ.
        changed: Vec<ChangedItem>,
        /// Targets that differ, the town's first.
        targets: Vec<FieldChange>,
        /// Items that are alike.
        unchanged: u32,
    }
    /// An item that differs.
    ChangedItem {
        /// The same item through all versions.
        line_id: Id,
        /// Its name in the later version.
        name: String,
        /// Field by field.
        fields: Vec<FieldChange>,
    }
    /// A value before and after.
    FieldChange {
        /// What.
        label: String,
        /// Before.
        before: String,
        /// After.
        after: String,
    }
    /// Asks what was done of a plan.
    GetPlanProgress {
        /// The version.
        plan_id: Id,
        /// As it stood at the end of that day; today where absent.
        #[serde(default)]
        as_of: Option<LocalDate>,
    }
    /// Plan against done (完成情况).
    PlanProgress {
        /// The day.
        as_of: LocalDate,
        /// Item by item.
        items: Vec<ItemProgress>,
        /// Sums: 期数 and 人次 of the classes linked to an item.
        sessions_done: u32,
        /// 人次 completed.
        person_times: u32,
        /// 人数: distinct members who completed one.
        persons: u32,
        /// Branch by branch.
        branches: Vec<BranchProgress>,
        /// The year's classes that belong to no item yet.
        unlinked: Vec<LinkedClass>,
    }
    /// An item and its classes.
    ItemProgress {
        /// The item.
        item_id: Id,
        /// Its line.
        line_id: Id,
        /// Its name.
        name: String,
        /// Its tier.
        tier: ClassTier,
        /// Its month.
        month: u32,
        /// Sessions planned.
        sessions: u32,
        /// Classes whose last day is over.
        sessions_done: u32,
        /// 人次 planned.
        persons: u32,
        /// 人次 completed.
        persons_done: u32,
        /// 人次 enrolled and not completed.
        persons_open: u32,
        /// Budget, 分.
        budget_fen: i64,
        /// Paid for its classes until the day, 分.
        paid_fen: i64,
        /// Whether its month is over with sessions missing.
        is_late: bool,
        /// Its classes.
        classes: Vec<LinkedClass>,
    }
    /// A class beside an item.
    LinkedClass {
        /// The class.
        class_id: Id,
        /// Its name.
        name: String,
        /// Its tier.
        tier: ClassTier,
        /// Where it stands.
        state: ClassState,
        /// The first day.
        starts_on: LocalDate,
        /// The last day.
        ends_on: LocalDate,
    }
    /// A branch's targets and what was done.
    BranchProgress {
        /// The branch.
        branch_id: Id,
        /// Its name.
        branch_name: String,
        /// Persons wanted.
        persons: u32,
        /// Distinct members who completed a class of the plan.
        persons_done: u32,
        /// Due members who have not.
        persons_open: u32,
        /// Person-hours wanted, whole 学时.
        hours: u32,
        /// Earned in the year until the day, 0.1 学时.
        earned_tenths: u32,
    }
    /// Puts a class under an item, or takes it out.
    LinkPlanClass {
        /// The version that is looked at.
        plan_id: Id,
        /// The class.
        training_class_id: Id,
        /// The item; none takes the class out.
        #[serde(default)]
        item_id: Option<Id>,
    }
    /// Asks for the names behind a figure.
    GetPlanNames {
        /// The version.
        plan_id: Id,
        /// As it stood at the end of that day; today where absent.
        #[serde(default)]
        as_of: Option<LocalDate>,
        /// Of one item.
        #[serde(default)]
        item_id: Option<Id>,
        /// Of one branch.
        #[serde(default)]
        branch_id: Option<Id>,
        /// Those who completed, or those who have not.
        is_done: bool,
    }
}
