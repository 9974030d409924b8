//! Threads over the socket and over REST: what everyone is sent, and what each finds in the list.

use serde_json::{Value, json};

use crate::support::{Rest, TestServer, servers_on_both};

servers_on_both![
    a_reply_reaches_everyone_and_counts_for_those_who_follow,
    who_left_the_channel_is_sent_nothing_of_its_threads,
    what_cannot_be_a_reply_is_refused,
    unread_from_a_reply_holds_until_the_thread_is_read,
    the_position_of_a_reply_names_its_thread,
    a_reply_in_a_direct_conversation_is_for_the_other_person_until_they_stop,
    threads_of_a_muted_channel_ask_for_no_attention,
    threads_of_an_archived_channel_ask_for_no_attention,
    a_reply_has_no_thread_of_its_own,
];

/// A channel of ann, bob and eve, with a message of ann's.
async fn begun(server: &TestServer) -> (i64, i64) {
    let ann = server.rest("ann");
    let channel = json!({"name": "desk", "type": "public"});
    let channel = ann.post("/api/chat/channels", channel).await.ok();
    let id = channel["id"].as_i64().unwrap();
    for user in ["bob", "eve"] {
        let path = format!("/api/chat/channels/{id}/join");
        server.rest(user).post(&path, json!({})).await.ok();
    }
    let root = post(&ann, id, json!({"message": "the root"})).await;
    (id, root["id"].as_i64().unwrap())
}

async fn post(who: &Rest, channel: i64, message: Value) -> Value {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, message).await.ok()
}

async fn inbox(who: &Rest) -> Vec<(i64, i64)> {
    let found = who.get("/api/chat/threads").await.ok();
    let items = found["items"].as_array().unwrap();
    let counts: Vec<_> = items
        .iter()
        .map(|item| {
            let unread = item["thread"]["unreadCount"].as_i64().unwrap();
            (item["threadId"].as_i64().unwrap(), unread)
        })
        .collect();
    let unread = counts.iter().filter(|(_, unread)| *unread > 0).count();
    assert_eq!(found["unreadThreads"], unread);
    counts
}

async fn a_reply_reaches_everyone_and_counts_for_those_who_follow() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (channel, root) = begun(&server).await;
    let (mut ann, mut phone) = (server.connect("ann").await, server.connect("ann").await);
    let mut eve = server.connect("eve").await;
    let reply = json!({"message": "a reply", "threadId": root});
    let reply = post(&server.rest("bob"), channel, reply).await;
    assert_eq!(reply["threadId"], root);
    for (socket, following, unread) in [
        (&mut ann, true, 1),
        (&mut phone, true, 1),
        (&mut eve, false, 0),
    ] {
        let received = socket.event("message_received").await;
        assert_eq!(received["message"]["threadId"], root);
        let thread = socket.event("thread_updated").await;
        assert_eq!(
            (&thread["channelId"], &thread["threadId"]),
            (&json!(channel), &json!(root))
        );
        let thread = &thread["thread"];
        assert_eq!(
            (&thread["following"], &thread["unreadCount"]),
            (&json!(following), &json!(unread))
        );
        assert_eq!(thread["participants"], json!(["bob"]));
    }
    let path = format!("/api/chat/channels/{channel}/messages");
    let page = server.rest("ann").get(&path).await.ok();
    let last = page["items"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["id"], &last["thread"]["unreadCount"]),
        (&json!(root), &json!(1))
    );
    let path = format!("/api/chat/threads/{root}/messages");
    let replies = server.rest("eve").get(&path).await.ok();
    assert_eq!(replies["items"], json!([reply]));

    assert_eq!(inbox(&server.rest("ann")).await, [(root, 1)]);
    assert_eq!(inbox(&server.rest("eve")).await, []);
    let read = json!({"threadId": root, "seq": reply["seq"]});
    let answer = ann.command("mark_thread_read", read).await.unwrap();
    assert_eq!(answer["thread"]["unreadCount"], 0);
    let told = phone.event("thread_updated").await;
    assert_eq!(told["thread"], answer["thread"]);
    assert_eq!(inbox(&server.rest("ann")).await, [(root, 0)]);
    // Nothing of it was for eve.
    let followed = eve
        .command("follow_thread", json!({"threadId": root}))
        .await;
    assert_eq!(followed.unwrap()["thread"]["following"], true);
    let told = eve.event("thread_updated").await;
    assert_eq!(told["thread"]["following"], true);
}

