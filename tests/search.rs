//! The search over REST: the contract of its answers, what is refused, and that access ends at once.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, SystemTime},
};

use http::StatusCode;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::support::{Daemon, Rest, TestServer, servers_on_both};

servers_on_both![
    messages_are_found_with_the_words_in_them,
    days_are_those_of_the_time_zone_that_the_request_names,
    a_conversation_without_a_name_is_searched_by_its_id,
    people_and_channels_are_found_without_their_accents,
    a_query_that_is_wrong_says_so,
    who_loses_a_channel_finds_nothing_of_it,
    a_newcomer_finds_nothing_from_before,
    what_is_found_survives_crashes,
    the_index_is_rebuilt_with_progress_while_people_write,
];

async fn channel(who: &Rest, name: &str, kind: &str) -> i64 {
    let new = json!({"name": name, "type": kind});
    let made = who.post("/api/chat/channels", new).await.ok();
    made["id"].as_i64().unwrap()
}

async fn say(who: &Rest, channel: i64, message: Value) -> i64 {
    let path = format!("/api/chat/channels/{channel}/messages");
    who.post(&path, message).await.ok()["id"].as_i64().unwrap()
}

fn encoded(q: &str) -> String {
    q.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

async fn found(who: &Rest, q: &str) -> Value {
    who.get(&format!("/api/chat/search?q={}", encoded(q)))
        .await
        .ok()
}

fn texts(found: &Value) -> Vec<&str> {
    let items = found["items"].as_array().unwrap().iter();
    items
        .map(|item| item["message"]["text"].as_str().unwrap())
        .collect()
}

async fn messages_are_found_with_the_words_in_them() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let id = channel(&ann, "network", "public").await;
    let root = say(&ann, id, json!({"message": "The Printer jams"})).await;
    say(&ann, id, json!({"message": "printers", "threadId": root})).await;
    let all = found(&bob, "print").await;
    assert_eq!(texts(&all), ["printers", "The Printer jams"]);
    let highlights = |item: usize| all["items"][item]["highlights"].clone();
    assert_eq!(
        (highlights(0), highlights(1)),
        (json!(["print"]), json!(["Print"]))
    );
    assert_eq!(all["items"][0]["message"]["threadId"], root);
    assert!(all.get("next").is_none());
    let thread = found(&bob, "is:thread jams").await;
    assert_eq!(texts(&thread), ["The Printer jams"]);

    let path = format!(
        "/api/chat/search?q={}&sort=newest&limit=1",
        encoded("print")
    );
    let page = bob.get(&path).await.ok();
    assert_eq!(texts(&page), ["printers"]);
    let next = page["next"].as_str().unwrap();
    let page = bob.get(&format!("{path}&cursor={next}")).await.ok();
    assert_eq!(texts(&page), ["The Printer jams"]);

    bob.put(&format!("/api/chat/messages/{root}/saved"), json!({}))
        .await
        .ok();
    assert_eq!(texts(&found(&bob, "is:saved").await), ["The Printer jams"]);
    assert!(texts(&found(&ann, "is:saved").await).is_empty());
}

/// The day of a time in UTC, as a search has it.
fn day(at: i64) -> String {
    let at = Duration::from_millis(at.cast_unsigned());
    let text = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + at);
    let [_, day, month, year, ..] = text.split(' ').collect::<Vec<_>>()[..] else {
        panic!("{text}");
    };
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = months.iter().position(|name| *name == month).unwrap() + 1;
    format!("{year}-{month:02}-{day}")
}

async fn days_are_those_of_the_time_zone_that_the_request_names() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let id = channel(&ann, "network", "public").await;
    let made = say(&ann, id, json!({"message": "printer"})).await;
    let made = ann.get(&format!("/api/chat/messages/{made}")).await.ok();
    let at = made["createdAt"].as_i64().unwrap();
    // Two zones between which it is always a day apart, in which the message has its own day.
    for (zone, hours) in [("Pacific/Kiritimati", 14), ("Etc/GMT%2B12", -12)] {
        let local = at + hours * 3_600_000;
        for (days, found) in [(-1, 0), (0, 1), (1, 0)] {
            let day = day(local + days * 86_400_000);
            let path = format!("/api/chat/search?q=on:{day}&tz={zone}");
            let page = ann.get(&path).await.ok();
            let items = page["items"].as_array().unwrap();
            assert_eq!(items.len(), found, "{path}");
        }
    }
}

