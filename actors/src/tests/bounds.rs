//! Limits: no frame exceeds the maximum length, and unused channels use no memory.

use std::sync::atomic::Ordering;

use super::support::{World, until};
use crate::{channels::ChannelsMsg, commands::CreateChannel, protocol::frame::MAX_FRAME};

#[tokio::test]
async fn a_snapshot_of_many_channels_is_split_into_frames_within_the_limit() {
    let world = World::new().await;
    let created = (0..150).map(|n| {
        let create = CreateChannel {
            name: format!("channel {n}"),
            kind: entity::model::ChannelKind::Public,
            description: Some("\u{1f4e6}".repeat(500)),
            team_id: None,
            pinning: None,
            history: None,
            read_only: None,
            follows_team: None,
        };
        world.execute("ann", create)
    });
    for reply in futures_util::future::join_all(created).await {
        assert!(reply.is_ok(), "{reply:?}");
    }
    let ann = world.connect("ann", None).await;
    assert_eq!(ann.snapshot["channels"].as_array().map(Vec::len), Some(150));
    assert!(ann.longest_frame <= MAX_FRAME, "{}", ann.longest_frame);
}

#[tokio::test]
async fn a_channel_without_subscribers_uses_no_memory() {
    let world = World::new().await;
    let channel = world.channel("used over REST alone").await;
    world.say("ann", channel, "nobody is connected").await;
    let directory = &world.services().directory;
    assert!(directory.audience(channel).is_some(), "while it is live");
    world.live(channel).last_used.store(0, Ordering::Relaxed);
    world
        .services()
        .channels
        .supervisor
        .cast(ChannelsMsg::Sweep);
    until("its audience is gone", || {
        directory.audience(channel).is_none()
    })
    .await;
    let mut bob = world.connect("bob", None).await;
    let said = world.say("ann", channel, "and back again").await;
    assert_eq!(bob.channel_events(channel, 1).await[0].1, said.seq);
}
