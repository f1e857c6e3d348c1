use lunxun_base::LocalDate;
use proptest::prelude::*;

use super::codes::{read_category, read_duties, read_education, read_nation, read_sex, read_yes_no};
use super::id_no::{parse_id_no, read_id_no};
use super::name::clean_name;
use super::phone::read_phones;
use super::*;
use super::{Cell, DatePrecision};

fn date(text: &str) -> DateReading {
    DateReading::Date(text.parse().unwrap())
}

fn read(text: &str) -> DateReading {
    read_date(&Cell::text(text))
}

#[test]
fn every_way_of_writing_a_day_is_read_with_its_own_precision() {
    for (written, meant) in [
        ("1985-06-01", "1985-06-01"),
        ("1985/6/1", "1985-06-01"),
        ("1985.06.01", "1985-06-01"),
        ("1985年6月1日", "1985-06-01"),
        ("1985年06月01号", "1985-06-01"),
        ("１９８５．６．１", "1985-06-01"),
        ("19850601", "1985-06-01"),
        ("1985-06-01 00:00:00", "1985-06-01"),
        ("1985/6/1 0:00", "1985-06-01"),
        ("1985-06-01T00:00:00", "1985-06-01"),
        ("31199", "1985-06-01"),
        ("198506", "1985-06"),
        ("1985.06", "1985-06"),
        ("1985.6", "1985-06"),
        ("1985.10", "1985-10"),
        ("1985.1", "1985-01"),
        ("1985-06", "1985-06"),
        ("1985年6月", "1985-06"),
        ("1985 年 6 月", "1985-06"),
        ("一九八五年六月", "1985-06"),
        ("一九八五年十二月二十一日", "1985-12-21"),
        ("二〇〇三年十月廿五日", "2003-10-25"),
        ("二○○三年三月三十日", "2003-03-30"),
        ("1985年", "1985"),
        ("1985", "1985"),
        ("'1985-06-01", "1985-06-01"),
        ("1985年6月生", "1985-06"),
    ] {
        assert_eq!(read(written), date(meant), "{written}");
    }
}

#[test]
fn a_number_in_a_date_column_is_a_serial_a_packed_day_or_a_month() {
    for (number, meant) in [
        (31_199.0, "1985-06-01"),
        (31_199.5, "1985-06-01"),
        (19_850_601.0, "1985-06-01"),
        (198_506.0, "1985-06"),
        (1985.0, "1985"),
        (1985.06, "1985-06"),
        (1985.6, "1985-06"),
        (1985.12, "1985-12"),
        (1985.01, "1985-01"),
        (2004.03, "2004-03"),
        (1985.0601, "1985-06-01"),
    ] {
        assert_eq!(read_date(&Cell::number(number)), date(meant), "{number}");
    }
}

#[test]
fn the_number_1985_1_is_january_or_october_and_asks() {
    let DateReading::Ambiguous { candidates, why } = read_date(&Cell::number(1985.1)) else { panic!("must ask") };
    assert_eq!(candidates.iter().map(ToString::to_string).collect::<Vec<_>>(), ["1985-01", "1985-10"]);
    assert!(why.contains("10 月"));
    let two_decimals = Cell::Number { value: 1985.1, decimals: Some(2) };
    assert_eq!(read_date(&two_decimals), date("1985-10"), "the sheet shows 1985.10");
}

#[test]
fn a_two_digit_year_is_proposed_and_not_assumed() {
    for cell in [Cell::text("85.6"), Cell::number(85.6), Cell::text("85年6月")] {
        let DateReading::Ambiguous { candidates, .. } = read_date(&cell) else { panic!("must ask: {cell:?}") };
        assert_eq!(candidates[0].to_string(), "1985-06");
    }
    let DateReading::Ambiguous { candidates, .. } = read("850601") else { panic!("must ask") };
    assert_eq!(candidates[0].to_string(), "1985-06-01");
    let DateReading::Ambiguous { candidates, .. } = read("05.7") else { panic!("must ask") };
    assert_eq!(candidates.len(), 2, "1905 or 2005");
}

#[test]
fn days_that_do_not_exist_are_refused() {
    for text in
        ["1985.13", "1985-06-31", "1985-02-29", "19850631", "1985.00", "六月", "张三", "3085-01-01", "1985-6-1-2"]
    {
        assert!(matches!(read(text), DateReading::Wrong(_)), "{text}: {:?}", read(text));
    }
    for number in [1985.13, -3.0, 0.5, 3.0, f64::NAN, f64::INFINITY, 1e15] {
        assert!(matches!(read_date(&Cell::number(number)), DateReading::Wrong(_)), "{number}");
    }
}

