//! Target times: when tickets are due, and who is reminded before that is missed.

use std::time::Duration;

use reqwest::Method;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::{
    attached::{adopted, log_in},
    support::{Rest, patiently, within},
};

const TARGETS: &str = "/api/chat/ticket-targets";

fn new_ticket(number: &str, status: &str, minutes: u8) -> String {
    format!(
        "INSERT INTO user_tickets (submission_id, user_name, employee_number, issue_title, \
         issue_description, priority, status, assigned_to, assigned_team, submitted_at) VALUES \
         ('{number}', 'e999003', 'e999003', 'Printer', 'words', 'urgent', '{status}', 'e999002', \
         'HELPDESK', datetime('now', '-{minutes} minutes'))"
    )
}

async fn card(rest: &Rest, number: &str) -> Value {
    rest.get(&format!("/api/chat/tickets/{number}")).await.ok()
}

async fn reminders(rest: &Rest) -> Vec<Value> {
    let found = rest.get("/api/chat/notifications").await.ok();
    let items = found["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["kind"] == "ticket_due")
        .map(|item| item["ticket"].clone())
        .collect()
}

#[tokio::test]
async fn people_are_reminded_once_before_a_target_is_missed() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    assert_eq!(jane.get(TARGETS).await.ok(), json!({"targets": []}));
    let targets = json!({"targets": [{"priority": "urgent", "minutes": 60}]});
    let refused = jane.put(TARGETS, targets.clone()).await;
    assert_eq!(refused.problem(403), "forbidden");
    let bad = json!({"targets": [{"priority": "urgent", "minutes": 0}]});
    assert_eq!(admin.put(TARGETS, bad).await.problem(400), "invalid");
    let unknown = json!({"targets": [{"priority": "high", "team": "NOWHERE", "minutes": 60}]});
    let refused = admin.put(TARGETS, unknown).await;
    assert_eq!(refused.body["detail"], "targets: there is no team NOWHERE");
    assert_eq!(refused.problem(400), "invalid");
    let unknown = json!({"targets": [{"priority": "hihg", "minutes": 60}]});
    let refused = admin.put(TARGETS, unknown).await;
    assert_eq!(
        refused.body["detail"],
        "targets: there is no priority \"hihg\"; choose one of: low, medium, high, urgent"
    );
    assert_eq!(refused.problem(400), "invalid");
    // A word that Orvale's pages do not know, but a ticket has, can have a target.
    let orvale = daemon.open_database().await;
    let stray = "UPDATE user_tickets SET priority = '2' WHERE submission_id = 'HD-250822-104'";
    orvale.writer().execute_unprepared(stray).await.unwrap();
    let used = json!({"targets": [{"priority": "2", "minutes": 60}]});
    admin.put(TARGETS, used).await.ok();
    // And keep it when no ticket has it any more, as a team's target outlives the team.
    let team = "INSERT INTO teams (id, name, section_id) SELECT 'VPN', 'VPN', section_id FROM teams LIMIT 1";
    orvale.writer().execute_unprepared(team).await.unwrap();
    let of_team = json!({"targets": [{"priority": "2", "minutes": 60},
        {"priority": "high", "team": "VPN", "minutes": 60}]});
    admin.put(TARGETS, of_team.clone()).await.ok();
    for gone in [
        "UPDATE user_tickets SET priority = 'medium' WHERE submission_id = 'HD-250822-104'",
        "DELETE FROM teams WHERE id = 'VPN'",
    ] {
        orvale.writer().execute_unprepared(gone).await.unwrap();
        admin.put(TARGETS, of_team.clone()).await.ok();
    }
    let day = |from: &str, to: &str| json!({"day": 1, "from": from, "to": to});
    let twice = json!({"targets": [{"priority": "high", "team": "HELPDESK", "minutes": 60}],
        "hours": {"tz": "UTC", "days": [day("08:00", "12:00"), day("11:00", "17:00")]}});
    let refused = admin.put(TARGETS, twice).await;
    assert_eq!(
        refused.body["detail"],
        "hours.days: day 1 is there twice; give it once"
    );
    assert_eq!(refused.problem(400), "invalid");
    admin.put(TARGETS, targets.clone()).await.ok();
    assert_eq!(jane.get(TARGETS).await.ok(), targets);

    for (number, status, minutes) in [
        ("HD-1", "open", 10),
        ("HD-2", "open", 50),
        ("HD-3", "open", 70),
        ("HD-4", "completed", 50),
        ("HD-5", "merged", 50),
        ("HD-6", "open", 10),
    ] {
        let new = new_ticket(number, status, minutes);
        orvale.writer().execute_unprepared(&new).await.unwrap();
    }
    for (number, state) in [("HD-1", "ok"), ("HD-2", "soon"), ("HD-3", "late")] {
        let card = card(&jane, number).await;
        assert_eq!(card["dueState"], state);
        let created = card["createdAt"].as_i64().unwrap();
        assert_eq!(card["dueAt"].as_i64().unwrap() - created, 60 * 60_000);
        assert_eq!(card["dueSoonAt"].as_i64().unwrap() - created, 45 * 60_000);
    }
    for number in ["HD-4", "HD-5", "HD-250822-104"] {
        assert!(card(&jane, number).await.get("dueAt").is_none(), "{number}");
    }
    let listed = jane.get("/api/chat/tickets?q=HD-2&status=open").await.ok();
    assert_eq!(listed["items"][0]["dueState"], "soon");
    // The time of a ticket that is reopened begins anew.
    let reopened = "INSERT INTO ticket_history (ticket_id, action_type, performed_by, from_value, to_value) \
                    SELECT id, 'status_changed', 'e999001', 'completed', 'open' FROM user_tickets \
                    WHERE submission_id = 'HD-3'";
    orvale.writer().execute_unprepared(reopened).await.unwrap();
    assert_eq!(card(&jane, "HD-3").await["dueState"], "ok");

    // Whoever works on it by then and the supervisor are reminded, once, whatever is restarted.
    let handed_on = "UPDATE user_tickets SET assigned_to = 'e999003', \
                     submitted_at = datetime('now', '-50 minutes') WHERE submission_id = 'HD-6'";
    orvale.writer().execute_unprepared(handed_on).await.unwrap();
    orvale.close().await.unwrap();
    for _ in 0..2 {
        daemon.kill().await;
        daemon.start().await;
        let (jane, john, doe) = (
            log_in(&daemon, "e999001").await,
            log_in(&daemon, "e999002").await,
            log_in(&daemon, "e999003").await,
        );
        within("the reminders", async {
            while reminders(&john).await.is_empty() || reminders(&doe).await.is_empty() {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        })
        .await;
        assert_eq!(reminders(&john).await, [json!("HD-2")]);
        assert_eq!(reminders(&doe).await, [json!("HD-6")]);
        let mut led = reminders(&jane).await;
        led.sort_by_key(Value::to_string);
        assert_eq!(led, [json!("HD-2"), json!("HD-6")]);
    }
}

/// The reminders of someone, by ticket: the number, and `late` if it is overdue.
async fn said(rest: &Rest, count: usize) -> Vec<(Value, Value)> {
    within("the reminders", async {
        loop {
            let found = rest.get("/api/chat/notifications").await.ok();
            let items = found["items"].as_array().unwrap().iter();
            let due = items.filter(|item| item["kind"] == "ticket_due");
            let mut said: Vec<_> = due
                .map(|item| (item["ticket"].clone(), item["to"].clone()))
                .collect();
            if said.len() >= count {
                said.sort_by_key(|(number, to)| format!("{number}{to}"));
                return said;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_ticket_that_is_overdue_is_said_once_to_each() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let admin = log_in(&daemon, "e603876").await;
    let targets = json!({"targets": [{"priority": "urgent", "minutes": 60}]});
    admin.put(TARGETS, targets).await.ok();
    // One that was never due soon before it was overdue, and one that is due in 15 seconds.
    let orvale = daemon.open_database().await;
    for (number, minutes) in [("HD-1", 70), ("HD-2", 50)] {
        let new = new_ticket(number, "open", minutes);
        orvale.writer().execute_unprepared(&new).await.unwrap();
    }
    let soon = "UPDATE user_tickets SET submitted_at = datetime('now', '-3585 seconds') \
                WHERE submission_id = 'HD-2'";
    orvale.writer().execute_unprepared(soon).await.unwrap();
    daemon.kill().await;
    daemon.start().await;
    let (first, second) = ((json!("HD-1"), json!("late")), (json!("HD-2"), Value::Null));
    let john = log_in(&daemon, "e999002").await;
    let jane = log_in(&daemon, "e999001").await;
    let expected = [first.clone(), second.clone()];
    assert_eq!(said(&john, 2).await, expected);
    assert_eq!(said(&jane, 2).await, expected, "she leads the team");
    daemon.kill().await;
    tokio::time::sleep(Duration::from_secs(16)).await;
    // Somebody else works on the first by then, and the second is overdue.
    let handed_on = "UPDATE user_tickets SET assigned_to = 'e999003' WHERE submission_id = 'HD-1'";
    orvale.writer().execute_unprepared(handed_on).await.unwrap();
    orvale.close().await.unwrap();
    for _ in 0..2 {
        daemon.start().await;
        let john = log_in(&daemon, "e999002").await;
        let jane = log_in(&daemon, "e999001").await;
        let doe = log_in(&daemon, "e999003").await;
        let late = (json!("HD-2"), json!("late"));
        let expected = [first.clone(), late, second.clone()];
        assert_eq!(said(&john, 3).await, expected);
        assert_eq!(said(&jane, 3).await, expected);
        assert_eq!(said(&doe, 1).await, std::slice::from_ref(&first));
        daemon.kill().await;
    }
}

#[tokio::test]
async fn what_is_changed_in_the_chat_reminds_although_nobody_else_writes() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    let orvale = daemon.open_database().await;
    let new = new_ticket("HD-1", "open", 70).replace("'urgent'", "'low'");
    orvale.writer().execute_unprepared(&new).await.unwrap();
    orvale.close().await.unwrap();
    daemon.start().await;
    let (jane, john, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999002").await,
        log_in(&daemon, "e603876").await,
    );
    let targets = json!({"targets": [{"priority": "urgent", "minutes": 60}]});
    admin.put(TARGETS, targets).await.ok();
    let updated_at = card(&jane, "HD-1").await["updatedAt"].clone();
    let urgent = json!({"priority": "urgent", "expectedUpdatedAt": updated_at});
    let request = jane.request(Method::PATCH, "/api/chat/tickets/HD-1");
    jane.send(request.json(&urgent)).await.ok();
    // It is looked for them each 30 seconds, and only if something has changed.
    patiently("the reminder", async {
        while reminders(&john).await != [json!("HD-1")] {
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    })
    .await;
}
