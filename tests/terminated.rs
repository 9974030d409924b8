//! SIGTERM under load: clients get a close code, acknowledged messages are stored, and the server exits.

use std::time::Duration;

use serde_json::json;

use crate::support::{Daemon, Load, Socket, Tunnel, history::assert_sound, on_both};

/// The server stops within five seconds; the rest is for a busy machine.
const LONGEST_STOP: Duration = Duration::from_secs(7);

const PEOPLE: [&str; 4] = ["ann", "bob", "cid", "dan"];

on_both!(nothing_is_lost_when_the_server_is_stopped);

async fn nothing_is_lost_when_the_server_is_stopped(daemon: Daemon) {
    let mut daemon = daemon.with_people(&PEOPLE).await;
    daemon.start().await;
    let channels = [daemon.channel("desk", &PEOPLE).await];
    let before = daemon.positions("ann", &channels).await;
    let mut members = Vec::new();
    for name in PEOPLE {
        members.push(daemon.connected(name).await);
    }
    let load = Load::start(members, &channels, "words");
    load.acknowledge(200).await;
    let (status, said, took) = daemon.terminate().await;
    assert!(took < LONGEST_STOP, "stopped after {took:?}");
    assert!(status.success(), "{status}: {said:?}");
    daemon.start().await;
    load.acknowledge(50).await;
    let (mut members, sent) = load.stop().await;
    let history = daemon.history(&mut members, &before, sent).await;
    for member in &members {
        // `killed.rs` has the other case, in which clients get no close code.
        let codes: Vec<_> = member.cuts.iter().map(|cut| cut.code).collect();
        assert_eq!(
            codes,
            [Some(4011)],
            "{} is told that the server goes down",
            member.name
        );
        assert_eq!(member.resumes, 1);
    }
    assert_sound(&history);
}

#[tokio::test]
async fn the_server_exits_although_the_database_does_not_respond() {
    let Some(daemon) = Daemon::on_postgres().await else {
        return;
    };
    let mut daemon = daemon.with_people(&["ann", "bob"]).await;
    let (tunnel, through) = Tunnel::to(&daemon.database).await;
    daemon.database = through;
    daemon.start().await;
    let channel = daemon.channel("desk", &["ann"]).await;
    let token = daemon.token("ann");
    let mut idle = Socket::open(daemon.address(), &[]).await.unwrap();
    idle.authenticate(&token).await;
    let mut writing = Socket::open(daemon.address(), &[]).await.unwrap();
    writing.authenticate(&token).await;
    let mut logging_in = Socket::open(daemon.address(), &[]).await.unwrap();
    logging_in.event("hello").await;
    tunnel.freeze();
    let message = json!({"channelId": channel, "message": "stuck", "clientId": uuid::Uuid::new_v4().to_string()});
    writing.cast("send_message", message).await;
    let token = daemon.token("bob");
    logging_in
        .cast("authenticate", json!({"token": token}))
        .await;
    // A request that is waiting for the database.
    let rest = daemon.rest("ann");
    let waiting = tokio::spawn(async move {
        let request = rest.request(
            reqwest::Method::GET,
            &format!("/api/chat/channels/{channel}"),
        );
        let _ = request.timeout(Duration::from_secs(60)).send().await;
    });
    let ended = tokio::spawn(async move {
        let ended = daemon.terminate().await;
        (daemon, ended)
    });
    assert_eq!(idle.close_code().await, Some(4011));
    assert_eq!(writing.close_code().await, Some(4011));
    assert_eq!(logging_in.close_code().await, Some(4011));
    let (_daemon, (_, said, took)) = ended.await.unwrap();
    assert!(took < LONGEST_STOP, "stopped after {took:?}: {said:?}");
    waiting.await.unwrap();
}
