//! The supervisor of sessions: cleans up after one that crashed, whose client then resumes.

use std::sync::Arc;

use ractor::{Actor, ActorProcessingErr, ActorRef, SupervisionEvent};

use crate::{engine::Core, messages::PresenceMsg, protocol::CloseCode};

/// The supervisor takes no orders; sessions link themselves to it.
#[derive(Debug)]
pub enum SessionsMsg {}

/// The supervisor of sessions.
#[derive(Debug)]
pub struct SessionsActor;

impl Actor for SessionsActor {
    type Msg = SessionsMsg;
    type State = Arc<Core>;
    type Arguments = Arc<Core>;

    async fn pre_start(
        &self,
        myself: ActorRef<SessionsMsg>,
        core: Arc<Core>,
    ) -> Result<Arc<Core>, ActorProcessingErr> {
        core.directory.set_sessions(myself.get_cell());
        // A supervisor that died took its sessions with it; their clients resume.
        core.directory.close_all(CloseCode::GoingDown);
        Ok(core)
    }

    async fn handle_supervisor_evt(
        &self,
        _: ActorRef<SessionsMsg>,
        event: SupervisionEvent,
        core: &mut Arc<Core>,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(actor, error) = event {
            metrics::counter!("orvale_chat_actor_restarts_total", "actor" => "session")
                .increment(1);
            tracing::error!(%error, "a session crashed; its client resumes");
            if let Some((user, id)) = core.directory.session_of(actor.get_id()) {
                core.directory
                    .close(&user, CloseCode::GoingDown, |held| held.id == id);
                core.directory.disconnect(&user, id);
                core.directory
                    .to_presence(PresenceMsg::Disconnected { user, session: id });
            }
        }
        Ok(())
    }
}
