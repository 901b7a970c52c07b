//! Relief and plans asked for by lot.

use engine::fact::{FactKind, Reamortization};
use engine::payoff::Payoff;
use engine::relief::{Grant, Part, Reason, Relief};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::{Fraction, Rate};
use rand::RngExt;
use rand_pcg::Pcg32;

use super::act::{Seen, part};
use super::offer::chance;

/// Relief of any tool, from a date on.
pub(super) fn relief(dice: &mut Pcg32, seen: &Seen<'_>, quoted: &Payoff, on: Date) -> FactKind {
    let reason = if chance(dice, 50) { Reason::Hardship } else { Reason::Service };
    let mut ahead = |most: i32| on.plus_days(dice.random_range(-2..most));
    let (near, far) = (ahead(60), ahead(120));
    let relief = match dice.random_range(0..12) {
        0 => Relief::ReAge { counted_from: near },
        1 => Relief::Pause { until: near },
        2 => Relief::PauseChanged { pause: pause(dice, seen), until: near },
        3 => Relief::Grace { until: on.plus_days(dice.random_range(1..32)) },
        4 => Relief::Extension { first_due: near, installments: dice.random_range(1..40) },
        5 => Relief::Deferral { dues: dice.random_range(0..7) },
        6 => {
            let rate = lower(dice, seen);
            Relief::RateCut { rate, until: chance(dice, 70).then_some(far) }
        }
        7 => Relief::InterestStop { until: far },
        8 => conditional_waiver(dice, quoted),
        9 => Relief::Settlement { parts: parts(dice, quoted, on) },
        10 => Relief::Refinanced { amount: quoted.amount(), by: "another-loan".to_owned() },
        _ => Relief::LongPlan(plan(dice, seen, on)),
    };
    FactKind::Relief(Grant { reason, relief })
}

fn pause(dice: &mut Pcg32, seen: &Seen<'_>) -> u32 {
    let last = seen.state.relief.as_ref().and_then(|record| record.pauses.last());
    last.filter(|_| chance(dice, 80))
        .map_or_else(|| dice.random_range(1..=seen.facts + 1), |pause| pause.fact)
}

/// A share of the rate signed.
pub(super) fn lower(dice: &mut Pcg32, seen: &Seen<'_>) -> Rate {
    let rate = seen.contract.terms.rate;
    let share = i64::from(dice.random_range(0..=4u8));
    Rate { fraction: Fraction::from_units(rate.fraction.units() / 4 * share), ..rate }
}

fn conditional_waiver(dice: &mut Pcg32, quoted: &Payoff) -> Relief {
    let component = Component::ALL[dice.random_range(0..Component::ALL.len())];
    let amount = part(dice, quoted.arrears.get(component));
    Relief::ConditionalWaiver { component, amount, vests_after: dice.random_range(0..4) }
}

/// Up to three payments, together a good part of what is owed.
fn parts(dice: &mut Pcg32, quoted: &Payoff, on: Date) -> Vec<Part> {
    let share = Minor(quoted.amount().0 / 100 * dice.random_range(30..110));
    let count = dice.random_range(1..=3);
    (1..=count)
        .map(|number| {
            let by = on.plus_days(20 * number + dice.random_range(0..20));
            Part { by, amount: Minor(share.0 / i64::from(count)) }
        })
        .collect()
}

/// A plan, now and then one that nobody can have.
pub(super) fn plan(dice: &mut Pcg32, seen: &Seen<'_>, on: Date) -> Reamortization {
    Reamortization {
        first_due: on.plus_days(dice.random_range(0..60)),
        installments: dice.random_range(1..=61),
        rate: lower(dice, seen),
        kept_to_cure: dice.random_range(0..6),
    }
}
