//! Adding and removing members, and changing their roles.

use super::{ChannelJoined, ChannelLeft, UserJoined, UserLeft};
use crate::{
    change::{By, Committed, RoomChange},
    error::Error,
    event::ChannelEvent,
    ids::{ChannelId, Millis, UserId},
    ledgers::{Change, Ledgers},
    model::{ChannelKind, ChannelRole, SystemEvent, SystemNote},
    queries::words::Word,
};

/// Adds a member or changes a member's role. Changes nothing if they already have it.
#[derive(Debug)]
pub struct SetMember {
    /// The channel.
    pub channel_id: ChannelId,
    /// The new or existing member.
    pub user: UserId,
    /// The member's role.
    pub role: ChannelRole,
    /// Who requested it.
    pub by: UserId,
}

/// Makes another member an owner, in place of one who becomes an admin.
#[derive(Debug)]
pub struct HandOver {
    /// The channel.
    pub channel_id: ChannelId,
    /// The owner, who hands over.
    pub from: UserId,
    /// The member who becomes an owner.
    pub to: UserId,
}

/// Ends a membership. Changes nothing if there is none.
#[derive(Debug)]
pub struct RemoveMember {
    /// The channel.
    pub channel_id: ChannelId,
    /// The member to remove.
    pub user: UserId,
    /// Who requested it.
    pub by: UserId,
}

impl Change for SetMember {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.channels.need(self.channel_id);
        ledgers.streams.need(self.channel_id);
        ledgers.members.need(self.channel_id, &self.user);
        ledgers.members.need_candidate(&self.user);
        ledgers.messages.need_id();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let id = self.channel_id;
        check_open(ledgers, id)?;
        let known = ledgers.members.row_mut(id, &self.user);
        let known_role = known.map(|row| row.role.clone());
        let member_count = match known_role.as_deref() {
            Some(known) if known == self.role.word() => return Ok(Committed::unchanged()),
            Some(_) => ledgers.channels.add_members(id, 0)?,
            None => {
                ledgers.members.check_active(&self.user)?;
                ledgers.channels.add_members(id, 1)?
            }
        };
        let fact = UserJoined {
            user: self.user.clone(),
            role: self.role,
            by: self.by.clone(),
            member_count,
            channel: ledgers.channels.name(id)?,
        };
        let history_after = ledgers.history_of_newcomers(id)?;
        let event = ledgers.streams.record(at, id, &self.by, &fact)?;
        let note = if let Some(known) = &known_role {
            ledgers.members.set_role(id, &self.user, self.role);
            let changed = SystemNote::of_role(&self.user, known, self.role.word());
            ledgers.note(at, id, &self.by, changed)?
        } else {
            let arrived = note_of(
                &self.user,
                &self.by,
                [SystemEvent::Joined, SystemEvent::Added],
            );
            let arrived = ledgers.note(at, id, &self.by, arrived)?;
            // Nothing is unread at first, including the message about joining.
            let seen = arrived.seq;
            if self.user != self.by {
                ledgers.invites.let_in(id, &self.user);
            }
            ledgers
                .members
                .add(at, (id, &self.user), self.role, (seen, history_after));
            arrived
        };
        let joined = ChannelJoined::of(id);
        let change = ledgers.change;
        ledgers
            .streams
            .record_for_user(change, at, &self.user, &joined);
        let room = RoomChange::Joined {
            user: self.user.clone(),
            role: self.role,
            can_post: ledgers.members.can_post(id, &self.user),
            history_after: ledgers.members.history_after(id, &self.user),
            member_count,
        };
        Ok(Committed::happened(event)
            .with_room(room)
            .with_notes([note]))
    }
}

