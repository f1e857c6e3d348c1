use lunxun_base::{Id, LocalDate};

use crate::{
    attendance::percent,
    fields::{squeeze, yuan},
    words::words,
};

words! {
    /// Where the money comes from (资金来源).
    pub enum FundSource {
        /// Earmarked by the county's budget.
        Fiscal => "fiscal" "财政专项",
        /// Party dues retained by the township.
        PartyDues => "party_dues" "党费",
        /// Subsidies from above.
        Superior => "superior" "上级补助",
        /// Villages' own and everything else.
        Village => "village" "村集体及其他",
    }
}

words! {
    /// What a budget line is for (用途).
    pub enum FundUse {
        /// Holding classes.
        Training => "training" "举办培训",
        /// Books and periodicals.
        Books => "books" "订购书刊",
        /// Teaching equipment.
        Equipment => "equipment" "电教设备",
        /// Money passed on to villages.
        Allotment => "allotment" "下拨经费",
    }
}

words! {
    /// What an expense paid for (费用类别).
    pub enum ExpenseItem {
        /// Lecture fees.
        Teaching => "teaching" "师资",
        /// Lodging.
        Lodging => "lodging" "住宿",
        /// Meals.
        Meals => "meals" "伙食",
        /// Venue.
        Venue => "venue" "场地",
        /// Teaching materials.
        Materials => "materials" "资料",
        /// Transport.
        Transport => "transport" "交通",
        /// Anything else of a class.
        Other => "other" "其他",
        /// Books and periodicals.
        Books => "books" "书刊",
        /// Equipment.
        Equipment => "equipment" "设备",
        /// Passed on to a village.
        Allotment => "allotment" "下拨",
    }
}

words! {
    /// How far an allotment is: paid when it was sent, used when the village has reported on it.
    pub enum AllotmentState {
        /// Sent.
        Sent => "sent" "已下拨",
        /// The village has reported what it was used for.
        Used => "used" "已报账",
    }
}

impl ExpenseItem {
    /// The use whose budget line pays for it.
    #[must_use]
    pub const fn fund_use(self) -> FundUse {
        match self {
            Self::Books => FundUse::Books,
            Self::Equipment => FundUse::Equipment,
            Self::Allotment => FundUse::Allotment,
            _ => FundUse::Training,
        }
    }
}

/// An expense as it is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expense {
    /// When it was paid.
    pub spent_on: LocalDate,
    /// The class that it was spent on.
    pub class: Option<Id>,
    /// What it paid for.
    pub item: ExpenseItem,
    /// In a few words (摘要).
    pub summary: String,
    /// How many, in thousandths.
    pub quantity_milli: Option<i64>,
    /// Price of one, 分.
    pub unit_price_fen: Option<i64>,
    /// The whole, 分.
    pub amount_fen: i64,
    /// Where the money came from.
    pub source: FundSource,
    /// Number of the voucher (凭证号).
    pub voucher_no: String,
    /// Who received it.
    pub payee: String,
    /// Collective decision: date and number.
    pub decision_ref: String,
    /// How far an allotment is.
    pub allotment: Option<AllotmentState>,
    /// Remarks.
    pub note: String,
}

impl Expense {
    /// The budget line that pays: year, source, use.
    #[must_use]
    pub fn line(&self) -> (i32, FundSource, FundUse) {
        (self.spent_on.year(), self.source, self.item.fund_use())
    }
}

