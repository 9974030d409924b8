//! A team's own channel: its members follow Orvale's team within a second.

use std::time::Duration;

use entity::Database;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{Rest, TestServer, within};

/// Changes Orvale's tables as Orvale does.
async fn orvale(db: &Database, statement: &str) {
    db.writer().execute_unprepared(statement).await.unwrap();
}

async fn members(who: &Rest, channel: &Value) -> Vec<String> {
    let path = format!("/api/chat/channels/{channel}/members");
    let found = who.get(&path).await.ok();
    let items = found["items"].as_array().unwrap().iter();
    items
        .map(|it| it["userId"].as_str().unwrap().into())
        .collect()
}

async fn until_members(who: &Rest, channel: &Value, expected: &[&str]) {
    within(&format!("the members {expected:?}"), async {
        while members(who, channel).await != expected {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[tokio::test]
async fn the_members_follow_the_team() {
    let server = TestServer::with_users(&["ann", "bob", "cat", "eve"]).await;
    server.add_user("max", "manager").await;
    let db = server.elsewhere().await;
    orvale(&db, "INSERT INTO sections (id, name) VALUES ('IT', 'IT')").await;
    let team = "INSERT INTO teams (id, name, section_id) VALUES ('NET', 'Network team', 'IT')";
    orvale(&db, team).await;
    let joins = "UPDATE users SET team_id = 'NET' WHERE username IN ('ann', 'bob')";
    orvale(&db, joins).await;
    let max = server.rest("max");
    let new = json!({"name": "network", "type": "private", "teamId": "NET"});
    let made = max.post("/api/chat/channels", new).await.ok();
    assert_eq!(made["followsTeam"], true);
    let id = &made["id"];
    until_members(&max, id, &["ann", "bob", "max"]).await;

    let mut cat = server.connect("cat").await;
    orvale(
        &db,
        "UPDATE users SET team_id = 'NET' WHERE username = 'cat'",
    )
    .await;
    let joined = cat.event("channel_joined").await;
    assert_eq!(&joined["channelId"], id);
    // Whoever belongs to the team cannot be removed; an edit keeps the mention of it.
    let bob = format!("/api/chat/channels/{id}/members/bob");
    assert_eq!(max.delete(&bob).await.problem(403), "forbidden");
    let posts = format!("/api/chat/channels/{id}/messages");
    let called = json!({"message": "@NET an outage", "confirmed": true});
    let called = max.post(&posts, called).await.ok();
    let edit = json!({"message": "@NET an outage, and its end"});
    let path = format!("/api/chat/messages/{}", called["id"]);
    let edited = max.put(&path, edit).await.ok();
    assert_eq!(edited["mentions"], called["mentions"]);
    assert_eq!(edited["mentions"][0]["group"], "team");

    let leave = format!("/api/chat/channels/{id}/leave");
    let refused = server.rest("bob").post(&leave, json!({})).await;
    assert_eq!(refused.problem(403), "forbidden");

    // A guest is not of the team, and stays.
    let add = format!("/api/chat/channels/{id}/members");
    max.post(&add, json!({"userId": "eve"})).await.ok();
    let mut bob = server.connect("bob").await;
    orvale(
        &db,
        "UPDATE users SET team_id = NULL WHERE username = 'bob'",
    )
    .await;
    assert_eq!(&bob.event("channel_left").await["channelId"], id);
    until_members(&max, id, &["ann", "cat", "eve", "max"]).await;
    let channel = format!("/api/chat/channels/{id}");
    assert_eq!(
        server.rest("bob").get(&channel).await.problem(404),
        "not_found"
    );

    // The last owner stays until they hand over the channel.
    let owner = format!("{channel}/owner");
    max.post(&owner, json!({"userId": "ann"})).await.ok();
    max.post(&leave, json!({})).await;
    orvale(
        &db,
        "UPDATE users SET team_id = NULL WHERE username IN ('ann', 'cat')",
    )
    .await;
    until_members(&server.rest("ann"), id, &["ann", "eve"]).await;
    let found = max.get("/api/chat/users?q=network+team").await.ok();
    assert_eq!(found["items"], json!([]));
    orvale(
        &db,
        "UPDATE users SET team_id = 'NET' WHERE username = 'bob'",
    )
    .await;
    let found = max.get("/api/chat/users?q=network+team").await.ok();
    assert_eq!(found["items"][0]["username"], "bob");
}

#[tokio::test]
async fn people_make_channels_of_their_own_team_only() {
    let server = TestServer::with_users(&["ann"]).await;
    server.add_user("max", "manager").await;
    let db = server.elsewhere().await;
    orvale(&db, "INSERT INTO sections (id, name) VALUES ('IT', 'IT')").await;
    let teams = "INSERT INTO teams (id, name, section_id) \
        VALUES ('NET', 'Network team', 'IT'), ('DESK', 'Service desk', 'IT')";
    orvale(&db, teams).await;
    let (ann, max) = (server.rest("ann"), server.rest("max"));
    let of = |team: &str| json!({"name": format!("of {team}"), "type": "private", "teamId": team});
    let path = "/api/chat/channels";
    for team in ["NET", "GONE"] {
        assert_eq!(ann.post(path, of(team)).await.problem(403), "forbidden");
    }
    assert_eq!(max.post(path, of("GONE")).await.problem(400), "invalid");
    let joins = "UPDATE users SET team_id = 'NET' WHERE username = 'ann'";
    orvale(&db, joins).await;
    let made = within("ann belongs to the team", async {
        loop {
            let answer = ann.post(path, of("NET")).await;
            if answer.status != 403 {
                break answer.ok();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    });
    assert_eq!(made.await["teamId"], "NET");
    assert_eq!(ann.post(path, of("DESK")).await.problem(403), "forbidden");
    assert_eq!(max.post(path, of("DESK")).await.ok()["teamId"], "DESK");
}
