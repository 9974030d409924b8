//! Calls and the crashes of their actors.

use entity::{
    ids::{CallId, ChannelId},
    model::{CallMode, CallType},
};

use serde_json::json;

use super::support::{Client, World, until};
use crate::{
    calls::CallMsg,
    commands::{CallAccept, CallAnnotate, CallInitiate, CallJoin, CallUpdate, WebrtcOffer},
    protocol::{
        calls::{Annotation, MarkColor, MarkTool, NewMark, SessionDescription, SharedScreen},
        durable,
    },
};

fn initiate(channel_id: ChannelId) -> CallInitiate {
    CallInitiate {
        channel_id,
        call_type: CallType::Audio,
        target_users: None,
        device_id: Some("a".into()),
        muted: None,
        camera: None,
        client_id: None,
    }
}

fn accept(session_id: CallId) -> CallAccept {
    CallAccept {
        session_id,
        device_id: Some("b".into()),
        muted: None,
        camera: None,
    }
}

fn update(session_id: CallId, device: &str) -> CallUpdate {
    CallUpdate {
        session_id,
        device_id: Some(device.into()),
        muted: None,
        camera: None,
        screen: None,
        hand: None,
        annotate: None,
        hears: None,
        quality: None,
        unreachable: None,
    }
}

fn mute(session_id: CallId, device: &str) -> CallUpdate {
    CallUpdate {
        muted: Some(true),
        ..update(session_id, device)
    }
}

/// Crashes the call's actor, and waits for the one that follows it.
async fn crash(world: &World, call: CallId) {
    let board = &world.services().calls;
    let before = board.actor(call).expect("an actor");
    before.cast(CallMsg::Panic).expect("alive");
    until("another actor", || {
        let now = board.actor(call);
        now.is_some_and(|now| now.get_id() != before.get_id())
    })
    .await;
}

async fn call(ann: &mut Client, bob: &mut Client, channel: ChannelId) -> CallId {
    ann.command(1, initiate(channel));
    let rings = bob.event("incoming_call").await;
    let call = CallId(rings["sessionId"].as_i64().expect("an id"));
    bob.command(1, accept(call));
    ann.event("call_accepted").await;
    call
}

#[tokio::test]
async fn a_crash_of_the_calls_actor_takes_nobody_out() {
    let world = World::new().await;
    let channel = world.direct("ann", &["bob"]).await;
    let mut ann = world.connect("ann", None).await;
    let mut bob = world.connect("bob", None).await;
    let call = call(&mut ann, &mut bob, channel).await;
    crash(&world, call).await;
    bob.command(2, mute(call, "b"));
    let told = ann.event("call_participant_updated").await;
    assert_eq!(told["device"]["connected"], true);
    assert_eq!(told["device"]["muted"], true);
}

/// An offer of a browser that sends its microphone to the server.
fn offer(session_id: CallId, device: &str) -> WebrtcOffer {
    let lines = [
        "v=0",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111",
        "c=IN IP4 0.0.0.0",
        "a=ice-ufrag:EsAw",
        "a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1",
        &format!("a=fingerprint:sha-256 {}", ["AB"; 32].join(":")),
        "a=setup:actpass",
        "a=mid:0",
        "a=sendonly",
        "a=msid:stream track",
        "a=rtcp-mux",
        "a=rtpmap:111 opus/48000/2",
        "a=ssrc:1001 cname:one",
        "",
    ];
    let offer = SessionDescription {
        kind: "offer".into(),
        sdp: lines.join("\r\n"),
    };
    WebrtcOffer {
        session_id,
        offer,
        offer_id: None,
        target_user: None,
        target_device: None,
        device_id: Some(device.into()),
        kinds: None,
    }
}

fn join(session_id: CallId, device: &str) -> CallJoin {
    CallJoin {
        session_id,
        device_id: Some(device.into()),
        muted: None,
        camera: None,
        screen: None,
        second: None,
        fresh: None,
    }
}

