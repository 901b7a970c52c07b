//! A close done once, twice, in pieces, over many dates and past failures.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use engine::contract::{Contract, Terms};
use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::fold::fold_into;
use engine::product::{Product, file};
use engine::wire;
use primitives::amount::Minor;
use primitives::date::Date;
use store::{
    BorrowerRow, FactRow, HeldLoan, LoanRow, LoanStatus, PostingRow, ProductRow, Register,
    StandingRow,
};

use super::{Close, CloseError, Progress, kept};
use crate::verify::verify;

const PRODUCT: &str = include_str!("../../../../scenarios/products/seed.toml");
const LOANS: i64 = 23;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn start() -> Date {
    day("2025-01-10")
}

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!(
            "arrears-close-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        Folder(std::env::temp_dir().join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn product() -> (Product, String) {
    let text =
        PRODUCT.replace("nonaccrual_from = 91", "nonaccrual_from = 91\ncharge_off_from = 121");
    (file::read(&text).unwrap(), text)
}

/// Loan `id` pays its first `id % 7` dues, some in part, some late; what is paid is known ahead.
fn facts(terms: &Terms, id: i64) -> Vec<Fact> {
    let disbursed = FactKind::Disbursed { amount: terms.amount };
    let mut facts = vec![(start(), disbursed)];
    for month in 1..=(id % 7) as i32 {
        let on = start().plus_months(month).plus_days((id % 4) as i32);
        let amount = Minor(if id % 3 == 0 { 60_000 } else { 120_000 });
        facts.push((on, FactKind::Paid { amount, intent: PaymentIntent::Due }));
    }
    let numbered = (1..).zip(facts);
    let fact =
        |(number, (value_date, kind))| Fact { number, value_date, recorded_on: start(), kind };
    numbered.map(fact).collect()
}

fn held(product: &Product, id: i64) -> (HeldLoan, Vec<FactRow>, Vec<PostingRow>) {
    let terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_000_000),
        rate: "0.05% per day".parse().unwrap(),
        installments: 10,
        signed_on: start(),
        due_day: None,
        disclosed: None,
    };
    let contract = Contract { terms: &terms, product };
    let facts = facts(&terms, id);
    let (state, effects) = fold_into(contract, &facts, start());
    let posting =
        |(line, transfer): (u32, _)| PostingRow { loan_id: id, line, booked_on: start(), transfer };
    let postings: Vec<PostingRow> = (1..).zip(effects.transfers).map(posting).collect();
    let mut standing: StandingRow = kept(contract, &state, id, None);
    (standing.fact_count, standing.posting_count) = (facts.len() as u32, postings.len() as u32);
    let loan = LoanRow {
        id,
        external_id: format!("L{id}"),
        borrower_id: 1,
        pool: String::new(),
        product: product.reference.clone(),
        currency: terms.currency,
        amount: terms.amount,
        terms: wire::terms::to_json(&terms),
        signed_on: start(),
        opened_on: start(),
    };
    let row = |fact| FactRow { loan_id: id, fact, external_id: None };
    (HeldLoan { loan, standing }, facts.into_iter().map(row).collect(), postings)
}

async fn book() -> (Folder, Register) {
    let folder = Folder::new();
    let (product, body) = product();
    let register = Register::create(&folder.0, start().plus_days(-1), "").await.unwrap();
    let mut tx = register.write().await.unwrap();
    let (reference, effective_from) = (product.reference.clone(), product.effective_from);
    tx.append_products(&[ProductRow { reference, effective_from, body }]).await.unwrap();
    let borrower = BorrowerRow {
        id: 1,
        external_id: "B1".into(),
        segment: String::new(),
        attributes: "{}".into(),
    };
    tx.append_borrowers(&[borrower]).await.unwrap();
    for id in 1..=LOANS {
        let (loan, facts, postings) = held(&product, id);
        tx.append_loans(&[loan]).await.unwrap();
        tx.append_facts(&facts).await.unwrap();
        tx.append_postings(&postings).await.unwrap();
    }
    tx.commit().await.unwrap();
    (folder, register)
}

