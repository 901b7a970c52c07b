//! What the engine says, as lines.

use std::collections::BTreeMap;

use engine::command::standing;
use engine::contract::Contract;
use engine::delinquency::{bucket_name, bucket_of, class_of, counters::counters};
use engine::effects::{Event, EventKind};
use engine::fact::{Fact, FactKind};
use engine::fold::{Horizon, fold};
use engine::payoff::{quote, quoted_dues};
use engine::plan_loss::plan_loss;
use engine::posting::{GlAccount, Transfer};
use engine::revolving::RevolvingEvent;
use engine::schedule::running::projected;
use engine::state::Components;
use engine::waterfall::Component;
use primitives::amount::Minor;
use primitives::date::Date;

use crate::notation::Subject;
use crate::revolving;
use crate::supervision;

/// A loan as far as it has been told.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// Under what terms.
    pub contract: Contract<'a>,
    /// What has happened.
    pub facts: &'a [Fact],
}

impl Told<'_> {
    /// The lines of a subject on a date.
    pub fn lines(&self, subject: Subject, on: Date) -> Vec<String> {
        match subject {
            Subject::Schedule => self.schedule(on),
            Subject::Dues => self.dues(on),
            Subject::Counters => self.counters(on),
            Subject::Payoff => self.payoff(on),
            Subject::Allocation => self.allocation(on),
            Subject::Ledger => self.ledger(on),
            Subject::Postings => self.postings(on),
            Subject::Account => self.account(on),
            Subject::PlanLoss => self.plan_loss(on),
            Subject::Class => supervision::class(self.contract, self.facts, on),
            Subject::Cost => supervision::cost(self.contract, self.facts, on),
            Subject::Events => self.events(on).iter().map(|event| self.event(event)).collect(),
        }
    }

    fn money(&self, amount: Minor) -> String {
        self.contract.terms.currency.format_minor(amount.0)
    }

    fn components(&self, amounts: &Components) -> String {
        let part = |component: Component| {
            let amount = amounts.get(component);
            (amount != Minor::ZERO).then(|| format!("{component} {}", self.money(amount)))
        };
        let parts: Vec<String> = Component::ALL.into_iter().filter_map(part).collect();
        if parts.is_empty() { "nothing".to_owned() } else { parts.join(" ") }
    }

    fn schedule(&self, on: Date) -> Vec<String> {
        let state = standing(self.contract, self.facts, on);
        let line = |due: &engine::schedule::running::Installment| {
            let amounts =
                [due.principal + due.interest, due.principal, due.interest, due.principal_after]
                    .map(|amount| self.money(amount));
            let mark = if due.due.provisional { " provisional" } else { "" };
            let [pay, principal, interest, after] = amounts;
            format!(
                "{} {} pay {pay} principal {principal} interest {interest} balance {after}{mark}",
                due.number, due.due.date,
            )
        };
        projected(self.contract, &state).iter().map(line).collect()
    }

    fn dues(&self, on: Date) -> Vec<String> {
        let state = standing(self.contract, self.facts, on);
        let line = |due: &engine::state::Due| {
            format!("{} {} {}", due.number, due.on, self.components(&due.outstanding))
        };
        quoted_dues(self.contract, &state, on).iter().map(line).collect()
    }

    fn account(&self, on: Date) -> Vec<String> {
        let state = standing(self.contract, self.facts, on);
        let told = (|amounts: &Components| self.components(amounts), |amount| self.money(amount));
        revolving::account(self.contract, &state, told)
    }

    fn counters(&self, on: Date) -> Vec<String> {
        let (state, _) = fold(self.contract, self.facts, Horizon::through(on));
        let counted = counters(self.contract, &state, on);
        let delinquency = &self.contract.product.delinquency;
        let bucket = bucket_of(delinquency, counted.days_past_due_counted);
        vec![
            format!(
                "days-past-due {} counted {} material {} before-modification {} max-24m {} missed {}",
                counted.days_past_due,
                counted.days_past_due_counted,
                counted.days_past_due_material,
                counted.days_past_due_before_modification,
                counted.days_past_due_max_24m,
                counted.installments_missed,
            ),
            format!(
                "bucket {} class {}",
                bucket_name(delinquency, bucket),
                class_of(delinquency, counted.days_past_due_counted).word(),
            ),
        ]
    }

    fn payoff(&self, on: Date) -> Vec<String> {
        let state = standing(self.contract, self.facts, on);
        let payoff = quote(self.contract, &state, on);
        vec![
            format!("arrears {}", self.money(payoff.arrears.total())),
            format!("undue {}", self.components(&payoff.undue)),
            format!("held {}", self.money(payoff.unapplied)),
            format!("payoff {}", self.money(payoff.amount())),
        ]
    }

    fn events(&self, on: Date) -> Vec<Event> {
        let (_, effects) = fold(self.contract, self.facts, Horizon::through(on));
        effects.events.into_iter().filter(|event| event.on == on).collect()
    }

    fn allocation(&self, on: Date) -> Vec<String> {
        let money_only = |event: &&Event| {
            matches!(
                event.kind,
                EventKind::Allocated { .. }
                    | EventKind::Prepaid { .. }
                    | EventKind::Revolving(RevolvingEvent::Met { .. })
                    | EventKind::Held(_)
                    | EventKind::HeldUsed(_)
                    | EventKind::Recovered(_)
            )
        };
        self.events(on).iter().filter(money_only).map(|event| self.event(event)).collect()
    }

    fn event(&self, event: &Event) -> String {
        let money = |amount| self.money(amount);
        match event.kind {
            EventKind::Fell { number, amounts, principal_undue } => format!(
                "due {number} fell: {}, undue {}",
                self.components(&amounts),
                money(principal_undue)
            ),
            EventKind::Allocated { number, component, amount } => {
                format!("due {number} {component} {}", money(amount))
            }
            EventKind::Prepaid { component, amount } => {
                format!("undue {component} {}", money(amount))
            }
            EventKind::Held(amount) => format!("held {}", money(amount)),
            EventKind::HeldUsed(amount) => format!("held used {}", money(amount)),
            EventKind::Satisfied { number } => format!("due {number} satisfied"),
            EventKind::LateFeeCharged { number, amount } => {
                format!("due {number} late fee {}", money(amount))
            }
            EventKind::Rolled { number, amount } => {
                format!("due {number} rest rolled {}", money(amount))
            }
            EventKind::BucketChanged { from, to } => {
                let name = |bucket| bucket_name(&self.contract.product.delinquency, bucket);
                format!("bucket {} to {}", name(from), name(to))
            }
            EventKind::Cured => "cured".to_owned(),
            EventKind::NonaccrualBegan => "non-accrual began".to_owned(),
            EventKind::NonaccrualEnded => "non-accrual ended".to_owned(),
            EventKind::Waived { component, amount } => {
                format!("waived {component} {}", money(amount))
            }
            EventKind::PlanBegan { payment, deferred_interest, conditional_waiver } => format!(
                "plan began: level {}, deferred interest {}, set aside {}",
                money(payment),
                money(deferred_interest),
                money(conditional_waiver)
            ),
            EventKind::PlanCured => "plan cured".to_owned(),
            EventKind::PlanBroken => "plan broken".to_owned(),
            EventKind::Charged { component, amount } => {
                format!("charged {component} {}", money(amount))
            }
            EventKind::RateChanged { rate, payment } => {
                format!("rate {rate}, level {}", money(payment))
            }
            EventKind::ChargedOff(amounts) => format!("charged off: {}", self.components(&amounts)),
            EventKind::Recovered(amount) => format!("recovered {}", money(amount)),
            EventKind::Refunded(amount) => format!("refunded {}", money(amount)),
            EventKind::ChargeOffProposed => "charge-off proposed".to_owned(),
            EventKind::Settled => "settled".to_owned(),
            EventKind::Revolving(event) => revolving::event(&event, money),
            other => self.relief_event(&other),
        }
    }

    fn relief_event(&self, kind: &EventKind) -> String {
        let money = |amount| self.money(amount);
        match *kind {
            EventKind::ReAged { counted_from, days_before } => {
                format!("re-aged: counted from {counted_from}, {days_before} days before")
            }
            EventKind::DueMoved { number, to } => format!("due {number} moved to {to}"),
            EventKind::Deferred { dues, next_due } => {
                format!("{dues} dues deferred, next due {next_due}")
            }
            EventKind::Extended { first_due, installments } => {
                format!("extended: {installments} dues from {first_due}")
            }
            EventKind::RateLowered { rate, until } => {
                format!("rate lowered to {rate}{}", till(until))
            }
            EventKind::InterestStopped { until } => format!("interest stopped{}", till(until)),
            EventKind::RateRestored { rate } => format!("rate restored to {rate}"),
            EventKind::SetAside { component, amount, vests_after } => {
                format!("set aside {component} {}, vests after {vests_after}", money(amount))
            }
            EventKind::OwedAgain { component, amount } => {
                format!("owed again {component} {}", money(amount))
            }
            EventKind::SettlementBegan { amount } => format!("settlement began: {}", money(amount)),
            EventKind::SettlementBroken { paid } => {
                format!("settlement broken, {} had come in", money(paid))
            }
            EventKind::SettlementCompleted { forgiven } => {
                format!("settlement completed, {} given up", money(forgiven))
            }
            EventKind::Refinanced => "refinanced".to_owned(),
            EventKind::Paused { until } => format!("paused until {until}"),
            EventKind::PauseChanged { until } => format!("pause now until {until}"),
            _ => String::new(),
        }
    }

    fn plan_loss(&self, on: Date) -> Vec<String> {
        let plan = self
            .facts
            .iter()
            .find(|fact| fact.value_date == on && matches!(fact.kind, FactKind::Reamortized(_)));
        let number = plan.map_or(0, |fact| fact.number);
        match plan_loss(self.contract, self.facts, number) {
            Some(loss) => vec![
                format!("original rate {:.3}%", loss.original_rate * 100.0),
                format!(
                    "{:.3}% of {} at the contract rate",
                    loss.of_claims_at_contract_rate() * 100.0,
                    self.money(loss.claims_at_contract_rate)
                ),
                format!("{:.3}% of {}", loss.of_claims() * 100.0, self.money(loss.claims)),
            ],
            None => vec!["no plan".to_owned()],
        }
    }

    fn transfers(&self, through: Date) -> Vec<Transfer> {
        fold(self.contract, self.facts, Horizon::through(through)).1.transfers
    }

    fn ledger(&self, on: Date) -> Vec<String> {
        let mut balances: BTreeMap<GlAccount, i64> = BTreeMap::new();
        for transfer in self.transfers(on) {
            *balances.entry(transfer.debit).or_default() += transfer.amount.0;
            *balances.entry(transfer.credit).or_default() -= transfer.amount.0;
        }
        balances
            .into_iter()
            .filter(|(_, balance)| *balance != 0)
            .map(|(account, balance)| {
                let side = if balance > 0 { "debit" } else { "credit" };
                format!("{account} {side} {}", self.money(Minor(balance.abs())))
            })
            .collect()
    }

    fn postings(&self, on: Date) -> Vec<String> {
        let line = |transfer: &Transfer| {
            format!(
                "debit {} credit {} {}",
                transfer.debit,
                transfer.credit,
                self.money(transfer.amount)
            )
        };
        self.transfers(on).iter().filter(|t| t.value_date == on).map(line).collect()
    }
}

fn till(until: Option<Date>) -> String {
    until.map_or(String::new(), |until| format!(" until {until}"))
}
