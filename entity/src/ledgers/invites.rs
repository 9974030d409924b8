//! Invite links: creating and revoking them, and joining a channel with one.
//!
//! Whether a link may be used is decided when someone joins with it, in the same transaction that counts them.
//! A member whom somebody else removed is not let in by a link that is older than the removal.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DatabaseTransaction, Value};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Change, Ledger, Ledgers, Memory,
    members::SetMember,
    write::{delete, insert},
};
use crate::{
    change::{By, Committed},
    error::Error,
    event::Fact,
    ids::{ChannelId, InviteId, Millis, UserId},
    model::{ChannelRole, Invite, SystemEvent, SystemNote},
    queries::{
        invites::{self, Stored},
        sql::{Sql, column},
    },
};

/// The maximum number of links of a channel that are not revoked.
pub const INVITES: i64 = 100;

/// Creates an invite link.
#[derive(Debug)]
pub struct CreateInvite {
    /// The channel.
    pub channel_id: ChannelId,
    /// Who creates it.
    pub by: UserId,
    /// The secret part of the link.
    pub token: String,
    /// When it expires.
    pub expires_at: Option<Millis>,
    /// How many people may join with it.
    pub max_uses: Option<i64>,
}

/// Revokes an invite link. Changes nothing if it was revoked before.
#[derive(Debug)]
pub struct RevokeInvite {
    /// The link.
    pub invite: InviteId,
    /// The channel.
    pub channel_id: ChannelId,
    /// Who revokes it.
    pub by: UserId,
}

/// Makes someone a member who has the link.
#[derive(Debug)]
pub struct JoinByInvite {
    /// The link.
    pub invite: InviteId,
    /// The channel.
    pub channel_id: ChannelId,
    /// Who joins.
    pub user: UserId,
    /// Their role.
    pub role: ChannelRole,
}

/// `invite_created`: somebody created an invite link. The link itself is not in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InviteCreated {
    /// The link.
    pub invite_id: InviteId,
    /// Who created it.
    #[ts(type = "string")]
    pub by: UserId,
}

/// `invite_revoked`: somebody revoked an invite link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InviteRevoked {
    /// The link.
    pub invite_id: InviteId,
    /// Who revoked it.
    #[ts(type = "string")]
    pub by: UserId,
}

/// A link in this batch.
struct Row {
    stored: Stored,
    is_new: bool,
    changed: bool,
}

/// The part of a batch for invite links.
#[derive(Default)]
pub(crate) struct Invites {
    needed: BTreeSet<InviteId>,
    rows: BTreeMap<InviteId, Row>,
    /// The channels that get a new link, with the number of links that are not revoked.
    counts: BTreeMap<ChannelId, i64>,
    new: i64,
    ids: std::ops::Range<i64>,
    /// The people who join, and when somebody removed them, if somebody did.
    joining: BTreeMap<(ChannelId, UserId), Option<Millis>>,
    /// The people who were removed in this batch, with the time, and those whom a member added again.
    removals: BTreeMap<(ChannelId, UserId), Option<Millis>>,
}

impl Invites {
    /// Records that somebody removed a member.
    pub(super) fn shut_out(&mut self, channel: ChannelId, user: &UserId, at: Millis) {
        self.note_removal(channel, user, Some(at));
    }

    /// Records that somebody added a user, whose earlier removal no longer counts.
    pub(super) fn let_in(&mut self, channel: ChannelId, user: &UserId) {
        self.note_removal(channel, user, None);
    }

    fn note_removal(&mut self, channel: ChannelId, user: &UserId, at: Option<Millis>) {
        let key = (channel, user.clone());
        if let Some(removed) = self.joining.get_mut(&key) {
            *removed = at;
        }
        self.removals.insert(key, at);
    }

    fn row_mut(&mut self, id: InviteId, channel: ChannelId) -> Result<&mut Row, Error> {
        let row = self.rows.get_mut(&id).ok_or(Error::NotFound)?;
        if row.stored.invite.channel_id == channel {
            Ok(row)
        } else {
            Err(Error::NotFound)
        }
    }

    async fn load_rows(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let needed: Vec<_> = self.needed.iter().map(|id| id.0).collect();
        for stored in invites::by_ids(db, needed).await? {
            let row = Row {
                stored,
                is_new: false,
                changed: false,
            };
            self.rows.insert(row.stored.invite.id, row);
        }
        for (channel, count) in &mut self.counts {
            *count = invites::count(db, *channel).await?;
        }
        Ok(())
    }

    async fn load_removals(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        for ((channel, user), removed) in &mut self.joining {
            let head = "SELECT removed_at FROM chat_removals WHERE channel_id = ";
            let found = Sql::new(db, head)
                .bind(channel.0)
                .add(" AND user_id = ")
                .bind(user.as_str())
                .one(db)
                .await?;
            *removed = found.map(|row| column(&row, 0)).transpose()?;
        }
        Ok(())
    }
}

