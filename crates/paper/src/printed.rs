//! A document that is laid out and can leave as PDF or as pictures.

use std::collections::BTreeSet;

use lunxun_base::{Error, Result, require};
use typst::foundations::Smart;
use typst::layout::{Frame, FrameItem};
use typst::text::TextItem;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;
use typst_render::RenderOptions;

use crate::engine::defect;

/// Points in an inch.
const POINTS: f32 = 72.0;

/// A laid-out document: the same pages as PDF for the printer and as PNG for the preview.
pub struct Printed {
    document: PagedDocument,
}

impl Printed {
    pub(crate) fn new(document: PagedDocument) -> Self {
        Self { document }
    }

    /// How many pages it has.
    pub fn page_count(&self) -> usize {
        self.document.pages().len()
    }

    /// The PDF with its fonts embedded. The same document gives the same bytes.
    ///
    /// # Errors
    /// `Internal` when the writer refuses the pages.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        let options = PdfOptions { creator: Smart::Custom(Some("轮训通".to_owned())), ..PdfOptions::default() };
        typst_pdf::pdf(&self.document, &options)
            .map_err(|diagnostics| defect(&diagnostics.first().map_or_else(String::new, |d| d.message.to_string())))
    }

    /// Every page as PNG at `ppi` pixels an inch (110 is good for a screen).
    ///
    /// # Errors
    /// `Invalid` for a resolution outside 20 to 600; `Internal` when a picture cannot be written.
    pub fn page_images(&self, ppi: f32) -> Result<Vec<Vec<u8>>> {
        (0..self.page_count()).map(|page| self.page_image(page, ppi)).collect()
    }

    /// One page as PNG, counted from 0: a preview need not wait for two hundred pages.
    ///
    /// # Errors
    /// `NotFound` beyond the last page; otherwise as [`Printed::page_images`].
    pub fn page_image(&self, page: usize, ppi: f32) -> Result<Vec<u8>> {
        require!((20.0..=600.0).contains(&ppi), "ppi", "预览分辨率应在 20 到 600 之间。");
        let Some(page) = self.document.pages().get(page) else {
            return Err(Error::not_found("没有这一页，请重新打开预览。"));
        };
        let options = RenderOptions { pixel_per_pt: f64::from(ppi / POINTS).into(), ..RenderOptions::default() };
        typst_render::render(page, &options).encode_png().map_err(|_| defect("page image"))
    }

    /// The text of one page in the order it was set, for search and for tests; empty beyond the last page.
    pub fn page_text(&self, page: usize) -> String {
        let mut text = String::new();
        if let Some(page) = self.document.pages().get(page) {
            visit(&page.frame, &mut |item| text.push_str(&item.text));
        }
        text.retain(|c| c != '\u{200B}');
        text
    }

    /// Characters that no built-in font can draw and that therefore print as boxes, for a warning beside the preview.
    pub fn missing_characters(&self) -> Vec<char> {
        let mut missing = BTreeSet::new();
        for page in self.document.pages() {
            visit(&page.frame, &mut |item| {
                for glyph in item.glyphs.iter().filter(|glyph| glyph.id == 0) {
                    missing.extend(item.text.get(glyph.range()).unwrap_or_default().chars());
                }
            });
        }
        missing.into_iter().collect()
    }

    /// The smallest type on the pages in points: below 8 the interface may warn that text was shrunk to fit.
    pub fn smallest_type(&self) -> f64 {
        let mut smallest = f64::INFINITY;
        for page in self.document.pages() {
            visit(&page.frame, &mut |item| smallest = smallest.min(item.size.to_pt()));
        }
        smallest
    }
}

fn visit(frame: &Frame, f: &mut impl FnMut(&TextItem)) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => visit(&group.frame, f),
            FrameItem::Text(text) => f(text),
            _ => {}
        }
    }
}
