//! The tables tidy reads: which crate may see which, what the pure crates may use, and sizes.

/// The crates without async, SQL, HTTP, logging, randomness, a clock or global state.
pub const PURE: [&str; 5] = ["primitives", "engine", "conduct", "collections", "risk"];

const TO_ENGINE: &[&str] = &["primitives", "engine"];
const TO_PURE: &[&str] = &PURE;
const TO_STORE: &[&str] =
    &["primitives", "engine", "conduct", "collections", "risk", "book", "tape", "store"];
const TO_SERVICE: &[&str] =
    &["primitives", "engine", "conduct", "collections", "risk", "book", "tape", "store", "service"];
/// For what faces the outside: everything up to the service, the store left out.
const FACES: &[&str] =
    &["primitives", "engine", "conduct", "collections", "risk", "book", "service"];
const EVERYTHING: &[&str] = &[
    "primitives",
    "engine",
    "conduct",
    "collections",
    "risk",
    "book",
    "tape",
    "store",
    "service",
    "api",
    "web",
    "simulator",
    "conformance",
    "scenario",
];

/// Every crate of the workspace and the workspace crates it may depend on. Arrows point down only.
pub const ARROWS: &[(&str, &[&str])] = &[
    ("primitives", &[]),
    ("engine", &["primitives"]),
    ("conduct", TO_ENGINE),
    ("collections", TO_ENGINE),
    ("risk", TO_ENGINE),
    ("book", TO_PURE),
    ("tape", TO_ENGINE),
    ("store", TO_PURE),
    ("service", TO_STORE),
    ("api", FACES),
    ("web", FACES),
    ("simulator", TO_SERVICE),
    ("conformance", TO_SERVICE),
    ("scenario", TO_ENGINE),
    ("cluster", TO_STORE),
    ("arrears", EVERYTHING),
    ("bench", EVERYTHING),
    ("xtask", &[]),
];

/// What a crate's tests may see besides its arrows.
pub const ARROWS_IN_TESTS: &[(&str, &[&str])] =
    &[("api", &["simulator"]), ("web", &["simulator"]), ("tape", &["book"])];

/// Outside crates that pure code may use; its tests may use any.
pub const PURE_DEPENDENCIES: [&str; 9] =
    ["ethnum", "sha2", "time", "thiserror", "serde", "serde_json", "postcard", "toml", "smallvec"];

/// Tokens that pure code may not hold outside its tests, each with the reason.
pub const PURE_TOKENS_BANNED: [(&str, &str); 16] = [
    ("SystemTime", "dates come in as arguments"),
    ("Instant::now", "dates come in as arguments"),
    ("now_utc", "dates come in as arguments"),
    ("now_local", "dates come in as arguments"),
    ("std::fs", "files are read by the callers"),
    ("std::env", "settings come in as arguments"),
    ("std::net", "the network is for the outer crates"),
    ("std::process", "processes are for the outer crates"),
    ("println!", "results are returned, not printed"),
    ("eprintln!", "results are returned, not printed"),
    ("print!", "results are returned, not printed"),
    ("thread_rng", "draws come in as arguments"),
    ("rand::rng", "draws come in as arguments"),
    ("static mut", "no global state"),
    ("thread_local!", "no global state"),
    ("async", "pure code waits for nothing"),
];

/// Crates whose numbers are whole; `f32` and `f64` stand only where an exception says so.
pub const WITHOUT_FLOATS: [&str; 2] = ["primitives", "engine"];

/// Tokens of outside formats, kept in the modules that own a format.
pub const FORMAT_TOKENS: [&str; 4] = ["serde", "serde_json", "postcard::", "toml::"];

/// The modules of pure crates that own a format: persisted facts and terms, and the project's own
/// files. A folder ends with `/`.
pub const FORMAT_HOMES: [&str; 8] = [
    "crates/engine/src/wire/",
    "crates/engine/src/wire.rs",
    "crates/engine/src/product/file.rs",
    "crates/engine/src/policy/file.rs",
    "crates/engine/src/policy/words.rs",
    "crates/conduct/src/file.rs",
    "crates/collections/src/file.rs",
    "crates/risk/src/file.rs",
];

/// A file longer than this is worth a thought.
pub const FILE_LINES_ADVISED: usize = 400;
/// A file longer than this fails.
pub const FILE_LINES_MAX: usize = 800;
/// The same for tests and generated files.
pub const TEST_FILE_LINES_MAX: usize = 1_500;
/// From `fn` to the closing brace.
pub const FUNCTION_LINES_MAX: usize = 70;
/// The receiver not counted.
pub const PARAMETERS_MAX: usize = 5;
/// The largest file in the repository, in bytes.
pub const FILE_BYTES_MAX: u64 = 500 * 1024;
