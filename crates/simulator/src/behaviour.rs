//! What a borrower does about a loan next: pay early, in time, late, in part, all at once, or not.

use engine::contract::Contract;
use engine::delinquency::counters::days_past_due;
use engine::state::{State, Status};
use primitives::amount::Minor;
use primitives::date::Date;
use rand::RngExt;
use rand_pcg::Pcg32;

use crate::population::{Livelihood, Person};

/// What a borrower means to do on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intention {
    /// Pay this many hundredths of what is due by then.
    PayDue(u8),
    /// Pay the next due before it falls.
    PayAhead,
    /// Pay part of the principal before time.
    Prepay,
    /// Pay everything and be done.
    Payoff,
    /// The bank takes the payment with this number back.
    Bounce(u32),
    /// Ask for a plan over so many months.
    Plan(u8),
    /// Nothing; think again.
    Nothing,
}

/// A borrower's mind about one loan.
#[derive(Clone, Debug)]
pub struct Mind {
    /// Whose.
    pub person: u32,
    /// What comes next.
    pub intention: Intention,
    /// Until when income is broken off.
    pub trouble_until: Date,
    /// Whether the borrower has given up.
    pub outlook: Outlook,
    dice: Pcg32,
}

/// Whether a borrower still means to repay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outlook {
    /// Yes.
    Willing,
    /// Only now and then a little.
    Lost,
}

impl Mind {
    /// A new loan's mind.
    pub fn new(person: u32, dice: Pcg32) -> Mind {
        Mind {
            person,
            intention: Intention::Nothing,
            trouble_until: Date::MIN,
            outlook: Outlook::Willing,
            dice,
        }
    }

    fn chance(&mut self, share: f64) -> bool {
        self.dice.random_range(0.0..1.0) < share
    }

    fn days(&mut self, from: i32, to: i32) -> i32 {
        self.dice.random_range(from..=to)
    }

    /// Decides what to do next about a loan as it stands, and when; nothing more once it is over.
    pub fn decide(
        &mut self,
        person: &Person,
        contract: Contract,
        state: &State,
        today: Date,
    ) -> Option<Date> {
        match state.status {
            Status::Settled { .. } => None,
            Status::ChargedOff { .. } => self.after_charge_off(today),
            _ if !state.dues.is_empty() => Some(self.in_arrears(person, state, today)),
            _ => self.before_next_due(person, contract, state, today),
        }
    }

    fn after_charge_off(&mut self, today: Date) -> Option<Date> {
        self.intention = Intention::PayDue(self.dice.random_range(3..15));
        self.chance(0.5).then(|| today.plus_days(self.days(40, 120)))
    }

    fn in_arrears(&mut self, person: &Person, state: &State, today: Date) -> Date {
        let late = days_past_due(state, today);
        if state.plan.is_none() && (30..90).contains(&late) && self.chance(0.07) {
            self.intention = Intention::Plan(self.dice.random_range(6..=12));
            self.outlook = Outlook::Willing;
            self.trouble_until = Date::MIN;
            return today.plus_days(self.days(2, 10));
        }
        if self.outlook == Outlook::Lost {
            let token = self.chance(0.12);
            self.intention = if token { Intention::PayDue(8) } else { Intention::Nothing };
            return today.plus_days(self.days(25, 50));
        }
        if today < self.trouble_until {
            let token = self.chance(0.25);
            self.intention = if token { Intention::PayDue(25) } else { Intention::Nothing };
            return today.plus_days(self.days(15, 35));
        }
        if self.trouble_until != Date::MIN {
            self.trouble_until = Date::MIN;
            if !self.chance(person.recovery) {
                self.outlook = Outlook::Lost;
                self.intention = Intention::Nothing;
                return today.plus_days(30);
            }
        }
        self.intention = Intention::PayDue(100);
        today.plus_days(self.days(1, 12))
    }

    fn before_next_due(
        &mut self,
        person: &Person,
        contract: Contract,
        state: &State,
        today: Date,
    ) -> Option<Date> {
        let due = state.schedule.as_ref()?.next_due(contract);
        self.meet_fate(person, today);
        if self.outlook == Outlook::Lost || due <= self.trouble_until {
            self.intention = Intention::Nothing;
            return Some(due.plus_days(self.days(1, 10)).max(today.plus_days(1)));
        }
        if self.chance(0.012) {
            self.intention = Intention::Payoff;
            return Some(today.plus_days(self.days(1, 20)));
        }
        if self.chance(0.006) {
            self.intention = Intention::Prepay;
            return Some(
                today.plus_days(self.days(1, 20)).min(due.plus_days(-1)).max(today.plus_days(1)),
            );
        }
        let in_time = person.discipline + season(person.livelihood, due);
        let (days, intention) = if self.chance(in_time) {
            match self.days(0, 9) {
                0 | 1 => (-self.days(1, 4), Intention::PayAhead),
                _ => (0, Intention::PayDue(100)),
            }
        } else {
            match self.days(0, 9) {
                0..=5 => (self.days(1, 6), Intention::PayDue(100)),
                6 | 7 => (self.days(7, 33), Intention::PayDue(100)),
                8 => (0, Intention::PayDue(50)),
                _ => (self.days(34, 75), Intention::PayDue(100)),
            }
        };
        self.intention = intention;
        Some(due.plus_days(days).max(today.plus_days(1)))
    }

    /// Once a period, income may break off for some months.
    fn meet_fate(&mut self, person: &Person, today: Date) {
        if self.trouble_until == Date::MIN && self.chance(person.fragility) {
            self.trouble_until = today.plus_days(self.days(45, 210));
        }
    }

    /// Whether the payment just made will be taken back by the bank.
    pub fn will_bounce(&mut self) -> bool {
        self.chance(0.003)
    }

    /// An amount for a payment before time.
    pub fn part_of(&mut self, amount: Minor) -> Minor {
        Minor((amount.0 * i64::from(self.days(10, 60)) / 100 / 10_000 * 10_000).max(10_000))
    }
}

/// How the time of year moves the chance of paying in time: around the Spring Festival less,
/// for shops after the November sales more.
fn season(livelihood: Livelihood, due: Date) -> f64 {
    match (livelihood, due.month()) {
        (_, 2) => -0.020,
        (Livelihood::Merchant, 11 | 12) => 0.015,
        (Livelihood::Gig, 7 | 8) => 0.010,
        _ => 0.0,
    }
}
