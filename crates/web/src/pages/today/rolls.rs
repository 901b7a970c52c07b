//! Rolls: where the loans of each bucket went in a month, as a heat map with figures in its cells.

use maud::{Markup, html};
use service::view::Stock;
use service::view::today::{RollMatrix, RollRow, RollState, Today};

use crate::pages::parts::{self, bucket_chip};
use crate::voice::{Voice, count, percent_whole};
use crate::words;

/// Steps of the heat; the stylesheet has a class for each.
const HEATS: f64 = 8.0;

/// The section.
pub fn section(voice: Voice, today: &Today) -> Markup {
    let subject = voice.pick("迁徙矩阵", "Roll matrix");
    let Some(matrix) = &today.rolls else {
        let takeaway = voice.pick("满两个月末后显示", "Shows once two month ends have passed");
        return parts::section("rolls", subject, takeaway, &html! {});
    };
    let content = html! {
        (table(voice, matrix))
        p.note { (voice.pick(
            "每行合计 100%：上月末处于该阶段的贷款，按当时的剩余本金，到本月末去了哪里。对角线右侧为恶化，左侧为好转。",
            "Each row sums to 100%: loans in that bucket at the earlier month end, by principal \
             then, and where they were at the later one. Right of the diagonal is worse, left of \
             it better.",
        )) }
    };
    parts::section("rolls", subject, &takeaway(voice, matrix), &content)
}

fn takeaway(voice: Voice, matrix: &RollMatrix) -> String {
    let row = matrix.rows.iter().find(|row| row.from == 1);
    let onward = row.map(|row| (worse(matrix, row).principal.0, row.total().principal.0));
    let month = voice.month(matrix.to);
    match onward.filter(|(_, all)| *all > 0) {
        None => voice
            .pick(format!("{month}没有 M1 贷款可迁徙"), format!("No M1 loans to roll in {month}")),
        Some((onward, all)) => {
            let share = percent_whole(onward, all);
            voice.pick(
                format!("{month}，M1 余额有 {share} 恶化到 M2 及以后"),
                format!("In {month}, {share} of M1 went on to M2 or worse"),
            )
        }
    }
}

fn worse(matrix: &RollMatrix, row: &RollRow) -> Stock {
    let is_worse = |state: &RollState| match state {
        RollState::Bucket(bucket) => *bucket > row.from,
        RollState::PaidOff => false,
        RollState::ChargedOff => true,
    };
    let cells = matrix.states.iter().zip(&row.cells);
    cells.filter(|(state, _)| is_worse(state)).map(|(_, cell)| *cell).sum()
}

fn table(voice: Voice, matrix: &RollMatrix) -> Markup {
    let caption = voice.pick(
        format!("由{}（行）到{}（列）", voice.date(matrix.from), voice.date(matrix.to)),
        format!("From {} (rows) to {} (columns)", voice.date(matrix.from), voice.date(matrix.to)),
    );
    let content = html! {
        thead { tr {
            th scope="col" { (voice.pick("上月末", "From")) }
            @for state in &matrix.states { th.number scope="col" { (state_name(voice, *state)) } }
            th.number scope="col" { (voice.pick("余额", "Principal")) }
            th.number scope="col" { (voice.pick("笔数", "Loans")) }
        } }
        tbody {
            @for row in matrix.rows.iter().filter(|row| row.total().loans > 0) {
                tr {
                    th scope="row" { (bucket_chip(row.from)) }
                    @for (state, cell) in matrix.states.iter().zip(&row.cells) {
                        (heat(voice, *state, *cell, row))
                    }
                    td.number { (voice.short(row.total().principal)) }
                    td.number { (count(row.total().loans)) }
                }
            }
        }
    };
    html! { div.heat { (parts::table(&caption, &content)) } }
}

fn state_name(voice: Voice, state: RollState) -> String {
    match state {
        RollState::Bucket(bucket) => words::bucket(bucket),
        RollState::PaidOff => voice.pick("结清", "Paid off").to_owned(),
        RollState::ChargedOff => voice.pick("核销", "Charged off").to_owned(),
    }
}

fn heat(voice: Voice, state: RollState, cell: Stock, row: &RollRow) -> Markup {
    let all = row.total().principal.0;
    let share = if all > 0 { cell.principal.0 as f64 / all as f64 } else { 0.0 };
    let step = (share.clamp(0.0, 1.0).sqrt() * HEATS).ceil();
    let stays = state == RollState::Bucket(row.from);
    let class = format!("number h{step:.0}{}", if stays { " stays" } else { "" });
    let said = match cell.loans {
        0 => html! { span.none { "·" } },
        _ => html! { (format!("{:.1}%", share * 100.0)) },
    };
    let unit = voice.pick("笔", "loans");
    let title = format!("{} · {} {unit}", voice.amount(cell.principal), count(cell.loans));
    html! { td class=(class) title=(title) { (said) } }
}
