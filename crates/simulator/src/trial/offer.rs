//! Products drawn by lot: any mixture of rules that validates is a product a lender could ship.

use engine::contract::Terms;
use engine::fact::{FactKind, OpenDue, Position};
use engine::product::{Drawdowns, Product, file};
use engine::relief::Tool;
use engine::revolving::opening_fact;
use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::{Fraction, Rate};
use rand::RngExt;
use rand_pcg::Pcg32;

use super::offer_account as account;

/// One of several, by lot.
pub fn one_of<'a, T: ?Sized>(dice: &mut Pcg32, choices: &[&'a T]) -> &'a T {
    choices[dice.random_range(0..choices.len())]
}

/// Whether something with this many chances in a hundred happens.
pub fn chance(dice: &mut Pcg32, percent: u32) -> bool {
    dice.random_range(0..100) < percent
}

const AMORTIZATIONS: [&str; 6] = [
    "\"equal-installment\"",
    "\"equal-principal\"",
    "\"interest-only\"",
    "\"bullet\"",
    "\"seasonal\"\nseason = [2, 0, 0, 1, 1, 2, 2, 1, 1, 1, 2, 2]",
    "\"stepped\"\nsteps = [{ dues = 2, part = 0 }, { dues = 2, part = 2 }, { dues = 1, part = 3 }]",
];
const INTEREST: [(&str, &str, &str); 6] = [
    ("rule = \"daily\", basis = \"ACT/365\"", "day", "0.06%"),
    ("rule = \"daily\", basis = \"ACT/360\"", "day", "0.05%"),
    ("rule = \"daily\", basis = \"30E/360\"", "month", "1.8%"),
    ("rule = \"daily\", basis = \"ACT/ACT\"", "year", "24%"),
    ("rule = \"periodic\"", "month", "1.8%"),
    ("rule = \"periodic\"", "year", "24%"),
];
const LATE_CHARGES: [&str; 6] = [
    "multiplier 1.5",
    "multiplier 1.3",
    "spread 0.001%",
    "fixed-daily 0.05%",
    "flat-fee 25.00",
    "flat-fee 5.00",
];
const CALENDARS: [(&str, &str); 6] = [
    ("NONE", "none"),
    ("WEEKDAYS", "preceding"),
    ("WEEKDAYS", "modified-following"),
    ("CN", "following"),
    ("US-FED", "modified-following"),
    ("TARGET", "preceding"),
];
pub(super) const ORDERS: [&str; 4] = [
    "\"fee\", \"late-fee\", \"default-interest\", \"interest\", \"principal\"",
    "\"principal\", \"interest\", \"default-interest\", \"late-fee\", \"fee\"",
    "\"interest\", \"principal\", \"fee\", \"default-interest\", \"late-fee\"",
    "\"late-fee\", \"fee\", \"interest\", \"default-interest\", \"principal\"",
];
pub(super) const SCOPES: [&str; 2] = ["horizontal", "vertical"];

/// A product file drawn by lot, with the product it makes. Mixtures that contradict themselves
/// are drawn again.
pub fn product(dice: &mut Pcg32, number: usize) -> (String, Product) {
    loop {
        let text = match chance(dice, 30) {
            true => account::draw(dice, number),
            false => draw(dice, number),
        };
        if let Ok(product) = file::read(&text) {
            return (text, product);
        }
    }
}

