//! PostgreSQL commits but its response is lost: the committed changes still reach everyone.

use serde_json::json;

use crate::support::{Daemon, Socket, Tunnel};

/// A server that reaches its database through a tunnel.
async fn through_a_tunnel() -> Option<(Daemon, Tunnel)> {
    let daemon = Daemon::on_postgres().await?;
    let mut daemon = daemon.with_people(&["ann", "bob"]).await;
    let (tunnel, through) = Tunnel::to(&daemon.database).await;
    daemon.database = through;
    daemon.start().await;
    Some((daemon, tunnel))
}

async fn socket(daemon: &Daemon, name: &str) -> Socket {
    let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
    socket.authenticate(&daemon.token(name)).await;
    socket
}

fn names(socket: &Socket) -> Vec<String> {
    let channels = socket.snapshot["channels"].as_array().unwrap();
    let name = |view: &serde_json::Value| view["name"].as_str().unwrap().to_owned();
    channels.iter().map(name).collect()
}

#[tokio::test]
async fn a_new_member_gets_the_channel_on_every_socket() {
    let Some((daemon, tunnel)) = through_a_tunnel().await else {
        return;
    };
    let channel = daemon.channel("desk", &["ann"]).await;
    let mut idle = socket(&daemon, "bob").await;
    assert!(names(&idle).is_empty());
    tunnel.lose_commits();
    let join = format!("/api/chat/channels/{channel}/join");
    let answer = daemon.rest("bob").post(&join, json!({})).await;
    assert_eq!(answer.problem(503), "busy");
    tunnel.open();
    // It is unknown who missed an event, so all clients must reconnect.
    assert_eq!(idle.close_code().await, Some(4011));
    assert_eq!(names(&socket(&daemon, "bob").await), ["desk"]);
    daemon.rest("bob").post(&join, json!({})).await.ok();
}

#[tokio::test]
async fn a_creator_gets_the_channel_on_every_socket() {
    let Some((daemon, tunnel)) = through_a_tunnel().await else {
        return;
    };
    let mut idle = socket(&daemon, "ann").await;
    tunnel.lose_commits();
    let create = json!({"name": "desk", "type": "public"});
    let answer = daemon.rest("ann").post("/api/chat/channels", create).await;
    assert_eq!(answer.problem(503), "busy");
    tunnel.open();
    assert_eq!(idle.close_code().await, Some(4011));
    assert_eq!(names(&socket(&daemon, "ann").await), ["desk"]);
}
