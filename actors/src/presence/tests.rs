//! The rules of the presence state, with time as an input, and the cost of a broadcast.

use std::{collections::HashMap, time::Duration};

use entity::{
    ids::{ChannelId, Millis, UserId},
    model::{Presence, PresenceStatus},
};

use super::state::{Change, Effect, Known, PresenceState, Timing};
use crate::delivery::session_id::SessionId;

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
        let message = Some(message.to_owned());
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
