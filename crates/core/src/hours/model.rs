use lunxun_base::CreditTenths;

use crate::{fields::Duty, words::words};

words! {
    /// Where a line of the ledger comes from.
    pub enum HoursChannel {
        /// A class that was closed.
        Class => "class" "班次",
        /// A Party lesson.
        PartyLesson => "party_lesson" "党课",
        /// A theme Party day.
        ThemeDay => "theme_day" "主题党日",
        /// Watching together.
        Broadcast => "broadcast" "集中收看",
        /// Training by a higher level, entered afterwards (上级调训).
        Superior => "superior" "上级调训",
        /// A remote lesson.
        Remote => "remote" "远程课",
        /// Takes another line back.
        Reversal => "reversal" "冲销",
    }
}

/// Whether a member holds a duty that raises the yearly target: branch secretary, deputy, or a commissioner of the
/// branch committee (书记和班子成员). Takes the stored words, separated by spaces.
///
/// **Source**: `docs/sources.md#hours-duty`.
#[must_use]
pub fn is_duty_holder(duties: &str) -> bool {
    duties.split_whitespace().filter_map(Duty::from_word).any(Duty::is_branch_committee)
}

/// The sentence that explains a target and what of it is earned.
#[must_use]
pub fn target_basis(is_duty: bool, target: CreditTenths, credits: &[CreditTenths]) -> String {
    let who = if is_duty { "担任支部书记或委员" } else { "党员" };
    let earned: CreditTenths = credits.iter().copied().sum();
    let sum = if credits.is_empty() {
        "尚无学时".to_owned()
    } else {
        let parts: Vec<String> = credits
            .iter()
            .enumerate()
            .map(|(place, credit)| match (place, credit.0 < 0) {
                (_, true) => format!("−{}", CreditTenths(-credit.0)),
                (0, false) => credit.to_string(),
                (_, false) => format!("+{credit}"),
            })
            .collect();
        format!("已得 {} = {earned} 学时", parts.join(""))
    };
    let gap = gap(target, earned);
    let rest = if gap.0 > 0 { format!("还差 {target}−{earned} = {gap} 学时") } else { "已达标".to_owned() };
    format!("{who}全年目标 {target} 学时；{sum}；{rest}")
}

/// What is still missing; never below nothing.
#[must_use]
pub fn gap(target: CreditTenths, earned: CreditTenths) -> CreditTenths {
    CreditTenths((target.0 - earned.0).max(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_target_shows_its_arithmetic() {
        let text = target_basis(
            false,
            CreditTenths::hours(32),
            &[CreditTenths::hours(16), CreditTenths(-40), CreditTenths(15)],
        );
        assert_eq!(text, "党员全年目标 32 学时；已得 16−4+1.5 = 13.5 学时；还差 32−13.5 = 18.5 学时");
    }

    #[test]
    fn a_village_post_does_not_raise_the_target_but_a_branch_post_does() {
        assert!(!is_duty_holder("village_head supervision_committee"));
        assert!(is_duty_holder("village_head commissioner"));
    }
}
