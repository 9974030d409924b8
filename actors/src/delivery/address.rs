//! Addresses of standing actors that stay valid when an actor is restarted.

use std::sync::{PoisonError, RwLock};

use ractor::{ActorRef, Message, RpcReplyPort};

/// The address of one standing actor. It outlives the actor.
#[derive(Debug)]
pub struct Address<M>(RwLock<Option<ActorRef<M>>>);

impl<M> Default for Address<M> {
    fn default() -> Self {
        Self(RwLock::new(None))
    }
}

impl<M: Message> Address<M> {
    /// Sets the current actor.
    pub(crate) fn set(&self, actor: ActorRef<M>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Some(actor);
    }

    /// Sends a message. To a dead actor it is dropped: its successor rebuilds its state from the
    /// database, and dropping a [`ReplyTo`](crate::delivery::reply::ReplyTo) answers `busy`.
    pub(crate) fn cast(&self, message: M) {
        let actor = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(actor) = &*actor {
            drop(actor.cast(message));
        }
    }

    /// Sends a message and waits for the answer; returns `None` if the actor is dead.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        message: impl FnOnce(RpcReplyPort<T>) -> M,
    ) -> Option<T> {
        let (port, answer) = ractor::concurrency::oneshot();
        self.cast(message(port.into()));
        answer.await.ok()
    }
}
