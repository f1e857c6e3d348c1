//! Single cells of the ledger: days without a year or without a day, reasons, states, spans of days at home.

use lunxun_base::LocalDate;

use super::super::plain::PlainRow;
use crate::fields::{Cell, DateReading, PartialDate, is_unknown_word, read_date, squeeze};
use crate::import::table::FieldKey;
use crate::migrant::{ContactMeans, MigrantState, OutReason, ReturnWindow};

/// Nobody in a township's ledger left before.
const EARLIEST: i32 = 1980;

/// A day as far as a cell tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    /// The first day that it can mean.
    pub first: LocalDate,
    /// The last.
    pub last: LocalDate,
    /// How it was written.
    pub written: String,
}

impl Told {
    /// Whether it can mean this day.
    pub(super) fn allows(&self, day: LocalDate) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// Whether it is a day, and no month or year.
    pub(super) fn is_exact(&self) -> bool {
        self.first == self.last
    }

    fn of(date: PartialDate, written: &str) -> Option<Self> {
        Some(Self { first: date.earliest()?, last: date.latest()?, written: written.to_owned() })
    }
}

/// Reads the day of a field; `None` when nothing is entered or it must be asked first.
pub(super) fn day(row: &mut PlainRow<'_>, field: FieldKey, today: LocalDate) -> Option<Told> {
    let cell = row.cell(field).clone();
    read_day(row, field, &cell, today)
}

/// The same where words may stand around the day: `2027-02-01（微信）`.
pub(super) fn day_among_words(row: &mut PlainRow<'_>, field: FieldKey, today: LocalDate) -> Option<Told> {
    let cell = match row.cell(field) {
        Cell::Text(text) => {
            let day = text.trim_start_matches(|c: char| !c.is_ascii_digit());
            let day = day.trim_end_matches(|c: char| !c.is_ascii_digit() && !"年月日号".contains(c));
            Cell::text(if day.is_empty() { &**text } else { day })
        }
        cell => cell.clone(),
    };
    read_day(row, field, &cell, today)
}

fn read_day(row: &mut PlainRow<'_>, field: FieldKey, cell: &Cell, today: LocalDate) -> Option<Told> {
    let text = squeeze(&cell.display());
    if text.is_empty() || is_unknown_word(&text) {
        return None;
    }
    if let Some(date) = row.meaning(field, &text).and_then(|meaning| meaning.parse::<PartialDate>().ok()) {
        return Told::of(date, &text);
    }
    let candidates = match (without_year(cell, &text, today), read_date(cell)) {
        (candidates, _) if !candidates.is_empty() => candidates,
        (_, DateReading::Blank | DateReading::Unknown) => return None,
        (_, DateReading::Wrong(message)) => {
            row.wrong(field, message);
            return None;
        }
        (_, DateReading::Date(date)) => vec![date],
        (_, DateReading::Ambiguous { candidates, .. }) => candidates,
    };
    let is_likely = |date: &&PartialDate| date.year() >= EARLIEST && date.earliest().is_some_and(|day| day <= today);
    let likely: Vec<PartialDate> = candidates.iter().filter(is_likely).copied().collect();
    match likely.as_slice() {
        [] => {
            row.wrong(field, "日期晚于今天或早得不合常理，请核对。");
            None
        }
        [only] => Told::of(*only, &text),
        several => {
            let choices: Vec<String> = several.iter().map(ToString::to_string).collect();
            let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
            row.ask(field, &text, format!("日期“{text}”有几种读法，请选择。"), &choices);
            None
        }
    }
}

/// `3.5`, `3月5日`: the two last times that there was such a day. A number may have lost the zero of `3.10`, and `12.5`
/// may be a month of 2012.
fn without_year(cell: &Cell, text: &str, today: LocalDate) -> Vec<PartialDate> {
    let Some((month, day)) = month_and_day(text) else { return Vec::new() };
    let mut days = vec![day];
    if matches!(cell, Cell::Number { decimals: None, .. }) && day < 4 {
        days.push(day * 10);
    }
    let mut dates: Vec<PartialDate> = days
        .into_iter()
        .flat_map(|day| {
            let years = (today.year() - 2..=today.year()).rev();
            years.filter_map(move |year| LocalDate::from_ymd(year, month, day)).filter(|day| *day <= today).take(2)
        })
        .map(PartialDate::from)
        .collect();
    if !text.contains('月') && text.split('.').next().is_some_and(|first| first.len() == 2) {
        dates.extend(i32::try_from(month).ok().and_then(|year| PartialDate::new(2000 + year, Some(day), None)));
    }
    dates
}

fn month_and_day(text: &str) -> Option<(u32, u32)> {
    let plain = text.trim_end_matches(['日', '号']);
    let (month, day) = ["月", ".", "/"].iter().find_map(|mark| plain.split_once(mark))?;
    let number = |text: &str| Some(text).filter(|text| text.len() <= 2).and_then(|text| text.parse::<u32>().ok());
    let (month, day) = (number(month)?, number(day)?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day))
}

