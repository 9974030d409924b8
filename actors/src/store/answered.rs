//! The recipient of a change's result that replies to a command.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use entity::change::Committed;

use super::{Settle, Settled};
use crate::{
    delivery::reply::ReplyTo,
    protocol::{Failure, Reply},
};

/// Replies with what `answer` makes of a change's result.
pub(super) struct Answered {
    pub(super) answer: Box<dyn Fn(Committed) -> Result<Reply, Failure> + Send + Sync>,
    pub(super) reply: Mutex<Option<ReplyTo>>,
}

impl fmt::Debug for Answered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answered").finish_non_exhaustive()
    }
}

impl Settle for Answered {
    fn settle(&self, settled: Vec<Settled>) {
        let reply = self
            .reply
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let (Some(reply), Some(settled)) = (reply, settled.into_iter().next()) {
            reply.send(settled.kept.map_err(Failure::from).and_then(&self.answer));
        }
    }
}
