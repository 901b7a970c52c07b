//! A relative link in a document leads to a file or folder of the repository.

use super::report::{Place, Report};
use super::tree::{File, Tree};

/// Checks every document.
pub fn check(tree: &Tree, report: &mut Report) {
    for file in tree.files.iter().filter(|file| file.path.ends_with(".md")) {
        for (line, target) in links(&file.text) {
            if let Some(path) = broken(tree, file, target) {
                let place = Place { path: &file.path, line, item: target };
                report.fail("link", place, format!("`{target}`: there is no `{path}`"));
            }
        }
    }
}

/// The path a relative link leads to, if nothing is there.
fn broken(tree: &Tree, file: &File, target: &str) -> Option<String> {
    let bare = target.split(['#', '?']).next().unwrap_or_default();
    let has_scheme = bare.split('/').next().is_some_and(|first| first.contains(':'));
    if bare.is_empty() || has_scheme {
        return None;
    }
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = match bare.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in bare.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part != ".." {
            parts.push(part);
        } else if parts.pop().is_none() {
            return Some(bare.to_owned());
        }
    }
    let path = parts.join("/").replace("%20", " ");
    (!path.is_empty() && !tree.holds(&path)).then_some(path)
}

/// Every link target of a document with its line; code is passed over.
fn links(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut fence = None;
    for (index, line) in text.lines().enumerate() {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|mark| start.starts_with(mark));
        match (fence, mark) {
            (None, Some(_)) => fence = mark,
            (Some(open), Some(close)) if open == close => fence = None,
            (None, None) => found.extend(line_links(line).map(|target| (index + 1, target))),
            _ => {}
        }
    }
    found
}

fn line_links(line: &str) -> impl Iterator<Item = &str> {
    let openings = [("](", [')', ' ']), ("src=\"", ['"', '"']), ("href=\"", ['"', '"'])];
    let inline = openings.into_iter().flat_map(move |(opening, ends)| {
        let places = line.match_indices(opening).filter(move |(at, _)| !in_code(line, *at));
        places.filter_map(move |(at, _)| line[at + opening.len()..].split(ends).next())
    });
    inline.chain(definition(line)).map(|target| target.trim_matches(['<', '>']))
}

/// The target of a line `[name]: target`.
fn definition(line: &str) -> Option<&str> {
    let (name, target) = line.strip_prefix('[')?.split_once("]: ")?;
    (!name.starts_with('^')).then(|| target.split(' ').next())?
}

fn in_code(line: &str, at: usize) -> bool {
    !line[..at].matches('`').count().is_multiple_of(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_found(text: &str, expected: &[&str]) {
        let mut report = Report::new(&[]);
        let files = [("docs/a.md", text), ("docs/specs/due.md", ""), ("README.md", "")];
        check(&Tree::of(&files), &mut report);
        let found: Vec<String> = report
            .findings
            .iter()
            .map(|f| format!("{} {}", f.line, f.message.split('`').nth(1).unwrap()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn links_to_files_of_the_repository_pass() {
        check_found("[a](specs/due.md#late) [b](../README.md) [c](specs) [d](/docs/a.md)", &[]);
        check_found("[a](https://example.org/x) [b](#here) [c](mailto:a@b.c)", &[]);
    }

    #[test]
    fn links_to_nothing_fail() {
        check_found("x\n[a](specs/dew.md)", &["2 specs/dew.md"]);
        check_found("![a](b.png \"title\")", &["1 b.png"]);
        check_found("[a]: ../nothing.md", &["1 ../nothing.md"]);
        check_found("[a](../../outside.md)", &["1 ../../outside.md"]);
        check_found("<img src=\"x.svg\">", &["1 x.svg"]);
    }

    #[test]
    fn code_is_passed_over() {
        check_found("```\n[a](b.md)\n```\n`[a](b.md)`", &[]);
    }
}
