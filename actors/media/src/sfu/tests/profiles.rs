//! Which codec is negotiated with clients whose H.264 is another than ours.

use std::collections::BTreeMap;

use super::super::client::{ROOM, World};
use super::super::sdp::Summary;

use crate::names::{Description, DescriptionKind};

const VP8: &str = "VP8";

/// A client's offer of one picture with these codecs: the parameters of an H.264, or [`VP8`].
fn offer(codecs: &[&str]) -> String {
    let numbers: Vec<String> = (96..)
        .zip(codecs)
        .map(|(number, _): (u8, _)| number.to_string())
        .collect();
    let mut lines = vec![
        "v=0".to_owned(),
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1".to_owned(),
        "s=-".to_owned(),
        "t=0 0".to_owned(),
        "a=group:BUNDLE 0".to_owned(),
        format!("m=video 9 UDP/TLS/RTP/SAVPF {}", numbers.join(" ")),
        "c=IN IP4 0.0.0.0".to_owned(),
        "a=ice-ufrag:EsAw".to_owned(),
        "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1".to_owned(),
        format!("a=fingerprint:sha-256 {}", ["AB"; 32].join(":")),
        "a=setup:actpass".to_owned(),
        "a=mid:0".to_owned(),
        "a=sendonly".to_owned(),
        "a=msid:stream track".to_owned(),
        "a=rtcp-mux".to_owned(),
    ];
    for (number, parameters) in numbers.iter().zip(codecs) {
        if *parameters == VP8 {
            lines.push(format!("a=rtpmap:{number} VP8/90000"));
            continue;
        }
        lines.push(format!("a=rtpmap:{number} H264/90000"));
        if !parameters.is_empty() {
            lines.push(format!("a=fmtp:{number} {parameters}"));
        }
    }
    lines.push("a=ssrc:1001 cname:one\r\n".to_owned());
    lines.join("\r\n")
}

/// Returns the codec that the server answers with, and its parameters; `None` if it takes none.
async fn answered(codecs: &[&str]) -> Option<(String, String)> {
    let world = World::new().await;
    let alice = world.join("alice").await;
    let offer = Description {
        kind: DescriptionKind::Offer,
        sdp: offer(codecs),
    };
    let answer = world
        .media
        .publish(ROOM, &alice.me, offer, BTreeMap::new())
        .await
        .ok()?;
    let answer = Summary::parse(&answer.sdp).expect("a description");
    let codecs = &answer.sections.first()?.codecs;
    assert!(codecs.len() <= 2, "{codecs:?}");
    let first = codecs.first()?;
    Some((first.name.clone(), first.parameters.clone()))
}

/// What others' clients offer: of Firefox, Chromium, Safari and hardware.
const FITTING: [&str; 4] = [
    "profile-level-id=42e01f;level-asymmetry-allowed=1;packetization-mode=1",
    "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42E01F",
    "packetization-mode=1;profile-level-id=42e034;level-asymmetry-allowed=1",
    "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e00d",
];
const OTHERS: [&str; 5] = [
    "profile-level-id=42e01f;level-asymmetry-allowed=1",
    "level-asymmetry-allowed=1;packetization-mode=0;profile-level-id=42e01f",
    "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
    "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=640c1f",
    "",
];

#[tokio::test]
async fn constrained_baseline_is_taken_at_any_level_and_spelling() {
    for parameters in FITTING {
        for codecs in [
            &[parameters][..],
            &[parameters, VP8],
            &[OTHERS[3], parameters],
        ] {
            let (name, answer) = answered(codecs).await.unwrap_or_default();
            assert_eq!(name, "h264", "{codecs:?}");
            assert!(answer.contains("packetization-mode=1"), "{answer}");
            let answer = answer.to_ascii_lowercase();
            assert!(answer.contains("profile-level-id=42e0"), "{answer}");
        }
    }
}

#[tokio::test]
async fn another_profile_falls_back_to_vp8_or_sends_no_picture() {
    for parameters in OTHERS {
        let (name, _) = answered(&[parameters, VP8]).await.expect("a codec");
        assert_eq!(name, "vp8", "{parameters}");
        assert_eq!(answered(&[parameters]).await, None, "{parameters}");
    }
}
