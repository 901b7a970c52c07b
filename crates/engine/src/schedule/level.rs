//! The level payment (等额本息): one amount that repays a balance over uneven periods.

use ethnum::I256;
use primitives::amount::Amount;
use primitives::rounding::Grid;

use crate::accrual::Growth;

/// One, in the fixed point that discount factors are kept in: 10⁻³⁰.
const ONE: i128 = 1_000_000_000_000_000_000_000_000_000_000;

/// The equal payment at the end of each period that repays `balance`, where the k-th period grows
/// it by the k-th growth: `balance ÷ Σₖ Πⱼ≤ₖ 1/(1+gⱼ)`.
///
/// Nothing for no periods. Spec: `docs/specs/level-payment.md`.
pub fn level_payment<A: Amount>(
    balance: A,
    growths: impl IntoIterator<Item = Growth>,
    grid: impl Into<Grid>,
) -> A {
    let mut discount = I256::from(ONE);
    let mut annuity = I256::ZERO;
    for growth in growths {
        let denominator = I256::from(growth.denominator);
        let grown = denominator + I256::from(growth.numerator);
        discount = (discount * denominator + grown / 2) / grown;
        annuity += discount;
    }
    if annuity == 0 {
        return A::zero();
    }
    let numerator = I256::from(balance.units()) * I256::from(ONE);
    A::from_units(grid.into().divide_wide(numerator, annuity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use primitives::amount::Minor;
    use primitives::rounding::Rounding;

    #[test]
    fn seed_case_pays_1281_30() {
        let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31];
        let growths = days.map(|d| Growth { numerator: 4 * d, denominator: 10_000 });
        assert_eq!(level_payment(Minor(1_200_000), growths, Rounding::HalfUp), Minor(128_130));
    }

    #[test]
    fn without_interest_it_is_a_plain_share() {
        let growths = [Growth::NONE; 3];
        assert_eq!(level_payment(Minor(1_000), growths, Rounding::HalfUp), Minor(333));
        assert_eq!(level_payment(Minor(1_000), [], Rounding::HalfUp), Minor(0));
    }
}
