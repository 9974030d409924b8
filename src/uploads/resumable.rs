//! Uploads that can be resumed. An upload's id becomes the id of the file, so a request that is repeated after a crash
//! finds what became of it.

use actors::{
    Engine,
    clock::now,
    protocol::{ErrorCode, Failure},
};
use entity::{
    ids::{FileId, Millis, UserId},
    ledgers::files::DiscardFile,
    queries::{
        self,
        files::{FileState, StoredFile},
    },
};
use files::{
    name,
    partial::{Appending, Checksum, Partial},
};

use super::{DAY, Uploads, failure, refusal::Refusal};

/// How many uploads a user can have that are not complete.
const UNFINISHED: usize = 100;

/// A user's uploads that are not complete.
pub(super) struct Planned {
    /// How many there are.
    pub uploads: usize,
    /// How many bytes they will have.
    pub bytes: u64,
}

/// An upload as its user sees it.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Its id.
    pub id: FileId,
    /// How many bytes it has.
    pub received: u64,
    /// How many bytes it will have.
    pub size: u64,
    /// When it is given up; `None` once it is complete.
    pub expires_at: Option<Millis>,
}

impl Progress {
    /// An upload that is not complete.
    #[must_use]
    pub fn of(id: FileId, partial: &Partial) -> Self {
        Self {
            id,
            received: partial.received,
            size: partial.size,
            expires_at: Some(partial.expires_at),
        }
    }

    fn complete(file: &StoredFile) -> Self {
        let size = u64::try_from(file.file.size).unwrap_or_default();
        Self {
            id: file.file.id.clone(),
            received: size,
            size,
            expires_at: None,
        }
    }

    /// Returns whether the file can be sent.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.expires_at.is_none()
    }
}

impl Uploads {
    /// Creates an upload of `size` bytes.
    ///
    /// # Errors
    /// As [`Uploads::begin`]; `invalid` for an empty file; `rate_limited` when the user has too many that are not
    /// complete.
    pub async fn create(
        &self,
        engine: &Engine,
        user: &UserId,
        name: String,
        size: u64,
    ) -> Result<Progress, Failure> {
        if size == 0 {
            return Err(Refusal::Empty.into());
        }
        self.check_size(size)?;
        self.kinds
            .check_name(&name::harmless(&name))
            .map_err(Refusal::from)?;
        let gate = self.rooms.gate().await;
        let planned = self.planned(user).await?;
        if planned.uploads >= UNFINISHED {
            return Err(Refusal::Unfinished.into());
        }
        // It counts as planned from its creation on.
        let taken = (Some(size), planned.bytes);
        let _room = self.take_room(&gate, engine, user, taken).await?;
        let partial = Partial {
            user: user.to_string(),
            name,
            size,
            received: 0,
            expires_at: now() + DAY,
        };
        let id = FileId::random();
        let progress = Progress::of(id.clone(), &partial);
        let partials = self.store.partials();
        partials
            .create(id.as_str(), partial)
            .await
            .map_err(failure)?;
        Ok(progress)
    }

    /// Returns what the user has planned to upload.
    pub(super) async fn planned(&self, user: &UserId) -> Result<Planned, Failure> {
        let all = self.store.partials().all().await.map_err(failure)?;
        let own = all.iter().filter(|(_, other)| other.user == user.as_str());
        Ok(Planned {
            uploads: own.clone().count(),
            bytes: own.map(|(_, other)| other.size).sum(),
        })
    }

    /// Returns an upload of the user. One whose bytes are all there is completed first.
    ///
    /// # Errors
    /// `not_found` when there is none, or its file was sent; as [`Uploads::finish`].
    pub async fn progress(
        &self,
        engine: &Engine,
        user: &UserId,
        id: &FileId,
    ) -> Result<Progress, Failure> {
        match self.own(user, id).await? {
            Some(partial) if partial.received == partial.size => {
                self.complete(engine, user, id).await
            }
            Some(partial) => Ok(Progress::of(id.clone(), &partial)),
            None => completed(engine, user, id).await,
        }
    }

