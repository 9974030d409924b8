//! Turning a group, a direct conversation of several people, into a private channel.

use crate::{
    change::{By, Committed, RoomChange},
    error::Error,
    event::Fact,
    event::{Fields, Payload},
    ids::{ChannelId, Millis, UserId},
    ledgers::{Change, Ledgers, channels::ChannelUpdated, members::ChannelJoined},
    model::{ChannelKind, ChannelRole, SystemEvent, SystemNote},
    names::channel_key,
    queries::{rows, words::Word},
    text::{ChannelName, Topic},
};

/// Turns a group into a private channel with the same members and messages. Whoever does it becomes its owner.
#[derive(Debug)]
pub struct ConvertGroup {
    /// The group.
    pub channel_id: ChannelId,
    /// Who does it: a member.
    pub by: UserId,
    /// The channel's name.
    pub name: ChannelName,
    /// The channel's topic.
    pub topic: Topic,
    /// What new members see of the messages written before.
    pub earlier: Earlier,
    /// Members to whom the group becomes visible, because it has no messages.
    pub shows_to: Vec<UserId>,
}

/// What the new members of a channel see of the messages from when it was a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Earlier {
    /// All of them.
    Shown,
    /// None of them.
    Hidden,
}

impl Change for ConvertGroup {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.channels.need(self.channel_id);
        ledgers
            .channels
            .wanted_names
            .insert(channel_key(self.name.as_str()));
        ledgers.streams.need(self.channel_id);
        ledgers.members.need(self.channel_id, &self.by);
        ledgers.messages.need_id();
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let id = self.channel_id;
        if !ledgers.channels.is_group(id)? {
            let reason = "only a group can become a channel";
            return Err(Error::Invalid(reason.into()));
        }
        let name = self.name.as_str();
        ledgers.channels.take_name(id, name, ChannelKind::Private)?;
        let position = ledgers.streams.position(id)?;
        let row = ledgers.channels.row_mut(id)?;
        let key = row.direct_key.take().unwrap_or_default();
        ChannelKind::Private.word().clone_into(&mut row.kind);
        name.clone_into(&mut row.name);
        row.name_key = channel_key(name);
        self.topic.as_str().clone_into(&mut row.description);
        row.hidden_until = match self.earlier {
            Earlier::Shown => 0,
            Earlier::Hidden => position,
        };
        row.updated_at = at;
        let mut channel = rows::channel(row.clone())?;
        ledgers.channels.directs.remove(&key);
        ledgers.channels.changed(id);
        ledgers.members.set_role(id, &self.by, ChannelRole::Owner);
        let mut now = channel.clone();
        let kept = (ChannelUpdated::NAME, Fields::new());
        let event = ledgers
            .streams
            .record_current(at, id, &self.by, kept, |seq| {
                channel.seq = seq;
                now.seq = seq;
                Payload::Channel(Box::new(channel))
            })?;
        let note = SystemNote::of_setting(SystemEvent::Converted, "", self.name.as_str());
        let note = ledgers.note(at, id, &self.by, note)?;
        let change = ledgers.change;
        let joined = ChannelJoined::of(id);
        let others = self.shows_to.iter().filter(|user| **user != self.by);
        for user in others.chain([&self.by]) {
            ledgers.streams.record_for_user(change, at, user, &joined);
        }
        let room = RoomChange::Converted {
            channel: Box::new(now),
            owner: self.by.clone(),
        };
        Ok(Committed::happened(event)
            .with_room(room)
            .with_notes([note]))
    }
}
