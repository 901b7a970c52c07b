//! The list of loans: what was asked for in a sentence, the filter, one page of rows.

use std::collections::BTreeMap;

use engine::state::Status;
use maud::{Markup, html};
use service::view::loans::{LoanList, LoanOrder, LoanQuery, LoanRow};

use crate::layout::Sheet;
use crate::link;
use crate::pages::parts::{self, bucket_chip};
use crate::query::change_word;
use crate::visitor::Visitor;
use crate::voice::{Voice, count};
use crate::words::{self, LAST_BUCKET};

/// The page of a list.
pub fn sheet(visitor: &Visitor, query: &LoanQuery, list: &LoanList) -> Sheet {
    let voice = Voice { lang: visitor.lang, currency: list.currency };
    let body = html! {
        div.answer {
            (parts::sentence(&sentence(voice, query, list)))
            p.under { (conditions(voice, query, list)) }
        }
        (filter(voice, query, list))
        @if list.rows.is_empty() {
            p.nothing { (voice.pick(
                "没有符合条件的贷款。放宽条件，或清除后重新查找。",
                "No loan matches. Loosen a condition, or clear them all.",
            )) }
        } @else {
            (table(visitor, voice, query, list))
            (pager(visitor, voice, query, list))
        }
    };
    Sheet { title: voice.pick("贷款", "Loans").to_owned(), body }
}

fn sentence(voice: Voice, query: &LoanQuery, list: &LoanList) -> String {
    let (loans, principal) = (count(list.matching.loans), voice.short(list.matching.principal));
    let place = match (query.bucket, query.over_days) {
        (Some(bucket), _) => {
            let name = words::bucket(bucket);
            voice.pick(format!("{name} 阶段"), format!(" in {name}"))
        }
        (None, Some(0)) => voice.pick("逾期".to_owned(), " past due".to_owned()),
        (None, Some(days)) => {
            voice.pick(format!("逾期超过 {days} 天的"), format!(" over {days} days past due"))
        }
        (None, None) => String::new(),
    };
    let noun = if list.matching.loans == 1 { "loan" } else { "loans" };
    voice.pick(
        format!("{place}贷款 {loans} 笔，剩余本金 {principal}。"),
        format!("{loans} {noun}{place}, {principal} principal outstanding."),
    )
}

fn conditions(voice: Voice, query: &LoanQuery, list: &LoanList) -> String {
    let mut said = vec![voice.pick(
        format!("{}日终", voice.date(list.on)),
        format!("At the end of {}", voice.date(list.on)),
    )];
    if let Some(id) = &query.product {
        let known = list.products.iter().find(|product| product.id == *id);
        said.push(
            known.map_or(id.as_str(), |product| words::own(voice.lang, &product.name)).to_owned(),
        );
    }
    if let Some(month) = query.lent_in {
        let month = voice.month(month);
        said.push(voice.pick(format!("{month}放款"), format!("lent in {month}")));
    }
    if let Some(change) = query.changed {
        said.push(words::change(voice.lang, change).to_owned());
    }
    if let Some(text) = &query.search {
        said.push(voice.pick(format!("含“{text}”"), format!("holding “{text}”")));
    }
    said.join(" · ")
}

fn filter(voice: Voice, query: &LoanQuery, list: &LoanList) -> Markup {
    html! {
        form.filter action="/loans" method="get" {
            label { span { (voice.pick("逾期阶段", "Bucket")) }
                select name="bucket" {
                    option value="" { (voice.pick("全部", "All")) }
                    @for bucket in 0..=LAST_BUCKET {
                        option value=(bucket) selected[query.bucket == Some(bucket)] {
                            (words::bucket(bucket))
                        }
                    }
                }
            }
            label { span { (voice.pick("产品", "Product")) }
                select name="product" {
                    option value="" { (voice.pick("全部", "All")) }
                    @for product in &list.products {
                        @let chosen = query.product.as_ref() == Some(&product.id);
                        option value=(product.id) selected[chosen] {
                            (words::own(voice.lang, &product.name))
                        }
                    }
                }
            }
            label.long { span { (voice.pick("编号或姓名", "Loan or name")) }
                input type="search" name="q" maxlength="80" value=[query.search.as_deref()];
            }
            @for (name, value) in kept(query) { input type="hidden" name=(name) value=(value); }
            button { (voice.pick("查找", "Find")) }
            a.clear href="/loans" { (voice.pick("清除条件", "Clear")) }
        }
    }
}

