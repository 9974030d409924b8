//! The rules of the presence state, with time as an input, and the cost of a broadcast.

use std::{collections::HashMap, time::Duration};

use entity::{
    ids::{ChannelId, Millis, UserId},
    model::{Presence, PresenceStatus},
};

use super::state::{Change, Effect, Known, PresenceState, Timing};
use crate::delivery::{messages::ChosenMessage, session_id::SessionId};

const GRACE: Millis = 20_000;
const AWAY_AFTER: Millis = 600_000;
const DESK: ChannelId = ChannelId(1);

struct Scene {
    state: PresenceState,
    now: Millis,
}

fn timing() -> Timing {
    Timing {
        grace: Duration::from_secs(20),
        away_after: Duration::from_secs(600),
    }
}

impl Scene {
    fn new() -> Self {
        Self::after(Known::default()).0
    }

    /// Starts with the known people, and returns the effects of that.
    fn after(known: Known) -> (Self, Vec<Effect>) {
        let (now, mut effects) = (1_000_000, Vec::new());
        let state = PresenceState::rebuild(timing(), known, now, &mut effects);
        (Self { state, now }, effects)
    }

    fn connect(&mut self, user: &str, session: i64) -> Vec<Effect> {
        let mut effects = Vec::new();
        let (session, channels) = (SessionId(session), vec![DESK]);
        self.state
            .connected(user.into(), session, channels, self.now, &mut effects);
        effects
    }

    fn disconnect(&mut self, user: &str, session: i64) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.state
            .disconnected(&user.into(), SessionId(session), self.now, &mut effects);
        effects
    }

    fn choose(&mut self, user: &str, status: PresenceStatus, message: &str) -> Presence {
        self.choose_until(user, status, message, None)
    }

    /// Chooses a status whose message clears itself.
    fn choose_until(
        &mut self,
        user: &str,
        status: PresenceStatus,
        message: &str,
        until: Option<Millis>,
    ) -> Presence {
        let text = message.to_owned();
        let message = Some(ChosenMessage { text, until });
        self.state.choose(
            user.into(),
            Some(status),
            message,
            self.now,
            &mut Vec::new(),
        )
    }

    /// Advances the time, and broadcasts.
    fn tick(&mut self, passes: Millis) -> Vec<Effect> {
        self.now += passes;
        let mut effects = Vec::new();
        self.state.tick(self.now, &mut effects);
        effects
    }
}

/// The status of each user in a broadcast.
fn told(effects: &[Effect]) -> Vec<(&str, PresenceStatus)> {
    let changes = effects.iter().filter_map(|effect| match effect {
        Effect::Broadcast(changes) => Some(changes),
        _ => None,
    });
    changes
        .flatten()
        .map(|Change { user, presence, .. }| (user.as_str(), presence.status))
        .collect()
}

fn saved(effects: &[Effect]) -> Vec<(&str, PresenceStatus, &str)> {
    let saves = effects.iter().filter_map(|effect| match effect {
        Effect::Save(chosen) => Some(chosen),
        _ => None,
    });
    saves
        .flatten()
        .map(|(user, kept)| (user.as_str(), kept.status, kept.status_message.as_str()))
        .collect()
}

#[test]
fn a_user_is_online_until_the_grace_period_after_their_last_socket() {
    let mut scene = Scene::new();
    scene.connect("ann", 1);
    assert_eq!(told(&scene.tick(0)), [("ann", PresenceStatus::Online)]);
    scene.connect("ann", 2);
    scene.disconnect("ann", 1);
    assert_eq!(told(&scene.tick(GRACE)), []);
    scene.disconnect("ann", 2);
    assert_eq!(told(&scene.tick(GRACE - 1)), []);
    let after = scene.tick(1);
    assert_eq!(told(&after), [("ann", PresenceStatus::Offline)]);
    assert!(after.contains(&Effect::EndGrace("ann".into(), vec![DESK])));
}

