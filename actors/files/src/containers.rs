//! Removes metadata from MP4, QuickTime and HEIF files: place, camera, owner and titles.
//!
//! The boxes that hold it are overwritten by empty ones of the same length, because others say at which position of
//! the file pictures and sound are. Those are never moved or changed. What a recorder wrote into a track of its own
//! stays.

mod boxes;
mod items;

use std::{
    fs::{File, OpenOptions},
    io::{Seek as _, SeekFrom, Write as _},
};

use tokio::task::JoinError;

use crate::{Error, Spooled, background, pictures::Refused, spool::hashed, tracks::Tracks};
use boxes::{Blanks, Boxes, NAME};

/// What the first box of a container can be; the first byte of its length is 0 for all but the first two.
const FIRST: [&[u8]; 7] = [
    b"ftyp", b"mdat", b"moov", b"wide", b"free", b"skip", b"pnot",
];

/// The brand of raw pictures of cameras: they cannot be developed without what would be removed.
const RAW: &[u8] = b"crx ";

/// Removes metadata from a received file, if it is such a container.
///
/// # Errors
/// When the file cannot be read or written. The inner error says why it is refused.
pub async fn clean(spooled: Spooled) -> Result<Result<Spooled, Refused>, Error> {
    if !is_container(&spooled.head) {
        return Ok(Ok(spooled));
    }
    let overwritten = background::sync(move || overwritten(spooled)).await;
    match overwritten.unwrap_or_else(failed)? {
        // Not in a turn of those that sync: it reads the whole file.
        Ok(Overwritten::Changed(spooled)) => background::spawn(move || hashed_anew(spooled))
            .await
            .unwrap_or_else(failed)
            .map(Ok),
        Ok(Overwritten::Unchanged(spooled)) => Ok(Ok(spooled)),
        Err(refused) => Ok(Err(refused)),
    }
}

fn failed<T>(error: JoinError) -> Result<T, Error> {
    Err(Error::Failed(error.to_string()))
}

/// What became of a container's metadata.
enum Overwritten {
    /// Metadata was overwritten: size, hash and head must be computed again.
    Changed(Spooled),
    /// The file had no metadata and is as it was.
    Unchanged(Spooled),
}

fn is_container(head: &[u8]) -> bool {
    let place = head
        .get(4..8)
        .and_then(|name| FIRST.iter().position(|it| *it == name));
    let is_raw = head.get(8..12) == Some(RAW);
    place.is_some_and(|place| place < 2 || head.first() == Some(&0)) && !is_raw
}

/// Returns whether the sound and pictures of a container come in fragments: its head then does not know how long it is.
///
/// # Errors
/// Any error of the system while the file is read.
pub fn has_fragments(file: &File) -> std::io::Result<bool> {
    Boxes::of(file)?.has_fragments()
}

/// Returns which tracks a container has.
///
/// # Errors
/// Any error of the system while the file is read.
pub(crate) fn tracks(file: &File) -> std::io::Result<Tracks> {
    Boxes::of(file)?.tracks()
}

fn overwritten(spooled: Spooled) -> Result<Result<Overwritten, Refused>, Error> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .open(&spooled.path)?;
    let Some(blanks) = Boxes::of(&file)?.metadata()? else {
        return Ok(Err(Refused::Damaged));
    };
    if blanks.is_empty() {
        return Ok(Ok(Overwritten::Unchanged(spooled)));
    }
    overwrite(&mut file, &blanks)?;
    file.sync_all()?;
    Ok(Ok(Overwritten::Changed(spooled)))
}

fn hashed_anew(mut spooled: Spooled) -> Result<Spooled, Error> {
    let mut file = File::open(&spooled.path)?;
    (spooled.size, spooled.sha256, spooled.head) = hashed(&mut file)?;
    Ok(spooled)
}

fn overwrite(file: &mut File, blanks: &Blanks) -> Result<(), Error> {
    let zeros = vec![0; 64 * 1024];
    for range in &blanks.contents {
        file.seek(SeekFrom::Start(range.start))?;
        let mut left = range.end - range.start;
        while left > 0 {
            let count = left.min(zeros.len() as u64);
            file.write_all(&zeros[..usize::try_from(count).unwrap_or(zeros.len())])?;
            left -= count;
        }
    }
    // In this order: what is named as empty is not overwritten when an upload is completed again after a crash.
    file.sync_data()?;
    for at in &blanks.names {
        file.seek(SeekFrom::Start(*at))?;
        file.write_all(NAME)?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
