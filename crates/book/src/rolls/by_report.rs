//! Rolls by what a former servicer reported.

use crate::matrix::Matrix;
use crate::reported::state::{Measure, STATES, states};
use crate::reported::{CloseReason, Life, Panel};

/// States a loan can reach: those of lateness, and its two ends.
pub const REPORTED_STATES: [&str; 7] = ["0", "1", "2", "3", "4+", "PAID", "LOSS"];

/// The transitions of one pool, or of all together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PoolRolls {
    /// The pool, or `ALL`.
    pub pool: String,
    /// From the five states of lateness to [`REPORTED_STATES`].
    pub matrix: Matrix,
}

/// Every transition between one period and the next, by pool in the pools' order and then `ALL`.
pub fn reported(panel: &Panel, measure: Measure) -> Vec<PoolRolls> {
    let empty = Matrix::new(STATES.len(), REPORTED_STATES.len());
    let mut matrices = vec![empty.clone(); panel.pools().len()];
    let mut reached = Vec::new();
    panel.for_each_life(|life| {
        states(panel, life, measure, &mut reached);
        let matrix = &mut matrices[usize::from(panel.loans().pool[life.loan])];
        add_life(panel, life, &reached, matrix);
    });
    let mut all = empty;
    matrices.iter().for_each(|matrix| all.merge(matrix));
    let named = panel.pools().iter().cloned().zip(matrices);
    named
        .chain([("ALL".to_owned(), all)])
        .map(|(pool, matrix)| PoolRolls { pool, matrix })
        .collect()
}

fn add_life(panel: &Panel, life: &Life, reached: &[u8], matrix: &mut Matrix) {
    for (index, row) in life.rows.iter().enumerate().skip(1) {
        let to = match life.close {
            Some(close) if close.row == *row => match close.reason {
                CloseReason::Paid => STATES.len(),
                CloseReason::Loss => STATES.len() + 1,
            },
            _ => usize::from(reached[index]),
        };
        let before = life.rows[index - 1];
        matrix.add(usize::from(reached[index - 1]), to, panel.rows().balance[before]);
    }
}

/// Open loans in each state at the end of each period, by pool: `[pool][period][state]`.
pub fn portfolio(panel: &Panel, measure: Measure) -> Vec<Vec<[u64; 5]>> {
    let mut tables = vec![Vec::new(); panel.pools().len()];
    let mut reached = Vec::new();
    panel.for_each_life(|life| {
        states(panel, life, measure, &mut reached);
        let table = &mut tables[usize::from(panel.loans().pool[life.loan])];
        for (row, state) in life.open_rows().iter().zip(&reached) {
            let period = usize::from(panel.rows().period[*row]);
            if table.len() <= period {
                table.resize(period + 1, [0; STATES.len()]);
            }
            table[period][usize::from(*state)] += 1;
        }
    });
    tables
}
