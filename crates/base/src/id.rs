use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, Millis, Result};

/// A 128-bit record id: UUIDv7 for things that are made, derived for things that follow from a natural key.
///
/// Sixteen bytes on the disk and the wire between devices, hyphenated lower-case text at the boundary to the interface.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 16]);

impl Id {
    /// A new id, sorting by `now` first.
    #[must_use]
    pub fn new(now: Millis) -> Self {
        let seconds = now.div_euclid(1000).unsigned_abs();
        let nanos = u32::try_from(now.rem_euclid(1000)).unwrap_or(0) * 1_000_000;
        let stamp = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
        Self(*uuid::Uuid::new_v7(stamp).as_bytes())
    }

    /// The `place`th new id of one instant, sorting by `now` and then by place.
    ///
    /// Many records made together thus lie side by side in every index, here and on each PC that they travel to. Of the
    /// random bits 48 remain, against the same place of another PC in the same millisecond.
    #[must_use]
    pub fn nth(now: Millis, place: u32) -> Self {
        let mut id = Self::new(now);
        let [high, middle, low, last] = [place >> 22, place >> 14, place >> 8, place].map(|part| part.to_le_bytes()[0]);
        // Version and variant keep their bits.
        id.0[6] = 0x70 | (high & 0x0f);
        id.0[7] = middle;
        id.0[8] = 0x80 | (low & 0x3f);
        id.0[9] = last;
        id
    }

    /// The id that two devices reach independently for the same natural key, such as lesson × member.
    #[must_use]
    pub fn derived(kind: &str, parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(kind.as_bytes());
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(bytes)
    }

    /// From stored bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// From a stored BLOB.
    ///
    /// # Errors
    /// `Corrupt` unless it has 16 bytes.
    pub fn from_slice(bytes: &[u8]) -> Result<Self> {
        let array = bytes.try_into().map_err(|_| Error::corrupt("数据库里有一条编号损坏的记录，请联系技术支持。"))?;
        Ok(Self(array))
    }

    /// The stored bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        uuid::Uuid::from_bytes(self.0).hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Id {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        uuid::Uuid::parse_str(text)
            .map(|uuid| Self(*uuid.as_bytes()))
            .map_err(|_| Error::invalid("id", "编号格式不对，请从列表里重新打开这条记录。"))
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { serializer.serialize_bytes(&self.0) }
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Id;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a UUID as text, or 16 bytes")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Id, E> {
                text.parse().map_err(|_| E::custom("not a UUID"))
            }
            fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Id, E> {
                Id::from_slice(bytes).map_err(|_| E::custom("not 16 bytes"))
            }
        }
        if deserializer.is_human_readable() {
            deserializer.deserialize_str(Visitor)
        } else {
            deserializer.deserialize_bytes(Visitor)
        }
    }
}

impl ts_rs::TS for Id {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;
    fn name(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
    fn inline(_: &ts_rs::Config) -> String {
        "string".to_owned()
    }
}

impl schemars::JsonSchema for Id {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "format": "uuid" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn derived_ids_agree_on_every_device_and_separate_their_parts() {
        assert_eq!(Id::derived("mark", &[b"a", b"bc"]), Id::derived("mark", &[b"a", b"bc"]));
        assert_ne!(
            Id::derived("mark", &[b"a", b"bc"]),
            Id::derived("mark", &[b"ab", b"c"]),
            "parts must not run together"
        );
    }

    #[test]
    fn ids_of_one_instant_sort_by_place_and_differ() {
        let places = [0, 1, 2, 255, 256, 16_383, 16_384, 4_194_303, 4_194_304, (1 << 26) - 1];
        let ids = places.map(|place| Id::nth(5_000, place));
        assert!(ids.is_sorted(), "{ids:?}");
        assert!(Id::nth(5_001, 0) > ids[places.len() - 1], "time comes first");
        assert_ne!(Id::nth(5_000, 7), Id::nth(5_000, 7), "another PC's are others");
        for id in ids {
            let uuid = uuid::Uuid::from_bytes(id.0);
            assert_eq!((uuid.get_version_num(), uuid.get_variant()), (7, uuid::Variant::RFC4122));
        }
    }

    #[test]
    fn new_ids_sort_by_time_and_survive_text() {
        let (a, b) = (Id::new(1_000), Id::new(2_000));
        assert!(a < b);
        assert_eq!(a.to_string().parse::<Id>().unwrap(), a);
    }
}
