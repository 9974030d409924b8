//! The teams that can be mentioned, over REST.

use entity::Database;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{Rest, TestServer, within};

async fn orvale(db: &Database, statement: &str) {
    db.writer().execute_unprepared(statement).await.unwrap();
}

async fn names(who: &Rest, query: &str) -> Vec<String> {
    let found = who.get(&format!("/api/chat/teams?{query}")).await.ok();
    let items = found["items"].as_array().unwrap().iter();
    items
        .map(|item| item["name"].as_str().unwrap().into())
        .collect()
}

#[tokio::test]
async fn teams_are_found_by_name_and_id() {
    let server = TestServer::with_users(&["ann"]).await;
    let db = server.elsewhere().await;
    orvale(&db, "INSERT INTO sections (id, name) VALUES ('IT', 'IT')").await;
    for (id, name) in [
        ("NET", "Network"),
        ("UE", "Übergabe Ost"),
        ("UW", "ÜBERGABE WEST"),
        ("DESK", "Helpdesk"),
    ] {
        let add =
            format!("INSERT INTO teams (id, name, section_id) VALUES ('{id}', '{name}', 'IT')");
        orvale(&db, &add).await;
    }
    let ann = server.rest("ann");
    let all = ["Helpdesk", "Network", "Übergabe Ost", "ÜBERGABE WEST"];
    assert_eq!(names(&ann, "").await, all);
    assert_eq!(names(&ann, "q=desk").await, ["Helpdesk"]);
    assert_eq!(names(&ann, "q=net").await, ["Network"]);
    assert_eq!(names(&ann, "q=%C3%BCbergabe").await, all[2..]);
    assert_eq!(names(&ann, "q=ubergabe").await, all[2..]);
    assert_eq!(names(&ann, "q=uw").await, [all[3]]);
    assert_eq!(names(&ann, "q=nothing").await, [""; 0]);

    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let path = format!("/api/chat/teams?limit=1{cursor}");
        let page = ann.get(&path).await.ok();
        found.extend(page["items"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next"].as_str() else {
            break;
        };
        let next: String = next.bytes().map(|byte| format!("%{byte:02x}")).collect();
        cursor = format!("&cursor={next}");
    }
    let ids: Vec<&Value> = found.iter().map(|team| &team["id"]).collect();
    assert_eq!(json!(ids), json!(["DESK", "NET", "UE", "UW"]));
    let refused = ann.get("/api/chat/teams?cursor=x").await;
    assert_eq!(refused.problem(400), "invalid");
}

