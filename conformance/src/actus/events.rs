//! What can happen to a contract, and in which order at one instant.

use primitives::date::Date;

use super::figure::Figure;
use super::moment::Moment;

/// A kind of event. Kinds are declared in the order in which they happen at one instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventKind {
    /// Principal is paid out.
    InitialExchange,
    /// A fee is paid.
    Fee,
    /// Principal, or the whole payment where it is level, is due.
    PrincipalRedemption,
    /// More principal is paid out.
    PrincipalIncrease,
    /// The contract is called: from here on nothing accrues.
    Call,
    /// Interest is paid.
    InterestPayment,
    /// Interest is added to principal.
    InterestCapitalization,
    /// The rate changes to one already known.
    RateResetFixed,
    /// The rate follows a market index.
    RateReset,
    /// The level payment is solved anew.
    PaymentFixing,
    /// The position is bought.
    Purchase,
    /// The position is sold.
    Termination,
    /// Amounts are scaled by an index.
    ScalingFixing,
    /// The base on which interest is computed is fixed.
    InterestBaseFixing,
    /// What is left is repaid.
    Maturity,
    /// What was called is repaid.
    Settlement,
    /// Someone looks; nothing changes.
    Monitoring,
}

impl EventKind {
    /// The code the standard uses.
    pub const fn code(self) -> &'static str {
        match self {
            EventKind::InitialExchange => "IED",
            EventKind::Fee => "FP",
            EventKind::PrincipalRedemption => "PR",
            EventKind::PrincipalIncrease => "PI",
            EventKind::Call => "XD",
            EventKind::InterestPayment => "IP",
            EventKind::InterestCapitalization => "IPCI",
            EventKind::RateResetFixed => "RRF",
            EventKind::RateReset => "RR",
            EventKind::PaymentFixing => "PRF",
            EventKind::Purchase => "PRD",
            EventKind::Termination => "TD",
            EventKind::ScalingFixing => "SC",
            EventKind::InterestBaseFixing => "IPCB",
            EventKind::Maturity => "MD",
            EventKind::Settlement => "STD",
            EventKind::Monitoring => "AD",
        }
    }
}

/// An instant on a schedule: when it is reported, and the time that counts for amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Due {
    /// As reported, moved off days that are not worked.
    pub at: Moment,
    /// What interest runs to and an index is read at.
    pub computed: Moment,
}

impl Due {
    /// An instant that no calendar moves.
    pub const fn fixed(at: Moment) -> Due {
        Due { at, computed: at }
    }

    /// First day whose interest is not in.
    pub fn counted(self) -> Date {
        self.computed.counted()
    }
}

/// Something that happens to a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When.
    pub due: Due,
    /// The principal part, the rate or the spread that the terms state for this event alone.
    pub stated: Option<Figure>,
}

impl Event {
    /// One whose figures the contract as a whole states.
    pub const fn plain(kind: EventKind, due: Due) -> Event {
        Event { kind, due, stated: None }
    }

    /// The key events are put in order by.
    pub const fn order(&self) -> (Moment, EventKind, Moment) {
        (self.due.at, self.kind, self.due.computed)
    }
}
