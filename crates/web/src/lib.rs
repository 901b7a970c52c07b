//! Pages: server-rendered, both languages, no JavaScript required.
//!
//! [`router`] is all there is to the outside: it shows what a [`console::Console`] answers. The
//! pages know the views of `service` and nothing below it. Every page is one function from a view
//! to markup under `pages`; charts are drawn by `chart`; what two pages say in the same words is
//! in `words`, how figures are said in `voice`, and derivations in `derivation`.

mod chart;
pub mod console;
#[cfg(test)]
mod contrast;
pub mod derivation;
pub mod lang;
mod layout;
mod link;
mod pages;
mod query;
mod routes;
pub mod sheet;
mod trouble;
mod visitor;
pub mod voice;
mod words;

pub use routes::router;
