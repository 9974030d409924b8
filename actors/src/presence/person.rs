//! One person's presence: their sockets, what they chose, and what others last received.

use entity::{
    ids::{ChannelId, Millis},
    model::{Presence, PresenceStatus},
};

use crate::delivery::session_id::SessionId;

/// What the presence knows of one person.
#[derive(Debug)]
pub(super) struct Person {
    /// Their sockets.
    pub(super) sessions: Vec<SessionId>,
    /// When their grace ends; set while the last socket is gone and they still count as online.
    pub(super) grace_ends_at: Option<Millis>,
    /// The status they chose; `Online` by default.
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
    /// Someone who is offline, with what they once chose.
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

    /// Someone who never chose anything.
    pub(super) fn unknown(now: Millis) -> Self {
        Self::new(Presence {
            status: PresenceStatus::Online,
            status_message: String::new(),
            last_active: now,
        })
    }

    /// True with a socket, and in grace.
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

    /// Whether others hold something else than `status` and the message.
    pub(super) fn differs_from_broadcast(&self, status: PresenceStatus) -> bool {
        status != self.told || self.status_message != self.told_message
    }

    /// Remembers that `status` and the message are being broadcast.
    pub(super) fn note_broadcast(&mut self, status: PresenceStatus) {
        self.told = status;
        self.told_message.clone_from(&self.status_message);
    }

    /// True when nothing is lost by forgetting them: they are offline, everyone knows, and they chose
    /// nothing that they would come back with.
    pub(super) fn is_forgettable(&self) -> bool {
        !self.is_present()
            && self.chosen == PresenceStatus::Online
            && self.status_message.is_empty()
            && !self.differs_from_broadcast(PresenceStatus::Offline)
    }
}
