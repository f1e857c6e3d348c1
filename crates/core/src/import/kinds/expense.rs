//! Expenses (经费支出): the township's ledger of training money, as its cashier keeps it.

use std::collections::{BTreeMap, HashMap, HashSet};

use lunxun_base::{Id, LocalDate, Result};

use super::plain::{Given, PlainCase, PlainRow, Scene, record_case};
use crate::fields::{DateReading, MoneyReading, neat, read_date, read_money, squeeze, yuan};
use crate::funding::{
    AllotmentState, EXPENSE, Expense, ExpenseItem, FundSource, Judgement, Ledger, all_expenses, quantity_text,
    read_item, read_quantity, read_source,
};
use crate::import::table::{FieldKey, FieldSpec, SheetKind};
use crate::training_class::{self, ClassRecord, ClassState};

const DATE: FieldKey = "spentOn";
const ITEM: FieldKey = "item";
const SUMMARY: FieldKey = "summary";
const QUANTITY: FieldKey = "quantity";
const PRICE: FieldKey = "unitPrice";
const AMOUNT: FieldKey = "amount";
const SOURCE: FieldKey = "source";
const CLASS: FieldKey = "class";
const VOUCHER: FieldKey = "voucherNo";
const PAYEE: FieldKey = "payee";
const DECISION: FieldKey = "decisionRef";
const NOTE: FieldKey = "note";

/// What an empty cell of a column that must say something is asked under.
const BLANK: &str = "空白";

/// The columns of a ledger of expenses.
pub(super) static EXPENSES: SheetKind = SheetKind {
    code: "expense",
    label: "经费支出",
    fields: &[
        FieldSpec::new(DATE, "日期", &["日期", "支出日期", "付款日期", "报销日期", "记账日期", "支付日期", "时间"])
            .fills_down(),
        FieldSpec::new(
            ITEM,
            "费用类别",
            &["费用类别", "项目", "支出项目", "费用项目", "支出类别", "费用名称", "科目", "开支项目", "项目/费用类别"],
        )
        .fills_down(),
        FieldSpec::new(SUMMARY, "摘要", &["摘要", "支出内容", "用途", "事由", "支出事由", "内容", "开支内容"]),
        FieldSpec::new(QUANTITY, "数量", &["数量", "人数/数量", "数量(人/学时)"]),
        FieldSpec::new(PRICE, "单价", &["单价", "单价(元)", "标准", "标准(元)"]),
        FieldSpec::new(
            AMOUNT,
            "金额",
            &["金额", "金额(元)", "支出金额", "支出金额(元)", "支出", "合计金额", "报销金额", "付款金额", "支付金额"],
        ),
        FieldSpec::new(SOURCE, "资金来源", &["资金来源", "经费来源", "来源", "资金渠道", "列支渠道"]).fills_down(),
        FieldSpec::new(CLASS, "班次", &["班次", "培训班", "培训班次", "班级", "期次", "班名", "所属班次"]).fills_down(),
        FieldSpec::new(VOUCHER, "凭证号", &["凭证号", "凭证编号", "凭证", "凭证字号", "票据号", "发票号", "单据号"]),
        FieldSpec::new(PAYEE, "收款人", &["收款人", "收款单位", "收款方", "领款人", "对方单位", "供应商"]),
        FieldSpec::new(
            DECISION,
            "决议/依据",
            &["决议/依据", "决议", "依据", "决议依据", "会议纪要", "审批依据", "文号"],
        ),
        FieldSpec::new(NOTE, "备注", &["备注", "说明"]).multi(),
    ],
    identifying: &[SUMMARY, AMOUNT],
    telling: &[AMOUNT, SOURCE, VOUCHER],
    foreign_groups: &[],
};

/// What makes two lines the same: a voucher's line of its month, or everything that is known of one without a voucher.
#[derive(PartialEq, Eq, Hash, Clone)]
enum Key {
    Voucher((i32, u32), String, ExpenseItem, String, Option<Id>),
    Whole(LocalDate, FundSource, ExpenseItem, String, Option<Id>, i64),
}

