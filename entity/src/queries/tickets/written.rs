//! What was written with a change of status, as a row of Orvale's history keeps it in its `details`: the ticket itself
//! has only the last notes and the last reason.

use serde::{Deserialize, Serialize};

/// The `details` of a completion or an escalation that was made in the chat.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct WrittenWith {
    /// The notes of a completion, the inner one `None` if there were none. Orvale's pages leave them out, and so do
    /// escalations, whose reason has a column.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) notes: Option<Option<String>>,
    /// What the ticket had until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) earlier: Option<String>,
}

fn present<'de, D: serde::Deserializer<'de>>(data: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(data).map(Some)
}

impl WrittenWith {
    /// Returns the details; `None` if they say nothing.
    pub(crate) fn to_json(&self) -> Option<String> {
        let json = serde_json::to_string(self).ok()?;
        (json != "{}").then_some(json)
    }
}

/// Returns what was written with a row of the history. `last` is what the ticket had after it, and becomes what it had
/// before: the latest row comes first.
pub(super) fn written(details: Option<&str>, last: &mut Option<String>) -> Option<String> {
    // Orvale's pages write other details.
    let details = details.and_then(|json| serde_json::from_str::<WrittenWith>(json).ok());
    let details = details.unwrap_or_default();
    let after = std::mem::replace(last, details.earlier);
    details.notes.unwrap_or(after)
}
