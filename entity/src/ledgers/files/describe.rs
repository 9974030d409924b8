//! What its uploader says of a file. Messages that carry it show it.

use std::sync::Arc;

use crate::{
    change::{By, Committed, MessageRef},
    error::Error,
    event::{Fact, Payload},
    ids::{FileId, Millis, UserId},
    ledgers::{
        Change, Ledgers,
        files::Holder,
        messages::{MessageUpdated, kept},
    },
    queries::{files::FileState, rows},
};

/// Describes a file of the user. Messages that carry it show it after [`ShowFiles`].
#[derive(Debug)]
pub struct DescribeFile {
    /// The file.
    pub id: FileId,
    /// Who uploaded it.
    pub user: UserId,
    /// What it shows; an empty text removes the description, `None` keeps it.
    pub description: Option<String>,
    /// The sound of a voice message, before it is sent.
    pub sound: Option<Sound>,
}

/// What the recorder of a voice message knows of it.
#[derive(Clone, Debug)]
pub struct Sound {
    /// Its length. What the file says itself counts more.
    pub duration_ms: Option<i64>,
    /// How loud it is over time, 0 to 100.
    pub waveform: Option<Vec<u8>>,
}

/// Has a message show its files as they are described now.
#[derive(Debug)]
pub struct ShowFiles {
    /// The message.
    pub message: MessageRef,
    /// Its author.
    pub author: UserId,
}

impl Change for DescribeFile {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.files.need([self.id.clone()]);
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let is_held = ledgers.files.is_held(&self.id);
        let row = ledgers.files.rows.get(&self.id);
        let row = row.filter(|row| row.user == self.user && row.state == FileState::Ready);
        let mut row = row.ok_or(Error::NotFound)?.clone();
        if let Some(Sound {
            duration_ms,
            waveform,
        }) = &self.sound
        {
            if is_held {
                return Err(Error::Conflict(SENT.into()));
            }
            row.file.duration_ms = row.file.duration_ms.or(*duration_ms);
            row.file.waveform = waveform.clone().or(row.file.waveform);
        }
        if let Some(text) = &self.description {
            row.file.description = Some(text.clone()).filter(|text| !text.is_empty());
        }
        ledgers.files.put(row);
        Ok(Committed::default())
    }
}

/// The refusal of a change after which a message would not be what was sent.
const SENT: &str = "the file was sent; only its description can still be changed";

impl Change for ShowFiles {
    fn by(&self) -> By {
        By::from(&self.author)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.message.channel_id);
        ledgers.messages.need(self.message.message_id);
        let holder = Holder::Message(self.message.message_id);
        ledgers.files.need_holder(holder);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.messages.living(self.message)?;
        let before = row.file_attachment.clone();
        let id = self.message.message_id;
        let files = ledgers.files.of(Holder::Message(id));
        let files = serde_json::to_string(&files);
        let files = files.map_err(|error| Error::Invalid(format!("files: {error}")))?;
        if before.as_ref() == Some(&files) {
            return Ok(Committed::unchanged());
        }
        let row = ledgers.messages.change(self.message)?;
        row.file_attachment = Some(files);
        let current = Arc::new(rows::message(row.clone())?);
        ledgers.messages.show(ledgers.change, id);
        let event = ledgers.streams.record_current(
            at,
            self.message.channel_id,
            &self.author,
            (MessageUpdated::NAME, kept(id)),
            |_| Payload::Message(current),
        )?;
        Ok(Committed::happened(event))
    }
}
