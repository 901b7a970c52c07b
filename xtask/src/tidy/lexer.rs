//! Splits Rust text into code and comments, each at its old place, so that the rules never mistake
//! a brace in a string for a brace.

/// One text seen twice: the same bytes and lines, with what does not belong blanked.
pub struct Masked {
    /// Code only: comments and the insides of string and character literals are spaces.
    pub code: String,
    /// Comments only.
    pub comments: String,
}

/// Blanks comments and literals out of the code, and everything else out of the comments.
pub fn mask(text: &str) -> Masked {
    let mut lexer = Lexer {
        bytes: text.as_bytes(),
        at: 0,
        code: text.as_bytes().to_vec(),
        comments: text.bytes().map(blank).collect(),
    };
    while lexer.at < lexer.bytes.len() {
        lexer.step();
    }
    Masked { code: into_text(lexer.code), comments: into_text(lexer.comments) }
}

/// Whether a byte may stand inside an identifier. Bytes past ASCII may.
pub fn is_word_byte(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn blank(byte: u8) -> u8 {
    if byte == b'\n' { b'\n' } else { b' ' }
}

/// Whole characters are blanked or kept, so the text stays valid.
fn into_text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_default()
}

struct Lexer<'a> {
    bytes: &'a [u8],
    at: usize,
    code: Vec<u8>,
    comments: Vec<u8>,
}

impl Lexer<'_> {
    fn step(&mut self) {
        let rest = &self.bytes[self.at..];
        if rest.starts_with(b"//") {
            let end = self.at + rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len());
            self.comment_until(end);
        } else if rest.starts_with(b"/*") {
            let end = self.at + block_comment_length(rest);
            self.comment_until(end);
        } else if let Some(length) = self.raw_string_length() {
            self.literal(length);
        } else if rest[0] == b'"' {
            self.literal(string_length(rest));
        } else if let Some(length) = char_length(rest) {
            self.literal(length);
        } else {
            self.at += 1;
        }
    }

    fn comment_until(&mut self, end: usize) {
        for at in self.at..end {
            self.comments[at] = self.bytes[at];
            self.code[at] = blank(self.bytes[at]);
        }
        self.at = end;
    }

    /// Blanks a literal but keeps its first and last byte, so that something is seen to be there.
    fn literal(&mut self, length: usize) {
        for at in self.at + 1..(self.at + length).saturating_sub(1) {
            self.code[at] = blank(self.bytes[at]);
        }
        self.at += length;
    }

    fn raw_string_length(&self) -> Option<usize> {
        let rest = &self.bytes[self.at..];
        let starts_word = self.at == 0 || !is_word_byte(self.bytes[self.at - 1]);
        let after_r = match rest {
            [b'r', ..] => 1,
            [b'b' | b'c', b'r', ..] => 2,
            _ => return None,
        };
        let hashes = rest[after_r..].iter().take_while(|&&b| b == b'#').count();
        let open = after_r + hashes;
        if !starts_word || rest.get(open) != Some(&b'"') {
            return None;
        }
        let closing = [&b"\""[..], &vec![b'#'; hashes]].concat();
        let body = &rest[open + 1..];
        let found = body.windows(closing.len()).position(|window| window == closing);
        Some(found.map_or(rest.len(), |length| open + 1 + length + closing.len()))
    }
}

fn block_comment_length(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    rest.len()
}

fn string_length(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            b'\\' => at += 2,
            b'"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// The length of a character literal, or nothing for a lifetime or a label.
fn char_length(rest: &[u8]) -> Option<usize> {
    if rest[0] != b'\'' {
        return None;
    }
    if rest.get(1) == Some(&b'\\') {
        let close = rest.iter().skip(3).position(|&b| b == b'\'')?;
        return Some(close + 4);
    }
    let width = match rest.get(1)? {
        0..0x80 => 1,
        0x80..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    };
    (rest.get(1 + width) == Some(&b'\'')).then_some(width + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, code: &str) {
        let masked = mask(text);
        assert_eq!(masked.code, code);
        assert_eq!(masked.comments.len(), text.len());
    }

    #[test]
    fn strings_are_blanked_and_their_quotes_kept() {
        check(r#"f("{\"}", b"}")"#, r#"f("    ", b" ")"#);
        check(r###"f(r#"{"}"#)"###, r###"f(r      #)"###);
        check("let r#fn = 1;", "let r#fn = 1;");
        check("\"余額\" x", "\"      \" x");
    }

    #[test]
    fn characters_are_blanked_and_lifetimes_kept() {
        check("'{' '\\'' '\\u{7b}' '中'", "' ' '  ' '      ' '   '");
        check("fn f<'a>(x: &'a str)", "fn f<'a>(x: &'a str)");
        check("'outer: loop { break 'outer; }", "'outer: loop { break 'outer; }");
    }

    #[test]
    fn comments_go_to_their_own_view() {
        let masked = mask("a // { b\n/* { /* } */ c */ d");
        assert_eq!(masked.code, "a       \n                  d");
        assert_eq!(masked.comments, "  // { b\n/* { /* } */ c */  ");
    }
}
