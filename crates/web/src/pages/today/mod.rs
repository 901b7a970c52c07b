//! Today: what is at risk, what changed, and where it is going.

mod aging;
mod headline;
mod rates;
mod risk;
mod rolls;
mod side;
mod vintage;

use maud::html;
use service::view::today::Today;

use crate::lang::Lang;
use crate::layout::Sheet;
use crate::voice::Voice;

/// The page of a day.
pub fn sheet(lang: Lang, today: &Today) -> Sheet {
    let voice = Voice { lang, currency: today.currency };
    let title = lang.pick("今日", "Today").to_owned();
    if today.book().loans == 0 {
        return Sheet { title, body: headline::empty(voice, today) };
    }
    let body = html! {
        (headline::headline(voice, today))
        div.columns {
            div.major { (risk::section(voice, today)) }
            aside.minor { (side::due(voice, today)) (side::changes(voice, today)) }
        }
        div.halves {
            (rates::by_definition(voice, today))
            (rates::by_product(voice, today))
        }
        (rolls::section(voice, today))
        div.halves {
            (vintage::section(voice, today))
            (aging::section(voice, today))
        }
    };
    Sheet { title, body }
}
