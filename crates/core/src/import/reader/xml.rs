//! XML of foreign workbooks as a stream of events, without document types and without entities of their own.

use std::borrow::Cow;
use std::io::{BufRead, ErrorKind};

use lunxun_base::{Error, Result};
use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{package, refuse};

/// A reader that gives one event at a time.
pub(super) struct Xml<R> {
    reader: Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(from: R) -> Self {
        let mut reader = Reader::from_reader(from);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        Self { reader, buffer: Vec::with_capacity(4_096) }
    }

    /// The next event.
    ///
    /// # Errors
    /// `Invalid` for damage, for too much, and for a document type: no workbook needs one, and bombs are made of them.
    pub(super) fn next(&mut self) -> Result<Event<'_>> {
        self.buffer.clear();
        match self.reader.read_event_into(&mut self.buffer) {
            Ok(Event::DocType(_)) => Err(refuse(
                "这个文件里夹带了表格不该有的定义（XML 实体，可能是恶意文件），没有读取。请向报送人要一份用 WPS 另存的 .xlsx。",
            )),
            Ok(event) => Ok(event),
            Err(error) => Err(foreign(&error)),
        }
    }
}

/// An error of the parser in our words.
pub(super) fn foreign(error: &quick_xml::Error) -> Error {
    match error {
        quick_xml::Error::Io(error) => package::foreign(error),
        _ => package::foreign(&ErrorKind::InvalidData.into()),
    }
}

/// An attribute by its name without prefix, its entities replaced.
pub(super) fn attribute<'a>(element: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    element
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == name)
        .map(value)
}

/// An attribute's value, its entities replaced.
pub(super) fn value(attribute: Attribute<'_>) -> Cow<'_, str> {
    if !attribute.value.contains('&') {
        return attribute.value;
    }
    let plain = unescape(&attribute.value).map(Cow::into_owned);
    plain.map_or(attribute.value, Cow::Owned)
}

/// An attribute that is a whole number.
pub(super) fn number(element: &BytesStart<'_>, name: &str) -> Option<usize> {
    attribute(element, name)?.trim().parse().ok()
}

/// An attribute that is a truth value.
pub(super) fn flag(element: &BytesStart<'_>, name: &str) -> bool {
    attribute(element, name).is_some_and(|value| matches!(value.trim(), "1" | "true" | "on"))
}

/// Appends what `&lt;` or `&#20013;` stands for; an entity that nobody defined is left out.
pub(super) fn push_reference(text: &mut String, reference: &BytesRef<'_>) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        text.push(c);
    } else if let Some(known) = resolve_predefined_entity(reference) {
        text.push_str(known);
    }
}
