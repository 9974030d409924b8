//! Mentions of groups, of people who are not here, and who is notified, as seen by clients of a complete engine.

use entity::{
    change::By,
    ledgers::accounts::{AddUser, NewUser},
    model::MentionedGroup,
    queries::notifications,
};

use super::support::{World, message, until};
use crate::{
    commands::{EditMessage, JoinChannel, MarkAllRead, SendMessage, SetChannelPreferences},
    protocol::ErrorCode,
};

async fn add_user(world: &World, name: &str, team: Option<&str>) {
    let user = NewUser {
        username: name.into(),
        display_name: name.into(),
        password_hash: "none".into(),
        role: "it_user".into(),
        team_id: team.map(str::to_owned),
    };
    let by = By::Server;
    world.engine.keep(AddUser { user, by }).await.expect("adds");
    world.engine.accounts_changed().await;
}

async fn unread(world: &World, user: &str) -> i64 {
    let account = world.account(user).await;
    let found = notifications::list(world.engine.database(), &account, &[], None, 50).await;
    found.expect("reads").unread
}

#[tokio::test]
async fn many_people_are_notified_once_it_is_confirmed() {
    let world = World::new().await;
    let channel_id = world.channel("general").await;
    for n in 0..19 {
        let name = format!("user{n}");
        add_user(&world, &name, None).await;
        world
            .execute(&name, JoinChannel { channel_id })
            .await
            .expect("joins");
    }
    let first = message(channel_id, "hello @channel");
    let refused = world.execute("ann", first.clone()).await.unwrap_err();
    assert_eq!(
        (refused.code, refused.recipients),
        (ErrorCode::Conflict, Some(21))
    );
    let confirmed = SendMessage {
        confirmed: Some(true),
        ..first
    };
    let sent = world
        .execute("ann", confirmed)
        .await
        .expect("sends")
        .message;
    let [mention] = sent.mentions.as_slice() else {
        panic!("{sent:?}")
    };
    assert_eq!(
        (mention.group, mention.start, mention.length),
        (Some(MentionedGroup::Channel), 6, 8)
    );
    for user in ["bob", "user0", "user18"] {
        assert_eq!(unread(&world, user).await, 1, "{user}");
    }
    assert_eq!(unread(&world, "ann").await, 0);
    // Nobody is here but bob, who connects.
    let _bob = world.connect("bob", None).await;
    let directory = &world.services().directory;
    until("bob is online", || {
        directory.presence_of(&"bob".into()).is_some()
    })
    .await;
    world.say("ann", channel_id, "@here").await;
    assert_eq!(
        (unread(&world, "bob").await, unread(&world, "eve").await),
        (2, 1)
    );
    // An edit keeps them, and notifies nobody anew.
    let edit = EditMessage {
        message_id: sent.id,
        message: "hi @channel".into(),
    };
    world.execute("ann", edit).await.expect("edits");
    assert_eq!(unread(&world, "eve").await, 1);
    world.execute("eve", MarkAllRead {}).await.expect("reads");
    assert_eq!(unread(&world, "eve").await, 0);
    let eve = world.connect("eve", None).await;
    let seen = &eve.snapshot["channels"][0];
    assert_eq!(
        (&seen["unreadCount"], &seen["mentionCount"]),
        (&0.into(), &0.into())
    );
}

#[tokio::test]
async fn a_team_is_mentioned_where_it_is() {
    let world = World::new().await;
    let channel_id = world.channel("general").await;
    for name in ["tom", "tim"] {
        add_user(&world, name, Some("NET")).await;
    }
    world
        .execute("tom", JoinChannel { channel_id })
        .await
        .expect("joins");
    let sent = world.say("ann", channel_id, "@net, it is down").await;
    assert_eq!(sent.mentions[0].group, Some(MentionedGroup::Team));
    assert_eq!(
        (unread(&world, "tom").await, unread(&world, "tim").await),
        (1, 0)
    );
    let mute = SetChannelPreferences {
        channel_id,
        muted: Some(true),
        pinned: None,
        hidden: None,
        notify: None,
    };
    world.execute("tom", mute).await.expect("mutes");
    world.say("ann", channel_id, "@net @tom again").await;
    assert_eq!(unread(&world, "tom").await, 1, "muted");
}

#[tokio::test]
async fn the_sender_hears_of_people_who_are_not_here() {
    let world = World::new().await;
    let channel_id = world.channel("general").await;
    add_user(&world, "tom", None).await;
    let text = "@tom, @Tom and @nobody: ask @bob";
    let reply = world
        .execute("ann", message(channel_id, text))
        .await
        .expect("sends");
    assert_eq!(reply.mentions_outside, ["tom".into()]);
    assert_eq!(reply.message.mentions.len(), 1);
    let none = world
        .execute("ann", message(channel_id, "@bob"))
        .await
        .expect("sends");
    assert!(none.mentions_outside.is_empty());
}
