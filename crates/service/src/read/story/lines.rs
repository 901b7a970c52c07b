//! The schedule beside what happened to it: fallen lines from the fold's events, lines ahead as
//! the running schedule would have them.

use engine::effects::EventKind;
use engine::fact::FactKind;
use engine::late::is_tolerated;
use engine::schedule::running::projected;
use engine::state::{Components, Due};
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;

use super::Told;
use crate::view::story::{LineState, ScheduleLine};

/// A line on its way from its date to today.
struct Line {
    number: u16,
    on: Date,
    planned: Components,
    met: Components,
    met_on: Option<Date>,
    end: End,
}

/// How a line came to its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// It has not.
    None,
    /// Wholly paid, or a rest so small that it went on to the next.
    Paid(Date),
    /// Another schedule took its place.
    Replaced,
}

/// Every line, fallen and to come.
pub(super) fn lines(told: &Told) -> Vec<ScheduleLine> {
    let fallen = fallen(told);
    let mut lines: Vec<ScheduleLine> = fallen.iter().map(|line| shown(told, line)).collect();
    lines.extend(projected(told.contract, &told.state).into_iter().map(|ahead| ScheduleLine {
        number: ahead.number,
        on: ahead.due.date,
        planned: both(ahead.principal, ahead.interest),
        paid: Minor::ZERO,
        paid_on: None,
        outstanding: both(ahead.principal, ahead.interest),
        late_days: 0,
        state: if ahead.due.provisional { LineState::Provisional } else { LineState::Ahead },
    }));
    lines
}

fn both(principal: Minor, interest: Minor) -> Components {
    Components { principal, interest, ..Components::default() }
}

fn fallen(told: &Told) -> Vec<Line> {
    let mut lines = taken_over(told);
    for event in &told.effects.events {
        match event.kind {
            EventKind::Fell { number, amounts, .. } => {
                lines.push(Line::new(number, event.on, amounts));
            }
            EventKind::DueMoved { number, to } => {
                numbered(&mut lines, number).for_each(|line| line.on = to);
            }
            EventKind::PlanBegan { .. } => {
                open(&mut lines).for_each(|line| line.end = End::Replaced);
            }
            EventKind::Allocated { number, component, amount } => {
                for line in numbered(&mut lines, number) {
                    *line.met.get_mut(component) += amount;
                    line.met_on = Some(event.on);
                }
            }
            EventKind::Satisfied { number } => {
                numbered(&mut lines, number).for_each(|line| line.pay(event.on));
            }
            EventKind::Rolled { number, .. } => {
                for line in numbered(&mut lines, number) {
                    line.pay(line.met_on.unwrap_or(event.on));
                }
            }
            _ => {}
        }
    }
    lines
}

/// Dues that had fallen before the loan was taken over.
fn taken_over(told: &Told) -> Vec<Line> {
    let counting = told.counting();
    let position = counting.first().and_then(|fact| match &fact.kind {
        FactKind::TakenOver(position) => Some(position),
        _ => None,
    });
    let dues = position.map_or(&[][..], |position| &position.dues);
    let line = |(number, due): (u16, &engine::fact::OpenDue)| {
        Line::new(number, due.on, Components { fee: due.fee, ..both(due.principal, due.interest) })
    };
    (1..).zip(dues).map(line).collect()
}

fn numbered(lines: &mut [Line], number: u16) -> impl Iterator<Item = &mut Line> {
    lines.iter_mut().filter(move |line| line.number == number)
}

fn open(lines: &mut [Line]) -> impl Iterator<Item = &mut Line> {
    lines.iter_mut().filter(|line| line.end == End::None)
}

impl Line {
    fn new(number: u16, on: Date, planned: Components) -> Line {
        Line { number, on, planned, met: Components::default(), met_on: None, end: End::None }
    }

    fn pay(&mut self, on: Date) {
        // What a plan replaced stays replaced, though a fee of it be paid later.
        if self.end == End::None {
            self.end = End::Paid(on);
        }
    }

    /// What is unpaid of the line by its own count, where the fold no longer carries it.
    fn rest(&self) -> Components {
        let mut rest = Components::default();
        for component in Component::ALL {
            let unpaid = self.planned.get(component) - self.met.get(component);
            *rest.get_mut(component) = unpaid.or_zero();
        }
        rest
    }
}

fn shown(told: &Told, line: &Line) -> ScheduleLine {
    let due = told.dues.iter().find(|due| due.number == line.number);
    let until = match line.end {
        End::Paid(on) => on,
        End::None | End::Replaced => told.on,
    };
    let late_days = u16::try_from(until.days_since(line.on).max(0)).unwrap_or(u16::MAX);
    ScheduleLine {
        number: line.number,
        on: line.on,
        planned: line.planned,
        paid: line.met.total(),
        paid_on: match line.end {
            End::Paid(on) => Some(on),
            End::None | End::Replaced => None,
        },
        outstanding: match (line.end, due) {
            (End::Paid(_), _) | (End::Replaced, None) => Components::default(),
            (_, Some(due)) => due.outstanding,
            (End::None, None) => line.rest(),
        },
        late_days,
        state: state(told, line, due),
    }
}

fn state(told: &Told, line: &Line, due: Option<&Due>) -> LineState {
    let tolerated_until = line.on.plus_days(i32::from(told.contract.product.tolerance.days));
    match line.end {
        End::Replaced => LineState::Replaced,
        End::Paid(on) if on > line.on => LineState::PaidLate,
        End::Paid(_) => LineState::Paid,
        End::None if told.on <= tolerated_until => LineState::Open,
        End::None if due.is_some_and(|due| is_tolerated(told.contract, &told.state, due)) => {
            LineState::Open
        }
        End::None => LineState::Late,
    }
}
