//! Tickets of a team that has no people: nothing fails, and whoever sees all tickets finds them.

use reqwest::Method;
use serde_json::{Value, json};

use super::{
    rooms::NUMBER,
    teams::{lines, run},
};
use crate::{
    attached::{adopted, log_in},
    support::Rest,
};

async fn change(rest: &Rest, mut body: Value) -> Value {
    let path = format!("/api/chat/tickets/{NUMBER}");
    body["expectedUpdatedAt"] = rest.get(&path).await.ok()["updatedAt"].clone();
    let request = rest.request(Method::PATCH, &path).json(&body);
    rest.send(request).await.ok()
}

#[tokio::test]
async fn a_team_without_people_can_have_tickets() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    let orvale = daemon.open_database().await;
    let team = "INSERT INTO teams (id, name, section_id, active) \
                SELECT 'NOBODY', 'Nobody', section_id, 1 FROM teams WHERE id = 'HELPDESK'";
    run(&orvale, team).await;
    daemon.start().await;
    let (jane, admin) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e603876").await,
    );
    let new = json!({"name": "nobodys", "type": "private", "teamId": "NOBODY"});
    let channel = admin.post("/api/chat/channels", new).await.ok();
    assert_eq!(channel["memberCount"], 1, "only who made it");
    let id = channel["id"].as_i64().unwrap();
    let room = format!("/api/chat/tickets/{NUMBER}/room");
    let room = admin.post(&room, json!({})).await.body["id"].clone();
    let card = change(&admin, json!({"team": "NOBODY", "reason": "Theirs"})).await;
    assert_eq!(
        (&card["team"], &card["teamName"], &card["assignee"]),
        (&json!("NOBODY"), &json!("Nobody"), &Value::Null)
    );
    lines(&admin, id, 1).await;
    change(&admin, json!({"status": "escalated", "reason": "Help"})).await;
    let told = lines(&admin, id, 2).await;
    let events: Vec<&Value> = told.iter().map(|line| &line["system"]["event"]).collect();
    assert_eq!(events, ["ticket_team", "ticket_status"]);
    lines(&admin, room.as_i64().unwrap(), 2).await;
    let free = "/api/chat/tickets?team=NOBODY&assignee=none";
    let free = admin.get(free).await.ok();
    assert_eq!(free["items"][0]["number"], NUMBER);
    assert_eq!(free["items"].as_array().unwrap().len(), 1);
    // Nobody is on duty, and nobody is notified; it can be named all the same.
    let teams = format!("/api/chat/channels/{id}/teams?q=nobody");
    let found = admin.get(&teams).await.ok();
    assert_eq!(found["items"], json!([]), "none of its members is of it");
    let messages = format!("/api/chat/channels/{id}/messages");
    let said = json!({"message": "@NOBODY is anybody there?"});
    admin.post(&messages, said).await.ok();
    // Back again.
    change(&admin, json!({"team": "HELPDESK", "reason": "Ours"})).await;
    let card = change(&admin, json!({"assignee": "e999001"})).await;
    assert_eq!(card["assignee"], "e999001");
    jane.get(&format!("/api/chat/tickets/{NUMBER}")).await.ok();
}
