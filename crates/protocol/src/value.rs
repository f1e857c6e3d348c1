use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A column's value as it travels: what SQLite can hold, less floating point.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Absent.
    Null,
    /// A whole number: counts, tenths, fen, milliseconds, 0/1.
    Int(i64),
    /// Text, dates and enum words.
    Text(String),
    /// Bytes, ids among them.
    Blob(Vec<u8>),
}

impl Value {
    /// Whether this is [`Value::Null`].
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Adds the value to what is hashed, unambiguously.
    pub(crate) fn push_to(&self, bytes: &mut Vec<u8>) {
        let mut sized = |tag: u8, content: &[u8]| {
            bytes.push(tag);
            bytes.extend_from_slice(&(content.len() as u64).to_le_bytes());
            bytes.extend_from_slice(content);
        };
        match self {
            Self::Null => bytes.push(0),
            Self::Int(int) => {
                bytes.push(1);
                bytes.extend_from_slice(&int.to_le_bytes());
            }
            Self::Text(text) => sized(2, text.as_bytes()),
            Self::Blob(blob) => sized(3, blob),
        }
    }
}

/// Shows the shape only: values may be personal data and must not reach a log.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("Null"),
            Self::Int(_) => f.write_str("Int(…)"),
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Blob(blob) => write!(f, "Blob({} bytes)", blob.len()),
        }
    }
}

impl From<i64> for Value {
    fn from(int: i64) -> Self {
        Self::Int(int)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Int(i64::from(flag))
    }
}
impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<lunxun_base::Id> for Value {
    fn from(id: lunxun_base::Id) -> Self {
        Self::Blob(id.as_bytes().to_vec())
    }
}
impl From<lunxun_base::LocalDate> for Value {
    fn from(date: lunxun_base::LocalDate) -> Self {
        Self::Text(date.to_string())
    }
}
impl From<lunxun_base::CreditTenths> for Value {
    fn from(credit: lunxun_base::CreditTenths) -> Self {
        Self::Int(i64::from(credit.0))
    }
}
impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(option: Option<T>) -> Self {
        option.map_or(Self::Null, Into::into)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Int(int) => serializer.serialize_i64(*int),
            Self::Text(text) => serializer.serialize_str(text),
            Self::Blob(blob) => serializer.serialize_bytes(blob),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> de::Visitor<'de> for Visitor {
            type Value = Value;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("null, a whole number, text or bytes")
            }
            fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_none<E: de::Error>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
                deserializer.deserialize_any(Self)
            }
            fn visit_bool<E: de::Error>(self, flag: bool) -> Result<Value, E> {
                Ok(Value::from(flag))
            }
            fn visit_i64<E: de::Error>(self, int: i64) -> Result<Value, E> {
                Ok(Value::Int(int))
            }
            fn visit_u64<E: de::Error>(self, int: u64) -> Result<Value, E> {
                i64::try_from(int).map(Value::Int).map_err(|_| E::custom("number out of range"))
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }
            fn visit_string<E: de::Error>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text))
            }
            fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Value, E> {
                Ok(Value::Blob(bytes.to_vec()))
            }
            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Value, E> {
                Ok(Value::Blob(bytes))
            }
        }
        deserializer.deserialize_any(Visitor)
    }
}
