//! A request that is repeated under its `Idempotency-Key` is carried out once, whatever became of the
//! first attempt: its client gone, its server killed, its answer lost.

use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{Answer, Daemon, Rest, TestServer, on_both, within};

/// Sends the request and repeats it until it is no longer "still being answered".
async fn post(rest: &Rest, path: &str, key: &str, body: &Value) -> Answer {
    within("an answer", async {
        loop {
            let request = rest.request(Method::POST, path).json(body);
            let answer = rest.send(request.header("idempotency-key", key)).await;
            if answer.body["code"] != "busy" {
                return answer;
            }
        }
    })
    .await
}

/// Sends the request and closes the connection, after this many turns of the scheduler.
async fn send_and_leave(server: &TestServer, path: &str, key: &str, body: &Value, turns: usize) {
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nIdempotency-Key: {key}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        server.token("ann"),
        body.len()
    );
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.set_nodelay(true).unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_of_a_client_that_left_is_kept_once() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let desk = json!({"name": "desk", "type": "public"});
    let channel = ann.post("/api/chat/channels", desk).await.ok()["id"].clone();
    let path = format!("/api/chat/channels/{channel}/messages");
    for n in 0..60 {
        let body = json!({"message": format!("message {n}")});
        let key = format!("key-{n}");
        send_and_leave(&server, &path, &key, &body, n * 20).await;
        let answer = post(&ann, &path, &key, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let page = ann.get(&format!("{path}?limit=200")).await.ok();
    assert_eq!(page["items"].as_array().unwrap().len(), 60);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_channel_of_a_client_that_left_is_created_once() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    for n in 0..40 {
        // Private ones may share a name, so that nothing else prevents a second one.
        let body = json!({"name": format!("room-{n}"), "type": "private"});
        let key = format!("key-{n}");
        send_and_leave(&server, "/api/chat/channels", &key, &body, n * 20).await;
        let answer = post(&ann, "/api/chat/channels", &key, &body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let channels = ann.get("/api/chat/channels").await.ok();
    assert_eq!(channels["items"].as_array().unwrap().len(), 40);
}

#[tokio::test]
async fn an_answer_that_could_not_be_kept_repeats_nothing() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let desk = json!({"name": "desk", "type": "public"});
    let channel = ann.post("/api/chat/channels", desk).await.ok()["id"].clone();
    let messages = format!("/api/chat/channels/{channel}/messages");
    // As when the server is killed after the change and before the answer.
    let other = server.elsewhere().await;
    let lose = "CREATE TRIGGER lose BEFORE UPDATE ON chat_idempotency \
                BEGIN SELECT RAISE(ABORT, 'lost'); END; \
                CREATE TRIGGER lose_too BEFORE INSERT ON chat_idempotency WHEN NEW.status <> 0 \
                BEGIN SELECT RAISE(ABORT, 'lost'); END";
    other.writer().execute_unprepared(lose).await.unwrap();
    let room = json!({"name": "room", "type": "private"});
    let message = json!({"message": "once"});
    let mut first = Vec::new();
    for (path, key, body) in [
        ("/api/chat/channels", "a", &room),
        (messages.as_str(), "b", &message),
    ] {
        first.push(post(&ann, path, key, body).await.ok()["id"].clone());
    }
    other
        .writer()
        .execute_unprepared("DROP TRIGGER lose; DROP TRIGGER lose_too")
        .await
        .unwrap();
    let again = post(&ann, "/api/chat/channels", "a", &room).await;
    assert_eq!(again.status, 201);
    assert_eq!(again.ok()["id"], first[0]);
    assert_eq!(
        post(&ann, &messages, "b", &message).await.ok()["id"],
        first[1]
    );
    let channels = ann.get("/api/chat/channels").await.ok();
    assert_eq!(channels["items"].as_array().unwrap().len(), 2);
    let page = ann.get(&messages).await.ok();
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    // The key belongs to that request all the same.
    let different = json!({"name": "another", "type": "private"});
    let refused = post(&ann, "/api/chat/channels", "a", &different).await;
    assert_eq!(refused.problem(409), "conflict");
    let refused = post(&ann, &messages, "b", &json!({"message": "twice"})).await;
    assert_eq!(refused.problem(409), "conflict");
}

on_both!(what_a_killed_server_had_begun_is_done_once);

async fn what_a_killed_server_had_begun_is_done_once(daemon: Daemon) {
    let mut daemon = daemon.with_people(&["ann"]).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &["ann"]).await;
    let messages = format!("/api/chat/channels/{channel}/messages");
    let mut asked = 0;
    for round in 0..4 {
        let ann = daemon.rest("ann");
        let mut attempts = tokio::task::JoinSet::new();
        for n in 0..10 {
            asked += 1;
            let (ann, messages) = (ann.clone(), messages.clone());
            attempts.spawn(async move {
                let key = format!("{round}-{n}");
                let room = json!({"name": format!("room {key}"), "type": "private"});
                let text = json!({"message": format!("text {key}")});
                for (path, body) in [("/api/chat/channels", room), (messages.as_str(), text)] {
                    let request = ann.request(Method::POST, path).json(&body);
                    let request = request.header("idempotency-key", format!("{path}{key}"));
                    if request.send().await.is_err() {
                        return;
                    }
                }
            });
        }
        // After the first of them is through, the others are somewhere on their way.
        attempts.join_next().await.unwrap().unwrap();
        daemon.kill().await;
        attempts.shutdown().await;
        daemon.start().await;
        let ann = daemon.rest("ann");
        for n in 0..10 {
            let key = format!("{round}-{n}");
            let room = json!({"name": format!("room {key}"), "type": "private"});
            let text = json!({"message": format!("text {key}")});
            for (path, body) in [("/api/chat/channels", room), (messages.as_str(), text)] {
                let answer = post(&ann, path, &format!("{path}{key}"), &body).await;
                assert_eq!(answer.status, 201, "{}", answer.text);
            }
        }
    }
    let ann = daemon.rest("ann");
    let channels = ann.get("/api/chat/channels").await.ok();
    assert_eq!(channels["items"].as_array().unwrap().len(), asked + 1);
    let page = ann.get(&format!("{messages}?limit=200")).await.ok();
    assert_eq!(page["items"].as_array().unwrap().len(), asked);
}
