//! The stylesheet's tokens, held to the contrast that reading needs.

const STYLE: &str = include_str!("style.css");
/// What small text needs against what it stands on.
const READABLE: f64 = 4.5;

/// The last value a token is given in a part of the stylesheet.
fn token(part: &str, name: &str) -> Option<u32> {
    let (_, rest) = part.rsplit_once(&format!("--{name}: #"))?;
    u32::from_str_radix(rest.get(..6)?, 16).ok()
}

fn luminance(colour: u32) -> f64 {
    let channel = |shift: u32| {
        let value = f64::from((colour >> shift) & 0xff) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}

fn contrast(a: u32, b: u32) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_is_readable_in_light_and_dark() {
    let (light, rest) = STYLE.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let dark = rest.split_once("\n}\n").unwrap().0;
    for (scheme, part) in [("light", light), ("dark", dark)] {
        let of = |name: &str| token(part, name).or_else(|| token(light, name)).unwrap();
        for ink in ["ink", "quiet", "accent"] {
            for ground in ["paper", "raised"] {
                let found = contrast(of(ink), of(ground));
                assert!(found >= READABLE, "{scheme}: {ink} on {ground} is {found:.2}");
            }
        }
        for bucket in 0..=7 {
            let found = contrast(of(&format!("on-b{bucket}")), of(&format!("b{bucket}")));
            assert!(found >= READABLE, "{scheme}: text on b{bucket} is {found:.2}");
        }
    }
}

#[test]
fn the_ramp_darkens_step_by_step() {
    let steps: Vec<f64> =
        (0..=7).map(|bucket| luminance(token(STYLE, &format!("b{bucket}")).unwrap())).collect();
    assert!(steps.windows(2).all(|pair| pair[0] > pair[1] * 1.1), "{steps:?}");
}
