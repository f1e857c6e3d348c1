//! Splits Rust and TypeScript text into code, string literals and comments, just well enough for the house rules.
//!
//! The masked code has the same length and line ends as the input, with comments and string contents blanked, so that a
//! byte offset means the same place in both.

/// Which language's comments and literals to expect.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// Nested block comments, raw strings, lifetimes.
    Rust,
    /// Single quotes, template literals, regular expressions.
    Ts,
}

/// A string literal without its quotes.
pub struct Text {
    /// Byte offset of the opening quote.
    pub start: usize,
    /// The contents as written, escapes unresolved.
    pub value: String,
}

/// A source file taken apart.
pub struct Source {
    /// The input with comments and string contents blanked.
    pub code: String,
    /// Every string literal in order.
    pub texts: Vec<Text>,
    line_starts: Vec<usize>,
    test_spans: Vec<(usize, usize)>,
}

impl Source {
    /// Takes `input` apart.
    pub fn parse(input: &str, lang: Lang) -> Source {
        let mut lexer =
            Lexer { input: input.as_bytes(), at: 0, code: input.as_bytes().to_vec(), texts: Vec::new(), lang };
        lexer.run();
        let code = String::from_utf8_lossy(&lexer.code).into_owned();
        let line_starts = std::iter::once(0).chain(input.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let test_spans = if lang == Lang::Rust { test_spans(&code) } else { Vec::new() };
        Source { code, texts: lexer.texts, line_starts, test_spans }
    }

    /// The line, from 1, of a byte offset.
    pub fn line(&self, at: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= at)
    }

    /// Whether the offset lies in an item behind `#[cfg(test)]`.
    pub fn is_test(&self, at: usize) -> bool {
        self.test_spans.iter().any(|(from, to)| (*from..*to).contains(&at))
    }

    /// Offsets of `needle` in the code, where it does not continue an identifier on either side.
    pub fn find(&self, needle: &str) -> Vec<usize> {
        find_whole(&self.code, needle)
    }
}

/// Offsets of `needle` in `code` with no identifier character touching an identifier character of the needle.
pub fn find_whole(code: &str, needle: &str) -> Vec<usize> {
    let bytes = code.as_bytes();
    let starts_word = needle.bytes().next().is_some_and(is_word);
    let ends_word = needle.bytes().last().is_some_and(is_word);
    code.match_indices(needle)
        .map(|(at, _)| at)
        .filter(|at| {
            let before = at.checked_sub(1).is_some_and(|i| is_word(bytes[i]));
            let after = bytes.get(at + needle.len()).copied().is_some_and(is_word);
            !(starts_word && before || ends_word && after)
        })
        .collect()
}

/// Whether the byte can stand in an identifier.
pub fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

struct Lexer<'a> {
    input: &'a [u8],
    at: usize,
    code: Vec<u8>,
    texts: Vec<Text>,
    lang: Lang,
}

