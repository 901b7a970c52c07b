//! The packs that ship, built in as they stand under `rules/policy/`.

use std::sync::Arc;

use super::{Pack, PackRef, file};

macro_rules! pack {
    ($id:literal) => {
        ($id, include_str!(concat!("../../../../rules/policy/", $id, ".toml")))
    };
}

/// Name and text of every pack that ships.
pub const SHIPPED: [(&str, &str); 8] = [
    pack!("CN-BANK"),
    pack!("CN-CARD"),
    pack!("CN-CFC"),
    pack!("CN-MICRO"),
    pack!("US-CARD"),
    pack!("US-LOAN"),
    pack!("UK-HCSTC"),
    pack!("EU-CCD2"),
];

/// A pack that ships, by name and version.
pub fn shipped(wanted: &PackRef) -> Option<Arc<Pack>> {
    let (_, text) = SHIPPED.iter().find(|(id, _)| *id == wanted.id)?;
    let pack = file::read(text).ok()?;
    (pack.reference == *wanted).then(|| Arc::new(pack))
}
