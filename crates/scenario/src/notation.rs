//! The notation: one statement a line, expectations indented below theirs.

use engine::charge::Charge;
use engine::command::Command;
use engine::correction::Correction;
use engine::fact::{FactKind, PaymentIntent, Reamortization};
use engine::product::PartialRule;
use engine::rate_change::{InstallmentAfter, RateChange};
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::Rate;

use crate::revolving;

/// What is wrong with a scenario's text, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct NotationError {
    /// Counts from 1.
    pub line: usize,
    /// What.
    pub problem: Problem,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// No statement starts so.
    #[error("`{0}` is no statement")]
    Unknown(String),
    /// A word is missing or is not what belongs there.
    #[error("expected {0}")]
    Expected(String),
    /// The product cannot be read.
    #[error("{0}")]
    Product(String),
    /// The terms cannot be signed.
    #[error("{0}")]
    Terms(String),
    /// `product` and `terms` come first.
    #[error("`product` and `terms` must come before anything that happens")]
    NoContract,
    /// `end` without `fork`, or the reverse.
    #[error("`fork` and `end` do not match")]
    Unbalanced,
    /// A command was refused and no `expect rejection` follows.
    #[error("refused: {0}")]
    Refused(String),
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// Take this product.
    Product(String),
    /// Change one field of the product.
    Set(String, String),
    /// What was signed.
    Terms(TermsLine),
    /// Something happens.
    Act(Act),
    /// What must then be so.
    Expect(Date, Subject),
    /// The action before must be refused with this code.
    ExpectRejection(String),
    /// Start of a course of its own.
    Fork,
    /// Its end.
    End,
}

/// Terms as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsLine {
    /// Principal, unread: the product has the currency.
    pub amount: String,
    /// Contract rate.
    pub rate: Rate,
    /// Number of instalments.
    pub installments: u16,
    /// Day of signing.
    pub signed_on: Date,
    /// The borrower's own due day.
    pub due_day: Option<u8>,
}

/// An action as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The date it counts for.
    pub value_date: Date,
    /// The business date it was learnt on, when later.
    pub recorded_on: Option<Date>,
    /// The words that say what.
    pub words: Vec<String>,
}

/// What an expectation is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Every due still to come.
    Schedule,
    /// What has fallen due and is unpaid, lateness priced to the date.
    Dues,
    /// Days past due by every counter, bucket and class, at the end of the date.
    Counters,
    /// What ends the loan on the date.
    Payoff,
    /// What the payments of the date met.
    Allocation,
    /// Ledger balances at the end of the date.
    Ledger,
    /// Transfers with the date as value date.
    Postings,
    /// Limit, statement, purchases and plans of a revolving account.
    Account,
    /// Everything that came about on the date.
    Events,
    /// What the plan of the date costs in present value.
    PlanLoss,
    /// Supervisory classes at the end of the date, each with its derivation.
    Class,
    /// What the loan has cost its borrower a year, beside the bounds of its pack.
    Cost,
}

impl Subject {
    fn parse(word: &str) -> Option<Subject> {
        Some(match word {
            "schedule" => Subject::Schedule,
            "dues" => Subject::Dues,
            "counters" => Subject::Counters,
            "payoff" => Subject::Payoff,
            "allocation" => Subject::Allocation,
            "ledger" => Subject::Ledger,
            "postings" => Subject::Postings,
            "account" => Subject::Account,
            "events" => Subject::Events,
            "plan-loss" => Subject::PlanLoss,
            "class" => Subject::Class,
            "cost" => Subject::Cost,
            _ => return None,
        })
    }
}

pub(crate) fn expected(what: &str) -> Problem {
    Problem::Expected(what.to_owned())
}

/// Reads one line that is neither blank, comment nor indented.
pub fn statement(line: &str) -> Result<Statement, Problem> {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["product", file] => Ok(Statement::Product((*file).to_owned())),
        ["set", key, "=", ..] => {
            let value = line.split_once('=').map_or("", |(_, value)| value.trim());
            Ok(Statement::Set((*key).to_owned(), value.to_owned()))
        }
        ["terms", rest @ ..] => terms(rest).map(Statement::Terms),
        ["fork", ..] => Ok(Statement::Fork),
        ["end"] => Ok(Statement::End),
        ["expect", "rejection", code] => Ok(Statement::ExpectRejection((*code).to_owned())),
        [date, "expect", subject] => Ok(Statement::Expect(
            date.parse().map_err(|_| expected("a date YYYY-MM-DD"))?,
            Subject::parse(subject).ok_or_else(|| Problem::Unknown((*subject).to_owned()))?,
        )),
        [date, rest @ ..] if date.parse::<Date>().is_ok() && !rest.is_empty() => {
            act(date.parse().unwrap_or_default(), rest).map(Statement::Act)
        }
        _ => Err(Problem::Unknown(line.to_owned())),
    }
}

