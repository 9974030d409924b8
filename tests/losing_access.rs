//! Losing access also ends open sockets and subscriptions, within about a second.

use std::time::Duration;

use entity::{ids::UserId, queries::accounts};
use serde_json::{Value, json};

use crate::support::{Socket, TestServer, within};

/// Creates a private channel of ann's with these members, and returns its id.
async fn private_channel(server: &TestServer, members: &[&str]) -> i64 {
    let ann = server.rest("ann");
    let body = json!({"name": "secrets", "type": "private"});
    let id = ann.post("/api/chat/channels", body).await.ok()["id"]
        .as_i64()
        .unwrap();
    for member in members {
        let path = format!("/api/chat/channels/{id}/members");
        ann.post(&path, json!({"userId": member})).await.ok();
    }
    id
}

/// All events of this socket so far, up to the reply to a command.
async fn told(socket: &mut Socket) -> Vec<Value> {
    socket
        .command("update_presence", json!({"status": "busy"}))
        .await
        .unwrap();
    socket.drain()
}

#[tokio::test]
async fn a_removed_member_receives_nothing_more() {
    let server = TestServer::with_users(&["ann", "bob", "cat"]).await;
    let id = private_channel(&server, &["bob", "cat"]).await;
    let ann = server.rest("ann");
    let messages = format!("/api/chat/channels/{id}/messages");
    let kept = ann.post(&messages, json!({"message": "before"})).await.ok()["id"].clone();

    let mut bob = server.connect("bob").await;
    let mut cat = server.connect("cat").await;
    let removed = ann
        .delete(&format!("/api/chat/channels/{id}/members/bob"))
        .await;
    assert_eq!(removed.status, 204);
    assert_eq!(bob.event("channel_left").await["channelId"], id);
    bob.drain();

    ann.post(&messages, json!({"message": "after, about @bob"}))
        .await
        .ok();
    ann.post(
        &format!("/api/chat/messages/{kept}/reactions"),
        json!({"emoji": "👍"}),
    )
    .await
    .ok();
    cat.command("typing_start", json!({"channelId": id}))
        .await
        .unwrap();
    // Once the members have received it, the removed one would have, too.
    cat.event("message_received").await;
    cat.event("reaction_added").await;
    let heard: Vec<Value> = told(&mut bob)
        .await
        .into_iter()
        .filter(|event| event[2]["channelId"] == id)
        .collect();
    assert!(heard.is_empty(), "{heard:?}");

    for (command, data) in [
        (
            "send_message",
            json!({"channelId": id, "clientId": uuid(), "message": "x"}),
        ),
        ("edit_message", json!({"messageId": kept, "message": "x"})),
        ("delete_message", json!({"messageId": kept})),
        ("add_reaction", json!({"messageId": kept, "emoji": "👍"})),
        ("mark_read", json!({"channelId": id, "seq": 1})),
        ("typing_start", json!({"channelId": id})),
        ("join_channel", json!({"channelId": id})),
        ("leave_channel", json!({"channelId": id})),
    ] {
        assert_eq!(
            bob.command(command, data).await.unwrap_err()["code"],
            "not_found",
            "{command}"
        );
    }
    let rest = server.rest("bob");
    assert_eq!(rest.get(&messages).await.problem(404), "not_found");
    assert_eq!(
        rest.get("/api/chat/channels").await.ok()["items"],
        json!([])
    );
    assert_eq!(
        rest.get("/api/chat/users/ann/presence").await.problem(404),
        "not_found"
    );

    // Resuming from an old position does not return it either.
    let user_seq = bob.snapshot["userSeq"].clone();
    drop(bob);
    let mut back = server.socket().await;
    let resume = json!({"channels": {id.to_string(): 1}, "user": user_seq});
    back.resume(&server.token("bob"), resume).await;
    assert_eq!(back.snapshot["channels"], json!([]));
    let replayed = told(&mut back).await;
    let leaked: Vec<_> = replayed
        .iter()
        .filter(|event| event.to_string().contains("after,"))
        .collect();
    assert!(leaked.is_empty(), "{leaked:?}");
}

