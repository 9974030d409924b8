//! Room for uploads: what a user may upload in a day counts what is stored, what is planned, and what is being
//! received. It is taken before the first byte, one request after the other, so that many at once get no more than one.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use actors::{Engine, clock::now, protocol::Failure};
use entity::{ids::UserId, queries};
use tokio::sync::MutexGuard;

use super::{DAY, Uploads, refusal::Refusal};

type Taken = Arc<Mutex<HashMap<UserId, u64>>>;

/// The room that uploads have taken.
#[derive(Debug, Default)]
pub(super) struct Rooms {
    gate: tokio::sync::Mutex<()>,
    taken: Taken,
}

/// Room that a file takes while it is received. It is given back when this is dropped.
#[derive(Debug)]
#[must_use]
pub struct Room {
    user: UserId,
    bytes: u64,
    taken: Taken,
}

impl Rooms {
    /// Waits until no other request takes room.
    pub(super) async fn gate(&self) -> MutexGuard<'_, ()> {
        self.gate.lock().await
    }

    fn of(&self, user: &UserId) -> u64 {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.get(user).copied().unwrap_or_default()
    }

    fn take(&self, user: &UserId, bytes: u64) -> Room {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken.entry(user.clone()).or_default() += bytes;
        Room {
            user: user.clone(),
            bytes,
            taken: Arc::clone(&self.taken),
        }
    }
}

impl Room {
    /// Checks that this many bytes have room.
    ///
    /// # Errors
    /// `rate_limited`.
    pub fn check(&self, bytes: u64) -> Result<(), Failure> {
        match bytes > self.bytes {
            true => Err(Refusal::Quota.into()),
            false => Ok(()),
        }
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(left) = taken.get_mut(&self.user) {
            *left = left.saturating_sub(self.bytes);
            if *left == 0 {
                taken.remove(&self.user);
            }
        }
    }
}

impl Uploads {
    /// Takes room for a file of `size` bytes, or for the longest one that there is room for. `planned` are the bytes
    /// of the user's unfinished uploads.
    ///
    /// # Errors
    /// `too_large` for a file that is longer than the quota; `rate_limited` when the user's quota is used up; `busy` when the
    /// disk is full.
    pub(super) async fn take_room(
        &self,
        _gate: &MutexGuard<'_, ()>,
        engine: &Engine,
        user: &UserId,
        (size, planned): (Option<u64>, u64),
    ) -> Result<Room, Failure> {
        if size.unwrap_or_default() > self.limits.day {
            return Err(Refusal::OverQuota(self.limits.day).into());
        }
        let since = now() - DAY;
        let used = queries::files::uploaded_since(engine.database(), user, since).await?;
        let taken = used
            .unsigned_abs()
            .saturating_add(planned)
            .saturating_add(self.rooms.of(user));
        let left = self.limits.day.saturating_sub(taken);
        let bytes = size.unwrap_or_else(|| left.min(self.limits.file));
        if left == 0 || bytes > left {
            return Err(Refusal::Quota.into());
        }
        self.check_disk(size.unwrap_or_default()).await?;
        Ok(self.rooms.take(user, bytes))
    }
}
