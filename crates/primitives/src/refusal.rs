//! What a person is told when something is not done: a stable code and a sentence in both
//! languages.

use std::fmt;

use crate::lang::Lang;

/// Why something was not done. Displayed as `code: sentence`, in English.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable, snake case; what programs compare.
    pub code: &'static str,
    /// The sentence in Chinese.
    pub zh: String,
    /// The sentence in English.
    pub en: String,
    /// Whether the same request can succeed later, nothing else being changed.
    pub retry_helps: bool,
}

impl Refusal {
    /// A refusal that stands however often it is asked.
    pub fn new(code: &'static str, en: impl Into<String>, zh: impl Into<String>) -> Refusal {
        Refusal { code, zh: zh.into(), en: en.into(), retry_helps: false }
    }

    /// A refusal told in English by an error that is displayed as `code: sentence`, or as the
    /// sentence alone.
    pub fn of(code: &'static str, error: &impl fmt::Display, zh: impl Into<String>) -> Refusal {
        let en = error.to_string();
        let after = en.strip_prefix(code).and_then(|rest| rest.strip_prefix(": "));
        Refusal::new(code, after.unwrap_or(&en), zh)
    }

    /// The same, of something that can succeed later.
    pub fn passing(self) -> Refusal {
        Refusal { retry_helps: true, ..self }
    }

    /// The same, told of a place: a file, a row or a loan.
    pub fn at(self, place: impl fmt::Display) -> Refusal {
        let (zh, en) = (format!("{place}：{}", self.zh), format!("{place}: {}", self.en));
        Refusal { zh, en, ..self }
    }

    /// The sentence in a language.
    pub fn text(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }

    /// The code and the sentence: `over_limit: 超出可用额度`.
    pub fn line(&self, lang: Lang) -> String {
        format!("{}: {}", self.code, self.text(lang))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line(Lang::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_begins_with_the_code() {
        let refusal = Refusal::new("over_limit", "too much", "超出额度").at("L1");
        assert_eq!(refusal.line(Lang::Zh), "over_limit: L1：超出额度");
        assert_eq!(refusal.to_string(), "over_limit: L1: too much");
        assert!(!refusal.retry_helps && refusal.passing().retry_helps);
        let of = |text: &str| Refusal::of("busy", &text, "忙").to_string();
        assert_eq!([of("busy: wait"), of("wait")], ["busy: wait", "busy: wait"]);
    }
}
