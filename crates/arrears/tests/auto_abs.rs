//! The published answers of a real panel of loans, through the example's own script.

use std::path::Path;
use std::process::Command;

#[test]
fn the_example_of_a_real_panel_meets_every_published_answer() {
    let Some(panel) = std::env::var_os("ARREARS_PANEL") else {
        eprintln!("SKIPPED: set ARREARS_PANEL to the panel's folder to run examples/auto_abs");
        return;
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let out = tempfile::tempdir().expect("a temporary directory");
    let status = Command::new("sh")
        .arg(root.join("examples/auto_abs/run"))
        .env("ARREARS", env!("CARGO_BIN_EXE_arrears"))
        .env("DATA", panel)
        .env("OUT", out.path())
        .status()
        .expect("the script runs");
    assert!(status.success());
}
