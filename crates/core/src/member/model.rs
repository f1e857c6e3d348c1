//! What must hold of a member before it is saved.

use lunxun_base::{LocalDate, Result, require};

use crate::fields::{
    Category, PartialDate,
    id_no::{IdFault, IdNo, parse_id_no},
};

/// An ID number as it may be stored. A wrong check digit passes only with a reason: old duplicates exist.
///
/// # Errors
/// `Invalid`, saying what is wrong.
pub(super) fn accept_id_no(text: &str, note: Option<&str>) -> Result<String> {
    match parse_id_no(text) {
        Ok(IdNo { number, .. }) => Ok(number),
        Err(IdFault::Checksum { number }) if note.is_some_and(|note| !note.trim().is_empty()) => Ok(number),
        Err(fault) => Err(lunxun_base::Error::invalid("idNo", fault.message())),
    }
}

/// What the dates of a member must satisfy.
///
/// **Source**: `docs/sources.md#dangzhang-1` (18 岁), `#fazhan-dangyuan` (预备期一年; admitted 1969-04…1977-08 without).
pub(super) struct Dates<'a> {
    pub birth: Option<PartialDate>,
    pub admitted: Option<PartialDate>,
    pub full: Option<PartialDate>,
    pub category: Category,
    pub id_no: Option<&'a str>,
    pub today: LocalDate,
}

impl Dates<'_> {
    /// Refuses what cannot be.
    ///
    /// # Errors
    /// `Invalid` at the field.
    pub(super) fn check(&self) -> Result<()> {
        let after = |a: Option<PartialDate>, on: LocalDate| {
            a.and_then(PartialDate::earliest).is_some_and(|earliest| earliest > on)
        };
        require!(!after(self.birth, self.today), "birth", "出生日期在今天之后，请核对。");
        require!(!after(self.admitted, self.today), "admittedOn", "入党日期在今天之后，请核对。");
        require!(!after(self.full, self.today), "fullSince", "转正日期在今天之后，请核对。");
        if let (Some(birth), Some(admitted)) = (self.birth, self.admitted) {
            require!(
                admitted.year() - birth.year() >= 18,
                "admittedOn",
                "入党时不满 18 周岁（{} 年出生，{} 年入党），请核对出生日期和入党日期。",
                birth.year(),
                admitted.year()
            );
        }
        if let (Some(admitted), Some(full)) = (self.admitted, self.full) {
            let too_early = full.latest() < admitted.earliest();
            require!(!too_early, "fullSince", "转正日期早于入党日期，请核对。");
        }
        if let (Some(birth), Some(id)) = (self.birth, self.id_no.and_then(|id| parse_id_no(id).ok())) {
            require!(
                birth.agrees_with(PartialDate::from(id.birth)),
                "birth",
                "出生日期与身份证号里的 {} 不一致，请核对。",
                id.birth
            );
        }
        Ok(())
    }

    /// Sentences for the clerk to look at; they do not block.
    pub(super) fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let no_probation = |admitted: PartialDate| {
            let key = (admitted.year(), admitted.month().unwrap_or(6));
            ((1969, 4)..=(1977, 8)).contains(&key)
        };
        if let (Some(admitted), Some(full)) = (self.admitted, self.full)
            && full.year() == admitted.year()
            && !no_probation(admitted)
        {
            warnings.push("转正日期与入党日期在同一年，预备期一般为一年，请核对。".to_owned());
        }
        if self.category == Category::Probationary
            && let Some(admitted) = self.admitted.and_then(PartialDate::latest)
            && self.today.days_since(admitted) > 366
        {
            warnings.push("预备期已超过一年，请确认是否已转正或延长预备期。".to_owned());
        }
        warnings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_check_digit_passes_only_with_a_reason() {
        assert!(accept_id_no("110105194912310021", None).is_err());
        assert!(accept_id_no("110105194912310021", Some("派出所证明，原号重复")).is_ok());
        assert_eq!(accept_id_no("11010519491231002x", None).unwrap(), "11010519491231002X");
    }
}