async fn a_conversation_without_a_name_is_searched_by_its_id() {
    let server = TestServer::with_users(&["ann", "bob", "cat", "dan"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let notes = ann.post("/api/chat/direct", json!({"userIds": ["bob"]}));
    let notes = notes.await.ok()["id"].as_i64().unwrap();
    say(&ann, notes, json!({"message": "their printer"})).await;
    let group = json!({"userIds": ["bob", "cat"]});
    let group = ann.post("/api/chat/direct", group).await.ok();
    let group_id = group["id"].as_i64().unwrap();
    say(&ann, group_id, json!({"message": "our printer"})).await;
    let here = found(&bob, &format!("in:id:{group_id} print")).await;
    assert_eq!(texts(&here), ["our printer"]);
    let elsewhere = found(&bob, &format!("-in:id:{group_id} print")).await;
    assert_eq!(texts(&elsewhere), ["their printer"]);
    let outside = server.rest("dan");
    for q in [
        format!("in:id:{group_id} print"),
        "in:id:999999 print".into(),
    ] {
        assert!(texts(&found(&outside, &q).await).is_empty());
    }
}

async fn people_and_channels_are_found_without_their_accents() {
    let server = TestServer::with_users(&["ann", "josé"]).await;
    let (ann, jose) = (server.rest("ann"), server.rest("josé"));
    let id = channel(&ann, "Büro", "public").await;
    let join = format!("/api/chat/channels/{id}/join");
    jose.post(&join, json!({})).await.ok();
    say(&jose, id, json!({"message": "hello"})).await;
    for query in [
        "from:jose",
        "from:JOSÉ",
        "in:buro",
        "in:BÜRO from:jose hello",
    ] {
        assert_eq!(texts(&found(&ann, query).await), ["hello"], "{query}");
    }
    assert!(texts(&found(&ann, "from:josef").await).is_empty());
    for (query, count) in [("BURO", 1), ("ｂüro", 1), ("ur", 1), ("burö x", 0)] {
        let path = format!("/api/chat/channels?browse=true&q={}", encoded(query));
        let listed = ann.get(&path).await.ok();
        assert_eq!(listed["items"].as_array().unwrap().len(), count, "{query}");
    }
    let path = format!("/api/chat/channels?q={}", encoded("buro"));
    assert_eq!(ann.get(&path).await.problem(400), "invalid");
    // What looks the same is taken.
    for name in ["BÜRO", "Ｂüro", "Bu\u{308}ro"] {
        let taken = json!({"name": name, "type": "public"});
        let taken = ann.post("/api/chat/channels", taken).await;
        let detail = &taken.body["detail"];
        assert_eq!(
            detail,
            "channel name is taken: #Büro exists; choose another"
        );
        assert_eq!(taken.problem(409), "conflict", "{name}");
    }
}

async fn a_query_that_is_wrong_says_so() {
    let server = TestServer::with_users(&["ann"]).await;
    let ann = server.rest("ann");
    let many: Vec<String> = (0..33).map(|number| format!("w{number}")).collect();
    for (query, part) in [
        (encoded("form:ben"), "there are from:, in:"),
        (encoded("\"open"), "quote that is not closed"),
        (encoded(""), "must have a word or a filter"),
        (encoded("during:soon"), "YYYY-MM-DD"),
        (encoded(&many.join(" ")), "at most 32 words and filters"),
        (encoded(&"x".repeat(1_001)), "at most 1000 characters"),
        ("x".repeat(10_000), "at most 1000 characters"),
        ("x&tz=Mars".into(), "time zone"),
        ("x&sort=best".into(), "sort"),
        ("x&cursor=x".into(), "cursor"),
        ("x&cursor=0.-1".into(), "cursor"),
        ("x&cursor=-1.5".into(), "cursor"),
        ("x&cursor=3.5".into(), "cursor"),
    ] {
        let refused = ann.get(&format!("/api/chat/search?q={query}")).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(refused.body["code"], "invalid");
        assert!(refused.body.to_string().contains(part), "{}", refused.body);
    }
    for odd in [
        "))?",
        "*",
        "NEAR(",
        "AND",
        "'",
        "\\",
        "%",
        "_",
        "a' OR 1=1 --",
        "\u{1f44d}",
        ":*",
        "&|!",
    ] {
        assert!(texts(&found(&ann, odd).await).is_empty(), "{odd}");
    }
}

async fn who_loses_a_channel_finds_nothing_of_it() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.rest("ann"), server.rest("bob"));
    let id = channel(&ann, "secret-plans", "private").await;
    ann.post(
        &format!("/api/chat/channels/{id}/members"),
        json!({"userId": "bob"}),
    )
    .await
    .ok();
    for number in 0..3 {
        say(&ann, id, json!({"message": format!("secret {number}")})).await;
    }
    let path = "/api/chat/search?q=secret&limit=1";
    let page = bob.get(path).await.ok();
    let next = page["next"].as_str().unwrap().to_owned();
    ann.delete(&format!("/api/chat/channels/{id}/members/bob"))
        .await;
    let after = bob.get(&format!("{path}&cursor={next}")).await.ok();
    assert_eq!(after, json!({"items": []}));
    assert_eq!(found(&bob, "secret").await, json!({"items": []}));
    let (there, nowhere) = (
        found(&bob, "in:secret-plans").await,
        found(&bob, "in:nowhere").await,
    );
    assert_eq!(there, nowhere);
}

