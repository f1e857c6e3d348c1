//! A class with trainees and lessons, straight in the tables, for the tests of conduct, marks, appraisals and dossiers.

use lunxun_base::{Id, LocalDate};
use lunxun_protocol::Value;
use serde_json::{Value as Json, json};

use crate::testing::Desk;

/// The class.
pub struct Class {
    pub desk: Desk,
    pub id: Id,
    pub head: Id,
    pub people: Vec<Id>,
    pub lessons: Vec<Id>,
}

pub fn day(text: &str) -> LocalDate {
    text.parse().unwrap()
}

fn insert(desk: &mut Desk, table: &str, id: Id, fields: &[(&'static str, Value)]) {
    let kind = desk.store.kinds().iter().copied().find(|kind| kind.table == table).unwrap();
    desk.store.write("test", &desk.admin.who(), |tx| tx.upsert(kind, id, fields)).unwrap();
}

impl Class {
    /// A running class of two days with this many trainees who have arrived: `学员1` of 石桥村党支部, and so on.
    pub fn of(count: u8) -> Self {
        let mut class = Self {
            desk: Desk::new(),
            id: Id::from_bytes([9; 16]),
            head: Id::from_bytes([8; 16]),
            people: Vec::new(),
            lessons: Vec::new(),
        };
        class.set(
            "training_class",
            class.id,
            &[
                ("name", "2027年第一期党员轮训班".into()),
                ("no", "2027-01".into()),
                ("state", "running".into()),
                ("starts_on", day("2027-03-01").into()),
                ("ends_on", day("2027-03-02").into()),
                ("head_id", class.head.into()),
            ],
        );
        let branch = Id::from_bytes([7; 16]);
        class.set("party_org", branch, &[("name", "石桥村党支部".into()), ("kind", "branch".into())]);
        for place in 0..4u8 {
            let lesson = Id::from_bytes([50 + place; 16]);
            class.set(
                "lesson",
                lesson,
                &[
                    ("class_id", class.id.into()),
                    ("day", day(if place < 2 { "2027-03-01" } else { "2027-03-02" }).into()),
                    ("half", if place % 2 == 0 { "morning" } else { "afternoon" }.into()),
                    ("course_title", "党章学习".into()),
                    ("credit_tenths", 40.into()),
                ],
            );
            class.lessons.push(lesson);
        }
        for seat in 1..=count {
            let (member, enrollment) = (Id::from_bytes([100 + seat; 16]), Id::derived("test_enrollment", &[&[seat]]));
            class.set(
                "member",
                member,
                &[
                    ("name", format!("学员{seat}").into()),
                    ("branch_id", branch.into()),
                    ("category", "full".into()),
                    ("duties", "".into()),
                    ("sex", "male".into()),
                    ("attend_mode", "normal".into()),
                    ("party_status", "normal".into()),
                ],
            );
            class.set(
                "enrollment",
                enrollment,
                &[
                    ("class_id", class.id.into()),
                    ("member_id", member.into()),
                    ("seat_no", i64::from(seat).into()),
                    ("state", "arrived".into()),
                ],
            );
            class.people.push(enrollment);
        }
        class
    }

    /// Writes a record as it would come from its own feature.
    pub fn set(&mut self, table: &str, id: Id, fields: &[(&'static str, Value)]) {
        insert(&mut self.desk, table, id, fields);
    }

    /// Puts the class into a state.
    pub fn state(&mut self, state: &str) {
        self.set("training_class", self.id, &[("state", state.into())]);
    }

    /// Marks a trainee's lesson.
    pub fn roll(&mut self, person: usize, lesson: usize, state: &str) {
        let (enrollment, lesson) = (self.people[person], self.lessons[lesson]);
        let id = Id::derived("attendance_mark", &[lesson.as_bytes(), enrollment.as_bytes()]);
        self.set(
            "attendance_mark",
            id,
            &[
                ("class_id", self.id.into()),
                ("lesson_id", lesson.into()),
                ("enrollment_id", enrollment.into()),
                ("state", state.into()),
            ],
        );
    }

    /// Marks a trainee present everywhere.
    pub fn present(&mut self, person: usize) {
        for lesson in 0..self.lessons.len() {
            self.roll(person, lesson, "present");
        }
    }

    /// The request with the class's id in it.
    pub fn request(&self, mut fields: Json) -> Json {
        fields["classId"] = json!(self.id.to_string());
        fields
    }

    /// The trainee's enrolment as the wire has it.
    pub fn who(&self, person: usize) -> String {
        self.people[person].to_string()
    }

    /// Runs a command about the class as the administrator; it must succeed.
    pub fn run(&mut self, command: &str, fields: Json) -> Json {
        let request = self.request(fields);
        self.desk.admin(command, request)
    }

    /// Runs a command about the class as the administrator; it must be refused.
    pub fn refused(&mut self, command: &str, fields: Json) -> lunxun_base::Error {
        let request = self.request(fields);
        self.desk.admin_err(command, request)
    }
}
