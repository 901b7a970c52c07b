use primitives::amount::Minor;

use super::worked::{Life, worked};
use super::{Digest, cost_sheet, disclosure, is_as_signed};
use crate::charge::Charge as Added;
use crate::command::{Command, Rejection, decide};
use crate::contract::{Contract, Terms};
use crate::fact::FactKind;
use crate::product::file;
use crate::waterfall::Component;

#[test]
fn the_sheet_names_all_that_may_be_charged() {
    let text = include_str!("../../../../products/cash-loan-2.toml");
    let product = file::read(text).unwrap();
    let mut terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_200_000),
        rate: "0.06% per day".parse().unwrap(),
        installments: 12,
        signed_on: "2026-01-15".parse().unwrap(),
        due_day: None,
        disclosed: None,
    };
    let sheet = cost_sheet(Contract { terms: &terms, product: &product });
    let expected = "cost-sheet: 1
product: cash-loan 2
pack: CN-MICRO 1
currency: CNY
principal: 12000.00
installments: 12
item: interest, 0.06% per day on principal, to the lender
yearly-cost: 21.90% simple_nominal
contingent: default-interest, 0.0657534246% per day on overdue principal and interest, to the lender
contingent: court-cost (诉讼费 / court costs), at most 500.00 each time as fee, to 法院 / the court
nothing-else: yes
";
    assert_eq!(sheet.canonical(), expected);
    let court = |amount| Added { item: "court-cost".to_owned(), component: Component::Fee, amount };
    assert!(sheet.permits(&court(Minor(50_000))));
    assert!(!sheet.permits(&court(Minor(50_001))));
    assert!(!sheet.permits(&Added { component: Component::LateFee, ..court(Minor(1)) }));
    for item in ["interest", "default-interest", "late-fee", "visit-fee", ""] {
        assert!(!sheet.permits(&Added { item: item.to_owned(), ..court(Minor(1)) }), "{item}");
    }
    terms.amount = Minor(1_200_001);
    let other = cost_sheet(Contract { terms: &terms, product: &product });
    assert_ne!(other.canonical(), expected);
}

#[test]
fn a_prepayment_fee_and_a_flat_fee_stand_on_the_sheet() {
    let text = include_str!("../../../../products/us-installment.toml")
        .replace("[prepayment]\n", "[prepayment]\nfee = \"1%\"\n");
    let product = file::read(&text).unwrap();
    let terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_000_000),
        rate: "20% per year".parse().unwrap(),
        installments: 12,
        signed_on: "2026-01-15".parse().unwrap(),
        due_day: None,
        disclosed: None,
    };
    let sheet = cost_sheet(Contract { terms: &terms, product: &product });
    let text = sheet.canonical();
    assert!(text.contains("contingent: late-fee, 25.00 per missed due, to the lender\n"), "{text}");
    assert!(text.contains("contingent: prepayment-fee, 1% of principal prepaid"), "{text}");
    assert!(text.contains("pack: none\n"));
}

#[test]
fn an_account_shows_every_fee_its_product_has() {
    let text = include_str!("../../../../products/pay-later-account.toml");
    let product = file::read(text).unwrap();
    let terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: product.amount.0,
        rate: product.rate.0,
        installments: 1,
        signed_on: "2026-01-15".parse().unwrap(),
        due_day: None,
        disclosed: None,
    };
    let sheet = cost_sheet(Contract { terms: &terms, product: &product });
    let plans = product.revolving.as_ref().unwrap().conversions.len();
    let told = sheet.canonical().matches("contingent: instalment-fee, ").count();
    assert!(plans > 0);
    assert_eq!(told, plans);
}

#[test]
fn a_contract_pins_the_sheet_it_was_signed_with() {
    let text = include_str!("../../../../products/cash-loan-2.toml");
    let product = file::read(text).unwrap();
    let mut terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_200_000),
        rate: "0.06% per day".parse().unwrap(),
        installments: 12,
        signed_on: "2026-01-15".parse().unwrap(),
        due_day: None,
        disclosed: None,
    };
    let signed = disclosure(Contract { terms: &terms, product: &product });
    let digest = signed.as_ref().unwrap().sheet;
    assert_eq!(
        digest.to_string(),
        "a90c9a74de08e699a2a6ab3250b41e09aeef154aa1fb68b5259da881cb07622e"
    );
    assert_eq!(digest.to_string().parse(), Ok(digest));
    terms.disclosed = signed;
    assert!(is_as_signed(Contract { terms: &terms, product: &product }));
    terms.amount = Minor(1_200_001);
    assert!(!is_as_signed(Contract { terms: &terms, product: &product }));
}

#[test]
fn what_is_no_digest_is_refused() {
    for text in ["", "00", &"g".repeat(64), &"é".repeat(32), &"0".repeat(65)] {
        assert!(text.parse::<Digest>().is_err(), "{text}");
    }
}

