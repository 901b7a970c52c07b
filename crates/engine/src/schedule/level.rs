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
    growths: impl IntoIterator<Item = Growth> + Clone,
    grid: impl Into<Grid>,
) -> A {
    let grid = grid.into();
    match quick::payment(balance.units(), growths.clone(), grid) {
        Some(payment) => A::from_units(payment),
        None => exact(balance, growths, grid),
    }
}

fn exact<A: Amount>(balance: A, growths: impl IntoIterator<Item = Growth>, grid: Grid) -> A {
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
    A::from_units(grid.divide_wide(numerator, annuity))
}

/// The same in 128 bits, given only where its error bound cannot reach a rounding boundary, so
/// that it never differs from the exact way: `balance × Π(1+gₖ) ÷ Σₖ Πⱼ>ₖ(1+gⱼ)`.
mod quick {
    use primitives::rounding::{Grid, Rounding};

    use crate::accrual::Growth;

    /// Fraction bits of a factor.
    const BITS: u32 = 56;
    const ONE: u128 = 1 << BITS;
    /// Products and sums stay below these, so that nothing overflows.
    const GROWN_MOST: u128 = ONE << 2;
    const FACTOR_MOST: u128 = ONE << 10;
    /// Balances for which the quotient's error stays far below one unit.
    const BALANCE_MOST: i128 = 1 << 40;

    pub fn payment(
        balance: i128,
        growths: impl IntoIterator<Item = Growth>,
        grid: Grid,
    ) -> Option<i128> {
        if grid.multiple != 1 {
            return None;
        }
        let balance = u128::try_from(balance).ok().filter(|_| balance <= BALANCE_MOST)?;
        let (mut factor, mut grown, mut count) = (0u128, ONE, 0u128);
        for growth in growths {
            let step = one_plus(growth)?;
            factor = ONE + ((factor * step) >> BITS);
            grown = (grown * step) >> BITS;
            count += 1;
            if grown >= GROWN_MOST || factor >= FACTOR_MOST {
                return None;
            }
        }
        if count == 0 {
            return None;
        }
        // Every step drops less than two last bits of either factor, each of which grows at most
        // fourfold on: the payment, at most the grown balance, is off by less than this many parts
        // of 2⁻⁵⁶, and rounding the quotient down drops one part more.
        let numerator = balance * grown;
        let scaled = (numerator / factor, ((numerator % factor) << BITS) / factor);
        let margin = (balance + 1) * (count + 2) * 32;
        settled(scaled, margin, grid.rounding)
    }

    /// `1 + growth`, rounded down.
    fn one_plus(growth: Growth) -> Option<u128> {
        let numerator = u64::try_from(growth.numerator).ok()?;
        let denominator = u64::try_from(growth.denominator).ok()?;
        let share = (u128::from(numerator) << BITS) / u128::from(denominator);
        (share < ONE).then_some(ONE + share)
    }

    /// The rounded payment, where no true value within the margin would round otherwise.
    fn settled((whole, part): (u128, u128), margin: u128, rounding: Rounding) -> Option<i128> {
        let half = ONE / 2;
        let away = match rounding {
            Rounding::Down => false,
            Rounding::Up => true,
            Rounding::HalfUp | Rounding::HalfEven => part > half,
        };
        let near = |boundary: u128| part.abs_diff(boundary) <= margin;
        let halves = matches!(rounding, Rounding::HalfUp | Rounding::HalfEven);
        if near(0) || near(ONE) || halves && near(half) {
            return None;
        }
        i128::try_from(whole + u128::from(away)).ok()
    }
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

    proptest::proptest! {
        /// The quick way answers only where it answers the same.
        #[test]
        fn quick_is_exact_where_it_answers(
            balance in 1i64..1 << 40,
            days in proptest::collection::vec(1i128..400, 1..60),
            units in 0i128..3_000_000_000,
            rounding in proptest::sample::select(vec![
                Rounding::HalfUp, Rounding::HalfEven, Rounding::Down, Rounding::Up,
            ]),
        ) {
            let growths = days.iter().map(|days| Growth {
                numerator: units * days,
                denominator: 1_000_000_000_000,
            });
            let exact = exact(Minor(balance), growths.clone(), rounding.into());
            if let Some(quick) = quick::payment(balance.into(), growths, rounding.into()) {
                proptest::prop_assert_eq!(quick, i128::from(exact.0));
            }
        }
    }
}
