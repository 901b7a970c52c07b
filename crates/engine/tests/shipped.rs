//! A version that shipped stays as it is: a register that holds it refuses another text, and
//! contracts have pinned it. A change is a new version in a file of its own.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

/// SHA-256 of every product file that shipped.
const SHIPPED: &[(&str, &str)] = &[
    ("bullet", "a8c29fc8865e79a9c0f12040afda14a3875520b757fc2f030557423066700870"),
    ("cash-loan-2", "ec3f592ee22b5408a9a914f2dbbb72b0d82d47a390f12223c9ac2ff7b68fc653"),
    ("cash-loan", "45a79b488dc9aadd378f0758f8755f221fa8082eda8121dd9623a29fce3e3c81"),
    ("credit-card", "cd6f4b08998c521f5ba928374db2db317553cbe95ce9670381fa86f1e3d8a496"),
    ("interest-only", "7d0bec30199e323a507545d66a2744b203a03e6d4e39b064728ddf924949850b"),
    ("merchant-credit", "2b792c5f594c74c1d359bd108da394ec96d4c6ad01575ee5b1fb4630dbd21b75"),
    ("merchant-facility", "7b73fa7b61797caae58079c53d51ce444802fce182ee933c24a5720331dceeb6"),
    ("merchant-seasonal", "caa769cca09881e4a83ac831499218e4caf74fccf8876b74b5b61e4ff654578e"),
    ("merchant-stepped", "e2fcf4de26d1733f05f33462018cd7e9da3a2654d18c9a5c00842791fe895de5"),
    ("pay-later-account", "334d556eb0821f6001afb28c505d4760b5d3e9befa984dcedcc7d5850525f54c"),
    ("pay-later", "6b9a0f2f1e2a3a344c9d167088252826b551211332f06c3a6f1a8f92939ed8a6"),
    ("us-card", "97edebaf5cac528d54b1f6ce7597ba473cbe76aa026193f49410500c46ff7e57"),
    ("us-installment", "db8abba4e97c4649d056c69d27f508e794e2449130c3a9a33b043852a177e90f"),
];

#[test]
fn what_shipped_never_changes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../products");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found: BTreeMap<String, String> = files
        .map(|path| {
            let digest = Sha256::digest(std::fs::read(&path).unwrap());
            let digest = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), digest)
        })
        .collect();
    let pinned: BTreeMap<String, String> =
        SHIPPED.iter().map(|(name, digest)| ((*name).to_owned(), (*digest).to_owned())).collect();
    assert_eq!(found, pinned, "give a changed product a new version in a file of its own");
}
