//! One loan's life on one axis of time: dues above, payments below, the balance under both.

use maud::{Markup, html};
use primitives::date::Date;

use super::{NARROW, Width, canvas, n, text_width};

/// Something with a date and an amount.
pub struct Mark {
    /// When.
    pub on: Date,
    /// How much.
    pub value: f64,
    /// The stylesheet class that colours it.
    pub class: String,
    /// In full, for who rests on it.
    pub said: String,
}

/// A loan's life.
pub struct Life {
    /// What the drawing shows, for screen readers.
    pub label: String,
    /// First day of the axis.
    pub from: Date,
    /// Last day of the axis.
    pub to: Date,
    /// The day the story is told for.
    pub as_of: Date,
    /// Dues, fallen and to come.
    pub dues: Vec<Mark>,
    /// Payments.
    pub payments: Vec<Mark>,
    /// From when which bucket.
    pub buckets: Vec<(Date, String)>,
    /// Principal outstanding from a date on.
    pub balance: Vec<(Date, f64)>,
    /// Words on the drawing.
    pub words: Words,
}

/// Words on the drawing.
pub struct Words {
    /// Over the dues.
    pub dues: String,
    /// Under the payments.
    pub payments: String,
    /// Over the balance.
    pub balance: String,
    /// At the line of the day.
    pub as_of: String,
}

const WIDE: f64 = 1176.0;
const SIDE: f64 = 8.0;
const DUE_TOP: f64 = 34.0;
const BAND: f64 = 104.0;
const BAND_HEIGHT: f64 = 10.0;
const PAY_BOTTOM: f64 = 170.0;
const BALANCE_TOP: f64 = 222.0;
const BALANCE_BOTTOM: f64 = 286.0;
const HEIGHT: f64 = 312.0;
const MONTH_ROOM: f64 = 76.0;

/// Draws it; `month` names a month on the axis, `said` an amount.
pub fn life(
    width: Width,
    life: &Life,
    month: &dyn Fn(Date) -> String,
    said: &dyn Fn(f64) -> String,
) -> Markup {
    let days = f64::from(life.to.days_since(life.from).max(1));
    let units = width.pick(WIDE, NARROW);
    let across = units - 2.0 * SIDE;
    let x = |on: Date| {
        let day = f64::from(on.days_since(life.from)).clamp(0.0, days);
        SIDE + day / days * across
    };
    let content = html! {
        text.name x=(n(SIDE)) y="14" { (life.words.dues) }
        (bars(life, &x))
        (band(life, &x))
        text.name x=(n(SIDE)) y=(n(PAY_BOTTOM + 14.0)) { (life.words.payments) }
        text.name x=(n(SIDE)) y=(n(BALANCE_TOP - 8.0)) {
            (life.words.balance)
            @if let Some((_, first)) = life.balance.first() {
                tspan.tick.light { " " (said(*first)) }
            }
        }
        (balance(life, &x, said))
        (months(units, life, &x, month))
        (today(units, life, &x))
    };
    canvas((units, HEIGHT), &life.label, &content)
}

fn bars(life: &Life, x: &dyn Fn(Date) -> f64) -> Markup {
    let most = life.dues.iter().chain(&life.payments).map(|mark| mark.value).fold(1.0, f64::max);
    let slim = (360.0 / life.dues.len().max(1) as f64).clamp(2.0, 14.0);
    let long = |mark: &Mark, room: f64| (mark.value / most * room).max(1.5);
    html! {
        @for due in &life.dues {
            @let up = long(due, BAND - DUE_TOP);
            rect class=(due.class) x=(n(x(due.on) - slim / 2.0)) width=(n(slim))
                y=(n(BAND - up)) height=(n(up)) { title { (due.said) } }
        }
        @for payment in &life.payments {
            @let down = long(payment, PAY_BOTTOM - BAND - BAND_HEIGHT);
            rect class=(payment.class) x=(n(x(payment.on) - slim / 2.0)) width=(n(slim))
                y=(n(BAND + BAND_HEIGHT)) height=(n(down)) { title { (payment.said) } }
        }
    }
}

