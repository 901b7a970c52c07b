//! Stacked columns over time, from zero.

use maud::{Markup, html};

use super::{NARROW, Width, apart, canvas, n, ticks};

/// One column.
pub struct Column {
    /// Written under it, where there is room.
    pub name: String,
    /// From the bottom up.
    pub values: Vec<f64>,
}

/// The columns, with what every part of them means.
pub struct Columns {
    /// What the drawing shows, for screen readers.
    pub label: String,
    /// Oldest first.
    pub columns: Vec<Column>,
    /// Names of the parts from the bottom up.
    pub parts: Vec<String>,
    /// Stylesheet classes of the parts.
    pub classes: Vec<String>,
}

const WIDE: f64 = 568.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 24.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 46.0;
const LABEL_GAP: f64 = 14.0;

/// Draws the columns; `said` puts a value of the axis into words. The last column's parts are
/// labelled beside it.
pub fn columns(width: Width, chart: &Columns, said: &dyn Fn(f64) -> String) -> Markup {
    let (units, height) = width.pick((WIDE, 280.0), (NARROW, 220.0));
    let shown = &chart.columns[chart.columns.len().saturating_sub(width.pick(40, 13))..];
    let most = shown.iter().map(|column| column.values.iter().sum()).fold(0.0, f64::max);
    let marks = ticks(most, 4.0);
    let top = marks.last().copied().unwrap_or(1.0);
    let y = |value: f64| TOP + (1.0 - value / top) * (height - TOP - BOTTOM);
    let pitch = (units - LEFT - RIGHT) / shown.len().max(1) as f64;
    let every = (text_room(width) / pitch).ceil().max(1.0) as usize;
    let content = html! {
        @for mark in &marks {
            line.grid x1=(n(LEFT)) x2=(n(units - RIGHT)) y1=(n(y(*mark))) y2=(n(y(*mark))) {}
            text.tick x=(n(LEFT - 6.0)) y=(n(y(*mark) + 4.0)) text-anchor="end" { (said(*mark)) }
        }
        @for (index, column) in shown.iter().enumerate() {
            @let x = LEFT + index as f64 * pitch;
            g {
                title { (column.name) " " (said(column.values.iter().sum())) }
                (pile(column, x, pitch, &chart.classes, &y))
            }
            @if (shown.len() - 1 - index).is_multiple_of(every) {
                text.tick x=(n(x + pitch * 0.41)) y=(n(height - 6.0)) text-anchor="middle" {
                    (column.name)
                }
            }
        }
        @if let Some(last) = shown.last() {
            (labels(chart, last, units - RIGHT + 4.0, &y))
        }
    };
    canvas((units, height), &chart.label, &content)
}

fn text_room(width: Width) -> f64 {
    width.pick(84.0, 76.0)
}

fn pile(column: &Column, x: f64, pitch: f64, classes: &[String], y: &dyn Fn(f64) -> f64) -> Markup {
    let levels = column.values.iter().zip(classes).scan(0.0, |level, (value, class)| {
        let below = *level;
        *level += value.max(0.0);
        Some((below, *level, class))
    });
    html! {
        @for (below, above, class) in levels.filter(|(below, above, _)| above > below) {
            rect class={"fill " (class)} x=(n(x)) width=(n(pitch * 0.82)) y=(n(y(above)))
                height=(n(y(below) - y(above))) {}
        }
    }
}

fn labels(chart: &Columns, last: &Column, x: f64, y: &dyn Fn(f64) -> f64) -> Markup {
    let mut below = 0.0;
    let mut places = Vec::new();
    let mut names = Vec::new();
    for (value, name) in last.values.iter().zip(&chart.parts) {
        if *value > 0.0 {
            places.push(y(below + value / 2.0) + 4.0);
            names.push(name);
        }
        below += value.max(0.0);
    }
    apart(&mut places, LABEL_GAP, TOP, y(0.0) + 4.0);
    html! {
        @for (place, name) in places.iter().zip(names) {
            text.name x=(n(x)) y=(n(*place)) { (name) }
        }
    }
}