async fn who_left_the_channel_is_sent_nothing_of_its_threads() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (channel, root) = begun(&server).await;
    let bob = server.rest("bob");
    post(&bob, channel, json!({"message": "mine", "threadId": root})).await;
    let mut socket = server.connect("bob").await;
    let path = format!("/api/chat/channels/{channel}/leave");
    bob.post(&path, json!({})).await;
    let mentioning = json!({"message": "@bob are you there?", "threadId": root});
    post(&server.rest("ann"), channel, mentioning).await;
    // What comes next on the socket is the reply to a command: nothing was in between.
    let refused = socket
        .command("follow_thread", json!({"threadId": root}))
        .await;
    assert_eq!(refused.unwrap_err()["code"], "forbidden");
    let told = socket.drain();
    assert!(
        told.iter().all(|frame| frame[1] != "thread_updated"),
        "{told:?}"
    );
    assert_eq!(inbox(&bob).await, []);
}

async fn what_cannot_be_a_reply_is_refused() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (channel, root) = begun(&server).await;
    let ann = server.rest("ann");
    let inner = post(&ann, channel, json!({"message": "mine", "threadId": root})).await;
    let path = format!("/api/chat/channels/{channel}/messages");
    for (message, status) in [
        (json!({"message": "deeper", "threadId": inner["id"]}), 400),
        (json!({"message": "nowhere", "threadId": 987_654}), 404),
        (json!({"message": "no thread", "alsoToChannel": true}), 400),
        (json!({"message": "odd", "threadId": "x"}), 400),
    ] {
        let answer = ann.post(&path, message.clone()).await;
        assert_eq!(answer.status, status, "{message}: {}", answer.body);
    }
    let beyond = json!({"seq": 10_000});
    let path = format!("/api/chat/threads/{root}/read");
    assert_eq!(ann.post(&path, beyond).await.status, 400);
}

async fn unread_from_a_reply_holds_until_the_thread_is_read() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (channel, root) = begun(&server).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let mut seqs = Vec::new();
    for text in ["one", "two", "three"] {
        let reply = json!({"message": text, "threadId": root});
        seqs.push(post(&bob, channel, reply).await["seq"].as_i64().unwrap());
    }
    let (mut laptop, mut phone) = (server.connect("ann").await, server.connect("ann").await);
    let read = format!("/api/chat/threads/{root}/read");
    ann.post(&read, json!({"seq": seqs[2]})).await.ok();
    let unread = json!({"seq": seqs[0], "unread": true});
    ann.post(&read, unread).await.ok();
    for device in [&mut laptop, &mut phone] {
        for count in [0, 2] {
            let told = device.event("thread_updated").await;
            assert_eq!(told["thread"]["unreadCount"], count);
        }
    }
    assert_eq!(inbox(&ann).await, [(root, 2)]);

    // Reading the channel, or the thread up to an earlier reply, changes nothing.
    let data = json!({"channelId": channel, "seq": seqs[2]});
    let counts = laptop.command("mark_read", data).await.unwrap();
    assert_eq!(counts["unreadCount"], 0);
    assert_eq!(inbox(&ann).await, [(root, 2)]);
    ann.post(&read, json!({"seq": seqs[0]})).await.ok();
    assert_eq!(inbox(&ann).await, [(root, 2)]);
    let data = json!({"threadId": root, "seq": seqs[2]});
    laptop.command("mark_thread_read", data).await.unwrap();
    assert_eq!(inbox(&ann).await, [(root, 0)]);
}

async fn the_position_of_a_reply_names_its_thread() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (channel, root) = begun(&server).await;
    let (ann, eve) = (server.rest("ann"), server.rest("eve"));
    let reply = json!({"message": "in the thread", "threadId": root});
    let reply = post(&ann, channel, reply).await;
    let both = json!({"message": "in both", "threadId": root, "alsoToChannel": true});
    let both = post(&ann, channel, both).await;
    let around = async |seq: &Value| {
        let path = format!("/api/chat/channels/{channel}/messages?around={seq}");
        let page = eve.get(&path).await.ok();
        let items = page["items"].as_array().unwrap().iter();
        let ids: Vec<Value> = items.map(|it| it["id"].clone()).collect();
        (page["threadId"].clone(), ids)
    };
    let (thread, items) = around(&reply["seq"]).await;
    assert_eq!(thread, root);
    assert!(!items.contains(&reply["id"]));
    let (thread, items) = around(&both["seq"]).await;
    assert_eq!(thread, Value::Null);
    assert!(items.contains(&both["id"]));
    // It stays after the reply is deleted: the thread shows a tombstone.
    ann.delete(&format!("/api/chat/messages/{}", reply["id"]))
        .await
        .ok();
    assert_eq!(around(&reply["seq"]).await.0, root);
    assert_eq!(around(&json!(987)).await.0, Value::Null);
}

