//! Small charts in SVG: direct labels, thin axes, bars from zero, colours by stylesheet class so
//! that light, dark and print share one drawing. Behind every chart stands a table of its figures.
//!
//! Why our own: `docs/decisions/0003-pages-and-charts.md`.

pub mod columns;
pub mod fan;
pub mod life;
pub mod stack;

use maud::{Markup, html};

/// The two widths every chart is drawn in; the stylesheet shows one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Width {
    /// At a desk.
    Wide,
    /// On a phone.
    Narrow,
}

impl Width {
    /// The value for this width.
    pub fn pick<T>(self, wide: T, narrow: T) -> T {
        match self {
            Width::Wide => wide,
            Width::Narrow => narrow,
        }
    }
}

/// Both drawings of a chart under the sentence it shows. Hidden from screen readers, which get
/// the table.
pub fn drawn(draw: impl Fn(Width) -> Markup) -> Markup {
    html! {
        div.chart {
            div.wide { (draw(Width::Wide)) }
            div.narrow { (draw(Width::Narrow)) }
        }
    }
}

/// Units across on a phone; one unit is about one pixel where a chart is shown.
pub const NARROW: f64 = 328.0;

/// A drawing of so many units across and down.
pub fn canvas((across, height): (f64, f64), label: &str, content: &Markup) -> Markup {
    let view = format!("0 0 {} {}", n(across), n(height));
    html! { svg viewBox=(view) role="img" aria-label=(label) { (content) } }
}

/// A coordinate with one decimal.
pub fn n(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// About how wide a text is at a size: Chinese is as wide as high, Latin a little over half.
pub fn text_width(text: &str, size: f64) -> f64 {
    let widths = text.chars().map(|letter| if u32::from(letter) < 0x2e80 { 0.58 } else { 1.0 });
    widths.sum::<f64>() * size
}

/// Round values from zero to just above `most`, about `wanted` steps of them.
pub fn ticks(most: f64, wanted: f64) -> Vec<f64> {
    if most <= 0.0 || !most.is_finite() {
        return vec![0.0, 1.0];
    }
    let rough = most / wanted;
    let power = 10_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * 0.999)
        .unwrap_or(rough);
    let count = (most / step - 1e-9).ceil().max(1.0) as usize;
    (0..=count).map(|index| index as f64 * step).collect()
}

/// Moves labels apart to `gap`, keeping their order, within `low..=high`.
pub fn apart(places: &mut [f64], gap: f64, low: f64, high: f64) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|a, b| places[*a].total_cmp(&places[*b]));
    let mut floor = low;
    for index in &order {
        places[*index] = places[*index].max(floor);
        floor = places[*index] + gap;
    }
    let mut ceiling = high;
    for index in order.iter().rev() {
        places[*index] = places[*index].min(ceiling);
        ceiling = places[*index] - gap;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_top() {
        assert_eq!(ticks(9.3, 4.0), vec![0.0, 2.5, 5.0, 7.5, 10.0]);
        assert_eq!(ticks(0.0, 4.0), vec![0.0, 1.0]);
        for most in [0.013, 1.0, 47.0, 1e9] {
            let ticks = ticks(most, 4.0);
            assert!(ticks.last().is_some_and(|last| *last >= most * 0.999), "{ticks:?}");
            assert!(ticks.len() <= 7, "{ticks:?}");
        }
    }

    #[test]
    fn labels_move_apart_in_order() {
        let mut places = [10.0, 11.0, 9.0, 98.0, 99.0];
        apart(&mut places, 12.0, 0.0, 100.0);
        assert_eq!(places, [21.0, 33.0, 9.0, 88.0, 100.0]);
    }

    #[test]
    fn coordinates_are_short() {
        assert_eq!((n(3.0).as_str(), n(3.04).as_str(), n(-0.26).as_str()), ("3", "3", "-0.3"));
    }
}
