//! Mentions of groups, of people who are not here, and who is notified, as seen by clients of a complete engine.

use entity::{
    change::By,
    ids::ChannelId,
    ledgers::accounts::{AddUser, NewUser},
    model::MentionedGroup,
    preferences::PreferencesChange,
    queries::{notifications, threads},
};

use super::support::{World, message, until};
use crate::{
    clock,
    commands::{
        EditMessage, HandOver, JoinChannel, LeaveChannel, MarkAllRead, ScheduleMessage,
        SendMessage, SetChannelPreferences, SetPreferences, UpdateScheduled,
        scheduled::ScheduledChanges,
    },
    protocol::{ErrorCode, Failure},
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

/// Adds 19 users to a channel that has three members.
async fn crowd(world: &World, channel_id: ChannelId) {
    for n in 0..19 {
        let name = format!("user{n}");
        add_user(world, &name, None).await;
        world
            .execute(&name, JoinChannel { channel_id })
            .await
            .expect("joins");
    }
}

/// The names of all those whom `crowd` added, and some others.
fn crowd_and(others: &str) -> String {
    let names = (0..19).map(|n| format!("@user{n} "));
    format!("{}{others}", names.collect::<String>())
}

fn must_be_confirmed<R: std::fmt::Debug>(result: Result<R, Failure>, people: u32) {
    let refused = result.unwrap_err();
    assert_eq!(
        (refused.code, refused.recipients),
        (ErrorCode::Conflict, Some(people))
    );
}

#[tokio::test]
async fn many_people_named_one_by_one_are_notified_once_it_is_confirmed() {
    let world = World::new().await;
    let channel_id = world.channel("general").await;
    crowd(&world, channel_id).await;
    // The author does not count, nobody counts twice, and names count beside groups.
    let few = message(channel_id, &crowd_and("@bob @bob @ann"));
    let sent = world.execute("ann", few).await.expect("sends").message;
    let many = message(channel_id, &crowd_and("@bob @eve"));
    must_be_confirmed(world.execute("ann", many.clone()).await, 21);
    let confirmed = SendMessage {
        confirmed: Some(true),
        ..many
    };
    world.execute("ann", confirmed).await.expect("sends");
    // Those who were mentioned before do not count in an edit.
    let edit = |message_id, text: &str, confirmed| EditMessage {
        message_id,
        message: text.to_owned(),
        confirmed,
    };
    let more = crowd_and("@bob @eve");
    let edited = world.execute("ann", edit(sent.id, &more, None)).await;
    edited.expect("notifies one more");
    let plain = world.say("ann", channel_id, "nobody yet").await;
    must_be_confirmed(world.execute("ann", edit(plain.id, &more, None)).await, 21);
    let edited = world.execute("ann", edit(plain.id, &more, Some(true)));
    assert_eq!(edited.await.expect("edits").message.mentions.len(), 21);
}

#[tokio::test]
async fn a_scheduled_message_to_many_people_is_confirmed_when_it_is_scheduled() {
    let world = World::new().await;
    let channel_id = world.channel("general").await;
    crowd(&world, channel_id).await;
    let at = clock::now() + 3_600_000;
    let schedule = |text: &str, confirmed| ScheduleMessage {
        channel_id,
        message: text.to_owned(),
        at,
        thread_id: None,
        file_ids: None,
        confirmed,
    };
    for text in ["good morning @channel", &crowd_and("@bob @eve")] {
        must_be_confirmed(world.execute("ann", schedule(text, None)).await, 21);
        let kept = world.execute("ann", schedule(text, Some(true))).await;
        assert_eq!(kept.expect("schedules").scheduled.message, text);
    }
    let kept = world.execute("ann", schedule("@bob", None)).await;
    let id = kept.expect("schedules").scheduled.id;
    let update = |message: Option<&str>, at, confirmed| UpdateScheduled {
        id,
        changes: ScheduledChanges {
            now: None,
            message: message.map(str::to_owned),
            at,
            file_ids: None,
            confirmed,
        },
    };
    let all = Some("@all");
    must_be_confirmed(world.execute("ann", update(all, None, None)).await, 21);
    for changed in [
        update(Some("nobody"), None, None),
        update(all, None, Some(true)),
        // What was confirmed is not confirmed again for another time.
        update(None, Some(at + 1), None),
        update(all, Some(at + 2), None),
    ] {
        world.execute("ann", changed).await.expect("changes");
    }
    // Who may not post there any more notifies nobody, and can still change the text.
    world
        .execute("ann", update(Some("nobody"), None, None))
        .await
        .expect("changes");
    let hand_over = HandOver {
        channel_id,
        user_id: "bob".into(),
    };
    world.execute("ann", hand_over).await.expect("hands over");
    let leave = LeaveChannel { channel_id };
    world.execute("ann", leave).await.expect("leaves");
    let changed = world.execute("ann", update(all, None, None)).await;
    assert_eq!(changed.expect("changes").scheduled.message, "@all");
}

#[tokio::test]
async fn many_people_are_notified_once_it_is_confirmed() {
    let world = World::new().await;
    let channel_id = world.channel("general").await;
    crowd(&world, channel_id).await;
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
        confirmed: None,
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

fn confirmed(message: SendMessage) -> SendMessage {
    SendMessage {
        confirmed: Some(true),
        ..message
    }
}

#[tokio::test]
async fn people_off_duty_are_alerted_once_it_is_confirmed() {
    let world = World::new().await;
    let channel_id = world.channel("general").await;
    let team = Some("NET");
    for name in ["tom", "tim", "tea", "tor"] {
        add_user(&world, name, team).await;
        let join = JoinChannel { channel_id };
        world.execute(name, join).await.expect("joins");
    }
    let outside = JoinChannel {
        channel_id: world.channel("elsewhere").await,
    };
    add_user(&world, "tux", team).await;
    world.execute("tux", outside).await.expect("joins");
    let send = async |text: &str| world.execute("ann", message(channel_id, text)).await;
    let asked = async |text: &str| {
        let refused = send(text).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Conflict);
        (refused.recipients, refused.off_duty)
    };
    assert_eq!(asked("@net, it is down").await, (Some(4), Some(4)));
    let refused = send("@net, it is down").await.unwrap_err();
    let words = "this would notify 4 people, 4 of them off duty; send it with `confirmed: true`";
    assert_eq!(refused.message, words);
    add_user(&world, "dot", Some("DBA")).await;
    let join = JoinChannel { channel_id };
    world.execute("dot", join).await.expect("joins");
    let refused = send("@dba, it is down").await.unwrap_err();
    let words = "this would notify 1 person, who is off duty; send it with `confirmed: true`";
    assert_eq!(refused.message, words);
    // Nobody is asked about those whom they name, and all of a channel may be anybody.
    assert_eq!(asked("@net and @tom").await, (Some(4), Some(3)));
    send("@all and @tom").await.expect("sends");
    // Who is not alerted does not count, and neither does the author.
    let mute = SetChannelPreferences {
        channel_id,
        muted: Some(true),
        muted_until: None,
        pinned: None,
        hidden: None,
        notify: None,
    };
    world.execute("tim", mute).await.expect("mutes");
    let quiet = SetPreferences {
        change: PreferencesChange {
            dnd_until: Some(Some(clock::now() + 3_600_000)),
            ..PreferencesChange::default()
        },
    };
    world.execute("tea", quiet).await.expect("changes");
    assert_eq!(asked("@net?").await, (Some(4), Some(2)));
    let by_tor = world.execute("tor", message(channel_id, "@net?")).await;
    assert_eq!(by_tor.unwrap_err().off_duty, Some(1));
    // Who is not offline is on duty.
    let _tom = world.connect("tom", None).await;
    let _tor = world.connect("tor", None).await;
    let directory = &world.services().directory;
    until("both are online", || {
        ["tom", "tor"]
            .into_iter()
            .all(|user| directory.is_present(&user.into()))
    })
    .await;
    send("@net?").await.expect("sends");
    // When a message is scheduled nobody knows yet who is on duty then.
    let schedule = ScheduleMessage {
        channel_id,
        message: "@net".into(),
        at: clock::now() + 3_600_000,
        thread_id: None,
        file_ids: None,
        confirmed: None,
    };
    world.execute("ann", schedule).await.expect("schedules");
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
    let say = async |text: &str| {
        let message = confirmed(message(channel_id, text));
        world.execute("ann", message).await.expect("sends").message
    };
    let sent = say("@net, it is down").await;
    assert_eq!(sent.mentions[0].group, Some(MentionedGroup::Team));
    assert_eq!(
        (unread(&world, "tom").await, unread(&world, "tim").await),
        (1, 0)
    );
    let mute = SetChannelPreferences {
        channel_id,
        muted: Some(true),
        muted_until: None,
        pinned: None,
        hidden: None,
        notify: None,
    };
    world.execute("tom", mute).await.expect("mutes");
    say("@net @tom again").await;
    assert_eq!(unread(&world, "tom").await, 1, "muted");
}

#[tokio::test]
async fn a_mention_of_their_team_makes_people_follow_a_thread_and_one_of_all_does_not() {
    let world = World::new().await;
    let channel_id = world.channel("general").await;
    add_user(&world, "tom", Some("NET")).await;
    world
        .execute("tom", JoinChannel { channel_id })
        .await
        .expect("joins");
    let follows = async |user: &str| {
        let inbox = threads::inbox(world.engine.database(), &user.into(), None, 50).await;
        !inbox.expect("reads").threads.items.is_empty()
    };
    for (text, followed) in [("@all, look", false), ("@net, look", true)] {
        let root = world.say("ann", channel_id, "it is down").await;
        let reply = SendMessage {
            thread_id: Some(root.id),
            ..confirmed(message(channel_id, text))
        };
        let before = unread(&world, "tom").await;
        world.execute("eve", reply).await.expect("replies");
        assert_eq!(unread(&world, "tom").await, before + 1, "{text}");
        assert_eq!(follows("tom").await, followed, "{text}");
        assert!(!follows("bob").await, "{text}");
    }
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

#[tokio::test]
async fn a_display_name_and_one_before_other_letters_mention_in_channels_threads_and_edits() {
    let world = World::new().await;
    let channel_id = world.channel("general").await;
    let user = NewUser {
        username: "李雷".into(),
        display_name: "Lei Li".into(),
        password_hash: "none".into(),
        role: "it_user".into(),
        team_id: Some("网络".into()),
    };
    let by = By::Server;
    world.engine.keep(AddUser { user, by }).await.expect("adds");
    world.engine.accounts_changed().await;
    let join = JoinChannel { channel_id };
    world.execute("李雷", join).await.expect("joins");
    let root = world.say("ann", channel_id, "hello").await;
    for (count, (text, length)) in
        (1..).zip([("@李雷你好", 3), ("@Lei Li, look", 7), ("@网络出问题了", 3)])
    {
        let reply = SendMessage {
            thread_id: (count == 2).then_some(root.id),
            ..confirmed(message(channel_id, text))
        };
        let sent = world.execute("ann", reply).await.expect("sends").message;
        let lengths = sent.mentions.iter().map(|mention| mention.length);
        assert_eq!(lengths.collect::<Vec<_>>(), [length], "{text}");
        assert_eq!(unread(&world, "李雷").await, count, "{text}");
    }
    let edit = EditMessage {
        message_id: root.id,
        message: "你好@李雷你好".into(),
        confirmed: None,
    };
    let edited = world.execute("ann", edit).await.expect("edits").message;
    assert_eq!(edited.mentions[0].user_id, "李雷".into());
}
