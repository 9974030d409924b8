//! Access ends even with a wrong clock, unreadable rows of Orvale's, or a slow reader.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::support::{Cut, Daemon, Link, PASSWORD, TestServer, on_both, token, within};

const HOUR_MS: i64 = 3_600_000;

async fn log_in(server: &TestServer, name: &str) -> String {
    let login = json!({"username": name, "password": PASSWORD});
    let answer = server.anonymous().post("/api/auth/login", login).await;
    answer.ok()["token"].as_str().unwrap().to_owned()
}

async fn status(server: &TestServer, token: &str) -> u16 {
    let rest = server.anonymous().with_token(token);
    rest.get("/api/auth/me").await.status.as_u16()
}

/// The clock is set back by an hour after tokens were issued.
#[tokio::test]
async fn logging_out_everywhere_revokes_tokens_after_the_clock_was_set_back() {
    let server = TestServer::with_users(&["ann"]).await;
    let own = log_in(&server, "ann").await;
    let from_orvale = token("ann", actors::clock::now() + HOUR_MS);
    for token in [&own, &from_orvale] {
        assert_eq!(status(&server, token).await, 200);
    }
    let everywhere = json!({"everywhere": true});
    let rest = server.anonymous().with_token(&own);
    let answer = rest.post("/api/auth/logout", everywhere).await;
    assert_eq!(answer.status, 204);
    for token in [&own, &from_orvale] {
        assert_eq!(status(&server, token).await, 401);
    }
}

#[tokio::test]
async fn a_login_right_after_logging_out_everywhere_works() {
    let server = TestServer::with_users(&["ann"]).await;
    for _ in 0..3 {
        let before = log_in(&server, "ann").await;
        let rest = server.anonymous().with_token(&before);
        let answer = rest
            .post("/api/auth/logout", json!({"everywhere": true}))
            .await;
        assert_eq!(answer.status, 204);
        let own = log_in(&server, "ann").await;
        assert_eq!(status(&server, &own).await, 200);
        assert_eq!(status(&server, &before).await, 401);
        server.socket().await.authenticate(&own).await;
    }
    // Like Orvale's tokens, with the time in whole seconds.
    let now = actors::clock::now();
    let from_orvale = token("ann", now - now % 1000);
    assert_eq!(status(&server, &from_orvale).await, 200);
}

/// A token without an epoch keeps the one in which it was first seen, even after a restart.
#[tokio::test]
async fn a_restart_does_not_restore_revoked_tokens() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let (first, second) = (
        token("ann", actors::clock::now() + HOUR_MS),
        token("ann", actors::clock::now()),
    );
    let me = async |daemon: &Daemon, token: &str| {
        let rest = daemon.anonymous().with_token(token);
        rest.get("/api/auth/me").await.status.as_u16()
    };
    assert_eq!(me(&daemon, &first).await, 200);
    within("the token to be noted", async {
        let database = daemon.open_database().await;
        let count = "SELECT COUNT(*) FROM chat_known_tokens";
        loop {
            let statement = sea_orm::Statement::from_string(sea_orm::DbBackend::Sqlite, count);
            let row = database.reader().query_one_raw(statement).await.unwrap();
            if row.unwrap().try_get_by_index::<i64>(0).unwrap() > 0 {
                break;
            }
        }
        database.close().await.unwrap();
    })
    .await;
    let rest = daemon.anonymous().with_token(&second);
    let answer = rest.post("/api/auth/logout", json!({"everywhere": true}));
    assert_eq!(answer.await.status, 204);
    daemon.kill().await;
    daemon.start().await;
    for token in [&first, &second] {
        assert_eq!(me(&daemon, token).await, 401);
    }
}

on_both!(
    an_unreadable_row_affects_nobody_else,
    impossible_names_are_treated_as_unknown
);

/// The server starts with unreadable rows in its tables, and revokes and finds all other users.
async fn an_unreadable_row_affects_nobody_else(daemon: Daemon) {
    let mut daemon = daemon.with_people(&["ann", "bob", "cid", "root"]).await;
    let database = daemon.open_database().await;
    let postgres = daemon.database.starts_with("postgres");
    let oddities: &[&str] = if postgres {
        &[
            "ALTER TABLE users ALTER active DROP DEFAULT, ALTER active TYPE TEXT",
            "UPDATE users SET active = 'maybe' WHERE username = 'cid'",
        ]
    } else {
        &[
            "UPDATE users SET active = 'yes' WHERE username = 'cid'",
            "INSERT INTO users (username, display_name, password_hash, role, active) \
             VALUES (CAST(x'ff' AS TEXT), x'00', x'ff', x'ff', x'ff')",
            "INSERT INTO role_permissions (role_id, permission_id) VALUES ('it_user', x'ff')",
        ]
    };
    for oddity in oddities {
        database.writer().execute_unprepared(oddity).await.unwrap();
    }
    daemon.start().await;
    let found = daemon.rest("ann").get("/api/chat/users").await.ok();
    let found: Vec<_> = found["items"].as_array().unwrap().iter().collect();
    let names: Vec<_> = found.iter().map(|one| one["username"].clone()).collect();
    assert_eq!(names, ["ann", "bob", "root"]);
    let refused = daemon.rest("cid").get("/api/auth/me").await;
    assert_eq!(refused.problem(401), "unauthenticated");

    let token = token("bob", actors::clock::now());
    let (mut bob, _) = Link::open(daemon.address(), &token, None, false)
        .await
        .unwrap();
    let inactive = if postgres { "'f'" } else { "FALSE" };
    let deactivate = format!("UPDATE users SET active = {inactive} WHERE username = 'bob'");
    database
        .writer()
        .execute_unprepared(&deactivate)
        .await
        .unwrap();
    let cut = within("the revocation", async {
        loop {
            if let Err(cut) = bob.next().await {
                break cut;
            }
        }
    });
    assert_eq!(cut.await, Cut { code: Some(4014) });
    database.close().await.unwrap();
    drop(daemon);
}

