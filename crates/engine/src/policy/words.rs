//! What the words of a pack file mean, and what may stand in one.

use std::fmt::Display;

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use primitives::rate::Fraction;
use toml::Spanned;

use super::file::{ExampleShape, PackShape, RuleShape, TableShape};
use super::{
    Bound, Bounded, Convention, Dated, Example, Pack, PackRef, ReferenceRate, Rule, Source,
    Verdict, Verified, price,
};
use crate::classification::table::{Contagion, FiveCategory, Table};
use crate::product::Bilingual;

/// Where in the text, which field, what is wrong.
pub(super) type Found = (usize, String, String);

/// The pack a file describes, and everything in it that cannot be.
pub(super) fn pack(file: &PackShape) -> (Pack, Vec<Found>) {
    let mut words = Words { currency: Currency::CNY, found: Vec::new() };
    if let Some(currency) = words.value("currency", &file.currency, str::parse) {
        words.currency = currency;
    }
    let mut rates = Vec::new();
    for shape in &file.reference_rate {
        let from = words.date("reference_rate.from", &shape.from);
        let rate = words.value("reference_rate.rate", &shape.rate, Fraction::from_percent);
        rates.push(ReferenceRate { from, rate: rate.unwrap_or_default() });
    }
    if !rates.is_sorted_by_key(|rate| rate.from) {
        let at = file.reference_rate[0].from.span().start;
        words.note(at, "reference_rate.from", "reference rates must stand oldest first");
    }
    let pack = Pack {
        reference: PackRef { id: file.id.get_ref().clone(), version: file.version },
        name: Bilingual { zh: file.name.zh.clone(), en: file.name.en.clone() },
        currency: words.currency,
        disclosure: words.convention("disclosure", &file.disclosure),
        reference_rates: rates,
        rules: file.rules.iter().map(|rule| words.rule(rule)).collect(),
        tables: file.tables.iter().map(|table| words.table(table)).collect(),
    };
    words.unique_ids(file);
    words.examples(file, &pack);
    (pack, words.found)
}

struct Words {
    currency: Currency,
    found: Vec<Found>,
}

impl Words {
    fn note(&mut self, at: usize, field: &str, message: impl Display) {
        self.found.push((at, field.to_owned(), message.to_string()));
    }

    fn value<T, E: Display>(
        &mut self,
        field: &str,
        text: &Spanned<String>,
        read: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        read(text.get_ref()).map_err(|error| self.note(text.span().start, field, error)).ok()
    }

    fn date(&mut self, field: &str, text: &Spanned<String>) -> Date {
        self.value(field, text, str::parse).unwrap_or_default()
    }

    fn word<T: Copy>(&mut self, field: &str, text: &Spanned<String>, known: &[(&str, T)]) -> T {
        let found = known.iter().find(|(word, _)| *word == text.get_ref());
        found.map(|(_, meaning)| *meaning).unwrap_or_else(|| {
            let words: Vec<_> = known.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            let message = format!("\"{}\" is none of {}", text.get_ref(), words.join(", "));
            self.note(text.span().start, field, message);
            known[0].1
        })
    }

    fn convention(&mut self, field: &str, text: &Spanned<String>) -> Convention {
        let known = [Convention::SimpleNominal, Convention::EffectiveIrr];
        self.word(field, text, &known.map(|convention| (convention.word(), convention)))
    }

    fn dated<T>(
        &mut self,
        id: &Spanned<String>,
        (from, until): (&Spanned<String>, Option<&Spanned<String>>),
        source: Source,
        what: T,
    ) -> Dated<T> {
        let dated = Dated {
            id: id.get_ref().clone(),
            from: self.date("effective_from", from),
            until: until.map(|until| self.date("effective_until", until)),
            source,
            what,
        };
        if let Some(until) = dated.until
            && until <= dated.from
        {
            let at = from.span().start;
            self.note(at, "effective_until", format!("{until} is not after effective_from"));
        }
        if dated.source.citation.trim().is_empty() {
            self.note(id.span().start, "source", "is empty: say where the rule is written");
        }
        dated
    }

    fn rule(&mut self, shape: &RuleShape) -> Rule {
        let months = shape.months.map_or((0, u16::MAX), |[least, most]| (least, most));
        let what = Bounded {
            says: Bilingual { zh: shape.says.zh.clone(), en: shape.says.en.clone() },
            bound: self.bound(shape),
            months,
            examples: shape.examples.iter().map(|example| self.example(example)).collect(),
        };
        if shape.examples.is_empty() {
            self.note(shape.id.span().start, "example", "a rule needs at least one example");
        }
        let dates = (&shape.effective_from, shape.effective_until.as_ref());
        self.dated(&shape.id, dates, source(&shape.source, shape.verified), what)
    }

    fn bound(&mut self, shape: &RuleShape) -> Bound {
        let (figure, field) = (&shape.figure, "rule.figure");
        let convention = shape.convention.as_ref();
        let convention = convention.map(|word| self.convention("rule.convention", word));
        let mut percent = || self.value(field, figure, Fraction::from_percent).unwrap_or_default();
        let bound = match shape.kind.get_ref().as_str() {
            "daily-cost" => Bound::DailyCost(percent()),
            "late-rate" => Bound::LateRate(percent()),
            "late-fee-share" => Bound::LateFeeShare(percent()),
            "total-cost" => Bound::TotalCost(percent()),
            "prepayment-fee" => Bound::PrepaymentFee(percent()),
            "late-multiplier" => {
                Bound::LateMultiplier(self.value(field, figure, str::parse).unwrap_or_default())
            }
            "late-fee" => {
                let currency = self.currency;
                let read = |text: &str| currency.parse_minor(text);
                Bound::LateFee(self.value(field, figure, read).map_or(Minor::ZERO, Minor))
            }
            _ => return self.price(shape, convention),
        };
        if let Some(word) = &shape.convention {
            let message = "only a price has a convention; leave it out";
            self.note(word.span().start, "rule.convention", message);
        }
        bound
    }

