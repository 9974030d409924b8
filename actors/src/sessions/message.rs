//! What a session receives: commands of its client from the gateway, and notices from other actors. The
//! directory only sends notices, and holds a reference that accepts nothing else. How a message is
//! handled is not known here.

use crate::{commands::AnyCommand, delivery::messages::SessionNotice};

/// A message to a session.
#[derive(Debug)]
pub enum SessionMsg {
    /// Carry out a command of the client, which is already counted against its window.
    Command {
        /// The `ref` that the client gave it.
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
