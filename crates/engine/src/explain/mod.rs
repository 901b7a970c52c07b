//! Why a figure is what it is: a tree that leads from it to the facts, days and product rules it
//! follows from.
//!
//! The tree is read off the same fold that gives the figure, taken one fact and one event day at a
//! time; what each brought about is the difference in the loan's own sums. So the parts of an
//! amount always add up to it, for facts of every kind. Spec: `docs/specs/explain.md`.

mod balance;
mod due;
mod figure;
mod lateness;
mod trace;

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::Rate;

use crate::contract::Contract;
use crate::delinquency::LateClass;
use crate::fact::Fact;
use crate::fold::Horizon;
use crate::product::ProductRef;
use crate::waterfall::Component;

pub use figure::{Figure, FigureError};

/// A figure or a part of one, with what it follows from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivation {
    /// What it is.
    pub said: Said,
    /// How much.
    pub value: Value,
    /// What it follows from, in order.
    pub from: Vec<Derivation>,
}

/// How much something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// Money; below nothing where it is taken away.
    Money(Minor),
    /// Days.
    Days(i32),
    /// A rate.
    Rate(Rate),
    /// A date.
    Date(Date),
    /// A bucket; 0 is M0.
    Bucket(u8),
    /// A class of lateness.
    Class(LateClass),
    /// A number of things.
    Count(u32),
    /// It is there; it has no measure.
    None,
}

/// What a node of a derivation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The figure asked about, or one it is made of.
    Figure(Figure),
    /// Lent, taken over, billed or assessed.
    Billed(Component),
    /// Met by money.
    Met(Component),
    /// Given up by the lender.
    GivenUp(Component),
    /// Charged off.
    ChargedOff(Component),
    /// Money that came in and was not needed yet.
    SetAside,
    /// Money held that was used or paid back.
    Used,
    /// What was owed at charge-off.
    OwedAtChargeOff,
    /// Cash received after charge-off.
    Recovered,
    /// Not yet due: principal, interest since the last due, the fee for paying before time.
    Undue(Component),
    /// Money held for the borrower, set off.
    SetOff,
    /// The lateness of one due.
    LateOn(u16),
    /// Held back by a cap.
    HeldBack,
    /// Taken over, given up or moved by something told of the loan as a whole.
    Otherwise,
    /// A due that fell, as it fell.
    AsItFell(Component),
    /// Something recorded.
    Fact {
        /// Its number.
        number: u32,
        /// Its kind, as files name it.
        kind: &'static str,
        /// The date it counts for.
        value_date: Date,
        /// When it was learnt.
        recorded_on: Date,
    },
    /// A day on which time alone changed something.
    Day(Date),
    /// The amount a rate runs on.
    Base,
    /// A rate.
    Rate,
    /// Days from one date to another, the end not counted.
    Span {
        /// First day counted.
        from: Date,
        /// First day no longer counted.
        to: Date,
    },
    /// The oldest due that is not satisfied.
    OldestUnpaid(u16),
    /// Days reached before a date on which it mattered.
    Interval {
        /// First day of the interval.
        from: u16,
        /// Its last; none for an interval without end.
        through: Option<u16>,
    },
    /// A rule of the product signed.
    Rule {
        /// Which product version.
        product: ProductRef,
        /// The section of its file.
        section: Section,
    },
}

/// A section of a product file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// How time becomes interest.
    Interest,
    /// How principal falls due.
    Schedule,
    /// What lateness is treated as none.
    Tolerance,
    /// What lateness costs.
    Late,
    /// Who is paid first.
    Waterfall,
    /// Paying before time.
    Prepayment,
    /// Buckets and classes.
    Delinquency,
    /// Statements, minimum and interest of a revolving account.
    Revolving,
}

impl Section {
    /// The section's name in the file.
    pub const fn word(self) -> &'static str {
        match self {
            Section::Interest => "interest",
            Section::Schedule => "schedule",
            Section::Tolerance => "tolerance",
            Section::Late => "late",
            Section::Waterfall => "waterfall",
            Section::Prepayment => "prepayment",
            Section::Delinquency => "delinquency",
            Section::Revolving => "revolving",
        }
    }
}

impl Said {
    /// Whether it is a part that adds to the amount above it.
    pub const fn is_part(&self) -> bool {
        matches!(
            self,
            Said::Figure(_)
                | Said::Billed(_)
                | Said::Met(_)
                | Said::GivenUp(_)
                | Said::ChargedOff(_)
                | Said::SetAside
                | Said::Used
                | Said::OwedAtChargeOff
                | Said::Recovered
                | Said::Undue(_)
                | Said::SetOff
                | Said::LateOn(_)
                | Said::HeldBack
                | Said::Otherwise
                | Said::AsItFell(_)
        )
    }
}

impl Derivation {
    pub(crate) fn new(said: Said, value: Value, from: Vec<Derivation>) -> Derivation {
        Derivation { said, value, from }
    }

    pub(crate) fn money(said: Said, amount: Minor, from: Vec<Derivation>) -> Derivation {
        Derivation::new(said, Value::Money(amount), from)
    }

    pub(crate) fn rule(contract: Contract, section: Section) -> Derivation {
        let product = contract.terms.product.clone();
        Derivation::new(Said::Rule { product, section }, Value::None, Vec::new())
    }

    /// Whether every amount in the tree is the sum of its parts, where it has any.
    pub fn adds_up(&self) -> bool {
        let parts = || self.from.iter().filter(|node| node.said.is_part());
        let amount = |node: &Derivation| match node.value {
            Value::Money(amount) => Some(amount),
            _ => None,
        };
        let whole = match (amount(self), parts().map(amount).collect::<Option<Vec<Minor>>>()) {
            (Some(amount), Some(parts)) if !parts.is_empty() => {
                parts.into_iter().sum::<Minor>() == amount
            }
            _ => true,
        };
        whole && self.from.iter().all(Derivation::adds_up)
    }
}

/// Derives a figure of a loan as of the end of `horizon.value_date`, as known at the end of
/// `horizon.known_on`. None where the loan has no such figure then.
pub fn explain(
    contract: Contract,
    facts: &[Fact],
    figure: Figure,
    horizon: Horizon,
) -> Option<Derivation> {
    let told = trace::Told::new(contract, facts, horizon);
    match figure {
        Figure::Outstanding => Some(balance::outstanding(&told)),
        Figure::Balance(component) => Some(balance::of(&told, component)),
        Figure::Held => Some(balance::held(&told)),
        Figure::AccruedInterest => Some(balance::accrued(&told)),
        Figure::Payoff => Some(balance::payoff(&told)),
        Figure::Due(number) => due::due(&told, number),
        Figure::DaysPastDue => Some(lateness::days_past_due(&told)),
        Figure::DaysPastDueCounted => Some(lateness::counted(&told)),
        Figure::Bucket => Some(lateness::bucket(&told)),
        Figure::Class => Some(lateness::class(&told)),
    }
}
