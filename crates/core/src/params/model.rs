use serde::{Deserialize, Serialize};

/// How a parameter's number reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Tenths of a credit hour (学时), shown with one decimal.
    CreditTenths,
    /// Days.
    Days,
    /// Persons.
    Persons,
    /// Years of age.
    Years,
    /// Per cent.
    Percent,
    /// Per mille.
    Permille,
    /// Marks.
    Marks,
    /// Whole yuan.
    Yuan,
    /// Day of the month.
    DayOfMonth,
    /// 0 no, 1 yes.
    YesNo,
}

/// A parameter as shipped.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// Its word.
    pub key: &'static str,
    /// What the clerk calls it.
    pub label: &'static str,
    /// How its number reads.
    pub unit: Unit,
    /// The shipped value.
    pub default: i64,
    /// Lawful range.
    pub range: (i64, i64),
    /// Where the shipped value comes from.
    pub source: &'static str,
}

macro_rules! keys {
    ($($key:literal $label:literal $unit:ident $default:literal $low:literal ..= $high:literal $source:literal;)*) => {
        /// Every parameter, in the order of the settings page.
        pub const KEYS: &[Key] = &[$(Key {
            key: $key, label: $label, unit: Unit::$unit, default: $default, range: ($low, $high), source: $source,
        },)*];
    };
}

keys! {
    "hours.member" "党员年度学时目标" CreditTenths 320 0..=2000 "《中国共产党党员教育管理工作条例》第二十条：每年集中学习培训时间一般不少于32学时";
    "hours.duty" "书记和班子成员年度学时目标" CreditTenths 560 0..=2000 "上一轮全国党员教育培训工作规划（转引），以县委组织部通知为准";
    "hours.half_day_cap" "半天最多计学时" CreditTenths 40 0..=80 "财行〔2016〕540号：讲课费每半天最多按4学时计算";
    "hours.day_cap" "一天最多计学时" CreditTenths 80 0..=160 "各地学时认定办法（常见口径），以县里规定为准";
    "class.days" "轮训班天数" Days 2 1..=10 "产品默认，以年度计划为准";
    "class.lesson_tenths_half_day" "半天课程学时" CreditTenths 40 0..=80 "各地学时认定办法（常见口径）";
    "class.capacity_percent" "教室座位使用上限" Percent 85 10..=100 "产品默认：留出走道和机动座位";
    "class.min_size" "开班最少人数" Persons 30 1..=1000 "产品默认";
    "class.max_size" "每班最多人数" Persons 120 1..=2000 "产品默认";
    "attendance.complete_min_permille" "结业最低到课比例" Permille 857 0..=1000 "参照《干部教育培训工作条例》（2023）：请假累计超过总学时七分之一的，应当退学";
    "attendance.late_counts_as_attended" "迟到计入到课" YesNo 1 0..=1 "产品默认：迟到15分钟以内计到课";
    "score.pass" "考试合格分" Marks 60 0..=100 "通行做法";
    "composite.attendance" "综合成绩：考勤权重" Percent 30 0..=100 "产品默认，开班前由党校确定";
    "composite.conduct" "综合成绩：在校表现权重" Percent 20 0..=100 "产品默认，开班前由党校确定";
    "composite.exam" "综合成绩：考试权重" Percent 40 0..=100 "产品默认，开班前由党校确定";
    "composite.reflection" "综合成绩：学习心得权重" Percent 10 0..=100 "产品默认，开班前由党校确定";
    "appraisal.excellent_cap_permille" "鉴定优秀比例上限" Permille 150 0..=1000 "产品默认，以县里规定为准";
    "home_teaching.min_age" "建议送学上门的年龄" Years 80 60..=120 "《党员教育管理工作条例》第二十三条：年老体弱、行动不便等党员，不作硬性要求（年龄为产品默认，只作建议）";
    "branch.min_full" "支部正式党员最少人数" Persons 3 1..=50 "《中国共产党支部工作条例（试行）》第四条：有正式党员3人以上的，应当成立党支部";
    "branch.max_members" "支部党员最多人数" Persons 50 10..=500 "《中国共产党支部工作条例（试行）》第四条：党支部党员人数一般不超过50人";
    "branch.committee_from" "设支部委员会的正式党员人数" Persons 7 3..=50 "《中国共产党支部工作条例（试行）》：正式党员7人以上的，应当设立支部委员会";
    "branch.term_warn_days" "任期届满前提醒" Days 180 0..=730 "产品默认";
    "probation.warn_days" "预备期满前提醒" Days 30 0..=365 "产品默认";
    "transfer.valid_days" "组织关系介绍信有效天数" Days 90 1..=90 "通行做法：介绍信有效期一般不超过三个月，以上级组织部门规定为准";
    "transfer.receipt_days" "转出后多少天没有回执就提醒" Days 30 1..=180 "产品默认";
    "migrant.contact_yellow" "流动党员未联系：黄" Days 30 1..=365 "产品默认：每月至少联系一次";
    "migrant.contact_orange" "流动党员未联系：橙" Days 90 1..=365 "产品默认";
    "migrant.contact_red" "流动党员未联系：红" Days 183 1..=730 "《党员教育管理工作条例》第二十四条、第三十一条：失去联系六个月以上的，按规定程序处理";
    "funding.day_cap" "培训费综合定额（每人每天，不含讲课费）" Yuan 550 0..=5000 "财行〔2016〕540号第九条：三类培训综合定额550元/人天（转引），以县里规定为准";
    "funding.long_class_percent" "超过30天的部分按定额的比例" Percent 70 0..=100 "财行〔2016〕540号：超过30天的培训，超过天数按照综合定额标准的70%控制（转引）";
    "funding.lecture_cap" "讲课费上限（每学时，税后）" Yuan 500 0..=5000 "财行〔2016〕540号：副高级技术职称专业人员每学时最高不超过500元（转引）；正高1000元、院士1500元，按批准列支";
    "balance.practical" "三多三少：实用内容目标" Percent 40 0..=100 "产品默认，以县里规定为准";
    "balance.individual" "三多三少：个性内容目标" Percent 30 0..=100 "产品默认，以县里规定为准";
    "balance.special" "三多三少：特殊内容目标" Percent 20 0..=100 "产品默认，以县里规定为准";
    "theme_day" "全县主题党日" DayOfMonth 5 1..=28 "县委组织部统一规定的日期，请按本县改";
}

