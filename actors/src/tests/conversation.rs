//! The guarantees of the protocol, as seen by clients of a complete engine.

use entity::{change::By, ids::MessageId, ledgers::accounts::SetActive, model::PresenceStatus};

use serde_json::json;

use super::support::{World, delete, message, until, with_client_id};
use crate::{
    commands::{
        EditMessage, JoinChannel, LeaveChannel, MarkRead, RemoveMember, UpdateChannel,
        UpdatePresence, update_channel::ChannelSettings,
    },
    protocol::{CloseCode, ErrorCode},
};

#[tokio::test]
async fn everyone_in_a_channel_gets_its_messages_in_one_order() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let mut ann = world.connect("ann", None).await;
    let mut bob = world.connect("bob", None).await;
    for reference in 1..=20 {
        ann.command(reference, message(channel, &format!("ann {reference}")));
        bob.command(reference, message(channel, &format!("bob {reference}")));
    }
    let seen_by_ann = ann.channel_events(channel, 40).await;
    let seen_by_bob = bob.channel_events(channel, 40).await;
    assert_eq!(seen_by_ann, seen_by_bob);
    let first = seen_by_ann[0].1;
    let expected: Vec<_> = (first..first + 40).collect();
    assert_eq!(
        seen_by_ann.iter().map(|(_, seq)| *seq).collect::<Vec<_>>(),
        expected
    );
}

#[tokio::test]
async fn an_author_has_read_up_to_their_message() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    world.say("bob", channel, "one").await;
    let seq = world.say("ann", channel, "two").await.seq;
    let ann = world.connect("ann", None).await;
    let seen = &ann.snapshot["channels"][0];
    assert_eq!(
        (&seen["lastReadSeq"], &seen["unreadCount"]),
        (&json!(seq), &json!(0))
    );
    // Bob's position, which nobody asks for, is written as well.
    let posted = world.engine.services.store.posted();
    assert!(posted.is_empty(), "all were written together");
    world.say("bob", channel, "three").await;
    assert!(posted.has(&"bob".into()));
    until("his position is written", || posted.is_empty()).await;
    world.say("bob", channel, "four").await;
    let last = world.say("ann", channel, "five").await.seq;
    world
        .engine
        .stop(std::time::Duration::from_secs(5))
        .await
        .expect("stops");
    for (user, seq) in [("ann", last), ("bob", last - 1)] {
        let user = user.into();
        let view = entity::queries::channels::view(world.engine.database(), channel, &user);
        let view = view.await.expect("readable").expect("a channel");
        assert_eq!(view.last_read_seq, seq, "{user}");
    }
}

#[tokio::test]
async fn a_message_sent_twice_is_stored_once_and_another_text_is_a_conflict() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let mut bob = world.connect("bob", None).await;
    let id = uuid::Uuid::new_v4().to_string();
    let first = world
        .execute("ann", with_client_id(channel, "once", &id))
        .await;
    let again = world
        .execute("ann", with_client_id(channel, "once", &id.to_uppercase()))
        .await;
    assert_eq!(
        first.expect("kept").message,
        again.expect("kept before").message
    );
    let other = world
        .execute("ann", with_client_id(channel, "twice", &id))
        .await;
    assert_eq!(other.expect_err("refused").code, ErrorCode::Conflict);
    world.say("ann", channel, "after").await;
    let told = bob.channel_events(channel, 2).await;
    assert_eq!(told[1].1, told[0].1 + 1, "nothing between: {told:?}");
}

#[tokio::test]
async fn a_client_that_was_offline_receives_exactly_the_missed_events() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let seen = world.say("ann", channel, "seen").await;
    let away = world.connect("bob", None).await;
    let resume = away.resume(channel, seen.seq);
    away.session.actor.stop(None);
    let missed = world.say("ann", channel, "missed").await;
    world
        .execute("ann", delete(missed.id))
        .await
        .expect("deletes");
    let mut back = world.connect("bob", Some(resume)).await;
    assert_eq!(back.snapshot["resumed"], true);
    let told = back.channel_events(channel, 2).await;
    assert_eq!(
        told,
        [
            ("message_received".to_owned(), missed.seq),
            ("message_deleted".to_owned(), missed.seq + 1)
        ]
    );
    back.event("resumed").await;
    world.say("ann", channel, "now").await;
    assert_eq!(back.channel_events(channel, 1).await[0].1, missed.seq + 2);
}

