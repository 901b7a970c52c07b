//! Opening and creating a register.

use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use engine::posting::GlAccount;
use primitives::date::Date;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::error::StoreError;
use crate::migration::{self, APPLICATION, FORMAT};
use crate::row::journal::GlCodes;
use crate::tx::{Reader, Tx};

/// The register's file in its data directory; its two companions hold what is being written.
pub const REGISTER_FILE: &str = "register.db";

/// What a register is called while it is being made.
const PART_FILE: &str = "register.db.part";

/// Pages read at once while one writer writes.
const READERS: u32 = 4;
/// Kibibytes of pages kept by the writer and by each reader.
const WRITER_CACHE_KIB: u32 = 256 * 1024;
const READER_CACHE_KIB: u32 = 32 * 1024;
/// Pages written ahead before they are folded into the file: a page touched by several batches of
/// a close is then copied once.
const CHECKPOINT_PAGES: u32 = 16 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

/// A register of loans in a data directory. Cheap to clone; clones share the one writer.
#[derive(Clone, Debug)]
pub struct Register {
    file: PathBuf,
    writer: SqlitePool,
    readers: SqlitePool,
    gl: Arc<GlCodes>,
}

impl Register {
    /// Creates a register in `directory`, which is made where it is missing. `business_date` is
    /// the last date that counts as closed; `label` says what the register is for.
    pub async fn create(
        directory: &Path,
        business_date: Date,
        label: &str,
    ) -> Result<Register, StoreError> {
        let file = directory.join(REGISTER_FILE);
        match fs::create_dir(directory) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => check_directory(directory)?,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(StoreError::NoDirectory {
                    path: directory.parent().unwrap_or(directory).to_owned(),
                });
            }
            Err(error) => return Err(not_writable(directory, &error)),
        }
        if file.exists() {
            return Err(StoreError::Exists { path: directory.to_owned() });
        }
        // Made under another name: a register that has its own name is whole.
        let part = directory.join(PART_FILE);
        for suffix in ["", "-wal", "-shm"] {
            let _ = fs::remove_file(directory.join(format!("{PART_FILE}{suffix}")));
        }
        fs::File::create(&part).map_err(|error| not_writable(directory, &error))?;
        let register = Register::connect(part.clone()).await?;
        let mut tx = register.write().await?;
        tx.save_meta("business_date", &business_date.to_string()).await?;
        tx.save_meta("label", label).await?;
        tx.commit().await?;
        register.checkpoint().await?;
        register.close().await;
        fs::rename(&part, &file).map_err(|error| not_writable(directory, &error))?;
        Register::connect(file).await
    }

    /// Opens the register in `directory`, bringing an older format forward.
    pub async fn open(directory: &Path) -> Result<Register, StoreError> {
        check_directory(directory)?;
        let file = directory.join(REGISTER_FILE);
        check_file(directory, &file)?;
        let register = Register::connect(file).await?;
        register.checkpoint().await?;
        Ok(register)
    }

    /// Where the register lies.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Begins to read one moment of the book; writers go on meanwhile and are not seen.
    pub async fn read(&self) -> Result<Reader, StoreError> {
        Ok(Reader::new(self.readers.begin().await?, Arc::clone(&self.gl)))
    }

    /// Begins to write, waiting for the writer before.
    pub async fn write(&self) -> Result<Tx, StoreError> {
        // Taking the lock at once keeps a reader that turns writer from failing half-way.
        let transaction = self.writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Tx::new(Reader::new(transaction, Arc::clone(&self.gl))))
    }

    /// Folds what was written ahead into the file.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.writer).await?;
        Ok(())
    }

    /// Lets go of the file.
    pub async fn close(self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    async fn connect(file: PathBuf) -> Result<Register, StoreError> {
        let writer = pool(options(&file, WRITER_CACHE_KIB), 1).await;
        let writer = writer.map_err(|error| unreadable(&file, error))?;
        let gl = prepare(&file, &writer).await?;
        let readers = pool(options(&file, READER_CACHE_KIB).pragma("query_only", "on"), READERS);
        let readers = readers.await.map_err(|error| unreadable(&file, error))?;
        Ok(Register { file, writer, readers, gl: Arc::new(gl) })
    }
}