impl HandOver {
    /// Records that a member has a role, for everyone and for the member.
    fn record(
        &self,
        at: Millis,
        ledgers: &mut Ledgers,
        (user, role): (&UserId, ChannelRole),
    ) -> Result<ChannelEvent, Error> {
        let id = self.channel_id;
        ledgers.members.set_role(id, user, role);
        let fact = UserJoined {
            user: user.clone(),
            role,
            by: self.from.clone(),
            member_count: ledgers.channels.add_members(id, 0)?,
            channel: ledgers.channels.name(id)?,
        };
        let change = ledgers.change;
        let joined = ChannelJoined::of(id);
        ledgers.streams.record_for_user(change, at, user, &joined);
        ledgers.streams.record(at, id, &self.from, &fact)
    }
}

impl Change for HandOver {
    fn by(&self) -> By {
        By::from(&self.from)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.channels.need(self.channel_id);
        ledgers.streams.need(self.channel_id);
        for user in [&self.from, &self.to] {
            ledgers.members.need(self.channel_id, user);
            ledgers.members.need_candidate(user);
        }
        ledgers.messages.need_id();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let id = self.channel_id;
        check_open(ledgers, id)?;
        ledgers.members.check_active(&self.to)?;
        for user in [&self.from, &self.to] {
            ledgers.members.row_mut(id, user).ok_or(Error::NotFound)?;
        }
        let heir = self.record(at, ledgers, (&self.to, ChannelRole::Owner))?;
        let former = self.record(at, ledgers, (&self.from, ChannelRole::Admin))?;
        let heirs = vec![self.to.clone()];
        let note = SystemNote::of_people(SystemEvent::OwnershipTransferred, heirs);
        let note = ledgers.note(at, id, &self.from, note)?;
        let room = RoomChange::HandedOver {
            from: self.from.clone(),
            to: self.to.clone(),
        };
        Ok(Committed::happened(heir)
            .with_room(room)
            .with_notes([former, note]))
    }
}

impl Change for RemoveMember {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.channels.need(self.channel_id);
        ledgers.streams.need(self.channel_id);
        ledgers.members.need(self.channel_id, &self.user);
        ledgers.messages.need_id();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let id = self.channel_id;
        if self.user != self.by || !ledgers.channels.is_group(id)? {
            check_open(ledgers, id)?;
        }
        if !ledgers.members.remove(id, &self.user) {
            return Ok(Committed::unchanged());
        }
        ledgers.channels.leave_group(id, &self.user)?;
        ledgers.reads.forget(id, &self.user);
        if self.user != self.by {
            ledgers.invites.shut_out(id, &self.user, at);
        }
        let member_count = ledgers.channels.add_members(id, -1)?;
        let fact = UserLeft {
            user: self.user.clone(),
            by: self.by.clone(),
            member_count,
            channel: ledgers.channels.name(id)?,
        };
        let event = ledgers.streams.record(at, id, &self.by, &fact)?;
        let gone = note_of(
            &self.user,
            &self.by,
            [SystemEvent::Left, SystemEvent::Removed],
        );
        let note = ledgers.note(at, id, &self.by, gone)?;
        let left = ChannelLeft { channel_id: id };
        let change = ledgers.change;
        ledgers
            .streams
            .record_for_user(change, at, &self.user, &left);
        let room = RoomChange::Left {
            user: self.user.clone(),
            member_count,
        };
        Ok(Committed::happened(event)
            .with_room(room)
            .with_notes([note]))
    }
}

/// Returns what a system message says of `user`: the first event if they acted themselves, else the second.
fn note_of(user: &UserId, by: &UserId, [own, others]: [SystemEvent; 2]) -> SystemNote {
    let event = if user == by { own } else { others };
    SystemNote::of_people(event, vec![user.clone()])
}

/// Fails for a channel whose members are fixed.
fn check_open(ledgers: &Ledgers, id: ChannelId) -> Result<(), Error> {
    if ledgers.channels.name(id)?.kind == ChannelKind::Direct {
        let reason = "the members of a direct conversation cannot be changed";
        return Err(Error::Invalid(reason.into()));
    }
    Ok(())
}
