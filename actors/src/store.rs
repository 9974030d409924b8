//! The store: the one writer. It commits in groups: a batch is whatever queued up during the last
//! commit, so that it needs no timer and is fast when it is quiet and cheap when it is busy.
//!
//! What to keep has been decided before it gets here. A change is answered, and events of users'
//! own streams announced, only after the commit.

use std::{
    collections::{HashMap, VecDeque},
    panic::AssertUnwindSafe,
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use bytes::Bytes;
use entity::{
    Database, Sequences,
    change::{Change, Committed},
    event::{UserEvent, UserFact},
    ids::{ChannelId, UserId},
    model::ChannelView,
    queries,
};
use futures_util::FutureExt;
use ractor::{Actor, ActorProcessingErr, ActorRef};

use crate::{
    channel::ChannelMsg,
    channels::{ChannelsMsg, Creation},
    clock,
    directory::{Directory, Outcome},
    protocol::encode,
};

/// The most changes in one commit: more would near SQLite's limit of variables.
const MAX_BATCH: usize = 256;

/// How many changes may wait for the disk; above it commands are refused as `busy`.
pub const MAX_UNWRITTEN: usize = 16_384;

/// What became of a change.
pub type Kept = Result<Committed, entity::Error>;

/// A message to the store.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "the large one is the common one")]
pub enum StoreMsg {
    /// Keep a change.
    Write(Write),
    /// A commit has ended.
    Settle(Box<Settled>),
    /// Finish what has been asked for, then say so.
    Drain(ractor::RpcReplyPort<()>),
}

/// A change and who waits for it.
#[derive(Debug)]
pub struct Write {
    /// What to keep.
    pub change: Change,
    /// Who is told.
    pub to: Destination,
}

/// Who is told what became of a change.
#[derive(Debug)]
pub enum Destination {
    /// A channel, which takes its results in the order it asked for them.
    Channel(ChannelId, ActorRef<ChannelMsg>),
    /// The supervisor of channels, for one that is being created.
    Creation(Box<Creation>),
}

/// The outcome of a commit.
#[derive(Debug)]
pub struct Settled {
    sequences: Sequences,
    kept: Vec<Kept>,
    /// Channels as those who have just joined them see them.
    joined: HashMap<(UserId, ChannelId), ChannelView>,
}

/// The store's actor.
#[derive(Debug)]
pub struct StoreActor;

/// What the store needs to start.
#[derive(Clone, Debug)]
pub struct StoreArgs {
    /// Where to write.
    pub database: Database,
    /// Where to announce.
    pub directory: Arc<Directory>,
}

/// The store's state.
#[derive(Debug)]
pub struct StoreState {
    args: StoreArgs,
    queue: VecDeque<Write>,
    /// Who waits for the commit that is under way, in its order; empty when none is.
    waiting: Vec<Destination>,
    /// The next ids and positions; with the commit while one is under way.
    sequences: Option<Sequences>,
    drained: Vec<ractor::RpcReplyPort<()>>,
}

impl Actor for StoreActor {
    type Msg = StoreMsg;
    type State = StoreState;
    type Arguments = StoreArgs;

    async fn pre_start(
        &self,
        _: ActorRef<StoreMsg>,
        args: StoreArgs,
    ) -> Result<StoreState, ActorProcessingErr> {
        Ok(StoreState {
            args,
            queue: VecDeque::new(),
            waiting: Vec::new(),
            sequences: Some(Sequences::default()),
            drained: Vec::new(),
        })
    }

    async fn handle(
        &self,
        myself: ActorRef<StoreMsg>,
        message: StoreMsg,
        state: &mut StoreState,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            StoreMsg::Write(write) => state.queue.push_back(write),
            StoreMsg::Settle(settled) => state.settle(*settled),
            StoreMsg::Drain(port) => state.drained.push(port),
        }
        if let Some((changes, sequences)) = state.next_batch() {
            state.args.directory.writing.begin(clock::now());
            commit(&myself, &state.args.database, changes, sequences);
        } else if state.waiting.is_empty() {
            state.drained.drain(..).for_each(|port| drop(port.send(())));
        }
        Ok(())
    }
}

