//! The wall clock, read in one place.

/// Seconds since 1970, for the record of runs.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the clock and passes it on"
)]
pub fn seconds() -> i64 {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
