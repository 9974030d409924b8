//! Two people of the helpdesk handle a ticket from a customer's message to its completion without leaving the chat, in
//! both of Orvale's versions; then Orvale's rows are as its own pages would have written them.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};

use super::work::rows;
use crate::{
    attached::{adopted, copy_of, log_in},
    support::{Daemon, Rest, Socket, within},
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

/// What someone was notified of about tickets, oldest first: kind, and who did it.
async fn notified(rest: &Rest) -> Vec<(String, String)> {
    let found = rest.get("/api/chat/notifications").await.ok();
    let text = |item: &Value, name: &str| item[name].as_str().unwrap_or_default().to_owned();
    let items = found["items"].as_array().unwrap().iter().rev();
    items
        .filter(|item| item["ticket"].is_string())
        .map(|item| (text(item, "kind"), text(item, "from")))
        .collect()
}

/// Uploads a text and returns its id.
async fn upload(who: &Rest, name: &str, text: &str) -> String {
    let request = who
        .request(Method::POST, &format!("/api/chat/files?name={name}"))
        .header("Content-Type", "text/plain")
        .body(text.to_owned());
    let file = who.send(request).await.ok();
    file["id"].as_str().unwrap().to_owned()
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
    let file = json!(upload(&customer, "printer.log", "E42: drum").await);
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
    // One change at a time: what happens within one look of the server is told as one.
    within("the notification of the new ticket", async {
        while notified(&customer).await.is_empty() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    change(&jane, &number, json!({"assignee": orvale.john})).await;
    let assigned = johns
        .frame("the assignment", |frame| {
            frame[1] == "notification" && frame[2]["kind"] == "ticket_assigned"
        })
        .await;
    assert_eq!(
        (&assigned[2]["ticket"], &assigned[2]["from"]),
        (&json!(number), &json!(orvale.jane))
    );
    assert_eq!(told(&jane, room, 1).await, ["ticket_assignee"]);
    for who in [&jane, &john, &customer] {
        let path = format!("/api/chat/tickets/{number}");
        assert_eq!(who.get(&path).await.ok()["files"][0]["id"], file);
    }

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
        let order = upload(&john, "order.txt", "one drum").await;
        let public =
            json!({"text": "A new drum comes tomorrow", "internal": false, "fileIds": [order]});
        john.post(&comments, public).await.ok();
        let path = format!("/api/chat/files/{order}");
        assert_eq!(customer.get(&path).await.text, "one drum");
    } else {
        assert_eq!(comment.problem(403), "forbidden");
    }
    let lines = if orvale.has_comments { 3 } else { 2 };
    told(&customer, room, lines).await;

    // It turns out to be urgent, and needs somebody else; why is internal.
    change(&jane, &number, json!({"priority": "urgent"})).await;
    told(&customer, room, lines + 1).await;
    let reason = json!({"status": "escalated", "reason": SECRET});
    change(&jane, &number, reason).await;
    let lines = lines + 2;
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

    all_notified(&orvale, &customer, &john).await;

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

/// Both were notified of what others did, and of nothing that they did.
async fn all_notified(orvale: &Orvale, customer: &Rest, john: &Rest) {
    let (first, second) = (orvale.jane, orvale.john);
    let mut expected = vec![
        ("ticket_created", first),
        ("ticket_assignee", first),
        ("ticket_status", second),
        ("ticket_comment", second),
        ("ticket_priority", first),
        ("ticket_status", first),
        ("ticket_status", second),
        ("ticket_status", first),
    ];
    expected.retain(|(kind, _)| orvale.has_comments || *kind != "ticket_comment");
    let owned = |(kind, by): &(&str, &str)| ((*kind).to_owned(), (*by).to_owned());
    let expected: Vec<_> = expected.iter().map(owned).collect();
    assert_eq!(notified(customer).await, expected);
    let expected = [
        ("ticket_assigned", first),
        ("ticket_priority", first),
        ("ticket_status", first),
        ("ticket_status", first),
    ];
    assert_eq!(notified(john).await, expected.each_ref().map(owned));
}

/// Orvale's rows are what its own pages would have written.
async fn written(orvale: &Orvale, number: &str) {
    ticket_written(orvale, number).await;
    history_written(orvale, number).await;
    number_taken(orvale, number).await;
    if orvale.has_comments {
        comments_written(orvale, number).await;
    }
}

async fn ticket_written(orvale: &Orvale, number: &str) {
    let database = orvale.daemon.open_database().await;
    let (jane, john, customer) = (orvale.jane, orvale.john, orvale.customer);
    let row = format!(
        "SELECT status || '|' || priority || '|' || assigned_team || '|' || assigned_to || '|' || \
         employee_number || '|' || issue_title || '|' || issue_description || '|' || \
         completion_notes || '|' || escalation_reason || '|' || (completed_at IS NULL) || '|' || \
         (completed_by IS NULL) || '|' || length(updated_at) || '|' || length(submitted_at) || \
         '|' || length(escalated_at) FROM user_tickets WHERE submission_id = '{number}'"
    );
    // An older Orvale has no staff page, whose times have milliseconds.
    let submitted = if orvale.has_comments { 24 } else { 19 };
    assert_eq!(
        rows(&database, &row).await,
        [format!(
            "open|urgent|HELPDESK|{john}|{customer}|The printer burns|> It burns.|\
             Replaced the drum|{SECRET}|1|1|19|{submitted}|24"
        )]
    );
    let filed = match orvale.has_comments {
        true => "ticket_source || '|' || created_by_staff || '|' || request_creator_display_name",
        false => "submitted_by_employee_number || '|' || on_behalf || '|' || submitted_by",
    };
    let filed = format!("SELECT {filed} FROM user_tickets WHERE submission_id = '{number}'");
    let expected = match orvale.has_comments {
        true => format!("chat_sourced|{jane}|Jane Smith"),
        false => format!("{jane}|1|Jane Smith"),
    };
    assert_eq!(rows(&database, &filed).await, [expected]);
}

async fn history_written(orvale: &Orvale, number: &str) {
    let database = orvale.daemon.open_database().await;
    let (jane, john) = (orvale.jane, orvale.john);
    let history = format!(
        "SELECT action_type || '|' || performed_by || '|' || COALESCE(from_value, '') || '|' || \
         COALESCE(to_value, '') || '|' || COALESCE(from_team, '') || '|' || \
         COALESCE(to_team, '') || '|' || COALESCE(reason, '') || '|' || \
         CASE WHEN action_type = 'comment_added' THEN '' ELSE COALESCE(details, '') END || '|' || \
         length(performed_at) FROM ticket_history \
         WHERE ticket_id = (SELECT id FROM user_tickets WHERE submission_id = '{number}') ORDER BY id"
    );
    // As the staff page writes it; an older Orvale has only the portal's form.
    let created = match orvale.has_comments {
        true => format!(
            "created|{jane}||{{\"status\":\"pending\",\"priority\":\"high\",\"category\":\"\",\
             \"assigned_team\":\"HELPDESK\",\"assigned_to\":\"\"}}||||{{\"created_by_staff\":\"{jane}\",\
             \"ticket_source\":\"chat_sourced\",\"original_user\":\"{}\",\
             \"internal_notes\":\"\"}}|19",
            orvale.customer
        ),
        false => format!(
            "created|{jane}||pending||HELPDESK||{{\"initial_status\":\"pending\",\
             \"submission_id\":\"{number}\"}}|19"
        ),
    };
    let commented = format!("comment_added|{john}|||||||19");
    let mut expected = vec![
        created,
        format!(
            "assigned|{jane}|unassigned|{john}|HELPDESK|HELPDESK|Reassigned from unassigned to \
             {john}|{{\"team_changed\":false,\"cross_team_assignment\":false}}|19"
        ),
        format!("status_changed|{john}|pending|in_progress|||||19"),
    ];
    if orvale.has_comments {
        expected.extend([commented.clone(), commented]);
    }
    expected.extend([
        format!("priority_changed|{jane}|high|urgent|||||19"),
        format!("escalated|{jane}|in_progress|escalated|||{SECRET}||19"),
        format!("completed|{john}|escalated|completed||||{{\"notes\":\"Replaced the drum\"}}|19"),
        format!("status_changed|{jane}|completed|open|||||19"),
    ]);
    assert_eq!(rows(&database, &history).await, expected);
}

/// The number is the team's last one of the day.
async fn number_taken(orvale: &Orvale, number: &str) {
    let database = orvale.daemon.open_database().await;
    let mut parts = number.split('-');
    let [prefix, date, sequence] = [(); 3].map(|()| parts.next().unwrap());
    let taken = format!(
        "SELECT prefix || '|' || last_sequence FROM ticket_sequences \
         WHERE team_id = 'HELPDESK' AND date = '{date}'"
    );
    let sequence: u32 = sequence.parse().unwrap();
    assert_eq!(
        rows(&database, &taken).await,
        [format!("{prefix}|{sequence}")]
    );
}

async fn comments_written(orvale: &Orvale, number: &str) {
    let database = orvale.daemon.open_database().await;
    let (jane, john) = (orvale.jane, orvale.john);
    let of = format!("ticket_id = (SELECT id FROM user_tickets WHERE submission_id = '{number}')");
    let comments = format!(
        "SELECT commented_by || '|' || commented_by_name || '|' || is_internal || '|' || \
         comment_text || '|' || length(created_at) || '|' || length(updated_at) \
         FROM ticket_comments WHERE {of} ORDER BY id"
    );
    assert_eq!(
        rows(&database, &comments).await,
        [
            format!("{john}|John Smith|1|{SECRET}|19|19"),
            format!("{john}|John Smith|0|A new drum comes tomorrow|19|19"),
        ]
    );
    let named = format!(
        "SELECT CAST((SELECT COUNT(*) FROM ticket_comments c WHERE c.{of} AND h.details = \
         '{{\"comment_id\":' || c.id || ',\"is_internal\":' || \
         CASE c.is_internal WHEN 1 THEN 'true' ELSE 'false' END || '}}') AS TEXT) \
         FROM ticket_history h WHERE h.action_type = 'comment_added' AND h.{of}"
    );
    assert_eq!(rows(&database, &named).await, ["1", "1"]);
    let files = format!(
        "SELECT original_filename || '|' || file_size || '|' || mime_type || '|' || uploaded_by \
         || '|' || length(uploaded_at) FROM ticket_attachments WHERE {of} ORDER BY id"
    );
    assert_eq!(
        rows(&database, &files).await,
        [
            format!("printer.log|9|text/plain|{jane}|19"),
            format!("order.txt|8|text/plain|{john}|19"),
        ]
    );
    let paths = format!("SELECT file_path FROM ticket_attachments WHERE {of} ORDER BY id");
    let paths = rows(&database, &paths).await;
    let texts = paths
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    assert_eq!(texts.collect::<Vec<_>>(), ["E42: drum", "one drum"]);
}