#[test]
fn unknown_is_not_blank() {
    for text in ["不详", "—", "无", "/", "--", "不清楚"] {
        assert_eq!(read(text), DateReading::Unknown, "{text}");
    }
    assert_eq!(read_date(&Cell::Empty), DateReading::Blank);
}

#[test]
fn a_date_cell_that_shows_only_the_month_keeps_only_the_month() {
    let day = LocalDate::from_ymd(1985, 6, 1).unwrap();
    assert_eq!(read_date(&Cell::Date { day, precision: DatePrecision::Month }), date("1985-06"));
    assert_eq!(read_date(&Cell::Date { day, precision: DatePrecision::Day }), date("1985-06-01"));
}

#[test]
fn a_partial_date_knows_what_it_can_mean() {
    let month: PartialDate = "1985-02".parse().unwrap();
    assert_eq!(month.earliest().unwrap().to_string(), "1985-02-01");
    assert_eq!(month.latest().unwrap().to_string(), "1985-02-28");
    assert!(month.agrees_with("1985-02-11".parse().unwrap()));
    assert!(!month.agrees_with("1985-03-11".parse().unwrap()));
    assert_eq!("1985".parse::<PartialDate>().unwrap().latest().unwrap().to_string(), "1985-12-31");
    assert_eq!(month.chinese(), "1985年2月");
    for text in ["1985-6", "85-06", "1985-13", "1985-02-29", "", "1985-06-01-02"] {
        assert!(text.parse::<PartialDate>().is_err(), "{text}");
    }
    assert_eq!(serde_json::to_string(&month).unwrap(), "\"1985-02\"");
}

#[test]
fn id_numbers_are_cleaned_and_checked() {
    for (written, number, sex) in [
        ("11010519491231002X", "11010519491231002X", Sex::Female),
        ("440524188001010014", "440524188001010014", Sex::Male),
        ("11010519491231002x", "11010519491231002X", Sex::Female),
        ("'110105 19491231 002X", "11010519491231002X", Sex::Female),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X", Sex::Female),
        ("110105491231002", "11010519491231002X", Sex::Female),
        ("410399198506010013", "410399198506010013", Sex::Male),
    ] {
        let read = parse_id_no(written).unwrap_or_else(|fault| panic!("{written}: {fault:?}"));
        assert_eq!((read.number.as_str(), read.sex), (number, sex), "{written}");
    }
    assert_eq!(parse_id_no("11010519491231002X").unwrap().birth.to_string(), "1949-12-31");
    assert!(parse_id_no("110105491231002").unwrap().was_15);
}

#[test]
fn damaged_id_numbers_are_refused_and_never_guessed() {
    let refused = |cell: Cell| read_id_no(&cell).unwrap_err();
    assert_eq!(refused(Cell::number(4.103_991_985_060_1e17)), IdFault::Number);
    assert!(refused(Cell::number(4.103_991_985_060_1e17)).message().contains("数字格式"));
    assert_eq!(refused(Cell::text("4.10399E+17")), IdFault::Damaged);
    assert_eq!(refused(Cell::text("410399198506010000")), IdFault::Damaged);
    assert_eq!(refused(Cell::text("41039919850601001")), IdFault::Length(17));
    assert_eq!(refused(Cell::text("4103991985060100l3")), IdFault::Characters);
    assert_eq!(refused(Cell::text("410399198506310013")), IdFault::Birthday);
    assert_eq!(
        refused(Cell::text("410399198506010014")),
        IdFault::Checksum { number: "410399198506010014".to_owned() }
    );
    assert_eq!(read_id_no(&Cell::Empty), Ok(None));
    assert_eq!(read_id_no(&Cell::text("无")), Ok(None));
    assert_eq!(
        read_id_no(&Cell::number(110_105_491_231_002.0)).unwrap().unwrap().number,
        "11010519491231002X",
        "fifteen digits survive in a number"
    );
}

