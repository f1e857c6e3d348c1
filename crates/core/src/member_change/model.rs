//! What may happen to a member, and what may follow what.

use crate::{
    fields::{Category, PartyStatus},
    words::words,
};

words! {
    /// What happened to a member (党员变动).
    pub enum ChangeKind {
        /// Recognised as an active applicant.
        Applicant => "applicant" "确定为入党积极分子",
        /// Listed as a candidate for admission.
        Candidate => "candidate" "列为发展对象",
        /// Taken off the list of those being prepared.
        Dropped => "dropped" "不再作为培养对象",
        /// Admitted as a probationary member.
        Admitted => "admitted" "接收为预备党员",
        /// Full membership granted.
        Full => "full" "转为正式党员",
        /// Probation made longer.
        ProbationExtended => "probation_extended" "延长预备期",
        /// Probationary membership taken back.
        ProbationCancelled => "probation_cancelled" "取消预备党员资格",
        /// Membership stopped, for who cannot be found.
        Suspended => "suspended" "停止党籍",
        /// Membership restored.
        Restored => "restored" "恢复党籍",
        /// Name struck off the roll.
        Removed => "removed" "除名",
        /// Left at their own wish.
        Resigned => "resigned" "退党除名",
        /// Expelled.
        Expelled => "expelled" "开除党籍",
        /// Died.
        Deceased => "deceased" "去世",
        /// Moved to another branch of the township.
        Transfer => "transfer" "支部间转接",
        /// Affiliation moved out of the township.
        TransferOut => "transfer_out" "组织关系转出",
        /// Affiliation moved into the township.
        TransferIn => "transfer_in" "组织关系转入",
        /// The branch was merged into another.
        OrgMerged => "org_merged" "支部合并",
        /// The branch was split.
        OrgSplit => "org_split" "支部拆分",
        /// The branch was dissolved.
        OrgDissolved => "org_dissolved" "支部撤销",
        /// Corrected by hand in the roster.
        Edited => "edited" "修改资料",
        /// Changed by an import.
        Imported => "imported" "表格导入",
    }
}

/// A part of how a member stands; each has its own order of days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Branch and Party group.
    Affiliation,
    /// Full, probationary …
    Category,
    /// Party standing (党籍状态).
    Status,
}

impl ChangeKind {
    /// What a clerk may choose; the others are written by other acts.
    pub const CHOSEN: &'static [Self] = &[
        Self::Applicant,
        Self::Candidate,
        Self::Dropped,
        Self::Admitted,
        Self::Full,
        Self::ProbationExtended,
        Self::ProbationCancelled,
        Self::Transfer,
        Self::TransferOut,
        Self::TransferIn,
        Self::Suspended,
        Self::Restored,
        Self::Removed,
        Self::Resigned,
        Self::Expelled,
        Self::Deceased,
    ];

    /// Whether it may befall somebody who stands so.
    ///
    /// **Source**: `docs/sources.md#fazhan-dangyuan` (the four steps), `#dangzhang-7` (probation), `#dangzhang-9`
    /// (leaving), `#shilian` (stopping and restoring); the table as a whole is in `docs/sources.md#life-cycle`.
    #[must_use]
    pub fn may_befall(self, category: Category, status: PartyStatus) -> bool {
        use Category as C;
        use PartyStatus as S;
        let is_member = matches!(category, C::Full | C::Probationary);
        match self {
            Self::Applicant => false, // A newcomer's first line: written when the person is entered.
            Self::Candidate => (category, status) == (C::ActiveApplicant, S::Normal),
            Self::Dropped => !is_member && status == S::Normal,
            Self::Admitted => (category, status) == (C::AdmissionCandidate, S::Normal),
            Self::Full | Self::ProbationExtended | Self::ProbationCancelled => {
                (category, status) == (C::Probationary, S::Normal)
            }
            Self::Suspended => is_member && status == S::Normal,
            Self::Restored => is_member && status == S::Suspended,
            Self::Removed => is_member && matches!(status, S::Normal | S::Suspended),
            Self::Resigned | Self::Expelled => is_member && status == S::Normal,
            Self::Deceased => matches!(status, S::Normal | S::Suspended),
            Self::Transfer | Self::TransferOut => status == S::Normal,
            Self::TransferIn => status == S::TransferredOut,
            Self::OrgMerged | Self::OrgSplit | Self::OrgDissolved | Self::Edited | Self::Imported => true,
        }
    }

    /// The category afterwards, where it changes.
    #[must_use]
    pub const fn category_after(self) -> Option<Category> {
        Some(match self {
            Self::Applicant => Category::ActiveApplicant,
            Self::Candidate => Category::AdmissionCandidate,
            Self::Admitted => Category::Probationary,
            Self::Full => Category::Full,
            _ => return None,
        })
    }

    /// The standing afterwards, where it changes.
    #[must_use]
    pub const fn status_after(self) -> Option<PartyStatus> {
        Some(match self {
            Self::Dropped | Self::ProbationCancelled | Self::Removed | Self::Resigned | Self::Expelled => {
                PartyStatus::Left
            }
            Self::Suspended => PartyStatus::Suspended,
            Self::Restored | Self::TransferIn => PartyStatus::Normal,
            Self::Deceased => PartyStatus::Deceased,
            Self::TransferOut => PartyStatus::TransferredOut,
            _ => return None,
        })
    }

    /// Whether a decision or document must be named: whatever gives or takes membership.
    #[must_use]
    pub const fn needs_basis(self) -> bool {
        matches!(
            self,
            Self::Admitted
                | Self::Full
                | Self::ProbationExtended
                | Self::ProbationCancelled
                | Self::Suspended
                | Self::Restored
                | Self::Removed
                | Self::Resigned
                | Self::Expelled
        )
    }

    /// Whether a reason must be given.
    #[must_use]
    pub const fn needs_reason(self) -> bool {
        matches!(
            self,
            Self::Dropped
                | Self::ProbationExtended
                | Self::ProbationCancelled
                | Self::Suspended
                | Self::Removed
                | Self::Resigned
                | Self::Expelled
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_death_or_an_end_leads_out_and_nobody_comes_back_from_either() {
        for kind in ChangeKind::CHOSEN {
            for category in Category::ALL {
                assert!(!kind.may_befall(*category, PartyStatus::Deceased), "{kind:?} after a death");
                assert!(
                    !kind.may_befall(*category, PartyStatus::Left),
                    "{kind:?} after leaving: it is a new admission"
                );
            }
        }
    }

    #[test]
    fn the_steps_to_membership_cannot_be_skipped() {
        let normal = PartyStatus::Normal;
        assert!(ChangeKind::Candidate.may_befall(Category::ActiveApplicant, normal));
        assert!(!ChangeKind::Admitted.may_befall(Category::ActiveApplicant, normal));
        assert!(ChangeKind::Admitted.may_befall(Category::AdmissionCandidate, normal));
        assert!(!ChangeKind::Full.may_befall(Category::AdmissionCandidate, normal));
        assert!(ChangeKind::Full.may_befall(Category::Probationary, normal));
        assert!(!ChangeKind::Full.may_befall(Category::Full, normal));
    }

    #[test]
    fn only_who_was_transferred_out_is_transferred_in_again() {
        let lawful: Vec<_> = PartyStatus::ALL
            .iter()
            .filter(|status| ChangeKind::TransferIn.may_befall(Category::Full, **status))
            .collect();
        assert_eq!(lawful, [&PartyStatus::TransferredOut]);
    }
}
