//! What supervision makes of a loan, as lines.

use engine::classification::classify;
use engine::classification::derivation::Step;
use engine::classification::five::Circumstances;
use engine::contract::Contract;
use engine::fact::Fact;
use engine::policy::cost;
use primitives::date::Date;

/// The classes with their derivation.
pub(crate) fn class(contract: Contract, facts: &[Fact], on: Date) -> Vec<String> {
    let Some(found) = classify(contract, facts, on, &Circumstances::default()) else {
        return vec!["no policy pack".to_owned()];
    };
    let stage = format!("stage-{}", found.stage.value);
    let results = [
        ("five-category", found.five.value.word(), &found.five.steps),
        ("default", found.default.value.word(), &found.default.steps),
        ("ifrs-9", stage.as_str(), &found.stage.steps),
        ("non-accrual", found.nonaccrual.value.word(), &found.nonaccrual.steps),
        ("charge-off", found.charge_off.value.word(), &found.charge_off.steps),
    ];
    let pack = format!("by {} v{} {}", found.pack.id, found.pack.version, found.table);
    let told = results.into_iter().map(|(name, value, steps)| {
        let why: Vec<String> = steps.iter().map(step).collect();
        format!("{name} {value}: {}", why.join("; "))
    });
    std::iter::once(pack).chain(told).collect()
}

fn step(step: &Step) -> String {
    let days = step.days.map_or(String::new(), |days| format!(" {days}"));
    let since = step.since.map_or(String::new(), |since| format!(" since {since}"));
    format!("{}{days}{since} asks {}", step.rule, step.outcome)
}

/// The cost so far in both conventions.
pub(crate) fn cost(contract: Contract, facts: &[Fact], on: Date) -> Vec<String> {
    let Some(found) = cost::cost(contract, facts, on) else {
        return vec!["no cost yet".to_owned()];
    };
    let mut lines = vec![format!("simple {:.2}% a year", found.simple * 100.0)];
    if let Some(effective) = found.effective {
        lines.push(format!("effective {:.2}% a year", effective * 100.0));
    }
    for test in cost::tested(contract, &found) {
        let within = if test.within { "within" } else { "over" };
        lines.push(format!(
            "{within} {} {} {}",
            test.rule,
            test.bound.to_percent(),
            test.convention.word()
        ));
    }
    lines
}
