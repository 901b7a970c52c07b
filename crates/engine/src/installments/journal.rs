//! The books: which accounts a transaction moves. Specification: `docs/specs/installments-journal.md`.

use primitives::amount::Minor;

use super::portions::Portions;
use super::terms::{IncomeKind, Terms};
use super::transaction::{Transaction, TransactionKind};

/// A ledger account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
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
    WrittenOff,
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
    pub account: Account,
    /// Which side of it.
    pub side: Side,
    /// How much; above zero.
    pub amount: Minor,
}

/// What the books have to know beside a transaction.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The agreement.
    pub terms: &'a Terms,
    /// Whether the loan was charged off when the transaction came in.
    pub charged_off: bool,
    /// Whether it was written off then.
    pub written_off: bool,
    /// Whether it was obtained by fraud.
    pub fraud: bool,
}

impl<'a> Circumstances<'a> {
    /// The circumstances of one transaction among all of a loan.
    pub fn of(
        terms: &'a Terms,
        transactions: &[Transaction],
        fraud: bool,
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
            written_off: before(TransactionKind::WriteOff),
            fraud,
        }
    }

    fn credit_loss(&self) -> Account {
        if self.fraud { Account::CreditLossFraud } else { Account::CreditLoss }
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
    fn add(&mut self, account: Account, side: Side, amount: Minor) {
        if amount <= Minor::ZERO {
            return;
        }
        let same = |line: &&mut JournalLine| line.account == account && line.side == side;
        match self.lines.iter_mut().find(same) {
            Some(line) => line.amount += amount,
            None => self.lines.push(JournalLine { account, side, amount }),
        }
    }

    fn debit(&mut self, account: Account, amount: Minor) {
        self.add(account, Side::Debit, amount);
    }

    fn credit(&mut self, account: Account, amount: Minor) {
        self.add(account, Side::Credit, amount);
    }

    /// What a client owed is owed no more.
    fn credit_owed(&mut self, split: &Portions) {
        self.credit(Account::LoansReceivable, split.principal);
        self.credit(Account::IncomeReceivable, split.interest + split.fee + split.penalty);
    }

    /// The same of a debt given up in the books: the loss is smaller.
    fn credit_loss(&mut self, split: &Portions, circumstances: &Circumstances<'_>) {
        self.credit(circumstances.credit_loss(), split.principal);
        self.credit(Account::InterestChargedOff, split.interest);
        self.credit(Account::FeeChargedOff, split.fee + split.penalty);
    }

    fn book(&mut self, transaction: &Transaction, circumstances: &Circumstances<'_>) {
        use TransactionKind::*;
        let split = &transaction.split;
        match transaction.kind {
            Disbursement => {
                self.debit(Account::LoansReceivable, transaction.amount);
                self.credit(Account::Clearing, transaction.amount);
            }
            RepaymentAtDisbursement => {
                self.debit(Account::Clearing, transaction.amount);
                self.credit(Account::FeeIncome, transaction.amount);
            }
            Accrual => self.accrual(split, Side::Debit),
            AccrualAdjustment => self.accrual(split, Side::Credit),
            Chargeback | CreditBalanceRefund => self.taken_back(transaction, circumstances),
            ChargeOff => {
                self.credit_owed(split);
                self.debit(circumstances.credit_loss(), split.principal);
                self.debit(Account::InterestChargedOff, split.interest);
                self.debit(Account::FeeChargedOff, split.fee + split.penalty);
            }
            WriteOff => {
                self.credit_owed(split);
                self.debit(Account::WrittenOff, split.total());
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
        self.add(Account::IncomeReceivable, receivable, split.interest);
        self.add(Account::InterestIncome, income, split.interest);
        self.add(Account::IncomeReceivable, receivable, charges);
        self.add(Account::FeeIncome, income, charges);
    }

    fn payment(&mut self, transaction: &Transaction, circumstances: &Circumstances<'_>) {
        use TransactionKind::*;
        let split = &transaction.split;
        let charges = split.fee + split.penalty;
        match transaction.kind {
            GoodwillCredit => {
                self.debit(Account::GoodwillExpense, split.principal + transaction.overpayment);
                self.debit(Account::InterestChargedOff, split.interest);
                self.debit(Account::FeeChargedOff, charges);
            }
            InterestPaymentWaiver | InterestRefund => {
                self.debit(Account::InterestIncome, transaction.amount);
            }
            ChargeAdjustment => self.debit(Account::FeeIncome, transaction.amount),
            CapitalizedIncomeAdjustment => self.debit(Account::DeferredIncome, transaction.amount),
            _ => self.debit(Account::Clearing, transaction.amount),
        }
        match (circumstances.charged_off, transaction.kind) {
            (false, _) => self.credit_owed(split),
            (true, Repayment | DownPayment | GoodwillCredit) => {
                self.credit(Account::Recoveries, split.total());
            }
            (true, InterestPaymentWaiver) => {
                self.credit(Account::InterestChargedOff, split.total());
            }
            (true, _) => self.credit_loss(split, circumstances),
        }
        self.credit(Account::Overpayment, transaction.overpayment);
    }

    /// Money that goes back to the client.
    fn taken_back(&mut self, transaction: &Transaction, circumstances: &Circumstances<'_>) {
        let split = &transaction.split;
        self.credit(Account::Clearing, transaction.amount);
        self.debit(Account::Overpayment, transaction.overpayment);
        if circumstances.charged_off {
            self.debit(circumstances.credit_loss(), split.principal);
            self.debit(Account::InterestIncome, split.interest);
            self.debit(Account::FeeChargedOff, split.fee + split.penalty);
        } else {
            self.debit(Account::LoansReceivable, split.principal);
            self.debit(Account::IncomeReceivable, split.interest + split.fee + split.penalty);
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
            Some(fee) if !fee.merchant => Account::Clearing,
            _ => Account::BuyDownExpense,
        };
        let (debit, credit) = match kind {
            CapitalizedIncome => (Account::LoansReceivable, Account::DeferredIncome),
            BuyDownFee => (bearer, Account::DeferredIncome),
            BuyDownFeeAdjustment => (Account::DeferredIncome, bearer),
            CapitalizedIncomeAmortization | BuyDownFeeAmortization => {
                (Account::DeferredIncome, earned_as(kind, circumstances))
            }
            CapitalizedIncomeAmortizationAdjustment | BuyDownFeeAmortizationAdjustment => {
                (earned_as(kind, circumstances), Account::DeferredIncome)
            }
            _ => return,
        };
        self.debit(debit, amount);
        self.credit(credit, amount);
    }
}

/// What deferred income becomes.
fn earned_as(kind: TransactionKind, circumstances: &Circumstances<'_>) -> Account {
    use TransactionKind::*;
    if circumstances.written_off {
        return Account::WrittenOff;
    }
    if circumstances.charged_off {
        return circumstances.credit_loss();
    }
    if matches!(kind, BuyDownFeeAmortization | BuyDownFeeAmortizationAdjustment) {
        return Account::BuyDownIncome;
    }
    match circumstances.terms.capitalized_income.map(|terms| terms.income) {
        Some(IncomeKind::Fee) => Account::FeeIncome,
        _ => Account::InterestIncome,
    }
}
