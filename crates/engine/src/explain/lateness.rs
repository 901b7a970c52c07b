//! Derivations of days past due, bucket and class.

use super::trace::Told;
use super::{Derivation, Figure, Said, Section, Value};
use crate::delinquency::counters::{counters, oldest_late, oldest_unpaid};
use crate::delinquency::{bucket_of, class_of};
use primitives::date::Date;

fn since(told: &Told, from: Option<Date>) -> Vec<Derivation> {
    let Some(from) = from else { return Vec::new() };
    let number = told.state.dues.iter().find(|due| due.on == from).map(|due| due.number);
    let due = number.map(|number| {
        let unpaid = super::due::due(told, number).into_iter().collect();
        Derivation::new(Said::OldestUnpaid(number), Value::Date(from), unpaid)
    });
    let days = told.on.days_since(from);
    let span = Derivation::new(Said::Span { from, to: told.on }, Value::Days(days), Vec::new());
    due.into_iter().chain([span]).collect()
}

/// Days since the oldest unpaid due date.
pub(super) fn days_past_due(told: &Told) -> Derivation {
    let days = counters(told.contract, &told.state, told.on).days_past_due;
    let from = since(told, oldest_unpaid(&told.state));
    Derivation::new(Said::Figure(Figure::DaysPastDue), Value::Days(days.into()), from)
}

/// The same after tolerance of days and amount.
pub(super) fn counted(told: &Told) -> Derivation {
    let days = counters(told.contract, &told.state, told.on).days_past_due_counted;
    let oldest = oldest_late(told.contract, &told.state).or(oldest_unpaid(&told.state));
    let mut from = since(told, oldest);
    from.push(Derivation::rule(told.contract, Section::Tolerance));
    Derivation::new(Said::Figure(Figure::DaysPastDueCounted), Value::Days(days.into()), from)
}

fn interval(from: u16, through: Option<u16>) -> Derivation {
    Derivation::new(Said::Interval { from, through }, Value::None, Vec::new())
}

/// The bucket of the counted days.
pub(super) fn bucket(told: &Told) -> Derivation {
    let delinquency = &told.contract.product.delinquency;
    let days = counters(told.contract, &told.state, told.on).days_past_due_counted;
    let bucket = bucket_of(delinquency, days);
    let place = usize::from(bucket);
    let ended = place.checked_sub(1).and_then(|place| delinquency.bucket_ends.get(place));
    let bounds =
        interval(ended.map_or(0, |end| end + 1), delinquency.bucket_ends.get(place).copied());
    let from = vec![counted(told), bounds, Derivation::rule(told.contract, Section::Delinquency)];
    Derivation::new(Said::Figure(Figure::Bucket), Value::Bucket(bucket), from)
}

/// The class of the counted days.
pub(super) fn class(told: &Told) -> Derivation {
    let delinquency = &told.contract.product.delinquency;
    let days = counters(told.contract, &told.state, told.on).days_past_due_counted;
    let (short, mid) = (delinquency.short_through, delinquency.mid_through);
    let bounds = match days {
        0 => interval(0, Some(0)),
        days if days <= short => interval(1, Some(short)),
        days if days <= mid => interval(short + 1, Some(mid)),
        _ => interval(mid + 1, None),
    };
    let class = class_of(delinquency, days);
    let from = vec![counted(told), bounds, Derivation::rule(told.contract, Section::Delinquency)];
    Derivation::new(Said::Figure(Figure::Class), Value::Class(class), from)
}
