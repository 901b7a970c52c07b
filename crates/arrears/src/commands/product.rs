//! `arrears product`: the products of a register.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;
use service::products::{Products, add_product};

use crate::outcome::{Failure, Outcome};
use crate::register::{DataDir, block_on, service_failure, store_failure};

/// Check product files, add them to a register, list what it holds.
#[derive(Args)]
#[command(
    after_help = "Example:\n  arrears product add --data-dir my-book products/cash-loan.toml"
)]
pub struct Product {
    #[command(subcommand)]
    act: Act,
}

#[derive(Subcommand)]
enum Act {
    /// Read and validate product files; nothing is kept.
    #[command(after_help = "Example:\n  arrears product check products/cash-loan.toml")]
    Check {
        /// Product files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Add product files to a register, which is begun where there is none.
    #[command(
        after_help = "Example:\n  arrears product add --data-dir my-book products/cash-loan.toml"
    )]
    Add {
        #[command(flatten)]
        data_dir: DataDir,
        /// Product files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// List a register's products.
    #[command(after_help = "Example:\n  arrears product list --data-dir my-book")]
    List {
        #[command(flatten)]
        data_dir: DataDir,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

fn read(file: &PathBuf) -> Result<(String, String), Failure> {
    let name = file.display().to_string();
    let text = fs::read_to_string(file).map_err(|error| Failure::unreadable(&name, error))?;
    engine::product::file::read_named(&name, &text)
        .map_err(|error| Failure::Refused(error.refusal()))?;
    Ok((name, text))
}

impl Product {
    /// Does what is asked; a file with a problem is refused before anything is added.
    pub fn run(self) -> Outcome {
        match self.act {
            Act::Check { files, json } => check(&files, json),
            Act::Add { data_dir, files, json } => {
                let texts: Vec<(String, String)> =
                    files.iter().map(read).collect::<Result<_, _>>()?;
                block_on(add(data_dir, texts, json))
            }
            Act::List { data_dir, json } => block_on(list(data_dir, json)),
        }
    }
}

fn check(files: &[PathBuf], json: bool) -> Outcome {
    let names = files.iter().map(|file| read(file).map(|(name, _)| name));
    let names: Vec<String> = names.collect::<Result<_, _>>()?;
    match json {
        true => say!("{}", json!({ "valid": names })),
        false => names.iter().for_each(|name| say!("{name}: a valid product")),
    }
    Ok(ExitCode::SUCCESS)
}

async fn add(data_dir: DataDir, texts: Vec<(String, String)>, json: bool) -> Outcome {
    let register = data_dir.open_or_create().await?;
    let mut added = Vec::new();
    for (name, text) in &texts {
        added.push(add_product(&register, name, text).await.map_err(service_failure)?);
    }
    register.close().await;
    if json {
        let rows = added.iter().map(|one| json!({ "id": one.id, "version": one.version }));
        say!("{}", json!({ "added": rows.collect::<Vec<_>>() }));
        return Ok(ExitCode::SUCCESS);
    }
    added.iter().for_each(|one| say!("{} version {}", one.id, one.version));
    let dir = data_dir.path.display();
    say!(
        "next: arrears import --data-dir {dir} --mapping FILE --tape FOLDER --dry-run, \
         or arrears loan open --help"
    );
    Ok(ExitCode::SUCCESS)
}

async fn list(data_dir: DataDir, json: bool) -> Outcome {
    let register = data_dir.open().await?;
    let mut reader = register.read().await.map_err(store_failure)?;
    let products = Products::load(&mut reader).await.map_err(store_failure)?;
    let rows: Vec<_> = products.list();
    if json {
        let row = |product: &&std::sync::Arc<engine::product::Product>| {
            json!({
                "id": product.reference.id,
                "version": product.reference.version,
                "name": { "zh": product.name.zh, "en": product.name.en },
                "effective_from": product.effective_from.to_string(),
            })
        };
        say!("{}", json!({ "products": rows.iter().map(row).collect::<Vec<_>>() }));
    } else {
        for product in rows {
            let reference = &product.reference;
            say!("{} {}  {} {}", reference.id, reference.version, product.name.zh, product.name.en);
        }
    }
    Ok(ExitCode::SUCCESS)
}
