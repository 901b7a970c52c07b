//! Corrections: a fact that was recorded wrongly is reversed and its right form recorded, together
//! or not at all. The wrong fact stays in the journal and counts for nothing.
//!
//! Spec: `docs/specs/corrections.md`.

use primitives::amount::Minor;
use primitives::date::Date;

use crate::command::{Command, Rejection, decide, is_start};
use crate::contract::Contract;
use crate::fact::{Fact, FactKind, PaymentIntent};
use crate::fold::{Horizon, in_force};
use crate::relief::{Grant, Relief};
use crate::revolving::{Converted, RevolvingFact};

/// What should be set right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// The fact happened, on another date.
    Redated {
        /// The fact's number.
        fact: u32,
        /// The date it should have had.
        value_date: Date,
    },
    /// Something else happened.
    Replaced {
        /// The fact's number.
        fact: u32,
        /// What happened, and for which date it counts.
        by: Command,
    },
    /// The payer's bank took a payment back, wholly or in part.
    ChargedBack {
        /// The payment's number.
        payment: u32,
        /// How much of it.
        amount: Minor,
    },
}

impl Correction {
    /// The number of the fact to be corrected.
    pub const fn target(&self) -> u32 {
        match self {
            Correction::Redated { fact, .. } | Correction::Replaced { fact, .. } => *fact,
            Correction::ChargedBack { payment, .. } => *payment,
        }
    }

    /// What takes the fact's place; nothing for a payment wholly taken back.
    pub fn replacement(&self, facts: &[Fact]) -> Result<Option<Command>, Rejection> {
        self.check_amount()?;
        let target = find(facts, self.target())?;
        match self {
            Correction::Redated { value_date, .. } => {
                Ok(Some(Command { value_date: *value_date, act: target.kind.clone() }))
            }
            Correction::Replaced { by, .. } => Ok(Some(by.clone())),
            Correction::ChargedBack { amount, .. } => charged_back(target, *amount),
        }
    }

    fn check_amount(&self) -> Result<(), Rejection> {
        match self {
            Correction::ChargedBack { amount, .. } if *amount <= Minor::ZERO => {
                Err(Rejection::AmountNotPositive)
            }
            _ => Ok(()),
        }
    }
}

fn find(facts: &[Fact], number: u32) -> Result<&Fact, Rejection> {
    facts.iter().find(|fact| fact.number == number).ok_or(Rejection::FactUnknown)
}

/// The payment as it remains.
fn charged_back(payment: &Fact, back: Minor) -> Result<Option<Command>, Rejection> {
    let FactKind::Paid { amount, intent } = payment.kind else {
        return Err(Rejection::NotAPayment);
    };
    if back > amount {
        return Err(Rejection::ChargebackTooLarge);
    }
    // What is left of a payoff no longer ends the loan.
    let intent = if intent == PaymentIntent::Payoff { PaymentIntent::Due } else { intent };
    let rest = amount - back;
    let act = FactKind::Paid { amount: rest, intent };
    Ok((rest > Minor::ZERO).then_some(Command { value_date: payment.value_date, act }))
}

/// Checks a correction against a loan's facts on the business date and gives the facts to record,
/// in order: the reversal, and what takes the reversed fact's place.
pub fn decide_correction(
    contract: Contract,
    facts: &[Fact],
    correction: &Correction,
    today: Date,
) -> Result<Vec<Fact>, Rejection> {
    let replacement = correction.replacement(facts)?;
    let target = find(facts, correction.target())?;
    if let Some(by) = &replacement
        && by.value_date == target.value_date
        && by.act == target.kind
    {
        return Err(Rejection::NothingCorrected);
    }
    let reversal = reversal(contract, facts, target, &replacement, today)?;
    let mut known = facts.to_vec();
    known.push(reversal.clone());
    let mut recorded = vec![reversal];
    if let Some(by) = &replacement {
        check_place(&known, target, by)?;
        recorded.push(decide(contract, &known, by, today)?);
    }
    Ok(recorded)
}

fn reversal(
    contract: Contract,
    facts: &[Fact],
    target: &Fact,
    replacement: &Option<Command>,
    today: Date,
) -> Result<Fact, Rejection> {
    let act = FactKind::Reversed { fact: target.number };
    let command = Command { value_date: today, act };
    let decided = decide(contract, facts, &command, today);
    let taken_over = |kind: &FactKind| matches!(kind, FactKind::TakenOver(_));
    let same_opening = replacement.as_ref().is_some_and(|by| taken_over(&by.act));
    match decided {
        // A takeover cannot be undone, for nothing would be left; it can be taken over rightly.
        Err(Rejection::NotReversible) if taken_over(&target.kind) && same_opening => {
            let number = facts.iter().map(|fact| fact.number).max().unwrap_or(0) + 1;
            Ok(Fact { number, value_date: today, recorded_on: today, kind: command.act })
        }
        decided => decided,
    }
}

/// Whether the facts that stay can live with what takes the target's place.
fn check_place(known: &[Fact], target: &Fact, by: &Command) -> Result<(), Rejection> {
    let staying = in_force(known, Horizon::through(Date::MAX));
    if staying.iter().any(|fact| names(&fact.kind) == Some(target.number)) {
        return Err(Rejection::FactNamed);
    }
    if is_start(&target.kind) != is_start(&by.act) {
        return Err(Rejection::NotCorrectable);
    }
    let begun = staying.iter().any(|fact| is_start(&fact.kind));
    let before = staying.iter().any(|fact| fact.value_date < by.value_date);
    if is_start(&by.act) && !begun && before {
        return Err(Rejection::StartAfterFacts);
    }
    Ok(())
}

/// The fact that another one names by its number.
const fn names(kind: &FactKind) -> Option<u32> {
    match kind {
        FactKind::Revolving(RevolvingFact::PurchaseRefunded { of, .. }) => Some(*of),
        FactKind::Revolving(RevolvingFact::Converted { what: Converted::Purchase(of), .. }) => {
            Some(*of)
        }
        FactKind::Relief(Grant { relief: Relief::PauseChanged { pause, .. }, .. }) => Some(*pause),
        _ => None,
    }
}
