//! Reading notifications over REST and the socket: all up to one, or single ones.

use serde_json::{Value, json};

use crate::support::{Rest, TestServer, servers_on_both, within};

servers_on_both![
    a_notification_goes_to_the_first_device_that_claims_it,
    single_notifications_are_read_on_all_devices,
];

async fn unread(who: &Rest) -> Vec<Value> {
    let found = who.get("/api/chat/notifications").await.ok();
    let items = found["items"].as_array().unwrap().iter();
    items
        .filter(|item| item["read"] != true)
        .map(|item| item["seq"].clone())
        .collect()
}

async fn a_notification_goes_to_the_first_device_that_claims_it() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let ann = server.rest("ann");
    let (mut desk, mut phone) = (server.connect("bob").await, server.connect("bob").await);
    let new = json!({"userIds": ["bob"]});
    let direct = ann.post("/api/chat/direct", new).await.ok();
    let path = format!("/api/chat/channels/{}/messages", direct["id"]);
    let mut seqs = Vec::new();
    for text in ["one", "two"] {
        ann.post(&path, json!({"message": text})).await.ok();
        let told = desk.event("notification").await;
        assert_eq!(phone.event("notification").await["seq"], told["seq"]);
        seqs.push(told["seq"].clone());
    }
    let one = json!({"seqs": [seqs[0]]});
    let both = json!({"seqs": seqs});
    let claim = "claim_notifications";
    assert_eq!(desk.command(claim, one.clone()).await.unwrap(), one);
    let second = json!({"seqs": [seqs[1]]});
    assert_eq!(phone.command(claim, both.clone()).await.unwrap(), second);
    // A device that returns is one of several, too. What was claimed just before it ended passes on, and nothing else.
    drop(phone);
    let nothing = json!({"seqs": []});
    let mut back = server.connect("bob").await;
    let passed_on = within("the claim of the phone", async {
        loop {
            let claimed = back.command(claim, both.clone()).await.unwrap();
            if claimed != nothing {
                return claimed;
            }
        }
    });
    assert_eq!(passed_on.await, second);
    assert_eq!(desk.command(claim, both).await.unwrap(), nothing);
    // Each user's positions are their own, and none is claimed before it is there.
    let mut other = server.connect("ann").await;
    let future = json!({"seqs": [999_999]});
    let refused = other.command(claim, future).await.unwrap_err();
    assert_eq!(refused["code"], "invalid");
    let many: Vec<i64> = (0..201).collect();
    let refused = other.command(claim, json!({"seqs": many})).await;
    assert_eq!(refused.unwrap_err()["code"], "invalid");
}

async fn single_notifications_are_read_on_all_devices() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let new = json!({"userIds": ["bob"]});
    let direct = ann.post("/api/chat/direct", new).await.ok();
    let id = &direct["id"];
    for text in ["one", "two", "three"] {
        let path = format!("/api/chat/channels/{id}/messages");
        ann.post(&path, json!({"message": text})).await.ok();
    }
    let mut phone = server.connect("bob").await;
    let latest_first = unread(&bob).await;
    let [three, two, one] = latest_first.as_slice() else {
        panic!("{latest_first:?}")
    };
    let read = "/api/chat/notifications/read";
    let left = bob.post(read, json!({"seqs": [three, 0]})).await.ok();
    assert_eq!(left["unreadCount"], 2);
    let told = phone.event("notifications_read").await;
    assert_eq!(told["seqs"], json!([three]));
    assert_eq!(unread(&bob).await, [two.clone(), one.clone()]);
    let left = phone
        .command("read_notifications", json!({"seqs": [one]}))
        .await
        .unwrap();
    assert_eq!(left["unreadCount"], 1);
    assert_eq!(unread(&bob).await, std::slice::from_ref(two));
    let left = bob.post(read, json!({"seq": three})).await.ok();
    assert_eq!(left["unreadCount"], 0);

    let many: Vec<i64> = (0..201).collect();
    for wrong in [
        json!({}),
        json!({"seq": 1, "seqs": [1]}),
        json!({"seqs": many}),
        json!({"seqs": [-1]}),
        json!({"seq": -1}),
        json!({"seq": 999_999}),
        json!({"seqs": [999_999]}),
        json!({"seqs": 1}),
    ] {
        let refused = bob.post(read, wrong.clone()).await;
        assert_eq!(refused.problem(400), "invalid", "{wrong}");
        let refused = phone.command("read_notifications", wrong).await;
        assert_eq!(refused.unwrap_err()["code"], "invalid");
    }
}
