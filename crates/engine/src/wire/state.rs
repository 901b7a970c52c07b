//! A standing as compact bytes, format 2: variable-length integers in a fixed order, then tagged
//! parts that only some loans have.

use primitives::amount::Minor;
use primitives::date::Date;
use primitives::rate::{Fraction, Per, Rate};

use super::WireError;
use crate::fact::LegacyLine;
use crate::state::{
    Components, Due, FlatFee, LateMeter, MovedDue, Peak, Plan, PlanCourse, Record, Schedule, Shape,
    State, Status, Totals,
};

/// Format 2 ends with tagged parts that only some loans have; format 1 had none.
const FORMAT: u64 = 2;
/// The part of a revolving account.
const REVOLVING: u64 = 1;
/// What is remembered of relief.
const RELIEF: u64 = 2;
/// By how much a schedule was put off.
const PUT_OFF: u64 = 3;

pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn unsigned(&mut self, mut value: u128) {
        while value >= 0x80 {
            self.0.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.0.push(value as u8);
    }

    pub(super) fn signed(&mut self, value: i128) {
        self.unsigned(((value << 1) ^ (value >> 127)) as u128);
    }

    pub(super) fn minor(&mut self, amount: Minor) {
        self.signed(amount.0.into());
    }

    pub(super) fn date(&mut self, date: Date) {
        self.signed(date.days().into());
    }

    pub(super) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Writer, T)) {
        self.unsigned(value.is_some().into());
        if let Some(value) = value {
            write(self, value);
        }
    }

    pub(super) fn list<T>(&mut self, items: &[T], mut write: impl FnMut(&mut Writer, &T)) {
        self.unsigned(items.len() as u128);
        items.iter().for_each(|item| write(self, item));
    }

    pub(super) fn components(&mut self, amounts: &Components) {
        let fields = [
            amounts.principal,
            amounts.interest,
            amounts.fee,
            amounts.late_fee,
            amounts.default_interest,
        ];
        fields.into_iter().for_each(|amount| self.minor(amount));
    }

    pub(super) fn rate(&mut self, rate: Rate) {
        self.signed(rate.fraction.units().into());
        self.unsigned(match rate.per {
            Per::Day => 0,
            Per::Month => 1,
            Per::Year => 2,
        });
    }

    fn status(&mut self, status: &Status) {
        match status {
            Status::Pending => self.unsigned(0),
            Status::Active => self.unsigned(1),
            Status::Settled { on } => {
                self.unsigned(2);
                self.date(*on);
            }
            Status::ChargedOff { on, outstanding } => {
                self.unsigned(3);
                self.date(*on);
                self.components(outstanding);
            }
        }
    }

    fn schedule(&mut self, schedule: &Schedule) {
        match &schedule.shape {
            Shape::Level { payment } => {
                self.unsigned(0);
                self.minor(*payment);
            }
            Shape::EqualPrincipal { part } => {
                self.unsigned(1);
                self.minor(*part);
            }
            Shape::Balloon => self.unsigned(2),
            Shape::Weighted { whole, over } => {
                self.unsigned(4);
                self.minor(*whole);
                self.unsigned((*over).into());
            }
            Shape::Listed(lines) => {
                self.unsigned(3);
                self.list(lines, |writer, line| {
                    writer.date(line.on);
                    writer.minor(line.principal);
                    writer.optional(line.interest, Writer::minor);
                });
            }
        }
        self.date(schedule.anchor);
        for number in [schedule.first_number, schedule.next_number, schedule.last_number] {
            self.unsigned(number.into());
        }
        self.date(schedule.period_start);
        self.signed(schedule.accrued);
        self.date(schedule.accrued_to);
        self.minor(schedule.deferred_interest);
        self.minor(schedule.deferred_part);
    }

    fn due(&mut self, due: &Due) {
        self.unsigned(due.number.into());
        self.date(due.on);
        self.components(&due.outstanding);
        let late = &due.late;
        for exact in [late.accrued, late.uncapped, late.contract] {
            self.signed(exact);
        }
        self.date(late.counted_to);
        self.minor(late.assessed);
        self.minor(late.suppressed);
        self.unsigned((late.flat_fee == FlatFee::Charged).into());
    }

    fn plan(&mut self, plan: Plan) {
        self.date(plan.on);
        self.unsigned(plan.days_past_due_before.into());
        self.unsigned(plan.kept.into());
        self.unsigned(plan.kept_to_cure.into());
        self.minor(plan.conditional_waiver);
        self.unsigned(match plan.course {
            PlanCourse::Running => 0,
            PlanCourse::Cured => 1,
            PlanCourse::Broken => 2,
        });
    }
}

