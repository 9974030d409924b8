//! What went wrong with threads in other systems: counts that stay, threads that come back, and two notifications
//! of one reply.

use serde_json::{Value, json};

use crate::support::{Rest, Socket, TestServer, servers_on_both};

servers_on_both![
    the_count_falls_with_each_reply_that_is_deleted,
    who_is_removed_loses_the_threads_until_they_are_added_again,
    what_is_unfollowed_stays_so_on_all_devices_until_one_writes_or_is_mentioned,
    a_reply_in_both_places_is_one_in_a_direct_conversation_too,
    marking_all_as_read_reads_threads_on_every_device,
];

/// A private channel of ann, bob and eve.
async fn desk(server: &TestServer) -> i64 {
    let ann = server.rest("ann");
    let desk = json!({"name": "desk", "type": "private"});
    let desk = ann.post("/api/chat/channels", desk).await.ok();
    let id = desk["id"].as_i64().unwrap();
    for user in ["bob", "eve"] {
        add(&ann, id, user).await;
    }
    id
}

async fn add(ann: &Rest, channel: i64, user: &str) {
    let path = format!("/api/chat/channels/{channel}/members");
    ann.post(&path, json!({"userId": user})).await.ok();
}

async fn post(who: &Rest, channel: i64, message: Value) -> Value {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, message).await.ok()
}

async fn reply(who: &Rest, root: &Value, text: &str) -> Value {
    let channel = root["channelId"].as_i64().unwrap();
    let reply = json!({"message": text, "threadId": root["id"]});
    post(who, channel, reply).await
}

async fn delete(who: &Rest, message: &Value) {
    let path = format!("/api/chat/messages/{}", message["id"]);
    assert_eq!(who.delete(&path).await.status, 204);
}

/// The inbox as `(threadId, unreadCount)`, and the count of unread threads beside it.
async fn inbox(who: &Rest) -> (Vec<(Value, Value)>, Value) {
    let found = who.get("/api/chat/threads").await.ok();
    let items = found["items"].as_array().unwrap().iter();
    let counts = items.map(|it| (it["threadId"].clone(), it["thread"]["unreadCount"].clone()));
    (counts.collect(), found["unreadThreads"].clone())
}

async fn notifications(who: &Rest) -> Vec<Value> {
    let found = who.get("/api/chat/notifications").await.ok();
    found["items"].as_array().unwrap().clone()
}

/// The events of this name so far, up to the reply to a command.
async fn told(socket: &mut Socket, name: &str) -> Vec<Value> {
    let data = json!({"status": "busy"});
    socket.command("update_presence", data).await.unwrap();
    let frames = socket.drain().into_iter();
    let named = frames.filter(|frame| frame[0] == 0 && frame[1] == name);
    named.map(|frame| frame[2].clone()).collect()
}

async fn the_count_falls_with_each_reply_that_is_deleted() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let channel = desk(&server).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let root = post(&ann, channel, json!({"message": "the root"})).await;
    let id = root["id"].clone();
    reply(&bob, &root, "mine").await;
    let mut replies = Vec::new();
    for text in ["one", "two", "three"] {
        replies.push(reply(&ann, &root, text).await);
    }
    let mut phone = server.connect("bob").await;
    assert_eq!(inbox(&bob).await, (vec![(id.clone(), json!(3))], json!(1)));
    for (left, reply) in replies.iter().enumerate().rev() {
        delete(&ann, reply).await;
        let told = phone.event("thread_updated").await;
        assert_eq!(told["thread"]["unreadCount"], left);
        let unread = json!(i64::from(left > 0));
        assert_eq!(inbox(&bob).await, (vec![(id.clone(), json!(left))], unread));
    }
    // The root alone: it shows a tombstone, and hides no reply.
    let last = reply(&ann, &root, "one more").await;
    delete(&ann, &root).await;
    assert_eq!(inbox(&bob).await, (vec![(id.clone(), json!(1))], json!(1)));
    let path = format!("/api/chat/threads/{id}/messages");
    let shown = bob.get(&path).await.ok();
    let texts: Vec<_> = shown["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["text"])
        .collect();
    assert!(
        texts.contains(&&json!("one more")) && texts.contains(&&json!("mine")),
        "{shown}"
    );
    let found = bob.get("/api/chat/threads").await.ok();
    assert!(found["items"][0]["message"]["deletedAt"].is_number());
    let read = json!({"threadId": id, "seq": last["seq"]});
    let answer = phone.command("mark_thread_read", read).await.unwrap();
    assert_eq!(answer["thread"]["unreadCount"], 0);
    assert_eq!(inbox(&bob).await, (vec![(id, json!(0))], json!(0)));
}

