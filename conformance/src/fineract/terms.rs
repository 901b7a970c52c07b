//! From the suite's product settings and loan requests to terms.

use engine::installments::terms::{
    Accounting, AdvancePayment, Amortization, Anchor, ChargeOffBehaviour, Compounding,
    DeferredIncome, DelinquencyRange, DelinquencyTerms, Disbursals, DownPayment, Every, Grace,
    IncomeKind, InterestBasis, InterestMethod, InterestPeriod, MonthLength, NominalRate,
    OverApplied, PreClose, RatePer, Recalculation, Rest, ScheduleKind, Terms, TimeUnit, Tranche,
    YearLength,
};
use primitives::amount::Minor;
use primitives::significant::Significant;

use super::allocation;
use super::catalogue::Catalogue;
use super::kinds;
use super::vector::{Fields, Unread};

/// Days of lateness that do not count, whatever the product says.
const GRACE_DAYS: u16 = 3;
/// Days before and after a due date on which reminders go out unless the product says otherwise.
const REMINDERS: (u32, u32) = (1, 2);

/// The terms of a loan: what its request states wins over its product.
pub fn terms(
    request: &Fields,
    product: &Fields,
    catalogue: &Catalogue<'_>,
) -> Result<Terms, Unread> {
    let unit = unit(request.text("repayment_frequency")?)?;
    let expected = request.date_if("expected_disbursement_on")?;
    let submitted_on = request.date("submitted_on")?;
    let reminder = |field: &str, usual| -> Result<u16, Unread> {
        Ok(product.whole_if(field)?.unwrap_or(usual).try_into().unwrap_or(u16::MAX))
    };
    Ok(Terms {
        currency: currency(product)?,
        principal: request.money("principal")?,
        submitted_on,
        expected_disbursement_on: expected.unwrap_or(submitted_on),
        rate: rate(request, product)?,
        rate_bounds: catalogue.rate_bounds(request.text_if("product")?.unwrap_or_default())?,
        schedule: schedule(product)?,
        method: method(request)?,
        basis: basis(request, product)?,
        amortization: amortization(request)?,
        every: Every { count: count(request, "repayment_every")?, unit },
        installments: count(request, "number_of_repayments")?,
        grace: Grace {
            principal: count(request, "grace_on_principal_payment")?,
            interest: count(request, "grace_on_interest_payment")?,
        },
        multiple: multiple(product)?,
        fixed_installment: request.money_if("fixed_emi_amount")?,
        fixed_length: fixed_length(request, product)?,
        anchor: match product.text_if("repayment_start_date")?.unwrap_or("DISBURSEMENT_DATE") {
            "DISBURSEMENT_DATE" => Anchor::Disbursement,
            "SUBMITTED_ON_DATE" => Anchor::Submission,
            other => return Err(Unread::unknown("repayment start", other)),
        },
        recalculation: product
            .object_if("interest_recalculation")?
            .map(|fields| recalculation(&fields))
            .transpose()?,
        disbursals: disbursals(product)?,
        tranches: tranches(request)?,
        over_applied: over_applied(product)?,
        down_payment: down_payment(request, product)?,
        allocation: allocation::of(request, product)?,
        credit_allocation: allocation::of_credits(product)?,
        interest_refund_on: kinds_of(&product.texts("interest_refund_on")?)?,
        charge_off: match product.text_if("charge_off_behaviour")?.unwrap_or("REGULAR") {
            "REGULAR" => ChargeOffBehaviour::Regular,
            "ZERO_INTEREST" => ChargeOffBehaviour::ZeroInterest,
            "ACCELERATE_MATURITY" => ChargeOffBehaviour::AccelerateMaturity,
            other => return Err(Unread::unknown("charge-off behaviour", other)),
        },
        accrual_activity: product.flag("accrual_activity_posting")?,
        accounting: match product.text_if("accounting")?.unwrap_or("NONE") {
            "NONE" => Accounting::None,
            "CASH_BASED" => Accounting::Cash,
            "ACCRUAL_PERIODIC" | "ACCRUAL_UPFRONT" => Accounting::Accrual,
            other => return Err(Unread::unknown("accounting", other)),
        },
        charges: catalogue.charges_of(request, product)?,
        capitalized_income: deferred(product, "capitalized_income")?,
        buy_down_fee: deferred(product, "buy_down_fee")?,
        delinquency: delinquency(request, product, catalogue)?,
        remind_before: reminder("due_event_days", REMINDERS.0)?,
        remind_after: reminder("overdue_event_days", REMINDERS.1)?,
    })
}

fn method(request: &Fields) -> Result<InterestMethod, Unread> {
    match request.text("interest_method")? {
        "DECLINING_BALANCE" => Ok(InterestMethod::DecliningBalance),
        "FLAT" => Ok(InterestMethod::Flat),
        other => Err(Unread::unknown("interest method", other)),
    }
}

