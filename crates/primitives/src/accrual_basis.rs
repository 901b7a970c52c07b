//! The day counts interest can accrue on: those whose periods add up, so that accruing day by day
//! and accruing once come to the same. Specification: `docs/specs/day-count.md`.

use std::str::FromStr;

use crate::date::{Date, is_leap_year};

/// A common and a leap year both divide this many units into whole days: 366 and 365 each.
const ACT_ACT_UNITS: i64 = 365 * 366;

/// An additive day count, measured in whole units of which a year holds a fixed number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccrualBasis {
    /// Actual days over 365.
    Act365,
    /// Actual days over 360.
    Act360,
    /// Actual days, each over the length of the calendar year it lies in (ISDA 2006 4.16(b)).
    ActAct,
    /// Months of 30 days over 360, the 31st counted as the 30th (ISDA 2006 4.16(g)).
    ThirtyE360,
}

/// Why a text is not an accrual basis.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an accrual basis: use ACT/365, ACT/360, ACT/ACT or 30E/360")]
pub struct AccrualBasisError(pub String);

impl AccrualBasis {
    /// How many units make one year.
    pub const fn units_per_year(self) -> i64 {
        match self {
            AccrualBasis::Act365 => 365,
            AccrualBasis::Act360 | AccrualBasis::ThirtyE360 => 360,
            AccrualBasis::ActAct => ACT_ACT_UNITS,
        }
    }

    /// Units from `from` to `to`, negative when `to` is the earlier. `units(a, b) + units(b, c)`
    /// is `units(a, c)`, and `units / units_per_year` is the year fraction.
    pub fn units(self, from: Date, to: Date) -> i64 {
        match self {
            AccrualBasis::Act365 | AccrualBasis::Act360 => i64::from(to.days_since(from)),
            AccrualBasis::ActAct => act_act_position(to) - act_act_position(from),
            AccrualBasis::ThirtyE360 => thirty_position(to) - thirty_position(from),
        }
    }

    /// The text used in files: `ACT/365`, `ACT/360`, `ACT/ACT`, `30E/360`.
    pub const fn code(self) -> &'static str {
        match self {
            AccrualBasis::Act365 => "ACT/365",
            AccrualBasis::Act360 => "ACT/360",
            AccrualBasis::ActAct => "ACT/ACT",
            AccrualBasis::ThirtyE360 => "30E/360",
        }
    }
}

impl FromStr for AccrualBasis {
    type Err = AccrualBasisError;

    fn from_str(text: &str) -> Result<AccrualBasis, AccrualBasisError> {
        match text {
            "ACT/365" => Ok(AccrualBasis::Act365),
            "ACT/360" => Ok(AccrualBasis::Act360),
            "ACT/ACT" => Ok(AccrualBasis::ActAct),
            "30E/360" => Ok(AccrualBasis::ThirtyE360),
            _ => Err(AccrualBasisError(text.to_owned())),
        }
    }
}

fn act_act_position(date: Date) -> i64 {
    let (year, day) = date.year_and_day();
    let units_per_day = if is_leap_year(year) { 365 } else { 366 };
    i64::from(year) * ACT_ACT_UNITS + i64::from(day - 1) * units_per_day
}

fn thirty_position(date: Date) -> i64 {
    let (year, month, day) = date.year_month_day();
    i64::from(year) * 360 + i64::from(month) * 30 + i64::from(day.min(30))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [AccrualBasis; 4] = [
        AccrualBasis::Act365,
        AccrualBasis::Act360,
        AccrualBasis::ActAct,
        AccrualBasis::ThirtyE360,
    ];

    fn check(basis: AccrualBasis, from: &str, to: &str, expected: i64) {
        let units = basis.units(from.parse().unwrap(), to.parse().unwrap());
        assert_eq!(units, expected, "{basis:?} {from} to {to}");
    }

    #[test]
    fn actual_bases_count_days() {
        check(AccrualBasis::Act365, "2024-02-28", "2024-03-01", 2);
        check(AccrualBasis::Act360, "2024-03-01", "2024-02-28", -2);
    }

    #[test]
    fn a_leap_day_weighs_less_under_act_act() {
        check(AccrualBasis::ActAct, "2023-12-31", "2024-01-01", 366);
        check(AccrualBasis::ActAct, "2024-12-31", "2025-01-01", 365);
        check(AccrualBasis::ActAct, "2024-01-01", "2025-01-01", 365 * 366);
        check(AccrualBasis::ActAct, "1900-01-01", "1901-01-01", 365 * 366);
        check(AccrualBasis::ActAct, "2000-01-01", "2001-01-01", 365 * 366);
    }

    #[test]
    fn the_31st_counts_as_the_30th_under_30e_360() {
        check(AccrualBasis::ThirtyE360, "2024-01-31", "2024-02-29", 29);
        check(AccrualBasis::ThirtyE360, "2024-01-30", "2024-01-31", 0);
        check(AccrualBasis::ThirtyE360, "2024-02-29", "2024-03-31", 31);
    }

    #[test]
    fn a_code_reads_as_it_writes() {
        for basis in ALL {
            assert_eq!(basis.code().parse(), Ok(basis));
        }
        assert!("ACT/364".parse::<AccrualBasis>().is_err());
    }

    proptest! {
        #[test]
        fn periods_add_up(a in -100_000i32..200_000, b in -100_000i32..200_000, c in -100_000i32..200_000) {
            let [a, b, c] = [a, b, c].map(Date::from_days);
            for basis in ALL {
                prop_assert_eq!(basis.units(a, b) + basis.units(b, c), basis.units(a, c));
            }
        }
    }
}
