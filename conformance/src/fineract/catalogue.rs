//! The charges of the catalogue as they stand in a scenario.

use std::collections::HashMap;

use engine::installments::charge::{ChargeCalculation, ChargeTerms, ChargeTime};
use engine::installments::terms::RateBounds;
use primitives::significant::Significant;
use serde_json::{Value, json};

use super::reference::{LedgerAccount, Reference};
use super::terms::significant;
use super::vector::{Fields, Unread};

/// Loans that take the charges of their product say this in place of a list.
const FROM_PRODUCT: &str = "FROM_PRODUCT";

/// The catalogue and what the scenario changed in it.
#[derive(Clone, Debug)]
pub struct Catalogue<'a> {
    reference: &'a Reference,
    changed: HashMap<String, Fields>,
}

impl<'a> Catalogue<'a> {
    /// The catalogue as published.
    pub fn new(reference: &'a Reference) -> Catalogue<'a> {
        Catalogue { reference, changed: HashMap::new() }
    }

    /// Takes note of another calculation and amount of a charge.
    pub fn change(&mut self, step: &Fields) -> Result<(), Unread> {
        let key = step.text("charge")?;
        let mut fields = self.fields(key)?.clone();
        for (from, to) in [("calculation", "calculation"), ("amount", "default_amount")] {
            if let Some(value) = step.get(from) {
                fields.0.insert(to.to_owned(), value.clone());
            }
        }
        self.changed.insert(key.to_owned(), fields);
        Ok(())
    }

    fn fields(&self, key: &str) -> Result<&Fields, Unread> {
        let found = self.changed.get(key).or_else(|| self.reference.charges.get(key));
        found.ok_or_else(|| Unread::unknown("charge", key))
    }

    /// A charge by its key, with an amount in place of the usual one.
    pub fn charge(&self, key: &str, amount: Option<Significant>) -> Result<ChargeTerms, Unread> {
        let fields = self.fields(key)?;
        let usual = significant(fields, "default_amount")?.unwrap_or(Significant::ZERO);
        Ok(ChargeTerms {
            name: fields.text("name")?.to_owned(),
            penalty: fields.flag("penalty")?,
            time: time(fields.text("time")?)?,
            calculation: calculation(fields.text("calculation")?)?,
            amount: amount.unwrap_or(usual),
        })
    }

    /// The name of a charge by its key.
    pub fn name(&self, key: &str) -> Result<&str, Unread> {
        self.fields(key)?.text("name")
    }

    /// The charges a loan starts with: those its request lists, else those of its product that
    /// come without asking.
    pub fn charges_of(
        &self,
        request: &Fields,
        product: &Fields,
    ) -> Result<Vec<ChargeTerms>, Unread> {
        let listed = match request.get("charges") {
            Some(Value::Array(_)) => request.objects("charges")?,
            Some(Value::String(text)) if text == FROM_PRODUCT => self.of_product(product)?,
            Some(other) => return Err(Unread::unknown("charges", &other.to_string())),
            None => self.overdue_of_product(product)?,
        };
        let charge =
            |fields: &Fields| self.charge(fields.text("charge")?, significant(fields, "amount")?);
        listed.iter().map(charge).collect()
    }

    fn of_product(&self, product: &Fields) -> Result<Vec<Fields>, Unread> {
        let keyed = |key: String| json!({ "charge": key }).as_object().cloned().map(Fields);
        Ok(product.texts("product_charges")?.into_iter().filter_map(keyed).collect())
    }

    fn overdue_of_product(&self, product: &Fields) -> Result<Vec<Fields>, Unread> {
        let mut found = self.of_product(product)?;
        found.retain(|fields| {
            let terms = fields.text("charge").and_then(|key| self.charge(key, None));
            terms.is_ok_and(|terms| terms.time == ChargeTime::Overdue)
        });
        Ok(found)
    }

    /// A ledger account by its name.
    pub fn account(&self, name: &str) -> Option<&LedgerAccount> {
        self.reference.account(name)
    }

    /// What the rates of a product's loans may become; nothing is said where both ends are zero.
    pub fn rate_bounds(&self, product: &str) -> Result<RateBounds, Unread> {
        let Some(product) = self.reference.products.get(product) else {
            return Ok(RateBounds::default());
        };
        let least = significant(&product.defaults, "min_interest_rate")?;
        let most = significant(&product.defaults, "max_interest_rate")?;
        Ok(match most.filter(|most| !most.is_zero()) {
            Some(most) => RateBounds { least, most: Some(most) },
            None => RateBounds::default(),
        })
    }

    /// The ranges of delinquent days, from the lowest.
    pub fn ranges(&self) -> Vec<Fields> {
        if !self.reference.delinquency_ranges.is_empty() {
            return self.reference.delinquency_ranges.clone();
        }
        USUAL_RANGES
            .iter()
            .zip(1..)
            .filter_map(|(&(code, from, to), id)| {
                let range = json!({"id": id, "code": code, "min_days": from, "max_days": to});
                range.as_object().cloned().map(Fields)
            })
            .collect()
    }
}

/// Ranges where the catalogue is not at hand, as the suite's description lists them.
const USUAL_RANGES: [(&str, u32, Option<u32>); 9] = [
    ("RANGE_1", 1, Some(3)),
    ("RANGE_3", 4, Some(30)),
    ("RANGE_30", 31, Some(60)),
    ("RANGE_60", 61, Some(90)),
    ("RANGE_90", 91, Some(120)),
    ("RANGE_120", 121, Some(150)),
    ("RANGE_150", 151, Some(180)),
    ("RANGE_180", 181, Some(240)),
    ("RANGE_240", 241, None),
];

fn time(text: &str) -> Result<ChargeTime, Unread> {
    match text {
        "SPECIFIED_DUE_DATE" => Ok(ChargeTime::DueDate),
        "INSTALLMENT_FEE" => Ok(ChargeTime::Installment),
        "DISBURSEMENT" => Ok(ChargeTime::Disbursement),
        "TRANCHE_DISBURSEMENT" => Ok(ChargeTime::TrancheDisbursement),
        "OVERDUE_FEES" => Ok(ChargeTime::Overdue),
        other => Err(Unread::unknown("time of a charge", other)),
    }
}

fn calculation(text: &str) -> Result<ChargeCalculation, Unread> {
    match text {
        "FLAT" => Ok(ChargeCalculation::Flat),
        "PERCENTAGE_AMOUNT" => Ok(ChargeCalculation::PercentOfPrincipal),
        "PERCENTAGE_LOAN_AMOUNT_PLUS_INTEREST" => {
            Ok(ChargeCalculation::PercentOfPrincipalAndInterest)
        }
        "PERCENTAGE_INTEREST" => Ok(ChargeCalculation::PercentOfInterest),
        "PERCENTAGE_DISBURSEMENT_AMOUNT" => Ok(ChargeCalculation::PercentOfDisbursal),
        other => Err(Unread::unknown("calculation of a charge", other)),
    }
}

/// How the suite words when a charge is taken.
pub const fn time_label(time: ChargeTime) -> &'static str {
    match time {
        ChargeTime::DueDate => "Specified due date",
        ChargeTime::Installment => "Installment Fee",
        ChargeTime::Disbursement => "Disbursement",
        ChargeTime::TrancheDisbursement => "Tranche Disbursement",
        ChargeTime::Overdue => "Overdue Fees",
    }
}

/// How the suite words what a charge is computed from.
pub const fn calculation_label(calculation: ChargeCalculation) -> &'static str {
    match calculation {
        ChargeCalculation::Flat => "Flat",
        ChargeCalculation::PercentOfPrincipal => "% Amount",
        ChargeCalculation::PercentOfPrincipalAndInterest => "% Loan Amount + Interest",
        ChargeCalculation::PercentOfInterest => "% Interest",
        ChargeCalculation::PercentOfDisbursal => "% Disbursement Amount",
    }
}
