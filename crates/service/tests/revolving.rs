//! A revolving account through the register: opened, spent on, billed, missed, paid, corrected,
//! verified.

use std::ops::ControlFlow;

use engine::command::{Command, Rejection, standing};
use engine::contract::Terms;
use engine::delinquency::counters::counters;
use engine::fact::{FactKind, PaymentIntent};
use engine::fold::{Horizon, fold};
use engine::revolving::{RevolvingFact, Spending};
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use service::close::close_through;
use service::inquiry::look_up;
use service::lending::{Borrower, NewFact, NewLoan, open_loan, record};
use service::products::add_product;
use service::verify::verify;
use service::{Register, ServiceError};

const PRODUCT: &str = include_str!("../../../products/pay-later-account.toml");

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn spent(amount: i64) -> FactKind {
    FactKind::Revolving(RevolvingFact::Spent { amount: Minor(amount), on: Spending::Purchase })
}

fn paid(amount: i64) -> FactKind {
    FactKind::Paid { amount: Minor(amount), intent: PaymentIntent::Due }
}

async fn book(directory: &std::path::Path) -> Register {
    let register = Register::create(directory, day("2026-05-03"), "test").await.unwrap();
    let product = add_product(&register, "pay-later-account.toml", PRODUCT).await.unwrap();
    let limit = FactKind::Revolving(RevolvingFact::LimitSet { limit: Minor(1_000_000) });
    let account = NewLoan {
        external_id: "C1".to_owned(),
        borrower: Borrower {
            external_id: "B1".to_owned(),
            segment: String::new(),
            attributes: "{}".to_owned(),
        },
        pool: String::new(),
        terms: Terms {
            product,
            currency: Currency::CNY,
            amount: Minor(1_000_000),
            rate: "0.05% per day".parse().unwrap(),
            installments: 1,
            signed_on: day("2026-05-03"),
            due_day: None,
            disclosed: None,
        },
        facts: vec![NewFact { value_date: day("2026-05-03"), kind: limit, external_id: None }],
    };
    open_loan(&register, account).await.unwrap();
    register
}

async fn close(register: &Register, open: &str) {
    let mut watch = |_| ControlFlow::Continue(());
    close_through(register, day(open).plus_days(-1), &|| 0, &mut watch).await.unwrap();
}

/// Closes through the evening before and records on the open day `on`, counting for `value_date`.
async fn act(register: &Register, (on, value_date): (&str, &str), act: FactKind) {
    close(register, on).await;
    let command = Command { value_date: day(value_date), act };
    record(register, "C1", command, None).await.unwrap();
}

/// Verified, and with so many days past due and so much owed in principal on the open day.
async fn assert_stands(register: &Register, days_past_due: u16, principal: i64) {
    let found = verify(register, &mut |_| {}).await.unwrap();
    let differences: Vec<String> = found.differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, Vec::<String>::new());
    let file = look_up(register, "C1").await.unwrap();
    let state = standing(file.contract(), &file.facts, file.today);
    let counted = counters(file.contract(), &state, file.today);
    assert_eq!(counted.days_past_due, days_past_due);
    assert_eq!(state.principal_outstanding(), Minor(principal));
}

#[tokio::test]
async fn a_card_life_is_closed_corrected_and_verified() {
    let folder = tempfile::tempdir().unwrap();
    let register = book(&folder.path().join("book")).await;
    act(&register, ("2026-05-10", "2026-05-10"), spent(500_000)).await;
    act(&register, ("2026-06-08", "2026-06-08"), paid(40_000)).await;
    assert_stands(&register, 0, 460_000).await;
    close(&register, "2026-06-15").await;
    assert_stands(&register, 5, 460_000).await;

    // The rest of the minimum, 100.00, and 25 days of it at 0.05 % are paid: cured.
    act(&register, ("2026-07-05", "2026-07-05"), paid(25_000)).await;
    assert_stands(&register, 0, 439_850).await;

    // A payment of 8 June learnt in August: it was on time, and nothing was ever overdue.
    act(&register, ("2026-08-03", "2026-06-09"), paid(10_000)).await;
    let file = look_up(&register, "C1").await.unwrap();
    let (state, _) = fold(file.contract(), &file.facts, Horizon::through(file.today));
    assert_eq!(state.totals.billed.default_interest, Minor::ZERO);
    // Of 250.00 the interest on the statement of 1 July is met, and principal with the rest.
    assert_stands(&register, 0, 450_000 - (25_000 - 4_725)).await;
    close(&register, "2026-12-01").await;
    assert_stands(&register, 113, 429_725).await;
}

#[tokio::test]
async fn more_than_the_limit_is_refused_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let register = book(&folder.path().join("book")).await;
    let command = Command { value_date: day("2026-05-03"), act: spent(1_000_001) };
    let refused = record(&register, "C1", command, None).await.unwrap_err();
    assert!(matches!(refused, ServiceError::Rejected(Rejection::OverLimit)), "{refused}");
    assert_eq!(look_up(&register, "C1").await.unwrap().facts.len(), 1);
    assert_stands(&register, 0, 0).await;
}
