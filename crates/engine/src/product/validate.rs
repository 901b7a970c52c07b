//! What may stand in a product. Every check looks at the whole product and reports all it finds.

use std::fmt::Display;

use primitives::amount::Minor;
use primitives::rate::{FRACTION_UNITS, Fraction, Per, Rate};
use primitives::rounding::Rounding;

use super::{DueDay, LateCharge, PrepayPermission, Product, Surplus};
use crate::accrual::InterestRule;
use crate::contract::yearly;
use crate::waterfall::{Component, Waterfall};

/// The longest tolerance that still deserves the name.
pub const TOLERANCE_DAYS_MOST: u16 = 30;
/// The longest schedule.
pub const INSTALLMENTS_MOST: u16 = 480;
/// How many bucket ends may be named.
pub const BUCKETS_MOST: usize = 12;
/// The longest product id.
pub const ID_LENGTH_MOST: usize = 40;
/// The largest principal in minor units; with the highest rate, 40 years of exact interest on it
/// stay within 128 bits.
pub const AMOUNT_MOST: Minor = Minor(1_000_000_000_000_000);
/// The highest yearly rate, contract or late: 10,000 %.
pub const YEARLY_RATE_MOST: Fraction = Fraction::from_units(100 * FRACTION_UNITS);
/// The highest sum of late charges that a cap may name: ten times the principal.
pub const LATE_TOTAL_MOST: Fraction = Fraction::from_units(10 * FRACTION_UNITS);

/// Something in a product that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The field at fault, as the product file names it.
    pub field: &'static str,
    /// Other fields it contradicts.
    pub beside: &'static [&'static str],
    /// What is wrong and what would be right.
    pub message: String,
}

/// Everything in a product that cannot be; empty for a product that may be signed under.
pub fn check(product: &Product) -> Vec<Violation> {
    let mut found = Found { violations: Vec::new() };
    found.identity(product);
    found.amounts(product);
    found.rates(product);
    found.schedule(product);
    found.tolerance(product);
    found.prepayment(product);
    found.charges(product);
    found.late_charge(product);
    found.caps(product);
    found.waterfalls(product);
    found.buckets(product);
    found.thresholds(product);
    found.parts(product);
    found.drawdowns(product);
    found.moved_dates(product);
    found.rounding(product);
    found.policy(product);
    found.revolving(product);
    found.violations
}

/// Why a due day is refused.
pub(super) fn due_day_refused(day: &dyn Display) -> String {
    format!("{day} is not between 1 and 28; use \"disbursement\" or a day every month has")
}

pub(super) struct Found {
    violations: Vec<Violation>,
}

impl Found {
    pub(super) fn add(&mut self, field: &'static str, message: impl Into<String>) {
        self.add_beside(field, &[], message);
    }