fn key_of(expense: &Expense) -> Key {
    let (day, summary) = (expense.spent_on, squeeze(&expense.summary));
    if expense.voucher_no.is_empty() {
        return Key::Whole(day, expense.source, expense.item, summary, expense.class, expense.amount_fen);
    }
    // Vouchers begin anew every month.
    let voucher = squeeze(&expense.voucher_no);
    Key::Voucher((day.year(), day.month()), voucher, expense.item, summary, expense.class)
}

pub(super) fn judge(scene: &Scene<'_>) -> Result<Vec<PlainCase>> {
    let mut ledger = Ledger::load(scene.conn, LocalDate::from_millis(scene.now))?;
    let classes = Classes::load(scene)?;
    let mut held: HashMap<Key, Vec<(Id, Expense)>> = HashMap::new();
    // The latest come first: what was entered first is found first.
    for (id, expense) in all_expenses(scene.conn)? {
        held.entry(key_of(&expense)).or_default().push((id, expense));
    }
    let mut seen: HashMap<Key, usize> = HashMap::new();
    let mut cases = Vec::new();
    for mut row in scene.rows() {
        let Some(read) = read(&mut row, &classes) else {
            let name = row.text(SUMMARY).unwrap_or_default();
            cases.push(row.close(name, String::new(), false, Vec::new(), None));
            continue;
        };
        let key = key_of(&read);
        if let Some(first) = seen.insert(key.clone(), row.row.row_no) {
            row.warn(SUMMARY, format!("与第 {first} 行看起来是同一笔，按两笔导入，请核对。"));
        }
        let old = held.get_mut(&key).and_then(|alike| take(alike, &read));
        let new = old.as_ref().map_or_else(|| read.clone(), |(_, old)| over(&read, old));
        let is_touched = old.as_ref().is_none_or(|(_, old)| *old != new);
        let reason = if is_touched { closed_reason(&mut row, &classes, &new) } else { None };
        if is_touched {
            if let Some((_, old)) = &old {
                ledger.take(scene.conn, old)?;
            }
            match ledger.judge(scene.conn, &new)? {
                Judgement::Fits => {}
                Judgement::NeedsApproval(why) => row.wrong(
                    AMOUNT,
                    format!("{why}。请先补登预算；确经领导批准的，到“经费—支出”里单独登记，写明批准人和理由。"),
                ),
                Judgement::Refused(field, why) => row.wrong(field_of(field), why),
            }
            ledger.put(scene.conn, &new)?;
        }
        cases.push(case(scene, row, old, &new, reason, &classes));
    }
    Ok(cases)
}

/// Of those that are alike the one of this very day and sum, else the one that was entered first.
fn take(alike: &mut Vec<(Id, Expense)>, read: &Expense) -> Option<(Id, Expense)> {
    let is_same = |old: &Expense| (old.spent_on, old.amount_fen) == (read.spent_on, read.amount_fen);
    match alike.iter().rposition(|(_, old)| is_same(old)) {
        Some(at) => Some(alike.remove(at)),
        None => alike.pop(),
    }
}

/// What the sheet says, laid over what is held: silence changes nothing.
fn over(read: &Expense, old: &Expense) -> Expense {
    let text = |new: &String, old: &String| if new.is_empty() { old.clone() } else { new.clone() };
    Expense {
        quantity_milli: read.quantity_milli.or(old.quantity_milli),
        unit_price_fen: read.unit_price_fen.or(old.unit_price_fen),
        payee: text(&read.payee, &old.payee),
        decision_ref: text(&read.decision_ref, &old.decision_ref),
        note: text(&read.note, &old.note),
        summary: old.summary.clone(),
        voucher_no: old.voucher_no.clone(),
        allotment: old.allotment,
        ..read.clone()
    }
}

