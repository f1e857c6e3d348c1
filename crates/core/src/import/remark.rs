//! What a sheet says beyond the register's columns is kept in the remark (备注), each kind under its own label.

use super::roster::RosterFields;

pub(super) const SEPARATOR: &str = "；";
const LABELS: [&str; 6] = ["其他职务：", "学位：", "籍贯：", "外出流向：", "农民工", "失联党员"];

/// Moves the values without a column of their own into the remark.
pub(super) fn fold(fields: &mut RosterFields) {
    let labelled = [
        fields.other_duties.take(),
        fields.degree.take(),
        fields.native_place.take(),
        fields.migrant_to.take(),
        fields.is_farmer_worker.take().filter(|yes| *yes).map(|_| String::new()),
        fields.is_out_of_contact.take().filter(|yes| *yes).map(|_| String::new()),
    ];
    let extras = LABELS.iter().zip(labelled).filter_map(|(label, text)| Some(format!("{label}{}", text?)));
    let parts: Vec<String> = fields.remark.take().into_iter().chain(extras).collect();
    fields.remark = (!parts.is_empty()).then(|| merged("", &parts.join(SEPARATOR)));
}

/// The remark that stands and the sheet's: the sheet's own words replace those that stand, silence replaces nothing,
/// and of the labelled parts each kind is replaced by itself alone.
pub(super) fn merged(held: &str, new: &str) -> String {
    merged_by(&LABELS, held, new)
}

/// The same with labels of another kind of sheet. One that ends in a colon has words behind it.
pub(super) fn merged_by(labels: &[&'static str], held: &str, new: &str) -> String {
    let (held_free, held_labelled) = parts(labels, held);
    let (new_free, new_labelled) = parts(labels, new);
    let free = if new_free.is_empty() { held_free } else { new_free };
    let labelled = labels.iter().filter_map(|label| {
        let of = |all: &[(&'static str, String)]| all.iter().find(|(l, _)| l == label).map(|(_, text)| text.clone());
        of(&new_labelled).or_else(|| of(&held_labelled))
    });
    free.into_iter().chain(labelled).collect::<Vec<_>>().join(SEPARATOR)
}

fn parts(labels: &[&'static str], text: &str) -> (Vec<String>, Vec<(&'static str, String)>) {
    let (mut free, mut labelled): (Vec<String>, Vec<(&'static str, String)>) = (Vec::new(), Vec::new());
    for part in text.split(SEPARATOR).filter(|part| !part.is_empty()) {
        let is_of = |label: &&&str| if label.ends_with('：') { part.starts_with(**label) } else { part == **label };
        match labels.iter().find(is_of) {
            Some(label) if !labelled.iter().any(|(known, _)| known == label) => {
                labelled.push((label, part.to_owned()));
            }
            None if !free.iter().any(|known| known == part) => free.push(part.to_owned()),
            _ => {}
        }
    }
    (free, labelled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheets_remark_replaces_the_old_words_and_keeps_what_other_sheets_said() {
        assert_eq!(merged("困难党员；籍贯：河南", "已脱困"), "已脱困；籍贯：河南");
        assert_eq!(merged("困难党员；籍贯：河南", "籍贯：洛阳；农民工"), "困难党员；籍贯：洛阳；农民工");
        assert_eq!(merged("困难党员", ""), "困难党员");
        assert_eq!(merged("", &merged("", "甲；乙；甲")), "甲；乙", "its own result, merged again, stays");
    }
}
