//! Previews of the links in a message: what the server fetched is shown, and the author can remove it.
//!
//! The column holds `[]` once the author has removed them: then none are shown any more, whatever is fetched later.

use std::sync::Arc;

use super::{MessageUpdated, revise::kept};
use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    event::{Fact, Payload},
    ids::{Millis, UserId},
    ledgers::{Change, Ledgers},
    model::LinkPreview,
    queries::rows,
    tables::messages,
};

const REMOVED: &str = "[]";

/// Shows previews of a message's links. Changes nothing if the message has another text by now, or its author
/// removed them.
#[derive(Debug)]
pub struct ShowPreviews {
    /// The message.
    pub message: MessageRef,
    /// Its author.
    pub author: UserId,
    /// The text whose links the previews are of.
    pub text: String,
    /// All previews of the message, in the order of the links.
    pub previews: Vec<LinkPreview>,
}

/// Removes the previews of a message for good.
#[derive(Debug)]
pub struct RemovePreviews {
    /// The message.
    pub message: MessageRef,
    /// Its author.
    pub by: UserId,
}

impl Change for ShowPreviews {
    fn by(&self) -> By {
        By::from(&self.author)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.messages.living(self.message)?;
        let column = column(&self.previews)?;
        let removed = row.previews.as_deref() == Some(REMOVED);
        if removed || row.message_text != self.text || row.previews == column {
            return Ok(Committed::unchanged());
        }
        ledgers.messages.change(self.message)?.previews = column;
        updated(at, self.message, &self.author, ledgers)
    }
}

impl Change for RemovePreviews {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.messages.living(self.message)?;
        let message = self.message.message_id;
        ledgers.messages.show(ledgers.change, message);
        let row = ledgers.messages.change(self.message)?;
        match row.previews.replace(REMOVED.to_owned()) {
            Some(shown) if shown != REMOVED => updated(at, self.message, &self.by, ledgers),
            _ => Ok(Committed::unchanged()),
        }
    }
}

/// Tells the channel of the message as it is now.
fn updated(
    at: Millis,
    message: MessageRef,
    by: &UserId,
    ledgers: &mut Ledgers,
) -> Result<Committed, Error> {
    let row = ledgers.messages.living(message)?;
    let current = Arc::new(rows::message(row.clone())?);
    ledgers.messages.show(ledgers.change, message.message_id);
    let event = ledgers.streams.record_current(
        at,
        message.channel_id,
        by,
        (MessageUpdated::NAME, kept(message.message_id)),
        |_| Payload::Message(current),
    )?;
    Ok(Committed::happened(event))
}

/// Keeps the previews of links that are in the new text, too.
pub(super) fn keep_linked(row: &mut messages::Model) -> Result<(), Error> {
    let Some(json) = row.previews.as_deref().filter(|json| *json != REMOVED) else {
        return Ok(());
    };
    let mut previews = rows::previews_in(row.id, json)?;
    previews.retain(|preview| row.message_text.contains(&preview.url));
    row.previews = column(&previews)?;
    Ok(())
}

fn column(previews: &[LinkPreview]) -> Result<Option<String>, Error> {
    if previews.is_empty() {
        return Ok(None);
    }
    let json = serde_json::to_string(previews);
    json.map(Some)
        .map_err(|error| Error::Invalid(format!("previews: {error}")))
}
