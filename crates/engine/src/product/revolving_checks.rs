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

#[cfg(test)]
mod tests {
    use crate::product::file::read;

    const CARD: &str = include_str!("../../../../products/credit-card.toml");

    fn check(change: (&str, &str), field: &str) {
        assert!(CARD.contains(change.0), "{}", change.0);
        let error = read(&CARD.replacen(change.0, change.1, 1)).expect_err(change.1);
        let fields: Vec<&str> = error.problems.iter().map(|found| found.field.as_str()).collect();
        assert!(fields.contains(&field), "{change:?}: {fields:?}");
    }

    #[test]
    fn what_no_account_can_be_is_refused_at_its_field() {
        for (from, to, field) in [
            ("\"revolving\"", "\"bullet\"", "revolving"),
            ("rule = \"daily\", basis = \"ACT/365\"", "rule = \"periodic\"", "interest.rule"),
            ("installments = [1]", "installments = [1, 3]", "schedule.installments"),
            ("fee = \"0%\"", "fee = \"1%\"", "prepayment.fee"),
            ("bill_day = 5, due_day = 25", "bill_day = 5, due_day = 4", "revolving.cycles"),
            ("bill_day = 12, due_day = 2", "bill_day = 29, due_day = 2", "revolving.cycles"),
            ("bill_day = 12, due_day = 2", "bill_day = 5, due_day = 2", "revolving.cycles"),
            ("due_day = 25\n", "due_day = 24\n", "schedule.due_day"),
            ("share = \"10%\"", "share = \"110%\"", "revolving.minimum.share"),
            ("of = \"balance\"", "of = \"everything\"", "revolving.minimum.of"),
            ("floor = \"10.00\"", "floor = \"-1.00\"", "revolving.minimum.floor"),
            ("share = \"5%\"", "share = \"-5%\"", "revolving.over_limit.share"),
            (
                "0.05% per day\", fee = \"1%",
                "18% per year\", fee = \"1%",
                "revolving.cash_advance.rate",
            ),
            ("installments = 24", "installments = 61", "revolving.conversions"),
            ("installments = 6,", "installments = 3,", "revolving.conversions"),
            ("share-of-due 5%", "share-of-due 500%", "late.charge"),
        ] {
            check((from, to), field);
        }
    }

    #[test]
    fn an_account_without_its_section_is_refused() {
        let (before, after) = CARD.split_once("[revolving]").unwrap();
        let (_, after) = after.split_once("[tolerance]").unwrap();
        let error = read(&format!("{before}[tolerance]{after}")).unwrap_err();
        assert_eq!(error.problems[0].field, "schedule.amortization");
    }
}
