//! Everybody in calls comes back at once, and nothing that is meant for attackers stops them or those who write meanwhile.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

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
    let turn = ("ORVALE_CHAT_TURN_LISTEN".into(), "127.0.0.1:0".into());
    let daemon = Daemon::on_sqlite().with_limits().with_variables(vec![turn]);
    let mut daemon = daemon.with_people(&people).await;
    daemon.start().await;
    let desk = daemon.channel("desk", &people[..1]).await;
    let (mut calls, mut before) = (Vec::new(), Vec::new());
    let began = Instant::now();
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
    let one_by_one = began.elapsed();
    daemon.kill().await;
    daemon.start().await;
    let began = Instant::now();
    let (rest, are_back) = (daemon.rest(people[0]), Arc::new(AtomicBool::new(false)));
    let writing = tokio::spawn(write(rest, desk, Arc::clone(&are_back)));
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
    let at_once = began.elapsed();
    are_back.store(true, Ordering::Relaxed);
    let answered = writing.await.unwrap();
    // Nobody waits for a limit to be over: it takes no longer than when they came one after the other.
    assert!(at_once < one_by_one, "{at_once:?}, {one_by_one:?}");
    assert!(answered > 0, "no message was answered before all were back");
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

/// Writes until all are back, and returns how many messages were answered before.
async fn write(rest: Rest, channel: i64, are_back: Arc<AtomicBool>) -> usize {
    let path = format!("/api/chat/channels/{channel}/messages");
    let mut answered = 0;
    loop {
        let said = json!({"message": "is anybody there?"});
        rest.post(&path, said).await.ok();
        if are_back.load(Ordering::Relaxed) {
            return answered;
        }
        answered += 1;
        // No faster than one may write.
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn come_back(socket: &mut Socket, rest: &Rest, name: &str, call: i64) {
    let servers = rest.get("/api/chat/calls/ice-servers").await.ok();
    assert_ne!(servers["iceServers"], json!([]), "one has its credentials");
    let join = json!({"sessionId": call, "deviceId": name});
    let reply = socket.command("call_join", join).await.unwrap();
    assert_eq!(reply["call"]["status"], "active");
    assert_eq!(
        (&reply["mode"], &reply["forwarded"]),
        (&json!("sfu"), &json!(false))
    );
}
