//! The deferred income of a loan: what of it was earned, grant by grant, and the bookings of it.

use primitives::amount::Minor;
use primitives::date::Date;

use super::deferred::Deferred;
use super::loan::Loan;
use super::portions::{Component, Portions};
use super::terms::IncomeKind;
use super::transaction::{Relation, TransactionKind};

/// What one booking earned of one grant; below nothing where it took back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EarnedShare {
    /// The booking.
    pub transaction: u32,
    /// The grant.
    pub grant: u32,
    /// How much.
    pub amount: Minor,
}

/// A grant of deferred income.
struct Grant {
    id: u32,
    amount: Minor,
    granted_on: Date,
    /// What was taken back of it, by date.
    taken_back: Vec<(Date, Minor)>,
}

impl Grant {
    /// What is left of it after all that was taken back.
    fn left(&self) -> Minor {
        self.amount - self.taken_back.iter().map(|(_, amount)| *amount).sum()
    }

    /// What is earned by the end of a day. What was taken back shrinks what is still to be earned
    /// from its date on, and what was earned where that is not enough.
    fn earned_by(&self, day: Date, maturity: Date) -> Minor {
        let mut earned = Minor::ZERO;
        let mut open = Deferred { amount: self.amount, granted_on: self.granted_on, maturity };
        for (on, amount) in self.taken_back.iter().filter(|(on, _)| *on <= day) {
            let until = open.earned_by(on.plus_days(-1));
            earned += until;
            let rest = open.amount - until - *amount;
            earned += rest.min(Minor::ZERO);
            open = Deferred { amount: rest.or_zero(), granted_on: *on, maturity };
        }
        earned + open.earned_by(day)
    }
}

impl Loan {
    /// Books what was earned of deferred income by a day, unless the debt was given up.
    pub(super) fn earn_deferred(&mut self, day: Date, today: Date) {
        if !self.gives_up() {
            self.earn_deferred_by(day, today);
        }
    }

    /// Books what was earned of deferred income by a day.
    pub(super) fn earn_deferred_by(&mut self, day: Date, today: Date) {
        let Some(maturity) = self.installments.iter().map(|row| row.due_on).max() else { return };
        self.earn(day, today, |grant| grant.earned_by(day, maturity));
    }

    /// Books all that is left of deferred income.
    pub(super) fn earn_deferred_rest(&mut self, on: Date, today: Date) {
        self.earn(on, today, Grant::left);
    }

    /// A debt no longer given up: what was booked because of it is taken out again.
    pub(super) fn take_back_given_up(&mut self) {
        let given_up = self
            .transactions
            .iter()
            .filter(|one| one.kind == TransactionKind::ChargeOff && !one.in_force())
            .map(|one| one.id)
            .max();
        let Some(given_up) = given_up else { return };
        let booked = self
            .transactions
            .iter_mut()
            .filter(|one| one.in_force() && one.id > given_up && grant_of(one.kind).is_some());
        for one in booked {
            one.reversed_on = Some(one.on);
        }
    }

    fn earn(&mut self, on: Date, today: Date, earned: impl Fn(&Grant) -> Minor) {
        for kind in [TransactionKind::CapitalizedIncome, TransactionKind::BuyDownFee] {
            let mut shares = Vec::new();
            for grant in self.grants(kind) {
                let new = earned(&grant) - self.earned_so_far(grant.id);
                if new != Minor::ZERO {
                    shares.push((grant.id, new));
                }
            }
            self.book_earned(kind, on, today, &shares);
        }
    }

    /// What was earned of a grant beyond what is left of it is taken back at once.
    pub(super) fn cut_earned(&mut self, on: Date, today: Date) {
        let earned: Vec<(u32, Minor)> =
            [TransactionKind::CapitalizedIncome, TransactionKind::BuyDownFee]
                .into_iter()
                .flat_map(|kind| self.grants(kind))
                .map(|grant| (grant.id, self.earned_so_far(grant.id)))
                .collect();
        self.earn(on, today, |grant| {
            let so_far = earned.iter().find(|(id, _)| *id == grant.id);
            so_far.map_or(Minor::ZERO, |(_, earned)| *earned).min(grant.left())
        });
    }