#[test]
fn a_charge_that_is_not_on_the_sheet_is_refused() {
    let text = include_str!("../../../../products/cash-loan-2.toml");
    let product = file::read(text).unwrap();
    let terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_200_000),
        rate: "0.04% per day".parse().unwrap(),
        installments: 12,
        signed_on: "2026-01-15".parse().unwrap(),
        due_day: None,
        disclosed: None,
    };
    let contract = Contract { terms: &terms, product: &product };
    let on = terms.signed_on;
    let act = FactKind::Disbursed { amount: terms.amount };
    let paid_out = decide(contract, &[], &Command { value_date: on, act }, on).unwrap();
    let charge = |item: &str, component, amount| {
        let charge = Added { item: item.to_owned(), component, amount: Minor(amount) };
        let act = FactKind::Charged(charge);
        let command = Command { value_date: on.plus_days(3), act };
        let facts = [paid_out.clone()];
        let entered = crate::command::entry(contract, &command, on, 2).map(|_| ());
        let decided = decide(contract, &facts, &command, on.plus_days(3)).map(|_| ());
        assert_eq!(entered, decided);
        decided
    };
    assert_eq!(charge("court-cost", Component::Fee, 50_000), Ok(()));
    let refused = Err(Rejection::ChargeNotOnSheet);
    assert_eq!(charge("court-cost", Component::Fee, 50_001), refused);
    assert_eq!(charge("court-cost", Component::LateFee, 50_000), refused);
    assert_eq!(charge("visit-fee", Component::Fee, 1), refused);
    assert_eq!(charge("interest", Component::Fee, 1), refused);
    assert_eq!(charge("Visit", Component::Fee, 1), Err(Rejection::ChargeMalformed));
}

#[test]
fn a_listed_charge_that_could_not_stand_on_the_sheet_is_no_product() {
    let text = include_str!("../../../../products/cash-loan-2.toml");
    let wrong = [
        ("item = \"court-cost\"", "item = \"late-fee\"", "stands on the cost sheet already"),
        ("item = \"court-cost\"", "item = \"Court\"", "is no item"),
        ("component = \"fee\"", "component = \"interest\"", "is neither fee nor late-fee"),
        ("most = \"500.00\"", "most = \"0.00\"", "is no amount that could be charged"),
        ("zh = \"法院\"", "zh = \"\"", "must be said in zh and en"),
    ];
    for (from, to, said) in wrong {
        assert!(text.contains(from), "{from}");
        let error = file::read(&text.replace(from, to)).unwrap_err().to_string();
        assert!(error.contains("charges: ") && error.contains(said), "{error}");
    }
}

#[test]
fn every_item_of_every_shipped_product_has_a_reserved_name() {
    let files = [
        include_str!("../../../../products/us-installment.toml"),
        include_str!("../../../../products/credit-card.toml"),
        include_str!("../../../../products/us-card.toml"),
        include_str!("../../../../products/pay-later-account.toml"),
    ];
    for text in files {
        let product = file::read(text).unwrap();
        let terms = Terms {
            product: product.reference.clone(),
            currency: product.currency,
            amount: product.amount.0,
            rate: product.rate.1,
            installments: product.installments[0],
            signed_on: "2026-01-15".parse().unwrap(),
            due_day: None,
            disclosed: None,
        };
        let sheet = cost_sheet(Contract { terms: &terms, product: &product });
        for item in sheet.items.iter().chain(&sheet.contingent) {
            assert!(super::ITEMS.contains(&&*item.id), "{}", item.id);
        }
    }
}

#[test]
fn three_lives_cost_what_the_loan_charges() {
    let text = include_str!("../../../../products/cash-loan-2.toml");
    let product = file::read(text).unwrap();
    let terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(300_000),
        rate: "0.05% per day".parse().unwrap(),
        installments: 3,
        signed_on: "2026-01-15".parse().unwrap(),
        due_day: None,
        disclosed: None,
    };
    let contract = Contract { terms: &terms, product: &product };
    let lives = worked(contract);
    let told: Vec<_> = lives
        .iter()
        .map(|one| {
            let paid = (one.paid.0, one.cost.0, one.lateness.0);
            (one.life, one.ended_on.to_string(), paid)
        })
        .collect();
    let expected = [
        // Level 1,030.15; interest 46.50, 28.67 and 15.28.
        (Life::OnTime, "2026-04-15".to_owned(), (309_045, 9_045, 0)),
        // Each of the three for 28, 31 and 30 days at 24 % / 365.
        (Life::MonthLate, "2026-05-15".to_owned(), (315_074, 15_074, 6_029)),
        // One due alone comes before the middle of three: all of it on the first due, 31 days in:
        // 3,000.00 at 0.05 % for 31 days is 46.50.
        (Life::PaidOffEarly, "2026-02-15".to_owned(), (304_650, 4_650, 0)),
    ];
    assert_eq!(told, expected);
}
