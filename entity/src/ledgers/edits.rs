//! The history of edits: the earlier texts of messages, which are gone with their message.

use std::collections::BTreeSet;

use sea_orm::DatabaseTransaction;

use super::{
    Ledger, Memory,
    write::{delete, insert},
};
use crate::{
    error::Error,
    ids::{MessageId, Millis, Seq},
    model::Message,
    tables::messages,
};

/// A text that an edit replaces.
pub(crate) struct Earlier {
    message: i64,
    text: String,
    mentions: Option<String>,
    written_at: Millis,
}

impl Earlier {
    /// The present text of a message.
    pub(crate) fn of(row: &messages::Model) -> Self {
        Self {
            message: row.id,
            text: row.message_text.clone(),
            mentions: row.mentions.clone(),
            written_at: row.edited_at.unwrap_or(row.created_at),
        }
    }
}

/// The part of a batch for the history of edits.
#[derive(Default)]
pub(crate) struct Edits {
    /// Replaced texts, each with the position and the time of its edit.
    replaced: Vec<(Earlier, (Seq, Millis))>,
    deleted: BTreeSet<MessageId>,
}

impl Edits {
    /// Keeps a text that was replaced by an edit with this position and time.
    pub(crate) fn keep(&mut self, earlier: Earlier, edit: (Seq, Millis)) {
        self.replaced.push((earlier, edit));
    }
}

impl Ledger for Edits {
    async fn load(&mut self, _: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        Ok(())
    }

    fn message_deleted(&mut self, message: &Message) {
        self.replaced
            .retain(|(earlier, _)| earlier.message != message.id.0);
        self.deleted.insert(message.id);
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let deleted = self.deleted.iter().map(|message| [message.0.into()]);
        delete(db, "chat_edits", ["message_id"], deleted.collect()).await?;
        let rows = self.replaced.drain(..).map(|(earlier, (seq, at))| {
            [
                earlier.message.into(),
                seq.into(),
                earlier.text.into(),
                earlier.mentions.into(),
                earlier.written_at.into(),
                at.into(),
            ]
        });
        insert(
            db,
            "INSERT INTO chat_edits (message_id, seq, message_text, mentions, written_at, \
             replaced_at) VALUES ",
            rows.collect(),
            "",
        )
        .await?;
        Ok(())
    }
}
