//! Working on tickets from the chat: what Orvale finds in its tables afterwards, and who may do it.

use entity::Database;
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};

use crate::{
    attached::{adopted, copy_of, log_in},
    support::{Answer, Daemon, Rest},
};

async fn card(rest: &Rest, number: &str) -> Value {
    rest.get(&format!("/api/chat/tickets/{number}")).await.ok()
}

async fn patch(rest: &Rest, number: &str, body: Value) -> Answer {
    let path = format!("/api/chat/tickets/{number}");
    rest.send(rest.request(Method::PATCH, &path).json(&body))
        .await
}

/// Changes a ticket as it is now.
async fn change(rest: &Rest, number: &str, mut body: Value) -> Answer {
    body["expectedUpdatedAt"] = card(rest, number).await["updatedAt"].clone();
    patch(rest, number, body).await
}

pub(super) async fn rows(database: &Database, sql: &str) -> Vec<String> {
    let backend = database.reader().get_database_backend();
    let statement = Statement::from_string(backend, sql);
    let rows = database.reader().query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| {
            row.try_get_by_index::<Option<String>>(0)
                .unwrap()
                .unwrap_or_default()
        })
        .collect()
}

/// The rows that were added to a ticket's history, without their times.
async fn history(daemon: &Daemon, number: &str) -> Vec<String> {
    let database = daemon.open_database().await;
    let sql = format!(
        "SELECT action_type || '|' || performed_by || '|' || performed_by_display || '|' || \
         COALESCE(from_value, '') || '|' || COALESCE(to_value, '') || '|' || \
         COALESCE(from_team, '') || '|' || COALESCE(to_team, '') || '|' || \
         COALESCE(reason, '') || '|' || COALESCE(details, '') \
         FROM ticket_history WHERE performed_at > '2026-01-01' AND ticket_id = \
         (SELECT id FROM user_tickets WHERE submission_id = '{number}') ORDER BY id"
    );
    rows(&database, &sql).await
}

#[tokio::test]
async fn a_ticket_is_taken_commented_completed_and_reopened() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin, john) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
        log_in(&daemon, "e999002").await,
    );
    let number = "HD-250822-104";
    let before = card(&jane, number).await;
    assert_eq!(
        before["may"],
        json!([
            "comment",
            "comment_internal",
            "set_status",
            "set_priority",
            "escalate",
            "take",
            "assign",
            "set_team"
        ])
    );
    let taken = change(&jane, number, json!({"assignee": "e999001"}))
        .await
        .ok();
    assert_eq!(taken["assignee"], "e999001");
    assert!(taken["updatedAt"].as_i64() > before["updatedAt"].as_i64());

    // Whoever has an older card is shown the present one, and nothing is written.
    let stale = json!({"status": "in_progress", "expectedUpdatedAt": before["updatedAt"]});
    let refused = patch(&admin, number, stale).await;
    assert_eq!(
        (refused.status.as_u16(), &refused.body["code"]),
        (409, &json!("conflict"))
    );
    assert_eq!(refused.body["ticket"]["assignee"], "e999001");
    assert_eq!(refused.body["ticket"]["status"], "pending");

    // Orvale may change a ticket in the second of the last change, which its times do not tell apart.
    let theirs = "UPDATE user_tickets SET status = 'in_progress' WHERE submission_id = ";
    let set = async |sql: String| {
        let database = daemon.open_database().await;
        database.writer().execute_unprepared(&sql).await.unwrap();
    };
    set(format!("{theirs}'{number}'")).await;
    let stale = json!({"status": "open", "expectedUpdatedAt": taken["updatedAt"]});
    let refused = patch(&admin, number, stale).await;
    assert_eq!(refused.body["ticket"]["status"], "in_progress");
    assert_eq!(refused.problem(409), "conflict");
    set(format!("{theirs}'{number}'").replace("in_progress", "pending")).await;

    let path = format!("/api/chat/tickets/{number}/comments");
    let hidden = john
        .post(&path, json!({"text": "x", "internal": false}))
        .await;
    assert_eq!(hidden.problem(404), "not_found");
    let empty = jane
        .post(&path, json!({"text": " \n", "internal": true}))
        .await;
    assert_eq!(empty.body["detail"], "comment is empty");
    assert_eq!(empty.problem(400), "invalid");
    let comment = jane
        .post(&path, json!({"text": "On it", "internal": true}))
        .await;
    assert_eq!(comment.status, 201);
    assert_eq!(
        (&comment.body["author"], &comment.body["internal"]),
        (&json!("e999001"), &json!(true))
    );
    let id = &comment.body["id"];

    change(
        &jane,
        number,
        json!({"status": "escalated", "reason": "Needs a part"}),
    )
    .await
    .ok();
    let done = json!({"status": "completed", "notes": "Replaced"});
    let done = change(&jane, number, done).await.ok();
    assert_eq!(done["completionNotes"], "Replaced");
    let denied = change(&jane, number, json!({"priority": "high"})).await;
    assert_eq!(denied.problem(403), "forbidden");
    let open = json!({"status": "open", "priority": "high"});
    let open = change(&jane, number, open).await.ok();
    assert!(open.get("completedAt").is_none());

    let [to_jane, escalated, completed, reopened, urgent] = [
        "assigned|e999001|Jane Smith|unassigned|e999001|HELPDESK|HELPDESK|\
         Reassigned from unassigned to e999001|\
         {\"team_changed\":false,\"cross_team_assignment\":false}",
        "escalated|e999001|Jane Smith|pending|escalated|||Needs a part|",
        "completed|e999001|Jane Smith|escalated|completed||||{\"notes\":\"Replaced\"}",
        "status_changed|e999001|Jane Smith|completed|open||||",
        "priority_changed|e999001|Jane Smith|medium|high||||",
    ];
    let commented = format!(
        "comment_added|e999001|Jane Smith||||||{{\"comment_id\":{id},\"is_internal\":true}}"
    );
    assert_eq!(
        history(&daemon, number).await,
        [to_jane, &commented, escalated, completed, reopened, urgent]
    );
    let database = daemon.open_database().await;
    let sql = format!(
        "SELECT status || '|' || priority || '|' || assigned_to || '|' || completion_notes || '|' \
         || escalation_reason || '|' || (completed_at IS NULL) || '|' || length(updated_at) \
         FROM user_tickets WHERE submission_id = '{number}'"
    );
    assert_eq!(
        rows(&database, &sql).await,
        ["open|high|e999001|Replaced|Needs a part|1|19"]
    );
    let sql = "SELECT comment_text || '|' || commented_by || '|' || commented_by_name || '|' || \
               is_internal || '|' || length(created_at) FROM ticket_comments ORDER BY id DESC LIMIT 1";
    assert_eq!(
        rows(&database, sql).await,
        ["On it|e999001|Jane Smith|1|19"]
    );
}