impl Lexer<'_> {
    fn run(&mut self) {
        while let Some(&byte) = self.input.get(self.at) {
            match (byte, self.lang) {
                (b'/', _) if self.peek(1) == Some(b'/') => self.line_comment(),
                (b'/', _) if self.peek(1) == Some(b'*') => self.block_comment(),
                (b'/', Lang::Ts) if self.regex_may_start() => self.regex(),
                (b'"', _) => self.string(b'"', self.lang == Lang::Rust),
                (b'\'', Lang::Ts) => self.string(b'\'', false),
                (b'`', Lang::Ts) => self.string(b'`', true),
                (b'\'', Lang::Rust) => self.char_or_lifetime(),
                (b'r', Lang::Rust) if !self.inside_word() || self.after_byte_prefix() => self.raw_string(),
                _ => self.at += 1,
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.input.get(self.at + ahead).copied()
    }

    fn inside_word(&self) -> bool {
        self.at.checked_sub(1).is_some_and(|i| is_word(self.input[i]))
    }

    /// `br"…"` and `cr"…"`.
    fn after_byte_prefix(&self) -> bool {
        let prefixed = self.at.checked_sub(1).is_some_and(|i| matches!(self.input[i], b'b' | b'c'));
        prefixed && !self.at.checked_sub(2).is_some_and(|i| is_word(self.input[i]))
    }

    fn blank(&mut self, from: usize, to: usize) {
        for byte in &mut self.code[from..to] {
            if *byte != b'\n' {
                *byte = b' ';
            }
        }
    }

    fn line_comment(&mut self) {
        let from = self.at;
        while self.peek(0).is_some_and(|b| b != b'\n') {
            self.at += 1;
        }
        self.blank(from, self.at);
    }

    fn block_comment(&mut self) {
        let from = self.at;
        let mut depth = 0usize;
        while self.at < self.input.len() {
            match (self.peek(0), self.peek(1)) {
                (Some(b'/'), Some(b'*')) if depth == 0 || self.lang == Lang::Rust => {
                    depth += 1;
                    self.at += 2;
                }
                (Some(b'*'), Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                    if depth == 0 {
                        break;
                    }
                }
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.input.len());
        self.blank(from, self.at);
    }

    /// A one-line string that is never closed ends with its line, so that a stray quote cannot hide the rest of a file.
    fn string(&mut self, quote: u8, multiline: bool) {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\\' => self.at += 2,
                b'\n' if !multiline => break,
                b if b == quote => break,
                _ => self.at += 1,
            }
        }
        self.at = self.at.min(self.input.len());
        self.take_text(start, start + 1, self.at);
        self.at += 1;
    }

    fn raw_string(&mut self) {
        let start = self.at;
        let hashes = self.input[start + 1..].iter().take_while(|b| **b == b'#').count();
        if self.peek(1 + hashes) != Some(b'"') {
            self.at += 1;
            return;
        }
        let from = start + hashes + 2;
        let close: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
        let length = self.input[from..].windows(close.len()).position(|w| w == close);
        let to = length.map_or(self.input.len(), |n| from + n);
        self.take_text(start, from, to);
        self.at = to + close.len();
    }

    fn take_text(&mut self, start: usize, from: usize, to: usize) {
        let value = String::from_utf8_lossy(&self.input[from..to]).into_owned();
        self.texts.push(Text { start, value });
        self.blank(from, to);
    }

    fn char_or_lifetime(&mut self) {
        let rest = &self.input[self.at + 1..];
        let width = match rest.first() {
            Some(b'\\') => rest.iter().skip(2).position(|b| *b == b'\'').map(|n| n + 2),
            Some(_) => {
                let text = String::from_utf8_lossy(&rest[..rest.len().min(4)]).into_owned();
                let width = text.chars().next().map_or(1, char::len_utf8);
                (rest.get(width) == Some(&b'\'')).then_some(width)
            }
            None => None,
        };
        match width {
            Some(width) => {
                self.blank(self.at + 1, self.at + 1 + width);
                self.at += width + 2;
            }
            None => self.at += 1,
        }
    }

    fn regex_may_start(&self) -> bool {
        let before = self.code[..self.at].iter().rev().find(|b| !matches!(b, b' ' | b'\t'));
        before.is_none_or(|b| b"(=,:[!&|?{};\n>".contains(b))
    }

    fn regex(&mut self) {
        let from = self.at;
        let mut in_class = false;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\\' => self.at += 1,
                b'\n' => return,
                b'[' => in_class = true,
                b']' => in_class = false,
                b'/' if !in_class => break,
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.input.len());
        self.blank(from + 1, self.at);
        self.at += 1;
    }
}

fn test_spans(code: &str) -> Vec<(usize, usize)> {
    find_whole(code, "#[cfg(test)]").into_iter().map(|at| (at, item_end(code, at + "#[cfg(test)]".len()))).collect()
}

/// Where the item that starts after `from` ends: its closing brace, or its semicolon when it has no body.
fn item_end(code: &str, from: usize) -> usize {
    let mut depth = 0usize;
    let mut brackets = 0usize;
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'[' | b'(' => brackets += 1,
            b']' | b')' => brackets = brackets.saturating_sub(1),
            b';' if depth == 0 && brackets == 0 => return at + 1,
            b'{' => depth += 1,
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_not_code() {
        let source = Source::parse("let a = \"todo!()\"; // todo!()\n/* x /* y */ todo!() */ b()", Lang::Rust);
        assert!(source.find("todo!").is_empty(), "only code counts");
        assert_eq!(source.texts[0].value, "todo!()");
        assert_eq!(source.line(source.find("b")[0]), 2);
    }

    #[test]
    fn raw_strings_quotes_and_lifetimes_do_not_run_away() {
        let text = "fn f<'a>(x: &'a str) { r#\"a \"quoted\" one\"#; '\"'; '党'; '\\''; br\"b\"; here() }";
        let source = Source::parse(text, Lang::Rust);
        let values: Vec<&str> = source.texts.iter().map(|t| t.value.as_str()).collect();
        assert_eq!(values, ["a \"quoted\" one", "b"]);
        assert_eq!(source.find("here").len(), 1);
    }

    #[test]
    fn a_module_behind_cfg_test_is_marked() {
        let source =
            Source::parse("fn a() { x() }\n#[cfg(test)]\nmod t {\n fn b() { x() }\n}\nfn c() { x() }", Lang::Rust);
        let marks: Vec<bool> = source.find("x").into_iter().map(|at| source.is_test(at)).collect();
        assert_eq!(marks, [false, true, false]);
    }

    #[test]
    fn typescript_literals_and_regular_expressions_are_blanked() {
        let source = Source::parse("const a = /['\"]/g; const b = `x ${any}`; const c: Foo = 'any' // any", Lang::Ts);
        assert!(source.find("any").is_empty());
        assert_eq!(source.find("Foo").len(), 1);
    }
}
