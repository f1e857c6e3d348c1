//! The fonts that travel inside the program (`assets/fonts/README.md`): Song (宋) regular and bold, Hei (黑) and Kai (楷).

use std::sync::OnceLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

macro_rules! font {
    ($name:literal) => {
        include_bytes!(concat!("../../../assets/fonts/", $name)).as_slice()
    };
}

static FILES: [&[u8]; 4] =
    [font!("lunxun-song.otf"), font!("lunxun-song-bold.otf"), font!("lunxun-hei.otf"), font!("lunxun-kai.ttf")];

/// Fonts and the book that typst chooses from.
pub(crate) struct Fonts {
    pub(crate) book: LazyHash<FontBook>,
    pub(crate) all: Vec<Font>,
}

/// Parsed once, at the first document.
pub(crate) fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| {
        let all: Vec<Font> = FILES.iter().flat_map(|file| Font::iter(Bytes::new(*file))).collect();
        Fonts { book: LazyHash::new(FontBook::from_fonts(&all)), all }
    })
}
