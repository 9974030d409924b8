//! Calls: the rows of `call_sessions` and `call_participants`.
//!
//! A call's actor decides what happens, and stores the call as it is then. A call that is over never changes, so that
//! the line that tells of its end is written once.

use std::collections::{BTreeMap, BTreeSet};

use sea_orm::{DatabaseTransaction, Value};

use super::{
    Change, Ledger, Ledgers, Memory,
    members::ChannelJoined,
    notifications::Notification,
    write::{allocate, insert},
};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{CallId, ChannelId, Millis, UserId},
    model::{SystemEvent, SystemNote},
    notify::NotificationKind,
    queries::{
        calls::{StoredCall, StoredPerson},
        sql::{Sql, column},
        words::Word,
    },
};

/// Begins a call, and marks calls as read that the caller missed in the conversation. Its id is chosen here.
#[derive(Clone, Debug)]
pub struct OpenCall {
    /// The call, with any id.
    pub call: StoredCall,
}

/// Stores a call as it is now.
#[derive(Clone, Debug)]
pub struct KeepCall {
    /// The call.
    pub call: StoredCall,
}

/// Stores a call as it is now, and tells its conversation of it: who missed it, whom it also notifies, and that it took
/// place once it is over.
#[derive(Clone, Debug)]
pub struct NoteCall {
    /// The call.
    pub call: StoredCall,
    /// Its conversation.
    pub channel_id: ChannelId,
    /// Who has missed it since it was last stored.
    pub missed: Vec<UserId>,
    /// Members who did not see the conversation yet: one of two people appears with its first message or call.
    pub shows_to: Vec<UserId>,
}

/// The part of a batch for calls.
#[derive(Default)]
pub(crate) struct Calls {
    new: i64,
    ids: std::ops::Range<i64>,
    needed: BTreeSet<CallId>,
    /// Those of the needed calls that are over.
    over: BTreeSet<CallId>,
    changed: BTreeMap<CallId, StoredCall>,
}

impl Change for OpenCall {
    fn by(&self) -> By {
        By::from(&self.call.caller)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.calls.new += 1;
        if let Some(channel) = self.call.channel_id {
            let caller = &self.call.caller;
            ledgers.notifications.need_unread(caller, channel);
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        // Whoever calls back knows of the call that they missed.
        ledgers.read_notifications(at, &self.call.caller, |_, fact| {
            fact.kind == NotificationKind::MissedCall && fact.channel_id == self.call.channel_id
        });
        let part = &mut ledgers.calls;
        let id = CallId(part.ids.next().ok_or(Error::Overtaken)?);
        let call = StoredCall {
            id,
            ..self.call.clone()
        };
        part.changed.insert(id, call);
        Ok(Committed {
            call: Some(id),
            ..Committed::default()
        })
    }
}

impl Change for KeepCall {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.calls.needed.insert(self.call.id);
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let changed = ledgers.calls.keep(&self.call);
        Ok(Committed {
            call: Some(self.call.id),
            repeated: !changed,
            ..Committed::default()
        })
    }
}

impl NoteCall {
    /// What it says in the conversation, in order.
    fn notes(&self) -> impl Iterator<Item = SystemNote> {
        let note = |event, users| SystemNote::of_call(event, &self.call, users);
        let missed = || note(SystemEvent::MissedCall, self.missed.clone());
        let missed = (!self.missed.is_empty()).then(missed);
        let ended = || note(SystemEvent::CallEnded, self.call.joined());
        let ended = self.call.took_place().then(ended);
        missed.into_iter().chain(ended)
    }
}

