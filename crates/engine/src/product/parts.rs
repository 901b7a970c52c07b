//! The sizes of principal parts, where a product makes them unequal.

/// How principal is spread over the dues.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Parts {
    /// Alike.
    #[default]
    Equal,
    /// By the calendar month a due is scheduled in, January first: a season. 0 is no principal.
    ByMonth(Vec<u16>),
    /// By steps of the loan's life; the last goes on to the end.
    BySteps(Vec<PartStep>),
}

/// So many dues of one weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartStep {
    /// How many dues it lasts.
    pub dues: u16,
    /// The weight of each against the others; 0 is no principal.
    pub part: u16,
}
