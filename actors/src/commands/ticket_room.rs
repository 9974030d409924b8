//! `open_ticket_room`: open the room of a ticket, or join the one there is.

use entity::{
    ids::{Millis, UserId},
    ledgers::{
        self,
        channels::{EnterRoom, NewChannel, RoomOf},
        members::SetMember,
    },
    model::ChannelRole,
    permission::{Account, Permission, may},
    queries::{
        self,
        tickets::{Seen, Stored},
    },
};

use super::{Command, Lookup, Rate, Route};
use crate::{
    channels::{Decide, Decision, Room},
    protocol::{Failure, Reply, reply::ChannelReply},
};

/// `open_ticket_room`.
#[derive(Clone, Debug)]
pub struct OpenTicketRoom {
    /// The ticket's number.
    pub number: String,
}

impl Command for OpenTicketRoom {
    const NAME: &'static str = "open_ticket_room";
    const RATE: Rate = Rate::Manage;
    type Reply = ChannelReply;

    async fn route(
        self,
        caller: &Account,
        lookup: &Lookup<'_>,
    ) -> Result<Route<ChannelReply>, Failure> {
        may(caller, Permission::AccessChannels)?;
        let ticket = lookup.ticket(caller, &self.number).await?;
        if let Some(room) = queries::tickets::room(lookup.database, ticket.number()).await? {
            return Ok(Route::channel(room, JoinRoom));
        }
        Ok(Route::creation(ledgers::channels::CreateChannel {
            content: NewChannel::Room(RoomOf {
                number: ticket.number().to_owned(),
                name: ticket.room_name()?,
                seen: Seen::read(lookup.database, &ticket).await?,
            }),
            created_by: caller.username.clone(),
            members: members(caller, lookup, &ticket).await?,
        }))
    }
}

/// The caller, whoever works on the ticket, and the person who has the problem.
async fn members(
    caller: &Account,
    lookup: &Lookup<'_>,
    ticket: &Stored,
) -> Result<Vec<(UserId, ChannelRole)>, Failure> {
    let mut members = vec![(caller.username.clone(), ChannelRole::Owner)];
    for user in [ticket.assignee(), ticket.requester()]
        .into_iter()
        .flatten()
    {
        let account = queries::accounts::load(lookup.database, user).await?;
        if account.is_some_and(|account| may(&account, Permission::AccessChannels).is_ok()) {
            members.push((user.clone(), ChannelRole::Member));
        }
    }
    Ok(members)
}

/// Becomes a member of a ticket's room; that the caller sees the ticket is checked.
#[derive(Debug)]
struct JoinRoom;

impl Decide for JoinRoom {
    fn changes_rules(&self) -> bool {
        true
    }

    fn decide(
        self: Box<Self>,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<Reply>, Failure> {
        let shown = Box::new(ChannelReply::existing);
        let decision = match room.membership(&caller.username) {
            Some(_) => Decision::Show(shown),
            None => {
                let change = SetMember {
                    channel_id: room.id(),
                    user: caller.username.clone(),
                    role: ChannelRole::Member,
                    by: caller.username.clone(),
                };
                Decision::KeepAndShow(Box::new(EnterRoom(change)), shown)
            }
        };
        Ok(decision.into_any())
    }
}
