//! How a command ends.

use std::fmt;
use std::process::ExitCode;

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
