//! The figures that can be asked about, by name.

use std::fmt;
use std::str::FromStr;

use crate::waterfall::Component;

/// A figure of a loan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Figure {
    /// Everything owed, due or not, lateness priced to the date.
    Outstanding,
    /// What is owed of one component.
    Balance(Component),
    /// Money held for the borrower.
    Held,
    /// Interest since the last due.
    AccruedInterest,
    /// What ends the loan.
    Payoff,
    /// What is unpaid of one due.
    Due(u16),
    /// Days since the oldest unpaid due date.
    DaysPastDue,
    /// The same after tolerance.
    DaysPastDueCounted,
    /// The bucket.
    Bucket,
    /// The class of lateness.
    Class,
}

/// A name that is no figure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "figure_unknown: {0} is no figure; ask for one of {names}, or due:N", names = Figure::names()
)]
pub struct FigureError(String);

impl Figure {
    /// Every figure that every loan has.
    pub const ALL: [Figure; 13] = [
        Figure::Outstanding,
        Figure::Balance(Component::Principal),
        Figure::Balance(Component::Interest),
        Figure::Balance(Component::Fee),
        Figure::Balance(Component::LateFee),
        Figure::Balance(Component::DefaultInterest),
        Figure::Held,
        Figure::AccruedInterest,
        Figure::Payoff,
        Figure::DaysPastDue,
        Figure::DaysPastDueCounted,
        Figure::Bucket,
        Figure::Class,
    ];

    fn names() -> String {
        Figure::ALL.map(|figure| figure.to_string()).join(", ")
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Figure::Outstanding => f.write_str("outstanding"),
            Figure::Balance(component) => f.write_str(component.word()),
            Figure::Held => f.write_str("held"),
            Figure::AccruedInterest => f.write_str("accrued-interest"),
            Figure::Payoff => f.write_str("payoff"),
            Figure::Due(number) => write!(f, "due:{number}"),
            Figure::DaysPastDue => f.write_str("days-past-due"),
            Figure::DaysPastDueCounted => f.write_str("days-past-due-counted"),
            Figure::Bucket => f.write_str("bucket"),
            Figure::Class => f.write_str("class"),
        }
    }
}

impl FromStr for Figure {
    type Err = FigureError;

    fn from_str(text: &str) -> Result<Figure, FigureError> {
        let unknown = || FigureError(text.to_owned());
        if let Some(number) = text.strip_prefix("due:") {
            return number.parse().map(Figure::Due).map_err(|_| unknown());
        }
        let named = |figure: &Figure| figure.to_string() == text;
        Figure::ALL.into_iter().find(named).ok_or_else(unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_leads_back() {
        for figure in Figure::ALL.into_iter().chain([Figure::Due(7)]) {
            assert_eq!(figure.to_string().parse(), Ok(figure));
        }
        for wrong in ["", "due:", "due:x", "dpd"] {
            assert!(wrong.parse::<Figure>().is_err(), "{wrong}");
        }
    }
}