#[tokio::test]
async fn the_teams_of_a_channel_show_who_is_on_duty() {
    let server = TestServer::with_users(&["ann", "bob", "cara", "dora", "eve"]).await;
    let db = server.elsewhere().await;
    orvale(
        &db,
        "INSERT INTO sections (id, name) VALUES ('IT', 'IT'); \
         INSERT INTO teams (id, name, section_id) VALUES ('NET', 'Network', 'IT'), \
            ('DESK', 'Helpdesk', 'IT'), ('NONE', 'Nobody', 'IT'); \
         UPDATE users SET team_id = 'NET' WHERE username IN ('ann', 'bob', 'cara'); \
         UPDATE users SET team_id = 'DESK' WHERE username IN ('dora', 'eve'); \
         UPDATE users SET active = FALSE WHERE username = 'cara'",
    )
    .await;
    let (ann, dora, eve) = (server.rest("ann"), server.rest("dora"), server.rest("eve"));
    let new = json!({"name": "general", "type": "public"});
    let made = ann.post("/api/chat/channels", new).await.ok();
    let id = made["id"].as_i64().unwrap();
    for user in ["bob", "dora"] {
        let join = format!("/api/chat/channels/{id}/join");
        server.rest(user).post(&join, json!({})).await.ok();
    }
    let path = format!("/api/chat/channels/{id}/teams");
    // Those who are in the channel, and nobody else: cara is gone, eve is not here.
    let person = |name: &str, on_duty: bool| json!({"username": name, "displayName": format!("{name} of tests"), "onDuty": on_duty});
    let found = dora.get(&path).await.ok();
    assert_eq!(
        found["items"],
        json!([
            {"id": "DESK", "name": "Helpdesk", "members": 1, "onDuty": 0, "people": [person("dora", false)]},
            {"id": "NET", "name": "Network", "members": 2, "onDuty": 0,
                "people": [person("ann", false), person("bob", false)]},
        ])
    );
    let _bob = server.connect("bob").await;
    let mut items = json!(null);
    for _ in 0..200 {
        items = dora.get(&format!("{path}?q=net")).await.ok()["items"].clone();
        if items[0]["onDuty"] == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(
        items,
        json!([{"id": "NET", "name": "Network", "members": 2, "onDuty": 1,
            "people": [person("bob", true), person("ann", false)]}])
    );
    // Presence is for those who share the channel.
    assert_eq!(eve.get(&path).await.problem(404), "not_found");
    let asked = json!({"message": "@Network?"});
    let messages = format!("/api/chat/channels/{id}/messages");
    let refused = within("the team is known", async {
        loop {
            let answer = dora.post(&messages, asked.clone()).await;
            if answer.status == 409 {
                break answer;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    })
    .await;
    assert_eq!(
        (&refused.body["recipients"], &refused.body["offDuty"]),
        (&json!(2), &json!(1))
    );
    assert_eq!(refused.problem(409), "conflict");
    // Orvale's work modes have the last word.
    orvale(
        &db,
        "CREATE TABLE staff_work_modes (id INTEGER PRIMARY KEY, username TEXT, current_mode TEXT, \
            work_mode_timeout_enabled INTEGER); \
         INSERT INTO staff_work_modes VALUES (1, 'ann', 'ready', 0), (2, 'bob', 'offline', 0)",
    )
    .await;
    let found = dora.get(&format!("{path}?q=net")).await.ok();
    let people = &found["items"][0]["people"];
    assert_eq!(people[0]["username"], "ann");
    assert_eq!(
        people[1],
        json!({"username": "bob", "displayName": "bob of tests", "onDuty": false, "workMode": "offline"})
    );
    orvale(&db, "UPDATE staff_work_modes SET current_mode = 'ready'").await;
    let asked = json!({
        "message": "@Network?", "clientId": "0b1f8a52-5c7e-4b9f-9a53-0f6f2a6f3c11"
    });
    let sent = dora.post(&messages, asked.clone()).await.ok();
    orvale(&db, "UPDATE staff_work_modes SET current_mode = 'break'").await;
    // Sent again it is the same message, although they are off duty by now.
    let again = dora.post(&messages, asked).await.ok();
    assert_eq!(again["id"], sent["id"]);
    let refused = dora.post(&messages, json!({"message": "@Network?"})).await;
    assert_eq!(refused.body["offDuty"], 2);
    let sent = json!({"message": "@Network?", "confirmed": true});
    dora.post(&messages, sent).await.ok();
}

#[tokio::test]
async fn who_is_off_duty_is_looked_up_for_those_alone_who_may_post() {
    let server = TestServer::with_users(&["ann", "bob", "cara"]).await;
    let db = server.elsewhere().await;
    orvale(
        &db,
        "INSERT INTO sections (id, name) VALUES ('IT', 'IT'); \
         INSERT INTO teams (id, name, section_id) VALUES ('NET', 'Network', 'IT'); \
         UPDATE users SET team_id = 'NET' WHERE username = 'bob'",
    )
    .await;
    let (ann, cara) = (server.rest("ann"), server.rest("cara"));
    let new = json!({"name": "secret", "type": "private"});
    let id = &ann.post("/api/chat/channels", new).await.ok()["id"];
    let bob = json!({"userId": "bob"});
    ann.post(&format!("/api/chat/channels/{id}/members"), bob)
        .await
        .ok();
    let path = format!("/api/chat/channels/{id}/messages");
    let ask = async |who: &Rest| {
        let client = uuid::Uuid::new_v4();
        let message = json!({"clientId": client, "message": "@Network, it is down"});
        who.post(&path, message).await
    };
    within("the team is known", async {
        while ask(&ann).await.body["code"] != "conflict" {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    })
    .await;
    // What it reads is gone, so that whoever has it looked up fails.
    orvale(&db, "ALTER TABLE chat_preferences RENAME TO elsewhere").await;
    assert!(ask(&ann).await.status.is_server_error());
    assert_eq!(ask(&cara).await.problem(404), "not_found");
    orvale(&db, "ALTER TABLE elsewhere RENAME TO chat_preferences").await;
}