    pub(super) fn add_beside(
        &mut self,
        field: &'static str,
        beside: &'static [&'static str],
        message: impl Into<String>,
    ) {
        self.violations.push(Violation { field, beside, message: message.into() });
    }

    fn identity(&mut self, product: &Product) {
        let id = &product.reference.id;
        let kebab = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if id.len() > ID_LENGTH_MOST || !id.split('-').all(kebab) {
            let message = format!(
                "\"{id}\" is no id: use up to {ID_LENGTH_MOST} lower-case letters and digits, \
                 single hyphens between them"
            );
            self.add("id", message);
        }
        if product.reference.version == 0 {
            self.add("version", "0 is no version: versions count from 1");
        }
        for (field, name) in [("name.zh", &product.name.zh), ("name.en", &product.name.en)] {
            if name.trim().is_empty() {
                self.add(field, "is empty: people have to call the product something");
            }
        }
    }

    fn policy(&mut self, product: &Product) {
        let Some(pack) = &product.policy else { return };
        if pack.currency != product.currency {
            let message = format!("the pack speaks of {}", pack.currency);
            self.add_beside("policy.pack", &["currency"], message);
        }
        for (field, message) in crate::policy::price::product_breaches(pack, product) {
            self.add_beside(field, &["policy.pack"], message);
        }
    }

    fn amounts(&mut self, product: &Product) {
        let (least, most) = product.amount;
        let shown = |amount: Minor| product.currency.format_minor(amount.0);
        if least <= Minor::ZERO {
            self.add("amount.min", format!("{} is not above zero", shown(least)));
        }
        if most > AMOUNT_MOST {
            let message =
                format!("{} is above {}, the largest kept", shown(most), shown(AMOUNT_MOST));
            self.add("amount.max", message);
        }
        if least > most {
            let message = format!("{} is below amount.min, {}", shown(most), shown(least));
            self.add_beside("amount.max", &["amount.min"], message);
        }
    }

    fn rates(&mut self, product: &Product) {
        let (lowest, highest) = product.rate;
        if lowest.fraction < Fraction::ZERO {
            self.add("rate.min", format!("{lowest} is below zero"));
        }
        if yearly(highest) > i128::from(YEARLY_RATE_MOST.units()) {
            let message = format!("{} is above {}", told(highest), YEARLY_RATE_MOST.to_percent());
            self.add("rate.max", message);
        }
        if lowest.per != highest.per {
            let (low, high) = (lowest.per.word(), highest.per.word());
            let message = format!("runs per {high}, rate.min per {low}: give both per the same");
            self.add_beside("rate.max", &["rate.min"], message);
        } else if lowest.fraction > highest.fraction {
            let message = format!("{highest} is below rate.min, {lowest}");
            self.add_beside("rate.max", &["rate.min"], message);
        }
        if product.interest == InterestRule::Periodic && highest.per == Per::Day {
            let message = "periodic interest needs a rate per month or year, not per day";
            self.add_beside("interest.rule", &["rate.max"], message);
        }
    }

    fn schedule(&mut self, product: &Product) {
        let field = "schedule.installments";
        let counts = &product.installments;
        if counts.is_empty() {
            self.add(field, "offers nothing: name at least one number");
        }
        if !rises(counts) {
            self.add(field, format!("{counts:?} does not rise: name each number once, in order"));
        }
        for count in counts.iter().filter(|count| !(1..=INSTALLMENTS_MOST).contains(*count)) {
            self.add(field, format!("{count} is not between 1 and {INSTALLMENTS_MOST}"));
        }
        if let DueDay::Fixed(day) = product.due.day
            && !(1..=28).contains(&day)
        {
            self.add("schedule.due_day", due_day_refused(&day));
        }
    }

    fn tolerance(&mut self, product: &Product) {
        let tolerance = product.tolerance;
        let shown = |amount: Minor| product.currency.format_minor(amount.0);
        if tolerance.days > TOLERANCE_DAYS_MOST {
            let message =
                format!("{} days are no tolerance: at most {TOLERANCE_DAYS_MOST}", tolerance.days);
            self.add("tolerance.days", message);
        }
        if tolerance.amount < Minor::ZERO {
            self.add("tolerance.amount", format!("{} is below zero", shown(tolerance.amount)));
        }
        if tolerance.amount > Minor::ZERO && tolerance.amount >= product.amount.0 {
            let (rest, least) = (shown(tolerance.amount), shown(product.amount.0));
            let message = format!("{rest} would forgive a whole loan of {least}");
            self.add_beside("tolerance.amount", &["amount.min"], message);
        }
    }

    fn prepayment(&mut self, product: &Product) {
        let rules = product.prepayment;
        self.share("prepayment.fee", rules.fee, Fraction::ONE);
        if rules.permission == PrepayPermission::Refused && rules.surplus == Surplus::Prepay {
            let message = "surplus cannot be prepaid where prepayment is refused: use \"hold\"";
            self.add_beside("prepayment.surplus", &["prepayment.permission"], message);
        }
    }

    pub(super) fn share(&mut self, field: &'static str, share: Fraction, most: Fraction) {
        if !(Fraction::ZERO..=most).contains(&share) {
            let message =
                format!("{} is not between 0% and {}", share.to_percent(), most.to_percent());
            self.add(field, message);
        }
    }

    fn late_charge(&mut self, product: &Product) {
        let Some(late) = product.late else { return };
        let field = "late.charge";
        match late.charge {
            LateCharge::Multiplier(by) if by < Fraction::ONE => {
                self.add(field, format!("a multiplier of {by} makes lateness cheaper: at least 1"));
            }
            LateCharge::Spread(by) | LateCharge::FixedDaily(by) if by < Fraction::ZERO => {
                self.add(field, format!("{} is below zero", by.to_percent()));
            }
            LateCharge::ShareOfDue(share) => self.share(field, share, Fraction::ONE),
            LateCharge::FlatFee(fee) if !(Minor(1)..=product.amount.1).contains(&fee) => {
                let (fee, most) = (fee.0, product.amount.1.0);
                let shown = |minor| product.currency.format_minor(minor);
                let message =
                    format!("a fee of {} is not between zero and {}", shown(fee), shown(most));
                self.add_beside(field, &["amount.max"], message);
            }
            _ => {}
        }
        if let Some(rate) = highest_late_rate(product)
            && yearly(rate) > i128::from(YEARLY_RATE_MOST.units())
        {
            let message =
                format!("comes to {}, above {}", told(rate), YEARLY_RATE_MOST.to_percent());
            self.add_beside(field, &["rate.max"], message);
        }
    }

    /// A rate stated outright must lie under the cap. A multiplier may pass it: what it would
    /// charge above is suppressed.
    fn caps(&mut self, product: &Product) {
        if let Some(total) = product.caps.late_total {
            self.share("caps.late_total", total, LATE_TOTAL_MOST);
        }
        let Some(cap) = product.caps.late_rate_yearly else { return };
        if !(Fraction::ZERO..=YEARLY_RATE_MOST).contains(&cap) {
            self.share("caps.late_rate_yearly", cap, YEARLY_RATE_MOST);
            return;
        }
        let over = |rate: Rate| yearly(rate) > i128::from(cap.units());
        let figures = |rate: Rate| format!("{}, the cap is {}", told(rate), cap.to_percent());
        let highest = product.rate.1;
        if over(highest) {
            let message = format!("contract rate over the late cap: {}", figures(highest));
            self.add_beside("rate.max", &["caps.late_rate_yearly"], message);
        }
        let multiplied =
            matches!(product.late.map(|late| late.charge), Some(LateCharge::Multiplier(_)));
        if let Some(rate) = highest_late_rate(product).filter(|rate| !multiplied && over(*rate)) {
            let beside = &["caps.late_rate_yearly", "rate.max"];
            let message = format!("late rate over its cap: {}", figures(rate));
            self.add_beside("late.charge", beside, message);
        }
    }

    fn waterfalls(&mut self, product: &Product) {
        self.order("waterfall.order", &product.waterfall);
        if let Some((from, waterfall)) = &product.waterfall_late {
            self.order("waterfall.late.order", waterfall);
            self.threshold("waterfall.late.from_days_past_due", Some(*from));
        }
    }

    fn order(&mut self, field: &'static str, waterfall: &Waterfall) {
        let missing: Vec<_> = Component::ALL
            .iter()
            .filter(|component| !waterfall.order.contains(component))
            .map(|component| format!("\"{component}\""))
            .collect();
        if !missing.is_empty() {
            let missing = missing.join(", ");
            self.add(field, format!("lacks {missing}: name each of the five components once"));
        }
    }

    fn buckets(&mut self, product: &Product) {
        let ends = &product.delinquency.bucket_ends;
        let field = "delinquency.bucket_ends";
        if ends.first() != Some(&0) {
            self.add(field, "does not begin with 0, the end of M0");
        }
        if !rises(ends) {
            self.add(field, format!("{ends:?} does not rise"));
        }
        if ends.len() > BUCKETS_MOST {
            self.add(field, format!("names {} buckets: at most {BUCKETS_MOST}", ends.len()));
        }
    }

    fn thresholds(&mut self, product: &Product) {
        let rules = &product.delinquency;
        let shown = |amount: Minor| product.currency.format_minor(amount.0);
        self.threshold("delinquency.short_through", Some(rules.short_through));
        if rules.mid_through <= rules.short_through {
            let (mid, short) = (rules.mid_through, rules.short_through);
            let message = format!("the mid class ends on day {mid}, the short one on day {short}");
            self.add_beside("delinquency.mid_through", &["delinquency.short_through"], message);
        }
        if rules.material_amount < Minor::ZERO {
            let message = format!("{} is below zero", shown(rules.material_amount));
            self.add("delinquency.material_amount", message);
        }
        self.share("delinquency.material_share", rules.material_share, Fraction::ONE);
        self.threshold("delinquency.nonaccrual_from", rules.nonaccrual_from);
        self.threshold("delinquency.charge_off_from", rules.charge_off_from);
        if let (Some(stop), Some(off)) = (rules.nonaccrual_from, rules.charge_off_from)
            && off < stop
        {
            let message = format!("day {off} comes before non-accrual, day {stop}");
            let beside = &["delinquency.nonaccrual_from"];
            self.add_beside("delinquency.charge_off_from", beside, message);
        }
    }

    fn threshold(&mut self, field: &'static str, day: Option<u16>) {
        if day == Some(0) {
            self.add(field, "0 days past due is not late: at least 1");
        }
    }
}

