//! Files that leave the building on a stick: sealed under a short code that travels on paper.
//!
//! A sealed file is: magic (4 bytes), version (1), memory in KiB and passes of the key derivation (4 + 4, little endian),
//! salt (16), nonce (24), the ciphertext, and the BLAKE3 hash of all that (32). The hash tells a damaged copy from a wrong
//! code; it proves nothing, the cipher does.

use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use lunxun_base::{Error, Result, require};
use zeroize::Zeroizing;

use crate::{
    KdfStrength,
    keyslots::{ALPHABET, KdfCost, derive, digits_of, fill},
};

/// Characters of a code: 60 random bits, each guess as dear as one at a password.
const CODE: usize = 12;
const HEADER: usize = 4 + 1 + 8 + 16 + 24;
const HASH: usize = 32;
const VERSION: u8 = 1;

/// The code under which a file is sealed (随函密码), as it is printed on the letter that goes with it.
pub struct SealCode(Zeroizing<String>);

impl SealCode {
    /// A new random code.
    ///
    /// # Errors
    /// `Internal` when the system has no randomness.
    pub fn generate() -> Result<Self> {
        let mut bytes = Zeroizing::new([0_u8; CODE]);
        fill(bytes.as_mut_slice())?;
        Ok(Self(Zeroizing::new(bytes.iter().map(|byte| char::from(ALPHABET[usize::from(byte & 31)])).collect())))
    }

    /// Reads a typed code. Case, spaces and hyphens do not matter; O, I and L are read as 0 and 1.
    ///
    /// # Errors
    /// `Invalid` at `code` unless it has twelve characters of those that are printed.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = "随函密码应为 3 组、每组 4 个字符，请对照介绍信上的密码条逐组核对。";
        let digits = digits_of(text).filter(|digits| digits.len() == CODE);
        let digits = digits.ok_or_else(|| Error::invalid("code", wrong))?;
        Ok(Self(Zeroizing::new(digits.iter().map(|digit| char::from(ALPHABET[*digit])).collect())))
    }

    /// As it is printed: `7K2M-…-…`.
    #[must_use]
    pub fn printed(&self) -> String {
        let groups: Vec<&str> = [0..4, 4..8, 8..CODE].into_iter().filter_map(|range| self.0.get(range)).collect();
        groups.join("-")
    }
}

impl std::fmt::Debug for SealCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealCode(…)")
    }
}

/// Seals bytes under a code; `magic` says what kind of file it is.
///
/// # Errors
/// `Internal` when the system lacks memory or randomness.
pub fn seal(magic: [u8; 4], code: &SealCode, plain: &[u8], strength: KdfStrength) -> Result<Vec<u8>> {
    let (mut salt, mut nonce) = ([0; 16], [0; 24]);
    fill(&mut salt)?;
    fill(&mut nonce)?;
    let cost = strength.cost();
    let mut file = Vec::with_capacity(HEADER + plain.len() + 16 + HASH);
    file.extend_from_slice(&magic);
    file.push(VERSION);
    file.extend_from_slice(&cost.memory_kib.to_le_bytes());
    file.extend_from_slice(&cost.passes.to_le_bytes());
    file.extend_from_slice(&salt);
    file.extend_from_slice(&nonce);
    let key = derive(code.0.as_bytes(), &salt, cost)?;
    let sealed = XChaCha20Poly1305::new((&*key).into())
        .encrypt(XNonce::from_slice(&nonce), Payload { msg: plain, aad: &file })
        .map_err(|_| Error::internal("文件加密失败，请重试。"))?;
    file.extend_from_slice(&sealed);
    let hash = blake3::hash(&file);
    file.extend_from_slice(hash.as_bytes());
    Ok(file)
}

