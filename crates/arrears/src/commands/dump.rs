//! `arrears dump`: the register as text.

use std::io::{BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::Args;
use service::StoreError;

use crate::outcome::Outcome;
use crate::register::{DataDir, block_on, store_failure};

/// Write the whole register as text, one row a line in key order.
///
/// Left out is only what the wall clock says: when runs began and ended. Two registers with the
/// same facts closed through the same date give the same bytes.
#[derive(Args)]
#[command(after_help = "Example:\n  arrears dump --canonical --data-dir my-book > book.txt")]
pub struct Dump {
    #[command(flatten)]
    data_dir: DataDir,
    /// The canonical form; the only one there is.
    #[arg(long, required = true)]
    canonical: bool,
}

impl Dump {
    /// Writes to standard output.
    pub fn run(self) -> Outcome {
        debug_assert!(self.canonical);
        block_on(async {
            let register = self.data_dir.open().await?;
            let mut reader = register.read().await.map_err(store_failure)?;
            let mut out = BufWriter::new(std::io::stdout());
            let written = reader.dump(&mut out).await;
            match written.and_then(|()| out.flush().map_err(StoreError::Output)) {
                // Whoever reads has seen enough.
                Err(StoreError::Output(gone)) if gone.kind() == ErrorKind::BrokenPipe => {
                    // What is left in the buffer is not wanted either.
                    drop(out.into_parts());
                    Ok(ExitCode::SUCCESS)
                }
                Err(error) => Err(store_failure(error)),
                Ok(()) => Ok(ExitCode::SUCCESS),
            }
        })
    }
}