/// What can never be entered, whoever approves: the field and why.
///
/// **Source**: `docs/sources.md#dangfei` (Party dues), `#baxiang-guiding` (drink and gifts).
pub(super) fn refusal(expense: &Expense, today: LocalDate) -> Option<(&'static str, String)> {
    if expense.spent_on > today {
        return Some(("spentOn", "支出日期不能晚于今天。".to_owned()));
    }
    if expense.spent_on.year() < 2000 {
        return Some(("spentOn", "支出日期太早，请核对年份。".to_owned()));
    }
    if expense.amount_fen <= 0 {
        return Some(("amount", "金额应大于 0。退款、冲销请直接修改或删除原来那一笔。".to_owned()));
    }
    if let (Some(quantity), Some(price)) = (expense.quantity_milli, expense.unit_price_fen) {
        let product = product(quantity, price);
        if product != Some(expense.amount_fen) {
            let shown = product.map_or_else(|| "太大的数".to_owned(), |fen| format!("{} 元", yuan(fen)));
            return Some((
                "amount",
                format!("数量×单价是{shown}，与金额 {} 元不符，请核对。", yuan(expense.amount_fen)),
            ));
        }
    }
    for (field, text) in [("summary", &expense.summary), ("note", &expense.note), ("payee", &expense.payee)] {
        if let Some(word) = forbidden(text) {
            return Some((field, format!("写有“{word}”。按中央八项规定，酒水、烟、礼品、礼金不能列入培训经费。")));
        }
    }
    if !allows(expense.source, expense.item) {
        return Some((
            "source",
            match expense.source {
                FundSource::PartyDues => {
                    "党费专款专用，不能列“其他”，请写明是师资、住宿、伙食、场地、资料还是交通。".to_owned()
                }
                _ => "村集体的钱不从党校下拨，请改选资金来源。".to_owned(),
            },
        ));
    }
    if expense.source == FundSource::PartyDues && expense.decision_ref.is_empty() {
        return Some(("decisionRef", "使用党费要集体讨论决定，请填写决议日期和编号。".to_owned()));
    }
    if expense.item == ExpenseItem::Allotment && expense.payee.is_empty() {
        return Some(("payee", "下拨经费请在“收款人”里写明下拨给哪个村、哪个支部。".to_owned()));
    }
    if expense.item == ExpenseItem::Allotment && expense.class.is_some() {
        return Some(("classId", "下拨经费不算在班次里，请去掉班次。".to_owned()));
    }
    None
}

/// Which source may pay for what.
///
/// **Source**: `docs/sources.md#dangfei`: dues pay for training, books, materials and equipment, and every cent of them
/// must say what for.
const fn allows(source: FundSource, item: ExpenseItem) -> bool {
    !matches!(
        (source, item),
        (FundSource::PartyDues, ExpenseItem::Other) | (FundSource::Village, ExpenseItem::Allotment)
    )
}

/// Words of drink, tobacco and gifts; hotels and disinfectant are neither.
fn forbidden(text: &str) -> Option<&'static str> {
    const HARMLESS: [&str; 6] = ["酒店", "酒楼", "酒家", "酒精", "禁酒", "戒酒"];
    const FORBIDDEN: [&str; 12] =
        ["酒", "香烟", "卷烟", "烟草", "礼品", "礼金", "礼物", "红包", "购物卡", "纪念品", "土特产", "消费卡"];
    let plain = HARMLESS.iter().fold(squeeze(text), |text, word| text.replace(word, ""));
    FORBIDDEN.iter().copied().find(|word| plain.contains(word))
}

/// Quantity times price in 分, half up.
#[must_use]
pub(super) fn product(quantity_milli: i64, price_fen: i64) -> Option<i64> {
    quantity_milli.checked_mul(price_fen)?.checked_add(500).map(|thousandths| thousandths / 1000)
}

/// Why a budget line does not pay for it; `None` where it does. `left` is what stands in the line without this expense.
pub(super) fn over_budget(expense: &Expense, left: Option<i64>) -> Option<String> {
    let (year, source, fund_use) = expense.line();
    let line = format!("{year}年{}的“{}”", source.label(), fund_use.label());
    match left {
        None => Some(format!("{line}没有登记预算")),
        Some(left) if expense.amount_fen > left => {
            let over = yuan(expense.amount_fen - left);
            Some(format!("{line}预算只剩 {} 元，这一笔超出 {over} 元", yuan(left)))
        }
        Some(_) => None,
    }
}

