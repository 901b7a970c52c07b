//! What may stand in a product's revolving section.

use primitives::amount::Minor;
use primitives::rate::Fraction;

use super::revolving::{Cycle, RevolvingRule};
use super::validate::{Found, YEARLY_RATE_MOST, rises};
use super::{Amortization, DueDay, Product};
use crate::accrual::InterestRule;
use crate::contract::yearly;

/// The longest instalment plan of a purchase: five years.
pub const CONVERSION_MOST: u16 = 60;
/// Days that must lie between a statement's due date with its tolerance and the next statement.
const CYCLE_DAYS: i32 = 27;

impl Found {
    /// Checks the section, and that it stands where the product is a revolving one.
    pub(super) fn revolving(&mut self, product: &Product) {
        let amortization = product.amortization == Amortization::Revolving;
        let Some(rule) = product.revolving.as_deref() else {
            if amortization {
                let message = "needs a [revolving] section: statement days, minimum, interest";
                self.add("schedule.amortization", message);
            }
            return;
        };
        if !amortization {
            let message = "belongs to schedule.amortization = \"revolving\" only";
            self.add_beside("revolving", &["schedule.amortization"], message);
        }
        self.revolving_frame(product);
        self.cycles(product, &rule.cycles);
        self.spending(product, rule);
        self.conversions(rule);
    }

    /// What the rest of the product must be for an account that has no schedule.
    fn revolving_frame(&mut self, product: &Product) {
        if matches!(product.interest, InterestRule::Periodic) {
            self.add("interest.rule", "a revolving account counts interest by days: use \"daily\"");
        }
        if product.installments != [1] {
            self.add("schedule.installments", "a revolving account has no instalments: use [1]");
        }
        if product.prepayment.fee != Fraction::ZERO {
            self.add("prepayment.fee", "a revolving account may be paid at any time: use 0%");
        }
    }

    fn cycles(&mut self, product: &Product, cycles: &[Cycle]) {
        let field = "revolving.cycles";
        if cycles.is_empty() {
            self.add(field, "offers no statement day");
        }
        for cycle in cycles {
            let days = [cycle.bill_day, cycle.due_day];
            if days.iter().any(|day| !(1..=28).contains(day)) || cycle.bill_day == cycle.due_day {
                let message = format!("{days:?}: two different days from 1 to 28 are needed");
                self.add(field, message);
                continue;
            }
            // The shortest month has 28 days.
            let after = (i32::from(cycle.due_day) - i32::from(cycle.bill_day)).rem_euclid(28);
            if after + i32::from(product.tolerance.days) > CYCLE_DAYS {
                let message = format!(
                    "due day {} with its tolerance runs into the next statement",
                    cycle.due_day
                );
                self.add_beside(field, &["tolerance.days"], message);
            }
        }
        let twice = |day: fn(&Cycle) -> u8| {
            let mut days: Vec<u8> = cycles.iter().map(day).collect();
            days.sort_unstable();
            days.windows(2).any(|pair| pair[0] == pair[1])
        };
        if twice(|cycle| cycle.bill_day) || twice(|cycle| cycle.due_day) {
            self.add(field, "names a day twice: each statement day has one due day");
        }
        if let DueDay::Fixed(day) = product.due.day
            && cycles.first().is_some_and(|cycle| cycle.due_day != day)
        {
            let message = format!("{day} is not the due day of the first of revolving.cycles");
            self.add_beside("schedule.due_day", &["revolving.cycles"], message);
        }
    }

    fn spending(&mut self, product: &Product, rule: &RevolvingRule) {
        let shown = |amount: Minor| product.currency.format_minor(amount.0);
        self.share("revolving.minimum.share", rule.minimum.share, Fraction::ONE);
        self.share("revolving.over_limit.share", rule.over_limit.share, Fraction::ONE);
        for (field, amount) in [
            ("revolving.minimum.floor", rule.minimum.floor),
            ("revolving.over_limit.fee", rule.over_limit.fee),
            ("revolving.convertible_from", rule.convertible_from),
        ] {
            if !(Minor::ZERO..=product.amount.1).contains(&amount) {
                let message = format!("{} is not between zero and amount.max", shown(amount));
                self.add_beside(field, &["amount.max"], message);
            }
        }
        let Some(cash) = rule.cash_advance else { return };
        self.share("revolving.cash_advance.fee", cash.fee, Fraction::ONE);
        let within = (0..=i128::from(YEARLY_RATE_MOST.units())).contains(&yearly(cash.rate));
        if cash.rate.per != product.rate.0.per || !within {
            let message = format!("{} is not a rate per the same time as rate.min", cash.rate);
            self.add_beside("revolving.cash_advance.rate", &["rate.min"], message);
        }
    }

    fn conversions(&mut self, rule: &RevolvingRule) {
        let field = "revolving.conversions";
        let counts: Vec<u16> = rule.conversions.iter().map(|plan| plan.installments).collect();
        if !rises(&counts) {
            self.add(field, format!("{counts:?} does not rise: name each number once, in order"));
        }
        for plan in &rule.conversions {
            if !(2..=CONVERSION_MOST).contains(&plan.installments) {
                let message = format!(
                    "{} instalments: a plan has from 2 to {CONVERSION_MOST}",
                    plan.installments
                );
                self.add(field, message);
            }
            self.share(field, plan.fee, Fraction::ONE);
        }
    }
}
