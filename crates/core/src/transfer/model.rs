//! Pure rules of transfers.

use lunxun_base::{Id, LocalDate};

use crate::words::words;

words! {
    /// Which way somebody goes.
    pub enum Direction {
        /// Out of this township.
        Outgoing => "outgoing" "转出",
        /// Into it.
        Incoming => "incoming" "转入",
    }
}

words! {
    /// Where a transfer stands.
    pub enum TransferState {
        /// The package is out, nothing has come back.
        AwaitingReceipt => "awaiting_receipt" "已转出待回执",
        /// The other side has taken the person.
        Settled => "settled" "已办结",
        /// Taken over here.
        Accepted => "accepted" "已接收",
    }
}

words! {
    /// What a line of an earlier life is about.
    pub enum FactTopic {
        /// A step of Party life.
        Party => "party" "党内经历",
        /// Branch or group.
        Affiliation => "affiliation" "支部",
        /// A duty.
        Post => "post" "任职",
        /// A correction in the roster.
        Edit => "edit" "资料更正",
        /// A stay elsewhere as a migrant member.
        Stay => "stay" "流动",
    }
}

/// How a file of a package begins.
pub(super) const PACKAGE_MAGIC: [u8; 4] = *b"LXTP";
/// What the clerk calls such a file.
pub(super) const PACKAGE: &str = "介绍包";

/// The record of a transfer out: one for the change that it goes with, on whichever PC the package is made.
pub(super) fn outgoing_id(change: Id) -> Id {
    Id::derived("transfer.outgoing", &[change.as_bytes()])
}

/// The package's id, by which both sides know it.
pub(super) fn package_id(township_code: &str, change: Id) -> Id {
    Id::derived("transfer.package", &[township_code.as_bytes(), change.as_bytes()])
}

/// The record of a transfer in: one for a package, on whichever PC it is read.
pub(super) fn incoming_id(package: Id) -> Id {
    Id::derived("transfer.incoming", &[package.as_bytes()])
}

/// The arrival that a package gives.
pub(super) fn arrival_id(package: Id) -> Id {
    Id::derived("transfer.arrival", &[package.as_bytes()])
}

/// The number proposed for the next letter of a year.
pub(super) fn proposed_no(year: i32, made_before: usize) -> String {
    format!("〔{year}〕{:03}号", made_before + 1)
}

/// The label of a ledger line from elsewhere: it names the township that gave it, once.
pub(super) fn outside_label(origin: &str, label: &str) -> String {
    if label.starts_with("外镇（") { label.to_owned() } else { format!("外镇（{origin}）：{label}") }
}

/// Whether a letter may still be taken on a day; its last day counts.
pub(super) fn is_valid(valid_until: LocalDate, today: LocalDate) -> bool {
    today <= valid_until
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_township_that_gave_it_however_far_it_travels() {
        let once = outside_label("青山镇", "2027年第一期：16 学时");
        assert_eq!(once, "外镇（青山镇）：2027年第一期：16 学时");
        assert_eq!(outside_label("红河镇", &once), once);
    }

    #[test]
    fn a_letter_holds_through_its_last_day() {
        let day = |text: &str| text.parse::<LocalDate>().unwrap();
        assert!(is_valid(day("2027-05-30"), day("2027-05-30")));
        assert!(!is_valid(day("2027-05-30"), day("2027-05-31")));
    }
}
