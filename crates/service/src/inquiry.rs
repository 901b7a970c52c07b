//! Looking at one loan: its terms, its product and everything known of it, to be folded to any
//! date by whoever asks.

use std::sync::Arc;

use engine::command::{Command, decide};
use engine::contract::{Contract, Terms};
use engine::fact::Fact;
use engine::product::Product;
use primitives::date::Date;
use store::Register;

use crate::error::ServiceError;
use crate::lending::{find, read_terms};
use crate::products::Products;

/// Everything known of one loan.
#[derive(Clone, Debug)]
pub struct LoanFile {
    /// What was signed.
    pub terms: Terms,
    /// The product version signed.
    pub product: Arc<Product>,
    /// What happened, in the order learnt.
    pub facts: Vec<Fact>,
    /// The open business date.
    pub today: Date,
}

impl LoanFile {
    /// The context of engine functions.
    pub fn contract(&self) -> Contract<'_> {
        Contract { terms: &self.terms, product: &self.product }
    }

    /// The same loan as it would be if a command were recorded now. The command is checked as it
    /// would be; nothing is kept.
    pub fn with(&self, command: &Command) -> Result<LoanFile, ServiceError> {
        let fact = decide(self.contract(), &self.facts, command, self.today)?;
        let mut previewed = self.clone();
        previewed.facts.push(fact);
        Ok(previewed)
    }

    /// The same loan as it was known at the end of a business date.
    pub fn known_on(mut self, date: Date) -> LoanFile {
        self.facts.retain(|fact| fact.recorded_on <= date);
        self
    }
}

/// Everything known of the loan with this name.
pub async fn look_up(register: &Register, loan: &str) -> Result<LoanFile, ServiceError> {
    let mut reader = register.read().await?;
    let products = Products::load(&mut reader).await?;
    let held = find(&mut reader, loan).await?;
    let terms = read_terms(&held.loan)?;
    let product = Arc::clone(products.find(&held.loan.product)?);
    let facts = reader.list_facts(held.loan.id).await?.into_iter().map(|row| row.fact).collect();
    let today = reader.load_business_date().await?.plus_days(1);
    Ok(LoanFile { terms, product, facts, today })
}
