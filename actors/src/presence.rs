//! Presence: who is online, away or busy. Collects changes and broadcasts them once a second to the people
//! who share a channel with the user.
//!
//! Presence is ephemeral: it has no `seq` and can be rebuilt from the connections. The state
//! ([`PresenceState`]) decides; the actor carries out its effects.

mod broadcast;
mod person;
mod state;
#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use entity::{
    Database,
    ids::{Millis, UserId},
    ledgers::{
        Entry,
        presence::{PEOPLE, SavePresence},
    },
    model::Presence,
    queries,
};
use ractor::{Actor, ActorProcessingErr, ActorRef};

pub use state::{Effect, PresenceState, Timing};

use crate::{
    clock,
    delivery::directory::Directory,
    delivery::messages::PresenceMsg,
    protocol::Reply,
    store::{Settle, Settled, StoreHandle, Write},
};
use state::Known;

/// The presence actor.
#[derive(Debug)]
pub struct PresenceActor;

/// The arguments of the presence actor.
#[derive(Clone, Debug)]
pub struct PresenceArgs {
    /// Knows who is connected; presence is published and broadcast through it.
    pub directory: Arc<Directory>,
    /// Holds chosen statuses.
    pub database: Database,
    /// Writes chosen statuses.
    pub store: Arc<StoreHandle>,
    /// How long changes are collected before they are broadcast.
    pub gather: Duration,
    /// The times after which a user counts as offline or away.
    pub timing: Timing,
}

/// The actor's state: the presence state that decides, and the handles that effects need.
#[derive(Debug)]
pub struct Running {
    state: PresenceState,
    args: PresenceArgs,
}

impl Actor for PresenceActor {
    type Msg = PresenceMsg;
    type State = Running;
    type Arguments = PresenceArgs;

    async fn pre_start(
        &self,
        myself: ActorRef<PresenceMsg>,
        args: PresenceArgs,
    ) -> Result<Running, ActorProcessingErr> {
        let chosen = queries::presence::load_all(&args.database).await?;
        myself.send_interval(args.gather, || PresenceMsg::Tick);
        args.directory.set_presence(myself);
        let mut effects = Vec::new();
        let known = known(&args.directory, chosen);
        let state = PresenceState::rebuild(args.timing, known, clock::now(), &mut effects);
        let running = Running { state, args };
        running.carry_out(effects);
        Ok(running)
    }

    async fn handle(
        &self,
        _: ActorRef<PresenceMsg>,
        message: PresenceMsg,
        running: &mut Running,
    ) -> Result<(), ActorProcessingErr> {
        running.handle(message, clock::now());
        Ok(())
    }
}

/// Reads the starting state: the connections in the directory and the chosen statuses in the database.
fn known(directory: &Directory, chosen: Vec<(UserId, Presence)>) -> Known {
    let mut known = Known {
        chosen,
        ..Known::default()
    };
    // Read the sockets first: one that closes meanwhile is found in both, and its message follows.
    directory.each_connected(|user, session, channels| {
        let connected = (user.clone(), session, channels.to_vec());
        known.connected.push(connected);
    });
    directory.each_in_grace(|user, channel| {
        let channels = known.in_grace.entry(user.clone()).or_default();
        channels.push(channel);
    });
    known
}

impl Running {
    fn handle(&mut self, message: PresenceMsg, now: Millis) {
        let mut effects = Vec::new();
        let state = &mut self.state;
        match message {
            PresenceMsg::Connected {
                user,
                session,
                channels,
                noted,
            } => {
                state.connected(user, session, channels, now, &mut effects);
                self.carry_out(effects);
                // The session may have ended meanwhile.
                let _ = noted.send(());
                return;
            }
            PresenceMsg::Disconnected { user, session } => {
                state.disconnected(&user, session, now, &mut effects);
            }
            PresenceMsg::Active { user } => state.active(&user, now, &mut effects),
            PresenceMsg::Choose {
                user,
                status,
                status_message,
                reply,
            } => {
                let presence = state.choose(user, status, status_message, now, &mut effects);
                reply.send(Ok(Reply::new(presence)));
            }
            PresenceMsg::Joined { user, channel } => state.joined(&user, channel, &mut effects),
            PresenceMsg::Left { user, channel } => state.left(&user, channel, &mut effects),
            PresenceMsg::Tick => state.tick(now, &mut effects),
            #[cfg(test)]
            PresenceMsg::Panic => panic!("asked to"),
        }
        self.carry_out(effects);
    }

    fn carry_out(&self, effects: Vec<Effect>) {
        let directory = &self.args.directory;
        for effect in effects {
            match effect {
                Effect::Publish(user, presence) => directory.publish(user, presence),
                Effect::Withdraw(user) => directory.withdraw(&user),
                Effect::BeginGrace(user, channel) => directory.begin_grace(&user, channel),
                Effect::EndGrace(user, channels) => directory.end_grace(&user, &channels),
                Effect::SendMembersPresence { newcomer, channel } => {
                    broadcast::send_members_presence(directory, &newcomer, channel);
                }
                Effect::Broadcast(changes) => broadcast::broadcast(directory, &changes),
                Effect::Save(chosen) => self.save(chosen),
            }
        }
    }

    /// Hands choices to the store. Nobody waits for them.
    fn save(&self, mut chosen: Vec<(UserId, Presence)>) {
        while !chosen.is_empty() {
            let rest = chosen.split_off(chosen.len().min(PEOPLE));
            let entry = Entry::new(clock::now(), SavePresence(chosen));
            let saved: Arc<dyn Settle> = Arc::new(Saved);
            self.args.store.write(Write::alone(entry, &saved));
            chosen = rest;
        }
    }
}

/// Reports choices that were not saved.
#[derive(Debug)]
struct Saved;

impl Settle for Saved {
    fn settle(&self, settled: Vec<Settled>) {
        for error in settled.into_iter().filter_map(|one| one.kept.err()) {
            tracing::warn!(%error, "presence: cannot store chosen statuses");
        }
    }
}
