//! How dates, amounts and counts are said: one reader, one language, one currency.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::money::Currency;

use crate::lang::Lang;

/// A language and a currency to say figures in.
#[derive(Clone, Copy, Debug)]
pub struct Voice {
    /// In which language.
    pub lang: Lang,
    /// Of every amount.
    pub currency: Currency,
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Digits in groups of three: `12,345`.
pub fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count: `4,211`.
pub fn count(number: u64) -> String {
    grouped(&number.to_string())
}

/// How many loans, in English: `1 loan`, `4,211 loans`.
pub fn loans(number: u64) -> String {
    format!("{} {}", count(number), if number == 1 { "loan" } else { "loans" })
}

/// A share with two decimals: `3.42%`; a dash when there is nothing to divide by.
pub fn percent(part: i64, whole: i64) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{:.2}%", part as f64 / whole as f64 * 100.0).replace('-', "−"),
    }
}

/// A share without decimals, for sentences.
pub fn percent_whole(part: i64, whole: i64) -> String {
    match whole {
        0 => "–".to_owned(),
        _ => format!("{:.0}%", part as f64 / whole as f64 * 100.0).replace('-', "−"),
    }
}

/// A date: `2026年3月15日`, `15 Mar 2026`.
pub fn date(lang: Lang, on: Date) -> String {
    let (year, month, day) = on.year_month_day();
    match lang {
        Lang::Zh => format!("{year}年{month}月{day}日"),
        Lang::En => format!("{day} {} {year}", month_word(month)),
    }
}

/// A month: `2026年3月`, `Mar 2026`.
pub fn month(lang: Lang, on: Date) -> String {
    let (year, month, _) = on.year_month_day();
    match lang {
        Lang::Zh => format!("{year}年{month}月"),
        Lang::En => format!("{} {year}", month_word(month)),
    }
}

/// A weekday: `星期日`, `Sunday`.
pub fn weekday(lang: Lang, on: Date) -> &'static str {
    const ZH: [&str; 7] = ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"];
    const EN: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let names = lang.pick(ZH, EN);
    names[usize::from(on.weekday()) % 7]
}

fn month_word(month: u8) -> &'static str {
    MONTHS[usize::from(month.clamp(1, 12)) - 1]
}

