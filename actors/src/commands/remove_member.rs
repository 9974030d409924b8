//! `remove_member`: remove another member from a channel.

use entity::{
    ids::{ChannelId, UserId},
    ledgers,
    permission::Action,
    queries::{self, messages::Located},
};

use super::{Asked, ChannelCommand, Decided, Lookup, Rate, Target, owners::Owners};
use crate::{
    channels::{Decision, Room},
    protocol::{ErrorCode, Failure, reply::LeftReply},
};

/// `remove_member`.
#[derive(Clone, Debug)]
pub struct RemoveMember {
    /// The channel to remove them from.
    pub channel_id: ChannelId,
    /// The member to remove.
    pub user_id: UserId,
}

/// The channel, and the member who is removed from it; their team is looked up.
#[derive(Debug)]
pub struct Removed {
    channel_id: ChannelId,
    user_id: UserId,
}

/// The team of whoever is removed, and who of the owners is active.
#[derive(Debug)]
pub struct OfTeam(Option<String>, Owners);

impl Target for Removed {
    type Found = OfTeam;

    fn messages(_: &OfTeam) -> Vec<&Located> {
        Vec::new()
    }

    async fn find(self, lookup: &Lookup<'_>) -> Result<(ChannelId, OfTeam), Failure> {
        let account = queries::accounts::load(lookup.database, &self.user_id).await?;
        let team = account.and_then(|account| account.team_id);
        Ok((self.channel_id, OfTeam(team, Owners::new(lookup.directory))))
    }
}

impl ChannelCommand for RemoveMember {
    const NAME: &'static str = "remove_member";
    const RATE: Rate = Rate::Manage;
    const CHANGES_RULES: bool = true;
    type Reply = LeftReply;
    type Target = Removed;

    fn target(&self) -> Removed {
        Removed {
            channel_id: self.channel_id,
            user_id: self.user_id.clone(),
        }
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, Removed>) -> Decided<LeftReply> {
        room.check(asked.caller, Action::Read)?;
        let member = room.membership(&self.user_id);
        let target = member.ok_or_else(Failure::not_found)?.role;
        room.check(asked.caller, Action::RemoveMember { target })?;
        let OfTeam(team, owners) = &asked.found;
        if room.channel.follows_team && room.channel.team_id == *team {
            return Err(Failure::new(
                ErrorCode::Forbidden,
                "Members of the team belong to its channel and cannot be removed.",
            ));
        }
        owners.check_left(room, &self.user_id)?;
        let channel_id = room.id();
        let change = ledgers::members::RemoveMember {
            channel_id,
            user: self.user_id,
            by: asked.caller.username.clone(),
        };
        Ok(Decision::keep(change, move |_| {
            Ok(LeftReply { channel_id })
        }))
    }
}