async fn a_reply_in_a_direct_conversation_is_for_the_other_person_until_they_stop() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let direct = ann.post("/api/chat/direct", json!({"userIds": ["bob"]}));
    let channel = direct.await.ok()["id"].as_i64().unwrap();
    let root = post(&ann, channel, json!({"message": "a list"})).await["id"]
        .as_i64()
        .unwrap();
    let mut socket = server.connect("bob").await;
    let reply = json!({"message": "a point", "threadId": root});
    post(&ann, channel, reply.clone()).await;
    let told = socket.event("notification").await;
    assert_eq!(
        (&told["kind"], &told["threadId"]),
        (&json!("thread_reply"), &json!(root))
    );
    assert_eq!(inbox(&bob).await, [(root, 1)]);

    let follow = format!("/api/chat/threads/{root}/follow");
    bob.delete(&follow).await.ok();
    post(&ann, channel, reply).await;
    assert_eq!(inbox(&bob).await, []);
}

async fn threads_of_a_muted_channel_ask_for_no_attention() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (channel, root) = begun(&server).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let other = json!({"name": "loud", "type": "public"});
    let loud = ann.post("/api/chat/channels", other).await.ok()["id"].clone();
    let join = format!("/api/chat/channels/{loud}/join");
    bob.post(&join, json!({})).await.ok();
    let loud = loud.as_i64().unwrap();
    let first = post(&ann, loud, json!({"message": "the first"})).await;
    for (channel, root) in [(loud, &first["id"]), (channel, &json!(root))] {
        let reply = json!({"message": "a reply", "threadId": root});
        post(&bob, channel, reply).await;
    }
    assert_eq!(inbox(&ann).await.len(), 2);
    let path = format!("/api/chat/channels/{channel}/preferences");
    ann.put(&path, json!({"muted": true})).await.ok();
    let first_page = ann.get("/api/chat/threads?limit=1").await.ok();
    assert_eq!(first_page["unreadThreads"], 1);
    assert_eq!(first_page["items"][0]["threadId"], first["id"]);
    let next = first_page["next"].as_str().unwrap().bytes();
    let next: String = next.map(|byte| format!("%{byte:02x}")).collect();
    let path_of_next = format!("/api/chat/threads?limit=1&cursor={next}");
    let second = ann.get(&path_of_next).await.ok();
    let item = &second["items"][0];
    assert_eq!(
        (&item["threadId"], &item["thread"]["unreadCount"]),
        (&json!(root), &json!(1))
    );
    ann.put(&path, json!({"muted": false})).await.ok();
    assert_eq!(inbox(&ann).await.len(), 2);
}

/// They can be read, but ask for nothing; restored, they do again.
async fn threads_of_an_archived_channel_ask_for_no_attention() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (channel, root) = begun(&server).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    post(
        &bob,
        channel,
        json!({"message": "a reply", "threadId": root}),
    )
    .await;
    assert_eq!(inbox(&ann).await, [(root, 1)]);
    let path = format!("/api/chat/channels/{channel}");
    assert_eq!(ann.delete(&path).await.status, 204);
    let found = ann.get("/api/chat/threads").await.ok();
    assert_eq!(found["unreadThreads"], 0);
    assert_eq!(found["items"][0]["thread"]["unreadCount"], 1);
    let replies = format!("/api/chat/threads/{root}/messages");
    let replies = ann.get(&replies).await.ok();
    assert_eq!(replies["items"][0]["text"], "a reply");
    ann.put(&path, json!({"active": true})).await.ok();
    assert_eq!(inbox(&ann).await, [(root, 1)]);
    ann.delete(&path).await;
    let read = json!({"seq": found["items"][0]["thread"]["lastReplySeq"]});
    let read_path = format!("/api/chat/threads/{root}/read");
    ann.post(&read_path, read).await.ok();
    assert_eq!(inbox(&ann).await, [(root, 0)]);
}

async fn a_reply_has_no_thread_of_its_own() {
    let server = TestServer::with_users(&["ann", "bob", "eve"]).await;
    let (channel, root) = begun(&server).await;
    let ann = server.rest("ann");
    let reply = post(&ann, channel, json!({"message": "one", "threadId": root})).await;
    let path = format!("/api/chat/threads/{}/messages", reply["id"]);
    assert_eq!(ann.get(&path).await.problem(404), "not_found");
}
