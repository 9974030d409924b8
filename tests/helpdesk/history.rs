//! What happened to a ticket, as each person may know it.

use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::{
    attached::{adopted, log_in},
    support::Rest,
};

const NUMBER: &str = "HD-250822-104";

async fn change(rest: &Rest, mut body: Value) {
    let path = format!("/api/chat/tickets/{NUMBER}");
    let card = rest.get(&path).await.ok();
    body["expectedUpdatedAt"] = card["updatedAt"].clone();
    let request = rest.request(Method::PATCH, &path).json(&body);
    rest.send(request).await.ok();
}

#[tokio::test]
async fn the_history_keeps_what_is_internal() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, doe) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999003").await,
    );
    let path = format!("/api/chat/tickets/{NUMBER}/history");
    change(&jane, json!({"status": "escalated", "reason": "secret"})).await;
    let comments = format!("/api/chat/tickets/{NUMBER}/comments");
    let public = json!({"text": "On it", "internal": false});
    jane.post(&comments, public).await.ok();
    let seen = jane.get(&path).await.ok();
    let kinds: Vec<_> = seen["items"].as_array().unwrap().iter().collect();
    let kinds: Vec<_> = kinds
        .iter()
        .map(|one| one["action"].as_str().or(one["text"].as_str()).unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "created",
            "Ensure only one handler is responsible for comment submission.",
            "escalated",
            "On it"
        ]
    );
    assert_eq!(seen["items"][2]["reason"], "secret");
    assert_eq!(doe.get(&path).await.problem(404), "not_found");
    // The same ticket, as the person who has the problem sees it.
    let database = daemon.open_database().await;
    let theirs = "UPDATE user_tickets SET employee_number = 'e999003' \
                  WHERE submission_id = 'HD-250822-104'";
    database.writer().execute_unprepared(theirs).await.unwrap();
    let seen = doe.get(&path).await.ok();
    assert!(!seen.to_string().contains("secret"), "{seen}");
    let texts = seen["items"].as_array().unwrap().iter();
    let texts: Vec<_> = texts.filter_map(|one| one["text"].as_str()).collect();
    assert_eq!(texts, ["On it"]);
    // So are notes of the team, and what Orvale's history says of things that only the team does.
    for internal in [
        "UPDATE user_tickets SET internal_notes = 'kept within', updated_at = datetime('now', '+9 seconds') \
         WHERE submission_id = 'HD-250822-104'",
        "INSERT INTO ticket_history (ticket_id, action_type, performed_by, to_value, reason, details) \
         SELECT id, 'internal_note_added', 'e999001', 'kept within', 'kept within', 'kept within' \
         FROM user_tickets WHERE submission_id = 'HD-250822-104'",
    ] {
        database
            .writer()
            .execute_unprepared(internal)
            .await
            .unwrap();
    }
    let card = format!("/api/chat/tickets/{NUMBER}");
    assert_eq!(jane.get(&card).await.ok()["internalNotes"], "kept within");
    let seen = jane.get(&path).await.ok();
    let notes = seen["items"].as_array().unwrap().iter();
    let mut notes = notes.filter(|one| one["action"] == "internal_note_added");
    assert_eq!(notes.next().unwrap()["to"], "kept within");
    let room = jane.post(&format!("{card}/room"), json!({})).await.body["id"].clone();
    let room = format!("/api/chat/channels/{room}");
    for path in [
        card,
        path.clone(),
        format!("{room}/messages"),
        "/api/chat/tickets".to_owned(),
        "/api/chat/tickets?q=kept".to_owned(),
        "/api/chat/search?q=kept".to_owned(),
        "/api/chat/notifications".to_owned(),
    ] {
        let seen = doe.get(&path).await;
        assert_eq!(seen.status, 200, "{path}: {}", seen.text);
        assert!(!seen.text.contains("kept within"), "{path}: {}", seen.text);
        assert!(
            !seen.text.contains("internal_note"),
            "{path}: {}",
            seen.text
        );
    }
    // Unclear is internal.
    let unclear = "UPDATE ticket_comments SET is_internal = NULL";
    database.writer().execute_unprepared(unclear).await.unwrap();
    let seen = doe.get(&path).await.ok();
    assert!(!seen.to_string().contains("On it"), "{seen}");
    let seen = jane.get(&path).await.ok();
    assert!(seen.to_string().contains("On it"), "{seen}");
}

