//! Uploaded files: whether there is room for one, and the way from received bytes to a file that can be sent.
//!
//! Metadata of pictures is removed before anything is stored, so the place where one was taken is kept nowhere.
//!
//! A row is committed before the store gets the bytes, and another change says that it has them. So there is a row
//! for whatever is stored, whenever the server is killed. Who may have a file is decided in `entity`.

pub mod link;
mod refusal;
pub mod resumable;
mod room;
mod scanning;
mod showing;

use std::ops::Range;

use actors::{
    Engine,
    protocol::{ErrorCode, Failure},
};
use bytes::Bytes;
use entity::{
    ids::{FileId, Millis, UserId},
    ledgers::files::{AddFile, DiscardFile, FinishFile},
    model::{FileCheck, FileInfo},
    queries::{
        self,
        files::{FileState, StoredFile},
    },
};
use files::{
    Adopted, Chunks, Spool, Spooled, Store, containers,
    kind::{self, Kind},
    kinds::Kinds,
    name,
    pictures::{Examined, Pictures, Thumbnail},
    sound, tracks,
};

use link::Links;
use refusal::Refusal;
use room::Rooms;
use tokio::sync::Notify;

use crate::config::Scanner;

pub use room::Room;
pub use showing::show;

const DAY: Millis = 24 * 60 * 60 * 1000;

/// How much can be uploaded.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The length of the longest file, in bytes.
    pub file: u64,
    /// How many bytes one user can upload in a day.
    pub day: u64,
    /// How many bytes of the disk uploads leave free.
    pub free: u64,
}

/// The uploaded files.
#[derive(Debug)]
pub struct Uploads {
    /// Their bytes.
    pub store: Store,
    /// How much can be uploaded.
    pub limits: Limits,
    /// Links to files.
    pub links: Links,
    pictures: Pictures,
    rooms: Rooms,
    /// Which kinds can be uploaded.
    pub kinds: Kinds,
    adopted: Adopted,
    /// What checks files before others than their uploader can fetch them.
    pub scanner: Option<Scanner>,
    /// A file waits for the scanner.
    unchecked: Notify,
}

impl Uploads {
    /// Files in `store`.
    #[must_use]
    pub fn new(
        (store, adopted): (Store, Adopted),
        limits: Limits,
        links: Links,
        kinds: Kinds,
        scanner: Option<Scanner>,
    ) -> Self {
        Self {
            store,
            limits,
            links,
            pictures: Pictures::default(),
            rooms: Rooms::default(),
            kinds,
            adopted,
            scanner,
            unchecked: Notify::new(),
        }
    }

    /// Begins to receive a file of `size` bytes, if that is known. Its room is taken until the file is finished.
    ///
    /// # Errors
    /// `too_large`; `rate_limited` when the user's quota is used up; `busy` when the disk is full.
    pub async fn begin(
        &self,
        engine: &Engine,
        user: &UserId,
        size: Option<u64>,
    ) -> Result<(Spool, Room), Failure> {
        self.check_size(size.unwrap_or_default())?;
        let gate = self.rooms.gate().await;
        let planned = self.planned(user).await?.bytes;
        let room = self.take_room(&gate, engine, user, (size, planned)).await?;
        Ok((self.store.receive().map_err(failure)?, room))
    }

    async fn check_disk(&self, size: u64) -> Result<(), Failure> {
        let free = self.store.free().await.map_err(failure)?;
        match free < self.limits.free.saturating_add(size) {
            true => Err(failure(files::Error::Full)),
            false => Ok(()),
        }
    }

    /// Checks that a file of `size` bytes can be uploaded.
    ///
    /// # Errors
    /// `too_large`.
    pub fn check_size(&self, size: u64) -> Result<(), Failure> {
        if size <= self.limits.file {
            return Ok(());
        }
        Err(Refusal::TooLarge(self.limits.file).into())
    }

