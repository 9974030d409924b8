//! The program as operators use it: starting, stopping, and its commands.

use serde_json::json;

use crate::support::{Process, Rest, run};

const SECRET: (&str, &str) = (
    "ORVALE_CHAT_JWT_SECRET",
    "a secret for tests only, 0123456789abcdef",
);

#[tokio::test]
async fn a_first_start_creates_an_administrator_once_and_stops_on_request() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_str().unwrap();
    let server = Process::start(&["--data", data], &[]).await;
    let line = server
        .before
        .iter()
        .find(|line| line.contains("created the administrator admin"));
    let password = line
        .unwrap()
        .split_whitespace()
        .rev()
        .nth(3)
        .unwrap()
        .to_owned();
    let rest = Rest::new(server.address, None);
    let login = json!({"username": "admin", "password": password});
    let token = rest.post("/api/auth/login", login).await.ok()["token"].clone();
    let (status, said) = server.terminate().await;
    assert!(status.success(), "{said:?}");

    let again = Process::start(&["--data", data], &[]).await;
    assert!(
        !again.before.iter().any(|line| line.contains("created")),
        "{:?}",
        again.before
    );
    let rest = Rest::new(again.address, Some(token.as_str().unwrap().to_owned()));
    rest.get("/api/auth/me").await.ok();
    again.kill().await;
}

#[tokio::test]
async fn the_demonstration_is_created_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let server = Process::start(&["--demo", "--data", data], &[SECRET]).await;
        let rest = Rest::new(server.address, None);
        let login = json!({"username": "alice", "password": "orvale-demo"});
        let token = rest.post("/api/auth/login", login).await.ok()["token"].clone();
        let alice = rest.with_token(token.as_str().unwrap());
        let channels = alice.get("/api/chat/channels").await.ok();
        seen.push(channels.clone());
        let names: Vec<_> = channels["items"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| &c["name"])
            .collect();
        for name in ["general", "helpdesk", "network"] {
            assert!(names.contains(&&json!(name)), "{names:?}");
        }
        tickets_are_shown(&Rest::new(server.address, None)).await;
        notifications_are_in_order(&Rest::new(server.address, None)).await;
        let (status, said) = server.terminate().await;
        assert!(status.success(), "{said:?}");
    }
    assert_eq!(seen[0], seen[1]);
}

#[tokio::test]
async fn new_tickets_of_the_demonstration_are_numbered_like_its_others() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let server = Process::start(&["--demo", "--data", data], &[SECRET]).await;
    let rest = Rest::new(server.address, None);
    let login = json!({"username": "olivia", "password": "orvale-demo"});
    let token = rest.post("/api/auth/login", login).await.ok()["token"].clone();
    let olivia = rest.with_token(token.as_str().unwrap());
    let channels = olivia.get("/api/chat/channels").await.ok();
    let mut channels = channels["items"].as_array().unwrap().iter();
    let general = channels.find(|one| one["name"] == "general").unwrap();
    let said = format!("/api/chat/channels/{}/messages", general["id"]);
    for (team, prefix) in [("HELPDESK", "HD-"), ("NETWORK", "NET-")] {
        let message = json!({"message": format!("for {team}")});
        let id = olivia.post(&said, message).await.ok()["id"].clone();
        let ticket = json!({
            "title": "x", "description": "x", "team": team, "priority": "low"
        });
        let made = format!("/api/chat/messages/{id}/ticket");
        let made = olivia.post(&made, ticket).await.ok();
        let number = made["number"].as_str().unwrap();
        assert!(number.starts_with(prefix), "{number}");
    }
    let (status, said) = server.terminate().await;
    assert!(status.success(), "{said:?}");
}

/// The latest first, in whatever conversation.
async fn notifications_are_in_order(rest: &Rest) {
    for user in ["alice", "bob"] {
        let login = json!({"username": user, "password": "orvale-demo"});
        let token = rest.post("/api/auth/login", login).await.ok()["token"].clone();
        let user = rest.with_token(token.as_str().unwrap());
        let found = user.get("/api/chat/notifications").await.ok();
        let items = found["items"].as_array().unwrap().iter();
        let times: Vec<_> = items.map(|item| item["at"].as_i64().unwrap()).collect();
        assert!(times.len() > 2 && times.is_sorted_by(|one, next| one >= next));
    }
}

/// What the helpdesk's pages show is there: each status, what is late, free, and from the chat.
async fn tickets_are_shown(rest: &Rest) {
    let login = json!({"username": "olivia", "password": "orvale-demo"});
    let token = rest.post("/api/auth/login", login).await.ok()["token"].clone();
    let olivia = rest.with_token(token.as_str().unwrap());
    let found = olivia.get("/api/chat/tickets?limit=100").await.ok();
    let all = found["items"].as_array().unwrap();
    for (field, values) in [
        (
            "status",
            &["pending", "open", "in_progress", "escalated", "completed"][..],
        ),
        ("dueState", &["ok", "soon", "late"]),
        ("priority", &["low", "medium", "high", "urgent"]),
    ] {
        for value in values {
            assert!(all.iter().any(|card| card[field] == *value), "{value}");
        }
    }
    assert!(all.iter().any(|card| card["dueState"].is_null()));
    assert!(all.iter().any(|card| card["assignee"].is_null()));
    assert!(all.iter().any(|card| card["assignee"].is_string()));
}

