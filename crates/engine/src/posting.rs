//! Double entry: every consequence as a transfer from one ledger account to another.
//!
//! A [`Transfer`] names both sides, so debits equal credits by construction. What is posted is the
//! difference between what the fold says now and what has been posted already; see [`difference`].

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use primitives::amount::Minor;
use primitives::date::Date;

use crate::waterfall::Component;

macro_rules! gl_accounts {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// A ledger account of the loan side.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum GlAccount { $($(#[$doc])* $name,)* }

        impl GlAccount {
            /// Every account.
            pub const ALL: &'static [GlAccount] = &[$(GlAccount::$name,)*];

            /// The name used in files and exports.
            pub const fn word(self) -> &'static str {
                match self { $(GlAccount::$name => $word,)* }
            }
        }
    };
}

gl_accounts! {
    /// Money at the bank.
    Cash = "cash",
    /// Principal lent and not repaid.
    Principal = "principal",
    /// Interest billed and not received.
    InterestReceivable = "interest-receivable",
    /// Fees billed and not received.
    FeeReceivable = "fee-receivable",
    /// Late fees billed and not received.
    LateFeeReceivable = "late-fee-receivable",
    /// Default interest assessed and not received.
    DefaultInterestReceivable = "default-interest-receivable",
    /// Received and not yet applied: owed back to the borrower until it is.
    Unapplied = "unapplied",
    /// Interest earned.
    InterestIncome = "interest-income",
    /// Fees earned.
    FeeIncome = "fee-income",
    /// Late fees earned.
    LateFeeIncome = "late-fee-income",
    /// Default interest earned.
    DefaultInterestIncome = "default-interest-income",
    /// Principal given up.
    PrincipalWaived = "principal-waived",
    /// Interest given up.
    InterestWaived = "interest-waived",
    /// Fees given up.
    FeeWaived = "fee-waived",
    /// Late fees given up.
    LateFeeWaived = "late-fee-waived",
    /// Default interest given up.
    DefaultInterestWaived = "default-interest-waived",
    /// Loss on charge-off.
    ChargeOffLoss = "charge-off-loss",
    /// Cash received after charge-off.
    RecoveryIncome = "recovery-income",
    /// Balances taken over from another system.
    OpeningBalance = "opening-balance",
    /// Memo: interest of non-accrual loans that is owed and not booked.
    NonaccrualMemo = "nonaccrual-memo",
    /// Memo: the other side of `nonaccrual-memo`.
    NonaccrualContra = "nonaccrual-contra",
    /// Memo: late charges above a cap, never billed.
    SuppressedMemo = "suppressed-memo",
    /// Memo: the other side of `suppressed-memo`.
    SuppressedContra = "suppressed-contra",
}

impl GlAccount {
    /// Where what is owed of a component stands.
    pub const fn receivable(component: Component) -> GlAccount {
        match component {
            Component::Principal => GlAccount::Principal,
            Component::Interest => GlAccount::InterestReceivable,
            Component::Fee => GlAccount::FeeReceivable,
            Component::LateFee => GlAccount::LateFeeReceivable,
            Component::DefaultInterest => GlAccount::DefaultInterestReceivable,
        }
    }

    /// Where a component is earned; principal is not earned, it comes back.
    pub const fn income(component: Component) -> GlAccount {
        match component {
            Component::Principal => GlAccount::Principal,
            Component::Interest => GlAccount::InterestIncome,
            Component::Fee => GlAccount::FeeIncome,
            Component::LateFee => GlAccount::LateFeeIncome,
            Component::DefaultInterest => GlAccount::DefaultInterestIncome,
        }
    }

    /// Where a component that was given up is named.
    pub const fn waived(component: Component) -> GlAccount {
        match component {
            Component::Principal => GlAccount::PrincipalWaived,
            Component::Interest => GlAccount::InterestWaived,
            Component::Fee => GlAccount::FeeWaived,
            Component::LateFee => GlAccount::LateFeeWaived,
            Component::DefaultInterest => GlAccount::DefaultInterestWaived,
        }
    }
}

/// A word that names no ledger account.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no ledger account")]
pub struct UnknownGlAccount(pub String);

impl FromStr for GlAccount {
    type Err = UnknownGlAccount;

    fn from_str(word: &str) -> Result<GlAccount, UnknownGlAccount> {
        GlAccount::ALL
            .iter()
            .copied()
            .find(|account| account.word() == word)
            .ok_or_else(|| UnknownGlAccount(word.to_owned()))
    }
}

impl fmt::Display for GlAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// An amount moved from the credited to the debited account. The amount is above nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Transfer {
    /// The date it counts for.
    pub value_date: Date,
    /// Receives.
    pub debit: GlAccount,
    /// Gives.
    pub credit: GlAccount,
    /// How much.
    pub amount: Minor,
}

/// What must be posted today so that `posted` becomes `wanted`: per value date and pair of
/// accounts, the net that is missing, turned round where too much was posted.
pub fn difference(posted: &[Transfer], wanted: &[Transfer]) -> Vec<Transfer> {
    let mut net: BTreeMap<(Date, GlAccount, GlAccount), i64> = BTreeMap::new();
    let mut add = |transfer: &Transfer, sign: i64| {
        // One key for both directions of a pair, so that a reversal meets its original.
        let turned = transfer.debit > transfer.credit;
        let (low, high) = match turned {
            true => (transfer.credit, transfer.debit),
            false => (transfer.debit, transfer.credit),
        };
        let signed = if turned { -transfer.amount.0 } else { transfer.amount.0 };
        *net.entry((transfer.value_date, low, high)).or_default() += sign * signed;
    };
    wanted.iter().for_each(|transfer| add(transfer, 1));
    posted.iter().for_each(|transfer| add(transfer, -1));
    net.into_iter()
        .filter(|(_, missing)| *missing != 0)
        .map(|((value_date, low, high), missing)| {
            let (debit, credit) = if missing > 0 { (low, high) } else { (high, low) };
            Transfer { value_date, debit, credit, amount: Minor(missing.abs()) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transfer(debit: GlAccount, credit: GlAccount, amount: i64) -> Transfer {
        Transfer { value_date: Date::default(), debit, credit, amount: Minor(amount) }
    }

    #[test]
    fn what_was_posted_too_much_is_turned_round() {
        let posted = [transfer(GlAccount::Cash, GlAccount::Principal, 100)];
        let wanted = [transfer(GlAccount::Cash, GlAccount::Unapplied, 100)];
        let expected = vec![
            transfer(GlAccount::Principal, GlAccount::Cash, 100),
            transfer(GlAccount::Cash, GlAccount::Unapplied, 100),
        ];
        assert_eq!(difference(&posted, &wanted), expected);
        assert_eq!(difference(&wanted, &wanted), vec![]);
    }
}
