//! The line that tells in a conversation of a call that took place: exactly one, however the call ends.

use std::time::Duration;

use serde_json::{Value, json};

use super::{accept, channel, direct, history, initiate, status};
use crate::support::{Daemon, Rest, Socket, on_both, within};

on_both![
    one_line_however_a_call_ends,
    one_line_whatever_happened_before,
    one_line_across_kills,
    a_call_that_nobody_returns_to_is_told_of_once,
    a_call_by_oneself_leaves_no_line,
];

/// What the system messages of a conversation say, the earliest first.
async fn notes(rest: &Rest, channel: i64) -> Vec<Value> {
    let path = format!("/api/chat/channels/{channel}/messages");
    let page = rest.get(&path).await.ok();
    let items = page["items"].as_array().unwrap().iter();
    let mut items: Vec<&Value> = items.filter(|item| item["type"] == "system").collect();
    items.sort_by_key(|item| item["seq"].as_i64());
    let note = |item: &Value| {
        let mut note = item["system"].clone();
        note["by"] = item["userId"].clone();
        note
    };
    items.into_iter().map(note).collect()
}

/// Its lines of calls that took place: the call, and who was in it.
async fn ended(rest: &Rest, channel: i64) -> Vec<(i64, Vec<String>)> {
    let notes = notes(rest, channel).await.into_iter();
    let ended = notes.filter(|note| note["event"] == "call_ended");
    ended
        .map(|note| {
            let users = serde_json::from_value(note["userIds"].clone());
            (note["call"]["sessionId"].as_i64().unwrap(), users.unwrap())
        })
        .collect()
}

fn people(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

async fn started(daemon: Daemon, names: &[&str]) -> Daemon {
    let mut daemon = daemon.with_people(names).await;
    daemon.start().await;
    daemon
}

async fn socket(daemon: &Daemon, name: &str) -> Socket {
    let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
    socket.authenticate(&daemon.token(name)).await;
    socket
}

/// Its unread counts, and how much the user was notified of.
async fn marks(rest: &Rest, channel: i64) -> (Value, Value) {
    let view = rest.get(&format!("/api/chat/channels/{channel}")).await;
    let notified = rest.get("/api/chat/notifications").await.ok();
    (view.ok()["unreadCount"].clone(), notified["items"].clone())
}

async fn one_line_however_a_call_ends(daemon: Daemon) {
    let daemon = started(daemon, &["ann", "bob", "eve"]).await;
    let (rest, eves) = (daemon.rest("ann"), daemon.rest("eve"));
    let (mut ann, mut bob) = (socket(&daemon, "ann").await, socket(&daemon, "bob").await);
    let mut eve = socket(&daemon, "eve").await;
    let both = direct(&rest, &["bob"]).await;
    let desk = channel(&rest, &["bob", "eve"]).await;

    // One of two leaves.
    let first = initiate(&mut ann, both, "a").await;
    accept(&mut bob, first, "b").await.unwrap();
    let leave = json!({"sessionId": first, "deviceId": "b"});
    bob.command("call_leave", leave).await.unwrap();
    let line = loop {
        let line = ann.event("message_received").await["message"].clone();
        if line["channelId"] == both {
            break line;
        }
    };
    assert_eq!(
        (&line["type"], &line["userId"]),
        (&json!("system"), &json!("ann"))
    );
    let [note] = notes(&rest, both).await.try_into().unwrap();
    let duration = note["call"]["duration"].clone();
    assert!(duration.is_i64(), "{note}");
    let call = json!({"sessionId": first, "callType": "audio", "duration": duration});
    let expected = json!({"event": "call_ended", "userIds": ["ann", "bob"], "call": call});
    assert_eq!(line["system"], expected);
    let own = history(&rest, "").await;
    assert_eq!(own[0]["duration"], duration, "as in the history");
    // The conversation, which had no message, is there for both.
    let again = socket(&daemon, "bob").await;
    let views = again.snapshot["channels"].as_array().unwrap();
    let view = views.iter().find(|view| view["id"] == both).unwrap();
    assert_eq!(view["unreadCount"], 0);

    // The caller ends a call of three for all, in a channel.
    let second = initiate(&mut ann, desk, "a").await;
    for (socket, device) in [(&mut bob, "b"), (&mut eve, "e")] {
        let data = json!({"sessionId": second, "deviceId": device});
        socket.command("call_join", data).await.unwrap();
    }
    let end = json!({"sessionId": second});
    ann.command("call_end", end.clone()).await.unwrap();
    assert_eq!(
        ann.command("call_end", end).await.unwrap_err()["code"],
        "conflict"
    );
    assert_eq!(
        ended(&eves, desk).await,
        [(second, people(&["ann", "bob", "eve"]))]
    );
    // Nobody has anything unread, or is notified, or finds it.
    for name in ["ann", "bob", "eve"] {
        let rest = daemon.rest(name);
        assert_eq!(marks(&rest, desk).await, (json!(0), json!([])), "{name}");
        let found = rest.get("/api/chat/search?q=called").await.ok();
        assert_eq!(found["items"], json!([]), "{name}");
    }

    // Somebody leaves and comes back, and the last two go one after the other.
    let third = initiate(&mut ann, desk, "a").await;
    for _ in 0..2 {
        let data = json!({"sessionId": third, "deviceId": "b"});
        bob.command("call_join", data.clone()).await.unwrap();
        let data = json!({"sessionId": third, "deviceId": "e"});
        eve.command("call_join", data.clone()).await.unwrap();
        eve.command("call_leave", data).await.unwrap();
    }
    let leave = json!({"sessionId": third, "deviceId": "a"});
    ann.command("call_leave", leave).await.unwrap();
    let told = ended(&eves, desk).await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[1], (third, people(&["ann", "bob", "eve"])));
}