    /// Returns how many bytes of a refused upload are read on, so that its sender gets the answer.
    #[must_use]
    pub fn drained(&self) -> u64 {
        const MORE: u64 = 64 * 1024 * 1024;
        self.limits.file.saturating_add(MORE)
    }

    /// Stores a received file called `name`. Its owner can send it afterwards.
    ///
    /// # Errors
    /// `invalid` for an empty file, one that is not what its name says, or a picture that is damaged or claims too
    /// many pixels; `too_large` for a picture that is too long to be handled; `busy` when the store fails.
    pub async fn finish(
        &self,
        engine: &Engine,
        user: &UserId,
        name: &str,
        spooled: Spooled,
    ) -> Result<StoredFile, Failure> {
        let id = FileId::random();
        let finished = self.finish_as(id.clone(), engine, user, name, spooled);
        let finished = finished.await;
        if let Err(Failure { code, .. }) = &finished
            && *code == ErrorCode::Busy
        {
            let user = user.clone();
            // If this fails too, the file expires.
            let _ = engine.keep(DiscardFile { id, user }).await;
        }
        finished
    }

    /// Stores a received file under an id that was given before. If the store fails, the file is not deleted: another
    /// attempt may be storing it while the bytes of deleted files are removed. Without one it expires.
    ///
    /// # Errors
    /// As [`Uploads::finish`].
    async fn finish_as(
        &self,
        id: FileId,
        engine: &Engine,
        user: &UserId,
        name: &str,
        spooled: Spooled,
    ) -> Result<StoredFile, Failure> {
        if spooled.size == 0 {
            return Err(Refusal::Empty.into());
        }
        let name = name::harmless(name);
        let kind = kind::decide(&spooled.head, &name).map_err(Refusal::from)?;
        let spooled = containers::clean(spooled).await.map_err(failure)?;
        let spooled = spooled.map_err(Refusal::from)?;
        let mut kind = tracks::refine(spooled.path().into(), kind).await;
        self.kinds
            .check(&name, &spooled.head, &kind)
            .map_err(Refusal::from)?;
        let examined = self
            .pictures
            .examine(spooled.path().into(), &kind.mime_type);
        let examined = examined.await.map_err(failure)?;
        let mut examined = examined.map_err(Refusal::from)?;
        // What has the signature of a picture and is none may be a script besides.
        kind.shown &= examined.size.is_some() || !Pictures::are_of(&kind.mime_type);
        let spooled = match examined.cleaned.take() {
            Some(cleaned) => self.spool(cleaned).await?,
            None => spooled,
        };
        let duration = sound::duration(spooled.path().into(), &kind.mime_type).await;
        let mut file = described(id.clone(), user, name, kind, &spooled, &examined);
        file.file.duration_ms = duration;
        file.file.state = self.scanner.is_some().then_some(FileCheck::Checking);
        let key = file.path.clone();
        let user = user.clone();
        engine.keep(AddFile { file }).await?;
        self.keep(spooled, examined.thumbnail, &key).await?;
        let finish = FinishFile {
            id: id.clone(),
            user,
        };
        engine.keep(finish).await?;
        self.unchecked.notify_one();
        let kept = queries::files::get(engine.database(), &id).await?;
        kept.ok_or_else(Failure::not_found)
    }

    async fn keep(
        &self,
        spooled: Spooled,
        thumbnail: Option<Thumbnail>,
        key: &str,
    ) -> Result<(), Failure> {
        self.store.keep(spooled, key).await.map_err(failure)?;
        let Some(thumbnail) = thumbnail else {
            return Ok(());
        };
        let small = self.spool(Bytes::from(thumbnail.bytes)).await?;
        let key = thumbnail_key(key);
        self.store.keep(small, &key).await.map_err(failure)
    }

