//! Teams.

use serde::Serialize;
use utoipa::ToSchema;

/// One of Orvale's teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Team {
    /// Its id, as in `teamId` of people and channels.
    pub id: String,
    /// Its name; its id if it has none.
    pub name: String,
}