fn options(file: &Path, cache_kib: u32) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .pragma("cache_size", format!("-{cache_kib}"))
        .pragma("wal_autocheckpoint", CHECKPOINT_PAGES.to_string())
        .pragma("temp_store", "memory")
        .row_buffer_size(1024)
}

async fn pool(options: SqliteConnectOptions, count: u32) -> Result<SqlitePool, sqlx::Error> {
    SqlitePoolOptions::new()
        .max_connections(count)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await
}

/// Checks the format, migrates, and gives every ledger account a code.
async fn prepare(file: &Path, writer: &SqlitePool) -> Result<GlCodes, StoreError> {
    let mut connection = writer.acquire().await.map_err(|error| unreadable(file, error))?;
    let found = migration::load_format(&mut connection).await?;
    if found > FORMAT {
        return Err(StoreError::Newer { path: file.to_owned(), found, known: FORMAT });
    }
    migration::migrate(&mut connection).await?;
    let words = GlAccount::ALL.iter().map(|gl_account| gl_account.word());
    for word in words {
        // A code once given is never given again, so words are only ever added.
        sqlx::query("INSERT OR IGNORE INTO gl_account (word) VALUES (?)")
            .bind(word)
            .execute(&mut *connection)
            .await?;
    }
    let rows: Vec<(i64, String)> =
        sqlx::query_as("SELECT code, word FROM gl_account ORDER BY code")
            .fetch_all(&mut *connection)
            .await?;
    let known = rows.into_iter().filter_map(|(code, word)| Some((code, word.parse().ok()?)));
    Ok(GlCodes::new(known.collect()))
}

fn check_directory(directory: &Path) -> Result<(), StoreError> {
    match fs::metadata(directory) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(StoreError::NotADirectory { path: directory.to_owned() }),
        Err(error) if error.kind() == ErrorKind::NotADirectory => {
            Err(StoreError::NotADirectory { path: directory.to_owned() })
        }
        Err(error) if error.kind() == ErrorKind::PermissionDenied => {
            Err(not_writable(directory, &error))
        }
        Err(_) => Err(StoreError::NoDirectory { path: directory.to_owned() }),
    }
}

/// Looks at the file's first bytes before the database may touch it: SQLite would make companions
/// beside a file that is not ours, or change one of a newer release.
fn check_file(directory: &Path, file: &Path) -> Result<(), StoreError> {
    let mut opened = match fs::OpenOptions::new().read(true).write(true).open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(StoreError::NoRegister { path: directory.to_owned() });
        }
        Err(error) => return Err(not_writable(file, &error)),
    };
    if fs::metadata(directory).is_ok_and(|found| found.permissions().readonly()) {
        let why = "the directory is read-only".to_owned();
        return Err(StoreError::NotWritable { path: directory.to_owned(), why });
    }
    let not_ours = |why: &str| StoreError::NotARegister { path: file.to_owned(), why: why.into() };
    let mut head = [0u8; 100];
    opened.read_exact(&mut head).map_err(|_| not_ours("it is too short"))?;
    if &head[..16] != b"SQLite format 3\0" {
        return Err(not_ours("it is no SQLite file"));
    }
    let word = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    let (format, application) = (word(60), word(68));
    if application != APPLICATION {
        return Err(not_ours("it is the file of another program"));
    }
    if format > FORMAT {
        return Err(StoreError::Newer { path: file.to_owned(), found: format, known: FORMAT });
    }
    Ok(())
}

fn not_writable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::NotWritable { path: path.to_owned(), why: error.to_string() }
}

/// Names the file where the database could not make sense of it.
fn unreadable(file: &Path, error: sqlx::Error) -> StoreError {
    let code = error.as_database_error().and_then(|error| error.code());
    let primary = code.and_then(|code| code.parse::<u32>().ok()).map(|code| code & 0xff);
    let path = file.to_owned();
    match primary {
        Some(8 | 10 | 14) => StoreError::NotWritable { path, why: error.to_string() },
        Some(11 | 26) => StoreError::NotARegister { path, why: error.to_string() },
        _ => error.into(),
    }
}
