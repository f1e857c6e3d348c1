//! What must hold of a branch (R13), as warnings.

use lunxun_base::LocalDate;

/// The limits in force, out of the parameters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub min_full: i64,
    pub max_members: i64,
    pub committee_from: i64,
    pub term_warn_days: i64,
}

/// What the warnings look at.
#[derive(Debug, Clone, Default)]
pub(super) struct BranchFacts {
    pub full: i64,
    pub members: i64,
    pub secretaries: Vec<String>,
    pub committee: usize,
    pub term_to: Option<LocalDate>,
}

/// Sentences for the organization page; nothing is blocked.
///
/// **Source**: `docs/sources.md#zhibu-4`.
pub(super) fn warnings(facts: &BranchFacts, limits: &Limits, today: LocalDate) -> Vec<String> {
    let mut warnings = Vec::new();
    if facts.full < limits.min_full {
        warnings.push(format!("正式党员 {} 人，不足 {} 人，可与邻近支部联合或并入。", facts.full, limits.min_full));
    }
    if facts.members > limits.max_members {
        warnings.push(format!("党员 {} 人，超过 {} 人，可拆分或改设党总支。", facts.members, limits.max_members));
    }
    match facts.secretaries.as_slice() {
        [] if facts.members > 0 => warnings.push("没有登记支部书记。".to_owned()),
        [_, _, ..] => warnings.push(format!(
            "登记了 {} 名书记（{}），请核对。",
            facts.secretaries.len(),
            facts.secretaries.join("、")
        )),
        _ => {}
    }
    if facts.full >= limits.committee_from && facts.committee < 3 {
        let held = facts.committee;
        warnings.push(format!("正式党员 {} 人，应设 3 至 7 人的支部委员会，现登记 {held} 人。", facts.full));
    }
    if facts.committee > 7 {
        warnings.push(format!("支部委员会登记了 {} 人，一般不超过 7 人。", facts.committee));
    }
    if let Some(end) = facts.term_to {
        let left = end.days_since(today);
        if left < 0 {
            warnings.push(format!("任期已于 {end} 届满，应当换届。"));
        } else if left <= limits.term_warn_days {
            warnings.push(format!("任期 {end} 届满，还有 {left} 天，请准备换届。"));
        }
    }
    warnings
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { min_full: 3, max_members: 50, committee_from: 7, term_warn_days: 180 };

    fn day(text: &str) -> LocalDate {
        text.parse().unwrap()
    }

    fn said(change: impl FnOnce(&mut BranchFacts)) -> String {
        let mut facts =
            BranchFacts { full: 10, members: 12, secretaries: vec!["赵铁柱".into()], committee: 3, term_to: None };
        change(&mut facts);
        warnings(&facts, &LIMITS, day("2027-03-01")).join(" ")
    }

    #[test]
    fn a_branch_in_order_has_no_warning() {
        assert_eq!(said(|_| ()), "");
    }

    #[test]
    fn each_limit_is_told_at_its_edge() {
        assert!(said(|facts| facts.full = 2).contains("不足 3 人"));
        assert_eq!(said(|facts| (facts.full, facts.committee) = (3, 1)), "", "three are enough, and need no committee");
        assert_eq!(said(|facts| facts.members = 50), "");
        assert!(said(|facts| facts.members = 51).contains("超过 50 人"));
        assert!(said(|facts| facts.secretaries.clear()).contains("没有登记支部书记"));
        assert!(said(|facts| facts.secretaries.push("钱二".into())).contains("赵铁柱、钱二"));
        assert!(said(|facts| (facts.full, facts.committee) = (7, 2)).contains("应设"));
        assert_eq!(said(|facts| (facts.full, facts.committee) = (6, 1)), "");
    }

    #[test]
    fn a_term_is_told_half_a_year_ahead() {
        assert_eq!(said(|facts| facts.term_to = Some(day("2027-08-29"))), "");
        assert!(said(|facts| facts.term_to = Some(day("2027-08-28"))).contains("还有 180 天"));
        assert!(said(|facts| facts.term_to = Some(day("2027-02-28"))).contains("应当换届"));
    }
}
