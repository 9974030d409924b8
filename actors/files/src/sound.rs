//! The length of sound and videos, as the file itself says.

use std::{fs::File, path::PathBuf};

use lofty::{
    config::ParseOptions,
    file::{AudioFile as _, FileType},
    probe::Probe,
};
use tokio::task::spawn_blocking;

use crate::containers::has_fragments;

/// The length of the sound in the file at `path`, in milliseconds; `None` if it has none, or does not say.
///
/// What is recorded in a browser often does not: its length is known only when it ends.
pub async fn duration(path: PathBuf, mime_type: &str) -> Option<i64> {
    if !mime_type.starts_with("audio/") && !mime_type.starts_with("video/") {
        return None;
    }
    // A parser that panics met a damaged file.
    let read = spawn_blocking(move || read(path)).await;
    read.ok().flatten().filter(|length| *length > 0)
}

fn read(path: PathBuf) -> Option<i64> {
    let options = ParseOptions::new().read_tags(false).read_cover_art(false);
    let probe = Probe::open(&path).ok()?.options(options);
    let probe = probe.guess_file_type().ok()?;
    if probe.file_type() == Some(FileType::Mp4) && has_fragments(&File::open(path).ok()?).ok()? {
        return None;
    }
    let sound = probe.read().ok()?;
    i64::try_from(sound.properties().duration().as_millis()).ok()
}
