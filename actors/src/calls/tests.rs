//! The state of a call, with the time as input.

mod annotations;
mod forwarding;
mod signals;

use entity::{
    ids::{CallId, ChannelId, Millis, UserId},
    model::{CallStatus, CallType, ChannelKind, ChannelLabel},
};
use serde_json::Value;

use super::{
    Answered, Ask, CallState, Device, Effect, Joining, Origin, Second, Targets,
    state::{Binding, Forwarded, GRACE, Path, RING_FOR},
};
use crate::{
    delivery::directory::SessionId,
    protocol::{ErrorCode, Failure, calls::DeclineReason},
};

const ID: CallId = CallId(7);

/// A call, and what it told everyone.
struct Scene {
    call: CallState,
    now: Millis,
    effects: Vec<Effect>,
}

/// The device of a user: its socket has the number that ends its name.
fn at(user: &str, device: &str) -> Origin {
    let number = device.trim_start_matches(|letter: char| !letter.is_ascii_digit());
    Origin {
        user: user.into(),
        session: Some(SessionId(number.parse().expect("a number"))),
        device: device.into(),
    }
}

fn channel() -> ChannelLabel {
    ChannelLabel {
        id: ChannelId(3),
        name: String::new(),
        kind: ChannelKind::Direct,
    }
}

impl Scene {
    /// ann calls with her first device; it rings at the others.
    fn of(others: &[&str]) -> Self {
        Self::reaching(others, &[])
    }

    fn reaching(others: &[&str], unreachable: &[(&str, DeclineReason)]) -> Self {
        let ring: Vec<UserId> = others.iter().map(|user| (*user).into()).collect();
        let unreachable = unreachable
            .iter()
            .map(|(user, reason)| ((*user).into(), *reason));
        let targets = Targets {
            ring,
            unreachable: unreachable.collect(),
        };
        let asked = targets.unreachable.iter().map(|(user, _)| user.clone());
        let asked: Vec<UserId> = targets.ring.iter().cloned().chain(asked).collect();
        let joining = (&at("ann", "a1"), Joining::default());
        let call = CallState::new(channel(), CallType::Audio, joining, asked, 0).named(ID);
        let mut scene = Self {
            call,
            now: 0,
            effects: Vec::new(),
        };
        scene.call.begin(&targets, 0, &mut scene.effects);
        scene
    }

    fn ask(&mut self, from: &Origin, ask: Ask) -> Result<Answered, Failure> {
        let targets = Targets::default();
        let effects = &mut self.effects;
        let answered = self.call.ask(from, ask, &targets, self.now, effects);
        self.call.settle_media(effects);
        answered
    }

    fn accept(&mut self, from: &Origin) -> Result<Answered, Failure> {
        self.ask(from, Ask::Accept(ID, Joining::default()))
    }

    fn join(&mut self, from: &Origin, second: Option<Second>) -> Result<Answered, Failure> {
        let joining = Joining {
            second,
            ..Joining::default()
        };
        self.ask(from, Ask::Join(ID, joining))
    }

    /// Time passes; `lost` are the sockets that are gone.
    fn pass(&mut self, time: Millis, lost: &[i64]) {
        self.now += time;
        let is_alive = |_: &UserId, binding| match binding {
            Binding::Socket(SessionId(id)) => !lost.contains(&id),
            _ => true,
        };
        self.call.look(self.now, is_alive, &mut self.effects);
        self.call.settle_media(&mut self.effects);
    }

    /// What was told since the last time: to whom, which event, its data.
    fn told(&mut self) -> Vec<(String, String, Value)> {
        let effects = std::mem::take(&mut self.effects);
        let told = effects.into_iter().filter_map(|effect| {
            let (to, frame) = match effect {
                Effect::ToUser(user, frame) => (user.to_string(), frame),
                Effect::ToDevice(user, Binding::Socket(session), frame) => {
                    (format!("{user}/{}", session.0), frame)
                }
                Effect::ToDevice(user, _, frame) => (format!("{user}/-"), frame),
                Effect::ToConversation(frame) => ("all".to_owned(), frame),
                Effect::Forward(..) | Effect::CloseRoom | Effect::CutRelay(_) => return None,
            };
            let frame: Value = rmp_serde::from_slice(&frame).expect("a frame");
            let name = frame[1].as_str().expect("a name").to_owned();
            Some((to, name, frame[2].clone()))
        });
        told.collect()
    }