#[tokio::test]
async fn a_position_from_the_future_gets_a_fresh_snapshot() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let client = world.connect("bob", None).await;
    let resume = client.resume(channel, 1_000);
    let back = world.connect("bob", Some(resume)).await;
    assert_eq!(back.snapshot["resumed"], false);
}

#[tokio::test]
async fn a_removed_member_receives_nothing_and_may_do_nothing() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let mut bob = world.connect("bob", None).await;
    let remove = RemoveMember {
        channel_id: channel,
        user_id: "bob".into(),
    };
    world.execute("ann", remove).await.expect("removes");
    world.say("ann", channel, "about bob").await;
    let direct = world.direct("ann", &["bob"]).await;
    world.say("ann", direct, "to bob").await;
    let left = bob.event("channel_left").await;
    assert_eq!(left["channelId"], channel.0);
    loop {
        let frame = bob.next().await;
        if frame[1] == "message_received" {
            assert_eq!(frame[2]["message"]["text"], "to bob");
            break;
        }
    }
    let refused = world.execute("bob", message(channel, "still here")).await;
    assert_eq!(refused.expect_err("refused").code, ErrorCode::Forbidden);
}

#[tokio::test]
async fn a_new_member_receives_later_events() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let leave = LeaveChannel {
        channel_id: channel,
    };
    world.execute("eve", leave).await.expect("leaves");
    let mut eve = world.connect("eve", None).await;
    let join = JoinChannel {
        channel_id: channel,
    };
    world.execute("eve", join).await.expect("joins");
    let joined = eve.event("channel_joined").await;
    let seq = joined["channel"]["seq"].as_i64().expect("a position");
    world.say("ann", channel, "hello eve").await;
    assert_eq!(
        eve.channel_events(channel, 1).await,
        [("message_received".into(), seq + 1)]
    );
}

#[tokio::test]
async fn reading_on_one_device_updates_the_other() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let said = world.say("ann", channel, "read me, @bob").await;
    let mut phone = world.connect("bob", None).await;
    let view = &phone.snapshot["channels"][0];
    assert_eq!(
        (&view["unreadCount"], &view["mentionCount"]),
        (&1.into(), &1.into())
    );
    let read = MarkRead {
        channel_id: channel,
        seq: said.seq,
        unread: None,
    };
    world.execute("bob", read).await.expect("reads");
    let told = phone.event("read_updated").await;
    assert_eq!(
        (&told["lastReadSeq"], &told["unreadCount"]),
        (&said.seq.into(), &0.into())
    );
    let future = MarkRead {
        channel_id: channel,
        seq: said.seq + 1,
        unread: None,
    };
    let refused = world.execute("bob", future).await;
    assert_eq!(refused.expect_err("refused").code, ErrorCode::Invalid);
}

#[tokio::test]
async fn presence_is_sent_to_users_with_a_common_channel() {
    let world = World::new().await;
    let direct = world.direct("ann", &["bob"]).await;
    world.say("ann", direct, "hello").await;
    let mut ann = world.connect("ann", None).await;
    let mut eve = world.connect("eve", None).await;
    let bob = world.connect("bob", None).await;
    loop {
        let told = ann.event("presence_updated").await;
        if told["user"] == "bob" {
            assert_eq!(told["status"], "online");
            break;
        }
    }
    let choice = UpdatePresence {
        status: Some(PresenceStatus::Busy),
        status_message: Some("in the server room".into()),
        status_message_until: None,
    };
    bob.command(1, choice);
    let told = ann.event("presence_updated").await;
    assert_eq!(
        (&told["user"], &told["status"], &told["statusMessage"]),
        (&"bob".into(), &"busy".into(), &"in the server room".into())
    );
    let late = world.connect("ann", None).await;
    assert_eq!(late.snapshot["presence"]["bob"]["status"], "busy");
    // Eve shares no channel with them, so she only receives her own presence.
    world
        .execute(
            "eve",
            UpdatePresence {
                status: Some(PresenceStatus::Away),
                status_message: None,
                status_message_until: None,
            },
        )
        .await
        .expect("chooses");
    loop {
        let told = eve.event("presence_updated").await;
        assert_eq!(told["user"], "eve");
        if told["status"] == "away" {
            break;
        }
    }
}

#[tokio::test]
async fn a_snapshot_contains_the_users_own_presence() {
    let world = World::new().await;
    for name in ["ann", "bob", "eve"] {
        let first = world.connect(name, None).await;
        assert_eq!(first.snapshot["presence"][name]["status"], "online");
    }
}

