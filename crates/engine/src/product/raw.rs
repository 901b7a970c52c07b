//! The words of a product file as they stand, before anything is made of them.

use serde::Deserialize;
use toml::Spanned;

type Text = Spanned<String>;

/// Stands in the file's place where a table is left out: at its very beginning.
fn text(word: &str) -> Text {
    Spanned::new(0..0, word.to_owned())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProduct {
    pub format: Spanned<u32>,
    pub id: Text,
    pub version: Spanned<u32>,
    pub effective_from: Text,
    pub currency: Text,
    pub name: RawName,
    pub amount: RawRange,
    pub rate: RawRange,
    pub interest: RawInterest,
    pub schedule: RawSchedule,
    #[serde(default)]
    pub tolerance: RawTolerance,
    pub late: Option<RawLate>,
    #[serde(default)]
    pub caps: RawCaps,
    #[serde(default)]
    pub prepayment: RawPrepayment,
    pub waterfall: RawWaterfall,
    #[serde(default)]
    pub delinquency: RawDelinquency,
    #[serde(default)]
    pub rounding: RawRounding,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawName {
    pub zh: String,
    pub en: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRange {
    pub min: Text,
    pub max: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawInterest {
    pub rule: Text,
    pub basis: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSchedule {
    pub amortization: Text,
    pub installments: Spanned<Vec<u16>>,
    pub due_day: Spanned<RawDueDay>,
    #[serde(default = "full")]
    pub first_period: Text,
    #[serde(default = "no_calendar")]
    pub calendar: Text,
    #[serde(default = "no_shift")]
    pub shift: Text,
}

fn full() -> Text {
    text("full")
}

fn no_calendar() -> Text {
    text("NONE")
}

fn no_shift() -> Text {
    text("none")
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a day of the month or \"disbursement\"")]
pub(super) enum RawDueDay {
    Day(u8),
    Word(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawTolerance {
    pub days: Spanned<u16>,
    pub amount: Text,
}

impl Default for RawTolerance {
    fn default() -> RawTolerance {
        RawTolerance { days: Spanned::new(0..0, 0), amount: text("0") }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLate {
    pub charge: Text,
    #[serde(default = "principal_and_interest")]
    pub base: Text,
    #[serde(default = "replaced")]
    pub contract_rate: Text,
}

fn principal_and_interest() -> Text {
    text("principal-and-interest")
}

fn replaced() -> Text {
    text("replaced")
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawCaps {
    pub late_rate_yearly: Option<Text>,
    pub late_total: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawPrepayment {
    pub permission: Text,
    pub fee: Text,
    pub partial: Text,
    pub surplus: Text,
}

impl Default for RawPrepayment {
    fn default() -> RawPrepayment {
        RawPrepayment {
            permission: text("allowed"),
            fee: text("0%"),
            partial: text("reduce"),
            surplus: text("hold"),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawWaterfall {
    pub order: Spanned<Vec<String>>,
    pub scope: Text,
    pub late: Option<RawLateWaterfall>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawLateWaterfall {
    pub from_days_past_due: Spanned<u16>,
    pub order: Spanned<Vec<String>>,
    pub scope: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawDelinquency {
    pub bucket_ends: Spanned<Vec<u16>>,
    pub short_through: Spanned<u16>,
    pub mid_through: Spanned<u16>,
    pub material_amount: Text,
    pub material_share: Text,
    pub nonaccrual_from: Option<Spanned<u16>>,
    pub charge_off_from: Option<Spanned<u16>>,
}

impl Default for RawDelinquency {
    fn default() -> RawDelinquency {
        RawDelinquency {
            bucket_ends: Spanned::new(0..0, vec![0, 30, 60, 90, 120, 150, 180]),
            short_through: Spanned::new(0..0, 30),
            mid_through: Spanned::new(0..0, 90),
            material_amount: text("0"),
            material_share: text("0%"),
            nonaccrual_from: None,
            charge_off_from: None,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRounding {
    pub installment: Text,
    pub interest: Text,
}

impl Default for RawRounding {
    fn default() -> RawRounding {
        RawRounding { installment: text("half-up"), interest: text("half-up") }
    }
}
