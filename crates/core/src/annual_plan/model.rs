//! Pure rules: states, decomposition, the content balance.

use crate::words::words;

words! {
    /// Where a version of the plan stands.
    pub enum AnnualPlanState {
        /// Being written.
        Draft => "draft" "草稿",
        /// The Party committee has it before it.
        Committee => "committee" "党委会研究",
        /// In force.
        Issued => "issued" "印发",
        /// A later version is in force (已调整).
        Superseded => "superseded" "已调整",
    }
}

words! {
    /// Whom an item trains (培训对象).
    pub enum TraineeKind {
        /// Branch secretaries.
        Secretary => "secretary" "党组织书记",
        /// Members.
        Member => "member" "党员",
        /// Party affairs workers.
        Worker => "worker" "党务工作者",
        /// Candidates for admission.
        Candidate => "candidate" "发展对象",
        /// Active applicants.
        Applicant => "applicant" "入党积极分子",
    }
}

impl AnnualPlanState {
    /// Whether somebody may move a version from here to there. A version is superseded by the issue of the next alone.
    #[must_use]
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Draft, Self::Committee) | (Self::Committee, Self::Draft | Self::Issued))
    }
}

/// Shares of a whole by weight, by largest remainder (最大余数法): the shares add up to the whole exactly and none is
/// more than one away from its exact share. Equal remainders go to whoever stands first. Nothing is shared out where
/// nobody has a weight.
#[must_use]
pub(super) fn share_out(whole: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let product = |weight: u64| u128::from(whole) * u128::from(weight);
    let mut shares: Vec<u64> =
        weights.iter().map(|weight| u64::try_from(product(*weight) / sum).unwrap_or(u64::MAX)).collect();
    let mut left = whole - shares.iter().sum::<u64>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(weights.get(*place).map_or(0, |weight| product(*weight) % sum)));
    for place in order {
        if left == 0 {
            break;
        }
        if let Some(share) = shares.get_mut(place) {
            *share += 1;
            left -= 1;
        }
    }
    shares
}

/// Lessons of one course for a number of people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Portion {
    /// Persons times credit, 0.1 person-hours.
    pub weight: u64,
    /// Practice, percent.
    pub practical: u32,
    /// Made for one post, trade or group.
    pub is_individual: bool,
    /// About a problem of this place.
    pub is_special: bool,
}

/// Wanted shares, percent: practical, individual, special.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted(pub [u32; 3]);

/// The content balance (三多三少).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gauge {
    /// All of it, 0.1 person-hours.
    pub weight: u64,
    /// Shares in hundredths of a percent: practical, individual, special; absent without lessons.
    pub shares: Option<[u32; 3]>,
    /// Mean of the shares against what is wanted, each at most 1, in thousandths.
    pub index: Option<u32>,
}

/// I10: p₁ = Σh·practical% ÷ Σh, p₂ and p₃ by tag; the index is mean(min(1, p ÷ target)). Half up.
///
/// **Source**: `docs/sources.md#content-balance`.
#[must_use]
pub(super) fn gauge(portions: &[Portion], wanted: Wanted) -> Gauge {
    let sum = |of: fn(&Portion) -> u64| -> u128 {
        portions.iter().map(|portion| u128::from(portion.weight) * u128::from(of(portion))).sum()
    };
    let whole = sum(|_| 100);
    let parts = [
        sum(|portion| u64::from(portion.practical)),
        sum(|portion| if portion.is_individual { 100 } else { 0 }),
        sum(|portion| if portion.is_special { 100 } else { 0 }),
    ];
    let weight = u64::try_from(whole / 100).unwrap_or(u64::MAX);
    if whole == 0 {
        return Gauge { weight, shares: None, index: None };
    }
    let narrow = |value: u128| u32::try_from(value).unwrap_or(u32::MAX);
    let shares = parts.map(|part| narrow((part * 20_000 + whole) / (2 * whole)));
    // Each term in millionths; a target of nothing is always met.
    let terms = parts.iter().zip(wanted.0).map(|(part, wanted)| match u128::from(wanted) {
        0 => 1_000_000,
        wanted => (part * 100_000_000 / (whole * wanted)).min(1_000_000),
    });
    let index = narrow((terms.sum::<u128>() + 1_500) / 3_000);
    Gauge { weight, shares: Some(shares), index: Some(index) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_worked_example_of_the_content_balance_comes_out_to_the_digit() {
        // 24,000 person-hours: 6,300 of practice, 4,800 individual, 2,640 special.
        let of = |hours: u64, practical, is_individual, is_special| Portion {
            weight: hours * 10,
            practical,
            is_individual,
            is_special,
        };
        let portions = [
            of(6_000, 70, false, false),
            of(4_800, 25, true, false),
            of(2_640, 0, false, true),
            of(10_560, 0, false, false),
        ];
        let gauge = gauge(&portions, Wanted([40, 30, 20]));
        assert_eq!(gauge.weight, 240_000);
        assert_eq!(gauge.shares.unwrap()[1..], [2_000, 1_100]);
        let exact = [
            of(6_300, 100, false, false),
            of(4_800, 0, true, false),
            of(2_640, 0, false, true),
            of(10_260, 0, false, false),
        ];
        let gauge = super::gauge(&exact, Wanted([40, 30, 20]));
        assert_eq!((gauge.shares, gauge.index), (Some([2_625, 2_000, 1_100]), Some(624)));
    }

    #[test]
    fn a_plan_without_courses_has_no_balance_and_one_that_reaches_every_target_has_exactly_one() {
        assert_eq!(gauge(&[], Wanted([40, 30, 20])), Gauge { weight: 0, shares: None, index: None });
        let all = Portion { weight: 40, practical: 100, is_individual: true, is_special: true };
        assert_eq!(gauge(&[all], Wanted([40, 30, 20])).index, Some(1_000), "more than is wanted makes up for nothing");
        assert_eq!(gauge(&[Portion { practical: 0, ..all }], Wanted([40, 0, 20])).index, Some(667));
    }

    #[test]
    fn states_move_only_lawfully() {
        use AnnualPlanState::{Committee, Draft, Issued};
        let lawful = [(Draft, Committee), (Committee, Draft), (Committee, Issued)];
        for from in AnnualPlanState::ALL {
            for to in AnnualPlanState::ALL {
                assert_eq!(from.may_become(*to), lawful.contains(&(*from, *to)), "{from:?} → {to:?}");
            }
        }
    }

    #[test]
    fn the_largest_remainders_get_what_is_left() {
        assert_eq!(share_out(10, &[1, 1, 1]), [4, 3, 3], "equal remainders go by order");
        assert_eq!(share_out(7, &[48, 33, 19, 0]), [4, 2, 1, 0]);
        assert_eq!(share_out(5, &[0, 0]), [0, 0]);
    }

    proptest! {
        #[test]
        fn shares_always_add_up_and_none_is_one_away(whole in 0..10_000_000u64, weights in prop::collection::vec(0..5_000u64, 1..60)) {
            let shares = share_out(whole, &weights);
            let sum: u64 = weights.iter().sum();
            if sum > 0 {
                prop_assert_eq!(shares.iter().sum::<u64>(), whole);
                for (share, weight) in shares.iter().zip(&weights) {
                    let exact = whole as f64 * *weight as f64 / sum as f64;
                    prop_assert!((*share as f64 - exact).abs() < 1.000_001);
                    prop_assert!(*weight > 0 || *share == 0, "a branch where nobody is due gets nothing");
                }
            }
        }
    }
}
