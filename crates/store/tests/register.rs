//! What a register must do, whatever database it lies in.

use std::fs;
use std::path::Path;

use engine::fact::{Fact, FactKind, PaymentIntent};
use engine::posting::{GlAccount, Transfer};
use engine::product::ProductRef;
use engine::state::State;
use engine::wire;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;
use store::{
    BorrowerRow, CloseCounts, CloseRun, DayMeasure, FactRow, HeldLoan, ListOrder, LoanFilter,
    LoanRow, LoanStatus, ObservationRow, ObservedLoanRow, PostingRow, ProductRow, QuarantineRow,
    REGISTER_FILE, Register, StandingChange, StandingRow, StoreError, Tx,
};
use tempfile::TempDir;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn today() -> Date {
    day("2025-06-30")
}

async fn fresh() -> (TempDir, Register) {
    let directory = tempfile::tempdir().unwrap();
    let register = Register::create(directory.path(), today(), "a test").await.unwrap();
    (directory, register)
}

fn product() -> ProductRow {
    ProductRow {
        reference: ProductRef { id: "cash-loan".into(), version: 1 },
        effective_from: day("2025-01-01"),
        body: "# kept to the letter\nid = \"cash-loan\"\n".into(),
    }
}

fn borrower(id: i64) -> BorrowerRow {
    BorrowerRow {
        id,
        external_id: format!("B{id:04}"),
        segment: "a".into(),
        attributes: "{\"名\":\"王\"}".into(),
    }
}

fn held(id: i64) -> HeldLoan {
    let state = State::pending("0.04% per day".parse().unwrap());
    HeldLoan {
        loan: LoanRow {
            id,
            external_id: format!("L{id:04}"),
            borrower_id: 1,
            pool: String::new(),
            product: product().reference,
            currency: Currency::CNY,
            amount: Minor(1_200_000),
            terms: "{}".into(),
            signed_on: day("2025-01-15"),
            opened_on: day("2025-01-15"),
        },
        standing: StandingRow {
            loan_id: id,
            version: 1,
            status: LoanStatus::Active,
            closed_through: day("2025-01-15"),
            next_event_on: Some(today().plus_days(id as i32 % 3)),
            principal: Minor(1_000 * (id % 10_000)),
            due: Minor::ZERO,
            oldest_late_on: None,
            bucket: 0,
            ended_on: None,
            fact_count: 1,
            posting_count: 1,
            state: wire::state::encode(&state),
        },
    }
}

async fn filled(tx: &mut Tx, loans: i64) {
    tx.append_products(&[product()]).await.unwrap();
    tx.append_borrowers(&[borrower(1)]).await.unwrap();
    tx.append_loans(&(1..=loans).map(held).collect::<Vec<_>>()).await.unwrap();
}

