//! The receipt (回执) as a file: who took the person, when, into which branch. It holds no personal data and is not
//! sealed; a keyed hash shows that whoever made it had opened the package.

use lunxun_base::{Error, Id, LocalDate, Result, require};
use lunxun_protocol::{decode_within, encode};
use serde::{Deserialize, Serialize};

use super::package::Place;

const MAGIC: &[u8; 4] = b"LXTR";
const HASH: usize = 32;
const FORMAT: u16 = 1;
const LIMIT: u64 = 64 * 1024;

/// What a receipt says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Receipt {
    pub format: u16,
    /// Which package was taken.
    pub package: Id,
    pub receiver: Place,
    pub branch: String,
    pub arrived_on: LocalDate,
}

impl Receipt {
    /// A receipt of this version.
    pub(super) const fn new(package: Id, receiver: Place, branch: String, arrived_on: LocalDate) -> Self {
        Self { format: FORMAT, package, receiver, branch, arrived_on }
    }
}

fn keyed(key: &str, bytes: &[u8]) -> blake3::Hash {
    blake3::keyed_hash(&blake3::derive_key("lunxun transfer receipt v1", key.as_bytes()), bytes)
}

/// Writes a receipt under the key that came with the package.
///
/// # Errors
/// `Internal` when it cannot be encoded.
pub(super) fn write(receipt: &Receipt, key: &str) -> Result<Vec<u8>> {
    let mut file = MAGIC.to_vec();
    file.extend(encode(receipt)?);
    let hash = keyed(key, &file);
    file.extend_from_slice(hash.as_bytes());
    Ok(file)
}

/// What a file says, before its key is known; [`is_genuine`] must follow.
///
/// # Errors
/// `Invalid` for another kind of file, `Incompatible` for another version or a damaged copy.
pub(super) fn read(file: &[u8]) -> Result<Receipt> {
    require!(file.starts_with(MAGIC), "file", "这不是回执文件，请选择对方交回的、名为“回执”的 .lxt 文件。");
    let wrong = || Error::incompatible("回执文件损坏，或由其他版本的轮训通生成。请重新拷贝；仍不行时按纸质回执登记。");
    let end = file.len().checked_sub(HASH).ok_or_else(wrong)?;
    let body = file.get(MAGIC.len()..end).ok_or_else(wrong)?;
    let receipt: Receipt = decode_within(body, LIMIT).map_err(|error| wrong().with_source(error.to_string()))?;
    if receipt.format == FORMAT { Ok(receipt) } else { Err(wrong()) }
}

/// Whether a receipt was made by somebody who had opened the package with this key, and nobody changed it since.
pub(super) fn is_genuine(file: &[u8], key: &str) -> bool {
    let Some(end) = file.len().checked_sub(HASH) else { return false };
    let (body, hash) = file.split_at(end);
    <[u8; HASH]>::try_from(hash).is_ok_and(|hash| keyed(key, body) == blake3::Hash::from(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_known_by_its_key_and_by_every_byte() {
        let place = Place { code: "411122204".to_owned(), name: "红河镇".to_owned() };
        let day = "2027-03-10".parse().unwrap();
        let receipt = Receipt::new(Id::from_bytes([7; 16]), place, "河东村支部".to_owned(), day);
        let file = write(&receipt, "KEY").unwrap();
        assert_eq!(read(&file).unwrap(), receipt);
        assert!(is_genuine(&file, "KEY") && !is_genuine(&file, "OTHER"));
        for at in 0..file.len() {
            let mut changed = file.clone();
            changed[at] ^= 1;
            assert!(!is_genuine(&changed, "KEY"), "byte {at}");
        }
    }
}
