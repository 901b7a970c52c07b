//! What the words of a product file mean. A word that means nothing is noted and stood in for, so
//! that the rest of the file is read too.

use std::fmt::Display;
use std::sync::Arc;

use primitives::accrual_basis::AccrualBasis;
use primitives::amount::Minor;
use primitives::calendar::{CalendarId, Shift};
use primitives::money::Currency;
use primitives::rate::{Fraction, Per, Rate};

use super::file::{DueDayShape, FileShape, LateWaterfallShape, RangeShape};
use super::validate::{Violation, due_day_refused};
use super::{
    Amortization, Bilingual, Caps, Delinquency, DueDay, DueRule, FirstPeriod, LateBase, LateCharge,
    LateRule, OverdueContractRate, PartialRule, PrepayPermission, Prepayment, Product, ProductRef,
    Surplus, Tolerance,
};
use crate::accrual::InterestRule;
use crate::policy::{Pack, PackRef, shipped};
use crate::waterfall::{Component, Scope, Waterfall};

const BUCKET_ENDS: [i64; 7] = [0, 30, 60, 90, 120, 150, 180];
const SHORT_THROUGH: i64 = 30;
const MID_THROUGH: i64 = 90;

/// The words of a choice and what each means; the first is the default.
pub(super) type Choices<T> = [(&'static str, T)];

const AMORTIZATIONS: &Choices<Amortization> = &[
    ("equal-installment", Amortization::EqualInstallment),
    ("equal-principal", Amortization::EqualPrincipal),
    ("interest-only", Amortization::InterestOnly),
    ("bullet", Amortization::Bullet),
    ("seasonal", Amortization::Seasonal),
    ("stepped", Amortization::Stepped),
    ("revolving", Amortization::Revolving),
];
const FIRST_PERIODS: &Choices<FirstPeriod> =
    &[("full", FirstPeriod::Full), ("stub", FirstPeriod::Stub)];
const SHIFTS: &Choices<Shift> = &[
    ("none", Shift::None),
    ("following", Shift::Following),
    ("modified-following", Shift::ModifiedFollowing),
    ("preceding", Shift::Preceding),
    ("modified-preceding", Shift::ModifiedPreceding),
];
const LATE_BASES: &Choices<LateBase> = &[
    ("principal-and-interest", LateBase::PrincipalAndInterest),
    ("principal", LateBase::Principal),
];
const CONTRACT_RATES: &Choices<OverdueContractRate> =
    &[("replaced", OverdueContractRate::Replaced), ("continues", OverdueContractRate::Continues)];
const PERMISSIONS: &Choices<PrepayPermission> =
    &[("allowed", PrepayPermission::Allowed), ("refused", PrepayPermission::Refused)];
const PARTIALS: &Choices<PartialRule> =
    &[("reduce", PartialRule::Reduce), ("shorten", PartialRule::Shorten)];
const SURPLUSES: &Choices<Surplus> = &[("hold", Surplus::Hold), ("prepay", Surplus::Prepay)];
const SCOPES: &Choices<Scope> = &[("horizontal", Scope::Horizontal), ("vertical", Scope::Vertical)];

/// The product a file describes, and every word of it that could not be read.
pub(super) fn product(file: &FileShape) -> (Product, Vec<Violation>) {
    let mut words = Words { currency: Currency::CNY, unread: Vec::new() };
    if let Some(currency) = words.value("currency", &file.currency, str::parse) {
        words.currency = currency;
    }
    let interest = words.interest(file);
    let product = Product {
        reference: words.reference(file),
        name: Bilingual { zh: file.name.zh.clone(), en: file.name.en.clone() },
        effective_from: words
            .value("effective_from", &file.effective_from, str::parse)
            .unwrap_or_default(),
        policy: words.policy(file),
        currency: words.currency,
        amount: words.amounts(&file.amount),
        rate: words.rates(&file.rate),
        interest,
        amortization: words.choice(
            "schedule.amortization",
            Some(&file.schedule.amortization),
            AMORTIZATIONS,
        ),
        parts: words.parts(file),
        drawdowns: words.drawdowns(file),
        installments: words.wholes("schedule.installments", &file.schedule.installments),
        due: words.due(file, interest),
        tolerance: words.tolerance(file),
        late: words.late(file),
        caps: words.caps(file),
        prepayment: words.prepayment(file),
        charges: words.charges(&file.charges),
        waterfall: words.waterfall(file),
        waterfall_late: file.waterfall.late.as_ref().map(|late| words.waterfall_late(late)),
        delinquency: words.delinquency(file),
        relief: words.relief(file),
        rounding: words.rounding(file),
        revolving: file.revolving.as_ref().map(|shape| Box::new(words.revolving(shape))),
    };
    (product, words.unread)
}

pub(super) struct Words {
    pub(super) currency: Currency,
    unread: Vec<Violation>,
}

impl Words {
    pub(super) fn note(&mut self, field: &'static str, message: impl Display) {
        self.unread.push(Violation { field, beside: &[], message: message.to_string() });
    }

    pub(super) fn value<T, E: Display>(
        &mut self,
        field: &'static str,
        text: &str,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        read(text).map_err(|error| self.note(field, error)).ok()
    }

    pub(super) fn choice<T: Copy>(
        &mut self,
        field: &'static str,
        word: Option<&String>,
        choices: &Choices<T>,
    ) -> T {
        let default = choices[0].1;
        let Some(word) = word else { return default };
        let found = choices.iter().find(|(known, _)| known == word);
        found.map(|(_, meaning)| *meaning).unwrap_or_else(|| {
            let known: Vec<_> = choices.iter().map(|(known, _)| format!("\"{known}\"")).collect();
            self.note(field, format!("\"{word}\" is none of {}", known.join(", ")));
            default
        })
    }

    pub(super) fn whole<T: TryFrom<i64> + Default>(
        &mut self,
        field: &'static str,
        number: i64,
    ) -> T {
        T::try_from(number).unwrap_or_else(|_| {
            self.note(field, format!("{number} is not a number of a sensible size"));
            T::default()
        })
    }

    pub(super) fn wholes(&mut self, field: &'static str, numbers: &[i64]) -> Vec<u16> {
        numbers.iter().map(|number| self.whole(field, *number)).collect()
    }

    pub(super) fn money(&mut self, field: &'static str, text: Option<&String>) -> Minor {
        let currency = self.currency;
        let read = |text: &str| currency.parse_minor(text);
        text.and_then(|text| self.value(field, text, read)).map_or(Minor::ZERO, Minor)
    }

    pub(super) fn percent(
        &mut self,
        field: &'static str,
        text: Option<&String>,
    ) -> Option<Fraction> {
        text.and_then(|text| self.value(field, text, Fraction::from_percent))
    }

    fn reference(&mut self, file: &FileShape) -> ProductRef {
        ProductRef { id: file.id.clone(), version: self.whole("version", file.version) }
    }

    fn policy(&mut self, file: &FileShape) -> Option<Arc<Pack>> {
        let shape = file.policy.as_ref()?;
        let version = self.whole("policy.version", shape.version);
        let pack = shipped(&PackRef { id: shape.pack.clone(), version });
        if pack.is_none() {
            let message = format!("{} version {version} is no policy pack known here", shape.pack);
            self.note("policy.pack", message);
        }
        pack
    }

    fn amounts(&mut self, range: &RangeShape) -> (Minor, Minor) {
        (self.money("amount.min", Some(&range.min)), self.money("amount.max", Some(&range.max)))
    }

    fn rates(&mut self, range: &RangeShape) -> (Rate, Rate) {
        let none = Rate { fraction: Fraction::ZERO, per: Per::Year };
        let mut rate = |field, text: &str| self.value(field, text, str::parse).unwrap_or(none);
        (rate("rate.min", &range.min), rate("rate.max", &range.max))
    }

    fn interest(&mut self, file: &FileShape) -> InterestRule {
        let (rule, basis) = (&file.interest.rule, &file.interest.basis);
        let daily = InterestRule::Daily(AccrualBasis::Act365);
        let rules = [("daily", daily), ("periodic", InterestRule::Periodic)];
        match (self.choice("interest.rule", Some(rule), &rules), basis) {
            (InterestRule::Periodic, Some(_)) => {
                self.note("interest.basis", "periodic interest has no basis; leave it out");
                InterestRule::Periodic
            }
            (InterestRule::Daily(_), Some(basis)) => {
                self.value("interest.basis", basis, str::parse).map_or(daily, InterestRule::Daily)
            }
            (rule, None) => rule,
        }
    }

    fn due(&mut self, file: &FileShape, interest: InterestRule) -> DueRule {
        let schedule = &file.schedule;
        let calendar = schedule.calendar.as_ref();
        let calendar =
            calendar.and_then(|text| self.value("schedule.calendar", text, CalendarId::parse));
        DueRule {
            day: self.due_day(&schedule.due_day),
            first_period: self.choice(
                "schedule.first_period",
                schedule.first_period.as_ref(),
                FIRST_PERIODS,
            ),
            calendar: calendar.unwrap_or_default(),
            shift: self.choice("schedule.shift", schedule.shift.as_ref(), SHIFTS),
            accrual: self.shift_order(file, interest),
        }
    }

    fn due_day(&mut self, day: &DueDayShape) -> DueDay {
        let refused = match day {
            DueDayShape::Word(word) if word == "disbursement" => return DueDay::OfDisbursement,
            DueDayShape::Word(word) => due_day_refused(&format!("\"{word}\"")),
            DueDayShape::Day(day) => match u8::try_from(*day) {
                Ok(day) => return DueDay::Fixed(day),
                Err(_) => due_day_refused(day),
            },
        };
        self.note("schedule.due_day", refused);
        DueDay::OfDisbursement
    }

    fn tolerance(&mut self, file: &FileShape) -> Tolerance {
        Tolerance {
            days: self.whole("tolerance.days", file.tolerance.days),
            amount: self.money("tolerance.amount", file.tolerance.amount.as_ref()),
        }
    }

    fn late(&mut self, file: &FileShape) -> Option<LateRule> {
        let late = file.late.as_ref()?;
        let charge = self.charge(&late.charge);
        let base = self.choice("late.base", late.base.as_ref(), LATE_BASES);
        let contract_rate =
            self.choice("late.contract_rate", late.contract_rate.as_ref(), CONTRACT_RATES);
        Some(LateRule { charge: charge?, base, contract_rate })
    }

    fn charge(&mut self, text: &str) -> Option<LateCharge> {
        let (kind, figure) = text.split_once(' ').unwrap_or((text, ""));
        let (field, currency) = ("late.charge", self.currency);
        match kind {
            "multiplier" => self.value(field, figure, str::parse).map(LateCharge::Multiplier),
            "spread" => self.value(field, figure, Fraction::from_percent).map(LateCharge::Spread),
            "fixed-daily" => {
                self.value(field, figure, Fraction::from_percent).map(LateCharge::FixedDaily)
            }
            "flat-fee" => self
                .value(field, figure, |figure| currency.parse_minor(figure))
                .map(|minor| LateCharge::FlatFee(Minor(minor))),
            "share-of-due" => {
                self.value(field, figure, Fraction::from_percent).map(LateCharge::ShareOfDue)
            }
            _ => {
                let known = "\"multiplier 1.5\", \"spread 5%\", \"fixed-daily 0.05%\", \
                             \"flat-fee 25.00\" or \"share-of-due 5%\"";
                self.note(field, format!("\"{text}\" is no late charge: use one like {known}"));
                None
            }
        }
    }

    fn caps(&mut self, file: &FileShape) -> Caps {
        let caps = &file.caps;
        Caps {
            late_rate_yearly: self.percent("caps.late_rate_yearly", caps.late_rate_yearly.as_ref()),
            late_total: self.percent("caps.late_total", caps.late_total.as_ref()),
            late_fee_within_due: caps.late_fee_within_due,
        }
    }

    fn prepayment(&mut self, file: &FileShape) -> Prepayment {
        let rules = &file.prepayment;
        Prepayment {
            permission: self.choice(
                "prepayment.permission",
                rules.permission.as_ref(),
                PERMISSIONS,
            ),
            fee: self.percent("prepayment.fee", rules.fee.as_ref()).unwrap_or_default(),
            partial: self.choice("prepayment.partial", rules.partial.as_ref(), PARTIALS),
            surplus: self.choice("prepayment.surplus", rules.surplus.as_ref(), SURPLUSES),
        }
    }

    fn waterfall(&mut self, file: &FileShape) -> Waterfall {
        let waterfall = &file.waterfall;
        Waterfall {
            order: self.order("waterfall.order", &waterfall.order),
            scope: self.choice("waterfall.scope", Some(&waterfall.scope), SCOPES),
        }
    }

    fn waterfall_late(&mut self, late: &LateWaterfallShape) -> (u16, Waterfall) {
        let waterfall = Waterfall {
            order: self.order("waterfall.late.order", &late.order),
            scope: self.choice("waterfall.late.scope", Some(&late.scope), SCOPES),
        };
        let field = "waterfall.late.from_days_past_due";
        (self.whole(field, late.from_days_past_due), waterfall)
    }

    fn order(&mut self, field: &'static str, words: &[String]) -> [Component; 5] {
        let read: Vec<Component> =
            words.iter().filter_map(|word| self.value(field, word, str::parse)).collect();
        let count = read.len();
        <[Component; 5]>::try_from(read).unwrap_or_else(|_| {
            if count == words.len() {
                self.note(field, format!("lists {count} components; name each of the five once"));
            }
            Component::ALL
        })
    }

    fn delinquency(&mut self, file: &FileShape) -> Delinquency {
        let rules = &file.delinquency;
        let ends = rules.bucket_ends.as_deref().unwrap_or(&BUCKET_ENDS);
        let mut from = |field, day: Option<i64>| day.map(|day| self.whole(field, day));
        Delinquency {
            nonaccrual_from: from("delinquency.nonaccrual_from", rules.nonaccrual_from),
            charge_off_from: from("delinquency.charge_off_from", rules.charge_off_from),
            bucket_ends: self.wholes("delinquency.bucket_ends", ends),
            short_through: self
                .whole("delinquency.short_through", rules.short_through.unwrap_or(SHORT_THROUGH)),
            mid_through: self
                .whole("delinquency.mid_through", rules.mid_through.unwrap_or(MID_THROUGH)),
            material_amount: self
                .money("delinquency.material_amount", rules.material_amount.as_ref()),
            material_share: self
                .percent("delinquency.material_share", rules.material_share.as_ref())
                .unwrap_or_default(),
        }
    }
}
