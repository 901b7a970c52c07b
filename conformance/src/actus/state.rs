//! The state of a contract, and what each event pays and changes.

use engine::accrual::{Growth, Span};
use engine::schedule::level::level_payment;
use primitives::amount::{Amount, Fine};
use primitives::date::Date;
use primitives::rate::Fraction;
use primitives::rounding::Rounding;

use super::contract::{Contract, ContractKind, InterestBase};
use super::events::{Due, Event, EventKind};
use super::fees::FeeRule;
use super::figure::Figure;
use super::rules::Scales;
use super::schedule::Plan;
use super::terms::{Malformed, Market};

/// Amounts of 10¹⁵ and more are taken for mistakes, long before they could overflow.
const LARGEST: Fine = Fine(10i128.pow(27));

/// Below −10 % a year a level payment is not solved: discounting over centuries would overflow.
const LOWEST_SOLVED_RATE: Fraction = Fraction::from_units(-100_000_000_000);

/// What a contract is run against.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// Its terms.
    pub contract: &'a Contract,
    /// Its schedule.
    pub plan: &'a Plan,
    /// The market.
    pub market: &'a Market,
}

/// The state of a contract, signed for the side whose books it is in.
#[derive(Clone, Copy, Debug)]
pub struct State {
    /// Principal outstanding.
    pub principal: Fine,
    /// The yearly rate.
    pub rate: Fraction,
    /// Interest accrued.
    pub accrued: Fine,
    base: Fine,
    /// Unsigned, as the terms state it.
    payment: Fine,
    scales: Scales,
    since: Date,
    fee_accrued: Fine,
    called: bool,
}

impl State {
    /// The state as of the status date: nothing before pay-out, what the terms say after it.
    pub fn start(run: Run<'_>) -> Result<State, Malformed> {
        let contract = run.contract;
        let mut state = State {
            principal: Fine::zero(),
            rate: Fraction::ZERO,
            accrued: Fine::zero(),
            base: Fine::zero(),
            payment: run.plan.payment.unwrap_or_default(),
            scales: Scales { principal: Figure::ONE, interest: Figure::ONE },
            since: contract.status.counted(),
            fee_accrued: Fine::zero(),
            called: false,
        };
        if !run.plan.pays_out {
            state.pay_out(run, contract.accrued.unwrap_or_default())?;
        }
        Ok(state)
    }

    /// Accrues up to an event, applies it, and returns what it pays.
    pub fn apply(&mut self, run: Run<'_>, event: Event) -> Result<Fine, Malformed> {
        self.accrue(run.contract, event.due.counted());
        let payoff = self.change(run, event)?;
        let sizes = [self.principal, self.accrued, self.base, self.payment, payoff];
        if sizes.iter().any(|size| *size > LARGEST || *size < -LARGEST) {
            let at = format!("{} at {} passes 10^15", event.kind.code(), event.due.at);
            return Err(Malformed::new("notionalPrincipal", at));
        }
        Ok(payoff)
    }

    fn change(&mut self, run: Run<'_>, event: Event) -> Result<Fine, Malformed> {
        let Run { contract, market, .. } = run;
        let at = event.due.computed;
        match event.kind {
            EventKind::InitialExchange => return self.exchange(run),
            EventKind::Fee => return Ok(self.pay_fee(contract)),
            EventKind::PrincipalRedemption => return self.redeem(contract, event),
            EventKind::PrincipalIncrease => return self.increase(contract, event),
            EventKind::InterestPayment => {
                return scaled(self.scales.interest, std::mem::take(&mut self.accrued));
            }
            EventKind::Purchase | EventKind::Termination => return Ok(self.trade(contract, event)),
            EventKind::Maturity | EventKind::Settlement => return self.mature(),
            EventKind::Call => self.called = true,
            EventKind::Monitoring => {}
            EventKind::InterestCapitalization => self.capitalize(contract),
            EventKind::RateResetFixed => self.rate = self.known_rate(contract, event)?,
            EventKind::RateReset => {
                self.rate = contract.reset.rate_over(self.rate, event.stated, (market, at))?;
            }
            EventKind::PaymentFixing => self.fix_payment(run, event.due)?,
            EventKind::ScalingFixing => {
                self.scales = contract.scaling.scales(self.scales, market, at)?;
            }
            EventKind::InterestBaseFixing => self.base = self.principal,
        }
        Ok(Fine::zero())
    }

    fn accrue(&mut self, contract: &Contract, to: Date) {
        if self.called {
            return;
        }
        let over = Span { from: self.since, to };
        self.accrued += contract.interest(self.rate, over, self.base);
        if let Some(FeeRule::OnPrincipal(rate, _)) = contract.fee {
            self.fee_accrued += contract.interest(rate, over, self.principal);
        }
        self.since = to;
    }

    fn exchange(&mut self, run: Run<'_>) -> Result<Fine, Malformed> {
        let contract = run.contract;
        let first = contract.first_interest();
        let over = |from: Date| Span { from, to: contract.exchange.counted() };
        let accrued = match (contract.accrued, first) {
            (Some(accrued), _) => accrued,
            (None, Some(first)) if first < contract.exchange => {
                contract.interest(contract.rate, over(first.counted()), contract.principal)
            }
            _ => Fine::zero(),
        };
        self.pay_out(run, accrued)?;
        Ok(-contract.side.signed(contract.principal + contract.premium))
    }

