use serde_json::{Value, json};

use crate::conduct::fixture::Class;
use crate::testing::Desk;

fn budget(desk: &mut Desk, source: &str, fund_use: &str, approved: &str, adjusted: &str) -> Value {
    desk.admin(
        "funding.save_budget",
        json!({ "year": 2027, "source": source, "fundUse": fund_use, "approved": approved, "adjusted": adjusted,
                "documentNo": "青财〔2027〕5号" }),
    )
}

/// An expense of the first day of the clock's month, with what differs laid over it.
fn spent(over: Value) -> Value {
    let mut request = json!({ "spentOn": "2027-03-01", "item": "meals", "summary": "学员午餐", "amount": "1,200元",
                              "source": "fiscal", "payee": "镇机关食堂", "voucherNo": "记-3" });
    for (key, value) in over.as_object().unwrap() {
        request[key] = value.clone();
    }
    request
}

/// The township of the worked example (I9): 86,000 yuan of which 78,560 were paid.
fn worked_example(desk: &mut Desk) {
    budget(desk, "fiscal", "training", "5万", "10,000元");
    budget(desk, "party_dues", "training", "2万元", "");
    budget(desk, "party_dues", "books", "6000", "");
    let decision = "2027-02-20 党委会纪要〔2027〕3号";
    for over in [
        json!({ "item": "lodging", "summary": "住宿费", "amount": "55,200" }),
        json!({ "item": "teaching", "summary": "讲课费", "amount": "1.8万", "source": "party_dues", "decisionRef": decision }),
        json!({ "item": "books", "summary": "党员读本", "amount": "5,360.00元", "source": "party_dues", "decisionRef": decision }),
    ] {
        desk.admin("funding.save_expense", spent(over));
    }
}

#[test]
fn the_rates_of_the_worked_example_come_out_to_the_digit_and_an_empty_source_has_none() {
    let mut desk = Desk::with_township();
    worked_example(&mut desk);
    let summary = desk.admin("funding.summary", json!({ "year": 2027 }));
    let total = &summary["total"];
    assert_eq!((&total["paidFen"], &total["budgetFen"]), (&json!(7_856_000), &json!(8_600_000)));
    assert_eq!((&total["rate"], &total["leftFen"]), (&json!("91.35%"), &json!(744_000)));
    assert_eq!((&total["approvedFen"], &total["adjustedFen"]), (&json!(7_600_000), &json!(1_000_000)));
    let rates: Vec<&Value> =
        summary["sources"].as_array().unwrap().iter().map(|source| &source["figures"]["rate"]).collect();
    assert_eq!(rates, ["92.00%", "89.85%", "—", "—"]);
    let next = desk.admin("funding.summary", json!({ "year": 2028 }));
    assert_eq!(next["total"]["rate"], "—");
}

#[test]
fn every_figure_opens_the_rows_that_make_it_up() {
    let mut desk = Desk::with_township();
    worked_example(&mut desk);
    let summary = desk.admin("funding.summary", json!({ "year": 2027 }));
    for source in summary["sources"].as_array().unwrap() {
        let list = desk.admin("funding.expenses", json!({ "year": 2027, "source": source["source"] }));
        assert_eq!(list["totalFen"], source["figures"]["paidFen"], "{}", source["source"]);
    }
    for fund_use in summary["uses"].as_array().unwrap() {
        let list = desk.admin("funding.expenses", json!({ "year": 2027, "fundUse": fund_use["fundUse"] }));
        assert_eq!(list["totalFen"], fund_use["figures"]["paidFen"], "{}", fund_use["fundUse"]);
    }
    let found = desk.admin("funding.expenses", json!({ "query": "读本" }));
    assert_eq!((found["rows"].as_array().unwrap().len(), &found["totalFen"]), (1, &json!(536_000)));
}

#[test]
fn more_than_the_budget_holds_needs_somebody_s_approval_which_is_kept() {
    let mut desk = Desk::with_township();
    let none = desk.admin_err("funding.save_expense", spent(json!({})));
    assert_eq!(none.field.as_deref(), Some("approvalReason"));
    assert!(none.message.contains("没有登记预算"), "{}", none.message);
    budget(&mut desk, "fiscal", "training", "1000", "");
    let over = desk.admin_err("funding.save_expense", spent(json!({})));
    assert!(over.message.contains("超出 200.00 元"), "{}", over.message);
    let short = spent(json!({ "approvedBy": "王书记", "approvalReason": "同意" }));
    assert_eq!(desk.admin_err("funding.save_expense", short).field.as_deref(), Some("approvalReason"));
    let approved = spent(json!({ "approvedBy": "王书记", "approvalReason": "返乡班人数增加" }));
    let row = desk.admin("funding.save_expense", approved);
    assert_eq!((&row["approvedBy"], &row["approvalReason"]), (&json!("王书记"), &json!("返乡班人数增加")));
    let smaller =
        spent(json!({ "id": row["id"], "amount": "1000", "approvedBy": "王书记", "approvalReason": "返乡班人数增加" }));
    let row = desk.admin("funding.save_expense", smaller);
    assert_eq!(
        (&row["amountFen"], &row["approvedBy"]),
        (&json!(100_000), &json!("")),
        "its own sum is not counted twice"
    );
}

