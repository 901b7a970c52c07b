//! Who may have which relief: product data.

use primitives::amount::Minor;
use primitives::rate::Fraction;

use super::Tool;

/// What a product says of each tool it offers; a tool it does not name is not offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReliefRules {
    /// Each tool once.
    pub tools: Vec<(Tool, ToolRules)>,
}

/// Who may have one tool, how often, how far, and who must approve it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolRules {
    /// The loan must be so many months old.
    pub min_age_months: u16,
    /// In the last so many months as many instalments must have been paid, one by one or together.
    pub min_payments: u16,
    /// How often within twelve months.
    pub per_12_months: Option<u16>,
    /// How often within five years.
    pub per_5_years: Option<u16>,
    /// How many days it may reach.
    pub max_days: Option<u16>,
    /// How many dues or payments it may have.
    pub max_installments: Option<u16>,
    /// What share of what is owed it may give up.
    pub max_share: Option<Fraction>,
    /// Who approves: each role from an amount on, the first from nothing on.
    pub approval: Vec<Approval>,
}

/// A role that approves from an amount on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// From what is owed of this much on.
    pub from: Minor,
    /// A word of the lender's own.
    pub role: String,
}

impl ReliefRules {
    /// What is said of a tool; none where it is not offered.
    pub fn of(&self, tool: Tool) -> Option<&ToolRules> {
        self.tools.iter().find(|(named, _)| *named == tool).map(|(_, rules)| rules)
    }
}

impl ToolRules {
    /// Who approves relief on an amount; none where nobody has to.
    pub fn approved_by(&self, amount: Minor) -> Option<&str> {
        let reached = self.approval.iter().filter(|approval| approval.from <= amount);
        reached.max_by_key(|approval| approval.from).map(|approval| approval.role.as_str())
    }
}
