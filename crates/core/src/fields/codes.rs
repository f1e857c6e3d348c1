//! Coded words: sex, nation, education, category, duties, yes and no.
//!
//! Each reader answers `None` for a word that it does not know; the row then keeps the text and says so.

use super::{half_width, squeeze};

macro_rules! coded {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $word:literal, $label:literal;)* }) => {
        $(#[$doc])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord,
            serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema,
        )]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $word)] $variant),* }

        impl $name {
            /// Every value, in the order of the code table.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word that is stored and sent.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The word on screen and paper.
            #[must_use]
            pub fn label(self) -> &'static str {
                match self { $(Self::$variant => $label),* }
            }

            /// The word on screen and paper for a stored word.
            #[must_use]
            pub fn label_of(word: &str) -> Option<&'static str> {
                Self::from_word(word).map(Self::label)
            }

            /// The value of a stored word.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    };
}

coded! {
    /// Sex (性别), GB/T 2261.1.
    Sex {
        /// 1
        Male = "male", "男";
        /// 2
        Female = "female", "女";
    }
}

coded! {
    /// Category of person (人员类别).
    Category {
        /// 正式党员
        Full = "full", "正式党员";
        /// 预备党员
        Probationary = "probationary", "预备党员";
        /// 发展对象
        AdmissionCandidate = "admission_candidate", "发展对象";
        /// 入党积极分子
        ActiveApplicant = "active_applicant", "入党积极分子";
    }
}

coded! {
    /// How a member takes part in training (参训方式).
    AttendMode {
        /// 正常参训
        Normal = "normal", "正常";
        /// 送学上门
        Doorstep = "doorstep", "送学上门";
        /// 流动党员
        Migrant = "migrant", "流动";
        /// 暂缓
        Deferred = "deferred", "暂缓";
    }
}

coded! {
    /// Party standing (党籍状态).
    PartyStatus {
        /// 正常
        Normal = "normal", "正常";
        /// 停止党籍
        Suspended = "suspended", "停止党籍";
        /// 出党
        Left = "left", "出党";
        /// 去世
        Deceased = "deceased", "去世";
        /// 组织关系已转出
        TransferredOut = "transferred_out", "转出";
    }
}

coded! {
    /// Duty in the party or the village (党内职务, 村内职务).
    Duty {
        /// 支部书记
        Secretary = "branch_secretary", "书记";
        /// 副书记
        DeputySecretary = "deputy_secretary", "副书记";
        /// 组织委员
        OrgCommissioner = "org_commissioner", "组织委员";
        /// 宣传委员
        PropagandaCommissioner = "propaganda_commissioner", "宣传委员";
        /// 纪检委员
        DisciplineCommissioner = "discipline_commissioner", "纪检委员";
        /// 支部委员
        Commissioner = "commissioner", "委员";
        /// 党小组组长
        GroupLeader = "group_leader", "党小组长";
        /// 村（居）委会主任
        VillageHead = "village_head", "村主任";
        /// 村（居）委会委员
        VillageCommittee = "village_committee", "村委委员";
        /// 村务监督委员会
        SupervisionCommittee = "supervision_committee", "监委会成员";
        /// 驻村第一书记
        FirstSecretary = "first_secretary", "第一书记";
    }
}

impl Duty {
    /// Whether the holder sits on the branch committee (支部班子): secretary, deputy, commissioners.
    #[must_use]
    pub const fn is_branch_committee(self) -> bool {
        matches!(
            self,
            Self::Secretary
                | Self::DeputySecretary
                | Self::OrgCommissioner
                | Self::PropagandaCommissioner
                | Self::DisciplineCommissioner
                | Self::Commissioner
        )
    }
}

/// Reads a sex: 男, 女, 1, 2, M, F.
#[must_use]
pub fn read_sex(text: &str) -> Option<Sex> {
    match squeeze(text).as_str() {
        "男" | "男性" | "1" | "1男" | "M" | "m" => Some(Sex::Male),
        "女" | "女性" | "2" | "2女" | "F" | "f" => Some(Sex::Female),
        _ => None,
    }
}

/// Reads a category: 正式, 中共预备党员, 积极分子 …
#[must_use]
pub fn read_category(text: &str) -> Option<Category> {
    let text = squeeze(text);
    match text.as_str() {
        "1" | "党员" | "中共党员" | "共产党员" | "正式" | "已转正" => Some(Category::Full),
        "2" | "预备" | "预" => Some(Category::Probationary),
        "3" => Some(Category::AdmissionCandidate),
        "4" => Some(Category::ActiveApplicant),
        text if text.contains("预备党员") || text.contains("(预备)") => Some(Category::Probationary),
        text if text.contains("正式党员") => Some(Category::Full),
        text if text.contains("发展对象") => Some(Category::AdmissionCandidate),
        text if text.contains("积极分子") => Some(Category::ActiveApplicant),
        _ => None,
    }
}

