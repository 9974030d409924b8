//! What the filters of a search find.

use std::collections::HashMap;

use entity::{
    ledgers::{
        messages::{PostMessage, ThreadReply},
        pins::PinMessage,
    },
    model::{ChannelKind, Mention, MentionedGroup},
    queries::search::{Sort, find},
    search::{dates, parse::parse},
};

use sea_orm::ConnectionTrait as _;

use super::{
    super::world::{World, at, delete, mentioning, new_message, on_both, react, user},
    ALL, STATES,
};

on_both!(filters, mentioned, kinds_of_files);

async fn filters(mut world: World) {
    let lobby = world.lobby().await;
    let other = world
        .create(ChannelKind::Public, "other-place", &["ann", "bob"])
        .await;
    let direct = world.create(ChannelKind::Direct, "", &["ann", "cid"]).await;
    let day = 86_400_000;
    // 2026-11-25, 26 and 27, at noon in UTC.
    let noon = 1_795_564_800_000 + day / 2;
    world.clock = noon;
    let plain = world.say(lobby, "ann", "one").await;
    world.say(other, "bob", "two http://intranet/x").await;
    world.clock = noon + day;
    world
        .keep(mentioning(lobby, "bob", "three @ann", &["ann"]))
        .await;
    world.say(direct, "cid", "four").await;
    world.clock = noon + 2 * day;
    world.say(lobby, "cid", "five").await;
    world.keep(react(&plain, "bob", "👍")).await;
    let pin = PinMessage {
        message: at(&plain),
        by: user("bob"),
    };
    world.keep(Box::new(pin)).await;
    let in_thread = PostMessage {
        thread: Some(ThreadReply {
            root: plain.id,
            also_to_channel: false,
        }),
        ..new_message(lobby, "bob", "six")
    };
    world.keep(Box::new(in_thread)).await;
    let (one, two, three, four, five, six) = (
        "one",
        "two http://intranet/x",
        "three @ann",
        "four",
        "five",
        "six",
    );
    for state in STATES {
        world.reach(state).await;
        world
            .check(
                state,
                &[
                    ("from:bob", &[six, three, two]),
                    ("from:@BOB t", &[three, two]),
                    ("from:Bob", &[six, three, two]),
                    ("from:me", &[one]),
                    ("from:ann from:cid", &[five, four, one]),
                    ("-from:bob", &[five, four, one]),
                    ("from:nobody", &[]),
                    ("-from:nobody in:lobby", &[six, five, three, one]),
                    ("in:#other-place", &[two]),
                    ("in:Lobby -in:other-place", &[six, five, three, one]),
                    ("in:nowhere", &[]),
                    ("with:cid", &[four]),
                    ("in:@cid", &[four]),
                    ("with:bob", &[]),
                    ("before:2026-11-26", &[two, one]),
                    ("after:2026-11-26", &[six, five]),
                    ("on:2026-11-26", &[four, three]),
                    ("during:2026-11", &[six, five, four, three, two, one]),
                    ("-during:2026", &[]),
                    ("after:2026-11-24 before:2026-11-26 two", &[two]),
                    ("has:link", &[two]),
                    ("has:reaction", &[one]),
                    ("has:pin", &[one]),
                    ("has:file", &[]),
                    ("is:thread", &[six, one]),
                    ("is:saved", &[]),
                    ("mentions:me", &[three]),
                    ("-has:link -mentions:me -has:reaction", &[six, five, four]),
                ],
            )
            .await;
    }
    let berlin = dates::zone("Pacific/Kiritimati").unwrap();
    let account = world.account("ann").await;
    let query = parse("on:2026-11-27", &berlin).unwrap();
    let found = find(&world.db, &account, &query, Sort::Newest, (None, ALL))
        .await
        .unwrap();
    assert_eq!(found.items.len(), 2, "noon in UTC is the next day there");
}

