//! Tickets that Orvale deletes.

use std::time::Duration;

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::rooms::{NUMBER, lines, open};
use crate::{
    attached::{adopted, log_in},
    support::{Daemon, Rest, Socket},
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
