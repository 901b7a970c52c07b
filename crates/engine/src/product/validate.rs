//! What may stand in a product: checks across fields, each with the line of the field at fault.

use primitives::amount::Minor;
use primitives::rate::{Fraction, Per, Rate};

use super::file::{FORMAT, Reading};
use super::raw::{RawDueDay, RawProduct};
use super::{LateCharge, Product};
use crate::accrual::InterestRule;
use crate::contract::yearly;

/// The longest tolerance that still deserves the name.
const TOLERANCE_DAYS_MOST: u16 = 30;
/// The longest schedule.
const INSTALLMENTS_MOST: u16 = 480;

/// Notes everything in a product that cannot be.
pub(super) fn check(raw: &RawProduct, product: &Product, reading: &mut Reading) {
    check_identity(raw, reading);
    check_ranges(raw, product, reading);
    check_schedule(raw, product, reading);
    check_lateness(raw, product, reading);
    check_late_rate(raw, product, reading);
    check_delinquency(raw, reading);
}

fn check_identity(raw: &RawProduct, reading: &mut Reading) {
    if *raw.format.get_ref() != FORMAT {
        let message = format!("format {} is not known; this program reads {FORMAT}", raw.format.get_ref());
        reading.wrong(&raw.format, "format", message);
    }
    let id = raw.id.get_ref();
    let kebab = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if id.is_empty() || id.len() > 40 || !id.bytes().all(kebab) {
        reading.wrong(&raw.id, "id", "expected up to 40 lower-case letters, digits and hyphens");
    }
    if *raw.version.get_ref() == 0 {
        reading.wrong(&raw.version, "version", "versions count from 1");
    }
}

fn check_ranges(raw: &RawProduct, product: &Product, reading: &mut Reading) {
    let (least, most) = product.amount;
    if least <= Minor::ZERO {
        reading.wrong(&raw.amount.min, "amount.min", "must be above zero");
    }
    if least > most {
        reading.wrong(&raw.amount.max, "amount.max", "must not be below amount.min");
    }
    let (lowest, highest) = product.rate;
    if lowest.fraction < Fraction::ZERO {
        reading.wrong(&raw.rate.min, "rate.min", "must not be negative");
    }
    if lowest.per != highest.per {
        let message = format!("runs per {}, rate.min per {}", highest.per.word(), lowest.per.word());
        reading.wrong(&raw.rate.max, "rate.max", message);
    } else if lowest.fraction > highest.fraction {
        reading.wrong(&raw.rate.max, "rate.max", "must not be below rate.min");
    }
    if yearly(highest) > 100 * i128::from(Fraction::ONE.units()) {
        reading.wrong(&raw.rate.max, "rate.max", "is above 10,000 % a year");
    }
    if product.interest == InterestRule::Periodic && lowest.per == Per::Day {
        let message = "periodic interest needs a monthly or yearly rate";
        reading.wrong(&raw.interest.rule, "interest.rule", message);
    }
}

fn check_schedule(raw: &RawProduct, product: &Product, reading: &mut Reading) {
    let field = "schedule.installments";
    let counts = raw.schedule.installments.get_ref();
    if counts.is_empty() || counts.windows(2).any(|pair| pair[0] >= pair[1]) {
        let message = "expected at least one number, in rising order";
        reading.wrong(&raw.schedule.installments, field, message);
    }
    if counts.iter().any(|count| !(1..=INSTALLMENTS_MOST).contains(count)) {
        let message = format!("expected numbers from 1 to {INSTALLMENTS_MOST}");
        reading.wrong(&raw.schedule.installments, field, message);
    }
    if let RawDueDay::Day(day) = raw.schedule.due_day.get_ref()
        && !(1..=28).contains(day)
    {
        let message = format!(
            "{day} is not between 1 and 28; use a day that every month has, or \"disbursement\""
        );
        reading.wrong(&raw.schedule.due_day, "schedule.due_day", message);
    }
    let fee = product.prepayment.fee;
    if !(Fraction::ZERO..=Fraction::ONE).contains(&fee) {
        reading.wrong(&raw.prepayment.fee, "prepayment.fee", "must lie between 0% and 100%");
    }
}