/// Writes a standing down.
pub fn encode(state: &State) -> Vec<u8> {
    let mut writer = Writer(Vec::with_capacity(192));
    writer.unsigned(FORMAT.into());
    writer.status(&state.status);
    writer.rate(state.rate);
    writer.date(state.closed_through);
    writer.date(state.opened_on);
    writer.date(state.last_value_date);
    writer.optional(state.schedule.as_ref(), Writer::schedule);
    writer.minor(state.principal_undue);
    writer.list(&state.dues, Writer::due);
    writer.minor(state.unapplied);
    writer.optional(state.nonaccrual_since, Writer::date);
    writer.optional(state.plan, Writer::plan);
    writer.unsigned(state.record.bucket.into());
    writer.optional(state.record.material_since, Writer::date);
    writer.list(&state.record.peaks, |writer, peak| {
        writer.date(peak.on);
        writer.unsigned(peak.days.into());
    });
    let totals = &state.totals;
    for sums in [&totals.billed, &totals.paid, &totals.waived, &totals.charged_off] {
        writer.components(sums);
    }
    for sum in [totals.recovered, totals.received, totals.refunded] {
        writer.minor(sum);
    }
    if let Some(account) = &state.revolving {
        writer.unsigned(REVOLVING.into());
        writer.revolving(account);
    }
    if let Some(schedule) = &state.schedule
        && (schedule.postponed_months > 0 || schedule.moved.is_some())
    {
        writer.unsigned(PUT_OFF.into());
        writer.unsigned(schedule.postponed_months.into());
        writer.optional(schedule.moved, |writer, moved| {
            writer.unsigned(moved.number.into());
            writer.date(moved.on);
        });
    }
    if let Some(record) = &state.relief {
        writer.unsigned(RELIEF.into());
        writer.relief(record);
    }
    writer.0
}

pub(super) struct Reader<'a>(&'a [u8]);

pub(super) type Read<T> = Result<T, WireError>;

pub(super) fn malformed(why: &str) -> WireError {
    WireError::Malformed { what: "a standing", why: why.to_owned() }
}

