//! The rules of a channel's state and of its room, with time as an input: no actor, no database.

use std::{borrow::Cow, sync::Arc};

use entity::{
    Error,
    change::{By, Committed, RoomChange},
    event::{ChannelEvent, Payload},
    ids::{ChannelId, Millis, Seq},
    ledgers::{Change, Ledgers},
    model::{Channel, ChannelKind, ChannelRole, Pinning},
    permission::{Account, Grants, Membership},
    queries::channels::ChannelRoster,
};
use serde::Serialize;

use super::{ChannelState, Decide, Decision, Effect, Moment, Request, Room, state::Unsure};
use crate::{
    delivery::reply::ReplyTo,
    protocol::{Failure, Reply},
    store::{Kept, Settled},
};

const NOW: Millis = 1_000_000;

/// A change that is kept by no database.
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

/// The reply to a command of these tests.
#[derive(Debug, Serialize)]
struct Done {
    of: &'static str,
}

/// Keeps something.
#[derive(Debug)]
struct Post(&'static str);

/// Keeps something that changes who may do what.
#[derive(Debug)]
struct Rule(&'static str);

/// Sends an ephemeral frame.
#[derive(Debug)]
struct Signal;

/// Is refused.
#[derive(Debug)]
struct Refused;

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

fn channel(kind: ChannelKind) -> Channel {
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
        member_count: 2,
        members: Vec::new(),
        seq: 10,
        last_message_at: None,
        created_at: 0,
        updated_at: 0,
    }
}

fn roster(kind: ChannelKind) -> ChannelRoster {
    let member = |name: &str, role| {
        let membership = Membership {
            role,
            can_post: true,
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

fn account(name: &str) -> Arc<Account> {
    Arc::new(Account {
        username: name.into(),
        display_name: name.to_owned(),
        role: "it_user".into(),
        team_id: None,
        active: true,
        blocked: false,
        grants: Grants::all(),
        token_epoch: 0,
        tokens_valid_after: 0,
    })
}

/// What the store made of a change: an event at `seq`, and what the room takes over.
fn kept(seq: Seq, room: Option<RoomChange>) -> Kept {
    Ok(Committed {
        channel_event: Some(ChannelEvent {
            channel_id: ChannelId(1),
            seq,
            at: NOW,
            name: Cow::Borrowed("message_received"),
            payload: Payload::Fact(serde_json::Map::new()),
        }),
        room,
        ..Committed::default()
    })
}

fn left(user: &str) -> Option<RoomChange> {
    Some(RoomChange::Left {
        user: user.into(),
        member_count: 1,
    })
}

fn joined(user: &str, member_count: i64) -> Option<RoomChange> {
    Some(RoomChange::Joined {
        user: user.into(),
        role: ChannelRole::Admin,
        can_post: true,
        member_count,
    })
}

/// A channel that has been read, and the effects so far in short words.
struct Scene {
    state: ChannelState,
    /// The number of the next result.
    next_result: u64,
    overloaded: bool,
}

impl Scene {
    fn new() -> Self {
        Self::of(ChannelKind::Public)
    }

    fn of(kind: ChannelKind) -> Self {
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

    fn ask(&mut self, command: impl Decide + 'static) -> Vec<String> {
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

    fn settle(&mut self, kept: Vec<Kept>) -> (Vec<String>, Result<(), Unsure>) {
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

    fn resume(&mut self) -> Vec<String> {
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
            let positions: Vec<_> = events.iter().map(|(seq, _)| seq).collect();
            format!("announce {positions:?}")
        }
        Effect::Send { except, .. } => format!("send to all but {except}"),
        Effect::Subscribe(user, after) => format!("subscribe {user} after {after}"),
        Effect::Unsubscribe(user) => format!("unsubscribe {user}"),
    };
    effects.into_iter().map(word).collect()
}

fn keeps(name: &str) -> String {
    format!("keep Note({name:?}) at {NOW}")
}

#[test]
fn requests_are_decided_while_others_wait_for_their_commit() {
    let mut scene = Scene::new();
    assert_eq!(scene.ask(Post("one")), [keeps("one")]);
    assert_eq!(scene.ask(Post("two")), [keeps("two")]);
    assert_eq!(scene.ask(Signal), ["send to all but ann", "answer signal"]);
    assert_eq!(scene.ask(Refused), ["refuse Invalid"]);
    assert!(!scene.state.is_idle());
    let (effects, settled) = scene.settle(vec![kept(11, None), kept(12, None)]);
    assert_eq!(effects, ["answer one", "answer two", "announce [11, 12]"]);
    assert_eq!(settled, Ok(()));
    assert!(scene.state.is_idle(), "nothing waits any more");
}

#[test]
fn a_change_of_rules_is_decided_and_kept_alone() {
    let mut scene = Scene::new();
    scene.ask(Post("before"));
    assert!(
        scene.ask(Rule("rule")).is_empty(),
        "one waits for its commit"
    );
    assert!(scene.ask(Post("after")).is_empty(), "nothing overtakes it");
    assert!(scene.resume().is_empty(), "that one is still not kept");
    assert_eq!(scene.settle(vec![kept(11, None)]).1, Ok(()));
    assert_eq!(scene.resume(), [keeps("rule")]);
    assert!(
        scene.ask(Signal).is_empty(),
        "by which rules is not known yet"
    );
    assert!(scene.resume().is_empty());
    assert!(!scene.state.is_idle());
    assert_eq!(scene.settle(vec![kept(12, None)]).1, Ok(()));
    assert_eq!(
        scene.resume(),
        [
            keeps("after"),
            "send to all but ann".into(),
            "answer signal".into()
        ]
    );
}

#[test]
fn an_overloaded_store_is_given_nothing_more() {
    let mut scene = Scene::new();
    scene.overloaded = true;
    assert_eq!(scene.ask(Rule("rule")), ["refuse Busy"]);
    assert_eq!(scene.ask(Signal), ["send to all but ann", "answer signal"]);
    scene.overloaded = false;
    assert_eq!(scene.ask(Post("one")), [keeps("one")]);
}

#[test]
fn nothing_is_decided_while_a_channel_cannot_be_read() {
    let mut scene = Scene::new();
    scene.state.unload();
    assert!(!scene.state.is_loaded());
    assert_eq!(scene.ask(Post("one")), ["refuse Busy"]);
    assert!(scene.state.is_idle());
}

#[test]
fn one_that_is_refused_by_the_store_does_not_disturb_its_neighbours() {
    let mut scene = Scene::new();
    for name in ["one", "two", "three"] {
        scene.ask(Post(name));
    }
    let refused = Err(Error::Conflict("taken".into()));
    let (effects, settled) = scene.settle(vec![kept(11, None), refused, kept(12, None)]);
    assert_eq!(
        effects,
        [
            "answer one",
            "refuse Conflict",
            "answer three",
            "announce [11, 12]"
        ]
    );
    assert_eq!(settled, Ok(()));
}

#[test]
fn after_a_failed_commit_the_state_is_to_be_read_anew() {
    let mut scene = Scene::new();
    scene.ask(Post("one"));
    scene.ask(Post("two"));
    let failed = || Err(Error::ReadOnly("full".into()));
    let (effects, settled) = scene.settle(vec![failed(), failed()]);
    assert_eq!(effects.len(), 2, "each is answered: {effects:?}");
    assert!(effects.iter().all(|effect| effect.starts_with("refuse ")));
    assert_eq!(settled, Err(Unsure));
    assert!(scene.state.is_idle());
}

#[test]
fn a_store_that_is_gone_holds_up_nothing() {
    let mut scene = Scene::new();
    scene.ask(Rule("lost"));
    scene.ask(Post("next"));
    scene.state.abandon();
    assert_eq!(scene.resume(), [keeps("next")]);
    // The store had committed the abandoned one after all.
    let late = scene.settle(vec![kept(11, None)]);
    assert_eq!(late, (vec![], Ok(())), "its result is nobody else's");
    let (effects, _) = scene.settle(vec![kept(12, None)]);
    assert_eq!(effects, ["answer next", "announce [12]"]);
}

#[test]
fn results_that_were_lost_with_a_store_shift_no_others() {
    let mut scene = Scene::new();
    for name in ["lost", "lost too", "sent to the next store"] {
        scene.ask(Post(name));
    }
    // The next store has answered before the channel hears that there is a new one.
    scene.next_result = 2;
    let (effects, settled) = scene.settle(vec![kept(13, None)]);
    assert_eq!(effects, ["answer sent to the next store", "announce [13]"]);
    assert_eq!(settled, Err(Unsure), "what became of the lost ones?");
    assert!(scene.state.is_idle(), "the lost ones are answered, too");
}

#[test]
fn what_is_repeated_is_answered_and_not_announced() {
    let mut scene = Scene::new();
    scene.ask(Post("again"));
    let (effects, _) = scene.settle(vec![Ok(Committed::unchanged())]);
    assert_eq!(effects, ["answer again"]);
}

#[test]
fn who_leaves_hears_what_came_before_and_nothing_after() {
    let mut scene = Scene::new();
    for name in ["one", "leave", "two"] {
        scene.ask(Post(name));
    }
    let (effects, _) = scene.settle(vec![kept(11, None), kept(12, left("bob")), kept(13, None)]);
    let announced: Vec<_> = effects
        .iter()
        .filter(|effect| !effect.starts_with("answer"))
        .collect();
    assert_eq!(
        announced,
        ["announce [11]", "unsubscribe bob", "announce [12, 13]"]
    );
}

#[test]
fn who_joins_hears_what_comes_after() {
    let mut scene = Scene::new();
    scene.ask(Post("join"));
    let (effects, _) = scene.settle(vec![kept(11, joined("cid", 3))]);
    assert_eq!(
        effects,
        ["subscribe cid after 11", "answer join", "announce [11]"]
    );
    // The count stays: it was a member before, and has another role now.
    scene.ask(Post("role"));
    let (effects, _) = scene.settle(vec![kept(12, joined("cid", 3))]);
    assert_eq!(effects, ["answer role", "announce [12]"]);
}

#[test]
fn a_direct_conversation_shows_itself_with_its_first_message() {
    let mut scene = Scene::of(ChannelKind::Direct);
    scene.ask(Post("first"));
    let (mut effects, _) = scene.settle(vec![kept(11, None)]);
    effects.sort();
    assert_eq!(
        effects,
        [
            "announce [11]",
            "answer first",
            "subscribe ann after 10",
            "subscribe bob after 10"
        ]
    );
    scene.ask(Post("second"));
    let (effects, _) = scene.settle(vec![kept(12, None)]);
    assert_eq!(effects, ["answer second", "announce [12]"]);
}

fn event(seq: Seq, name: &'static str) -> ChannelEvent {
    ChannelEvent {
        channel_id: ChannelId(1),
        seq,
        at: NOW,
        name: Cow::Borrowed(name),
        payload: Payload::Fact(serde_json::Map::new()),
    }
}

#[test]
fn a_room_takes_over_members_and_settings() {
    let mut room = Room::new(roster(ChannelKind::Public));
    let (ann, cid) = ("ann".into(), "cid".into());
    assert!(room.is_last_owner(&ann));
    room.apply(&event(11, "user_joined"), joined("cid", 3).as_ref());
    assert_eq!((room.channel.seq, room.channel.member_count), (11, 3));
    let membership = room
        .membership(&cid)
        .map(|member| (member.role, member.can_post));
    assert_eq!(membership, Some((ChannelRole::Admin, true)));
    assert_eq!(room.channel.last_message_at, None, "no message yet");
    room.apply(&event(12, "user_left"), left("cid").as_ref());
    assert_eq!(
        (room.channel.member_count, room.membership(&cid)),
        (1, None)
    );
    let settings = Channel {
        read_only: true,
        ..channel(ChannelKind::Public)
    };
    let settings = RoomChange::Settings(Box::new(settings));
    room.apply(&event(13, "channel_updated"), Some(&settings));
    assert_eq!((room.channel.read_only, room.channel.seq), (true, 13));
    room.apply(&event(14, "message_received"), None);
    assert_eq!(room.channel.last_message_at, Some(NOW));
}

#[test]
fn a_room_takes_over_who_may_post() {
    let mut room = Room::new(roster(ChannelKind::Public));
    let silenced = RoomChange::Joined {
        user: "cid".into(),
        role: ChannelRole::Member,
        can_post: false,
        member_count: 3,
    };
    room.apply(&event(11, "user_joined"), Some(&silenced));
    let cid = room.membership(&"cid".into());
    assert_eq!(cid.map(|member| member.can_post), Some(false));
    let refused = room.check(&account("cid"), entity::permission::Action::Post);
    assert!(refused.is_err());
}

#[test]
fn typing_is_passed_on_every_three_seconds_in_small_channels() {
    let mut room = Room::new(roster(ChannelKind::Public));
    let bob = "bob".into();
    assert!(!room.stop_typing(&bob), "bob was not typing");
    assert!(room.start_typing(&bob, NOW));
    assert!(!room.start_typing(&bob, NOW + 2_999));
    assert!(room.start_typing(&"ann".into(), NOW + 2_999));
    assert!(room.start_typing(&bob, NOW + 3_000));
    assert!(room.start_typing(&bob, NOW), "the clock was set back");
    assert!(room.stop_typing(&bob));
    assert!(!room.stop_typing(&bob));
    room.start_typing(&bob, NOW);
    room.apply(&event(11, "user_left"), left("bob").as_ref());
    assert!(!room.stop_typing(&bob), "who left does not type");
    room.channel.member_count = 101;
    assert!(!room.start_typing(&bob, NOW));
}
