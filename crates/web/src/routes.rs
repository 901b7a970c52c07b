//! The addresses of the site.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::{FormRejection, PathRejection};
use axum::extract::{DefaultBodyLimit, Form, Path, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, SET_COOKIE, VARY,
    X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use service::view::progress::History;

use crate::console::Console;
use crate::layout::{self, Sheet};
use crate::trouble::{Field, Trouble};
use crate::visitor::{self, Visitor};
use crate::{link, pages, query};

const STYLE: &str = include_str!("style.css");
/// A form of ours has two short fields.
const FORM_BYTES_MAX: usize = 8 * 1024;
const LOAN_ID_MAX: usize = 100;

const HEADERS: [(HeaderName, &str); 6] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (X_FRAME_OPTIONS, "DENY"),
    // Not `no-referrer`: with it browsers send `Origin: null` with our own forms.
    (REFERRER_POLICY, "same-origin"),
    (CACHE_CONTROL, "no-store"),
    (VARY, "Accept-Language, Cookie"),
];

type Shared = State<Arc<dyn Console>>;
type Fields = std::collections::BTreeMap<String, String>;

/// Every page over one console.
pub fn router(console: Arc<dyn Console>) -> Router {
    Router::new()
        .route("/", get(today))
        .route("/loans", get(loans))
        .route("/loans/{id}", get(story))
        .route("/loans/{id}/why/{figure}", get(derivation))
        .route("/time", post(time))
        .route("/healthz", get(healthz))
        .route("/style.css", get(style))
        .fallback(|state: Shared, visitor: Visitor| fail(state, visitor, Trouble::PageUnknown))
        .method_not_allowed_fallback(|state: Shared, visitor: Visitor| {
            fail(state, visitor, Trouble::MethodUnknown)
        })
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX))
        .layer(middleware::from_fn(with_headers))
        .with_state(console)
}

async fn today(State(console): Shared, visitor: Visitor) -> Response {
    let sheet = async {
        let view = console.today().await?;
        Ok(pages::today::sheet(visitor.lang, &view))
    };
    let sheet = sheet.await;
    show(&console, &visitor, sheet).await
}

async fn loans(State(console): Shared, visitor: Visitor) -> Response {
    let sheet = async {
        let query = query::loans(&visitor)?;
        let list = console.loans(&query).await?;
        Ok(pages::loans::sheet(&visitor, &query, &list))
    };
    let sheet = sheet.await;
    show(&console, &visitor, sheet).await
}

async fn story(
    State(console): Shared,
    visitor: Visitor,
    id: Result<Path<String>, PathRejection>,
) -> Response {
    let sheet = async {
        let Path(id) = id.map_err(|_| Trouble::LoanUnknown)?;
        if id.len() > LOAN_ID_MAX {
            return Err(Trouble::LoanUnknown);
        }
        let as_of = query::as_of(&visitor)?;
        let story = console.story(&id, as_of).await?.ok_or(Trouble::LoanUnknown)?;
        Ok(pages::story::sheet(visitor.lang, &story))
    };
    let sheet = sheet.await;
    show(&console, &visitor, sheet).await
}

async fn derivation(
    State(console): Shared,
    visitor: Visitor,
    path: Result<Path<(String, String)>, PathRejection>,
) -> Response {
    let sheet = async {
        let Path((id, figure)) = path.map_err(|_| Trouble::LoanUnknown)?;
        if id.len() > LOAN_ID_MAX {
            return Err(Trouble::LoanUnknown);
        }
        let figure = figure.parse().map_err(|_| Trouble::PageUnknown)?;
        let as_of = query::as_of(&visitor)?;
        let derived = console.derivation(&id, figure, as_of).await?;
        let derived = derived.ok_or(Trouble::LoanUnknown)?;
        Ok(pages::derivation::sheet(visitor.lang, &derived))
    };
    let sheet = sheet.await;
    show(&console, &visitor, sheet).await
}

async fn time(
    State(console): Shared,
    visitor: Visitor,
    headers: HeaderMap,
    form: Result<Form<Fields>, FormRejection>,
) -> Response {
    let moved = async {
        if !visitor::is_own_form(&headers) {
            return Err(Trouble::ForeignForm);
        }
        let Form(fields) = form.map_err(|_| Trouble::Malformed(Field::By))?;
        console.advance(query::step(fields.get("by"))?).await?;
        Ok(link::own_or_first(fields.get("back").map_or("/", String::as_str)).to_owned())
    };
    match moved.await {
        Ok(back) => Redirect::to(&back).into_response(),
        Err(trouble) => fail(State(console), visitor, trouble).await,
    }
}

async fn healthz(State(console): Shared) -> Response {
    let Ok(progress) = console.progress().await else {
        return fail_plainly();
    };
    let history = match progress.history {
        History::Living => "living",
        History::Ready => "ready",
    };
    let body = format!(
        r#"{{"history":"{history}","borrowers":{},"months":{},"lived_months":{},"business_date":"{}"}}"#,
        progress.borrowers, progress.total_months, progress.lived_months, progress.business_date,
    );
    ([(CONTENT_TYPE, "application/json")], body).into_response()
}

fn fail_plainly() -> Response {
    let status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
    (status, [(CONTENT_TYPE, "application/json")], r#"{"history":"unavailable"}"#).into_response()
}

async fn style() -> Response {
    let headers =
        [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, STYLE).into_response()
}

async fn fail(State(console): Shared, visitor: Visitor, trouble: Trouble) -> Response {
    show(&console, &visitor, Err(trouble)).await
}

/// Puts a sheet, or what is said in place of one, under the head every page has.
async fn show(
    console: &Arc<dyn Console>,
    visitor: &Visitor,
    sheet: Result<Sheet, Trouble>,
) -> Response {
    let progress = console.progress().await.ok();
    match sheet {
        Ok(sheet) => layout::page(visitor, progress, &sheet).into_response(),
        Err(trouble) => {
            let sheet = pages::trouble::sheet(visitor.lang, &trouble);
            (trouble.status(), layout::page(visitor, progress, &sheet)).into_response()
        }
    }
}

async fn with_headers(request: Request, next: Next) -> Response {
    let asked = visitor::asked_language(request.uri());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Some(lang) = asked {
        let cookie =
            format!("lang={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly", lang.word());
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            headers.insert(SET_COOKIE, value);
        }
    }
    response
}
