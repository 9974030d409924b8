//! `kill -9` while many people make tickets: as many tickets as acknowledgements, no number twice, and no gap.

use std::{collections::BTreeSet, net::SocketAddr, time::Duration};

use rand::Rng as _;
use reqwest::Method;
use serde_json::json;
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
};

use super::work::rows;
use crate::{
    attached::adopted,
    support::{Daemon, Rest, within},
};

const CLIENTS: usize = 50;
const EACH: usize = 20;
const KILLS: usize = 10;

/// Where the server is; `None` while it is killed.
type Address = watch::Receiver<Option<SocketAddr>>;

/// Makes a ticket of each message, however often that takes, and reports each number.
async fn client(
    mut address: Address,
    token: String,
    messages: Vec<i64>,
    made: mpsc::UnboundedSender<String>,
) {
    for message in messages {
        loop {
            let at = *address.wait_for(Option::is_some).await.unwrap();
            let rest = Rest::new(at.unwrap(), Some(token.clone()));
            let body = json!({
                "title": format!("Case {message}"),
                "description": "words",
                "team": "HELPDESK",
                "priority": "low",
            });
            let path = format!("/api/chat/messages/{message}/ticket");
            let request = rest.request(Method::POST, &path).json(&body);
            let request = request.header("Idempotency-Key", format!("ticket-{message}"));
            if let Ok(response) = request.send().await
                && response.status().is_success()
                && let Ok(card) = response.json::<serde_json::Value>().await
            {
                made.send(card["number"].as_str().unwrap().to_owned())
                    .unwrap();
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

async fn messages(daemon: &Daemon) -> Vec<i64> {
    let jane = daemon.rest("e999001");
    let channel = json!({"name": "many cases", "type": "private"});
    let channel = jane.post("/api/chat/channels", channel).await.ok();
    let path = format!("/api/chat/channels/{}/messages", channel["id"]);
    let mut messages = Vec::new();
    for _ in 0..CLIENTS * EACH {
        let message = jane.post(&path, json!({"message": "Help"})).await.ok();
        messages.push(message["id"].as_i64().unwrap());
    }
    messages
}

#[tokio::test]
async fn as_many_tickets_as_acknowledgements() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let messages = messages(&daemon).await;
    let (tell, address) = watch::channel(Some(daemon.address()));
    let (made, mut numbers) = mpsc::unbounded_channel();
    let mut clients = JoinSet::new();
    for some in messages.chunks(EACH) {
        let token = daemon.token("e999001");
        clients.spawn(client(address.clone(), token, some.to_vec(), made.clone()));
    }
    drop(made);
    let mut all = Vec::new();
    for _ in 0..KILLS {
        let more = rand::rng().random_range(1..CLIENTS * EACH / KILLS);
        for _ in 0..more {
            all.push(within("a ticket", numbers.recv()).await.unwrap());
        }
        tell.send_replace(None);
        daemon.kill().await;
        daemon.start().await;
        tell.send_replace(Some(daemon.address()));
    }
    while let Some(number) = within("a ticket", numbers.recv()).await {
        all.push(number);
    }
    while let Some(done) = clients.join_next().await {
        done.unwrap();
    }
    assert_eq!(all.len(), CLIENTS * EACH);
    let distinct: BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len(), "no number twice");

    let database = daemon.open_database().await;
    for (sql, expected) in [
        (
            "SELECT CAST(COUNT(*) AS TEXT) FROM user_tickets WHERE ticket_source = 'chat_sourced'",
            "1000",
        ),
        (
            "SELECT CAST(COUNT(DISTINCT issue_title) AS TEXT) FROM user_tickets \
             WHERE ticket_source = 'chat_sourced'",
            "1000",
        ),
        (
            "SELECT CAST(COUNT(*) AS TEXT) FROM ticket_history WHERE action_type = 'created' \
             AND details LIKE '%chat_sourced%'",
            "1000",
        ),
        (
            "SELECT CAST(COUNT(*) AS TEXT) FROM chat_ticket_links",
            "1000",
        ),
        // No number was taken without a ticket.
        (
            "SELECT CAST(SUM(last_sequence) AS TEXT) FROM ticket_sequences \
             WHERE team_id = 'HELPDESK' AND date > '260101'",
            "1000",
        ),
    ] {
        assert_eq!(rows(&database, sql).await, [expected], "{sql}");
    }
}