    fn pay_out(&mut self, run: Run<'_>, accrued: Fine) -> Result<(), Malformed> {
        let contract = run.contract;
        self.principal = contract.side.signed(contract.principal);
        self.base = contract.base_amount.map_or(self.principal, |base| contract.side.signed(base));
        self.rate = contract.rate;
        self.accrued = contract.side.signed(accrued);
        let fee = contract.fee.map_or(Fine::zero(), FeeRule::accrued_at_start);
        self.fee_accrued = contract.side.signed(fee);
        let solved = contract.kind == ContractKind::Annuity && contract.payment.is_none();
        if solved {
            // A fixing before the first payment may still replace it. Without one, the payment of
            // this very day is the first.
            let from = contract.exchange.max(contract.status);
            let coming = run.plan.repayments.iter().filter(|due| due.at >= from);
            self.solve(contract, &coming.copied().collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn pay_fee(&mut self, contract: &Contract) -> Fine {
        let accrued = std::mem::take(&mut self.fee_accrued);
        match contract.fee {
            Some(FeeRule::Amount(amount)) => contract.side.signed(amount),
            _ => accrued,
        }
    }

    /// The rate a reset was known to bring: its own, else the next one the terms state.
    fn known_rate(&self, contract: &Contract, event: Event) -> Result<Fraction, Malformed> {
        let Some(stated) = event.stated else {
            return Ok(contract.reset.next.unwrap_or(self.rate));
        };
        stated.to_fraction().ok_or_else(|| Malformed::new("arrayRate", "too large"))
    }

    fn increase(&mut self, contract: &Contract, event: Event) -> Result<Fine, Malformed> {
        let part = contract.side.signed(event.stated.unwrap_or_default().to_fine());
        self.principal += part;
        self.follow_principal(contract);
        Ok(-scaled(self.scales.principal, part)?)
    }

    fn redeem(&mut self, contract: &Contract, event: Event) -> Result<Fine, Malformed> {
        let side = contract.side;
        let due = match event.stated {
            // The steps of a contract are taken at their word.
            Some(stated) => stated.to_fine(),
            None if contract.pays_level() => {
                (self.payment - side.signed(self.accrued)).min(side.signed(self.principal))
            }
            None => self.payment.min(side.signed(self.principal)),
        };
        let part = side.signed(due);
        self.principal -= part;
        self.follow_principal(contract);
        scaled(self.scales.principal, part)
    }

    fn capitalize(&mut self, contract: &Contract) {
        self.principal += std::mem::take(&mut self.accrued);
        self.follow_principal(contract);
    }

    fn follow_principal(&mut self, contract: &Contract) {
        if contract.base == InterestBase::Outstanding {
            self.base = self.principal;
        }
    }

    /// A purchase pays the price and what has accrued, a sale earns them and ends the position.
    /// The accrued interest keeps its own sign inside the side's, as the published cases have it.
    fn trade(&mut self, contract: &Contract, event: Event) -> Fine {
        let price = |trade: Option<super::contract::Trade>| trade.map_or(Fine::zero(), |t| t.price);
        if event.kind == EventKind::Purchase {
            return -contract.side.signed(price(contract.purchase) + self.accrued);
        }
        let earned = contract.side.signed(price(contract.termination) + self.accrued);
        self.close();
        earned
    }

    fn mature(&mut self) -> Result<Fine, Malformed> {
        let principal = scaled(self.scales.principal, self.principal)?;
        let interest = scaled(self.scales.interest, self.accrued)?;
        self.close();
        Ok(principal + interest)
    }

    fn close(&mut self) {
        self.principal = Fine::zero();
        self.accrued = Fine::zero();
        self.base = Fine::zero();
    }

    fn fix_payment(&mut self, run: Run<'_>, at: Due) -> Result<(), Malformed> {
        let coming = run.plan.repayments.iter().filter(|due| due.at > at.at);
        self.solve(run.contract, &coming.copied().collect::<Vec<_>>())
    }

    /// The level payment at each of the dates that repays principal and interest: the interest up
    /// to the first date is part of the balance, and each later period grows it.
    fn solve(&mut self, contract: &Contract, dues: &[Due]) -> Result<(), Malformed> {
        let Some(first) = dues.first() else { return Ok(()) };
        if self.rate < LOWEST_SOLVED_RATE {
            let reason = format!("no level payment is solved at {}", self.rate.to_percent());
            return Err(Malformed::new("nominalInterestRate", reason));
        }
        let until_first = Span { from: self.since, to: first.counted() };
        let interest = contract.interest(self.rate, until_first, self.principal);
        let balance = contract.side.signed(self.principal + self.accrued + interest);
        let later =
            dues.windows(2).map(|pair| Span { from: pair[0].counted(), to: pair[1].counted() });
        let growths = later.map(|over| contract.growth(self.rate, over));
        let balance = balance.max(-balance);
        self.payment =
            level_payment(balance, [Growth::NONE].into_iter().chain(growths), Rounding::HalfUp);
        Ok(())
    }
}

fn scaled(factor: Figure, amount: Fine) -> Result<Fine, Malformed> {
    factor.of(amount).ok_or_else(|| Malformed::new("scalingEffect", "a scaled amount is too large"))
}
