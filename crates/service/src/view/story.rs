//! One loan as a story: where it stands, how it came there, and why each figure is what it is.

use engine::delinquency::LateClass;
use engine::delinquency::counters::Counters;
use engine::effects::{Event, EventKind};
use engine::fact::Fact;
use engine::payoff::Payoff;
use engine::product::{Amortization, Bilingual, ProductRef};
use engine::revolving::Revolving;
use engine::state::{Components, Status};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::Rate;

/// One loan as of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoanStory {
    /// The date it is told for; later facts are left out.
    pub as_of: Date,
    /// Of every amount.
    pub currency: Currency,
    /// Which loan, and whose.
    pub identity: Identity,
    /// What was signed.
    pub signed: SignedTerms,
    /// Where it stands.
    pub standing: Standing,
    /// A revolving account's limit, statement, purchases and plans; none for other loans.
    pub account: Option<AccountStanding>,
    /// What happened, in order.
    pub timeline: Vec<Entry>,
    /// Every line of the schedule: fallen and to come.
    pub schedule: Vec<ScheduleLine>,
    /// Principal outstanding whenever it changed, oldest first.
    pub balance: Vec<BalancePoint>,
    /// One for each figure that can be asked why.
    pub reasons: Vec<Reason>,
}

/// Which loan, and whose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The id links carry.
    pub loan: String,
    /// The borrower's name.
    pub borrower: String,
    /// The product and version signed.
    pub product: ProductRef,
    /// What people call it.
    pub product_name: Bilingual,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedTerms {
    /// Principal lent.
    pub principal: Minor,
    /// When it was paid out.
    pub lent_on: Date,
    /// The contract rate in force.
    pub rate: Rate,
    /// How principal is repaid.
    pub amortization: Amortization,
    /// Number of instalments.
    pub installments: u16,
    /// Last day of each bucket from M0 on.
    pub bucket_ends: Vec<u16>,
}

/// Where a loan stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it is in its life.
    pub status: Status,
    /// Every counter of days past due.
    pub counters: Counters,
    /// 0 is M0.
    pub bucket: u8,
    /// The class of the counted days.
    pub class: LateClass,
    /// What ends the loan on this date: arrears, undue and held money by component.
    pub payoff: Payoff,
    /// The next due that has not fallen.
    pub next_due: Option<NextDue>,
}

/// What a revolving account holds beside its dues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountStanding {
    /// Limit, statement, purchases and plans.
    pub revolving: Revolving,
    /// What of the limit is left to spend; below nothing when more is owed.
    pub credit_left: Minor,
}

/// The next due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextDue {
    /// When.
    pub on: Date,
    /// How much.
    pub amount: Minor,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The date it counts for.
    pub on: Date,
    /// What.
    pub what: Happening,
}

/// A fact, or what followed from facts and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// What the world or a decision did.
    Fact(Fact),
    /// What followed.
    Event(EventKind),
}

impl Entry {
    /// Facts and events as one story. Within a day dues fall first, then facts come in, then what
    /// followed from them.
    pub fn merge(facts: Vec<Fact>, events: Vec<Event>) -> Vec<Entry> {
        let facts = facts
            .into_iter()
            .map(|fact| Entry { on: fact.value_date, what: Happening::Fact(fact) });
        let events = events
            .into_iter()
            .map(|event| Entry { on: event.on, what: Happening::Event(event.kind) });
        let mut entries: Vec<Entry> = facts.chain(events).collect();
        entries.sort_by_key(|entry| {
            let place = match &entry.what {
                Happening::Event(EventKind::Fell { .. }) => 0,
                Happening::Fact(_) => 1,
                Happening::Event(_) => 2,
            };
            (entry.on, place)
        });
        entries
    }
}

/// One line of the schedule beside what happened to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScheduleLine {
    /// Counts from 1 over the loan's life.
    pub number: u16,
    /// When it falls due.
    pub on: Date,
    /// What was planned.
    pub planned: Components,
    /// What has been paid of it, charges for its lateness included.
    pub paid: Minor,
    /// The day it was wholly paid.
    pub paid_on: Option<Date>,
    /// What is still unpaid of it, charges for its lateness included.
    pub outstanding: Components,
    /// Days from its date to full payment, or to the date of the story.
    pub late_days: u16,
    /// How it stands.
    pub state: LineState,
}

/// How a line of the schedule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// Not yet due.
    Ahead,
    /// Not yet due, and dated in a year whose working days are not announced: it may still move.
    Provisional,
    /// Due on the date of the story, or within the days of tolerance.
    Open,
    /// Past its date and not wholly paid.
    Late,
    /// Paid by its date.
    Paid,
    /// Paid after its date.
    PaidLate,
    /// A plan or a prepayment put other lines in its place.
    Replaced,
}

/// Principal outstanding from a date on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BalancePoint {
    /// From when.
    pub on: Date,
    /// How much.
    pub principal: Minor,
}

/// Why a figure is what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// Which figure.
    pub figure: Figure,
    /// What it is.
    pub value: Quantity,
    /// How it came about, with the numbers.
    pub formula: Formula,
    /// What it stands on.
    pub sources: Vec<Source>,
}

/// A figure that can be asked why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// Days past due by the contract.
    DaysPastDue,
    /// Days past due after tolerance.
    DaysPastDueCounted,
    /// Days of material arrears.
    DaysPastDueMaterial,
    /// The worst of the last 24 months.
    DaysPastDueMax24m,
    /// Dues missed and unpaid.
    InstallmentsMissed,
    /// The bucket.
    Bucket,
    /// The class.
    Class,
    /// What is due and unpaid.
    Arrears,
    /// The late charge on one due.
    LateCharge {
        /// Which due.
        due: u16,
    },
    /// Interest since the last due.
    InterestAccrued,
    /// What ends the loan today.
    Payoff,
}

/// The value of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// An amount.
    Amount(Minor),
    /// So many days.
    Days(u16),
    /// So many dues.
    Dues(u16),
    /// A bucket.
    Bucket(u8),
    /// A class.
    Class(LateClass),
}

/// How a figure came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formula {
    /// The days from one date to another.
    DaysBetween {
        /// Not counted itself.
        from: Date,
        /// Counted.
        to: Date,
    },
    /// The days from one date to another, less those paused.
    DaysCounted {
        /// Not counted itself.
        from: Date,
        /// Counted.
        to: Date,
        /// Not counted either.
        paused: u16,
    },
    /// Parts that add up.
    Sum(Vec<Part>),
    /// An amount times a rate times days.
    Accrual {
        /// On what.
        base: Minor,
        /// At which rate.
        rate: Rate,
        /// For how many days.
        days: u16,
    },
    /// The interval that a number of days lies in.
    Interval {
        /// The number.
        days: u16,
        /// First day of the interval.
        from: u16,
        /// Its last day; none when open-ended.
        through: Option<u16>,
    },
    /// These dues, counted.
    Dues(Vec<u16>),
    /// The largest of these.
    Largest(Vec<u16>),
}

/// One part of a sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Of what.
    pub of: PartOf,
    /// How much; below nothing when it is set off.
    pub amount: Minor,
}

/// What a part of a sum is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartOf {
    /// Of what has fallen due: a component.
    Due(Component),
    /// Of what has not fallen due: a component.
    Undue(Component),
    /// Held for the borrower, set off.
    Held,
}

/// What a figure stands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A fact, by its number.
    Fact(u32),
    /// A due, by its number.
    Due(u16),
    /// A product's terms.
    Product(ProductRef),
}
