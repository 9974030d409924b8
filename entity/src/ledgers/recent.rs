//! The client ids of recently stored messages, so that a new id need not be looked up.
//!
//! An id of version 7 begins with the time. All stored ids from a certain time on are kept here, so an id
//! from that time that is not here is new. Other ids are looked up in the database, whose unique index
//! decides in the end.

use std::{collections::BTreeSet, ops::Range};

use sea_orm::DatabaseTransaction;

use crate::{
    error::Error,
    ids::{ClientId, Millis},
    queries::sql::{Sql, column},
};

/// The maximum number of ids kept.
const KEPT: usize = 100_000;

/// Ids with a time later than this after the start are always looked up.
const REACH: Millis = 365 * 86_400_000;

/// Ids from the future that are read at the start. Clocks of clients may be ahead; where there are
/// more, ids are looked up instead.
const AHEAD: i64 = 10_000;

/// The ids stored lately.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    /// The times whose ids are all here; `None` before the first batch.
    times: Option<Range<Millis>>,
    ids: BTreeSet<ClientId>,
}

impl Recent {
    /// Reads the ids that are from `now` or later, the first time it is called.
    pub(crate) async fn begin(
        &mut self,
        db: &DatabaseTransaction,
        now: Millis,
    ) -> Result<(), Error> {
        if self.times.is_some() {
            return Ok(());
        }
        let times = now..now.saturating_add(REACH);
        let found = Sql::new(
            db,
            "SELECT client_id FROM chat_messages WHERE client_id >= ",
        )
        .bind(ClientId::earliest(times.start).to_vec())
        .add(" AND client_id < ")
        .bind(ClientId::earliest(times.end).to_vec())
        .add(" LIMIT ")
        .bind(AHEAD)
        .all(db)
        .await?;
        for row in &found {
            let id: Vec<u8> = column(row, 0)?;
            self.ids.extend(ClientId::from_bytes(&id));
        }
        let all = i64::try_from(found.len()).is_ok_and(|count| count < AHEAD);
        self.times = Some(if all { times } else { now..now });
        Ok(())
    }

    /// True when no message can be stored under this id.
    pub(crate) fn is_new(&self, id: ClientId) -> bool {
        self.holds_all_of(id) && !self.ids.contains(&id)
    }

    /// Adds the ids of messages that have been stored.
    pub(crate) fn add(&mut self, ids: impl IntoIterator<Item = ClientId>) {
        for id in ids {
            if self.holds_all_of(id) {
                self.ids.insert(id);
            }
        }
        if self.ids.len() > KEPT {
            self.drop_oldest();
        }
    }

    fn holds_all_of(&self, id: ClientId) -> bool {
        let times = self.times.as_ref();
        times.is_some_and(|times| id.time().is_some_and(|time| times.contains(&time)))
    }

    fn drop_oldest(&mut self) {
        let middle = self.ids.iter().nth(KEPT / 2).and_then(ClientId::time);
        if let (Some(middle), Some(times)) = (middle, &mut self.times) {
            times.start = middle + 1;
            let kept = |id: &ClientId| id.time().is_some_and(|time| time > middle);
            self.ids.retain(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An id of version 7 from `time`.
    fn id(time: Millis, number: u64) -> ClientId {
        let mut bytes = ClientId::earliest(time);
        bytes[6] = 0x70;
        bytes[8..].copy_from_slice(&(1 << 63 | number).to_be_bytes());
        ClientId::from_bytes(&bytes).unwrap()
    }

    fn from(start: Millis) -> Recent {
        Recent {
            times: Some(start..start + REACH),
            ids: BTreeSet::new(),
        }
    }

    #[test]
    fn only_what_cannot_be_stored_is_new() {
        let mut recent = from(1_000);
        recent.add([id(1_000, 1), id(2_000, 1)]);
        assert!(!recent.is_new(id(1_000, 1)), "stored");
        assert!(recent.is_new(id(1_000, 2)));
        assert!(!recent.is_new(id(999, 3)), "from before");
        assert!(!recent.is_new(id(1_000 + REACH, 3)), "from afar");
        let random = ClientId::from_bytes(&[0x42; 16]).unwrap();
        assert!(!recent.is_new(random), "it tells no time");
        assert!(!Recent::default().is_new(id(5_000, 1)), "nothing is known");
    }

    #[test]
    fn what_is_dropped_is_looked_up_again() {
        let mut recent = from(0);
        let ids = (0..=KEPT as u64).map(|number| id(number.cast_signed() / 10, number));
        recent.add(ids.clone());
        assert!(recent.ids.len() <= KEPT / 2 + 10);
        for stored in ids {
            assert!(!recent.is_new(stored));
        }
    }
}
