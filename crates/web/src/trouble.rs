//! What can keep a page from being shown, and the code it is answered with.

use axum::http::StatusCode;

use crate::console::Refusal;

/// Why there is no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No page has this address.
    PageUnknown,
    /// No loan has this id.
    LoanUnknown,
    /// A field of the query or form cannot be read.
    Malformed(Field),
    /// The form was sent from another site.
    ForeignForm,
    /// The address takes another method.
    MethodUnknown,
    /// The platform does not answer.
    Refused(Refusal),
}

/// A field of a query or form, with what it may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// `as_of`, a date.
    AsOf,
    /// `bucket`, 0 to 7.
    Bucket,
    /// `over`, a number of days.
    Over,
    /// `lent`, a month.
    Lent,
    /// `changed`, a kind of change.
    Changed,
    /// `order`, an order.
    Order,
    /// `after`, a place in the list.
    After,
    /// `q`, a search text.
    Search,
    /// `product`, a product's id.
    Product,
    /// `by`, a step of time.
    By,
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Trouble {
        Trouble::Refused(refusal)
    }
}

impl Trouble {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Trouble::PageUnknown | Trouble::LoanUnknown => StatusCode::NOT_FOUND,
            Trouble::Malformed(_) => StatusCode::BAD_REQUEST,
            Trouble::ForeignForm => StatusCode::FORBIDDEN,
            Trouble::MethodUnknown => StatusCode::METHOD_NOT_ALLOWED,
            Trouble::Refused(Refusal::StillLiving) => StatusCode::CONFLICT,
            Trouble::Refused(Refusal::DateOutOfRange { .. } | Refusal::CursorUnknown) => {
                StatusCode::BAD_REQUEST
            }
            Trouble::Refused(Refusal::Unavailable) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}