async fn mentioned(mut world: World) {
    let teams = "INSERT INTO sections (id, name) VALUES ('IT', 'IT'); \
         INSERT INTO teams (id, name, section_id) VALUES ('NET', 'Network', 'IT'), \
         ('DESK', 'Helpdesk München', 'IT'), ('bob', 'Bobs', 'IT')";
    world.db.writer().execute_unprepared(teams).await.unwrap();
    let lobby = world.lobby().await;
    for (text, whom, group) in [
        ("to nobody", "", None),
        ("to bob", "bob", None),
        ("to the network", "Network", Some(MentionedGroup::Team)),
        ("to the net", "NET", Some(MentionedGroup::Team)),
        (
            "to the desk",
            "Helpdesk München",
            Some(MentionedGroup::Team),
        ),
        ("to the team bob", "bob", Some(MentionedGroup::Team)),
        ("to all", "all", Some(MentionedGroup::Channel)),
        ("to who is here", "here", Some(MentionedGroup::Here)),
    ] {
        let mut post = new_message(lobby, "ann", text);
        if !whom.is_empty() {
            post.mentions = vec![Mention {
                user_id: user(whom),
                start: 0,
                length: 2,
                group,
            }];
        }
        world.keep(Box::new(post)).await;
    }
    for state in STATES {
        world.reach(state).await;
        world
            .check(
                state,
                &[
                    ("mentions:@Network", &["to the net", "to the network"]),
                    ("mentions:network", &["to the net", "to the network"]),
                    ("mentions:net network", &["to the network"]),
                    ("mentions:\"Helpdesk Munchen\"", &["to the desk"]),
                    ("mentions:desk", &["to the desk"]),
                    ("mentions:bob", &["to the team bob", "to bob"]),
                    ("mentions:@Channel", &["to all"]),
                    ("mentions:everyone", &["to all"]),
                    ("mentions:here", &["to who is here"]),
                    ("mentions:nowhere", &[]),
                    (
                        "-mentions:net -mentions:desk -mentions:all",
                        &["to who is here", "to the team bob", "to bob", "to nobody"],
                    ),
                    (
                        "-mentions:nowhere mentions:net network",
                        &["to the network"],
                    ),
                ],
            )
            .await;
    }
}

async fn kinds_of_files(mut world: World) {
    let lobby = world.lobby().await;
    let office = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    let mut sent = HashMap::new();
    for (text, mime_types) in [
        ("plain", vec![]),
        ("shot", vec!["image/png"]),
        ("drawing", vec!["IMAGE/SVG+xml"]),
        ("film", vec!["video/mp4"]),
        ("voice", vec!["audio/webm"]),
        ("bill", vec!["application/pdf"]),
        ("letter", vec![office]),
        ("table", vec!["application/vnd.ms-excel"]),
        ("cabinet", vec!["application/vnd.ms-cab-compressed"]),
        ("log", vec!["text/plain"]),
        ("both", vec!["application/zip", "image/gif"]),
    ] {
        let mut post = new_message(lobby, "ann", text);
        for mime_type in mime_types {
            let file = world.upload_of("ann", ("a", mime_type), None).await;
            post.files.push(file);
        }
        let message = world.keep(Box::new(post)).await.message.unwrap();
        sent.insert(text, message);
    }
    for state in STATES {
        world.reach(state).await;
        world
            .check(
                state,
                &[
                    ("has:image", &["both", "drawing", "shot"]),
                    ("has:Video", &["film"]),
                    ("has:audio from:me", &["voice"]),
                    ("has:pdf", &["bill"]),
                    ("has:document", &["table", "letter"]),
                    ("has:text", &["log"]),
                    ("has:archive", &["both", "cabinet"]),
                    ("has:image sho", &["shot"]),
                    (
                        "-has:image -has:document -has:audio has:file",
                        &["log", "cabinet", "bill", "film"],
                    ),
                    ("has:image -has:image", &[]),
                ],
            )
            .await;
    }
    assert!(world.found("bob", "has:image in:nowhere").await.is_empty());
    world.keep(delete(&sent["shot"], "ann")).await;
    assert_eq!(world.found("bob", "has:image").await, ["both", "drawing"]);
}