async fn dump(register: &Register) -> String {
    let mut out = Vec::new();
    register.read().await.unwrap().dump(&mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

fn on(_: Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

async fn close(register: &Register, target: Date) -> super::Closed {
    Close::new(register, &|| 7).through(target, &mut on).await.unwrap()
}

async fn assert_sound(register: &Register) {
    let found = verify(register, &mut |_| {}).await.unwrap();
    assert_eq!(found.differences, vec![]);
    assert_eq!(found.loans, LOANS as u64);
}

#[tokio::test]
async fn many_dates_catch_up_and_the_register_is_sound() {
    let (_folder, register) = book().await;
    assert_sound(&register).await;
    let target = day("2026-02-28");
    let closed = close(&register, target).await;
    assert_eq!((closed.business_date, closed.dates), (target, 415));
    assert_eq!(closed.counts.quarantined, 0);
    assert!(closed.counts.facts > 0, "policy charges the worst off");
    assert_sound(&register).await;

    let mut reader = register.read().await.unwrap();
    let figures = reader.list_figures().await.unwrap();
    assert!(figures.iter().any(|figure| figure.key.status == LoanStatus::ChargedOff));
    assert_eq!(reader.list_month_ends().await.unwrap().len(), 14);
    assert_eq!(reader.list_day_figures(target).await.unwrap(), figures);
    let rolls = reader.list_rolls(day("2025-02-28"), day("2025-03-31")).await.unwrap();
    assert_eq!(rolls.iter().map(|roll| roll.loans).sum::<u64>(), LOANS as u64);
}

#[tokio::test]
async fn a_target_already_closed_is_no_work() {
    let (_folder, register) = book().await;
    let target = day("2025-03-15");
    close(&register, target).await;
    let before = dump(&register).await;
    let again = close(&register, target).await;
    assert_eq!((again.dates, again.business_date), (0, target));
    assert_eq!(close(&register, day("2025-01-31")).await.business_date, target);
    assert_eq!(dump(&register).await, before);
}

#[tokio::test]
async fn however_the_work_is_cut_the_book_is_the_same() {
    let target = day("2025-06-12");
    let (_whole_folder, whole) = book().await;
    close(&whole, target).await;
    let expected = dump(&whole).await;

    let (_cut_folder, cut) = book().await;
    for date in ["2025-02-10", "2025-02-11", "2025-04-30", "2025-06-12"] {
        let closed = Close::new(&cut, &|| 9).in_batches_of(1).through(day(date), &mut on).await;
        closed.unwrap();
    }
    assert!(dump(&cut).await == expected, "batches of one give the same book");
}

#[tokio::test]
async fn a_stopped_close_goes_on_where_it_was() {
    let target = day("2025-05-31");
    let (_whole_folder, whole) = book().await;
    close(&whole, target).await;

    let (_folder, register) = book().await;
    let mut stops = 0;
    loop {
        let mut batches = 0;
        let mut stop_at_third = |_: Progress| {
            batches += 1;
            if batches == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let close = Close::new(&register, &|| 9).in_batches_of(2);
        match close.through(target, &mut stop_at_third).await {
            Ok(_) => break,
            Err(error @ CloseError::Stopped(_)) => assert!(error.retry_helps()),
            Err(error) => panic!("{error}"),
        }
        stops += 1;
    }
    assert!(stops > 10);
    assert!(dump(&register).await == dump(&whole).await, "stopping leaves no trace");
}

#[tokio::test]
async fn a_close_cut_off_in_the_middle_of_a_batch_leaves_no_trace() {
    let target = day("2025-04-30");
    let (_whole_folder, whole) = book().await;
    close(&whole, target).await;

    let (_folder, register) = book().await;
    for polls in (1..400).step_by(13) {
        let mut watch = on;
        let close = Close::new(&register, &|| 9).in_batches_of(3);
        let mut running = Box::pin(close.through(target, &mut watch));
        // Dropped after so many steps, as a killed process drops it: wherever it happens to be.
        for _ in 0..polls {
            let step = std::future::poll_fn(|context| {
                std::task::Poll::Ready(running.as_mut().poll(context).is_ready())
            });
            if step.await {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_micros(200)).await;
        }
    }
    close(&register, target).await;
    assert!(dump(&register).await == dump(&whole).await, "being cut off leaves no trace");
    assert_sound(&register).await;
}

const FOLDER: &str = "ARREARS_TEST_CLOSE_FOLDER";

#[tokio::test]
#[ignore = "a process of its own, started and killed by the test below"]
async fn closes_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let register = Register::open(&PathBuf::from(folder)).await.unwrap();
    let close = Close::new(&register, &|| 11).in_batches_of(4);
    close.through(day("2025-12-31"), &mut on).await.unwrap();
}

#[tokio::test]
async fn a_killed_process_leaves_no_trace() {
    let target = day("2025-12-31");
    let (_whole_folder, whole) = book().await;
    close(&whole, target).await;

    let (folder, register) = book().await;
    register.close().await;
    for wait in [40, 90, 130, 170, 220] {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["close::tests::closes_until_it_is_killed", "--exact", "--ignored"])
            .env(FOLDER, &folder.0)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let register = Register::open(&folder.0).await.unwrap();
    let reached = register.read().await.unwrap().load_business_date().await.unwrap();
    assert!(reached > start(), "the killed ones got somewhere");
    close(&register, target).await;
    assert!(dump(&register).await == dump(&whole).await, "being killed leaves no trace");
    assert_sound(&register).await;
}

/// Puts another state in the place of a loan's own, as a fault of the disk or of ours would.
async fn spoil(register: &Register, loan_id: i64, state: Vec<u8>) -> Vec<u8> {
    let mut tx = register.write().await.unwrap();
    let held = tx.load_loan(loan_id).await.unwrap().unwrap();
    let before = held.standing;
    let mut after = before.clone();
    after.version += 1;
    let sound = std::mem::replace(&mut after.state, state);
    let change =
        store::StandingChange { product_id: &held.loan.product.id, before: &before, after: &after };
    tx.save_standings(start(), &[change]).await.unwrap();
    tx.commit().await.unwrap();
    sound
}

#[tokio::test]
async fn a_loan_that_fails_is_set_aside_and_comes_back() {
    let (_folder, register) = book().await;
    close(&register, day("2025-02-01")).await;
    let sound = spoil(&register, 5, vec![1, 2, 3]).await;
    let closed = close(&register, day("2025-02-20")).await;
    assert!(closed.counts.quarantined > 0);
    let mut reader = register.read().await.unwrap();
    let aside = reader.list_quarantine(0, 9).await.unwrap();
    assert_eq!(aside.len(), 1);
    assert_eq!((aside[0].loan_id, aside[0].business_date), (5, day("2025-02-20")));
    assert!(aside[0].error.contains("standing"), "{}", aside[0].error);
    let other = reader.load_loan(6).await.unwrap().unwrap();
    assert!(other.standing.closed_through >= day("2025-02-10"), "the rest go on");
    drop(reader);

    let found = verify(&register, &mut |_| {}).await.unwrap();
    assert_eq!(found.differences.len(), 1);
    assert_eq!(found.differences[0].of, "L5");

    spoil(&register, 5, sound).await;
    close(&register, day("2025-02-21")).await;
    let mut reader = register.read().await.unwrap();
    assert_eq!(reader.list_quarantine(0, 9).await.unwrap(), vec![]);
    drop(reader);
    assert_sound(&register).await;
}

#[tokio::test]
async fn payments_come_in_while_a_close_runs() {
    let (_folder, register) = book().await;
    let paying = async {
        let mut recorded = 0;
        for turn in 0..150 {
            let value_date = crate::lending::open_date(&register).await.unwrap();
            let act = FactKind::Paid { amount: Minor(40_000), intent: PaymentIntent::Due };
            let command = engine::command::Command { value_date, act };
            let loan = format!("L{}", turn % LOANS + 1);
            // The date may have been closed in the meantime; then it counts backwards.
            recorded +=
                u32::from(crate::lending::record(&register, &loan, command, None).await.is_ok());
        }
        recorded
    };
    let mut watch = on;
    let close = Close::new(&register, &|| 3).in_batches_of(1);
    let (closed, recorded) = tokio::join!(close.through(day("2025-06-30"), &mut watch), paying);
    assert_eq!(closed.unwrap().counts.quarantined, 0);
    assert!(recorded > 100, "{recorded}");
    assert_sound(&register).await;
}

#[tokio::test]
async fn a_date_costs_what_happens_on_it() {
    let (_folder, register) = book().await;
    close(&register, day("2025-02-14")).await;
    let idle = close(&register, day("2025-02-15")).await;
    assert_eq!(idle.counts.loans_due, 0);
}

#[tokio::test]
async fn what_is_kept_wrongly_is_found() {
    let (_folder, register) = book().await;
    close(&register, day("2025-03-31")).await;
    let mut tx = register.write().await.unwrap();
    let held = tx.load_loan(7).await.unwrap().unwrap();
    let before = held.standing;
    let mut after = before.clone();
    after.version += 1;
    after.principal += Minor(1);
    after.posting_count += 1;
    let product_id = &held.loan.product.id;
    let change = store::StandingChange { product_id, before: &before, after: &after };
    tx.save_standings(day("2025-04-01"), &[change]).await.unwrap();
    let mut line = *tx.list_postings(7).await.unwrap().last().unwrap();
    (line.line, line.transfer.amount) = (after.posting_count, Minor(5));
    tx.append_postings(&[line]).await.unwrap();
    tx.commit().await.unwrap();
    let found = verify(&register, &mut |_| {}).await.unwrap();
    let what: Vec<&str> = found.differences.iter().map(|found| found.what.as_str()).collect();
    assert_eq!(what.len(), 2, "{what:?}");
    assert_eq!(what[0], "principal");
    assert!(what[1].starts_with("posting "), "{what:?}");
}