fn amortization(request: &Fields) -> Result<Amortization, Unread> {
    match request.text_if("amortization")?.unwrap_or("EQUAL_INSTALLMENTS") {
        "EQUAL_INSTALLMENTS" => Ok(Amortization::EqualInstallment),
        "EQUAL_PRINCIPAL_PAYMENTS" => Ok(Amortization::EqualPrincipal),
        other => Err(Unread::unknown("amortization", other)),
    }
}

fn currency(product: &Fields) -> Result<primitives::money::Currency, Unread> {
    let code = product.text_if("currency")?.unwrap_or("EUR");
    code.parse().map_err(|_| Unread::unknown("currency", code))
}

fn count(fields: &Fields, field: &str) -> Result<u16, Unread> {
    let malformed = |_| Unread::Malformed { field: field.to_owned(), value: "too many".to_owned() };
    fields.whole_if(field)?.unwrap_or(0).try_into().map_err(malformed)
}

/// A decimal figure.
pub fn significant(fields: &Fields, field: &str) -> Result<Option<Significant>, Unread> {
    let text = match fields.get(field) {
        None => return Ok(None),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
    };
    let malformed = |_| Unread::Malformed { field: field.to_owned(), value: text.clone() };
    text.parse().map(Some).map_err(malformed)
}

/// A unit of time.
pub fn unit(text: &str) -> Result<TimeUnit, Unread> {
    match text {
        "DAYS" => Ok(TimeUnit::Days),
        "WEEKS" => Ok(TimeUnit::Weeks),
        "MONTHS" => Ok(TimeUnit::Months),
        "YEARS" => Ok(TimeUnit::Years),
        other => Err(Unread::unknown("unit of time", other)),
    }
}

fn rate(request: &Fields, product: &Fields) -> Result<NominalRate, Unread> {
    let own = request.text_if("interest_rate_frequency")?;
    let per = match own.or(product.text_if("interest_rate_frequency")?).unwrap_or("YEAR") {
        "YEAR" => RatePer::Year,
        "MONTH" => RatePer::Month,
        "WHOLE_TERM" => RatePer::WholeTerm,
        other => return Err(Unread::unknown("rate frequency", other)),
    };
    let percent = significant(request, "interest_rate")?.unwrap_or(Significant::ZERO);
    Ok(NominalRate { percent, per })
}

fn schedule(product: &Fields) -> Result<ScheduleKind, Unread> {
    match product.text("schedule_type")? {
        "PROGRESSIVE" => Ok(ScheduleKind::Progressive),
        "CUMULATIVE" => Ok(ScheduleKind::Cumulative),
        other => Err(Unread::unknown("schedule type", other)),
    }
}

fn basis(request: &Fields, product: &Fields) -> Result<InterestBasis, Unread> {
    let period = match request.text("interest_calculation_period")? {
        "DAILY" => InterestPeriod::Daily,
        "SAME_AS_REPAYMENT_PERIOD" => InterestPeriod::SameAsRepayment {
            partial: product.flag("allow_partial_period_interest")?,
        },
        other => return Err(Unread::unknown("interest calculation period", other)),
    };
    let by_leap_day = match product.text_if("days_in_year_custom")? {
        None | Some("FULL_LEAP_YEAR") => false,
        Some("FEB_29_PERIOD_ONLY") => true,
        Some(other) => return Err(Unread::unknown("year", other)),
    };
    let year = match figure_name(product, "days_in_year")?.as_str() {
        "ACTUAL" if by_leap_day => YearLength::ActualByLeapDay,
        "ACTUAL" => YearLength::Actual,
        "360" => YearLength::Days360,
        "365" => YearLength::Days365,
        other => return Err(Unread::unknown("days in a year", other)),
    };
    let month = match figure_name(product, "days_in_month")?.as_str() {
        "ACTUAL" => MonthLength::Actual,
        "30" => MonthLength::Days30,
        other => return Err(Unread::unknown("days in a month", other)),
    };
    let from_disbursal_day = product.flag("interest_recognition_on_disbursement_date")?;
    Ok(InterestBasis { period, year, month, from_disbursal_day })
}

/// A name that may be written as a number.
fn figure_name(fields: &Fields, field: &str) -> Result<String, Unread> {
    match fields.get(field) {
        Some(serde_json::Value::Number(number)) => Ok(number.to_string()),
        _ => fields.text(field).map(str::to_owned),
    }
}

fn multiple(product: &Fields) -> Result<Option<Minor>, Unread> {
    let multiple = product.money_if("installment_amount_in_multiples_of")?;
    Ok(multiple.filter(|multiple| multiple.0 > 0))
}

fn fixed_length(request: &Fields, product: &Fields) -> Result<Option<u16>, Unread> {
    let own = request.whole_if("fixed_length")?;
    let length = own.or(product.whole_if("fixed_length_days_or_months")?);
    Ok(length.and_then(|length| length.try_into().ok()))
}