#[test]
fn reconnecting_within_the_grace_period_is_not_broadcast() {
    let mut scene = Scene::new();
    scene.connect("ann", 1);
    scene.tick(0);
    scene.disconnect("ann", 1);
    scene.tick(GRACE - 1);
    let back = scene.connect("ann", 2);
    assert!(back.contains(&Effect::EndGrace("ann".into(), vec![DESK])));
    assert_eq!(told(&scene.tick(GRACE)), []);
}

#[test]
fn idle_people_are_away_until_they_are_active() {
    let mut scene = Scene::new();
    scene.connect("ann", 1);
    scene.connect("bob", 2);
    scene.choose("bob", PresenceStatus::Busy, "");
    scene.tick(0);
    assert_eq!(told(&scene.tick(AWAY_AFTER - 1)), []);
    assert_eq!(told(&scene.tick(1)), [("ann", PresenceStatus::Away)]);
    scene
        .state
        .active(&"ann".into(), scene.now, &mut Vec::new());
    assert_eq!(told(&scene.tick(0)), [("ann", PresenceStatus::Online)]);
}

#[test]
fn changes_between_two_broadcasts_are_sent_and_saved_once() {
    let mut scene = Scene::new();
    scene.connect("bob", 1);
    scene.choose("bob", PresenceStatus::Away, "lunch");
    let shown = scene.choose("bob", PresenceStatus::Busy, "on the phone");
    assert_eq!(shown.status, PresenceStatus::Busy);
    let effects = scene.tick(0);
    assert_eq!(told(&effects), [("bob", PresenceStatus::Busy)]);
    assert_eq!(
        saved(&effects),
        [("bob", PresenceStatus::Busy, "on the phone")]
    );
    assert_eq!(scene.tick(0), []);
}

#[test]
fn a_new_member_and_the_others_receive_each_others_presence() {
    let (mut scene, lab) = (Scene::new(), ChannelId(2));
    scene.connect("ann", 1);
    scene.tick(0);
    let mut effects = Vec::new();
    scene.state.joined(&"ann".into(), lab, &mut effects);
    let newcomer = "ann".into();
    assert_eq!(
        effects,
        [Effect::SendMembersPresence {
            newcomer,
            channel: lab
        }]
    );
    let Some(Effect::Broadcast(changes)) = scene.tick(0).into_iter().next() else {
        panic!("no broadcast")
    };
    assert_eq!(changes[0].channels, [DESK, lab]);
    scene.state.joined(&"ann".into(), lab, &mut effects);
    assert_eq!(effects.len(), 1, "joining twice changes nothing");
    effects.clear();
    scene.state.left(&"ann".into(), lab, &mut effects);
    assert_eq!(effects, [Effect::EndGrace("ann".into(), vec![lab])]);
}

#[test]
fn only_present_users_are_introduced() {
    let (mut scene, lab) = (Scene::new(), ChannelId(2));
    let mut effects = Vec::new();
    scene.state.joined(&"ann".into(), lab, &mut effects);
    assert_eq!(effects, [], "ann has never been there");
    scene.connect("ann", 1);
    scene.disconnect("ann", 1);
    // She counts as online in her new channel too, until the grace period ends.
    scene.state.joined(&"ann".into(), lab, &mut effects);
    assert_eq!(effects[0], Effect::BeginGrace("ann".into(), lab));
    let after = scene.tick(GRACE);
    assert!(after.contains(&Effect::EndGrace("ann".into(), vec![DESK, lab])));
    effects.clear();
    scene.choose("ann", PresenceStatus::Busy, "");
    scene
        .state
        .joined(&"ann".into(), ChannelId(3), &mut effects);
    assert_eq!(effects, [], "her grace is over");
}

#[test]
fn a_channel_receives_no_presence_of_a_member_who_left() {
    let (mut scene, lab) = (Scene::new(), ChannelId(2));
    scene.connect("ann", 1);
    scene.state.joined(&"ann".into(), lab, &mut Vec::new());
    scene.tick(0);
    scene.state.left(&"ann".into(), lab, &mut Vec::new());
    scene.choose("ann", PresenceStatus::Busy, "");
    let effects = scene.tick(0);
    let channels = effects.iter().find_map(|effect| match effect {
        Effect::Broadcast(changes) => Some(&changes[0].channels),
        _ => None,
    });
    assert_eq!(channels, Some(&vec![DESK]));
}

