//! The page of a loan with 10,000 facts, asked for over HTTP from the binary that serves it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use engine::contract::Terms;
use engine::fact::{FactKind, PaymentIntent};
use primitives::amount::Minor;
use service::Register;
use service::lending::{Borrower, NewFact, NewLoan, enter_loans};
use service::products::{Products, add_product};

use crate::Options;
use crate::book::{PRODUCT, business_date, product};
use crate::demo::{binary, free_address, get};
use crate::measure::{median, print, timed};

const FACTS: i32 = 10_000;
/// Days over which they spread.
const DAYS: i32 = 300;
const TIMES: usize = 21;

/// Builds the register, serves it, asks for the page.
pub async fn run(options: Options) -> Result<(), String> {
    let home = tempfile::tempdir().map_err(told)?;
    let directory = home.path().join("book");
    build(&directory).await?;
    let address = free_address().map_err(told)?;
    let mut server = Command::new(binary()?)
        .args(["serve", "--listen", &address.to_string(), "--data-dir"])
        .arg(&directory)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(told)?;
    let began = Instant::now();
    while get(address, "/healthz").is_none() && began.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
    }
    let ask = |path: &str| {
        let times: Vec<Duration> = (0..TIMES).map(|_| timed(|| get(address, path)).1).collect();
        median(&times).as_secs_f64() * 1e3
    };
    let (story, small) = (ask("/loans/L1"), ask("/healthz"));
    let shown = get(address, "/loans/L1").is_some_and(|page| page.contains("200 OK"));
    server.kill().and_then(|()| server.wait()).map_err(told)?;
    if !shown {
        return Err("the page was not shown".to_owned());
    }
    print(
        options.json,
        &[("facts", f64::from(FACTS)), ("page_median_ms", story), ("healthz_median_ms", small)],
    );
    Ok(())
}

async fn build(directory: &Path) -> Result<(), String> {
    let today = business_date().plus_days(1);
    let register = Register::create(directory, business_date(), "bench").await.map_err(told)?;
    add_product(&register, "cash-loan.toml", PRODUCT).await.map_err(told)?;
    let mut tx = register.write().await.map_err(told)?;
    let products = Products::load(&mut tx).await.map_err(told)?;
    enter_loans(&mut tx, &products, &[loan()], today).await.map_err(told)?;
    tx.commit().await.map_err(told)?;
    register.close().await;
    Ok(())
}

/// Small payments, some of each day's undone again.
fn loan() -> NewLoan {
    let product = product();
    let start = business_date().plus_days(-DAYS);
    let amount = product.amount.1;
    let fact = |value_date, kind| NewFact { value_date, kind, external_id: None };
    let mut facts = vec![fact(start, FactKind::Disbursed { amount })];
    for number in 1..FACTS {
        let on = start.plus_days(1 + number * (DAYS - 1) / FACTS);
        let paid = FactKind::Paid { amount: Minor(1_500), intent: PaymentIntent::Due };
        facts.push(fact(on, paid));
    }
    NewLoan {
        external_id: "L1".to_owned(),
        borrower: Borrower {
            external_id: "B1".to_owned(),
            segment: String::new(),
            attributes: "{}".to_owned(),
        },
        pool: String::new(),
        terms: Terms {
            product: product.reference.clone(),
            currency: product.currency,
            amount,
            rate: "0.04% per day".parse().expect("a rate"),
            installments: 12,
            signed_on: start,
            due_day: None,
            disclosed: None,
        },
        facts,
    }
}

fn told(error: impl std::fmt::Display) -> String {
    error.to_string()
}
