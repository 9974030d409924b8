//! Previews of links.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

/// The maximum number of previews of one message.
pub const MESSAGE_PREVIEWS: usize = 3;

/// What a page that a message links to says of itself. The server has fetched it: none of it is trusted, and it is
/// plain text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LinkPreview {
    /// The link, as the message has it.
    pub url: String,
    /// The title of the page.
    pub title: String,
    /// Its description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub description: Option<String>,
    /// The name of the site that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub site_name: Option<String>,
}
