//! Many searches or logins by one user do not delay another user's request.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use sea_orm::ConnectionTrait as _;

use serde_json::json;

use crate::support::TestServer;

const SEARCHES: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_waits_for_only_a_few_searches_of_another_user() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let channels = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) \
         INSERT INTO chat_channels (id, name, description, type, created_by, created_at, updated_at) \
         SELECT 1000 + i, 'channel ' || i, 'about ' || i, 'public', 'ann', 1, 1 FROM n";
    let database = server.server.app().database();
    database
        .writer()
        .execute_unprepared(channels)
        .await
        .unwrap();
    let ended = AtomicUsize::new(0);
    let ann = server.rest("ann");
    let mut searches: FuturesUnordered<_> = (0..SEARCHES)
        .map(|_| async {
            let path = "/api/chat/channels?browse=true&q=nowhere";
            ann.get(path).await.ok();
            ended.fetch_add(1, Ordering::SeqCst);
        })
        .collect();
    // One has ended, so all have been sent.
    searches.next().await.unwrap();
    let bob = async {
        server.rest("bob").get("/api/chat/channels/1001").await.ok();
        ended.load(Ordering::SeqCst)
    };
    let (before_bob, ()) = tokio::join!(bob, async { while searches.next().await.is_some() {} });
    assert_eq!(ended.load(Ordering::SeqCst), SEARCHES);
    assert!(
        before_bob < SEARCHES / 2,
        "{before_bob} searches of ann's ended before bob's request"
    );
}

const SOCKETS: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_waits_for_only_a_few_snapshots_of_another_user() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    // Their snapshots take long to read and are short, since nothing was said in these conversations.
    let database = server.server.app().database();
    for fill in [
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 50000) \
         INSERT INTO chat_channels (id, name, description, type, created_by, created_at, updated_at) \
         SELECT 1000 + i, '', '', 'direct', 'cid', 1, 1 FROM n",
        "INSERT INTO chat_channel_members (channel_id, user_id, role, can_post, joined_at, \
         last_read_at, last_read_seq) SELECT id, 'ann', 'member', TRUE, 1, 1, 0 FROM chat_channels",
    ] {
        database.writer().execute_unprepared(fill).await.unwrap();
    }
    let ended = AtomicUsize::new(0);
    let bob = server.rest("bob");
    // His connection and what the server remembers of him are there.
    bob.get("/api/chat/users").await.ok();
    let token = server.token("ann");
    let mut logins = FuturesUnordered::new();
    for _ in 0..SOCKETS {
        let mut socket = server.socket().await;
        socket.event("hello").await;
        socket.cast("authenticate", json!({"token": token})).await;
        logins.push(async {
            socket.frame("the snapshot", |frame| frame[0] == 2).await;
            ended.fetch_add(1, Ordering::SeqCst);
            socket
        });
    }
    let mut open = vec![logins.next().await.unwrap()];
    let bob = async {
        bob.get("/api/chat/users").await.ok();
        ended.load(Ordering::SeqCst)
    };
    let rest = async {
        while let Some(socket) = logins.next().await {
            open.push(socket);
        }
    };
    let (before_bob, ()) = tokio::join!(bob, rest);
    assert_eq!(ended.load(Ordering::SeqCst), SOCKETS);
    assert!(
        before_bob < SOCKETS / 2,
        "{before_bob} of ann's sockets had their snapshot before bob's request was answered"
    );
}