#[tokio::test]
async fn the_demonstration_is_not_added_to_a_database_with_users() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let add = ["user", "add", "zoe", "--data", data];
    assert!(run(&add, &[], "").await.status.success());
    let refused = run(
        &["--demo", "--data", data, "--listen", "127.0.0.1:0"],
        &[],
        "",
    )
    .await;
    assert!(!refused.status.success());
    assert!(
        refused.err.contains("--demo is for a database of its own"),
        "{refused:?}"
    );
    assert!(refused.err.contains("zoe"), "{refused:?}");
    let server = Process::start(&["--data", data], &[SECRET]).await;
    let login = json!({"username": "alice", "password": "orvale-demo"});
    let rest = Rest::new(server.address, None);
    assert_eq!(rest.post("/api/auth/login", login).await.status, 401);
    server.kill().await;
}

#[tokio::test]
async fn a_database_has_one_server_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let server = Process::start(&["--data", data], &[SECRET]).await;
    let second = run(&["--data", data, "--listen", "127.0.0.1:0"], &[], "").await;
    assert!(!second.status.success());
    assert!(
        second.err.contains("is served by another orvale-chat"),
        "{second:?}"
    );
    server.kill().await;
    Process::start(&["--data", data], &[SECRET])
        .await
        .kill()
        .await;
}

#[tokio::test]
async fn users_are_added_and_deactivated() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let add = [
        "user",
        "add",
        "zoe",
        "--name",
        "Zoe",
        "--password-stdin",
        "--data",
        data,
    ];
    let added = run(&add, &[], "a long password\n").await;
    assert!(added.status.success(), "{added:?}");
    let twice = run(&add, &[], "a long password\n").await;
    assert_eq!(twice.status.code(), Some(1));
    assert!(twice.err.contains("zoe"), "{twice:?}");

    let server = Process::start(&["--data", data], &[]).await;
    let rest = Rest::new(server.address, None);
    let login = json!({"username": "zoe", "password": "a long password"});
    let token = rest.post("/api/auth/login", login.clone()).await.ok()["token"].clone();
    let zoe = rest.with_token(token.as_str().unwrap());
    zoe.get("/api/auth/me").await.ok();
    let out = run(&["--data", data, "user", "deactivate", "zoe"], &[], "").await;
    assert!(out.status.success(), "{out:?}");
    zoe.get("/api/auth/me").await.problem(403);
    rest.post("/api/auth/login", login).await.problem(403);
    server.kill().await;
}

#[tokio::test]
async fn a_new_user_joins_the_team_that_is_there_whatever_its_letter_case() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let warning = "there was no team HELPDESK; the teams were: none";
    for (name, team, warned) in [
        ("zoe", "HELPDESK", true),
        ("yan", "helpdesk", false),
        ("xia", "HELPDESK", false),
    ] {
        let add = [
            "user",
            "add",
            name,
            "--password-stdin",
            "--team",
            team,
            "--data",
            data,
        ];
        let added = run(&add, &[], "a long password\n").await;
        assert!(added.status.success(), "{added:?}");
        assert_eq!(added.err.contains(warning), warned, "{added:?}");
    }
    let server = Process::start(&["--data", data], &[]).await;
    let rest = Rest::new(server.address, None);
    let login = json!({"username": "yan", "password": "a long password"});
    let token = rest.post("/api/auth/login", login).await.ok()["token"].clone();
    let yan = rest.with_token(token.as_str().unwrap());
    let teams = yan.get("/api/chat/teams").await.ok();
    assert_eq!(teams["items"].as_array().unwrap().len(), 1, "{teams}");
    server.kill().await;
}

#[tokio::test]
async fn a_new_user_needs_a_unique_name() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let add = async |name: &str| run(&["user", "add", name, "--data", data], &[], "").await;
    let added = add("Jos\u{e9} ").await;
    assert!(added.out.contains("added Jos\u{e9}\n"), "{added:?}");
    for (name, reason) in [
        (
            "jose\u{301}",
            "username is taken: Jos\u{e9} exists; choose another",
        ),
        (" ", "username is empty"),
        (
            "a\u{202e}b",
            "username contains the character U+202E; remove it",
        ),
    ] {
        let refused = add(name).await;
        assert!(!refused.status.success(), "{name}");
        assert!(refused.err.contains(reason), "{refused:?}");
    }
}

#[tokio::test]
async fn permissions_and_backups_and_the_document_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    assert!(
        run(&["user", "add", "zoe", "--data", data], &[], "")
            .await
            .status
            .success()
    );
    let permissions = run(&["permissions", "--data", data], &[], "").await;
    assert!(
        permissions.out.contains("chat.access_channels"),
        "{permissions:?}"
    );
    let copy = folder.path().join("copy.db");
    let backup = run(&["backup", copy.to_str().unwrap(), "--data", data], &[], "").await;
    assert!(backup.status.success() && copy.exists(), "{backup:?}");
    let again = run(&["backup", copy.to_str().unwrap(), "--data", data], &[], "").await;
    assert_eq!(
        again.status.code(),
        Some(1),
        "an existing file is not overwritten"
    );
    let document = run(&["openapi"], &[], "").await;
    let document: serde_json::Value = serde_json::from_str(&document.out).unwrap();
    assert_eq!(
        document["openapi"].as_str().unwrap().split('.').next(),
        Some("3")
    );
}
