//! How a number that identifies a person is shown.

/// `410322********0013`: the region and the last four, as lists show it.
///
/// **Source**: `docs/sources.md#pipl` (minimum display).
#[must_use]
pub fn mask_id_no(id_no: &str) -> String {
    mask(id_no, 6, 4)
}

/// `138****0013`.
#[must_use]
pub fn mask_phone(phone: &str) -> String {
    mask(phone, 3, 4)
}

fn mask(text: &str, head: usize, tail: usize) -> String {
    let characters: Vec<char> = text.chars().collect();
    if characters.len() <= head + tail {
        return "*".repeat(characters.len());
    }
    let hidden = characters.len() - head - tail;
    characters[..head].iter().chain(&vec!['*'; hidden]).chain(&characters[characters.len() - tail..]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_keep_the_ends_only_and_never_a_short_number() {
        assert_eq!(mask_id_no("11010519491231002X"), "110105********002X");
        assert_eq!(mask_phone("13812345678"), "138****5678");
        assert_eq!(mask_phone("6688"), "****");
    }
}
