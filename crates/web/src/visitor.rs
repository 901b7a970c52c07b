//! Who asks, in what language, and where they are; and what a query may hold.

use std::collections::BTreeMap;
use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri};

use crate::lang::{self, Lang};
use crate::link;

/// The name of the language's cookie and query field.
pub const LANG: &str = "lang";

/// One request's reader.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The language to answer in.
    pub lang: Lang,
    /// The path of the page they are on.
    pub path: String,
    /// The fields of the query, the language left out.
    pub fields: BTreeMap<String, String>,
}

impl Visitor {
    /// A field of the query; an empty one counts as absent, as forms send them.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    /// Where this reader is, as a relative address.
    pub fn here(&self) -> String {
        link::with_fields(&self.path, &self.fields)
    }

    /// The same page in the other language.
    pub fn here_in(&self, lang: Lang) -> String {
        let mut fields = self.fields.clone();
        fields.insert(LANG.to_owned(), lang.word().to_owned());
        link::with_fields(&self.path, &fields)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visitor, Infallible> {
        let mut fields = link::fields_of(parts.uri.query().unwrap_or(""));
        let lang = asked_language(&parts.uri)
            .or_else(|| kept_language(&parts.headers))
            .unwrap_or_else(|| preferred_language(&parts.headers));
        fields.remove(LANG);
        // A form's address shows no page, so who sent one is taken to be on the first.
        let path = if parts.method == Method::POST { "/" } else { parts.uri.path() };
        Ok(Visitor { lang, path: path.to_owned(), fields })
    }
}

/// The language the query asks for.
pub fn asked_language(uri: &Uri) -> Option<Lang> {
    let fields = link::fields_of(uri.query()?);
    Lang::from_word(fields.get(LANG)?)
}

fn kept_language(headers: &HeaderMap) -> Option<Lang> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().strip_prefix("lang=").and_then(Lang::from_word))
}

fn preferred_language(headers: &HeaderMap) -> Lang {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    lang::accepted(accepted.unwrap_or(""))
}

/// Whether a form was sent from one of our own pages. A browser always says where a form comes
/// from; what says nothing is no browser and carries no one's session.
pub fn is_own_form(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    match text(ORIGIN.as_str()) {
        None => true,
        Some(origin) => {
            let host = origin.split_once("://").map(|(_, host)| host);
            host.is_some() && host == text(HOST.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn forms_of_other_sites_are_told_apart() {
        let cases: [(&[(&str, &str)], bool); 7] = [
            (&[], true),
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "cross-site")], false),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("origin", "http://localhost:1"), ("host", "localhost:1")], true),
            (&[("origin", "http://evil.example"), ("host", "localhost:1")], false),
            (&[("origin", "null"), ("host", "localhost:1")], false),
        ];
        for (pairs, expected) in cases {
            assert_eq!(is_own_form(&headers(pairs)), expected, "{pairs:?}");
        }
    }
}
