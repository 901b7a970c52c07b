//! Why each figure is what it is. A formula is given only where it comes to the engine's own
//! figure; where the way there had several legs, the parts of the figure stand in its place.

use engine::accrual::Growth;
use engine::delinquency::bucket_of;
use engine::delinquency::counters::oldest_unpaid;
use engine::late::is_tolerated;
use engine::payoff::Payoff;
use engine::product::LateBase;
use engine::relief::record::counted_since;
use engine::schedule::running::interest_accrued;
use engine::state::{Components, Due, Status};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::{Fraction, Rate};

use super::Told;
use crate::view::story::{Figure, Formula, Part, PartOf, Quantity, Reason, Source};

/// One reason for each figure that has something to say.
pub(super) fn reasons(told: &Told) -> Vec<Reason> {
    let mut reasons: Vec<Reason> =
        [past_due(told), counted(told), material(told), worst(told), missed(told)]
            .into_iter()
            .flatten()
            .collect();
    // A loan that has ended is in no bucket, whatever it was in before.
    if told.state.status == Status::Active {
        reasons.extend([bucket(told), class(told)]);
    }
    reasons.push(arrears(told));
    reasons.extend(told.dues.iter().filter_map(|due| late_charge(told, due)));
    reasons.extend(interest(told));
    reasons.push(payoff(told));
    reasons
}

fn terms(told: &Told) -> Source {
    Source::Product(told.contract.terms.product.clone())
}

fn days(figure: Figure, days: u16, formula: Formula, sources: Vec<Source>) -> Reason {
    Reason { figure, value: Quantity::Days(days), formula, sources }
}

/// The number of the due that fell on a date.
fn due_on(told: &Told, on: Date) -> Vec<Source> {
    told.dues
        .iter()
        .find(|due| due.on == on)
        .map(|due| Source::Due(due.number))
        .into_iter()
        .collect()
}

fn past_due(told: &Told) -> Option<Reason> {
    let from = oldest_unpaid(&told.state)?;
    let formula = Formula::DaysBetween { from, to: told.on };
    let value = told.standing.counters.days_past_due;
    Some(days(Figure::DaysPastDue, value, formula, due_on(told, from)))
}

fn counted(told: &Told) -> Option<Reason> {
    let from = counted_since(told.contract, &told.state).or(oldest_unpaid(&told.state))?;
    let value = told.standing.counters.days_past_due_counted;
    let left_out = (told.on.days_since(from) - i32::from(value)).max(0);
    let formula = match value {
        1.. if left_out > 0 => Formula::DaysCounted {
            from,
            to: told.on,
            paused: u16::try_from(left_out).unwrap_or(u16::MAX),
        },
        0 => Formula::Interval {
            days: u16::try_from(told.on.days_since(from).max(0)).unwrap_or(u16::MAX),
            from: 0,
            through: Some(told.contract.product.tolerance.days),
        },
        _ => Formula::DaysBetween { from, to: told.on },
    };
    let sources = due_on(told, from).into_iter().chain([terms(told)]).collect();
    Some(days(Figure::DaysPastDueCounted, value, formula, sources))
}

fn material(told: &Told) -> Option<Reason> {
    let from = told.state.record.material_since?;
    let value = told.standing.counters.days_past_due_material;
    let formula = Formula::DaysBetween { from, to: told.on };
    Some(days(Figure::DaysPastDueMaterial, value, formula, vec![terms(told)]))
}

fn worst(told: &Told) -> Option<Reason> {
    let counters = told.standing.counters;
    let since = told.on.plus_months(-24);
    let peaks = told.state.record.peaks.iter().filter(|peak| peak.on > since);
    let mut reached: Vec<u16> = peaks.map(|peak| peak.days).collect();
    reached.push(counters.days_past_due);
    (counters.days_past_due_max_24m > 0).then(|| {
        let formula = Formula::Largest(reached);
        days(Figure::DaysPastDueMax24m, counters.days_past_due_max_24m, formula, Vec::new())
    })
}

fn missed(told: &Told) -> Option<Reason> {
    let late = |due: &&Due| due.on < told.on && !is_tolerated(told.contract, &told.state, due);
    let numbers: Vec<u16> = told.state.dues.iter().filter(late).map(|due| due.number).collect();
    (!numbers.is_empty()).then(|| Reason {
        figure: Figure::InstallmentsMissed,
        value: Quantity::Dues(told.standing.counters.installments_missed),
        sources: numbers.iter().copied().map(Source::Due).collect(),
        formula: Formula::Dues(numbers),
    })
}

fn bucket(told: &Told) -> Reason {
    let delinquency = &told.contract.product.delinquency;
    let days = told.standing.counters.days_past_due_counted;
    let place = usize::from(bucket_of(delinquency, days));
    let ended = place.checked_sub(1).and_then(|place| delinquency.bucket_ends.get(place));
    let from = ended.map_or(0, |end| end + 1);
    let through = delinquency.bucket_ends.get(place).copied();
    Reason {
        figure: Figure::Bucket,
        value: Quantity::Bucket(told.standing.bucket),
        formula: Formula::Interval { days, from, through },
        sources: vec![terms(told)],
    }
}

