//! What one connection can cost: no frame is longer than promised.

use super::support::World;
use crate::protocol::{Command, Reply, command::CreateChannel, frame::MAX_FRAME};

#[tokio::test]
async fn a_snapshot_of_many_channels_comes_in_frames_of_the_promised_length() {
    let world = World::new().await;
    let created = (0..150).map(|n| {
        let create = CreateChannel {
            name: format!("channel {n}"),
            kind: entity::model::ChannelKind::Public,
            description: Some("\u{1f4e6}".repeat(500)),
            team_id: None,
        };
        world.execute("ann", Command::CreateChannel(create))
    });
    for reply in futures_util::future::join_all(created).await {
        assert!(matches!(reply, Ok(Reply::Channel(_))), "{reply:?}");
    }
    let ann = world.connect("ann", None).await;
    assert_eq!(ann.snapshot["channels"].as_array().map(Vec::len), Some(150));
    assert!(ann.longest_frame <= MAX_FRAME, "{}", ann.longest_frame);
}
