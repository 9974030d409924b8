//! A channel's actor: loads the channel, waits, and carries out the effects that its state returns.

use std::{sync::Arc, time::Duration};

use entity::{
    Database,
    event::ChannelEvent,
    ids::{ChannelId, Millis, UserId},
    ledgers::members::{UserJoined, UserLeft},
    model::ChannelKind,
    queries, replay,
};
use ractor::{Actor, ActorProcessingErr, ActorRef};

use super::{ChannelMsg, ChannelState, Effect, Moment, Request, Router, decision::Shown};
use crate::{
    clock,
    delivery::directory::{Audience, Directory},
    delivery::messages::{CallNotice, PresenceMsg},
    delivery::reply::ReplyTo,
    protocol::{ErrorCode, Failure, Reply},
    store::{Settle, Settled, StoreHandle, Write},
};

/// The number of events read from the database at a time.
pub const REPLAY_PAGE: u64 = 500;

/// The delay before a channel is read again after a failure.
const CATCH_UP_AGAIN: Duration = Duration::from_secs(2);

/// Runs one live conversation: it loads the channel with the first request, sends changes to the store,
/// and answers and announces what the store has kept. It stops after ten idle minutes; after a crash the
/// supervisor starts another one, which reads everything from the database.
#[derive(Debug)]
pub struct ChannelActor;

/// The handles that [`ChannelActor`] is started with, the same for every channel but the id.
#[derive(Clone, Debug)]
pub struct ChannelArgs {
    /// The channel.
    pub id: ChannelId,
    /// The database that it is read from.
    pub database: Database,
    /// The store that commits its changes.
    pub store: Arc<StoreHandle>,
    /// The directory, with its audience.
    pub directory: Arc<Directory>,
    /// The router through which it is found.
    pub router: Arc<Router>,
}

/// A running channel: the state that decides, and the handles that its effects are carried out with.
/// Everything that waits or does I/O is here, nothing of it in [`ChannelState`].
#[derive(Debug)]
pub struct Channel {
    args: ChannelArgs,
    audience: Arc<Audience>,
    /// The recipient of the store's results.
    results: Arc<dyn Settle>,
    state: ChannelState,
}

/// The recipient of the results of a channel's writes: turns them into a message to its actor.
#[derive(Debug)]
struct Results(ActorRef<ChannelMsg>);

impl Settle for Results {
    fn settle(&self, settled: Vec<Settled>) {
        // A channel that has crashed meanwhile reads the committed events when it restarts.
        drop(self.0.cast(ChannelMsg::Settle(settled)));
    }
}

impl Actor for ChannelActor {
    type Msg = ChannelMsg;
    type State = Channel;
    type Arguments = ChannelArgs;

    async fn pre_start(
        &self,
        myself: ActorRef<ChannelMsg>,
        args: ChannelArgs,
    ) -> Result<Channel, ActorProcessingErr> {
        Ok(Channel {
            audience: args.directory.open_audience(args.id),
            results: Arc::new(Results(myself)),
            state: ChannelState::default(),
            args,
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<ChannelMsg>,
        message: ChannelMsg,
        channel: &mut Channel,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            ChannelMsg::Request(request) => channel.request(*request).await,
            ChannelMsg::Settle(settled) => channel.settle(&myself, settled).await,
            ChannelMsg::StoreLost => {
                channel.state.abandon();
                channel.catch_up(&myself).await;
                channel.resume();
            }
            ChannelMsg::CatchUp => channel.catch_up(&myself).await,
            ChannelMsg::Retire(before) => channel.retire(&myself, before),
            #[cfg(test)]
            ChannelMsg::Panic => panic!("asked to"),
        }
        Ok(())
    }
}

impl Channel {
    async fn request(&mut self, request: Request) {
        if !self.state.is_loaded()
            && let Err(failure) = self.load().await
        {
            return request.reply.send(Err(failure));
        }
        let mut effects = Vec::with_capacity(1);
        self.state.admit(request, self.moment(), &mut effects);
        self.carry_out(effects);
    }

    async fn settle(&mut self, myself: &ActorRef<ChannelMsg>, settled: Vec<Settled>) {
        let mut effects = Vec::with_capacity(settled.len() + 1);
        let outcome = self.state.settle(settled, &mut effects);
        self.carry_out(effects);
        if outcome.is_err() {
            // Only the database knows what was committed.
            self.catch_up(myself).await;
        }
        self.resume();
    }

    /// Loads the channel, and retries later if that fails: clients may be listening.
    async fn catch_up(&mut self, myself: &ActorRef<ChannelMsg>) {
        if let Err(failure) = self.load().await
            && failure.code != ErrorCode::NotFound
        {
            myself.send_after(CATCH_UP_AGAIN, || ChannelMsg::CatchUp);
        }
    }

