//! Preferences: what each member sets for themselves, and how long a conversation stays hidden.

use entity::{
    Error,
    change::Committed,
    ids::{ChannelId, Millis},
    ledgers::own_preferences::SetOwnPreferences,
    ledgers::preferences::{
        ChannelPreferencesUpdated, EndMute, PreferencesUpdated, SetPreferences,
    },
    model::{ChannelKind, ChannelPreferences, ChannelRole, Notify},
    preferences::{Preferences, PreferencesChange},
    queries::{self, channels},
    replay,
};

use super::world::{What, World, join, leave, on_both, post, user};

on_both!(
    kept,
    hidden_until_a_message,
    in_one_batch,
    replayed,
    levels,
    mutes_end,
    own
);

fn set(channel_id: ChannelId, who: &str, change: [Option<bool>; 3]) -> What {
    let [muted, pinned, hidden] = change;
    Box::new(SetPreferences {
        channel_id,
        user: user(who),
        muted,
        muted_until: None,
        pinned,
        hidden,
        notify: None,
    })
}

fn hide(channel_id: ChannelId, who: &str) -> What {
    set(channel_id, who, [None, None, Some(true)])
}

async fn seen(world: &World, channel_id: ChannelId, who: &str) -> ChannelPreferences {
    let found = channels::list(&world.db, &user(who)).await.unwrap();
    let mut found = found.into_iter();
    found
        .find(|view| view.channel.id == channel_id)
        .unwrap()
        .preferences
}

fn told(kept: &Committed) -> ChannelPreferencesUpdated {
    let state = kept.preferences.unwrap();
    let [event] = kept.user_events.as_slice() else {
        panic!("{kept:?}")
    };
    let told = event.fact::<PreferencesUpdated>().unwrap();
    assert_eq!(told, state.into());
    in_channel(told)
}

fn in_channel(told: PreferencesUpdated) -> ChannelPreferencesUpdated {
    match told {
        PreferencesUpdated::Channel(told) => told,
        own => panic!("{own:?}"),
    }
}

async fn kept(mut world: World) {
    let lobby = world.lobby().await;
    let muted = world
        .keep(set(lobby, "bob", [Some(true), None, None]))
        .await;
    assert!(told(&muted).muted && muted.channel_event.is_none());
    let pinned = world
        .keep(set(lobby, "bob", [None, Some(true), None]))
        .await;
    let both = ChannelPreferences {
        muted: true,
        muted_until: None,
        pinned: true,
        hidden: false,
        notify: Notify::Mentions,
    };
    assert_eq!(
        pinned.preferences.unwrap().preferences,
        both,
        "what is left out stays"
    );
    assert_eq!(seen(&world, lobby, "bob").await, both);
    assert_eq!(
        seen(&world, lobby, "ann").await,
        ChannelPreferences::default()
    );
    let again = world
        .keep(set(lobby, "bob", [Some(true), None, None]))
        .await;
    assert!(again.repeated && again.user_events.is_empty());
    assert_eq!(again.preferences.unwrap().preferences, both);
    let stranger = world.try_keep(hide(lobby, "dora")).await;
    assert_eq!(stranger.unwrap_err(), Error::NotFound);
    // Who comes back begins anew.
    world.keep(leave(lobby, "bob")).await;
    world.keep(join(lobby, "bob", ChannelRole::Member)).await;
    assert_eq!(
        seen(&world, lobby, "bob").await,
        ChannelPreferences::default()
    );
}

async fn hidden_until_a_message(mut world: World) {
    let lobby = world.lobby().await;
    world.say(lobby, "ann", "before").await;
    let kept = world.keep(hide(lobby, "bob")).await;
    assert!(told(&kept).hidden);
    assert_eq!(told(&kept).channel_seq, 1);
    world.keep(join(lobby, "dora", ChannelRole::Member)).await;
    assert!(
        seen(&world, lobby, "bob").await.hidden,
        "a system message is none"
    );
    let message = world.say(lobby, "ann", "after").await;
    assert!(!seen(&world, lobby, "bob").await.hidden);
    world.keep(super::world::delete(&message, "ann")).await;
    assert!(!seen(&world, lobby, "bob").await.hidden, "it did come");
    world.keep(hide(lobby, "bob")).await;
    assert!(seen(&world, lobby, "bob").await.hidden);
    world
        .keep(set(lobby, "bob", [None, None, Some(false)]))
        .await;
    assert!(!seen(&world, lobby, "bob").await.hidden);
}

async fn in_one_batch(mut world: World) {
    let lobby = world.lobby().await;
    let batch = vec![post(lobby, "ann", "one"), hide(lobby, "bob")];
    let kept = world.batch(batch).await.pop().unwrap().unwrap();
    assert!(told(&kept).hidden, "after the message");
    let batch = vec![hide(lobby, "cid"), post(lobby, "ann", "two")];
    let kept = world.batch(batch).await.swap_remove(0).unwrap();
    assert_eq!((told(&kept).hidden, told(&kept).channel_seq), (false, 2));
}