    async fn spool(&self, bytes: Bytes) -> Result<Spooled, Failure> {
        let mut spool = self.store.receive().map_err(failure)?;
        spool.write(&bytes).await.map_err(failure)?;
        spool.finish().await.map_err(failure)
    }
}

/// The file as its row describes it.
#[must_use]
pub fn described(
    id: FileId,
    user: &UserId,
    name: String,
    kind: Kind,
    spooled: &Spooled,
    examined: &Examined,
) -> StoredFile {
    let thumbnail = examined.thumbnail.as_ref();
    StoredFile {
        path: key(&id),
        file: FileInfo {
            id,
            name,
            size: i64::try_from(spooled.size).unwrap_or(i64::MAX),
            mime_type: kind.mime_type,
            width: examined.size.map(|(width, _)| width.into()),
            height: examined.size.map(|(_, height)| height.into()),
            duration_ms: None,
            has_thumbnail: thumbnail.is_some(),
            description: None,
            state: None,
            waveform: None,
        },
        user: user.clone(),
        state: FileState::Uploading,
        created_at: 0,
        sha256: Some(spooled.sha256.clone()),
        shown: kind.shown,
        thumbnail: thumbnail.map(|thumbnail| thumbnail.mime_type.to_owned()),
        missing: false,
        free_since: None,
        blocked_for: None,
    }
}

/// Where the bytes of an object are.
#[derive(Clone, Debug)]
pub enum Place {
    /// In the store, under a key.
    Store(String),
    /// In the folder of the Node server, at a path.
    Adopted(String),
}

impl Place {
    /// Where the bytes of a file are, for a reader who may have it.
    ///
    /// # Errors
    /// `conflict` while the file is being checked, except for its uploader; `forbidden` when it is blocked.
    pub fn of(file: &StoredFile, reader: &UserId) -> Result<Self, Failure> {
        scanning::check(file, reader)?;
        Ok(match file.sha256 {
            Some(_) => Self::Store(file.path.clone()),
            None => Self::Adopted(file.path.clone()),
        })
    }

    /// Where the thumbnail of a file is, for a reader who may have it.
    ///
    /// # Errors
    /// As [`Place::of`].
    pub fn of_thumbnail(file: &StoredFile, reader: &UserId) -> Result<Self, Failure> {
        scanning::check(file, reader)?;
        Ok(Self::Store(thumbnail_key(&file.path)))
    }
}

impl Uploads {
    /// Returns the length of an object.
    ///
    /// # Errors
    /// [`files::Error::Missing`] if there is none.
    pub async fn size(&self, place: &Place) -> Result<u64, files::Error> {
        match place {
            Place::Store(key) => self.store.size(key).await,
            Place::Adopted(path) => self.adopted.size(path).await,
        }
    }

    /// Reads a part of an object.
    #[must_use]
    pub fn read(&self, place: &Place, range: Range<u64>) -> Chunks {
        match place {
            Place::Store(key) => self.store.read(key, range),
            Place::Adopted(path) => self.adopted.read(path, range),
        }
    }
}

/// Where the bytes of a file are in the store.
#[must_use]
pub fn key(id: &FileId) -> String {
    let id = id.as_str();
    format!("{}/{id}", &id[..2])
}

/// Where the thumbnail of the file at `key` is in the store.
#[must_use]
pub fn thumbnail_key(key: &str) -> String {
    format!("{key}.thumbnail")
}

/// The refusal when the store fails.
#[must_use]
pub fn failure(error: files::Error) -> Failure {
    match error {
        files::Error::Full => Refusal::DiskFull.into(),
        files::Error::Missing(key) => {
            tracing::error!(key, "files: the store has lost a file");
            Failure::not_found()
        }
        files::Error::Scanner(_) => Failure::busy(),
        files::Error::Checksum => Failure::invalid("the checksum is wrong"),
        error @ files::Error::Failed(_) => {
            tracing::error!(%error, "files: the store failed");
            Refusal::NoStore.into()
        }
    }
}