impl Reader<'_> {
    pub(super) fn unsigned(&mut self) -> Read<u128> {
        let mut value = 0u128;
        let mut shift = 0u32;
        loop {
            let (byte, rest) = self.0.split_first().ok_or_else(|| malformed("it ends early"))?;
            self.0 = rest;
            let bits = u128::from(byte & 0x7f);
            if shift > 126 || (shift == 126 && bits > 3) {
                return Err(malformed("an integer is too long"));
            }
            value |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(value);
            }
            shift += 7;
        }
    }

    pub(super) fn signed(&mut self) -> Read<i128> {
        let value = self.unsigned()?;
        Ok((value >> 1) as i128 ^ -((value & 1) as i128))
    }

    pub(super) fn small<T: TryFrom<u128>>(&mut self) -> Read<T> {
        T::try_from(self.unsigned()?).map_err(|_| malformed("a count is too large"))
    }

    pub(super) fn minor(&mut self) -> Read<Minor> {
        let units = self.signed()?;
        i64::try_from(units).map(Minor).map_err(|_| malformed("an amount is too large"))
    }

    pub(super) fn date(&mut self) -> Read<Date> {
        let days = self.signed()?;
        i32::try_from(days).map(Date::from_days).map_err(|_| malformed("a date is too far"))
    }

    pub(super) fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Read<T>,
    ) -> Read<Option<T>> {
        match self.unsigned()? {
            0 => Ok(None),
            1 => read(self).map(Some),
            _ => Err(malformed("a flag is neither 0 nor 1")),
        }
    }

    pub(super) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Read<T>) -> Read<Vec<T>> {
        let count: u32 = self.small()?;
        (0..count).map(|_| read(self)).collect()
    }

    pub(super) fn components(&mut self) -> Read<Components> {
        Ok(Components {
            principal: self.minor()?,
            interest: self.minor()?,
            fee: self.minor()?,
            late_fee: self.minor()?,
            default_interest: self.minor()?,
        })
    }

    pub(super) fn rate(&mut self) -> Read<Rate> {
        let units = i64::try_from(self.signed()?).map_err(|_| malformed("a rate is too large"))?;
        let per = match self.unsigned()? {
            0 => Per::Day,
            1 => Per::Month,
            2 => Per::Year,
            _ => return Err(malformed("a rate runs per nothing known")),
        };
        Ok(Rate { fraction: Fraction::from_units(units), per })
    }

    fn status(&mut self) -> Read<Status> {
        match self.unsigned()? {
            0 => Ok(Status::Pending),
            1 => Ok(Status::Active),
            2 => Ok(Status::Settled { on: self.date()? }),
            3 => Ok(Status::ChargedOff { on: self.date()?, outstanding: self.components()? }),
            _ => Err(malformed("a status is unknown")),
        }
    }

    fn shape(&mut self) -> Read<Shape> {
        match self.unsigned()? {
            0 => Ok(Shape::Level { payment: self.minor()? }),
            1 => Ok(Shape::EqualPrincipal { part: self.minor()? }),
            2 => Ok(Shape::Balloon),
            3 => Ok(Shape::Listed(self.list(|reader| {
                Ok(LegacyLine {
                    on: reader.date()?,
                    principal: reader.minor()?,
                    interest: reader.optional(Reader::minor)?,
                })
            })?)),
            4 => Ok(Shape::Weighted { whole: self.minor()?, over: self.small()? }),
            _ => Err(malformed("a schedule's shape is unknown")),
        }
    }

    fn schedule(&mut self) -> Read<Schedule> {
        let schedule = Schedule {
            shape: self.shape()?,
            anchor: self.date()?,
            first_number: self.small()?,
            next_number: self.small()?,
            last_number: self.small()?,
            period_start: self.date()?,
            accrued: self.signed()?,
            accrued_to: self.date()?,
            deferred_interest: self.minor()?,
            deferred_part: self.minor()?,
            postponed_months: 0,
            moved: None,
        };
        let (next, last) = (schedule.next_number, schedule.last_number);
        let listed = match &schedule.shape {
            Shape::Listed(lines) => lines.len() == usize::from(last.saturating_sub(next)) + 1,
            _ => true,
        };
        if schedule.first_number > next || next > last || !listed {
            return Err(malformed("a schedule's numbers are out of order"));
        }
        Ok(schedule)
    }

    fn put_off(&mut self) -> Read<(u16, Option<MovedDue>)> {
        let months = self.small()?;
        let moved =
            |reader: &mut Self| Ok(MovedDue { number: reader.small()?, on: reader.date()? });
        Ok((months, self.optional(moved)?))
    }

    fn due(&mut self) -> Read<Due> {
        Ok(Due {
            number: self.small()?,
            on: self.date()?,
            outstanding: self.components()?,
            late: LateMeter {
                accrued: self.signed()?,
                uncapped: self.signed()?,
                contract: self.signed()?,
                counted_to: self.date()?,
                assessed: self.minor()?,
                suppressed: self.minor()?,
                flat_fee: match self.unsigned()? {
                    0 => FlatFee::Open,
                    _ => FlatFee::Charged,
                },
            },
        })
    }

    fn plan(&mut self) -> Read<Plan> {
        Ok(Plan {
            on: self.date()?,
            days_past_due_before: self.small()?,
            kept: self.small()?,
            kept_to_cure: self.small()?,
            conditional_waiver: self.minor()?,
            course: match self.unsigned()? {
                0 => PlanCourse::Running,
                1 => PlanCourse::Cured,
                2 => PlanCourse::Broken,
                _ => return Err(malformed("a plan's course is unknown")),
            },
        })
    }

    fn record(&mut self) -> Read<Record> {
        Ok(Record {
            bucket: self.small()?,
            material_since: self.optional(Reader::date)?,
            peaks: self.list(|reader| Ok(Peak { on: reader.date()?, days: reader.small()? }))?,
        })
    }

    fn totals(&mut self) -> Read<Totals> {
        Ok(Totals {
            billed: self.components()?,
            paid: self.components()?,
            waived: self.components()?,
            charged_off: self.components()?,
            recovered: self.minor()?,
            received: self.minor()?,
            refunded: self.minor()?,
        })
    }
}