    /// Every grant of a kind; nothing is left of one that was undone.
    fn grants(&self, kind: TransactionKind) -> Vec<Grant> {
        let granted = self.transactions.iter().filter(|one| one.kind == kind);
        granted
            .map(|one| Grant {
                id: one.id,
                amount: if one.in_force() { one.amount } else { Minor::ZERO },
                granted_on: one.on,
                taken_back: self.taken_back_of(one.id),
            })
            .collect()
    }

    fn taken_back_of(&self, grant: u32) -> Vec<(Date, Minor)> {
        let of_grant = self
            .transactions
            .iter()
            .filter(|one| one.in_force() && one.relations.contains(&Relation::Adjusts(grant)));
        let mut taken: Vec<_> = of_grant.map(|one| (one.on, one.amount)).collect();
        taken.sort_by_key(|(on, _)| *on);
        taken
    }

    fn earned_so_far(&self, grant: u32) -> Minor {
        let counts = |id| self.transactions.iter().any(|one| one.id == id && one.in_force());
        let shares = self.servicing.earned.iter();
        shares
            .filter(|share| share.grant == grant && counts(share.transaction))
            .map(|share| share.amount)
            .sum()
    }

    /// One booking of what all grants of a kind earned together, or lost again.
    fn book_earned(
        &mut self,
        kind: TransactionKind,
        on: Date,
        today: Date,
        shares: &[(u32, Minor)],
    ) {
        let sum: Minor = shares.iter().map(|(_, amount)| *amount).sum();
        if sum == Minor::ZERO {
            return;
        }
        let terms = match kind {
            TransactionKind::BuyDownFee => self.terms.buy_down_fee,
            _ => self.terms.capitalized_income,
        };
        let component = match terms.map(|terms| terms.income) {
            Some(IncomeKind::Fee) => Component::Fee,
            _ => Component::Interest,
        };
        let (forward, back) = earning_kinds(kind);
        let booked = if sum > Minor::ZERO { forward } else { back };
        let split = Portions::only(component, sum.max(-sum));
        let relations = shares.iter().map(|(grant, _)| Relation::RelatedTo(*grant)).collect();
        let id = self.enter_booking(booked, on, today, split, relations);
        let shares = shares.iter().map(|(grant, amount)| EarnedShare {
            transaction: id,
            grant: *grant,
            amount: *amount,
        });
        self.servicing.earned.extend(shares);
    }
}

/// What earns a kind of deferred income, and what takes it back.
const fn earning_kinds(kind: TransactionKind) -> (TransactionKind, TransactionKind) {
    match kind {
        TransactionKind::BuyDownFee => (
            TransactionKind::BuyDownFeeAmortization,
            TransactionKind::BuyDownFeeAmortizationAdjustment,
        ),
        _ => (
            TransactionKind::CapitalizedIncomeAmortization,
            TransactionKind::CapitalizedIncomeAmortizationAdjustment,
        ),
    }
}

/// The kind of grant a booking earns, if it does.
const fn grant_of(kind: TransactionKind) -> Option<TransactionKind> {
    use TransactionKind::*;
    match kind {
        BuyDownFeeAmortization | BuyDownFeeAmortizationAdjustment => Some(BuyDownFee),
        CapitalizedIncomeAmortization | CapitalizedIncomeAmortizationAdjustment => {
            Some(CapitalizedIncome)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// 60.00 over 91 days: 5.93 after nine days; 55.00 taken back leaves no more than 5.00.
    #[test]
    fn what_was_taken_back_cuts_what_is_left_and_then_what_was_earned() {
        let (granted_on, maturity) = (date("2024-01-01"), date("2024-04-01"));
        let grant = |taken_back| Grant { id: 1, amount: Minor(6_000), granted_on, taken_back };
        assert_eq!(grant(vec![]).earned_by(date("2024-01-09"), maturity), Minor(593));
        let much = grant(vec![(date("2024-01-10"), Minor(5_500))]);
        assert_eq!(much.earned_by(date("2024-01-09"), maturity), Minor(593));
        assert_eq!(much.earned_by(date("2024-01-10"), maturity), Minor(500));
        assert_eq!(much.earned_by(date("2024-06-01"), maturity), much.left());
        let little = grant(vec![(date("2024-01-10"), Minor(1_000))]);
        assert_eq!(little.earned_by(maturity, maturity), Minor(5_000));
    }
}
