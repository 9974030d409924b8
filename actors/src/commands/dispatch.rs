//! From a command to the actor that carries it out. A socket's command and a REST route's come
//! through here alike.

use std::{any::Any, fmt, sync::Arc};

use entity::{Database, permission::Account};
use futures_util::{FutureExt, future::BoxFuture};

use super::{
    COMMANDS, Command, Rate, SocketCommand,
    route::{Destination, Lookup},
};
use crate::{
    channels::{ChannelsMsg, Creation, Request, Router},
    clock,
    delivery::directory::Directory,
    delivery::messages::PresenceMsg,
    delivery::reply::{Once, ReplyTo},
    protocol::{ErrorCode, Failure},
};

/// The handles that commands are dispatched with, shared by all sessions.
#[derive(Clone, Debug)]
pub struct Services {
    /// For what must be looked up first.
    pub database: Database,
    /// The way to the channels.
    pub channels: Arc<Router>,
    /// The way to the presence.
    pub directory: Arc<Directory>,
}

/// Hands a command to the actor that carries it out and answers; refuses it here when there is none.
pub async fn dispatch<C: Command>(
    services: &Services,
    caller: &Arc<Account>,
    command: C,
    reply: ReplyTo,
) {
    route(services, caller, command, None, reply).await;
}

/// As [`dispatch`], for a request that is carried out once, however often it is sent.
pub(crate) async fn dispatch_once<C: Command>(
    services: &Services,
    caller: &Arc<Account>,
    command: C,
    once: Once,
    reply: ReplyTo,
) {
    route(services, caller, command, Some(Box::new(once)), reply).await;
}

async fn route<C: Command>(
    services: &Services,
    caller: &Arc<Account>,
    command: C,
    once: Option<Box<Once>>,
    reply: ReplyTo,
) {
    let lookup = Lookup(&services.database);
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
                self.channels.supervisor.cast(ChannelsMsg::Create(creation));
            }
            // Each choice replaces the one before: chosen twice it is the same.
            Destination::Presence(status, message) => {
                self.directory.to_presence(PresenceMsg::Choose {
                    user: caller.username.clone(),
                    status,
                    status_message: message.map(String::from),
                    reply,
                });
            }
        }
    }
}

/// A command of any type, as a socket sent it.
pub struct AnyCommand(Box<dyn Dispatch>);

/// What can be done with a command of any type.
trait Dispatch: Send + Sync {
    fn name(&self) -> &'static str;
    fn rate(&self) -> Rate;
    fn data(&self) -> Vec<u8>;
    fn dispatch<'a>(
        self: Box<Self>,
        services: &'a Services,
        caller: &'a Arc<Account>,
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
        reply: ReplyTo,
    ) -> BoxFuture<'a, ()> {
        dispatch(services, caller, *self, reply).boxed()
    }

    fn into_any(self: Box<Self>) -> Box<dyn Any> {
        self
    }
}

impl AnyCommand {
    /// A command that came over a socket.
    pub fn of_socket(command: impl SocketCommand) -> Self {
        Self(Box::new(command))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.0.name()
    }

    /// The class of rate limit that it is charged to.
    #[must_use]
    pub fn rate(&self) -> Rate {
        self.0.rate()
    }

    /// Its data as MessagePack, with every field that the engine knows.
    #[must_use]
    pub fn data(&self) -> Vec<u8> {
        self.0.data()
    }

    /// The command itself.
    ///
    /// # Errors
    /// `None` when it is another command.
    #[must_use]
    pub fn read<C: Command>(self) -> Option<C> {
        self.0.into_any().downcast().ok().map(|command| *command)
    }

    /// As [`dispatch`].
    pub(crate) async fn dispatch(self, services: &Services, caller: &Arc<Account>, reply: ReplyTo) {
        self.0.dispatch(services, caller, reply).await;
    }
}

impl fmt::Debug for AnyCommand {
    /// Without the data: a token or a text must not end up in a log.
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