fn recalculation(fields: &Fields) -> Result<Recalculation, Unread> {
    Ok(Recalculation {
        rest: match fields.text("rest_frequency")? {
            "DAILY" => Rest::Daily,
            "SAME_AS_REPAYMENT" => Rest::Repayment,
            other => return Err(Unread::unknown("rest frequency", other)),
        },
        pre_close: match fields.text_if("pre_close_interest")?.unwrap_or("TILL_PRE_CLOSE_DATE") {
            "TILL_PRE_CLOSE_DATE" => PreClose::PayoffDate,
            "TILL_REST_FREQUENCY_DATE" => PreClose::RestDate,
            other => return Err(Unread::unknown("pre-close interest", other)),
        },
        advance: match fields.text("advance_payment_strategy")? {
            "ADJUST_LAST_UNPAID_PERIOD" => AdvancePayment::LastUnpaid,
            "REDUCE_EMI_AMOUNT" => AdvancePayment::ReduceInstallment,
            "REDUCE_NUMBER_OF_INSTALLMENTS" => AdvancePayment::ReduceNumber,
            "RESCHEDULE_NEXT_REPAYMENTS" => AdvancePayment::Reschedule,
            other => return Err(Unread::unknown("advance payment strategy", other)),
        },
        no_interest_on_past_due: fields.flag("no_interest_on_past_due")?,
        arrears_on_original_schedule: fields.flag("arrears_on_original_schedule")?,
        compounding: match fields.text_if("compounding")?.unwrap_or("NONE") {
            "NONE" => Compounding::None,
            "INTEREST" => Compounding::InterestMonthly {
                on_day: fields.whole_if("compounding_on_day")?.unwrap_or(1).try_into().unwrap_or(1),
            },
            other => return Err(Unread::unknown("compounding", other)),
        },
    })
}

fn disbursals(product: &Fields) -> Result<Disbursals, Unread> {
    if !product.flag("multi_disburse")? {
        return Ok(Disbursals::Single);
    }
    let most = product.whole_if("max_tranche_count")?.and_then(|most| most.try_into().ok());
    let planned = !product.flag("expected_tranches_disallowed")?;
    Ok(Disbursals::Several { most: most.unwrap_or(u16::MAX), planned })
}

fn tranches(request: &Fields) -> Result<Vec<Tranche>, Unread> {
    request.objects("expected_tranches")?.iter().map(tranche).collect()
}

/// A planned disbursal.
pub fn tranche(fields: &Fields) -> Result<Tranche, Unread> {
    Ok(Tranche {
        expected_on: fields.date("expected_on")?,
        disbursed_on: None,
        principal: fields.money("principal")?,
    })
}

fn over_applied(product: &Fields) -> Result<Option<OverApplied>, Unread> {
    let Some(fields) = product.object_if("over_applied")? else { return Ok(None) };
    match fields.text("calculation")? {
        "percentage" => Ok(Some(OverApplied::Percent(fields.whole("number")?))),
        "flat" => Ok(Some(OverApplied::Flat(fields.money("number")?))),
        other => Err(Unread::unknown("over-applied calculation", other)),
    }
}

fn down_payment(request: &Fields, product: &Fields) -> Result<Option<DownPayment>, Unread> {
    let stated = request.has("down_payment");
    let Some(fields) = (if stated { request } else { product }).object_if("down_payment")? else {
        return Ok(None);
    };
    let percent = significant(&fields, "percent")?.unwrap_or(Significant::ZERO);
    Ok(Some(DownPayment { percent, automatic: fields.flag("auto_repayment")? }))
}

fn kinds_of(
    names: &[String],
) -> Result<Vec<engine::installments::transaction::TransactionKind>, Unread> {
    names.iter().map(|name| kinds::of_code(name)).collect()
}

fn deferred(product: &Fields, field: &str) -> Result<Option<DeferredIncome>, Unread> {
    let Some(fields) = product.object_if(field)? else { return Ok(None) };
    let income = match fields.text_if("income_type")?.unwrap_or("INTEREST") {
        "INTEREST" => IncomeKind::Interest,
        "FEE" => IncomeKind::Fee,
        other => return Err(Unread::unknown("income type", other)),
    };
    Ok(Some(DeferredIncome { income, merchant: fields.flag_if("merchant")?.unwrap_or(true) }))
}

fn delinquency(
    request: &Fields,
    product: &Fields,
    catalogue: &Catalogue<'_>,
) -> Result<DelinquencyTerms, Unread> {
    let mut ranges = Vec::new();
    if product.get("delinquency_bucket").is_some() {
        for fields in catalogue.ranges() {
            ranges.push(DelinquencyRange {
                id: fields.whole("id")?,
                code: fields.text("code")?.to_owned(),
                min_days: count(&fields, "min_days")?,
                max_days: fields.whole_if("max_days")?.and_then(|days| days.try_into().ok()),
            });
        }
    }
    let own = request.flag_if("installment_level_delinquency")?;
    let of_product = product.flag("installment_level_delinquency")?;
    Ok(DelinquencyTerms {
        grace_days: GRACE_DAYS,
        ranges,
        by_installment: own.unwrap_or(of_product),
    })
}
