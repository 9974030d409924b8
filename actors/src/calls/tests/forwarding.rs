//! Which calls go through the server, and what the media plane is told of them.

use std::collections::BTreeMap;

use entity::model::{CallMode, CallQuality};
use media::{Kind, Kinds};

use super::{ID, Path, Scene, at, code};
use crate::{
    calls::{
        Answered, Ask, Described, Device, Effect, Forward, Joining, Signal,
        state::{FEW_FOR, GRACE, KEPT_FOR},
    },
    protocol::{ErrorCode, calls::SessionDescription},
};

/// ann, bob and eve are in a call that a server can forward.
fn of_three() -> Scene {
    let mut scene = of_two();
    scene.join(&at("eve", "e3"), None).expect("joins");
    scene
}

fn of_two() -> Scene {
    let mut scene = Scene::of(&["bob"]);
    scene.call = scene.call.by(Path::direct(true));
    scene.accept(&at("bob", "b2")).expect("accepts");
    scene
}

fn offer(certificate: &str) -> Ask {
    let offer = SessionDescription {
        kind: "offer".into(),
        sdp: format!("v=0\r\na=fingerprint:sha-256 {certificate}\r\n"),
    };
    let offer = Described {
        description: offer,
        offer_id: None,
    };
    to_server(Signal::Offer(offer, BTreeMap::new()))
}

fn to_server(signal: Signal) -> Ask {
    Ask::Signal {
        call: ID,
        user: None,
        device: None,
        signal,
    }
}

fn update(change: Device) -> Ask {
    Ask::Update(ID, change)
}

/// The kinds that are off at first: nobody shows a picture.
fn pictures() -> Kinds {
    [Kind::Camera, Kind::Screen, Kind::ScreenAudio]
        .into_iter()
        .collect()
}

/// What the media plane was told since the last time.
fn forwards(scene: &mut Scene) -> Vec<String> {
    let effects = std::mem::take(&mut scene.effects).into_iter();
    let told = effects.filter_map(|effect| match effect {
        Effect::Forward(of, what) => {
            let what = match what {
                Forward::Join(_) => "join",
                Forward::Leave => "leave",
                Forward::Allow(_) => "allow",
                Forward::Mute(_) => "mute",
                Forward::Publish { .. } => "publish",
                Forward::Answer(_) => "answer",
                Forward::Candidate(_) => "candidate",
                Forward::View(_) => "view",
                Forward::OfferAgain(_) => "offer again",
            };
            Some(format!("{} {what}", of.device))
        }
        Effect::CloseRoom => Some("close".into()),
        Effect::CutRelay(user) => Some(format!("{user} cut")),
        _ => None,
    });
    told.collect()
}

#[test]
fn the_third_device_moves_a_call_to_the_server_and_its_leaving_moves_it_back() {
    let mut scene = of_two();
    assert!(forwards(&mut scene).is_empty());
    let answered = scene.join(&at("eve", "e3"), None).expect("joins");
    let Answered::Call(reply) = answered else {
        panic!("not a call")
    };
    assert_eq!((reply.mode, reply.forwarded), (CallMode::Sfu, false));
    let joined = scene.effects.iter().find_map(|effect| match effect {
        Effect::Forward(_, Forward::Mute(off)) => Some(*off),
        _ => None,
    });
    assert_eq!(joined, Some(pictures()));
    let effects = scene.effects.clone();
    let moved = scene.told().into_iter();
    let moved: Vec<_> = moved.filter(|(_, name, _)| name == "call_moved").collect();
    assert_eq!(moved.len(), 3, "all devices hear it");
    assert_eq!(moved[0].2["to"], "sfu");
    scene.effects = effects;
    assert_eq!(
        forwards(&mut scene),
        [
            "a1 join", "a1 mute", "b2 join", "b2 mute", "e3 join", "e3 mute"
        ]
    );
    scene.ask(&at("eve", "e3"), Ask::Leave(ID)).expect("leaves");
    assert_eq!(forwards(&mut scene), ["e3 leave"]);
    scene.pass(FEW_FOR - 1, &[]);
    assert_eq!(scene.call.active().mode, CallMode::Sfu);
    scene.pass(1, &[]);
    assert_eq!(scene.call.active().mode, CallMode::Peer);
    assert_eq!(scene.told()[0].2["to"], "peer");
    scene
        .ask(&at("ann", "a1"), offer("one"))
        .expect("the server keeps its connections for a while");
    scene.effects.clear();
    scene.pass(KEPT_FOR, &[]);
    assert_eq!(forwards(&mut scene), ["close"]);
    let late = scene.ask(&at("ann", "a1"), offer("one"));
    assert_eq!(code(late), ErrorCode::Conflict);
}

