//! What the pages ask of the platform. The binary answers over the service; a test over a fixture.

use std::future::Future;
use std::pin::Pin;

use engine::explain::Figure;
use primitives::date::Date;
use service::view::derivation::Derived;
use service::view::loans::{LoanList, LoanQuery};
use service::view::progress::Progress;
use service::view::story::LoanStory;
use service::view::today::Today;

/// An answer that may take a while.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send + 'a>>;

/// The platform as the pages see it.
pub trait Console: Send + Sync + 'static {
    /// Where the book stands. Asked with every page, so it must be cheap.
    fn progress(&self) -> Answer<'_, Progress>;

    /// The whole book on its business date.
    fn today(&self) -> Answer<'_, Today>;

    /// One page of the loans asked for.
    fn loans<'a>(&'a self, query: &'a LoanQuery) -> Answer<'a, LoanList>;

    /// One loan as of a date, by default the business date; none when there is no such loan.
    fn story<'a>(&'a self, loan: &'a str, as_of: Option<Date>) -> Answer<'a, Option<LoanStory>>;

    /// A figure of a loan with what it follows from, as of a date; none when there is no such loan
    /// or figure.
    fn derivation<'a>(
        &'a self,
        loan: &'a str,
        figure: Figure,
        as_of: Option<Date>,
    ) -> Answer<'a, Option<Derived>>;

    /// Moves the business date on and answers when the last day moved through is closed.
    fn advance(&self, step: Step) -> Answer<'_, ()>;
}

/// How far time is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One day.
    Day,
    /// To the end of the month; when already there, to the end of the next.
    Month,
}

/// Why the platform does not answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The history is still being lived, or time is already being moved.
    StillLiving,
    /// The loan has no standing on that date.
    DateOutOfRange {
        /// The first date it can be seen on.
        first: Date,
        /// The last.
        last: Date,
    },
    /// The place in the list is not one the list gave.
    CursorUnknown,
    /// Something outside failed; trying again may help.
    Unavailable,
}
