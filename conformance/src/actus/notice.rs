//! Contracts without a set end: money at call (CLM), which ends by notice, and balances that stay
//! (UMP, CSH).

use engine::schedule::cycle::step_date;
use serde::Deserialize;

use super::contract::{Contract, ContractKind};
use super::events::{Due, Event, EventKind};
use super::maturity::End;
use super::moment::Moment;
use super::terms::{Malformed, Scalar};

/// Something outside the contract that was observed.
#[derive(Debug, Deserialize)]
pub struct Observed {
    time: Scalar,
    #[serde(rename = "type")]
    kind: Scalar,
}

/// What is known from outside about when a contract ends or is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Horizon {
    /// The last time to report, when one is asked for.
    pub to: Option<Moment>,
    /// When the contract was called, if it was.
    pub called: Option<Moment>,
    /// When it was looked at.
    pub monitored: Vec<Moment>,
}

impl Horizon {
    /// Reads what was observed; kinds that nothing here acts on are refused, not passed over.
    pub fn read(to: Option<Moment>, observed: &[Observed]) -> Result<Horizon, Malformed> {
        let mut horizon = Horizon { to, ..Horizon::default() };
        for Observed { time, kind } in observed {
            let at = time.0.parse().map_err(|error| Malformed::new("eventsObserved", error))?;
            match kind.0.trim() {
                "XD" => horizon.called = horizon.called.min(Some(at)).or(Some(at)),
                "AD" => horizon.monitored.push(at),
                other => {
                    let reason = format!("`{other}` is not run here: XD, AD are");
                    return Err(Malformed::new("eventsObserved", reason));
                }
            }
        }
        Ok(horizon)
    }

    /// The notice that ends a contract: one at call without a stated end.
    pub fn notice(&self, contract: &Contract) -> Option<Moment> {
        let by_notice = contract.kind == ContractKind::Call && contract.maturity.is_none();
        self.called.filter(|_| by_notice)
    }

    /// Where the schedules of a contract without a set end stop: at the notice, else where the
    /// report does.
    pub fn open_end(&self, contract: &Contract) -> Result<End, Malformed> {
        let scheduled = self.notice(contract).or(self.to).or(contract.termination.map(|t| t.at));
        let missing = || Malformed::new("to", "missing, without another end");
        scheduled.map(End::fixed).ok_or_else(missing)
    }

    /// What observation adds to the plan: a call with what it settles, and looks at the contract.
    pub fn events(&self, contract: &Contract) -> Vec<Event> {
        let looks = self.monitored.iter().map(|at| (EventKind::Monitoring, Due::fixed(*at)));
        let mut events: Vec<Event> = looks.map(|(kind, due)| Event::plain(kind, due)).collect();
        if let Some(called) = self.notice(contract) {
            let notice = contract.notice;
            let settled = notice
                .map_or(called.date, |step| step_date(called.date, step, 1, contract.month_end));
            // Interest stops with the call.
            let due = Due { at: contract.place(called.on(settled)).at, computed: called };
            events.push(Event::plain(EventKind::Call, Due::fixed(called)));
            events.push(Event::plain(EventKind::InterestPayment, due));
            events.push(Event::plain(EventKind::Settlement, due));
        }
        events
    }
}
