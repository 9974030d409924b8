//! Tickets that are made from messages: what Orvale finds in its tables, and that there is one of each.

use reqwest::Method;
use serde_json::{Value, json};

use super::work::rows;
use crate::{
    attached::{adopted, copy_of, log_in},
    support::{Answer, Daemon, Rest},
};

/// A channel of these two, with a message of the second.
async fn asked(one: &Rest, other: &Rest, user: &str, text: &str) -> (i64, i64) {
    let channel = json!({"name": "help wanted", "type": "private"});
    let channel = one.post("/api/chat/channels", channel).await.ok();
    let id = channel["id"].as_i64().unwrap();
    let members = format!("/api/chat/channels/{id}/members");
    one.post(&members, json!({"userId": user})).await.ok();
    let path = format!("/api/chat/channels/{id}/messages");
    let message = other.post(&path, json!({"message": text})).await.ok();
    (id, message["id"].as_i64().unwrap())
}

async fn create(rest: &Rest, message: i64, body: &Value) -> Answer {
    let path = format!("/api/chat/messages/{message}/ticket");
    rest.post(&path, body.clone()).await
}

fn form() -> Value {
    json!({
        "title": " The printer is on fire ",
        "description": "> It burns.\n\nhttps://chat.example/1",
        "team": "HELPDESK",
        "priority": "high",
        "category": "technicalSupport",
    })
}

async fn written(daemon: &Daemon, number: &str, columns: &[&str]) -> String {
    let database = daemon.open_database().await;
    let columns = columns.iter().map(|name| format!("COALESCE({name}, '-')"));
    let columns: Vec<_> = columns.collect();
    let sql = format!(
        "SELECT {} FROM user_tickets WHERE submission_id = '{number}'",
        columns.join(" || '|' || ")
    );
    rows(&database, &sql).await.concat()
}

