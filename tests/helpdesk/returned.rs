//! Tickets that Orvale deletes and restores: nobody is told again what they were told.

use std::time::Duration;

use serde_json::{Value, json};

use super::{
    teams::{channel, lines, run},
    work::rows,
};
use crate::{
    attached::{adopted, log_in},
    support::{Rest, within},
};

/// Orvale's tables of tickets, as a restore of them empties and fills them.
const TABLES: [&str; 3] = ["user_tickets", "ticket_history", "ticket_comments"];

const NEW: [&str; 3] = [
    "INSERT INTO user_tickets (submission_id, user_name, employee_number, issue_title, \
     issue_description, assigned_team, assigned_to) VALUES \
     ('RE-1', 'Doe', 'e999003', 'Printer', 'words', 'HELPDESK', 'e999001')",
    "INSERT INTO ticket_history (ticket_id, action_type, performed_by) \
     SELECT id, 'created', 'e603876' FROM user_tickets WHERE submission_id = 'RE-1'",
    "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal) \
     SELECT id, 'words', 'e603876', 0 FROM user_tickets WHERE submission_id = 'RE-1'",
];

/// What someone was notified of about tickets, the latest first.
async fn notified(rest: &Rest) -> Vec<Value> {
    let found = rest.get("/api/chat/notifications?limit=100").await.ok();
    let items = found["items"].as_array().unwrap().iter();
    let about = items.filter(|item| item["ticket"].is_string());
    about
        .map(|item| json!([item["kind"], item["ticket"]]))
        .collect()
}

#[tokio::test]
async fn what_was_known_before_a_restore_is_not_told_again() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    let id = channel(&admin).await;
    let orvale = daemon.open_database().await;
    run(&orvale, &NEW[..2].join("; ")).await;
    lines(&admin, id, 1).await;
    run(&orvale, NEW[2]).await;
    let told = lines(&admin, id, 2).await;
    let events: Vec<&Value> = told.iter().map(|line| &line["system"]["event"]).collect();
    assert_eq!(events, ["ticket_created", "ticket_comment"]);
    let before = [
        json!(["ticket_comment", "RE-1"]),
        json!(["ticket_assigned", "RE-1"]),
    ];
    within("notified of both", async {
        while notified(&jane).await != before {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    let state = "SELECT CAST(COUNT(*) AS TEXT) FROM chat_ticket_states";
    let remembered = async |count: &str| {
        let what = format!("{count} are remembered");
        within(&what, async {
            while rows(&orvale, state).await != [count] {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
        .await;
    };
    let all = rows(&orvale, state).await[0].clone();
    for table in TABLES {
        run(
            &orvale,
            &format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"),
        )
        .await;
    }
    for table in TABLES.iter().rev() {
        // Other tables of Orvale's name them.
        let emptied = format!("PRAGMA foreign_keys = OFF; DELETE FROM {table}");
        run(&orvale, &emptied).await;
    }
    remembered("0").await;
    // Each table in a transaction of its own.
    for table in TABLES {
        let filled = format!("INSERT INTO {table} SELECT * FROM kept_{table}");
        run(&orvale, &filled).await;
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    remembered(&all).await;
    let change = |priority: &str| {
        format!(
            "UPDATE user_tickets SET priority = '{priority}', updated_at = datetime('now') \
             WHERE submission_id = 'RE-1'"
        )
    };
    // The server has looked once the channel has been told of something else.
    run(&orvale, &change("urgent")).await;
    let told = lines(&admin, id, 3).await;
    assert_eq!(told[2]["system"]["event"], "ticket_priority");
    let changed = [vec![json!(["ticket_priority", "RE-1"])], before.to_vec()].concat();
    assert_eq!(notified(&jane).await, changed);
    daemon.kill().await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    run(&orvale, &change("low")).await;
    lines(&admin, id, 4).await;
    let again = json!(["ticket_priority", "RE-1"]);
    assert_eq!(notified(&jane).await, [vec![again], changed].concat());
}