#[test]
fn names_lose_spaces_and_brackets_but_no_characters() {
    for (written, name) in [
        ("张 三", "张三"),
        ("张　三", "张三"),
        (" 欧阳 明月 ", "欧阳明月"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("买买提．吐尔逊", "买买提·吐尔逊"),
        ("王五（女）", "王五"),
        ("李𬭎", "李𬭎"),
        ("𠮷田", "𠮷田"),
        ("John  Smith", "John Smith"),
    ] {
        assert_eq!(clean_name(written).name, name, "{written}");
        assert!(!clean_name(written).is_garbled, "{written}");
    }
    let both = clean_name("赵六（女）（预备）");
    assert!(both.is_female && both.is_probationary && both.name == "赵六");
    assert_eq!(clean_name("钱七（流动）").note.as_deref(), Some("流动"));
    for garbled in ["张?", "张\u{e123}", "李□"] {
        assert!(clean_name(garbled).is_garbled, "{garbled}");
    }
}

#[test]
fn phones_are_split_and_undone_where_nothing_was_lost() {
    let phones = |cell: Cell| read_phones(&cell).phones;
    assert_eq!(phones(Cell::number(13_800_000_001.0)), ["13800000001"]);
    assert_eq!(phones(Cell::text("13800000001.0")), ["13800000001"]);
    assert_eq!(phones(Cell::text("138 0000 0001")), ["13800000001"]);
    assert_eq!(phones(Cell::text("138-0000-0001")), ["13800000001"]);
    assert_eq!(phones(Cell::text("+86 13800000001")), ["13800000001"]);
    assert_eq!(
        phones(Cell::text("13800000001/13900000002、0379-6000001")),
        ["13800000001", "13900000002", "0379-6000001"]
    );
    assert_eq!(phones(Cell::text("13800000001 13900000002")), ["13800000001", "13900000002"]);
    assert_eq!(phones(Cell::text("1.3800000001E+10")), ["13800000001"]);
    assert_eq!(phones(Cell::text("01066000001")), ["010-66000001"]);
    let cut = read_phones(&Cell::text("1.38E+10"));
    assert!(cut.is_damaged && cut.phones.is_empty(), "eight digits are gone");
    assert_eq!(read_phones(&Cell::text("同其子")).unread, ["同其子"]);
}

#[test]
fn coded_words_are_read_and_unknown_words_are_not() {
    assert_eq!(read_nation("汉").unwrap(), Nation { code: 1, name: "汉族" });
    assert_eq!(read_nation("维吾尔族").unwrap().code, 5);
    assert_eq!(read_nation("土").unwrap().name, "土族");
    assert_eq!(read_nation("03").unwrap().name, "回族");
    assert_eq!(read_nation("火星"), None);
    assert_eq!(read_sex("男"), Some(Sex::Male));
    assert_eq!(read_sex(" 2 "), Some(Sex::Female));
    assert_eq!(read_sex("？"), None);
    assert_eq!(read_category("中共党员（预备党员）"), Some(Category::Probationary));
    assert_eq!(read_category("正式"), Some(Category::Full));
    assert_eq!(read_category("入党积极分子"), Some(Category::ActiveApplicant));
    assert_eq!(read_category("群众"), None);
    for (text, code) in [
        ("大专", 31),
        ("本科", 21),
        ("大学本科", 21),
        ("大学", 21),
        ("中专", 41),
        ("高中", 61),
        ("初 中", 71),
        ("小学", 81),
        ("文盲", 90),
        ("研究生", 10),
        ("硕士研究生", 14),
        ("中央党校大学", 21),
        ("21", 21),
        ("初中文化", 71),
        ("高小", 81),
    ] {
        assert_eq!(read_education(text).map(|edu| edu.code), Some(code), "{text}");
    }
    assert_eq!(read_education("党校大专").unwrap().mode, Some("党校"));
    assert_eq!(read_education("99"), None);
    for yes in ["是", "√", "Y", "1", "y"] {
        assert_eq!(read_yes_no(yes), Some(true), "{yes}");
    }
    for no in ["否", "×", "N", "0"] {
        assert_eq!(read_yes_no(no), Some(false), "{no}");
    }
    assert_eq!(read_yes_no("也许"), None);
}

#[test]
fn several_duties_in_one_cell_are_told_apart() {
    assert_eq!(read_duties("支部书记、村主任").duties, [Duty::Secretary, Duty::VillageHead]);
    assert_eq!(read_duties("书记兼主任").duties, [Duty::Secretary, Duty::VillageHead]);
    assert_eq!(read_duties("副书记").duties, [Duty::DeputySecretary]);
    assert_eq!(read_duties("驻村第一书记").duties, [Duty::FirstSecretary]);
    assert_eq!(read_duties("组织委员 宣传委员").duties, [Duty::OrgCommissioner, Duty::PropagandaCommissioner]);
    assert_eq!(read_duties("支委").duties, [Duty::Commissioner]);
    assert_eq!(read_duties("村委委员").duties, [Duty::VillageCommittee]);
    assert_eq!(read_duties("无"), codes::DutyReading::default());
    assert_eq!(read_duties("原村支书").other, ["原村支书"], "a former secretary is none");
    assert_eq!(read_duties("妇女主任").other, ["妇女主任"]);
}

#[test]
fn the_names_of_a_branch_have_one_key() {
    let key = org_key("中共样板县大坪镇柳林村支部委员会");
    for name in [
        "柳林村支部",
        "柳林村党支部",
        "柳林支部",
        "大坪镇柳林村",
        "柳林 村",
        "中共柳林村党支部委员会",
        "柳林村委会",
        "柳林村党总支",
    ] {
        assert_eq!(org_key(name), key, "{name}");
    }
    assert_ne!(org_key("柳林社区党支部"), org_key("柳树村党支部"));
    assert_ne!(org_key("柳林村第一支部"), org_key("柳林村第二支部"));
    assert_eq!(org_key("柳林村第1支部"), org_key("柳林村第一党支部"));
    assert_eq!(org_key("大坪镇机关支部"), org_key("镇机关党支部"));
    assert_eq!(org_key("镇东村支部"), "镇东");
    assert_eq!(org_key(""), "");
}

#[test]
fn any_reading_of_a_surname_finds_the_person() {
    for (name, full, initials) in [
        ("张三", "zhangsan", "zs"),
        ("单小明", "shanxiaoming", "sxm"),
        ("仇英", "qiuying", "qy"),
        ("解放", "xiefang", "xf"),
        ("曾国", "zengguo", "zg"),
        ("查良", "zhaliang", "zl"),
        ("区明", "ouming", "om"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("盖明", "geming", "gm"),
        ("朴明", "piaoming", "pm"),
        ("翟明", "zhaiming", "zm"),
        ("吕明", "lvming", "lm"),
    ] {
        let keys = name_keys(name);
        assert_eq!((keys.full.as_str(), keys.initials.as_str()), (full, initials), "{name}");
    }
    let search = name_keys("单小明").search;
    assert!(search.split(' ').any(|word| word == "danxiaoming"), "{search}");
    assert!(name_keys("吕明").search.contains("luming"));
    assert!(name_keys("李𬭎").search.starts_with("li"), "a rare character does no harm");
    assert!(name_keys("").search.is_empty());
}

#[test]
fn a_serial_beyond_this_century_is_no_date() {
    assert!(matches!(read("80901"), DateReading::Wrong(_)), "it would be 2121");
}

fn wild() -> impl Strategy<Value = String> {
    proptest::string::string_regex(
        "[0-9０-９xX年月日./\\-—一二三四五六七八九十〇 　'（）()女预备张王李·•．a-eE+,、]{0,24}|\\PC{0,12}",
    )
    .unwrap()
}

proptest! {
    #[test]
    fn reading_what_was_read_changes_nothing(text in wild()) {
        let name = clean_name(&text).name;
        prop_assert_eq!(&clean_name(&name).name, &name);
        if let DateReading::Date(date) = read(&text) {
            prop_assert_eq!(read(&date.to_string()), DateReading::Date(date));
        }
        if let Ok(id) = parse_id_no(&text) {
            prop_assert_eq!(parse_id_no(&id.number).unwrap().number, id.number);
        }
        let phones = read_phones(&Cell::text(text.as_str()));
        if let Some(joined) = phones.joined() {
            prop_assert_eq!(read_phones(&Cell::text(joined)).phones, phones.phones);
        }
        let key = half_width(&text);
        prop_assert_eq!(half_width(&key), key);
        let _ = (org_key(&text), name_keys(&text), read_duties(&text), read_education(&text));
    }

    #[test]
    fn every_serial_and_its_written_day_agree(serial in 9_999_u32..73_000) {
        let read = read_date(&Cell::number(serial.into()));
        let DateReading::Date(date) = read else { return Ok(()) };
        let day = date.full().unwrap();
        prop_assert_eq!(day.days_since(LocalDate::from_ymd(1899, 12, 30).unwrap()), i64::from(serial));
    }

    #[test]
    fn one_wrong_digit_is_always_found(at in 0_usize..17, add in 1_u8..10) {
        let mut digits = b"410399198506010013".to_vec();
        digits[at] = b'0' + (digits[at] - b'0' + add) % 10;
        prop_assert!(parse_id_no(std::str::from_utf8(&digits).unwrap()).is_err());
    }
}
