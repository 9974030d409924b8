//! A channel's state and commands for tests, with time as an input: no actor, no database.

use std::{borrow::Cow, sync::Arc};

use entity::{
    Error,
    change::{By, Committed, RoomChange},
    event::{ChannelEvent, Payload},
    ids::{ChannelId, Millis, Seq},
    ledgers::{Change, Ledgers},
    model::{Channel, ChannelKind, ChannelRole, History, Pinning},
    permission::{Account, Grants, Membership},
    queries::channels::ChannelRoster,
};
use serde::Serialize;

use crate::{
    channels::{ChannelState, Decide, Decision, Effect, Moment, Request, Room, state::Unsure},
    delivery::reply::ReplyTo,
    protocol::{Failure, Reply},
    store::{Kept, Settled},
};

pub(super) const NOW: Millis = 1_000_000;

/// A change that is not stored.
#[derive(Debug)]
struct Note(#[expect(dead_code, reason = "shown by Debug")] &'static str);

impl Change for Note {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, _: &mut Ledgers) {}

    fn apply(&self, _: Millis, _: &mut Ledgers) -> Result<Committed, Error> {
        Ok(Committed::default())
    }
}

/// The reply to the commands of these tests.
#[derive(Debug, Serialize)]
struct Done {
    of: &'static str,
}

