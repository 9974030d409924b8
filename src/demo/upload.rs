//! Uploads the files of the demonstration.

use bytes::Bytes;
use entity::{
    ids::{FileId, Millis, UserId},
    ledgers::files::{AddFile, DescribeFile, FinishFile, Sound},
};
use files::{Spooled, kind, pictures::Pictures};

use super::{
    attachments::Attachment,
    writer::{Writer, valid},
};
use crate::uploads::{described, key, thumbnail_key};

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
