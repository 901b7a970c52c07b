//! Pages read over a small book lived through the service.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use engine::command::Command;
use engine::contract::{Contract, Terms};
use engine::delinquency::counters::counters;
use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::fold::{Horizon, fold};
use engine::payoff::quote;
use engine::product::{Product, file};
use engine::state::Status;
use engine::wire;
use primitives::amount::Minor;
use primitives::date::Date;
use service::Register;
use service::close::close_through;
use service::lending::{Borrower, NewFact, NewLoan, enter_loans, record};
use service::products::{Products, add_product};
use service::read::{Day, History, ReadError, history, loans, story, today};
use service::view::Stock;
use service::view::loans::{Change, LoanOrder, LoanQuery};
use service::view::story::{Figure, Formula, LineState, LoanStory, Quantity};
use service::view::today::RateMethod;
use store::{ListOrder, LoanFilter, LoanStatus};

const PRODUCT: &str = include_str!("../../../scenarios/products/seed.toml");
const LOANS: i32 = 117;
const LATE_PAYMENT: Minor = Minor(50_000);

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn start() -> Date {
    day("2025-01-06")
}

/// A due date of some of the loans.
fn end() -> Date {
    day("2025-06-10")
}

/// A folder that goes with its test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("arrears-read-{}-{number}", std::process::id());
        Folder(std::env::temp_dir().join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn product_text() -> String {
    PRODUCT.replace("nonaccrual_from = 91", "nonaccrual_from = 91\ncharge_off_from = 121")
}

fn product() -> Product {
    file::read(&product_text()).unwrap()
}

/// Loan `number` is lent on one of seven days and pays its first `number % 6` dues, some late,
/// some in part; what it pays is known ahead.
fn new_loan(product: &Product, number: i32) -> NewLoan {
    let lent_on = start().plus_days(number % 7);
    let amount = Minor(1_000_000);
    let mut facts = vec![NewFact {
        value_date: lent_on,
        kind: FactKind::Disbursed { amount },
        external_id: None,
    }];
    for month in 1..=number % 6 {
        let value_date = lent_on.plus_months(month).plus_days(number % 4 * 3);
        let amount = Minor(if number % 5 == 0 { 60_000 } else { 120_000 });
        let kind = FactKind::Paid { amount, intent: PaymentIntent::Due };
        facts.push(NewFact { value_date, kind, external_id: None });
    }
    NewLoan {
        external_id: format!("L{number:03}"),
        borrower: Borrower {
            external_id: format!("B{number:03}"),
            segment: String::new(),
            attributes: "{}".into(),
        },
        pool: String::new(),
        terms: Terms {
            product: product.reference.clone(),
            currency: product.currency,
            amount,
            rate: "0.05% per day".parse().unwrap(),
            installments: 10,
            signed_on: lent_on,
            due_day: None,
            disclosed: None,
        },
        facts,
    }
}

async fn close(register: &Register, target: Date) {
    let mut go_on = |_| ControlFlow::Continue(());
    close_through(register, target, &|| 7, &mut go_on).await.unwrap();
}

/// A book whose last day has a payment on a late loan and the payoff of another.
async fn book() -> (Folder, Register) {
    let folder = Folder::new();
    let register = Register::create(&folder.0, start().plus_days(-1), "").await.unwrap();
    add_product(&register, "seed.toml", &product_text()).await.unwrap();
    let products = Products::load(&mut register.read().await.unwrap()).await.unwrap();
    let product = product();
    for offset in 0..7 {
        let on = start().plus_days(offset);
        let new: Vec<NewLoan> = (0..LOANS)
            .filter(|number| number % 7 == offset)
            .map(|number| new_loan(&product, number))
            .collect();
        let mut tx = register.write().await.unwrap();
        enter_loans(&mut tx, &products, &new, on).await.unwrap();
        tx.commit().await.unwrap();
        close(&register, on).await;
    }
    close(&register, end().plus_days(-1)).await;
    let pay =
        |amount, intent| Command { value_date: end(), act: FactKind::Paid { amount, intent } };
    record(&register, "L003", pay(LATE_PAYMENT, PaymentIntent::Due), None).await.unwrap();
    record(&register, "L004", pay(Minor(2_000_000), PaymentIntent::Payoff), None).await.unwrap();
    close(&register, end()).await;
    (folder, register)
}

async fn read_day(register: &Register) -> (Day, History) {
    let mut reader = register.read().await.unwrap();
    let products = Products::load(&mut reader).await.unwrap();
    let past = history(&mut reader, &products, None).await.unwrap().unwrap();
    (today(&mut reader, &past).await.unwrap(), past)
}

#[tokio::test]
async fn the_figures_of_a_day_reconcile() {
    let (_folder, register) = book().await;
    let (Day { today, due_loans }, _) = read_day(&register).await;
    assert_eq!(today.on, end());
    let mut reader = register.read().await.unwrap();
    let active = LoanFilter { status: Some(LoanStatus::Active), ..LoanFilter::default() };
    let standings = reader.list_loans(&active, ListOrder::Id, None, 1_000).await.unwrap();
    for line in &today.buckets {
        let in_bucket = standings.iter().map(|loan| &loan.held.standing);
        let in_bucket = in_bucket.filter(|row| row.bucket == line.bucket);
        let sum: Stock = in_bucket.map(|row| Stock { loans: 1, principal: row.principal }).sum();
        assert_eq!(line.today, sum, "bucket {}", line.bucket);
    }
    assert_eq!(today.products.iter().map(|line| line.book).sum::<Stock>(), today.book());
    assert_eq!(today.products.iter().map(|line| line.at_risk).sum::<Stock>(), today.at_risk());

    for rate in &today.overdue_rates {
        let numerators: Vec<i64> = rate.lines.iter().map(|line| line.numerator).collect();
        assert!(numerators.is_sorted_by(|more, less| more >= less), "{rate:?}");
        assert!(rate.lines.iter().all(|line| line.numerator <= line.denominator), "{rate:?}");
        let first = rate.lines[0];
        match rate.method {
            RateMethod::Balance => assert_eq!(first.numerator, today.at_risk().principal.0),
            RateMethod::Count => assert_eq!(first.numerator as u64, today.at_risk().loans),
            RateMethod::Installment => assert!(first.numerator < today.at_risk().principal.0),
        }
    }

    // Lent on the 10th: those still active or paid off today have a due today.
    let mut due = (0, Minor::ZERO);
    for number in 0..LOANS {
        let told = read_story(&register, number).await;
        let fell = told
            .schedule
            .iter()
            .filter(|line| line.on == end())
            .filter(|line| !matches!(line.state, LineState::Ahead | LineState::Provisional));
        fell.for_each(|line| due = (due.0 + 1, due.1 + line.planned.contractual()));
    }
    assert!(due.0 > 5);
    assert_eq!((today.due.loans, today.due.amount), due);
    assert_eq!(due_loans.len() as u64, due.0);
    assert!(today.due.paid <= today.due.amount);
    // `L004` was not late.
    assert_eq!(today.changes.collected, LATE_PAYMENT);
}

#[tokio::test]
async fn month_ends_add_up() {
    let (_folder, register) = book().await;
    let (Day { today, .. }, past) = read_day(&register).await;
    assert_eq!(past.through, Some(day("2025-05-31")));
    assert_eq!(past.cohorts.len(), 1);
    assert_eq!(past.cohorts[0].lent.loans, LOANS as u64);
    let late = &past.cohorts[0].ever_late;
    assert_eq!(late.len(), 5);
    assert!(late.is_sorted() && late[0] == Minor::ZERO && late[4] > Minor::ZERO);
    assert!(late[4] <= past.cohorts[0].lent.principal);
    let rolls = today.rolls.unwrap();
    assert_eq!((rolls.from, rolls.to), (day("2025-04-30"), day("2025-05-31")));
    let april = past.aging.iter().find(|point| point.on == rolls.from).unwrap();
    for row in &rolls.rows {
        assert_eq!(row.total().principal, april.principal[usize::from(row.from)]);
    }
    assert_eq!(today.aging.len(), 6);
    assert_eq!(
        today.aging[5].principal.iter().copied().sum::<Minor>(),
        today.buckets.iter().map(|line| line.today.principal).sum()
    );
    let mut reader = register.read().await.unwrap();
    let products = Products::load(&mut reader).await.unwrap();
    assert_eq!(history(&mut reader, &products, past.through).await.unwrap(), None);
}

async fn read_story(register: &Register, number: i32) -> LoanStory {
    let mut reader = register.read().await.unwrap();
    story(&mut reader, &format!("L{number:03}"), None).await.unwrap().unwrap()
}

fn assert_reasons_hold(told: &LoanStory) {
    for reason in &told.reasons {
        let comes_to = match &reason.formula {
            Formula::Sum(parts) => {
                Some(Quantity::Amount(parts.iter().map(|part| part.amount).sum()))
            }
            Formula::DaysBetween { from, to } => Some(Quantity::Days(to.days_since(*from) as u16)),
            Formula::DaysCounted { from, to, paused } => {
                Some(Quantity::Days(to.days_since(*from) as u16 - paused))
            }
            Formula::Dues(numbers) => Some(Quantity::Dues(numbers.len() as u16)),
            Formula::Largest(days) => Some(Quantity::Days(*days.iter().max().unwrap())),
            Formula::Accrual { .. } | Formula::Interval { .. } => None,
        };
        assert!(comes_to.is_none_or(|value| value == reason.value), "{reason:?}");
    }
    let value = |figure| {
        told.reasons.iter().find(|reason| reason.figure == figure).map(|reason| reason.value)
    };
    let payoff = told.standing.payoff;
    assert_eq!(value(Figure::Payoff), Some(Quantity::Amount(payoff.amount())));
    assert_eq!(value(Figure::Arrears), Some(Quantity::Amount(payoff.arrears.total())));
    let bucket = Some(Quantity::Bucket(told.standing.bucket));
    let active = told.standing.status == Status::Active;
    assert_eq!(value(Figure::Bucket), bucket.filter(|_| active));
}

#[tokio::test]
async fn a_story_says_what_the_engine_says() {
    let (_folder, register) = book().await;
    let product = product();
    let mut states = BTreeSet::new();
    for number in 0..LOANS {
        let mut reader = register.read().await.unwrap();
        let held = reader.find_loan(&format!("L{number:03}")).await.unwrap().unwrap();
        let rows = reader.list_facts(held.loan.id).await.unwrap();
        let facts: Vec<Fact> = rows.into_iter().map(|row| row.fact).collect();
        let terms = wire::terms::from_json(&held.loan.terms).unwrap();
        let contract = Contract { terms: &terms, product: &product };
        for on in [end(), end().plus_days(-47), start().plus_days(40)] {
            let told = story(&mut reader, &held.loan.external_id, Some(on)).await;
            let told = told.unwrap().unwrap();
            let horizon = Horizon { value_date: on, known_on: on };
            let (state, _) = fold(contract, &facts, horizon);
            let quoted = quote(contract, &state, on);
            match state.status {
                Status::ChargedOff { outstanding, .. } => {
                    assert_eq!(told.standing.payoff.arrears, outstanding);
                }
                _ => assert_eq!(told.standing.payoff, quoted),
            }
            assert_eq!(told.standing.counters, counters(contract, &state, on));
            assert_eq!(told.standing.status, state.status);
            let principal = told.balance.last().unwrap().principal;
            assert_eq!(principal, state.principal_outstanding());
            let open = told.schedule.iter().map(|line| line.outstanding.principal);
            if state.status == Status::Active {
                assert_eq!(open.sum::<Minor>(), principal);
            }
            assert_reasons_hold(&told);
            states.extend(told.schedule.iter().map(|line| format!("{:?}", line.state)));
        }
    }
    assert_eq!(
        states.into_iter().collect::<Vec<_>>(),
        ["Ahead", "Late", "Open", "Paid", "PaidLate"]
    );
}

#[tokio::test]
async fn a_story_keeps_to_dates_it_can_be_told_for() {
    let (_folder, register) = book().await;
    let mut reader = register.read().await.unwrap();
    assert!(story(&mut reader, "nobody", None).await.unwrap().is_none());
    for on in [start(), end().plus_days(1), Date::MIN, Date::MAX] {
        let refused = story(&mut reader, "L001", Some(on)).await.unwrap_err();
        let ReadError::DateOutOfRange { first, last } = refused else { panic!("{refused}") };
        assert_eq!((first, last), (start().plus_days(1), end()));
    }
}

#[tokio::test]
async fn pages_list_each_loan_once() {
    let (_folder, register) = book().await;
    let mut reader = register.read().await.unwrap();
    for order in [LoanOrder::Lateness, LoanOrder::Principal] {
        let mut query = LoanQuery { search: Some("L".into()), order, ..LoanQuery::default() };
        let (mut seen, mut pages) = (Vec::new(), 0);
        loop {
            let list = loans(&mut reader, &query, &[]).await.unwrap();
            assert_eq!(list.matching.loans, LOANS as u64);
            seen.extend(list.rows.into_iter().map(|row| row.loan));
            pages += 1;
            query.after = list.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!((pages, seen.len()), (3, LOANS as usize));
        assert_eq!(seen.into_iter().collect::<BTreeSet<_>>().len(), LOANS as usize);
    }
    let strange = ["", "7", "late.1", "late.x.1", "late.+1.1", "principal.1.1", "late.1.1.1"];
    for text in strange {
        let query = LoanQuery { after: Some(text.into()), ..LoanQuery::default() };
        let refused = loans(&mut reader, &query, &[]).await.unwrap_err();
        assert!(matches!(refused, ReadError::CursorUnknown), "{text}");
    }
}

#[tokio::test]
async fn a_list_holds_what_its_figure_counts() {
    let (_folder, register) = book().await;
    let (Day { today, due_loans }, _) = read_day(&register).await;
    let mut reader = register.read().await.unwrap();
    let mut matching =
        async |query: LoanQuery| loans(&mut reader, &query, &due_loans).await.unwrap().matching;
    assert_eq!(matching(LoanQuery::default()).await, today.book());
    for line in &today.buckets {
        let query = LoanQuery { bucket: Some(line.bucket), ..LoanQuery::default() };
        assert_eq!(matching(query).await, line.today);
    }
    let balance = &today.overdue_rates[0].lines;
    let count = &today.overdue_rates[2].lines;
    for (balance, count) in balance.iter().zip(count) {
        let query = LoanQuery { over_days: Some(balance.over_days), ..LoanQuery::default() };
        let found = matching(query).await;
        assert_eq!((found.loans as i64, found.principal.0), (count.numerator, balance.numerator));
    }
    let changed = |change| LoanQuery { changed: Some(change), ..LoanQuery::default() };
    assert_eq!(matching(changed(Change::Due)).await.loans, today.due.loans);
    assert_eq!(matching(changed(Change::NewlyLate)).await, today.changes.newly_late);
    assert_eq!(matching(changed(Change::RolledOn)).await, today.changes.rolled_on);
    assert_eq!(matching(changed(Change::ChargedOff)).await.loans, today.changes.charged_off.loans);
}
