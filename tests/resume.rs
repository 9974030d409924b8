//! Reconnecting: positions continue after a restart, clients learn whether they can resume, and commands sent
//! again are executed once.

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::support::{Cut, Daemon, Link, Member, on_both, within};

on_both!(
    positions_continue_after_a_restart,
    invalid_positions_get_a_fresh_snapshot,
    positions_before_deleted_events_get_a_fresh_snapshot
);

async fn positions_continue_after_a_restart(daemon: Daemon) {
    let mut daemon = daemon.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &["ann", "bob"]).await;
    let mut ann = daemon.connected("ann").await;
    let mut bob = daemon.connected("bob").await;
    let mut last = ann.state.channels[&channel].position;
    for round in 0..3 {
        // Alternately with SIGTERM and SIGKILL.
        if round == 1 {
            daemon.kill().await;
            daemon.start().await;
        } else if round == 2 {
            let (status, said, _) = daemon.terminate().await;
            assert!(status.success(), "{said:?}");
            daemon.start().await;
        }
        for number in 0..3 {
            let kept = ann.said(channel, &format!("round {round} {number}")).await;
            assert_eq!(kept.seq, last + 1);
            last = kept.seq;
        }
    }
    bob.until_at(&[(channel, last)].into()).await;
    assert_eq!(bob.state.faults, [""; 0]);
    let told: Vec<_> = bob.told.iter().map(|kept| kept.text.clone()).collect();
    let said: Vec<_> = ann
        .acknowledged
        .iter()
        .map(|kept| kept.text.clone())
        .collect();
    assert_eq!(told, said);
    assert_eq!((ann.resumes, ann.fresh_starts), (2, 0));
}

async fn invalid_positions_get_a_fresh_snapshot(daemon: Daemon) {
    let mut daemon = daemon.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &["ann", "bob"]).await;
    let mut ann = daemon.connected("ann").await;
    let said = ann.said(channel, "first 1").await;
    let user = ann.state.user_seq;
    let resume = |seq: i64, user: i64| {
        let positions = json!({channel.to_string(): seq});
        json!({"channels": positions, "user": user})
    };
    let cases = [
        ("where it is", resume(said.seq, user), true),
        ("one behind", resume(said.seq - 1, user), true),
        ("from the beginning", resume(0, 0), true),
        ("from the future", resume(said.seq + 1, user), false),
        (
            "its own stream from the future",
            resume(said.seq, user + 1),
            false,
        ),
        ("before the beginning", resume(-1, user), false),
        (
            "a channel that is none",
            json!({"channels": {"99": 5}, "user": user}),
            true,
        ),
    ];
    for (case, resume, resumed) in cases {
        let token = daemon.token("ann");
        let opened = Link::open(daemon.address(), &token, Some(&resume), false).await;
        let (mut link, snapshot) = opened.unwrap();
        assert_eq!(snapshot["resumed"], resumed, "{case}");
        let asked = resume["channels"][channel.to_string()].as_i64();
        let missed = asked.map_or(0, |seq| said.seq - seq);
        if resumed {
            let events = until_resumed(&mut link, channel).await;
            assert_eq!(events.len() as i64, missed, "{case}: {events:?}");
        }
    }
}

async fn positions_before_deleted_events_get_a_fresh_snapshot(daemon: Daemon) {
    let mut daemon = daemon.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &["ann", "bob"]).await;
    let mut ann = daemon.connected("ann").await;
    ann.said(channel, "first 1").await;
    let last = ann.said(channel, "second 2").await.seq;
    drop(ann);
    daemon.terminate().await;
    // Since bob joined, his own stream has had more events than are kept.
    let database = daemon.open_database().await;
    let long_stream = "INSERT INTO chat_user_events (user_id, seq, kind, fact, created_at) \
         WITH RECURSIVE n (seq) AS (SELECT 2 UNION ALL SELECT seq + 1 FROM n WHERE seq < 10500) \
         SELECT 'bob', n.seq, e.kind, e.fact, 0 FROM n \
         JOIN chat_user_events e ON e.user_id = 'bob' AND e.seq = 1";
    let execute = async |statement: &str| {
        let done = database.writer().execute_unprepared(statement).await;
        done.unwrap().rows_affected()
    };
    execute(long_stream).await;
    execute("UPDATE chat_users SET seq = 10500 WHERE user_id = 'bob'").await;
    let forget = format!("DELETE FROM chat_events WHERE channel_id = {channel} AND seq = 1");
    assert_eq!(execute(&forget).await, 1);
    database.close().await.unwrap();
    daemon.start().await;

    let positions =
        |seq: i64, user: i64| json!({"channels": {channel.to_string(): seq}, "user": user});
    let opened = async |resume: Value| {
        let token = daemon.token("bob");
        let opened = Link::open(daemon.address(), &token, Some(&resume), false).await;
        let (link, snapshot) = opened.unwrap();
        (link, snapshot["resumed"] == true)
    };
    // The server deletes old events after its start.
    within("bob's stream to be pruned", async {
        while opened(positions(last, 499)).await.1 {}
    })
    .await;
    for (place, resumed) in [
        (positions(last, 500), true),
        (positions(1, 500), true),
        (positions(last, 1), false),
        (positions(0, 10500), false),
    ] {
        let (mut link, goes_on) = opened(place.clone()).await;
        assert_eq!(goes_on, resumed, "{place}");
        // Either way it receives later events.
        let said = json!({"message": "still there?"});
        let path = format!("/api/chat/channels/{channel}/messages");
        let id = daemon.rest("ann").post(&path, said).await.ok()["id"].clone();
        loop {
            let frame = link.next().await.unwrap();
            if frame[1] == "message_received" && frame[2]["message"]["id"] == id {
                break;
            }
        }
    }
}