#[test]
fn a_budget_that_was_spent_is_neither_cut_below_it_nor_deleted() {
    let mut desk = Desk::with_township();
    budget(&mut desk, "fiscal", "training", "5000", "");
    let row = desk.admin("funding.save_expense", spent(json!({})));
    let cut =
        json!({ "year": 2027, "source": "fiscal", "fundUse": "training", "approved": "5000", "adjusted": "-4,000" });
    assert_eq!(desk.admin_err("funding.save_budget", cut).field.as_deref(), Some("adjusted"));
    let list = budget(&mut desk, "fiscal", "training", "5000", "-3800");
    let line = &list["lines"][0];
    assert_eq!((&line["figures"]["leftFen"], list["lines"].as_array().unwrap().len()), (&json!(0), 1));
    let id = line["id"].clone();
    assert!(desk.admin_err("funding.delete_budget", json!({ "id": id })).message.contains("1,200.00"));
    desk.admin("funding.delete_expense", json!({ "id": row["id"] }));
    assert_eq!(desk.admin("funding.delete_budget", json!({ "id": id }))["lines"], json!([]));
    assert_eq!(budget(&mut desk, "fiscal", "training", "6万", "")["lines"][0]["id"], id, "the same line comes back");
}

#[test]
fn typed_money_is_exact_and_quantity_times_price_fills_the_amount() {
    let mut desk = Desk::with_township();
    budget(&mut desk, "fiscal", "training", "1万", "");
    let row = desk
        .admin("funding.save_expense", spent(json!({ "quantity": "2.5学时", "unitPrice": "333.33", "amount": "" })));
    assert_eq!((&row["amountFen"], &row["quantity"]), (&json!(83_333), &json!("2.5")));
    let wrong = desk
        .admin_err("funding.save_expense", spent(json!({ "quantity": "40", "unitPrice": "30", "amount": "1,199" })));
    assert_eq!(wrong.field.as_deref(), Some("amount"));
    let odd = desk.admin_err("funding.save_expense", spent(json!({ "amount": "约1200" })));
    assert_eq!(odd.field.as_deref(), Some("amount"));
    let gift = desk.admin_err("funding.save_expense", spent(json!({ "summary": "学员礼品" })));
    assert_eq!(gift.field.as_deref(), Some("summary"));
}

#[test]
fn a_class_s_cost_for_each_person_and_day_leaves_lecture_fees_out_and_is_held_to_the_standard() {
    let mut class = Class::of(2);
    budget(&mut class.desk, "fiscal", "training", "10万", "");
    let of = |class: &Class, over: Value| class.request(spent(over));
    let lecture = of(
        &class,
        json!({ "item": "teaching", "summary": "讲课费", "quantity": "8", "unitPrice": "500", "amount": "" }),
    );
    class.desk.admin("funding.save_expense", lecture);
    // Two people on two days: four times 550.
    let meals = of(&class, json!({ "amount": "2200" }));
    class.desk.admin("funding.save_expense", meals);
    let more = of(&class, json!({ "amount": "0.01", "summary": "矿泉水" }));
    let refused = class.desk.admin_err("funding.save_expense", more);
    assert_eq!(refused.field.as_deref(), Some("approvalReason"));
    assert!(refused.message.contains("550.00"), "{}", refused.message);
    let account = class.run("funding.class_account", json!({}));
    let figures = &account["class"];
    assert_eq!((&figures["totalFen"], &figures["teachingFen"]), (&json!(620_000), &json!(400_000)));
    assert_eq!(
        (&figures["personDays"], &figures["perDayFen"], &figures["isOver"]),
        (&json!(4), &json!(55_000), &json!(false))
    );
    assert_eq!(account["rows"].as_array().unwrap().len(), 2);
    // Only one of the two came, on both days: the roll counts once the lessons are over.
    class.present(0);
    class.state("taught");
    let account = class.run("funding.class_account", json!({}));
    let figures = &account["class"];
    assert_eq!((&figures["attendedPersonDays"], &figures["perDayFen"]), (&json!(2), &json!(110_000)));
    assert_eq!(figures["isOver"], true);
}

