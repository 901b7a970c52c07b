//! The books: which accounts a transaction moves. Specification: `docs/specs/installments-journal.md`.

use primitives::amount::Minor;

use super::portions::Portions;
use super::terms::{IncomeKind, Terms};
use super::transaction::{Transaction, TransactionKind};

/// A ledger account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GlAccount {
    /// Principal owed.
    LoansReceivable,
    /// Interest and charges earned and owed.
    IncomeReceivable,
    /// Money on its way in or out.
    Clearing,
    /// Money held for clients.
    Overpayment,
    /// Interest earned.
    InterestIncome,
    /// Charges earned.
    FeeIncome,
    /// Principal given up in the books.
    CreditLoss,
    /// The same, where the loan was obtained by fraud.
    CreditLossFraud,
    /// Interest given up in the books.
    InterestChargedOff,
    /// Charges given up in the books.
    FeeChargedOff,
    /// Received after charge-off.
    Recoveries,
    /// Given out of goodwill.
    GoodwillExpense,
    /// Given up and closed.
    Abandoned,
    /// Income received and not yet earned.
    DeferredIncome,
    /// Fees paid to lower prices.
    BuyDownExpense,
    /// Earned from lowered prices.
    BuyDownIncome,
}

/// A side of the books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// What is received.
    Debit,
    /// What is given.
    Credit,
}

/// A line of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JournalLine {
    /// Which account.
    pub account: GlAccount,
    /// Which side of it.
    pub side: Side,
    /// How much; above zero.
    pub amount: Minor,
}

/// How a loan was obtained.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// As agreed.
    #[default]
    Honest,
    /// By fraud.
    Fraud,
}

/// What the books have to know beside a transaction.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The agreement.
    pub terms: &'a Terms,
    /// Whether the loan was charged off when the transaction came in.
    pub charged_off: bool,
    /// Whether it was written off then.
    pub abandoned: bool,
    /// Whether it was obtained by fraud.
    pub fraud: bool,
}

impl<'a> Circumstances<'a> {
    /// The circumstances of one transaction among all of a loan.
    pub fn of(
        terms: &'a Terms,
        transactions: &[Transaction],
        origin: Origin,
        transaction: &Transaction,
    ) -> Circumstances<'a> {
        let before = |kind: TransactionKind| {
            transactions.iter().any(|other| {
                other.kind == kind
                    && other.in_force()
                    && (other.on, other.id) < (transaction.on, transaction.id)
            })
        };
        Circumstances {
            terms,
            charged_off: before(TransactionKind::ChargeOff),
            abandoned: before(TransactionKind::Abandonment),
            fraud: origin == Origin::Fraud,
        }
    }

    fn credit_loss(&self) -> GlAccount {
        if self.fraud { GlAccount::CreditLossFraud } else { GlAccount::CreditLoss }
    }
}

/// The lines of a transaction. One that was undone shows them twice, the second time mirrored.
pub fn lines(transaction: &Transaction, circumstances: &Circumstances<'_>) -> Vec<JournalLine> {
    let mut entry = Entry::default();
    entry.book(transaction, circumstances);
    let mut lines = entry.lines;
    if !transaction.in_force() {
        let mirrored: Vec<JournalLine> = lines.iter().map(|line| line.mirrored()).collect();
        lines.extend(mirrored);
    }
    lines
}

impl JournalLine {
    fn mirrored(self) -> JournalLine {
        let side = match self.side {
            Side::Debit => Side::Credit,
            Side::Credit => Side::Debit,
        };
        JournalLine { side, ..self }
    }
}

#[derive(Default)]
struct Entry {
    lines: Vec<JournalLine>,
}

impl Entry {
    fn add(&mut self, account: GlAccount, side: Side, amount: Minor) {
        if amount <= Minor::ZERO {
            return;
        }
        let same = |line: &&mut JournalLine| line.account == account && line.side == side;
        match self.lines.iter_mut().find(same) {
            Some(line) => line.amount += amount,
            None => self.lines.push(JournalLine { account, side, amount }),
        }
    }

    fn debit(&mut self, account: GlAccount, amount: Minor) {
        self.add(account, Side::Debit, amount);
    }

    fn credit(&mut self, account: GlAccount, amount: Minor) {
        self.add(account, Side::Credit, amount);
    }

    /// What a client owed is owed no more.
    fn credit_owed(&mut self, split: &Portions) {
        self.credit(GlAccount::LoansReceivable, split.principal);
        self.credit(GlAccount::IncomeReceivable, split.interest + split.fee + split.penalty);
    }

    /// The same of a debt given up in the books: the loss is smaller.
    fn credit_loss(&mut self, split: &Portions, circumstances: &Circumstances<'_>) {
        self.credit(circumstances.credit_loss(), split.principal);
        self.credit(GlAccount::InterestChargedOff, split.interest);
        self.credit(GlAccount::FeeChargedOff, split.fee + split.penalty);
    }

