//! The whole engine tried by lot: random products, payments, returns, back-dating, relief,
//! charge-offs, closes that stop half-way, deliveries that come twice or out of order.
//!
//! Loans live in [`cell`]s, each a register of its own. After every step the loan touched is folded
//! anew and compared; at the end every loan's [`course`] is played on the engine alone and held
//! against every [`invariant`]. Equal seeds give equal trials. A course that breaks is [`shrink`]ed
//! and [`kept`]. Spec: `docs/specs/simulation.md`.

mod account;
pub mod act;
pub mod cell;
pub mod course;
mod grant;
pub mod invariant;
pub mod kept;
mod names;
pub mod offer;
mod offer_account;
pub mod shrink;
mod spend;
#[cfg(test)]
mod tests;

use std::path::Path;

use cell::{CellError, Lived, Lot, Manner, live};

/// Loans of a cell.
pub const CELL_LOANS: u32 = 500;
/// One cell in so many is lived a second time in another manner and must come to the same book.
const TWINS: u32 = 4;

/// Whether a cell is lived twice.
pub fn has_twin(cell: u32) -> bool {
    cell.is_multiple_of(TWINS)
}

/// Lives one cell, and its twin where it has one, in new directories under `directory`.
pub async fn try_cell(directory: &Path, lot: Lot) -> Result<Lived, CellError> {
    let place = |name: &str| directory.join(format!("{name}-{}", lot.cell));
    let troubled = Manner { batch: 37, trouble: true, backwards: false };
    let mut lived = live(&place("cell"), lot, troubled).await?;
    if has_twin(lot.cell) {
        let calm = Manner { batch: 2_000, trouble: false, backwards: true };
        let twin = live(&place("twin"), lot, calm).await?;
        lived.checked += twin.checked;
        cell::same_book(&lived, &twin)?;
    }
    lived.dump.clear();
    Ok(lived)
}