    fn resume(&mut self) {
        let mut effects = Vec::new();
        self.state.resume(self.moment(), &mut effects);
        self.carry_out(effects);
    }

    fn moment(&self) -> Moment {
        Moment {
            now: clock::now(),
            overloaded: self.args.store.is_overloaded(),
        }
    }

    /// Stops if there is no work and no message can arrive any more.
    fn retire(&self, myself: &ActorRef<ChannelMsg>, before: Millis) {
        if self.state.is_idle()
            && self
                .args
                .router
                .retire(self.args.id, myself.get_id(), before)
        {
            myself.stop(None);
        }
    }

    /// Builds the state from the database, and announces events that were committed but not announced.
    /// Waits until the store has settled a predecessor's changes. If that fails, the channel is not loaded,
    /// so that a state that may be wrong never decides or announces anything.
    async fn load(&mut self) -> Result<(), Failure> {
        let loaded = self.read().await;
        if loaded.is_err() {
            self.state.unload();
        }
        loaded
    }

    async fn read(&mut self) -> Result<(), Failure> {
        let ChannelArgs {
            id,
            database,
            store,
            ..
        } = &self.args;
        store.settled().await;
        if store.is_in_doubt() {
            return Err(Failure::busy());
        }
        let roster = queries::channels::roster(database, *id)
            .await?
            .ok_or_else(Failure::not_found)?;
        let mut announced = self.audience.resume_from(roster.channel.seq);
        // Also after a crash in which it was not recorded that the history was revealed.
        for (user, membership) in &roster.members {
            let known = roster.channel.seq;
            self.audience.limit(user, known, membership.history_after);
        }
        let direct = roster.channel.kind == ChannelKind::Direct;
        let members: Vec<UserId> = roster
            .members
            .iter()
            .map(|(user, _)| user.clone())
            .collect();
        self.state.load(roster);
        loop {
            let missed: Vec<ChannelEvent> =
                replay::channel(database, *id, announced, REPLAY_PAGE).await?;
            let Some(last) = missed.last() else { break };
            if direct && announced == 0 {
                // It becomes visible to its members with its first message.
                let shown = members.iter().cloned();
                self.carry_out(shown.map(|user| Effect::Subscribe(user, 0)).collect());
            }
            announced = last.seq;
            // Before announcing, so that a removed member receives nothing more.
            self.carry_out(missed.iter().filter_map(subscription).collect());
            self.audience.announce(&self.state.frames(&missed));
        }
        Ok(())
    }

    fn carry_out(&self, effects: Vec<Effect>) {
        let Self { args, audience, .. } = self;
        for effect in effects {
            match effect {
                Effect::Keep(number, entry) => {
                    args.store.write(Write::new(entry, number, &self.results));
                }
                Effect::Answer(reply, answer) => reply.send(answer),
                Effect::Show { user, shown, reply } => self.show(user, shown, reply),
                Effect::Announce(frames) => audience.announce(&frames),
                Effect::Send { frame, except } => audience.send_ephemeral(&frame, Some(&except)),
                Effect::SendEach {
                    frames,
                    others,
                    about,
                } => audience.send_each(&frames, others.as_ref(), about),
                Effect::Limit(user, known, after) => audience.limit(&user, known, after),
                Effect::Reveal(seq) => audience.reveal(seq),
                Effect::Subscribe(user, after) => {
                    args.directory.listen_everywhere(&user, args.id, after);
                    let channel = args.id;
                    let joined = PresenceMsg::Joined { user, channel };
                    args.directory.to_presence(joined);
                }
                Effect::Unsubscribe(user) => {
                    audience.forget_limit(&user);
                    args.directory.unlisten_everywhere(&user, args.id);
                    let channel = args.id;
                    args.directory.to_calls(CallNotice::Left {
                        user: user.clone(),
                        channel,
                    });
                    args.directory
                        .to_presence(PresenceMsg::Left { user, channel });
                }
            }
        }
    }

    /// Reads the channel as one user sees it, and answers, in a task of its own.
    fn show(&self, user: UserId, shown: Shown<Reply>, reply: ReplyTo) {
        let (database, id) = (self.args.database.clone(), self.args.id);
        let store = Arc::clone(&self.args.store);
        tokio::spawn(async move {
            store.write_positions_of(&user).await;
            let view = queries::channels::view(&database, id, &user).await;
            reply.send(match view {
                Ok(Some(view)) => Ok(shown(view)),
                Ok(None) => Err(Failure::not_found()),
                Err(error) => Err(error.into()),
            });
        });
    }
}

/// Who listens, or no longer does, because of an event that nobody was told of.
fn subscription(event: &ChannelEvent) -> Option<Effect> {
    if let Some(fact) = event.fact::<UserJoined>() {
        return Some(Effect::Subscribe(fact.user, event.seq));
    }
    let fact = event.fact::<UserLeft>()?;
    Some(Effect::Unsubscribe(fact.user))
}
