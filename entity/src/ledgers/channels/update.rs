//! Changing the settings of channels, archiving and unarchiving them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Access, Channels};
use crate::{
    change::{By, Committed, RoomChange},
    error::Error,
    event::{Fact, Fields, Payload},
    ids::{ChannelId, Millis, Seq, UserId},
    ledgers::{Change, Ledgers},
    model::{Channel, ChannelKind, History, Pinning, SystemEvent, SystemNote, TicketEventKind},
    names::channel_key,
    queries::{rows, words::Word},
    tables::channels,
    text::{ChannelName, Topic},
};

/// Changes a channel's settings; `None` leaves a setting unchanged.
#[derive(Clone, Debug)]
pub struct UpdateChannel {
    /// The channel.
    pub channel_id: ChannelId,
    /// Who requested it.
    pub by: UserId,
    /// A new name.
    pub name: Option<ChannelName>,
    /// A new topic.
    pub description: Option<Topic>,
    /// Whether only admins and owners may post.
    pub read_only: Option<bool>,
    /// Who can find and join it.
    pub access: Option<Access>,
    /// Who may pin messages.
    pub pinning: Option<Pinning>,
    /// What new members see of its history.
    pub history: Option<History>,
    /// What happens to the messages written before, when more people shall see the history.
    pub past: Past,
    /// Of what happens to its team's tickets it is told.
    pub ticket_events: Option<BTreeSet<TicketEventKind>>,
    /// False archives it, true restores it.
    pub active: Option<bool>,
}

/// What happens to the messages written before a change that lets more people see a channel's history.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Past {
    /// They become visible where the change is from `since_joining` to `all`; else nothing changes.
    #[default]
    AsSet,
    /// They stay hidden from those who could not see them.
    Hidden,
    /// They become visible to everyone in the channel, also if they were left hidden earlier.
    Revealed,
}

/// `channel_updated`: a channel's settings changed, or it was archived or restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ChannelUpdated {
    /// The channel as it is now.
    pub channel: Channel,
}

impl Change for UpdateChannel {
    fn by(&self) -> By {
        By::from(&self.by)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.channels.need(self.channel_id);
        ledgers.streams.need(self.channel_id);
        if let Some(name) = &self.name {
            ledgers
                .channels
                .wanted_names
                .insert(channel_key(name.as_str()));
        }
        // At most one message for each setting.
        if self.access == Some(Access::Public) {
            ledgers.channels.need_own_name(self.channel_id);
        }
        for _ in 0..7 {
            ledgers.messages.need_id();
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let id = self.channel_id;
        let kind = ledgers.channels.name(id)?.kind;
        if kind == ChannelKind::Direct {
            let reason = "a direct conversation has no settings";
            return Err(Error::Invalid(reason.into()));
        }
        let wanted = self.access.map_or(kind, ChannelKind::from);
        self.check_name(&mut ledgers.channels, (kind, wanted))?;
        let position = ledgers.streams.position(id)?;
        let row = ledgers.channels.row_mut(id)?;
        if row.ticket_number.is_some() && wanted == ChannelKind::Public {
            let reason =
                "the room of a ticket stays private: add people, or share the ticket's number";
            return Err(Error::Invalid(reason.into()));
        }
        if row.team_id.is_none() && self.ticket_events.as_ref().is_some_and(|it| !it.is_empty()) {
            let reason = "ticketEvents: only a team's channel is told of tickets";
            return Err(Error::Invalid(reason.into()));
        }
        let before = row.clone();
        let mut has_changed = self.change(row);
        let opened = before.kind != row.kind && self.access == Some(Access::Public);
        let revealed = self.change_history(row, (position, opened))?;
        has_changed |= revealed || row.history != before.history;
        if !has_changed {
            return Ok(Committed::unchanged());
        }
        let changes = changes(&before, row);
        row.updated_at = at;
        if revealed {
            ledgers.members.reveal(id);
        }
        let row = ledgers.channels.row_mut(id)?;
        let mut channel = rows::channel(row.clone())?;
        ledgers.channels.changed(id);
        let last_message_at = ledgers.streams.last_message_at(id);
        channel.last_message_at = last_message_at.or(channel.last_message_at);
        let mut now = None;
        let event = ledgers.streams.record_current(
            at,
            id,
            &self.by,
            (ChannelUpdated::NAME, Fields::new()),
            |seq| {
                channel.seq = seq;
                now = Some(channel.clone());
                Payload::Channel(Box::new(channel))
            },
        )?;
        let settings = now.ok_or(Error::NotFound)?;
        let notes = changes
            .into_iter()
            .map(|note| ledgers.note(at, id, &self.by, note))
            .collect::<Result<Vec<_>, _>>()?;
        let settings = Box::new(settings);
        let room = match revealed {
            true => RoomChange::Revealed(settings),
            false => RoomChange::Settings(settings),
        };
        Ok(Committed::happened(event).with_room(room).with_notes(notes))
    }
}

impl UpdateChannel {
    /// Reserves the channel's name, if it is new or others can now find the channel, and the channel will be
    /// active.
    fn check_name(
        &self,
        channels: &mut Channels,
        (kind, wanted): (ChannelKind, ChannelKind),
    ) -> Result<(), Error> {
        let row = channels.row_mut(self.channel_id)?;
        let returns = self.active == Some(true) && !row.active;
        let stays = self.active.unwrap_or(row.active);
        let name = self
            .name
            .as_ref()
            .map_or(row.name.as_str(), ChannelName::as_str);
        let name = name.to_owned();
        if stays && (self.name.is_some() || returns || kind != wanted) {
            channels.take_name(self.channel_id, &name, wanted)?;
        }
        Ok(())
    }

