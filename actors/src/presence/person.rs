//! One user's presence: their sockets, the chosen status, and what others last received.

use entity::{
    ids::{ChannelId, Millis},
    model::{Presence, PresenceStatus},
};

use crate::delivery::{messages::ChosenMessage, session_id::SessionId};

/// The presence of one user.
#[derive(Debug)]
pub(super) struct Person {
    /// Their sockets.
    pub(super) sessions: Vec<SessionId>,
    /// When the grace period ends; set while the user has no socket and still counts as online.
    pub(super) grace_ends_at: Option<Millis>,
    /// The chosen status; `Online` by default.
    pub(super) chosen: PresenceStatus,
    pub(super) message: ChosenMessage,
    pub(super) last_active: Millis,
    /// The channels they are a member of.
    pub(super) channels: Vec<ChannelId>,
    /// The status that was last broadcast.
    told: PresenceStatus,
    /// The status message that was last broadcast.
    told_message: ChosenMessage,
}

impl Person {
    /// A user who is offline, with the status they last chose.
    pub(super) fn new(chosen: Presence) -> Self {
        let status = match chosen.status {
            PresenceStatus::Offline => PresenceStatus::Online,
            chosen => chosen,
        };
        let message = ChosenMessage {
            text: chosen.status_message,
            until: chosen.status_message_until,
        };
        Self {
            sessions: Vec::new(),
            grace_ends_at: None,
            chosen: status,
            told_message: message.clone(),
            message,
            last_active: chosen.last_active,
            channels: Vec::new(),
            told: PresenceStatus::Offline,
        }
    }

    /// A user who never chose a status.
    pub(super) fn unknown(now: Millis) -> Self {
        Self::new(Presence {
            status: PresenceStatus::Online,
            status_message: String::new(),
            status_message_until: None,
            last_active: now,
        })
    }

    /// Returns whether the user has a socket or is in the grace period.
    pub(super) fn is_present(&self) -> bool {
        !self.sessions.is_empty() || self.grace_ends_at.is_some()
    }

    pub(super) fn status(&self, now: Millis, away_after: Millis) -> PresenceStatus {
        match self.chosen {
            _ if !self.is_present() => PresenceStatus::Offline,
            PresenceStatus::Online if now - self.last_active >= away_after => PresenceStatus::Away,
            chosen => chosen,
        }
    }

    pub(super) fn presence(&self, status: PresenceStatus) -> Presence {
        Presence {
            status,
            status_message: self.message.text.clone(),
            status_message_until: self.message.until,
            last_active: self.last_active,
        }
    }

    /// Clears a status message whose time is over, and returns whether it did.
    pub(super) fn clear_expired(&mut self, now: Millis) -> bool {
        let is_over = self.message.until.is_some_and(|until| until <= now);
        if is_over {
            self.message = ChosenMessage::default();
        }
        is_over
    }

    /// Returns whether others have last received something other than `status` and the message.
    pub(super) fn differs_from_broadcast(&self, status: PresenceStatus) -> bool {
        status != self.told || self.message != self.told_message
    }

    /// Records that `status` and the message are broadcast.
    pub(super) fn note_broadcast(&mut self, status: PresenceStatus) {
        self.told = status;
        self.told_message.clone_from(&self.message);
    }

    /// Returns whether the user can be dropped from memory: they are offline, others have received that,
    /// and they have no chosen status to restore.
    pub(super) fn is_forgettable(&self) -> bool {
        !self.is_present()
            && self.chosen == PresenceStatus::Online
            && self.message.text.is_empty()
            && !self.differs_from_broadcast(PresenceStatus::Offline)
    }
}