#[tokio::test]
async fn a_user_receives_nothing_of_channels_that_they_are_not_in() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    server.add_user("root", "admin").await;
    let id = private_channel(&server, &["bob"]).await;
    let ann = server.rest("ann");
    let direct = ann
        .post("/api/chat/direct", json!({"userIds": ["bob"]}))
        .await
        .ok()["id"]
        .clone();
    let mut eve = server.connect("eve").await;
    let mut root = server.connect("root").await;
    let mut bob = server.connect("bob").await;
    let mut speaker = server.connect("ann").await;
    for id in [json!(id), direct.clone()] {
        speaker
            .command("typing_start", json!({"channelId": id}))
            .await
            .unwrap();
        let text = json!({"channelId": id, "clientId": uuid(), "message": "@eve is not here"});
        speaker.command("send_message", text).await.unwrap();
        bob.event("message_received").await;
    }
    speaker
        .command("update_presence", json!({"status": "away"}))
        .await
        .unwrap();
    bob.frame("ann's presence", |frame| {
        frame.to_string().contains("presence") && frame.to_string().contains("away")
    })
    .await;
    for socket in [&mut eve, &mut root] {
        let heard = told(socket).await;
        let about: Vec<_> = heard
            .iter()
            .filter(|event| event[2]["channelId"] == id || event[2]["channelId"] == direct)
            .chain(
                heard
                    .iter()
                    .filter(|event| event.to_string().contains("ann")),
            )
            .collect();
        assert!(about.is_empty(), "{about:?}");
    }
    assert_eq!(eve.snapshot["channels"], json!([]));
    assert_eq!(root.snapshot["channels"], json!([]));
    let seen = server
        .rest("eve")
        .get("/api/chat/channels?browse=true")
        .await
        .ok();
    assert_eq!(seen["items"], json!([]));
    // A user who may see private channels finds them, but no direct conversations of others.
    let seen = server
        .rest("root")
        .get("/api/chat/channels?browse=true")
        .await
        .ok();
    assert!(!seen.to_string().contains("\"direct\""), "{seen}");
    let seen = server.rest("root").get("/api/chat/direct").await.ok();
    assert_eq!(seen["items"], json!([]));
}

#[tokio::test]
async fn a_blocked_user_is_disconnected_and_can_return_once_unblocked() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    server.add_user("root", "admin").await;
    let id = private_channel(&server, &["bob"]).await;
    let mut bob = server.connect("bob").await;
    let mut ann = server.connect("ann").await;
    let root = server.rest("root");
    assert_eq!(
        root.post("/api/admin/users/bob/block", Value::Null)
            .await
            .status,
        204
    );
    let said = bob.frame("the reason", |frame| frame[0] == 3).await;
    assert_eq!(
        (&said[1], &said[2]["code"]),
        (&Value::Null, &json!("forbidden"))
    );
    assert_eq!(
        said[2]["message"],
        "An administrator has blocked you from the chat."
    );
    assert_eq!(bob.close_code().await, Some(4014));
    let rest = server.rest("bob");
    assert_eq!(
        rest.get("/api/chat/channels").await.problem(403),
        "forbidden"
    );
    let path = format!("/api/chat/channels/{id}/messages");
    assert_eq!(
        rest.post(&path, json!({"message": "x"})).await.problem(403),
        "forbidden"
    );
    let mut again = server.socket().await;
    again.event("hello").await;
    let token = server.token("bob");
    let refused = again
        .command("authenticate", json!({"token": token}))
        .await
        .unwrap_err();
    assert_eq!(refused["code"], "forbidden");
    assert_eq!(again.close_code().await, Some(4014));
    // A ticket does not bypass it.
    let ticket = rest.post("/api/chat/ws-ticket", Value::Null).await;
    if ticket.status.is_success() {
        let mut again = server.socket().await;
        again.event("hello").await;
        let ticket = ticket.body["ticket"].clone();
        again
            .command("authenticate", json!({"token": ticket}))
            .await
            .unwrap_err();
        assert_eq!(again.close_code().await, Some(4014));
    }
    ann.command("update_presence", json!({"status": "online"}))
        .await
        .unwrap();
    assert_eq!(root.delete("/api/admin/users/bob/block").await.status, 204);
    server
        .connect("bob")
        .await
        .command("typing_stop", json!({"channelId": id}))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_demoted_admin_can_no_longer_administer_the_channel() {
    let server = TestServer::with_users(&["ann", "bob", "cat"]).await;
    let id = private_channel(&server, &["bob", "cat"]).await;
    let ann = server.rest("ann");
    let bobs = format!("/api/chat/channels/{id}/members/bob");
    ann.put(&bobs, json!({"role": "admin"})).await.ok();
    let message = ann
        .post(
            &format!("/api/chat/channels/{id}/messages"),
            json!({"message": "mine"}),
        )
        .await
        .ok()["id"]
        .clone();
    let (mut bob, rest) = (server.connect("bob").await, server.rest("bob"));
    rest.put(
        &format!("/api/chat/channels/{id}"),
        json!({"name": "renamed"}),
    )
    .await
    .ok();
    ann.put(&bobs, json!({"role": "member"})).await.ok();
    let refused = rest
        .put(
            &format!("/api/chat/channels/{id}"),
            json!({"name": "again"}),
        )
        .await;
    assert_eq!(refused.problem(403), "forbidden");
    let refused = rest
        .delete(&format!("/api/chat/channels/{id}/members/cat"))
        .await;
    assert_eq!(refused.problem(403), "forbidden");
    let refused = bob
        .command("delete_message", json!({"messageId": message}))
        .await
        .unwrap_err();
    assert_eq!(refused["code"], "forbidden");
}

