//! The `[relief.<tool>]` sections of a product file.

use primitives::amount::Minor;

use super::file::{FileShape, ToolShape};
use super::words::Words;
use crate::relief::Tool;
use crate::relief::rules::{Approval, ReliefRules, ToolRules};

impl Words {
    /// The tools a file names, less those it says are not allowed.
    pub(super) fn relief(&mut self, file: &FileShape) -> ReliefRules {
        let mut rules = ReliefRules::default();
        for (word, shape) in &file.relief {
            let Some(tool) = self.value("relief", word, str::parse::<Tool>) else { continue };
            let read = self.tool(shape);
            if shape.allowed != Some(false) {
                rules.tools.push((tool, read));
            }
        }
        rules
    }

    fn tool(&mut self, shape: &ToolShape) -> ToolRules {
        let mut most = |limit: Option<i64>| limit.map(|limit| self.whole("relief", limit));
        let (per_12_months, per_5_years) = (most(shape.per_12_months), most(shape.per_5_years));
        let max_days = most(shape.max_days);
        let max_installments = most(shape.max_installments);
        ToolRules {
            min_age_months: self.whole("relief", shape.min_age_months),
            min_payments: self.whole("relief", shape.min_payments),
            per_12_months,
            per_5_years,
            max_days,
            max_installments,
            max_share: self.percent("relief", shape.max_share.as_ref()),
            approval: shape.approval.iter().filter_map(|text| self.approval(text)).collect(),
        }
    }

    /// `agent`, or `supervisor from 1000.00`.
    fn approval(&mut self, text: &str) -> Option<Approval> {
        let (role, from) = match text.split_once(" from ") {
            Some((role, from)) => (role, self.amount_of(from)?),
            None => (text, Minor::ZERO),
        };
        if role.trim().is_empty() || role.contains(' ') {
            self.note("relief", format!("\"{text}\" is no approval: use one like \"agent\" or \"supervisor from 1000.00\""));
            return None;
        }
        Some(Approval { from, role: role.to_owned() })
    }

    fn amount_of(&mut self, text: &str) -> Option<Minor> {
        let currency = self.currency;
        self.value("relief", text, |text| currency.parse_minor(text)).map(Minor)
    }
}
