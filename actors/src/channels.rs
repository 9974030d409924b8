//! The supervisor of channels: starts one when it is first needed, restarts one that crashed, lets
//! one go that nobody has used for a while, and creates new ones.
//!
//! It decides nothing inside a channel.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use entity::{
    change::{Change, NewChannel, What},
    ids::{ChannelId, Millis, UserId},
    model::ChannelRole,
};
use ractor::{Actor, ActorId, ActorProcessingErr, ActorRef, SupervisionEvent};

use crate::{
    channel::{ChannelActor, ChannelArgs, ChannelMsg},
    clock,
    directory::LiveChannel,
    engine::Core,
    messages::PresenceMsg,
    protocol::{Failure, Reply, reply::ChannelReply},
    reply::ReplyTo,
    store::{Destination, Kept, StoreMsg, Write},
};

/// A message to the supervisor of channels.
#[derive(Debug)]
pub enum ChannelsMsg {
    /// Hand a message to a channel that was not alive when it was sent.
    Route {
        /// Which channel.
        id: ChannelId,
        /// What for it.
        message: ChannelMsg,
    },
    /// Create a channel, or find a direct conversation.
    Create {
        /// What to create.
        channel: NewChannel,
        /// Where the answer goes.
        reply: ReplyTo,
    },
    /// What became of a channel that was to be created.
    Created {
        /// What was to be created.
        creation: Box<Creation>,
        /// What became of it.
        kept: Box<Kept>,
    },
    /// The store has been restarted.
    StoreLost,
    /// Let go what nobody uses.
    Sweep,
    /// Finish what has been asked for and stop the channels.
    Drain(ractor::RpcReplyPort<()>),
}

/// A channel that is being created.
#[derive(Debug)]
pub struct Creation {
    members: Vec<(UserId, ChannelRole)>,
    reply: ReplyTo,
}

/// The supervisor of channels.
#[derive(Debug)]
pub struct ChannelsActor;

/// The supervisor's state.
#[derive(Debug)]
pub struct ChannelsState {
    core: Arc<Core>,
    alive: HashMap<ActorId, ChannelId>,
    /// Channels on their way out, and what came for them meanwhile: two actors never share one.
    leaving: HashMap<ChannelId, Vec<ChannelMsg>>,
}

impl Actor for ChannelsActor {
    type Msg = ChannelsMsg;
    type State = ChannelsState;
    type Arguments = Arc<Core>;

    async fn pre_start(
        &self,
        myself: ActorRef<ChannelsMsg>,
        core: Arc<Core>,
    ) -> Result<ChannelsState, ActorProcessingErr> {
        myself.send_interval(core.settings.sweep_every, || ChannelsMsg::Sweep);
        core.directory.forget_rerouted();
        // A supervisor that died took its channels with it; those who listened still do.
        for (id, _) in core.directory.live_channels() {
            core.directory.channel_stopped(id);
            drop(myself.cast(ChannelsMsg::Route {
                id,
                message: ChannelMsg::CatchUp,
            }));
        }
        core.directory.set_channels(myself);
        Ok(ChannelsState {
            core,
            alive: HashMap::new(),
            leaving: HashMap::new(),
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<ChannelsMsg>,
        message: ChannelsMsg,
        state: &mut ChannelsState,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            ChannelsMsg::Route { id, message } => state.route(&myself, id, message).await,
            ChannelsMsg::Create { channel, reply } => state.create(channel, reply),
            ChannelsMsg::Created { creation, kept } => state.created(*creation, *kept),
            ChannelsMsg::StoreLost => {
                for (_, live) in state.core.directory.live_channels() {
                    drop(live.actor.cast(ChannelMsg::StoreLost));
                }
            }
            ChannelsMsg::Sweep => state.sweep(clock::now()),
            ChannelsMsg::Drain(port) => {
                for (id, _) in state.core.directory.live_channels() {
                    state.let_go(id);
                }
                drop(port.send(()));
            }
        }
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<ChannelsMsg>,
        event: SupervisionEvent,
        state: &mut ChannelsState,
    ) -> Result<(), ActorProcessingErr> {
        match event {
            SupervisionEvent::ActorTerminated(actor, ..) => {
                state.gone(&myself, actor.get_id()).await;
            }
            SupervisionEvent::ActorFailed(actor, error) => {
                metrics::counter!("orvale_chat_actor_restarts_total", "actor" => "channel")
                    .increment(1);
                tracing::error!(%error, "a channel crashed and is started again");
                state.gone(&myself, actor.get_id()).await;
            }
            _ => {}
        }
        Ok(())
    }
}

impl ChannelsState {
    async fn route(&mut self, myself: &ActorRef<ChannelsMsg>, id: ChannelId, message: ChannelMsg) {
        if let Some(queue) = self.leaving.get_mut(&id) {
            queue.push(message);
        } else if let Some(live) = self.core.directory.live_channel(id) {
            let counted = is_counted(&message);
            if let Err(ractor::MessagingErr::SendErr(message)) = live.actor.cast(message) {
                // It has just died: its successor is started when the news of that arrives.
                self.core.directory.channel_stopped(id);
                self.leaving.entry(id).or_default().push(message);
            } else if counted {
                self.core.directory.rerouted_arrived(id);
            }
        } else {
            self.start(myself, id, vec![message]).await;
        }
    }

