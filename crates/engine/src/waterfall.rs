//! The order in which a payment meets what is due, as data.

use std::fmt;
use std::str::FromStr;

/// What an amount owed is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// 本金.
    Principal,
    /// 利息.
    Interest,
    /// 费用.
    Fee,
    /// 违约金: a flat charge for lateness.
    LateFee,
    /// 罚息: interest on what is overdue.
    DefaultInterest,
}

impl Component {
    /// Every component, in the order files and reports list them.
    pub const ALL: [Component; 5] = [
        Component::Principal,
        Component::Interest,
        Component::Fee,
        Component::LateFee,
        Component::DefaultInterest,
    ];

    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            Component::Principal => "principal",
            Component::Interest => "interest",
            Component::Fee => "fee",
            Component::LateFee => "late-fee",
            Component::DefaultInterest => "default-interest",
        }
    }
}

/// A word that names no component.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no component: use principal, interest, fee, late-fee or default-interest")]
pub struct UnknownComponent(pub String);

impl FromStr for Component {
    type Err = UnknownComponent;

    fn from_str(word: &str) -> Result<Component, UnknownComponent> {
        Component::ALL
            .into_iter()
            .find(|component| component.word() == word)
            .ok_or_else(|| UnknownComponent(word.to_owned()))
    }
}

impl fmt::Display for Component {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// How the order runs over several dues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The oldest due wholly, then the next.
    Horizontal,
    /// The first component of every due, then the next component.
    Vertical,
}

/// An ordered policy of who is paid first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Waterfall {
    /// Each of the five components once.
    pub order: [Component; 5],
    /// Over dues.
    pub scope: Scope,
}

impl Waterfall {
    /// The steps of this policy over `count` dues, oldest first: which due, which component.
    pub fn steps(&self, count: usize) -> impl Iterator<Item = (usize, Component)> + '_ {
        (0..count * 5).map(move |step| match self.scope {
            Scope::Horizontal => (step / 5, self.order[step % 5]),
            Scope::Vertical => (step % count, self.order[step / count]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waterfall(scope: Scope) -> Waterfall {
        Waterfall { order: Component::ALL, scope }
    }

    #[test]
    fn horizontal_finishes_a_due_before_the_next() {
        let steps: Vec<_> = waterfall(Scope::Horizontal).steps(2).collect();
        assert_eq!(steps[4], (0, Component::DefaultInterest));
        assert_eq!(steps[5], (1, Component::Principal));
    }

    #[test]
    fn vertical_finishes_a_component_before_the_next() {
        let steps: Vec<_> = waterfall(Scope::Vertical).steps(2).collect();
        assert_eq!(steps[1], (1, Component::Principal));
        assert_eq!(steps[2], (0, Component::Interest));
    }
}
