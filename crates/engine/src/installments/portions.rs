//! An amount by what it is: principal, interest, fees and penalties.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Index, IndexMut, Neg, Sub, SubAssign};

use primitives::amount::Minor;

/// What a part of a debt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Component {
    /// What was lent.
    Principal,
    /// Its price over time.
    Interest,
    /// Charges for a service.
    Fee,
    /// Charges for a breach.
    Penalty,
}

impl Component {
    /// Every component.
    pub const ALL: [Component; 4] =
        [Component::Principal, Component::Interest, Component::Fee, Component::Penalty];
}

/// One amount per component.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Portions {
    /// Principal.
    pub principal: Minor,
    /// Interest.
    pub interest: Minor,
    /// Fees.
    pub fee: Minor,
    /// Penalties.
    pub penalty: Minor,
}

impl Portions {
    /// Nothing of anything.
    pub const ZERO: Portions = Portions {
        principal: Minor::ZERO,
        interest: Minor::ZERO,
        fee: Minor::ZERO,
        penalty: Minor::ZERO,
    };

    /// So much of one component and nothing of the others.
    pub fn only(component: Component, amount: Minor) -> Portions {
        let mut portions = Portions::ZERO;
        portions[component] = amount;
        portions
    }

    /// All components together.
    pub fn total(&self) -> Minor {
        self.principal + self.interest + self.fee + self.penalty
    }

    /// Each component by its own rule.
    pub fn map(&self, rule: impl Fn(Component, Minor) -> Minor) -> Portions {
        let mut out = Portions::ZERO;
        for component in Component::ALL {
            out[component] = rule(component, self[component]);
        }
        out
    }
}

impl Index<Component> for Portions {
    type Output = Minor;

    fn index(&self, component: Component) -> &Minor {
        match component {
            Component::Principal => &self.principal,
            Component::Interest => &self.interest,
            Component::Fee => &self.fee,
            Component::Penalty => &self.penalty,
        }
    }
}

impl IndexMut<Component> for Portions {
    fn index_mut(&mut self, component: Component) -> &mut Minor {
        match component {
            Component::Principal => &mut self.principal,
            Component::Interest => &mut self.interest,
            Component::Fee => &mut self.fee,
            Component::Penalty => &mut self.penalty,
        }
    }
}

impl Add for Portions {
    type Output = Portions;

    fn add(self, other: Portions) -> Portions {
        self.map(|component, amount| amount + other[component])
    }
}

impl Sub for Portions {
    type Output = Portions;

    fn sub(self, other: Portions) -> Portions {
        self.map(|component, amount| amount - other[component])
    }
}

impl Neg for Portions {
    type Output = Portions;

    fn neg(self) -> Portions {
        self.map(|_, amount| -amount)
    }
}

impl AddAssign for Portions {
    fn add_assign(&mut self, other: Portions) {
        *self = *self + other;
    }
}

impl SubAssign for Portions {
    fn sub_assign(&mut self, other: Portions) {
        *self = *self - other;
    }
}

impl Sum for Portions {
    fn sum<I: Iterator<Item = Portions>>(portions: I) -> Portions {
        portions.fold(Portions::ZERO, Add::add)
    }
}
