//! How a command ends.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::sync::Mutex;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The request itself cannot be done: trying again does not help.
    Refused(String),
    /// The outside world failed: trying again may help.
    Outside(String),
}

impl Failure {
    /// A refusal with its reason.
    pub fn refused(reason: impl fmt::Display) -> Failure {
        Failure::Refused(reason.to_string())
    }

    /// An outside failure with its reason.
    pub fn outside(reason: impl fmt::Display) -> Failure {
        Failure::Outside(reason.to_string())
    }

    /// The exit status that says which.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Refused(_) => ExitCode::from(2),
            Failure::Outside(_) => ExitCode::from(3),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Refused(reason) => write!(f, "refused: {reason}"),
            Failure::Outside(reason) => write!(f, "failed: {reason}"),
        }
    }
}

/// What every command gives back.
pub type Outcome = Result<ExitCode, Failure>;

/// 0 when `agreed`, 1 when a check found differences.
pub fn checked(agreed: bool) -> ExitCode {
    ExitCode::from(u8::from(!agreed))
}

/// Why standard output could not be written, once it could not.
static UNSAID: Mutex<Option<String>> = Mutex::new(None);

/// Prints a line on standard output; see [`say`].
macro_rules! say {
    ($($line:tt)*) => { $crate::outcome::say(format_args!($($line)*)) };
}

/// Prints a line on standard output. Where that fails the work goes on, and [`heard`] says so at
/// the end; a reader who has gone, as `head` does, has seen what it wanted.
pub fn say(line: fmt::Arguments<'_>) {
    if let Err(error) = writeln!(io::stdout(), "{line}") {
        note(&error);
    }
}

fn note(error: &io::Error) {
    if error.kind() != ErrorKind::BrokenPipe
        && let Ok(mut unsaid) = UNSAID.lock()
    {
        unsaid.get_or_insert_with(|| error.to_string());
    }
}

/// Whether all that was said could be written.
pub fn heard() -> Result<(), Failure> {
    if let Err(error) = io::stdout().flush() {
        note(&error);
    }
    match UNSAID.lock().ok().and_then(|mut unsaid| unsaid.take()) {
        Some(why) => Err(Failure::outside(format!("the output cannot be written: {why}"))),
        None => Ok(()),
    }
}
