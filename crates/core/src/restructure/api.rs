use lunxun_base::{Id, LocalDate, Result, require};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{apply, plan};
use crate::{
    Ctx, commands,
    fields::Duty,
    org::{OrgEvent, OrgKind},
};

/// Changes an organization from a day on.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChangeOrg {
    /// Which.
    pub org_id: Id,
    /// The first day of what stands after; today or earlier.
    pub effective_on: LocalDate,
    /// Decision or document (依据文号).
    #[serde(default)]
    pub basis: String,
    /// Remarks.
    #[serde(default)]
    pub note: String,
    /// Only says what would change.
    #[serde(default)]
    pub dry_run: bool,
    /// What.
    pub change: OrgChange,
}

/// What becomes of an organization.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase", tag = "kind")]
pub enum OrgChange {
    /// Another name; or another kind, such as a general branch.
    Rename {
        /// As on the seal.
        name: String,
        /// For lists; derived from the name where empty.
        #[serde(default)]
        short_name: String,
        /// The kind from now on; unchanged where absent.
        #[serde(default)]
        org_kind: Option<OrgKind>,
    },
    /// Its members and groups go to another branch, and it ends.
    Merge {
        /// The branch that takes them in.
        into: Id,
    },
    /// Some of its members and groups become a new branch.
    Split {
        /// The new branch, as on the seal.
        name: String,
        /// For lists; derived from the name where empty.
        #[serde(default)]
        short_name: String,
        /// Who goes.
        member_ids: Vec<Id>,
        /// Party groups that go with everybody in them.
        #[serde(default)]
        group_ids: Vec<Id>,
    },
    /// Another superior.
    Move {
        /// The new superior.
        parent_id: Id,
    },
    /// It ends; nobody and nothing may belong to it any more.
    Dissolve,
    /// A new committee with a term (换届).
    Reelect {
        /// The last day of the term.
        #[serde(default)]
        term_to: Option<LocalDate>,
        /// Who was elected to what; one secretary.
        posts: Vec<ElectedPost>,
    },
}

/// A seat of the new committee.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ElectedPost {
    /// Who.
    pub member_id: Id,
    /// Which.
    pub duty: Duty,
}

/// What changes, or has changed.
#[derive(Debug, Clone, Serialize, Deserialize, TS, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OrgChangePreview {
    /// In sentences.
    pub lines: Vec<String>,
    /// What to look at; nothing is blocked.
    pub warnings: Vec<String>,
    /// Who moves to another branch.
    pub moving: Vec<String>,
    /// The action, under which it can be taken back; absent in a dry run.
    pub operation_id: Option<Id>,
}

commands! {
    write Township "org.change" => change(ChangeOrg) -> OrgChangePreview, stale ["*"];
}

fn change(ctx: &mut Ctx<'_>, request: ChangeOrg) -> Result<OrgChangePreview> {
    let today = ctx.today();
    require!(request.effective_on <= today, "effectiveOn", "日期不能晚于今天，请到那一天再登记。");
    let plan = plan::draw(ctx.conn(), &request)?;
    let mut preview = OrgChangePreview {
        lines: plan.lines.clone(),
        warnings: plan.warnings.clone(),
        moving: Vec::new(),
        operation_id: None,
    };
    preview.moving = plan.moving.iter().map(|one| one.name.clone()).collect();
    if request.dry_run {
        // The days of the history are checked only where it is written: a preview must not promise what is refused.
        plan::check_days(ctx.conn(), &plan, request.effective_on)?;
        return Ok(preview);
    }
    require!(!request.basis.trim().is_empty(), "basis", "请写明依据，例如“青党〔2027〕3号”或“支部党员大会决议”。");
    preview.operation_id = Some(ctx.write(|tx| {
        tx.summarise(&plan.summary)?;
        apply::apply(tx, &request, &plan)?;
        Ok(tx.operation_id())
    })?);
    Ok(preview)
}

impl OrgChange {
    /// The event that is written for the organization itself.
    pub(super) const fn event(&self) -> OrgEvent {
        match self {
            Self::Rename { org_kind: Some(_), .. } => OrgEvent::Converted,
            Self::Rename { .. } => OrgEvent::Renamed,
            Self::Merge { .. } => OrgEvent::Merged,
            Self::Split { .. } => OrgEvent::Split,
            Self::Move { .. } => OrgEvent::Moved,
            Self::Dissolve => OrgEvent::Dissolved,
            Self::Reelect { .. } => OrgEvent::Reelected,
        }
    }
}