/// A command that makes a change.
#[derive(Debug)]
pub(super) struct Post(pub(super) &'static str);

/// A command that makes a change to the rules.
#[derive(Debug)]
pub(super) struct Rule(pub(super) &'static str);

/// A command that sends an ephemeral frame.
#[derive(Debug)]
pub(super) struct Signal;

/// A command that is refused.
#[derive(Debug)]
pub(super) struct Refused;

fn keep(name: &'static str) -> Decision<Done> {
    Decision::keep(Note(name), move |_| Ok(Done { of: name }))
}

macro_rules! command {
    ($type:ident, $changes_rules:literal, $decide:expr) => {
        impl Decide for $type {
            fn changes_rules(&self) -> bool {
                $changes_rules
            }

            fn decide(
                self: Box<Self>,
                _: &mut Room,
                _: &Account,
                _: Millis,
            ) -> Result<Decision<Reply>, Failure> {
                let decide: fn(Self) -> Result<Decision<Done>, Failure> = $decide;
                decide(*self).map(Decision::into_any)
            }
        }
    };
}

command!(Post, false, |post: Self| Ok(keep(post.0)));
command!(Rule, true, |rule: Self| Ok(keep(rule.0)));
command!(Signal, false, |_| Ok(Decision::Send(
    Some(bytes::Bytes::new()),
    Done { of: "signal" }
)));
command!(Refused, false, |_| Err(Failure::invalid("no")));

pub(super) fn channel(kind: ChannelKind) -> Channel {
    Channel {
        id: ChannelId(1),
        name: "desk".into(),
        description: String::new(),
        kind,
        created_by: "ann".into(),
        team_id: None,
        active: true,
        read_only: false,
        pinning: Pinning::Members,
        history: History::All,
        hidden_until: 0,
        follows_team: false,
        ticket_events: Vec::new(),
        ticket: None,
        member_count: 2,
        members: Vec::new(),
        group: false,
        seq: 10,
        last_message_at: None,
        created_at: 0,
        updated_at: 0,
    }
}

pub(super) fn roster(kind: ChannelKind) -> ChannelRoster {
    let member = |name: &str, role| {
        let membership = Membership {
            role,
            can_post: true,
            history_after: 0,
        };
        (name.into(), membership)
    };
    ChannelRoster {
        channel: channel(kind),
        members: vec![
            member("ann", ChannelRole::Owner),
            member("bob", ChannelRole::Member),
        ],
    }
}

pub(super) fn account(name: &str) -> Arc<Account> {
    Arc::new(Account {
        username: name.into(),
        display_name: name.to_owned(),
        role: "it_user".into(),
        team_id: None,
        active: true,
        blocked: false,
        grants: Grants::all(),
        token_epoch: 0,
        tickets: entity::permission::TicketGrants::default(),
        tokens_valid_after: 0,
    })
}

/// The store's result for a change: an event at `seq`, and a change to the room.
pub(super) fn kept(seq: Seq, room: Option<RoomChange>) -> Kept {
    Ok(Committed {
        channel_event: Some(event(seq, "message_received")),
        room,
        ..Committed::default()
    })
}

pub(super) fn left(user: &str) -> Option<RoomChange> {
    Some(RoomChange::Left {
        user: user.into(),
        member_count: 1,
    })
}

pub(super) fn joined(user: &str, member_count: i64) -> Option<RoomChange> {
    Some(RoomChange::Joined {
        user: user.into(),
        role: ChannelRole::Admin,
        can_post: true,
        history_after: 0,
        member_count,
    })
}

/// A loaded channel, whose effects are described as texts.
pub(super) struct Scene {
    pub(super) state: ChannelState,
    /// The number of the next result.
    pub(super) next_result: u64,
    pub(super) overloaded: bool,
}

impl Scene {
    pub(super) fn new() -> Self {
        Self::of(ChannelKind::Public)
    }

    pub(super) fn of(kind: ChannelKind) -> Self {
        let mut state = ChannelState::default();
        state.load(roster(kind));
        Self {
            state,
            next_result: 0,
            overloaded: false,
        }
    }

    fn moment(&self) -> Moment {
        Moment {
            now: NOW,
            overloaded: self.overloaded,
        }
    }

    pub(super) fn ask(&mut self, command: impl Decide + 'static) -> Vec<String> {
        let request = Request {
            caller: account("ann"),
            command: Box::new(command),
            once: None,
            reply: ReplyTo::caller().0,
        };
        let mut effects = Vec::new();
        let moment = self.moment();
        self.state.admit(request, moment, &mut effects);
        words(effects)
    }

    pub(super) fn settle(&mut self, kept: Vec<Kept>) -> (Vec<String>, Result<(), Unsure>) {
        let mut settled = Vec::new();
        for kept in kept {
            let number = self.next_result;
            settled.push(Settled { number, kept });
            self.next_result += 1;
        }
        let mut effects = Vec::new();
        let outcome = self.state.settle(settled, &mut effects);
        (words(effects), outcome)
    }

    pub(super) fn resume(&mut self) -> Vec<String> {
        let mut effects = Vec::new();
        let moment = self.moment();
        self.state.resume(moment, &mut effects);
        words(effects)
    }
}

fn words(effects: Vec<Effect>) -> Vec<String> {
    let word = |effect| match effect {
        Effect::Keep(_, entry) => format!("keep {:?} at {}", entry.change, entry.at),
        Effect::Answer(_, Ok(reply)) => match reply.read::<Done>() {
            Ok(done) => format!("answer {}", done.of),
            Err(failure) => format!("another reply: {failure:?}"),
        },
        Effect::Answer(_, Err(failure)) => format!("refuse {:?}", failure.code),
        Effect::Show { user, .. } => format!("show {user}"),
        Effect::Announce(events) => {
            let positions: Vec<_> = events.iter().map(|event| event.seq).collect();
            format!("announce {positions:?}")
        }
        Effect::Send { except, .. } => format!("send to all but {except}"),
        Effect::Subscribe(user, after) => format!("subscribe {user} after {after}"),
        Effect::Unsubscribe(user) => format!("unsubscribe {user}"),
        Effect::Limit(user, _, after) => format!("limit {user} to after {after}"),
        Effect::Reveal(seq) => format!("reveal at {seq}"),
        Effect::SendEach { frames, others, .. } => {
            let mut users: Vec<&str> = frames.keys().map(entity::ids::UserId::as_str).collect();
            users.sort_unstable();
            let others = others.as_ref().map_or("", |_| " and others");
            format!("send each {}{others}", users.join(", "))
        }
    };
    effects.into_iter().map(word).collect()
}

pub(super) fn keeps(name: &str) -> String {
    format!("keep Note({name:?}) at {NOW}")
}

pub(super) fn event(seq: Seq, name: &'static str) -> ChannelEvent {
    ChannelEvent {
        channel_id: ChannelId(1),
        seq,
        at: NOW,
        name: Cow::Borrowed(name),
        payload: Payload::Fact(serde_json::Map::new()),
        about: None,
    }
}
