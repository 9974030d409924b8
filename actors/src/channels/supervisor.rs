//! The supervisor of channels: starts a channel's actor when it is first needed, restarts it after a crash,
//! stops it when idle, and creates new channels. It decides nothing inside a channel.

use std::{
    collections::HashMap,
    sync::{Arc, atomic::AtomicI64},
    time::Duration,
};

use entity::{
    Database,
    change::Committed,
    ids::{ChannelId, Millis, UserId},
    ledgers::channels::{CreateChannel, NewChannel},
    ledgers::{Change, Entry},
    model::ChannelView,
};
use ractor::{Actor, ActorId, ActorProcessingErr, ActorRef, SupervisionEvent};

use super::{ChannelActor, ChannelArgs, ChannelMsg, ChannelsMsg, Creation, LiveChannel, Router};
use crate::{
    clock,
    delivery::directory::Directory,
    delivery::messages::PresenceMsg,
    delivery::reply::{Once, ReplyTo},
    protocol::{Failure, Reply, reply::ChannelReply},
    store::{Settle, Settled, StoreHandle, Write},
};

/// The supervisor of channels.
#[derive(Debug)]
pub struct ChannelsActor;

/// The arguments of the supervisor.
#[derive(Clone, Debug)]
pub struct ChannelsArgs {
    /// The database that channels are read from.
    pub database: Database,
    /// The store that commits their changes.
    pub store: Arc<StoreHandle>,
    /// The directory, with their audiences.
    pub directory: Arc<Directory>,
    /// The router through which channels are found.
    pub router: Arc<Router>,
    /// The idle time after which a channel's actor is stopped.
    pub retire_after: Duration,
    /// The interval between searches for idle channels.
    pub sweep_every: Duration,
}

/// The supervisor's state.
#[derive(Debug)]
pub struct ChannelsState {
    args: ChannelsArgs,
    alive: HashMap<ActorId, ChannelId>,
}

impl Actor for ChannelsActor {
    type Msg = ChannelsMsg;
    type State = ChannelsState;
    type Arguments = ChannelsArgs;

