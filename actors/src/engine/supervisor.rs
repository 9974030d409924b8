//! The root of the supervision tree: one standing actor each for the store, the channels, the sessions,
//! the presence, the accounts, the schedule, the tickets and the calls. An actor that crashes is restarted, at once the first time and with an
//! exponential back-off if it keeps crashing.

use std::{collections::HashMap, sync::Arc, time::Duration};

use entity::ids::Millis;
use ractor::{Actor, ActorCell, ActorId, ActorProcessingErr, ActorRef, SpawnErr, SupervisionEvent};

use super::args::EngineArgs;
use crate::{
    accounts::{AccountsActor, AccountsMsg},
    calls::CallsActor,
    channels::{ChannelsActor, ChannelsMsg},
    clock,
    presence::PresenceActor,
    schedule::ScheduleActor,
    sessions::SessionsActor,
    store::StoreActor,
    tickets::TicketsActor,
};

/// The time without a crash after which an actor's back-off is reset.
const FORGIVEN_AFTER: Millis = 60_000;

/// The longest back-off.
const MAX_BACK_OFF: Duration = Duration::from_secs(5);

/// A message to the root.
#[derive(Debug)]
pub(super) enum EngineMsg {
    /// Start a standing actor (again).
    Start(Standing),
    /// Read users and roles now.
    LookAtAccounts(ractor::RpcReplyPort<()>),
    /// Write all queued changes, then reply.
    Drain(ractor::RpcReplyPort<()>),
}

/// The standing actors, in the order they start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Standing {
    Store,
    Channels,
    Sessions,
    Presence,
    Accounts,
    Schedule,
    Tickets,
    Calls,
}

impl Standing {
    const ALL: [Self; 8] = [
        Self::Store,
        Self::Channels,
        Self::Sessions,
        Self::Presence,
        Self::Accounts,
        Self::Schedule,
        Self::Tickets,
        Self::Calls,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Store => "store",
            Self::Channels => "channels",
            Self::Sessions => "sessions",
            Self::Presence => "presence",
            Self::Accounts => "accounts",
            Self::Schedule => "schedule",
            Self::Tickets => "tickets",
            Self::Calls => "calls",
        }
    }
}

/// The root's actor.
#[derive(Debug)]
pub(super) struct EngineActor;

/// The root's state.
#[derive(Debug)]
pub(super) struct EngineState {
    args: EngineArgs,
    running: HashMap<ActorId, Standing>,
    /// True once the store has been started.
    had_store: bool,
    accounts: Option<ActorRef<AccountsMsg>>,
    /// The number of recent crashes of each actor, and the time of the last.
    crashes: HashMap<Standing, (u32, Millis)>,
}

impl Actor for EngineActor {
    type Msg = EngineMsg;
    type State = EngineState;
    type Arguments = EngineArgs;

    async fn pre_start(
        &self,
        myself: ActorRef<EngineMsg>,
        args: EngineArgs,
    ) -> Result<EngineState, ActorProcessingErr> {
        let mut state = EngineState {
            args,
            running: HashMap::new(),
            had_store: false,
            accounts: None,
            crashes: HashMap::new(),
        };
        for standing in Standing::ALL {
            state.start(standing, myself.get_cell()).await?;
        }
        Ok(state)
    }