#[tokio::test]
async fn a_message_becomes_a_ticket_as_orvales_staff_page_writes_it() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, john) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999002").await,
    );
    let (channel, message) = asked(&jane, &john, "e999002", "It burns.").await;
    let made = create(&jane, message, &form()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let card = &made.body;
    let number = card["number"].as_str().unwrap();
    assert!(
        number.starts_with("HD-") && number.ends_with("-001"),
        "{number}"
    );
    assert_eq!(
        (
            &card["title"],
            &card["status"],
            &card["priority"],
            &card["requester"]
        ),
        (
            &json!("The printer is on fire"),
            &json!("pending"),
            &json!("high"),
            &json!("e999002")
        )
    );
    assert!(card["may"].as_array().unwrap().contains(&json!("take")));
    let columns = [
        "user_name",
        "employee_number",
        "request_creator_display_name",
        "created_by_staff",
        "ticket_source",
        "status",
        "assigned_team",
        "assigned_to",
        "category",
        "length(submitted_at)",
        "length(updated_at)",
    ];
    assert_eq!(
        written(&daemon, number, &columns).await,
        "John Smith|e999002|Jane Smith|e999001|chat_sourced|pending|HELPDESK|-|technicalSupport|24|19"
    );
    let database = daemon.open_database().await;
    let sql = "SELECT action_type || '|' || performed_by || '|' || performed_by_display || '|' || \
               to_value || '|' || details FROM ticket_history ORDER BY id DESC LIMIT 1";
    assert_eq!(
        rows(&database, sql).await,
        [
            "created|e999001|Jane Smith|{\"status\":\"pending\",\"priority\":\"high\",\
             \"category\":\"technicalSupport\",\"assigned_team\":\"HELPDESK\",\"assigned_to\":\"\"}|\
             {\"created_by_staff\":\"e999001\",\"ticket_source\":\"chat_sourced\",\
             \"original_user\":\"e999002\",\"internal_notes\":\"\"}"
        ]
    );
    // The message shows it, and has no other.
    let path = format!("/api/chat/channels/{channel}/messages");
    let shown = john.get(&path).await.ok();
    let shown = shown["items"].as_array().unwrap();
    let shown = shown.iter().find(|one| one["id"] == message).unwrap();
    assert_eq!(shown["ticketReference"], number);
    let second = create(&john, message, &form()).await;
    assert_eq!(second.body["ticket"]["number"], number);
    assert_eq!(second.problem(409), "conflict");
    let sql =
        "SELECT CAST(COUNT(*) AS TEXT) FROM user_tickets WHERE ticket_source = 'chat_sourced'";
    assert_eq!(rows(&database, sql).await, ["1"]);
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_takes_no_number() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, john, doe) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999002").await,
        log_in(&daemon, "e999003").await,
    );
    let (channel, message) = asked(&jane, &john, "e999002", "It burns.").await;
    for (field, value) in [
        ("title", json!(" ")),
        ("title", json!("x".repeat(201))),
        ("title", json!(null)),
        ("description", json!("")),
        ("team", json!("NOWHERE")),
        ("category", json!("none")),
        ("priority", json!("2")),
        ("requester", json!("nobody")),
        ("fileIds", json!(["x", "x"])),
    ] {
        let mut body = form();
        body[field] = value;
        let refused = create(&jane, message, &body).await;
        assert!(
            [400, 413].contains(&refused.status.as_u16()),
            "{field}: {}",
            refused.text
        );
    }
    let mut body = form();
    body["fileIds"] = json!(["00000000000000000000000000000000"]);
    assert_eq!(
        create(&jane, message, &body).await.problem(404),
        "not_found"
    );
    // Whoever may not see the message learns nothing of it.
    let hidden = create(&doe, message, &form()).await;
    let absent = create(&doe, 999_999, &form()).await;
    assert_eq!(hidden.text, absent.text);
    assert_eq!(hidden.problem(404), "not_found");
    // Nor does it help to take one along that one may not see, or that is elsewhere or gone.
    let admin = log_in(&daemon, "e603876").await;
    let (_, hidden) = asked(&admin, &doe, "e999003", "Between us.").await;
    let absent = {
        let mut body = form();
        body["messageIds"] = json!([999_999]);
        create(&jane, message, &body).await
    };
    let path = format!("/api/chat/channels/{channel}/messages");
    let deleted = john.post(&path, json!({"message": "Too much."})).await;
    let deleted = deleted.ok()["id"].as_i64().unwrap();
    john.delete(&format!("/api/chat/messages/{deleted}"))
        .await
        .ok();
    let (_, own) = asked(&jane, &doe, "e999003", "Something else.").await;
    for one in [hidden, own] {
        let mut body = form();
        body["messageIds"] = json!([one]);
        let refused = create(&jane, message, &body).await;
        assert_eq!(refused.text, absent.text, "{one}");
    }
    let mut body = form();
    body["messageIds"] = json!([deleted]);
    let refused = create(&jane, message, &body).await;
    assert_eq!(refused.body["detail"], "this message was deleted");
    assert_eq!(refused.problem(404), "not_found");
    assert_eq!(absent.problem(404), "not_found");
    let mut body = form();
    body["messageIds"] = json!((1..=50).collect::<Vec<_>>());
    assert_eq!(create(&jane, message, &body).await.problem(400), "invalid");
    let made = create(&jane, message, &form()).await.ok();
    assert!(made["number"].as_str().unwrap().ends_with("-001"));
}

#[tokio::test]
async fn an_older_orvale_has_fewer_columns() {
    let mut daemon = copy_of("orvale.db.gz").await;
    daemon.start().await;
    let (jane, john) = (
        log_in(&daemon, "jane.smith").await,
        log_in(&daemon, "john.smith").await,
    );
    let (_, message) = asked(&jane, &john, "john.smith", "It burns.").await;
    let card = create(&jane, message, &form()).await.ok();
    let number = card["number"].as_str().unwrap();
    assert!(
        number.starts_with("HE-"),
        "as Orvale's sequences have it: {number}"
    );
    let columns = [
        "user_name",
        "employee_number",
        "submitted_by",
        "submitted_by_employee_number",
        "on_behalf",
        "status",
    ];
    assert_eq!(
        written(&daemon, number, &columns).await,
        "John Smith|john.smith|Jane Smith|jane.smith|1|pending"
    );
    let database = daemon.open_database().await;
    let sql = "SELECT to_value || '|' || to_team || '|' || details FROM ticket_history \
               ORDER BY id DESC LIMIT 1";
    let details = format!("{{\"initial_status\":\"pending\",\"submission_id\":\"{number}\"}}");
    assert_eq!(
        rows(&database, sql).await,
        [format!("pending|HELPDESK|{details}")]
    );
}