    async fn pre_start(
        &self,
        myself: ActorRef<ChannelsMsg>,
        args: ChannelsArgs,
    ) -> Result<ChannelsState, ActorProcessingErr> {
        myself.send_interval(args.sweep_every, || ChannelsMsg::Sweep);
        args.router.forget_rerouted();
        // A supervisor that died took its channels with it; those who listened still do.
        for (id, live) in args.router.live_channels() {
            args.router.stopped(id, live.actor.get_id());
            let message = ChannelMsg::CatchUp;
            drop(myself.cast(ChannelsMsg::Route { id, message }));
        }
        args.router.supervisor.set(myself);
        Ok(ChannelsState {
            args,
            alive: HashMap::new(),
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
            ChannelsMsg::Create(creation) => state.create(*creation),
            ChannelsMsg::StoreLost => state.tell_all(|| ChannelMsg::StoreLost),
            ChannelsMsg::Sweep => {
                let before = clock::now() - millis(state.args.retire_after);
                state.tell_all(|| ChannelMsg::Retire(before));
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
            SupervisionEvent::ActorTerminated(actor, last_state, _) => {
                // It holds the audience.
                drop(last_state);
                state.ended(&myself, actor.get_id()).await;
            }
            SupervisionEvent::ActorFailed(actor, error) => {
                metrics::counter!("orvale_chat_actor_restarts_total", "actor" => "channel")
                    .increment(1);
                tracing::error!(%error, "channels: actor crashed, restarting");
                state.ended(&myself, actor.get_id()).await;
            }
            _ => {}
        }
        Ok(())
    }
}

impl ChannelsState {
    async fn route(&mut self, myself: &ActorRef<ChannelsMsg>, id: ChannelId, message: ChannelMsg) {
        let counted = matches!(message, ChannelMsg::Request(_));
        let returned = match self.args.router.live_channel(id) {
            Some(live) => match live.actor.cast(message) {
                Err(ractor::MessagingErr::SendErr(message)) => {
                    // It has just died; the news of that is still on its way.
                    self.args.router.stopped(id, live.actor.get_id());
                    Some(message)
                }
                _ => None,
            },
            None => Some(message),
        };
        if let Some(message) = returned {
            self.start(myself, id, message).await;
        }
        if counted {
            self.args.router.arrived(id);
        }
    }

    /// Starts a channel with its first message.
    async fn start(&mut self, myself: &ActorRef<ChannelsMsg>, id: ChannelId, message: ChannelMsg) {
        let ChannelsArgs {
            database,
            store,
            directory,
            router,
            ..
        } = &self.args;
        let args = ChannelArgs {
            id,
            database: database.clone(),
            store: Arc::clone(store),
            directory: Arc::clone(directory),
            router: Arc::clone(router),
        };
        match Actor::spawn_linked(None, ChannelActor, args, myself.get_cell()).await {
            Ok((actor, _)) => {
                self.alive.insert(actor.get_id(), id);
                // Before others find it, so that nothing overtakes what waited.
                drop(actor.cast(message));
                let last_used = Arc::new(AtomicI64::new(clock::now()));
                router.started(id, LiveChannel { actor, last_used });
            }
            Err(error) => tracing::error!(%error, %id, "channels: actor failed to start"),
        }
    }

    /// A channel's actor has ended. If it had not been asked to and someone listens, it is started
    /// again.
    async fn ended(&mut self, myself: &ActorRef<ChannelsMsg>, actor: ActorId) {
        let Some(id) = self.alive.remove(&actor) else {
            return;
        };
        let crashed = self.args.router.stopped(id, actor);
        let directory = &self.args.directory;
        let is_heard = directory
            .audience(id)
            .is_some_and(|audience| !audience.is_empty());
        if crashed && is_heard {
            self.start(myself, id, ChannelMsg::CatchUp).await;
        }
        self.args.directory.close_audience(id);
    }

    fn tell_all(&self, message: impl Fn() -> ChannelMsg) {
        for (_, live) in self.args.router.live_channels() {
            drop(live.actor.cast(message()));
        }
    }

    fn create(&self, creation: Creation) {
        let Creation {
            change,
            once,
            reply,
        } = creation;
        let created: Arc<dyn Settle> = Arc::new(Created {
            subscribers: subscribers(&change),
            directory: Arc::clone(&self.args.directory),
            answered_once: once.is_some(),
            reply: std::sync::Mutex::new(Some(reply)),
        });
        let change: Box<dyn Change> = Box::new(change);
        let change = match once {
            Some(once) => once.keep(Some(change), reply_to_creation),
            None => change,
        };
        let at = clock::now();
        self.args
            .store
            .write(Write::alone(Entry { at, change }, &created));
    }
}

/// Who listens to a new channel at once: of a direct conversation its creator alone, until there is
/// a message in it.
fn subscribers(change: &CreateChannel) -> Vec<UserId> {
    match change.content {
        NewChannel::Direct => vec![change.created_by.clone()],
        NewChannel::Named { .. } | NewChannel::Room(_) => {
            let members = change.members.iter();
            members.map(|(user, _)| user.clone()).collect()
        }
    }
}

/// The recipient of a creation's result: subscribes the members and answers the caller.
#[derive(Debug)]
struct Created {
    subscribers: Vec<UserId>,
    /// True when the answer has been made by the commit.
    answered_once: bool,
    directory: Arc<Directory>,
    reply: std::sync::Mutex<Option<ReplyTo>>,
}

impl Settle for Created {
    fn settle(&self, settled: Vec<Settled>) {
        let reply = self
            .reply
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .take();
        if let (Some(reply), Some(settled)) = (reply, settled.into_iter().next()) {
            let kept = settled.kept.map_err(Failure::from);
            reply.send(kept.and_then(|kept| self.created(kept)));
        }
    }
}

impl Created {
    fn created(&self, committed: Committed) -> Result<Reply, Failure> {
        if let Some(view) = &committed.channel
            && !committed.repeated
        {
            self.subscribe(view);
            if view.channel.follows_team {
                // The next look at the accounts adds the team's people.
                let look = &self.directory.has_new_account;
                look.store(true, std::sync::atomic::Ordering::Relaxed);
            }
        }
        match self.answered_once {
            true => Once::reply(committed),
            false => reply_to_creation(committed),
        }
    }

    fn subscribe(&self, view: &ChannelView) {
        let id = view.channel.id;
        for user in &self.subscribers {
            self.directory.listen_everywhere(user, id, view.channel.seq);
            self.directory.to_presence(PresenceMsg::Joined {
                user: user.clone(),
                channel: id,
            });
        }
    }
}

fn reply_to_creation(committed: Committed) -> Result<Reply, Failure> {
    Ok(Reply::new(ChannelReply {
        existed: committed.repeated,
        channel: *committed.channel.ok_or_else(Failure::internal)?,
    }))
}

fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}
