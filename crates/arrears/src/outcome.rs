//! How a command ends.

use std::fmt;
use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;
use std::sync::Mutex;

use primitives::lang::Lang;
use primitives::refusal::Refusal;
use serde_json::json;

/// Why a command did not do what was asked. Displayed as `code: sentence`, in English.
#[derive(Debug)]
pub enum Failure {
    /// The request itself cannot be done: trying again does not help.
    Refused(Refusal),
    /// The outside world failed: trying again may help.
    Outside(Refusal),
}

/// In which form a failure is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The code and the sentence.
    Text,
    /// One object with both sentences.
    Json,
}

impl Failure {
    /// A refusal of what was given, under a code: what is wrong in Chinese, and the reason as it
    /// was told.
    pub fn refused(code: &'static str, zh: &str, reason: impl fmt::Display) -> Failure {
        let reason = reason.to_string();
        Failure::Refused(Refusal::of(code, &reason, format!("{zh}：{reason}")))
    }

    /// A file that was given and cannot be read.
    pub fn unreadable(file: impl fmt::Display, reason: impl fmt::Display) -> Failure {
        Failure::refused("file_unreadable", "文件无法读取", format_args!("{file}: {reason}"))
    }

    /// An outside failure with its reason.
    pub fn outside(reason: impl fmt::Display) -> Failure {
        let reason = reason.to_string();
        let zh = format!("系统或外部环境出错：{reason}");
        Failure::Outside(Refusal::of("outside_failed", &reason, zh).passing())
    }

    /// The exit status that says which.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Refused(_) => ExitCode::from(2),
            Failure::Outside(_) => ExitCode::from(3),
        }
    }

    /// What the person or the program that asked is told.
    pub fn told(&self, lang: Lang, form: Form) -> String {
        let (Failure::Refused(why) | Failure::Outside(why)) = self;
        match form {
            Form::Text => why.line(lang),
            Form::Json => json!({
                "code": why.code,
                "message_zh": why.zh,
                "message_en": why.en,
                "retry_helps": why.retry_helps,
            })
            .to_string(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told(Lang::En, Form::Text))
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
