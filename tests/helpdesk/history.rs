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
    // Unclear is internal.
    let unclear = "UPDATE ticket_comments SET is_internal = NULL";
    database.writer().execute_unprepared(unclear).await.unwrap();
    let seen = doe.get(&path).await.ok();
    assert!(!seen.to_string().contains("On it"), "{seen}");
    let seen = jane.get(&path).await.ok();
    assert!(seen.to_string().contains("On it"), "{seen}");
}
