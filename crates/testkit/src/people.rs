//! Made-up people: names, ID numbers, phones, days that agree with each other.

use std::collections::HashSet;

use lunxun_base::LocalDate;
use lunxun_core::fields::{PartialDate, Sex};

use crate::Rng;

/// The area of the ID numbers. Never assigned to any county, so that no number can be somebody's.
pub const AREA: &str = "410399";

/// A made-up person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Name.
    pub name: String,
    /// Sex.
    pub sex: Sex,
    /// ID number with a right check digit in the area [`AREA`].
    pub id_no: String,
    /// Day of birth, as in the ID number.
    pub birth: LocalDate,
    /// Phone, in a range that is not given to people.
    pub phone: String,
    /// Nation (民族).
    pub nation: &'static str,
    /// Schooling (学历), in the plain words of an office.
    pub education: &'static str,
    /// 入党日期: to the month alone for those of long ago, as in the files.
    pub admitted_on: PartialDate,
    /// 转正日期; absent for a probationary member.
    pub full_since: Option<PartialDate>,
    /// Occupation.
    pub job: &'static str,
}

/// A generator of people. Every ID number and phone comes once.
#[derive(Debug, Clone)]
pub struct People {
    rng: Rng,
    used: HashSet<String>,
    count: u32,
}

/// The year up to which ages are counted.
pub const YEAR: i32 = 2027;

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文";
const COMPOUND: [&str; 4] = ["欧阳", "司马", "上官", "诸葛"];
const OLD_MEN: &str = "国建志德福永长有全保金富贵根山林生柱田春成仁义厚忠树";
const OLD_WOMEN: &str = "秀桂玉兰英凤芝莲香翠淑珍梅荣菊花巧云素爱";
const YOUNG_MEN: &str = "伟强军磊涛超鹏浩宇杰俊凯斌龙飞明辉博文轩昊晨阳";
const YOUNG_WOMEN: &str = "丽静娟艳敏霞燕婷雪倩莉琳颖佳欣怡瑶晓雯梦洁璐";