impl Change for CreateInvite {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.invites.new += 1;
        ledgers.invites.counts.insert(self.channel_id, 0);
        ledgers.streams.need(self.channel_id);
        ledgers.messages.need_id();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let ledger = &mut ledgers.invites;
        let count = ledger.counts.entry(self.channel_id).or_default();
        if *count >= INVITES {
            let reason =
                format!("a channel can have {INVITES} invite links; revoke another one first");
            return Err(Error::Conflict(reason));
        }
        *count += 1;
        let id = InviteId(ledger.ids.next().ok_or(Error::Overtaken)?);
        let invite = Invite {
            id,
            token: self.token.clone(),
            channel_id: self.channel_id,
            created_by: self.by.clone(),
            created_at: at,
            expires_at: self.expires_at,
            max_uses: self.max_uses,
            uses: 0,
        };
        let row = Row {
            stored: Stored {
                invite: invite.clone(),
                revoked: false,
            },
            is_new: true,
            changed: true,
        };
        ledger.rows.insert(id, row);
        let by = self.by.clone();
        let fact = InviteCreated { invite_id: id, by };
        let told = SystemEvent::InviteCreated;
        Ok(Committed {
            invite: Some(Box::new(invite)),
            ..ledgers.tell_of_invite(at, (self.channel_id, &self.by), &fact, told)?
        })
    }
}

impl Change for RevokeInvite {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.invites.needed.insert(self.invite);
        ledgers.streams.need(self.channel_id);
        ledgers.messages.need_id();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let row = ledgers.invites.row_mut(self.invite, self.channel_id)?;
        if row.stored.revoked {
            return Ok(Committed::unchanged());
        }
        (row.stored.revoked, row.changed) = (true, true);
        let fact = InviteRevoked {
            invite_id: self.invite,
            by: self.by.clone(),
        };
        let told = SystemEvent::InviteRevoked;
        ledgers.tell_of_invite(at, (self.channel_id, &self.by), &fact, told)
    }
}

impl Ledgers {
    /// Records what happened to a link, and tells of it in the channel.
    fn tell_of_invite<F: Fact>(
        &mut self,
        at: Millis,
        (channel, by): (ChannelId, &UserId),
        fact: &F,
        told: SystemEvent,
    ) -> Result<Committed, Error> {
        let event = self.streams.record(at, channel, by, fact)?;
        let note = self.note(at, channel, by, SystemNote::of_event(told))?;
        Ok(Committed::happened(event).with_notes([note]))
    }
}

impl JoinByInvite {
    fn membership(&self) -> SetMember {
        SetMember {
            channel_id: self.channel_id,
            user: self.user.clone(),
            role: self.role,
            by: self.user.clone(),
        }
    }
}

impl Change for JoinByInvite {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        self.membership().needs(ledgers);
        ledgers.invites.needed.insert(self.invite);
        let key = (self.channel_id, self.user.clone());
        ledgers.invites.joining.insert(key, None);
    }

    /// Counts someone only if they were not a member before.
    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let key = (self.channel_id, self.user.clone());
        let removed = ledgers.invites.joining.get(&key).copied().flatten();
        let row = ledgers.invites.row_mut(self.invite, self.channel_id)?;
        if ledgers
            .members
            .row_mut(self.channel_id, &self.user)
            .is_some()
        {
            return Ok(Committed::unchanged());
        }
        row.stored.check(at, removed)?;
        let joined = self.membership().apply(at, ledgers)?;
        let row = ledgers.invites.row_mut(self.invite, self.channel_id)?;
        row.stored.invite.uses += 1;
        row.changed = true;
        Ok(joined)
    }
}

impl Ledger for Invites {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        self.load_rows(db).await?;
        self.load_removals(db).await?;
        if self.new > 0 {
            // Links are never deleted, and a server is the only writer of its database.
            let latest = invites::latest(db).await?;
            self.ids = latest + 1..latest + 1 + self.new;
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let new = self.rows.values().filter(|row| row.is_new);
        insert(
            db,
            "INSERT INTO chat_invites (id, token, channel_id, created_by, created_at, expires_at, \
             max_uses, uses, revoked) VALUES ",
            new.map(values).collect(),
            "",
        )
        .await?;
        let changed = self.rows.values().filter(|row| row.changed && !row.is_new);
        insert(
            db,
            "WITH v(id, uses, revoked) AS (VALUES ",
            changed.map(changed_values).collect(),
            ") UPDATE chat_invites SET uses = v.uses, revoked = v.revoked FROM v \
             WHERE chat_invites.id = v.id",
        )
        .await?;
        let key = |(id, user): &(ChannelId, UserId)| [id.0.into(), user.as_str().into()];
        let columns = ["channel_id", "user_id"];
        let all = self.removals.keys().map(key).collect();
        delete(db, "chat_removals", columns, all).await?;
        let removed = self.removals.iter().filter_map(|(key, at)| {
            let ((id, user), at) = (key, (*at)?);
            Some([id.0.into(), user.as_str().into(), at.into()])
        });
        let head = "INSERT INTO chat_removals (channel_id, user_id, removed_at) VALUES ";
        insert(db, head, removed.collect(), "").await?;
        Ok(())
    }
}

fn values(row: &Row) -> [Value; 9] {
    let Invite {
        id,
        token,
        channel_id,
        created_by,
        created_at,
        expires_at,
        max_uses,
        uses,
    } = &row.stored.invite;
    [
        id.0.into(),
        token.as_str().into(),
        channel_id.0.into(),
        created_by.as_str().into(),
        (*created_at).into(),
        (*expires_at).into(),
        (*max_uses).into(),
        (*uses).into(),
        row.stored.revoked.into(),
    ]
}

fn changed_values(row: &Row) -> [Value; 3] {
    [
        row.stored.invite.id.0.into(),
        row.stored.invite.uses.into(),
        row.stored.revoked.into(),
    ]
}
