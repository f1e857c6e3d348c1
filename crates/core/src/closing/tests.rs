//! A class from its notice to its closing, through the commands.

mod closing_a_class;
mod enrolling;
mod hours_ledger;
mod rolls;
mod undoing;

use lunxun_base::{Error, Id};
use lunxun_protocol::Value;
use serde_json::{Value as Json, json};

use crate::{Actor, testing::Desk};

/// A township school with one class of two days, notice sent.
pub(super) struct School {
    pub desk: Desk,
    pub head: Id,
    pub deputy: Id,
    pub room: Id,
    pub members: Vec<Id>,
    pub class: Id,
    pub lessons: Vec<Id>,
    pub people: Vec<Id>,
}

fn id(value: &Json) -> Id {
    value.as_str().unwrap().parse().unwrap()
}

impl School {
    /// Nobody enrolled anywhere yet: members, teachers, a room.
    pub fn empty(members: u8) -> Self {
        let mut school = Self {
            desk: Desk::new(),
            head: Id::from_bytes([11; 16]),
            deputy: Id::from_bytes([12; 16]),
            room: Id::from_bytes([13; 16]),
            members: Vec::new(),
            class: Id::from_bytes([0; 16]),
            lessons: Vec::new(),
            people: Vec::new(),
        };
        for (id, name) in [(school.head, "周老师"), (school.deputy, "吴老师"), (Id::from_bytes([14; 16]), "郑老师")]
        {
            school.put("faculty", id, &[("name", name.into()), ("kind", "full_time".into()), ("can_head", 1.into())]);
        }
        let room = school.room;
        school.put("venue", room, &[("name", "报告厅".into()), ("kind", "main_hall".into()), ("seats", 80.into())]);
        for (place, name) in ["石桥村党支部", "柳林村党支部"].into_iter().enumerate() {
            let sort = i64::try_from(place).unwrap();
            let fields = [("name", name.into()), ("kind", "branch".into()), ("sort", sort.into())];
            school.put("party_org", branch(place), &fields);
        }
        for place in 1..=members {
            let member = Id::from_bytes([100 + place; 16]);
            // The two branches alternate, so that seats by branch differ from the order of entry.
            school.put(
                "member",
                member,
                &[
                    ("name", format!("学员{place:02}").into()),
                    ("pinyin", format!("xueyuan{place:02} xy{place:02}").into()),
                    ("branch_id", branch(usize::from(place % 2)).into()),
                    ("category", "full".into()),
                    ("duties", if place == 1 { "branch_secretary" } else { "" }.into()),
                    ("sex", "male".into()),
                    ("attend_mode", "normal".into()),
                    ("party_status", "normal".into()),
                ],
            );
            school.members.push(member);
        }
        school
    }

    /// A class on 1 and 2 March 2027 with these members in it, notice sent.
    pub fn of(members: u8) -> Self {
        let mut school = Self::empty(members);
        let (head, deputy) = (school.head, school.deputy);
        school.class = school.draft("2027年第一期党员轮训班", "2027-03-01", "2027-03-02", head, deputy);
        let all = school.members.clone();
        school.enrol(school.class, &all);
        school.run("class.advance", json!({ "to": "notified" }));
        school
    }

    /// A draft class with its timetable; becomes the class that requests are about.
    pub fn draft(&mut self, name: &str, from: &str, to: &str, head: Id, deputy: Id) -> Id {
        let room = self.room;
        let view = self.desk.admin(
            "class.save",
            json!({
                "name": name, "startsOn": from, "endsOn": to, "headId": head, "deputyId": deputy, "roomId": room,
            }),
        );
        self.class = id(&view["id"]);
        let lessons = self.run("timetable.fill_default", json!({}));
        self.lessons = lessons["lessons"].as_array().unwrap().iter().map(|lesson| id(&lesson["id"])).collect();
        self.class
    }

    pub fn enrol(&mut self, class: Id, members: &[Id]) -> Json {
        let list =
            self.desk.admin("enrollment.add", json!({ "classId": class, "memberIds": members, "source": "assigned" }));
        self.people = list["rows"].as_array().unwrap().iter().map(|row| id(&row["id"])).collect();
        list
    }

    /// Writes a record as it would come from its own feature.
    pub fn put(&mut self, table: &str, id: Id, fields: &[(&'static str, Value)]) {
        let kind = self.desk.store.kinds().iter().copied().find(|kind| kind.table == table).unwrap();
        self.desk.store.write("test", &self.desk.admin.who(), |tx| tx.upsert(kind, id, fields)).unwrap();
    }

    fn about(&self, mut request: Json) -> Json {
        request["classId"] = json!(self.class);
        request
    }

    /// As the administrator about the class; must succeed.
    pub fn run(&mut self, command: &str, request: Json) -> Json {
        let request = self.about(request);
        self.desk.admin(command, request)
    }

    /// As the administrator about the class; must be refused.
    pub fn refused(&mut self, command: &str, request: Json) -> Error {
        let request = self.about(request);
        self.desk.admin_err(command, request)
    }

    /// As somebody about the class.
    pub fn run_as(&mut self, actor: &Actor, command: &str, request: Json) -> Result<Json, Error> {
        let request = self.about(request);
        self.desk.run(actor, command, request)
    }

    pub fn all_present(&mut self) {
        for lesson in self.lessons.clone() {
            self.run("attendance.all_present", json!({ "lessonId": lesson }));
        }
    }

    pub fn mark(&mut self, lesson: usize, person: usize, state: &str) {
        let (lesson, person) = (self.lessons[lesson], self.people[person]);
        let marks = json!([{ "enrollmentId": person, "state": state, "note": "" }]);
        self.run("attendance.mark", json!({ "lessonId": lesson, "marks": marks, "method": "roll" }));
    }

    /// Marks and appraisals for everybody: these gates are proved by their own features.
    pub fn waive_papers(&mut self) {
        for gate in ["marks", "appraisal"] {
            self.run("class.waive", json!({ "gateCode": gate, "reason": "本期只听课不考核" }));
        }
    }

    /// Everybody present, papers waived, closed.
    pub fn close(&mut self) -> Json {
        self.all_present();
        self.waive_papers();
        self.run("class.close", json!({}))
    }

    pub fn hours(&mut self, member: usize) -> Json {
        let member = self.members[member];
        self.desk.admin("hours.summary", json!({ "memberId": member, "year": 2027 }))
    }

    pub fn state_of(&mut self, person: usize) -> String {
        let person = self.people[person].to_string();
        let list = self.run("enrollment.list", json!({}));
        let rows = list["rows"].as_array().unwrap();
        rows.iter().find(|row| row["id"] == person.as_str()).unwrap()["state"].as_str().unwrap().to_owned()
    }
}

fn branch(place: usize) -> Id {
    Id::from_bytes([20 + u8::try_from(place).unwrap(); 16])
}