    fn price(&mut self, shape: &RuleShape, convention: Option<Convention>) -> Bound {
        let (figure, field) = (&shape.figure, "rule.figure");
        let Some(convention) = convention else {
            let message = "a price needs its convention: \"simple_nominal\" or \"effective_irr\"";
            self.note(shape.kind.span().start, "rule.convention", message);
            return Bound::Price(Fraction::ZERO, Convention::SimpleNominal);
        };
        match shape.kind.get_ref().as_str() {
            "price" | "price-flag" => {
                let share = self.value(field, figure, Fraction::from_percent).unwrap_or_default();
                match shape.kind.get_ref().as_str() {
                    "price" => Bound::Price(share, convention),
                    _ => Bound::PriceFlag(share, convention),
                }
            }
            "price-by-reference" => {
                let times = self.value(field, figure, str::parse).unwrap_or_default();
                Bound::PriceByReference(times, convention)
            }
            other => {
                let known = "price, price-by-reference, price-flag, daily-cost, late-rate, \
                             late-multiplier, late-fee, late-fee-share, total-cost, prepayment-fee";
                let message = format!("\"{other}\" is none of {known}");
                self.note(shape.kind.span().start, "rule.kind", message);
                Bound::Price(Fraction::ZERO, convention)
            }
        }
    }

    fn example(&mut self, shape: &ExampleShape) -> Example {
        let known = [
            ("allowed", Verdict::Allowed),
            ("refused", Verdict::Refused),
            ("flagged", Verdict::Flagged),
        ];
        let gives = self.word("rule.example.gives", &shape.gives, &known);
        Example { of: shape.of.get_ref().clone(), gives }
    }

    /// Every example must come out as it says, on the first day of its rule.
    fn examples(&mut self, file: &PackShape, pack: &Pack) {
        if !self.found.is_empty() {
            return;
        }
        for (shape, rule) in file.rules.iter().zip(&pack.rules) {
            for (shape, example) in shape.examples.iter().zip(&rule.what.examples) {
                let got = price::judge(pack, rule, &example.of, rule.from);
                if got != Some(example.gives) {
                    let message =
                        format!("\"{}\" gives {got:?}, not {:?}", example.of, example.gives);
                    self.note(shape.of.span().start, "rule.example.of", message);
                }
            }
        }
    }

    fn unique_ids(&mut self, file: &PackShape) {
        let ids: Vec<_> = file
            .rules
            .iter()
            .map(|rule| &rule.id)
            .chain(file.tables.iter().map(|table| &table.id))
            .collect();
        for (index, id) in ids.iter().enumerate() {
            if ids[..index].iter().any(|other| other.get_ref() == id.get_ref()) {
                self.note(id.span().start, "id", format!("\"{}\" stands twice", id.get_ref()));
            }
        }
    }

    fn table(&mut self, shape: &TableShape) -> Dated<Table> {
        let bounds = [
            &shape.special_mention_from,
            &shape.substandard_from,
            &shape.doubtful_from,
            &shape.loss_from,
        ];
        if !bounds.windows(2).all(|pair| pair[0].get_ref() < pair[1].get_ref()) {
            let message = "the days from which each class applies must rise";
            self.note(shape.substandard_from.span().start, "classification", message);
        }
        let classes =
            [("substandard", FiveCategory::Substandard), ("doubtful", FiveCategory::Doubtful)];
        let contagions =
            [("loan-by-loan", Contagion::LoanByLoan), ("whole-debtor", Contagion::WholeDebtor)];
        let what = Table {
            technical_days: shape.technical_days,
            from_days: bounds.map(|bound| *bound.get_ref()),
            upgrade: (shape.upgrade_periods, shape.upgrade_months),
            observation: (shape.observation_periods, shape.observation_months),
            repeat_restructuring: self.word(
                "classification.repeat_restructuring",
                &shape.repeat_restructuring,
                &classes,
            ),
            contagion: self.word("classification.contagion", &shape.contagion, &contagions),
            default_from: shape.default_from,
            probation_days: shape.probation_days,
            restructured_probation_months: shape.restructured_probation_months,
            npv_loss: self
                .value("classification.npv_loss", &shape.npv_loss, Fraction::from_percent)
                .unwrap_or_default(),
            stage_from: (shape.stage_2_from, shape.stage_3_from),
            nonaccrual_from: shape.nonaccrual_from,
            charge_off_from: (shape.charge_off_closed_from, shape.charge_off_open_from),
        };
        let dates = (&shape.effective_from, shape.effective_until.as_ref());
        self.dated(&shape.id, dates, source(&shape.source, shape.verified), what)
    }
}

fn source(citation: &str, verified: bool) -> Source {
    let verified = if verified { Verified::Yes } else { Verified::No };
    Source { citation: citation.to_owned(), verified }
}