/// The row as an expense; `None` where something that every expense needs cannot be read, which is noted in the row.
fn read(row: &mut PlainRow<'_>, classes: &Classes) -> Option<Expense> {
    let day = read_day(row);
    let amount = read_amount(row, AMOUNT, true);
    let price = read_amount(row, PRICE, false);
    let quantity = row.text(QUANTITY);
    let quantity_milli = quantity.as_deref().and_then(read_quantity);
    if quantity.is_some() && quantity_milli.is_none() {
        row.warn(QUANTITY, "数量看不懂，未导入。");
    }
    let item = read_word(row, ITEM, Some(SUMMARY), read_item, ExpenseItem::ALL, ExpenseItem::label);
    let source = read_word(row, SOURCE, None, read_source, FundSource::ALL, FundSource::label);
    let class = classes.find(row);
    let text = |field: FieldKey| row.text(field).map(|text| neat(&text)).unwrap_or_default();
    let (day, amount_fen, item, source, class) = (day?, amount?, item?, source?, class?);
    let summary = text(SUMMARY);
    Some(Expense {
        spent_on: day,
        class,
        item,
        summary: if summary.is_empty() { item.label().to_owned() } else { summary },
        quantity_milli,
        unit_price_fen: price,
        amount_fen,
        source,
        voucher_no: text(VOUCHER),
        payee: text(PAYEE),
        decision_ref: text(DECISION),
        allotment: (item == ExpenseItem::Allotment).then_some(AllotmentState::Sent),
        note: text(NOTE),
    })
}

fn read_day(row: &mut PlainRow<'_>) -> Option<LocalDate> {
    let why = match read_date(row.cell(DATE)) {
        DateReading::Date(date) => match date.full() {
            Some(day) => return Some(day),
            None => "日期缺少日，请写到年月日，例如 2027-03-05。".to_owned(),
        },
        DateReading::Blank | DateReading::Unknown => "没有支出日期，请补填。".to_owned(),
        DateReading::Ambiguous { why, .. } | DateReading::Wrong(why) => why,
    };
    row.wrong(DATE, why);
    None
}

fn read_amount(row: &mut PlainRow<'_>, field: FieldKey, is_needed: bool) -> Option<i64> {
    match read_money(row.cell(field)) {
        MoneyReading::Fen(fen) => Some(fen),
        MoneyReading::Wrong(why) if is_needed => {
            row.wrong(field, why);
            None
        }
        // A price was often divided out of the sum, and cannot be held to the 分.
        MoneyReading::Wrong(_) => {
            row.warn(field, "单价看不懂或除不尽到分，未导入，金额照常导入。");
            None
        }
        MoneyReading::Blank | MoneyReading::Unknown => {
            if is_needed {
                row.wrong(field, "没有金额，请补填。");
            }
            None
        }
    }
}

/// A coded word, from another column where its own says nothing that is understood; else asked once for all rows.
fn read_word<T: Copy>(
    row: &mut PlainRow<'_>,
    field: FieldKey,
    besides: Option<FieldKey>,
    reader: fn(&str) -> Option<T>,
    all: &[T],
    label: fn(T) -> &'static str,
) -> Option<T> {
    let exact = |text: &str| all.iter().copied().find(|value| label(*value) == text);
    let own = row.text(field);
    let understood = own.as_deref().and_then(|text| exact(text).or_else(|| reader(text)));
    let understood = understood.or_else(|| besides.and_then(|field| row.text(field)).and_then(|text| reader(&text)));
    if understood.is_some() {
        return understood;
    }
    let word = own.unwrap_or_else(|| BLANK.to_owned());
    let told = row.meaning(field, &word).and_then(|meaning| exact(&meaning));
    if told.is_none() {
        let labels: Vec<&str> = all.iter().map(|value| label(*value)).collect();
        row.ask(field, &word, "这一格看不懂，请选择是哪一种。", &labels);
    }
    told
}

/// The classes that a ledger may name.
struct Classes {
    all: Vec<ClassRecord>,
}

impl Classes {
    fn load(scene: &Scene<'_>) -> Result<Self> {
        let all = training_class::list(scene.conn, None, None, None)?;
        Ok(Self { all: all.into_iter().filter(|class| class.state != ClassState::Cancelled).collect() })
    }

    fn get(&self, id: Option<Id>) -> Option<&ClassRecord> {
        self.all.iter().find(|class| Some(class.id) == id)
    }