impl Voice {
    /// The text of this voice's language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        self.lang.pick(zh, en)
    }

    /// A date in full.
    pub fn date(self, on: Date) -> String {
        date(self.lang, on)
    }

    /// A day without its year, where the year is plain: `9月25日`, `25 Sep`.
    pub fn day(self, on: Date) -> String {
        let (_, month, day) = on.year_month_day();
        self.pick(format!("{month}月{day}日"), format!("{day} {}", month_word(month)))
    }

    /// A month.
    pub fn month(self, on: Date) -> String {
        month(self.lang, on)
    }

    /// An amount to the last minor unit: `¥12,345.67`.
    pub fn amount(self, minor: Minor) -> String {
        let sign = if minor.0 < 0 { "−" } else { "" };
        format!("{sign}{}{}", self.currency.sign(), self.digits(minor))
    }

    /// The same without the currency's sign, for columns whose head names it.
    pub fn bare(self, minor: Minor) -> String {
        let sign = if minor.0 < 0 { "−" } else { "" };
        format!("{sign}{}", self.digits(minor))
    }

    fn digits(self, minor: Minor) -> String {
        let places = usize::from(self.currency.decimals());
        let digits = format!("{:0>width$}", minor.0.unsigned_abs(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        let dot = if places == 0 { "" } else { "." };
        format!("{}{dot}{part}", grouped(whole))
    }

    /// An amount as one would say it: `¥38.2 m`, `¥3,820.5 万`; small ones in full.
    pub fn short(self, minor: Minor) -> String {
        let major = minor.0.unsigned_abs() as f64 / 10_f64.powi(self.currency.decimals().into());
        let sign = if minor.0 < 0 { "−" } else { "" };
        let steps: &[(f64, &str)] = match self.lang {
            Lang::Zh => &[(1e8, "\u{a0}亿"), (1e4, "\u{a0}万")],
            Lang::En => &[(1e9, "\u{a0}bn"), (1e6, "\u{a0}m"), (1e4, "\u{a0}k")],
        };
        // English thousands divide by a thousand although they start at ten thousand.
        let scale = |step: f64, word: &str| if word.ends_with('k') { 1e3 } else { step };
        match steps.iter().find(|(step, _)| major >= *step) {
            None => self.amount(minor),
            Some((step, word)) => {
                // What is said in the largest unit keeps a digit more.
                let places = if *step > 1e7 { 2 } else { 1 };
                let scaled = format!("{:.places$}", major / scale(*step, word));
                let (whole, part) = scaled.split_once('.').unwrap_or((&scaled, "0"));
                let whole = grouped(whole);
                format!("{sign}{}{whole}.{part}{word}", self.currency.sign())
            }
        }
    }

    /// A round amount on an axis, without decimals that say nothing: `¥5 m`.
    pub fn round(self, minor: Minor) -> String {
        match minor {
            Minor(0) => "0".to_owned(),
            _ => {
                let short = self.short(minor);
                ["00", "0"]
                    .iter()
                    .fold(short, |said, zeros| said.replace(&format!(".{zeros}\u{a0}"), "\u{a0}"))
            }
        }
    }

    /// What amounts are in: `人民币（CNY）`, `CNY`.
    pub fn unit(self) -> String {
        let code = self.currency.code();
        let name = match code {
            "CNY" => "人民币元",
            "USD" => "美元",
            "GBP" => "英镑",
            "EUR" => "欧元",
            "HKD" => "港元",
            "JPY" => "日元",
            _ => code,
        };
        self.pick(name.to_owned(), code.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(lang: Lang, currency: &str) -> Voice {
        Voice { lang, currency: currency.parse().unwrap() }
    }

    #[test]
    fn amounts_are_grouped_and_signed() {
        let cases = [
            ("CNY", 1_234_567, "¥12,345.67"),
            ("CNY", -5, "−¥0.05"),
            ("JPY", 1_234_567, "¥1,234,567"),
            ("HKD", 100_000, "HKD1,000.00"),
            ("CNY", i64::MIN, "−¥92,233,720,368,547,758.08"),
        ];
        for (currency, minor, expected) in cases {
            assert_eq!(voice(Lang::En, currency).amount(Minor(minor)), expected);
        }
    }

    #[test]
    fn short_amounts_use_the_language_units() {
        let cases = [
            (3_820_500_000, "¥3,820.5\u{a0}万", "¥38.2\u{a0}m"),
            (-60_012_345, "−¥60.0\u{a0}万", "−¥600.1\u{a0}k"),
            (123_456_789_012, "¥12.35\u{a0}亿", "¥1.23\u{a0}bn"),
            (999_900, "¥9,999.00", "¥9,999.00"),
            (0, "¥0.00", "¥0.00"),
        ];
        for (minor, zh, en) in cases {
            assert_eq!(voice(Lang::Zh, "CNY").short(Minor(minor)), zh);
            assert_eq!(voice(Lang::En, "CNY").short(Minor(minor)), en);
        }
    }

    #[test]
    fn dates_are_said_in_both_languages() {
        let on: Date = "2026-03-15".parse().unwrap();
        assert_eq!(date(Lang::Zh, on), "2026年3月15日");
        assert_eq!(date(Lang::En, on), "15 Mar 2026");
        assert_eq!(weekday(Lang::Zh, on), "星期日");
        assert_eq!(month(Lang::En, on), "Mar 2026");
    }

    #[test]
    fn one_loan_is_said_in_the_singular() {
        let said = [0, 1, 2, 4_211].map(loans);
        assert_eq!(said, ["0 loans", "1 loan", "2 loans", "4,211 loans"]);
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        assert_eq!(percent(1, 0), "–");
        assert_eq!(percent(-1, 100), "−1.00%");
    }
}
