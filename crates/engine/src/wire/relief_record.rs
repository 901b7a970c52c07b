//! What a standing remembers of relief, as bytes within it; since format 2.

use super::state::{Read, Reader, Writer, malformed};
use crate::relief::pause::Pause;
use crate::relief::record::{Cure, ReAged, ReliefRecord};

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
            cure: match self.unsigned()? {
                0 => Cure::None,
                1 => Cure::Awaited,
                _ => return Err(malformed("a cure is neither awaited nor not")),
            },
        })
    }
}