#[tokio::test]
async fn a_crash_of_the_calls_actor_leaves_the_connections_to_the_server_alone() {
    let (world, media) = World::with_media().await;
    let channel = world.direct("ann", &["bob", "eve"]).await;
    let mut ann = world.connect("ann", None).await;
    let mut bob = world.connect("bob", None).await;
    let mut eve = world.connect("eve", None).await;
    let call = call(&mut ann, &mut bob, channel).await;
    eve.command(1, join(call, "e"));
    for (client, device) in [(&mut ann, "a"), (&mut bob, "b"), (&mut eve, "e")] {
        assert_eq!(client.event("call_moved").await["to"], "sfu");
        client.command(2, offer(call, device));
        client.event("webrtc_answer_received").await;
    }
    assert_eq!(media.connections().await.expect("runs"), 3);
    crash(&world, call).await;
    for (user, device) in [("ann", "a"), ("bob", "b"), ("eve", "e")] {
        let reply = world.execute(user, join(call, device)).await;
        let reply = reply.expect("is in the call");
        assert_eq!((reply.mode, reply.forwarded), (CallMode::Sfu, true));
    }
    assert_eq!(media.connections().await.expect("runs"), 3);
    // What the call says still reaches the media plane.
    bob.command(3, mute(call, "b"));
    eve.event("call_participant_updated").await;
    let leave = crate::commands::CallLeave {
        session_id: call,
        device_id: Some("b".into()),
    };
    world.execute("bob", leave).await.expect("leaves");
    assert_eq!(media.connections().await.expect("runs"), 2);
}

fn draw(session_id: CallId, id: &str) -> CallAnnotate {
    CallAnnotate {
        session_id,
        device_id: Some("a".into()),
        share: SharedScreen {
            user: "bob".into(),
            device_id: "b".into(),
        },
        annotation: Annotation::Draw(NewMark {
            id: id.into(),
            tool: MarkTool::Pen,
            color: MarkColor::Red,
            points: vec![0, 0, 10_000, 10_000],
            text: None,
        }),
    }
}

fn share(session_id: CallId) -> CallUpdate {
    CallUpdate {
        screen: Some(true),
        ..update(session_id, "b")
    }
}

#[tokio::test]
async fn a_device_that_reads_too_slowly_gets_the_marks_later_and_keeps_its_connection() {
    let world = World::new().await;
    let channel = world.direct("ann", &["bob"]).await;
    let mut ann = world.connect("ann", None).await;
    let mut bob = world.connect("bob", None).await;
    let call = call(&mut ann, &mut bob, channel).await;
    world.execute("bob", share(call)).await.expect("shares");
    let dropped = durable::hidden(channel, 0);
    world
        .services()
        .directory
        .each_connection(&"bob".into(), |held| {
            while held.outbox.push_ephemeral(dropped.clone()) {}
        });
    for id in ["m1", "m2"] {
        world
            .execute("ann", draw(call, id))
            .await
            .expect("is in the call");
    }
    let shown = bob.event("call_annotations").await;
    let ids = [0, 1].map(|at| shown["marks"][at]["id"].clone());
    assert_eq!(ids, ["m1", "m2"]);
    ann.command(2, draw(call, "m3"));
    let drawn = bob.event("call_annotated").await;
    assert_eq!(drawn["change"]["drawn"]["id"], "m3", "and none before");
}

#[tokio::test]
async fn a_crash_of_the_calls_actor_clears_what_is_drawn_for_all_and_the_share_goes_on() {
    let world = World::new().await;
    let channel = world.direct("ann", &["bob"]).await;
    let mut ann = world.connect("ann", None).await;
    let mut bob = world.connect("bob", None).await;
    let call = call(&mut ann, &mut bob, channel).await;
    world.execute("bob", share(call)).await.expect("shares");
    ann.command(2, draw(call, "m1"));
    bob.event("call_annotated").await;
    crash(&world, call).await;
    for client in [&mut ann, &mut bob] {
        let shown = client.event("call_annotations").await;
        assert_eq!(
            (&shown["share"]["user"], &shown["more"]),
            (&json!("bob"), &json!(false))
        );
        assert_eq!(shown["marks"], json!([]));
    }
    ann.command(3, draw(call, "m1"));
    let drawn = bob.event("call_annotated").await;
    assert_eq!(drawn["change"]["drawn"]["id"], "m1", "they annotate on");
    let back = world.execute("bob", join(call, "b")).await;
    back.expect("is in the call");
    let shown = bob.event("call_annotations").await;
    assert_eq!(shown["marks"][0]["id"], "m1");
}

#[tokio::test]
async fn a_call_is_on_the_board_while_it_goes_on() {
    let world = World::new().await;
    let channel = world.direct("ann", &["bob"]).await;
    let mut ann = world.connect("ann", None).await;
    let mut bob = world.connect("bob", None).await;
    let call = call(&mut ann, &mut bob, channel).await;
    let board = &world.services().calls;
    assert_eq!(board.in_channel(channel), Some(call));
    assert_eq!(board.channel_of(call), Some(channel));
    let end = crate::commands::CallEnd {
        session_id: Some(call),
        client_id: None,
    };
    world.execute("ann", end).await.expect("ends");
    bob.event("call_ended").await;
    until("it is gone", || board.in_channel(channel).is_none()).await;
}
