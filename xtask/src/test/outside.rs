//! Known answers and data that are not in the repository: where they are, and what runs without.

use std::env;
use std::path::{Path, PathBuf};

use super::{Settings, is_read};
use crate::tidy::Tree;

/// The folder that holds all of them, when they are kept together.
const TOGETHER: &str = "ARREARS_OUTSIDE";

/// Something the tests can be checked against.
struct Outside {
    /// The variable the tests read.
    variable: &'static str,
    /// Its usual place in the common folder.
    folder: &'static str,
    /// What it is, to a reader.
    what: &'static str,
}

const ALL: [Outside; 2] = [
    Outside {
        variable: "ARREARS_VECTORS",
        folder: "vectors",
        what: "known answers published by others",
    },
    Outside {
        variable: "ARREARS_PANEL",
        folder: "data/auto_abs_panel",
        what: "a panel of real loans by month",
    },
];

/// Where one of them is.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    At(PathBuf),
    /// Named, but not there: a mistake in the settings.
    Missing(PathBuf),
    Unknown,
}

/// The variables for the tests; prints which checks run and which are skipped.
pub fn settings(tree: &Tree) -> Result<Settings, String> {
    let together = env::var_os(TOGETHER).map(PathBuf::from);
    let mut settings = Settings::new();
    for outside in ALL.iter().filter(|outside| is_read(tree, outside.variable)) {
        let named = env::var_os(outside.variable).map(PathBuf::from);
        match place(outside, named, together.as_deref()) {
            Place::At(path) => {
                println!("test: checks against {} RUN ({})", outside.what, path.display());
                settings.push((outside.variable, path.to_string_lossy().into_owned()));
            }
            Place::Missing(path) => {
                return Err(format!(
                    "{} names {}, which is not there",
                    outside.variable,
                    path.display()
                ));
            }
            Place::Unknown => {
                println!("test: checks against {} ARE SKIPPED: {}", outside.what, advice(outside));
            }
        }
    }
    Ok(settings)
}

fn advice(outside: &Outside) -> String {
    format!("set {} to their folder to run them", outside.variable)
}

/// The variable comes first, then the common folder. Tests start elsewhere, so paths are absolute.
fn place(outside: &Outside, named: Option<PathBuf>, together: Option<&Path>) -> Place {
    if let Some(path) = named {
        return path.canonicalize().map_or(Place::Missing(path), Place::At);
    }
    let usual = together.map(|folder| folder.join(outside.folder));
    usual.and_then(|path| path.canonicalize().ok()).map_or(Place::Unknown, Place::At)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_named_place_comes_first_and_must_exist() {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).canonicalize().unwrap();
        let source = Outside { variable: "X", folder: "src", what: "" };
        let absent = PathBuf::from("/nowhere/at/all");
        let at = |path: PathBuf| Place::At(path);
        assert_eq!(place(&source, Some(here.clone()), None), at(here.clone()));
        assert_eq!(place(&source, None, Some(&here)), at(here.join("src")));
        assert_eq!(place(&source, Some(absent.clone()), Some(&here)), Place::Missing(absent));
        assert_eq!(place(&source, None, None), Place::Unknown);
    }
}