/// Calls that some declined or missed, or that nobody answered.
async fn one_line_whatever_happened_before(daemon: Daemon) {
    let daemon = started(daemon, &["ann", "bob", "eve"]).await;
    let rest = daemon.rest("ann");
    let (mut ann, mut bob) = (socket(&daemon, "ann").await, socket(&daemon, "bob").await);
    let mut eve = socket(&daemon, "eve").await;
    let group = direct(&rest, &["bob", "eve"]).await;
    let decline = |call: i64| json!({"sessionId": call, "reason": "declined"});

    // Nobody answers: there is a line of those who missed it, and none of a call.
    let missed = initiate(&mut ann, group, "a").await;
    bob.command("call_decline", decline(missed)).await.unwrap();
    ann.command("call_end", json!({"sessionId": missed}))
        .await
        .unwrap();
    let said: Vec<_> = notes(&rest, group).await;
    assert_eq!(said.len(), 1, "{said:?}");
    assert_eq!(
        (&said[0]["event"], &said[0]["userIds"]),
        (&json!("missed_call"), &json!(["eve"]))
    );
    let call = json!({"sessionId": missed, "callType": "audio", "duration": 0});
    assert_eq!(said[0]["call"], call);

    // bob declines and joins after all; eve never answers.
    let call = initiate(&mut ann, group, "a").await;
    bob.command("call_decline", decline(call)).await.unwrap();
    let join = json!({"sessionId": call, "deviceId": "b"});
    bob.command("call_join", join).await.unwrap();
    ann.command("call_end", json!({"sessionId": call}))
        .await
        .unwrap();
    assert_eq!(ended(&rest, group).await, [(call, people(&["ann", "bob"]))]);
    let said = notes(&rest, group).await;
    let events: Vec<&Value> = said.iter().map(|note| &note["event"]).collect();
    assert_eq!(events, ["missed_call", "missed_call", "call_ended"]);
    assert_eq!(said[1]["userIds"], json!(["eve"]));

    // eve is busy, so that she misses the next call while it rings; then she joins it.
    let status = json!({"status": "busy"});
    eve.command("update_presence", status).await.unwrap();
    eve.command("update_presence", json!({})).await.unwrap();
    let call = initiate(&mut ann, group, "a").await;
    bob.event("incoming_call").await;
    let join = json!({"sessionId": call, "deviceId": "e"});
    eve.command("call_join", join).await.unwrap();
    let leave = json!({"sessionId": call, "deviceId": "e"});
    bob.command("call_decline", decline(call)).await.unwrap();
    eve.command("call_leave", leave).await.unwrap();
    let told = ended(&rest, group).await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[1], (call, people(&["ann", "eve"])));
}

