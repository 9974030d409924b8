//! The room of a channel: members, settings and who is typing.

use entity::{
    change::RoomChange,
    model::{Channel, ChannelKind, ChannelRole},
};

use super::scene::{NOW, account, channel, event, joined, left, roster};
use crate::channels::Room;

#[test]
fn a_room_applies_changes_of_members_and_settings() {
    let mut room = Room::new(roster(ChannelKind::Public));
    let (ann, cid) = ("ann".into(), "cid".into());
    assert!(room.is_last_owner(&ann, |_| true));
    room.apply(&event(11, "user_joined"), joined("cid", 3).as_ref());
    assert_eq!((room.channel.seq, room.channel.member_count), (11, 3));
    let membership = room
        .membership(&cid)
        .map(|member| (member.role, member.can_post));
    assert_eq!(membership, Some((ChannelRole::Admin, true)));
    assert_eq!(room.channel.last_message_at, None, "no message yet");
    room.apply(&event(12, "user_left"), left("cid").as_ref());
    assert_eq!(
        (room.channel.member_count, room.membership(&cid)),
        (1, None)
    );
    let settings = Channel {
        read_only: true,
        ..channel(ChannelKind::Public)
    };
    let settings = RoomChange::Settings(Box::new(settings));
    room.apply(&event(13, "channel_updated"), Some(&settings));
    assert_eq!((room.channel.read_only, room.channel.seq), (true, 13));
    room.apply(&event(14, "message_received"), None);
    assert_eq!(room.channel.last_message_at, Some(NOW));
}

#[test]
fn a_room_applies_muted_members() {
    let mut room = Room::new(roster(ChannelKind::Public));
    let silenced = RoomChange::Joined {
        user: "cid".into(),
        role: ChannelRole::Member,
        can_post: false,
        history_after: 0,
        member_count: 3,
    };
    room.apply(&event(11, "user_joined"), Some(&silenced));
    let cid = room.membership(&"cid".into());
    assert_eq!(cid.map(|member| member.can_post), Some(false));
    let refused = room.check(&account("cid"), entity::permission::Action::Post);
    assert!(refused.is_err());
}

#[test]
fn typing_is_sent_every_three_seconds_in_small_channels() {
    let mut room = Room::new(roster(ChannelKind::Public));
    let bob = "bob".into();
    assert!(!room.stop_typing(&bob), "bob was not typing");
    assert!(room.start_typing(&bob, NOW));
    assert!(!room.start_typing(&bob, NOW + 2_999));
    assert!(room.start_typing(&"ann".into(), NOW + 2_999));
    assert!(room.start_typing(&bob, NOW + 3_000));
    assert!(room.start_typing(&bob, NOW), "the clock was set back");
    assert!(room.stop_typing(&bob));
    assert!(!room.stop_typing(&bob));
    room.start_typing(&bob, NOW);
    room.apply(&event(11, "user_left"), left("bob").as_ref());
    assert!(!room.stop_typing(&bob), "a user who left is not typing");
    room.channel.member_count = 101;
    assert!(!room.start_typing(&bob, NOW));
}
