//! Who did something with a ticket, when Orvale writes the ticket and its history in transactions of their own.

use std::time::Duration;

use entity::Database;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::rooms::{NUMBER, open};
use crate::{
    attached::{adopted, log_in},
    support::{Rest, within},
};

/// How long after the first statement Orvale writes the second one.
const LATER: Duration = Duration::from_millis(100);

async fn run(orvale: &Database, sql: &str) {
    orvale.writer().execute_unprepared(sql).await.unwrap();
}

/// Who changed the status to `status`, as the room says it.
async fn author(rest: &Rest, room: i64, status: &str) -> Value {
    let path = format!("/api/chat/channels/{room}/messages");
    within(&format!("told of {status}"), async {
        loop {
            let found = rest.get(&path).await.ok();
            let mut items = found["items"].as_array().unwrap().iter();
            let told = items.find(|item| item["system"]["to"] == status);
            if let Some(told) = told {
                return told["userId"].clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
}

fn change(status: &str) -> String {
    format!(
        "UPDATE user_tickets SET status = '{status}', updated_at = datetime('now') \
         WHERE submission_id = '{NUMBER}'"
    )
}

fn history(status: &str) -> String {
    format!(
        "INSERT INTO ticket_history (ticket_id, action_type, performed_by, to_value) \
         SELECT id, 'status_changed', 'e603876', '{status}' FROM user_tickets \
         WHERE submission_id = '{NUMBER}'"
    )
}

#[tokio::test]
async fn whoever_changed_a_ticket_is_named_in_whatever_order_orvale_writes_it() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    let orvale = daemon.open_database().await;
    // At whatever time it is looked: some of these are seen in the middle.
    for n in 0..12_u64 {
        let status = format!("step {n}");
        let both = [change(&status), history(&status)];
        let [first, second] = match n % 2 {
            0 => both,
            _ => [both[1].clone(), both[0].clone()],
        };
        tokio::time::sleep(Duration::from_millis(n * 83 % 500)).await;
        run(&orvale, &first).await;
        tokio::time::sleep(LATER).await;
        run(&orvale, &second).await;
        assert_eq!(author(&jane, room, &status).await, "e603876", "{status}");
    }
    // Of a change of which nothing says who did it, Orvale is the author.
    run(&orvale, &change("on hold")).await;
    assert_eq!(author(&jane, room, "on hold").await, "Orvale");
    // The assignee was notified of each by the one who did it.
    let told = jane.get("/api/chat/notifications?limit=100").await.ok();
    let from: Vec<_> = told["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["kind"] == "ticket_status")
        .map(|one| &one["from"])
        .collect();
    assert!(
        from.iter()
            .all(|from| **from == json!("e603876") || **from == json!("Orvale"))
    );
}
