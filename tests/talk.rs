//! Two users chat, over the socket and over REST.

use serde_json::json;

use crate::support::TestServer;

#[tokio::test]
async fn a_message_reaches_the_other_user_and_rest() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let ann = server.rest("ann");
    let channel = ann
        .post(
            "/api/chat/channels",
            json!({"name": "desk", "type": "public"}),
        )
        .await;
    assert_eq!(channel.status, 201);
    let id = channel.ok()["id"].as_i64().unwrap();

    let mut speaker = server.connect("ann").await;
    let mut listener = server.connect("bob").await;
    listener
        .command("join_channel", json!({"channelId": id}))
        .await
        .unwrap();

    let client_id = "6f2c1f0e-5d0e-4c86-9d0f-0f1b7a1c2d3e";
    let message = json!({"channelId": id, "clientId": client_id, "message": "hello desk"});
    let reply = speaker
        .command("send_message", message.clone())
        .await
        .unwrap();
    let heard = listener.event("message_received").await;
    assert_eq!(heard["message"], reply["message"]);
    assert_eq!(heard["channelId"], id);
    assert_eq!(heard["message"]["text"], "hello desk");

    let again = speaker.command("send_message", message).await.unwrap();
    assert_eq!(
        again["message"]["id"], reply["message"]["id"],
        "sent twice it is kept once"
    );

    let written = server
        .rest("bob")
        .post(
            &format!("/api/chat/channels/{id}/messages"),
            json!({"message": "hello ann"}),
        )
        .await;
    assert_eq!(written.status, 201);
    let heard = speaker
        .frame("bob's message", |f| {
            f[1] == "message_received" && f[2]["message"]["text"] == "hello ann"
        })
        .await;
    assert_eq!(heard[2]["message"]["userId"], "bob");

    let page = ann
        .get(&format!("/api/chat/channels/{id}/messages"))
        .await
        .ok();
    let texts: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["text"])
        .collect();
    assert_eq!(texts, ["bob joined.", "hello desk", "hello ann"]);
    assert_eq!(page["hasBefore"], false);
}

#[tokio::test]
async fn a_client_that_was_offline_receives_missed_events() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let ann = server.rest("ann");
    let direct = ann
        .post("/api/chat/direct", json!({"userIds": ["bob"]}))
        .await;
    assert_eq!(direct.status, 201);
    let id = direct.ok()["id"].as_i64().unwrap();
    assert_eq!(
        ann.post("/api/chat/direct", json!({"userIds": ["bob"]}))
            .await
            .status,
        200
    );

    let unseen = server.connect("bob").await;
    assert_eq!(unseen.snapshot["channels"], json!([]), "nothing was sent");
    drop(unseen);
    let first = json!({"message": "zero"});
    ann.post(&format!("/api/chat/channels/{id}/messages"), first)
        .await
        .ok();

    let away = server.connect("bob").await;
    let seq = away.snapshot["channels"][0]["seq"].as_i64().unwrap();
    let user_seq = away.snapshot["userSeq"].as_i64().unwrap();
    drop(away);
    for text in ["one", "two", "three"] {
        ann.post(
            &format!("/api/chat/channels/{id}/messages"),
            json!({"message": text}),
        )
        .await
        .ok();
    }
    let mut back = server.socket().await;
    let resume = json!({"channels": {id.to_string(): seq}, "user": user_seq});
    back.resume(&server.token("bob"), resume).await;
    assert_eq!(back.snapshot["resumed"], true);
    for (text, position) in ["one", "two", "three"].into_iter().zip(seq + 1..) {
        let event = back.event("message_received").await;
        assert_eq!(event["message"]["text"], text);
        assert_eq!(event["seq"], position);
    }
    back.event("resumed").await;
}

#[tokio::test]
async fn a_user_added_and_removed_and_added_while_offline_is_a_member() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let away = server.connect("bob").await;
    let user_seq = away.snapshot["userSeq"].as_i64().unwrap();
    drop(away);
    let ann = server.rest("ann");
    let cellar = json!({"name": "cellar", "type": "private"});
    let id = ann.post("/api/chat/channels", cellar).await.ok()["id"].clone();
    let members = format!("/api/chat/channels/{id}/members");
    let bob = json!({"userId": "bob"});
    ann.post(&members, bob.clone()).await.ok();
    ann.delete(&format!("{members}/bob")).await.ok();
    ann.post(&members, bob).await.ok();
    let mut back = server.socket().await;
    let resume = json!({"channels": {}, "user": user_seq});
    back.resume(&server.token("bob"), resume).await;
    assert_eq!(back.snapshot["channels"][0]["id"], id);
    let seq = back.snapshot["channels"][0]["seq"].clone();
    for name in ["channel_joined", "channel_left", "channel_joined"] {
        let told = back.frame("an event", |frame| frame[0] == 0).await;
        assert_eq!(told[1], name, "{told}");
        assert_eq!(told[2]["channelId"], id);
        if name == "channel_joined" {
            assert_eq!(
                told[2]["channel"]["seq"], seq,
                "from here its events follow"
            );
        }
    }
    assert_eq!(
        back.frame("an event", |frame| frame[0] == 0).await[1],
        "resumed"
    );
}

#[tokio::test]
async fn a_deleted_message_gets_no_quote() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let desk = json!({"name": "desk", "type": "public"});
    let desk = ann.post("/api/chat/channels", desk).await.ok();
    let path = format!("/api/chat/channels/{}/messages", desk["id"]);
    let gone = ann.post(&path, json!({"message": "oops"})).await.ok();
    let own = format!("/api/chat/messages/{}", gone["id"]);
    let answer = json!({"message": "an answer", "replyToId": gone["id"]});
    ann.post(&path, answer.clone()).await.ok();
    ann.delete(&own).await.ok();
    assert_eq!(ann.post(&path, answer).await.problem(404), "not_found");
}

#[tokio::test]
async fn a_channel_can_begin_as_one_for_announcements() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let news = json!({"name": "news", "type": "public", "readOnly": true});
    let news = server
        .rest("ann")
        .post("/api/chat/channels", news)
        .await
        .ok();
    assert_eq!(news["readOnly"], true);
    let bob = server.rest("bob");
    let path = format!("/api/chat/channels/{}", news["id"]);
    bob.post(&format!("{path}/join"), json!({})).await.ok();
    let posts = format!("{path}/messages");
    let refused = bob.post(&posts, json!({"message": "hi"})).await;
    assert_eq!(refused.problem(403), "forbidden");
}
