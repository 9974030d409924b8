//! The recipient of a command's reply, which is answered exactly once even if an actor crashes; and
//! [`Once`], which executes a command only once, however often it is sent.

use std::{fmt, sync::Arc};

use entity::{
    change::{Answer, Committed},
    ledgers::{
        Change,
        idempotency::{self, RequestKey, Shows},
    },
};
use tokio::sync::oneshot;

use crate::{
    delivery::outbox::Outbox,
    protocol::{Failure, Reply, frame},
};

/// The recipient of one command's reply. Dropped without an answer, because its actor has crashed, it
/// answers `busy`, and the client sends the command again.
#[derive(Debug)]
pub struct ReplyTo(Option<Target>);

#[derive(Debug)]
enum Target {
    Socket { outbox: Arc<Outbox>, reference: u32 },
    Caller(oneshot::Sender<Result<Reply, Failure>>),
}

impl ReplyTo {
    /// Answers command `reference` of a socket, which has been counted in.
    #[must_use]
    pub fn socket(outbox: Arc<Outbox>, reference: u32) -> Self {
        Self(Some(Target::Socket { outbox, reference }))
    }

    /// Answers a caller that waits.
    #[must_use]
    pub fn caller() -> (Self, oneshot::Receiver<Result<Reply, Failure>>) {
        let (sender, receiver) = oneshot::channel();
        (Self(Some(Target::Caller(sender))), receiver)
    }

    /// Answers.
    pub fn send(mut self, answer: Result<Reply, Failure>) {
        self.answer(answer);
    }

    fn answer(&mut self, answer: Result<Reply, Failure>) {
        match self.0.take() {
            Some(Target::Socket { outbox, reference }) => {
                outbox.end_command();
                outbox.push(match &answer {
                    Ok(reply) => reply.encode(reference),
                    Err(failure) => frame::failure(Some(reference), failure),
                });
            }
            Some(Target::Caller(sender)) => drop(sender.send(answer)),
            None => {}
        }
    }
}

impl Drop for ReplyTo {
    fn drop(&mut self) {
        if self.0.is_some() {
            self.answer(Err(Failure::busy()));
        }
    }
}

/// A request that is executed once, however often it is sent: its answer is committed with its change. The
/// reply is then an [`Answer`] in place of the command's own.
pub struct Once {
    request: RequestKey,
    shows: Shows,
    respond: Box<dyn Fn(Reply) -> Result<Answer, Failure> + Send + Sync>,
}

impl Once {
    /// A request whose answer is what `respond` makes of the command's reply.
    #[must_use]
    pub fn new<R: 'static>(
        request: RequestKey,
        shows: Shows,
        respond: fn(&R) -> Result<Answer, Failure>,
    ) -> Self {
        Self {
            request,
            shows,
            respond: Box::new(move |reply| respond(&reply.read()?)),
        }
    }

    /// The same, with something for the answer to show.
    #[must_use]
    pub(crate) fn showing(self, shows: Shows) -> Self {
        Self { shows, ..self }
    }

    /// The change that makes `change` and keeps its answer, which `reply` is asked for.
    pub(crate) fn keep(
        self,
        change: Option<Box<dyn Change>>,
        reply: impl Fn(Committed) -> Result<Reply, Failure> + Send + Sync + 'static,
    ) -> Box<dyn Change> {
        let Self {
            request,
            shows,
            respond,
        } = self;
        Box::new(idempotency::Once {
            request,
            change,
            shows,
            answer: Arc::new(move |committed: &Committed| {
                let answer = reply(committed.clone()).and_then(&respond);
                let report = |failure| tracing::error!(?failure, "store: cannot reply to a change");
                answer.map_err(report).ok()
            }),
        })
    }

    /// The reply to a request whose change was kept.
    ///
    /// # Errors
    /// `internal` when no answer could be made of what was kept.
    pub(crate) fn reply(committed: Committed) -> Result<Reply, Failure> {
        let answer = committed.answer.ok_or_else(Failure::internal)?;
        Ok(Reply::new(*answer))
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Once").field(&self.request).finish()
    }
}
