//! The way back to whoever sent a command: answered exactly once, whatever happens to the actor.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::{
    delivery::outbox::Outbox,
    protocol::{Failure, Reply, frame},
};

/// Where the answer to one command goes. Dropped without an answer (its actor died), it tells the
/// client to send the command again.
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
