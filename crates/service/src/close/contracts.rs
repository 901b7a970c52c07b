//! The product versions of a register, read once per run.

use std::collections::HashMap;

use engine::contract::{Contract, Terms};
use engine::product::{Product, ProductRef, file};
use engine::wire;
use store::{Reader, StoreError};

/// Why a loan's contract cannot be put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContractsError {
    /// The terms cannot be read.
    #[error("the terms cannot be read: {0}")]
    Terms(String),
    /// The product version is not in the register.
    #[error("product {0} version {1} is not in the register")]
    NoProduct(String, u32),
    /// The product version cannot be read.
    #[error("product {0} version {1} cannot be read: {2}")]
    Product(String, u32, String),
}

/// Every product version of a register.
#[derive(Clone, Debug, Default)]
pub struct Contracts {
    products: HashMap<ProductRef, Result<Product, String>>,
}

impl Contracts {
    /// Reads every product version. One that cannot be read fails the loans that pin it, not the
    /// others.
    pub async fn load(reader: &mut Reader) -> Result<Contracts, StoreError> {
        let rows = reader.list_products().await?;
        let products = rows
            .into_iter()
            .map(|row| (row.reference, file::read(&row.body).map_err(|error| error.to_string())));
        Ok(Contracts { products: products.collect() })
    }

    /// Reads terms as the register keeps them.
    pub fn terms(text: &str) -> Result<Terms, ContractsError> {
        wire::terms::from_json(text).map_err(|error| ContractsError::Terms(error.to_string()))
    }

    /// The terms together with the product they pin.
    pub fn contract<'a>(&'a self, terms: &'a Terms) -> Result<Contract<'a>, ContractsError> {
        let ProductRef { id, version } = &terms.product;
        match self.products.get(&terms.product) {
            Some(Ok(product)) => Ok(Contract { terms, product }),
            Some(Err(why)) => Err(ContractsError::Product(id.clone(), *version, why.clone())),
            None => Err(ContractsError::NoProduct(id.clone(), *version)),
        }
    }
}
