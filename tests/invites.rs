//! Invite links: they let people in as often as they allow, until they expire or are revoked.

use serde_json::{Value, json};

use crate::support::{Rest, TestServer, servers_on_both};

servers_on_both![
    one_of_two_who_use_the_last_use_at_once_joins,
    a_link_is_checked_when_someone_joins_with_it,
    a_removed_member_is_not_let_in_by_an_older_link,
    a_link_works_while_its_creator_may_invite,
    somebody_who_is_deactivated_later_has_used_the_link,
    limits_must_make_sense,
    a_link_is_told_of_in_the_channel_without_its_secret,
];

/// A private channel of ann's, and the path of its links.
async fn desk(server: &TestServer) -> (i64, String) {
    let desk = json!({"name": "desk", "type": "private"});
    let desk = server.rest("ann").post("/api/chat/channels", desk).await;
    let id = desk.ok()["id"].as_i64().unwrap();
    (id, format!("/api/chat/channels/{id}/invites"))
}

async fn invite(who: &Rest, path: &str, limits: Value) -> Value {
    who.post(path, limits).await.ok()
}

async fn accept(who: &Rest, invite: &Value) -> crate::support::Answer {
    let token = invite["token"].as_str().unwrap();
    let path = format!("/api/chat/invites/{token}/accept");
    who.post(&path, json!({})).await
}

async fn uses(who: &Rest, path: &str) -> Vec<i64> {
    let found = who.get(path).await.ok();
    let items = found["items"].as_array().unwrap().iter();
    items.map(|it| it["uses"].as_i64().unwrap()).collect()
}

async fn one_of_two_who_use_the_last_use_at_once_joins() {
    let server = TestServer::with_users(&["ann", "bob", "cat", "eve"]).await;
    let (id, path) = desk(&server).await;
    let ann = server.rest("ann");
    let link = invite(&ann, &path, json!({"maxUses": 1})).await;
    let (bob, cat) = (server.rest("bob"), server.rest("cat"));
    let token = link["token"].as_str().unwrap();
    let seen = bob.get(&format!("/api/chat/invites/{token}")).await.ok();
    assert_eq!(
        (
            &seen["channel"]["name"],
            &seen["memberCount"],
            &seen["member"]
        ),
        (&json!("desk"), &json!(1), &json!(false))
    );
    let (one, other) = tokio::join!(accept(&bob, &link), accept(&cat, &link));
    let (winner, loser, late) = match one.status.as_u16() {
        200 => (&bob, other, &cat),
        _ => (&cat, one, &bob),
    };
    assert_eq!(loser.problem(409), "conflict");
    assert_eq!(uses(&ann, &path).await, [1]);
    // A member who follows the link again is not counted again, and the count never goes down.
    assert_eq!(accept(winner, &link).await.ok()["id"], id);
    let leave = format!("/api/chat/channels/{id}/leave");
    assert_eq!(winner.post(&leave, json!({})).await.status, 204);
    for who in [winner, late] {
        let refused = accept(who, &link).await;
        assert!(
            refused.text.contains("as often as it allows"),
            "{}",
            refused.text
        );
    }
    assert_eq!(uses(&ann, &path).await, [1]);
}

async fn a_link_is_checked_when_someone_joins_with_it() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (_, path) = desk(&server).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let soon = actors::clock::now() + 2_000;
    let revoked = invite(&ann, &path, json!({})).await;
    let expiring = invite(&ann, &path, json!({"expiresAt": soon})).await;
    let page = |link: &Value| format!("/api/chat/invites/{}", link["token"].as_str().unwrap());
    for link in [&revoked, &expiring] {
        bob.get(&page(link)).await.ok();
    }
    let revoke = format!("/api/chat/invites/{}", revoked["id"]);
    assert_eq!(bob.delete(&revoke).await.problem(404), "not_found");
    for _ in 0..2 {
        assert_eq!(ann.delete(&revoke).await.status, 204);
    }
    while actors::clock::now() < soon {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    for (link, why) in [(&revoked, "revoked"), (&expiring, "expired")] {
        for answer in [accept(&bob, link).await, bob.get(&page(link)).await] {
            assert!(answer.text.contains(why), "{}", answer.text);
            assert!(!answer.text.contains("desk"), "{}", answer.text);
            assert_eq!(answer.problem(409), "conflict");
        }
    }
    let nothing = json!({"token": "nothing"});
    assert_eq!(accept(&bob, &nothing).await.problem(404), "not_found");
    assert_eq!(uses(&ann, &path).await, [0], "revoked links are not listed");
}

async fn a_removed_member_is_not_let_in_by_an_older_link() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (id, path) = desk(&server).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let older = invite(&ann, &path, json!({})).await;
    accept(&bob, &older).await.ok();
    let member = format!("/api/chat/channels/{id}/members/bob");
    assert_eq!(ann.delete(&member).await.status, 204);
    let refused = accept(&bob, &older).await;
    assert!(
        refused.text.contains("you were removed"),
        "{}",
        refused.text
    );
    assert_eq!(refused.problem(409), "conflict");
    let newer = invite(&ann, &path, json!({})).await;
    accept(&bob, &newer).await.ok();
    // Added again by a member, they may use any link.
    assert_eq!(ann.delete(&member).await.status, 204);
    let members = format!("/api/chat/channels/{id}/members");
    ann.post(&members, json!({"userId": "bob"})).await.ok();
    let leave = format!("/api/chat/channels/{id}/leave");
    assert_eq!(bob.post(&leave, json!({})).await.status, 204);
    accept(&bob, &older).await.ok();
}