#[tokio::test]
async fn files_stay_with_the_ticket() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, john, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999002").await,
        log_in(&daemon, "e603876").await,
    );
    let (channel, first) = asked(&jane, &john, "e999002", "It burns.").await;
    let log = upload(&john, "smoke.log").await;
    let path = format!("/api/chat/channels/{channel}/messages");
    let second = json!({"message": "See here", "fileIds": [log]});
    let second = john.post(&path, second).await.ok()["id"].as_i64().unwrap();
    let own = upload(&jane, "form.txt").await;
    let mut body = form();
    body["messageIds"] = json!([second]);
    body["fileIds"] = json!([log, own]);
    let card = create(&jane, first, &body).await.ok();
    let number = card["number"].as_str().unwrap();

    let database = daemon.open_database().await;
    let sql = "SELECT original_filename || '|' || file_size || '|' || mime_type || '|' || uploaded_by \
               FROM ticket_attachments ORDER BY id DESC LIMIT 2";
    assert_eq!(
        rows(&database, sql).await,
        [
            "form.txt|5|text/plain|e999001",
            "smoke.log|5|text/plain|e999001"
        ]
    );
    let sql = "SELECT file_path FROM ticket_attachments ORDER BY id DESC LIMIT 2";
    for path in rows(&database, sql).await {
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "words", "{path}");
    }
    // Both messages show the ticket; the files outlive them, for those who see the ticket.
    assert_eq!(
        create(&jane, second, &form()).await.problem(409),
        "conflict"
    );
    for message in [first, second] {
        let path = format!("/api/chat/messages/{message}");
        john.send(john.request(Method::DELETE, &path)).await.ok();
    }
    for file in [&log, &own] {
        let path = format!("/api/chat/files/{file}");
        assert_eq!(admin.get(&path).await.status, 200, "sees the ticket");
    }
    // A comment's files are for those who read the comment.
    let hidden = upload(&jane, "internal.txt").await;
    let comment = json!({"text": "", "internal": true, "fileIds": [hidden]});
    let path = format!("/api/chat/tickets/{number}/comments");
    let comment = jane.post(&path, comment).await.ok();
    assert_eq!(comment["files"][0]["name"], "internal.txt");
    let path = format!("/api/chat/files/{hidden}");
    assert_eq!(admin.get(&path).await.status, 200);
    assert_eq!(
        john.get(&path).await.problem(404),
        "not_found",
        "it is his problem"
    );
    let own = format!("/api/chat/files/{own}");
    assert_eq!(john.get(&own).await.status, 200);
    let sql = "SELECT CAST(COUNT(*) AS TEXT) FROM ticket_attachments WHERE \
               original_filename = 'internal.txt'";
    assert_eq!(rows(&database, sql).await, ["0"]);
}

async fn upload(rest: &Rest, name: &str) -> String {
    let request = rest
        .request(Method::POST, &format!("/api/chat/files?name={name}"))
        .header("Content-Type", "text/plain")
        .body("words");
    let file = rest.send(request).await.ok();
    file["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_newcomer_makes_no_ticket_of_what_was_said_before() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    let channel = json!({"name": "since", "type": "private", "history": "since_joining"});
    let channel = admin.post("/api/chat/channels", channel).await.ok();
    let path = format!("/api/chat/channels/{}/messages", channel["id"]);
    let said = async |text: &str| {
        let message = admin.post(&path, json!({"message": text})).await;
        message.ok()["id"].as_i64().unwrap()
    };
    let early = said("Before she came.").await;
    let members = format!("/api/chat/channels/{}/members", channel["id"]);
    admin
        .post(&members, json!({"userId": "e999001"}))
        .await
        .ok();
    let late = said("It burns.").await;
    let absent = create(&jane, 999_999, &form()).await;
    let hidden = create(&jane, early, &form()).await;
    assert_eq!(hidden.text, absent.text);
    assert_eq!(hidden.problem(404), "not_found");
    // Nor is it taken along, and what the ticket is made of says nothing of it.
    let along = |message: i64| {
        let mut body = form();
        body["messageIds"] = json!([message]);
        body
    };
    let absent = create(&jane, late, &along(999_999)).await;
    let hidden = create(&jane, late, &along(early)).await;
    assert_eq!(hidden.text, absent.text);
    assert_eq!(hidden.problem(404), "not_found");
    let made = create(&jane, late, &form()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    // Whoever was there before takes both.
    let second = said("Still burning.").await;
    let made = create(&admin, second, &along(early)).await;
    assert_eq!(made.status, 201, "{}", made.text);
}
