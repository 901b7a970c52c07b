//! Synthetic people and what they borrow. No one here exists.

use primitives::amount::Minor;
use rand::{Rng, RngExt, SeedableRng};
use rand_pcg::Pcg32;

/// How a borrower earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Livelihood {
    /// A salary.
    Salaried,
    /// Work by the day; income swings.
    Gig,
    /// A small shop.
    Merchant,
}

impl Livelihood {
    /// The word kept with the borrower.
    pub const fn word(self) -> &'static str {
        match self {
            Livelihood::Salaried => "salaried",
            Livelihood::Gig => "gig",
            Livelihood::Merchant => "merchant",
        }
    }
}

/// One synthetic borrower.
#[derive(Clone, Debug)]
pub struct Person {
    /// How they earn.
    pub livelihood: Livelihood,
    /// Monthly income in minor units.
    pub income: Minor,
    /// Chance that a due is paid in time in an ordinary month.
    pub discipline: f64,
    /// Chance a month that income breaks off.
    pub fragility: f64,
    /// Chance that arrears are caught up once income is back.
    pub recovery: f64,
    /// Days after the start of the history on which they first borrow.
    pub arrival: i32,
}

/// Which product a person asks for, and how much of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// The product's id.
    pub product: &'static str,
    /// Principal asked for.
    pub amount: Minor,
    /// Number of instalments.
    pub installments: u16,
    /// Where the price lies between the product's lowest and highest rate, in thousandths.
    pub price: u16,
}

/// Cash loan like 借呗.
pub const CASH_LOAN: &str = "cash-loan";
/// Pay-later instalments like 花呗.
pub const PAY_LATER: &str = "pay-later";
/// Merchant credit like 网商贷.
pub const MERCHANT_CREDIT: &str = "merchant-credit";

/// A generator of its own for each thing drawn, so that no order of drawing matters.
pub fn generator(seed: u64, stream: u64) -> Pcg32 {
    // Streams next to each other must not resemble each other.
    let mixed = stream.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ seed.rotate_left(17);
    let mut generator = Pcg32::seed_from_u64(mixed ^ seed);
    generator.next_u32();
    generator
}

/// Draws person number `index` of a population.
pub fn person(seed: u64, index: u64, history_days: i32) -> Person {
    let mut dice = generator(seed, index);
    let livelihood = match dice.random_range(0..100) {
        0..62 => Livelihood::Salaried,
        62..82 => Livelihood::Gig,
        _ => Livelihood::Merchant,
    };
    let spread: f64 = dice.random_range(0.0..1.0);
    let (base, discipline, fragility) = match livelihood {
        Livelihood::Salaried => (600_000, 0.965, 0.006),
        Livelihood::Gig => (450_000, 0.925, 0.014),
        Livelihood::Merchant => (1_500_000, 0.950, 0.010),
    };
    // Half are there from the first weeks on, the rest arrive over the first four fifths.
    let arrival = match dice.random_range(0..2) {
        0 => dice.random_range(0..60.min(history_days.max(1))),
        _ => dice.random_range(0..(history_days * 4 / 5).max(1)),
    };
    Person {
        livelihood,
        income: Minor((f64::from(base) * (0.6 + 1.8 * spread * spread)) as i64),
        discipline: (discipline + 0.03 * (dice.random_range(-1.0..1.0f64))).clamp(0.75, 0.995),
        fragility: fragility * dice.random_range(0.3..2.0),
        recovery: dice.random_range(0.25..0.85),
        arrival,
    }
}

/// What a person asks for next.
pub fn application(person: &Person, dice: &mut Pcg32) -> Application {
    let product = match person.livelihood {
        Livelihood::Merchant => match dice.random_range(0..10) {
            0..8 => MERCHANT_CREDIT,
            _ => CASH_LOAN,
        },
        _ => match dice.random_range(0..10) {
            0..6 => CASH_LOAN,
            _ => PAY_LATER,
        },
    };
    let (share, step, terms): (f64, i64, &[u16]) = match product {
        CASH_LOAN => (dice.random_range(0.5..3.0), 10_000, &[3, 6, 6, 12, 12, 12]),
        PAY_LATER => (dice.random_range(0.08..0.8), 1_000, &[3, 6, 12]),
        _ => (dice.random_range(1.0..5.0), 100_000, &[6, 12, 12, 24]),
    };
    let wanted = (person.income.0 as f64 * share) as i64 / step * step;
    let risk = ((1.0 - person.discipline) * 4_000.0) as u16;
    Application {
        product,
        amount: Minor(wanted.clamp(60_000, 19_000_000)),
        installments: terms[dice.random_range(0..terms.len())],
        price: (risk + dice.random_range(0..400u16)).min(1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_draw_equal_people() {
        for index in 0..50 {
            let (one, other) = (person(7, index, 1_095), person(7, index, 1_095));
            assert_eq!(format!("{one:?}"), format!("{other:?}"));
        }
        assert_ne!(format!("{:?}", person(7, 1, 1_095)), format!("{:?}", person(8, 1, 1_095)));
    }

    #[test]
    fn people_ask_for_what_is_offered() {
        for index in 0..500 {
            let person = person(7, index, 1_095);
            let mut dice = generator(7, index + 1_000_000);
            let application = application(&person, &mut dice);
            assert!(application.amount >= Minor(60_000) && application.price <= 1_000);
        }
    }
}
