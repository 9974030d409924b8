//! Some of many clients stop reading: they are disconnected with a close code and resume without loss, the
//! others receive everything, and the server's memory stays bounded.

use std::time::Duration;

use serde_json::json;
use tokio::sync::watch;

use crate::support::{Daemon, Load, Member, TestServer, history::assert_sound, patiently};

const TALKERS: [&str; 2] = ["ann", "bob"];
const LISTENERS: [&str; 3] = ["cid", "dan", "eve"];
const SLOW: [&str; 3] = ["fay", "gus", "hal"];

/// How much the server's memory may grow under this load, in all and for each client that does not read: its
/// buffers and a full outbox.
const GROWTH: u64 = 64 * 1024 * 1024;
const GROWTH_EACH: u64 = 4 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_pauses_too_long_is_closed_and_resumes() {
    // Writes have no timeout here, so only the full outbox can close the connection.
    let server = TestServer::builder()
        .timing(|timing| timing.gateway.write = Duration::from_hours(1))
        .start()
        .await;
    let address = watch::Sender::new(Some(server.address()));
    for name in ["ann", "fay", "gus"] {
        server.add_user(name, "it_user").await;
    }
    let made = json!({"name": "desk", "type": "public"});
    let made = server.rest("ann").post("/api/chat/channels", made).await;
    let channel = made.ok()["id"].as_i64().unwrap();
    let path = format!("/api/chat/channels/{channel}/join");
    let mut members = Vec::new();
    for name in ["ann", "fay", "gus"] {
        server.rest(name).post(&path, json!({})).await.ok();
        members.push(Member::new(name, server.token(name), address.subscribe()));
    }
    let mut reading = members.pop().unwrap();
    let mut pausing = members.pop().unwrap().with_small_buffer();
    let mut talker = members.pop().unwrap();
    talker.window = 60;
    reading.connect().await;
    pausing.connect().await;

    let stop = watch::Sender::new(false);
    let reading = tokio::spawn(listen(reading, stop.subscribe()));
    let load = Load::start(vec![talker], &[channel], &"words ".repeat(50));
    patiently("the server to notice", async {
        let counter = "orvale_chat_slow_sockets_total 1";
        let rest = server.anonymous();
        while !rest
            .get("/metrics")
            .await
            .text
            .lines()
            .any(|line| line == counter)
        {
            load.acknowledge(50).await;
        }
    })
    .await;
    pausing
        .until("the cut", |member| !member.cuts.is_empty())
        .await;
    assert_eq!(
        pausing.cuts[0].code,
        Some(4010),
        "it is told that it is slow"
    );
    let (talkers, sent) = load.stop().await;
    let last = talkers[0]
        .acknowledged
        .iter()
        .map(|kept| kept.seq)
        .max()
        .unwrap();
    let told_before_the_cut = pausing.told.len();
    assert!(
        told_before_the_cut < sent["ann"],
        "the control: until then it had missed some"
    );
    pausing.until_at(&[(channel, last)].into()).await;
    stop.send_replace(true);
    let mut reading = reading.await.unwrap();
    reading.until_at(&[(channel, last)].into()).await;
    assert_eq!((pausing.resumes, pausing.fresh_starts), (1, 0));
    assert_eq!(reading.cuts, [], "a client that reads is not disconnected");
    assert_eq!(pausing.state.faults, [""; 0]);
    assert_eq!(pausing.told.len(), sent["ann"]);
    assert_eq!(pausing.told, reading.told);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_stops_reading_costs_little_and_is_disconnected() {
    let everyone = [&TALKERS[..], &LISTENERS, &SLOW].concat();
    let mut daemon = Daemon::on_sqlite().with_people(&everyone).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &everyone).await;
    let before = daemon.positions("ann", &[channel]).await;
    let mut slow = Vec::new();
    for name in SLOW {
        let mut member = daemon.member(name).with_small_buffer();
        member.connect().await;
        slow.push(member);
    }
    let stop = watch::Sender::new(false);
    let mut listening = Vec::new();
    for name in LISTENERS {
        let member = daemon.connected(name).await;
        listening.push(tokio::spawn(listen(member, stop.subscribe())));
    }
    let mut talkers = Vec::new();
    for name in TALKERS {
        let mut talker = daemon.connected(name).await;
        talker.window = 60;
        talkers.push(talker);
    }
    let others = talkers.len() + listening.len();
    let sockets = daemon.metric("orvale_chat_sockets").await;
    assert!(
        sockets >= (others + slow.len()) as f64,
        "the control: at first they are there"
    );

    let at_first = daemon.resident_bytes();
    let mut most = at_first;
    let load = Load::start(talkers, &[channel], &"words ".repeat(50));
    patiently("the slow ones to be dropped", async {
        while daemon.metric("orvale_chat_sockets").await > others as f64 {
            most = most.max(daemon.resident_bytes());
            load.acknowledge(50).await;
        }
    })
    .await;

    let (mut members, sent) = load.stop().await;
    stop.send_replace(true);
    for listener in listening {
        members.push(listener.await.unwrap());
    }
    for member in &members {
        assert_eq!(
            member.cuts,
            [],
            "{} reads and is not disconnected",
            member.name
        );
    }
    let last = daemon.positions("ann", &[channel]).await;
    for mut member in slow {
        // It no longer reads the frames that had arrived before it stopped.
        member.disconnect();
        member.until_at(&last).await;
        assert_eq!(
            (member.resumes, member.fresh_starts),
            (1, 0),
            "{}",
            member.name
        );
        members.push(member);
    }
    let history = daemon.history(&mut members, &before, sent).await;
    println!(
        "{} messages; from {at_first} to {most} bytes",
        history.kept.len()
    );
    assert_sound(&history);
    let bound = GROWTH + GROWTH_EACH * SLOW.len() as u64;
    assert!(
        most - at_first <= bound,
        "it grew by {} bytes",
        most - at_first
    );
}

/// Reads until told to stop.
async fn listen(mut member: Member, mut stop: watch::Receiver<bool>) -> Member {
    loop {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return member,
            _ = member.step() => {}
        }
    }
}
