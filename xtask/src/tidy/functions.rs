//! Rules on functions: length, number of parameters, no flags in the pure crates' public ones.

use super::lexer::is_word_byte;
use super::limits::{FUNCTION_LINES_MAX, PARAMETERS_MAX, PURE};
use super::report::{Place, Report};
use super::source::{Source, closing, words};

/// A function's signature and extent.
#[derive(Debug, PartialEq, Eq)]
struct Function<'a> {
    name: &'a str,
    offset: usize,
    public: bool,
    /// As written, the receiver left out.
    parameters: Vec<&'a str>,
    /// The offset of the closing brace; absent where there is no body.
    body_end: Option<usize>,
}

/// Checks every function of a file.
pub fn check(source: &Source, report: &mut Report) {
    for function in functions(&source.code) {
        let line = source.line(function.offset);
        let place = Place { path: &source.path, line, item: function.name };
        let lines = function.body_end.map_or(1, |end| source.line(end) - line + 1);
        if lines > FUNCTION_LINES_MAX {
            let message = format!("`{}` has {lines} lines of {FUNCTION_LINES_MAX}", function.name);
            report.fail("function-length", place, message);
        }
        if !source.is_test(function.offset) {
            check_parameters(source, &function, report);
        }
    }
}

fn check_parameters(source: &Source, function: &Function<'_>, report: &mut Report) {
    let line = source.line(function.offset);
    let place = Place { path: &source.path, line, item: function.name };
    let (name, count) = (function.name, function.parameters.len());
    if count > PARAMETERS_MAX {
        let message = format!("`{name}` takes {count} parameters of {PARAMETERS_MAX}");
        report.fail("parameters", place, message);
    }
    let pure = source.crate_name().is_some_and(|at| PURE.contains(&at));
    let flag = function.parameters.iter().find(|parameter| is_flag(parameter));
    if let (true, true, Some(flag)) = (pure, function.public, flag) {
        let message = format!("`{name}` takes `{flag}`: give the two cases names in an enum");
        report.fail("bool-parameter", place, message);
    }
}

fn is_flag(parameter: &str) -> bool {
    let kind = parameter.split_once(':').map_or("", |(_, kind)| kind.trim());
    matches!(kind.trim_start_matches('&'), "bool" | "Option<bool>" | "mut bool")
}

/// Every `fn` item of masked code; function pointer types have no name and are left out.
fn functions(code: &str) -> Vec<Function<'_>> {
    let keywords = words(code).filter(|&(_, word)| word == "fn");
    keywords.filter_map(|(offset, _)| function_at(code, offset)).collect()
}

fn function_at(code: &str, offset: usize) -> Option<Function<'_>> {
    let after = &code[offset + 2..];
    let (gap, name) = words(after).next()?;
    if !after[..gap].trim_end_matches("r#").trim().is_empty() {
        return None;
    }
    let name_end = offset + 2 + gap + name.len();
    let open = skip_generics(code, name_end)?;
    let close = closing(code, open);
    let parameters = split_parameters(&code[open + 1..close.saturating_sub(1).max(open + 1)]);
    let public = is_public(&code[..offset]);
    let body_end = body_start(code, close).map(|start| closing(code, start) - 1);
    Some(Function { name, offset, public, parameters, body_end })
}

/// The offset of the parenthesis that opens the parameters.
fn skip_generics(code: &str, from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut previous = b' ';
    for (at, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'<' => depth += 1,
            b'>' if previous != b'-' && previous != b'=' => depth = depth.saturating_sub(1),
            b'(' if depth == 0 => return Some(at),
            b'{' | b';' if depth == 0 => return None,
            _ => {}
        }
        previous = byte;
    }
    None
}

/// The brace that opens the body, or nothing when a semicolon comes first.
fn body_start(code: &str, from: usize) -> Option<usize> {
    let bytes = code.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'{' if bytes[at - 1] == b'<' => at = closing(code, at),
            b'{' => return Some(at),
            b';' => return None,
            b'(' | b'[' => at = closing(code, at),
            _ => at += 1,
        }
    }
    None
}

/// Splits at the outermost commas; leaves out the receiver and attributes.
fn split_parameters(inside: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start, mut previous) = (0_usize, 0, b' ');
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' | b'<' => depth += 1,
            b'>' if previous == b'-' || previous == b'=' => {}
            b')' | b']' | b'}' | b'>' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                parts.push(&inside[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        previous = byte;
    }
    parts.push(&inside[start..]);
    let bare = parts.into_iter().map(without_attributes);
    bare.filter(|part| !part.is_empty() && !is_receiver(part)).collect()
}