async fn dump(register: &Register) -> String {
    let mut out = Vec::new();
    register.read().await.unwrap().dump(&mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

fn paid(loan_id: i64, number: u32, name: Option<&str>) -> FactRow {
    let kind = FactKind::Paid { amount: Minor(i64::MAX), intent: PaymentIntent::Due };
    let fact = Fact { number, value_date: Date::MIN, recorded_on: Date::MAX, kind };
    FactRow { loan_id, fact, external_id: name.map(str::to_owned) }
}

fn posting(loan_id: i64, line: u32, amount: i64) -> PostingRow {
    let transfer = Transfer {
        value_date: Date::MAX,
        debit: GlAccount::Cash,
        credit: GlAccount::SuppressedContra,
        amount: Minor(amount),
    };
    PostingRow { loan_id, line, booked_on: Date::MIN, transfer }
}

#[tokio::test]
async fn what_is_written_is_read_back() {
    let (_directory, register) = fresh().await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 0).await;
    let mut extreme = held(i64::MAX);
    extreme.standing.principal = Minor(i64::MIN);
    extreme.standing.due = Minor(i64::MAX);
    extreme.standing.closed_through = Date::MIN;
    extreme.standing.next_event_on = Some(Date::MAX);
    extreme.standing.oldest_late_on = Some(Date::MIN);
    extreme.standing.bucket = u8::MAX;
    extreme.standing.fact_count = u32::MAX;
    extreme.standing.ended_on = Some(Date::MAX);
    extreme.standing.status = LoanStatus::ChargedOff;
    extreme.loan.external_id = "L\t%_\n🏦".into();
    let mut plain = held(1);
    plain.standing.next_event_on = None;
    plain.standing.state = Vec::new();
    let loans = [plain, extreme];
    tx.append_loans(&loans).await.unwrap();
    let facts = [paid(1, 1, None), paid(1, 2, Some("p-1")), paid(i64::MAX, u32::MAX, None)];
    tx.append_facts(&facts).await.unwrap();
    let postings = [posting(1, 1, 1), posting(1, u32::MAX, i64::MAX)];
    tx.append_postings(&postings).await.unwrap();
    tx.commit().await.unwrap();

    let mut reader = register.read().await.unwrap();
    assert_eq!(reader.load_loans(&[i64::MAX, 1, 7]).await.unwrap(), loans);
    assert_eq!(reader.load_loan(1).await.unwrap().as_ref(), Some(&loans[0]));
    assert_eq!(reader.find_loan("L\t%_\n🏦").await.unwrap().as_ref(), Some(&loans[1]));
    assert_eq!(reader.find_loan("none").await.unwrap(), None);
    assert_eq!(reader.list_facts_of(&[1, i64::MAX]).await.unwrap(), facts);
    assert_eq!(reader.find_fact("p-1").await.unwrap().as_ref(), Some(&facts[1]));
    assert_eq!(reader.list_postings(1).await.unwrap(), postings);
    assert_eq!(reader.list_products().await.unwrap(), [product()]);
    assert_eq!(reader.load_borrower(1).await.unwrap(), Some(borrower(1)));
    assert_eq!(reader.find_borrower("B0001").await.unwrap(), Some(borrower(1)));
    assert_eq!(reader.load_business_date().await.unwrap(), today());
    assert_eq!(reader.load_meta("label").await.unwrap().as_deref(), Some("a test"));
}

#[tokio::test]
async fn many_rows_survive_every_cut_into_statements() {
    let (_directory, register) = fresh().await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 1_209).await;
    tx.commit().await.unwrap();
    let mut reader = register.read().await.unwrap();
    let ids: Vec<i64> = (1..=1_209).collect();
    let loans = reader.load_loans(&ids).await.unwrap();
    assert_eq!(loans, (1..=1_209).map(held).collect::<Vec<_>>());
    assert_eq!(reader.load_loan_count().await.unwrap(), 1_209);
    assert_eq!(reader.load_last_loan_id().await.unwrap(), 1_209);
    assert_eq!(reader.list_loan_ids(1_200, 5).await.unwrap(), [1_201, 1_202, 1_203, 1_204, 1_205]);
    let due = reader.list_due_ids(today()).await.unwrap();
    assert_eq!(due, (1..=403).map(|third| 3 * third).collect::<Vec<_>>());
    assert_eq!(reader.load_due(&due).await.unwrap()[3].standing, held(12).standing);
}

#[tokio::test]
async fn reported_rows_are_replaced_and_read_in_order() {
    let (_directory, register) = fresh().await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 2).await;
    let row = |period: u32, balance: Option<Minor>| ObservationRow {
        loan_id: 2,
        source: "tape".into(),
        period,
        month: day("2025-05-01"),
        balance,
        payment: Some(Minor(-1)),
        principal: None,
        recovered: None,
        repo_proceeds: Some(Minor(i64::MAX)),
    };
    tx.save_observations(&[row(2, None), row(1, None)]).await.unwrap();
    tx.save_observations(&[row(1, Some(Minor(5)))]).await.unwrap();
    let observed =
        ObservedLoanRow { loan_id: 2, days_past_due: Some(40), ..ObservedLoanRow::default() };
    tx.save_observed_loans(std::slice::from_ref(&observed)).await.unwrap();
    let read = tx.list_observations_of(&[1, 2]).await.unwrap();
    assert_eq!(read, [row(1, Some(Minor(5))), row(2, None)]);
    assert_eq!(tx.list_observed_loans(0, 9).await.unwrap(), [observed]);
}

#[tokio::test]
async fn a_name_is_recorded_once() {
    let (_directory, register) = fresh().await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 2).await;
    tx.append_facts(&[paid(1, 1, Some("p-1"))]).await.unwrap();
    let again = tx.append_facts(&[paid(2, 1, Some("p-1"))]).await;
    assert!(matches!(again, Err(StoreError::Duplicate(_))), "{again:?}");
    let number = tx.append_facts(&[paid(1, 1, None)]).await;
    assert!(matches!(number, Err(StoreError::Duplicate(_))), "{number:?}");
    let loan = tx.append_loans(&[held(1)]).await;
    assert!(matches!(loan, Err(StoreError::Duplicate(_))), "{loan:?}");
}

#[tokio::test]
async fn what_is_not_committed_never_was() {
    let (_directory, register) = fresh().await;
    let before = dump(&register).await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 600).await;
    assert_eq!(tx.load_loan_count().await.unwrap(), 600);
    assert_eq!(register.read().await.unwrap().load_loan_count().await.unwrap(), 0);
    drop(tx);
    assert_eq!(dump(&register).await, before);
    register.write().await.unwrap().commit().await.unwrap();
}

