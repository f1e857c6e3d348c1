//! Closed sets that are stored, sent and shown: one snake_case word for the database and the wire, one Chinese label.

/// Declares such a set: `Draft => "draft" "草稿"`.
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$doc:meta])* $variant:ident => $word:literal $label:literal,)+ }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, ts_rs::TS, schemars::JsonSchema,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$doc])* $variant,)+
        }

        impl $name {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the database and on the wire.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            /// What the clerk reads.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// What the clerk reads for a stored word.
            #[must_use]
            pub fn label_of(word: &str) -> Option<&'static str> {
                Self::ALL.iter().find(|value| value.word() == word).map(|value| value.label())
            }

            /// From the stored word.
            ///
            /// # Errors
            /// `Corrupt` for a word outside the set.
            pub fn from_word(word: &str) -> lunxun_base::Result<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word).ok_or_else(|| {
                    lunxun_base::Error::corrupt("数据库里有一个本版本不认识的取值，请升级轮训通后再试。")
                })
            }
        }

        impl From<$name> for lunxun_protocol::Value {
            fn from(value: $name) -> Self {
                value.word().into()
            }
        }
    };
}

pub(crate) use words;