#[test]
fn activity_alone_is_saved_only_with_the_last_socket() {
    let mut scene = Scene::new();
    scene.connect("ann", 1);
    let (ann, now) = (UserId::from("ann"), scene.now);
    scene.state.active(&ann, now, &mut Vec::new());
    scene.state.choose(ann, None, None, now, &mut Vec::new());
    assert_eq!(saved(&scene.tick(0)), []);
    scene.disconnect("ann", 1);
    assert_eq!(saved(&scene.tick(0)), [("ann", PresenceStatus::Online, "")]);
}

#[test]
fn a_socket_counts_once_when_the_presence_restarts_while_it_connects() {
    let known = Known {
        connected: vec![("ann".into(), SessionId(1), vec![DESK])],
        ..Known::default()
    };
    let (mut scene, _) = Scene::after(known);
    // Its message was in transit, and is handled by the new actor.
    scene.connect("ann", 1);
    scene.tick(0);
    scene.disconnect("ann", 1);
    assert_eq!(told(&scene.tick(GRACE)), [("ann", PresenceStatus::Offline)]);
}

#[test]
fn a_grace_period_continues_after_a_restart_and_ends() {
    let known = Known {
        in_grace: HashMap::from([("ann".into(), vec![DESK])]),
        ..Known::default()
    };
    let (mut scene, effects) = Scene::after(known);
    assert!(matches!(&effects[..], [Effect::Publish(..)]), "{effects:?}");
    scene.tick(0);
    let after = scene.tick(GRACE);
    assert!(after.contains(&Effect::EndGrace("ann".into(), vec![DESK])));
    assert_eq!(told(&after), [("ann", PresenceStatus::Offline)]);
}

#[test]
fn closing_a_socket_that_is_not_the_last_ends_the_grace_period() {
    let mut scene = Scene::new();
    scene.connect("ann", 1);
    scene.connect("ann", 2);
    let effects = scene.disconnect("ann", 1);
    assert_eq!(effects, [Effect::EndGrace("ann".into(), vec![DESK])]);
}

#[test]
fn only_people_with_state_stay_in_memory() {
    let mut scene = Scene::new();
    for n in 0..1_000 {
        scene.connect(&format!("visitor-{n}"), n);
        scene.disconnect(&format!("visitor-{n}"), n);
    }
    scene.connect("bob", 1_000);
    scene.choose("bob", PresenceStatus::Busy, "back on Monday");
    scene.disconnect("bob", 1_000);
    scene.tick(0);
    scene.tick(GRACE);
    let effects = scene.tick(0);
    let visitor = UserId::from("visitor-7");
    assert!(effects.contains(&Effect::Withdraw(visitor)));
    assert_eq!(scene.state.people(), 1);
    scene.connect("bob", 1_001);
    scene.connect("visitor-7", 1_002);
    assert_eq!(
        told(&scene.tick(0)),
        [
            ("bob", PresenceStatus::Busy),
            ("visitor-7", PresenceStatus::Online)
        ]
    );
}

#[test]
fn offline_people_without_a_chosen_status_are_not_loaded() {
    let of = |status, message: &str| Presence {
        status,
        status_message: message.into(),
        status_message_until: None,
        last_active: 5,
    };
    let known = Known {
        chosen: vec![
            ("ann".into(), of(PresenceStatus::Online, "")),
            ("bob".into(), of(PresenceStatus::Busy, "")),
            ("cid".into(), of(PresenceStatus::Online, "on holiday")),
        ],
        ..Known::default()
    };
    let (scene, effects) = Scene::after(known);
    assert_eq!(scene.state.people(), 2);
    assert_eq!(effects.len(), 2, "those are published: {effects:?}");
}

