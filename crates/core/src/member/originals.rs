//! What a sheet wrote where the register holds a code (原表写法): `民族：汉族←汉`, one line a field.
//!
//! A line says which value it was read as. Once the field holds another, the line tells nothing any more and is not
//! shown; so nobody has to clear it when a field is edited.

/// How a coded field was written in the sheet that brought it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Original {
    /// The field's Chinese name.
    pub label: &'static str,
    /// The value that the words were read as, as the register shows it.
    pub read_as: String,
    /// The words.
    pub written: String,
}

/// The stored text with these lines in it; the same field's earlier line gives way.
#[must_use]
pub fn with_originals<'a>(held: &str, new: impl Iterator<Item = &'a Original>) -> String {
    let new: Vec<&Original> = new.collect();
    let is_replaced =
        |line: &str| new.iter().any(|one| line.strip_prefix(one.label).is_some_and(|rest| rest.starts_with('：')));
    let kept = held.lines().filter(|line| !is_replaced(line)).map(str::to_owned);
    let added = new.iter().map(|one| format!("{}：{}←{}", one.label, one.read_as, one.written.replace('\n', " ")));
    kept.chain(added).collect::<Vec<_>>().join("\n")
}

/// Field, value and words of every line.
pub fn originals(held: &str) -> impl Iterator<Item = (&str, &str, &str)> {
    held.lines().filter_map(|line| {
        let (label, rest) = line.split_once('：')?;
        let (read_as, written) = rest.split_once('←')?;
        Some((label, read_as, written))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_later_sheet_replaces_the_words_of_its_own_fields_alone() {
        let original =
            |label, read_as: &str, written: &str| Original { label, read_as: read_as.into(), written: written.into() };
        let held =
            with_originals("", [original("民族", "汉族", "汉"), original("人员类别", "正式党员", "中共党员")].iter());
        assert_eq!(held, "民族：汉族←汉\n人员类别：正式党员←中共党员");
        let later = with_originals(&held, [original("民族", "彝族", "彝")].iter());
        assert_eq!(
            originals(&later).collect::<Vec<_>>(),
            [("人员类别", "正式党员", "中共党员"), ("民族", "彝族", "彝")]
        );
    }
}