    async fn start(
        &mut self,
        myself: &ActorRef<ChannelsMsg>,
        id: ChannelId,
        messages: Vec<ChannelMsg>,
    ) {
        let args = ChannelArgs {
            id,
            core: Arc::clone(&self.core),
        };
        let counted = messages
            .iter()
            .filter(|message| is_counted(message))
            .count();
        match Actor::spawn_linked(None, ChannelActor, args, myself.get_cell()).await {
            Ok((actor, _)) => {
                self.alive.insert(actor.get_id(), id);
                // Before it is found by others, so that nothing overtakes what waited.
                for message in messages {
                    drop(actor.cast(message));
                }
                let last_used = Arc::new(AtomicI64::new(clock::now()));
                self.core
                    .directory
                    .channel_started(id, LiveChannel { actor, last_used });
            }
            Err(error) => tracing::error!(%error, %id, "a channel did not start"),
        }
        for _ in 0..counted {
            self.core.directory.rerouted_arrived(id);
        }
    }

    /// A channel's actor has ended: whoever listens or waits gets a new one.
    async fn gone(&mut self, myself: &ActorRef<ChannelsMsg>, actor: ActorId) {
        let Some(id) = self.alive.remove(&actor) else {
            return;
        };
        let crashed = self.core.directory.channel_stopped(id).is_some();
        let mut messages = self.leaving.remove(&id).unwrap_or_default();
        let has_audience = self
            .core
            .directory
            .audience(id)
            .is_some_and(|held| !held.is_empty());
        if crashed && has_audience {
            messages.insert(0, ChannelMsg::CatchUp);
        }
        if !messages.is_empty() {
            self.start(myself, id, messages).await;
        } else if !crashed {
            // After a crash a login may rely on what the audience heard last.
            self.core.directory.close_audience(id);
        }
    }

    fn sweep(&mut self, now: Millis) {
        let idle_since = now
            - i64::try_from(self.core.settings.passivate_after.as_millis()).unwrap_or(Millis::MAX);
        for (id, live) in self.core.directory.live_channels() {
            if live.last_used.load(Ordering::Relaxed) < idle_since {
                self.let_go(id);
            }
        }
    }

    fn let_go(&mut self, id: ChannelId) {
        if let Some(live) = self.core.directory.channel_stopped(id) {
            self.leaving.entry(id).or_default();
            drop(live.actor.drain());
        }
    }

    fn create(&self, channel: NewChannel, reply: ReplyTo) {
        let members = channel.members.clone();
        let change = Change {
            at: clock::now(),
            what: What::CreateChannel(channel),
        };
        let to = Destination::Creation(Box::new(Creation { members, reply }));
        self.core.write(StoreMsg::Write(Write { change, to }));
    }

    fn created(&self, creation: Creation, kept: Kept) {
        let Creation { members, reply } = creation;
        let committed = match kept {
            Ok(committed) => committed,
            Err(error) => return reply.send(Err(error.into())),
        };
        let Some(view) = committed.channel else {
            return reply.send(Err(Failure::internal()));
        };
        if !committed.repeated {
            let directory = &self.core.directory;
            for (user, _) in members {
                directory.listen_everywhere(&user, view.channel.id, view.channel.seq);
                directory.to_presence(PresenceMsg::Joined {
                    user,
                    channel: view.channel.id,
                });
            }
        }
        let existed = committed.repeated;
        reply.send(Ok(Reply::Channel(ChannelReply {
            channel: view,
            existed,
        })));
    }
}

/// Whether a message came through [`crate::directory::Directory::to_channel`], which counts it.
fn is_counted(message: &ChannelMsg) -> bool {
    matches!(message, ChannelMsg::Request(_))
}
