use proptest::prelude::*;

use super::*;

const ALL: [CalendarId; 6] = [
    CalendarId::None,
    CalendarId::Weekdays,
    CalendarId::Cn,
    CalendarId::UsFed,
    CalendarId::GbEng,
    CalendarId::Target,
];

const SHIFTS: [Shift; 5] = [
    Shift::None,
    Shift::Following,
    Shift::ModifiedFollowing,
    Shift::Preceding,
    Shift::ModifiedPreceding,
];

fn check(calendar: CalendarId, expected: DayKind, dates: &[&str]) {
    for text in dates {
        let kind = calendar.day_kind(text.parse().unwrap());
        assert_eq!(kind, expected, "{} {text}", calendar.code());
    }
}

fn check_shift(calendar: CalendarId, how: Shift, date: &str, expected: &str) {
    let expected = Shifted { date: expected.parse().unwrap(), provisional: false };
    assert_eq!(shift(calendar, how, date.parse().unwrap()), expected, "{how:?} {date}");
}

fn check_provisional(calendar: CalendarId, how: Shift, date: &str) {
    let expected = Shifted { date: date.parse().unwrap(), provisional: true };
    assert_eq!(shift(calendar, how, expected.date), expected, "{how:?} {date}");
}

#[test]
fn china_works_make_up_weekends() {
    check(CalendarId::Cn, DayKind::Working, &["2026-01-04", "2026-02-28", "2026-10-10"]);
    check(CalendarId::Cn, DayKind::Holiday, &["2026-01-03", "2026-02-16", "2026-10-07"]);
}

#[test]
fn a_year_not_announced_is_unknown_even_at_weekends() {
    check(CalendarId::Cn, DayKind::Unknown, &["2009-12-31", "2027-01-01", "2027-01-02"]);
    check(CalendarId::UsFed, DayKind::Unknown, &["2009-12-31", "2031-01-01"]);
    check(CalendarId::None, DayKind::Working, &["1600-01-01", "9999-12-31"]);
}

#[test]
fn the_federal_reserve_moves_sundays_but_not_saturdays() {
    check(CalendarId::UsFed, DayKind::Holiday, &["2023-01-02", "2022-06-20", "2024-11-28"]);
    check(CalendarId::UsFed, DayKind::Working, &["2021-12-31", "2026-07-03", "2021-06-18"]);
}

#[test]
fn proclaimed_days_replace_the_rule_in_england() {
    let kept = ["2011-04-29", "2012-06-05", "2020-05-08", "2022-09-19", "2023-05-08"];
    check(CalendarId::GbEng, DayKind::Holiday, &kept);
    check(CalendarId::GbEng, DayKind::Working, &["2012-05-28", "2020-05-04", "2022-05-30"]);
}

#[test]
fn weekend_christmas_is_kept_on_the_next_free_weekdays() {
    check(CalendarId::GbEng, DayKind::Holiday, &["2021-12-27", "2021-12-28", "2022-12-27"]);
    check(CalendarId::GbEng, DayKind::Working, &["2021-12-29", "2022-12-28", "2024-12-27"]);
    check(CalendarId::Target, DayKind::Working, &["2021-12-27", "2022-05-02"]);
}

#[test]
fn dates_shift_by_the_named_rule() {
    // 2026-10-03 is a Saturday inside the national holiday of 1 to 7 October.
    check_shift(CalendarId::Cn, Shift::Following, "2026-10-03", "2026-10-08");
    check_shift(CalendarId::Cn, Shift::Preceding, "2026-10-03", "2026-09-30");
    check_shift(CalendarId::Cn, Shift::ModifiedPreceding, "2026-10-03", "2026-10-08");
    check_shift(CalendarId::Target, Shift::ModifiedFollowing, "2024-03-31", "2024-03-28");
    check_shift(CalendarId::Weekdays, Shift::None, "2026-10-03", "2026-10-03");
}

#[test]
fn a_shift_past_the_known_years_is_provisional() {
    check_provisional(CalendarId::Cn, Shift::Following, "2027-02-15");
    check_provisional(CalendarId::Cn, Shift::Preceding, "2010-01-01");
    check_provisional(CalendarId::Weekdays, Shift::Preceding, "1600-01-01");
}

#[test]
fn the_unknown_next_month_is_not_looked_at_when_the_month_may_not_change() {
    // The last calendar day known is a working Thursday, so the month's edge is met from below.
    check_shift(CalendarId::Cn, Shift::ModifiedFollowing, "2026-12-31", "2026-12-31");
    check_shift(CalendarId::Cn, Shift::ModifiedPreceding, "2010-01-01", "2010-01-04");
}

#[test]
fn a_code_reads_as_it_writes() {
    for calendar in ALL {
        assert_eq!(CalendarId::parse(calendar.code()), Ok(calendar));
    }
    assert!("cn".parse::<CalendarId>().is_err());
}

proptest! {
    #[test]
    fn a_firm_shift_lands_on_a_working_day(days in 14_600i32..22_300, id in 0usize..6, rule in 1usize..5) {
        let date = Date::from_days(days);
        let shifted = shift(ALL[id], SHIFTS[rule], date);
        if shifted.provisional {
            prop_assert_eq!(shifted.date, date);
        } else {
            prop_assert_eq!(ALL[id].day_kind(shifted.date), DayKind::Working);
            prop_assert!(shifted.date.days_since(date).abs() <= 11);
        }
    }
}