/// A link works while its creator may create links, and is listed all the time.
async fn a_link_works_while_its_creator_may_invite() {
    let server = TestServer::with_users(&["ann", "bob", "cat", "eve"]).await;
    let (id, path) = desk(&server).await;
    let (ann, cat) = (server.rest("ann"), server.rest("cat"));
    let members = format!("/api/chat/channels/{id}/members");
    for user in ["bob", "eve"] {
        ann.post(&members, json!({"userId": user})).await.ok();
    }
    let bobs = format!("{members}/bob");
    let admin = || ann.put(&bobs, json!({"role": "admin"}));
    admin().await.ok();
    let link = invite(&server.rest("bob"), &path, json!({})).await;
    let shown = format!("/api/chat/invites/{}", link["token"].as_str().unwrap());
    let refused = async |when: &str| {
        for answer in [cat.get(&shown).await, accept(&cat, &link).await] {
            assert!(
                answer.text.contains("may no longer invite"),
                "{}",
                answer.text
            );
            assert_eq!(answer.problem(409), "conflict", "{when}");
        }
        let listed = ann.get(&path).await.ok();
        assert_eq!(listed["items"][0]["createdBy"], "bob", "{when}");
        // Who is a member already gets there anyway.
        assert_eq!(accept(&server.rest("eve"), &link).await.ok()["id"], id);
        assert_eq!(server.rest("eve").get(&shown).await.ok()["member"], true);
    };
    ann.put(&bobs, json!({"role": "member"})).await.ok();
    refused("demoted").await;
    admin().await.ok();
    cat.get(&shown).await.ok();
    server.set_active("bob", false).await;
    refused("deactivated").await;
    server.set_active("bob", true).await;
    cat.get(&shown).await.ok();
    assert_eq!(ann.delete(&bobs).await.status, 204);
    refused("removed").await;
    ann.post(&members, json!({"userId": "bob", "role": "admin"}))
        .await
        .ok();
    accept(&cat, &link).await.ok();
    assert_eq!(uses(&ann, &path).await, [1]);
}

/// The count never goes down, whatever becomes of the person; the same person twice at once is one.
async fn somebody_who_is_deactivated_later_has_used_the_link() {
    let server = TestServer::with_users(&["ann", "bob", "cat"]).await;
    let (_, path) = desk(&server).await;
    let (ann, bob, cat) = (server.rest("ann"), server.rest("bob"), server.rest("cat"));
    let link = invite(&ann, &path, json!({"maxUses": 1})).await;
    let (one, other) = tokio::join!(accept(&bob, &link), accept(&bob, &link));
    assert_eq!(one.ok()["id"], other.ok()["id"]);
    assert_eq!(uses(&ann, &path).await, [1]);
    server.set_active("bob", false).await;
    assert_eq!(accept(&cat, &link).await.problem(409), "conflict");
    assert_eq!(uses(&ann, &path).await, [1]);
}

async fn limits_must_make_sense() {
    let server = TestServer::with_users(&["ann"]).await;
    let (_, path) = desk(&server).await;
    let ann = server.rest("ann");
    let now = actors::clock::now();
    for limits in [
        json!({"maxUses": 0}),
        json!({"maxUses": 10_001}),
        json!({"maxUses": "one"}),
        json!({"expiresAt": now}),
        json!({"expiresAt": now + 366 * 24 * 3_600_000_i64}),
    ] {
        let refused = ann.post(&path, limits.clone()).await;
        assert_eq!(refused.problem(400), "invalid", "{limits}");
    }
    assert_eq!(uses(&ann, &path).await, [] as [i64; 0]);
}

async fn a_link_is_told_of_in_the_channel_without_its_secret() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (id, path) = desk(&server).await;
    let ann = server.rest("ann");
    let members = format!("/api/chat/channels/{id}/members");
    ann.post(&members, json!({"userId": "bob"})).await.ok();
    let mut bob = server.connect("bob").await;
    let resume = json!({
        "user": bob.snapshot["userSeq"],
        "channels": {id.to_string(): bob.snapshot["channels"][0]["seq"]},
    });
    let link = invite(&ann, &path, json!({"maxUses": 1})).await;
    let revoke = format!("/api/chat/invites/{}", link["id"]);
    assert_eq!(ann.delete(&revoke).await.status, 204);
    assert_eq!(ann.delete(&revoke).await.status, 204);
    let mut again = server.socket().await;
    again.resume(&server.token("bob"), resume).await;
    for socket in [&mut bob, &mut again] {
        for name in ["invite_created", "invite_revoked"] {
            let event = socket.event(name).await;
            assert_eq!(
                (&event["inviteId"], &event["by"]),
                (&link["id"], &json!("ann"))
            );
            assert!(!event.to_string().contains(link["token"].as_str().unwrap()));
            let note = socket.event("message_received").await;
            assert_eq!(note["message"]["system"], json!({"event": name}));
        }
    }
}
