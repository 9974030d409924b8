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
