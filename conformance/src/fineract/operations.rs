//! From the suite's steps to operations.

use engine::installments::operation::{ChargeOffReason, Operation, OperationKind, Reschedule};
use engine::installments::terms::Every;
use engine::installments::transaction::TransactionKind;
use primitives::date::Date;

use super::kinds;
use super::session::Session;
use super::terms::{significant, tranche, unit};
use super::vector::{Fields, Unread};

/// What a step does to the loan; nothing when it is no operation. `today` is the business date.
pub fn operation(
    session: &Session<'_>,
    step: &Fields,
    today: Date,
) -> Result<Option<Operation>, Unread> {
    let name = step.text("do")?;
    let kind = match name {
        "approve"
        | "undo_approval"
        | "reject"
        | "withdraw"
        | "add_expected_tranche"
        | "update_approved_amount"
        | "update_available_disbursement"
        | "disburse"
        | "undo_disbursal"
        | "undo_last_disbursal" => Some(granting(name, step, today)?),
        "transaction"
        | "pay_off"
        | "credit_balance_refund"
        | "interest_refund"
        | "undo_transaction"
        | "adjust_transaction"
        | "chargeback" => Some(paying(session, name, step)?),
        "add_charge" | "waive_charge" | "undo_waive_charge" | "charge_adjustment" => {
            Some(charging(session, name, step)?)
        }
        "capitalized_income"
        | "capitalized_income_adjustment"
        | "buy_down_fee"
        | "buy_down_fee_adjustment" => Some(deferring(session, name, step)?),
        _ => servicing(name, step)?,
    };
    let Some(kind) = kind else { return Ok(None) };
    let on = date_of(name, step)?.unwrap_or(today);
    Ok(Some(Operation { on, entered_on: today, kind }))
}

/// The date a step counts for, where it states one.
fn date_of(name: &str, step: &Fields) -> Result<Option<Date>, Unread> {
    match name {
        "reschedule" => step.date_if("from_date"),
        "interest_pause" | "delinquency_pause" | "delinquency_resume" => step.date_if("start_date"),
        "reage" | "add_charge" => Ok(None),
        _ => step.date_if("date"),
    }
}

fn granting(name: &str, step: &Fields, today: Date) -> Result<OperationKind, Unread> {
    Ok(match name {
        "approve" => OperationKind::Approve {
            amount: step.money("amount")?,
            expected_disbursement_on: step.date_if("expected_disbursement_on")?.unwrap_or(today),
        },
        "undo_approval" => OperationKind::UndoApproval,
        "reject" => OperationKind::Reject,
        "withdraw" => OperationKind::Withdraw,
        "add_expected_tranche" => OperationKind::PlanTranche(tranche(step)?),
        "update_approved_amount" => OperationKind::ChangeApprovedAmount(step.money("amount")?),
        "update_available_disbursement" => {
            OperationKind::ChangeAvailableDisbursement(step.money("amount")?)
        }
        "undo_disbursal" => OperationKind::UndoDisbursal,
        "undo_last_disbursal" => OperationKind::UndoLastDisbursal,
        _ => OperationKind::Disburse {
            amount: step.money("amount")?,
            installment: step.money_if("fixed_emi_amount")?,
            first_due: step.date_if("adjust_repayment_date")?,
            automatic_down_payment: step.flag_if("auto_down_payment")?,
        },
    })
}

fn paying(session: &Session<'_>, name: &str, step: &Fields) -> Result<OperationKind, Unread> {
    let amount = || step.money("amount");
    Ok(match name {
        "transaction" => OperationKind::Pay {
            kind: kinds::of_code(step.text("type")?)?,
            amount: amount()?,
            refund_interest: step.flag_if("interest_refund")?,
        },
        "pay_off" => OperationKind::PayOff,
        "credit_balance_refund" => OperationKind::RefundCredit { amount: amount()? },
        "interest_refund" => {
            OperationKind::RefundInterest { of: session.transaction(step)?, amount: amount()? }
        }
        "undo_transaction" => OperationKind::Reverse { transaction: session.transaction(step)? },
        "adjust_transaction" => {
            OperationKind::Correct { transaction: session.transaction(step)?, amount: amount()? }
        }
        _ => OperationKind::Chargeback { of: session.transaction(step)?, amount: amount()? },
    })
}