#[test]
fn a_third_who_comes_back_soon_finds_the_call_on_the_server() {
    let mut scene = of_three();
    scene.ask(&at("eve", "e3"), Ask::Leave(ID)).expect("leaves");
    scene.pass(FEW_FOR - 1, &[]);
    scene.join(&at("eve", "e3"), None).expect("joins");
    scene.told();
    scene.pass(FEW_FOR, &[]);
    assert_eq!(scene.call.active().mode, CallMode::Sfu);
    assert!(scene.told().is_empty());
}

#[test]
fn two_who_cannot_connect_stay_on_the_server() {
    let mut scene = of_two();
    scene.told();
    let unreachable = Device {
        unreachable: true,
        ..Device::default()
    };
    scene
        .ask(&at("bob", "b2"), update(unreachable))
        .expect("says so");
    assert_eq!(scene.call.active().mode, CallMode::Sfu);
    scene.pass(FEW_FOR * 2, &[]);
    scene.pass(FEW_FOR * 2, &[]);
    assert_eq!(scene.call.active().mode, CallMode::Sfu);
}

#[test]
fn without_a_server_all_calls_go_from_device_to_device() {
    let mut scene = Scene::of(&["bob", "eve"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    scene.accept(&at("eve", "e3")).expect("accepts");
    assert_eq!(scene.call.active().mode, CallMode::Peer);
    let refused = scene.ask(&at("bob", "b2"), offer("one"));
    assert_eq!(code(refused), ErrorCode::Conflict);
}

#[test]
fn the_media_plane_forwards_what_state_and_rights_allow() {
    let mut scene = of_three();
    scene.effects.clear();
    let change = Device {
        muted: Some(true),
        camera: Some(true),
        ..Device::default()
    };
    scene
        .ask(&at("bob", "b2"), update(change))
        .expect("changes");
    let muted: Vec<Effect> = scene.effects.clone();
    let off: Kinds = [Kind::Audio, Kind::Screen, Kind::ScreenAudio]
        .into_iter()
        .collect();
    assert!(muted.iter().any(|effect| matches!(
        effect,
        Effect::Forward(of, Forward::Mute(kinds)) if &*of.device == "b2" && *kinds == off
    )));
    scene.effects.clear();
    let bob = "bob".into();
    scene.call.allow_video(&bob, false, &mut scene.effects);
    scene.call.settle_media(&mut scene.effects);
    assert_eq!(forwards(&mut scene), ["b2 allow", "b2 mute"]);
    scene.call.remove(&bob, scene.now, &mut scene.effects);
    scene.call.settle_media(&mut scene.effects);
    assert_eq!(forwards(&mut scene), ["b2 leave", "bob cut"]);
}

#[test]
fn whoever_is_removed_loses_the_relay_in_a_call_of_two_as_well() {
    let mut scene = of_two();
    scene.effects.clear();
    scene.call.remove(&"bob".into(), 5, &mut scene.effects);
    scene.call.settle_media(&mut scene.effects);
    assert_eq!(forwards(&mut scene), ["bob cut", "close"]);
}

#[test]
fn a_page_that_was_loaded_anew_starts_anew() {
    let mut scene = of_three();
    let bob = at("bob", "b2");
    scene.effects.clear();
    scene.ask(&bob, offer("one")).expect("offers");
    assert_eq!(forwards(&mut scene), ["b2 publish"]);
    scene.ask(&bob, offer("one")).expect("offers again");
    assert_eq!(forwards(&mut scene), ["b2 publish"]);
    let answered = scene.join(&bob, None).expect("its socket was lost");
    let Answered::Call(reply) = answered else {
        panic!("not a call")
    };
    assert!(reply.forwarded);
    assert_eq!(forwards(&mut scene), ["b2 offer again"]);
    scene.ask(&bob, offer("two")).expect("offers");
    assert_eq!(forwards(&mut scene), ["b2 join", "b2 mute", "b2 publish"]);
    let fresh = Joining {
        fresh: true,
        ..Joining::default()
    };
    let answered = scene.ask(&bob, Ask::Join(ID, fresh)).expect("joins");
    let Answered::Call(reply) = answered else {
        panic!("not a call")
    };
    assert!(!reply.forwarded);
    assert_eq!(forwards(&mut scene), ["b2 join", "b2 mute"]);
}

#[test]
fn an_offer_of_a_connection_that_is_closed_comes_too_late() {
    let mut scene = of_three();
    let bob = at("bob", "b2");
    scene.ask(&bob, offer("one")).expect("offers");
    scene.call.broken((&"bob".into(), "b2"), &mut scene.effects);
    scene.call.settle_media(&mut scene.effects);
    scene.effects.clear();
    let late = scene.ask(&bob, offer("one"));
    assert_eq!(code(late), ErrorCode::Conflict, "before the new one");
    scene.ask(&bob, offer("two")).expect("offers anew");
    assert_eq!(forwards(&mut scene), ["b2 publish"]);
    let late = scene.ask(&bob, offer("one"));
    assert_eq!(code(late), ErrorCode::Conflict, "after the new one");
    assert!(
        forwards(&mut scene).is_empty(),
        "the new connection is kept"
    );
    scene.ask(&bob, offer("two")).expect("restarts ICE");
}

#[test]
fn a_device_whose_connection_broke_is_told_to_start_anew() {
    let mut scene = of_three();
    scene.ask(&at("bob", "b2"), offer("one")).expect("offers");
    scene.effects.clear();
    scene.call.broken((&"bob".into(), "b2"), &mut scene.effects);
    scene.call.settle_media(&mut scene.effects);
    let effects = scene.effects.clone();
    assert_eq!(scene.names(), ["bob/2 call_moved"]);
    scene.effects = effects;
    assert_eq!(forwards(&mut scene), ["b2 join", "b2 mute"]);
}

#[test]
fn a_device_that_is_dropped_and_a_call_that_ends_are_cleaned_up() {
    let mut scene = of_three();
    scene.pass(1, &[3]);
    scene.effects.clear();
    scene.pass(GRACE, &[3]);
    assert_eq!(forwards(&mut scene), ["e3 leave"]);
    let end = Ask::End {
        call: ID,
        manages: true,
    };
    scene.ask(&at("ann", "a1"), end).expect("ends");
    assert_eq!(forwards(&mut scene), ["close"]);
}

#[test]
fn the_server_measures_what_it_forwards() {
    let mut scene = of_three();
    scene.told();
    let claims = Device {
        quality: Some(CallQuality::Excellent),
        ..Device::default()
    };
    scene
        .ask(&at("bob", "b2"), update(claims))
        .expect("is heard");
    assert!(scene.told().is_empty());
    let (bob, effects) = (entity::ids::UserId::from("bob"), &mut scene.effects);
    scene
        .call
        .measured((&bob, "b2"), CallQuality::Poor, effects);
    scene
        .call
        .measured((&bob, "b2"), CallQuality::Poor, effects);
    let told = scene.told();
    assert_eq!(told.len(), 3, "once to each device");
    assert_eq!(told[0].2["quality"], "poor");
    scene.call.silent((&bob, "b2"), true, &mut scene.effects);
    let (of, effects) = ((&bob, "b2"), &mut scene.effects);
    scene.call.measured(of, CallQuality::Excellent, effects);
    assert_eq!(scene.told()[0].2["quality"], "disconnected");
    scene.call.silent((&bob, "b2"), false, &mut scene.effects);
    let (of, effects) = ((&bob, "b2"), &mut scene.effects);
    scene.call.measured(of, CallQuality::Excellent, effects);
    assert_eq!(scene.told()[0].2["quality"], "excellent");
}

#[test]
fn after_a_crash_the_media_plane_is_told_nothing_twice() {
    let mut scene = of_three();
    scene.ask(&at("bob", "b2"), offer("one")).expect("offers");
    let known: Vec<_> = scene.call.bound();
    let resumed = crate::calls::CallState::resumed(
        scene.call.stored(),
        super::channel(),
        scene.now,
        |user, device| {
            let mut known = known.iter();
            let found = known.find(|(of, name, _)| of == user && name == device);
            found.map(|(_, _, known)| known.clone())
        },
    );
    scene.call = resumed.by(scene.call.path());
    scene.effects.clear();
    scene.call.ring_again(scene.now, &mut scene.effects);
    scene.call.settle_media(&mut scene.effects);
    assert!(forwards(&mut scene).is_empty());
    assert_eq!(scene.call.active().mode, CallMode::Sfu);
}
