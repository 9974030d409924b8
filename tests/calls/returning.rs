//! Everybody in calls comes back at once.

use serde_json::json;
use tokio::task::JoinSet;

use super::{accept, direct, initiate, status, users};
use crate::support::{Daemon, Rest, Socket};

const CALLS: usize = 10;
const EACH: usize = 8;

#[tokio::test]
async fn all_are_back_after_a_kill_and_nobody_is_refused() {
    let names: Vec<String> = (0..CALLS * EACH).map(|at| format!("user{at:02}")).collect();
    let people: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut daemon = Daemon::on_sqlite().with_people(&people).await;
    daemon.start().await;
    let (mut calls, mut before) = (Vec::new(), Vec::new());
    for group in people.chunks(EACH) {
        let conversation = direct(&daemon.rest(group[0]), &group[1..]).await;
        let mut caller = socket(&daemon, group[0]).await;
        let call = initiate(&mut caller, conversation, group[0]).await;
        for name in &group[1..] {
            let mut other = socket(&daemon, name).await;
            accept(&mut other, call, name).await.unwrap();
            before.push(other);
        }
        calls.push(call);
        before.push(caller);
    }
    daemon.kill().await;
    daemon.start().await;
    // All sockets come from one address, as those of an office do.
    let mut returns = JoinSet::new();
    for (at, name) in names.iter().enumerate() {
        let (address, token) = (daemon.address(), daemon.token(name));
        let (rest, name, call) = (daemon.rest(name), name.clone(), calls[at / EACH]);
        returns.spawn(async move {
            let mut socket = Socket::open(address, &[]).await.unwrap();
            socket.authenticate(&token).await;
            come_back(&mut socket, &rest, &name, call).await;
            socket
        });
    }
    // The sockets stay open.
    let sockets = returns.join_all().await;
    assert_eq!(sockets.len(), CALLS * EACH);
    for (group, call) in people.chunks(EACH).zip(&calls) {
        let now = status(&daemon.rest(group[0]), *call).await;
        assert_eq!(users(&now), group);
        let people = now["participants"].as_array().unwrap().iter();
        for device in people.flat_map(|one| one["devices"].as_array().unwrap()) {
            assert_eq!(device["connected"], true, "{now}");
        }
    }
}

async fn socket(daemon: &Daemon, name: &str) -> Socket {
    let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
    socket.authenticate(&daemon.token(name)).await;
    socket
}

async fn come_back(socket: &mut Socket, rest: &Rest, name: &str, call: i64) {
    rest.get("/api/chat/calls/ice-servers").await.ok();
    let join = json!({"sessionId": call, "deviceId": name});
    let reply = socket.command("call_join", join).await.unwrap();
    assert_eq!(reply["call"]["status"], "active");
    assert_eq!(
        (&reply["mode"], &reply["forwarded"]),
        (&json!("sfu"), &json!(false))
    );
}
