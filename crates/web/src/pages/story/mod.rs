//! One loan as a story: where it stands, its life on one axis, and why each figure is what it is.

mod account;
mod axis;
mod headline;
mod owed;
mod relief;
mod revolving_said;
mod said;
mod schedule;
mod timeline;
mod why;

use maud::html;
use service::view::story::LoanStory;

use crate::lang::Lang;
use crate::layout::Sheet;
use crate::voice::Voice;

/// The page of a loan.
pub fn sheet(lang: Lang, story: &LoanStory) -> Sheet {
    let voice = Voice { lang, currency: story.currency };
    let title = format!("{} · {}", story.identity.loan, story.identity.borrower);
    let body = html! {
        (headline::headline(voice, story))
        (axis::section(voice, story))
        div.columns.told {
            div.major {
                (account::section(voice, story))
                (schedule::section(voice, story))
                (timeline::section(voice, story))
            }
            aside.minor {
                (owed::owed(voice, story))
                (why::section(voice, story))
                (owed::counters(voice, story))
                (owed::signed(voice, story))
            }
        }
    };
    Sheet { title, body }
}
