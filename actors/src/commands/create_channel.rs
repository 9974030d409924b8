//! `create_channel`: create a public or private channel.

use entity::{
    ledgers::{
        self,
        channels::{Membership, NewChannel},
    },
    model::{ChannelKind, ChannelRole, History, Pinning},
    permission::{Account, Permission, may},
    text::{ChannelName, TeamId, Topic},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Command, Lookup, Rate, Route, update_channel::access, word};
use crate::protocol::{Failure, reply::ChannelReply};

/// `create_channel`: the settings of a new channel.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateChannel {
    /// The channel's name, without `#`.
    pub name: String,
    /// The channel's type: `public` or `private`.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// The channel's topic.
    #[serde(default)]
    #[ts(optional)]
    pub description: Option<String>,
    /// The Orvale team that the channel belongs to: the caller's own, unless the caller may manage channels.
    #[serde(default)]
    #[ts(optional)]
    pub team_id: Option<String>,
    /// With a `teamId`: false if the team's people are not members by themselves. By default, whoever belongs to the
    /// team is a member for as long as they do.
    #[serde(default)]
    #[ts(optional)]
    pub follows_team: Option<bool>,
    /// Who may pin messages; `members` by default.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub pinning: Option<Pinning>,
    /// What new members see of the history; `all` by default.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub history: Option<History>,
    /// True if only the channel's admins may post; false by default.
    #[serde(default)]
    #[ts(optional)]
    pub read_only: Option<bool>,
}

impl Command for CreateChannel {
    const NAME: &'static str = "create_channel";
    const RATE: Rate = Rate::Manage;
    type Reply = ChannelReply;

    async fn route(self, caller: &Account, _: &Lookup<'_>) -> Result<Route<ChannelReply>, Failure> {
        may(caller, Permission::CreateChannels)?;
        let access = access(self.kind)?;
        let team = self.team_id.map(TeamId::parse).transpose()?;
        check_team(caller, team.as_ref())?;
        Ok(Route::creation(ledgers::channels::CreateChannel {
            content: NewChannel::Named {
                name: ChannelName::parse(self.name)?,
                topic: Topic::parse(self.description.unwrap_or_default())?,
                access,
                team,
                pinning: self.pinning.unwrap_or(Pinning::Members),
                history: self.history.unwrap_or(History::All),
                read_only: self.read_only.unwrap_or(false),
                membership: match self.follows_team {
                    Some(false) => Membership::Chosen,
                    _ => Membership::OfTeam,
                },
            },
            created_by: caller.username.clone(),
            members: vec![(caller.username.clone(), ChannelRole::Owner)],
        }))
    }
}

/// Refuses a team other than the caller's own, unless the caller may manage channels.
fn check_team(caller: &Account, team: Option<&TeamId>) -> Result<(), Failure> {
    let own = caller.team_id.as_deref();
    match team {
        Some(team) if own != Some(team.as_str()) => {
            may(caller, Permission::ManageChannels).map_err(Failure::from)
        }
        _ => Ok(()),
    }
}
