//! What the presence knows of everyone, and what follows from what happens. Takes `now`, never waits,
//! holds no handle: what is to be done comes back as effects.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use entity::{
    ids::{ChannelId, Millis, UserId},
    model::{Presence, PresenceStatus},
};

use super::person::Person;
use crate::delivery::session_id::SessionId;

/// After how long a status changes by itself.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    /// How long someone whose last socket is gone still counts as online.
    pub grace: Duration,
    /// After how long without activity someone is away.
    pub away_after: Duration,
}

/// What the actor has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Make a person's presence readable for snapshots and over REST.
    Publish(UserId, Presence),
    /// Take back what was published: the person is offline, and the database knows the rest.
    Withdraw(UserId),
    /// Count the person as online in a channel although they have no socket.
    BeginGrace(UserId, ChannelId),
    /// No longer count the person as online without a socket.
    EndGrace(UserId, Vec<ChannelId>),
    /// Send a new member the presence of the other members of a channel.
    SendMembersPresence {
        /// The new member.
        newcomer: UserId,
        /// The channel they joined.
        channel: ChannelId,
    },
    /// Send changes to those who may see them.
    Broadcast(Vec<Change>),
    /// Keep what people chose.
    Save(Vec<(UserId, Presence)>),
}

/// A changed presence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub user: UserId,
    /// What it is now.
    pub presence: Presence,
    /// The channels whose members may see it.
    pub channels: Vec<ChannelId>,
}

/// What a starting presence finds.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// What people chose, from the database.
    pub(super) chosen: Vec<(UserId, Presence)>,
    /// Every session and the channels it listens to.
    pub(super) connected: Vec<(UserId, SessionId, Vec<ChannelId>)>,
    /// Those who lost their last socket and still count as online, and where.
    pub(super) in_grace: HashMap<UserId, Vec<ChannelId>>,
}

/// Everyone's presence.
#[derive(Debug)]
pub struct PresenceState {
    grace: Millis,
    away_after: Millis,
    /// Those who are present or have something to come back with; the others are only in the database.
    people: HashMap<UserId, Person>,
    /// Those whose presence has changed since the last broadcast.
    changed: HashSet<UserId>,
    /// Those whose choice or last activity is to be saved.
    unsaved: HashSet<UserId>,
}

impl PresenceState {
    /// Starts from what is known: after a crash as after a start.
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
            let person = Person::new(chosen);
            if !person.is_forgettable() {
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

    /// A session has been opened. The same one may come twice, when the actor restarts meanwhile.
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

    /// A session has ended.
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
            // Its last socket seemed gone to the directory while another one was being opened.
            effects.push(Effect::EndGrace(user.clone(), person.channels.clone()));
        }
    }

    pub(super) fn active(&mut self, user: &UserId, now: Millis, effects: &mut Vec<Effect>) {
        if let Some(person) = self.people.get_mut(user) {
            person.last_active = now;
            self.review(user, now, effects);
        }
    }

    /// Takes a choice, and returns the person's presence as it is then.
    pub(super) fn choose(
        &mut self,
        user: UserId,
        status: Option<PresenceStatus>,
        status_message: Option<String>,
        now: Millis,
        effects: &mut Vec<Effect>,
    ) -> Presence {
        let away_after = self.away_after;
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
        // Those who are there already have not heard of the newcomer.
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

    /// Publishes someone's presence, and notes whether others hold another one.
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

    /// Broadcasts and saves what has gathered.
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

    /// Ends graces that are over, notices who has become idle, and forgets who left nothing behind.
    fn apply_time(&mut self, now: Millis, effects: &mut Vec<Effect>) {
        let (mut due, mut gone) = (Vec::new(), Vec::new());
        for (user, person) in &mut self.people {
            if person.grace_ends_at.is_some_and(|at| at <= now) {
                person.grace_ends_at = None;
                effects.push(Effect::EndGrace(user.clone(), person.channels.clone()));
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

    /// What was chosen since the last time.
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

    /// How many people are held in memory.
    #[cfg(test)]
    pub(super) fn people(&self) -> usize {
        self.people.len()
    }
}

fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}
