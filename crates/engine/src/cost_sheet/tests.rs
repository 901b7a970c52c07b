use primitives::amount::Minor;

use super::cost_sheet;
use crate::contract::{Contract, Terms};
use crate::product::file;

#[test]
fn the_sheet_names_all_that_may_be_charged() {
    let text = include_str!("../../../../products/cash-loan.toml");
    let product = file::read(text).unwrap();
    let mut terms = Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(1_200_000),
        rate: "0.06% per day".parse().unwrap(),
        installments: 12,
        signed_on: "2026-01-15".parse().unwrap(),
        due_day: None,
    };
    let sheet = cost_sheet(Contract { terms: &terms, product: &product });
    let expected = "cost-sheet: 1
product: cash-loan 1
pack: CN-MICRO 1
currency: CNY
principal: 12000.00
installments: 12
item: interest, 0.06% per day on principal, to the lender
yearly-cost: 21.90% simple_nominal
contingent: default-interest, 0.0657534246% per day on overdue principal and interest, to the lender
nothing-else: yes
";
    assert_eq!(sheet.canonical(), expected);
    assert!(sheet.check("interest").is_ok() && sheet.check("default-interest").is_ok());
    let refused = sheet.check("visit-fee").unwrap_err().to_string();
    assert!(refused.starts_with("charge_not_on_sheet: `visit-fee`"), "{refused}");
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
    };
    let sheet = cost_sheet(Contract { terms: &terms, product: &product });
    let plans = product.revolving.as_ref().unwrap().conversions.len();
    let told = sheet.canonical().matches("contingent: instalment-fee, ").count();
    assert!(plans > 0);
    assert_eq!(told, plans);
}
