//! Whatever is changed behind the register's back, verification tells.

use std::ops::ControlFlow;
use std::path::Path;

use engine::command::Command;
use engine::contract::Terms;
use engine::fact::{FactKind, PaymentIntent};
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use service::Register;
use service::close::close_through;
use service::lending::{Borrower, NewFact, NewLoan, open_loan, record};
use service::products::add_product;
use service::verify::verify;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};

const PRODUCT: &str = include_str!("../../../products/cash-loan.toml");

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

async fn book(directory: &Path) {
    let start = day("2025-01-15");
    let register = Register::create(directory, start, "test").await.unwrap();
    let product = add_product(&register, "cash-loan.toml", PRODUCT).await.unwrap();
    let amount = Minor(1_200_000);
    let loan = NewLoan {
        external_id: "L1".to_owned(),
        borrower: Borrower {
            external_id: "B1".to_owned(),
            segment: String::new(),
            attributes: "{}".to_owned(),
        },
        pool: String::new(),
        terms: Terms {
            product,
            currency: Currency::CNY,
            amount,
            rate: "0.04% per day".parse().unwrap(),
            installments: 12,
            signed_on: start,
            due_day: None,
            disclosed: None,
        },
        facts: vec![NewFact {
            value_date: start,
            kind: FactKind::Disbursed { amount },
            external_id: None,
        }],
    };
    open_loan(&register, loan).await.unwrap();
    close(&register, "2025-02-28").await;
    let act = FactKind::Paid { amount: Minor(50_000), intent: PaymentIntent::Due };
    let payment = Command { value_date: day("2025-03-01"), act };
    record(&register, "L1", payment, None).await.unwrap();
    close(&register, "2025-03-31").await;
    register.close().await;
}

async fn close(register: &Register, through: &str) {
    let mut watch = |_| ControlFlow::Continue(());
    close_through(register, day(through), &|| 0, &mut watch).await.unwrap();
}

async fn tampered_with(statement: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path().join("book");
    book(&directory).await;
    let url = format!("sqlite://{}", directory.join("register.db").display());
    let mut connection = SqliteConnection::connect(&url).await.unwrap();
    let done = sqlx::query(AssertSqlSafe(statement)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    if !statement.starts_with("SELECT") {
        assert!(done.rows_affected() > 0, "{statement} changes something");
    }
    let register = Register::open(&directory).await.unwrap();
    match verify(&register, &mut |_| {}).await {
        Ok(found) => found.differences.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    }
}

#[tokio::test]
async fn an_untouched_book_has_no_difference() {
    assert_eq!(tampered_with("SELECT 1").await, Vec::<String>::new());
}

#[tokio::test]
async fn every_change_behind_the_books_back_is_told() {
    for statement in [
        "UPDATE posting SET amount = amount + 1 WHERE line = 2",
        "UPDATE posting SET value_date = value_date + 1 WHERE line = 2",
        "UPDATE posting SET booked_on = value_date - 1 WHERE line = 2",
        "DELETE FROM posting WHERE line = 1",
        "UPDATE fact SET body = replace(body, '50000', '50001') WHERE number = 2",
        "UPDATE fact SET value_date = value_date - 1 WHERE number = 2",
        "UPDATE fact SET kind = 'refunded' WHERE number = 2",
        "UPDATE fact SET body = '{}' WHERE number = 2",
        "DELETE FROM fact WHERE number = 2",
        "UPDATE standing SET principal = principal + 1",
        "UPDATE standing SET due = due - 1",
        "UPDATE standing SET bucket = 0",
        "UPDATE standing SET next_event_on = NULL",
        "UPDATE standing SET state = x'00'",
        "UPDATE standing SET fact_count = 9",
        "UPDATE loan SET terms = replace(terms, '0.04%', '0.05%')",
        "UPDATE loan SET terms = 'x'",
        "UPDATE loan SET amount = amount + 1",
        "UPDATE loan SET currency = 'USD'",
        "UPDATE loan SET opened_on = opened_on + 1",
        "UPDATE product SET body = replace(body, '1.5', '2')",
        "UPDATE product SET body = 'x'",
        "UPDATE figure SET loans = loans + 1",
        "UPDATE day_figure SET principal = principal + 1",
        "UPDATE snapshot SET principal = principal + 1",
        "UPDATE meta SET value = '2025-03-30' WHERE key = 'business_date'",
    ] {
        assert!(!tampered_with(statement).await.is_empty(), "{statement} goes unnoticed");
    }
}
