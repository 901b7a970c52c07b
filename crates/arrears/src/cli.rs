//! The command line: what is asked, and in which language and form an answer is wanted.

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, ValueEnum};
use primitives::lang::Lang;

use crate::commands::Command;
use crate::outcome::{Failure, Form};

/// The open platform for credit, at its best where things go wrong.
#[derive(Parser)]
#[command(name = "arrears", version, propagate_version = true, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// The language of refusals and explanations; else that of ARREARS_LANG, or English.
    #[arg(long, value_enum, global = true)]
    lang: Option<Spoken>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Spoken {
    Zh,
    En,
}

/// In which language and form whoever asked is answered.
#[derive(Clone, Copy)]
pub struct Manner {
    /// The language.
    pub lang: Lang,
    /// The form of failures.
    pub form: Form,
}

/// Reads the command line. What cannot be read is a failure to be told in the manner asked for, as
/// far as that can be made out; help and version are printed, and end the program.
pub fn read() -> (Manner, Result<Command, Failure>) {
    let matches = match Arguments::command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) if error.use_stderr() && !Manner::guessed().is_plain() => {
            return (Manner::guessed(), Err(misused(&error)));
        }
        Err(error) => error.exit(),
    };
    match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => {
            let lang = arguments.lang.map_or_else(environment, |spoken| match spoken {
                Spoken::Zh => Lang::Zh,
                Spoken::En => Lang::En,
            });
            let form = if wants_json(&matches) { Form::Json } else { Form::Text };
            (Manner { lang, form }, Ok(arguments.command))
        }
        Err(error) => (Manner::guessed(), Err(misused(&error))),
    }
}

fn misused(error: &clap::Error) -> Failure {
    Failure::refused("usage_wrong", "命令行用法有误", error.to_string().trim_end())
}

/// Whether the subcommand was asked for JSON.
fn wants_json(matches: &ArgMatches) -> bool {
    let here = matches.try_get_one::<bool>("json").ok().flatten().copied().unwrap_or(false);
    here || matches.subcommand().is_some_and(|(_, inner)| wants_json(inner))
}

fn environment() -> Lang {
    let named = std::env::var("ARREARS_LANG").ok();
    named.and_then(|word| Lang::from_word(&word)).unwrap_or(Lang::En)
}

impl Manner {
    /// From the words of a command line that cannot be read.
    fn guessed() -> Manner {
        let words: Vec<String> = std::env::args_os().skip(1).filter_map(utf8).collect();
        let after = words.iter().position(|word| word == "--lang").and_then(|at| words.get(at + 1));
        let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
        let named = after.map(String::as_str).or(joined).and_then(Lang::from_word);
        let form = if words.iter().any(|word| word == "--json") { Form::Json } else { Form::Text };
        Manner { lang: named.unwrap_or_else(environment), form }
    }

    /// As the command line's own messages are.
    fn is_plain(self) -> bool {
        self.lang == Lang::En && self.form == Form::Text
    }
}

fn utf8(word: std::ffi::OsString) -> Option<String> {
    word.into_string().ok()
}
