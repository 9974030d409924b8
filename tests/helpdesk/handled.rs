//! Two people of the helpdesk handle a ticket from a customer's message to its completion without leaving the chat, in
//! both of Orvale's versions; then Orvale's rows are as its own pages would have written them.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::work::rows;
use crate::{
    attached::{adopted, copy_of, log_in},
    support::{Daemon, Rest, Socket},
};

const SECRET: &str = "The drum is from the recalled batch";

/// The people of one of Orvale's versions.
struct Orvale {
    daemon: Daemon,
    jane: &'static str,
    john: &'static str,
    customer: &'static str,
    /// False in the older version.
    has_comments: bool,
}

#[tokio::test]
async fn in_an_orvale_that_had_chat() {
    handled(Orvale {
        daemon: adopted("orvale-with-node-chat.db.gz").await,
        jane: "e999001",
        john: "e999002",
        customer: "e999003",
        has_comments: true,
    })
    .await;
}

#[tokio::test]
async fn in_an_older_orvale() {
    handled(Orvale {
        daemon: copy_of("orvale.db.gz").await,
        jane: "jane.smith",
        john: "john.smith",
        customer: "test.user",
        has_comments: false,
    })
    .await;
}

async fn connect(daemon: &Daemon, name: &str) -> Socket {
    let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
    socket.authenticate(&daemon.token(name)).await;
    socket
}

async fn change(rest: &Rest, number: &str, mut body: Value) -> Value {
    let path = format!("/api/chat/tickets/{number}");
    body["expectedUpdatedAt"] = rest.get(&path).await.ok()["updatedAt"].clone();
    rest.send(rest.request(Method::PATCH, &path).json(&body))
        .await
        .ok()
}

