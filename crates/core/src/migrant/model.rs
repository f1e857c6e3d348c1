use lunxun_base::{Id, LocalDate, Result, require};
use serde::{Deserialize, Serialize};

use crate::{fields::AttendMode, words::words};

words! {
    /// Why somebody went elsewhere (外出原因).
    pub enum OutReason {
        /// To work or trade.
        Work => "work" "务工经商",
        /// With their children.
        Family => "family" "随子女",
        /// To study.
        Study => "study" "求学",
        /// Anything else.
        Other => "other" "其他",
    }
}

words! {
    /// Where a migrant member stands.
    pub enum MigrantState {
        /// Elsewhere.
        Away => "away" "在外",
        /// Back home.
        Returned => "returned" "已返乡",
        /// Affiliation moved.
        Moved => "moved" "已转出",
        /// Nobody can reach them.
        Lost => "lost" "联系中断",
    }
}

words! {
    /// How somebody was contacted (联系方式).
    pub enum ContactMeans {
        /// By phone.
        Phone => "phone" "电话",
        /// By WeChat.
        Wechat => "wechat" "微信",
        /// By text message.
        Sms => "sms" "短信",
        /// By video.
        Video => "video" "视频",
        /// Face to face.
        Visit => "visit" "上门或见面",
    }
}

words! {
    /// How long nobody has spoken with them.
    pub enum ContactLevel {
        /// Within the month.
        Green => "green" "正常",
        /// More than a month.
        Yellow => "yellow" "该联系了",
        /// More than three months.
        Orange => "orange" "久未联系",
        /// Half a year.
        Red => "red" "半年未联系",
        /// Not in the register yet.
        Unknown => "unknown" "未登记",
    }
}

/// Days until the colour changes, out of the parameters.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thresholds {
    pub yellow: i64,
    pub orange: i64,
    pub red: i64,
}

/// The colour after so many days without a two-way contact.
///
/// **Source**: `docs/sources.md#liudong-lianxi`.
pub(super) fn level(days: i64, at: Thresholds) -> ContactLevel {
    match days {
        days if days >= at.red => ContactLevel::Red,
        days if days > at.orange => ContactLevel::Orange,
        days if days > at.yellow => ContactLevel::Yellow,
        _ => ContactLevel::Green,
    }
}

/// Days when somebody is expected home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ReturnWindow {
    /// First day.
    pub from: LocalDate,
    /// Last day.
    pub to: LocalDate,
}

/// What must hold of a stay elsewhere, whoever writes it down.
pub(crate) struct Stay<'a> {
    /// Since when.
    pub out_on: LocalDate,
    /// Where, as written.
    pub destination: &'a str,
    /// When they reported to the organization there.
    pub reported_on: Option<LocalDate>,
    /// When they are expected home.
    pub windows: &'a [ReturnWindow],
}

impl Stay<'_> {
    /// # Errors
    /// `Invalid` at the field.
    pub fn check(&self, today: LocalDate) -> Result<()> {
        require!(self.out_on <= today, "outOn", "外出日期不能晚于今天。");
        require!(!self.destination.trim().is_empty(), "destination", "请写明流入地，例如“广东省深圳市”。");
        let is_before = self.reported_on.is_some_and(|on| on < self.out_on);
        require!(!is_before, "reportedOn", "报到日期早于外出日期，请核对。");
        check_windows(self.windows)
    }

    /// Two PCs that write down the same stay write one record.
    pub fn id_of(member: Id, out_on: LocalDate) -> Id {
        Id::derived("migrant", &[member.as_bytes(), out_on.to_string().as_bytes()])
    }
}

/// The way of taking part that follows from a stay that is open or over. Doorstep teaching and deferral were approved by
/// somebody: a stay elsewhere neither gives nor ends them.
pub(crate) const fn mode_after(mode: AttendMode, is_open: bool) -> Option<AttendMode> {
    match (is_open, mode) {
        (false, AttendMode::Migrant) => Some(AttendMode::Normal),
        (true, AttendMode::Normal) => Some(AttendMode::Migrant),
        _ => None,
    }
}

/// Windows as they are stored.
pub(crate) fn write_windows(windows: &[ReturnWindow]) -> String {
    let mut windows = windows.to_vec();
    windows.sort_by_key(|window| (window.from, window.to));
    let words: Vec<String> = windows.iter().map(|window| format!("{}/{}", window.from, window.to)).collect();
    words.join(" ")
}

/// Windows as they were stored; what cannot be read is left out.
pub(super) fn read_windows(text: &str) -> Vec<ReturnWindow> {
    let windows = text.split_whitespace().filter_map(|word| {
        let (from, to) = word.split_once('/')?;
        Some(ReturnWindow { from: from.parse().ok()?, to: to.parse().ok()? })
    });
    windows.collect()
}