/// Finds a parameter.
#[must_use]
pub fn find(key: &str) -> Option<&'static Key> {
    KEYS.iter().find(|candidate| candidate.key == key)
}

/// What the clerk calls the parameter of this word.
#[must_use]
pub fn label_of(key: &str) -> Option<&'static str> {
    find(key).map(|key| key.label)
}

/// The number as the clerk reads it, without its unit.
#[must_use]
pub fn display(unit: Unit, value: i64) -> String {
    match unit {
        Unit::CreditTenths | Unit::Permille => {
            let (whole, tenth) = (value / 10, value % 10);
            if tenth == 0 { whole.to_string() } else { format!("{whole}.{tenth}") }
        }
        Unit::YesNo => if value == 0 { "否" } else { "是" }.to_owned(),
        _ => value.to_string(),
    }
}

/// The unit as written behind the number.
#[must_use]
pub const fn unit_label(unit: Unit) -> &'static str {
    match unit {
        Unit::CreditTenths => "学时",
        Unit::Days => "天",
        Unit::Persons => "人",
        Unit::Years => "岁",
        Unit::Percent | Unit::Permille => "%",
        Unit::Marks => "分",
        Unit::Yuan => "元",
        Unit::DayOfMonth => "日",
        Unit::YesNo => "",
    }
}

/// Reads what the clerk typed.
#[must_use]
pub fn parse(unit: Unit, text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches(unit_label(unit)).trim();
    match unit {
        Unit::YesNo => match text {
            "是" | "1" => Some(1),
            "否" | "0" => Some(0),
            _ => None,
        },
        Unit::CreditTenths | Unit::Permille => {
            let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
            let tenth = if tenth.len() == 1 { tenth.parse::<i64>().ok()? } else { return None };
            let whole = whole.parse::<i64>().ok().filter(|whole| *whole >= 0)?;
            whole.checked_mul(10)?.checked_add(tenth)
        }
        _ => text.parse().ok(),
    }
}