/// Why somebody left, also out of `广东打工`.
pub(super) fn read_reason(text: &str) -> Option<OutReason> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["子女", "儿子", "女儿", "孙", "投亲", "随迁", "照看", "养老"]) => {
            Some(OutReason::Family)
        }
        () if has(&["求学", "上学", "读书", "就读", "学习", "读研"]) => Some(OutReason::Study),
        () if has(&["务工", "打工", "经商", "就业", "做生意", "工作", "创业"]) => Some(OutReason::Work),
        () if has(&["其他", "其它"]) => Some(OutReason::Other),
        () => None,
    }
}

/// Where a stay stands.
pub(super) fn read_state(text: &str) -> Option<MigrantState> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["失联", "中断", "失去联系", "联系不上"]) => Some(MigrantState::Lost),
        () if has(&["转出", "转走"]) => Some(MigrantState::Moved),
        () if has(&["返乡", "返回", "回乡", "回村", "已回"]) => Some(MigrantState::Returned),
        () if has(&["在外", "外出", "流出", "流动", "正常"]) => Some(MigrantState::Away),
        () => None,
    }
}

/// By what means a contact was, by the words around its day. A phone is what nobody thinks worth writing.
pub(super) fn read_means(text: &str) -> ContactMeans {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match () {
        () if has(&["视频"]) => ContactMeans::Video,
        () if has(&["微信"]) => ContactMeans::Wechat,
        () if has(&["短信"]) => ContactMeans::Sms,
        () if has(&["上门", "走访", "见面", "面谈"]) => ContactMeans::Visit,
        () => ContactMeans::Phone,
    }
}

/// Spans at home: `2027-01-20 至 2027-02-25；2027年9月`. `None` when a part of it is no span of days with a year.
pub(super) fn read_windows(text: &str) -> Option<Vec<ReturnWindow>> {
    let parts = text.split(['；', ';', '，', ',', '、', '\n']).map(str::trim).filter(|part| !part.is_empty());
    let mut windows: Vec<ReturnWindow> = parts.map(read_window).collect::<Option<_>>()?;
    windows.sort_by_key(|window| (window.from, window.to));
    Some(windows)
}

fn read_window(part: &str) -> Option<ReturnWindow> {
    let date = |text: &str| match read_date(&Cell::text(text.trim())) {
        DateReading::Date(date) if date.month().is_some() => Some(date),
        _ => None,
    };
    let pair = ["至", "到", "~", "～", "——", "—", "–"].iter().find_map(|mark| part.split_once(mark));
    let (from, to) = match pair {
        Some((from, to)) => (date(from)?, date(to)?),
        None => (date(part)?, date(part)?),
    };
    Some(ReturnWindow { from: from.earliest()?, to: to.latest()? })
}

/// Spans as the ledger shows them; reads back as itself.
pub(super) fn shown_windows(windows: &[ReturnWindow]) -> String {
    let mut windows = windows.to_vec();
    windows.sort_by_key(|window| (window.from, window.to));
    windows.iter().map(|window| format!("{} 至 {}", window.from, window.to)).collect::<Vec<_>>().join("；")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_read_as_they_are_shown() {
        let read = read_windows("2027年1月20日到2027年2月25日，2027年9月").unwrap();
        assert_eq!(shown_windows(&read), "2027-01-20 至 2027-02-25；2027-09-01 至 2027-09-30");
        assert_eq!(read_windows(&shown_windows(&read)), Some(read));
        assert_eq!(read_windows("春节"), None);
        assert_eq!(read_windows("2027-01-20 至 中秋"), None);
    }

    #[test]
    fn a_day_without_its_year_is_one_of_the_last_two() {
        let today = LocalDate::from_ymd(2027, 3, 1).unwrap();
        let all = |cell: Cell| -> Vec<String> {
            let text = squeeze(&cell.display());
            without_year(&cell, &text, today).iter().map(ToString::to_string).collect()
        };
        assert_eq!(all(Cell::text("3.5")), ["2026-03-05", "2025-03-05"]);
        assert_eq!(all(Cell::text("2月8日")), ["2027-02-08", "2026-02-08"]);
        assert_eq!(all(Cell::number(2.1)), ["2027-02-01", "2026-02-01", "2027-02-10", "2026-02-10"]);
        assert_eq!(all(Cell::text("12.5")), ["2026-12-05", "2025-12-05", "2012-05"]);
        for text in ["2025年3月", "2025.3", "85.6", "春节", "2025-03-05"] {
            assert_eq!(all(Cell::text(text)), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn words_of_the_ledger_are_understood() {
        assert_eq!(read_reason("广东打工"), Some(OutReason::Work));
        assert_eq!(read_reason("随儿子生活"), Some(OutReason::Family));
        assert_eq!(read_reason("深圳"), None);
        assert_eq!(read_state("已返乡"), Some(MigrantState::Returned));
        assert_eq!(read_means("2027-02-01 微信"), ContactMeans::Wechat);
    }
}