/// The channel's events up to `resumed`.
async fn until_resumed(link: &mut Link, channel: i64) -> Vec<Value> {
    let mut events = Vec::new();
    loop {
        let frame = link.next().await.unwrap();
        if frame[1] == "resumed" {
            return events;
        }
        let own = [
            "channel_joined",
            "channel_left",
            "read_updated",
            "notification",
        ];
        if frame[2]["channelId"] == channel && !own.iter().any(|name| frame[1] == *name) {
            events.push(frame[1].clone());
        }
    }
}

#[tokio::test]
async fn clients_start_afresh_after_a_restore_from_a_backup() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &["ann"]).await;
    let mut ann = daemon.connected("ann").await;
    ann.said(channel, "before 1").await;
    let copy = daemon.folder.path().join("copy.db");
    let done = daemon.run(&["backup", copy.to_str().unwrap()]).await;
    assert!(done.status.success(), "{done:?}");
    ann.said(channel, "after 2").await;
    daemon.kill().await;
    for left in ["db-wal", "db-shm"] {
        let _ = std::fs::remove_file(daemon.file().with_extension(left));
    }
    std::fs::rename(&copy, daemon.file()).unwrap();
    daemon.start().await;
    let again = ann.said(channel, "again 3").await;
    assert_eq!(ann.fresh_starts, 1, "it gets a fresh snapshot");
    let rest = daemon.rest("ann");
    let page = rest
        .get(&format!("/api/chat/channels/{channel}/messages"))
        .await
        .ok();
    let texts: Vec<_> = page["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|m| &m["text"])
        .collect();
    assert_eq!(texts, ["before 1", "again 3"]);
    assert_eq!(page["items"][1]["seq"], again.seq);
}

#[tokio::test]
async fn a_ticket_is_valid_once_and_not_after_a_restart() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann"]).await;
    daemon.start().await;
    let ticket = async |daemon: &Daemon| {
        let answer = daemon
            .rest("ann")
            .post("/api/chat/ws-ticket", json!({}))
            .await
            .ok();
        answer["ticket"].as_str().unwrap().to_owned()
    };
    let first = ticket(&daemon).await;
    // Of many concurrent uses, one succeeds.
    let uses = (0..8).map(|_| Link::open(daemon.address(), &first, None, false));
    let opened = futures_util::future::join_all(uses).await;
    let (inside, outside): (Vec<_>, Vec<_>) = opened.into_iter().partition(Result::is_ok);
    assert_eq!(inside.len(), 1);
    for refused in outside {
        assert_eq!(refused.err(), Some(Cut { code: Some(4003) }));
    }
    let second = ticket(&daemon).await;
    daemon.kill().await;
    daemon.start().await;
    let refused = Link::open(daemon.address(), &second, None, false).await;
    assert_eq!(refused.err(), Some(Cut { code: Some(4003) }));
    let third = ticket(&daemon).await;
    assert!(
        Link::open(daemon.address(), &third, None, false)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_message_sent_again_without_an_answer_is_stored_once() {
    let mut daemon = Daemon::on_sqlite().with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &["ann", "bob"]).await;
    let mut ann = daemon.connected("ann").await;
    ann.said(channel, "kept 1").await;
    let (sent, first) = {
        let sent = ann.answers.pop().unwrap();
        (sent.command.data, sent.result.unwrap())
    };
    daemon.kill().await;
    daemon.start().await;
    // As if its answer had been lost.
    let again = ann.command("send_message", sent.clone()).await.unwrap();
    assert_eq!(again, first);
    let mut other = sent.clone();
    other["message"] = json!("other words");
    let refused = ann
        .command("send_message", other.clone())
        .await
        .unwrap_err();
    assert_eq!(refused["code"], "conflict");
    // Client ids are unique per user only.
    let mut bob: Member = daemon.connected("bob").await;
    let reply = bob.command("send_message", other).await.unwrap();
    assert_ne!(reply["message"]["id"], first["message"]["id"]);
}
