//! The supervisor of sessions: cleans up after a crashed session, whose client then reconnects.

use std::sync::Arc;

use ractor::{Actor, ActorProcessingErr, ActorRef, SupervisionEvent};

use crate::{
    delivery::directory::Directory,
    delivery::messages::{CallNotice, PresenceMsg},
    protocol::CloseCode,
};

/// No messages: sessions are linked to their supervisor when they are opened.
#[derive(Debug)]
pub enum SessionsMsg {}

/// The supervisor of sessions.
#[derive(Debug)]
pub struct SessionsActor;

impl Actor for SessionsActor {
    type Msg = SessionsMsg;
    type State = Arc<Directory>;
    type Arguments = Arc<Directory>;

    async fn pre_start(
        &self,
        myself: ActorRef<SessionsMsg>,
        directory: Arc<Directory>,
    ) -> Result<Arc<Directory>, ActorProcessingErr> {
        directory.set_sessions(myself.get_cell());
        // A supervisor that crashed has taken its sessions with it; their clients reconnect.
        directory.close_all(CloseCode::GoingDown);
        Ok(directory)
    }

    async fn handle_supervisor_evt(
        &self,
        _: ActorRef<SessionsMsg>,
        event: SupervisionEvent,
        directory: &mut Arc<Directory>,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(actor, error) = event {
            metrics::counter!("orvale_chat_actor_restarts_total", "actor" => "session")
                .increment(1);
            tracing::error!(%error, "session: actor crashed, client will reconnect");
            if let Some((user, id)) = directory.session_of(actor.get_id()) {
                directory.close(&user, CloseCode::GoingDown, |held| held.id == id);
                directory.disconnect(&user, id);
                directory.to_calls(CallNotice::Disconnected { user: user.clone() });
                directory.to_presence(PresenceMsg::Disconnected { user, session: id });
            }
        }
        Ok(())
    }
}
