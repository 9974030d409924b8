//! One user's presence: their sockets, the chosen status, and what others last received.

use entity::{
    ids::{ChannelId, Millis},
    model::{Presence, PresenceStatus},
};

use crate::delivery::session_id::SessionId;

/// The presence of one user.
#[derive(Debug)]
pub(super) struct Person {
    /// Their sockets.
    pub(super) sessions: Vec<SessionId>,
    /// When the grace period ends; set while the user has no socket and still counts as online.
    pub(super) grace_ends_at: Option<Millis>,
    /// The chosen status; `Online` by default.
    pub(super) chosen: PresenceStatus,
    pub(super) status_message: String,
    pub(super) last_active: Millis,
    /// The channels they are a member of.
    pub(super) channels: Vec<ChannelId>,
    /// The status that was last broadcast.
    told: PresenceStatus,
    /// The status message that was last broadcast.
    told_message: String,
}

impl Person {
    /// A user who is offline, with the status they last chose.
    pub(super) fn new(chosen: Presence) -> Self {
        let status = match chosen.status {
            PresenceStatus::Offline => PresenceStatus::Online,
            chosen => chosen,
        };
        Self {
            sessions: Vec::new(),
            grace_ends_at: None,
            chosen: status,
            told_message: chosen.status_message.clone(),
            status_message: chosen.status_message,
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
            status_message: self.status_message.clone(),
            last_active: self.last_active,
        }
    }

    /// Returns whether others have last received something other than `status` and the message.
    pub(super) fn differs_from_broadcast(&self, status: PresenceStatus) -> bool {
        status != self.told || self.status_message != self.told_message
    }

    /// Records that `status` and the message are broadcast.
    pub(super) fn note_broadcast(&mut self, status: PresenceStatus) {
        self.told = status;
        self.told_message.clone_from(&self.status_message);
    }

    /// Returns whether the user can be dropped from memory: they are offline, others have received that,
    /// and they have no chosen status to restore.
    pub(super) fn is_forgettable(&self) -> bool {
        !self.is_present()
            && self.chosen == PresenceStatus::Online
            && self.status_message.is_empty()
            && !self.differs_from_broadcast(PresenceStatus::Offline)
    }
}
