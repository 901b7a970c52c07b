//! Products for revolving accounts, drawn by lot.

use engine::relief::Tool;
use rand::RngExt;
use rand_pcg::Pcg32;

use super::offer::{ORDERS, SCOPES, chance, delinquency, one_of, relief};

/// Statement and due days.
const CYCLES: [&[(u8, u8)]; 4] =
    [&[(1, 10)], &[(5, 25), (12, 2), (20, 10)], &[(28, 18), (10, 28)], &[(15, 14)]];
const LATE_CHARGES: [&str; 5] =
    ["multiplier 1.5", "share-of-due 5%", "flat-fee 25.00", "fixed-daily 0.05%", "spread 0.001%"];

pub(super) fn draw(dice: &mut Pcg32, number: usize) -> String {
    let cycles = CYCLES[dice.random_range(0..CYCLES.len())];
    let basis = one_of(dice, &["ACT/365", "ACT/360", "30E/360"]);
    let mut text = format!(
        "format = 1\nid = \"trial-{number}\"\nversion = 1\neffective_from = \"2000-01-01\"\n\
         currency = \"CNY\"\nname = {{ zh = \"试验\", en = \"Trial\" }}\n\
         amount = {{ min = \"1.00\", max = \"300000.00\" }}\n\
         rate = {{ min = \"0% per day\", max = \"0.06% per day\" }}\n\
         interest = {{ rule = \"daily\", basis = \"{basis}\" }}\n\n[schedule]\n\
         amortization = \"revolving\"\ninstallments = [1]\ndue_day = {}\n",
        cycles[0].1
    );
    text += &account(dice, cycles);
    if chance(dice, 30) {
        let interest = one_of(dice, &["half-up", "half-even", "down", "up"]);
        text += &format!("\n[rounding]\ninterest = \"{interest}\"\n");
    }
    if chance(dice, 50) {
        let days = dice.random_range(0..8);
        let amount = one_of(dice, &["0.00", "1.00", "10.00"]);
        text += &format!("\n[tolerance]\ndays = {days}\namount = \"{amount}\"\n");
    }
    if chance(dice, 85) {
        text += &late(dice);
    }
    let surplus = one_of(dice, &["hold", "prepay"]);
    let (order, scope) = (one_of(dice, &ORDERS), one_of(dice, &SCOPES));
    text += &format!(
        "\n[prepayment]\npermission = \"allowed\"\nfee = \"0%\"\nsurplus = \"{surplus}\"\n\n\
         [waterfall]\norder = [{order}]\nscope = \"{scope}\"\n"
    );
    text += &delinquency(dice);
    for tool in [Tool::ReAge, Tool::Pause] {
        text += &relief(dice, tool);
    }
    text
}

fn account(dice: &mut Pcg32, cycles: &[(u8, u8)]) -> String {
    let shown: Vec<String> = cycles
        .iter()
        .map(|(bill, due)| format!("{{ bill_day = {bill}, due_day = {due} }}"))
        .collect();
    let interest_from = one_of(dice, &["purchase-date", "due-date"]);
    let (share, of) =
        (one_of(dice, &["10%", "2%", "100%"]), one_of(dice, &["new-purchases", "balance"]));
    let floor = one_of(dice, &["0.00", "10.00"]);
    let excess = one_of(dice, &["oldest-first", "highest-rate-first"]);
    let mut text = format!(
        "\n[revolving]\ncycles = [{}]\ncycle_change_months = {}\n\
         interest_from = \"{interest_from}\"\n\
         minimum = {{ share = \"{share}\", of = \"{of}\", floor = \"{floor}\" }}\n\
         excess = \"{excess}\"\nconvertible_from = \"{floor}\"\n\
         conversions = [{{ installments = 3, fee = \"2.25%\" }}, \
         {{ installments = 6, fee = \"0%\" }}, {{ installments = 12, fee = \"7.2%\" }}]\n",
        shown.join(", "),
        dice.random_range(0..13),
    );
    if chance(dice, 50) {
        let fee = one_of(dice, &["0.00", "20.00"]);
        text += &format!("over_limit = {{ share = \"5%\", fee = \"{fee}\" }}\n");
    }
    if chance(dice, 60) {
        let fee = one_of(dice, &["0%", "1%"]);
        text += &format!("cash_advance = {{ rate = \"0.05% per day\", fee = \"{fee}\" }}\n");
    }
    text
}

fn late(dice: &mut Pcg32) -> String {
    let charge = one_of(dice, &LATE_CHARGES);
    let contract_rate = one_of(dice, &["replaced", "continues"]);
    let caps = one_of(
        dice,
        &[
            "",
            "late_total = \"2%\"\n",
            "late_rate_yearly = \"24%\"\n",
            "late_fee_within_due = true\n",
        ],
    );
    format!(
        "\n[late]\ncharge = \"{charge}\"\ncontract_rate = \"{contract_rate}\"\n\n[caps]\n{caps}"
    )
}
