//! What can go wrong with a register, and whether trying again can help.

use std::path::PathBuf;

/// Why a register could not be opened, read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such directory.
    #[error("{}: no such directory", path.display())]
    NoDirectory {
        /// What was asked for.
        path: PathBuf,
    },
    /// Something other than a directory has that name.
    #[error("{}: not a directory", path.display())]
    NotADirectory {
        /// What was asked for.
        path: PathBuf,
    },
    /// The directory holds no register.
    #[error("{}: holds no register", path.display())]
    NoRegister {
        /// The directory.
        path: PathBuf,
    },
    /// The directory holds a register already.
    #[error("{}: holds a register already", path.display())]
    Exists {
        /// The directory.
        path: PathBuf,
    },
    /// Files there cannot be written.
    #[error("{}: cannot be written: {why}", path.display())]
    NotWritable {
        /// The directory or file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The file is no register, or damaged beyond reading.
    #[error("{}: not a register that can be read: {why}", path.display())]
    NotARegister {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A newer release wrote it; nothing was changed.
    #[error(
        "{}: kept in format {found} by a newer release; this one knows formats up to {known}",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest one known here.
        known: u32,
    },
    /// Somebody else changed the loan in between; load it again.
    #[error("{count} of the loans were changed by somebody else in between")]
    Conflict {
        /// How many.
        count: u64,
    },
    /// The same key was recorded before.
    #[error("recorded before: {0}")]
    Duplicate(String),
    /// A stored value is not what this column holds.
    #[error("the register holds {what} that cannot be read: {why}")]
    Malformed {
        /// What was read.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The writer was busy for too long.
    #[error("the register is busy")]
    Busy,
    /// Anything else the database said.
    #[error("the register: {0}")]
    Database(#[source] sqlx::Error),
    /// A dump could not be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] std::io::Error),
}

impl StoreError {
    /// Whether the same call can succeed later, nothing else being changed.
    pub const fn retry_helps(&self) -> bool {
        matches!(self, StoreError::Busy | StoreError::Conflict { .. })
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> StoreError {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return StoreError::Busy;
        }
        let Some(database) = error.as_database_error() else { return StoreError::Database(error) };
        if database.is_unique_violation() {
            return StoreError::Duplicate(database.message().to_owned());
        }
        // The low byte is SQLite's primary code: 5 busy, 6 locked.
        let code = database.code().and_then(|code| code.parse::<u32>().ok());
        match code.map(|code| code & 0xff) {
            Some(5 | 6) => StoreError::Busy,
            _ => StoreError::Database(error),
        }
    }
}
