//! The teams that can be mentioned, over REST.

use entity::Database;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::support::{Rest, TestServer};

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