fn draw(dice: &mut Pcg32, number: usize) -> String {
    let (rule, per, most) = INTEREST[dice.random_range(0..INTEREST.len())];
    let amortization = one_of(dice, &AMORTIZATIONS);
    let (calendar, shift) = CALENDARS[dice.random_range(0..CALENDARS.len())];
    let due_day = match chance(dice, 50) {
        true => "\"disbursement\"".to_owned(),
        false => dice.random_range(1..=28).to_string(),
    };
    let first_period = one_of(dice, &["full", "stub"]);
    let mut text = format!(
        "format = 1\nid = \"trial-{number}\"\nversion = 1\neffective_from = \"2000-01-01\"\n\
         currency = \"CNY\"\nname = {{ zh = \"试验\", en = \"Trial\" }}\n\
         amount = {{ min = \"1.00\", max = \"300000.00\" }}\n\
         rate = {{ min = \"0% per {per}\", max = \"{most} per {per}\" }}\n\
         interest = {{ {rule} }}\n\n[schedule]\namortization = {amortization}\n\
         installments = [1, 2, 3, 6, 10, 12, 24, 36]\ndue_day = {due_day}\n\
         first_period = \"{first_period}\"\ncalendar = \"{calendar}\"\nshift = \"{shift}\"\n"
    );
    if chance(dice, 30) {
        text += "accrual = \"scheduled\"\n";
    }
    if chance(dice, 30) {
        text += "drawdowns = \"several\"\n";
    }
    if chance(dice, 30) {
        text += &rounding(dice);
    }
    if chance(dice, 50) {
        let days = dice.random_range(0..10);
        let amount = one_of(dice, &["0.00", "1.00", "10.00"]);
        text += &format!("\n[tolerance]\ndays = {days}\namount = \"{amount}\"\n");
    }
    if chance(dice, 85) {
        text += &late(dice);
    }
    let permission = one_of(dice, &["allowed", "allowed", "allowed", "refused"]);
    let fee = one_of(dice, &["0%", "0%", "3%"]);
    let partial = one_of(dice, &["shorten", "reduce"]);
    let surplus = one_of(dice, &["hold", "hold", "prepay"]);
    let (order, scope) = (one_of(dice, &ORDERS), one_of(dice, &SCOPES));
    text += &format!(
        "\n[prepayment]\npermission = \"{permission}\"\nfee = \"{fee}\"\npartial = \"{partial}\"\n\
         surplus = \"{surplus}\"\n\n[waterfall]\norder = [{order}]\nscope = \"{scope}\"\n"
    );
    if chance(dice, 50) {
        let (order, scope) = (one_of(dice, &ORDERS), one_of(dice, &SCOPES));
        let from = dice.random_range(1..120);
        text += &format!(
            "\n[waterfall.late]\nfrom_days_past_due = {from}\norder = [{order}]\nscope = \"{scope}\"\n"
        );
    }
    text += &delinquency(dice);
    for tool in Tool::ALL {
        if chance(dice, 60) {
            text += &relief(dice, *tool);
        }
    }
    text
}

/// A tool of the relief box, freely given or within limits.
pub(super) fn relief(dice: &mut Pcg32, tool: Tool) -> String {
    let mut text = format!("\n[relief.{tool}]\n");
    if chance(dice, 20) {
        text += &format!("min_age_months = {}\n", dice.random_range(0..4));
    }
    if chance(dice, 20) {
        text += &format!("min_payments = {}\n", dice.random_range(0..3));
    }
    if chance(dice, 20) {
        text += &format!("per_12_months = {}\n", dice.random_range(1..4));
    }
    if chance(dice, 20) {
        text += &format!("max_days = {}\n", dice.random_range(10..120));
    }
    text
}

fn rounding(dice: &mut Pcg32) -> String {
    let installment = one_of(dice, &["half-up", "half-even", "down", "up"]);
    let multiple = one_of(dice, &["0.01", "0.02"]);
    let rest = one_of(dice, &["last", "last", "first"]);
    let accrual = one_of(dice, &["exact", "daily"]);
    format!(
        "\n[rounding]\ninstallment = \"{installment}\"\nmultiple = \"{multiple}\"\n\
         rest = \"{rest}\"\naccrual = \"{accrual}\"\n"
    )
}

