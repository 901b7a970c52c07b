//! Where a loan stands: what the fold has made of the facts so far.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::Rate;

use crate::fact::LegacyLine;
use crate::relief::ReliefRecord;
use crate::revolving::Revolving;
use crate::waterfall::Component;

/// A loan's standing at the end of a day. Cached by the register, rebuilt by the fold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Where the loan is in its life.
    pub status: Status,
    /// Everything up to the end of this date has been assessed.
    pub closed_through: Date,
    /// Dues of this date have fallen; its end may still be open.
    pub opened_on: Date,
    /// Contract rate in force.
    pub rate: Rate,
    /// How the rest falls due; none before disbursement and after the last due.
    pub schedule: Option<Schedule>,
    /// Principal not yet due.
    pub principal_undue: Minor,
    /// What has fallen due and is not wholly paid, oldest first.
    pub dues: Vec<Due>,
    /// Money held for the borrower; below nothing when more was refunded than a later reversal
    /// left.
    pub unapplied: Minor,
    /// Since when income is not booked.
    pub nonaccrual_since: Option<Date>,
    /// The plan in force, or the last one.
    pub plan: Option<Plan>,
    /// What a revolving account remembers; none for other loans and once charged off.
    pub revolving: Option<Box<Revolving>>,
    /// What is remembered of relief; none for a loan that never had any.
    pub relief: Option<Box<ReliefRecord>>,
    /// What the counters need to remember.
    pub record: Record,
    /// Sums over the loan's life; the conservation check stands on them.
    pub totals: Totals,
    /// Value date of the last fact folded.
    pub last_value_date: Date,
}

/// Where a loan is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Signed, not paid out.
    Pending,
    /// Paid out and owed.
    Active,
    /// Nothing is owed any more.
    Settled {
        /// Since when.
        on: Date,
    },
    /// Carried as lost; still owed.
    ChargedOff {
        /// Since when.
        on: Date,
        /// What was owed then and has not been recovered.
        outstanding: Components,
    },
}

/// How undue principal falls due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The shape of the dues.
    pub shape: Shape,
    /// Unshifted date of due number `first_number`.
    pub anchor: Date,
    /// Number of the due at the anchor.
    pub first_number: u16,
    /// Number of the next due.
    pub next_number: u16,
    /// Number of the last due.
    pub last_number: u16,
    /// Start of the running interest period.
    pub period_start: Date,
    /// Exact interest of the running period up to `accrued_to`: the numerator over the period's
    /// denominator.
    pub accrued: i128,
    /// Up to when `accrued` reaches.
    pub accrued_to: Date,
    /// Interest of an earlier schedule, deferred without interest over these dues.
    pub deferred_interest: Minor,
    /// Its part in each due but the last, which takes the rest.
    pub deferred_part: Minor,
    /// By how many months relief has put all its dues off.
    pub postponed_months: u16,
    /// The one due that relief has moved on its own.
    pub moved: Option<MovedDue>,
}

/// A due on a date of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovedDue {
    /// Which.
    pub number: u16,
    /// Its date, not moved by a calendar.
    pub on: Date,
}

/// The shape of the dues of a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Principal is what the level payment leaves after interest.
    Level {
        /// The level payment.
        payment: Minor,
    },
    /// Principal in equal parts.
    EqualPrincipal {
        /// One part.
        part: Minor,
    },
    /// Principal in parts by the product's weights.
    Weighted {
        /// Principal when the parts were cut.
        whole: Minor,
        /// The weights it was cut over.
        over: u32,
    },
    /// No principal before the last due.
    Balloon,
    /// Lines taken over as they stand, next first.
    Listed(Vec<LegacyLine>),
}

/// One due: fallen, payable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Counts from 1 over the loan's life.
    pub number: u16,
    /// When it fell due.
    pub on: Date,
    /// What is still unpaid of it.
    pub outstanding: Components,
    /// What its lateness has cost.
    pub late: LateMeter,
}

/// The lateness of one due, kept exactly: money times time, priced when it is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LateMeter {
    /// Exact default interest so far: numerator over the loan's late-rate denominator.
    pub accrued: i128,
    /// The same before caps.
    pub uncapped: i128,
    /// Contract interest on the overdue principal: numerator over the contract rate's denominator.
    pub contract: i128,
    /// Up to when all three reach.
    pub counted_to: Date,
    /// Default interest billed so far.
    pub assessed: Minor,
    /// Charges above a cap noted so far, never billed.
    pub suppressed: Minor,
    /// The flat fee for this due.
    pub flat_fee: FlatFee,
}

/// Whether a due's flat late fee has been charged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlatFee {
    /// Not, or there is none.
    Open,
    /// It has.
    Charged,
}