    /// The class that a row names: `Some(None)` where it names none, `None` where it must be asked.
    fn find(&self, row: &mut PlainRow<'_>) -> Option<Option<Id>> {
        let Some(text) = row.text(CLASS) else { return Some(None) };
        let plain = squeeze(&text);
        let exact: Vec<&ClassRecord> =
            self.all.iter().filter(|class| class.no == plain || squeeze(&class.name) == plain).collect();
        let alike: Vec<&ClassRecord> = if exact.is_empty() {
            self.all.iter().filter(|class| squeeze(&class.name).contains(&plain)).collect()
        } else {
            exact
        };
        if let [only] = alike.as_slice() {
            return Some(Some(only.id));
        }
        let shown: HashSet<Id> = alike.iter().map(|class| class.id).collect();
        let choices = self.all.iter().filter(|class| shown.is_empty() || shown.contains(&class.id));
        let names: Vec<&str> = choices.map(|class| class.name.as_str()).collect();
        if names.is_empty() {
            row.wrong(CLASS, "还没有这个班次，请先建班，或把这一格留空。");
        } else {
            row.ask(CLASS, &text, "不知道是哪个班次，请选择。", &names);
        }
        None
    }
}

/// Why a closed class's expenses are touched: the row's remark says it.
fn closed_reason(row: &mut PlainRow<'_>, classes: &Classes, expense: &Expense) -> Option<String> {
    let class = classes.get(expense.class).filter(|class| class.state == ClassState::Closed)?;
    let reason = row.text(NOTE).filter(|note| note.chars().count() >= 4);
    if reason.is_none() {
        let name = &class.name;
        row.wrong(NOTE, format!("“{name}”已结班，补登支出请在“备注”里写明理由（至少 4 个字）。"));
    }
    reason
}

fn field_of(field: &str) -> FieldKey {
    let known = [DATE, AMOUNT, SUMMARY, NOTE, PAYEE, SOURCE, DECISION];
    known.into_iter().find(|key| *key == field).unwrap_or(CLASS)
}

fn case(
    scene: &Scene<'_>,
    row: PlainRow<'_>,
    old: Option<(Id, Expense)>,
    new: &Expense,
    reason: Option<String>,
    classes: &Classes,
) -> PlainCase {
    let words = |expense: &Expense| words(expense, classes);
    let shown = words(new);
    let given = |field: FieldKey, column: &'static str, value: lunxun_protocol::Value| {
        shown.get(field).filter(|text| !text.is_empty()).map(|text| Given { field, column, shown: text.clone(), value })
    };
    let mut fields: Vec<Given> = [
        given(DATE, "spent_on", new.spent_on.into()),
        given(ITEM, "item", new.item.into()),
        given(SUMMARY, "summary", new.summary.as_str().into()),
        given(QUANTITY, "quantity_milli", new.quantity_milli.into()),
        given(PRICE, "unit_price_fen", new.unit_price_fen.into()),
        given(AMOUNT, "amount_fen", new.amount_fen.into()),
        given(SOURCE, "source", new.source.into()),
        given(CLASS, "class_id", new.class.into()),
        given(VOUCHER, "voucher_no", new.voucher_no.as_str().into()),
        given(PAYEE, "payee", new.payee.as_str().into()),
        given(DECISION, "decision_ref", new.decision_ref.as_str().into()),
        given(NOTE, "note", new.note.as_str().into()),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut besides =
        vec![("allotment_state", new.allotment.map(AllotmentState::word).into()), ("entered_by", scene.by.into())];
    if let Some(reason) = reason {
        match old {
            None => besides.push(("change_reason", reason.as_str().into())),
            Some(_) => fields.push(Given::text(NOTE, "change_reason", reason)),
        }
    }
    let old = old.map(|(id, old)| (id, words(&old)));
    record_case(row, &EXPENSE, old, scene.new_id(), new.summary.clone(), fields, besides)
}

