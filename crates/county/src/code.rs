use lunxun_base::Result;

use crate::store::db;

/// Crockford's base 32: no I, L, O or U, so that a code survives being read over the telephone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters in a one-time code (登记码). The first half finds it, the second proves it.
const LENGTH: usize = 10;

/// A one-time enrolment code.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct EnrolCode(String);

impl EnrolCode {
    pub(crate) fn random() -> Result<Self> {
        let bytes: [u8; LENGTH] = db::random()?;
        Ok(Self(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte % 32)])).collect()))
    }

    /// What somebody typed; `None` when it cannot be a code.
    pub(crate) fn parse(typed: &str) -> Option<Self> {
        let mut code = String::new();
        for c in typed.chars().take(64) {
            let c = match c.to_ascii_uppercase() {
                '-' | '－' | '—' | ' ' | '\u{3000}' => continue,
                'O' => '0',
                'I' | 'L' => '1',
                c => c,
            };
            if !u8::try_from(c).is_ok_and(|byte| ALPHABET.contains(&byte)) {
                return None;
            }
            code.push(c);
        }
        (code.len() == LENGTH).then_some(Self(code))
    }

    /// The half that finds the code.
    pub(crate) fn selector(&self) -> &str {
        &self.0[..LENGTH / 2]
    }

    /// What is stored of it.
    pub(crate) fn hash(&self) -> [u8; 32] {
        blake3::derive_key("lunxun county enrolment code v1", self.0.as_bytes())
    }

    /// As it is printed: `XXXXX-XXXXX`.
    pub(crate) fn printed(&self) -> String {
        format!("{}-{}", &self.0[..LENGTH / 2], &self.0[LENGTH / 2..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_lower_case_and_letters_that_look_like_digits() {
        let code = EnrolCode::parse("ABCD0-1FGHJ").unwrap();
        assert!(EnrolCode::parse(" abcdo lfghj ").unwrap() == code);
        assert_eq!(code.printed(), "ABCD0-1FGHJ");
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        for typed in ["", "ABCD", "ABCDE-FGHJKM", "UUUUU-UUUUU", "登记码登记码登记码登"] {
            assert!(EnrolCode::parse(typed).is_none(), "{typed} must not pass");
        }
    }
}
