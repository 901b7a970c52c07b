//! What the register keeps of a standing beside the standing itself.

use engine::contract::Contract;
use engine::day::next_event_on;
use engine::delinquency::counters::oldest_late;
use engine::state::{State, Status};
use engine::wire;
use store::{LoanStatus, StandingRow};

/// The row of a standing that follows `before`, or of a loan's first one. The counts of facts and
/// postings are those of `before`; whoever adds some adds to them.
pub fn kept(
    contract: Contract,
    state: &State,
    loan_id: i64,
    before: Option<&StandingRow>,
) -> StandingRow {
    let status = LoanStatus::from(&state.status);
    StandingRow {
        loan_id,
        version: before.map_or(0, |row| row.version) + 1,
        status,
        closed_through: state.closed_through,
        next_event_on: next_event_on(contract, state),
        principal: state.principal_outstanding(),
        due: state.overdue_and_due().total(),
        oldest_late_on: oldest_late(contract, state),
        // A loan that has ended is in no bucket, whichever it ended in.
        bucket: if status == LoanStatus::Active { state.record.bucket } else { 0 },
        ended_on: match state.status {
            Status::Settled { on } | Status::ChargedOff { on, .. } => Some(on),
            Status::Pending | Status::Active => None,
        },
        fact_count: before.map_or(0, |row| row.fact_count),
        posting_count: before.map_or(0, |row| row.posting_count),
        state: wire::state::encode(state),
    }
}
