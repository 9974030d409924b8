//! Following a team: the change of a membership that the server makes because someone joined or left a team of
//! Orvale's. No client can request it.

use entity::{
    ids::Millis, ledgers::team_members::FollowTeam, permission::Account, queries::channels::Belongs,
};

use super::owners::Owners;
use crate::{
    channels::{Decide, Decision, Room},
    protocol::{Failure, Reply, reply::LeftReply},
};

/// Adds the caller to a channel that follows their team, or removes them from that of their former team.
#[derive(Debug)]
pub(crate) struct TeamMember {
    pub(crate) belongs: Belongs,
    pub(crate) owners: Owners,
}

impl Decide for TeamMember {
    fn changes_rules(&self) -> bool {
        true
    }

    /// The last owner stays until they hand over the channel.
    fn decide(
        self: Box<Self>,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<Reply>, Failure> {
        if self.belongs == Belongs::NoLonger {
            self.owners.check_left(room, &caller.username)?;
        }
        let channel_id = room.id();
        let change = FollowTeam {
            channel_id,
            user: caller.username.clone(),
            belongs: self.belongs,
        };
        Ok(Decision::keep(change, move |_| Ok(LeftReply { channel_id })).into_any())
    }
}
