//! One live conversation: it decides what may happen next in its channel, in which order, and tells
//! everyone who listens once it is kept.
//!
//! The state decides ([`ChannelState`]); the actor loads, waits and casts. Its audience lives in the
//! directory, its facts in the database: a crash costs a restart and nothing else.

mod mentions;
mod request;
mod settle;
mod state;
pub(crate) mod text;

use std::sync::Arc;

use entity::{change::Change, event::ChannelEvent, ids::ChannelId, queries};
use ractor::{Actor, ActorProcessingErr, ActorRef};

pub use request::{Intent, Post, Request};
pub use state::ChannelState;

use crate::{
    clock,
    engine::Core,
    protocol::Failure,
    store::{Destination, Kept, StoreMsg, Write},
};

/// A message to a channel.
#[derive(Debug)]
pub enum ChannelMsg {
    /// Someone wants something.
    Request(Box<Request>),
    /// What became of changes, in the order they were asked for.
    Settle(Vec<Kept>),
    /// The store has been restarted: what is unanswered will not be.
    StoreLost,
    /// Announce what was kept before a crash and not announced.
    CatchUp,
    /// Panic, to show what that costs.
    #[cfg(test)]
    Panic,
}

/// A channel's actor.
#[derive(Debug)]
pub struct ChannelActor;

/// What a channel needs to start.
#[derive(Clone, Debug)]
pub struct ChannelArgs {
    /// Which channel.
    pub id: ChannelId,
    /// The engine it lives in.
    pub core: Arc<Core>,
}

impl Actor for ChannelActor {
    type Msg = ChannelMsg;
    type State = ChannelState;
    type Arguments = ChannelArgs;

    async fn pre_start(
        &self,
        _: ActorRef<ChannelMsg>,
        args: ChannelArgs,
    ) -> Result<ChannelState, ActorProcessingErr> {
        Ok(ChannelState::new(args))
    }

    async fn handle(
        &self,
        myself: ActorRef<ChannelMsg>,
        message: ChannelMsg,
        state: &mut ChannelState,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            ChannelMsg::Request(request) => self.request(&myself, state, *request).await,
            ChannelMsg::Settle(kept) => self.settle(&myself, state, kept).await,
            ChannelMsg::StoreLost => {
                state.abandon();
                drop(self.load(state).await);
                self.resume(&myself, state);
            }
            ChannelMsg::CatchUp => drop(self.load(state).await),
            #[cfg(test)]
            ChannelMsg::Panic => panic!("asked to"),
        }
        Ok(())
    }
}

impl ChannelActor {
    async fn request(
        &self,
        myself: &ActorRef<ChannelMsg>,
        state: &mut ChannelState,
        request: Request,
    ) {
        if !state.is_loaded()
            && let Err(failure) = self.load(state).await
        {
            return request.reply.send(Err(failure));
        }
        let change = state.admit(request, clock::now());
        self.keep(myself, state, change);
    }

    fn keep(&self, myself: &ActorRef<ChannelMsg>, state: &ChannelState, change: Option<Change>) {
        if let Some(change) = change {
            let to = Destination::Channel(state.id(), myself.clone());
            state.core().write(StoreMsg::Write(Write { change, to }));
        }
    }

    async fn settle(
        &self,
        myself: &ActorRef<ChannelMsg>,
        state: &mut ChannelState,
        kept: Vec<Kept>,
    ) {
        if state.settle(kept).is_err() {
            // Whether the failed commit was kept is only known to the database.
            drop(self.load(state).await);
        }
        self.resume(myself, state);
    }

    /// Takes up what had to wait for a change of members or settings.
    fn resume(&self, myself: &ActorRef<ChannelMsg>, state: &mut ChannelState) {
        while let Some(request) = state.next_ready() {
            let change = state.decide(request, clock::now());
            self.keep(myself, state, change);
        }
    }

    /// (Re)builds the state from the database, and announces what was kept but not announced.
    async fn load(&self, state: &mut ChannelState) -> Result<(), Failure> {
        let database = state.core().database.clone();
        let roster = queries::channels::roster(&database, state.id())
            .await?
            .ok_or_else(Failure::not_found)?;
        let mut announced = state
            .core()
            .directory
            .open_audience(state.id())
            .resume_from(roster.channel.seq);
        state.enter(roster);
        loop {
            let missed: Vec<ChannelEvent> =
                queries::replay::channel(&database, state.id(), announced, REPLAY_PAGE).await?;
            let Some(last) = missed.last() else { break };
            announced = last.seq;
            state.announce(&missed);
        }
        Ok(())
    }
}

/// How many events are read from the database at a time.
pub(crate) const REPLAY_PAGE: u64 = 500;
