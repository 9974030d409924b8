//! `create_invite`, `revoke_invite`, `accept_invite`: links that let people join a channel.

use entity::{
    ids::{ChannelId, InviteId, Millis},
    ledgers,
    model::Invite,
    permission::Action,
    queries::{self, messages::Located},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Asked, ChannelCommand, Decided, Lookup, Rate, Target};
use crate::{
    channels::{Decision, Room},
    protocol::{
        Failure,
        reply::{ChannelReply, LeftReply},
    },
};

/// The longest time for which a link is valid, unless it does not expire.
const LONGEST: Millis = 365 * 24 * 60 * 60 * 1_000;

/// The highest number of people for which a link can be limited.
const MOST_USES: i64 = 10_000;

/// `create_invite`.
#[derive(Clone, Debug)]
pub struct CreateInvite {
    /// The channel.
    pub channel_id: ChannelId,
    /// The limits of the link.
    pub limits: InviteLimits,
}

/// For how long, and for how many people, an invite link is valid.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InviteLimits {
    /// When it expires, at most 365 days ahead; without it, never.
    #[serde(default)]
    #[ts(type = "number", optional)]
    pub expires_at: Option<Millis>,
    /// How many people may join with it, 1 to 10,000; without it, any number.
    #[serde(default)]
    #[ts(type = "number", optional)]
    pub max_uses: Option<i64>,
}

/// `revoke_invite`.
#[derive(Clone, Debug)]
pub struct RevokeInvite {
    /// The link.
    pub invite_id: InviteId,
}

/// `accept_invite`.
#[derive(Clone, Debug)]
pub struct AcceptInvite {
    /// The secret part of the link.
    pub token: String,
}

/// The reply to `create_invite`.
#[derive(Clone, Debug, Serialize, TS, ToSchema)]
pub struct InviteReply {
    /// The link.
    pub invite: Invite,
}

impl InviteLimits {
    fn check(self, now: Millis) -> Result<(), Failure> {
        if let Some(at) = self.expires_at
            && !(now + 1..=now + LONGEST).contains(&at)
        {
            return Err(Failure::invalid(
                "expiresAt must be in the future and at most 365 days ahead",
            ));
        }
        if self
            .max_uses
            .is_some_and(|uses| !(1..=MOST_USES).contains(&uses))
        {
            return Err(Failure::invalid(format!(
                "maxUses must be a number from 1 to {MOST_USES}"
            )));
        }
        Ok(())
    }
}

/// Makes the secret part of a link.
fn new_token() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

impl ChannelCommand for CreateInvite {
    const NAME: &'static str = "create_invite";
    const RATE: Rate = Rate::Manage;
    type Reply = InviteReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<InviteReply> {
        room.check(asked.caller, Action::ManageInvites)?;
        self.limits.check(asked.now)?;
        let change = ledgers::invites::CreateInvite {
            channel_id: room.id(),
            by: asked.caller.username.clone(),
            token: new_token(),
            expires_at: self.limits.expires_at,
            max_uses: self.limits.max_uses,
        };
        Ok(Decision::keep(change, |kept| {
            let invite = kept.invite.ok_or_else(Failure::internal)?;
            Ok(InviteReply { invite: *invite })
        }))
    }
}

impl Target for InviteId {
    type Found = InviteId;

    fn messages(_: &InviteId) -> Vec<&Located> {
        Vec::new()
    }

    async fn find(self, lookup: &Lookup<'_>) -> Result<(ChannelId, InviteId), Failure> {
        Ok((lookup.invite(self).await?.channel_id, self))
    }
}

impl ChannelCommand for RevokeInvite {
    const NAME: &'static str = "revoke_invite";
    const RATE: Rate = Rate::Manage;
    type Reply = LeftReply;
    type Target = InviteId;

    fn target(&self) -> InviteId {
        self.invite_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, InviteId>) -> Decided<LeftReply> {
        room.check(asked.caller, Action::ManageInvites)?;
        let channel_id = room.id();
        let change = ledgers::invites::RevokeInvite {
            invite: asked.found,
            channel_id,
            by: asked.caller.username.clone(),
        };
        Ok(Decision::keep(change, move |_| {
            Ok(LeftReply { channel_id })
        }))
    }
}

/// The secret part of a link, by which the link is found.
#[derive(Debug)]
pub struct Token(String);

/// A link that somebody opens.
#[derive(Debug)]
pub struct Opened {
    invite: InviteId,
    /// True if its creator may still invite people.
    backed: bool,
}

impl Target for Token {
    type Found = Opened;

    fn messages(_: &Opened) -> Vec<&Located> {
        Vec::new()
    }

    async fn find(self, lookup: &Lookup<'_>) -> Result<(ChannelId, Opened), Failure> {
        let invite = lookup.invite_by_token(&self.0).await?;
        let opened = Opened {
            invite: invite.id,
            backed: queries::invites::is_backed(lookup.database, &invite).await?,
        };
        Ok((invite.channel_id, opened))
    }
}

impl ChannelCommand for AcceptInvite {
    const NAME: &'static str = "accept_invite";
    const RATE: Rate = Rate::Write;
    const CHANGES_RULES: bool = true;
    type Reply = ChannelReply;
    type Target = Token;

    fn target(&self) -> Token {
        Token(self.token.clone())
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, Token>) -> Decided<ChannelReply> {
        room.check(asked.caller, Action::Accept)?;
        let shown = Box::new(ChannelReply::existing);
        if room.membership(&asked.caller.username).is_some() {
            return Ok(Decision::Show(shown));
        }
        if !asked.found.backed {
            return Err(queries::invites::not_backed().into());
        }
        let change = ledgers::invites::JoinByInvite {
            invite: asked.found.invite,
            channel_id: room.id(),
            user: asked.caller.username.clone(),
            role: room.newcomer_role(),
        };
        Ok(Decision::KeepAndShow(Box::new(change), shown))
    }
}
