//! Every rejection has a stable code, both sentences and its place in the order of checks.

use std::collections::BTreeSet;

use engine::command::Rejection;
use primitives::lang::Lang;

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn every_rejection_is_told_in_both_languages_under_a_code_of_its_own() {
    let mut codes = BTreeSet::new();
    let mut sentences = BTreeSet::new();
    for &rejection in Rejection::ALL {
        let (code, zh, en) = (rejection.code(), rejection.text(Lang::Zh), rejection.text(Lang::En));
        assert!(codes.insert(code), "{code} stands twice");
        assert!(sentences.insert(zh) && sentences.insert(en), "{code}: said of another too");
        let plain = code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(plain && !code.starts_with('_') && !code.ends_with('_'), "{code}");
        assert!(is_chinese(zh), "{code}: {zh}");
        assert!(!is_chinese(en) && en.len() > 10, "{code}: {en}");
        assert_eq!(en, rejection.to_string());
        assert_eq!(rejection.refusal().line(Lang::Zh), format!("{code}: {zh}"));
    }
    assert!(codes.len() > 40, "{}", codes.len());
}

/// The page lists every code with its sentences, in the order checked.
#[test]
fn the_page_lists_every_rejection_in_the_order_checked() {
    let page = include_str!("../../../docs/specs/refusals.md");
    let (_, after) = page.split_once("## Commands on a loan").unwrap();
    let section = after.split_once("\n## ").map_or(after, |(section, _)| section);
    let listed: Vec<&str> = section.lines().filter(|line| line.starts_with("| `")).collect();
    let told = |rejection: &Rejection| {
        let (zh, en) = (rejection.text(Lang::Zh), rejection.text(Lang::En));
        format!("| `{}` | {zh} | {en} |", rejection.code())
    };
    let expected: Vec<String> = Rejection::ALL.iter().map(told).collect();
    assert_eq!(listed, expected);
}
