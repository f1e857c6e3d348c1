//! Typst with a closed world: built-in templates, built-in fonts, the document's data as `/data.json`, its pictures beside
//! it, no clock, no file system and no packages.

use std::collections::HashMap;
use std::sync::OnceLock;

use lunxun_base::{Error, Result};
use serde::Serialize;
use serde_json::Value;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::fonts;
use crate::printed::Printed;

/// Where a template finds its data.
const DATA: &str = "/data.json";
/// How many documents back typst may remember shaped text; more would only hold memory.
const REMEMBERED_RUNS: usize = 8;

const TEMPLATES: [(&str, &str); 7] = [
    ("/common.typ", include_str!("../templates/common.typ")),
    ("/sign_in.typ", include_str!("../templates/sign_in.typ")),
    ("/appraisal.typ", include_str!("../templates/appraisal.typ")),
    ("/ledger.typ", include_str!("../templates/ledger.typ")),
    ("/recovery.typ", include_str!("../templates/recovery.typ")),
    ("/letter.typ", include_str!("../templates/letter.typ")),
    ("/receipt.typ", include_str!("../templates/receipt.typ")),
];

/// A picture that a template asks for by path.
pub(crate) struct Picture {
    pub(crate) path: String,
    pub(crate) bytes: Bytes,
}

/// What does not change from document to document.
struct Engine {
    library: LazyHash<Library>,
    templates: HashMap<FileId, Source>,
}

fn engine() -> Result<&'static Engine> {
    static ENGINE: OnceLock<Option<Engine>> = OnceLock::new();
    let built = ENGINE.get_or_init(|| {
        let templates = TEMPLATES
            .iter()
            .map(|(path, text)| file_id(path).map(|id| (id, Source::new(id, (*text).to_owned()))))
            .collect::<Option<_>>()?;
        Some(Engine { library: LazyHash::new(Library::default()), templates })
    });
    built.as_ref().ok_or_else(|| defect("template path"))
}

/// One document being laid out.
struct Desk {
    engine: &'static Engine,
    main: FileId,
    files: HashMap<FileId, Bytes>,
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.engine.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &fonts().book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.engine.templates.get(&id).cloned().ok_or_else(|| FileError::NotFound(Default::default()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.get(&id).cloned().ok_or_else(|| FileError::NotFound(Default::default()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        fonts().all.get(index).cloned()
    }

    /// The printing day is data; a template that asks for today fails.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// Lays `data` out with one of the built-in templates.
///
/// # Errors
/// `Internal` when the template does not match the data: a defect of ours.
pub(crate) fn lay_out(template: &str, data: &impl Serialize, pictures: Vec<Picture>) -> Result<Printed> {
    let mut data = serde_json::to_value(data).map_err(|_| defect("data is not JSON"))?;
    scrub(&mut data);
    let json = serde_json::to_vec(&data).map_err(|_| defect("data is not JSON"))?;
    let id = |path: &str| file_id(path).ok_or_else(|| defect("file path"));
    let mut files = HashMap::from([(id(DATA)?, Bytes::new(json))]);
    for picture in pictures {
        files.insert(id(&picture.path)?, picture.bytes);
    }
    let desk = Desk { engine: engine()?, main: id(template)?, files };
    let laid = typst::compile(&desk).output;
    typst::comemo::evict(REMEMBERED_RUNS);
    laid.map(Printed::new).map_err(|diagnostics| {
        defect(&diagnostics.first().map_or_else(String::new, |d| format!("{template}: {}", d.message)))
    })
}

/// A defect of the template. Typst may quote a value in its message, so only the words of the message survive.
pub(crate) fn defect(what: &str) -> Error {
    let words: String = what.chars().filter(|c| c.is_ascii() && !c.is_ascii_digit()).take(200).collect();
    Error::internal("生成文件时程序出错，没有打印出来。请重试；仍不行时导出诊断信息交给维护人员。").with_source(words)
}

fn file_id(path: &str) -> Option<FileId> {
    let path = VirtualPath::new(path).ok()?;
    Some(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// Takes control characters out of what users pasted: no font has a shape for them and they would print as boxes.
fn scrub(value: &mut Value) {
    match value {
        Value::String(text) if text.chars().any(is_unprintable) => {
            let unified = text.replace("\r\n", "\n").replace('\r', "\n").replace('\t', " ");
            *text = unified.chars().filter(|c| *c == '\n' || !is_unprintable(*c)).collect();
        }
        Value::Array(items) => items.iter_mut().for_each(scrub),
        Value::Object(fields) => fields.values_mut().for_each(scrub),
        _ => {}
    }
}

/// Controls and marks of direction or order that a workbook leaves behind.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}')
}
