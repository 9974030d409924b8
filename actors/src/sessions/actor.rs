//! The actor of one session: forwards its client's commands and keeps its account current.

use std::sync::Arc;

use entity::{ids::Millis, permission::Account};
use ractor::{Actor, ActorProcessingErr, ActorRef};

use super::{
    SessionMsg,
    account::{may_connect, person},
};
use crate::{
    clock,
    commands::Services,
    delivery::directory::SessionId,
    delivery::messages::{CallNotice, PresenceMsg, SessionNotice},
    delivery::outbox::Outbox,
    delivery::reply::ReplyTo,
    protocol::{CloseCode, Event, event::AccountUpdated, frame},
};

/// The minimum interval between reports of activity to the presence.
const ACTIVE_EVERY: Millis = 30_000;

/// A session's actor.
#[derive(Debug)]
pub struct SessionActor;

/// The arguments of a session's actor.
#[derive(Debug)]
pub struct SessionArgs {
    pub(crate) services: Arc<Services>,
    pub(crate) id: SessionId,
    pub(crate) account: Arc<Account>,
    pub(crate) epoch: i64,
    pub(crate) outbox: Arc<Outbox>,
}

/// A session's state.
#[derive(Debug)]
pub struct SessionState {
    args: SessionArgs,
    /// When activity was last reported to the presence.
    active_at: Millis,
}

impl Actor for SessionActor {
    type Msg = SessionMsg;
    type State = SessionState;
    type Arguments = SessionArgs;

    async fn pre_start(
        &self,
        _: ActorRef<SessionMsg>,
        args: SessionArgs,
    ) -> Result<SessionState, ActorProcessingErr> {
        Ok(SessionState {
            args,
            active_at: clock::now(),
        })
    }

    async fn handle(
        &self,
        _: ActorRef<SessionMsg>,
        message: SessionMsg,
        state: &mut SessionState,
    ) -> Result<(), ActorProcessingErr> {
        match message {
            SessionMsg::Command { reference, command } => {
                state.note_activity(clock::now());
                let SessionArgs {
                    services,
                    account,
                    outbox,
                    id,
                    ..
                } = &state.args;
                let reply = ReplyTo::socket(Arc::clone(outbox), reference);
                // Boxed: an actor reserves memory for its largest future, and most sessions are idle.
                Box::pin(command.dispatch(services, account, *id, reply)).await;
            }
            SessionMsg::Notice(SessionNotice::AccountChanged) => state.reread_account(),
            #[cfg(test)]
            SessionMsg::Panic => panic!("asked to"),
        }
        Ok(())
    }

    async fn post_stop(
        &self,
        _: ActorRef<SessionMsg>,
        state: &mut SessionState,
    ) -> Result<(), ActorProcessingErr> {
        let SessionArgs {
            services,
            account,
            id,
            ..
        } = &state.args;
        services.directory.disconnect(&account.username, *id);
        services.directory.to_presence(PresenceMsg::Disconnected {
            user: account.username.clone(),
            session: *id,
        });
        services.directory.to_calls(CallNotice::Disconnected {
            user: account.username.clone(),
        });
        Ok(())
    }
}

impl SessionState {
    fn note_activity(&mut self, now: Millis) {
        if now - self.active_at >= ACTIVE_EVERY {
            self.active_at = now;
            let user = self.args.account.username.clone();
            self.args
                .services
                .directory
                .to_presence(PresenceMsg::Active { user });
        }
    }

    fn reread_account(&mut self) {
        let SessionArgs {
            services,
            account: known,
            epoch,
            outbox,
            ..
        } = &mut self.args;
        let account = services.directory.known_account(&known.username);
        let Some(account) = account.filter(|account| may_connect(account, *epoch)) else {
            outbox.close(CloseCode::AccessRevoked);
            // What the client sends before its socket is closed is refused.
            *known = Arc::new(Account::gone(known.username.clone()));
            return;
        };
        if account != *known {
            let updated = Event::AccountUpdated(AccountUpdated {
                user: &person(&account),
                permissions: &account.grants.names(),
            });
            outbox.push(frame::event(&updated));
            *known = account;
        }
    }
}