/// Reads a standing.
pub fn decode(bytes: &[u8]) -> Result<State, WireError> {
    let mut reader = Reader(bytes);
    let format: u32 = reader.small()?;
    if u64::from(format) > FORMAT {
        return Err(WireError::Newer { what: "a standing", found: format, known: FORMAT as u32 });
    }
    let status = reader.status()?;
    let rate = reader.rate()?;
    let closed_through = reader.date()?;
    let opened_on = reader.date()?;
    let last_value_date = reader.date()?;
    let mut state = State {
        status,
        rate,
        closed_through,
        opened_on,
        schedule: reader.optional(Reader::schedule)?,
        principal_undue: reader.minor()?,
        dues: reader.list(Reader::due)?,
        unapplied: reader.minor()?,
        nonaccrual_since: reader.optional(Reader::date)?,
        plan: reader.optional(Reader::plan)?,
        record: reader.record()?,
        totals: reader.totals()?,
        revolving: None,
        last_value_date,
        relief: None,
    };
    while !reader.0.is_empty() {
        match reader.small::<u64>()? {
            REVOLVING if format >= 2 && state.revolving.is_none() => {
                state.revolving = Some(Box::new(reader.revolving()?));
            }
            PUT_OFF if format >= 2 && state.schedule.is_some() => {
                let (months, moved) = reader.put_off()?;
                if let Some(schedule) = &mut state.schedule {
                    (schedule.postponed_months, schedule.moved) = (months, moved);
                }
            }
            RELIEF if format >= 2 && state.relief.is_none() => {
                state.relief = Some(Box::new(reader.relief()?));
            }
            _ => return Err(malformed("something unknown follows it")),
        }
    }
    Ok(state)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rich() -> State {
        let mut state = State::pending("0.04% per day".parse().unwrap());
        let day = Date::from_days(20_000);
        let outstanding =
            Components { principal: Minor(-5), fee: Minor(i64::MAX), ..Components::default() };
        state.status = Status::ChargedOff { on: day, outstanding };
        let mut schedule = Schedule::starting(day, day, 1, 2);
        schedule.accrued = i128::MAX;
        schedule.shape = Shape::Listed(vec![
            LegacyLine { on: day, principal: Minor(3), interest: Some(Minor(1)) },
            LegacyLine { on: day, principal: Minor(3), interest: None },
        ]);
        state.schedule = Some(schedule);
        let mut late = LateMeter::starting(day);
        late.uncapped = i128::MIN;
        late.flat_fee = FlatFee::Charged;
        state.dues = vec![Due { number: 7, on: day, outstanding, late }];
        state.nonaccrual_since = Some(day);
        state.plan = Some(Plan {
            on: day,
            days_past_due_before: 41,
            kept: 1,
            kept_to_cure: 3,
            conditional_waiver: Minor(1_427),
            course: PlanCourse::Broken,
        });
        state.record.peaks = vec![Peak { on: day, days: 41 }];
        state.totals.recovered = Minor(9);
        state
    }

    #[test]
    fn a_standing_survives() {
        for state in [rich(), State::pending("5% per year".parse().unwrap())] {
            assert_eq!(decode(&encode(&state)).unwrap(), state);
        }
    }

    /// As written by the first release; must be readable for ever.
    const V1: &str = "0103c0b8020900feffffffffffffffff0100008090bcfd0200c7bf10c7bf10c7bf10010302c0 \
         b802060102c0b8020600c0b802010102c0b802feffffffffffffffffffffffffffffffffff03 \
         c0b8020000000107c0b8020900feffffffffffffffff01000000ffffffffffffffffffffffff \
         ffffffffffff0300c0b8020000010001c0b80201c0b802290103a61602000001c0b802290000 \
         000000000000000000000000000000000000120000";

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<char> = hex.chars().collect();
        let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16);
        digits.chunks(2).map(|pair| byte(pair).unwrap()).collect()
    }

    #[test]
    fn format_1_is_read_for_ever() {
        let text: String = V1.split_whitespace().collect();
        assert_eq!(decode(&bytes(&text)).unwrap(), rich());
    }

    #[test]
    fn a_schedule_that_cannot_run_is_refused() {
        for (next, last) in [(2, 1), (0, 1), (1, 3)] {
            let mut state = rich();
            let schedule = state.schedule.as_mut().unwrap();
            (schedule.next_number, schedule.last_number) = (next, last);
            assert!(decode(&encode(&state)).is_err(), "{next} of {last}");
        }
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_and_never_panic() {
        let bytes = encode(&rich());
        for end in 0..bytes.len() {
            assert!(decode(&bytes[..end]).is_err());
        }
        for index in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[index] ^= 0xff;
            let _ = decode(&damaged);
        }
    }
}
