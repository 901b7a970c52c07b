//! The two languages, and how a reader's is found.

pub use primitives::lang::Lang;

/// The language an `Accept-Language` header prefers: Chinese when any Chinese stands before
/// English in weight, English otherwise.
pub fn accepted(header: &str) -> Lang {
    let weight = |wanted: &str| {
        header
            .split(',')
            .filter_map(weighted)
            .filter(|(tag, _)| tag.starts_with(wanted))
            .fold(0.0_f32, |most, (_, weight)| most.max(weight))
    };
    if weight("zh") > weight("en") { Lang::Zh } else { Lang::En }
}

fn weighted(part: &str) -> Option<(String, f32)> {
    let mut pieces = part.trim().split(';');
    let tag = pieces.next()?.trim().to_ascii_lowercase();
    let weight = pieces.find_map(|piece| piece.trim().strip_prefix("q=")?.parse().ok());
    Some((tag, weight.unwrap_or(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_language_follows_weight() {
        let cases = [
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::Zh),
            ("en-GB,en;q=0.9,zh;q=0.1", Lang::En),
            ("zh-TW", Lang::Zh),
            ("de,fr;q=0.5", Lang::En),
            ("", Lang::En),
            (";;;q=,,zh;q=x", Lang::Zh),
        ];
        for (header, expected) in cases {
            assert_eq!(accepted(header), expected, "{header}");
        }
    }
}
