//! What the words of a product file's `[revolving]` section mean.

use super::file::{CashAdvanceShape, ConversionShape, CycleShape, MinimumShape, RevolvingShape};
use super::revolving::{
    CashAdvanceRule, ConversionRule, Cycle, Excess, InterestFrom, MinimumBase, MinimumRule,
    OverLimit, RevolvingRule,
};
use super::words::{Choices, Words};

/// Months between two changes of the statement day where the file names none.
const CYCLE_CHANGE_MONTHS: i64 = 12;

const INTEREST_FROM: &Choices<InterestFrom> =
    &[("due-date", InterestFrom::DueDate), ("purchase-date", InterestFrom::PurchaseDate)];
const BASES: &Choices<MinimumBase> =
    &[("balance", MinimumBase::Balance), ("new-purchases", MinimumBase::NewPurchases)];
const EXCESSES: &Choices<Excess> =
    &[("oldest-first", Excess::OldestFirst), ("highest-rate-first", Excess::HighestRateFirst)];

impl Words {
    /// What the section says.
    pub(super) fn revolving(&mut self, shape: &RevolvingShape) -> RevolvingRule {
        let months = shape.cycle_change_months.unwrap_or(CYCLE_CHANGE_MONTHS);
        RevolvingRule {
            cycles: shape.cycles.iter().map(|cycle| self.cycle(cycle)).collect(),
            cycle_change_months: self.whole("revolving.cycle_change_months", months),
            interest_from: self.choice(
                "revolving.interest_from",
                shape.interest_from.as_ref(),
                INTEREST_FROM,
            ),
            minimum: self.minimum(&shape.minimum),
            over_limit: OverLimit {
                share: self
                    .percent("revolving.over_limit.share", shape.over_limit.share.as_ref())
                    .unwrap_or_default(),
                fee: self.money("revolving.over_limit.fee", shape.over_limit.fee.as_ref()),
            },
            excess: self.choice("revolving.excess", shape.excess.as_ref(), EXCESSES),
            cash_advance: shape.cash_advance.as_ref().and_then(|cash| self.cash_advance(cash)),
            conversions: shape.conversions.iter().map(|plan| self.conversion(plan)).collect(),
            convertible_from: self
                .money("revolving.convertible_from", shape.convertible_from.as_ref()),
        }
    }

    fn cycle(&mut self, shape: &CycleShape) -> Cycle {
        let mut day = |day| self.whole("revolving.cycles", day);
        Cycle { bill_day: day(shape.bill_day), due_day: day(shape.due_day) }
    }

    fn minimum(&mut self, shape: &MinimumShape) -> MinimumRule {
        MinimumRule {
            share: self.percent("revolving.minimum.share", Some(&shape.share)).unwrap_or_default(),
            base: self.choice("revolving.minimum.of", shape.of.as_ref(), BASES),
            floor: self.money("revolving.minimum.floor", shape.floor.as_ref()),
        }
    }

    fn cash_advance(&mut self, shape: &CashAdvanceShape) -> Option<CashAdvanceRule> {
        let rate = self.value("revolving.cash_advance.rate", &shape.rate, str::parse)?;
        let fee = self.percent("revolving.cash_advance.fee", shape.fee.as_ref());
        Some(CashAdvanceRule { rate, fee: fee.unwrap_or_default() })
    }

    fn conversion(&mut self, shape: &ConversionShape) -> ConversionRule {
        let field = "revolving.conversions";
        ConversionRule {
            installments: self.whole(field, shape.installments),
            fee: self.percent(field, Some(&shape.fee)).unwrap_or_default(),
        }
    }
}
