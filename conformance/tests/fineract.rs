//! Runs the servicing scenarios on outside vectors, which are not part of this repository.

use std::path::Path;

use conformance::fineract::{self, Filter, Tier};

/// A directory with the folder `fineract`.
const VECTORS: &str = "ARREARS_VECTORS";

/// The least share of each tier that must pass, in thousandths: what was reached, never to be
/// lost again. The aim is 970, 900 and 800.
const FLOORS: [(Tier, usize); 3] =
    [(Tier::Basic, 915), (Tier::Extended, 900), (Tier::Advanced, 850)];

#[test]
fn outside_scenarios_reach_the_floor_of_every_tier() {
    let Some(directory) = std::env::var_os(VECTORS) else {
        println!("SKIPPED: set {VECTORS} to run outside scenarios");
        return;
    };
    let outcome =
        fineract::run(&Path::new(&directory).join("fineract"), &Filter::default()).unwrap();
    for line in outcome.lines() {
        println!("{line}");
    }
    for (tier, floor) in FLOORS {
        let count = outcome.tier(tier);
        assert!(count.run > 0, "no scenario of the tier {}", tier.name());
        assert!(count.passed * 1000 >= floor * count.run, "{} {count:?}", tier.name());
    }
}
