//! Teams, and who of them is on duty.

use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::UserId;

/// One of Orvale's teams.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Team {
    /// Its id, as in `teamId` of people and channels.
    pub id: String,
    /// Its name; its id if it has none.
    pub name: String,
}

/// The maximum number of people listed with a team.
pub const TEAM_PEOPLE: usize = 20;

/// One of Orvale's teams, with the members of a channel who are in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeamHere {
    /// Its id, as in `teamId` of people and channels.
    pub id: String,
    /// Its name; its id if it has none.
    pub name: String,
    /// How many of the channel's members are in it.
    pub members: usize,
    /// How many of them are on duty.
    pub on_duty: usize,
    /// These people: those on duty first, then by name; at most 20.
    pub people: Vec<TeamPerson>,
}

/// A person in a team, and whether they are on duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TeamPerson {
    /// The username.
    #[schema(value_type = String)]
    pub username: UserId,
    /// The displayed name.
    pub display_name: String,
    /// True if they are on duty.
    pub on_duty: bool,
    /// Their work mode, in Orvale's word, if Orvale has one of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work_mode: Option<String>,
}
