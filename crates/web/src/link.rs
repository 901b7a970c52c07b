//! Addresses within the site: built, taken apart, and checked before one is sent back to them.

use std::collections::BTreeMap;

/// A text as it stands in a path segment or a query.
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// A path with a query of these fields.
pub fn with_fields(path: &str, fields: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = fields
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{}={}", encoded(name), encoded(value)))
        .collect();
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

/// The fields of a query or a form; what is not text is read as replacement characters.
pub fn fields_of(query: &str) -> BTreeMap<String, String> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut index = 0;
    while index < bytes.len() {
        let hex = |at: usize| bytes.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        match (bytes[index], hex(index + 1), hex(index + 2)) {
            (b'%', Some(high), Some(low)) => {
                out.push((high * 16 + low) as u8);
                index += 3;
                continue;
            }
            (b'+', ..) => out.push(b' '),
            (byte, ..) => out.push(byte),
        }
        index += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The address of a loan's story.
pub fn loan(id: &str) -> String {
    format!("/loans/{}", encoded(id))
}

/// The address of the loans with one property.
pub fn loans(field: &str, value: impl ToString) -> String {
    format!("/loans?{field}={}", encoded(&value.to_string()))
}

/// The address to return to, when it is one of ours; the first page otherwise. `//host` and
/// `/\host` leave the site in some browsers, and control characters are dropped by all of them.
pub fn own_or_first(back: &str) -> &str {
    let leaves = back.starts_with("//") || back.contains('\\');
    let plain = back.bytes().all(|byte| byte.is_ascii_graphic());
    if back.starts_with('/') && !leaves && plain { back } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_addresses_are_returned_to() {
        for own in ["/", "/loans?bucket=2", "/loans/L-1?as_of=2026-01-01"] {
            assert_eq!(own_or_first(own), own);
        }
        for other in ["", "//evil", "/\\evil", "https://evil", "/\t/evil", "/\r\nx: y", "evil"] {
            assert_eq!(own_or_first(other), "/", "{other:?}");
        }
    }

    #[test]
    fn fields_round_trip() {
        let fields = fields_of("q=%E6%9E%97+%26&bad=%zz%&empty=&&lone");
        assert_eq!(fields["q"], "林 &");
        assert_eq!(fields["bad"], "%zz%");
        assert_eq!(with_fields("/loans", &fields), "/loans?bad=%25zz%25&q=%E6%9E%97%20%26");
    }
}
