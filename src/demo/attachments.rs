//! The files of the demonstration.

use bytes::Bytes;
use entity::{
    ids::{FileId, Millis, UserId},
    ledgers::files::{AddFile, DescribeFile, FinishFile, Sound},
};
use files::{Spooled, kind, pictures::Pictures};

use super::{Writer, valid};
use crate::uploads::{described, key, thumbnail_key};

/// A file that comes with a line.
pub(super) struct Attachment {
    name: &'static str,
    bytes: &'static [u8],
    /// What it shows.
    description: &'static str,
    /// The length in milliseconds of a voice message, and how loud it is over time.
    voice: Option<(i64, &'static [u8])>,
}

pub(super) const CHANNEL_PLAN: Attachment = Attachment {
    name: "channel-plan.webp",
    bytes: include_bytes!("channel-plan.webp"),
    description: "Floor plan of the north zone, second floor: access points on channels 36, 52 and 149, with no two \
                  neighbors on the same channel",
    voice: None,
};

pub(super) const VOICE_MESSAGE: Attachment = Attachment {
    name: "Voice message.ogg",
    bytes: include_bytes!("voice-message.ogg"),
    description: "",
    voice: Some((
        7440,
        &[
            89, 96, 85, 71, 68, 29, 0, 0, 52, 82, 66, 73, 86, 25, 53, 75, 53, 75, 83, 74, 98, 87,
            82, 29, 100, 95, 76, 62, 94, 79, 64, 90, 60, 40, 0, 0, 50, 80, 69, 65, 95, 58, 78, 84,
            62, 29, 81, 86, 73, 88, 69, 82, 76, 66, 81, 90, 49, 0, 0, 0,
        ],
    )),
};

impl Writer<'_> {
    /// Uploads a file as `user`, to be sent with a message.
    pub(super) async fn attach(
        &mut self,
        at: Millis,
        user: UserId,
        attachment: &Attachment,
    ) -> Result<FileId, entity::Error> {
        let Attachment {
            name,
            bytes,
            description,
            voice,
        } = attachment;
        let spooled = self.spool(Bytes::from_static(bytes)).await?;
        let kind = valid(kind::decide(&spooled.head, name))?;
        let pictures = Pictures::default();
        let examined = pictures.examine(spooled.path().into(), &kind.mime_type);
        let examined = valid(examined.await.map_err(failed)?)?;
        let id = FileId::random();
        let file = described(
            id.clone(),
            &user,
            (*name).to_owned(),
            kind,
            &spooled,
            &examined,
        );
        self.keep(at, AddFile { file }).await?;
        let key = key(&id);
        self.store.keep(spooled, &key).await.map_err(failed)?;
        if let Some(thumbnail) = examined.thumbnail {
            let small = self.spool(Bytes::from(thumbnail.bytes)).await?;
            let kept = self.store.keep(small, &thumbnail_key(&key)).await;
            kept.map_err(failed)?;
        }
        let finish = FinishFile {
            id: id.clone(),
            user: user.clone(),
        };
        self.keep(at, finish).await?;
        let describe = DescribeFile {
            id: id.clone(),
            user,
            description: Some((*description).to_owned()),
            sound: voice.map(|(duration_ms, waveform)| Sound {
                duration_ms: Some(duration_ms),
                waveform: Some(waveform.to_vec()),
            }),
        };
        self.keep(at, describe).await?;
        Ok(id)
    }

    async fn spool(&self, bytes: Bytes) -> Result<Spooled, entity::Error> {
        let mut spool = self.store.receive().map_err(failed)?;
        spool.write(&bytes).await.map_err(failed)?;
        spool.finish().await.map_err(failed)
    }
}

fn failed(error: files::Error) -> entity::Error {
    entity::Error::Invalid(format!(
        "the demonstration's files cannot be stored: {error}"
    ))
}
