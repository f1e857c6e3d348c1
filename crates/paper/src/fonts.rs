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

/// The characters of a text that no embedded font can draw, each once, in order: they would be printed as empty boxes.
/// Private-use characters count among them, which old systems made up for names that they could not write.
#[must_use]
pub fn uncovered(text: &str) -> Vec<char> {
    let mut missing: Vec<char> = Vec::new();
    for character in text.chars().filter(|character| !character.is_whitespace() && !character.is_control()) {
        let code = u32::from(character);
        let is_private = matches!(code, 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF);
        let is_drawn = !is_private && fonts().all.iter().any(|font| font.info().coverage.contains(code));
        if !is_drawn && !missing.contains(&character) {
            missing.push(character);
        }
    }
    missing
}
