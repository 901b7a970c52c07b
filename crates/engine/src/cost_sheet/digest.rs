//! The SHA-256 of a sheet: what a contract keeps of it.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::{CostSheet, cost_sheet};
use crate::contract::{Contract, Disclosed};

/// SHA-256 of a sheet's canonical bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

/// A text that is no digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not 64 hexadecimal digits")]
pub struct NotADigest(String);

impl CostSheet {
    /// What a contract keeps of the sheet.
    pub fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.canonical().as_bytes()).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Digest, NotADigest> {
        let wrong = || NotADigest(text.to_owned());
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (index, byte) in bytes.iter_mut().enumerate() {
            let pair = text.get(2 * index..2 * index + 2).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
        }
        Ok(Digest(bytes))
    }
}

/// What signing under a product shows: its pack and the sheet; nothing outside any pack.
pub fn disclosure(contract: Contract) -> Option<Disclosed> {
    let pack = contract.product.policy.as_deref()?;
    Some(Disclosed { pack: pack.reference.clone(), sheet: cost_sheet(contract).digest() })
}

/// Whether the sheet of a contract is still the one that was signed; so where none was.
pub fn is_as_signed(contract: Contract) -> bool {
    let signed = &contract.terms.disclosed;
    signed.as_ref().is_none_or(|signed| disclosure(contract).as_ref() == Some(signed))
}
