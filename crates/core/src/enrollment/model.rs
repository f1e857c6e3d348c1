use crate::words::words;

words! {
    /// Where an enrolment stands.
    pub enum EnrollmentState {
        /// Put on the list.
        Planned => "planned" "拟定",
        /// Told.
        Notified => "notified" "已通知",
        /// Checked in (报到).
        Arrived => "arrived" "已报到",
        /// Another came instead (顶替).
        Substituted => "substituted" "已顶替",
        /// Left the class (退训).
        Withdrawn => "withdrawn" "退训",
        /// Completed (结业).
        Completed => "completed" "结业",
        /// Did not complete (未结业).
        NotCompleted => "not_completed" "未结业",
    }
}

impl EnrollmentState {
    /// Whether the person is due in the class: neither substituted nor withdrawn.
    #[must_use]
    pub const fn is_due(self) -> bool {
        !matches!(self, Self::Substituted | Self::Withdrawn)
    }
}

words! {
    /// How a person came into the class.
    pub enum EnrollmentSource {
        /// Called up (调训).
        CallUp => "call_up" "调训",
        /// Assigned by the plan.
        Assigned => "assigned" "指派",
        /// Of their own will.
        Voluntary => "voluntary" "自愿报名",
        /// To make up for a class missed (补训).
        MakeUp => "make_up" "补训",
        /// Came without being called.
        WalkIn => "walk_in" "现场报到",
    }
}

/// The initials among a member's search keys: the keys with one letter a character.
#[must_use]
pub fn initials(name: &str, pinyin: &str) -> String {
    let letters = name.chars().count();
    let keys: Vec<&str> = pinyin.split_whitespace().filter(|key| key.chars().count() == letters).collect();
    keys.join(" ")
}
