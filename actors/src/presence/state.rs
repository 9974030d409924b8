//! What the presence knows of everyone, and whom it tells what.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use bytes::Bytes;
use entity::{
    ids::{ChannelId, Millis, UserId},
    model::{Presence, PresenceStatus},
};

use crate::{
    engine::Core,
    protocol::{
        Event,
        event::{PresenceChanged, PresenceUpdated},
        frame,
    },
};

/// Up to this many are told one by one, as `presence_updated`; more, together, as `presence_changed`.
const TOLD_ONE_BY_ONE: usize = 64;

/// Everyone's presence.
#[derive(Debug)]
pub struct PresenceState {
    core: Arc<Core>,
    people: HashMap<UserId, PersonState>,
    /// Whose presence has changed since the last gathering.
    changed: HashSet<UserId>,
    /// Whose choice or last activity is to be kept.
    unsaved: HashSet<UserId>,
}

/// One person.
#[derive(Debug)]
struct PersonState {
    /// How many sockets they have.
    sockets: usize,
    /// When they count as gone, once the last socket is.
    leaves_at: Option<Millis>,
    /// What they chose; `Online` when nothing.
    chosen: PresenceStatus,
    status_message: String,
    last_active: Millis,
    /// Whom it concerns: those in these channels.
    channels: Vec<ChannelId>,
    /// What others were last told.
    told: PresenceStatus,
    told_message: String,
}

impl PersonState {
    fn new(chosen: Presence) -> Self {
        let status = match chosen.status {
            PresenceStatus::Offline => PresenceStatus::Online,
            chosen => chosen,
        };
        Self {
            sockets: 0,
            leaves_at: None,
            chosen: status,
            told_message: chosen.status_message.clone(),
            status_message: chosen.status_message,
            last_active: chosen.last_active,
            channels: Vec::new(),
            told: PresenceStatus::Offline,
        }
    }

    fn is_there(&self) -> bool {
        self.sockets > 0 || self.leaves_at.is_some()
    }

    fn status(&self, now: Millis, away_after: Millis) -> PresenceStatus {
        match self.chosen {
            _ if !self.is_there() => PresenceStatus::Offline,
            PresenceStatus::Online if now - self.last_active >= away_after => PresenceStatus::Away,
            chosen => chosen,
        }
    }

    fn presence(&self, status: PresenceStatus) -> Presence {
        Presence {
            status,
            status_message: self.status_message.clone(),
            last_active: self.last_active,
        }
    }
}

impl PresenceState {
    /// Starts from what was chosen and who is connected: after a crash as after a start.
    pub(super) fn rebuild(core: Arc<Core>, chosen: Vec<(UserId, Presence)>, now: Millis) -> Self {
        let people = chosen
            .into_iter()
            .map(|(user, kept)| (user, PersonState::new(kept)));
        let mut state = Self {
            people: people.collect(),
            changed: HashSet::new(),
            unsaved: HashSet::new(),
            core: Arc::clone(&core),
        };
        let mut connected = Vec::new();
        core.directory
            .each_connected(|user, _, channels| connected.push((user.clone(), channels.to_vec())));
        for (user, channels) in connected {
            state.connected(user, channels, now);
        }
        let known: Vec<UserId> = state.people.keys().cloned().collect();
        for user in known {
            state.review(&user, now);
        }
        state
    }

    pub(super) fn core(&self) -> &Core {
        &self.core
    }

    fn person(&mut self, user: &UserId, now: Millis) -> &mut PersonState {
        self.people.entry(user.clone()).or_insert_with(|| {
            PersonState::new(Presence {
                status: PresenceStatus::Online,
                status_message: String::new(),
                last_active: now,
            })
        })
    }

    pub(super) fn connected(&mut self, user: UserId, channels: Vec<ChannelId>, now: Millis) {
        let person = self.person(&user, now);
        person.sockets += 1;
        person.leaves_at = None;
        person.last_active = now;
        let before = std::mem::replace(&mut person.channels, channels);
        self.core.directory.linger_no_more(&user, &before);
        self.review(&user, now);
    }

    pub(super) fn disconnected(&mut self, user: &UserId, now: Millis) {
        let grace = millis(self.core.settings.presence_grace);
        if let Some(person) = self.people.get_mut(user) {
            person.sockets = person.sockets.saturating_sub(1);
            if person.sockets == 0 {
                person.leaves_at = Some(now + grace);
                self.unsaved.insert(user.clone());
            }
        }
    }

    pub(super) fn active(&mut self, user: &UserId, now: Millis) {
        if let Some(person) = self.people.get_mut(user) {
            person.last_active = now;
            self.review(user, now);
        }
    }

    pub(super) fn choose(
        &mut self,
        user: UserId,
        status: Option<PresenceStatus>,
        status_message: Option<String>,
        now: Millis,
    ) -> Presence {
        let away_after = millis(self.core.settings.away_after);
        let chooses = status.is_some() || status_message.is_some();
        let person = self.person(&user, now);
        person.last_active = now;
        if let Some(status) = status {
            person.chosen = status;
        }
        if let Some(message) = status_message {
            person.status_message = message;
        }
        let presence = person.presence(person.status(now, away_after));
        if chooses {
            self.unsaved.insert(user.clone());
        }
        self.review(&user, now);
        presence
    }

