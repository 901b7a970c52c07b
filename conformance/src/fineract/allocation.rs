//! From the suite's orders of payment to rules of allocation.

use engine::installments::portions::Component;
use engine::installments::terms::{Allocation, AllocationRule, DueType, FutureRule, Processing};

use super::kinds;
use super::vector::{Fields, Unread};

/// The strategy that reads rules instead of naming an order.
const BY_RULES: &str = "advanced-payment-allocation-strategy";
/// The strategy named after nothing.
const STANDARD: &str = "mifos-standard-strategy";

/// The rule of a type that has none of its own.
const DEFAULT: &str = "DEFAULT";

/// How a loan's payments are allocated.
pub fn of(request: &Fields, product: &Fields) -> Result<Allocation, Unread> {
    match request.text("strategy")? {
        BY_RULES => by_rules(product),
        name => fixed(name),
    }
}

fn by_rules(product: &Fields) -> Result<Allocation, Unread> {
    let processing = match product.text_if("schedule_processing")?.unwrap_or("HORIZONTAL") {
        "HORIZONTAL" => Processing::Horizontal,
        "VERTICAL" => Processing::Vertical,
        other => return Err(Unread::unknown("schedule processing", other)),
    };
    let mut default = None;
    let mut rules = Vec::new();
    for fields in product.objects("payment_allocation")? {
        match fields.text("transaction_type")? {
            DEFAULT => default = Some(rule(&fields)?),
            code => rules.push((kinds::of_code(code)?, rule(&fields)?)),
        }
    }
    let default = default.ok_or_else(|| Unread::Missing("payment_allocation".to_owned()))?;
    Ok(Allocation::ByDue { processing, default, rules })
}

fn rule(fields: &Fields) -> Result<AllocationRule, Unread> {
    let order = fields.texts("order")?;
    let order = order.iter().map(|code| step(code)).collect::<Result<_, _>>()?;
    let future = match fields.text_if("future_installments")?.unwrap_or("NEXT_INSTALLMENT") {
        "NEXT_INSTALLMENT" => FutureRule::Next,
        "LAST_INSTALLMENT" => FutureRule::Last,
        "NEXT_LAST_INSTALLMENT" => FutureRule::NextThenLast,
        "REAMORTIZATION" => FutureRule::Reamortize,
        other => return Err(Unread::unknown("rule for future instalments", other)),
    };
    Ok(AllocationRule { order, future })
}

fn step(code: &str) -> Result<(DueType, Component), Unread> {
    for (prefix, due) in [
        ("PAST_DUE_", DueType::PastDue),
        ("DUE_", DueType::Due),
        ("IN_ADVANCE_", DueType::InAdvance),
    ] {
        if let Some(name) = code.strip_prefix(prefix) {
            return Ok((due, component(name)?));
        }
    }
    Err(Unread::unknown("step of allocation", code))
}

fn component(name: &str) -> Result<Component, Unread> {
    match name.to_ascii_lowercase().trim_end_matches('s') {
        "principal" => Ok(Component::Principal),
        "interest" => Ok(Component::Interest),
        "fee" => Ok(Component::Fee),
        "penalty" | "penaltie" => Ok(Component::Penalty),
        other => Err(Unread::unknown("component", other)),
    }
}

/// A fixed strategy is named after its order, or after one for what is due and one for what is not:
/// `due-A-B-C-D-in-advance-E-F-G-H-strategy`.
fn fixed(name: &str) -> Result<Allocation, Unread> {
    if name == STANDARD {
        let order = [Component::Penalty, Component::Fee, Component::Interest, Component::Principal];
        return Ok(Allocation::Fixed { due: order, in_advance: order, by_due: false });
    }
    let plain = name.trim_end_matches("-strategy").trim_end_matches("-order");
    match plain.strip_prefix("due-").and_then(|rest| rest.split_once("-in-advance-")) {
        Some((due, in_advance)) => Ok(Allocation::Fixed {
            due: four(name, due.split('-'))?,
            in_advance: four(name, in_advance.split('-'))?,
            by_due: true,
        }),
        None => {
            let order = four(name, plain.split('-'))?;
            Ok(Allocation::Fixed { due: order, in_advance: order, by_due: false })
        }
    }
}

fn four<'a>(name: &str, parts: impl Iterator<Item = &'a str>) -> Result<[Component; 4], Unread> {
    let parts: Vec<Component> = parts.map(component).collect::<Result<_, _>>()?;
    parts.try_into().map_err(|_| Unread::unknown("strategy", name))
}

/// In which order a payment charged back returns.
pub fn of_credits(product: &Fields) -> Result<Option<[Component; 4]>, Unread> {
    let rules = product.objects("credit_allocation")?;
    let order = rules.first().map(|fields| fields.texts("order")).transpose()?;
    order.map(|order| four("credit allocation", order.iter().map(String::as_str))).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strategy_is_read_from_its_name() {
        use Component::{Fee, Interest, Penalty, Principal};
        let name = "due-penalty-fee-interest-principal-in-advance-principal-penalty-fee-interest-\
                    strategy";
        let expected = Allocation::Fixed {
            due: [Penalty, Fee, Interest, Principal],
            in_advance: [Principal, Penalty, Fee, Interest],
            by_due: true,
        };
        assert_eq!(fixed(name), Ok(expected));
        let order = [Interest, Principal, Penalty, Fee];
        let expected = Allocation::Fixed { due: order, in_advance: order, by_due: false };
        assert_eq!(fixed("interest-principal-penalties-fees-order-strategy"), Ok(expected));
        assert!(fixed("early-repayment-strategy").is_err());
    }
}
