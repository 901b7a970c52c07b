//! Vintages: how much of what was lent in a month or quarter was ever late, by age.

use maud::{Markup, html};
use primitives::amount::Minor;
use primitives::date::Date;
use service::view::Stock;
use service::view::today::{Cohort, Today};

use crate::chart::{self, fan};
use crate::link;
use crate::pages::parts;
use crate::voice::Voice;

/// More months than this are drawn by quarter.
const MONTHS_DRAWN: usize = 12;
/// The age cohorts are compared at, when they are old enough.
const COMPARED_AGE: usize = 6;

/// The section.
pub fn section(voice: Voice, today: &Today) -> Markup {
    let subject = voice.pick("Vintage 账龄曲线", "Vintages");
    let (cohorts, quarters) = drawn(&today.cohorts);
    if cohorts.is_empty() {
        let takeaway = voice.pick("满一个月后显示", "Shows once a month has passed");
        return parts::section("vintages", subject, takeaway, &html! {});
    }
    let spoken = worst(&cohorts);
    let rays: Vec<fan::Ray> = cohorts
        .iter()
        .enumerate()
        .map(|(index, cohort)| fan::Ray {
            name: name(voice, cohort.month, quarters),
            points: (0..cohort.ever_late.len()).map(|age| share(cohort, age)).collect(),
            weight: match spoken {
                Some((worst, _)) if worst == index => fan::Weight::Spoken,
                _ => fan::Weight::Plain,
            },
        })
        .collect();
    let axis = voice.pick("放款后月数", "months on book");
    let takeaway = takeaway(voice, &cohorts, spoken, quarters);
    let content = html! {
        (chart::drawn(|width| fan::fan(width, &takeaway, axis, &rays)))
        p.note { (voice.pick(
            "纵轴：曾经逾期超过 30 天的贷款，其放款本金占该批次放款本金的比例。结清、核销后仍计入。",
            "Share of the amount lent that went to loans ever more than 30 days past due. Paid off \
             or charged off, they still count.",
        )) }
        (parts::behind(voice.pick("数据表", "The figures"), &table(voice, today)))
    };
    parts::section("vintages", subject, &takeaway, &content)
}

/// The cohorts as drawn: by month while they are few, else whole quarters. A quarter is as old as
/// its youngest month.
fn drawn(months: &[Cohort]) -> (Vec<Cohort>, Grain) {
    let is_line = |cohort: &Cohort| cohort.lent.loans > 0 && cohort.ever_late.len() > 1;
    if months.len() <= MONTHS_DRAWN {
        let lines = months.iter().filter(|cohort| is_line(cohort));
        return (lines.cloned().collect(), Grain::Month);
    }
    let quarter = |cohort: &Cohort| cohort.month.month_index() / 3;
    let groups = months.chunk_by(|a, b| quarter(a) == quarter(b));
    (groups.map(merge).filter(is_line).collect(), Grain::Quarter)
}

/// What a line stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grain {
    Month,
    Quarter,
}

fn merge(months: &[Cohort]) -> Cohort {
    let lent = months.iter().filter(|month| month.lent.loans > 0);
    let ages = lent.map(|month| month.ever_late.len()).min().unwrap_or(0);
    let sum = |age: usize| -> Minor {
        months.iter().filter_map(|month| month.ever_late.get(age).copied()).sum()
    };
    Cohort {
        month: months.first().map_or(Date::default(), |month| month.month),
        lent: months.iter().map(|month| month.lent).sum::<Stock>(),
        ever_late: (0..ages).map(sum).collect(),
    }
}

fn share(cohort: &Cohort, age: usize) -> f64 {
    let late = cohort.ever_late.get(age).map_or(0, |late| late.0);
    match cohort.lent.principal.0 {
        0 => 0.0,
        lent => late as f64 / lent as f64 * 100.0,
    }
}

/// The worst cohort and the age it is compared at: six months, or as old as three cohorts are.
fn worst(cohorts: &[Cohort]) -> Option<(usize, usize)> {
    let mut ages: Vec<usize> = cohorts.iter().map(|cohort| cohort.ever_late.len()).collect();
    ages.sort_unstable_by(|a, b| b.cmp(a));
    let age = ages.get(2)?.checked_sub(1)?.min(COMPARED_AGE);
    let old_enough = cohorts.iter().enumerate().filter(|(_, cohort)| cohort.ever_late.len() > age);
    let (index, cohort) =
        old_enough.max_by(|(_, a), (_, b)| share(a, age).total_cmp(&share(b, age)))?;
    (share(cohort, age) > 0.0).then_some((index, age))
}

fn takeaway(
    voice: Voice,
    cohorts: &[Cohort],
    spoken: Option<(usize, usize)>,
    grain: Grain,
) -> String {
    let Some((index, age)) = spoken else {
        return voice.pick("批次尚少，暂不比较", "Too few cohorts to compare yet").to_owned();
    };
    let old_enough = cohorts.iter().filter(|cohort| cohort.ever_late.len() > age);
    let mut shares: Vec<f64> = old_enough.map(|cohort| share(cohort, age)).collect();
    shares.sort_by(f64::total_cmp);
    let middle = shares.get((shares.len() - 1) / 2).copied().unwrap_or(0.0);
    let worst = share(&cohorts[index], age);
    let name = name(voice, cohorts[index].month, grain);
    voice.pick(
        format!("满 {age} 个月时，{name}批次最高：{worst:.1}%（中位 {middle:.1}%）"),
        format!("At {age} months, {name} is the worst: {worst:.1}% (median {middle:.1}%)"),
    )
}

fn name(voice: Voice, month: Date, grain: Grain) -> String {
    match grain {
        Grain::Month => voice.month(month),
        Grain::Quarter => {
            let (year, number) = (month.year(), (month.month() - 1) / 3 + 1);
            voice.pick(format!("{year}年{number}季度"), format!("{year} Q{number}"))
        }
    }
}

fn table(voice: Voice, today: &Today) -> Markup {
    let oldest = today.cohorts.iter().map(|cohort| cohort.ever_late.len()).max().unwrap_or(0);
    let ages: Vec<usize> = (0..oldest).filter(|age| age.is_multiple_of(3)).collect();
    let caption = voice.pick(
        "曾逾期 30 天以上占放款本金，按放款后月数",
        "Ever over 30 days late, of amount lent, by months on book",
    );
    parts::table(
        caption,
        &html! {
            thead { tr {
                th scope="col" { (voice.pick("放款月份", "Lent in")) }
                th.number scope="col" { (voice.pick("放款本金", "Lent")) }
                @for age in &ages { th.number scope="col" { (age) } }
            } }
            tbody {
                @for cohort in &today.cohorts {
                    tr {
                        th scope="row" {
                            a.door href=(lent_in(cohort.month)) { (voice.month(cohort.month)) }
                        }
                        td.number { (voice.short(cohort.lent.principal)) }
                        @for age in &ages {
                            td.number {
                                @if *age < cohort.ever_late.len() {
                                (format!("{:.1}%", share(cohort, *age)))
                            }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn lent_in(month: Date) -> String {
    let (year, month, _) = month.year_month_day();
    link::loans("lent", format!("{year:04}-{month:02}"))
}
