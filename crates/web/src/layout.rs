//! What every page has around it: head, business date, the buttons that move it, foot.

use maud::{DOCTYPE, Markup, html};
use service::view::progress::{History, Progress};

use crate::lang::Lang;
use crate::visitor::Visitor;
use crate::voice::{self, date, weekday};

/// One page without its surroundings.
pub struct Sheet {
    /// For the window's title.
    pub title: String,
    /// The page itself.
    pub body: Markup,
}

/// Seconds after which a page looks again while the history is being lived.
const LIVING_REFRESH_SECONDS: u8 = 2;

const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' \
    viewBox='0 0 16 16'%3E%3Cpath fill='%23efe0c4' d='M1 11h4v4H1z'/%3E%3Cpath fill='%23d89252' \
    d='M6 6h4v9H6z'/%3E%3Cpath fill='%237a2f22' d='M11 1h4v14h-4z'/%3E%3C/svg%3E";

/// A whole page.
pub fn page(visitor: &Visitor, progress: Option<Progress>, sheet: &Sheet) -> Markup {
    let lang = visitor.lang;
    let living = progress.filter(|progress| progress.history == History::Living);
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                @if living.is_some() {
                    meta http-equiv="refresh"
                        content={(LIVING_REFRESH_SECONDS) "; url=" (visitor.here())};
                }
                title { (sheet.title) " · Arrears" }
                link rel="icon" href=(ICON);
                link rel="stylesheet" href="/style.css";
            }
            body {
                a.skip href="#main" { (lang.pick("跳到正文", "Skip to the page")) }
                (head(visitor, progress))
                @if let Some(progress) = living { (living_strip(lang, &progress)) }
                main #main { (sheet.body) }
                (foot(lang, progress))
            }
        }
    }
}

fn head(visitor: &Visitor, progress: Option<Progress>) -> Markup {
    let lang = visitor.lang;
    html! {
        header.head {
            a.brand href="/" { "Arrears" }
            nav aria-label=(lang.pick("主导航", "Main")) {
                (place(visitor, "/", lang.pick("今日", "Today")))
                (place(visitor, "/loans", lang.pick("贷款", "Loans")))
            }
            form.search action="/loans" method="get" role="search" {
                input type="search" name="q" maxlength="80" accesskey="/"
                    aria-label=(lang.pick("按贷款编号或姓名查找", "Find by loan or name"))
                    placeholder=(lang.pick("贷款编号或姓名", "Loan or name"));
            }
            @if let Some(progress) = progress { (clock(visitor, &progress)) }
            a.lang href=(visitor.here_in(lang.other())) hreflang=(lang.other().tag())
                lang=(lang.other().tag()) { (lang.pick("English", "中文")) }
        }
    }
}

fn place(visitor: &Visitor, path: &str, name: &str) -> Markup {
    let current = match path {
        "/" => visitor.path == "/",
        _ => visitor.path.starts_with(path),
    };
    html! { a href=(path) aria-current=[current.then_some("page")] { (name) } }
}

fn clock(visitor: &Visitor, progress: &Progress) -> Markup {
    let lang = visitor.lang;
    let on = progress.business_date;
    html! {
        div.clock {
            span.label { (lang.pick("营业日", "Business date")) }
            time datetime=(on) { (date(lang, on)) " " span.weekday { (weekday(lang, on)) } }
            @if progress.history == History::Ready {
                form action="/time" method="post" {
                    input type="hidden" name="back" value=(visitor.here());
                    button name="by" value="day" { (lang.pick("+1 天", "+1 day")) }
                    button name="by" value="month" { (lang.pick("+1 月", "+1 month")) }
                }
            }
        }
    }
}

fn living_strip(lang: Lang, progress: &Progress) -> Markup {
    let (lived, total) = (progress.lived_months, progress.total_months);
    let borrowers = voice::count(progress.borrowers);
    html! {
        div.living role="status" {
            progress max=(total) value=(lived) {}
            span {
                (lang.pick(
                    format!("正在推演 {borrowers} 位借款人的历史：已完成 {lived} / {total} 个月。\
                             以下数字只反映到营业日为止的历史，页面会自动更新。"),
                    format!("Living the history of {borrowers} borrowers: {lived} of {total} \
                             months. Figures are true up to the business date; this page follows."),
                ))
            }
        }
    }
}

fn foot(lang: Lang, progress: Option<Progress>) -> Markup {
    html! {
        footer.foot {
            p {
                @if let Some(progress) = progress {
                    (lang.pick(
                        format!("{} 位借款人，{} 个月历史。", voice::count(progress.borrowers),
                                progress.lived_months),
                        format!("{} borrowers, {} months of history.",
                                voice::count(progress.borrowers), progress.lived_months),
                    ))
                    (lang.pick("", " "))
                }
                (lang.pick(
                    "所有数字由已入账的事实逐日推算得出，均可追溯。",
                    "Every figure is computed from recorded facts, day by day, and can be traced \
                     to them.",
                ))
            }
        }
    }
}
