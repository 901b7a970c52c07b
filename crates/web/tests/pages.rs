//! Pages as a browser gets them, over made-up books.

mod client;
mod fixture;

use client::{Reply, site};
use fixture::Book;

const BOOKS: [Book; 4] = [Book::Ordinary, Book::Living, Book::Empty, Book::Strange];
const PAGES: [&str; 6] = [
    "/",
    "/loans",
    "/loans?bucket=2&product=cash-loan&order=principal&over=30",
    "/loans?q=nobody-of-this-name",
    "/loans/L-000008",
    "/loans/L-000008?as_of=2025-05-17",
];

fn has_chinese(text: &str) -> bool {
    text.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

/// The text between tags, without names of people and products, which are their own.
fn words(html: &str) -> String {
    let main = html.split("<main").nth(1).unwrap_or(html);
    main.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text).collect()
}

fn check_safe(reply: &Reply, path: &str) {
    assert!(!reply.body.contains("<script"), "{path}");
    assert!(!reply.body.contains("<img"), "{path}");
    assert!(!reply.body.contains("<b>"), "{path}");
    assert!(!reply.body.contains(" style="), "{path}");
    assert!(!reply.body.contains("NaN") && !reply.body.contains("inf,"), "{path}");
}

#[test]
fn every_page_of_every_book_is_said_in_both_languages() {
    for book in BOOKS {
        let site = site(book);
        for path in PAGES {
            let join = if path.contains('?') { '&' } else { '?' };
            let zh = site.get(&format!("{path}{join}lang=zh"));
            let en = site.get(&format!("{path}{join}lang=en"));
            assert_eq!((zh.status, en.status), (200, 200), "{book:?} {path}");
            assert!(zh.body.contains(r#"<html lang="zh-CN">"#) && has_chinese(&words(&zh.body)));
            assert!(en.body.contains(r#"<html lang="en">"#), "{book:?} {path}");
            assert!(en.body.contains("25 Sep 2025") && zh.body.contains("2025年9月25日"));
            check_safe(&zh, path);
            check_safe(&en, path);
        }
    }
}

#[test]
fn english_pages_hold_no_chinese_but_names() {
    let site = site(Book::Ordinary);
    for path in ["/?lang=en", "/loans/L-000008?lang=en", "/nowhere?lang=en"] {
        let text = words(&site.get(path).body).replace("林小满", "");
        assert!(!has_chinese(&text), "{path}: {text}");
    }
}

#[test]
fn the_answer_comes_first() {
    let site = site(Book::Ordinary);
    let today = words(&site.get("/?lang=en").body);
    let sentence = "¥11.6\u{a0}m at risk in 1,225 loans, up ¥476.1\u{a0}k since yesterday; \
                    72% of the rise is Cash loan.";
    assert!(today.starts_with(sentence), "{}", &today[..200]);
    let story = words(&site.get("/loans/L-000008?lang=zh").body);
    assert!(story.contains("逾期 41 天，应还 ¥2,601.81；今天结清需 ¥5,128.61。"));
    let past = words(&site.get("/loans/L-000008?lang=en&as_of=2025-03-01").body);
    assert!(past.contains("Nothing is owed today"));
}

#[test]
fn every_figure_leads_back_to_its_records() {
    let site = site(Book::Ordinary);
    let story = site.get("/loans/L-000008?lang=en").body;
    let address = "/loans/L-000008/why/payoff?as_of=2025-09-25";
    assert!(story.contains(&format!("href=\"{address}\"")), "no way to the derivation");
    let page = words(&site.get(&format!("{address}&lang=zh")).body);
    assert!(page.contains("还款冲抵本金 −¥1,281.30"), "{page}");
    assert!(page.contains("记录 3（paid）"), "{page}");
    assert_eq!(site.get("/loans/L-000008/why/wealth").status, 404);
    assert_eq!(site.get("/loans/nobody/why/payoff").status, 404);
}

#[test]
fn a_loan_charged_off_is_owed_and_never_called_current() {
    let site = site(Book::Ordinary);
    let page = site.get(&format!("/loans/{}?lang=en", fixture::story::CHARGED_OFF));
    let (answer, counters) = page.body.split_once("id=\"counters\"").unwrap();
    let answer = words(answer);
    assert!(answer.contains("is still owed.Charge-off is the lender's bookkeeping"), "{answer}");
    let counters = words(&format!("<main{counters}"));
    assert!(counters.contains("Not counted since the charge-off"), "{counters}");
    assert!(!counters.contains("Current") && !counters.contains("M0"), "{counters}");
    let zh = site.get(&format!("/loans/{}?lang=zh", fixture::story::CHARGED_OFF)).body;
    assert!(zh.contains("核销后不再计数") && !zh.contains("未逾期 · M0"));
}

#[test]
fn hostile_names_stay_text() {
    let site = site(Book::Strange);
    let list = site.get("/loans?lang=en");
    assert!(list.body.contains("&lt;img src=x onerror=alert(1)&gt;"));
    let echoed = site.get("/loans?lang=en&q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
    assert_eq!(echoed.status, 200);
    check_safe(&echoed, "search");
}

#[test]
fn nonsense_is_refused_in_a_sentence() {
    let long = "9".repeat(5_000);
    let cases = [
        ("/loans/L-000008?as_of=banana".to_owned(), 400, "2026-03-15"),
        ("/loans/L-000008?as_of=1999-01-01".to_owned(), 400, "Choose a date from 15 Jan 2025"),
        ("/loans?bucket=9".to_owned(), 400, "from 0 to 7"),
        ("/loans?bucket=-1".to_owned(), 400, "from 0 to 7"),
        ("/loans?over=soon".to_owned(), 400, "whole number"),
        ("/loans?lent=2025".to_owned(), 400, "2025-03"),
        ("/loans?changed=all".to_owned(), 400, "newly-late"),
        ("/loans?order=up".to_owned(), 400, "lateness"),
        (format!("/loans?after={long}"), 400, "first page"),
        ("/loans?after=%00".to_owned(), 400, "first page"),
        ("/loans?after=elsewhere".to_owned(), 400, "first page"),
        (format!("/loans?q={long}"), 400, "80 characters"),
        ("/loans/nope".to_owned(), 404, "no such loan"),
        ("/loans/%FF%FE".to_owned(), 404, "no such loan"),
        (format!("/loans/{}", "L".repeat(3_000)), 404, "no such loan"),
        ("/nowhere".to_owned(), 404, "no such page"),
        ("/time".to_owned(), 405, "does not take that"),
    ];
    let site = site(Book::Ordinary);
    for (path, status, said) in cases {
        let reply = site.send("GET", &path, &["accept-language: en"], "");
        let start = &path[..path.len().min(60)];
        assert_eq!(reply.status, status, "{start}");
        assert!(reply.body.contains(said), "{start}: {}", words(&reply.body));
        assert!(reply.body.contains("Back to Today"), "{start}");
        check_safe(&reply, start);
    }
}

#[test]
fn a_register_that_does_not_answer_is_said_plainly() {
    let site = site(Book::Broken);
    let page = site.get("/?lang=en");
    assert_eq!(page.status, 503);
    assert!(page.body.contains("Nothing is lost"));
    assert_eq!(site.get("/healthz").status, 503);
}

#[test]
fn time_moves_and_returns_to_where_one_was() {
    let site = site(Book::Ordinary);
    let same = ["sec-fetch-site: same-origin"];
    let day = site.post("/time", &same, "by=day&back=%2Floans%3Fbucket%3D2");
    assert_eq!((day.status, day.header("location")), (303, Some("/loans?bucket=2")));
    assert!(site.get("/?lang=en").body.contains("26 Sep 2025"));
    let month = site.post("/time", &same, "by=month&back=%2F%2Fevil.example");
    assert_eq!((month.status, month.header("location")), (303, Some("/")));
    assert!(site.get("/?lang=en").body.contains("30 Sep 2025"));
}

#[test]
fn time_stands_still_for_strangers_and_nonsense() {
    let site = site(Book::Ordinary);
    let cases: [(&[&str], &str, u16); 5] = [
        (&["sec-fetch-site: cross-site"], "by=day", 403),
        (&["origin: http://evil.example"], "by=day", 403),
        (&["origin: null"], "by=day", 403),
        (&["sec-fetch-site: same-origin"], "by=year", 400),
        (&["sec-fetch-site: same-origin"], "", 400),
    ];
    for (headers, form, status) in cases {
        assert_eq!(site.post("/time", headers, form).status, status, "{headers:?} {form}");
    }
    assert_eq!(site.send("POST", "/time", &["content-type: text/plain"], "by=day").status, 400);
    assert_eq!(site.post("/time", &[], &format!("by=day&back={}", "x".repeat(20_000))).status, 400);
    assert!(site.get("/?lang=en").body.contains("25 Sep 2025"));
    let living = client::site(Book::Living).post("/time", &[], "by=day");
    assert_eq!(living.status, 409);
    assert!(living.body.contains("url=/\"") && !living.body.contains("=\"/time"));
}

#[test]
fn a_history_being_lived_shows_how_far_and_follows() {
    let living = site(Book::Living).get("/?lang=en").body;
    assert!(living.contains(r#"<meta http-equiv="refresh" content="2; url=/">"#));
    assert!(living.contains("7 of 36 months") && !living.contains(r#"action="/time""#));
    let ready = site(Book::Ordinary).get("/?lang=en").body;
    assert!(!ready.contains("http-equiv") && ready.contains(r#"action="/time""#));
}

#[test]
fn health_is_told_to_machines() {
    let reply = site(Book::Living).get("/healthz");
    assert_eq!(reply.header("content-type"), Some("application/json"));
    let expected = [
        r#"{"history":"living","borrowers":10000,"months":36,"#,
        r#""lived_months":7,"business_date":"2025-09-25"}"#,
    ];
    assert_eq!(reply.body, expected.concat());
}

#[test]
fn every_answer_carries_the_security_headers() {
    let site = site(Book::Ordinary);
    for path in ["/", "/nowhere", "/style.css", "/healthz"] {
        let reply = site.get(path);
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{path}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("referrer-policy"), Some("same-origin"), "{path}");
    }
}

#[test]
fn the_language_is_kept() {
    let site = site(Book::Ordinary);
    let asked = site.send("GET", "/?lang=zh", &["accept-language: en"], "");
    assert!(asked.header("set-cookie").is_some_and(|cookie| cookie.starts_with("lang=zh;")));
    let kept = site.send("GET", "/", &["cookie: a=b; lang=zh", "accept-language: en"], "");
    assert!(kept.body.contains(r#"lang="zh-CN""#));
    let preferred = site.send("GET", "/", &["accept-language: zh-TW,zh;q=0.9"], "");
    assert!(preferred.body.contains(r#"<html lang="zh-CN">"#));
}

#[test]
fn ten_thousand_loans_come_in_pages() {
    let site = site(Book::Ordinary);
    let mut path = "/loans?lang=en".to_owned();
    for _ in 0..3 {
        let page = site.get(&path).body;
        assert_eq!(page.matches("<tr>").count(), 51, "{path}");
        let next = page.split(r#"rel="next" href=""#).nth(1).unwrap();
        path = next.split('"').next().unwrap().replace("&amp;", "&");
    }
    assert!(path.contains("after=150"), "{path}");
}
