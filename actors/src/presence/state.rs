//! The presence of all users, as a pure state machine: takes `now` as an argument, never waits, holds no
//! handle, and returns effects.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use entity::{
    ids::{ChannelId, Millis, UserId},
    model::{Presence, PresenceStatus},
};

use super::person::Person;
use crate::delivery::{messages::ChosenMessage, session_id::SessionId};

/// The times after which a status changes by itself.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// The grace period: how long a user without a socket still counts as online.
    pub grace: Duration,
    /// The time without activity after which a user is away.
    pub away_after: Duration,
}

/// An effect that the actor carries out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Publish a user's presence for snapshots and REST.
    Publish(UserId, Presence),
    /// Withdraw a user's published presence: they are offline, and the database has their status.
    Withdraw(UserId),
    /// Count a user without a socket as online in a channel.
    BeginGrace(UserId, ChannelId),
    /// Stop counting a user without a socket as online.
    EndGrace(UserId, Vec<ChannelId>),
    /// Send a new member the presence of the other members of a channel.
    SendMembersPresence {
        /// The new member.
        newcomer: UserId,
        /// The channel they joined.
        channel: ChannelId,
    },
    /// Broadcast changes to the people who may see them.
    Broadcast(Vec<Change>),
    /// Store chosen statuses.
    Save(Vec<(UserId, Presence)>),
}

/// A changed presence of one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The user.
    pub user: UserId,
    /// The new presence.
    pub presence: Presence,
    /// The channels whose members may see it.
    pub channels: Vec<ChannelId>,
}

/// The input for starting.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// The chosen statuses in the database.
    pub(super) chosen: Vec<(UserId, Presence)>,
    /// Every session and the channels it listens to.
    pub(super) connected: Vec<(UserId, SessionId, Vec<ChannelId>)>,
    /// Users in the grace period, and their channels.
    pub(super) in_grace: HashMap<UserId, Vec<ChannelId>>,
}

/// Everyone's presence.
#[derive(Debug)]
pub struct PresenceState {
    grace: Millis,
    away_after: Millis,
    /// The users who are online or have a status to restore; all others are only in the database.
    people: HashMap<UserId, Person>,
    /// The users whose presence has changed since the last broadcast.
    changed: HashSet<UserId>,
    /// The users whose chosen status or last activity is to be stored.
    unsaved: HashSet<UserId>,
}

