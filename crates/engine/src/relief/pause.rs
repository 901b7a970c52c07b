//! Days that do not count as days past due: dated pauses, overlapping ones taken together.

use primitives::date::Date;

/// Days that are not counted, both ends among them; none when it ends before it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pause {
    /// The number of the fact that began it.
    pub fact: u32,
    /// First day not counted.
    pub from: Date,
    /// Last day not counted.
    pub until: Date,
}

/// The days after `since` through `on` that no pause takes out.
pub fn counted_days(pauses: &[Pause], since: Date, on: Date) -> i32 {
    let paused: i32 = spans(pauses, since)
        .into_iter()
        .map(|(from, until)| (until.min(on).days_since(from) + 1).max(0))
        .sum();
    (on.days_since(since) - paused).max(0)
}

/// The day on which the days counted after `since` reach `days`.
pub fn reached_on(pauses: &[Pause], since: Date, days: i32) -> Date {
    let mut reached = since.plus_days(days);
    for (from, until) in spans(pauses, since) {
        if from <= reached {
            reached = reached.plus_days(until.days_since(from) + 1);
        }
    }
    reached
}

/// The days taken out after `since`, as spans in order that neither touch nor overlap.
fn spans(pauses: &[Pause], since: Date) -> Vec<(Date, Date)> {
    if pauses.is_empty() {
        return Vec::new();
    }
    let first = since.plus_days(1);
    let mut clipped: Vec<(Date, Date)> = pauses
        .iter()
        .map(|pause| (pause.from.max(first), pause.until))
        .filter(|(from, until)| from <= until)
        .collect();
    clipped.sort_unstable();
    let mut spans: Vec<(Date, Date)> = Vec::with_capacity(clipped.len());
    for (from, until) in clipped {
        match spans.last_mut() {
            Some(last) if from <= last.1.plus_days(1) => last.1 = last.1.max(until),
            _ => spans.push((from, until)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: i32) -> Date {
        Date::from_days(20_000 + number)
    }

    fn check(pauses: &[(i32, i32)], since: i32) {
        let pauses: Vec<Pause> = pauses
            .iter()
            .map(|(from, until)| Pause { fact: 1, from: day(*from), until: day(*until) })
            .collect();
        let mut counted = 0;
        for number in since + 1..since + 80 {
            let paused = pauses.iter().any(|p| p.from <= day(number) && day(number) <= p.until);
            counted += i32::from(!paused);
            assert_eq!(counted_days(&pauses, day(since), day(number)), counted, "day {number}");
            if !paused {
                assert_eq!(reached_on(&pauses, day(since), counted), day(number));
            }
        }
    }

    #[test]
    fn days_are_taken_out_once() {
        check(&[], 0);
        check(&[(5, 9)], 0);
        check(&[(5, 9), (7, 12), (30, 30)], 0);
        check(&[(20, 25), (5, 9), (10, 11), (22, 23)], 0);
        check(&[(-5, 9)], 0);
        check(&[(9, 5), (-9, -3)], 0);
        check(&[(0, 0), (1, 1)], 0);
    }
}
