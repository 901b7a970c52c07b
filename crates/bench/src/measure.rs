//! Times and what is made of them.

use std::time::{Duration, Instant};

/// The middle of several times.
pub fn median(times: &[Duration]) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

/// How long something takes.
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let began = Instant::now();
    let done = work();
    (done, began.elapsed())
}

/// Prints named figures, as lines or as one JSON object.
pub fn print(json: bool, figures: &[(&str, f64)]) {
    if json {
        let pairs: Vec<String> =
            figures.iter().map(|(name, value)| format!("\"{name}\":{value:.4}")).collect();
        println!("{{{}}}", pairs.join(","));
        return;
    }
    for (name, value) in figures {
        println!("{name:<34} {value:>16.3}");
    }
}