/// Reads a yes-or-no cell: 是, √, Y, 1 against 否, ×, N, 0.
#[must_use]
pub fn read_yes_no(text: &str) -> Option<bool> {
    match squeeze(text).to_lowercase().as_str() {
        "是" | "√" | "✓" | "✔" | "☑" | "y" | "yes" | "1" | "有" | "对" | "v" | "true" | "○" | "已" => {
            Some(true)
        }
        "否" | "×" | "✗" | "✘" | "☐" | "n" | "no" | "0" | "无" | "没有" | "不是" | "false" | "-" | "—" | "未" => {
            Some(false)
        }
        _ => None,
    }
}

/// Reads a party standing.
#[must_use]
pub fn read_status(text: &str) -> Option<PartyStatus> {
    let text = squeeze(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if text == "1" || has(&["正常"]) => Some(PartyStatus::Normal),
        () if text == "2" || has(&["停止党籍", "停止"]) => Some(PartyStatus::Suspended),
        () if text == "3" || has(&["出党", "除名", "开除", "退党"]) => Some(PartyStatus::Left),
        () if text == "4" || has(&["去世", "死亡", "已故", "病故", "亡故", "逝世"]) => {
            Some(PartyStatus::Deceased)
        }
        () if text == "5" || has(&["转出", "已转走"]) => Some(PartyStatus::TransferredOut),
        () => None,
    }
}

/// Reads a way of taking part.
#[must_use]
pub fn read_attend_mode(text: &str) -> Option<AttendMode> {
    let text = squeeze(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["送学"]) => Some(AttendMode::Doorstep),
        () if has(&["流动", "外出"]) => Some(AttendMode::Migrant),
        () if has(&["暂缓", "免训", "缓训"]) => Some(AttendMode::Deferred),
        () if has(&["正常", "集中"]) => Some(AttendMode::Normal),
        () => None,
    }
}

/// A nation (民族) of GB/T 3304.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nation {
    /// 01 to 56.
    pub code: u8,
    /// The full name, such as 汉族.
    pub name: &'static str,
}

/// The 56 nations (民族) in the order of GB/T 3304.
pub const NATIONS: [&str; 56] = [
    "汉族",
    "蒙古族",
    "回族",
    "藏族",
    "维吾尔族",
    "苗族",
    "彝族",
    "壮族",
    "布依族",
    "朝鲜族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "土家族",
    "哈尼族",
    "哈萨克族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "畲族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "柯尔克孜族",
    "土族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "阿昌族",
    "普米族",
    "塔吉克族",
    "怒族",
    "乌孜别克族",
    "俄罗斯族",
    "鄂温克族",
    "德昂族",
    "保安族",
    "裕固族",
    "京族",
    "塔塔尔族",
    "独龙族",
    "鄂伦春族",
    "赫哲族",
    "门巴族",
    "珞巴族",
    "基诺族",
];

/// Reads a nation with or without 族, or by its code.
#[must_use]
pub fn read_nation(text: &str) -> Option<Nation> {
    let text = squeeze(text);
    let by_code = || {
        let code: usize = text.get(..2).filter(|_| text.len() == 2).or(Some(&text))?.parse().ok()?;
        code.checked_sub(1).filter(|at| *at < NATIONS.len())
    };
    let stem = text.trim_end_matches('族');
    let at =
        NATIONS.iter().position(|name| name.trim_end_matches('族') == stem && !stem.is_empty()).or_else(by_code)?;
    Some(Nation { code: u8::try_from(at + 1).ok()?, name: NATIONS.get(at)? })
}

/// Schooling (学历) as a code of GB/T 4658 beside the words that stood in the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Education {
    /// The code: 10 研究生 … 21 本科 … 31 大专 … 41 中专 … 61 高中, 71 初中, 81 小学, 90 其他.
    pub code: u8,
    /// As written, spaces taken out.
    pub text: String,
    /// 党校, 函授, 在职, 自考 …, when written.
    pub mode: Option<&'static str>,
}

/// The words looked for, the longer ones first; `true` when the whole text must be the word.
const EDUCATION: &[(&str, u8)] = &[
    ("研究生班", 17),
    ("博士", 11),
    ("硕士", 14),
    ("研究生", 10),
    ("本科肄业", 23),
    ("本科结业", 22),
    ("本科", 21),
    ("大学专科", 31),
    ("专科", 31),
    ("大专", 31),
    ("高职高专", 31),
    ("中等专科", 41),
    ("中专", 41),
    ("中等师范", 41),
    ("中师", 41),
    ("职业高中", 44),
    ("职高", 44),
    ("中职", 40),
    ("技工学校", 47),
    ("技校", 47),
    ("高级中学", 61),
    ("普通高中", 61),
    ("高中", 61),
    ("初级中学", 71),
    ("初中", 71),
    ("小学", 81),
    ("文盲", 90),
    ("半文盲", 90),
    ("不识字", 90),
    ("大学", 21),
    ("其他", 90),
];

