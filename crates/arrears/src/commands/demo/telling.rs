//! How far the history has come, on standard error: a bar on a terminal, else a line a year.

use std::fmt::Write;
use std::io::IsTerminal;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use service::view::progress::Progress;

use crate::console::passing::Span;

const BAR: &str = "{bar:30} {percent:>3}%  {msg}  {pace} days/s  {eta} left";

/// Tells of days lived.
pub struct Telling {
    bar: ProgressBar,
    span: Span,
    began: Instant,
    lines: Lines,
}

/// Whether years are told in lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    None,
    Yearly,
}

impl Telling {
    /// Begins to tell of a history.
    pub fn begin(span: Span) -> Telling {
        let days = u64::try_from(span.last.days_since(span.first) + 1).unwrap_or(0);
        let (target, lines) = match std::io::stderr().is_terminal() {
            true => (ProgressDrawTarget::stderr(), Lines::None),
            false => (ProgressDrawTarget::hidden(), Lines::Yearly),
        };
        let bar = ProgressBar::with_draw_target(Some(days), target);
        if let Ok(style) = ProgressStyle::with_template(BAR) {
            bar.set_style(style.with_key("pace", pace));
        }
        Telling { bar, span, began: Instant::now(), lines }
    }

    /// Tells of one more day.
    pub fn day(&self, progress: Progress) {
        let on = progress.business_date;
        self.bar.set_message(on.to_string());
        self.bar.inc(1);
        let year_over = on == self.span.last || progress.lived_months.is_multiple_of(12);
        if self.lines == Lines::Yearly && on.is_month_end() && year_over {
            let seconds = self.began.elapsed().as_secs();
            let (lived, total) = (progress.lived_months, progress.total_months);
            eprintln!("lived through {on}: {lived} of {total} months, {seconds} s");
        }
    }

    /// Ends, and says how many seconds it took.
    pub fn end(self) -> f64 {
        self.bar.finish_and_clear();
        self.began.elapsed().as_secs_f64()
    }
}

fn pace(state: &ProgressState, to: &mut dyn Write) {
    // A bar that cannot be written to is not worth stopping for.
    let _ = write!(to, "{:.0}", state.per_sec());
}