fn without_attributes(parameter: &str) -> &str {
    let mut rest = parameter.trim();
    while rest.starts_with("#[") {
        rest = rest[closing(rest, 1)..].trim_start();
    }
    rest
}

fn is_receiver(parameter: &str) -> bool {
    let name = parameter.split(':').next().unwrap_or_default();
    let last = words(name).last().map(|(_, word)| word);
    last == Some("self") && name.bytes().all(|b| is_word_byte(b) || b"&' ".contains(&b))
}

/// Whether what stands before `fn` ends in `pub`, qualifiers aside; an ABI is two quotes by now.
fn is_public(before: &str) -> bool {
    let mut words = before.trim_end().rsplit(char::is_whitespace);
    let qualifiers = ["const", "async", "unsafe", "extern", "\""];
    words.find(|word| !qualifiers.contains(word)) == Some("pub")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::lexer::mask;

    /// Each function as `name(parameters) lines`.
    #[track_caller]
    fn check_found(text: &str, expected: &[&str]) {
        let source = Source::new("a.rs", text);
        let found: Vec<String> = functions(&source.code)
            .iter()
            .map(|f| {
                let lines =
                    f.body_end.map_or(0, |end| source.line(end) - source.line(f.offset) + 1);
                format!("{}({}) {lines}", f.name, f.parameters.len())
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn braces_in_literals_and_comments_do_not_count() {
        check_found(
            "fn a() {\n \"}\";\n '{';\n // }\n /* } */\n r#\"}\"#;\n}\nfn b() {}",
            &["a(0) 7", "b(0) 1"],
        );
        check_found("fn a<'x>(x: &'x str) {\n let c = b'{';\n}\n", &["a(1) 3"]);
    }

    #[test]
    fn nested_functions_and_closures_are_measured() {
        let text = "fn outer() {\n fn inner(a: u8) {\n }\n let f = |x: u8| { x };\n}";
        check_found(text, &["outer(0) 5", "inner(1) 2"]);
    }

    #[test]
    fn parameters_are_split_at_outer_commas_only() {
        let text =
            "fn a<F: Fn(u8, u8) -> u8>(&mut self, f: F, m: Map<u8, (u8, u8)>, _: [u8; 2],) {}";
        check_found(text, &["a(3) 1"]);
        check_found("fn a(self: Box<Self>, f: impl Fn(u8) -> bool, b: u8) {}", &["a(2) 1"]);
        check_found("fn a(&'a self, #[cfg(x, y)] b: u8) {}", &["a(1) 1"]);
    }

    #[test]
    fn pointers_and_bodiless_functions_are_no_bodies() {
        check_found("type F = fn(u8) -> u8; trait T { fn a(&self); }", &["a(0) 0"]);
        check_found("fn a() -> [u8; { 2 }] where u8: Copy {\n}", &["a(0) 2"]);
    }

    fn rules(path: &str, text: &str) -> Vec<&'static str> {
        let mut report = Report::new(&[]);
        check(&Source::new(path, text), &mut report);
        report.findings.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn long_functions_fail() {
        let of = |lines: usize| format!("fn a() {{{}}}", "\n".repeat(lines - 1));
        assert_eq!(rules("a.rs", &of(FUNCTION_LINES_MAX)), [""; 0]);
        assert_eq!(rules("a.rs", &of(FUNCTION_LINES_MAX + 1)), ["function-length"]);
    }

    #[test]
    fn many_parameters_fail_outside_tests() {
        let six = "fn a(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8) {}";
        assert_eq!(rules("a.rs", six), ["parameters"]);
        assert_eq!(rules("tests/a.rs", six), [""; 0]);
        let receiver = "fn a(&self, b: u8, c: u8, d: u8, e: u8, f: u8) {}";
        assert_eq!(rules("a.rs", receiver), [""; 0]);
    }

    #[test]
    fn flags_fail_in_public_pure_functions() {
        let pure = "crates/engine/src/a.rs";
        assert_eq!(rules(pure, "pub const fn a(x: u8, late: bool) {}"), ["bool-parameter"]);
        assert_eq!(rules(pure, "fn a(late: bool) {}"), [""; 0]);
        assert_eq!(rules(pure, "pub fn a(f: impl Fn(u8) -> bool) {}"), [""; 0]);
        assert_eq!(rules("crates/web/src/a.rs", "pub fn a(late: bool) {}"), [""; 0]);
    }

    #[test]
    fn publicity_is_read_past_qualifiers() {
        let code = mask("pub unsafe extern \"C\" fn a() {}").code;
        assert!(functions(&code)[0].public);
        assert!(!functions("pub(crate) fn a() {}")[0].public);
    }
}
