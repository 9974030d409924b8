//! Calls in the room of a ticket: their lines stand among messages, comments and what happened to the ticket.

use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::rooms::{NUMBER, open};
use crate::{
    attached::{adopted, log_in},
    support::{Daemon, Rest, Socket, within},
};

const JANE: &str = "e999001";
const ADMIN: &str = "e603876";

/// An Orvale with the node server's chat, in which whoever may chat may call, too.
async fn with_calls() -> Daemon {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    let database = daemon.open_database().await;
    let grant = "INSERT OR IGNORE INTO role_permissions (role_id, permission_id) \
                 SELECT DISTINCT role_id, 'call.audio' FROM role_permissions \
                 WHERE permission_id IN ('chat.access', 'chat.access_channels')";
    database.writer().execute_unprepared(grant).await.unwrap();
    database.close().await.unwrap();
    daemon.start().await;
    daemon
}

async fn socket(daemon: &Daemon, name: &str) -> Socket {
    let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
    socket.authenticate(&daemon.token(name)).await;
    socket
}

async fn change(rest: &Rest, mut body: Value) {
    let path = format!("/api/chat/tickets/{NUMBER}");
    let card = rest.get(&path).await.ok();
    body["expectedUpdatedAt"] = card["updatedAt"].clone();
    let request = rest.request(Method::PATCH, &path).json(&body);
    rest.send(request).await.ok();
}

/// Calls the administrator in a room, as in any channel, and returns the call's id.
async fn initiate(socket: &mut Socket, room: i64) -> Value {
    let mut data = json!({"channelId": room, "callType": "audio", "deviceId": "j"});
    data["targetUsers"] = json!([ADMIN]);
    let reply = socket.command("call_initiate", data).await.unwrap();
    reply["sessionId"].clone()
}

async fn end(socket: &mut Socket, call: &Value) {
    let data = json!({"sessionId": call});
    socket.command("call_end", data).await.unwrap();
}

/// What a message tells of: its event, or its text.
fn told(message: &Value) -> String {
    let event = message["system"]["event"].as_str();
    event.or(message["text"].as_str()).unwrap().to_owned()
}

/// The messages of a room, the earliest first.
async fn timeline(rest: &Rest, room: i64) -> Vec<Value> {
    let path = format!("/api/chat/channels/{room}/messages");
    let page = rest.get(&path).await.ok();
    let mut items = page["items"].as_array().unwrap().clone();
    items.sort_by_key(|item| item["seq"].as_i64());
    items
}

/// Waits until the last message of a room is this one.
async fn until_last(rest: &Rest, room: i64, event: &str) {
    within(event, async {
        loop {
            let last = timeline(rest, room).await.last().map(told);
            if last.as_deref() == Some(event) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn calls_stand_among_what_happened_to_the_ticket() {
    let daemon = with_calls().await;
    let (jane, admin) = (log_in(&daemon, JANE).await, log_in(&daemon, ADMIN).await);
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    open(&admin, NUMBER).await.ok();
    let mut janes = socket(&daemon, JANE).await;
    let mut admins = socket(&daemon, ADMIN).await;
    let begun = timeline(&jane, room).await.len();

    change(&jane, json!({"status": "in_progress"})).await;
    until_last(&jane, room, "ticket_status").await;
    // Nobody answers.
    let missed = initiate(&mut janes, room).await;
    assert_eq!(admins.event("incoming_call").await["sessionId"], missed);
    end(&mut janes, &missed).await;
    until_last(&jane, room, "missed_call").await;
    let messages = format!("/api/chat/channels/{room}/messages");
    let text = json!({"message": "I tried to call you"});
    jane.post(&messages, text).await.ok();
    let comments = format!("/api/chat/tickets/{NUMBER}/comments");
    let comment = json!({"text": "Called", "internal": false});
    jane.post(&comments, comment).await.ok();
    until_last(&jane, room, "ticket_comment").await;
    let call = initiate(&mut janes, room).await;
    let accept = json!({"sessionId": call, "deviceId": "a"});
    admins.command("call_accept", accept).await.unwrap();
    change(&jane, json!({"priority": "urgent"})).await;
    until_last(&jane, room, "ticket_priority").await;
    end(&mut janes, &call).await;
    until_last(&jane, room, "call_ended").await;

    let seen = timeline(&jane, room).await.split_off(begun);
    assert_eq!(
        seen.iter().map(told).collect::<Vec<_>>(),
        [
            "ticket_status",
            "missed_call",
            "I tried to call you",
            "ticket_comment",
            "ticket_priority",
            "call_ended",
        ]
    );
    let times: Vec<_> = seen.iter().map(|one| one["createdAt"].as_i64()).collect();
    assert!(times.iter().all(Option::is_some) && times.is_sorted());
    assert_eq!(seen[1]["system"]["userIds"], json!([ADMIN]));
    assert_eq!(seen[1]["system"]["call"]["sessionId"], missed);
    assert_eq!(seen[5]["system"]["userIds"], json!([ADMIN, JANE]));
    assert_eq!(seen[5]["system"]["call"]["sessionId"], call);
    assert_eq!(timeline(&admin, room).await, timeline(&jane, room).await);
    // Its sockets were told the same, in this order.
    let mut live = Vec::new();
    while live.len() < seen.len() {
        let line = admins.event("message_received").await["message"].clone();
        if line["channelId"] == room {
            live.push(told(&line));
        }
    }
    assert_eq!(live, seen.iter().map(told).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_call_in_a_room_that_falls_asleep_is_told_of_there_when_it_is_over() {
    let daemon = with_calls().await;
    let (jane, admin) = (log_in(&daemon, JANE).await, log_in(&daemon, ADMIN).await);
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    open(&admin, NUMBER).await.ok();
    let mut janes = socket(&daemon, JANE).await;
    let mut admins = socket(&daemon, ADMIN).await;
    let call = initiate(&mut janes, room).await;
    let accept = json!({"sessionId": call, "deviceId": "a"});
    admins.command("call_accept", accept).await.unwrap();
    change(&jane, json!({"status": "completed"})).await;
    let path = format!("/api/chat/channels/{room}");
    within("the room sleeps", async {
        while jane.get(&path).await.ok()["active"] != false {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    })
    .await;
    // Whoever is still in the call hangs up; it may have ended with the room.
    let data = json!({"sessionId": call});
    let _ = janes.command("call_end", data).await;
    assert_eq!(admins.event("call_ended").await["sessionId"], call);
    until_last(&jane, room, "call_ended").await;
    let ended = timeline(&jane, room).await;
    let ended = ended.iter().filter(|one| told(one) == "call_ended");
    assert_eq!(ended.count(), 1);
    let again = json!({"channelId": room, "callType": "audio", "deviceId": "j"});
    let refused = janes.command("call_initiate", again).await.unwrap_err();
    assert_eq!(refused["code"], "forbidden", "{refused}");
}