async fn a_newcomer_finds_nothing_from_before() {
    let server = TestServer::with_users(&["ann", "bob", "cat"]).await;
    let (ann, bob, cat) = (server.rest("ann"), server.rest("bob"), server.rest("cat"));
    let new = json!({"name": "desk", "type": "public", "history": "since_joining"});
    let id = ann.post("/api/chat/channels", new).await.ok()["id"]
        .as_i64()
        .unwrap();
    say(&ann, id, json!({"message": "words before"})).await;
    ann.post(
        &format!("/api/chat/channels/{id}/members"),
        json!({"userId": "bob"}),
    )
    .await
    .ok();
    say(&ann, id, json!({"message": "words after"})).await;
    assert_eq!(texts(&found(&ann, "words").await).len(), 2);
    assert_eq!(texts(&found(&bob, "words").await), ["words after"]);
    assert!(texts(&found(&cat, "words").await).is_empty());
}

/// Edits and deletions with a crash right after each answer, while the index is built anew.
async fn what_is_found_survives_crashes() {
    let mut daemon = Daemon::wanted().await.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let desk = daemon.channel("desk", &["ann", "bob"]).await;
    let one = say(&daemon.rest("ann"), desk, json!({"message": "foo"})).await;
    let two = say(&daemon.rest("ann"), desk, json!({"message": "foo test"})).await;
    for (id, text) in [(one, "bar"), (two, "bar test")] {
        let path = format!("/api/chat/messages/{id}");
        let edit = json!({ "message": text });
        let bob = daemon.rest("bob");
        let ann = daemon.rest("ann");
        let (rebuilt, _) = tokio::join!(daemon.run(&["reindex"]), async {
            ann.put(&path, edit).await.ok();
        });
        assert!(rebuilt.status.success(), "{}", rebuilt.err);
        assert!(
            rebuilt.out.contains("indexed all messages"),
            "{}",
            rebuilt.out
        );
        assert!(texts(&found(&bob, text).await).contains(&text));
        daemon.kill().await;
        daemon.start().await;
    }
    let bob = daemon.rest("bob");
    assert!(texts(&found(&bob, "foo").await).is_empty());
    assert_eq!(texts(&found(&bob, "bar").await), ["bar test", "bar"]);
    let test = found(&bob, "test").await;
    assert_eq!(test["items"][0]["highlights"], json!(["test"]));
    let path = format!("/api/chat/messages/{two}");
    daemon.rest("ann").delete(&path).await;
    daemon.kill().await;
    daemon.start().await;
    let bob = daemon.rest("bob");
    assert_eq!(texts(&found(&bob, "bar").await), ["bar"]);
    assert!(texts(&found(&bob, "test").await).is_empty());
    let gone = bob.get(&format!("{path}/history")).await;
    assert_eq!(gone.body["code"], "not_found");
}

/// So many that they are indexed in many steps.
const MANY: usize = 20_000;

/// Stores many messages, the first of which has a word that no other has.
async fn fill(daemon: &Daemon, channel: i64) {
    let database = daemon.open_database().await;
    let fill = format!(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {MANY}) \
         INSERT INTO chat_messages (id, channel_id, seq, user_id, message_text, message_type, created_at, in_channel) \
         SELECT 1000 + i, {channel}, 1000 + i, 'ann', \
            CASE WHEN i = 1 THEN 'needle' ELSE 'straw' END || ' of the heap number ' || i, 'text', 1, TRUE FROM n"
    );
    let moved = format!("UPDATE chat_channels SET seq = 1000 + {MANY} WHERE id = {channel}");
    for sql in [fill, moved] {
        database.writer().execute_unprepared(&sql).await.unwrap();
    }
    database.close().await.unwrap();
}

async fn the_index_is_rebuilt_with_progress_while_people_write() {
    let mut daemon = Daemon::wanted().await.with_people(&["ann"]).await;
    daemon.start().await;
    let desk = daemon.channel("desk", &["ann"]).await;
    daemon.kill().await;
    fill(&daemon, desk).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let is_done = AtomicBool::new(false);
    let rebuilding = async {
        let rebuilt = daemon.run(&["reindex"]).await;
        is_done.store(true, Ordering::Relaxed);
        rebuilt
    };
    let writing = async {
        let mut written = 0;
        while !is_done.load(Ordering::Relaxed) {
            written += 1;
            let text = format!("new{written:05}");
            say(&ann, desk, json!({ "message": text })).await;
            assert_eq!(texts(&found(&ann, &text).await), [text]);
            assert_eq!(texts(&found(&ann, "needle").await).len(), 1);
        }
        written
    };
    let (rebuilt, written) = tokio::join!(rebuilding, writing);
    assert!(rebuilt.status.success(), "{}", rebuilt.err);
    let lines: Vec<&str> = rebuilt.out.lines().collect();
    let (last, progress) = lines.split_last().unwrap();
    assert!(last.starts_with("indexed all messages up to "), "{last}");
    let percent = |line: &&str| line.strip_suffix(" %").unwrap().parse().unwrap();
    let shares: Vec<u8> = progress.iter().map(percent).collect();
    assert!(!shares.is_empty() && shares.is_sorted(), "{}", rebuilt.out);
    assert!(shares.iter().all(|share| *share < 100), "{}", rebuilt.out);
    for number in 1..=written {
        let text = format!("new{number:05}");
        assert_eq!(texts(&found(&ann, &text).await), [text]);
    }
    let straws = found(&ann, "straw number").await;
    assert!(straws["next"].is_string());
}