impl Change for NoteCall {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.calls.needed.insert(self.call.id);
        ledgers.channels.need(self.channel_id);
        ledgers.streams.need(self.channel_id);
        for _ in self.notes() {
            ledgers.messages.need_id();
        }
        if !self.missed.is_empty() {
            ledgers.notifications.need_person();
        }
        for user in &self.missed {
            ledgers.notifications.need_listener(self.channel_id, user);
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        let (id, caller) = (self.channel_id, &self.call.caller);
        let call = Some(self.call.id);
        if ledgers.calls.over.contains(&self.call.id) {
            let unchanged = Committed::unchanged();
            return Ok(Committed { call, ..unchanged });
        }
        let is_first =
            !ledgers.channels.had_messages(id)? && ledgers.streams.last_message_at(id).is_none();
        let mut told = Vec::new();
        for note in self.notes() {
            told.push(ledgers.note(at, id, caller, note)?);
        }
        let mut told = told.into_iter();
        ledgers.calls.keep(&self.call);
        let Some(first) = told.next() else {
            let kept = Committed::default();
            return Ok(Committed { call, ..kept });
        };
        ledgers.streams.spoken_in(id, at);
        if is_first && !self.shows_to.is_empty() {
            let (change, joined) = (ledgers.change, ChannelJoined::of(id));
            ledgers.members.show_before(id, first.seq);
            for user in &self.shows_to {
                ledgers.streams.record_for_user(change, at, user, &joined);
            }
        }
        for user in &self.missed {
            let notification = Notification {
                channel_id: Some(id),
                message_id: first.message().map(|line| line.id),
                message_seq: Some(first.seq),
                from: Some(caller.clone()),
                ..Notification::of(NotificationKind::MissedCall)
            };
            ledgers.notify(at, user, notification);
        }
        let happened = Committed::happened(first).with_notes(told);
        Ok(Committed { call, ..happened })
    }
}

impl Calls {
    /// Stores a call; false if it is over, and so stays as it is.
    fn keep(&mut self, call: &StoredCall) -> bool {
        if self.over.contains(&call.id) {
            return false;
        }
        if call.ended_at.is_some() {
            self.over.insert(call.id);
        }
        self.changed.insert(call.id, call.clone());
        true
    }
}

fn session(call: &StoredCall) -> Result<[Value; 11], Error> {
    let people: Vec<&UserId> = call.people.iter().map(|person| &person.user).collect();
    Ok([
        call.id.0.into(),
        call.channel_id.map(|id| id.0).into(),
        call.caller.as_str().into(),
        call.call_type.word().into(),
        json(&people)?.into(),
        call.status.word().into(),
        call.started_at.into(),
        call.answered_at.into(),
        call.ended_at.into(),
        call.duration().into(),
        call.end_reason.clone().into(),
    ])
}

fn participant(call: CallId, person: &StoredPerson) -> Result<[Value; 7], Error> {
    let devices = match person.devices.is_empty() {
        true => None,
        false => Some(json(&person.devices)?),
    };
    Ok([
        call.0.into(),
        person.user.as_str().into(),
        person.joined_at.into(),
        person.left_at.into(),
        person.quality.map(Word::word).into(),
        person.state.map_or("", Word::word).into(),
        devices.into(),
    ])
}

fn json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Invalid(format!("call: {error}")))
}

impl Ledger for Calls {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if self.new > 0 {
            self.ids = allocate(db, "call_sessions", self.new).await?;
        }
        if !self.needed.is_empty() {
            let needed = std::mem::take(&mut self.needed);
            let select = Sql::new(db, "SELECT id FROM call_sessions WHERE id IN ")
                .list(needed.iter().map(|id| id.0))
                .add(" AND ended_at IS NOT NULL");
            for row in select.all(db).await? {
                self.over.insert(CallId(column(&row, 0)?));
            }
        }
        Ok(())
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let mut people = Vec::new();
        let mut sessions = Vec::with_capacity(self.changed.len());
        for call in self.changed.values() {
            sessions.push(session(call)?);
            for person in &call.people {
                people.push(participant(call.id, person)?);
            }
        }
        insert(
            db,
            "INSERT INTO call_sessions (id, channel_id, initiator_user_id, call_type, participants, \
             status, started_at, answered_at, ended_at, duration_seconds, end_reason) VALUES ",
            sessions,
            " ON CONFLICT (id) DO UPDATE SET participants = excluded.participants, \
             status = excluded.status, answered_at = excluded.answered_at, \
             ended_at = excluded.ended_at, duration_seconds = excluded.duration_seconds, \
             end_reason = excluded.end_reason",
        )
        .await?;
        insert(
            db,
            "INSERT INTO call_participants (call_session_id, user_id, joined_at, left_at, \
             connection_quality, state, devices) VALUES ",
            people,
            " ON CONFLICT (call_session_id, user_id) DO UPDATE SET \
             joined_at = excluded.joined_at, left_at = excluded.left_at, \
             connection_quality = excluded.connection_quality, state = excluded.state, \
             devices = excluded.devices",
        )
        .await?;
        Ok(())
    }
}
