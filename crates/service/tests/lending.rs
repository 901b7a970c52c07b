//! Commands on an open day, beside what was known ahead of it.

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
use service::inquiry::look_up;
use service::lending::{
    Actor, Borrower, NewFact, NewLoan, OpenLoan, Repeat, open_loan, record, record_each,
};
use service::products::{Products, add_product};
use service::verify::verify;

const PRODUCT: &str = include_str!("../../../products/cash-loan.toml");
const PACKED: &str = include_str!("../../../products/cash-loan-2.toml");

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn paid(amount: i64) -> FactKind {
    FactKind::Paid { amount: Minor(amount), intent: PaymentIntent::Due }
}

/// A loan of which it is known ahead that it will pay 500.00 on 2025-02-20 and again on the 25th,
/// closed through the 19th.
async fn book(directory: &Path) -> Register {
    let start = day("2025-01-15");
    let register = Register::create(directory, start, "test").await.unwrap();
    let product = add_product(&register, "cash-loan.toml", PRODUCT).await.unwrap();
    let amount = Minor(1_200_000);
    let fact = |on, kind| NewFact { value_date: day(on), kind, external_id: None };
    for name in ["L1", "L2"] {
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
            facts: vec![
                fact("2025-01-15", FactKind::Disbursed { amount }),
                fact("2025-02-20", paid(50_000)),
                fact("2025-02-25", paid(50_000)),
            ],
        };
        open_loan(&register, loan).await.unwrap();
    }
    close(&register, "2025-02-19").await;
    register
}

async fn close(register: &Register, through: &str) {
    let mut watch = |_| ControlFlow::Continue(());
    close_through(register, day(through), &|| 0, &mut watch).await.unwrap();
}

async fn assert_sound(register: &Register, received: i64) {
    let found = verify(register, &mut |_| {}).await.unwrap();
    let differences: Vec<String> = found.differences.iter().map(ToString::to_string).collect();
    assert_eq!(differences, Vec::<String>::new());
    let mut reader = register.read().await.unwrap();
    let held = reader.find_loan("L1").await.unwrap().unwrap();
    assert_eq!(held.standing.standing().unwrap().totals.received, Minor(received));
}

#[tokio::test]
async fn a_command_on_a_day_with_facts_known_ahead_loses_none() {
    let folder = tempfile::tempdir().unwrap();
    let register = book(&folder.path().join("book")).await;
    let command = Command { value_date: day("2025-02-20"), act: paid(10_000) };
    let recorded = record(&register, "L1", command, None).await.unwrap();
    assert_eq!(recorded.state.totals.received, Minor(60_000));
    assert_sound(&register, 60_000).await;
    close(&register, "2025-02-28").await;
    assert_sound(&register, 110_000).await;
}

struct PaysOnce;

impl Actor for PaysOnce {
    fn act(&mut self, loan: OpenLoan<'_>) -> Option<FactKind> {
        assert_eq!(loan.state.totals.received, Minor(50_000), "what was known ahead comes first");
        Some(paid(10_000))
    }

    fn acted(&mut self, _: OpenLoan<'_>) {}
}

#[tokio::test]
async fn loans_acted_on_together_lose_nothing_known_ahead() {
    let folder = tempfile::tempdir().unwrap();
    let register = book(&folder.path().join("book")).await;
    let products = Products::load(&mut register.read().await.unwrap()).await.unwrap();
    let open = (&[1, 2][..], day("2025-02-20"));
    assert_eq!(record_each(&register, &products, open, &mut PaysOnce).await.unwrap(), 0);
    assert_sound(&register, 60_000).await;
    close(&register, "2025-02-28").await;
    assert_sound(&register, 110_000).await;
}

#[tokio::test]
async fn a_name_recorded_for_one_loan_is_no_answer_for_another() {
    let folder = tempfile::tempdir().unwrap();
    let register = book(&folder.path().join("book")).await;
    let command = Command { value_date: day("2025-02-20"), act: paid(10_000) };
    let name = Some("P-1".to_owned());
    record(&register, "L1", command.clone(), name.clone()).await.unwrap();
    let elsewhere = record(&register, "L2", command.clone(), name.clone()).await.unwrap_err();
    assert!(elsewhere.to_string().starts_with("external_id_reused"), "{elsewhere}");
    let other = Command { act: paid(10_001), ..command.clone() };
    let changed = record(&register, "L1", other, name.clone()).await.unwrap_err();
    assert!(changed.to_string().starts_with("external_id_reused"), "{changed}");
    let again = record(&register, "L1", command, name).await.unwrap();
    assert_eq!(again.repeated, Repeat::Repeated);
    assert_sound(&register, 60_000).await;
}

#[tokio::test]
async fn a_loan_signed_under_a_pack_pins_its_cost_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let start = day("2025-01-15");
    let register = Register::create(&folder.path().join("book"), start, "test").await.unwrap();
    let outside = add_product(&register, "cash-loan.toml", PRODUCT).await.unwrap();
    let within = add_product(&register, "cash-loan-2.toml", PACKED).await.unwrap();
    for (name, product) in [("outside", outside), ("within", within)] {
        let amount = Minor(1_200_000);
        let loan = NewLoan {
            external_id: name.to_owned(),
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
    }
    let found = verify(&register, &mut |_| {}).await.unwrap();
    assert_eq!(found.differences, []);
    let file = look_up(&register, "within").await.unwrap();
    let signed = file.terms.disclosed.clone().unwrap();
    assert_eq!((signed.pack.id.as_str(), signed.pack.version), ("CN-MICRO", 1));
    assert!(engine::cost_sheet::is_as_signed(file.contract()));
    assert_eq!(look_up(&register, "outside").await.unwrap().terms.disclosed, None);
    let charge = |item: &str| {
        let (component, amount) = (engine::waterfall::Component::Fee, Minor(5_000));
        let charge = engine::charge::Charge { item: item.to_owned(), component, amount };
        Command { value_date: start, act: FactKind::Charged(charge) }
    };
    let refused = record(&register, "within", charge("visit-fee"), None).await.unwrap_err();
    assert!(refused.to_string().starts_with("charge_not_on_sheet: "), "{refused}");
    record(&register, "within", charge("court-cost"), None).await.unwrap();
    record(&register, "outside", charge("visit-fee"), None).await.unwrap();
}
