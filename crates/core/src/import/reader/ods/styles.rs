//! Styles: how much of a day a cell shows, how many decimals, and which sheets are hidden.

use std::collections::{HashMap, HashSet};

use quick_xml::events::{BytesStart, Event};

use crate::import::reader::DatePrecision;
use crate::import::reader::formats::Format;
use crate::import::reader::xml::{attribute, number};

/// Styles by name.
#[derive(Default)]
pub(in crate::import::reader) struct Styles {
    data: HashMap<String, Format>,
    cells: HashMap<String, String>,
    hidden: HashSet<String>,
    /// The data style being read: its name, whether it shows year, month, day, and its decimals.
    open: Option<(String, [bool; 3], Option<u8>)>,
    table: Option<String>,
}

impl Styles {
    /// Takes what an event says about styles. Says whether more can come.
    pub(in crate::import::reader) fn take(&mut self, event: &Event<'_>) -> bool {
        match event {
            Event::Eof => return false,
            Event::Start(e) | Event::Empty(e) => self.start(e),
            Event::End(e) => match e.local_name().into_inner() {
                "date-style" => {
                    if let Some((name, [year, month, day], _)) = self.open.take() {
                        let precision = match (year, month, day) {
                            (_, _, true) => Some(DatePrecision::Day),
                            (true, true, false) => Some(DatePrecision::Month),
                            (true, false, false) => Some(DatePrecision::Year),
                            _ => None,
                        };
                        self.data.insert(name, Format { precision, decimals: None });
                    }
                }
                "number-style" => {
                    if let Some((name, _, decimals)) = self.open.take() {
                        self.data.insert(name, Format { precision: None, decimals });
                    }
                }
                "style" => self.table = None,
                _ => {}
            },
            _ => {}
        }
        true
    }

    fn start(&mut self, e: &BytesStart<'_>) {
        let name = || attribute(e, "name").unwrap_or_default().into_owned();
        match e.local_name().into_inner() {
            "date-style" | "number-style" => self.open = Some((name(), [false; 3], None)),
            part @ ("year" | "month" | "day") => {
                if let Some((_, shown, _)) = &mut self.open {
                    let at = ["year", "month", "day"].iter().position(|known| *known == part).unwrap_or_default();
                    if let Some(place) = shown.get_mut(at) {
                        *place = true;
                    }
                }
            }
            "number" => {
                if let Some((_, _, decimals)) = &mut self.open {
                    let places = number(e, "decimal-places");
                    let least = number(e, "min-decimal-places").or(places);
                    *decimals = places.filter(|_| places == least).and_then(|places| u8::try_from(places).ok());
                }
            }
            "style" => {
                if attribute(e, "family").is_some_and(|family| family == "table") {
                    self.table = Some(name());
                } else if let Some(data) = attribute(e, "data-style-name") {
                    self.cells.insert(name(), data.into_owned());
                }
            }
            "table-properties" if attribute(e, "display").is_some_and(|shown| shown == "false") => {
                self.hidden.extend(self.table.clone());
            }
            _ => {}
        }
    }

    pub(super) fn hides_table(&self, style: &str) -> bool {
        self.hidden.contains(style)
    }

    pub(super) fn format(&self, cell_style: &str) -> Format {
        let data = self.cells.get(cell_style).and_then(|data| self.data.get(data));
        data.copied().unwrap_or_default()
    }
}