/// The number of messages that a slow reader missed: more than all buffers between it and the server hold.
const MISSED: usize = 2_000;

/// A server with ann and root, and ann's positions before she missed the messages.
async fn much_missed() -> (TestServer, Value) {
    let server = TestServer::builder()
        .timing(|timing| timing.gateway.write = Duration::from_hours(1))
        .start()
        .await;
    for (name, role) in [("ann", "it_user"), ("root", "admin")] {
        server.add_user(name, role).await;
    }
    let rest = server.rest("ann");
    let made = json!({"name": "desk", "type": "public"});
    let id = rest.post("/api/chat/channels", made).await.ok()["id"].clone();
    let messages = format!("/api/chat/channels/{id}/messages");
    let text = json!({"message": "words ".repeat(800)});
    for _ in 0..MISSED / 50 {
        let some = (0..50).map(|_| rest.post(&messages, text.clone()));
        for sent in futures_util::future::join_all(some).await {
            sent.ok();
        }
    }
    let resume = json!({"channels": {id.to_string(): 1}, "user": 0});
    (server, resume)
}

/// Continues to read only after the server has closed the connection.
async fn assert_cut_short(server: &TestServer, mut slow: Link) {
    within("the socket to be gone", async {
        while server.server.app().engine.connected() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    let mut told = 0;
    within("the end", async {
        while slow.next().await.is_ok() {
            told += 1;
        }
    })
    .await;
    assert!(told < MISSED * 3 / 4, "received {told} of {MISSED}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn blocking_a_slow_reader_ends_its_replay() {
    let (server, resume) = much_missed().await;
    let token = server.token("ann");
    let opened = Link::open(server.address(), &token, Some(&resume), true);
    let (slow, snapshot) = opened.await.unwrap();
    assert_eq!(snapshot["resumed"], true);
    let root = server.rest("root");
    let block = root.post("/api/admin/users/ann/block", Value::Null).await;
    assert_eq!(block.status, 204);
    assert_cut_short(&server, slow).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_expired_token_ends_the_replay_to_a_slow_reader() {
    let (server, resume) = much_missed().await;
    // Issued so long ago that it expires in five seconds.
    let token = token("ann", actors::clock::now() - HOUR_MS + 5_000);
    let opened = Link::open(server.address(), &token, Some(&resume), true);
    let (slow, snapshot) = opened.await.unwrap();
    assert_eq!(snapshot["resumed"], true);
    assert_cut_short(&server, slow).await;
}

/// PostgreSQL refuses queries with a NUL in a name.
async fn impossible_names_are_treated_as_unknown(daemon: Daemon) {
    let mut server = daemon.with_people(&["ann"]).await;
    server.start().await;
    let ann = server.rest("ann");
    let made = json!({"name": "desk", "type": "public"});
    let id = ann.post("/api/chat/channels", made).await.ok()["id"].clone();
    for name in ["b\0b", "", "b\nb", &"b".repeat(257)] {
        let direct = json!({"userIds": [name]});
        let member = json!({"userId": name});
        let team = json!({"name": "other", "type": "public", "teamId": name});
        let members = format!("/api/chat/channels/{id}/members");
        for (path, body) in [
            ("/api/chat/direct", direct),
            (members.as_str(), member),
            ("/api/chat/channels", team),
        ] {
            let answer = ann.post(path, body).await;
            // A team's identifier is a text, and a text that is too long is reported as such.
            if path == "/api/chat/channels" && name.len() > 256 {
                assert_eq!(answer.problem(413), "too_large", "{path} {name:?}");
            } else {
                assert_eq!(answer.problem(400), "invalid", "{path} {name:?}");
            }
        }
        let login = json!({"username": name, "password": "x"});
        let answer = server.anonymous().post("/api/auth/login", login).await;
        // A possible name is treated like any unknown one.
        let expected = if (1..=256).contains(&name.len()) {
            401
        } else {
            400
        };
        assert_eq!(answer.status, expected, "{name:?}");
    }
    let answer = ann.get("/api/chat/users/b%0Ab/presence").await;
    assert_eq!(answer.problem(404), "not_found");
    assert_eq!(server.anonymous().get("/readyz").await.status, 200);
}
