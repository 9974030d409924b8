//! The sections of their own that a user sorts conversations into, in the sidebar.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::{
    error::Error,
    ids::{ChannelId, MAX_SAFE_INTEGER},
};

/// The maximum number of sections.
pub const SECTIONS: usize = 50;
/// The maximum length of a section's title, in characters.
pub const SECTION_TITLE_CHARACTERS: usize = 80;
/// The maximum length of a section's id, in bytes.
pub const SECTION_ID_BYTES: usize = 64;
/// The maximum number of conversations in all sections.
pub const SECTION_CHANNELS: usize = 2_000;

/// A section of the sidebar that the user has made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct Section {
    /// Chosen by the client: 1 to 64 letters, digits, dashes and underscores.
    pub id: String,
    /// Its title: 1 to 80 characters.
    pub title: String,
    /// The conversations in it, in the user's order. Some may not be the user's any more; they keep their place.
    pub channels: Vec<ChannelId>,
}

/// Returns the sections without surrounding spaces in their titles, and with each conversation in one place: the
/// first.
///
/// # Errors
/// [`Error::Invalid`] that says what a section must be.
pub(super) fn checked(sections: &[Section]) -> Result<Vec<Section>, Error> {
    if sections.len() > SECTIONS {
        return Err(invalid(format!(
            "sections must not be more than {SECTIONS}"
        )));
    }
    let (mut ids, mut placed) = (BTreeSet::new(), BTreeSet::new());
    let mut kept = Vec::with_capacity(sections.len());
    for section in sections {
        check_id(&section.id)?;
        if !ids.insert(&section.id) {
            return Err(invalid("each section must have an id of its own".into()));
        }
        if !section.channels.iter().all(is_id) {
            return Err(invalid("channels must be ids of channels".into()));
        }
        let channels = section.channels.iter().copied();
        kept.push(Section {
            id: section.id.clone(),
            title: checked_title(&section.title)?,
            channels: channels.filter(|id| placed.insert(*id)).collect(),
        });
    }
    if placed.len() > SECTION_CHANNELS {
        let reason = format!("sections must not have more than {SECTION_CHANNELS} channels in all");
        return Err(invalid(reason));
    }
    Ok(kept)
}

fn is_id(id: &ChannelId) -> bool {
    (1..=MAX_SAFE_INTEGER).contains(&id.0)
}

fn check_id(id: &str) -> Result<(), Error> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if (1..=SECTION_ID_BYTES).contains(&id.len()) && id.chars().all(fits) {
        return Ok(());
    }
    Err(invalid(format!(
        "the id of a section must be 1 to {SECTION_ID_BYTES} letters, digits, dashes and underscores"
    )))
}

fn checked_title(title: &str) -> Result<String, Error> {
    let title = title.trim();
    if !(1..=SECTION_TITLE_CHARACTERS).contains(&title.chars().count()) {
        return Err(invalid(format!(
            "the title of a section must have 1 to {SECTION_TITLE_CHARACTERS} characters"
        )));
    }
    if title.chars().any(char::is_control) {
        let reason = "the title of a section must not contain control characters";
        return Err(invalid(reason.into()));
    }
    Ok(title.to_owned())
}

fn invalid(reason: String) -> Error {
    Error::Invalid(reason)
}
