//! PostgreSQL commits but its response is lost: the committed changes still reach everyone.

use futures_util::StreamExt as _;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Daemon, Socket, Tunnel, within};

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

/// The names of the channels that these frames say the user has joined.
fn joined(frames: &[Value]) -> Vec<String> {
    let events = frames.iter().filter(|frame| frame[1] == "channel_joined");
    let name = |frame: &Value| frame[2]["channel"]["name"].as_str().unwrap().to_owned();
    events.map(name).collect()
}

/// Reads until the server closes the connection with this code, and returns the events.
async fn until_closed(mut socket: Socket, code: u16) -> Vec<Value> {
    let mut frames = socket.drain();
    loop {
        match within("the end", socket.inner.next()).await {
            Some(Ok(Message::Binary(bytes))) => {
                frames.push(rmp_serde::from_slice(&bytes).unwrap());
            }
            Some(Ok(Message::Close(Some(frame)))) => {
                assert_eq!(u16::from(frame.code), code);
                return frames;
            }
            Some(Ok(_)) => {}
            other => panic!("closed without a code: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_new_member_gets_the_channel_on_every_socket() {
    let Some((daemon, tunnel)) = through_a_tunnel().await else {
        return;
    };
    let channel = daemon.channel("desk", &["ann"]).await;
    let mut idle = socket(&daemon, "bob").await;
    assert!(names(&idle).is_empty());
    tunnel.lose_commit_of("bob");
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
    tunnel.lose_commit_of("desk");
    let create = json!({"name": "desk", "type": "public"});
    let answer = daemon.rest("ann").post("/api/chat/channels", create).await;
    assert_eq!(answer.problem(503), "busy");
    tunnel.open();
    assert_eq!(idle.close_code().await, Some(4011));
    assert_eq!(names(&socket(&daemon, "ann").await), ["desk"]);
}

/// A later change is committed before the server knows what became of the first one. A socket that heard of it
/// would resume after it, and never hear of the first one.
#[tokio::test]
async fn nobody_hears_of_a_later_change_first() {
    let Some((daemon, tunnel)) = through_a_tunnel().await else {
        return;
    };
    let first = daemon.channel("desk", &["ann"]).await;
    let second = daemon.channel("lab", &["ann"]).await;
    // A channel that was not loaded would wait.
    let loaded = format!("/api/chat/channels/{second}/messages");
    let text = json!({"message": "ready"});
    daemon.rest("ann").post(&loaded, text).await.ok();
    let idle = socket(&daemon, "bob").await;
    let mut position = idle.snapshot["userSeq"].as_i64().unwrap();
    tunnel.lose_commit_of("bob");
    let join = |channel: i64| format!("/api/chat/channels/{channel}/join");
    let answer = daemon.rest("bob").post(&join(first), json!({})).await;
    assert_eq!(answer.problem(503), "busy");
    // One by the pool that replaces the lost connection, and one by the store, which tries again later.
    tunnel.has_refused(2).await;
    tunnel.open();
    let bob = daemon.rest("bob");
    let later = async { while bob.post(&join(second), json!({})).await.status == 503 {} };
    within("another change", later).await;
    let mut heard = until_closed(idle, 4011).await;
    for frame in heard.iter().filter(|frame| frame[2]["stream"] == "user") {
        position = position.max(frame[2]["seq"].as_i64().unwrap_or_default());
    }
    let mut again = Socket::open(daemon.address(), &[]).await.unwrap();
    let resume = json!({"channels": {}, "user": position});
    again.resume(&daemon.token("bob"), resume).await;
    assert_eq!(again.snapshot["resumed"], true);
    again.event("resumed").await;
    heard.extend(again.drain());
    assert_eq!(joined(&heard), ["desk", "lab"]);
}
