//! What a product file may say about the sizes of parts, moved dates and rounding.

use super::super::file::read;
use super::super::parts::{PartStep, Parts};
use super::super::{AccrualRounding, Amortization, Rest};
use super::{FULL, check, turned};
use crate::schedule::cycle::ShiftOrder;

const KIND: &str = "amortization = \"equal-installment\"";
const HALF_UP: &str = "installment = \"half-up\"";

#[test]
fn sizes_and_roundings_are_read() {
    let seasonal = "amortization = \"seasonal\"\nseason = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]";
    let product = read(&turned(KIND, seasonal)).unwrap();
    assert_eq!(product.amortization, Amortization::Seasonal);
    assert_eq!(product.parts, Parts::ByMonth(vec![0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]));
    let stepped =
        "amortization = \"stepped\"\nsteps = [{ dues = 3, part = 0 }, { dues = 1, part = 5 }]";
    let product = read(&turned(KIND, stepped)).unwrap();
    let step = |dues, part| PartStep { dues, part };
    assert_eq!(product.parts, Parts::BySteps(vec![step(3, 0), step(1, 5)]));
    let rounding = "installment = \"half-up\"\nmultiple = \"0.10\"\naccrual = \"daily\"";
    let product = read(&turned(HALF_UP, rounding)).unwrap();
    assert_eq!(product.installment_grid().multiple, 10);
    assert_eq!(product.rounding.accrual, AccrualRounding::Daily);
    assert_eq!(
        (product.rounding.rest, product.due.accrual),
        (Rest::Last, ShiftOrder::ShiftThenCompute)
    );
}

#[test]
fn interest_by_the_period_keeps_to_the_scheduled_dates() {
    let bare = super::BARE;
    assert_eq!(read(bare).unwrap().due.accrual, ShiftOrder::ComputeThenShift);
    let moved =
        bare.replace("due_day = 28", "due_day = 28, shift = \"following\", accrual = \"moved\"");
    let error = read(&moved).unwrap_err();
    assert_eq!(error.problems[0].field, "schedule.accrual");
    let unmoved = moved.replace("\"moved\"", "\"scheduled\"");
    assert!(read(&unmoved).is_ok());
}

#[test]
fn what_contradicts_is_refused() {
    let with = |line: &str| format!("{KIND}\n{line}");
    check((KIND, "amortization = \"seasonal\""), "schedule.amortization", "goes with a season");
    let stray = "steps = [{ dues = 1, part = 1 }]";
    check((KIND, &with(stray)), "schedule.amortization", "goes with a season");
    for (rounding, says) in
        [("multiple = \"0.00\"", "not above zero"), ("multiple = \"9000.00\"", "too coarse")]
    {
        let error = read(&turned(HALF_UP, &format!("{HALF_UP}\n{rounding}"))).unwrap_err();
        let [problem] = &error.problems[..] else { panic!("{error}") };
        assert_eq!(problem.field, "rounding.multiple");
        assert!(problem.message.contains(says), "{error}");
    }
    let error = read(&turned(HALF_UP, "installment = \"down\"\nrest = \"first\"")).unwrap_err();
    assert_eq!(error.problems[0].field, "rounding.rest");
}

/// A season or steps alone are wrong in so many ways.
#[test]
fn parts_that_repay_nothing_or_never_end_are_refused() {
    for (parts, says) in [
        ("\"seasonal\"\nseason = [1, 1]", "names 2 months"),
        ("\"seasonal\"\nseason = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]", "repays nothing"),
        ("\"seasonal\"\nseason = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10001]", "above 10000"),
        ("\"seasonal\"\nseason = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1]", "not a number"),
        ("\"stepped\"\nsteps = []", "repays nothing"),
        ("\"stepped\"\nsteps = [{ dues = 0, part = 1 }]", "no dues"),
    ] {
        let text = FULL.replace("\"equal-installment\"", parts);
        let error = read(&text).expect_err(parts);
        assert!(error.to_string().contains(says), "{error}");
    }
    let both = "amortization = \"stepped\"\nseason = [1]\nsteps = [{ dues = 1, part = 1 }]";
    assert!(read(&turned(KIND, both)).unwrap_err().to_string().contains("beside a season"));
}
