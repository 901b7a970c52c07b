//! Closing a day.
use super::loan::Loan;
use super::operation::Operation;
use primitives::date::Date;
impl Loan {
    pub(super) fn close(&mut self, _day: Date) {}
    pub(super) fn after_money(&mut self, _operation: &Operation) {}
}
