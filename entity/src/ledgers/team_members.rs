//! The members of a channel that follows a team.

use super::{
    Change, Ledgers,
    members::{RemoveMember, SetMember},
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{ChannelId, Millis, UserId},
    model::ChannelRole,
    queries::channels::Belongs,
};

/// Makes someone a member because they belong to the channel's team, or ends that membership because they no
/// longer do.
#[derive(Debug)]
pub struct FollowTeam {
    /// The channel.
    pub channel_id: ChannelId,
    /// The user.
    pub user: UserId,
    /// Whether they belong to the team.
    pub belongs: Belongs,
}

impl FollowTeam {
    fn joins(&self) -> SetMember {
        SetMember {
            channel_id: self.channel_id,
            user: self.user.clone(),
            role: ChannelRole::Member,
            by: self.user.clone(),
        }
    }

    fn leaves(&self) -> RemoveMember {
        RemoveMember {
            channel_id: self.channel_id,
            user: self.user.clone(),
            by: self.user.clone(),
        }
    }
}

impl Change for FollowTeam {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        match self.belongs {
            Belongs::Yes => self.joins().needs(ledgers),
            Belongs::NoLonger => self.leaves().needs(ledgers),
        }
    }

    /// Someone who was a member before keeps their role, and is marked as one of the team.
    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        if self.belongs == Belongs::NoLonger {
            return self.leaves().apply(at, ledgers);
        }
        let id = self.channel_id;
        let committed = match ledgers.members.row_mut(id, &self.user) {
            Some(_) => Committed::unchanged(),
            None => self.joins().apply(at, ledgers)?,
        };
        ledgers.members.mark_team(id, &self.user);
        Ok(committed)
    }
}
