//! Dispatches commands, of sockets and REST routes alike, to the actors that execute them.

use std::{
    any::Any,
    fmt,
    sync::{Arc, atomic::AtomicBool},
};

use entity::{Database, ledgers::files::FileFolders, permission::Account};
use futures_util::{FutureExt, future::BoxFuture};

use super::{
    COMMANDS, Command, KnownFeatures, Locations, Rate, Rules, SocketCommand,
    route::{Answer, Destination, Lookup},
};
use crate::{
    calls::{Asked, Board},
    channels::{ChannelsMsg, Creation, Request, Router},
    clock,
    delivery::directory::{Directory, SessionId},
    delivery::messages::PresenceMsg,
    delivery::reply::{Once, ReplyTo},
    protocol::{ErrorCode, Failure},
    store::StoreHandle,
};

/// The handles that dispatching needs, shared by all sessions.
#[derive(Clone, Debug)]
pub struct Services {
    /// The database, for lookups before a command is dispatched.
    pub database: Database,
    /// The results of such lookups.
    pub locations: Arc<Locations>,
    /// What this server has besides the chat, for snapshots.
    pub features: Arc<KnownFeatures>,
    /// Delivers requests to channels.
    pub channels: Arc<Router>,
    /// Delivers requests to the presence actor.
    pub directory: Arc<Directory>,
    /// The calls that go on.
    pub calls: Arc<Board>,
    /// For read positions that wait to be written.
    pub store: Arc<StoreHandle>,
    /// The administrator's rules.
    pub rules: Rules,
    /// The folders of files, which Orvale's table of attachments names.
    pub folders: Arc<FileFolders>,
    /// Set when the chat itself has changed a ticket.
    pub tickets_changed: Arc<AtomicBool>,
}

/// Sends a command to the actor that executes it and replies, or replies with the refusal of its route.
pub async fn dispatch<C: Command>(
    services: &Services,
    caller: &Arc<Account>,
    command: C,
    reply: ReplyTo,
) {
    route(services, (caller, None), command, None, reply).await;
}

/// As [`dispatch`], for a request that is executed only once, however often it is sent.
pub(crate) async fn dispatch_once<C: Command>(
    services: &Services,
    caller: &Arc<Account>,
    command: C,
    once: Once,
    reply: ReplyTo,
) {
    route(
        services,
        (caller, None),
        command,
        Some(Box::new(once)),
        reply,
    )
    .await;
}

async fn route<C: Command>(
    services: &Services,
    (caller, session): (&Arc<Account>, Option<SessionId>),
    command: C,
    once: Option<Box<Once>>,
    reply: ReplyTo,
) {
    let lookup = Lookup {
        database: &services.database,
        locations: &services.locations,
        rules: services.rules,
        directory: &services.directory,
        channels: &services.channels,
        calls: &services.calls,
        session,
        folders: &services.folders,
        tickets_changed: &services.tickets_changed,
    };
    match command.route(caller, &lookup).await {
        Ok(route) => services.send(route.destination, caller, once, reply),
        Err(failure) => reply.send(Err(failure)),
    }
}

impl Services {
    fn send(
        &self,
        destination: Destination,
        caller: &Arc<Account>,
        once: Option<Box<Once>>,
        reply: ReplyTo,
    ) {
        match destination {
            Destination::Channel(id, command) => {
                let caller = Arc::clone(caller);
                let request = Request {
                    caller,
                    command,
                    once,
                    reply,
                };
                self.channels.request(id, request, clock::now());
            }
            Destination::Creation(change) => {
                let creation = Creation {
                    change,
                    once,
                    reply,
                };
                self.channels
                    .supervisor
                    .cast(ChannelsMsg::Create(Box::new(creation)));
            }
            Destination::Call(from, ask) => self.calls.ask(Box::new(Asked {
                from,
                ask,
                once,
                reply,
            })),
            Destination::Store(change, answer) => {
                let (change, answer): (_, Answer) = match once {
                    Some(once) => (once.keep(Some(change), answer), Box::new(Once::reply)),
                    None => (change, answer),
                };
                self.store.answer(change, answer, reply);
            }
            // No `once`: nothing is stored.
            Destination::Reply(known) => reply.send(Ok(known)),
            // No `once`: a status replaces the previous one, so repeating it is harmless.
            Destination::Presence(status, message) => {
                self.directory.to_presence(PresenceMsg::Choose {
                    user: caller.username.clone(),
                    status,
                    status_message: message,
                    reply,
                });
            }
        }
    }
}

/// A command of any type, as received from a socket.
pub struct AnyCommand(Box<dyn Dispatch>);

/// The operations on a command of any type.
trait Dispatch: Send + Sync {
    fn name(&self) -> &'static str;
    fn rate(&self) -> Rate;
    fn data(&self) -> Vec<u8>;
    fn dispatch<'a>(
        self: Box<Self>,
        services: &'a Services,
        caller: &'a Arc<Account>,
        session: SessionId,
        reply: ReplyTo,
    ) -> BoxFuture<'a, ()>;
    fn into_any(self: Box<Self>) -> Box<dyn Any>;
}

impl<C: SocketCommand> Dispatch for C {
    fn name(&self) -> &'static str {
        C::NAME
    }

    fn rate(&self) -> Rate {
        C::RATE
    }

    fn data(&self) -> Vec<u8> {
        rmp_serde::to_vec_named(self).unwrap_or_default()
    }

    fn dispatch<'a>(
        self: Box<Self>,
        services: &'a Services,
        caller: &'a Arc<Account>,
        session: SessionId,
        reply: ReplyTo,
    ) -> BoxFuture<'a, ()> {
        route(services, (caller, Some(session)), *self, None, reply).boxed()
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl AnyCommand {
    /// Wraps a command from a socket.
    pub fn of_socket(command: impl SocketCommand) -> Self {
        Self(Box::new(command))
    }

    /// The command's name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// The rate class whose budget it uses.
    #[must_use]
    pub fn rate(&self) -> Rate {
        self.0.rate()
    }

    /// Its data as MessagePack, with all fields that the engine knows.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        self.0.data()
    }

    /// The command itself; `None` if it is not a `C`.
    #[must_use]
    pub fn read<C: Command>(self) -> Option<C> {
        self.0.into_any().downcast().ok().map(|command| *command)
    }

    /// Routes the command to the actor that executes it, which replies through `reply`. See [`dispatch`].
    pub(crate) async fn dispatch(
        self,
        services: &Services,
        caller: &Arc<Account>,
        session: SessionId,
        reply: ReplyTo,
    ) {
        self.0.dispatch(services, caller, session, reply).await;
    }
}

impl fmt::Debug for AnyCommand {
    /// Omits the data: tokens and message texts must not be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AnyCommand").field(&self.name()).finish()
    }
}

/// The refusal of a command that no socket may send.
pub(super) fn unknown() -> Failure {
    let known: Vec<_> = COMMANDS
        .iter()
        .filter(|command| command.over_socket)
        .map(|command| command.name)
        .collect();
    Failure::new(
        ErrorCode::UnknownCommand,
        format!("this server knows these commands: {}", known.join(", ")),
    )
}