fn class(told: &Told) -> Reason {
    let delinquency = &told.contract.product.delinquency;
    let days = told.standing.counters.days_past_due_counted;
    let (short, mid) = (delinquency.short_through, delinquency.mid_through);
    let (from, through) = match days {
        0 => (0, Some(0)),
        days if days <= short => (1, Some(short)),
        days if days <= mid => (short + 1, Some(mid)),
        _ => (mid + 1, None),
    };
    Reason {
        figure: Figure::Class,
        value: Quantity::Class(told.standing.class),
        formula: Formula::Interval { days, from, through },
        sources: vec![terms(told)],
    }
}

fn parts(amounts: &Components, of: fn(Component) -> PartOf) -> Vec<Part> {
    let all = Component::ALL.into_iter().map(|component| (component, amounts.get(component)));
    let some = all.filter(|(_, amount)| *amount != Minor::ZERO);
    some.map(|(component, amount)| Part { of: of(component), amount }).collect()
}

fn dues(told: &Told) -> Vec<Source> {
    told.dues.iter().map(|due| Source::Due(due.number)).collect()
}

fn arrears(told: &Told) -> Reason {
    let Payoff { arrears, .. } = &told.standing.payoff;
    let mut sum = parts(arrears, PartOf::Due);
    if sum.is_empty() {
        sum.push(Part { of: PartOf::Due(Component::Principal), amount: Minor::ZERO });
    }
    Reason {
        figure: Figure::Arrears,
        value: Quantity::Amount(arrears.total()),
        formula: Formula::Sum(sum),
        sources: dues(told),
    }
}

fn late_charge(told: &Told, due: &Due) -> Option<Reason> {
    let charge = Components {
        late_fee: due.outstanding.late_fee,
        default_interest: due.outstanding.default_interest,
        ..Components::default()
    };
    (charge.total() > Minor::ZERO).then(|| Reason {
        figure: Figure::LateCharge { due: due.number },
        value: Quantity::Amount(charge.total()),
        formula: default_interest(told, due, charge.total())
            .unwrap_or_else(|| Formula::Sum(parts(&charge, PartOf::Due))),
        sources: vec![Source::Due(due.number), terms(told)],
    })
}

/// One base at one rate from the due date on, where that is how the charge came about.
fn default_interest(told: &Told, due: &Due, charge: Minor) -> Option<Formula> {
    let contract = told.contract;
    let base = match contract.product.late?.base {
        LateBase::PrincipalAndInterest => due.outstanding.principal + due.outstanding.interest,
        LateBase::Principal => due.outstanding.principal,
    };
    let late = contract.late_rates(told.state.rate).capped;
    let rate = match contract.contract_rate_continues() {
        true => together(late, told.state.rate)?,
        false => late,
    };
    let growth = contract.late_growth(rate, due.on, told.on);
    accrual(told, (base, rate), (due.on, growth), charge)
}

fn together(one: Rate, other: Rate) -> Option<Rate> {
    let units = one.fraction.units().checked_add(other.fraction.units())?;
    (one.per == other.per).then(|| Rate { fraction: Fraction::from_units(units), ..one })
}

/// The formula of an accrual since a date, if it comes to the figure.
fn accrual(
    told: &Told,
    (base, rate): (Minor, Rate),
    (from, growth): (Date, Growth),
    figure: Minor,
) -> Option<Formula> {
    let days = u16::try_from(told.on.days_since(from)).ok()?;
    let comes_to = growth.on(base, told.contract.product.rounding.interest);
    (comes_to == figure).then_some(Formula::Accrual { base, rate, days })
}

fn interest(told: &Told) -> Option<Reason> {
    let schedule = told.state.schedule.as_ref()?;
    let value = interest_accrued(told.contract, &told.state, told.on);
    let from = schedule.period_start;
    let span = engine::accrual::Span { from, to: told.on.max(from) };
    let growth = told.contract.growth(told.state.rate, span, schedule.period(told.contract));
    let since = (told.state.principal_undue, told.state.rate);
    let part = Part { of: PartOf::Undue(Component::Interest), amount: value };
    Some(Reason {
        figure: Figure::InterestAccrued,
        value: Quantity::Amount(value),
        formula: accrual(told, since, (from, growth), value)
            .unwrap_or_else(|| Formula::Sum(vec![part])),
        sources: vec![terms(told)],
    })
}

fn payoff(told: &Told) -> Reason {
    let payoff = &told.standing.payoff;
    let mut sum = parts(&payoff.arrears, PartOf::Due);
    sum.extend(parts(&payoff.undue, PartOf::Undue));
    // More may be held than is owed; what is set off is never more than that.
    let owed = payoff.arrears.total() + payoff.undue.total();
    let held = Part { of: PartOf::Held, amount: -payoff.unapplied.min(owed) };
    if held.amount != Minor::ZERO || sum.is_empty() {
        sum.push(held);
    }
    let facts = told.counting();
    let mut sources: Vec<Source> =
        facts.iter().take(1).map(|fact| Source::Fact(fact.number)).collect();
    if matches!(told.state.status, Status::Active) {
        sources.extend(dues(told));
    }
    sources.push(terms(told));
    Reason {
        figure: Figure::Payoff,
        value: Quantity::Amount(payoff.amount()),
        formula: Formula::Sum(sum),
        sources,
    }
}