#[tokio::test]
async fn the_second_of_two_writers_of_a_loan_is_refused() {
    let (_directory, register) = fresh().await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 2).await;
    let before = held(1).standing;
    let mut after = before.clone();
    after.version = 2;
    after.bucket = 1;
    after.principal = Minor(400);
    let change = StandingChange { product_id: "cash-loan", before: &before, after: &after };
    tx.save_standings(today(), &[change]).await.unwrap();
    let again = tx.save_standings(today(), &[change]).await.unwrap_err();
    assert!(matches!(again, StoreError::Conflict { count: 1 }), "{again:?}");
    assert!(again.retry_helps());
}

#[tokio::test]
async fn sums_follow_every_change() {
    let (_directory, register) = fresh().await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 9).await;
    let before = held(3).standing;
    let mut late = before.clone();
    (late.version, late.bucket, late.oldest_late_on) = (2, 1, Some(day("2025-05-31")));
    let mut gone = late.clone();
    (gone.version, gone.status, gone.principal) = (3, LoanStatus::Settled, Minor::ZERO);
    gone.ended_on = Some(today());
    let product_id = "cash-loan";
    let first = StandingChange { product_id, before: &before, after: &late };
    tx.save_standings(today(), &[first]).await.unwrap();
    assert_eq!(tx.list_movements(today()).await.unwrap().len(), 1);
    assert_eq!(tx.list_figures().await.unwrap(), tx.list_figures_recounted().await.unwrap());
    tx.append_day_figures(today()).await.unwrap();
    assert_eq!(tx.append_snapshot(today()).await.unwrap(), 9);
    let kept = tx.list_snapshot(today(), 2, 1).await.unwrap();
    assert_eq!((kept[0].loan_id, kept[0].bucket, kept[0].days), (3, 1, 30));

    let second = StandingChange { product_id, before: &late, after: &gone };
    tx.save_standings(today(), &[second]).await.unwrap();
    let moved = tx.list_movements(today()).await.unwrap();
    assert_eq!(moved[0].from, (LoanStatus::Active, 0, Minor(3_000)));
    assert_eq!(moved[0].to, (LoanStatus::Settled, 1, Minor::ZERO));
    assert_eq!(tx.list_figures().await.unwrap(), tx.list_figures_recounted().await.unwrap());
    assert_ne!(tx.list_figures().await.unwrap(), tx.list_day_figures(today()).await.unwrap());

    let measure = |loans: i64| DayMeasure {
        business_date: today(),
        measure: "due_fallen".into(),
        product_id: product_id.into(),
        loans,
        amount: Minor(10 * loans),
    };
    tx.append_measures(&[measure(1)]).await.unwrap();
    tx.append_measures(&[measure(2)]).await.unwrap();
    assert_eq!(tx.list_measures(today()).await.unwrap(), [measure(3)]);
}

#[tokio::test]
async fn lists_are_paged_without_gap_or_repeat() {
    let (_directory, register) = fresh().await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 0).await;
    let loans: Vec<HeldLoan> = (1..=50)
        .map(|id| {
            let mut loan = held(id);
            loan.standing.principal = Minor(id % 4);
            loan.standing.oldest_late_on =
                (id % 3 > 0).then(|| today().plus_days(-(id as i32 % 5)));
            loan
        })
        .collect();
    tx.append_loans(&loans).await.unwrap();
    for order in [ListOrder::Id, ListOrder::Lateness, ListOrder::Principal] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = tx.list_loans(&LoanFilter::default(), order, after, 7).await.unwrap();
            let Some(last) = page.last() else { break };
            after = Some(last.place);
            seen.extend(page.into_iter().map(|loan| (loan.place.rank, loan.place.loan_id)));
        }
        assert!(seen.windows(2).all(|pair| pair[0] < pair[1]), "{order:?} is in order");
        assert_eq!(seen.len(), 50);
    }
    let part = |text: &str| LoanFilter { name_part: Some(text.into()), ..LoanFilter::default() };
    assert_eq!(tx.load_total(&part("L004")).await.unwrap().0, 10);
    assert_eq!(tx.load_total(&part("%")).await.unwrap(), (0, Minor::ZERO));
}

#[tokio::test]
async fn runs_and_quarantine_are_kept() {
    let (_directory, register) = fresh().await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 3).await;
    let mut run = CloseRun {
        business_date: today(),
        steps: "fall due".into(),
        counts: CloseCounts { loans_due: 3, ..CloseCounts::default() },
        batches: 1,
        last_loan_id: 2,
        started_at: 5,
        finished_at: None,
    };
    tx.save_close_run(&run).await.unwrap();
    run.finished_at = Some(9);
    tx.save_close_run(&run).await.unwrap();
    assert_eq!(tx.load_close_run(today()).await.unwrap(), Some(run.clone()));
    assert_eq!(tx.list_close_runs(5).await.unwrap(), [run]);
    let row = |loan_id| QuarantineRow {
        loan_id,
        business_date: today(),
        error: "it broke".into(),
        noted_at: 1,
    };
    tx.save_quarantine(&[row(1), row(3)]).await.unwrap();
    tx.save_quarantine(&[row(1)]).await.unwrap();
    tx.save_released(&[1, 2]).await.unwrap();
    assert_eq!(tx.list_quarantine(0, 9).await.unwrap(), [row(3)]);
}

