//! The past calls of the demonstration.

use entity::{
    ids::{CallId, ChannelId, Millis, UserId},
    ledgers::calls::{NoteCall, OpenCall},
    model::{CallQuality, CallStatus, CallType},
    queries::calls::{PersonState, StoredCall, StoredPerson},
};

use super::script::{Conversation, MINUTE};

const SECOND: Millis = 1_000;

/// A past call.
pub(super) struct Past {
    /// The name of its channel; empty for direct conversations.
    channel: &'static str,
    /// Who called, and whom. In a direct conversation they are its members.
    people: &'static [&'static str],
    call_type: CallType,
    minutes_ago: i64,
    /// How long it rang and how long they talked, in seconds; `None` if nobody answered.
    talked: Option<(i64, i64)>,
}

const PAST: &[Past] = &[
    Past {
        channel: "",
        people: &["alice", "bob"],
        call_type: CallType::Audio,
        minutes_ago: 26 * 60,
        talked: Some((6, 372)),
    },
    Past {
        channel: "",
        people: &["bob", "alice"],
        call_type: CallType::Video,
        minutes_ago: 5 * 60,
        talked: None,
    },
    Past {
        channel: "helpdesk",
        people: &["carol", "alice", "bob"],
        call_type: CallType::ScreenShare,
        minutes_ago: 3 * 60,
        talked: Some((11, 1_520)),
    },
];

/// The past calls of a conversation.
pub(super) fn of(told: &Conversation) -> impl Iterator<Item = &'static Past> {
    PAST.iter().filter(move |past| is_in(past, told))
}

impl Past {
    /// How many minutes ago it ended.
    pub(super) fn minutes_ago(&self) -> i64 {
        let talked = self.talked.map_or(0, |(_, talked)| talked);
        self.minutes_ago - talked * SECOND / MINUTE
    }

    /// The change that adds it to the history.
    pub(super) fn opened(&self, channel_id: ChannelId, now: Millis) -> OpenCall {
        let mut call = stored(self, channel_id, now);
        if self.talked.is_some() {
            call.ended_at = None;
        }
        OpenCall { call }
    }

    /// The change that ends it and tells its conversation, if it took place.
    pub(super) fn noted(&self, id: CallId, channel_id: ChannelId, now: Millis) -> Option<NoteCall> {
        self.talked?;
        let call = stored(self, channel_id, now);
        Some(NoteCall {
            call: StoredCall { id, ..call },
            channel_id,
            missed: Vec::new(),
            shows_to: Vec::new(),
        })
    }
}

fn is_in(past: &Past, told: &Conversation) -> bool {
    let mut members = told.members.iter();
    let all = members.all(|member| past.people.contains(member));
    match told.name {
        "" => past.channel.is_empty() && all && past.people.len() == told.members.len(),
        name => past.channel == name,
    }
}

fn stored(past: &Past, channel_id: ChannelId, now: Millis) -> StoredCall {
    let started_at = now - past.minutes_ago * MINUTE;
    let answered_at = past.talked.map(|(rang, _)| started_at + rang * SECOND);
    let talked = past.talked.map_or(45, |(rang, talked)| rang + talked);
    let ended_at = started_at + talked * SECOND;
    let people = past.people.iter().enumerate().map(|(index, user)| {
        let joined_at = match index {
            0 => Some(started_at),
            _ => answered_at,
        };
        StoredPerson {
            user: UserId::from(*user),
            state: Some(match joined_at {
                Some(_) => PersonState::Left,
                None => PersonState::Missed,
            }),
            joined_at,
            left_at: joined_at.map(|_| ended_at),
            quality: answered_at.map(|_| CallQuality::Excellent),
            devices: Vec::new(),
        }
    });
    StoredCall {
        id: CallId(0),
        channel_id: Some(channel_id),
        caller: past.people[0].into(),
        call_type: past.call_type,
        status: match past.talked {
            Some(_) => CallStatus::Ended,
            None => CallStatus::Missed,
        },
        started_at,
        answered_at,
        ended_at: Some(ended_at),
        stored_duration: None,
        end_reason: Some(match past.talked {
            Some(_) => "completed".to_owned(),
            None => "timeout".to_owned(),
        }),
        people: people.collect(),
    }
}
