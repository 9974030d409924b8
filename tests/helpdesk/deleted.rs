//! Tickets that Orvale deletes.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::{
    rooms::{NUMBER, lines, open},
    work::rows,
};
use crate::{
    attached::{adopted, log_in},
    support::{Daemon, Rest, Socket, within},
};

const KEEP: &str =
    "CREATE TABLE kept AS SELECT * FROM user_tickets WHERE submission_id = 'HD-250822-104'";
const DELETE: &str = "DELETE FROM user_tickets WHERE submission_id = 'HD-250822-104'";
const RETURN: &str = "INSERT INTO user_tickets SELECT * FROM kept";

async fn run(daemon: &Daemon, statements: &[&str]) {
    let database = daemon.open_database().await;
    for statement in statements {
        database
            .writer()
            .execute_unprepared(statement)
            .await
            .unwrap();
    }
    database.close().await.unwrap();
}

async fn until_active(rest: &Rest, room: i64, active: bool) {
    let path = format!("/api/chat/channels/{room}");
    for _ in 0..200 {
        if rest.get(&path).await.ok()["active"] == active {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the room was never active: {active}");
}

fn deleted(lines: &[Value]) -> usize {
    let lines = lines.iter();
    lines.filter(|one| one["event"] == "ticket_deleted").count()
}

#[tokio::test]
async fn the_room_of_a_deleted_ticket_sleeps() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    let room = open(&jane, NUMBER).await.ok()["id"].as_i64().unwrap();
    let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
    socket.authenticate(&daemon.token("e999001")).await;
    run(&daemon, &[KEEP, DELETE]).await;
    until_active(&jane, room, false).await;
    lines(&jane, room, |lines| deleted(lines) == 1).await;
    let path = format!("/api/chat/channels/{room}/messages");
    let said = jane.get(&path).await.ok();
    let last = said["items"].as_array().unwrap().last().unwrap();
    assert_eq!(
        json!([last["userId"], last["text"]]),
        json!(["Orvale", "The ticket was deleted."])
    );
    let updated = socket.event("ticket_updated").await;
    assert_eq!(updated["number"], NUMBER);
    let card = jane.get(&format!("/api/chat/tickets/{NUMBER}")).await;
    assert_eq!(card.problem(404), "not_found");
    let said = jane.post(&path, json!({"message": "Hello?"})).await;
    assert_eq!(said.problem(403), "forbidden");
    // It is told once, whatever is restarted, and wakes if the ticket returns.
    daemon.kill().await;
    daemon.start().await;
    let jane = log_in(&daemon, "e999001").await;
    run(&daemon, &[RETURN]).await;
    until_active(&jane, room, true).await;
    let told = lines(&jane, room, |_| true).await;
    assert_eq!(deleted(&told), 1, "{told:?}");
    jane.post(&path, json!({"message": "Here it is"}))
        .await
        .ok();
}

/// Tickets that nobody has changed for months, of which none has a room.
#[tokio::test]
async fn whoever_sees_a_ticket_learns_that_it_is_gone() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    let old = (0..600).map(|n| {
        format!(
            "INSERT INTO user_tickets (submission_id, user_name, employee_number, issue_title, \
             issue_description, assigned_team, assigned_to, submitted_at, updated_at) VALUES \
             ('OLD-{n}', 'Doe', 'e999003', 'Printer', 'words', 'HELPDESK', 'e999001', \
             '2025-01-02 03:04:05', '2025-01-02 03:04:05')"
        )
    });
    let old = format!("BEGIN; {}; COMMIT", old.collect::<Vec<_>>().join("; "));
    run(&daemon, &[&old]).await;
    daemon.start().await;
    // Those who have the problem, work on it, or see all; and one who sees nothing of it.
    let mut seeing = Vec::new();
    for name in ["e999003", "e999001", "e603876"] {
        seeing.push(connected(&daemon, name).await);
    }
    let mut outside = connected(&daemon, "e999002").await;
    let orvale = daemon.open_database().await;
    let marked =
        "SELECT CAST(COUNT(*) AS TEXT) FROM chat_ticket_states WHERE people LIKE '%e999003%'";
    within("all are remembered", async {
        while rows(&orvale, marked).await != ["600"] {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    // One is deleted in the transaction in which another is filed.
    let began = Instant::now();
    let swapped = "BEGIN; DELETE FROM user_tickets WHERE submission_id = 'OLD-7'; \
         INSERT INTO user_tickets (submission_id, user_name, employee_number, issue_title, \
         issue_description, assigned_to) VALUES ('NEW-1', 'x', 'x', 'Printer', 'words', 'e999002'); \
         COMMIT";
    run(&daemon, &[swapped]).await;
    for socket in &mut seeing {
        gone(socket, "OLD-7").await;
    }
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    // All others at once.
    run(
        &daemon,
        &["DELETE FROM user_tickets WHERE submission_id LIKE 'OLD-%'"],
    )
    .await;
    for socket in &mut seeing {
        gone(socket, "OLD-599").await;
    }
    let left = "SELECT CAST(COUNT(*) AS TEXT) FROM chat_ticket_states WHERE ticket_id NOT IN \
                (SELECT id FROM user_tickets)";
    within("they are forgotten", async {
        while rows(&orvale, left).await != ["0"] {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    // He has heard of his own alone.
    run(
        &daemon,
        &["DELETE FROM user_tickets WHERE submission_id = 'NEW-1'"],
    )
    .await;
    let is_gone = |frame: &Value| {
        frame[1] == "ticket_updated" && frame[2].get("updatedAt").is_none_or(Value::is_null)
    };
    let heard = outside.frame("a ticket that is gone", is_gone).await;
    assert_eq!(heard[2]["number"], "NEW-1");
}

/// Of an import of thousands, which are stored a few at a time.
#[tokio::test]
async fn whoever_was_informed_of_a_new_ticket_learns_that_it_is_gone_already() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let mut jane = connected(&daemon, "e999001").await;
    let import = (1..=2000).map(|n| {
        let assignee = if n == 2000 { "e999001" } else { "e999002" };
        format!(
            "INSERT INTO user_tickets (submission_id, user_name, employee_number, issue_title, \
             issue_description, assigned_to) VALUES ('IM-{n:04}', 'x', 'x', 'Printer', 'words', \
             '{assignee}')"
        )
    });
    let import = format!("BEGIN; {}; COMMIT", import.collect::<Vec<_>>().join("; "));
    run(&daemon, &[&import]).await;
    let is_it = |frame: &Value| frame[1] == "ticket_updated" && frame[2]["number"] == "IM-2000";
    jane.frame("the last one", is_it).await;
    let delete = "DELETE FROM user_tickets WHERE submission_id = 'IM-2000'";
    run(&daemon, &[delete]).await;
    gone(&mut jane, "IM-2000").await;
}

async fn connected(daemon: &Daemon, name: &str) -> Socket {
    let mut socket = Socket::open(daemon.address(), &[]).await.unwrap();
    socket.authenticate(&daemon.token(name)).await;
    socket
}

async fn gone(socket: &mut Socket, number: &str) {
    let is_it = |frame: &Value| {
        frame[1] == "ticket_updated"
            && frame[2]["number"] == number
            && frame[2].get("updatedAt").is_none_or(Value::is_null)
    };
    socket.frame(&format!("{number} is gone"), is_it).await;
}
