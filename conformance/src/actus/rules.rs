//! What a market index does to a contract: rate resets and scaling.

use primitives::rate::Fraction;

use super::figure::Figure;
use super::moment::Moment;
use super::terms::{Malformed, Market, Terms};

/// How a rate follows an index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResetRule {
    index: Option<String>,
    multiplier: Figure,
    spread: Figure,
    period: Limits,
    life: Limits,
    /// The rate of the next reset, when already known.
    pub next: Option<Fraction>,
}

/// The least and the most a number may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Limits {
    floor: Option<Figure>,
    cap: Option<Figure>,
}

/// Which amounts follow an index, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScalingRule {
    index: Option<String>,
    base: Option<Figure>,
    interest: Option<Figure>,
    principal: Option<Figure>,
}

/// The factors amounts are scaled by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scales {
    /// Of principal payments.
    pub principal: Figure,
    /// Of interest payments.
    pub interest: Figure,
}

impl Limits {
    fn read(terms: &Terms, prefix: &str) -> Result<Limits, Malformed> {
        let floor = terms.read(&format!("{prefix}Floor"))?;
        Ok(Limits { floor, cap: terms.read(&format!("{prefix}Cap"))? })
    }

    fn hold(self, value: Figure) -> Figure {
        let raised = self.floor.map_or(value, |floor| value.max(floor));
        self.cap.map_or(raised, |cap| raised.min(cap))
    }
}

impl ResetRule {
    /// Reads the reset terms of a contract.
    pub fn read(terms: &Terms) -> Result<ResetRule, Malformed> {
        Ok(ResetRule {
            index: terms.text("marketObjectCodeOfRateReset")?,
            multiplier: terms.read("rateMultiplier")?.unwrap_or(Figure::ONE),
            spread: terms.read("rateSpread")?.unwrap_or_default(),
            period: Limits::read(terms, "period")?,
            life: Limits::read(terms, "life")?,
            next: terms.rate("nextResetRate")?,
        })
    }

    /// The rate that follows `rate` at a reset: index × multiplier + spread, its change and then
    /// itself held within the limits. A spread of the reset's own comes before the contract's.
    pub fn rate_over(
        &self,
        rate: Fraction,
        spread: Option<Figure>,
        (market, at): (&Market, Moment),
    ) -> Result<Fraction, Malformed> {
        let field = "marketObjectCodeOfRateReset";
        let code = self.index.as_deref().ok_or_else(|| Malformed::new(field, "missing"))?;
        let index = market.value(code, at)?;
        self.reset(rate.into(), index, spread.unwrap_or(self.spread))
            .and_then(Figure::to_fraction)
            .ok_or_else(|| Malformed::new(field, format!("the rate at {at} is too large")))
    }

    fn reset(&self, rate: Figure, index: Figure, spread: Figure) -> Option<Figure> {
        let target = index.times(self.multiplier)?.plus(spread)?;
        let change = self.period.hold(target.minus(rate)?);
        Some(self.life.hold(rate.plus(change)?))
    }
}

impl ScalingRule {
    /// Reads the scaling terms of a contract.
    pub fn read(terms: &Terms) -> Result<ScalingRule, Malformed> {
        let effect = terms.text("scalingEffect")?.unwrap_or_default();
        let multiplier = |letter: char, name: &str| {
            let given = terms.read(name)?.unwrap_or(Figure::ONE);
            Ok::<_, Malformed>(Some(given).filter(|_| effect.contains(letter)))
        };
        Ok(ScalingRule {
            interest: multiplier('I', "interestScalingMultiplier")?,
            principal: multiplier('N', "notionalScalingMultiplier")?,
            index: terms.text("marketObjectCodeOfScalingIndex")?,
            base: terms.read("scalingIndexAtContractDealDate")?,
        })
    }

    /// Whether anything is scaled at all.
    pub const fn applies(&self) -> bool {
        self.interest.is_some() || self.principal.is_some()
    }

    /// The factors that follow `scales` at a scaling: multiplier × index ÷ index at deal date, for
    /// what the contract scales.
    pub fn scales(&self, scales: Scales, market: &Market, at: Moment) -> Result<Scales, Malformed> {
        let field = "marketObjectCodeOfScalingIndex";
        let code = self.index.as_deref().ok_or_else(|| Malformed::new(field, "missing"))?;
        let index = market.value(code, at)?;
        Ok(Scales {
            principal: self.factor(self.principal, index)?.unwrap_or(scales.principal),
            interest: self.factor(self.interest, index)?.unwrap_or(scales.interest),
        })
    }

    fn factor(
        &self,
        multiplier: Option<Figure>,
        index: Figure,
    ) -> Result<Option<Figure>, Malformed> {
        let Some(multiplier) = multiplier else { return Ok(None) };
        let field = "scalingIndexAtContractDealDate";
        let base = self.base.ok_or_else(|| Malformed::new(field, "missing"))?;
        let factor = multiplier.times(index).and_then(|product| product.over(base));
        let wrong = || Malformed::new(field, format!("index {index} over {base} does not scale"));
        factor.map(Some).ok_or_else(wrong)
    }
}
