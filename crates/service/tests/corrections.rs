//! Corrections in the register: lines of closed days stay, what is missing is booked today, and the
//! register verifies after each.

use std::ops::ControlFlow;
use std::path::Path;

use engine::command::Command;
use engine::contract::Terms;
use engine::correction::Correction;
use engine::fact::{FactKind, PaymentIntent};
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use service::Register;
use service::close::close_through;
use service::lending::{Borrower, NewFact, NewLoan, Repeat, correct, open_loan, transfer};
use service::products::add_product;
use service::verify::verify;
use store::PostingRow;

const PRODUCT: &str = include_str!("../../../products/cash-loan.toml");

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn paid(amount: i64) -> FactKind {
    FactKind::Paid { amount: Minor(amount), intent: PaymentIntent::Due }
}

/// Two loans of 12,000.00 paid out on 2025-01-15; L1 paid 1,400.00 on 2025-02-20, its fact 2.
/// Closed through 2025-04-01.
async fn book(directory: &Path) -> Register {
    let start = day("2025-01-15");
    let register = Register::create(directory, start, "test").await.unwrap();
    let product = add_product(&register, "cash-loan.toml", PRODUCT).await.unwrap();
    let amount = Minor(1_200_000);
    for name in ["L1", "L2"] {
        let fact = |on, kind| NewFact { value_date: day(on), kind, external_id: None };
        let mut facts = vec![fact("2025-01-15", FactKind::Disbursed { amount })];
        if name == "L1" {
            facts.push(fact("2025-02-20", paid(140_000)));
        }
        let loan = NewLoan {
            external_id: name.to_owned(),
            borrower: Borrower {
                external_id: "B1".to_owned(),
                segment: String::new(),
                attributes: "{}".to_owned(),
            },
            pool: String::new(),
            terms: Terms {
                product: product.clone(),
                currency: Currency::CNY,
                amount,
                rate: "0.04% per day".parse().unwrap(),
                installments: 12,
                signed_on: start,
                due_day: None,
                disclosed: None,
            },
            facts,
        };
        open_loan(&register, loan).await.unwrap();
    }
    close(&register, "2025-04-01").await;
    register
}

async fn close(register: &Register, through: &str) {
    let mut watch = |_| ControlFlow::Continue(());
    close_through(register, day(through), &|| 0, &mut watch).await.unwrap();
}

async fn assert_verifies(register: &Register) {
    let found = verify(register, &mut |_| {}).await.unwrap();
    let differences: Vec<String> = found.differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, Vec::<String>::new());
}

async fn lines(register: &Register, loan: i64) -> Vec<PostingRow> {
    register.read().await.unwrap().list_postings(loan).await.unwrap()
}

async fn received(register: &Register, loan: &str) -> i64 {
    let held = register.read().await.unwrap().find_loan(loan).await.unwrap().unwrap();
    held.standing.standing().unwrap().totals.received.0
}

#[tokio::test]
async fn a_payment_redated_across_a_month_end_is_booked_today() {
    let folder = tempfile::tempdir().unwrap();
    let register = book(&folder.path().join("book")).await;
    let before = lines(&register, 1).await;
    let redated = Correction::Redated { fact: 2, value_date: day("2025-02-15") };
    let recorded = correct(&register, "L1", redated, Some("C-1".to_owned())).await.unwrap();
    assert_eq!(recorded.fact.value_date, day("2025-02-15"));
    let after = lines(&register, 1).await;
    assert_eq!(after[..before.len()], before[..], "no line of a closed day is touched");
    let booked = &after[before.len()..];
    assert!(!booked.is_empty());
    assert!(booked.iter().all(|line| line.booked_on == day("2025-04-02")));
    assert!(booked.iter().any(|line| line.transfer.value_date == day("2025-02-15")));
    assert!(booked.iter().any(|line| line.transfer.value_date == day("2025-02-20")));
    assert_verifies(&register).await;
    close(&register, "2025-05-20").await;
    assert_verifies(&register).await;
}

#[tokio::test]
async fn corrections_one_after_another_verify_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let register = book(&folder.path().join("book")).await;
    let steps = [
        Correction::ChargedBack { payment: 2, amount: Minor(40_000) },
        Correction::Redated { fact: 4, value_date: day("2025-03-31") },
        Correction::Redated { fact: 1, value_date: day("2025-01-20") },
        Correction::Replaced {
            fact: 6,
            by: Command { value_date: day("2025-03-01"), act: paid(150_000) },
        },
        Correction::ChargedBack { payment: 10, amount: Minor(150_000) },
    ];
    for correction in steps {
        correct(&register, "L1", correction.clone(), None)
            .await
            .unwrap_or_else(|error| panic!("{correction:?}: {error}"));
        assert_verifies(&register).await;
    }
    assert_eq!(received(&register, "L1").await, 0);
}

#[tokio::test]
async fn a_correction_sent_twice_is_recorded_once() {
    let folder = tempfile::tempdir().unwrap();
    let register = book(&folder.path().join("book")).await;
    let back = Correction::ChargedBack { payment: 2, amount: Minor(140_000) };
    let name = Some("C-1".to_owned());
    correct(&register, "L1", back.clone(), name.clone()).await.unwrap();
    let again = correct(&register, "L1", back, name.clone()).await.unwrap();
    assert_eq!(again.repeated, Repeat::Repeated);
    let other = Correction::Redated { fact: 2, value_date: day("2025-02-15") };
    let refused = correct(&register, "L1", other, name).await.unwrap_err();
    assert!(refused.to_string().starts_with("external_id_reused"), "{refused}");
    assert_verifies(&register).await;
}

#[tokio::test]
async fn a_payment_moves_to_its_loan_wholly_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let register = book(&folder.path().join("book")).await;
    let name = Some("T-1".to_owned());
    let moved = transfer(&register, ("L1", 2), "L2", name.clone()).await.unwrap();
    assert!(moved.from.is_some());
    assert_eq!(moved.to.fact.value_date, day("2025-02-20"));
    assert_eq!((received(&register, "L1").await, received(&register, "L2").await), (0, 140_000));
    assert_verifies(&register).await;

    let again = transfer(&register, ("L1", 2), "L2", name).await.unwrap();
    assert!(again.from.is_none());
    // Reversed already: the payment on the other loan must not stay behind.
    let twice = transfer(&register, ("L1", 2), "L2", None).await.unwrap_err();
    assert!(twice.to_string().starts_with("already_reversed"), "{twice}");
    let itself = transfer(&register, ("L2", 2), "L2", None).await.unwrap_err();
    assert!(itself.to_string().starts_with("same_loan"), "{itself}");
    let no_payment = transfer(&register, ("L1", 1), "L2", None).await.unwrap_err();
    assert!(no_payment.to_string().starts_with("not_a_payment"), "{no_payment}");
    assert_eq!((received(&register, "L1").await, received(&register, "L2").await), (0, 140_000));
    assert_verifies(&register).await;
}