#[tokio::test]
async fn a_deactivated_user_is_disconnected_at_once() {
    let world = World::new().await;
    world.channel("general").await;
    let bob = world.connect("bob", None).await;
    let deactivate = SetActive {
        user: "bob".into(),
        active: false,
        by: By::Operator,
    };
    entity::commit_alone(&world.elsewhere().await, 1, deactivate)
        .await
        .expect("deactivates");
    assert_eq!(bob.closing().await, CloseCode::AccessRevoked);
}

#[tokio::test]
async fn an_idle_channel_stops_and_starts_again_on_demand() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let mut bob = world.connect("bob", None).await;
    let before = world.say("ann", channel, "before").await;
    world
        .live(channel)
        .last_used
        .store(0, std::sync::atomic::Ordering::Relaxed);
    let sweep = crate::channels::ChannelsMsg::Sweep;
    world.services().channels.supervisor.cast(sweep);
    let gone = || world.services().channels.live_channel(channel).is_none();
    until("the channel is let go", gone).await;
    let after = world.say("ann", channel, "after").await;
    assert_eq!(after.seq, before.seq + 1);
    let told = bob.channel_events(channel, 2).await;
    assert_eq!(
        told.iter().map(|(_, seq)| *seq).collect::<Vec<_>>(),
        [before.seq, after.seq]
    );
}

#[tokio::test]
async fn a_channel_that_was_used_during_a_sweep_stays() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let live = world.live(channel);
    live.last_used
        .store(0, std::sync::atomic::Ordering::Relaxed);
    // A sweep finds it idle, and a request arrives before the channel is told to stop.
    let said = world.say("ann", channel, "just in time").await;
    drop(live.actor.cast(crate::channels::ChannelMsg::Retire(1)));
    let next = world.say("ann", channel, "still here").await;
    assert_eq!(next.seq, said.seq + 1);
    assert_eq!(world.live(channel).actor.get_id(), live.actor.get_id());
}

#[tokio::test]
async fn joining_as_a_member_writes_nothing() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let held = world.engine.services.store.hold().await;
    let join = JoinChannel {
        channel_id: channel,
    };
    // A write would wait forever.
    let joined = world.execute("bob", join).await.expect("shows the channel");
    assert_eq!(joined.channel.channel.id, channel);
    drop(held);
}

#[tokio::test]
async fn a_system_message_is_sent_to_all_and_cannot_be_changed() {
    let world = World::new().await;
    let channel = world.channel("general").await;
    let mut bob = world.connect("bob", None).await;
    let topic = ChannelSettings {
        description: Some("Printers".into()),
        ..ChannelSettings::default()
    };
    let update = UpdateChannel {
        channel_id: channel,
        settings: topic,
    };
    world.execute("ann", update).await.expect("changes it");
    let told = bob.event("message_received").await;
    let message = &told["message"];
    assert_eq!(
        (&message["type"], &message["userId"]),
        (&"system".into(), &"ann".into())
    );
    assert_eq!(message["system"]["event"], "topic_changed");
    let message_id = MessageId(message["id"].as_i64().expect("an id"));
    let edit = EditMessage {
        message_id,
        message: "I never said that".into(),
        confirmed: None,
    };
    let refused = world.execute("ann", edit).await.expect_err("refused");
    assert_eq!(refused.code, ErrorCode::Forbidden);
    let other = world.execute("bob", delete(message_id)).await;
    assert_eq!(other.expect_err("refused").code, ErrorCode::Forbidden);
    world
        .execute("ann", delete(message_id))
        .await
        .expect("an owner deletes it");
    // Whom one is about did not write it either.
    let leave = LeaveChannel {
        channel_id: channel,
    };
    world.execute("bob", leave).await.expect("leaves");
    let join = JoinChannel {
        channel_id: channel,
    };
    let joined = world.execute("bob", join).await.expect("joins").channel;
    assert_eq!(
        (joined.unread_count, joined.last_read_seq),
        (0, joined.channel.seq)
    );
    let arrival = bob.event("channel_joined").await;
    assert_eq!(arrival["channel"]["seq"], joined.channel.seq);
    let first = world.say("ann", channel, "welcome back").await;
    assert_eq!(
        bob.channel_events(channel, 1).await[0].1,
        first.seq,
        "the rest is known"
    );
}
