//! The product file: TOML, format 1, as described in `docs/specs/product-file.md`.
//!
//! This module knows the file's words; what may stand in a product is checked by
//! [`super::validate`]. Every problem of a file is reported together, each with its line.

use primitives::accrual_basis::AccrualBasis;
use primitives::amount::Minor;
use primitives::calendar::{CalendarId, Shift};
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::{Fraction, Rate};
use primitives::rounding::Rounding;
use toml::Spanned;

use super::raw::{RawDueDay, RawLateWaterfall, RawProduct, RawRange};
use super::validate;
use super::{
    Amortization, Bilingual, Caps, Delinquency, DueDay, DueRule, FirstPeriod, LateBase, LateCharge,
    LateRule, OverdueContractRate, PartialRule, PrepayPermission, Prepayment, Product, ProductRef,
    ProductRounding, Surplus, Tolerance,
};
use crate::accrual::InterestRule;
use crate::waterfall::{Component, Scope, Waterfall};

/// The file format this program writes about and reads.
pub const FORMAT: u32 = 1;

/// One thing wrong with a product file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductProblem {
    /// Counts from 1.
    pub line: usize,
    /// Where in the product: `schedule.due_day`.
    pub field: String,
    /// What is wrong and what would be right.
    pub message: String,
}

/// Everything wrong with a product file, in file order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductFileError {
    /// The file's name, where there is one.
    pub name: Option<String>,
    /// At least one.
    pub problems: Vec<ProductProblem>,
}

