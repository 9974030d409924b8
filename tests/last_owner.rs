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
    // The channel then belongs to whoever joins it first.
    let (ann, bob) = (&ann, server.rest("bob"));
    assert_eq!(bob.post(&join, json!({})).await.ok()["role"], "owner");
    assert_eq!(ann.post(&join, json!({})).await.ok()["role"], "member");
}

#[tokio::test]
async fn everyone_can_give_up_a_role_of_their_own() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let [ann, bob, eve] = ["ann", "bob", "eve"].map(|name| server.rest(name));
    let made = json!({"name": "desk", "type": "private"});
    let made = ann.post("/api/chat/channels", made).await.ok();
    let path = format!("/api/chat/channels/{}/members", made["id"]);
    let role = |role: &str| json!({"role": role});
    for user in ["bob", "eve"] {
        let new = json!({"userId": user});
        ann.post(&path, new).await.ok();
    }
    let own = format!("{path}/bob");
    ann.put(&own, role("admin")).await.ok();
    // An admin gives up their role, but takes no other and nobody else's.
    assert_eq!(bob.put(&own, role("owner")).await.problem(403), "forbidden");
    let other = format!("{path}/eve");
    ann.put(&other, role("admin")).await.ok();
    assert_eq!(
        bob.put(&other, role("member")).await.problem(403),
        "forbidden"
    );
    bob.put(&own, role("member")).await.ok();
    assert_eq!(bob.put(&own, role("admin")).await.problem(403), "forbidden");
    eve.put(&other, role("member")).await.ok();
    // So does an owner, if there is another.
    let first = format!("{path}/ann");
    assert_eq!(
        ann.put(&first, role("admin")).await.problem(409),
        "conflict"
    );
    ann.put(&own, role("owner")).await.ok();
    ann.put(&first, role("admin")).await.ok();
}

#[tokio::test]
async fn an_owner_who_is_deactivated_is_no_heir() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    server.add_user("max", "manager").await;
    let (ann, max) = (server.rest("ann"), server.rest("max"));
    let mut bob = server.connect("bob").await;
    let made = json!({"name": "desk", "type": "public"});
    let made = ann.post("/api/chat/channels", made).await.ok();
    let path = format!("/api/chat/channels/{}", made["id"]);
    for user in ["bob", "eve"] {
        let new = json!({"userId": user});
        let members = format!("{path}/members");
        ann.post(&members, new).await.ok();
    }
    let owner = json!({"role": "owner"});
    ann.put(&format!("{path}/members/bob"), owner).await.ok();
    server.set_active("bob", false).await;
    // The server has noticed.
    assert_eq!(bob.close_code().await, Some(4014));
    let left = ann.post(&format!("{path}/leave"), json!({})).await;
    assert_eq!(left.problem(409), "conflict");
    let own = format!("{path}/members/ann");
    let stepped_down = ann.put(&own, json!({"role": "member"})).await;
    assert_eq!(stepped_down.problem(409), "conflict");
    assert_eq!(max.delete(&own).await.problem(409), "conflict");
}