fn band(life: &Life, x: &dyn Fn(Date) -> f64) -> Markup {
    let ends = life.buckets.iter().skip(1).map(|(on, _)| *on).chain([life.as_of]);
    html! {
        rect.band x=(n(SIDE)) width=(n(x(life.to) - SIDE)) y=(n(BAND)) height=(n(BAND_HEIGHT)) {}
        @for ((from, class), to) in life.buckets.iter().zip(ends) {
            rect class={"fill " (class)} x=(n(x(*from))) width=(n((x(to) - x(*from)).max(0.0)))
                y=(n(BAND)) height=(n(BAND_HEIGHT)) {}
        }
    }
}

fn balance(life: &Life, x: &dyn Fn(Date) -> f64, said: &dyn Fn(f64) -> String) -> Markup {
    let most = life.balance.iter().map(|(_, value)| *value).fold(0.0, f64::max);
    let top = (most * 1.08).max(1.0);
    let y = |value: f64| BALANCE_TOP + (1.0 - value / top) * (BALANCE_BOTTOM - BALANCE_TOP);
    let mut path = String::new();
    for (index, (on, value)) in life.balance.iter().enumerate() {
        let step = if index == 0 { "M" } else { "H" };
        let place = if index == 0 { format!("{},{}", n(x(*on)), n(y(*value))) } else { n(x(*on)) };
        path.push_str(&format!("{step}{place}V{}", n(y(*value))));
    }
    path.push_str(&format!("H{}", n(x(life.as_of))));
    let last = life.balance.last().map_or(0.0, |(_, value)| *value);
    html! {
        @if let Some((first, _)) = life.balance.first() {
            path.area d={(path) "V" (n(y(0.0))) "H" (n(x(*first))) "Z"} {}
            path.ray.spoken d=(path) {}
            circle.dot cx=(n(x(life.as_of))) cy=(n(y(last))) r="3.5" {}
            (balance_label(life, x(life.as_of), y(last), &said(last)))
        }
        line.axis x1=(n(SIDE)) x2=(n(x(life.to))) y1=(n(BALANCE_BOTTOM)) y2=(n(BALANCE_BOTTOM)) {}
    }
}

fn balance_label(life: &Life, x: f64, y: f64, said: &str) -> Markup {
    let after =
        life.as_of < life.to && life.to.days_since(life.as_of) * 4 > life.to.days_since(life.from);
    let (x, anchor) = if after { (x + 7.0, "start") } else { (x - 7.0, "end") };
    html! { text.name.halo x=(n(x)) y=(n(y - 5.0)) text-anchor=(anchor) { (said) } }
}

fn months(
    units: f64,
    life: &Life,
    x: &dyn Fn(Date) -> f64,
    month: &dyn Fn(Date) -> String,
) -> Markup {
    let first = life.from.plus_months_on(1, 1);
    let count = (life.to.month_index() - first.month_index() + 1).clamp(0, 600);
    let most = ((units - 2.0 * SIDE) / MONTH_ROOM).max(1.0);
    let every = (f64::from(count) / most).ceil().max(1.0) as i32;
    let dates = (0..count).step_by(every.max(1) as usize).map(|index| first.plus_months(index));
    html! {
        @for on in dates {
            @let said = month(on);
            @let below = BALANCE_BOTTOM + 4.0;
            line.axis x1=(n(x(on))) x2=(n(x(on))) y1=(n(BALANCE_BOTTOM)) y2=(n(below)) {}
            @if x(on) + text_width(&said, 12.0) < units {
                text.tick x=(n(x(on))) y=(n(HEIGHT - 8.0)) { (said) }
            }
        }
    }
}

fn today(units: f64, life: &Life, x: &dyn Fn(Date) -> f64) -> Markup {
    let at = x(life.as_of);
    let left = at + text_width(&life.words.as_of, 12.0) + 8.0 > units;
    let (place, anchor) = if left { (at - 5.0, "end") } else { (at + 5.0, "start") };
    html! {
        line.now x1=(n(at)) x2=(n(at)) y1="20" y2=(n(BALANCE_BOTTOM)) {}
        text.name.halo x=(n(place)) y="28" text-anchor=(anchor) { (life.words.as_of) }
    }
}