#[tokio::test]
async fn bad_changes_are_refused_and_write_nothing() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    let number = "HD-250822-103";
    for body in [
        json!({"status": "merged"}),
        json!({"priority": "2"}),
        json!({"team": "NOWHERE"}),
        json!({"assignee": "john.doe"}),
        json!({"status": "pending", "reason": "nothing changes"}),
        json!({"status": "escalated"}),
        json!({"status": "escalated", "reason": " "}),
        json!({"notes": "done"}),
        json!({"status": 3}),
        json!({"status": null}),
        json!({"priority": null}),
        json!({"team": null}),
    ] {
        let refused = change(&jane, number, body.clone()).await;
        assert_eq!(refused.status, 400, "{body}: {}", refused.text);
    }
    let without = patch(&jane, number, json!({"status": "open"})).await;
    assert_eq!(without.problem(400), "invalid");
    let nothing = patch(&jane, "HD-250822-999", json!({"expectedUpdatedAt": null})).await;
    assert_eq!(nothing.problem(404), "not_found");
    // A reason and notes may be nil, and so may the assignee, who it has none of.
    change(
        &jane,
        number,
        json!({"assignee": null, "reason": null, "notes": null}),
    )
    .await
    .ok();
    // What it is already is no change.
    change(
        &jane,
        number,
        json!({"status": "pending", "priority": "medium"}),
    )
    .await
    .ok();
    assert!(history(&daemon, number).await.is_empty());
}

#[tokio::test]
async fn of_two_who_take_a_ticket_one_gets_it() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    let number = "HD-250822-102";
    let at = card(&jane, number).await["updatedAt"].clone();
    let take = |who: &str| json!({"assignee": who, "expectedUpdatedAt": at});
    let (one, other) = tokio::join!(
        patch(&jane, number, take("e999001")),
        patch(&admin, number, take("e603876"))
    );
    let mut both = [one, other];
    both.sort_by_key(|answer| answer.status);
    assert_eq!(both[0].status, 200);
    assert_eq!(
        (both[1].status.as_u16(), &both[1].body["code"]),
        (409, &json!("conflict"))
    );
    assert_eq!(both[1].body["ticket"]["assignee"], both[0].body["assignee"]);
    assert_eq!(history(&daemon, number).await.len(), 1);
}

#[tokio::test]
async fn an_older_orvale_has_fewer_columns_and_permissions() {
    let mut daemon = copy_of("orvale.db.gz").await;
    daemon.start().await;
    let (jane, john) = (
        log_in(&daemon, "jane.smith").await,
        log_in(&daemon, "john.doe").await,
    );
    let number = "R7-250819-183";
    let found = card(&john, number).await;
    assert_eq!(
        found["may"],
        json!(["set_status", "set_priority", "escalate", "take", "assign"])
    );
    let comments = format!("/api/chat/tickets/{number}/comments");
    let refused = john
        .post(&comments, json!({"text": "x", "internal": false}))
        .await;
    assert_eq!(refused.problem(404), "not_found");
    let other_team = change(&john, number, json!({"team": "HELPDESK"})).await;
    assert_eq!(other_team.problem(403), "forbidden");
    change(
        &john,
        number,
        json!({"status": "escalated", "reason": "Help"}),
    )
    .await
    .ok();
    // Another team's ticket loses an assignee who is not of it.
    let moved = change(&jane, number, json!({"team": "HELPDESK", "reason": "Ours"}))
        .await
        .ok();
    assert_eq!(
        (&moved["team"], &moved["assignee"]),
        (&json!("HELPDESK"), &Value::Null)
    );
    assert_eq!(
        history(&daemon, number).await,
        [
            "escalated|john.doe|John Doe|in_progress|escalated|||Help|",
            "assigned|jane.smith|Jane Smith|john.doe|unassigned|ITTS_Region7|HELPDESK|Ours|\
             {\"team_changed\":true,\"cross_team_assignment\":true}",
        ]
    );
    assert_eq!(
        john.get(&format!("/api/chat/tickets/{number}"))
            .await
            .problem(404),
        "not_found",
        "it is not his any more"
    );
}
