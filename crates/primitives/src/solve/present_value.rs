//! What future cash is worth today at a yearly effective rate.

use crate::date::Date;

/// Present value, in the flows' own units, on `on` of flows after it: days over 365, compounded
/// yearly at `rate`, a fraction above −1. A statistic, never booked.
pub fn present_value(flows: &[(Date, i128)], on: Date, rate: f64) -> f64 {
    flows
        .iter()
        .map(|(date, amount)| {
            let years = f64::from(date.days_since(on)) / 365.0;
            *amount as f64 * (1.0 + rate).powf(-years)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_discounts_once() {
        let on: Date = "2025-01-01".parse().unwrap();
        let value = present_value(&[(on, 100), (on.plus_days(365), 110)], on, 0.10);
        assert!((value - 200.0).abs() < 1e-9);
    }
}