async fn who_is_removed_loses_the_threads_until_they_are_added_again() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let channel = desk(&server).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let root = post(&bob, channel, json!({"message": "the root"})).await;
    let read = reply(&ann, &root, "read").await;
    let path = format!("/api/chat/threads/{}/read", root["id"]);
    bob.post(&path, json!({"seq": read["seq"]})).await.ok();
    let before = notifications(&bob).await.len();
    let mut phone = server.connect("bob").await;
    let member = format!("/api/chat/channels/{channel}/members/bob");
    assert_eq!(ann.delete(&member).await.status, 204);
    phone.event("channel_left").await;
    phone.drain();
    let missed = reply(&ann, &root, "@bob are you there?").await;
    reply(&server.rest("eve"), &root, "he is not").await;
    for name in ["thread_updated", "notification", "message_received"] {
        assert_eq!(told(&mut phone, name).await, [] as [Value; 0], "{name}");
    }
    assert_eq!(inbox(&bob).await, (vec![], json!(0)));
    let all = bob.post("/api/chat/read", json!({})).await;
    assert!(all.status.is_success(), "{}", all.text);

    // Added again, he finds it as he left it, and nothing rings for what was said meanwhile.
    add(&ann, channel, "bob").await;
    phone.event("channel_joined").await;
    assert_eq!(told(&mut phone, "notification").await, [] as [Value; 0]);
    let after = notifications(&bob).await;
    assert_eq!(after.len(), before, "{after:?}");
    assert!(after.iter().all(|it| it["messageId"] != missed["id"]));
    let (threads, _) = inbox(&bob).await;
    assert_eq!(threads[0].0, root["id"], "followed as before");
    // From now on replies ring again.
    reply(&ann, &root, "welcome back").await;
    assert_eq!(phone.event("notification").await["kind"], "thread_reply");
}

async fn what_is_unfollowed_stays_so_on_all_devices_until_one_writes_or_is_mentioned() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let channel = desk(&server).await;
    let (ann, bob, eve) = (server.rest("ann"), server.rest("bob"), server.rest("eve"));
    let root = post(&bob, channel, json!({"message": "the root"})).await;
    let first = reply(&ann, &root, "first").await;
    let (mut laptop, mut phone) = (server.connect("bob").await, server.connect("bob").await);
    let thread = json!({"threadId": root["id"]});
    laptop
        .command("unfollow_thread", thread.clone())
        .await
        .unwrap();
    let ended =
        |frame: &Value| frame[1] == "thread_updated" && frame[2]["thread"]["following"] == false;
    phone.frame("the end of following", ended).await;
    for who in [&ann, &eve, &ann] {
        reply(who, &root, "without bob").await;
    }
    let edit = format!("/api/chat/messages/{}", root["id"]);
    bob.put(&edit, json!({"message": "the root, edited"}))
        .await
        .ok();
    let read = json!({"threadId": root["id"], "seq": first["seq"]});
    laptop.command("mark_thread_read", read).await.unwrap();
    let page = format!("/api/chat/threads/{}/messages", root["id"]);
    bob.get(&page).await.ok();
    for device in [&mut laptop, &mut phone] {
        assert_eq!(told(device, "notification").await, [] as [Value; 0]);
    }
    assert_eq!(inbox(&bob).await, (vec![], json!(0)));

    // A mention that an edit adds follows it, and so does a reply of one's own.
    let edit = format!("/api/chat/messages/{}", first["id"]);
    ann.put(&edit, json!({"message": "first, @bob"})).await.ok();
    for device in [&mut laptop, &mut phone] {
        let follows =
            |frame: &Value| frame[1] == "thread_updated" && frame[2]["thread"]["following"] == true;
        device
            .frame("the thread that is followed again", follows)
            .await;
    }
    assert_eq!(inbox(&bob).await.0[0].0, root["id"]);
    laptop.command("unfollow_thread", thread).await.unwrap();
    assert_eq!(inbox(&bob).await, (vec![], json!(0)));
    reply(&bob, &root, "my own").await;
    let follows =
        |frame: &Value| frame[1] == "thread_updated" && frame[2]["thread"]["following"] == true;
    phone
        .frame("the thread that is followed again", follows)
        .await;
    assert_eq!(inbox(&bob).await.0[0].0, root["id"]);
}

