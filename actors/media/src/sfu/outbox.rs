//! Events on their way to whoever uses the media plane.

use std::collections::VecDeque;

use tokio::sync::mpsc;

use crate::event::{Event, Happened};

/// Events that the receiver has not taken yet.
pub(crate) const CHANNEL: usize = 4_096;

/// Events that wait when the channel is full. A receiver that is so far behind has lost touch with the calls anyway.
const BACKLOG: usize = 16_384;

/// Sends events without waiting.
pub(crate) struct Outbox {
    sender: mpsc::Sender<Event>,
    backlog: VecDeque<Event>,
}

impl Outbox {
    pub(crate) fn new(sender: mpsc::Sender<Event>) -> Self {
        Self {
            sender,
            backlog: VecDeque::new(),
        }
    }

    /// Sends an event. When the receiver is behind, measurements are dropped, and all else waits.
    pub(crate) fn push(&mut self, event: Event) {
        let measured = matches!(event.happened, Happened::Quality(_) | Happened::Speaking(_));
        if self.backlog.is_empty() {
            if let Err(mpsc::error::TrySendError::Full(event)) = self.sender.try_send(event)
                && !measured
            {
                self.backlog.push_back(event);
            }
        } else if !measured && self.backlog.len() < BACKLOG {
            self.backlog.push_back(event);
        }
    }

    /// Returns whether no event waits.
    pub(crate) fn is_empty(&self) -> bool {
        self.backlog.is_empty()
    }

    /// Sends what waits.
    pub(crate) fn flush(&mut self) {
        while let Some(event) = self.backlog.pop_front() {
            if let Err(mpsc::error::TrySendError::Full(event)) = self.sender.try_send(event) {
                self.backlog.push_front(event);
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::{Kind, Participant, RoomId};

    fn event(happened: Happened) -> Event {
        Event {
            room: RoomId(1),
            participant: Participant::new("alice", "one"),
            happened,
        }
    }

    #[test]
    fn when_the_receiver_is_behind_only_measurements_are_dropped() {
        let (sender, mut receiver) = mpsc::channel(1);
        let mut outbox = Outbox::new(sender);
        for kind in Kind::ALL {
            outbox.push(event(Happened::Published(kind)));
            outbox.push(event(Happened::Speaking(true)));
        }
        let mut kinds = Vec::new();
        while let Ok(event) = receiver.try_recv() {
            if let Happened::Published(kind) = event.happened {
                kinds.push(kind);
            }
            outbox.flush();
        }
        assert_eq!(kinds, Kind::ALL);
    }
}