/// What the history says was written with each change of this kind, the oldest first.
async fn written(rest: &Rest, action: &str) -> Vec<Value> {
    let path = format!("/api/chat/tickets/{NUMBER}/history");
    let seen = rest.get(&path).await.ok();
    let entries = seen["items"].as_array().unwrap().iter();
    let of_kind = entries.filter(|one| one["action"] == action);
    let field = if action == "completed" {
        "notes"
    } else {
        "reason"
    };
    of_kind.map(|one| one[field].clone()).collect()
}

#[tokio::test]
async fn what_is_written_with_a_status_is_never_lost() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    let path = format!("/api/chat/tickets/{NUMBER}");
    // Orvale's page keeps the notes of a completion only in the ticket.
    let database = daemon.open_database().await;
    for theirs in [
        "UPDATE user_tickets SET status = 'completed', completion_notes = 'by Orvale' \
         WHERE submission_id = 'HD-250822-104'",
        "INSERT INTO ticket_history (ticket_id, action_type, performed_by, to_value) \
         SELECT id, 'completed', 'e603876', 'completed' \
         FROM user_tickets WHERE submission_id = 'HD-250822-104'",
    ] {
        database.writer().execute_unprepared(theirs).await.unwrap();
    }
    assert_eq!(written(&jane, "completed").await, ["by Orvale"]);
    let complete = |notes: Value| json!({"status": "completed", "notes": notes});
    change(&jane, json!({"status": "open"})).await;
    change(&jane, complete(json!("new cable"))).await;
    // Two people complete it at once: the later one adds to what is there.
    change(&admin, complete(json!("and a new plug"))).await;
    let both = "new cable\n\nand a new plug";
    let card = jane.get(&path).await.ok();
    assert_eq!(card["completionNotes"], both);
    // Without notes nothing is added, and the same notes are not added twice.
    change(&admin, complete(Value::Null)).await;
    change(&admin, complete(json!("and a new plug"))).await;
    let same = jane.get(&path).await.ok();
    assert_eq!(same["updatedAt"], card["updatedAt"]);
    assert_eq!(same["completedAt"], card["completedAt"]);
    let said = ["by Orvale", "new cable", "and a new plug"];
    assert_eq!(written(&jane, "completed").await, said);
    // Each completion keeps what was written with it.
    change(&jane, json!({"status": "open"})).await;
    change(&jane, complete(Value::Null)).await;
    let said = [said[0].into(), said[1].into(), said[2].into(), Value::Null];
    assert_eq!(written(&jane, "completed").await, said);
    change(&jane, json!({"status": "open"})).await;
    change(&jane, complete(json!("all new"))).await;
    assert_eq!(jane.get(&path).await.ok()["completionNotes"], "all new");
    assert_eq!(written(&jane, "completed").await[4], "all new");
    assert_eq!(written(&jane, "completed").await[..4], said);

    change(&jane, json!({"status": "open"})).await;
    // So it is with the reasons of an escalation.
    let escalate = |reason: &str| json!({"status": "escalated", "reason": reason});
    change(&jane, escalate("no parts")).await;
    change(&admin, escalate("and no people")).await;
    let card = jane.get(&path).await.ok();
    assert_eq!(card["escalationReason"], "no parts\n\nand no people");
    let said = ["no parts", "and no people"];
    assert_eq!(written(&jane, "escalated").await, said);
}

#[tokio::test]
async fn notes_that_are_added_are_no_second_completion() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    let room = format!("/api/chat/tickets/{NUMBER}/room");
    let room = jane.post(&room, json!({})).await.body["id"].clone();
    change(&jane, json!({"status": "completed", "notes": "a"})).await;
    change(&admin, json!({"status": "completed", "notes": "b"})).await;
    let path = format!("/api/chat/channels/{room}/messages");
    let lines = async || {
        let seen = jane.get(&path).await.ok();
        let lines = seen["items"].as_array().unwrap().iter();
        let lines = lines.filter(|one| one["system"]["event"] == "ticket_status");
        lines.map(|one| one["userId"].clone()).collect::<Vec<_>>()
    };
    let mut seen = lines().await;
    for _ in 0..100 {
        if !seen.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        seen = lines().await;
    }
    assert_eq!(seen, ["e999001"], "who completed it, not who wrote more");
}
