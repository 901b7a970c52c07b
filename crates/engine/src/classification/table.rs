//! A classification table: the days and periods a pack gives the rules.

use primitives::rate::Fraction;

/// The five categories of Chinese supervision, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FiveCategory {
    /// 正常.
    Normal,
    /// 关注.
    SpecialMention,
    /// 次级.
    Substandard,
    /// 可疑.
    Doubtful,
    /// 损失.
    Loss,
}

impl FiveCategory {
    /// Best first.
    pub const ALL: [FiveCategory; 5] = [
        FiveCategory::Normal,
        FiveCategory::SpecialMention,
        FiveCategory::Substandard,
        FiveCategory::Doubtful,
        FiveCategory::Loss,
    ];

    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            FiveCategory::Normal => "normal",
            FiveCategory::SpecialMention => "special-mention",
            FiveCategory::Substandard => "substandard",
            FiveCategory::Doubtful => "doubtful",
            FiveCategory::Loss => "loss",
        }
    }

    /// 不良: the last three.
    pub fn is_npl(self) -> bool {
        self >= FiveCategory::Substandard
    }
}

/// Whether one bad loan makes the debtor's others bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contagion {
    /// Each loan is judged for itself: retail.
    LoanByLoan,
    /// More than a tenth of a debtor's claims non-performing makes all so.
    WholeDebtor,
}

/// The figures of one table. Days are days past due, from which something applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Lateness up to this many days is technical and leaves a loan normal.
    pub technical_days: u16,
    /// From which day: special mention, substandard, doubtful, loss.
    pub from_days: [u16; 4],
    /// Upgrade from non-performing: periods kept, and months without lateness; both.
    pub upgrade: (u16, u16),
    /// Observation of a restructured loan: periods kept, and months; both.
    pub observation: (u16, u16),
    /// The least class of a loan restructured again within its observation.
    pub repeat_restructuring: FiveCategory,
    /// Whether classes spread over a debtor's loans.
    pub contagion: Contagion,
    /// Default from this many days of material arrears.
    pub default_from: u16,
    /// Days without material arrears before default ends.
    pub probation_days: u16,
    /// The same for a loan that was restructured in default, in months.
    pub restructured_probation_months: u16,
    /// A plan that loses more than this of the claim is a default.
    pub npv_loss: Fraction,
    /// Stage 2 and stage 3 from this many days past due.
    pub stage_from: (u16, u16),
    /// Income is no longer recognised from this day past due.
    pub nonaccrual_from: u16,
    /// Charge-off by supervision from this day past due: closed-end and open-end credit.
    pub charge_off_from: (Option<u16>, Option<u16>),
}

impl Table {
    /// The class that days past due alone ask for.
    pub fn by_days(&self, days: u16) -> FiveCategory {
        if days <= self.technical_days {
            return FiveCategory::Normal;
        }
        let passed = self.from_days.iter().filter(|from| days >= **from).count();
        FiveCategory::ALL[passed]
    }
}
