//! Who is there: gathers comings, goings and choices, and tells once a second those who share a
//! channel with whoever changed. Ephemeral: nothing here carries a `seq`, and all of it can be
//! rebuilt from who is connected.

mod state;

use std::sync::Arc;

use entity::{
    ids::{ChannelId, UserId},
    model::PresenceStatus,
    queries,
};
use ractor::{Actor, ActorProcessingErr, ActorRef};
use tokio::sync::oneshot;

pub use state::PresenceState;

use crate::{clock, engine::Core, protocol::Reply, reply::ReplyTo};

/// A message to the presence.
#[derive(Debug)]
pub enum PresenceMsg {
    /// A socket has logged in.
    Connected {
        /// Whose.
        user: UserId,
        /// The channels they are a member of.
        channels: Vec<ChannelId>,
        /// Told once the directory says that they are there.
        noted: oneshot::Sender<()>,
    },
    /// A socket is gone.
    Disconnected {
        /// Whose.
        user: UserId,
    },
    /// Someone did something.
    Active {
        /// Who.
        user: UserId,
    },
    /// Someone says how they want to be seen.
    Choose {
        /// Who.
        user: UserId,
        /// How; `None` leaves it as it is.
        status: Option<PresenceStatus>,
        /// In which words; `None` leaves them as they are.
        status_message: Option<String>,
        /// Where the answer goes.
        reply: ReplyTo,
    },
    /// Someone became a member.
    Joined {
        /// Who.
        user: UserId,
        /// Where.
        channel: ChannelId,
    },
    /// Someone is no longer a member.
    Left {
        /// Who.
        user: UserId,
        /// Where.
        channel: ChannelId,
    },
    /// Time to tell what has gathered.
    Tick,
    /// Panic, to show what that costs.
    #[cfg(test)]
    Panic,
}

/// The presence's actor.
#[derive(Debug)]
pub struct PresenceActor;

impl Actor for PresenceActor {
    type Msg = PresenceMsg;
    type State = PresenceState;
    type Arguments = Arc<Core>;

    async fn pre_start(
        &self,
        myself: ActorRef<PresenceMsg>,
        core: Arc<Core>,
    ) -> Result<PresenceState, ActorProcessingErr> {
        let chosen = queries::presence::load_all(&core.database).await?;
        myself.send_interval(core.settings.presence_gather, || PresenceMsg::Tick);
        core.directory.seat_presence(myself);
        Ok(PresenceState::rebuild(core, chosen, clock::now()))
    }

    async fn handle(
        &self,
        _: ActorRef<PresenceMsg>,
        message: PresenceMsg,
        state: &mut PresenceState,
    ) -> Result<(), ActorProcessingErr> {
        let now = clock::now();
        match message {
            PresenceMsg::Connected {
                user,
                channels,
                noted,
            } => {
                state.connected(user, channels, now);
                // Whoever logged in may be gone again.
                let _ = noted.send(());
            }
            PresenceMsg::Disconnected { user } => state.disconnected(&user, now),
            PresenceMsg::Active { user } => state.active(&user, now),
            PresenceMsg::Choose {
                user,
                status,
                status_message,
                reply,
            } => {
                reply.send(Ok(Reply::new(state.choose(
                    user,
                    status,
                    status_message,
                    now,
                ))));
            }
            PresenceMsg::Joined { user, channel } => state.joined(&user, channel),
            PresenceMsg::Left { user, channel } => state.left(&user, channel),
            PresenceMsg::Tick => {
                state.tick(now);
                save(state);
            }
            #[cfg(test)]
            PresenceMsg::Panic => panic!("asked to"),
        }
        Ok(())
    }
}

/// Keeps what was chosen, off the actor: nobody waits for it.
fn save(state: &mut PresenceState) {
    let chosen = state.take_unsaved();
    if chosen.is_empty() {
        return;
    }
    let database = state.core().database.clone();
    tokio::spawn(async move {
        if let Err(error) = queries::presence::save(&database, &chosen).await {
            tracing::warn!(%error, "chosen presence was not kept");
        }
    });
}
