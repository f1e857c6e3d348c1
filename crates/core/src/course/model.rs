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