#[test]
fn a_dear_lecture_needs_approval() {
    let mut desk = Desk::with_township();
    budget(&mut desk, "fiscal", "training", "1万", "");
    let lecture = json!({ "item": "teaching", "summary": "讲课费", "quantity": "4", "unitPrice": "800", "amount": "" });
    let refused = desk.admin_err("funding.save_expense", spent(lecture.clone()));
    assert!(refused.message.contains("高于标准 500 元"), "{}", refused.message);
    let source = json!({ "key": "funding.lecture_cap", "value": "1000元", "effectiveFrom": "2027-01-01", "source": "县财政局通知" });
    desk.admin("params.set", source);
    desk.admin("funding.save_expense", spent(lecture));
}

#[test]
fn a_closed_class_s_expenses_change_with_a_reason_alone() {
    let mut class = Class::of(2);
    budget(&mut class.desk, "fiscal", "training", "1万", "");
    class.state("closed");
    let late = class.request(spent(json!({ "amount": "100" })));
    assert_eq!(class.desk.admin_err("funding.save_expense", late).field.as_deref(), Some("changeReason"));
    let late = class.request(spent(json!({ "amount": "100", "changeReason": "发票后到" })));
    let row = class.desk.admin("funding.save_expense", late);
    assert_eq!((&row["changeReason"], &row["isClassClosed"]), (&json!("发票后到"), &json!(true)));
    // Taking it off the class is a change too.
    let away = spent(json!({ "id": row["id"], "amount": "100" }));
    assert_eq!(class.desk.admin_err("funding.save_expense", away).field.as_deref(), Some("changeReason"));
    assert_eq!(
        class.desk.admin_err("funding.delete_expense", json!({ "id": row["id"] })).field.as_deref(),
        Some("changeReason")
    );
    class.desk.admin("funding.delete_expense", json!({ "id": row["id"], "reason": "重复报销" }));
    assert_eq!(class.desk.admin("funding.expenses", json!({}))["rows"], json!([]));
}

#[test]
fn the_closing_gate_asks_for_expenses_where_the_year_has_a_budget_and_can_be_waived_by_name() {
    let mut class = Class::of(2);
    let gate = |class: &mut Class| {
        let view = class.run("class.get", json!({}));
        let gates = view["gate"].as_array().unwrap();
        gates.iter().find(|gate| gate["code"] == "funding").unwrap().clone()
    };
    let before = gate(&mut class);
    assert_eq!((&before["isDone"], &before["isMoot"]), (&json!(true), &json!(true)));
    budget(&mut class.desk, "fiscal", "training", "1万", "");
    assert_eq!(gate(&mut class)["isDone"], false);
    class.run("class.waive", json!({ "gateCode": "funding", "reason": "由县里统一支付" }));
    assert_eq!(gate(&mut class)["waivedReason"], "由县里统一支付");
    let meals = class.request(spent(json!({})));
    class.desk.admin("funding.save_expense", meals);
    let done = gate(&mut class);
    assert_eq!((&done["isDone"], &done["detail"]), (&json!(true), &json!("已登记 1 笔，共 1,200.00 元")));
}

#[test]
fn an_allotment_is_paid_when_it_is_sent_and_used_when_the_village_reports() {
    let mut desk = Desk::with_township();
    budget(&mut desk, "fiscal", "allotment", "1万", "");
    let sent = json!({ "item": "allotment", "summary": "村级培训经费", "payee": "柳林村党支部", "amount": "3,000" });
    let row = desk.admin("funding.save_expense", spent(sent.clone()));
    assert_eq!(row["allotmentState"], "sent");
    let figures = |desk: &mut Desk| {
        let summary = desk.admin("funding.summary", json!({ "year": 2027 }));
        (summary["allottedFen"].clone(), summary["allottedUsedFen"].clone(), summary["total"]["paidFen"].clone())
    };
    assert_eq!(figures(&mut desk), (json!(300_000), json!(0), json!(300_000)));
    let mut used = spent(sent);
    used["id"] = row["id"].clone();
    used["allotmentState"] = json!("used");
    desk.admin("funding.save_expense", used);
    assert_eq!(figures(&mut desk), (json!(300_000), json!(300_000), json!(300_000)));
}

#[test]
fn a_head_teacher_sees_the_account_of_their_own_class_alone() {
    let mut class = Class::of(1);
    let (own, stranger) =
        (class.desk.head_teacher(class.head), class.desk.head_teacher(lunxun_base::Id::from_bytes([77; 16])));
    let request = class.request(json!({}));
    assert!(class.desk.run(&own, "funding.class_account", request.clone()).is_ok());
    assert!(class.desk.run(&stranger, "funding.class_account", request).is_err());
    assert!(class.desk.run(&own, "funding.expenses", json!({})).is_err());
}