async fn a_reply_in_both_places_is_one_in_a_direct_conversation_too() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let new = json!({"userIds": ["bob"]});
    let direct = ann.post("/api/chat/direct", new).await.ok();
    let desk = desk(&server).await;
    let all = format!("/api/chat/channels/{desk}/preferences");
    bob.put(&all, json!({"notify": "all"})).await.ok();
    for channel in [direct["id"].as_i64().unwrap(), desk] {
        let root = post(&bob, channel, json!({"message": "the root"})).await;
        let mut phone = server.connect("bob").await;
        let earlier = notifications(&bob).await.len();
        let new = json!({"message": "for @bob", "threadId": root["id"], "alsoToChannel": true});
        let both = post(&ann, channel, new).await;
        assert_eq!(phone.event("notification").await["messageId"], both["id"]);
        assert_eq!(told(&mut phone, "notification").await, [] as [Value; 0]);
        assert_eq!(notifications(&bob).await.len(), earlier + 1);
        // It counts in the channel and not in the thread.
        let seen = bob.get(&format!("/api/chat/channels/{channel}")).await.ok();
        assert_eq!(
            (&seen["unreadCount"], &seen["mentionCount"]),
            (&json!(1), &json!(1))
        );
        assert_eq!(inbox(&bob).await.1, 0);
        // An edit changes both places.
        let path = format!("/api/chat/messages/{}", both["id"]);
        ann.put(&path, json!({"message": "for @bob, now"}))
            .await
            .ok();
        for page in [
            format!("/api/chat/threads/{}/messages", root["id"]),
            format!("/api/chat/channels/{channel}/messages"),
        ] {
            let shown = bob.get(&page).await.ok();
            let last = shown["items"].as_array().unwrap().last().unwrap().clone();
            assert_eq!(last["text"], "for @bob, now", "{page}");
        }
        // Read in the channel, the thread does not count it.
        let data = json!({"channelId": channel, "seq": both["seq"]});
        let counts = phone.command("mark_read", data).await.unwrap();
        assert_eq!(
            (&counts["unreadCount"], &counts["mentionCount"]),
            (&json!(0), &json!(0))
        );
        assert_eq!(inbox(&bob).await.1, 0);
        assert_eq!(notifications(&bob).await[0]["read"], true);
        // Deleting it leaves it in neither.
        delete(&ann, &both).await;
        assert_eq!(notifications(&bob).await.len(), earlier);
        let shown = bob
            .get(&format!("/api/chat/channels/{channel}/messages"))
            .await
            .ok();
        let last = shown["items"].as_array().unwrap().last().unwrap();
        assert!(last["deletedAt"].is_number(), "{last}");
    }
}

async fn marking_all_as_read_reads_threads_on_every_device() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let channel = desk(&server).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let root = post(&bob, channel, json!({"message": "the root"})).await;
    let last = reply(&ann, &root, "one").await;
    post(&ann, channel, json!({"message": "in the channel"})).await;
    let (mut laptop, mut phone) = (server.connect("bob").await, server.connect("bob").await);
    // Reading the channel to its end leaves the thread.
    let data = json!({"channelId": channel, "seq": last["seq"].as_i64().unwrap() + 1});
    laptop.command("mark_read", data).await.unwrap();
    assert_eq!(inbox(&bob).await.1, 1);
    laptop.command("mark_all_read", json!({})).await.unwrap();
    for device in [&mut laptop, &mut phone] {
        let told = device.event("threads_read").await;
        assert_eq!(told["threadIds"], json!([root["id"]]));
    }
    assert_eq!(inbox(&bob).await.1, 0);
    // "Unread from here" in a thread makes the thread unread, and not the channel.
    let path = format!("/api/chat/threads/{}/read", root["id"]);
    let unread = json!({"seq": last["seq"].as_i64().unwrap() - 1, "unread": true});
    bob.post(&path, unread).await.ok();
    assert_eq!(inbox(&bob).await.1, 1);
    let seen = bob.get(&format!("/api/chat/channels/{channel}")).await.ok();
    assert_eq!(seen["unreadCount"], 0);
}