/// A replay tells what holds now: the channel's own replay comes before it.
async fn replayed(mut world: World) {
    let lobby = world.lobby().await;
    let kept = world.keep(hide(lobby, "bob")).await;
    let before = kept.user_events[0].seq - 1;
    world.say(lobby, "ann", "hello").await;
    let replayed = replay::user(&world.db, &user("bob"), before, 10)
        .await
        .unwrap();
    let fact = in_channel(replayed[0].fact().unwrap());
    assert_eq!((fact.hidden, fact.channel_seq), (false, 1));
}

/// Direct conversations notify of everything, channels of mentions, until a member chooses.
async fn levels(mut world: World) {
    let lobby = world.lobby().await;
    let direct = world.create(ChannelKind::Direct, "", &["ann", "bob"]).await;
    assert_eq!(seen(&world, lobby, "ann").await.notify, Notify::Mentions);
    assert_eq!(seen(&world, direct, "ann").await.notify, Notify::All);
    for (channel_id, notify) in [(lobby, Notify::All), (direct, Notify::None)] {
        let kept = world
            .keep(Box::new(SetPreferences {
                channel_id,
                user: user("ann"),
                muted: None,
                muted_until: None,
                pinned: Some(true),
                hidden: None,
                notify: Some(notify),
            }))
            .await;
        assert_eq!(told(&kept).notify, notify);
        let seen = seen(&world, channel_id, "ann").await;
        assert_eq!((seen.notify, seen.pinned), (notify, true));
    }
    let kept = world
        .keep(set(lobby, "ann", [Some(true), None, None]))
        .await;
    assert_eq!(told(&kept).notify, Notify::All, "what is left out stays");
}

/// A mute ends once, when it is due, unless it was extended or ended meanwhile.
async fn mutes_end(mut world: World) {
    let lobby = world.lobby().await;
    let mute = |who: &str, until: Option<Millis>| -> What {
        Box::new(SetPreferences {
            channel_id: lobby,
            user: user(who),
            muted: Some(true),
            muted_until: until,
            pinned: None,
            hidden: None,
            notify: None,
        })
    };
    let end = |who: &str, due_by| -> What {
        Box::new(EndMute {
            channel_id: lobby,
            user: user(who),
            due_by,
        })
    };
    for (who, until) in [("ann", Some(2_000)), ("bob", Some(1_000)), ("cid", None)] {
        let kept = world.keep(mute(who, until)).await;
        assert_eq!(told(&kept).muted_until, until);
        assert_eq!(seen(&world, lobby, who).await.muted_until, until);
    }
    let due = |now, limit| channels::ended_mutes(&world.db, now, limit);
    assert!(due(999, 9).await.unwrap().is_empty());
    assert_eq!(due(1_000, 9).await.unwrap(), [(lobby, user("bob"))]);
    let both = due(5_000, 9).await.unwrap();
    assert_eq!(both, [(lobby, user("bob")), (lobby, user("ann"))]);
    assert_eq!(due(5_000, 1).await.unwrap().len(), 1);
    let ended = world.keep(end("bob", 1_000)).await;
    let told_of = told(&ended);
    assert_eq!((told_of.muted, told_of.muted_until), (false, None));
    assert!(world.keep(end("bob", 1_000)).await.repeated, "it has ended");
    assert!(world.keep(end("ann", 1_000)).await.repeated, "it is later");
    assert!(
        world.keep(end("cid", 9_000)).await.repeated,
        "it has no end"
    );
    // One change may end it and another begin it again in one batch.
    let batch = vec![end("ann", 2_000), mute("ann", Some(3_000))];
    let again = world.batch(batch).await.pop().unwrap().unwrap();
    assert_eq!(told(&again).muted_until, Some(3_000));
    assert!(seen(&world, lobby, "cid").await.muted);
}

async fn own(mut world: World) {
    let set = |change: &str| -> What {
        let change: PreferencesChange = serde_json::from_str(change).unwrap();
        Box::new(SetOwnPreferences {
            user: user("ann"),
            change,
        })
    };
    let db = world.db.clone();
    let loaded = || async { queries::preferences::load(&db, &user("ann")).await.unwrap() };
    assert_eq!(loaded().await, Preferences::default());
    let kept = world.keep(set(r#"{"keywords": ["printer"]}"#)).await;
    let told: PreferencesUpdated = kept.user_events[0].fact().unwrap();
    let PreferencesUpdated::Own(told) = told else {
        panic!("{told:?}")
    };
    assert_eq!(told.preferences.keywords, ["printer"]);
    let batch = vec![
        set(r#"{"sound": false}"#),
        set(
            r#"{"quietHours": {"from": "22:00", "to": "06:00", "days": [1], "tz": "Europe/Berlin"}}"#,
        ),
        set(r#"{"quietHours": {"from": "22:00", "to": "06:00", "tz": "Nowhere"}}"#),
    ];
    let refused = world.batch(batch).await.pop().unwrap().unwrap_err();
    assert!(matches!(refused, Error::Invalid(_)), "{refused}");
    let own = loaded().await;
    assert_eq!(own.keywords, ["printer"]);
    assert!(!own.sound && own.quiet_hours.is_some());
    let same = world.keep(set(r#"{"sound": false}"#)).await;
    assert!(same.repeated && same.user_events.is_empty());
    assert_eq!(*same.own_preferences.unwrap(), own);
    let replayed = replay::user(&world.db, &user("ann"), 0, 10).await.unwrap();
    assert_eq!(replayed.len(), 3);
}