impl StoreState {
    /// Takes the next batch, unless a commit is under way or there is nothing to do.
    fn next_batch(&mut self) -> Option<(Vec<Change>, Sequences)> {
        if self.queue.is_empty() || !self.waiting.is_empty() {
            return None;
        }
        let sequences = self.sequences.take()?;
        let size = self.queue.len().min(MAX_BATCH);
        let (changes, waiting) = self
            .queue
            .drain(..size)
            .map(|write| (write.change, write.to))
            .unzip();
        self.waiting = waiting;
        metrics::histogram!("orvale_chat_commit_batch").record(size as f64);
        Some((changes, sequences))
    }

    fn settle(&mut self, settled: Settled) {
        self.sequences = Some(settled.sequences);
        let waiting = std::mem::take(&mut self.waiting);
        let directory = &self.args.directory;
        directory
            .unwritten
            .fetch_sub(waiting.len(), Ordering::Relaxed);
        directory.writing.end(clock::now(), outcome(&settled.kept));
        let mut by_channel: Vec<(ActorRef<ChannelMsg>, Vec<Kept>)> = Vec::new();
        let mut places: HashMap<ChannelId, usize> = HashMap::new();
        for (to, kept) in waiting.into_iter().zip(settled.kept) {
            if let Ok(committed) = &kept {
                self.tell_users(&committed.user_events, &settled.joined);
            }
            match to {
                Destination::Channel(id, actor) => {
                    let place = *places.entry(id).or_insert_with(|| {
                        by_channel.push((actor, Vec::new()));
                        by_channel.len() - 1
                    });
                    by_channel[place].1.push(kept);
                }
                Destination::Creation(creation) => {
                    self.args.directory.to_channels(ChannelsMsg::Created {
                        creation,
                        kept: Box::new(kept),
                    })
                }
            }
        }
        for (channel, kept) in by_channel {
            // A channel that has died meanwhile finds what was kept when it starts again.
            drop(channel.cast(ChannelMsg::Settle(kept)));
        }
    }

    /// Announces events of users' own streams: here, because here is their order.
    fn tell_users(&self, events: &[UserEvent], joined: &HashMap<(UserId, ChannelId), ChannelView>) {
        for event in events {
            let view = match &event.fact {
                UserFact::ChannelJoined { channel_id } => {
                    joined.get(&(event.user.clone(), *channel_id))
                }
                _ => None,
            };
            let frame: Option<Bytes> = encode::user_event(event, view);
            let left = match &event.fact {
                UserFact::ChannelLeft { channel_id } => Some(*channel_id),
                _ => None,
            };
            if let Some(frame) = frame {
                self.args
                    .directory
                    .push_user_event(&event.user, event.seq, &frame, left);
            }
        }
    }
}

/// Whether the database took the batch. It takes all of it or nothing, so one that it could not keep
/// tells of all.
fn outcome(kept: &[Kept]) -> Outcome {
    let failed = |kept: &Kept| matches!(kept, Err(error) if error.is_of_the_database());
    if kept.iter().any(failed) {
        Outcome::Failed
    } else {
        Outcome::Kept
    }
}

/// Commits off the actor, so that the next batch can gather meanwhile.
fn commit(
    store: &ActorRef<StoreMsg>,
    database: &Database,
    changes: Vec<Change>,
    mut sequences: Sequences,
) {
    let (store, database) = (store.clone(), database.clone());
    tokio::spawn(async move {
        let started = Instant::now();
        let result =
            AssertUnwindSafe(entity::commit(&database, &mut sequences, &changes)).catch_unwind();
        let kept = result.await.unwrap_or_else(|_| {
            tracing::error!("a commit panicked; whether it was kept is read from the database");
            sequences = Sequences::default();
            changes
                .iter()
                .map(|_| Err(entity::Error::Busy("the commit failed".into())))
                .collect()
        });
        metrics::histogram!("orvale_chat_commit_seconds").record(started.elapsed());
        let joined = views_of_joined(&database, &kept).await;
        drop(store.cast(StoreMsg::Settle(Box::new(Settled {
            sequences,
            kept,
            joined,
        }))));
    });
}

async fn views_of_joined(
    database: &Database,
    kept: &[Kept],
) -> HashMap<(UserId, ChannelId), ChannelView> {
    let mut views = HashMap::new();
    for event in kept
        .iter()
        .flatten()
        .flat_map(|committed| &committed.user_events)
    {
        if let UserFact::ChannelJoined { channel_id } = &event.fact {
            match queries::channels::view(database, *channel_id, &event.user).await {
                Ok(Some(view)) => drop(views.insert((event.user.clone(), *channel_id), view)),
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "a joined channel could not be read"),
            }
        }
    }
    views
}
