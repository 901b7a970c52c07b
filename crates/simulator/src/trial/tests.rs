use engine::fact::FactKind;
use engine::posting::GlAccount;
use primitives::amount::Minor;
use primitives::date::Date;

use super::act::{Seen, command};
use super::cell::{Lot, Manner, live, same_book};
use super::course::{Course, Step};
use super::invariant::{Evidence, Invariant, hold};
use super::{kept, offer, shrink};
use crate::population::generator;

/// A course drawn by lot: a loan paid out, then something asked for every few days.
fn drawn(seed: u64) -> Course {
    let mut dice = generator(seed, 9);
    let (text, product) = offer::product(&mut dice, 0);
    let start: Date = "2024-01-31".parse().unwrap();
    let terms = offer::terms(&mut dice, &product, start);
    let contract = engine::contract::Contract { terms: &terms, product: &product };
    let opening = offer::opening(&mut dice, &product, &terms, start);
    let first = engine::command::Command { value_date: start, act: opening };
    let mut steps = vec![Step { on: start, command: first }];
    for number in 1..40 {
        let today = start.plus_days(number * 9);
        let facts: Vec<engine::fact::Fact> = Vec::new();
        let state = engine::command::standing(contract, &facts, today);
        let seen = Seen { contract, state: &state, facts: number as u32, today };
        steps.push(Step { on: today, command: command(&mut dice, &seen) });
    }
    Course { product: text, terms, steps, through: start.plus_days(500) }
}

#[test]
fn a_drawn_course_holds_and_reads_back() {
    for seed in 0..60 {
        let course = drawn(seed);
        let played = course.examine().unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert!(played.accepted >= 1, "seed {seed}: nothing was accepted");
        let text = kept::to_json(&course, "nothing").unwrap();
        assert_eq!(kept::from_json(&text).unwrap(), course);
    }
}

#[test]
fn what_is_not_as_it_should_be_is_told() {
    let course = drawn(3);
    let product = course.read_product().unwrap();
    let contract = engine::contract::Contract { terms: &course.terms, product: &product };
    let opening = course.steps[0].command.clone();
    let fact = engine::command::decide(contract, &[], &opening, opening.value_date).unwrap();
    let facts = [fact];
    let on = opening.value_date.plus_days(100);
    let horizon = engine::fold::Horizon::through(on);
    let (state, effects) = engine::fold::fold(contract, &facts, horizon);
    let booked = effects.transfers;
    let loan = Evidence { contract, state: &state, facts: &facts, booked: &booked };
    assert_eq!(hold(&loan), Ok(()));

    let broken = |loan: &Evidence<'_>| hold(loan).unwrap_err().invariant;
    let mut wrong = state.clone();
    wrong.principal_undue += Minor(1);
    assert_eq!(broken(&Evidence { state: &wrong, ..loan }), Invariant::Conservation);
    wrong = state.clone();
    wrong.record.bucket = 7 - wrong.record.bucket;
    assert_eq!(broken(&Evidence { state: &wrong, ..loan }), Invariant::RefoldEqualsState);
    let mut lines = booked.clone();
    lines[0].amount += Minor(1);
    assert_eq!(broken(&Evidence { booked: &lines, ..loan }), Invariant::LedgerTies);
    lines = booked.clone();
    lines[0].credit = GlAccount::RecoveryIncome;
    assert_eq!(broken(&Evidence { booked: &lines, ..loan }), Invariant::BookedEqualsFold);
}

#[test]
fn a_broken_course_is_made_short() {
    let course = drawn(5);
    let paid = |course: &Course| {
        let is_paid = |step: &&Step| matches!(step.command.act, FactKind::Paid { .. });
        course.steps.iter().filter(is_paid).count() >= 2
    };
    assert!(paid(&course));
    let short = shrink::shrink_while(course, &paid);
    assert_eq!(short.steps.len(), 2);
    assert_eq!(short.through, short.steps[1].on);
}

/// In any manner a cell is lived, it comes to the same book.
#[tokio::test]
async fn trouble_leaves_no_trace() {
    let lot = Lot { seed: 11, cell: 0, loans: 40, days: 160 };
    let home = tempfile::tempdir().unwrap();
    let troubled = Manner { batch: 3, trouble: true, backwards: false };
    let calm = Manner { batch: 2_000, trouble: false, backwards: true };
    let one = live(&home.path().join("one"), lot, troubled).await.unwrap();
    let other = live(&home.path().join("other"), lot, calm).await.unwrap();
    assert!(one.crashes > 0 && one.repeated > 0 && one.accepted > 100, "{one:?}");
    same_book(&one, &other).unwrap();
}

#[test]
fn courses_that_once_broke_hold() {
    let kept = concat!(env!("CARGO_MANIFEST_DIR"), "/courses");
    for entry in std::fs::read_dir(kept).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let text = std::fs::read_to_string(&path).unwrap();
            let course = kept::from_json(&text).unwrap();
            course.examine().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}