fn terms(words: &[&str]) -> Result<TermsLine, Problem> {
    let shape = "terms AMOUNT at RATE per day|month|year in N signed DATE [due-day D]";
    let [amount, "at", share, "per", per, "in", count, "signed", signed, rest @ ..] = words else {
        return Err(expected(shape));
    };
    let due_day = match rest {
        [] => None,
        ["due-day", day] => Some(day.parse().map_err(|_| expected("a day of the month"))?),
        _ => return Err(expected(shape)),
    };
    Ok(TermsLine {
        amount: (*amount).to_owned(),
        rate: format!("{share} per {per}").parse().map_err(|_| expected("a rate"))?,
        installments: count.parse().map_err(|_| expected("a number of instalments"))?,
        signed_on: signed.parse().map_err(|_| expected("a date YYYY-MM-DD"))?,
        due_day,
    })
}

fn act(value_date: Date, words: &[&str]) -> Result<Act, Problem> {
    let (words, recorded_on) = match words {
        [rest @ .., "recorded", date] => {
            (rest, Some(date.parse().map_err(|_| expected("a date YYYY-MM-DD"))?))
        }
        all => (all, None),
    };
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    Ok(Act { value_date, recorded_on, words })
}

/// Reads an action that corrects an earlier fact; none where the words say something else.
pub fn correction(act: &Act, currency: Currency) -> Result<Option<Correction>, Problem> {
    let words: Vec<&str> = act.words.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse::<u32>().map_err(|_| expected("the number of a fact"));
    Ok(match words.as_slice() {
        ["redate", fact, "to", date] => Some(Correction::Redated {
            fact: number(fact)?,
            value_date: date.parse().map_err(|_| expected("a date YYYY-MM-DD"))?,
        }),
        ["correct", fact, "to", ..] => Some(Correction::Replaced {
            fact: number(fact)?,
            by: Command { value_date: act.value_date, act: deed(&act.words[3..], currency)? },
        }),
        ["charge-back", payment, amount] => Some(Correction::ChargedBack {
            payment: number(payment)?,
            amount: currency
                .parse_minor(amount)
                .map(Minor)
                .map_err(|error| Problem::Expected(error.to_string()))?,
        }),
        _ => None,
    })
}

/// Reads what an action does, amounts in the contract's currency.
pub fn deed(words: &[String], currency: Currency) -> Result<FactKind, Problem> {
    let money = |text: &str| {
        currency.parse_minor(text).map(Minor).map_err(|error| Problem::Expected(error.to_string()))
    };
    let number =
        |text: &str| text.parse::<u32>().map_err(|_| expected("a number of instalments or a fact"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let count = |text: &str| text.parse::<u16>().map_err(|_| expected("a number"));
    if let Some(act) = revolving::deed(&words, money, count)? {
        return Ok(FactKind::Revolving(act));
    }
    Ok(match words.as_slice() {
        ["disburse", amount] => FactKind::Disbursed { amount: money(amount)? },
        ["pay", amount, rest @ ..] => {
            FactKind::Paid { amount: money(amount)?, intent: intent(rest)? }
        }
        ["reverse", fact] => FactKind::Reversed { fact: number(fact)? },
        ["waive", component, amount] => FactKind::Waived {
            component: component.parse().map_err(
                |error: engine::waterfall::UnknownComponent| expected(&error.to_string()),
            )?,
            amount: money(amount)?,
        },
        ["charge", item, component, amount] => FactKind::Charged(Charge {
            item: (*item).to_owned(),
            component: component.parse().map_err(
                |error: engine::waterfall::UnknownComponent| expected(&error.to_string()),
            )?,
            amount: money(amount)?,
        }),
        ["rate", share, "per", per, "installment", after @ ("solved" | "kept")] => {
            FactKind::RateChanged(RateChange {
                rate: format!("{share} per {per}").parse().map_err(|_| expected("a rate"))?,
                installment: match *after {
                    "kept" => InstallmentAfter::Kept,
                    _ => InstallmentAfter::Solved,
                },
            })
        }
        ["relief", rest @ ..] => FactKind::Relief(crate::relief::grant(rest, currency)?),
        ["charge-off"] => FactKind::ChargedOff,
        ["refund", amount] => FactKind::Refunded { amount: money(amount)? },
        ["reamortize", "over", count, "from", first, "at", share, "per", per] => {
            FactKind::Reamortized(Reamortization {
                first_due: first.parse().map_err(|_| expected("a date YYYY-MM-DD"))?,
                installments: u16::try_from(number(count)?)
                    .map_err(|_| expected("a number of instalments"))?,
                rate: format!("{share} per {per}").parse().map_err(|_| expected("a rate"))?,
                kept_to_cure: 3,
            })
        }
        _ => return Err(Problem::Unknown(words.join(" "))),
    })
}

fn intent(words: &[&str]) -> Result<PaymentIntent, Problem> {
    match words {
        [] => Ok(PaymentIntent::Due),
        ["prepay", "shorten"] => Ok(PaymentIntent::Prepay(PartialRule::Shorten)),
        ["prepay", "reduce"] => Ok(PaymentIntent::Prepay(PartialRule::Reduce)),
        ["payoff"] => Ok(PaymentIntent::Payoff),
        _ => Err(expected("nothing, `prepay shorten`, `prepay reduce` or `payoff`")),
    }
}