#[tokio::test]
async fn permissions_removed_from_a_role_are_removed_on_open_sockets() {
    let server = TestServer::with_users(&["ann"]).await;
    server.add_user("max", "manager").await;
    server.add_user("root", "admin").await;
    let id = private_channel(&server, &["max"]).await;
    let ann = server.rest("ann");
    let write = async |text: &str| {
        let path = format!("/api/chat/channels/{id}/messages");
        ann.post(&path, json!({"message": text})).await.ok()["id"].clone()
    };
    let (first, second) = (write("first").await, write("second").await);
    let mut max = server.connect("max").await;
    max.command("delete_message", json!({"messageId": first}))
        .await
        .unwrap();

    let root = server.rest("root");
    let plain = json!({"permissions": ["chat.access_channels"]});
    let changed = root
        .put("/api/admin/roles/manager/permissions", plain)
        .await;
    assert_eq!(changed.status, 204);
    let refused = max
        .command("delete_message", json!({"messageId": second}))
        .await
        .unwrap_err();
    assert_eq!(refused["code"], "forbidden");

    // Without access to the chat the connection is closed.
    for role in ["manager", "*"] {
        let path = format!("/api/admin/roles/{role}/permissions");
        assert_eq!(
            root.put(&path, json!({"permissions": []})).await.status,
            204
        );
    }
    assert_eq!(max.close_code().await, Some(4014));
    assert_eq!(
        server
            .rest("max")
            .get("/api/chat/channels")
            .await
            .problem(403),
        "forbidden"
    );
    assert_eq!(ann.get("/api/chat/users").await.problem(403), "forbidden");
    root.get("/api/chat/channels").await.ok();
}

#[tokio::test]
async fn a_role_changed_in_orvale_takes_effect_on_open_sockets() {
    let server = TestServer::with_users(&["ann"]).await;
    server.add_user("max", "manager").await;
    let id = private_channel(&server, &["max"]).await;
    let ann = server.rest("ann");
    let mut max = server.connect("max").await;
    // Directly in the database, like Orvale's own pages.
    use sea_orm::ConnectionTrait as _;
    let orvale = server.elsewhere().await;
    orvale
        .writer()
        .execute_unprepared("UPDATE users SET role = 'it_user' WHERE username = 'max'")
        .await
        .unwrap();
    let told = max
        .frame("one's new rights", |frame| frame[1] == "account_updated")
        .await;
    assert_eq!(told[2]["user"]["role"], "it_user");
    let moderates = json!("chat.moderate_channels");
    let permissions = told[2]["permissions"].as_array().unwrap();
    assert!(!permissions.contains(&moderates), "{permissions:?}");
    within("the role to be noticed", async {
        loop {
            let path = format!("/api/chat/channels/{id}/messages");
            let message = ann.post(&path, json!({"message": "x"})).await.ok()["id"].clone();
            let deleted = max
                .command("delete_message", json!({"messageId": message}))
                .await;
            match deleted {
                Ok(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                Err(error) => break assert_eq!(error["code"], "forbidden"),
            }
        }
    })
    .await;
    let root = UserId::from("max");
    let account = accounts::load(server.server.app().database(), &root)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(account.role, "it_user");
}

fn uuid() -> String {
    uuid::Uuid::new_v4().to_string()
}