fn charging(session: &Session<'_>, name: &str, step: &Fields) -> Result<OperationKind, Unread> {
    Ok(match name {
        "add_charge" => {
            let amount = significant(step, "amount")?;
            let terms = session.catalogue().charge(step.text("charge")?, amount)?;
            OperationKind::AddCharge { terms, due_on: step.date_if("due_date")? }
        }
        "waive_charge" => OperationKind::WaiveCharge { charge: session.charge(step)? },
        "undo_waive_charge" => OperationKind::UndoWaiveCharge { charge: session.charge(step)? },
        _ => OperationKind::AdjustCharge {
            charge: session.charge(step)?,
            amount: step.money("amount")?,
        },
    })
}

fn deferring(session: &Session<'_>, name: &str, step: &Fields) -> Result<OperationKind, Unread> {
    let amount = step.money("amount")?;
    Ok(match name {
        "capitalized_income" => OperationKind::CapitalizeIncome { amount },
        "buy_down_fee" => OperationKind::BuyDownFee { amount },
        "capitalized_income_adjustment" => {
            let of = session.transaction_or(step, TransactionKind::CapitalizedIncome)?;
            OperationKind::AdjustCapitalizedIncome { of, amount }
        }
        _ => {
            let of = session.transaction_or(step, TransactionKind::BuyDownFee)?;
            OperationKind::AdjustBuyDownFee { of, amount }
        }
    })
}

fn servicing(name: &str, step: &Fields) -> Result<Option<OperationKind>, Unread> {
    Ok(Some(match name {
        "charge_off" => {
            let reason = step.text_if("reason")?.map(|reason| match reason {
                "FRAUD" => ChargeOffReason::Fraud,
                "DELINQUENT" => ChargeOffReason::Delinquency,
                _ => ChargeOffReason::Other,
            });
            OperationKind::ChargeOff { reason }
        }
        "undo_charge_off" => OperationKind::UndoChargeOff,
        "write_off" => OperationKind::Abandonment,
        "set_fraud" => OperationKind::MarkFraud(step.flag_if("value")?.unwrap_or(true)),
        "reschedule" => OperationKind::Reschedule(reschedule(step)?),
        "reage" => OperationKind::Reage {
            every: Every {
                count: small(step, "every")?.max(1),
                unit: unit(step.text("frequency")?)?,
            },
            first_due: step.date("start_date")?,
            installments: small(step, "number_of_installments")?,
        },
        "undo_reage" => OperationKind::UndoReage,
        "reamortize" => OperationKind::Reamortize,
        "undo_reamortize" => OperationKind::UndoReamortize,
        "interest_pause" => OperationKind::PauseInterest { through: step.date("end_date")? },
        "contract_termination" => OperationKind::Terminate,
        "undo_contract_termination" => OperationKind::UndoTerminate,
        "delinquency_pause" => OperationKind::PauseDelinquency { until: step.date("end_date")? },
        "delinquency_resume" if step.get("end_date").is_some() => {
            return Err(Unread::unknown("step", "delinquency_resume with an end"));
        }
        "delinquency_resume" => OperationKind::ResumeDelinquency,
        "reprocess_loan" => OperationKind::Reprocess,
        _ => return Ok(None),
    }))
}

fn reschedule(step: &Fields) -> Result<Reschedule, Unread> {
    Ok(Reschedule {
        adjusted_due_date: step.date_if("adjusted_due_date")?,
        grace_on_principal: small(step, "grace_on_principal")?,
        grace_on_interest: small(step, "grace_on_interest")?,
        extra_installments: small(step, "extra_terms")?,
        new_rate: significant(step, "new_interest_rate")?,
    })
}

fn small(step: &Fields, field: &str) -> Result<u16, Unread> {
    let malformed = |_| Unread::Malformed { field: field.to_owned(), value: "too many".to_owned() };
    step.whole_if(field)?.unwrap_or(0).try_into().map_err(malformed)
}
