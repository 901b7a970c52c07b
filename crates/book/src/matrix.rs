//! A transition matrix: how many loans, with what balance, went from one state to another.

/// A table of transitions by count and by balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix {
    width: usize,
    count: Vec<u64>,
    balance: Vec<i128>,
}

impl Matrix {
    /// An empty table of so many states to leave and to reach.
    pub fn new(from_states: usize, to_states: usize) -> Matrix {
        let cells = from_states * to_states;
        Matrix { width: to_states.max(1), count: vec![0; cells], balance: vec![0; cells] }
    }

    /// Counts one loan that went from one state to another with so much balance before.
    /// A state outside the table counts as the last one inside.
    pub fn add(&mut self, from: usize, to: usize, balance_before: i64) {
        let last = (self.count.len() / self.width).saturating_sub(1);
        let cell = from.min(last) * self.width + to.min(self.width - 1);
        if let (Some(count), Some(balance)) = (self.count.get_mut(cell), self.balance.get_mut(cell))
        {
            *count += 1;
            *balance += i128::from(balance_before);
        }
    }

    /// Adds every cell of another table of the same shape.
    pub fn merge(&mut self, other: &Matrix) {
        self.count.iter_mut().zip(&other.count).for_each(|(cell, more)| *cell += more);
        self.balance.iter_mut().zip(&other.balance).for_each(|(cell, more)| *cell += more);
    }

    /// Loans, one row for each state left.
    pub fn counts(&self) -> impl Iterator<Item = &[u64]> {
        self.count.chunks(self.width)
    }

    /// Balance before, in minor units, one row for each state left.
    pub fn balances(&self) -> impl Iterator<Item = &[i128]> {
        self.balance.chunks(self.width)
    }

    /// Each row's counts as shares of the row; nothing for an empty row.
    pub fn rates(&self) -> Vec<Vec<f64>> {
        self.counts().map(|row| shares(row, |count| *count as f64)).collect()
    }

    /// Each row's balances as shares of the row; nothing for an empty row.
    pub fn balance_rates(&self) -> Vec<Vec<f64>> {
        self.balances().map(|row| shares(row, |balance| *balance as f64)).collect()
    }
}

fn shares<T>(row: &[T], number: impl Fn(&T) -> f64) -> Vec<f64> {
    let total: f64 = row.iter().map(&number).sum();
    row.iter().map(|cell| if total == 0.0 { 0.0 } else { number(cell) / total }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_share_out_to_one_and_empty_rows_stay_empty() {
        let mut matrix = Matrix::new(2, 3);
        matrix.add(0, 0, 300);
        matrix.add(0, 2, 100);
        assert_eq!(matrix.rates(), [[0.5, 0.0, 0.5], [0.0, 0.0, 0.0]]);
        assert_eq!(matrix.balance_rates()[0], [0.75, 0.0, 0.25]);
    }

    #[test]
    fn states_beyond_the_table_count_as_its_last() {
        let mut matrix = Matrix::new(2, 2);
        matrix.add(9, 9, 5);
        assert_eq!(matrix.counts().collect::<Vec<_>>(), [[0, 0], [0, 1]]);
    }
}