/// Why a lecture fee is over the standard; `cap_yuan` is for one 学时, after tax.
///
/// **Source**: `docs/sources.md#training-fees`.
pub(super) fn over_lecture(expense: &Expense, cap_yuan: i64) -> Option<String> {
    let price = expense.unit_price_fen.filter(|_| expense.item == ExpenseItem::Teaching)?;
    (price > cap_yuan * 100).then(|| format!("讲课费每学时 {} 元，高于标准 {cap_yuan} 元", yuan(price)))
}

/// A class's size and its standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DayStandard {
    /// Days of the class.
    pub days: i64,
    /// Persons times days.
    pub person_days: i64,
    /// Yuan for one person on one day.
    pub cap_yuan: i64,
    /// Per cent of it behind the thirtieth day.
    pub long_percent: i64,
}

/// Days that are paid in full; the rest of a longer class at a share of the standard.
const FULL_DAYS: i64 = 30;

impl DayStandard {
    /// What the class may cost in all besides lecture fees, 分.
    ///
    /// **Source**: `docs/sources.md#training-fees`.
    pub(super) fn allowance_fen(self) -> i64 {
        if self.days <= FULL_DAYS {
            return self.person_days * self.cap_yuan * 100;
        }
        let hundredths = FULL_DAYS * 100 + (self.days - FULL_DAYS) * self.long_percent;
        self.person_days * self.cap_yuan * hundredths / self.days
    }
}

/// Why a class's cost is over its standard. `besides_fen` is what it has cost without lecture fees and without this one.
pub(super) fn over_standard(expense: &Expense, besides_fen: i64, standard: DayStandard) -> Option<String> {
    if expense.item == ExpenseItem::Teaching || standard.person_days <= 0 {
        return None;
    }
    let (cost, most) = (besides_fen + expense.amount_fen, standard.allowance_fen());
    (cost > most).then(|| {
        let each = yuan(per_day(cost, standard.person_days).unwrap_or_default());
        let limit = yuan(per_day(most, standard.person_days).unwrap_or_default());
        format!("这个班不含讲课费的人均天费用到了 {each} 元（{} 人天），高于标准 {limit} 元", standard.person_days)
    })
}

/// Cost for one person on one day, 分, half up; `None` without anybody.
#[must_use]
pub(super) fn per_day(cost_fen: i64, person_days: i64) -> Option<i64> {
    (person_days > 0).then(|| (2 * cost_fen + person_days) / (2 * person_days))
}

/// 经费执行率: paid ÷ (approved + adjusted); `—` without a budget.
pub(super) fn rate(paid_fen: i64, budget_fen: i64) -> String {
    percent(paid_fen, budget_fen)
}

/// The words in which offices write where money comes from.
#[must_use]
pub fn read_source(text: &str) -> Option<FundSource> {
    let text = squeeze(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["党费"]) => Some(FundSource::PartyDues),
        () if has(&["上级", "补助", "补贴", "县里", "组织部", "转移支付"]) => Some(FundSource::Superior),
        () if has(&["财政", "专项", "预算内", "公用经费"]) => Some(FundSource::Fiscal),
        () if has(&["村集体", "村级", "村里", "自筹", "捐", "其他"]) => Some(FundSource::Village),
        () => None,
    }
}

/// The words in which offices write what was paid for.
#[must_use]
pub fn read_item(text: &str) -> Option<ExpenseItem> {
    let text = squeeze(text);
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["下拨", "拨付", "划拨"]) => Some(ExpenseItem::Allotment),
        () if has(&["师资", "讲课", "课酬", "授课", "课时费", "专家费"]) => Some(ExpenseItem::Teaching),
        () if has(&["住宿", "房费", "客房"]) => Some(ExpenseItem::Lodging),
        () if has(&["伙食", "餐", "食堂", "用饭"]) => Some(ExpenseItem::Meals),
        () if has(&["交通", "租车", "车费", "用车", "大巴", "油费", "客车"]) => {
            Some(ExpenseItem::Transport)
        }
        () if has(&["设备", "电教", "投影", "电脑", "音响", "话筒", "打印机"]) => {
            Some(ExpenseItem::Equipment)
        }
        () if has(&["书刊", "报刊", "图书", "订阅", "订书", "杂志", "期刊", "党报"]) => {
            Some(ExpenseItem::Books)
        }
        () if has(&["场地", "会场", "会议室"]) => Some(ExpenseItem::Venue),
        () if has(&["资料", "教材", "印刷", "复印", "文具", "读本", "手册"]) => {
            Some(ExpenseItem::Materials)
        }
        () if has(&["其他", "其它", "杂支", "杂费"]) => Some(ExpenseItem::Other),
        () => None,
    }
}

