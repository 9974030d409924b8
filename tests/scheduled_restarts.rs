//! Scheduled messages across kills, a change of servers, and a long stop: each is sent once, or reported.

use std::time::Duration;

use rand::Rng as _;
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use crate::{
    files::uploaded,
    scheduled::{DAY, scheduled, settled, soon, texts},
    support::{Daemon, Socket, patiently, servers_on_both},
};

servers_on_both![
    each_is_sent_once_however_often_the_server_is_killed,
    another_server_takes_over,
    what_was_due_while_the_server_was_down_for_long_is_reported,
    the_clean_up_keeps_the_files_of_what_is_scheduled,
];

async fn each_is_sent_once_however_often_the_server_is_killed() {
    const MESSAGES: usize = 100;
    const KILLS: usize = 20;
    let mut daemon = Daemon::wanted().await.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let desk = daemon.channel("desk", &["ann", "bob"]).await;
    let ann = daemon.rest("ann");
    for n in 0..MESSAGES {
        let at = actors::clock::now() + DAY;
        let new = json!({"channelId": desk, "message": format!("{} {n:03}", n % 5), "at": at});
        ann.post("/api/chat/scheduled", new).await.ok();
    }
    // However long it took to schedule them, all are due from now on.
    daemon.kill().await;
    let at = actors::clock::now() + 200;
    let order = "CAST(SUBSTR(message_text, 1, 1) AS BIGINT)";
    let soon = format!("UPDATE chat_scheduled SET due_at = {at} + {order}");
    let database = daemon.open_database().await;
    database.writer().execute_unprepared(&soon).await.unwrap();
    database.close().await.unwrap();
    daemon.start().await;
    for _ in 0..KILLS {
        let moment = rand::rng().random_range(0..400);
        tokio::time::sleep(Duration::from_millis(moment)).await;
        daemon.kill().await;
        daemon.start().await;
    }
    let ann = daemon.rest("ann");
    patiently("the last message", async {
        while !scheduled(&ann).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    let sent = texts(&ann, desk).await;
    let mut expected = sent.clone();
    expected.sort();
    assert_eq!(sent, expected, "in the order of their times");
    assert_eq!(sent.len(), MESSAGES);
    expected.dedup();
    assert_eq!(expected.len(), MESSAGES, "each once");
}

/// Some of the messages are sent before the first server is killed, and others are due while none runs.
async fn another_server_takes_over() {
    const MESSAGES: usize = 40;
    let mut first = Daemon::wanted().await.with_people(&["ann", "bob"]).await;
    first.start().await;
    let desk = first.channel("desk", &["ann", "bob"]).await;
    let ann = first.rest("ann");
    let mut ids = Vec::new();
    for n in 0..MESSAGES {
        let at = actors::clock::now() + DAY;
        let new = json!({"channelId": desk, "message": format!("{n:03}"), "at": at});
        let kept = ann.post("/api/chat/scheduled", new).await.ok();
        ids.push(kept["id"].as_i64().unwrap());
    }
    let mut away = Socket::open(first.address(), &[]).await.unwrap();
    away.authenticate(&first.token("ann")).await;
    let resume = json!({"user": away.snapshot["userSeq"], "channels": {}});
    drop(away);
    // However long it took to schedule them, they are due from now on.
    first.kill().await;
    let (begin, id) = (actors::clock::now(), ids[0]);
    let soon = format!("UPDATE chat_scheduled SET due_at = {begin} + 50 * (id - {id})");
    let database = first.open_database().await;
    database.writer().execute_unprepared(&soon).await.unwrap();
    database.close().await.unwrap();
    first.start().await;
    patiently("the first messages", async {
        while scheduled(&first.rest("ann")).await.len() == MESSAGES {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    first.kill().await;
    let mut second = Daemon::on(tempfile::tempdir().unwrap(), first.database.clone());
    second.start().await;
    patiently("the last message", async {
        while !scheduled(&second.rest("ann")).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    let sent = texts(&second.rest("ann"), desk).await;
    let expected: Vec<_> = (0..MESSAGES).map(|n| format!("{n:03}")).collect();
    assert_eq!(sent, expected, "each once, in the order of their times");
    // A device that was away hears of each.
    let mut back = Socket::open(second.address(), &[]).await.unwrap();
    back.resume(&second.token("ann"), resume).await;
    let mut told = Vec::new();
    while told.len() < MESSAGES {
        let event = back.event("scheduled_updated").await;
        if event["status"] == "sent" {
            told.push(event["scheduledId"].as_i64().unwrap());
        }
    }
    assert_eq!(told, ids);
}

async fn what_was_due_while_the_server_was_down_for_long_is_reported() {
    let mut daemon = Daemon::wanted().await.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let desk = daemon.channel("desk", &["ann", "bob"]).await;
    let ann = daemon.rest("ann");
    for text in ["overdue", "in time"] {
        let at = actors::clock::now() + DAY;
        let new = json!({"channelId": desk, "message": text, "at": at});
        ann.post("/api/chat/scheduled", new).await.ok();
    }
    daemon.kill().await;
    let database = daemon.open_database().await;
    let now = actors::clock::now();
    for (text, minutes) in [("overdue", 61), ("in time", 59)] {
        let due = now - minutes * 60_000;
        let moved =
            format!("UPDATE chat_scheduled SET due_at = {due} WHERE message_text = '{text}'");
        database.writer().execute_unprepared(&moved).await.unwrap();
    }
    database.close().await.unwrap();
    daemon.start().await;
    let ann = daemon.rest("ann");
    let kept = settled(&ann).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(
        (&kept[0]["message"], &kept[0]["error"]["code"]),
        (&json!("overdue"), &json!("conflict"))
    );
    assert_eq!(texts(&ann, desk).await, ["in time"]);
    let failed = "/api/chat/notifications?kinds=scheduled_failed";
    let failed = ann.get(failed).await.ok();
    assert_eq!(failed["items"].as_array().unwrap().len(), 1);
}

/// Whatever a scheduled message holds is kept by the clean-up of unused files, which runs when the server starts.
async fn the_clean_up_keeps_the_files_of_what_is_scheduled() {
    const PNG: &[u8] = crate::files::PNG;
    let mut daemon = Daemon::wanted().await.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let desk = daemon.channel("desk", &["ann", "bob"]).await;
    let ann = daemon.rest("ann");
    let mut files = Vec::new();
    let mut ids = Vec::new();
    for text in ["sent", "cancelled"] {
        let mut two = Vec::new();
        for name in ["a.png", "b.png"] {
            two.push(uploaded(&ann, name, PNG).await);
        }
        let at = actors::clock::now() + 3 * DAY;
        let new = json!({"channelId": desk, "message": text, "at": at, "fileIds": two});
        ids.push(ann.post("/api/chat/scheduled", new).await.ok()["id"].clone());
        files.push(two);
    }
    let unused = uploaded(&ann, "unused.png", PNG).await;
    // Its data, not its bytes: they may go while they are being read.
    let there = async |daemon: &Daemon, file: &String| {
        let path = format!("/api/chat/files/{file}/info");
        daemon.rest("ann").get(&path).await.status == 200
    };
    let a_day_later = async |daemon: &mut Daemon| {
        daemon.kill().await;
        let database = daemon.open_database().await;
        let later = format!("UPDATE chat_files SET free_since = free_since - {DAY}");
        database.writer().execute_unprepared(&later).await.unwrap();
        database.close().await.unwrap();
        daemon.start().await;
    };
    for _ in 0..2 {
        a_day_later(&mut daemon).await;
    }
    patiently("the unused file to be gone", async {
        while there(&daemon, &unused).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    for file in files.concat() {
        assert!(there(&daemon, &file).await);
    }
    let cancelled = format!("/api/chat/scheduled/{}", ids[1]);
    assert_eq!(daemon.rest("ann").delete(&cancelled).await.status, 204);
    assert!(there(&daemon, &files[1][0]).await, "not before a day");
    a_day_later(&mut daemon).await;
    patiently("the files of what was cancelled to be gone", async {
        while there(&daemon, &files[1][0]).await || there(&daemon, &files[1][1]).await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let now = format!("/api/chat/scheduled/{}", ids[0]);
    daemon
        .rest("ann")
        .put(&now, json!({"at": soon()}))
        .await
        .ok();
    settled(&daemon.rest("ann")).await;
    let page = format!("/api/chat/channels/{desk}/messages");
    let page = daemon.rest("bob").get(&page).await.ok();
    let last = page["items"].as_array().unwrap().last().unwrap();
    let sent = last["files"].as_array().unwrap().iter();
    let sent: Vec<_> = sent
        .map(|it| it["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(sent, files[0]);
}
