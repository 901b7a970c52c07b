//! The products of a register: added once, pinned by contracts for ever.

use std::collections::HashMap;
use std::sync::Arc;

use engine::product::{Product, ProductRef, file};
use store::{ProductRow, Reader, Register};

use crate::error::ServiceError;

/// Every product version of a register, read.
#[derive(Clone, Debug, Default)]
pub struct Products {
    by_reference: HashMap<ProductRef, Arc<Product>>,
}

impl Products {
    /// Reads every product of the register.
    pub async fn load(reader: &mut Reader) -> Result<Products, ServiceError> {
        let mut products = Products::default();
        for row in reader.list_products().await? {
            let product = file::read_named(&row.reference.id, &row.body)?;
            products.by_reference.insert(row.reference, Arc::new(product));
        }
        Ok(products)
    }

    /// A product version.
    pub fn find(&self, reference: &ProductRef) -> Result<&Arc<Product>, ServiceError> {
        self.by_reference
            .get(reference)
            .ok_or_else(|| ServiceError::ProductUnknown(reference.clone()))
    }

    /// The latest version of a product.
    pub fn latest(&self, id: &str) -> Option<&Arc<Product>> {
        self.by_reference
            .values()
            .filter(|product| product.reference.id == id)
            .max_by_key(|product| product.reference.version)
    }

    /// Every version, by name and version.
    pub fn list(&self) -> Vec<&Arc<Product>> {
        let mut all: Vec<_> = self.by_reference.values().collect();
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
