//! One server per database: a second one is refused, whatever name or path it uses for the database, and a
//! server that lost its claim does not write.

use std::time::Duration;

use entity::Database;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::json;
use tokio::process::Command;

use crate::support::{Daemon, SECRET, run, within};

/// Runs a second server on this database until it exits, and returns its output.
async fn second_server(daemon: &Daemon, database: &str) -> String {
    let data = daemon.folder.path().join("second").display().to_string();
    let arguments = [
        "--database",
        database,
        "--data",
        &data,
        "--listen",
        "127.0.0.1:0",
    ];
    let ended = run(&arguments, &[("ORVALE_CHAT_JWT_SECRET", SECRET)], "").await;
    assert!(!ended.status.success(), "{}", ended.err);
    ended.err
}

#[tokio::test]
async fn a_second_server_is_refused_under_every_name_of_the_file() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let file = daemon.file();
    let name = |name: &str| daemon.folder.path().join(name);
    std::os::unix::fs::symlink(&file, name("symlink.db")).unwrap();
    std::fs::hard_link(&file, name("hard-link.db")).unwrap();
    // Earlier versions locked this file.
    let _ = std::fs::remove_file(name("chat.db-server"));
    for other in ["chat.db", "symlink.db", "hard-link.db"] {
        let url = format!("sqlite://{}", name(other).display());
        let said = second_server(&daemon, &url).await;
        assert!(said.contains("another orvale-chat"), "{other}: {said}");
    }
    daemon.terminate().await;
    daemon.start().await;
}

/// Ends the sessions, as a restart of PostgreSQL does.
async fn end_sessions(database: &Database) {
    database
        .writer()
        .execute_unprepared(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = current_database() AND application_name LIKE 'orvale-chat %'",
        )
        .await
        .unwrap();
}

const LOCK: &str = "SELECT pg_try_advisory_lock(1869772385, hashtext(current_schema()))";

async fn try_lock(database: &Database) -> bool {
    let lock = Statement::from_string(DbBackend::Postgres, LOCK);
    let row = database.writer().query_one_raw(lock).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

#[tokio::test]
async fn a_server_without_its_claim_does_not_write() {
    let Some(daemon) = Daemon::on_postgres().await else {
        return;
    };
    let mut daemon = daemon.with_people(&["ann"]).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &["ann"]).await;
    let path = format!("/api/chat/channels/{channel}/messages");
    let ann = daemon.rest("ann");
    let other = daemon.open_database().await;
    within("the claim to be free", async {
        loop {
            end_sessions(&other).await;
            if try_lock(&other).await {
                break;
            }
        }
    })
    .await;
    // The first attempt finds that its session has ended; the next one opens another.
    for _ in 0..2 {
        let refused = ann.post(&path, json!({"message": "unclaimed"})).await;
        assert_eq!(refused.problem(503), "busy");
    }
    // Without a second server in between, the first one claims the database again and continues.
    let process = daemon.id();
    other.close().await.unwrap();
    within("the server to write again", async {
        while !ann
            .post(&path, json!({"message": "claimed"}))
            .await
            .status
            .is_success()
        {}
    })
    .await;
    assert_eq!(daemon.id(), process);
    let page = ann.get(&path).await.ok();
    let texts: Vec<_> = page["items"].as_array().unwrap().iter().collect();
    assert!(
        texts.iter().all(|message| message["text"] == "claimed"),
        "{texts:?}"
    );
}

#[tokio::test]
async fn a_server_exits_after_another_took_its_claim() {
    let Some(daemon) = Daemon::on_postgres().await else {
        return;
    };
    let mut first = daemon.with_people(&["ann"]).await;
    first.start().await;
    let channel = first.channel("desk", &["ann"]).await;
    let path = format!("/api/chat/channels/{channel}/messages");
    let other = first.open_database().await;
    // The first server's machine is suspended while PostgreSQL ends its sessions.
    send(first.id(), "STOP").await;
    end_sessions(&other).await;
    other.close().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut second = Daemon::on(folder, first.database.clone());
    second.start().await;
    let ann = second.rest("ann");
    ann.post(&path, json!({"message": "of the second"}))
        .await
        .ok();
    let late = tokio::spawn({
        let (ann, path) = (first.rest("ann"), path.clone());
        async move {
            ann.request(reqwest::Method::POST, &path)
                .json(&json!({"message": "of the first"}))
                .send()
                .await
                .is_ok_and(|answer| answer.status().is_success())
        }
    });
    send(first.id(), "CONT").await;
    let (status, said) = first.ended().await;
    assert!(!status.success());
    assert!(
        said.iter().any(|line| line.contains("another server")),
        "{said:?}"
    );
    assert!(!late.await.unwrap(), "the first server still wrote");
    let page = ann.get(&path).await.ok();
    assert_eq!(page["items"].as_array().unwrap().len(), 1, "{page}");
    let (status, _, _) = tokio::time::timeout(Duration::from_secs(60), second.terminate())
        .await
        .unwrap();
    assert!(status.success());
}

async fn send(process: u32, signal: &str) {
    let status = Command::new("kill")
        .args([format!("-{signal}"), process.to_string()])
        .status()
        .await
        .unwrap();
    assert!(status.success());
}