    async fn handle(
        &self,
        myself: ActorRef<EngineMsg>,
        message: EngineMsg,
        state: &mut EngineState,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            EngineMsg::Start(standing) => {
                if let Err(error) = state.start(standing, myself.get_cell()).await {
                    tracing::error!(%error, actor = standing.name(), "engine: actor failed to restart");
                    state.restart(standing, &myself);
                }
            }
            EngineMsg::LookAtAccounts(port) => {
                if let Some(accounts) = &state.accounts {
                    drop(accounts.cast(AccountsMsg::LookNow(port)));
                }
            }
            EngineMsg::Drain(port) => state.drain(port).await,
        }
        Ok(())
    }

    async fn handle_supervisor_evt(
        &self,
        myself: ActorRef<EngineMsg>,
        event: SupervisionEvent,
        state: &mut EngineState,
    ) -> Result<(), ActorProcessingErr> {
        let (actor, error) = match event {
            SupervisionEvent::ActorFailed(actor, error) => (actor, error.to_string()),
            SupervisionEvent::ActorTerminated(actor, _, reason) => {
                (actor, reason.unwrap_or_else(|| "it stopped".into()))
            }
            _ => return Ok(()),
        };
        if let Some(standing) = state.running.remove(&actor.get_id()) {
            tracing::error!(
                error,
                actor = standing.name(),
                "engine: actor stopped unexpectedly"
            );
            state.restart(standing, &myself);
        }
        Ok(())
    }
}

impl EngineState {
    async fn start(&mut self, standing: Standing, root: ActorCell) -> Result<(), SpawnErr> {
        let args = &self.args;
        let cell = match standing {
            Standing::Store => self.start_store(root).await?,
            Standing::Channels => spawn(ChannelsActor, args.channels(), root)
                .await?
                .get_cell(),
            Standing::Sessions => spawn(SessionsActor, args.directory(), root)
                .await?
                .get_cell(),
            Standing::Presence => spawn(PresenceActor, args.presence(), root)
                .await?
                .get_cell(),
            Standing::Accounts => {
                let accounts = spawn(AccountsActor, args.accounts(), root).await?;
                self.accounts.insert(accounts).get_cell()
            }
            Standing::Calls => spawn(CallsActor, args.calls(), root).await?.get_cell(),
            Standing::Tickets => spawn(TicketsActor, Arc::clone(&args.services), root)
                .await?
                .get_cell(),
            Standing::Schedule => spawn(ScheduleActor, Arc::clone(&args.services), root)
                .await?
                .get_cell(),
        };
        self.running.insert(cell.get_id(), standing);
        Ok(())
    }

    async fn start_store(&mut self, root: ActorCell) -> Result<ActorCell, SpawnErr> {
        let store = spawn(StoreActor, self.args.store(), root).await?;
        if std::mem::replace(&mut self.had_store, true) {
            let channels = &self.args.services.channels;
            channels.supervisor.cast(ChannelsMsg::StoreLost);
        }
        Ok(store.get_cell())
    }

    fn restart(&mut self, standing: Standing, myself: &ActorRef<EngineMsg>) {
        metrics::counter!("orvale_chat_actor_restarts_total", "actor" => standing.name())
            .increment(1);
        let now = clock::now();
        let (crashes, last) = self.crashes.entry(standing).or_insert((0, now));
        *crashes = if now - *last > FORGIVEN_AFTER {
            0
        } else {
            *crashes
        };
        let wait = back_off(*crashes);
        *crashes += 1;
        *last = now;
        myself.send_after(wait, move || EngineMsg::Start(standing));
    }

    async fn drain(&self, port: ractor::RpcReplyPort<()>) {
        self.args.services.store.settled().await;
        self.args.services.store.write_positions().await;
        drop(port.send(()));
    }
}

/// Starts an actor that the root supervises.
async fn spawn<A: Actor>(
    actor: A,
    args: A::Arguments,
    root: ActorCell,
) -> Result<ActorRef<A::Msg>, SpawnErr> {
    let (actor, _) = Actor::spawn_linked(None, actor, args, root).await?;
    Ok(actor)
}

/// Returns the delay before a restart: none the first time, then from 100 ms doubling to [`MAX_BACK_OFF`].
fn back_off(crashes: u32) -> Duration {
    match crashes {
        0 => Duration::ZERO,
        crashes => Duration::from_millis(50 << crashes.min(7)).min(MAX_BACK_OFF),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_goes_on_crashing_waits_longer() {
        let waits: Vec<_> = (0..10)
            .map(|crashes| back_off(crashes).as_millis())
            .collect();
        assert_eq!(waits, [0, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000]);
    }
}