impl std::fmt::Display for ProductFileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            match &self.name {
                Some(name) => write!(f, "{name}:{}: ", problem.line)?,
                None => write!(f, "line {}: ", problem.line)?,
            }
            if !problem.field.is_empty() {
                write!(f, "{}: ", problem.field)?;
            }
            write!(f, "{}", problem.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for ProductFileError {}

/// Reads and validates a product file.
pub fn read(text: &str) -> Result<Product, ProductFileError> {
    let failed = |problems| ProductFileError { name: None, problems };
    let raw: RawProduct =
        toml::from_str(text).map_err(|error| failed(vec![syntax_problem(text, &error)]))?;
    let mut reading = Reading { text, problems: Vec::new() };
    let product = reading.product(&raw);
    validate::check(&raw, &product, &mut reading);
    match reading.problems.is_empty() {
        true => Ok(product),
        false => {
            reading.problems.sort_by_key(|problem| problem.line);
            Err(failed(reading.problems))
        }
    }
}

/// The same, with a name for the messages.
pub fn read_named(name: &str, text: &str) -> Result<Product, ProductFileError> {
    read(text).map_err(|error| ProductFileError { name: Some(name.to_owned()), ..error })
}

fn syntax_problem(text: &str, error: &toml::de::Error) -> ProductProblem {
    let line = error.span().map_or(1, |span| line_of(text, span.start));
    ProductProblem { line, field: String::new(), message: error.message().trim().to_owned() }
}

fn line_of(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

/// A file being read: its text, and what has been found wrong so far.
pub(super) struct Reading<'a> {
    text: &'a str,
    problems: Vec<ProductProblem>,
}

impl Reading<'_> {
    /// Notes a problem at a value's place.
    pub(super) fn wrong<T>(&mut self, at: &Spanned<T>, field: &str, message: impl ToString) {
        self.problems.push(ProductProblem {
            line: line_of(self.text, at.span().start),
            field: field.to_owned(),
            message: message.to_string(),
        });
    }

    /// Reads a value, or notes why it is none and goes on with a stand-in.
    fn value<T, E: std::fmt::Display>(
        &mut self,
        at: &Spanned<String>,
        field: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        match read(at.get_ref()) {
            Ok(value) => Some(value),
            Err(error) => {
                self.wrong(at, field, error);
                None
            }
        }
    }

    fn one_of<T: Copy>(
        &mut self,
        at: &Spanned<String>,
        field: &str,
        choices: &[(&str, T)],
    ) -> T {
        let found = choices.iter().find(|(word, _)| *word == at.get_ref().as_str());
        if found.is_none() {
            let words: Vec<String> = choices.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.wrong(at, field, format!("`{}` is none of {}", at.get_ref(), words.join(", ")));
        }
        found.unwrap_or(&choices[0]).1
    }

    fn product(&mut self, raw: &RawProduct) -> Product {
        let currency =
            self.value(&raw.currency, "currency", str::parse).unwrap_or(Currency::CNY);
        Product {
            reference: ProductRef {
                id: raw.id.get_ref().clone(),
                version: *raw.version.get_ref(),
            },
            name: Bilingual { zh: raw.name.zh.clone(), en: raw.name.en.clone() },
            effective_from: self
                .value(&raw.effective_from, "effective_from", str::parse::<Date>)
                .unwrap_or_default(),
            currency,
            amount: self.amounts(&raw.amount, currency),
            rate: self.rates(&raw.rate),
            interest: self.interest(raw),
            amortization: self.one_of(
                &raw.schedule.amortization,
                "schedule.amortization",
                &[
                    ("equal-installment", Amortization::EqualInstallment),
                    ("equal-principal", Amortization::EqualPrincipal),
                    ("interest-only", Amortization::InterestOnly),
                    ("bullet", Amortization::Bullet),
                ],
            ),
            installments: raw.schedule.installments.get_ref().clone(),
            due: self.due(raw),
            tolerance: self.tolerance(raw, currency),
            late: self.late(raw, currency),
            caps: self.caps(raw),
            prepayment: self.prepayment(raw),
            waterfall: self.waterfall(&raw.waterfall.order, &raw.waterfall.scope, "waterfall"),
            waterfall_late: raw.waterfall.late.as_ref().map(|late| self.waterfall_late(late)),
            delinquency: self.delinquency(raw, currency),
            rounding: self.rounding(raw),
        }
    }

    fn amounts(&mut self, range: &RawRange, currency: Currency) -> (Minor, Minor) {
        (self.money(&range.min, "amount.min", currency), self.money(&range.max, "amount.max", currency))
    }

    fn money(&mut self, at: &Spanned<String>, field: &str, currency: Currency) -> Minor {
        Minor(self.value(at, field, |text| currency.parse_minor(text)).unwrap_or_default())
    }

    fn percent(&mut self, at: &Spanned<String>, field: &str) -> Fraction {
        self.value(at, field, Fraction::from_percent).unwrap_or_default()
    }

    fn rates(&mut self, range: &RawRange) -> (Rate, Rate) {
        let none = Rate { fraction: Fraction::ZERO, per: primitives::rate::Per::Year };
        let mut rate = |at, field| self.value(at, field, str::parse).unwrap_or(none);
        (rate(&range.min, "rate.min"), rate(&range.max, "rate.max"))
    }

    fn interest(&mut self, raw: &RawProduct) -> InterestRule {
        let interest = &raw.interest;
        let daily = self.one_of(
            &interest.rule,
            "interest.rule",
            &[("daily", true), ("periodic", false)],
        );
        match &interest.basis {
            Some(basis) if !daily => {
                self.wrong(basis, "interest.basis", "periodic interest counts no days: leave it out");
                InterestRule::Periodic
            }
            None if !daily => InterestRule::Periodic,
            Some(basis) => InterestRule::Daily(
                self.value(basis, "interest.basis", str::parse).unwrap_or(AccrualBasis::Act365),
            ),
            None => InterestRule::Daily(AccrualBasis::Act365),
        }
    }

    fn due(&mut self, raw: &RawProduct) -> DueRule {
        let schedule = &raw.schedule;
        let day = match schedule.due_day.get_ref() {
            RawDueDay::Day(day) => DueDay::Fixed(*day),
            RawDueDay::Word(word) if word == "disbursement" => DueDay::OfDisbursement,
            RawDueDay::Word(word) => {
                let message = format!("`{word}` is neither a day 1 to 28 nor \"disbursement\"");
                self.wrong(&schedule.due_day, "schedule.due_day", message);
                DueDay::OfDisbursement
            }
        };
        let calendar = self
            .value(&schedule.calendar, "schedule.calendar", CalendarId::parse)
            .unwrap_or(CalendarId::None);
        DueRule {
            day,
            first_period: self.one_of(
                &schedule.first_period,
                "schedule.first_period",
                &[("full", FirstPeriod::Full), ("stub", FirstPeriod::Stub)],
            ),
            calendar,
            shift: self.one_of(
                &schedule.shift,
                "schedule.shift",
                &[
                    ("none", Shift::None),
                    ("following", Shift::Following),
                    ("modified-following", Shift::ModifiedFollowing),
                    ("preceding", Shift::Preceding),
                    ("modified-preceding", Shift::ModifiedPreceding),
                ],
            ),
        }
    }

    fn tolerance(&mut self, raw: &RawProduct, currency: Currency) -> Tolerance {
        let tolerance = &raw.tolerance;
        Tolerance {
            days: *tolerance.days.get_ref(),
            amount: self.money(&tolerance.amount, "tolerance.amount", currency),
        }
    }

    fn late(&mut self, raw: &RawProduct, currency: Currency) -> Option<LateRule> {
        let late = raw.late.as_ref()?;
        let charge = self.charge(&late.charge, currency);
        Some(LateRule {
            charge: charge.unwrap_or(LateCharge::FlatFee(Minor::ZERO)),
            base: self.one_of(
                &late.base,
                "late.base",
                &[
                    ("principal-and-interest", LateBase::PrincipalAndInterest),
                    ("principal", LateBase::Principal),
                ],
            ),
            contract_rate: self.one_of(
                &late.contract_rate,
                "late.contract_rate",
                &[
                    ("replaced", OverdueContractRate::Replaced),
                    ("continues", OverdueContractRate::Continues),
                ],
            ),
        })
    }

    fn charge(&mut self, at: &Spanned<String>, currency: Currency) -> Option<LateCharge> {
        let field = "late.charge";
        let (word, figure) = at.get_ref().split_once(' ').unwrap_or((at.get_ref(), ""));
        let figure = figure.trim();
        match word {
            "multiplier" => {
                self.value(at, field, |_| figure.parse().map(LateCharge::Multiplier))
            }
            "spread" => {
                self.value(at, field, |_| Fraction::from_percent(figure).map(LateCharge::Spread))
            }
            "fixed-daily" => self
                .value(at, field, |_| Fraction::from_percent(figure).map(LateCharge::FixedDaily)),
            "flat-fee" => self.value(at, field, |_| {
                currency.parse_minor(figure).map(|minor| LateCharge::FlatFee(Minor(minor)))
            }),
            _ => {
                self.wrong(
                    at,
                    field,
                    "expected \"multiplier 1.5\", \"spread 5%\", \"fixed-daily 0.05%\" or \
                     \"flat-fee 25.00\"",
                );
                None
            }
        }
    }

    fn caps(&mut self, raw: &RawProduct) -> Caps {
        let caps = &raw.caps;
        Caps {
            late_rate_yearly: caps
                .late_rate_yearly
                .as_ref()
                .map(|at| self.percent(at, "caps.late_rate_yearly")),
            late_total: caps.late_total.as_ref().map(|at| self.percent(at, "caps.late_total")),
        }
    }

    fn prepayment(&mut self, raw: &RawProduct) -> Prepayment {
        let prepayment = &raw.prepayment;
        Prepayment {
            permission: self.one_of(
                &prepayment.permission,
                "prepayment.permission",
                &[("allowed", PrepayPermission::Allowed), ("refused", PrepayPermission::Refused)],
            ),
            fee: self.percent(&prepayment.fee, "prepayment.fee"),
            partial: self.one_of(
                &prepayment.partial,
                "prepayment.partial",
                &[("reduce", PartialRule::Reduce), ("shorten", PartialRule::Shorten)],
            ),
            surplus: self.one_of(
                &prepayment.surplus,
                "prepayment.surplus",
                &[("hold", Surplus::Hold), ("prepay", Surplus::Prepay)],
            ),
        }
    }

    fn waterfall(
        &mut self,
        order: &Spanned<Vec<String>>,
        scope: &Spanned<String>,
        field: &str,
    ) -> Waterfall {
        let named: Vec<Component> =
            order.get_ref().iter().filter_map(|word| word.parse().ok()).collect();
        let once = |component: &Component| named.iter().filter(|c| *c == component).count() == 1;
        let complete = named.len() == order.get_ref().len() && Component::ALL.iter().all(once);
        if !complete {
            let message = "expected each of \"principal\", \"interest\", \"fee\", \"late-fee\" and \
                           \"default-interest\" once";
            self.wrong(order, &format!("{field}.order"), message);
        }
        let order = <[Component; 5]>::try_from(named).unwrap_or(Component::ALL);
        let scopes = [("horizontal", Scope::Horizontal), ("vertical", Scope::Vertical)];
        Waterfall { order, scope: self.one_of(scope, &format!("{field}.scope"), &scopes) }
    }

    fn waterfall_late(&mut self, late: &RawLateWaterfall) -> (u16, Waterfall) {
        let waterfall = self.waterfall(&late.order, &late.scope, "waterfall.late");
        (*late.from_days_past_due.get_ref(), waterfall)
    }

    fn delinquency(&mut self, raw: &RawProduct, currency: Currency) -> Delinquency {
        let delinquency = &raw.delinquency;
        Delinquency {
            bucket_ends: delinquency.bucket_ends.get_ref().clone(),
            short_through: *delinquency.short_through.get_ref(),
            mid_through: *delinquency.mid_through.get_ref(),
            material_amount: self.money(
                &delinquency.material_amount,
                "delinquency.material_amount",
                currency,
            ),
            material_share: self
                .percent(&delinquency.material_share, "delinquency.material_share"),
            nonaccrual_from: delinquency.nonaccrual_from.as_ref().map(|at| *at.get_ref()),
            charge_off_from: delinquency.charge_off_from.as_ref().map(|at| *at.get_ref()),
        }
    }

    fn rounding(&mut self, raw: &RawProduct) -> ProductRounding {
        let rules = [
            ("half-up", Rounding::HalfUp),
            ("half-even", Rounding::HalfEven),
            ("down", Rounding::Down),
            ("up", Rounding::Up),
        ];
        ProductRounding {
            installment: self.one_of(&raw.rounding.installment, "rounding.installment", &rules),
            interest: self.one_of(&raw.rounding.interest, "rounding.interest", &rules),
        }
    }
}