/// The server is killed while the call ends: either it goes on, or it is over and told of.
async fn one_line_across_kills(daemon: Daemon) {
    let mut daemon = started(daemon, &["ann", "bob"]).await;
    let both = direct(&daemon.rest("ann"), &["bob"]).await;
    let mut expected = Vec::new();
    for round in 0..5 {
        let (mut ann, mut bob) = (socket(&daemon, "ann").await, socket(&daemon, "bob").await);
        let call = initiate(&mut ann, both, "a").await;
        accept(&mut bob, call, "b").await.unwrap();
        ann.cast("call_end", json!({"sessionId": call})).await;
        tokio::time::sleep(Duration::from_millis(2 * round)).await;
        daemon.kill().await;
        daemon.start().await;
        let rest = daemon.rest("ann");
        let is_over = status(&rest, call).await["status"] == "ended";
        let told = ended(&rest, both).await;
        assert_eq!(told.len(), expected.len() + usize::from(is_over));
        if !is_over {
            let mut ann = socket(&daemon, "ann").await;
            let end = json!({"sessionId": call});
            ann.command("call_end", end).await.unwrap();
        }
        expected.push((call, people(&["ann", "bob"])));
        assert_eq!(ended(&rest, both).await, expected);
    }
    daemon.kill().await;
    daemon.start().await;
    assert_eq!(ended(&daemon.rest("bob"), both).await, expected);
}

async fn a_call_that_nobody_returns_to_is_told_of_once(daemon: Daemon) {
    let mut daemon = started(daemon, &["ann", "bob"]).await;
    let both = direct(&daemon.rest("ann"), &["bob"]).await;
    let (mut ann, mut bob) = (socket(&daemon, "ann").await, socket(&daemon, "bob").await);
    let call = initiate(&mut ann, both, "a").await;
    accept(&mut bob, call, "b").await.unwrap();
    daemon.kill().await;
    daemon.start().await;
    let mut ann = socket(&daemon, "ann").await;
    within("the devices have lost their places", async {
        while ann.event("call_ended").await["sessionId"] != call {}
    })
    .await;
    let rest = daemon.rest("ann");
    assert_eq!(ended(&rest, both).await, [(call, people(&["ann", "bob"]))]);
    assert_eq!(history(&rest, "").await[0]["endReason"], "error");
}

/// Nobody talks to anybody, on however many devices; in one's own conversation there is not even a call.
async fn a_call_by_oneself_leaves_no_line(daemon: Daemon) {
    let daemon = started(daemon, &["ann", "bob"]).await;
    let rest = daemon.rest("ann");
    let (own, desk) = (
        direct(&rest, &["ann"]).await,
        channel(&rest, &["bob"]).await,
    );
    let (mut laptop, mut phone) = (socket(&daemon, "ann").await, socket(&daemon, "ann").await);
    let call = json!({"channelId": own, "callType": "audio", "deviceId": "laptop"});
    let refused = laptop.command("call_initiate", call).await.unwrap_err();
    assert_eq!(refused["message"], "there is nobody to call here");
    let call = initiate(&mut laptop, desk, "laptop").await;
    let join = json!({"sessionId": call, "deviceId": "phone", "second": "add"});
    phone.command("call_join", join).await.unwrap();
    laptop
        .command("call_end", json!({"sessionId": call}))
        .await
        .unwrap();
    assert_eq!(ended(&rest, desk).await, []);
    let past = history(&rest, &format!("?channelId={desk}")).await;
    assert_eq!(past.len(), 1);
    let expected = json!({"missed": false, "direction": "outgoing"});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&past[0][name], value, "{name}");
    }
    assert_eq!(past[0]["duration"], Value::Null);
    assert_eq!(marks(&rest, desk).await, (json!(0), json!([])));
}
