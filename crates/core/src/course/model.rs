use crate::words::words;

words! {
    /// The seven fields of training content.
    ///
    /// **Source**: `docs/sources.md#jiaoyu-9`.
    pub enum CourseCategory {
        /// Political theory.
        Theory => "theory" "政治理论",
        /// Political education and training.
        Political => "political" "政治教育和政治训练",
        /// The Party constitution, rules, discipline, and law.
        ConstitutionDiscipline => "constitution_discipline" "党章党规党纪",
        /// The Party's purpose.
        Purpose => "purpose" "党的宗旨",
        /// Revolutionary tradition.
        Revolution => "revolution" "革命传统",
        /// Situation and policy.
        Policy => "policy" "形势政策",
        /// Knowledge and skills.
        Skills => "skills" "知识技能",
    }
}

words! {
    /// Whom a course addresses (共性、个性), for the content balance.
    ///
    /// **Source**: `docs/sources.md#content-balance`.
    pub enum CourseScope {
        /// The same for every trainee.
        Common => "common" "共性",
        /// Made for one post, trade or group.
        Individual => "individual" "个性",
    }
}

words! {
    /// What a course is about (普遍、特殊), for the content balance.
    ///
    /// **Source**: `docs/sources.md#content-balance`.
    pub enum CourseFocus {
        /// Problems that everybody has.
        General => "general" "普遍",
        /// A problem of this township, village or kind of member.
        Special => "special" "特殊",
    }
}