impl PresenceState {
    /// Builds the state, at the start and after a crash.
    pub(super) fn rebuild(
        timing: Timing,
        known: Known,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Self {
        let mut state = Self {
            grace: millis(timing.grace),
            away_after: millis(timing.away_after),
            people: HashMap::new(),
            changed: HashSet::new(),
            unsaved: HashSet::new(),
        };
        for (user, chosen) in known.chosen {
            let mut person = Person::new(chosen);
            if person.clear_expired(now) {
                state.unsaved.insert(user.clone());
                // Before a crash others may have received it.
                state.changed.insert(user.clone());
                state.people.insert(user, person);
            } else if !person.is_forgettable() {
                state.people.insert(user, person);
            }
        }
        for (user, channels) in known.in_grace {
            let grace_ends_at = Some(now + state.grace);
            let person = state.person(&user, now);
            person.grace_ends_at = grace_ends_at;
            person.channels = channels;
        }
        for (user, session, channels) in known.connected {
            state.connected(user, session, channels, now, effects);
        }
        let known: Vec<UserId> = state.people.keys().cloned().collect();
        for user in known {
            state.review(&user, now, effects);
        }
        state
    }

    fn person(&mut self, user: &UserId, now: Millis) -> &mut Person {
        self.people
            .entry(user.clone())
            .or_insert_with(|| Person::unknown(now))
    }

    /// Adds an opened session. It may be added twice if the actor restarts meanwhile.
    pub(super) fn connected(
        &mut self,
        user: UserId,
        session: SessionId,
        channels: Vec<ChannelId>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let person = self.person(&user, now);
        if !person.sessions.contains(&session) {
            person.sessions.push(session);
        }
        person.grace_ends_at = None;
        person.last_active = now;
        person.channels.clone_from(&channels);
        effects.push(Effect::EndGrace(user.clone(), channels));
        self.review(&user, now, effects);
    }

    /// Removes a session that has ended.
    pub(super) fn disconnected(
        &mut self,
        user: &UserId,
        session: SessionId,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) {
        let Some(person) = self.people.get_mut(user) else {
            return;
        };
        person.sessions.retain(|known| *known != session);
        if person.sessions.is_empty() {
            person.grace_ends_at = Some(now + self.grace);
            self.unsaved.insert(user.clone());
        } else {
            // To the directory the last socket was gone while another was being opened.
            effects.push(Effect::EndGrace(user.clone(), person.channels.clone()));
        }
    }

    pub(super) fn active(&mut self, user: &UserId, now: Millis, effects: &mut Vec<Effect>) {
        if let Some(person) = self.people.get_mut(user) {
            person.last_active = now;
            self.review(user, now, effects);
        }
    }

    /// Sets a chosen status, and returns the resulting presence.
    pub(super) fn choose(
        &mut self,
        user: UserId,
        status: Option<PresenceStatus>,
        message: Option<ChosenMessage>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Presence {
        let away_after = self.away_after;
        let chooses = status.is_some() || message.is_some();
        let person = self.person(&user, now);
        person.last_active = now;
        if let Some(status) = status {
            person.chosen = status;
        }
        if let Some(message) = message {
            person.message = message;
        }
        let presence = person.presence(person.status(now, away_after));
        if chooses {
            self.unsaved.insert(user.clone());
        }
        self.review(&user, now, effects);
        presence
    }

    pub(super) fn joined(&mut self, user: &UserId, channel: ChannelId, effects: &mut Vec<Effect>) {
        let Some(person) = self.people.get_mut(user) else {
            return;
        };
        if !person.is_present() || person.channels.contains(&channel) {
            return;
        }
        person.channels.push(channel);
        if person.sessions.is_empty() {
            effects.push(Effect::BeginGrace(user.clone(), channel));
        }
        // The other members have not received the new member's presence yet.
        self.changed.insert(user.clone());
        let newcomer = user.clone();
        effects.push(Effect::SendMembersPresence { newcomer, channel });
    }

    pub(super) fn left(&mut self, user: &UserId, channel: ChannelId, effects: &mut Vec<Effect>) {
        if let Some(person) = self.people.get_mut(user) {
            person.channels.retain(|known| *known != channel);
        }
        effects.push(Effect::EndGrace(user.clone(), vec![channel]));
    }

    /// Publishes a user's presence, and records whether others have received a different one.
    fn review(&mut self, user: &UserId, now: Millis, effects: &mut Vec<Effect>) {
        let Some(person) = self.people.get(user) else {
            return;
        };
        let status = person.status(now, self.away_after);
        effects.push(Effect::Publish(user.clone(), person.presence(status)));
        if person.differs_from_broadcast(status) {
            self.changed.insert(user.clone());
        }
    }

    /// Broadcasts and stores the collected changes.
    pub(super) fn tick(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        self.apply_time(now, effects);
        let changes = self.take_changes(now);
        if !changes.is_empty() {
            effects.push(Effect::Broadcast(changes));
        }
        let chosen = self.take_unsaved();
        if !chosen.is_empty() {
            effects.push(Effect::Save(chosen));
        }
    }

    /// Ends expired grace periods, clears status messages whose time is over, marks idle users as away, and drops users who need not be kept in memory.
    fn apply_time(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let (mut due, mut gone) = (Vec::new(), Vec::new());
        for (user, person) in &mut self.people {
            if person.grace_ends_at.is_some_and(|at| at <= now) {
                person.grace_ends_at = None;
                effects.push(Effect::EndGrace(user.clone(), person.channels.clone()));
            }
            if person.clear_expired(now) {
                self.unsaved.insert(user.clone());
            }
            if person.differs_from_broadcast(person.status(now, self.away_after)) {
                due.push(user.clone());
            } else if person.is_forgettable()
                && !self.changed.contains(user)
                && !self.unsaved.contains(user)
            {
                gone.push(user.clone());
            }
        }
        for user in due {
            self.review(&user, now, effects);
        }
        for user in gone {
            self.people.remove(&user);
            effects.push(Effect::Withdraw(user));
        }
    }

    fn take_changes(&mut self, now: Millis) -> Vec<Change> {
        let mut changes = BTreeMap::new();
        for user in std::mem::take(&mut self.changed) {
            if let Some(person) = self.people.get_mut(&user) {
                let status = person.status(now, self.away_after);
                person.note_broadcast(status);
                changes.insert(user, (person.presence(status), person.channels.clone()));
            }
        }
        let change = |(user, (presence, channels))| Change {
            user,
            presence,
            channels,
        };
        changes.into_iter().map(change).collect()
    }

    /// Returns the statuses chosen since the last call.
    fn take_unsaved(&mut self) -> Vec<(UserId, Presence)> {
        let unsaved = std::mem::take(&mut self.unsaved);
        let mut chosen: Vec<_> = unsaved
            .into_iter()
            .filter_map(|user| {
                let person = self.people.get(&user)?;
                let chosen = person.presence(person.chosen);
                Some((user, chosen))
            })
            .collect();
        chosen.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        chosen
    }

    /// Returns the number of users in memory.
    #[cfg(test)]
    pub(super) fn people(&self) -> usize {
        self.people.len()
    }
}

fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}
