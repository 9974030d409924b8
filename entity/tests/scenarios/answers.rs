//! Responses to requests with an `Idempotency-Key`: stored with their change, or not at all.

use std::sync::Arc;

use entity::{
    Error,
    change::{Answer, Committed},
    ids::ChannelId,
    ledgers::idempotency::{ForgetAnswers, Once, RequestKey, Shows},
    model::ChannelKind,
    queries::{channels, idempotency},
};
use sea_orm::ConnectionTrait;

use super::world::{What, World, new_channel, on_both, post, react, user};

on_both!(
    a_response_is_stored_with_its_change,
    neither_is_stored_without_the_other,
    a_response_shows_what_was_committed,
    old_responses_are_deleted,
);

fn request(key: &str, hash: &str) -> RequestKey {
    RequestKey {
        user: user("ann"),
        key: key.into(),
        request_hash: hash.into(),
    }
}

fn once(
    key: &str,
    hash: &str,
    change: Option<What>,
    answer: fn(&Committed) -> Option<Answer>,
) -> What {
    Box::new(Once {
        request: request(key, hash),
        change,
        shows: Shows::Nothing,
        answer: Arc::new(answer),
    })
}

fn room() -> Option<What> {
    Some(Box::new(new_channel(
        ChannelKind::Private,
        "room",
        &["ann"],
    )))
}

fn created(committed: &Committed) -> Option<Answer> {
    let id = committed.channel.as_ref()?.channel.id;
    Some(Answer {
        status: 201,
        body: format!("{{\"id\":{id}}}"),
    })
}

async fn rooms(world: &World) -> Vec<ChannelId> {
    let views = channels::list(&world.db, &user("ann")).await.unwrap();
    views.iter().map(|view| view.channel.id).collect()
}

async fn a_response_is_stored_with_its_change(mut world: World) {
    assert_eq!(
        idempotency::find(&world.db, &user("ann"), "k").await,
        Ok(None)
    );
    // Twice in one commit, as after a restart of the store: the second is refused.
    let twice = vec![
        once("k", "h", room(), created),
        once("k", "h", room(), created),
        post(ChannelId(9), "ann", "refused"),
        once("other", "h", None, |_| None),
    ];
    let results = world.batch(twice).await;
    assert!(matches!(results[1], Err(Error::Conflict(_))));
    assert_eq!(results[3].as_ref().unwrap().answer, None);
    let first = results[0].as_ref().unwrap().answer.clone().unwrap();
    let id = rooms(&world).await[0];
    assert_eq!(first.body, format!("{{\"id\":{id}}}"));
    let kept = idempotency::find(&world.db, &user("ann"), "k").await;
    let kept = kept.unwrap().unwrap();
    assert_eq!((kept.request_hash.as_str(), &kept.answer), ("h", &*first));
    assert_eq!(
        idempotency::find(&world.db, &user("bob"), "k").await,
        Ok(None)
    );
    // A repeat gets the first response and changes nothing.
    let again = world.keep(once("k", "h", room(), |_| None)).await;
    assert!(again.repeated);
    assert_eq!(again.answer.as_ref(), Some(&first));
    // The key belongs to that request.
    let other = world.try_keep(once("k", "another", room(), created)).await;
    assert!(matches!(other, Err(Error::Conflict(_))));
    assert_eq!(rooms(&world).await.len(), 1);
    let found = idempotency::find(&world.db, &user("ann"), "other").await;
    assert_eq!(found, Ok(None));
}

async fn neither_is_stored_without_the_other(mut world: World) {
    // A refused change has no response, and its key is free.
    let refused = post(ChannelId(9), "ann", "nowhere");
    let refused = world.try_keep(once("k", "h", Some(refused), created)).await;
    assert_eq!(refused, Err(Error::NotFound));
    world.keep(once("k", "another", room(), created)).await;
    // A change is not made if its response cannot be stored.
    let database = world.db.writer();
    database
        .execute_unprepared("ALTER TABLE chat_idempotency RENAME COLUMN body TO gone")
        .await
        .unwrap();
    let failed = world.try_keep(once("k2", "h", room(), created)).await;
    assert!(failed.is_err());
    assert_eq!(rooms(&world).await.len(), 1);
}

async fn a_response_shows_what_was_committed(mut world: World) {
    let lobby = world.lobby().await;
    let said = world.say(lobby, "bob", "hello").await;
    let reaction = Once {
        request: request("m", "h"),
        change: Some(react(&said, "ann", "👍")),
        shows: Shows::Message(said.id),
        answer: Arc::new(|committed| {
            let message = committed.message.as_ref()?;
            Some(Answer {
                status: 201,
                body: serde_json::to_string(&message.reactions).ok()?,
            })
        }),
    };
    let kept = world.keep(Box::new(reaction)).await;
    let body = kept.answer.unwrap().body;
    assert!(body.contains("👍"), "{body}");
    let shows = Once {
        request: request("c", "h"),
        change: None,
        shows: Shows::Channel(lobby),
        answer: Arc::new(created),
    };
    let kept = world.keep(Box::new(shows)).await;
    assert_eq!(kept.answer.unwrap().body, format!("{{\"id\":{lobby}}}"));
}

async fn old_responses_are_deleted(mut world: World) {
    world.keep(once("k", "h", room(), created)).await;
    let at = world.clock;
    let old = async |before| idempotency::older_than(&world.db, before, 9).await.unwrap();
    assert_eq!(old(at).await, []);
    let due = old(at + 1).await;
    assert_eq!(due, [(user("ann"), "k".to_owned())]);
    world.keep_alone(ForgetAnswers(due)).await.unwrap();
    assert_eq!(old(at + 1).await, []);
}
