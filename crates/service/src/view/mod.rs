//! What the pages show: plain, typed, not yet words. Amounts are minor units, dates are civil,
//! and every sentence is the page's own.

pub mod derivation;
pub mod loans;
pub mod progress;
pub mod story;
pub mod today;

use std::ops::{Add, AddAssign};

use engine::product::Bilingual;
use primitives::amount::Minor;

/// A number of loans and the principal they owe.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stock {
    /// How many.
    pub loans: u64,
    /// Principal lent and not repaid, waived or charged off.
    pub principal: Minor,
}

impl Add for Stock {
    type Output = Stock;

    fn add(self, other: Stock) -> Stock {
        Stock { loans: self.loans + other.loans, principal: self.principal + other.principal }
    }
}

impl AddAssign for Stock {
    fn add_assign(&mut self, other: Stock) {
        *self = *self + other;
    }
}

impl std::iter::Sum for Stock {
    fn sum<I: Iterator<Item = Stock>>(stocks: I) -> Stock {
        stocks.fold(Stock::default(), Add::add)
    }
}

/// A product by the name people know and the id links carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductName {
    /// Stable name, such as `cash-loan`.
    pub id: String,
    /// What people call it.
    pub name: Bilingual,
}
