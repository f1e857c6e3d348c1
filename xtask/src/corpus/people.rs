//! People who do not exist, the same in every run.

use anyhow::Result;
use rust_xlsxwriter::ExcelDateTime;
use serde_json::{Value, json};

/// The columns of every roster here.
pub const HEADER: [&str; 9] =
    ["序号", "姓名", "性别", "身份证号", "出生年月", "入党时间", "转正时间", "所在党支部", "联系电话"];

/// One of them.
pub struct Person {
    pub order: u32,
    pub name: String,
    pub sex: String,
    pub id_no: String,
    pub branch: String,
    pub phone: String,
    birth: (u16, u8, u8),
    joined: (u16, u8, u8),
}

/// So many of them, in three branches. Every third has no ID number.
pub fn people(count: u32) -> Vec<Person> {
    const FAMILY: [&str; 6] = ["赵", "钱", "孙", "李", "周", "吴"];
    const GIVEN: [&str; 8] = ["建国", "秀英", "志强", "玉兰", "大山", "春梅", "永福", "小满"];
    let mut state = 0x5EED_u32;
    let mut draw = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    let byte = |value: u32| u8::try_from(value).unwrap_or(1);
    let year = |value: u32| u16::try_from(value).unwrap_or(1980);
    (1..=count)
        .map(|order| {
            let birth = (year(1950 + draw(45)), byte(1 + draw(12)), byte(1 + draw(28)));
            let joined = (birth.0 + 20 + year(draw(5)), byte(1 + draw(12)), byte(1 + draw(28)));
            let is_woman = draw(2) == 1;
            let sequence = draw(490) * 2 + u32::from(!is_woman);
            let at =
                |list: &[&str], at: u32| list.get(at as usize % list.len()).copied().unwrap_or_default().to_owned();
            Person {
                order,
                name: at(&FAMILY, order) + &at(&GIVEN, order * 3 + draw(8)),
                sex: if is_woman { "女" } else { "男" }.to_owned(),
                id_no: if order.is_multiple_of(3) { String::new() } else { id_no(birth, sequence) },
                branch: at(&["柳林村党支部", "石桥村党支部", "东沟村党支部"], (order - 1) * 3 / count),
                phone: format!("138{:08}", 10_000_000 + order),
                birth,
                joined,
            }
        })
        .collect()
}

fn id_no((year, month, day): (u16, u8, u8), sequence: u32) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let body = format!("410399{year:04}{month:02}{day:02}{sequence:03}");
    let sum: u32 = body.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    let check = "10X98765432".chars().nth(sum as usize % 11).unwrap_or('X');
    format!("{body}{check}")
}

impl Person {
    /// The first of the month: the cell shows no more.
    pub fn birth_cell(&self) -> Result<ExcelDateTime> {
        Ok(ExcelDateTime::from_ymd(self.birth.0, self.birth.1, 1)?)
    }

    pub fn joined_cell(&self) -> Result<ExcelDateTime> {
        Ok(ExcelDateTime::from_ymd(self.joined.0, self.joined.1, self.joined.2)?)
    }

    pub fn full_cell(&self) -> Result<ExcelDateTime> {
        Ok(ExcelDateTime::from_ymd(self.joined.0 + 1, self.joined.1, self.joined.2)?)
    }

    /// As texts, in the order of the columns.
    pub fn texts(&self) -> Vec<String> {
        let (year, month, day) = self.joined;
        vec![
            self.order.to_string(),
            self.name.clone(),
            self.sex.clone(),
            self.id_no.clone(),
            format!("{}年{}月", self.birth.0, self.birth.1),
            format!("{year}-{month:02}-{day:02}"),
            format!("{}/{month}/{day}", year + 1),
            self.branch.clone(),
            self.phone.clone(),
        ]
    }
}

impl serde::Serialize for Person {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.truth().serialize(serializer)
    }
}

impl Person {
    /// What must come of the person, with no day that nobody wrote.
    fn truth(&self) -> Value {
        let (year, month, day) = self.joined;
        let birth = match self.id_no.get(6..14) {
            Some(_) => format!("{:04}-{:02}-{:02}", self.birth.0, self.birth.1, self.birth.2),
            None => format!("{:04}-{:02}", self.birth.0, self.birth.1),
        };
        json!({
            "name": self.name,
            "idNo": (!self.id_no.is_empty()).then_some(&self.id_no),
            "birth": birth,
            "admittedOn": format!("{year:04}-{month:02}-{day:02}"),
            "fullSince": format!("{:04}-{month:02}-{day:02}", year + 1),
            "branch": self.branch,
            "phone": self.phone,
        })
    }
}