/// Opens a sealed file. `what` is what the clerk calls such a file.
///
/// # Errors
/// `Invalid` for another kind of file, `Incompatible` for another version, `Corrupt` for a damaged copy, `Forbidden` at
/// `code` for a wrong code.
pub fn open_sealed(magic: [u8; 4], code: &SealCode, file: &[u8], what: &str) -> Result<Zeroizing<Vec<u8>>> {
    require!(file.starts_with(&magic), "file", "这不是{what}文件，请选择对方交来的 .lxt 文件。");
    let damaged =
        || Error::corrupt(format!("{what}文件不完整或在拷贝中损坏，请从 U 盘重新拷贝；仍不行时请对方重新生成。"));
    if file.get(4).is_some_and(|version| *version != VERSION) {
        return Err(Error::incompatible(format!("这个{what}由其他版本的轮训通生成，请两边升级到同一版本后再试。")));
    }
    let body = file.len().checked_sub(HASH).filter(|end| *end > HEADER).ok_or_else(damaged)?;
    let (body, hash) = file.split_at(body);
    if blake3::hash(body).as_bytes().as_slice() != hash {
        return Err(damaged());
    }
    let (header, sealed) = body.split_at(HEADER);
    let number =
        |at: usize| header.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map_or(0, u32::from_le_bytes);
    let cost = KdfCost { memory_kib: number(5), passes: number(9) };
    // Only what this program itself writes: a made-up file must not take the PC's memory.
    if ![KdfStrength::Full, KdfStrength::Floor].iter().any(|known| known.cost() == cost) {
        return Err(damaged());
    }
    let (salt, nonce) = header.get(13..).map(|rest| rest.split_at(16)).ok_or_else(damaged)?;
    let key = derive(code.0.as_bytes(), salt, cost)?;
    let plain = XChaCha20Poly1305::new((&*key).into())
        .decrypt(XNonce::from_slice(nonce), Payload { msg: sealed, aad: header })
        .map_err(|_| Error {
            field: Some("code".to_owned()),
            ..Error::forbidden("随函密码不对，请对照介绍信上的密码条逐组核对；密码和文件必须是同一次生成的。")
        })?;
    Ok(Zeroizing::new(plain))
}

#[cfg(test)]
mod tests {
    use lunxun_base::ErrorCode;

    use super::*;

    const MAGIC: [u8; 4] = *b"TEST";

    #[test]
    fn the_code_opens_however_it_is_typed_and_another_one_says_so() {
        let code = SealCode::generate().unwrap();
        let file = seal(MAGIC, &code, "介绍包".as_bytes(), KdfStrength::Floor).unwrap();
        let typed = SealCode::parse(&code.printed().to_lowercase().replace('-', " ")).unwrap();
        assert_eq!(open_sealed(MAGIC, &typed, &file, "介绍包").unwrap().as_slice(), "介绍包".as_bytes());
        let other = open_sealed(MAGIC, &SealCode::generate().unwrap(), &file, "介绍包").unwrap_err();
        assert_eq!((other.code, other.field.as_deref()), (ErrorCode::Forbidden, Some("code")));
        for typed in ["", "7K2M", "7K2M-7K2M-7K2U"] {
            assert_eq!(SealCode::parse(typed).unwrap_err().code, ErrorCode::Invalid, "{typed}");
        }
    }

    #[test]
    fn a_flipped_bit_anywhere_and_every_truncation_are_refused() {
        let code = SealCode::generate().unwrap();
        let file = seal(MAGIC, &code, b"content", KdfStrength::Floor).unwrap();
        for at in 0..file.len() {
            let mut damaged = file.clone();
            damaged[at] ^= 1;
            let expected = match at {
                0..4 => ErrorCode::Invalid,
                4 => ErrorCode::Incompatible,
                _ => ErrorCode::Corrupt,
            };
            assert_eq!(open_sealed(MAGIC, &code, &damaged, "介绍包").unwrap_err().code, expected, "byte {at}");
            assert!(open_sealed(MAGIC, &code, &file[..at], "介绍包").is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_file_that_asks_for_another_cost_is_refused_even_with_a_right_hash() {
        let code = SealCode::generate().unwrap();
        let mut file = seal(MAGIC, &code, b"content", KdfStrength::Floor).unwrap();
        file[5..9].copy_from_slice(&u32::MAX.to_le_bytes());
        let end = file.len() - HASH;
        let hash = blake3::hash(&file[..end]);
        file[end..].copy_from_slice(hash.as_bytes());
        assert_eq!(open_sealed(MAGIC, &code, &file, "介绍包").unwrap_err().code, ErrorCode::Corrupt);
    }
}
