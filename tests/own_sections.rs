//! A user's own sections of the sidebar: the same on all devices, and whole or refused.

use serde_json::{Value, json};

use crate::support::TestServer;

#[tokio::test]
async fn sections_are_the_same_on_all_devices() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let ann = server.rest("ann");
    let (mut laptop, mut phone) = (server.connect("ann").await, server.connect("ann").await);
    let path = "/api/chat/preferences";
    assert_eq!(ann.get(path).await.ok()["sections"], json!([]));
    let sections = json!([
        {"id": "s1", "title": "Region 7", "channels": [4, 2]},
        {"id": "s2", "title": "Später", "channels": []},
    ]);
    let data = json!({"sections": sections});
    let reply = laptop.command("set_preferences", data).await.unwrap();
    assert_eq!(
        (&reply["sections"], &reply["sound"]),
        (&sections, &json!(true))
    );
    for device in [&mut laptop, &mut phone] {
        let told = device.event("preferences_updated").await;
        assert_eq!(told["preferences"]["sections"], sections);
    }
    // Another preference leaves them, and what is refused changes nothing.
    let changed = ann.put(path, json!({"sound": false})).await.ok();
    assert_eq!(changed["sections"], sections);
    let twice = json!([
        {"id": "s1", "title": "One", "channels": []},
        {"id": "s1", "title": "Two", "channels": []},
    ]);
    for wrong in [twice, json!([{"id": "s1", "title": ""}]), json!("none")] {
        let refused = ann.put(path, json!({"sections": wrong})).await;
        assert_eq!(refused.problem(400), "invalid");
    }
    assert_eq!(ann.get(path).await.ok()["sections"], sections);
    assert_eq!(
        server.rest("bob").get(path).await.ok()["sections"],
        json!([])
    );
    let cleared = ann.put(path, json!({"sections": []})).await.ok();
    assert_eq!(cleared["sections"], Value::Array(Vec::new()));
}