fn late(dice: &mut Pcg32) -> String {
    let charge = one_of(dice, &LATE_CHARGES);
    let base = one_of(dice, &["principal", "principal-and-interest"]);
    let contract_rate = one_of(dice, &["replaced", "continues"]);
    let mut text = format!(
        "\n[late]\ncharge = \"{charge}\"\nbase = \"{base}\"\ncontract_rate = \"{contract_rate}\"\n"
    );
    match dice.random_range(0..4) {
        0 => text += "\n[caps]\nlate_rate_yearly = \"24%\"\n",
        1 => text += "\n[caps]\nlate_total = \"2%\"\n",
        2 => text += "\n[caps]\nlate_rate_yearly = \"24%\"\nlate_total = \"0.5%\"\n",
        _ => {}
    }
    text
}

pub(super) fn delinquency(dice: &mut Pcg32) -> String {
    let mut text = "\n[delinquency]\nbucket_ends = [0, 30, 60, 90, 120, 150, 180]\n\
                    short_through = 30\nmid_through = 90\nmaterial_amount = \"100.00\"\n\
                    material_share = \"1%\"\n"
        .to_owned();
    if chance(dice, 70) {
        text += &format!("nonaccrual_from = {}\n", dice.random_range(20..100));
    }
    if chance(dice, 50) {
        text += &format!("charge_off_from = {}\n", dice.random_range(100..200));
    }
    text
}

/// Terms drawn by lot under a product.
pub fn terms(dice: &mut Pcg32, product: &Product, signed_on: Date) -> Terms {
    let (lowest, highest) = product.rate;
    let share = dice.random_range(0..=100);
    let units = highest.fraction.units() / 100 * share;
    let cents = match dice.random_range(0..10) {
        0 => dice.random_range(100..2_000),
        _ => dice.random_range(10_000..3_000_000),
    };
    let terms = product.installments.clone();
    Terms {
        product: product.reference.clone(),
        currency: product.currency,
        amount: Minor(cents),
        rate: Rate {
            fraction: Fraction::from_units(units.max(lowest.fraction.units())),
            per: lowest.per,
        },
        installments: terms[dice.random_range(0..terms.len())],
        signed_on,
        due_day: due_day(dice, product),
        disclosed: None,
    }
}

/// The borrower's own due day, where one is chosen.
fn due_day(dice: &mut Pcg32, product: &Product) -> Option<u8> {
    if !chance(dice, 20) {
        return None;
    }
    Some(match &product.revolving {
        Some(rule) => rule.cycles[dice.random_range(0..rule.cycles.len())].due_day,
        None => dice.random_range(1..=28),
    })
}

/// What opens a contract: a limit, a payout, the first of several, or a loan taken over mid-life.
pub fn opening(dice: &mut Pcg32, product: &Product, terms: &Terms, on: Date) -> FactKind {
    if product.revolving.is_some() {
        return opening_fact(product, terms.amount);
    }
    if chance(dice, 10) {
        return FactKind::TakenOver(position(dice, terms, on));
    }
    let amount = match product.drawdowns {
        Drawdowns::Once => terms.amount,
        Drawdowns::Several => Minor(terms.amount.0 / 100 * dice.random_range(20..=100)),
    };
    FactKind::Disbursed { amount: amount.max(Minor(1)) }
}

fn position(dice: &mut Pcg32, terms: &Terms, on: Date) -> Position {
    let remaining = dice.random_range(0..=terms.installments);
    let share = dice.random_range(1..=100);
    let principal = Minor(terms.amount.0 / 100 * share + 1);
    let due = |days: i32| OpenDue {
        on: on.plus_days(-days),
        principal: Minor(principal.0 / 10),
        interest: Minor(principal.0 / 100 + 1),
        fee: Minor::ZERO,
    };
    let dues = match remaining == 0 || chance(dice, 40) {
        true => vec![due(45), due(14)],
        false => Vec::new(),
    };
    match remaining {
        0 => Position { dues, ..Position::default() },
        _ => Position {
            principal_undue: principal,
            interest_from: on.plus_days(-dice.random_range(0..30)),
            next_due: on.plus_days(dice.random_range(1..31)),
            remaining,
            installment: None,
            dues,
            lines: Vec::new(),
        },
    }
}
