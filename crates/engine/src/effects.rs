//! What a step of the fold brought about: ledger transfers, and the story behind them.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::Rate;

use crate::posting::{GlAccount, Transfer};
use crate::revolving::RevolvingEvent;
use crate::state::Components;
use crate::waterfall::Component;

/// Transfers and events of one or more steps, in the order they came about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effects {
    /// For the ledger.
    pub transfers: Vec<Transfer>,
    /// For people.
    pub events: Vec<Event>,
}

/// A dated consequence, in words a story can be told with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub on: Date,
    /// What.
    pub kind: EventKind,
}

/// What came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventKind {
    /// A due fell.
    Fell {
        /// Which.
        number: u16,
        /// Of what it is made.
        amounts: Components,
        /// Principal not yet due afterwards.
        principal_undue: Minor,
    },
    /// Part of a payment met part of a due.
    Allocated {
        /// Which due.
        number: u16,
        /// What.
        component: Component,
        /// How much.
        amount: Minor,
    },
    /// Part of a payment met what was not yet due.
    Prepaid {
        /// What.
        component: Component,
        /// How much.
        amount: Minor,
    },
    /// Money was held for the borrower.
    Held(Minor),
    /// Held money was used.
    HeldUsed(Minor),
    /// A due is wholly paid.
    Satisfied {
        /// Which.
        number: u16,
    },
    /// A flat fee for lateness.
    LateFeeCharged {
        /// Of which due.
        number: u16,
        /// How much.
        amount: Minor,
    },
    /// A small rest was treated as paid and rolls to the next due.
    Rolled {
        /// Of which due.
        number: u16,
        /// How much.
        amount: Minor,
    },
    /// The bucket changed.
    BucketChanged {
        /// Before.
        from: u8,
        /// After.
        to: u8,
    },
    /// Paid to current after having been late.
    Cured,
    /// Income is no longer booked.
    NonaccrualBegan,
    /// Income is booked again.
    NonaccrualEnded,
    /// A charge was added, due at once.
    Charged {
        /// Of what.
        component: Component,
        /// How much.
        amount: Minor,
    },
    /// Another contract rate from the day on.
    RateChanged {
        /// The new one.
        rate: Rate,
        /// The level instalment afterwards; nothing where the schedule is not level.
        payment: Minor,
    },
    /// Part of what was owed was given up.
    Waived {
        /// What.
        component: Component,
        /// How much.
        amount: Minor,
    },
    /// A plan took effect.
    PlanBegan {
        /// Its level instalment of principal and interest.
        payment: Minor,
        /// Interest deferred over it.
        deferred_interest: Minor,
        /// Default interest set aside.
        conditional_waiver: Minor,
    },
    /// Enough plan dues were kept.
    PlanCured,
    /// The plan was broken; what was set aside is owed again.
    PlanBroken,
    /// Arrears count as late only from a later date on.
    ReAged {
        /// From when.
        counted_from: Date,
        /// Days past due on the day of the re-age.
        days_before: u16,
    },
    /// A due was moved.
    DueMoved {
        /// Which.
        number: u16,
        /// To when.
        to: Date,
    },
    /// The next dues were moved to the end.
    Deferred {
        /// How many.
        dues: u8,
        /// When the next one falls due now.
        next_due: Date,
    },
    /// What is not yet due was set on later dates.
    Extended {
        /// The first.
        first_due: Date,
        /// How many dues.
        installments: u16,
    },
    /// Another rate from now on.
    RateLowered {
        /// It.
        rate: Rate,
        /// First day no longer at it.
        until: Option<Date>,
    },
    /// Neither interest nor lateness costs anything.
    InterestStopped {
        /// First day on which they do again.
        until: Option<Date>,
    },
    /// A time at another rate has ended.
    RateRestored {
        /// The rate from now on.
        rate: Rate,
    },
    /// An amount was set aside, to be given up or owed again.
    SetAside {
        /// Of what.
        component: Component,
        /// How much.
        amount: Minor,
        /// Dues that must be kept for it to be given up.
        vests_after: u8,
    },
    /// What was set aside is owed again.
    OwedAgain {
        /// Of what.
        component: Component,
        /// How much.
        amount: Minor,
    },
    /// So much, by the dates agreed, ends the loan.
    SettlementBegan {
        /// All of it.
        amount: Minor,
    },
    /// A payment of a settlement was missed; all is owed as signed.
    SettlementBroken {
        /// What had come in for it.
        paid: Minor,
    },
    /// The settlement was paid; the rest was given up.
    SettlementCompleted {
        /// All that was given up.
        forgiven: Minor,
    },
    /// Another loan paid this one off.
    Refinanced,
    /// Days are not counted as days past due.
    Paused {
        /// The last of them.
        until: Date,
    },
    /// A pause ends on another date.
    PauseChanged {
        /// Its last day now.
        until: Date,
    },
    /// Charged off.
    ChargedOff(Components),
    /// Cash after charge-off.
    Recovered(Minor),
    /// Paid back to the borrower.
    Refunded(Minor),
    /// Policy says this loan should now be charged off.
    ChargeOffProposed,
    /// Nothing is owed any more.
    Settled,
    /// Something only a revolving account knows: a statement, a conversion.
    Revolving(RevolvingEvent),
}

impl Effects {
    /// Empties both lists, keeping their room.
    pub fn clear(&mut self) {
        self.transfers.clear();
        self.events.clear();
    }

    /// Adds a transfer; nothing for no amount.
    pub fn post(&mut self, value_date: Date, debit: GlAccount, credit: GlAccount, amount: Minor) {
        debug_assert!(amount >= Minor::ZERO, "transfers run forward");
        if amount > Minor::ZERO {
            self.transfers.push(Transfer { value_date, debit, credit, amount });
        }
    }

    /// Adds an event.
    pub fn note(&mut self, on: Date, kind: EventKind) {
        self.events.push(Event { on, kind });
    }
}
