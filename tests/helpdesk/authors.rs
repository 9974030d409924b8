//! Who did something with a ticket, when Orvale writes the ticket and its history in transactions of their own.

use std::time::{Duration, Instant};

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
/// How long the second one is waited for at least.
const WAITED_FOR: Duration = Duration::from_millis(190);

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
    let orvale = daemon.open_database().await;
    let assign =
        format!("UPDATE user_tickets SET assigned_to = 'e999001' WHERE submission_id = '{NUMBER}'");
    run(&orvale, &assign).await;
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    // At whatever time it is looked: some of these are seen in the middle.
    let mut in_time = 0;
    let mut steps = 0_u64;
    while in_time < 12 {
        let n = steps;
        steps += 1;
        let status = format!("step {n}");
        let both = [change(&status), history(&status)];
        let [first, second] = match n % 2 {
            0 => both,
            _ => [both[1].clone(), both[0].clone()],
        };
        tokio::time::sleep(Duration::from_millis(n * 83 % 500)).await;
        let began = Instant::now();
        run(&orvale, &first).await;
        tokio::time::sleep(LATER).await;
        run(&orvale, &second).await;
        let is_in_time = began.elapsed() < WAITED_FOR;
        let author = author(&jane, room, &status).await;
        assert!(author == "e603876" || !is_in_time, "{status}: {author}");
        in_time += usize::from(is_in_time);
        assert!(
            steps < 60,
            "this machine is too slow to write a row in time"
        );
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
    let by = |who: &str| from.iter().filter(|from| ***from == json!(who)).count();
    assert_eq!(u64::try_from(from.len()).unwrap(), steps + 1, "{from:?}");
    assert!(by("e603876") >= in_time && by("Orvale") >= 1, "{from:?}");
    assert_eq!(by("e603876") + by("Orvale"), from.len(), "{from:?}");
}
