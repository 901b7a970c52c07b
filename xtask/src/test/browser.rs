//! A browser for the tests of pages, found or installed only when some test wants one.

use std::env;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::Settings;
use crate::command::{Outcome, find_program, output, run};

/// The variable by which tests are told where the browser is.
pub const VARIABLE: &str = "ARREARS_CHROMIUM";
const PROGRAMS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// The variable for the tests; nothing when there is no browser and none could be installed.
pub fn setting() -> Settings {
    match named().or_else(find).or_else(install) {
        Some(path) => {
            println!("test: checks of pages RUN with {}", path.display());
            vec![(VARIABLE, path.to_string_lossy().into_owned())]
        }
        None => {
            println!("test: CHECKS OF PAGES ARE SKIPPED: no Chromium; set {VARIABLE} to one");
            Settings::new()
        }
    }
}

fn named() -> Option<PathBuf> {
    env::var_os(VARIABLE).map(PathBuf::from).filter(|path| path.is_file())
}

fn find() -> Option<PathBuf> {
    PROGRAMS.into_iter().find_map(find_program)
}

/// On Debian and its kin, and only as root.
fn install() -> Option<PathBuf> {
    let is_root = output(Command::new("id").arg("-u")).is_ok_and(|user| user.trim() == "0");
    if !is_root || find_program("apt-get").is_none() {
        return None;
    }
    println!("test: no Chromium found; installing it with apt-get");
    if let Err(reason) = apt_get(&["update"]).and_then(|()| apt_get(&["install", "-y", "chromium"]))
    {
        println!("test: {reason}");
    }
    find()
}

fn apt_get(arguments: &[&str]) -> Outcome {
    let mut command = Command::new("apt-get");
    command.arg("-qq").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    run(command.stdin(Stdio::null()).stdout(Stdio::null()))
}
