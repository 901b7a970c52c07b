//! Lines that start together: cohorts by age.

use maud::{Markup, html};

use super::{NARROW, Width, canvas, n, text_width, ticks};

/// One line.
pub struct Ray {
    /// Written at its end.
    pub name: String,
    /// From age 0 on, in percent.
    pub points: Vec<f64>,
    /// How it is drawn.
    pub weight: Weight,
}

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// The one the title speaks of.
    Spoken,
    /// All others.
    Plain,
}

const WIDE: f64 = 568.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 38.0;
const LEFT: f64 = 44.0;
const SIZE: f64 = 12.0;

/// Draws the lines with `axis` under the ages. The line spoken of is named, then the newest and
/// the oldest, then all others that find room.
pub fn fan(width: Width, label: &str, axis: &str, rays: &[Ray]) -> Markup {
    let (units, height) = width.pick((WIDE, 300.0), (NARROW, 240.0));
    let right = rays.iter().map(|ray| text_width(&ray.name, SIZE)).fold(0.0, f64::max) + 10.0;
    let oldest = rays.iter().map(|ray| ray.points.len()).max().unwrap_or(1).max(2) - 1;
    let most = rays.iter().flat_map(|ray| &ray.points).copied().fold(0.0, f64::max);
    let marks = ticks(most, 4.0);
    let top = marks.last().copied().unwrap_or(1.0);
    let y = |value: f64| TOP + (1.0 - value / top) * (height - TOP - BOTTOM);
    let x = |age: usize| LEFT + age as f64 / oldest as f64 * (units - LEFT - right);
    let step = ticks(oldest as f64, width.pick(10.0, 5.0)).get(1).map_or(1.0, |step| step.ceil());
    let content = html! {
        @for mark in &marks {
            line.grid x1=(n(LEFT)) x2=(n(x(oldest))) y1=(n(y(*mark))) y2=(n(y(*mark))) {}
            text.tick x=(n(LEFT - 6.0)) y=(n(y(*mark) + 4.0)) text-anchor="end" { (share(*mark)) }
        }
        @for age in (0..=oldest).step_by((step as usize).max(1)) {
            text.tick x=(n(x(age))) y=(n(height - 22.0)) text-anchor="middle" { (age) }
        }
        text.tick x=(n(x(oldest))) y=(n(height - 5.0)) text-anchor="end" { (axis) }
        @for ray in rays { (line(ray, &x, &y)) }
        (ends(rays, &x, &y))
    };
    canvas((units, height), label, &content)
}

fn share(percent: f64) -> String {
    if percent.fract().abs() < 1e-9 { format!("{percent:.0}%") } else { format!("{percent:.1}%") }
}

fn line(ray: &Ray, x: &dyn Fn(usize) -> f64, y: &dyn Fn(f64) -> f64) -> Markup {
    let points: Vec<String> = ray
        .points
        .iter()
        .enumerate()
        .map(|(age, value)| format!("{},{}", n(x(age)), n(y(*value))))
        .collect();
    let class = if ray.weight == Weight::Spoken { "ray spoken" } else { "ray" };
    html! { polyline class=(class) points=(points.join(" ")) { title { (ray.name) } } }
}

fn ends(rays: &[Ray], x: &dyn Fn(usize) -> f64, y: &dyn Fn(f64) -> f64) -> Markup {
    let mut order: Vec<usize> = (0..rays.len()).filter(|at| !rays[*at].points.is_empty()).collect();
    let place = |at: &usize| {
        let outer = *at == 0 || *at + 1 == rays.len();
        (rays[*at].weight != Weight::Spoken, !outer, rays.len() - *at)
    };
    order.sort_by_key(place);
    let mut named: Vec<(f64, f64, &Ray)> = Vec::new();
    for ray in order.into_iter().map(|at| &rays[at]) {
        let end = ray.points.len() - 1;
        let (left, base) = (x(end) + 5.0, y(ray.points[end]) + 4.0);
        let meets = |(other_left, other_base, other): &(f64, f64, &Ray)| {
            (base - other_base).abs() < SIZE + 2.0
                && left < other_left + text_width(&other.name, SIZE) + 4.0
                && *other_left < left + text_width(&ray.name, SIZE) + 4.0
        };
        if !named.iter().any(meets) {
            named.push((left, base, ray));
        }
    }
    html! {
        @for (left, base, ray) in named {
            text class={"name halo" @if ray.weight == Weight::Spoken { " spoken" }}
                x=(n(left)) y=(n(base)) { (ray.name) }
        }
    }
}
