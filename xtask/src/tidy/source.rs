//! A Rust file as the rules see it: code, comments, lines, and which parts are tests.

use std::ops::Range;

use super::lexer::{is_word_byte, mask};

/// One Rust file.
pub struct Source {
    /// Its path from the repository's root, with `/`.
    pub path: String,
    /// Code only, at its old offsets.
    pub code: String,
    /// Comments only, at their old offsets.
    pub comments: String,
    /// The text as written.
    pub text: String,
    tests: Vec<Range<usize>>,
    line_starts: Vec<usize>,
}

impl Source {
    /// Reads a file's text.
    pub fn new(path: &str, text: &str) -> Source {
        let masked = mask(text);
        let starts = text.match_indices('\n').map(|(at, _)| at + 1);
        Source {
            path: path.to_owned(),
            tests: test_ranges(&masked.code),
            code: masked.code,
            comments: masked.comments,
            text: text.to_owned(),
            line_starts: std::iter::once(0).chain(starts).collect(),
        }
    }

    /// The line, from 1, that an offset lies on.
    pub fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// How many lines the file has.
    pub fn line_count(&self) -> usize {
        self.text.lines().count()
    }

    /// Whether an offset lies in test code.
    pub fn is_test(&self, offset: usize) -> bool {
        is_test_path(&self.path) || self.tests.iter().any(|range| range.contains(&offset))
    }

    /// Whether the file says near its top that a tool wrote it.
    pub fn is_generated(&self) -> bool {
        self.text.lines().take(5).any(|line| line.contains("@generated"))
    }

    /// The crate the file is source of: `engine` for `crates/engine/src/…`.
    pub fn crate_name(&self) -> Option<&str> {
        let (name, rest) = self.path.strip_prefix("crates/")?.split_once('/')?;
        rest.starts_with("src/").then_some(name)
    }
}

/// Whether a whole file is tests: `tests.rs`, `…_tests.rs`, or under a folder `tests`.
pub fn is_test_path(path: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    name == "tests.rs" || name.ends_with("_tests.rs") || folder.split('/').any(|at| at == "tests")
}

/// Every identifier and number in code, with its offset.
pub fn words(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let bytes = code.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !is_word_byte(bytes[at]) {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && is_word_byte(bytes[at]) {
            at += 1;
        }
        (start < at).then(|| (start, &code[start..at]))
    })
}

/// Every place where a token such as `std::fs` or `todo!` stands as a whole.
pub fn token_offsets(code: &str, token: &str) -> Vec<usize> {
    let bytes = code.as_bytes();
    let ends_in_word = token.bytes().last().is_some_and(is_word_byte);
    let whole = |at: usize| {
        let joined_before = at > 0 && is_word_byte(bytes[at - 1]);
        let joined_after = bytes.get(at + token.len()).is_some_and(|&b| is_word_byte(b));
        !(joined_before || (ends_in_word && joined_after))
    };
    code.match_indices(token).map(|(at, _)| at).filter(|&at| whole(at)).collect()
}

/// The offset just past the bracket that closes the one at `open`.
pub fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

/// Where items marked `#[cfg(test)]` begin and end.
fn test_ranges(code: &str) -> Vec<Range<usize>> {
    let marked = |(at, _): (usize, &str)| {
        let attribute_end = closing(code, at + 1);
        let condition = &code[at..attribute_end];
        let is_test = !token_offsets(condition, "test").is_empty() && !condition.contains("not(");
        is_test.then(|| at..item_end(code, attribute_end))
    };
    code.match_indices("#[cfg(").filter_map(marked).collect()
}

/// The end of the item after an attribute: its block's closing brace, or its semicolon.
fn item_end(code: &str, from: usize) -> usize {
    let bytes = code.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'{' => return closing(code, at),
            b';' => return at + 1,
            b'(' | b'[' => at = closing(code, at),
            _ => at += 1,
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_count_from_one() {
        let source = Source::new("a.rs", "a\nb\n");
        assert_eq!((source.line(0), source.line(2), source.line_count()), (1, 2, 2));
    }

    #[test]
    fn test_code_is_told_apart() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() {} }\nfn c() {}";
        let source = Source::new("crates/engine/src/a.rs", text);
        let inside = |name: &str| source.is_test(text.find(name).unwrap());
        assert_eq!((inside("a()"), inside("b()"), inside("c()")), (false, true, false));
        assert!(!Source::new("a.rs", "#[cfg(not(test))] fn a() {}").is_test(20));
        assert!(is_test_path("crates/api/tests/loan.rs") && is_test_path("src/fold/tests.rs"));
        assert!(!is_test_path("src/contests.rs"));
    }

    #[test]
    fn tokens_stand_alone() {
        assert_eq!(token_offsets("std::fs std::fsx xstd::fs", "std::fs"), [0]);
        assert_eq!(token_offsets("todo!() mytodo!()", "todo!"), [0]);
    }

    #[test]
    fn a_crate_is_read_from_the_path() {
        assert_eq!(Source::new("crates/engine/src/a.rs", "").crate_name(), Some("engine"));
        assert_eq!(Source::new("crates/engine/tests/a.rs", "").crate_name(), None);
    }
}
