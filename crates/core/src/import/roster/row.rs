//! From a row of cells to a candidate: every cell read, the ID number set against birth and sex, dates against each other.

use std::borrow::Cow;

use lunxun_base::LocalDate;

use super::candidate::{Answers, Candidate, Problem, RosterFields, Severity};
use super::kind;
use crate::fields::area::area_note;
use crate::fields::codes::{
    read_attend_mode, read_category, read_duties, read_education, read_nation, read_sex, read_status, read_yes_no,
};
use crate::fields::id_no::{IdFault, IdNo, read_id_no};
use crate::fields::name::{CleanName, clean_name};
use crate::fields::phone::read_phones;
use crate::fields::{
    AttendMode, Category, DateReading, Education, PartialDate, PartyStatus, is_unknown_word, neat, read_date, squeeze,
};
use crate::import::export::unguarded;
use crate::import::parallel::in_parallel;
use crate::import::reader::Cell;
use crate::import::table::{FieldKey, Mapping, Table, TableRow};
use crate::member::Original;

/// Reads every row of a table.
///
/// `today` bounds the dates; `answers` stand in for cells that were asked about.
#[must_use]
pub fn candidates(table: &Table, mapping: &Mapping, today: LocalDate, answers: &Answers) -> Vec<Candidate> {
    let reader = TableReader::new(table, mapping, today, answers);
    let mut rows = in_parallel(&table.rows, |row| reader.row(row));
    offer_branch_above(&mut rows);
    rows
}

/// Reads the rows of one table.
pub(in crate::import) struct TableReader<'a> {
    table: &'a Table,
    columns: Vec<(FieldKey, usize)>,
    today: LocalDate,
    answers: &'a Answers,
}

impl<'a> TableReader<'a> {
    pub(in crate::import) fn new(table: &'a Table, mapping: &Mapping, today: LocalDate, answers: &'a Answers) -> Self {
        let columns = mapping.iter().map(|(column, field)| (field, column)).collect();
        Self { table, columns, today, answers }
    }

    /// One row. What the branch above offers is added by [`offer_branch_above`].
    pub(in crate::import) fn row(&self, row: &TableRow) -> Candidate {
        let Self { table, columns, today, answers } = self;
        let mut reader = RowReader { table, row, columns, today: *today, answers, problems: Vec::new() };
        let fields = reader.read();
        let originals = reader.originals(&fields);
        let problems = reader.problems;
        Candidate { sheet: table.sheet.clone(), row_no: row.row_no, fields, problems, originals }
    }
}

/// A row without a branch is most likely about the branch above it.
pub(in crate::import) fn offer_branch_above(rows: &mut [Candidate]) {
    let mut last: Option<&str> = None;
    for row in rows {
        let is_open = |p: &&mut Problem| p.field == kind::BRANCH && p.severity == Severity::Question;
        if let Some(problem) = row.problems.iter_mut().find(is_open) {
            problem.choices = last.map(str::to_owned).into_iter().collect();
        }
        last = row.fields.branch.as_deref().or(last);
    }
}

struct RowReader<'a> {
    table: &'a Table,
    row: &'a TableRow,
    columns: &'a [(FieldKey, usize)],
    today: LocalDate,
    answers: &'a Answers,
    problems: Vec<Problem>,
}