pub(super) fn rises(numbers: &[u16]) -> bool {
    numbers.windows(2).all(|pair| pair[0] < pair[1])
}

/// The late rate before caps at the highest contract rate; none where lateness costs no rate.
fn highest_late_rate(product: &Product) -> Option<Rate> {
    let highest = product.rate.1;
    let contract = i128::from(highest.fraction.units());
    let of_contract = |units: i128| {
        let fraction = Fraction::from_units(i64::try_from(units).unwrap_or(i64::MAX));
        Rate { fraction, per: highest.per }
    };
    match product.late?.charge {
        LateCharge::Multiplier(by) => {
            let units = contract * i128::from(by.units());
            Some(of_contract(Rounding::HalfUp.divide(units, i128::from(FRACTION_UNITS))))
        }
        LateCharge::Spread(by) => Some(of_contract(contract + i128::from(by.units()))),
        LateCharge::FixedDaily(daily) => Some(Rate { fraction: daily, per: Per::Day }),
        LateCharge::FlatFee(_) | LateCharge::ShareOfDue(_) => None,
    }
}

/// A rate with its yearly figure.
fn told(rate: Rate) -> String {
    let year = Fraction::from_units(i64::try_from(yearly(rate)).unwrap_or(i64::MAX)).to_percent();
    format!("{rate} is {year} a year")
}
