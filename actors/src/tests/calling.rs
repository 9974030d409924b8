//! Calls and the crashes of their actors.

use entity::{
    ids::{CallId, ChannelId},
    model::CallType,
};

use super::support::{Client, World, until};
use crate::{
    calls::CallMsg,
    commands::{CallAccept, CallInitiate, CallUpdate},
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

fn mute(session_id: CallId, device: &str) -> CallUpdate {
    CallUpdate {
        session_id,
        device_id: Some(device.into()),
        muted: Some(true),
        camera: None,
        screen: None,
        hand: None,
        quality: None,
        unreachable: None,
    }
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
    let board = &world.services().calls;
    let before = board.actor(call).expect("an actor");
    before.cast(CallMsg::Panic).expect("alive");
    until("another actor", || {
        let now = board.actor(call);
        now.is_some_and(|now| now.get_id() != before.get_id())
    })
    .await;
    bob.command(2, mute(call, "b"));
    let told = ann.event("call_participant_updated").await;
    assert_eq!(told["device"]["connected"], true);
    assert_eq!(told["device"]["muted"], true);
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
