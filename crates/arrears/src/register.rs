//! Opening the register a command works on.

use std::path::{Path, PathBuf};

use clap::Args;
use primitives::date::Date;
use service::{Register, StoreError};

use crate::outcome::Failure;

/// Where the register lies.
#[derive(Args)]
pub struct DataDir {
    /// The directory of the register.
    #[arg(long = "data-dir", value_name = "DIR")]
    pub path: PathBuf,
}

impl DataDir {
    /// Opens the register there.
    pub async fn open(&self) -> Result<Register, Failure> {
        Register::open(&self.path).await.map_err(store_failure)
    }

    /// Opens the register there, or begins one that takes its first business date from what comes.
    pub async fn open_or_create(&self) -> Result<Register, Failure> {
        match Register::open(&self.path).await {
            Err(StoreError::NoRegister { .. } | StoreError::NoDirectory { .. }) => {
                begin(&self.path, Date::MIN, "book").await
            }
            opened => opened.map_err(store_failure),
        }
    }
}

/// Begins a register whose last closed date is `business_date`.
pub async fn begin(path: &Path, business_date: Date, label: &str) -> Result<Register, Failure> {
    Register::create(path, business_date, label).await.map_err(store_failure)
}

/// A register's failure, by whose it is: the world's, where trying again can help, or the
/// request's.
pub fn store_failure(error: StoreError) -> Failure {
    let disk = matches!(
        error,
        StoreError::NotWritable { .. } | StoreError::Output(_) | StoreError::Database(_)
    );
    match disk || error.retry_helps() {
        true => Failure::Outside(error.refusal()),
        false => Failure::Refused(error.refusal()),
    }
}

/// A use case's failure, by whether trying again can help.
pub fn service_failure(error: service::ServiceError) -> Failure {
    match error {
        service::ServiceError::Store(error) => store_failure(error),
        refused => Failure::Refused(refused.refusal()),
    }
}

/// Runs a command's asynchronous part.
pub fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::outside)?;
    runtime.block_on(work)
}
