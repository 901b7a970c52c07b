//! The products of a register: added once, pinned by contracts for ever.

use std::collections::HashMap;
use std::sync::Arc;

use engine::contract::{Contract, Terms};
use engine::product::{Product, ProductRef, file};
use engine::wire;
use store::{ProductRow, Reader, Register, StoreError};

use crate::error::ServiceError;

/// Why a loan's contract cannot be put together.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ContractError {
    /// The terms cannot be read.
    #[error("the terms cannot be read: {0}")]
    Terms(String),
    /// The product version is not in the register.
    #[error("product_unknown: product {0} version {1} is not in the register")]
    NoProduct(String, u32),
    /// The product version cannot be read.
    #[error("product {0} version {1} cannot be read: {2}")]
    Product(String, u32, String),
}

/// Every product version of a register, read once per run. One that cannot be read fails the loans
/// that pin it, not the others.
#[derive(Clone, Debug, Default)]
pub struct Products {
    by_reference: HashMap<ProductRef, Result<Arc<Product>, String>>,
}

impl Products {
    /// Reads every product of the register.
    pub async fn load(reader: &mut Reader) -> Result<Products, StoreError> {
        let rows = reader.list_products().await?;
        let by_reference = rows.into_iter().map(|row| {
            let product = file::read_named(&row.reference.id, &row.body);
            (row.reference, product.map(Arc::new).map_err(|error| error.to_string()))
        });
        Ok(Products { by_reference: by_reference.collect() })
    }

    /// A product version.
    pub fn find(&self, reference: &ProductRef) -> Result<&Arc<Product>, ContractError> {
        let ProductRef { id, version } = reference;
        match self.by_reference.get(reference) {
            Some(Ok(product)) => Ok(product),
            Some(Err(why)) => Err(ContractError::Product(id.clone(), *version, why.clone())),
            None => Err(ContractError::NoProduct(id.clone(), *version)),
        }
    }

    /// Reads terms as the register keeps them.
    pub fn terms(text: &str) -> Result<Terms, ContractError> {
        wire::terms::from_json(text).map_err(|error| ContractError::Terms(error.to_string()))
    }

    /// The terms together with the product they pin.
    pub fn contract<'a>(&'a self, terms: &'a Terms) -> Result<Contract<'a>, ContractError> {
        Ok(Contract { terms, product: self.find(&terms.product)? })
    }

    /// The latest version of a product.
    pub fn latest(&self, id: &str) -> Option<&Arc<Product>> {
        self.list().into_iter().rfind(|product| product.reference.id == id)
    }

    /// Every version that can be read, by name and version.
    pub fn list(&self) -> Vec<&Arc<Product>> {
        let mut all: Vec<_> = self.by_reference.values().flatten().collect();
        all.sort_by(|one, other| one.reference.cmp(&other.reference));
        all
    }
}

/// Adds a product file to a register. Adding the same text again changes nothing; another text
/// under a version that exists is refused.
pub async fn add_product(
    register: &Register,
    name: &str,
    text: &str,
) -> Result<ProductRef, ServiceError> {
    let product = file::read_named(name, text)?;
    let mut tx = register.write().await?;
    let known = tx.list_products().await?;
    match known.iter().find(|row| row.reference == product.reference) {
        Some(row) if row.body == text => return Ok(product.reference),
        Some(_) => return Err(ServiceError::ProductTaken(product.reference)),
        None => {}
    }
    tx.append_products(&[ProductRow {
        reference: product.reference.clone(),
        effective_from: product.effective_from,
        body: text.to_owned(),
    }])
    .await?;
    tx.commit().await?;
    Ok(product.reference)
}