/// An amount of each component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Components {
    /// Principal.
    pub principal: Minor,
    /// Interest.
    pub interest: Minor,
    /// Fees.
    pub fee: Minor,
    /// Flat late fees.
    pub late_fee: Minor,
    /// Default interest.
    pub default_interest: Minor,
}

impl Components {
    /// The amount of one component.
    pub const fn get(&self, component: Component) -> Minor {
        match component {
            Component::Principal => self.principal,
            Component::Interest => self.interest,
            Component::Fee => self.fee,
            Component::LateFee => self.late_fee,
            Component::DefaultInterest => self.default_interest,
        }
    }

    /// The same, to change.
    pub const fn get_mut(&mut self, component: Component) -> &mut Minor {
        match component {
            Component::Principal => &mut self.principal,
            Component::Interest => &mut self.interest,
            Component::Fee => &mut self.fee,
            Component::LateFee => &mut self.late_fee,
            Component::DefaultInterest => &mut self.default_interest,
        }
    }

    /// Everything together.
    pub fn total(&self) -> Minor {
        Component::ALL.into_iter().map(|component| self.get(component)).sum()
    }

    /// What keeps a due late: principal, interest and fees, not the price of lateness itself.
    pub fn contractual(&self) -> Minor {
        self.principal + self.interest + self.fee
    }

    /// Adds another amount of each component.
    pub fn add(&mut self, other: &Components) {
        for component in Component::ALL {
            *self.get_mut(component) += other.get(component);
        }
    }
}

/// A plan that replaced a schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// When it took effect.
    pub on: Date,
    /// Days past due on that day.
    pub days_past_due_before: u16,
    /// Dues kept since.
    pub kept: u8,
    /// Dues that must be kept for a cure.
    pub kept_to_cure: u8,
    /// Default interest set aside, given up when the plan is completed.
    pub conditional_waiver: Minor,
    /// How it goes.
    pub course: PlanCourse,
}

/// How a plan goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanCourse {
    /// Running, not yet cured.
    Running,
    /// Enough dues were kept.
    Cured,
    /// Two dues missed or more than 30 days past due; what was set aside is owed again.
    Broken,
}

/// What the delinquency counters need to remember.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Record {
    /// The bucket at the end of `closed_through`; 0 is M0.
    pub bucket: u8,
    /// Since the end of which date the overdue amount has been material.
    pub material_since: Option<Date>,
    /// Ends of past spells of lateness within two years, with the days reached.
    pub peaks: Vec<Peak>,
}

/// The end of a spell of lateness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peak {
    /// The day a payment cleared the oldest due.
    pub on: Date,
    /// Days past due reached by the evening before.
    pub days: u16,
}

/// Sums over the loan's life. For every component:
/// `billed = paid + waived + charged_off + outstanding`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Lent, billed or assessed.
    pub billed: Components,
    /// Met by payments.
    pub paid: Components,
    /// Given up.
    pub waived: Components,
    /// Charged off.
    pub charged_off: Components,
    /// Received after charge-off.
    pub recovered: Minor,
    /// All cash received.
    pub received: Minor,
    /// Paid back to the borrower.
    pub refunded: Minor,
}

impl State {
    /// Before anything has happened, at the contract rate signed.
    pub fn pending(rate: Rate) -> State {
        State {
            status: Status::Pending,
            rate,
            closed_through: Date::MIN,
            opened_on: Date::MIN,
            schedule: None,
            principal_undue: Minor::ZERO,
            dues: Vec::new(),
            unapplied: Minor::ZERO,
            nonaccrual_since: None,
            plan: None,
            revolving: None,
            relief: None,
            record: Record::default(),
            totals: Totals::default(),
            last_value_date: Date::MIN,
        }
    }

    /// Principal lent and neither repaid, waived nor charged off.
    pub fn principal_outstanding(&self) -> Minor {
        self.principal_undue + self.overdue_and_due().principal
    }

    /// Everything that has fallen due and is unpaid, by component, as last assessed.
    pub fn overdue_and_due(&self) -> Components {
        let mut sum = Components::default();
        self.dues.iter().for_each(|due| sum.add(&due.outstanding));
        sum
    }

    /// What is outstanding of every component, as last assessed: the right side of the
    /// conservation check.
    pub fn outstanding(&self) -> Components {
        let mut sum = self.overdue_and_due();
        sum.principal += self.principal_undue;
        if let Some(schedule) = &self.schedule {
            sum.interest += schedule.deferred_interest;
        }
        if let Some(account) = &self.revolving {
            sum.add(&account.billed_ahead());
        }
        if let Some(Plan {
            course: PlanCourse::Running | PlanCourse::Cured,
            conditional_waiver,
            ..
        }) = self.plan
        {
            sum.default_interest += conditional_waiver;
        }
        for aside in self.relief.iter().flat_map(|record| &record.set_aside) {
            *sum.get_mut(aside.component) += aside.amount;
        }
        sum
    }
}
