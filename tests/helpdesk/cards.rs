//! Who sees which ticket, by its number and in the list.

use serde_json::{Value, json};

use crate::{
    attached::{adopted, copy_of, log_in},
    support::{Rest, TestServer},
};

async fn numbers(rest: &Rest, query: &str) -> Vec<String> {
    let found = rest.get(&format!("/api/chat/tickets{query}")).await.ok();
    let items = found["items"].as_array().unwrap().iter();
    items
        .map(|card| card["number"].as_str().unwrap().to_owned())
        .collect()
}

async fn card(rest: &Rest, number: &str) -> Value {
    rest.get(&format!("/api/chat/tickets/{number}")).await.ok()
}

async fn assignees(rest: &Rest) -> Vec<String> {
    let found = rest.get("/api/chat/ticket-assignees").await.ok();
    let items = found["items"].as_array().unwrap().iter();
    items
        .map(|one| one["username"].as_str().unwrap().to_owned())
        .collect()
}

/// Whoever works on a ticket that `rest` sees can be filtered by, and nobody else.
async fn all_assignees_are_found(rest: &Rest) {
    let listed = assignees(rest).await;
    assert!(!listed.is_empty());
    let mut found = std::collections::BTreeSet::new();
    for one in &listed {
        let tickets = numbers(rest, &format!("?assignee={one}&limit=200")).await;
        assert!(!tickets.is_empty(), "{one} works on nothing");
        found.extend(tickets);
    }
    let all = rest.get("/api/chat/tickets?limit=200").await.ok();
    for card in all["items"].as_array().unwrap() {
        let held = ["assignee", "formerAssignee"].map(|name| &card[name]);
        if held.iter().any(|name| name.is_string()) {
            assert!(found.contains(card["number"].as_str().unwrap()), "{card}");
        }
    }
}

#[tokio::test]
async fn an_orvale_without_chat_has_tickets() {
    let mut daemon = copy_of("orvale.db.gz").await;
    daemon.start().await;
    let (jane, john, admin) = (
        log_in(&daemon, "jane.smith").await,
        log_in(&daemon, "john.doe").await,
        log_in(&daemon, "admin").await,
    );
    assert_eq!(numbers(&jane, "").await.len(), 11, "she sees all");
    assert_eq!(
        numbers(&john, "").await,
        ["R7-250819-183"],
        "assigned to him"
    );
    let found = card(&john, "r7-250819-183").await;
    assert_eq!(found["title"], "Search Results Don’t Highlight Keywords");
    assert_eq!(found["status"], "in_progress");
    assert_eq!(found["assignee"], "john.doe");
    assert_eq!(found["teamName"], "ITTS: Region 7");
    // Orvale writes seconds; the rest is a checksum.
    assert_eq!(
        found["updatedAt"].as_i64().map(|at| at / 1_000),
        Some(1_755_592_599)
    );
    let hidden = john.get("/api/chat/tickets/HE-250819-030").await;
    let absent = john.get("/api/chat/tickets/HE-250819-031").await;
    assert_eq!(hidden.status, 404);
    assert_eq!(hidden.text, absent.text, "one answer for both");
    // Only an administrator has the right to what is internal here.
    let escalated = card(&admin, "HE-250819-030").await;
    assert_eq!(escalated["status"], "escalated");
    assert!(
        card(&jane, "HE-250819-030")
            .await
            .get("escalationReason")
            .is_none()
    );
    assert_eq!(
        numbers(&jane, "?team=HELPDESK&status=escalated,completed").await,
        ["HE-250819-030"]
    );
    assert_eq!(numbers(&jane, "?q=crazy+ants&limit=2").await.len(), 2);
    all_assignees_are_found(&jane).await;
    all_assignees_are_found(&admin).await;
    assert_eq!(assignees(&john).await, ["john.doe"]);
    let socket = daemon.connected("john.doe").await;
    assert_eq!(socket.snapshot["features"], json!({"tickets": true}));
}

#[tokio::test]
async fn an_orvale_with_the_node_servers_chat_has_tickets() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    assert_eq!(numbers(&admin, "").await.len(), 25);
    assert_eq!(numbers(&jane, "?q=hd-250822").await.len(), 4);
    let odd = card(&admin, "R7-250821-178").await;
    assert_eq!(
        (&odd["priority"], &odd["status"]),
        (&json!("2"), &json!("in_progress"))
    );
    // Her name was jane.smith when it was assigned to her.
    let gone = card(&jane, "HD-250819-103").await;
    assert_eq!(
        (&gone["assignee"], &gone["formerAssignee"]),
        (&Value::Null, &json!("jane.smith"))
    );
    assert!(
        numbers(&admin, "?assignee=none")
            .await
            .contains(&"HD-250819-103".to_owned())
    );
    assert_eq!(
        numbers(&admin, "?assignee=e603876").await,
        ["R7-250822-035"]
    );
    assert_eq!(numbers(&admin, "?assignee=me").await, ["R7-250822-035"]);
    assert_eq!(
        numbers(&jane, "?team=me").await,
        numbers(&jane, "?team=HELPDESK").await
    );
    assert_eq!(numbers(&jane, "?team=me&assignee=none").await.len(), 5);
    all_assignees_are_found(&jane).await;
    all_assignees_are_found(&admin).await;
    assert!(
        assignees(&jane).await.contains(&"jane.smith".to_owned()),
        "gone, and findable"
    );
}

#[tokio::test]
async fn a_chat_without_orvale_has_none() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    assert!(
        numbers(&ann, "?q=x&status=open&assignee=none")
            .await
            .is_empty()
    );
    assert!(assignees(&ann).await.is_empty());
    assert_eq!(
        ann.get("/api/chat/tickets/HD-250819-138")
            .await
            .problem(404),
        "not_found"
    );
    let socket = server.connect("ann").await;
    assert!(socket.snapshot.get("features").is_none());
}
