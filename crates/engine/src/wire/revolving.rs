//! The part of a standing that only a revolving account has.

use super::state::{Read, Reader, Writer, malformed};
use crate::product::revolving::Cycle;
use crate::revolving::{
    Balance, BalanceInterest, BalanceKind, Conversion, OverLimitFee, Revolving, Statement,
    StatementCourse,
};

impl Writer {
    fn cycle(&mut self, cycle: Cycle) {
        self.unsigned(cycle.bill_day.into());
        self.unsigned(cycle.due_day.into());
    }

    fn statement(&mut self, statement: Statement) {
        self.unsigned(statement.number.into());
        self.date(statement.on);
        self.date(statement.due_on);
        self.minor(statement.balance);
        self.minor(statement.minimum);
        self.components(&statement.unpaid);
        self.unsigned(match statement.course {
            StatementCourse::Open => 0,
            StatementCourse::Fallen => 1,
            StatementCourse::PaidInFull => 2,
            StatementCourse::Carried => 3,
        });
    }

    fn balance(&mut self, balance: &Balance) {
        self.unsigned(balance.fact.into());
        self.date(balance.on);
        self.unsigned(match balance.kind {
            BalanceKind::Purchase => 0,
            BalanceKind::CashAdvance => 1,
            BalanceKind::Installment => 2,
        });
        self.minor(balance.open);
        self.optional(balance.billed, |writer, number| writer.unsigned(number.into()));
        self.date(balance.interest_from);
        let contingent = match balance.interest {
            BalanceInterest::Contingent(counted) => Some(counted),
            BalanceInterest::Charged => None,
        };
        self.optional(contingent, Writer::signed);
    }

    fn conversion(&mut self, plan: &Conversion) {
        self.unsigned(plan.fact.into());
        self.list(&plan.purchases, |writer, fact| writer.unsigned((*fact).into()));
        self.minor(plan.amount);
        self.minor(plan.fee);
        self.unsigned(plan.installments.into());
        self.unsigned(plan.billed.into());
        self.minor(plan.principal_left);
        self.minor(plan.fee_left);
    }

    /// Writes a revolving account's part.
    pub(super) fn revolving(&mut self, account: &Revolving) {
        self.minor(account.limit);
        self.cycle(account.cycle);
        self.optional(account.next_cycle, Writer::cycle);
        self.optional(account.cycle_changed_on, Writer::date);
        self.date(account.next_bill);
        self.unsigned(account.statement_count.into());
        self.optional(account.statement, Writer::statement);
        self.list(&account.balances, Writer::balance);
        self.list(&account.conversions, Writer::conversion);
        self.signed(account.interest);
        self.date(account.accrued_to);
        self.minor(account.fee_unbilled);
        self.unsigned((account.over_limit_fee == OverLimitFee::Charged).into());
    }
}

impl Reader<'_> {
    fn cycle(&mut self) -> Read<Cycle> {
        let cycle = Cycle { bill_day: self.small()?, due_day: self.small()? };
        match [cycle.bill_day, cycle.due_day].iter().all(|day| (1..=28).contains(day)) {
            true => Ok(cycle),
            false => Err(malformed("a statement day is not between 1 and 28")),
        }
    }

    fn statement(&mut self) -> Read<Statement> {
        Ok(Statement {
            number: self.small()?,
            on: self.date()?,
            due_on: self.date()?,
            balance: self.minor()?,
            minimum: self.minor()?,
            unpaid: self.components()?,
            course: match self.unsigned()? {
                0 => StatementCourse::Open,
                1 => StatementCourse::Fallen,
                2 => StatementCourse::PaidInFull,
                3 => StatementCourse::Carried,
                _ => return Err(malformed("a statement's course is unknown")),
            },
        })
    }

    fn balance(&mut self) -> Read<Balance> {
        Ok(Balance {
            fact: self.small()?,
            on: self.date()?,
            kind: match self.unsigned()? {
                0 => BalanceKind::Purchase,
                1 => BalanceKind::CashAdvance,
                2 => BalanceKind::Installment,
                _ => return Err(malformed("a balance's kind is unknown")),
            },
            open: self.minor()?,
            billed: self.optional(Reader::small)?,
            interest_from: self.date()?,
            interest: self
                .optional(Reader::signed)?
                .map_or(BalanceInterest::Charged, BalanceInterest::Contingent),
        })
    }

    fn conversion(&mut self) -> Read<Conversion> {
        Ok(Conversion {
            fact: self.small()?,
            purchases: self.list(Reader::small)?,
            amount: self.minor()?,
            fee: self.minor()?,
            installments: self.small()?,
            billed: self.small()?,
            principal_left: self.minor()?,
            fee_left: self.minor()?,
        })
    }

    /// Reads a revolving account's part.
    pub(super) fn revolving(&mut self) -> Read<Revolving> {
        Ok(Revolving {
            limit: self.minor()?,
            cycle: self.cycle()?,
            next_cycle: self.optional(Reader::cycle)?,
            cycle_changed_on: self.optional(Reader::date)?,
            next_bill: self.date()?,
            statement_count: self.small()?,
            statement: self.optional(Reader::statement)?,
            balances: self.list(Reader::balance)?,
            conversions: self.list(Reader::conversion)?,
            interest: self.signed()?,
            accrued_to: self.date()?,
            fee_unbilled: self.minor()?,
            over_limit_fee: match self.unsigned()? {
                0 => OverLimitFee::Open,
                _ => OverLimitFee::Charged,
            },
        })
    }
}
