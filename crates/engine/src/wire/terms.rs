//! Signed terms as JSON, format 1.

use primitives::amount::Minor;
use primitives::rate::Rate;
use serde::{Deserialize, Serialize};

use super::WireError;
use crate::contract::{Disclosed, Terms};
use crate::policy::PackRef;
use crate::product::ProductRef;

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermsV1 {
    format: u32,
    product: String,
    product_version: u32,
    currency: String,
    /// Minor units.
    amount: i64,
    rate: String,
    installments: u16,
    signed_on: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due_day: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    disclosed: Option<DisclosedV1>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DisclosedV1 {
    pack: String,
    pack_version: u32,
    /// SHA-256 in 64 hexadecimal digits.
    sheet: String,
}

/// Writes terms down.
pub fn to_json(terms: &Terms) -> String {
    let kept = TermsV1 {
        format: FORMAT,
        product: terms.product.id.clone(),
        product_version: terms.product.version,
        currency: terms.currency.to_string(),
        amount: terms.amount.0,
        rate: terms.rate.to_string(),
        installments: terms.installments,
        signed_on: terms.signed_on.to_string(),
        due_day: terms.due_day,
        disclosed: terms.disclosed.as_ref().map(|disclosed| DisclosedV1 {
            pack: disclosed.pack.id.clone(),
            pack_version: disclosed.pack.version,
            sheet: disclosed.sheet.to_string(),
        }),
    };
    serde_json::to_string(&kept).expect("plain fields always serialise")
}

/// Reads terms of any format written so far.
pub fn from_json(text: &str) -> Result<Terms, WireError> {
    let malformed = |why: String| WireError::Malformed { what: "terms", why };
    let kept: TermsV1 = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    if kept.format > FORMAT {
        return Err(WireError::Newer { what: "terms", found: kept.format, known: FORMAT });
    }
    let disclosed = kept.disclosed.map(|disclosed| {
        let sheet =
            disclosed.sheet.parse().map_err(|error| malformed(format!("sheet: {error}")))?;
        let pack = PackRef { id: disclosed.pack, version: disclosed.pack_version };
        Ok::<_, WireError>(Disclosed { pack, sheet })
    });
    Ok(Terms {
        product: ProductRef { id: kept.product, version: kept.product_version },
        currency: kept.currency.parse().map_err(|error| malformed(format!("currency: {error}")))?,
        amount: Minor(kept.amount),
        rate: kept.rate.parse::<Rate>().map_err(|error| malformed(format!("rate: {error}")))?,
        installments: kept.installments,
        signed_on: kept
            .signed_on
            .parse()
            .map_err(|error| malformed(format!("signed_on: {error}")))?,
        due_day: kept.due_day,
        disclosed: disclosed.transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As written by the first release; must be readable for ever.
    const V1: &str = r#"{"format":1,"product":"cash-loan","product_version":1,"currency":"CNY","amount":1200000,"rate":"0.04% per day","installments":10,"signed_on":"2025-01-15"}"#;

    #[test]
    fn format_1_is_read_for_ever() {
        assert_eq!(to_json(&from_json(V1).unwrap()), V1);
    }

    /// With what was disclosed; must be readable for ever.
    const V1_DISCLOSED: &str = r#"{"format":1,"product":"cash-loan","product_version":2,"currency":"CNY","amount":1200000,"rate":"0.04% per day","installments":12,"signed_on":"2026-01-15","disclosed":{"pack":"CN-MICRO","pack_version":1,"sheet":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}}"#;

    #[test]
    fn terms_with_a_sheet_are_read_for_ever() {
        let terms = from_json(V1_DISCLOSED).unwrap();
        assert_eq!(terms.disclosed.as_ref().unwrap().pack.id, "CN-MICRO");
        assert_eq!(to_json(&terms), V1_DISCLOSED);
        assert!(from_json(&V1_DISCLOSED.replace("0011", "001")).is_err());
    }

    #[test]
    fn what_is_not_terms_is_refused() {
        for text in
            ["", "{}", "[]", &V1.replace("CNY", "XYZ"), &V1.replace("\"format\":1", "\"format\":2")]
        {
            assert!(from_json(text).is_err(), "{text}");
        }
    }
}
