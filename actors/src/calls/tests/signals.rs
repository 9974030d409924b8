//! What devices pass on to each other.

use std::collections::BTreeMap;

use entity::ids::UserId;

use super::{ID, Scene, at, code};
use crate::{
    calls::{Ask, Described, Second, Signal, Targets},
    protocol::{
        ErrorCode,
        calls::{IceCandidate, SessionDescription},
    },
};

fn candidate() -> Signal {
    Signal::Candidate(Some(IceCandidate {
        candidate: "candidate:1 1 UDP 1 192.0.2.1 9 typ host".into(),
        sdp_mid: Some("0".into()),
        sdp_m_line_index: Some(0),
        username_fragment: None,
    }))
}

fn signal(user: Option<&str>, device: Option<&str>, signal: Signal) -> Ask {
    Ask::Signal {
        call: ID,
        user: user.map(UserId::from),
        device: device.map(str::to_owned),
        signal,
    }
}

#[test]
fn signals_reach_the_device_in_this_call_alone() {
    let mut scene = Scene::of(&["bob"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    scene.told();
    let description = SessionDescription {
        kind: "offer".into(),
        sdp: "v=0".into(),
    };
    let offer = Signal::Offer(
        Described {
            description,
            offer_id: Some("one".into()),
        },
        BTreeMap::new(),
    );
    let ann = at("ann", "a1");
    scene
        .ask(&ann, signal(Some("bob"), None, candidate()))
        .expect("a candidate first");
    scene
        .ask(&ann, signal(Some("bob"), None, offer.clone()))
        .expect("relays");
    let told = scene.told();
    assert_eq!(told[0].0, "bob/2");
    assert_eq!(told[0].1, "webrtc_ice_candidate_received");
    assert_eq!(told[1].1, "webrtc_offer_received");
    let data = &told[1].2;
    assert_eq!(data["offerId"], "one");
    assert_eq!(
        (&data["fromUser"], &data["fromDevice"], &data["deviceId"]),
        (&"ann".into(), &"a1".into(), &"b2".into())
    );
    let refusals = [
        (
            signal(Some("eve"), None, offer.clone()),
            ErrorCode::NotFound,
        ),
        (
            signal(Some("bob"), Some("b9"), offer.clone()),
            ErrorCode::NotFound,
        ),
        (signal(Some("ann"), None, offer.clone()), ErrorCode::Invalid),
        (signal(None, None, offer.clone()), ErrorCode::Conflict),
    ];
    for (ask, expected) in refusals {
        assert_eq!(code(scene.ask(&ann, ask)), expected);
    }
    let stranger = at("eve", "e3");
    assert_eq!(
        code(scene.ask(&stranger, signal(Some("bob"), None, offer.clone()))),
        ErrorCode::Conflict
    );
    scene
        .join(&at("bob", "b4"), Some(Second::Add))
        .expect("is added");
    assert_eq!(
        code(scene.ask(&ann, signal(Some("bob"), None, offer.clone()))),
        ErrorCode::Invalid
    );
    scene.told();
    scene
        .ask(&ann, signal(Some("bob"), Some("b4"), offer))
        .expect("relays");
    assert_eq!(scene.told()[0].0, "bob/4");
}

#[test]
fn ten_thousand_candidates_are_too_many() {
    let mut scene = Scene::of(&["bob"]);
    scene.accept(&at("bob", "b2")).expect("accepts");
    let ann = at("ann", "a1");
    let results = (0..10_000).map(|_| {
        let mut targets = Vec::new();
        let ask = signal(Some("bob"), None, candidate());
        scene
            .call
            .ask(&ann, ask, &Targets::default(), scene.now, &mut targets)
    });
    let results: Vec<_> = results.collect();
    let passed = results.iter().filter(|result| result.is_ok()).count();
    assert_eq!(passed, 256);
    let last = results
        .into_iter()
        .next_back()
        .expect("one")
        .expect_err("too many");
    assert_eq!(last.code, ErrorCode::RateLimited);
    assert!(last.retry_after_ms.is_some());
    scene.now += 10_000;
    scene
        .ask(&ann, signal(Some("bob"), None, candidate()))
        .expect("later again");
}
