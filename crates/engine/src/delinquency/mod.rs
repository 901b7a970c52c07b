//! How late a loan is: counters, bucket, class.
//!
//! Spec: `docs/specs/days-past-due.md`.

pub mod counters;

use crate::product::Delinquency;

/// How long a loan has been late, in the words of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LateClass {
    /// Not late.
    Current,
    /// 短期逾期.
    Short,
    /// 中期逾期.
    Mid,
    /// 长期逾期.
    Long,
}

impl LateClass {
    /// The word used in files.
    pub const fn word(self) -> &'static str {
        match self {
            LateClass::Current => "current",
            LateClass::Short => "short",
            LateClass::Mid => "mid",
            LateClass::Long => "long",
        }
    }
}

/// The bucket of a number of counted days past due: 0 is M0.
pub fn bucket_of(delinquency: &Delinquency, days: u16) -> u8 {
    let passed = delinquency.bucket_ends.iter().filter(|end| days > **end).count();
    u8::try_from(passed).unwrap_or(u8::MAX)
}

/// The class of a number of counted days past due.
pub fn class_of(delinquency: &Delinquency, days: u16) -> LateClass {
    match days {
        0 => LateClass::Current,
        _ if days <= delinquency.short_through => LateClass::Short,
        _ if days <= delinquency.mid_through => LateClass::Mid,
        _ => LateClass::Long,
    }
}

/// A bucket's name: `M0`, `M1` … and `M7+` for the last of `delinquency`.
pub fn bucket_name(delinquency: &Delinquency, bucket: u8) -> String {
    let open_ended = usize::from(bucket) >= delinquency.bucket_ends.len();
    format!("M{bucket}{}", if open_ended { "+" } else { "" })
}
