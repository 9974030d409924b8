//! Deleted messages: whoever saw one learns that it was deleted, and nobody else that it ever existed.

use serde_json::{Value, json};

use crate::support::{Answer, Rest, TestServer};

const GONE: &str = "this message was deleted";

async fn post(who: &Rest, channel: i64, message: Value) -> Answer {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, message).await
}

/// What can be asked of a message that is deleted, and is refused.
async fn asked(who: &Rest, channel: i64, message: &Value) -> Vec<Answer> {
    let at = actors::clock::now() + 3_600_000;
    let mut answers = Vec::new();
    for field in ["replyToId", "threadId", "forwardedFrom"] {
        answers.push(post(who, channel, json!({"message": "words", field: message})).await);
    }
    let later = json!({"channelId": channel, "message": "later", "at": at, "threadId": message});
    answers.push(who.post("/api/chat/scheduled", later).await);
    for (method, path, body) in [
        ("POST", "reactions", json!({"emoji": "👍"})),
        ("PUT", "pin", json!({})),
        ("DELETE", "pin", json!({})),
        ("PUT", "saved", json!({})),
        ("POST", "reminder", json!({"at": at})),
        ("GET", "history", json!({})),
    ] {
        let path = format!("/api/chat/messages/{message}/{path}");
        let request = who.request(method.parse().unwrap(), &path).json(&body);
        answers.push(who.send(request).await);
    }
    answers
}

#[tokio::test]
async fn only_those_who_saw_a_message_learn_that_it_was_deleted() {
    let server = TestServer::with_users(&["ann", "bob", "eve", "mel"]).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let mel = server.rest("mel");
    let desk = json!({"name": "desk", "type": "private", "history": "since_joining"});
    let desk = ann.post("/api/chat/channels", desk).await.ok();
    let desk = desk["id"].as_i64().unwrap();
    let members = format!("/api/chat/channels/{desk}/members");
    ann.post(&members, json!({"userId": "bob"})).await.ok();
    let message = post(&bob, desk, json!({"message": "words"})).await.ok();
    let id = &message["id"];
    ann.post(&members, json!({"userId": "mel"})).await.ok();
    let path = format!("/api/chat/messages/{id}");
    assert_eq!(bob.delete(&path).await.status, 204);

    for who in [&ann, &bob] {
        for answer in asked(who, desk, id).await {
            assert_eq!(answer.body["detail"], GONE, "{}", answer.text);
            assert_eq!(answer.problem(404), "not_found");
        }
    }
    let edit = bob.put(&path, json!({"message": "other words"})).await;
    assert_eq!(edit.body["detail"], GONE);
    let mut socket = server.connect("bob").await;
    let reaction = json!({"messageId": id, "emoji": "👍"});
    let refused = socket.command("add_reaction", reaction).await.unwrap_err();
    assert_eq!(refused, json!({"code": "not_found", "message": GONE}));

    // Not a member, and one who joined after it was written.
    for who in [&eve, &mel] {
        let made_up = asked(who, desk, &json!(987_654)).await;
        for (answer, made_up) in asked(who, desk, id).await.iter().zip(made_up) {
            assert_eq!(answer.text, made_up.text);
            assert!(!answer.text.contains(GONE), "{}", answer.text);
        }
    }
}
