//! Gathers a dossier into a package.

use lunxun_base::{Error, Id, OrNotFound, Result};
use lunxun_store::rusqlite::Connection;

use super::{
    model::FactTopic,
    package::{OutsideClass, OutsideFact, Person, Place},
    store,
};
use crate::{
    dossier::{self, DossierClass},
    lifecycle::{TimelineTopic, life_line},
    member::{self, MemberView, Snapshot},
    member_change::{ChangeKind, Line, of_member},
    migrant, org, training_class,
};

/// This township, as its files name it.
///
/// # Errors
/// `NotFound` while there is none.
pub(super) fn here(conn: &Connection) -> Result<Place> {
    let name = org::root(conn)?.or_not_found("本镇党委")?.short_name;
    let code = org::township_code(conn)?.unwrap_or_default();
    let name = ["党委", "党工委", "委员会"].iter().find_map(|end| name.strip_suffix(end)).unwrap_or(&name).to_owned();
    Ok(Place { code, name })
}

/// The change by which somebody left, who stands as transferred out.
///
/// # Errors
/// `Conflict` for anybody else.
pub(super) fn leaving(conn: &Connection, member: &MemberView) -> Result<Line> {
    let left = of_member(conn, member.id)?.into_iter().filter(|line| line.kind == ChangeKind::TransferOut);
    let last = left.max_by_key(|line| (line.on, line.id));
    last.filter(|_| member.party_status == ChangeKind::TransferOut.status_after().unwrap_or(member.party_status))
        .ok_or_else(|| {
            Error::conflict(format!("{}还没有登记“组织关系转出”，请先在“经历”里登记变动，再生成介绍包。", member.name))
        })
}

/// The member's own fields.
pub(super) fn person(conn: &Connection, member: &MemberView, left: &Line) -> Result<Person> {
    let found = member::registered(conn)?.into_iter().find(|one| one.id == member.id).or_not_found("党员")?;
    let Snapshot { id, name, id_no, phone, sex, birth, category, admitted_on, full_since, mut columns, .. } = found;
    let mut text = |column: &str| columns.remove(column).unwrap_or_default();
    Ok(Person {
        id,
        name,
        former_name: text("former_name"),
        sex,
        id_no,
        id_no_note: text("id_no_note"),
        nation: text("nation"),
        birth,
        education: text("education"),
        category,
        admitted_on,
        full_since,
        job: text("job"),
        phone,
        address: text("address"),
        household: text("household"),
        remark: text("remark"),
        branch: member.branch_name.clone(),
        left_on: left.on,
    })
}

/// Every class, held here or elsewhere.
pub(super) fn classes(conn: &Connection, member: Id, here: &Place) -> Result<Vec<OutsideClass>> {
    let mut classes = Vec::new();
    for class in dossier::classes_of(conn, member)? {
        let digest = training_class::find(conn, class.class_id)?.digest.unwrap_or_default();
        classes.push(in_words(class, here.clone(), digest));
    }
    classes.extend(store::outside_classes(conn, member)?);
    Ok(classes)
}

fn in_words(class: DossierClass, origin: Place, digest: String) -> OutsideClass {
    let exam = exam_text(&class);
    let roll = &class.attendance;
    let grade = class.grade.map(|grade| grade.label().to_owned()).unwrap_or_default();
    OutsideClass {
        id: class.enrollment_id,
        origin,
        number: class.class_no,
        name: class.class_name,
        starts_on: class.starts_on,
        ends_on: class.ends_on,
        outcome: class.enrollment_state_label,
        due: roll.due,
        attended: roll.attended,
        leave: roll.leave,
        absent: roll.absent,
        attended_tenths: roll.attended_tenths,
        conduct: format!("{} 分", class.conduct_score),
        exam,
        reflection: class.reflection_mark.map(|mark| format!("{mark} 分")).unwrap_or_default(),
        composite: class.composite_tenths.map(|_| class.formula).unwrap_or_default(),
        grade,
        appraisal: class.appraisal_text.filter(|_| !class.is_draft).unwrap_or_default(),
        archive: class.archive_target.map(|target| target.label().to_owned()).unwrap_or_default(),
        digest,
    }
}

fn exam_text(class: &DossierClass) -> String {
    let first = match (&class.exempt_reason, class.exam_absent, class.exam_mark) {
        (Some(reason), ..) => format!("免考（{reason}）"),
        (None, true, _) => "缺考".to_owned(),
        (None, false, Some(mark)) => format!("{mark} 分"),
        (None, false, None) => String::new(),
    };
    match class.retake_mark {
        Some(mark) => format!("{first}，补考 {mark} 分"),
        None => first,
    }
}

/// Dated changes, duties and stays elsewhere, lived here or in other townships.
pub(super) fn facts(conn: &Connection, member: &MemberView, here: &Place) -> Result<Vec<OutsideFact>> {
    let fact = |on: String, topic: FactTopic, content: String, reason: String, basis: String| {
        let parts = [here.code.as_str(), &on, topic.word(), &content, &reason, &basis];
        let mut key: Vec<&[u8]> = vec![member.id.as_bytes()];
        key.extend(parts.iter().map(|part| part.as_bytes()));
        OutsideFact { id: Id::derived("outside_fact", &key), origin: here.clone(), on, topic, content, reason, basis }
    };
    let mut facts = Vec::new();
    for line in life_line(conn, member)? {
        let topic = match line.topic {
            TimelineTopic::Party => FactTopic::Party,
            TimelineTopic::Affiliation => FactTopic::Affiliation,
            TimelineTopic::Post => FactTopic::Post,
            TimelineTopic::Edit => FactTopic::Edit,
        };
        facts.push(fact(line.on, topic, line.text, line.reason, line.basis));
    }
    for stay in migrant::stays(conn, member.id)? {
        let ended = stay.ended_on.map(|day| format!("，{day} 结束")).unwrap_or_default();
        let place = [stay.destination.as_str(), &stay.employer].join(" ");
        let content = format!("外出（{}）：{}{ended}", stay.state, place.trim());
        let on = stay.out_on.map(|day| day.to_string()).unwrap_or_default();
        facts.push(fact(on, FactTopic::Stay, content, stay.reason, stay.inflow_org));
    }
    facts.extend(store::outside_facts(conn, member.id)?);
    Ok(facts)
}