    /// Begins to append to an upload of the user, at `offset`.
    ///
    /// # Errors
    /// `not_found`; `conflict` when the upload has another number of bytes; `busy` when the disk is full.
    pub async fn append(
        &self,
        user: &UserId,
        id: &FileId,
        offset: u64,
        checksum: Option<Checksum>,
    ) -> Result<Appending, Failure> {
        self.own(user, id).await?.ok_or_else(Failure::not_found)?;
        let partials = self.store.partials();
        let appending = partials.append(id.as_str(), checksum).await;
        let appending = appending.map_err(failure)?;
        let Partial { received, size, .. } = *appending.partial();
        if received != offset {
            return Err(Failure::new(
                ErrorCode::Conflict,
                format!("the upload has {received} bytes, not {offset}; continue there"),
            ));
        }
        self.check_disk(size - received).await?;
        Ok(appending)
    }

    /// Makes a file of an upload whose bytes are all there. One request does so at a time: the others find the file.
    ///
    /// # Errors
    /// As [`Uploads::finish`]. The upload stays if the store fails.
    pub async fn complete(
        &self,
        engine: &Engine,
        user: &UserId,
        id: &FileId,
    ) -> Result<Progress, Failure> {
        let partials = self.store.partials();
        let guard = partials.lock(id.as_str()).await.map_err(failure)?;
        let Some(partial) = self.own(user, id).await? else {
            return completed(engine, user, id).await;
        };
        // The server may have been killed before the upload was removed.
        let done = match unsent(engine, user, id).await? {
            Some(file) => Ok(file),
            None => {
                let spooled = partials.spooled(id.as_str()).await.map_err(failure)?;
                self.finish_as(id.clone(), engine, user, &partial.name, spooled)
                    .await
            }
        };
        let is_final = match &done {
            Ok(_) => true,
            Err(refused) => matches!(refused.code, ErrorCode::Invalid | ErrorCode::TooLarge),
        };
        if is_final {
            let removed = partials.forget(id.as_str(), guard).await;
            removed.map_err(failure)?;
        }
        done.map(|file| Progress::complete(&file))
    }

    /// Cancels an upload of the user. If it is complete, its file is deleted.
    ///
    /// # Errors
    /// `not_found` when there is none, or its file was sent.
    pub async fn cancel(&self, engine: &Engine, user: &UserId, id: &FileId) -> Result<(), Failure> {
        let was_partial = self.own(user, id).await?.is_some();
        if was_partial {
            let removed = self.store.partials().remove(id.as_str()).await;
            removed.map_err(failure)?;
        }
        // Its last part may have arrived before it was removed.
        if unsent(engine, user, id).await?.is_some() {
            let (id, user) = (id.clone(), user.clone());
            engine.keep(DiscardFile { id, user }).await?;
            return Ok(());
        }
        if was_partial {
            Ok(())
        } else {
            Err(Failure::not_found())
        }
    }

    /// Gives up the uploads that have expired.
    ///
    /// # Errors
    /// When the disk fails.
    pub async fn expire(&self, at: Millis) -> Result<(), files::Error> {
        let partials = self.store.partials();
        for (id, partial) in partials.all().await? {
            if partial.expires_at <= at {
                partials.remove(&id).await?;
            }
        }
        Ok(())
    }

    async fn own(&self, user: &UserId, id: &FileId) -> Result<Option<Partial>, Failure> {
        let found = self.store.partials().get(id.as_str()).await;
        let found = found.map_err(failure)?;
        Ok(found.filter(|found| found.user == user.as_str() && found.expires_at > now()))
    }
}

async fn completed(engine: &Engine, user: &UserId, id: &FileId) -> Result<Progress, Failure> {
    let file = unsent(engine, user, id).await?;
    Ok(Progress::complete(&file.ok_or_else(Failure::not_found)?))
}

/// The file of this id, if it is the user's and waits to be sent.
async fn unsent(
    engine: &Engine,
    user: &UserId,
    id: &FileId,
) -> Result<Option<StoredFile>, Failure> {
    let found = queries::files::get(engine.database(), id).await?;
    Ok(found.filter(|file| {
        file.user == *user && file.state == FileState::Ready && file.free_since.is_some()
    }))
}