/// Refuses windows that end before they begin.
///
/// # Errors
/// `Invalid` at `windows`.
pub(super) fn check_windows(windows: &[ReturnWindow]) -> Result<()> {
    for window in windows {
        require!(window.from <= window.to, "windows", "返乡时段 {} 至 {} 的起止颠倒了。", window.from, window.to);
        require!(window.to.days_since(window.from) <= 366, "windows", "返乡时段最长一年，更久请登记为已返乡。");
    }
    Ok(())
}

/// Provinces by the first two digits of GB/T 2260, with the cities that most people go to.
///
/// **Source**: `docs/sources.md#gbt-2260`.
#[rustfmt::skip]
const REGIONS: &[(&str, &str)] = &[
    ("11", "北京"), ("12", "天津"), ("13", "河北"), ("14", "山西"), ("15", "内蒙古"), ("21", "辽宁"), ("22", "吉林"),
    ("23", "黑龙江"), ("31", "上海"), ("32", "江苏"), ("33", "浙江"), ("34", "安徽"), ("35", "福建"), ("36", "江西"),
    ("37", "山东"), ("41", "河南"), ("42", "湖北"), ("43", "湖南"), ("44", "广东"), ("45", "广西"), ("46", "海南"),
    ("50", "重庆"), ("51", "四川"), ("52", "贵州"), ("53", "云南"), ("54", "西藏"), ("61", "陕西"), ("62", "甘肃"),
    ("63", "青海"), ("64", "宁夏"), ("65", "新疆"), ("71", "台湾"), ("81", "香港"), ("82", "澳门"),
    ("1301", "石家庄"), ("2101", "沈阳"), ("2102", "大连"), ("3201", "南京"), ("3202", "无锡"), ("3204", "常州"),
    ("3205", "苏州"), ("3206", "南通"), ("3301", "杭州"), ("3302", "宁波"), ("3303", "温州"), ("3304", "嘉兴"),
    ("3306", "绍兴"), ("3307", "金华"), ("3310", "台州"), ("3401", "合肥"), ("3501", "福州"), ("3502", "厦门"),
    ("3505", "泉州"), ("3601", "南昌"), ("3701", "济南"), ("3702", "青岛"), ("4101", "郑州"), ("4201", "武汉"),
    ("4301", "长沙"), ("4401", "广州"), ("4403", "深圳"), ("4404", "珠海"), ("4406", "佛山"), ("4413", "惠州"),
    ("4419", "东莞"), ("4420", "中山"), ("4501", "南宁"), ("5101", "成都"), ("5201", "贵阳"), ("5301", "昆明"),
    ("6101", "西安"), ("6501", "乌鲁木齐"),
];

/// The region that a text names: a known city's 4 digits, else its province's 2. `None` when it names none or several.
#[must_use]
pub(crate) fn region_of(text: &str) -> Option<&'static str> {
    let named: Vec<&str> = REGIONS.iter().filter(|(_, name)| text.contains(name)).map(|(code, _)| *code).collect();
    let cities: Vec<&str> = named.iter().copied().filter(|code| code.len() == 4).collect();
    match (cities.as_slice(), named.as_slice()) {
        ([city], all) if all.iter().all(|code| city.starts_with(code)) => Some(city),
        ([], [province]) => Some(province),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_colour_changes_at_30_90_and_183_days() {
        let at = Thresholds { yellow: 30, orange: 90, red: 183 };
        let of = |days| level(days, at).word();
        assert_eq!([of(0), of(30), of(31), of(90)], ["green", "green", "yellow", "yellow"]);
        assert_eq!([of(91), of(182), of(183)], ["orange", "orange", "red"]);
    }

    #[test]
    fn a_place_is_known_by_its_city_or_province_and_never_guessed() {
        assert_eq!(region_of("广东省深圳市龙岗区"), Some("4403"));
        assert_eq!(region_of("深圳"), Some("4403"));
        assert_eq!(region_of("广东打工"), Some("44"));
        assert_eq!(region_of("浙江深圳"), None, "which of the two is not ours to say");
        assert_eq!(region_of("外地"), None);
    }

    #[test]
    fn windows_come_back_as_they_were_written() {
        let window = |from: &str, to: &str| ReturnWindow { from: from.parse().unwrap(), to: to.parse().unwrap() };
        let windows = [window("2027-09-20", "2027-10-08"), window("2027-01-20", "2027-02-25")];
        assert_eq!(read_windows(&write_windows(&windows)), [windows[1], windows[0]]);
        assert!(check_windows(&[window("2027-02-25", "2027-01-20")]).is_err());
    }
}