fn check_lateness(raw: &RawProduct, product: &Product, reading: &mut Reading) {
    if product.tolerance.days > TOLERANCE_DAYS_MOST {
        let message = format!("more than {TOLERANCE_DAYS_MOST} days is no tolerance");
        reading.wrong(&raw.tolerance.days, "tolerance.days", message);
    }
    if product.tolerance.amount < Minor::ZERO {
        reading.wrong(&raw.tolerance.amount, "tolerance.amount", "must not be negative");
    }
    if let Some(at) = &raw.caps.late_rate_yearly
        && product.caps.late_rate_yearly.is_some_and(|cap| cap < Fraction::ZERO)
    {
        reading.wrong(at, "caps.late_rate_yearly", "must not be negative");
    }
    if let Some(at) = &raw.caps.late_total
        && product.caps.late_total.is_some_and(|cap| cap < Fraction::ZERO)
    {
        reading.wrong(at, "caps.late_total", "must not be negative");
    }
    if let Some(late) = &raw.waterfall.late
        && *late.from_days_past_due.get_ref() == 0
    {
        let field = "waterfall.late.from_days_past_due";
        reading.wrong(&late.from_days_past_due, field, "must be at least 1");
    }
}

/// A late rate stated outright must lie under its cap. A multiplier may reach it: what it would
/// charge above is suppressed.
fn check_late_rate(raw: &RawProduct, product: &Product, reading: &mut Reading) {
    let (Some(late), Some(rule)) = (&raw.late, product.late) else { return };
    let highest = product.rate.1;
    let (stated, negative) = match rule.charge {
        LateCharge::Multiplier(by) => (None, by < Fraction::ONE),
        LateCharge::FlatFee(fee) => (None, fee < Minor::ZERO),
        LateCharge::FixedDaily(daily) => {
            (Some(Rate { fraction: daily, per: Per::Day }), daily < Fraction::ZERO)
        }
        LateCharge::Spread(by) => {
            let sum = highest.fraction.units().saturating_add(by.units());
            let rate = Rate { fraction: Fraction::from_units(sum), per: highest.per };
            (Some(rate), by < Fraction::ZERO)
        }
    };
    if negative {
        let message = "must not be negative, and a multiplier not below 1";
        reading.wrong(&late.charge, "late.charge", message);
    }
    let Some(cap) = product.caps.late_rate_yearly else { return };
    let over = |rate: Rate| yearly(rate) > i128::from(cap.units());
    let shown = |rate: Rate| {
        let units = i64::try_from(yearly(rate)).unwrap_or(i64::MAX);
        format!("{rate} is {} a year, over the cap of {}", Fraction::from_units(units).to_percent(), cap.to_percent())
    };
    if let Some(rate) = stated.filter(|rate| over(*rate)) {
        reading.wrong(&late.charge, "late.charge", format!("the late rate {}", shown(rate)));
    }
    if over(highest) {
        let message = format!("the contract rate {}", shown(highest));
        reading.wrong(&raw.rate.max, "rate.max", message);
    }
}

fn check_delinquency(raw: &RawProduct, reading: &mut Reading) {
    let delinquency = &raw.delinquency;
    let ends = delinquency.bucket_ends.get_ref();
    let rising = ends.windows(2).all(|pair| pair[0] < pair[1]);
    if ends.first() != Some(&0) || !rising || ends.len() > 12 {
        let message = "expected up to 12 rising days that begin with 0: [0, 30, 60, 90]";
        reading.wrong(&delinquency.bucket_ends, "delinquency.bucket_ends", message);
    }
    if delinquency.short_through.get_ref() >= delinquency.mid_through.get_ref() {
        let message = "must be above delinquency.short_through";
        reading.wrong(&delinquency.mid_through, "delinquency.mid_through", message);
    }
    if let (Some(nonaccrual), Some(charge_off)) =
        (&delinquency.nonaccrual_from, &delinquency.charge_off_from)
        && charge_off.get_ref() < nonaccrual.get_ref()
    {
        let message = "must not be before delinquency.nonaccrual_from";
        reading.wrong(charge_off, "delinquency.charge_off_from", message);
    }
    for (field, at) in [
        ("delinquency.nonaccrual_from", &delinquency.nonaccrual_from),
        ("delinquency.charge_off_from", &delinquency.charge_off_from),
    ] {
        if let Some(at) = at
            && *at.get_ref() == 0
        {
            reading.wrong(at, field, "must be at least 1");
        }
    }
}
