//! The rooms of tickets: new ones, and what they are told.

use crate::{
    change::{By, Committed},
    error::Error,
    ids::{ChannelId, Millis, UserId},
    ledgers::{Change, Ledgers, members::SetMember},
    model::SystemNote,
    queries::tickets::Seen,
    text::ChannelName,
};

/// The ticket of a new room.
#[derive(Clone, Debug)]
pub struct RoomOf {
    /// The ticket's number.
    pub number: String,
    /// The room's name.
    pub name: ChannelName,
    /// The ticket as the room begins with it.
    pub seen: Seen,
}

/// Adds a member who sees the room's ticket, for as long as they do.
#[derive(Debug)]
pub struct EnterRoom(pub SetMember);

impl Change for EnterRoom {
    fn by(&self) -> By {
        self.0.by()
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        self.0.needs(ledgers);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let done = self.0.apply(at, ledgers)?;
        ledgers.members.mark_ticket(self.0.channel_id, &self.0.user);
        Ok(done)
    }
}

/// Tells a room what changed about its ticket. Changes nothing if it has been told meanwhile.
#[derive(Debug)]
pub struct TellRoom {
    /// The room.
    pub channel_id: ChannelId,
    /// What it knows.
    pub before: Seen,
    /// What is.
    pub now: Seen,
    /// The lines that tell of it, each with its author.
    pub lines: Vec<(UserId, SystemNote)>,
}

impl Change for TellRoom {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.channels.need(self.channel_id);
        ledgers.streams.need(self.channel_id);
        for _ in &self.lines {
            ledgers.messages.need_id();
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let id = self.channel_id;
        let row = ledgers.channels.row_mut(id)?;
        if Seen::parse(row.ticket_seen.as_deref()) != self.before {
            return Ok(Committed::unchanged());
        }
        row.ticket_seen = Some(self.now.json());
        ledgers.channels.changed(id);
        ledgers.write_lines(at, id, &self.lines)
    }
}

/// Tells a team's channel of tickets. Changes nothing if it has been told meanwhile.
#[derive(Debug)]
pub struct TellTeam {
    /// The channel.
    pub channel_id: ChannelId,
    /// The latest event that it has been told of.
    pub before: Option<i64>,
    /// The latest of these.
    pub now: i64,
    /// The lines, each with its author.
    pub lines: Vec<(UserId, SystemNote)>,
}

impl Change for TellTeam {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.channels.need(self.channel_id);
        ledgers.streams.need(self.channel_id);
        for _ in &self.lines {
            ledgers.messages.need_id();
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let id = self.channel_id;
        let row = ledgers.channels.row_mut(id)?;
        if row.tickets_told != self.before {
            return Ok(Committed::unchanged());
        }
        row.tickets_told = Some(self.now);
        ledgers.channels.changed(id);
        ledgers.write_lines(at, id, &self.lines)
    }
}

impl Ledgers {
    /// Adds system messages to a channel.
    fn write_lines(
        &mut self,
        at: Millis,
        id: ChannelId,
        lines: &[(UserId, SystemNote)],
    ) -> Result<Committed, Error> {
        let notes = lines
            .iter()
            .map(|(by, note)| self.note(at, id, by, note.clone()));
        let notes: Vec<_> = notes.collect::<Result<_, _>>()?;
        let mut notes = notes.into_iter();
        let Some(first) = notes.next() else {
            return Ok(Committed::default());
        };
        Ok(Committed::happened(first).with_notes(notes))
    }
}
