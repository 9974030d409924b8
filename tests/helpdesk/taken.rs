//! What people are notified of when a ticket is taken from them.

use std::time::Duration;

use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::rooms::NUMBER;
use crate::{
    attached::{adopted, log_in},
    support::{Rest, within},
};

async fn change(rest: &Rest, mut body: Value) {
    let path = format!("/api/chat/tickets/{NUMBER}");
    let card = rest.get(&path).await.ok();
    body["expectedUpdatedAt"] = card["updatedAt"].clone();
    let request = rest.request(Method::PATCH, &path).json(&body);
    rest.send(request).await.ok();
}

/// What someone was notified of last, once there are as many: kind, who did it, what was set, and whether they lost it.
async fn last(rest: &Rest, count: usize) -> Value {
    within("the notification", async {
        loop {
            let found = rest.get("/api/chat/notifications").await.ok();
            let items = found["items"].as_array().unwrap();
            if items.len() >= count {
                assert_eq!(items.len(), count, "{items:?}");
                assert_eq!(items[0]["ticket"], NUMBER);
                let one = &items[0];
                return json!([one["kind"], one["from"], one["to"], one["lost"]]);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
}

#[tokio::test]
async fn whoever_loses_a_ticket_is_notified_of_it() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, john, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999002").await,
        log_in(&daemon, "e603876").await,
    );
    // What everyone who works on it may see is said in full.
    change(&admin, json!({"assignee": "e999001"})).await;
    let assigned = last(&jane, 1).await;
    assert_eq!(assigned[0], "ticket_assigned");
    change(&admin, json!({"assignee": "e603876"})).await;
    let lost = last(&jane, 2).await;
    assert_eq!(lost[0], "ticket_assignee");
    assert_eq!((&lost[1], &lost[3]), (&json!("e603876"), &json!(true)));
    assert!(lost[2].is_string(), "the name of the admin: {lost}");
    change(&admin, json!({"assignee": "e999001"})).await;
    last(&jane, 3).await;
    change(&admin, json!({"assignee": null})).await;
    let expected = json!(["ticket_assignee", "e603876", null, true]);
    assert_eq!(last(&jane, 4).await, expected);
    // With its team the ticket loses whoever worked on it: one change, and one notification.
    change(&admin, json!({"assignee": "e999001"})).await;
    last(&jane, 5).await;
    let sees = jane.get("/api/chat/tickets?team=ITTS_Main").await.ok();
    change(&admin, json!({"team": "ITTS_Main", "reason": "Theirs"})).await;
    let moved = last(&jane, 6).await;
    assert_eq!(moved[0], "ticket_team", "{sees}");
    assert_eq!((&moved[1], &moved[3]), (&json!("e603876"), &json!(true)));
    assert!(moved[2].is_string(), "the name of the team: {moved}");
    // Whoever may not see it any more learns that it is no longer theirs, and nothing else.
    change(&admin, json!({"assignee": "e999002"})).await;
    last(&john, 1).await;
    change(&admin, json!({"assignee": "e603876"})).await;
    let expected = json!(["ticket_assignee", null, null, true]);
    assert_eq!(last(&john, 2).await, expected);
    // Each once, also after a restart.
    daemon.kill().await;
    daemon.start().await;
    let (jane, john) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999002").await,
    );
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(last(&john, 2).await, expected);
    last(&jane, 6).await;
}

#[tokio::test]
async fn whoever_loses_a_ticket_of_their_own_is_told_that_it_is_lost() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    change(&admin, json!({"assignee": "e999001"})).await;
    last(&jane, 1).await;
    let orvale = daemon.open_database().await;
    let hers = format!(
        "UPDATE user_tickets SET user_name = 'e999001', employee_number = 'e999001', \
         updated_at = datetime('now', '+1 second') WHERE submission_id = '{NUMBER}'"
    );
    orvale.writer().execute_unprepared(&hers).await.unwrap();
    // The notice of the move, which she gets as the one who has the problem, comes before that of the assignment.
    change(&admin, json!({"team": "ITTS_Main", "reason": "Theirs"})).await;
    let moved = last(&jane, 2).await;
    assert_eq!(moved[0], "ticket_team");
    assert_eq!((&moved[1], &moved[3]), (&json!("e603876"), &json!(true)));
    tokio::time::sleep(Duration::from_secs(2)).await;
    last(&jane, 2).await;
}