/// Conditions without a field of their own, carried along when the form is sent.
fn kept(query: &LoanQuery) -> Vec<(&'static str, String)> {
    let lent = query.lent_in.map(|month| format!("{:04}-{:02}", month.year(), month.month()));
    let pairs = [
        ("over", query.over_days.map(|days| days.to_string())),
        ("lent", lent),
        ("changed", query.changed.map(|change| change_word(change).to_owned())),
        ("order", (query.order == LoanOrder::Principal).then(|| "principal".to_owned())),
    ];
    pairs.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn table(visitor: &Visitor, voice: Voice, query: &LoanQuery, list: &LoanList) -> Markup {
    let caption = voice.pick(
        format!("单位：{}；欠款含罚息和违约金", voice.unit()),
        format!("In {}; owed now holds charges for lateness", voice.unit()),
    );
    parts::table(
        &caption,
        &html! {
            thead { tr {
                th scope="col" { (voice.pick("贷款", "Loan")) }
                th.roomy scope="col" { (voice.pick("借款人", "Borrower")) }
                th.roomy scope="col" { (voice.pick("产品", "Product")) }
                th.roomy scope="col" { (voice.pick("放款日", "Lent on")) }
                th scope="col" { (voice.pick("阶段", "Bucket")) }
                (sortable(visitor, query, LoanOrder::Lateness, voice.pick("逾期天数", "Days past due")))
                th.number scope="col" { (voice.pick("现在应还", "Owed now")) }
                (sortable(visitor, query, LoanOrder::Principal, voice.pick("剩余本金", "Principal")))
            } }
            tbody { @for row in &list.rows { (line(voice, row)) } }
        },
    )
}

fn sortable(visitor: &Visitor, query: &LoanQuery, order: LoanOrder, name: &str) -> Markup {
    let word = match order {
        LoanOrder::Lateness => "lateness",
        LoanOrder::Principal => "principal",
    };
    let mut fields: BTreeMap<String, String> = visitor.fields.clone();
    fields.remove("after");
    fields.insert("order".to_owned(), word.to_owned());
    let current = query.order == order;
    let class = if order == LoanOrder::Principal { "number roomy" } else { "number" };
    html! {
        th class=(class) scope="col" aria-sort=[current.then_some("descending")] {
            a href=(link::with_fields("/loans", &fields)) {
                (name) @if current { span aria-hidden="true" { " ↓" } }
            }
        }
    }
}

fn line(voice: Voice, row: &LoanRow) -> Markup {
    html! { tr {
        th scope="row" {
            a.door href=(link::loan(&row.loan)) { (row.loan) }
            span.whose { (row.borrower) }
        }
        td.name.roomy { (row.borrower) }
        td.roomy { (words::own(voice.lang, &row.product)) }
        td.roomy { (voice.date(row.lent_on)) }
        td { (standing(voice, row)) }
        td.number { (row.days_past_due_counted) }
        td.number { (voice.bare(row.overdue)) }
        td.number.roomy { (voice.bare(row.principal)) }
    } }
}

fn standing(voice: Voice, row: &LoanRow) -> Markup {
    match row.status {
        Status::Active => bucket_chip(row.bucket),
        status => html! { span.state { (words::status(voice.lang, status)) } },
    }
}

fn pager(visitor: &Visitor, voice: Voice, query: &LoanQuery, list: &LoanList) -> Markup {
    let mut first = visitor.fields.clone();
    first.remove("after");
    let next = list.next.as_ref().map(|after| {
        let mut fields = first.clone();
        fields.insert("after".to_owned(), after.clone());
        link::with_fields("/loans", &fields)
    });
    let shown = count(list.rows.len() as u64);
    html! {
        nav.pager aria-label=(voice.pick("翻页", "Pages")) {
            @if query.after.is_some() {
                a href=(link::with_fields("/loans", &first)) { (voice.pick("第一页", "First page")) }
            }
            span { (voice.pick(format!("本页 {shown} 笔"), format!("{shown} on this page"))) }
            @if let Some(next) = next {
                a.next rel="next" href=(next) { (voice.pick("下一页", "Next page")) " →" }
            }
        }
    }
}
