use crate::words::words;

/// Bytes of a photo as it is brought, at most.
pub(super) const PHOTO_BYTES: usize = 10 << 20;
/// Bytes of any other file, at most.
pub(super) const FILE_BYTES: usize = 20 << 20;
/// Files of one owner, at most: a list that nobody can look through is a mistake.
pub(super) const FILES_OF_ONE: usize = 200;
/// Characters of a file's name, its ending apart.
const NAME_CHARS: usize = 80;

words! {
    /// What an attachment is for.
    pub enum AttachmentRole {
        /// The member's photo on forms.
        Photo => "photo" "照片",
        /// Anything else.
        Document => "document" "附件",
    }
}

words! {
    /// Whose an attachment is.
    pub enum OwnerKind {
        /// A member.
        Member => "member" "党员",
        /// A training class.
        TrainingClass => "training_class" "班次",
        /// A Party organization.
        Org => "org" "党组织",
    }
}

words! {
    /// What a content is, told from its bytes.
    pub enum Media {
        /// A picture; every picture is kept as JPEG.
        Jpeg => "jpeg" "图片",
        /// PDF.
        Pdf => "pdf" "PDF",
        /// Word since 2007.
        Docx => "docx" "Word 文档",
        /// Excel since 2007.
        Xlsx => "xlsx" "Excel 表格",
        /// Word until 2003, or WPS.
        Doc => "doc" "Word 文档（旧版或 WPS）",
        /// Excel until 2003, or WPS.
        Xls => "xls" "Excel 表格（旧版或 WPS）",
        /// Plain text.
        Text => "text" "文本",
    }
}

impl Media {
    /// The endings under which the system opens such a file; the first is given where the name has none of them.
    pub(super) const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Doc => &["doc", "wps"],
            Self::Xls => &["xls", "et"],
            Self::Text => &["txt", "csv"],
        }
    }

    /// The ending of this name where it fits the content, otherwise the usual one.
    #[must_use]
    pub fn ending_of(self, file_name: &str) -> &'static str {
        let [usual, ..] = self.endings() else { return "txt" };
        let own = ending(file_name);
        self.endings().iter().copied().find(|ending| Some(*ending) == own.as_deref()).unwrap_or(usual)
    }
}

/// The ending of a name, in small letters.
pub(super) fn ending(file_name: &str) -> Option<String> {
    file_name.rsplit_once('.').map(|(_, ending)| ending.trim().to_ascii_lowercase())
}

/// A name fit to be shown and to be given to a file: no folders, nothing that a file system refuses, not too long, and
/// with an ending that fits the content, which is what decides how the system opens it.
pub(super) fn clean_name(file_name: &str, media: Media) -> String {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, _) = base.rsplit_once('.').unwrap_or((base, ""));
    let stem: String = stem
        .chars()
        .map(|c| if c.is_control() || ":*?\"<>|".contains(c) || is_direction_mark(c) { '_' } else { c })
        .take(NAME_CHARS)
        .collect();
    let stem = match stem.trim() {
        "" => "附件",
        stem => stem,
    };
    format!("{stem}.{}", media.ending_of(base))
}

/// Marks that turn the direction of writing: with one of them `fdp.exe` reads `exe.pdf`.
fn is_direction_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_words_and_get_the_ending_of_their_content() {
        for (given, media, wanted) in [
            ("入党志愿书.PDF", Media::Pdf, "入党志愿书.pdf"),
            (r"C:\扫描\第1讲 签到表.png", Media::Jpeg, "第1讲 签到表.jpg"),
            ("讲稿.wps", Media::Doc, "讲稿.wps"),
            ("讲稿.doc.exe", Media::Doc, "讲稿.doc.doc"),
            ("", Media::Text, "附件.txt"),
            ("材料\u{202E}fdp.txt", Media::Text, "材料_fdp.txt"),
        ] {
            assert_eq!(clean_name(given, media), wanted, "{given}");
        }
        assert_eq!(clean_name(&"长".repeat(300), Media::Pdf).chars().count(), NAME_CHARS + 4);
    }
}
