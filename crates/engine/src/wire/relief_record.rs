//! What a standing remembers of relief, as bytes within it; since format 2.

use primitives::rate::Fraction;

use super::state::{Read, Reader, Writer, malformed};
use crate::relief::pause::Pause;
use crate::relief::record::{BureauEffect, Contact, Cure, ReAged, ReliefRecord};
use crate::relief::set_aside::SetAside;
use crate::relief::settlement::{Part, Settling};
use crate::relief::window::{Lateness, RateWindow};
use crate::waterfall::Component;

/// By the number kept; only added to at the end.
const BUREAU: [BureauEffect; 5] = [
    BureauEffect::None,
    BureauEffect::Deferred,
    BureauEffect::Plan,
    BureauEffect::SettledForLess,
    BureauEffect::NewTerms,
];

impl Writer {
    pub(super) fn relief(&mut self, record: &ReliefRecord) {
        self.list(&record.pauses, |writer, pause| {
            writer.unsigned(pause.fact.into());
            writer.date(pause.from);
            writer.date(pause.until);
        });
        self.optional(record.re_aged, |writer, re_aged| {
            writer.date(re_aged.on);
            writer.date(re_aged.counted_from);
            writer.unsigned(re_aged.days_before.into());
        });
        self.optional(record.window, |writer, window| {
            writer.date(window.from);
            writer.optional(window.until, Writer::date);
            writer.signed(window.fraction.units().into());
            writer.unsigned((window.lateness == Lateness::Free).into());
        });
        self.list(&record.set_aside, |writer, aside| {
            writer.date(aside.on);
            let place = Component::ALL.iter().position(|known| *known == aside.component);
            writer.unsigned(place.unwrap_or_default() as u128);
            writer.minor(aside.amount);
            writer.unsigned(aside.vests_after.into());
            writer.unsigned(aside.kept.into());
        });
        self.optional(record.settlement.as_ref(), |writer, settling| {
            writer.date(settling.on);
            writer.minor(settling.kept_before);
            writer.list(&settling.parts, |writer, part| {
                writer.date(part.by);
                writer.minor(part.amount);
            });
        });
        self.unsigned(BUREAU.iter().position(|e| *e == record.bureau).unwrap_or_default() as u128);
        self.optional(record.restructured_on, Writer::date);
        self.unsigned((record.contact == Contact::NoneWhilePlanKept).into());
        self.unsigned((record.cure == Cure::Awaited).into());
    }
}

impl Reader<'_> {
    pub(super) fn relief(&mut self) -> Read<ReliefRecord> {
        Ok(ReliefRecord {
            pauses: self.list(|reader| {
                Ok(Pause { fact: reader.small()?, from: reader.date()?, until: reader.date()? })
            })?,
            re_aged: self.optional(|reader| {
                Ok(ReAged {
                    on: reader.date()?,
                    counted_from: reader.date()?,
                    days_before: reader.small()?,
                })
            })?,
            window: self.optional(Reader::window)?,
            set_aside: self.list(Reader::set_aside)?,
            settlement: self.optional(Reader::settling)?,
            bureau: *BUREAU
                .get(self.small::<usize>()?)
                .ok_or_else(|| malformed("a bureau effect is unknown"))?,
            restructured_on: self.optional(Reader::date)?,
            contact: match self.unsigned()? {
                0 => Contact::Allowed,
                1 => Contact::NoneWhilePlanKept,
                _ => return Err(malformed("contact is neither allowed nor not")),
            },
            cure: match self.unsigned()? {
                0 => Cure::None,
                1 => Cure::Awaited,
                _ => return Err(malformed("a cure is neither awaited nor not")),
            },
        })
    }

    fn window(&mut self) -> Read<RateWindow> {
        Ok(RateWindow {
            from: self.date()?,
            until: self.optional(Reader::date)?,
            fraction: Fraction::from_units(
                i64::try_from(self.signed()?).map_err(|_| malformed("a rate is too large"))?,
            ),
            lateness: match self.unsigned()? {
                0 => Lateness::Priced,
                1 => Lateness::Free,
                _ => return Err(malformed("lateness is neither priced nor free")),
            },
        })
    }

    fn set_aside(&mut self) -> Read<SetAside> {
        Ok(SetAside {
            on: self.date()?,
            component: *Component::ALL
                .get(self.small::<usize>()?)
                .ok_or_else(|| malformed("a component is unknown"))?,
            amount: self.minor()?,
            vests_after: self.small()?,
            kept: self.small()?,
        })
    }

    fn settling(&mut self) -> Read<Settling> {
        Ok(Settling {
            on: self.date()?,
            kept_before: self.minor()?,
            parts: self.list(|reader| Ok(Part { by: reader.date()?, amount: reader.minor()? }))?,
        })
    }
}