#[tokio::test]
async fn the_same_rows_give_the_same_dump() {
    let mut dumps = Vec::new();
    for cut in [1, 5] {
        let (_directory, register) = fresh().await;
        let mut tx = register.write().await.unwrap();
        filled(&mut tx, 0).await;
        let loans: Vec<HeldLoan> = (1..=4_200).map(held).collect();
        for part in loans.chunks(loans.len() / cut) {
            tx.append_loans(part).await.unwrap();
        }
        tx.append_facts(&[paid(1, 1, None)]).await.unwrap();
        tx.append_postings(&[posting(1, 1, 5)]).await.unwrap();
        tx.commit().await.unwrap();
        dumps.push(dump(&register).await);
    }
    assert_eq!(dumps[0], dumps[1]);
    assert!(dumps[0].lines().count() > 8_400);
}

#[tokio::test]
async fn a_register_is_opened_again() {
    let (directory, register) = fresh().await;
    let mut tx = register.write().await.unwrap();
    filled(&mut tx, 5).await;
    tx.append_postings(&[posting(1, 1, 5)]).await.unwrap();
    tx.commit().await.unwrap();
    let before = dump(&register).await;
    register.close().await;
    let again = Register::open(directory.path()).await.unwrap();
    assert_eq!(dump(&again).await, before);
    let twice = Register::create(directory.path(), today(), "").await;
    assert!(matches!(twice, Err(StoreError::Exists { .. })), "{twice:?}");
}

fn listing(directory: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

/// Opening must fail, name the path, and leave every byte as it was.
async fn check_refused(directory: &Path, is_expected: fn(&StoreError) -> bool) {
    let before = listing(directory);
    let error = Register::open(directory).await.unwrap_err();
    assert!(is_expected(&error), "{error:?}");
    assert!(error.to_string().contains(directory.to_str().unwrap()), "{error}");
    assert!(!error.retry_helps());
    assert_eq!(listing(directory), before);
}

#[tokio::test]
async fn what_is_no_register_is_refused_unchanged() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path();
    check_refused(path, |error| matches!(error, StoreError::NoRegister { .. })).await;
    for content in [&b""[..], b"short", &[7; 4096], b"SQLite format 3\0"] {
        fs::write(path.join(REGISTER_FILE), content).unwrap();
        check_refused(path, |error| matches!(error, StoreError::NotARegister { .. })).await;
    }
    let missing = Register::open(&path.join("none")).await.unwrap_err();
    assert!(matches!(missing, StoreError::NoDirectory { .. }), "{missing:?}");
    let file = Register::open(&path.join(REGISTER_FILE)).await.unwrap_err();
    assert!(matches!(file, StoreError::NotADirectory { .. }), "{file:?}");
    let below = Register::create(&path.join("none/such"), today(), "").await.unwrap_err();
    assert!(matches!(below, StoreError::NoDirectory { .. }), "{below:?}");
}

/// A closed register whose bytes at `place` are changed.
async fn altered(place: usize, bytes: &[u8]) -> TempDir {
    let (directory, register) = fresh().await;
    register.close().await;
    let file = directory.path().join(REGISTER_FILE);
    let mut content = fs::read(&file).unwrap();
    content[place..place + bytes.len()].copy_from_slice(bytes);
    fs::write(&file, content).unwrap();
    directory
}

#[tokio::test]
async fn a_newer_register_is_refused_unchanged() {
    let directory = altered(60, &99u32.to_be_bytes()).await;
    let newer = |error: &StoreError| matches!(error, StoreError::Newer { found: 99, .. });
    check_refused(directory.path(), newer).await;
}

#[tokio::test]
async fn a_damaged_register_is_refused() {
    let directory = altered(100, &[0xff; 4_000]).await;
    let error = Register::open(directory.path()).await.unwrap_err();
    assert!(matches!(error, StoreError::NotARegister { .. }), "{error:?}");
    assert!(error.to_string().contains(REGISTER_FILE), "{error}");
}

#[tokio::test]
async fn a_read_only_directory_is_refused_unchanged() {
    let (directory, register) = fresh().await;
    register.close().await;
    let mut permissions = fs::metadata(directory.path()).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(directory.path(), permissions.clone()).unwrap();
    check_refused(directory.path(), |error| matches!(error, StoreError::NotWritable { .. })).await;
    #[expect(clippy::permissions_set_readonly_false, reason = "a folder of this test alone")]
    permissions.set_readonly(false);
    fs::set_permissions(directory.path(), permissions).unwrap();
}