    fn book(&mut self, transaction: &Transaction, circumstances: &Circumstances<'_>) {
        use TransactionKind::*;
        let split = &transaction.split;
        match transaction.kind {
            Disbursement => {
                self.debit(GlAccount::LoansReceivable, transaction.amount);
                self.credit(GlAccount::Clearing, transaction.amount);
            }
            RepaymentAtDisbursement => {
                self.debit(GlAccount::Clearing, transaction.amount);
                self.credit(GlAccount::FeeIncome, transaction.amount);
            }
            Accrual => self.accrual(split, Side::Debit),
            AccrualAdjustment => self.accrual(split, Side::Credit),
            Chargeback | CreditBalanceRefund => self.taken_back(transaction, circumstances),
            ChargeOff => {
                self.credit_owed(split);
                self.debit(circumstances.credit_loss(), split.principal);
                self.debit(GlAccount::InterestChargedOff, split.interest);
                self.debit(GlAccount::FeeChargedOff, split.fee + split.penalty);
            }
            Abandonment => {
                self.credit_owed(split);
                self.debit(GlAccount::Abandoned, split.total());
            }
            kind if kind.pays() => self.payment(transaction, circumstances),
            kind => self.deferred(kind, transaction, circumstances),
        }
    }

    fn accrual(&mut self, split: &Portions, receivable: Side) {
        let income = match receivable {
            Side::Debit => Side::Credit,
            Side::Credit => Side::Debit,
        };
        let charges = split.fee + split.penalty;
        self.add(GlAccount::IncomeReceivable, receivable, split.interest);
        self.add(GlAccount::InterestIncome, income, split.interest);
        self.add(GlAccount::IncomeReceivable, receivable, charges);
        self.add(GlAccount::FeeIncome, income, charges);
    }

    fn payment(&mut self, transaction: &Transaction, circumstances: &Circumstances<'_>) {
        use TransactionKind::*;
        let split = &transaction.split;
        let charges = split.fee + split.penalty;
        match transaction.kind {
            GoodwillCredit => {
                self.debit(GlAccount::GoodwillExpense, split.principal + transaction.overpayment);
                self.debit(GlAccount::InterestChargedOff, split.interest);
                self.debit(GlAccount::FeeChargedOff, charges);
            }
            InterestPaymentWaiver | InterestRefund => {
                self.debit(GlAccount::InterestIncome, transaction.amount);
            }
            ChargeAdjustment => self.debit(GlAccount::FeeIncome, transaction.amount),
            CapitalizedIncomeAdjustment => {
                self.debit(GlAccount::DeferredIncome, transaction.amount)
            }
            _ => self.debit(GlAccount::Clearing, transaction.amount),
        }
        match (circumstances.charged_off, transaction.kind) {
            (false, _) => self.credit_owed(split),
            (true, Repayment | DownPayment | GoodwillCredit) => {
                self.credit(GlAccount::Recoveries, split.total());
            }
            (true, InterestPaymentWaiver) => {
                self.credit(GlAccount::InterestChargedOff, split.total());
            }
            (true, _) => self.credit_loss(split, circumstances),
        }
        self.credit(GlAccount::Overpayment, transaction.overpayment);
    }

    /// Money that goes back to the client.
    fn taken_back(&mut self, transaction: &Transaction, circumstances: &Circumstances<'_>) {
        let split = &transaction.split;
        self.credit(GlAccount::Clearing, transaction.amount);
        self.debit(GlAccount::Overpayment, transaction.overpayment);
        if circumstances.charged_off {
            self.debit(circumstances.credit_loss(), split.principal);
            self.debit(GlAccount::InterestIncome, split.interest);
            self.debit(GlAccount::FeeChargedOff, split.fee + split.penalty);
        } else {
            self.debit(GlAccount::LoansReceivable, split.principal);
            self.debit(GlAccount::IncomeReceivable, split.interest + split.fee + split.penalty);
        }
    }

    /// Income received at once and earned over time.
    fn deferred(
        &mut self,
        kind: TransactionKind,
        transaction: &Transaction,
        circumstances: &Circumstances<'_>,
    ) {
        use TransactionKind::*;
        let amount = transaction.amount;
        let bearer = match circumstances.terms.buy_down_fee {
            Some(fee) if !fee.merchant => GlAccount::Clearing,
            _ => GlAccount::BuyDownExpense,
        };
        let (debit, credit) = match kind {
            CapitalizedIncome => (GlAccount::LoansReceivable, GlAccount::DeferredIncome),
            BuyDownFee => (bearer, GlAccount::DeferredIncome),
            BuyDownFeeAdjustment => (GlAccount::DeferredIncome, bearer),
            CapitalizedIncomeAmortization | BuyDownFeeAmortization => {
                (GlAccount::DeferredIncome, earned_as(kind, circumstances))
            }
            CapitalizedIncomeAmortizationAdjustment | BuyDownFeeAmortizationAdjustment => {
                (earned_as(kind, circumstances), GlAccount::DeferredIncome)
            }
            _ => return,
        };
        self.debit(debit, amount);
        self.credit(credit, amount);
    }
}

/// What deferred income becomes.
fn earned_as(kind: TransactionKind, circumstances: &Circumstances<'_>) -> GlAccount {
    use TransactionKind::*;
    if circumstances.abandoned {
        return GlAccount::Abandoned;
    }
    if circumstances.charged_off {
        return circumstances.credit_loss();
    }
    if matches!(kind, BuyDownFeeAmortization | BuyDownFeeAmortizationAdjustment) {
        return GlAccount::BuyDownIncome;
    }
    match circumstances.terms.capitalized_income.map(|terms| terms.income) {
        Some(IncomeKind::Fee) => GlAccount::FeeIncome,
        _ => GlAccount::InterestIncome,
    }
}
