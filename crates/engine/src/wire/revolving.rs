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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::{Components, State};
    use crate::wire::state::{decode, encode};
    use primitives::amount::Minor;
    use primitives::date::Date;

    fn balance(kind: BalanceKind, interest: BalanceInterest) -> Balance {
        Balance {
            fact: 300,
            on: Date::from_days(20_000),
            kind,
            open: Minor(450_000),
            billed: (kind == BalanceKind::Installment).then_some(2),
            interest_from: Date::MAX,
            interest,
        }
    }

    fn rich() -> State {
        let day = Date::from_days(20_000);
        let mut state = State::pending("0.05% per day".parse().unwrap());
        let unpaid = Components { interest: Minor(4_725), ..Components::default() };
        state.revolving = Some(Box::new(Revolving {
            limit: Minor(1_000_000),
            cycle: Cycle { bill_day: 1, due_day: 10 },
            next_cycle: Some(Cycle { bill_day: 5, due_day: 15 }),
            cycle_changed_on: Some(day),
            next_bill: day.plus_days(20),
            statement_count: 2,
            statement: Some(Statement {
                number: 2,
                on: day,
                due_on: day.plus_days(9),
                balance: Minor(464_830),
                minimum: Minor(14_830),
                unpaid,
                course: StatementCourse::Carried,
            }),
            balances: vec![
                balance(BalanceKind::Purchase, BalanceInterest::Contingent(i128::MAX)),
                balance(BalanceKind::CashAdvance, BalanceInterest::Charged),
                balance(BalanceKind::Installment, BalanceInterest::Contingent(0)),
            ],
            conversions: vec![Conversion {
                fact: 6,
                purchases: vec![2, 3],
                amount: Minor(429_850),
                fee: Minor(37_827),
                installments: 12,
                billed: 2,
                principal_left: Minor(358_210),
                fee_left: Minor(31_523),
            }],
            interest: -7,
            accrued_to: day,
            fee_unbilled: Minor(5),
            over_limit_fee: OverLimitFee::Charged,
        }));
        state
    }

    /// As first written; must be readable for ever.
    const V2: &str = "02008094ebdc0300c7bf10c7bf10c7bf10000000000000000000000000000000000000000000\
         00000000000000000000000180897a010a01050f01c0b802e8b802020102c0b802d2b802fcde\
         38dce70100ea490000000303ac02c0b80200a0f73600c082e60201feffffffffffffffffffff\
         ffffffffffffff03ac02c0b80201a0f73600c082e60200ac02c0b80202a0f7360102c082e602\
         01000106020203b4bc3486cf040c0284dd2bc6ec030dc0b8020a01";

    #[test]
    fn an_account_survives_and_is_read_for_ever() {
        let written = encode(&rich());
        assert_eq!(decode(&written).unwrap(), rich());
        let hex: String = written.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, V2);
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_and_never_panic() {
        let bytes = encode(&rich());
        let whole = encode(&State::pending("0.05% per day".parse().unwrap())).len();
        for end in whole + 1..bytes.len() {
            assert!(decode(&bytes[..end]).is_err());
        }
        for index in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[index] ^= 0xff;
            let _ = decode(&damaged);
        }
    }
}
