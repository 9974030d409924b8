//! A channel never loses its only owner while it has other members.

use serde_json::json;

use crate::support::TestServer;

#[tokio::test]
async fn nobody_can_remove_or_demote_the_only_owner() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    server.add_user("max", "manager").await;
    let (ann, max) = (server.rest("ann"), server.rest("max"));
    let made = json!({"name": "desk", "type": "public"});
    let made = ann.post("/api/chat/channels", made).await.ok();
    let path = format!("/api/chat/channels/{}", made["id"]);
    let join = format!("{path}/join");
    server.rest("bob").post(&join, json!({})).await.ok();

    let member = format!("{path}/members/ann");
    let demoted = json!({"role": "member"});
    for manager in [&max, &ann] {
        let refused = manager.put(&member, demoted.clone()).await;
        assert_eq!(refused.problem(409), "conflict");
    }
    assert_eq!(max.delete(&member).await.problem(409), "conflict");
    let leave = format!("{path}/leave");
    let left = ann.post(&leave, json!({})).await;
    assert_eq!(left.problem(409), "conflict");

    // With a second owner, the first can be demoted and removed.
    let successor = format!("{path}/members/bob");
    max.put(&successor, json!({"role": "owner"})).await.ok();
    max.put(&member, demoted).await.ok();
    assert_eq!(max.delete(&member).await.status, 204);
    // Without other members, the last one can be removed.
    assert_eq!(max.delete(&successor).await.status, 204);
}
