//! Hands new and edited messages with links to whoever fetches previews. Never waits for them.

use std::sync::Arc;

use entity::{
    event::ChannelEvent,
    model::{Message, MessageKind},
};
use tokio::sync::mpsc;

/// Where new and edited messages with links go; nowhere unless someone fetches previews.
#[derive(Clone, Debug, Default)]
pub struct Linked(Option<mpsc::Sender<Arc<Message>>>);

impl Linked {
    /// Returns where messages go in, and where they come out. At most `most` wait; further ones get no preview.
    #[must_use]
    pub fn channel(most: usize) -> (Self, mpsc::Receiver<Arc<Message>>) {
        let (sender, receiver) = mpsc::channel(most);
        (Self(Some(sender)), receiver)
    }

    /// Takes what an event says of a message, if its text is new and has links.
    pub(crate) fn offer(&self, event: &ChannelEvent) {
        let Some(sender) = &self.0 else { return };
        let Some(message) = event.message() else {
            return;
        };
        let is_new = event.seq == message.seq || message.edited_at == Some(event.at);
        if is_new && message.kind != MessageKind::System && message.text.contains("://") {
            // Without a preview if too many wait.
            drop(sender.try_send(Arc::clone(message)));
        }
    }
}