/// The status message in each change of a broadcast, and when it clears itself.
fn messages(effects: &[Effect]) -> Vec<(&str, Option<Millis>)> {
    let changes = effects.iter().filter_map(|effect| match effect {
        Effect::Broadcast(changes) => Some(changes),
        _ => None,
    });
    changes
        .flatten()
        .map(|Change { presence: of, .. }| (of.status_message.as_str(), of.status_message_until))
        .collect()
}

#[test]
fn a_status_message_clears_itself_at_its_time() {
    let mut scene = Scene::new();
    scene.connect("bob", 1);
    let until = scene.now + 60_000;
    let shown = scene.choose_until("bob", PresenceStatus::Busy, "lunch", Some(until));
    assert_eq!(shown.status_message_until, Some(until));
    assert_eq!(messages(&scene.tick(0)), [("lunch", Some(until))]);
    assert_eq!(scene.tick(59_999), []);
    let after = scene.tick(1);
    assert_eq!(messages(&after), [("", None)]);
    assert_eq!(saved(&after), [("bob", PresenceStatus::Busy, "")]);
    assert_eq!(scene.tick(60_000), [], "it is cleared once");
}

#[test]
fn another_status_message_has_a_time_of_its_own() {
    let mut scene = Scene::new();
    scene.connect("bob", 1);
    let until = Some(scene.now + 60_000);
    scene.choose_until("bob", PresenceStatus::Online, "lunch", until);
    scene.tick(0);
    // A later time for the same text is told, too.
    let later = Some(scene.now + 90_000);
    scene.choose_until("bob", PresenceStatus::Online, "lunch", later);
    assert_eq!(messages(&scene.tick(0)), [("lunch", later)]);
    scene.choose("bob", PresenceStatus::Online, "at the desk");
    assert_eq!(messages(&scene.tick(0)), [("at the desk", None)]);
    assert_eq!(scene.tick(90_000), [], "it stays");
    // The status alone leaves both.
    scene.choose_until("bob", PresenceStatus::Online, "lunch", Some(scene.now + 5));
    let now = scene.now;
    let busy = Some(PresenceStatus::Busy);
    let kept = scene
        .state
        .choose("bob".into(), busy, None, now, &mut Vec::new());
    assert_eq!(kept.status_message_until, Some(now + 5));
}

#[test]
fn a_status_message_of_someone_offline_clears_itself_and_they_are_forgotten() {
    let mut scene = Scene::new();
    scene.connect("bob", 1);
    let until = Some(scene.now + 2 * GRACE);
    scene.choose_until("bob", PresenceStatus::Online, "lunch", until);
    scene.disconnect("bob", 1);
    scene.tick(GRACE);
    assert_eq!(messages(&scene.tick(GRACE)), [("", None)]);
    assert!(scene.tick(0).contains(&Effect::Withdraw("bob".into())));
    assert_eq!(scene.state.people(), 0);
}

#[test]
fn a_time_that_passed_while_the_server_was_down_clears_the_status_message_at_the_start() {
    let of = |until| Presence {
        status: PresenceStatus::Busy,
        status_message: "lunch".into(),
        status_message_until: Some(until),
        last_active: 5,
    };
    let chosen = vec![("ann".into(), of(1_000_000)), ("bob".into(), of(1_000_001))];
    let known = Known {
        chosen,
        ..Known::default()
    };
    let (mut scene, effects) = Scene::after(known);
    let published = effects.iter().filter_map(|effect| match effect {
        Effect::Publish(user, of) => Some((user.as_str(), of.status_message.as_str())),
        _ => None,
    });
    let mut published: Vec<_> = published.collect();
    published.sort_unstable();
    assert_eq!(published, [("ann", ""), ("bob", "lunch")]);
    assert_eq!(
        saved(&scene.tick(0)),
        [("ann", PresenceStatus::Busy, "")],
        "the database forgets it, too"
    );
    assert_eq!(saved(&scene.tick(1)), [("bob", PresenceStatus::Busy, "")]);
}