/// The kinds of ticket lines of a room, once there are as many.
async fn told(rest: &Rest, room: i64, count: usize) -> Vec<String> {
    let path = format!("/api/chat/channels/{room}/messages");
    for _ in 0..200 {
        let found = rest.get(&path).await.ok();
        let items = found["items"].as_array().unwrap().iter();
        let lines = items.filter_map(|item| item["system"]["event"].as_str());
        let lines: Vec<String> = lines
            .filter(|event| event.starts_with("ticket"))
            .map(str::to_owned)
            .collect();
        if lines.len() == count {
            return lines;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the room was never told {count} lines")
}

/// Waits until the room is archived, or is not.
async fn until_active(rest: &Rest, room: i64, active: bool) {
    for _ in 0..200 {
        let channel = rest.get(&format!("/api/chat/channels/{room}")).await.ok();
        if channel["active"] == active {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the room was never active: {active}")
}

async fn handled(mut orvale: Orvale) {
    orvale.daemon.start().await;
    let daemon = &orvale.daemon;
    let (jane, john, customer) = (
        log_in(daemon, orvale.jane).await,
        log_in(daemon, orvale.john).await,
        log_in(daemon, orvale.customer).await,
    );
    let mut johns = connect(daemon, orvale.john).await;
    let mut theirs = connect(daemon, orvale.customer).await;

    // A customer asks, with a file.
    let direct = json!({"userIds": [orvale.jane]});
    let direct = customer.post("/api/chat/direct", direct).await.ok();
    let direct = direct["id"].as_i64().unwrap();
    let file = customer
        .request(Method::POST, "/api/chat/files?name=printer.log")
        .header("Content-Type", "text/plain")
        .body("E42: drum");
    let file = customer.send(file).await.ok()["id"].clone();
    let path = format!("/api/chat/channels/{direct}/messages");
    let asked = json!({"message": "It burns.", "fileIds": [file]});
    let asked = customer.post(&path, asked).await.ok();

    // Jane makes a ticket of it.
    let form = json!({
        "title": "The printer burns", "description": "> It burns.", "team": "HELPDESK",
        "priority": "high", "requester": orvale.customer, "fileIds": [file],
    });
    let path = format!("/api/chat/messages/{}/ticket", asked["id"]);
    let card = jane.post(&path, form).await.ok();
    let number = card["number"].as_str().unwrap().to_owned();
    assert_eq!(
        (&card["requester"], &card["status"]),
        (&json!(orvale.customer), &json!("pending"))
    );
    let updated = theirs.event("message_updated").await;
    assert_eq!(updated["message"]["ticketReference"], json!(number));

    // Its room has Jane and the customer; John comes with the assignment, and is notified.
    let path = format!("/api/chat/tickets/{number}/room");
    let opened = jane.post(&path, json!({})).await;
    assert_eq!(opened.status, 201);
    let room = opened.body["id"].as_i64().unwrap();
    assert_eq!(
        opened.body["name"],
        json!(format!("{number} The printer burns"))
    );
    let joined = theirs
        .frame("the room", |frame| {
            frame[1] == "channel_joined" && frame[2]["channel"]["ticket"] == json!(number)
        })
        .await;
    assert_eq!(joined[2]["channelId"], room);
    change(&jane, &number, json!({"assignee": orvale.john})).await;
    let notified = johns
        .frame("the assignment", |frame| {
            frame[1] == "notification" && frame[2]["kind"] == "ticket_assigned"
        })
        .await;
    assert_eq!(
        (&notified[2]["ticket"], &notified[2]["from"]),
        (&json!(number), &json!(orvale.jane))
    );
    assert_eq!(told(&jane, room, 1).await, ["ticket_assignee"]);

    // John works on it and talks to the customer there; what is internal stays so.
    change(&john, &number, json!({"status": "in_progress"})).await;
    told(&customer, room, 2).await;
    let path = format!("/api/chat/channels/{room}/messages");
    let said = json!({"message": "Please switch it off"});
    john.post(&path, said).await.ok();
    let comments = format!("/api/chat/tickets/{number}/comments");
    let comment = json!({"text": SECRET, "internal": true});
    let comment = john.post(&comments, comment).await;
    if orvale.has_comments {
        assert_eq!(comment.status, 201, "{}", comment.text);
        let path = format!("/api/chat/tickets/{number}/history");
        let seen = jane.get(&path).await.ok();
        assert!(seen.to_string().contains(SECRET));
        let public = json!({"text": "A new drum comes tomorrow", "internal": false});
        john.post(&comments, public).await.ok();
    } else {
        assert_eq!(comment.problem(403), "forbidden");
    }
    let lines = if orvale.has_comments { 3 } else { 2 };
    told(&customer, room, lines).await;

    // Completed with notes, the room sleeps; reopened, it wakes.
    let done = json!({"status": "completed", "notes": "Replaced the drum"});
    change(&john, &number, done).await;
    told(&customer, room, lines + 1).await;
    until_active(&customer, room, false).await;
    let thanks = json!({"message": "Thanks"});
    assert_eq!(
        customer.post(&path, thanks.clone()).await.problem(403),
        "forbidden"
    );
    change(&jane, &number, json!({"status": "open"})).await;
    told(&customer, room, lines + 2).await;
    until_active(&customer, room, true).await;
    customer.post(&path, thanks).await.ok();

    // The customer has the file, and nothing that is internal, by any way.
    let path = format!("/api/chat/files/{}", file.as_str().unwrap());
    assert_eq!(customer.get(&path).await.text, "E42: drum");
    for path in [
        format!("/api/chat/tickets/{number}"),
        format!("/api/chat/tickets/{number}/history"),
        format!("/api/chat/channels/{room}/messages"),
        "/api/chat/notifications".to_owned(),
        "/api/chat/search?q=drum".to_owned(),
        "/api/chat/tickets?q=recalled".to_owned(),
    ] {
        let seen = customer.get(&path).await;
        assert!(!seen.text.contains(SECRET), "{path}: {}", seen.text);
    }
    theirs
        .frame("the thanks", |frame| {
            frame[1] == "message_received" && frame[2]["message"]["text"] == "Thanks"
        })
        .await;
    let frames = theirs.drain();
    assert!(
        frames
            .iter()
            .all(|frame| !frame.to_string().contains(SECRET))
    );
    written(&orvale, &number).await;
}

/// Orvale's rows are what its own pages would have written.
async fn written(orvale: &Orvale, number: &str) {
    let database = orvale.daemon.open_database().await;
    let row = format!(
        "SELECT status || '|' || priority || '|' || assigned_team || '|' || assigned_to || '|' || \
         employee_number || '|' || issue_title || '|' || issue_description || '|' || \
         completion_notes || '|' || (completed_at IS NULL) || '|' || length(updated_at) \
         FROM user_tickets WHERE submission_id = '{number}'"
    );
    let (jane, john, customer) = (orvale.jane, orvale.john, orvale.customer);
    assert_eq!(
        rows(&database, &row).await,
        [format!(
            "open|high|HELPDESK|{john}|{customer}|The printer burns|> It burns.|\
             Replaced the drum|1|19"
        )]
    );
    let history = format!(
        "SELECT action_type || '|' || performed_by || '|' || COALESCE(to_value, '') \
         FROM ticket_history WHERE action_type <> 'created' AND action_type <> 'comment_added' \
         AND ticket_id = (SELECT id FROM user_tickets WHERE submission_id = '{number}') ORDER BY id"
    );
    assert_eq!(
        rows(&database, &history).await,
        [
            format!("assigned|{jane}|{john}"),
            format!("status_changed|{john}|in_progress"),
            format!("completed|{john}|completed"),
            format!("status_changed|{jane}|open"),
        ]
    );
    if orvale.has_comments {
        let comments = "SELECT commented_by || '|' || is_internal || '|' || comment_text \
                        FROM ticket_comments ORDER BY id DESC LIMIT 2";
        assert_eq!(
            rows(&database, comments).await,
            [
                format!("{john}|0|A new drum comes tomorrow"),
                format!("{john}|1|{SECRET}"),
            ]
        );
        let file = "SELECT original_filename || '|' || file_size || '|' || uploaded_by \
                    FROM ticket_attachments ORDER BY id DESC LIMIT 1";
        assert_eq!(
            rows(&database, file).await,
            [format!("printer.log|9|{jane}")]
        );
    }
    let created = format!(
        "SELECT performed_by FROM ticket_history WHERE action_type = 'created' AND ticket_id = \
         (SELECT id FROM user_tickets WHERE submission_id = '{number}')"
    );
    assert_eq!(rows(&database, &created).await, [jane]);
}
