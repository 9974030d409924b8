//! The channels of teams: what they are told of tickets, and what each of their members may know.

use std::time::Duration;

use entity::Database;
use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::work::rows;
use crate::{
    attached::{adopted, log_in},
    support::{Daemon, Rest, Socket, within},
};

const NUMBER: &str = "HD-250822-104";

pub(super) async fn run(orvale: &Database, sql: &str) {
    orvale.writer().execute_unprepared(sql).await.unwrap();
}

/// A new channel of the helpdesk that follows the team.
pub(super) async fn channel(admin: &Rest) -> i64 {
    let new = json!({"name": "desk", "type": "private", "teamId": "HELPDESK"});
    let made = admin.post("/api/chat/channels", new).await.ok();
    assert_eq!(
        made["ticketEvents"],
        json!([
            "created",
            "status",
            "escalated",
            "priority",
            "assignee",
            "team",
            "comment"
        ])
    );
    let id = made["id"].as_i64().unwrap();
    // The admin, and both of the team.
    let path = format!("/api/chat/channels/{id}");
    within("the team's people", async {
        while admin.get(&path).await.ok()["memberCount"] != 3 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    id
}

/// The lines about tickets in a channel, once there are `count`, oldest first.
pub(super) async fn lines(rest: &Rest, channel: i64, count: usize) -> Vec<Value> {
    let path = format!("/api/chat/channels/{channel}/messages");
    within(&format!("{count} lines"), async {
        loop {
            let answer = rest.get(&path).await;
            if answer.status == 200 {
                let items = answer.body["items"].as_array().unwrap().iter();
                let is_ticket = |item: &&Value| {
                    let event = item["system"]["event"].as_str();
                    event.is_some_and(|event| event.starts_with("ticket"))
                };
                let found: Vec<Value> = items.filter(is_ticket).cloned().collect();
                if found.len() >= count {
                    assert_eq!(found.len(), count, "{found:?}");
                    return found;
                }
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
}

async fn notices(rest: &Rest, channel: i64) -> Vec<Value> {
    let path = format!("/api/chat/channels/{channel}/ticket-notices?first=0&last=1000000");
    let found = rest.get(&path).await.ok();
    found["items"].as_array().unwrap().clone()
}

async fn change(rest: &Rest, mut body: Value) {
    let path = format!("/api/chat/tickets/{NUMBER}");
    let card = rest.get(&path).await.ok();
    body["expectedUpdatedAt"] = card["updatedAt"].clone();
    let request = rest.request(Method::PATCH, &path).json(&body);
    rest.send(request).await.ok();
}

fn new_ticket(number: &str, requester: &str, title: &str) -> String {
    format!(
        "INSERT INTO user_tickets (submission_id, user_name, employee_number, issue_title, \
         issue_description, assigned_team) VALUES \
         ('{number}', '{requester}', '{requester}', '{title}', 'words', 'HELPDESK')"
    )
}

/// What a line says: event, author, ticket.
fn said(line: &Value) -> Value {
    let system = &line["system"];
    json!([system["event"], line["userId"], system["ticket"]])
}

#[tokio::test]
async fn a_teams_channel_is_told_of_its_tickets_and_says_no_more_than_each_may_know() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, john, admin, doe) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999002").await,
        log_in(&daemon, "e603876").await,
        log_in(&daemon, "e999003").await,
    );
    let id = channel(&admin).await;
    let keywords = json!({"keywords": ["high", "priority", "comments", NUMBER]});
    jane.put("/api/chat/preferences", keywords).await.ok();
    change(&admin, json!({"priority": "high"})).await;
    let told = lines(&admin, id, 1).await;
    assert_eq!(
        said(&told[0]),
        json!(["ticket_priority", "e603876", NUMBER])
    );
    assert!(told[0]["system"].get("to").is_none());
    // Jane sees the ticket, John does not; others do not see the channel.
    let of_jane = notices(&jane, id).await;
    assert_eq!(
        (
            &of_jane[0]["number"],
            &of_jane[0]["event"],
            &of_jane[0]["from"],
            &of_jane[0]["to"]
        ),
        (
            &json!(NUMBER),
            &json!("priority"),
            &json!("medium"),
            &json!("high")
        )
    );
    assert!(
        of_jane[0]["title"]
            .as_str()
            .unwrap()
            .starts_with("My Comments")
    );
    assert_eq!(of_jane[0]["id"], told[0]["system"]["notice"]);
    // Nobody wrote it: words of the ticket or of the line are no keywords.
    let centre = jane.get("/api/chat/notifications").await.ok();
    let kinds = centre["items"].as_array().unwrap().iter();
    assert!(kinds.clone().all(|it| it["kind"] != "keyword"), "{centre}");
    assert!(notices(&john, id).await.is_empty());
    let hidden = format!("/api/chat/channels/{id}/ticket-notices?first=0&last=9");
    assert_eq!(doe.get(&hidden).await.problem(404), "not_found");

    // Orvale's own pages: a new ticket of John Doe's, who then comments; an internal comment is told to nobody.
    let orvale = daemon.open_database().await;
    run(&orvale, &new_ticket("HD-1", "e999003", "Secret matter")).await;
    let comment = "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal) \
                   SELECT id, 'words', 'e999003', 0 FROM user_tickets WHERE submission_id = 'HD-1'";
    lines(&admin, id, 2).await;
    run(&orvale, &comment.replace(", 0 FROM", ", 1 FROM")).await;
    run(&orvale, comment).await;
    run(
        &orvale,
        "UPDATE user_tickets SET status = 'merged', updated_at = datetime('now') \
         WHERE submission_id = 'HD-250822-103'",
    )
    .await;
    let told = lines(&admin, id, 4).await;
    let mut last: Vec<Value> = told[1..].iter().map(said).collect();
    last.sort_by_key(Value::to_string);
    assert_eq!(
        last,
        [
            json!(["ticket_comment", "Orvale", "HD-1"]),
            json!(["ticket_created", "Orvale", "HD-1"]),
            json!(["ticket_status", "Orvale", "HD-250822-103"]),
        ]
    );
    let path = format!("/api/chat/channels/{id}/messages");
    let seen = john.get(&path).await.text;
    for secret in ["Secret matter", "e999003", "merged", "My Comments"] {
        assert!(!seen.contains(secret), "{secret}: {seen}");
    }
    let of_jane = notices(&jane, id).await;
    assert_eq!(of_jane.len(), 4);
    assert_eq!(of_jane[1]["by"], "Orvale");
    assert!(of_jane.iter().any(|one| one["to"] == "merged"));

    // The team wants to hear of new tickets only.
    let settings = json!({"ticketEvents": ["created"]});
    let request = admin.request(Method::PUT, &format!("/api/chat/channels/{id}"));
    let set = admin.send(request.json(&settings)).await.ok();
    assert_eq!(set["ticketEvents"], json!(["created"]));
    change(&jane, json!({"priority": "low"})).await;
    run(&orvale, &new_ticket("HD-2", "e999003", "Another")).await;
    lines(&admin, id, 5).await;
    // What happens while the server is down is told once, whatever is restarted.
    daemon.kill().await;
    run(&orvale, &new_ticket("HD-3", "e999003", "At night")).await;
    orvale.close().await.unwrap();
    for _ in 0..2 {
        daemon.start().await;
        let admin = log_in(&daemon, "e603876").await;
        let told = lines(&admin, id, 6).await;
        assert_eq!(said(&told[5]), json!(["ticket_created", "Orvale", "HD-3"]));
        tokio::time::sleep(Duration::from_millis(700)).await;
        lines(&admin, id, 6).await;
        daemon.kill().await;
    }
}

#[tokio::test]
async fn a_burst_is_one_line() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    let id = channel(&admin).await;
    let orvale = daemon.open_database().await;
    let import: Vec<String> = (0..500)
        .map(|n| new_ticket(&format!("IM-{n}"), "x", "Imported"))
        .collect();
    run(&orvale, &format!("BEGIN; {}; COMMIT", import.join("; "))).await;
    let told = lines(&admin, id, 1).await;
    let system = &told[0]["system"];
    assert_eq!(
        (&system["event"], &system["count"]),
        (&json!("ticket_digest"), &json!(500))
    );
    let first = system["notice"].as_i64().unwrap();
    assert_eq!(system["lastNotice"].as_i64().unwrap() - first, 499);
    let path = format!(
        "/api/chat/channels/{id}/ticket-notices?first={first}&last={}",
        first + 2
    );
    let items = jane.get(&path).await.ok();
    let numbers: Vec<_> = items["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["number"])
        .collect();
    assert_eq!(numbers, [&json!("IM-0"), &json!("IM-1"), &json!("IM-2")]);
    let count = "SELECT CAST(COUNT(*) AS TEXT) FROM chat_ticket_states WHERE ticket_id IN \
                 (SELECT id FROM user_tickets WHERE issue_title = 'Imported')";
    assert_eq!(rows(&orvale, count).await, ["500"], "each is remembered");

    // Nor is one person notified of each.
    let john = log_in(&daemon, "e999002").await;
    let notified = async |john: &Rest| {
        let found = john.get("/api/chat/notifications?limit=100").await.ok();
        let items = found["items"].as_array().unwrap().iter();
        let about = items.filter(|one| one["kind"] == "ticket_assigned");
        about.map(|one| one["ticket"].clone()).collect::<Vec<_>>()
    };
    assert!(notified(&john).await.is_empty());
    let assigned = "UPDATE user_tickets SET assigned_to = 'e999002', \
                    updated_at = datetime('now', '+1 second') WHERE issue_title = 'Imported'";
    run(&orvale, assigned).await;
    within("some of the assignments", async {
        while notified(&john).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let first = notified(&john).await;
    assert_eq!(first.len(), 20);
    daemon.kill().await;
    daemon.start().await;
    let (john, admin) = (
        log_in(&daemon, "e999002").await,
        log_in(&daemon, "e603876").await,
    );
    // The server has looked once the channel has been told of the assignments.
    lines(&admin, id, 2).await;
    assert_eq!(notified(&john).await, first);
}

#[tokio::test]
async fn a_comment_is_told_once_it_is_public() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, doe) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999003").await,
    );
    let orvale = daemon.open_database().await;
    run(&orvale, &new_ticket("HD-1", "e999003", "Printer")).await;
    let room = jane.post("/api/chat/tickets/HD-1/room", json!({})).await;
    let room = room.body["id"].as_i64().unwrap();
    let comment = json!({"text": "Between us", "internal": true});
    jane.post("/api/chat/tickets/HD-1/comments", comment)
        .await
        .ok();
    let public = json!({"text": "Hello", "internal": false});
    jane.post("/api/chat/tickets/HD-1/comments", public)
        .await
        .ok();
    lines(&doe, room, 1).await;
    let notified = async |doe: &Rest| {
        let found = doe.get("/api/chat/notifications").await.ok();
        let items = found["items"].as_array().unwrap().clone();
        items
            .iter()
            .filter(|one| one["kind"] == "ticket_comment")
            .count()
    };
    within("the public one", async {
        while notified(&doe).await != 1 {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let publish = "UPDATE ticket_comments SET is_internal = 0 WHERE comment_text = 'Between us'";
    run(&orvale, publish).await;
    let told = lines(&doe, room, 2).await;
    assert_eq!(told[1]["system"]["event"], "ticket_comment");
    assert_eq!(told[1]["userId"], "e999001");
    assert_eq!(notified(&doe).await, 2);
    // Each line names its comment, whose text is in the history.
    let history = doe.get("/api/chat/tickets/HD-1/history").await.ok();
    let text = |line: &Value| {
        let mut entries = history["items"].as_array().unwrap().iter();
        let is_told =
            |one: &&Value| one["type"] == "comment" && one["id"] == line["system"]["comment"];
        entries.find(is_told).map(|one| one["text"].clone())
    };
    assert_eq!(text(&told[0]), Some(json!("Hello")));
    assert_eq!(text(&told[1]), Some(json!("Between us")));
    // One more change, and a restart: nothing is repeated.
    daemon.kill().await;
    run(
        &orvale,
        "UPDATE user_tickets SET priority = 'urgent', updated_at = datetime('now') \
                  WHERE submission_id = 'HD-1'",
    )
    .await;
    daemon.start().await;
    let doe = log_in(&daemon, "e999003").await;
    let told = lines(&doe, room, 3).await;
    assert_eq!(told[2]["system"]["event"], "ticket_priority");
    assert_eq!(notified(&doe).await, 2);
}

#[tokio::test]
async fn a_reopened_ticket_is_never_only_with_someone_who_is_gone() {
    for gone in [
        "UPDATE users SET active = 0 WHERE username = 'e999002'",
        "UPDATE users SET team_id = 'ITTS_Main' WHERE username = 'e999002'",
        "UPDATE teams SET active = 0 WHERE id = 'HELPDESK'",
    ] {
        let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
        daemon.start().await;
        let (jane, admin) = (
            log_in(&daemon, "e999001").await,
            log_in(&daemon, "e603876").await,
        );
        let desk = channel(&admin).await;
        let path = format!("/api/chat/tickets/{NUMBER}/room");
        let room = jane.post(&path, json!({})).await.body["id"]
            .as_i64()
            .unwrap();
        change(&jane, json!({"assignee": "e999002"})).await;
        lines(&jane, room, 1).await;
        change(&jane, json!({"status": "completed", "notes": "Done"})).await;
        lines(&jane, room, 2).await;
        let orvale = daemon.open_database().await;
        run(&orvale, gone).await;
        change(&jane, json!({"status": "open"})).await;

        // The room wakes with its history, and the team hears of it.
        let told = lines(&jane, room, 4).await;
        let events: Vec<_> = told.iter().map(|line| &line["system"]["event"]).collect();
        let [status, assignee] = [json!("ticket_status"), json!("ticket_assignee")];
        assert_eq!(events, [&assignee, &status, &status, &assignee], "{gone}");
        let path = format!("/api/chat/channels/{room}");
        within("the room to wake", async {
            while jane.get(&path).await.ok()["active"] != true {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
        .await;
        let told = lines(&admin, desk, 4).await;
        assert_eq!(said(&told[2])[0], "ticket_status");
        // Nobody has it, and whoever looks for work finds it.
        let card = jane.get(&format!("/api/chat/tickets/{NUMBER}")).await.ok();
        assert_eq!(
            (&card["status"], &card["assignee"]),
            (&json!("open"), &Value::Null)
        );
        let free = jane.get("/api/chat/tickets?assignee=none").await.ok();
        let mut free = free["items"].as_array().unwrap().iter();
        assert!(free.any(|card| card["number"] == NUMBER), "{gone}");
    }
}

async fn socket(daemon: &Daemon, name: &str) -> Socket {
    let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
    socket.authenticate(&daemon.token(name)).await;
    socket
}

#[tokio::test]
async fn a_change_reaches_the_sockets_of_those_who_see_the_ticket() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    let path = format!("/api/chat/tickets/{NUMBER}/room");
    let room = jane.post(&path, json!({})).await.body["id"].clone();
    let mut watching = socket(&daemon, "e999001").await;
    let mut outside = socket(&daemon, "e999003").await;
    change(&jane, json!({"priority": "urgent"})).await;
    assert_eq!(watching.event("ticket_updated").await["number"], NUMBER);
    let is_line = |frame: &Value| {
        frame[1] == "message_received"
            && frame[2]["channelId"] == room
            && frame[2]["message"]["system"]["event"] == "ticket_priority"
    };
    watching.frame("the line", is_line).await;
    // Orvale itself changes it, and gives it to someone who had not seen it.
    let orvale = daemon.open_database().await;
    let sql = format!(
        "UPDATE user_tickets SET assigned_to = 'e999003', updated_at = datetime('now', '+5 seconds') \
         WHERE submission_id = '{NUMBER}'"
    );
    run(&orvale, &sql).await;
    assert_eq!(outside.event("ticket_updated").await["number"], NUMBER);
    assert_eq!(watching.event("ticket_updated").await["number"], NUMBER);
    let joined = outside.event("channel_joined").await;
    assert_eq!(joined["channelId"], room);
}