/// The middle of a compulsory-school class: 初小, 高小 are primary school.
const OLD_EDUCATION: &[(&str, u8)] = &[("高小", 81), ("初小", 81), ("完小", 81), ("私塾", 90), ("学士", 21)];

/// Reads schooling.
///
/// Source: GB/T 4658-2006 (docs/sources.md#gb-4658).
#[must_use]
pub fn read_education(text: &str) -> Option<Education> {
    let text = squeeze(text);
    let code = match text.parse::<u8>() {
        Ok(code) => [
            10, 11, 14, 17, 20, 21, 22, 23, 28, 30, 31, 32, 33, 40, 41, 44, 47, 60, 61, 62, 63, 70, 71, 73, 80, 81, 83,
            90,
        ]
        .contains(&code)
        .then_some(code)?,
        Err(_) => EDUCATION.iter().chain(OLD_EDUCATION).find(|(word, _)| text.contains(word)).map(|(_, code)| *code)?,
    };
    let mode = ["党校", "函授", "在职", "自考", "电大", "成人", "全日制", "夜大", "网络"];
    Some(Education { code, mode: mode.into_iter().find(|word| text.contains(word)), text })
}

/// What a duty cell holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DutyReading {
    /// Known duties in the order written, without repetition.
    pub duties: Vec<Duty>,
    /// Other words, as written.
    pub other: Vec<String>,
}

/// Reads duties separated by commas, strokes, 兼, 和, or standing one after the other.
#[must_use]
pub fn read_duties(text: &str) -> DutyReading {
    let mut reading = DutyReading::default();
    let plain = half_width(text);
    let pieces = plain.split(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | '、' | '/' | '兼' | '和' | '，' | '；' | '\\' | '|' | '及')
    });
    for piece in pieces.map(squeeze).filter(|piece| !piece.is_empty()) {
        if super::is_unknown_word(&piece) || matches!(piece.as_str(), "普通党员" | "党员" | "群众") {
            continue;
        }
        let known = one_duty(&piece);
        if known.is_empty() {
            reading.other.push(piece);
        }
        for duty in known {
            if !reading.duties.contains(&duty) {
                reading.duties.push(duty);
            }
        }
    }
    reading
}

fn one_duty(piece: &str) -> Vec<Duty> {
    let has = |words: &[&str]| words.iter().any(|word| piece.contains(word));
    if has(&["一肩挑"]) {
        return vec![Duty::Secretary, Duty::VillageHead];
    }
    if has(&["原", "退休", "离任", "前任", "曾任"]) {
        return Vec::new();
    }
    let village = has(&["村委", "居委", "村民委员", "居民委员", "社区居"]);
    let duty = match piece {
        _ if has(&["第一书记"]) => Duty::FirstSecretary,
        _ if has(&["监委", "监督委员会", "村监会", "监督主任"]) => Duty::SupervisionCommittee,
        _ if has(&["副书记"]) => Duty::DeputySecretary,
        _ if has(&["团支部", "团委", "团书记"]) => return Vec::new(),
        _ if has(&["书记", "支书"]) => Duty::Secretary,
        _ if has(&["副主任", "村副"]) || village && has(&["委员"]) && !has(&["主任"]) => {
            Duty::VillageCommittee
        }
        _ if has(&["妇女主任", "妇联主任", "治保主任", "办公室主任"]) => return Vec::new(),
        _ if has(&["村主任", "村长"]) || village && has(&["主任"]) || piece == "主任" => Duty::VillageHead,
        _ if piece == "村委" || piece == "村委成员" || piece == "村干部" => Duty::VillageCommittee,
        _ if has(&["组织委员"]) || piece == "组织" => Duty::OrgCommissioner,
        _ if has(&["宣传委员"]) || piece == "宣传" => Duty::PropagandaCommissioner,
        _ if has(&["纪检委员", "纪律检查委员"]) || piece == "纪检" => Duty::DisciplineCommissioner,
        _ if matches!(piece, "委员" | "支委" | "支部委员" | "支委委员" | "支部委员会委员") => {
            Duty::Commissioner
        }
        _ if has(&["党小组"]) || piece == "组长" || piece == "小组长" => Duty::GroupLeader,
        _ => return Vec::new(),
    };
    vec![duty]
}
