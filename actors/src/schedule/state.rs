//! What to do with messages that are due. Takes the time as an argument and holds no handle to anything.

use std::collections::HashMap;

use entity::{
    ids::{Millis, ScheduledId},
    queries::scheduled::Stored,
};

use crate::protocol::{ErrorCode, Failure};

/// How late a message is still sent; after a longer stop its author decides.
const LATEST: Millis = 60 * 60 * 1000;

/// How long a message that could not be stored waits for the next attempt.
const WAIT: Millis = 2_000;

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is settled: sent, or kept with the reason.
    Done,
    /// Nothing was stored; another attempt may succeed.
    Later,
}

/// What the actor is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send the message.
    Send(Stored),
    /// Keep it with the reason why it was not sent.
    Fail(Stored, Failure),
}

/// The attempts that are under way or wait.
#[derive(Debug, Default)]
pub struct ScheduleState {
    /// `None` while an attempt is under way, otherwise when the next one begins.
    attempts: HashMap<ScheduledId, Option<Millis>>,
}

impl ScheduleState {
    /// Decides about messages that are due, in their order.
    pub fn due(&mut self, due: Vec<Stored>, now: Millis) -> Vec<Effect> {
        let mut effects = Vec::new();
        for stored in due {
            let id = stored.scheduled.id;
            let waits = match self.attempts.get(&id) {
                None => false,
                Some(None) => true,
                Some(Some(next)) => *next > now,
            };
            if waits {
                continue;
            }
            self.attempts.insert(id, None);
            let late = now.saturating_sub(stored.scheduled.at) > LATEST;
            effects.push(match late {
                true => Effect::Fail(stored, overdue()),
                false => Effect::Send(stored),
            });
        }
        effects
    }

    /// Ends an attempt.
    pub fn settled(&mut self, id: ScheduledId, outcome: Outcome, now: Millis) {
        match outcome {
            Outcome::Done => self.attempts.remove(&id),
            Outcome::Later => self.attempts.insert(id, Some(now + WAIT)),
        };
    }

    /// Returns the number of messages that are being sent or wait for another attempt.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.attempts.len()
    }
}

fn overdue() -> Failure {
    Failure::new(
        ErrorCode::Conflict,
        "The server was not running when this message was due. Choose a new time to send it.",
    )
}

#[cfg(test)]
mod tests {
    use entity::{ids::ChannelId, model::Scheduled};

    use super::*;

    fn stored(id: i64, at: Millis) -> Stored {
        Stored {
            user: "ann".into(),
            scheduled: Scheduled {
                id: ScheduledId(id),
                channel_id: ChannelId(1),
                thread_id: None,
                files: Vec::new(),
                message: "words".into(),
                at,
                created_at: 0,
                updated_at: 0,
                error: None,
            },
            version: 1,
        }
    }

    #[test]
    fn what_is_under_way_is_not_sent_again() {
        let mut state = ScheduleState::default();
        let due = || vec![stored(1, 10), stored(2, 10)];
        assert_eq!(state.due(due(), 10).len(), 2);
        assert_eq!(state.due(due(), 10), []);
        state.settled(ScheduledId(1), Outcome::Done, 20);
        state.settled(ScheduledId(2), Outcome::Later, 20);
        assert_eq!(state.due(vec![stored(2, 10)], 20), []);
        let again = state.due(vec![stored(2, 10)], 20 + WAIT);
        assert_eq!(again, [Effect::Send(stored(2, 10))]);
    }

    #[test]
    fn what_is_overdue_by_more_than_an_hour_is_reported() {
        let mut state = ScheduleState::default();
        let now = LATEST + 10;
        let effects = state.due(vec![stored(1, 9), stored(2, 10)], now);
        assert!(matches!(effects[0], Effect::Fail(..)), "{effects:?}");
        assert!(matches!(effects[1], Effect::Send(_)), "{effects:?}");
    }
}
