//! The messages of a session: commands from the gateway, and notices from other actors. The directory sends
//! only notices; its reference accepts nothing else. The actor handles them.

use crate::{commands::AnyCommand, delivery::messages::SessionNotice};

/// A message to a session.
#[derive(Debug)]
pub enum SessionMsg {
    /// Execute a command of the client. It is already counted against the window of unanswered commands.
    Command {
        /// The client's `ref`.
        reference: u32,
        /// The command.
        command: AnyCommand,
    },
    /// A notice from another actor.
    Notice(SessionNotice),
    /// Panic, to test the restart.
    #[cfg(test)]
    Panic,
}

impl From<SessionNotice> for SessionMsg {
    fn from(notice: SessionNotice) -> Self {
        Self::Notice(notice)
    }
}

impl TryFrom<SessionMsg> for SessionNotice {
    type Error = SessionMsg;

    fn try_from(message: SessionMsg) -> Result<Self, SessionMsg> {
        match message {
            SessionMsg::Notice(notice) => Ok(notice),
            other => Err(other),
        }
    }
}