impl People {
    /// The same seed gives the same people.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { rng: Rng::new(seed), used: HashSet::new(), count: 0 }
    }

    /// A full member of an age between the two, counted in [`YEAR`]. Nobody is younger than 22.
    pub fn full(&mut self, youngest: u32, oldest: u32) -> Person {
        let youngest = youngest.max(22);
        self.make(youngest, oldest.max(youngest), false)
    }

    /// A probationary member, admitted in the first half of the year before [`YEAR`].
    pub fn probationary(&mut self) -> Person {
        self.make(22, 38, true)
    }

    fn make(&mut self, youngest: u32, oldest: u32, is_probationary: bool) -> Person {
        self.count += 1;
        let age = self.rng.between(youngest, oldest);
        let born_in = YEAR - i32::try_from(age).unwrap_or(40);
        let birth = day(born_in, self.rng.between(1, 12), self.rng.between(1, 28));
        let sex = if self.rng.percent(72) { Sex::Male } else { Sex::Female };
        let name = self.name(sex, born_in);
        let id_no = self.id_no(birth, sex);
        let (admitted_on, full_since) = self.admission(birth, is_probationary);
        Person {
            name,
            sex,
            id_no,
            birth,
            phone: self.phone(),
            nation: if self.rng.percent(97) { "汉族" } else { "回族" },
            education: self.education(age),
            admitted_on,
            full_since,
            job: self.job(age),
        }
    }

    fn name(&mut self, sex: Sex, born_in: i32) -> String {
        let mut name = if self.rng.percent(1) {
            self.rng.pick(&COMPOUND).unwrap_or("欧阳").to_owned()
        } else {
            self.one_of(SURNAMES).to_string()
        };
        let given = match (sex, born_in < 1978) {
            (Sex::Male, true) => OLD_MEN,
            (Sex::Female, true) => OLD_WOMEN,
            (Sex::Male, false) => YOUNG_MEN,
            (Sex::Female, false) => YOUNG_WOMEN,
        };
        name.push(self.one_of(given));
        if self.rng.percent(if born_in < 1978 { 88 } else { 62 }) {
            name.push(self.one_of(given));
        }
        name
    }

    fn one_of(&mut self, characters: &str) -> char {
        let last = u32::try_from(characters.chars().count().saturating_sub(1)).unwrap_or(0);
        let at = self.rng.between(0, last) as usize;
        characters.chars().nth(at).unwrap_or('文')
    }

    /// An unused number: the serial's parity tells the sex, and none ends in 000, which looks like a damaged cell.
    fn id_no(&mut self, birth: LocalDate, sex: Sex) -> String {
        loop {
            let half = self.rng.between(1, 498);
            let serial = half * 2 + u32::from(sex == Sex::Male);
            let body = format!("{AREA}{:04}{:02}{:02}{serial:03}", birth.year(), birth.month(), birth.day());
            let number = format!("{body}{}", check_digit(&body));
            if !number.ends_with("000") && self.used.insert(number.clone()) {
                return number;
            }
        }
    }

    /// Numbers that begin with 140 belong to machines, not to people.
    fn phone(&mut self) -> String {
        let spread = (u64::from(self.count) * 7_654_321) % 100_000_000;
        format!("140{spread:08}")
    }

    fn admission(&mut self, birth: LocalDate, is_probationary: bool) -> (PartialDate, Option<PartialDate>) {
        if is_probationary {
            let admitted = day(YEAR - 1, self.rng.between(3, 6), self.rng.between(1, 28));
            return (admitted.into(), None);
        }
        // At eighteen at the earliest, and early enough for a year's probation to be over.
        let first = birth.year() + 19;
        let last = (birth.year() + 42).min(YEAR - 3).max(first);
        let year = i32::try_from(self.rng.between(first.unsigned_abs(), last.unsigned_abs())).unwrap_or(first);
        let (month, date) = (self.rng.between(1, 12), self.rng.between(1, 28));
        // There was no probation from April 1969 to August 1977.
        let full_year = if ((1969, 4)..=(1977, 8)).contains(&(year, month)) { year } else { year + 1 };
        let is_coarse = year < 1988 && self.rng.percent(60);
        let at = |year| {
            let coarse = PartialDate::new(year, Some(month), None).filter(|_| is_coarse);
            coarse.unwrap_or_else(|| day(year, month, date).into())
        };
        (at(year), Some(at(full_year)))
    }

    fn education(&mut self, age: u32) -> &'static str {
        let choices: &[&'static str] = match age {
            0..35 => &["大专", "本科", "本科", "中专", "高中"],
            35..50 => &["高中", "中专", "大专", "初中", "本科"],
            50..65 => &["初中", "高中", "初中", "高中", "中专"],
            _ => &["小学", "初中", "小学", "初中", "高中"],
        };
        self.rng.pick(choices).unwrap_or("初中")
    }

    fn job(&mut self, age: u32) -> &'static str {
        let choices: &[&'static str] = match age {
            0..60 => &["农牧渔民", "农牧渔民", "外出务工经商人员", "个体工商户", "乡村医生"],
            _ => &["农牧渔民", "离退休人员"],
        };
        self.rng.pick(choices).unwrap_or("农牧渔民")
    }
}

fn day(year: i32, month: u32, day: u32) -> LocalDate {
    LocalDate::from_ymd(year, month, day.min(28)).unwrap_or_else(|| LocalDate::from_millis(0))
}

/// ISO 7064 MOD 11-2, written apart from the product's own check so that each proves the other.
fn check_digit(body: &str) -> char {
    // Horner's form: each step doubles what came before.
    let sum = body.bytes().fold(0_u32, |sum, digit| (sum + u32::from(digit.saturating_sub(b'0'))) * 2 % 11);
    match (12 - sum) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}