    /// The names of what was told since the last time, and to whom.
    fn names(&mut self) -> Vec<String> {
        let told = self.told().into_iter();
        told.map(|(to, name, _)| format!("{to} {name}")).collect()
    }

    fn ended(&self) -> (CallStatus, String) {
        let stored = self.call.stored();
        (stored.status, stored.end_reason.expect("an end"))
    }
}

fn code(result: Result<Answered, Failure>) -> ErrorCode {
    result.expect_err("a refusal").code
}

#[test]
fn a_call_rings_is_answered_and_ends() {
    let mut scene = Scene::of(&["bob"]);
    assert_eq!(
        scene.names(),
        ["all call_participant_joined", "bob incoming_call"]
    );
    scene.now = 3_000;
    scene.accept(&at("bob", "b2")).expect("accepts");
    assert_eq!(
        scene.names(),
        [
            "bob call_accepted",
            "ann/1 call_accepted",
            "all call_participant_joined"
        ]
    );
    assert_eq!(scene.call.active().status, CallStatus::Active);
    scene.now = 63_000;
    scene.ask(&at("ann", "a1"), Ask::Leave(ID)).expect("leaves");
    let told = scene.told();
    let (_, name, data) = told.last().expect("told");
    assert_eq!(name, "call_ended");
    assert_eq!(
        (&data["duration"], &data["endReason"]),
        (&60.into(), &"completed".into())
    );
    assert_eq!(scene.ended(), (CallStatus::Ended, "completed".into()));
    assert!(scene.call.take_missed().is_empty());
}