    pub(super) fn joined(&mut self, user: &UserId, channel: ChannelId) {
        if let Some(person) = self.people.get_mut(user)
            && person.is_there()
            && !person.channels.contains(&channel)
        {
            person.channels.push(channel);
            if person.sockets == 0 {
                self.core.directory.linger(user, channel);
            }
            // Those already there have not been told of the newcomer.
            self.changed.insert(user.clone());
            self.introduce(user, channel);
        }
    }

    /// Tells a newcomer who is there.
    fn introduce(&self, newcomer: &UserId, channel: ChannelId) {
        let mut users = HashSet::new();
        self.core
            .directory
            .each_present(channel, usize::MAX, |user| {
                if user != newcomer {
                    users.insert(user.clone());
                }
            });
        let there: BTreeMap<UserId, Presence> = users
            .into_iter()
            .filter_map(|user| {
                let presence = self.core.directory.presence.get(&user)?.clone();
                Some((user, presence))
            })
            .collect();
        let frames = if there.len() <= TOLD_ONE_BY_ONE {
            there.iter().map(|(user, of)| updated(user, of)).collect()
        } else {
            vec![changed(there.iter().collect())]
        };
        self.core.directory.each_connection(newcomer, |connection| {
            for frame in &frames {
                connection.outbox.push_ephemeral(frame.clone());
            }
        });
    }

    pub(super) fn left(&mut self, user: &UserId, channel: ChannelId) {
        if let Some(person) = self.people.get_mut(user) {
            person.channels.retain(|known| *known != channel);
            self.core.directory.linger_no_more(user, &[channel]);
        }
    }

    /// Compares someone's presence with what others know, and notes the difference.
    fn review(&mut self, user: &UserId, now: Millis) {
        let away_after = millis(self.core.settings.away_after);
        let Some(person) = self.people.get_mut(user) else {
            return;
        };
        let status = person.status(now, away_after);
        self.core
            .directory
            .presence
            .insert(user.clone(), person.presence(status));
        if status != person.told || person.status_message != person.told_message {
            self.changed.insert(user.clone());
        }
    }

    pub(super) fn tick(&mut self, now: Millis) {
        self.let_time_pass(now);
        let away_after = millis(self.core.settings.away_after);
        let mut changes = BTreeMap::new();
        for user in std::mem::take(&mut self.changed) {
            if let Some(person) = self.people.get_mut(&user) {
                person.told = person.status(now, away_after);
                person.told_message.clone_from(&person.status_message);
                changes.insert(
                    user,
                    (person.presence(person.told), person.channels.clone()),
                );
            }
        }
        if changes.len() <= TOLD_ONE_BY_ONE {
            changes.iter().for_each(|(user, (presence, channels))| {
                self.tell_of(user, presence, channels);
            });
        } else {
            self.tell_together(&changes);
        }
    }

    /// Ends graces that are over, and notices who has become idle.
    fn let_time_pass(&mut self, now: Millis) {
        let away_after = millis(self.core.settings.away_after);
        let mut due = Vec::new();
        for (user, person) in &mut self.people {
            if person.leaves_at.is_some_and(|at| at <= now) {
                person.leaves_at = None;
                self.core.directory.linger_no_more(user, &person.channels);
            }
            if person.status(now, away_after) != person.told {
                due.push(user.clone());
            }
        }
        for user in due {
            self.review(&user, now);
        }
    }

    fn tell_of(&self, user: &UserId, presence: &Presence, channels: &[ChannelId]) {
        let frame = updated(user, presence);
        let mut told = HashSet::new();
        self.core.directory.each_connection(user, |connection| {
            if told.insert(connection.id) {
                connection.outbox.push_ephemeral(frame.clone());
            }
        });
        for channel in channels {
            if let Some(audience) = self.core.directory.audience(*channel) {
                audience.whisper_once(&frame, &mut told);
            }
        }
    }

    fn tell_together(&self, changes: &BTreeMap<UserId, (Presence, Vec<ChannelId>)>) {
        let mut by_channel: HashMap<ChannelId, BTreeMap<&UserId, &Presence>> = HashMap::new();
        for (user, (presence, channels)) in changes {
            for channel in channels {
                by_channel
                    .entry(*channel)
                    .or_default()
                    .insert(user, presence);
            }
        }
        for (channel, presence) in by_channel {
            if let Some(audience) = self.core.directory.audience(channel) {
                audience.whisper(&changed(presence), None);
            }
        }
    }

    /// What was chosen since the last time, to be kept.
    pub(super) fn take_unsaved(&mut self) -> Vec<(UserId, Presence)> {
        let unsaved = std::mem::take(&mut self.unsaved);
        unsaved
            .into_iter()
            .filter_map(|user| {
                let person = self.people.get(&user)?;
                let chosen = person.presence(person.chosen);
                Some((user, chosen))
            })
            .collect()
    }
}

fn updated(user: &UserId, presence: &Presence) -> Bytes {
    frame::event(&Event::PresenceUpdated(PresenceUpdated {
        user,
        status: presence.status,
        status_message: &presence.status_message,
        last_active: presence.last_active,
    }))
}

fn changed(presence: BTreeMap<&UserId, &Presence>) -> Bytes {
    frame::event(&Event::PresenceChanged(PresenceChanged { presence }))
}

fn millis(duration: std::time::Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}