fn words(expense: &Expense, classes: &Classes) -> BTreeMap<FieldKey, String> {
    BTreeMap::from([
        (DATE, expense.spent_on.to_string()),
        (ITEM, expense.item.label().to_owned()),
        (SUMMARY, expense.summary.clone()),
        (QUANTITY, expense.quantity_milli.map(quantity_text).unwrap_or_default()),
        (PRICE, expense.unit_price_fen.map(yuan).unwrap_or_default()),
        (AMOUNT, yuan(expense.amount_fen)),
        (SOURCE, expense.source.label().to_owned()),
        (CLASS, classes.get(expense.class).map(|class| class.name.clone()).unwrap_or_default()),
        (VOUCHER, expense.voucher_no.clone()),
        (PAYEE, expense.payee.clone()),
        (DECISION, expense.decision_ref.clone()),
        (NOTE, expense.note.clone()),
    ])
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD as BASE64;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use crate::conduct::fixture::Class;
    use crate::testing::Desk;

    const HEAD: &str = "日期,项目,摘要,数量,单价,金额,资金来源,班次,凭证号,收款人,决议/依据,备注\n";

    fn read(desk: &mut Desk, rows: &str) -> Value {
        let sheet = format!("2027年度培训经费支出明细\n{HEAD}{rows}");
        desk.admin("import.read", json!({ "fileName": "经费.csv", "contentBase64": BASE64.encode(sheet) }))
    }

    fn commit(desk: &mut Desk, preview: &Value) -> Value {
        desk.admin("import.commit", json!({ "token": preview["token"], "decisions": [], "createBranches": false }))
    }

    fn counts(preview: &Value) -> [u64; 5] {
        ["new", "changed", "same", "doubtful", "wrong"].map(|key| preview["counts"][key].as_u64().unwrap())
    }

    fn budget(desk: &mut Desk, source: &str, approved: &str) {
        let request = json!({ "year": 2027, "source": source, "fundUse": "training", "approved": approved });
        desk.admin("funding.save_budget", request);
    }

    fn total(desk: &mut Desk) -> Value {
        desk.admin("funding.expenses", json!({ "year": 2027 }))["totalFen"].clone()
    }

    const ROWS: &str = "2027-02-20,伙食费,学员午餐,40人,30元,\"1,200元\",财政专项,2027-01,记-3,镇机关食堂,,\n\
                        2027.2.21,讲课费,两位老师,8,,0.32万,财政,2027年第一期党员轮训班,记-4,周某某,,\n\
                        2027年2月22日,资料,教材印刷,,,\"￥560.50\",党费,,记-5,某印刷厂,2027-02-10 党委会〔2027〕2号,\n\
                        ,合计,,,,\"4,960.50\",,,,,,\n";

    #[test]
    fn a_ledger_goes_in_once_changes_and_is_taken_back() {
        let mut class = Class::of(40);
        let desk = &mut class.desk;
        budget(desk, "fiscal", "5000");
        budget(desk, "party_dues", "1000");
        let preview = read(desk, ROWS);
        assert_eq!((&preview["kind"], counts(&preview)), (&json!("expense"), [3, 0, 0, 0, 0]), "{preview:#}");
        let result = commit(desk, &preview);
        assert_eq!(total(desk), 496_050, "to the 分, and the total line is no expense");
        let again = read(desk, ROWS);
        assert_eq!(counts(&again), [0, 0, 3, 0, 0], "{again:#}");
        commit(desk, &again);
        assert_eq!(total(desk), 496_050);
        let changed = read(desk, &ROWS.replace("￥560.50", "￥600"));
        assert_eq!(counts(&changed), [0, 1, 2, 0, 0], "{changed:#}");
        let diff = changed["rows"].as_array().unwrap().iter().find(|row| row["verdict"] == "changed").unwrap()["diffs"]
            [0]
        .clone();
        assert_eq!((&diff["old"], &diff["new"]), (&json!("560.50"), &json!("600.00")));
        let account = desk.admin("funding.class_account", json!({ "classId": class.id }));
        assert_eq!(account["class"]["entryCount"], 2, "by number and by name");
        desk.admin("audit.undo", json!({ "operationId": result["operationId"] }));
        assert_eq!(total(desk), 0);
    }

    #[test]
    fn rows_that_break_a_rule_are_handed_back_and_count_against_the_budget_in_order() {
        let mut desk = Desk::with_township();
        budget(&mut desk, "fiscal", "1000");
        let rows = "2027-02-20,伙食,午餐,,,600,财政,,1,食堂,,\n2027-02-21,伙食,午餐,,,600,财政,,2,食堂,,\n\
                    2027-02-22,其他,学员礼品,,,10,财政,,3,超市,,\n2027-02-23,资料,笔记本,,,10,党费,,4,超市,,\n\
                    2027-02,资料,笔,,,10,财政,,5,超市,,\n2027-02-24,资料,笔,,,约10,财政,,6,超市,,\n";
        let preview = read(&mut desk, rows);
        assert_eq!(counts(&preview), [1, 0, 0, 0, 5], "{preview:#}");
        let summaries: Vec<&str> =
            preview["rows"].as_array().unwrap().iter().map(|row| row["summary"].as_str().unwrap()).collect();
        for words in ["超出 200.00 元", "礼品", "决议", "年月日", "看不懂"] {
            assert!(summaries.iter().any(|summary| summary.contains(words)), "{words}: {summaries:?}");
        }
    }

    #[test]
    fn unknown_words_are_asked_once_and_a_closed_class_wants_its_reason() {
        let mut class = Class::of(4);
        budget(&mut class.desk, "fiscal", "5000");
        let rows = "2027-02-20,培训费,开班,,,100,账上,第一期,1,某店,,\n2027-02-21,培训费,结业,,,100,账上,第一期,2,某店,,发票后到补登\n";
        let preview = read(&mut class.desk, rows);
        assert_eq!(counts(&preview), [0, 0, 0, 2, 0], "{preview:#}");
        let answers =
            json!([{ "id": "value/item/培训费", "value": "其他" }, { "id": "value/source/账上", "value": "财政专项" }]);
        let told = class.desk.admin("import.remap", json!({ "token": preview["token"], "answers": answers }));
        assert_eq!(counts(&told), [2, 0, 0, 0, 0], "{told:#}");
        class.state("closed");
        let answers =
            json!([{ "id": "value/item/培训费", "value": "其他" }, { "id": "value/source/账上", "value": "财政专项" }]);
        let preview = read(&mut class.desk, rows);
        let told = class.desk.admin("import.remap", json!({ "token": preview["token"], "answers": answers }));
        assert_eq!(counts(&told), [1, 0, 0, 0, 1], "{told:#}");
        commit(&mut class.desk, &told);
        let row = class.desk.admin("funding.expenses", json!({}))["rows"][0].clone();
        assert_eq!(row["changeReason"], "发票后到补登");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        /// Lines alike in everything, with and without vouchers, in any number: the second time nothing is new.
        #[test]
        fn importing_twice_changes_nothing(lines in prop::collection::vec((1_u8..4, 0_u8..3, 1_u32..50), 1..12)) {
            let mut desk = Desk::with_township();
            budget(&mut desk, "fiscal", "100万");
            let rows: String = lines.iter().map(|(day, voucher, fen)| {
                let voucher = if *voucher == 0 { String::new() } else { format!("记-{voucher}") };
                format!("2027-02-0{day},伙食,午餐,,,0.{fen:02},财政,,{voucher},食堂,,\n")
            }).collect();
            let preview = read(&mut desk, &rows);
            commit(&mut desk, &preview);
            let before = desk.admin("funding.expenses", json!({}));
            let again = read(&mut desk, &rows);
            prop_assert_eq!(&counts(&again)[..2], &[0, 0], "nothing is new or changed: {:#}", again);
            commit(&mut desk, &again);
            let after = desk.admin("funding.expenses", json!({}));
            prop_assert_eq!(before["rows"].as_array().unwrap().len(), after["rows"].as_array().unwrap().len());
            prop_assert_eq!(&before["totalFen"], &after["totalFen"]);
        }
    }
}
