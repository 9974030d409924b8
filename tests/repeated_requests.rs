//! A request that is repeated with its `Idempotency-Key` is executed once, even if the client disconnected, the
//! server was killed, or the response was lost at the first attempt.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use entity::queries::accounts;
use orvale_chat::http::{route::Repeat, routes::operations};
use reqwest::Method;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use tokio::{io::AsyncWriteExt, net::TcpStream};

use crate::support::{Answer, Daemon, Rest, TestServer, on_both, within};

/// Sends the request, and repeats it while the first one is still being processed.
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

/// The work after a commit is not skipped: a token that was revoked is refused, although its client
/// disconnected while the database was busy.
#[tokio::test]
async fn a_logout_takes_effect_although_its_client_disconnected() {
    let server = TestServer::with_users(&["ann"]).await;
    let database = server.server.app().database();
    let elsewhere = server.elsewhere().await;
    let lock = elsewhere.writer();
    let token = within("a revoked token", async {
        loop {
            let token = server.later_token("ann");
            lock.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
            log_out_and_leave(&server, &token).await;
            lock.execute_unprepared("ROLLBACK").await.unwrap();
            // A request that had not reached the store when its client disconnected changes nothing.
            tokio::time::sleep(Duration::from_millis(300)).await;
            if !accounts::revoked(database).await.unwrap().is_empty() {
                return token;
            }
        }
    })
    .await;
    let ann = server.rest("ann").with_token(&token);
    within("the end of the token", async {
        while ann.get("/api/auth/me").await.status != 401 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

async fn log_out_and_leave(server: &TestServer, token: &str) {
    let request = format!(
        "POST /api/auth/logout HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n\
         Content-Length: 0\r\n\r\n"
    );
    let mut stream = TcpStream::connect(server.address()).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(stream);
    // Long enough for the server to notice; the request itself may continue.
    tokio::time::sleep(Duration::from_millis(100)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_is_stored_once_although_its_client_disconnected() {
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
async fn a_channel_is_created_once_although_its_client_disconnected() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    for n in 0..40 {
        // Private channels may have the same name, so nothing else prevents a second one.
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
async fn a_change_is_not_made_if_its_response_cannot_be_stored() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let desk = json!({"name": "desk", "type": "public"});
    let channel = ann.post("/api/chat/channels", desk).await.ok()["id"].clone();
    let messages = format!("/api/chat/channels/{channel}/messages");
    let other = server.elsewhere().await;
    let lose = "CREATE TRIGGER lose BEFORE INSERT ON chat_idempotency \
                BEGIN SELECT RAISE(ABORT, 'lost'); END";
    other.writer().execute_unprepared(lose).await.unwrap();
    let room = json!({"name": "room", "type": "private"});
    let message = json!({"message": "once"});
    let requests = [
        ("/api/chat/channels", "a", &room),
        (messages.as_str(), "b", &message),
    ];
    for (path, key, body) in requests {
        assert_eq!(post(&ann, path, key, body).await.status, 500);
    }
    assert_eq!(count(&ann, "/api/chat/channels").await, 1);
    assert_eq!(count(&ann, &messages).await, 0);
    let keep = "DROP TRIGGER lose";
    other.writer().execute_unprepared(keep).await.unwrap();
    for (path, key, body) in requests {
        let first = post(&ann, path, key, body).await;
        assert_eq!(first.status, 201);
        assert_eq!(post(&ann, path, key, body).await.text, first.text);
        // The key belongs to that request.
        let different = json!({"name": "another", "type": "private", "message": "twice"});
        let refused = post(&ann, path, key, &different).await;
        assert_eq!(refused.problem(409), "conflict");
    }
    assert_eq!(count(&ann, "/api/chat/channels").await, 2);
    assert_eq!(count(&ann, &messages).await, 1);
}

async fn count(rest: &Rest, path: &str) -> usize {
    let page = rest.get(path).await.ok();
    let items = page["items"].as_array().unwrap().iter();
    items.filter(|message| message["type"] != "system").count()
}

/// The time in an hour, in milliseconds.
fn in_an_hour() -> i64 {
    actors::clock::now() + 3_600_000
}

/// Whatever happens between a request and its repeat, the repeat gets exactly the first response and changes
/// nothing.
#[tokio::test]
async fn every_repeated_request_gets_the_first_response() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    server.add_user("root", "admin").await;
    let (ann, root) = (server.rest("ann"), server.rest("root"));
    let desk = json!({"name": "desk", "type": "public"});
    let desk = ann.post("/api/chat/channels", desk).await.ok()["id"].clone();
    let hall = json!({"name": "hall", "type": "public"});
    let hall = root.post("/api/chat/channels", hall).await.ok()["id"].clone();
    let hello = json!({"message": "hello"});
    let messages = format!("/api/chat/channels/{desk}/messages");
    let message = ann.post(&messages, hello).await.ok()["id"].clone();
    let reply = json!({"message": "a reply", "threadId": message});
    ann.post(&messages, reply).await.ok();
    let gift = json!({"name": "gift", "type": "public"});
    let gift = ann.post("/api/chat/channels", gift).await.ok()["id"].clone();
    let heir = json!({"userId": "root"});
    let members = format!("/api/chat/channels/{gift}/members");
    ann.post(&members, heir.clone()).await.ok();
    let group = json!({"userIds": ["bob", "root"]});
    let group = ann.post("/api/chat/direct", group).await.ok()["id"].clone();
    let club = json!({"name": "club", "type": "private"});
    let club = root.post("/api/chat/channels", club).await.ok()["id"].clone();
    let invites = format!("/api/chat/channels/{club}/invites");
    let invite = root.post(&invites, json!({})).await.ok()["token"].clone();
    let bob = server.rest("bob");
    let calling = json!({"channelId": desk, "callType": "audio", "targetUsers": ["bob"]});
    let offered = json!({"offer": {"type": "offer", "sdp": "v=0"}, "targetUser": "bob"});
    let call = |who, path, id: i32, body| (who, path, id.to_string(), body);
    let requests = [
        (
            &ann,
            "/api/chat/channels",
            String::new(),
            json!({"name": "room", "type": "private"}),
        ),
        (
            &ann,
            "/api/chat/channels/{id}/messages",
            desk.to_string(),
            json!({"message": "once"}),
        ),
        (
            &ann,
            "/api/chat/channels/{id}/members",
            desk.to_string(),
            json!({"userId": "bob"}),
        ),
        (
            &ann,
            "/api/chat/channels/{id}/read",
            desk.to_string(),
            json!({"seq": 1}),
        ),
        (
            &ann,
            "/api/chat/threads/{id}/read",
            message.to_string(),
            json!({"seq": 1}),
        ),
        (
            &ann,
            "/api/chat/channels/{id}/join",
            hall.to_string(),
            json!({}),
        ),
        // A member joins again: nothing changes, and the response is stored nevertheless.
        (
            &ann,
            "/api/chat/channels/{id}/join",
            desk.to_string(),
            json!({}),
        ),
        (
            &ann,
            "/api/chat/channels/{id}/leave",
            hall.to_string(),
            json!({}),
        ),
        (
            &ann,
            "/api/chat/messages/{id}/reactions",
            message.to_string(),
            json!({"emoji": "👍"}),
        ),
        (
            &ann,
            "/api/chat/direct",
            String::new(),
            json!({"userIds": ["bob"]}),
        ),
        (
            &ann,
            "/api/chat/channels/{id}/owner",
            gift.to_string(),
            heir,
        ),
        (
            &ann,
            "/api/chat/channels/{id}/convert",
            group.to_string(),
            json!({"name": "trio", "withHistory": false}),
        ),
        (
            &ann,
            "/api/chat/channels/{id}/invites",
            desk.to_string(),
            json!({"maxUses": 1}),
        ),
        (
            &ann,
            "/api/chat/invites/{id}/accept",
            invite.as_str().unwrap().to_owned(),
            json!({}),
        ),
        (
            &ann,
            "/api/chat/notifications/read",
            String::new(),
            json!({"seq": 1}),
        ),
        (&ann, "/api/chat/read", String::new(), json!({})),
        (
            &ann,
            "/api/chat/scheduled",
            String::new(),
            json!({"channelId": desk, "message": "later", "at": in_an_hour()}),
        ),
        (
            &ann,
            "/api/chat/messages/{id}/reminder",
            message.to_string(),
            json!({"at": in_an_hour()}),
        ),
        (
            &root,
            "/api/chat/tickets/{number}/comments",
            "HD-250819-138".to_owned(),
            json!({"text": "words", "internal": false}),
        ),
        (
            &root,
            "/api/chat/messages/{id}/ticket",
            message.to_string(),
            json!({"title": "words", "description": "words", "team": "DESK", "priority": "low"}),
        ),
        call(&ann, "/api/chat/calls/initiate", 0, calling.clone()),
        call(&bob, "/api/chat/calls/{id}/decline", 1, json!({})),
        call(&ann, "/api/chat/calls/initiate", 0, calling.clone()),
        call(&bob, "/api/chat/calls/{id}/answer", 2, json!({})),
        call(&bob, "/api/chat/calls/{id}/join", 2, json!({})),
        call(
            &bob,
            "/api/chat/calls/{id}/update",
            2,
            json!({"muted": true}),
        ),
        call(&bob, "/api/chat/calls/{id}/view", 2, json!({"views": []})),
        call(&ann, "/api/chat/calls/{id}/offer", 2, offered),
        call(
            &ann,
            "/api/chat/calls/{id}/ice",
            2,
            json!({"candidate": null, "targetUser": "bob"}),
        ),
        call(&bob, "/api/chat/calls/{id}/leave", 2, json!({})),
        call(&ann, "/api/chat/calls/initiate", 0, calling),
        call(&ann, "/api/chat/calls/{id}/end", 3, json!({})),
        (
            &root,
            "/api/admin/users/{user}/block",
            "bob".to_owned(),
            json!({}),
        ),
    ];
    for operation in operations().filter(|o| o.repeat == Repeat::Remembered) {
        let tried = requests.iter().any(|(_, path, ..)| *path == operation.path);
        assert!(tried, "add a request of {} here", operation.path);
    }
    let other = server.elsewhere().await;
    let ticket = "INSERT INTO user_tickets (submission_id, user_name, employee_number, submitted_by, \
                  submitted_by_employee_number, issue_title, issue_description) VALUES \
                  ('HD-250819-138', 'x', 'x', 'x', 'x', 'x', 'x'); \
                  INSERT INTO sections (id, name) VALUES ('IT', 'IT'); \
                  INSERT INTO teams (id, name, section_id) VALUES ('DESK', 'Desk', 'IT')";
    other.writer().execute_unprepared(ticket).await.unwrap();
    let mut first = Vec::new();
    for (index, (rest, path, parameter, body)) in requests.iter().enumerate() {
        let path = ["{id}", "{user}", "{number}"]
            .iter()
            .fold((*path).to_owned(), |path, part| {
                path.replace(part, parameter)
            });
        let answer = post(rest, &path, &format!("key-{index}"), body).await;
        assert!(answer.status.is_success(), "{path}: {}", answer.text);
        first.push((rest, path, body, answer));
    }
    let rows = "SELECT COUNT(*) FROM chat_idempotency";
    let rows = Statement::from_string(DbBackend::Sqlite, rows);
    let rows = other.reader().query_one_raw(rows).await.unwrap().unwrap();
    let expected = i64::try_from(requests.len()).unwrap();
    assert_eq!(rows.try_get_by_index::<i64>(0).unwrap(), expected);
    // Everything has changed in between.
    let renamed = json!({"name": "bureau"});
    ann.put(&format!("/api/chat/channels/{desk}"), renamed)
        .await
        .ok();
    let edited = json!({"message": "goodbye"});
    ann.put(&format!("/api/chat/messages/{message}"), edited)
        .await
        .ok();
    let unblocked = root.delete("/api/admin/users/bob/block").await;
    assert_eq!(unblocked.status, 204);
    for (index, (rest, path, body, first)) in first.iter().enumerate() {
        let again = post(rest, path, &format!("key-{index}"), body).await;
        assert_eq!(
            (again.status, &again.text),
            (first.status, &first.text),
            "{path}"
        );
    }
    assert_eq!(count(&ann, &messages).await, 2);
    let me = server.rest("bob").get("/api/chat/channels").await;
    assert_eq!(me.status, 200, "bob is not blocked again");
}

on_both!(requests_to_a_killed_server_are_executed_once);

async fn requests_to_a_killed_server_are_executed_once(daemon: Daemon) {
    let mut daemon = daemon.with_people(&["ann"]).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &["ann"]).await;
    let messages = format!("/api/chat/channels/{channel}/messages");
    let mut asked = 0;
    for round in 0..4 {
        let ann = daemon.rest("ann");
        let mut attempts = tokio::task::JoinSet::new();
        let answered: Arc<Mutex<HashMap<String, String>>> = Arc::default();
        for n in 0..10 {
            asked += 1;
            let (ann, messages, answered) = (ann.clone(), messages.clone(), Arc::clone(&answered));
            attempts.spawn(async move {
                let key = format!("{round}-{n}");
                let room = json!({"name": format!("room {key}"), "type": "private"});
                let text = json!({"message": format!("text {key}")});
                for (path, body) in [("/api/chat/channels", room), (messages.as_str(), text)] {
                    let request = ann.request(Method::POST, path).json(&body);
                    let key = format!("{path}{key}");
                    let request = request.header("idempotency-key", key.clone());
                    let Ok(response) = request.send().await else {
                        return;
                    };
                    let Ok(answer) = response.text().await else {
                        return;
                    };
                    answered.lock().unwrap().insert(key, answer);
                }
            });
        }
        // Once the first one is done, the others are somewhere in progress.
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
                let key = format!("{path}{key}");
                let answer = post(&ann, path, &key, &body).await;
                assert_eq!(answer.status, 201, "{}", answer.text);
                if let Some(first) = answered.lock().unwrap().get(&key) {
                    assert_eq!(&answer.text, first);
                }
            }
        }
    }
    let ann = daemon.rest("ann");
    let channels = ann.get("/api/chat/channels").await.ok();
    assert_eq!(channels["items"].as_array().unwrap().len(), asked + 1);
    let page = ann.get(&format!("{messages}?limit=200")).await.ok();
    assert_eq!(page["items"].as_array().unwrap().len(), asked);
}