    /// Applies the setting of the history to the row of a channel at `position`, which may have been opened to
    /// everyone; returns true if all members see everything from now on.
    fn change_history(
        &self,
        row: &mut channels::Model,
        (position, opened): (Seq, bool),
    ) -> Result<bool, Error> {
        let before = History::read(&row.history)?;
        let now = self.history.unwrap_or(before);
        now.word().clone_into(&mut row.history);
        if now == History::SinceJoining {
            return Ok(false);
        }
        match (self.past, before) {
            (Past::Hidden, before) if opened || before == History::SinceJoining => {
                row.hidden_until = position;
            }
            (Past::Revealed, History::All) if row.hidden_until == 0 => {}
            (Past::Revealed, _) | (Past::AsSet, History::SinceJoining) => {
                row.hidden_until = 0;
                return Ok(true);
            }
            _ => {}
        }
        Ok(false)
    }

    /// Applies the settings to the row; returns true if any of them changed.
    fn change(&self, row: &mut channels::Model) -> bool {
        let name = self.name.as_ref().map(|name| name.as_str().to_owned());
        let topic = self
            .description
            .as_ref()
            .map(|topic| topic.as_str().to_owned());
        let kind = self
            .access
            .map(|access| ChannelKind::from(access).word().to_owned());
        let mut changed = set(&mut row.name, name.as_ref());
        changed |= set(&mut row.kind, kind.as_ref());
        row.name_key = channel_key(&row.name);
        changed |= set(&mut row.description, topic.as_ref());
        changed |= set(&mut row.read_only, self.read_only.as_ref());
        let pinning = self.pinning.map(|pinning| pinning.word().to_owned());
        changed |= set(&mut row.pinning, pinning.as_ref());
        changed |= set(&mut row.active, self.active.as_ref());
        if let Some(events) = &self.ticket_events {
            let words: Vec<_> = events.iter().map(|event| event.word()).collect();
            let current = rows::ticket_events(row.follows_team, row.ticket_events.as_deref());
            let current: BTreeSet<_> = current.unwrap_or_default().into_iter().collect();
            changed |= current != *events;
            row.ticket_events = Some(words.join(","));
            // What happened before is not told.
            if current != *events {
                row.tickets_told = None;
            }
        }
        changed
    }
}

/// Returns what system messages say of the changed settings.
fn changes(before: &channels::Model, now: &channels::Model) -> Vec<SystemNote> {
    let posting = |row: &channels::Model| {
        let who = if row.read_only {
            Pinning::Admins
        } else {
            Pinning::Members
        };
        who.word()
    };
    let mut notes = Vec::new();
    let mut setting = |event, from: &str, to: &str| {
        if from != to {
            notes.push(SystemNote::of_setting(event, from, to));
        }
    };
    setting(SystemEvent::Renamed, &before.name, &now.name);
    setting(
        SystemEvent::TopicChanged,
        &before.description,
        &now.description,
    );
    setting(SystemEvent::TypeChanged, &before.kind, &now.kind);
    setting(SystemEvent::PostingChanged, posting(before), posting(now));
    setting(SystemEvent::PinningChanged, &before.pinning, &now.pinning);
    setting(SystemEvent::HistoryChanged, history(before), history(now));
    match (before.active, now.active) {
        (true, false) => notes.push(SystemNote::of_people(SystemEvent::Archived, Vec::new())),
        (false, true) => notes.push(SystemNote::of_people(SystemEvent::Unarchived, Vec::new())),
        _ => {}
    }
    notes
}

/// What a system message says of the history that new members see.
fn history(row: &channels::Model) -> &str {
    if row.history == History::All.word() && row.hidden_until > 0 {
        "from_now_on"
    } else {
        &row.history
    }
}

/// Sets `value` to `wanted`; returns true if it changed.
fn set<T: Clone + PartialEq>(value: &mut T, wanted: Option<&T>) -> bool {
    match wanted {
        Some(wanted) if wanted != value => {
            value.clone_from(wanted);
            true
        }
        _ => false,
    }
}