impl RowReader<'_> {
    fn read(&mut self) -> RosterFields {
        let name = self.name();
        let id = self.id_no();
        let kept_id = id.as_ref().map(|id| id.number.clone()).or_else(|| self.kept_id());
        let birth = self.birth(id.as_ref());
        let admitted_on = self.admitted_on(birth);
        let full_since = self.full_since(admitted_on);
        let category = self.category(&name, full_since);
        self.check_probation(category, admitted_on, full_since);
        let duties = read_duties(&self.text(kind::DUTY).unwrap_or_default());
        let is_migrant = self.flag(kind::IS_MIGRANT);
        let remark = self.remark(&name);
        let attend_mode = self.attend_mode(remark.as_deref(), &name);
        RosterFields {
            sex: self.sex(id.as_ref(), &name),
            name: (!name.name.is_empty()).then_some(name.name),
            former_name: self.former_name(),
            id_no: kept_id,
            nation: self.nation(),
            birth,
            edu: self.edu(),
            degree: self.free(kind::DEGREE),
            category,
            branch: self.branch(),
            party_group: self.free(kind::PARTY_GROUP),
            admitted_on,
            full_since,
            job: self.free(kind::JOB),
            duties: duties.duties,
            other_duties: (!duties.other.is_empty()).then(|| duties.other.join("、")),
            phone: self.phone(),
            address: self.free(kind::ADDRESS),
            household: self.free(kind::HOUSEHOLD),
            native_place: self.free(kind::NATIVE_PLACE),
            party_status: self.status(remark.as_deref()),
            is_migrant: is_migrant.or((attend_mode == Some(AttendMode::Migrant)).then_some(true)),
            attend_mode,
            migrant_to: self.free(kind::MIGRANT_TO),
            is_farmer_worker: self.flag(kind::IS_FARMER_WORKER),
            is_out_of_contact: self.flag(kind::IS_OUT_OF_CONTACT),
            remark,
        }
    }

    /// The cells that say the same as a code in other words.
    fn originals(&self, fields: &RosterFields) -> Vec<(FieldKey, Original)> {
        let duties = fields.duties.iter().map(|duty| duty.label()).collect::<Vec<_>>().join("、");
        let coded = [
            (kind::NATION, "民族", fields.nation.as_deref()),
            (kind::EDU, "学历", fields.edu.as_ref().map(|edu| edu.text.as_str())),
            (kind::CATEGORY, "人员类别", fields.category.map(Category::label)),
            (kind::DUTY, "党内职务", (!duties.is_empty()).then_some(duties.as_str())),
            (kind::STATUS, "党籍状态", fields.party_status.map(PartyStatus::label)),
            (kind::ATTEND_MODE, "参训方式", fields.attend_mode.map(AttendMode::label)),
        ];
        let written = |field: FieldKey| {
            let mut columns = self.columns.iter().filter(|(key, _)| *key == field);
            columns
                .find_map(|(_, column)| Some(neat(&self.row.cell(*column).display())).filter(|text| !text.is_empty()))
        };
        let kept = coded.into_iter().filter_map(|(field, label, read_as)| {
            let (read_as, written) = (read_as?, written(field)?);
            let differs = squeeze(&written) != squeeze(read_as) && !is_unknown_word(&written);
            differs.then(|| (field, Original { label, read_as: read_as.to_owned(), written }))
        });
        kept.collect()
    }

    fn say(&mut self, severity: Severity, field: FieldKey, message: impl Into<String>, choices: Vec<String>) {
        self.problems.push(Problem { severity, field, message: message.into(), choices, unread: None });
    }

    /// The same about a word whose meaning can be told once for all rows.
    fn say_unread(&mut self, severity: Severity, field: FieldKey, message: &str, choices: Vec<String>, word: &str) {
        let unread = Some(word.to_owned());
        self.problems.push(Problem { severity, field, message: message.to_owned(), choices, unread });
    }

    fn answer(&self, field: FieldKey) -> Option<&str> {
        self.answers.of(&self.table.sheet, self.row.row_no, field)
    }

    /// The answer, the cell, or the joined cells of a field.
    fn cell(&self, field: FieldKey) -> Cow<'_, Cell> {
        if let Some(answer) = self.answer(field) {
            return Cow::Owned(Cell::text(answer));
        }
        let columns = self.columns.iter().filter(|(key, _)| *key == field);
        let mut cells = columns.map(|(_, column)| self.row.cell(*column)).filter(|cell| !cell.is_empty());
        let Some(first) = cells.next() else { return Cow::Owned(Cell::Empty) };
        let rest: Vec<String> = cells.map(Cell::display).collect();
        if rest.is_empty() {
            return Cow::Borrowed(first);
        }
        Cow::Owned(Cell::text(format!("{}、{}", first.display(), rest.join("、"))))
    }

    fn text(&self, field: FieldKey) -> Option<String> {
        let text = match self.cell(field).as_ref() {
            Cell::Empty | Cell::Error(_) => return None,
            Cell::Text(text) => neat(unguarded(text)),
            cell => neat(&cell.display()),
        };
        if let Some(meaning) = self.answers.meaning(field, &text) {
            return Some(meaning.to_owned());
        }
        (!text.is_empty()).then_some(text)
    }

    fn free(&self, field: FieldKey) -> Option<String> {
        self.text(field).filter(|text| !is_unknown_word(text))
    }

    fn name(&mut self) -> CleanName {
        let name = clean_name(&self.text(kind::NAME).unwrap_or_default());
        match name.name.chars().count() {
            0 => self.say(Severity::Error, kind::NAME, "没有姓名，请补填。", Vec::new()),
            1 => self.say(Severity::Question, kind::NAME, "姓名只有一个字，请核对是否写全。", vec![name.name.clone()]),
            len if len > 20 => {
                self.say(Severity::Error, kind::NAME, "姓名超过 20 个字，请核对是否填错了列。", Vec::new())
            }
            _ if name.is_garbled => {
                let message = "姓名里有打不出的字或特殊符号，请核对后改成正确的字。";
                self.say(Severity::Question, kind::NAME, message, Vec::new());
            }
            _ => {}
        }
        if self.answer(kind::NAME).is_some() {
            self.problems.retain(|problem| problem.field != kind::NAME || problem.severity == Severity::Error);
        }
        name
    }

    fn former_name(&self) -> Option<String> {
        let name = clean_name(&self.free(kind::FORMER_NAME)?).name;
        (!name.is_empty()).then_some(name)
    }

    /// A list for others shows numbers masked; a mask says nothing about the number behind it.
    fn is_masked(&self, field: FieldKey) -> bool {
        matches!(self.cell(field).as_ref(), Cell::Text(text) if text.contains("***"))
    }

    fn id_no(&mut self) -> Option<IdNo> {
        if self.is_masked(kind::ID_NO) {
            self.say(Severity::Warning, kind::ID_NO, "身份证号是打码的，没有读取，保留名册里的。", Vec::new());
            return None;
        }
        match read_id_no(&self.cell(kind::ID_NO)) {
            Ok(Some(id)) => {
                if let Some(note) = area_note(&id) {
                    self.say(Severity::Info, kind::ID_NO, note, Vec::new());
                }
                if id.has_round_end && self.answer(kind::ID_NO).is_none() {
                    let message = "身份证号以 000 结尾，请对照身份证确认不是表格软件改写的。";
                    self.say(Severity::Warning, kind::ID_NO, message, Vec::new());
                }
                Some(id)
            }
            Ok(None) => None,
            Err(IdFault::Checksum { number }) if self.answer(kind::ID_NO) == Some(number.as_str()) => {
                self.say(Severity::Warning, kind::ID_NO, "身份证号校验位不对，已按要求保留。", Vec::new());
                None
            }
            Err(fault) => {
                let choices = match &fault {
                    IdFault::Checksum { number } => vec![number.clone()],
                    _ => Vec::new(),
                };
                self.say(Severity::Error, kind::ID_NO, fault.message(), choices);
                None
            }
        }
    }

    /// The number of a person who was really issued one with a wrong check digit, once the clerk has said so.
    fn kept_id(&self) -> Option<String> {
        self.answer(kind::ID_NO)?;
        match read_id_no(&self.cell(kind::ID_NO)) {
            Err(IdFault::Checksum { number }) if self.answer(kind::ID_NO) == Some(number.as_str()) => Some(number),
            _ => None,
        }
    }

    fn sex(&mut self, id: Option<&IdNo>, name: &CleanName) -> Option<crate::fields::Sex> {
        let text = self.text(kind::SEX);
        let written = text.as_deref().and_then(read_sex);
        if let Some(text) = text.as_deref().filter(|text| written.is_none() && !is_unknown_word(text)) {
            self.say_unread(Severity::Warning, kind::SEX, "性别看不懂，请填“男”或“女”。", Vec::new(), text);
        }
        let told = id.map(|id| id.sex);
        match (written, told) {
            (Some(written), Some(told)) if written != told && self.answer(kind::SEX).is_none() => {
                let message = format!("性别写的是“{}”，身份证号显示是“{}”，请核对。", written.label(), told.label());
                self.say(
                    Severity::Question,
                    kind::SEX,
                    message,
                    vec![told.label().to_owned(), written.label().to_owned()],
                );
                None
            }
            (Some(written), _) => Some(written),
            (None, Some(told)) => Some(told),
            (None, None) => name.is_female.then_some(crate::fields::Sex::Female),
        }
    }

    fn birth(&mut self, id: Option<&IdNo>) -> Option<PartialDate> {
        let reading = read_date(&self.cell(kind::BIRTH));
        let Some(told) = id.map(|id| PartialDate::from(id.birth)) else {
            let birth = self.date(kind::BIRTH, reading);
            return self.check_age(birth);
        };
        let birth = match reading {
            DateReading::Blank | DateReading::Unknown => Some(told),
            DateReading::Date(written) if written.agrees_with(told) => Some(told),
            DateReading::Date(written) if self.answer(kind::BIRTH).is_some() => Some(written),
            DateReading::Ambiguous { candidates, .. } if candidates.iter().any(|date| date.agrees_with(told)) => {
                Some(told)
            }
            DateReading::Date(written) => self.ask_birth(told, &[written]),
            DateReading::Ambiguous { candidates, .. } => self.ask_birth(told, &candidates),
            DateReading::Wrong(message) => {
                self.say(Severity::Warning, kind::BIRTH, format!("{message}已改用身份证号中的出生日期。"), Vec::new());
                Some(told)
            }
        };
        self.check_age(birth)
    }

    fn ask_birth(&mut self, told: PartialDate, written: &[PartialDate]) -> Option<PartialDate> {
        let message = "出生日期与身份证号不一致，请选择以哪个为准（党内以档案认定为准）。";
        let choices = std::iter::once(&told).chain(written).map(ToString::to_string).collect();
        self.say(Severity::Question, kind::BIRTH, message, choices);
        None
    }

    fn check_age(&mut self, birth: Option<PartialDate>) -> Option<PartialDate> {
        if let Some(day) = birth.and_then(PartialDate::latest) {
            let age = day.years_until(self.today);
            if !(18..=110).contains(&age) {
                self.say(Severity::Warning, kind::BIRTH, format!("按出生日期算是 {age} 岁，请核对。"), Vec::new());
            }
        }
        birth
    }

    fn date(&mut self, field: FieldKey, reading: DateReading) -> Option<PartialDate> {
        match reading {
            DateReading::Date(date) => return Some(date),
            DateReading::Blank => {}
            DateReading::Unknown => self.say(Severity::Warning, field, "写的是“不详”，按空白处理。", Vec::new()),
            DateReading::Ambiguous { candidates, why } => {
                self.say(Severity::Question, field, why, candidates.iter().map(ToString::to_string).collect());
            }
            DateReading::Wrong(message) => self.say(Severity::Error, field, message, Vec::new()),
        }
        None
    }

    /// Of several meanings, those before the eighteenth birthday or after today fall away.
    fn admitted_on(&mut self, birth: Option<PartialDate>) -> Option<PartialDate> {
        let reading = match read_date(&self.cell(kind::ADMITTED_ON)) {
            DateReading::Ambiguous { candidates, why } => {
                let lawful = |date: &&PartialDate| !self.is_later(**date) && !is_minor(birth, **date);
                let left: Vec<PartialDate> = candidates.iter().filter(lawful).copied().collect();
                match left.as_slice() {
                    [only] => {
                        let message = format!("入党日期有两种读法，另一种不满 18 周岁或晚于今天，按 {only} 处理。");
                        self.say(Severity::Warning, kind::ADMITTED_ON, message, Vec::new());
                        DateReading::Date(*only)
                    }
                    _ => DateReading::Ambiguous { candidates, why },
                }
            }
            reading => reading,
        };
        let date = self.date(kind::ADMITTED_ON, reading)?;
        if self.is_later(date) {
            self.say(Severity::Error, kind::ADMITTED_ON, "入党日期晚于今天，请核对。", Vec::new());
            return None;
        }
        if is_minor(birth, date) {
            let message = "按出生日期算，入党时不满 18 周岁，请核对出生日期和入党日期。";
            self.say(Severity::Warning, kind::ADMITTED_ON, message, Vec::new());
        }
        Some(date)
    }

    /// A probation lasts a year, but there was none from April 1969 to August 1977.
    ///
    /// Source: Party Constitutions of 1969, 1973 and 1977 (docs/sources.md#dangzhang-7).
    fn full_since(&mut self, admitted: Option<PartialDate>) -> Option<PartialDate> {
        let date = {
            let reading = read_date(&self.cell(kind::FULL_SINCE));
            self.date(kind::FULL_SINCE, reading)?
        };
        let Some((from, until)) = admitted.and_then(PartialDate::earliest).zip(date.latest()) else {
            return Some(date);
        };
        let had_no_probation = (1969, 4) <= (from.year(), from.month()) && (from.year(), from.month()) <= (1977, 8);
        if until < from {
            self.say(Severity::Warning, kind::FULL_SINCE, "转正日期早于入党日期，请核对是否填反。", Vec::new());
        } else if !had_no_probation && until.days_since(from) < 364 {
            self.say(Severity::Warning, kind::FULL_SINCE, "转正距入党不满一年，请核对。", Vec::new());
        }
        Some(date)
    }

    fn is_later(&self, date: PartialDate) -> bool {
        date.earliest().is_some_and(|day| day > self.today)
    }

    fn category(&mut self, name: &CleanName, full_since: Option<PartialDate>) -> Option<Category> {
        if let Some(text) = self.text(kind::CATEGORY) {
            let read = read_category(&text);
            if read.is_none() {
                let choices = Category::ALL.iter().map(|category| category.label().to_owned()).collect();
                self.say_unread(Severity::Question, kind::CATEGORY, "人员类别看不懂，请选择。", choices, &text);
            }
            return read;
        }
        let by_subtitle = self.table.subtitle_of(self.row).and_then(|subtitle| read_category(&subtitle.name));
        let is_full = full_since.is_some_and(|date| !self.is_later(date));
        by_subtitle.or(name.is_probationary.then_some(Category::Probationary)).or(is_full.then_some(Category::Full))
    }

    fn check_probation(
        &mut self,
        category: Option<Category>,
        admitted: Option<PartialDate>,
        full: Option<PartialDate>,
    ) {
        let Some(until) = admitted.and_then(PartialDate::latest) else { return };
        if category == Some(Category::Probationary) && full.is_none() && self.today.days_since(until) > 366 {
            self.say(Severity::Warning, kind::CATEGORY, "预备期已超过一年，请核对是否已经转正。", Vec::new());
        }
    }

    fn nation(&mut self) -> Option<String> {
        let text = self.free(kind::NATION)?;
        let read = read_nation(&text);
        if read.is_none() {
            let message = "民族不在 56 个民族之内，未导入，请核对。";
            self.say_unread(Severity::Warning, kind::NATION, message, Vec::new(), &text);
        }
        read.map(|nation| nation.name.to_owned())
    }

    fn edu(&mut self) -> Option<Education> {
        let text = self.free(kind::EDU)?;
        read_education(&text).or_else(|| {
            self.say_unread(Severity::Warning, kind::EDU, "学历看不懂，按“其他”保留原文。", Vec::new(), &text);
            Some(Education { code: 90, text, mode: None })
        })
    }

    /// The branch column; else the village subtitle above; else what the whole sheet is about.
    fn branch(&mut self) -> Option<String> {
        let own = self.free(kind::BRANCH);
        let by_subtitle = || {
            let subtitle = self.table.subtitle_of(self.row)?;
            read_category(&subtitle.name).is_none().then(|| subtitle.name.clone())
        };
        let branch = own.or_else(by_subtitle).or_else(|| self.table.branch_hint.clone());
        let branch =
            branch.map(|branch| self.answers.meaning(kind::BRANCH, &branch).map_or(branch.clone(), str::to_owned));
        if branch.is_none() {
            self.say(Severity::Question, kind::BRANCH, "没有写所在党支部，请选择。", Vec::new());
        }
        branch
    }

    fn phone(&mut self) -> Option<String> {
        if self.is_masked(kind::PHONE) {
            return None;
        }
        let reading = read_phones(&self.cell(kind::PHONE));
        if reading.is_damaged {
            let message = "电话被表格软件改成了科学计数，后几位已经丢失，请重新填写。";
            self.say(Severity::Warning, kind::PHONE, message, Vec::new());
        } else if !reading.unread.is_empty() {
            self.say(Severity::Warning, kind::PHONE, "有的内容不像电话号码，未导入，请核对。", Vec::new());
        }
        reading.joined()
    }

    fn flag(&mut self, field: FieldKey) -> Option<bool> {
        let text = self.text(field)?;
        let read = read_yes_no(&text);
        if read.is_none() {
            let message = "这一格看不出是或否，请填“是”或“否”。";
            self.say_unread(Severity::Warning, field, message, Vec::new(), &text);
        }
        read
    }

    fn attend_mode(&self, remark: Option<&str>, name: &CleanName) -> Option<AttendMode> {
        if let Some(text) = self.text(kind::ATTEND_MODE) {
            return read_attend_mode(&text).or((read_yes_no(&text) == Some(true)).then_some(AttendMode::Doorstep));
        }
        let note = [remark, name.note.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(" ");
        match () {
            () if note.contains("送学上门") => Some(AttendMode::Doorstep),
            () if note.contains("流动党员") || name.note.as_deref() == Some("流动") => Some(AttendMode::Migrant),
            () => None,
        }
    }

    fn status(&mut self, remark: Option<&str>) -> Option<PartyStatus> {
        if let Some(text) = self.free(kind::STATUS) {
            let read = read_status(&text);
            if read.is_none() {
                let message = "党籍状态看不懂，未导入，请核对。";
                self.say_unread(Severity::Warning, kind::STATUS, message, Vec::new(), &text);
            }
            return read;
        }
        let gone = remark.and_then(read_status).filter(|status| {
            matches!(
                status,
                PartyStatus::Deceased | PartyStatus::TransferredOut | PartyStatus::Left | PartyStatus::Suspended
            )
        });
        if let Some(status) = gone {
            let message = format!("备注里提到“{}”，请核对此人是否还应在册。", status.label());
            self.say(Severity::Warning, kind::STATUS, message, Vec::new());
        }
        None
    }

    fn remark(&self, name: &CleanName) -> Option<String> {
        let parts: Vec<String> = [self.free(kind::REMARK), name.note.clone()].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join("；"))
    }
}

/// Under eighteen even on the latest reading of both days.
fn is_minor(birth: Option<PartialDate>, date: PartialDate) -> bool {
    birth.and_then(PartialDate::earliest).zip(date.latest()).is_some_and(|(born, day)| born.years_until(day) < 18)
}