/// A quantity with or without a unit behind it, in thousandths: `40`, `2.5学时`, `40人`.
#[must_use]
pub fn read_quantity(text: &str) -> Option<i64> {
    let text = squeeze(text);
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    crate::fields::money::exact(digits, 1000).filter(|milli| (1..=1_000_000_000_000).contains(milli))
}

/// `2.5` of 2,500 thousandths.
#[must_use]
pub fn quantity_text(milli: i64) -> String {
    let text = format!("{}.{:03}", milli / 1000, milli % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> LocalDate {
        text.parse().unwrap()
    }

    fn meal(amount_fen: i64) -> Expense {
        Expense {
            spent_on: day("2027-03-02"),
            class: None,
            item: ExpenseItem::Meals,
            summary: "学员午餐".into(),
            quantity_milli: None,
            unit_price_fen: None,
            amount_fen,
            source: FundSource::Fiscal,
            voucher_no: String::new(),
            payee: String::new(),
            decision_ref: String::new(),
            allotment: None,
            note: String::new(),
        }
    }

    fn field(expense: &Expense) -> Option<&'static str> {
        refusal(expense, day("2027-03-02")).map(|(field, _)| field)
    }

    #[test]
    fn drink_and_gifts_are_refused_and_a_hotel_is_not() {
        for summary in ["接待用白酒", "酒水", "学员礼品", "发红包", "购物卡10张", "纪念品"] {
            assert_eq!(field(&Expense { summary: summary.into(), ..meal(100) }), Some("summary"), "{summary}");
        }
        for summary in ["青山酒店住宿费", "消毒酒精", "酒家餐费", "学员午餐"] {
            assert_eq!(field(&Expense { summary: summary.into(), ..meal(100) }), None, "{summary}");
        }
        assert_eq!(field(&Expense { payee: "某某酒业".into(), ..meal(100) }), Some("payee"));
    }

    #[test]
    fn dues_need_a_decision_and_a_named_purpose() {
        let dues = Expense { source: FundSource::PartyDues, ..meal(100) };
        assert_eq!(field(&dues), Some("decisionRef"));
        let decided = Expense { decision_ref: "2027-02-20 党委会〔2027〕3号".into(), ..dues };
        assert_eq!(field(&decided), None);
        assert_eq!(field(&Expense { item: ExpenseItem::Other, ..decided.clone() }), Some("source"));
        for item in [ExpenseItem::Books, ExpenseItem::Equipment, ExpenseItem::Materials] {
            assert_eq!(field(&Expense { item, ..decided.clone() }), None, "{item:?}");
        }
    }

    #[test]
    fn quantity_times_price_is_the_amount_to_the_fen() {
        let priced = |quantity, price, amount| Expense {
            quantity_milli: Some(quantity),
            unit_price_fen: Some(price),
            ..meal(amount)
        };
        assert_eq!(field(&priced(40_000, 3_000, 120_000)), None);
        assert_eq!(field(&priced(40_000, 3_000, 120_001)), Some("amount"));
        assert_eq!(field(&priced(2_500, 333, 833)), None, "8.325 yuan, half up");
        assert_eq!(field(&priced(i64::MAX, i64::MAX, 1)), Some("amount"));
        assert_eq!(field(&meal(0)), Some("amount"));
        assert_eq!(field(&Expense { spent_on: day("2027-03-03"), ..meal(1) }), Some("spentOn"));
    }

    #[test]
    fn an_allotment_names_its_village_and_belongs_to_no_class() {
        let sent = Expense { item: ExpenseItem::Allotment, payee: "柳林村党支部".into(), ..meal(100_000) };
        assert_eq!(field(&sent), None);
        assert_eq!(field(&Expense { payee: String::new(), ..sent.clone() }), Some("payee"));
        assert_eq!(field(&Expense { class: Some(Id::from_bytes([7; 16])), ..sent.clone() }), Some("classId"));
        assert_eq!(field(&Expense { source: FundSource::Village, ..sent }), Some("source"));
    }

    #[test]
    fn a_budget_line_pays_to_its_last_fen_and_not_further() {
        assert_eq!(over_budget(&meal(500), Some(500)), None);
        assert!(over_budget(&meal(501), Some(500)).unwrap().contains("超出 0.01 元"));
        assert!(over_budget(&meal(1), None).unwrap().contains("没有登记预算"));
    }

    #[test]
    fn days_behind_the_thirtieth_count_for_seven_tenths() {
        let standard = |days| DayStandard { days, person_days: 10 * days, cap_yuan: 550, long_percent: 70 };
        assert_eq!(standard(2).allowance_fen(), 20 * 55_000);
        assert_eq!(standard(30).allowance_fen(), 300 * 55_000);
        assert_eq!(standard(40).allowance_fen(), 10 * (30 * 55_000 + 10 * 38_500));
        let two = standard(2);
        assert_eq!(over_standard(&meal(1_100_000), 0, two), None);
        assert!(over_standard(&meal(1_100_000), 1, two).unwrap().contains("550.00"));
        let lecture = Expense { item: ExpenseItem::Teaching, ..meal(9_900_000) };
        assert_eq!(over_standard(&lecture, 0, two), None, "lecture fees are not part of the standard");
        assert_eq!(over_standard(&meal(1), 0, DayStandard { person_days: 0, ..two }), None, "nobody yet");
    }

    #[test]
    fn a_lecture_hour_has_a_price_that_needs_no_approval() {
        let lecture = |price| Expense { item: ExpenseItem::Teaching, unit_price_fen: Some(price), ..meal(price) };
        assert_eq!(over_lecture(&lecture(50_000), 500), None);
        assert!(over_lecture(&lecture(50_001), 500).is_some());
        assert_eq!(over_lecture(&Expense { unit_price_fen: Some(90_000), ..meal(1) }, 500), None);
    }

    #[test]
    fn the_rate_of_the_worked_example_comes_out_to_the_digit() {
        assert_eq!(rate(7_856_000, 8_600_000), "91.35%");
        assert_eq!(rate(5_520_000, 6_000_000), "92.00%");
        assert_eq!(rate(2_336_000, 2_600_000), "89.85%");
        assert_eq!(rate(0, 0), "—");
        assert_eq!((per_day(100, 3), per_day(100, 0)), (Some(33), None));
    }

    #[test]
    fn offices_words_are_understood() {
        for (text, item) in [
            ("讲课费", ExpenseItem::Teaching),
            ("学员用餐", ExpenseItem::Meals),
            ("租车费", ExpenseItem::Transport),
            ("会场租金", ExpenseItem::Venue),
            ("培训教材印刷", ExpenseItem::Materials),
            ("订阅党报党刊", ExpenseItem::Books),
            ("下拨村级培训费", ExpenseItem::Allotment),
        ] {
            assert_eq!(read_item(text), Some(item), "{text}");
        }
        assert_eq!(read_item("培训费"), None);
        assert_eq!(read_source("留存党费"), Some(FundSource::PartyDues));
        assert_eq!(read_source("县级财政专项"), Some(FundSource::Fiscal));
        assert_eq!(read_source("上级补助"), Some(FundSource::Superior));
        assert_eq!(read_source("账上"), None);
        for (text, milli) in [("40人", 40_000), ("2.5学时", 2_500), ("1,200", 1_200_000)] {
            assert_eq!(read_quantity(text), Some(milli), "{text}");
        }
        assert_eq!((read_quantity("若干"), read_quantity("0")), (None, None));
        assert_eq!((quantity_text(2_500), quantity_text(40_000)), ("2.5".to_owned(), "40".to_owned()));
    }
}