#[test]
fn one_device_answers_and_the_late_decline_of_another_changes_nothing() {
    let mut scene = Scene::of(&["bob"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    scene.told();
    let late = scene.ask(&at("bob", "b3"), Ask::Decline(ID, DeclineReason::Declined));
    assert_eq!(code(late), ErrorCode::Conflict);
    assert_eq!(code(scene.accept(&at("bob", "b3"))), ErrorCode::Conflict);
    assert!(scene.call.is_live());
    assert!(scene.told().is_empty());
    scene
        .accept(&at("bob", "b2"))
        .expect("the same device may repeat itself");
    assert!(scene.told().is_empty());
}

#[test]
fn who_declines_ends_a_call_of_two() {
    let mut scene = Scene::of(&["bob"]);
    let decline = Ask::Decline(ID, DeclineReason::Declined);
    scene.ask(&at("bob", "b2"), decline).expect("declines");
    assert_eq!(scene.ended(), (CallStatus::Ended, "declined".into()));
    assert!(scene.call.take_missed().is_empty());
}

#[test]
fn a_devices_own_refusal_silences_nobody_else() {
    let mut scene = Scene::of(&["bob"]);
    scene.told();
    let busy = Ask::Decline(ID, DeclineReason::Busy);
    scene.ask(&at("bob", "b2"), busy).expect("is heard");
    assert!(scene.told().is_empty());
    scene.accept(&at("bob", "b3")).expect("another answers");
}

#[test]
fn nobody_answers() {
    let mut scene = Scene::of(&["bob"]);
    scene.told();
    scene.pass(RING_FOR - 1, &[]);
    assert!(scene.call.is_live());
    scene.pass(1, &[]);
    assert_eq!(scene.ended(), (CallStatus::Missed, "timeout".into()));
    assert_eq!(scene.call.take_missed(), ["bob".into()]);
    let names = scene.names();
    assert_eq!(
        names,
        ["bob call_declined", "ann/1 call_declined", "all call_ended"]
    );
}

#[test]
fn the_caller_hangs_up_while_it_rings() {
    let mut scene = Scene::of(&["bob"]);
    let end = Ask::End {
        call: ID,
        manages: false,
    };
    scene.ask(&at("ann", "a1"), end).expect("hangs up");
    assert_eq!(scene.ended(), (CallStatus::Ended, "completed".into()));
    assert_eq!(scene.call.take_missed(), ["bob".into()]);
    let late = scene.accept(&at("bob", "b2")).expect_err("too late");
    assert_eq!(late.message, "The call has ended.");
}

#[test]
fn who_is_busy_or_undisturbed_is_not_rung() {
    let busy = ("bob", DeclineReason::Busy);
    let mut scene = Scene::reaching(&[], &[busy]);
    let told = scene.told();
    let declined = told.iter().find(|(to, ..)| to == "ann/1").expect("told");
    assert_eq!(declined.2["reason"], "busy");
    assert!(told.iter().all(|(_, name, _)| name != "incoming_call"));
    assert_eq!(scene.ended(), (CallStatus::Missed, "declined".into()));
    assert_eq!(scene.call.take_missed(), ["bob".into()]);

    let mut scene = Scene::reaching(&["eve"], &[("bob", DeclineReason::Unavailable)]);
    assert!(scene.call.is_live(), "it rings at eve's");
    assert_eq!(scene.call.take_missed(), ["bob".into()]);
}

#[test]
fn a_lost_device_keeps_its_place_for_a_while() {
    let mut scene = Scene::of(&["bob"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    let muted = Device {
        muted: Some(true),
        ..Device::default()
    };
    scene
        .ask(&at("bob", "b2"), Ask::Update(ID, muted))
        .expect("mutes");
    scene.told();
    scene.pass(1_000, &[2]);
    let told = scene.told();
    assert_eq!(told[0].1, "call_participant_updated");
    assert_eq!(told[0].2["device"]["connected"], false);
    scene.pass(GRACE - 1, &[2]);
    assert!(scene.call.is_live());
    // The page was reloaded: another socket, the same device.
    let back = Origin {
        session: Some(SessionId(9)),
        ..at("bob", "b2")
    };
    let answered = scene.join(&back, None).expect("is back");
    let Answered::Call(reply) = answered else {
        panic!("not a call")
    };
    let bob = reply
        .call
        .participants
        .iter()
        .find(|one| one.user == "bob".into());
    let device = &bob.expect("is in it").devices[0];
    assert!(device.connected && device.muted);
    scene.told();
    scene.pass(GRACE * 2, &[]);
    assert!(scene.call.is_live());
}

#[test]
fn a_dead_browser_is_gone_when_its_time_is_over() {
    let mut scene = Scene::of(&["bob", "eve"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    scene.accept(&at("eve", "e3")).expect("accepts");
    scene.pass(1_000, &[2]);
    // A second device may join at once, and is not muted.
    scene.join(&at("bob", "b4"), None).expect("joins");
    scene.pass(GRACE, &[2]);
    let left = scene
        .told()
        .into_iter()
        .find(|(_, name, _)| name == "call_participant_left");
    let left = left.expect("told").2;
    assert_eq!(
        (&left["deviceId"], &left["reason"]),
        (&"b2".into(), &"dropped".into())
    );
    let call = scene.call.call();
    let bob = call
        .participants
        .iter()
        .find(|one| one.user == "bob".into());
    let devices = &bob.expect("is in it").devices;
    assert_eq!(devices.len(), 1);
    assert!(!devices[0].muted);
}

#[test]
fn everyone_is_lost() {
    let mut scene = Scene::of(&["bob"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    scene.pass(1_000, &[1, 2]);
    scene.pass(GRACE, &[1, 2]);
    assert_eq!(scene.ended(), (CallStatus::Ended, "error".into()));
}

#[test]
fn a_second_device_moves_the_call_or_is_added() {
    let mut scene = Scene::of(&["bob"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    assert_eq!(
        code(scene.join(&at("bob", "b3"), None)),
        ErrorCode::Conflict
    );
    scene
        .join(&at("bob", "b3"), Some(Second::Add))
        .expect("is added");
    let devices = |scene: &Scene| {
        let call = scene.call.call();
        let bob = call
            .participants
            .into_iter()
            .find(|one| one.user == "bob".into());
        let devices = bob.expect("is in it").devices.into_iter();
        devices
            .map(|device| (device.device_id, device.muted))
            .collect::<Vec<_>>()
    };
    assert_eq!(devices(&scene), [("b2".into(), false), ("b3".into(), true)]);
    scene.ask(&at("bob", "b2"), Ask::Leave(ID)).expect("leaves");
    assert_eq!(devices(&scene), [("b3".into(), true)]);
    scene.told();
    scene
        .join(&at("bob", "b4"), Some(Second::Move))
        .expect("moves");
    assert_eq!(devices(&scene), [("b4".into(), true)], "muted stays muted");
    assert_eq!(
        scene.names(),
        ["all call_participant_joined", "all call_participant_left"]
    );
}

#[test]
fn who_may_end_a_call_for_all() {
    let mut scene = Scene::of(&["bob", "eve"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    scene.accept(&at("eve", "e3")).expect("accepts");
    let end = |manages| Ask::End { call: ID, manages };
    assert_eq!(
        code(scene.ask(&at("bob", "b2"), end(false))),
        ErrorCode::Forbidden
    );
    assert_eq!(
        code(scene.ask(&at("zoe", "z4"), end(false))),
        ErrorCode::NotFound
    );
    scene.ask(&at("eve", "e3"), Ask::Leave(ID)).expect("leaves");
    scene.ask(&at("bob", "b2"), end(false)).expect("one of two");
    assert!(!scene.call.is_live());
    let mut scene = Scene::of(&["bob"]);
    scene
        .ask(&at("zoe", "z4"), end(true))
        .expect("manages calls");
}

#[test]
fn who_is_removed_is_out_at_once_and_hears_it() {
    let mut scene = Scene::of(&["bob", "eve"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    scene.told();
    scene.call.remove(&"bob".into(), 5, &mut scene.effects);
    assert_eq!(
        scene.names(),
        ["bob call_participant_left", "all call_participant_left"]
    );
    scene.call.remove(&"eve".into(), 5, &mut scene.effects);
    assert!(!scene.call.is_live(), "ann is alone");
}

#[test]
fn a_right_that_is_taken_away_turns_the_camera_off() {
    let mut scene = Scene::of(&["bob"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    let on = Device {
        camera: Some(true),
        ..Device::default()
    };
    scene
        .ask(&at("bob", "b2"), Ask::Update(ID, on))
        .expect("turns it on");
    scene.told();
    scene
        .call
        .allow_video(&"bob".into(), false, &mut scene.effects);
    let told = scene.told();
    assert_eq!(told.len(), 2, "both devices hear it");
    assert_eq!(told[0].2["device"]["camera"], false);
}

#[test]
fn a_call_goes_on_after_a_restart() {
    let mut scene = Scene::of(&["bob", "eve"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    let stored = scene.call.stored();
    let resumed = CallState::resumed(stored.clone(), channel(), 100, |_, _| None);
    let mut scene = Scene {
        call: resumed,
        now: 100,
        effects: Vec::new(),
    };
    scene.call.ring_again(100, &mut scene.effects);
    assert_eq!(scene.names(), ["eve incoming_call"]);
    assert!(
        scene
            .call
            .devices()
            .all(|(_, _, binding)| binding == Binding::Lost(100))
    );
    scene.join(&at("ann", "a1"), None).expect("is back");
    scene.join(&at("bob", "b2"), None).expect("is back");
    scene.pass(GRACE, &[]);
    assert_eq!(scene.call.call().participants.len(), 2);
    // After a crash of the actor alone, sockets are still there.
    let kept = CallState::resumed(stored, channel(), 100, |_, device| {
        (device == "b2").then(|| (Binding::Socket(SessionId(2)), Forwarded::default()))
    });
    let bound: Vec<_> = kept.devices().map(|(_, _, binding)| binding).collect();
    assert_eq!(bound, [Binding::Lost(100), Binding::Socket(SessionId(2))]);
}

#[test]
fn an_open_call_waits_for_others() {
    let mut scene = Scene::of(&[]);
    assert!(scene.call.is_live());
    scene.join(&at("eve", "e3"), None).expect("joins");
    assert_eq!(scene.call.active().status, CallStatus::Active);
    let mut scene = Scene::of(&[]);
    scene.pass(super::state::OPEN_FOR, &[]);
    assert_eq!(scene.ended(), (CallStatus::Missed, "timeout".into()));
}
