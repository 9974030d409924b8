//! The server on a copy of a real Orvale database: people log in with Orvale's passwords and chat, the Node
//! server's chat is available after an adoption, and Orvale's own tables do not change.

use std::{collections::BTreeMap, path::Path, process::Stdio};

use entity::Database;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::{Value, json};
use tokio::process::Command;

use crate::support::{Daemon, PASSWORD, Rest, all_messages, run};

/// A server, not yet started, on a copy of a fixture.
pub(crate) async fn copy_of(name: &str) -> Daemon {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orvale.db");
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures")
        .join(name);
    let unpacked = Command::new("gzip")
        .args(["-dc", fixture.to_str().unwrap()])
        .stdout(Stdio::from(std::fs::File::create(&path).unwrap()))
        .status()
        .await
        .unwrap();
    assert!(unpacked.success());
    let url = format!("sqlite://{}", path.display());
    Daemon::on(folder, url)
}

/// The schema and rows of each table that is not ours, as SQL literals.
async fn orvales(daemon: &Daemon, tables: &[String]) -> BTreeMap<String, Vec<String>> {
    let database = daemon.open_database().await;
    let mut all = BTreeMap::new();
    for table in tables {
        let schema = format!("SELECT sql FROM sqlite_master WHERE name = '{table}'");
        let mut content = strings(&database, &schema).await;
        let columns = format!("SELECT name FROM pragma_table_info('{table}')");
        let columns = strings(&database, &columns).await;
        let quoted: Vec<_> = columns
            .iter()
            .map(|name| format!("quote(\"{name}\")"))
            .collect();
        let rows = format!(
            "SELECT {} FROM \"{table}\" ORDER BY rowid",
            quoted.join(" || '|' || ")
        );
        content.extend(strings(&database, &rows).await);
        all.insert(table.clone(), content);
    }
    database.close().await.unwrap();
    all
}

/// The tables whose schema or rows differ.
fn changed(
    before: &BTreeMap<String, Vec<String>>,
    after: &BTreeMap<String, Vec<String>>,
) -> Vec<String> {
    let differs = |name: &&String| before.get(*name) != after.get(*name);
    before.keys().filter(differs).cloned().collect()
}

async fn tables(daemon: &Daemon) -> Vec<String> {
    let query = "SELECT name FROM sqlite_master WHERE type = 'table' \
                 AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
    let database = daemon.open_database().await;
    let found = strings(&database, query).await;
    database.close().await.unwrap();
    found
}

async fn strings(database: &Database, query: &str) -> Vec<String> {
    let statement = Statement::from_string(sea_orm::DbBackend::Sqlite, query);
    let rows = database.reader().query_all_raw(statement).await.unwrap();
    rows.iter()
        .map(|row| row.try_get_by_index(0).unwrap())
        .collect()
}

/// A server, not yet started, on a copy of a fixture whose chat is adopted.
pub(crate) async fn adopted(name: &str) -> Daemon {
    let daemon = copy_of(name).await;
    let files = daemon.folder.path().display().to_string();
    let adopted = daemon.run(&["adopt", "--files", &files]).await;
    assert!(adopted.status.success(), "{adopted:?}");
    daemon
}

pub(crate) async fn log_in(daemon: &Daemon, username: &str) -> Rest {
    let rest = daemon.anonymous();
    let login = json!({"username": username, "password": PASSWORD});
    let answer = rest.post("/api/auth/login", login).await.ok();
    rest.with_token(answer["token"].as_str().unwrap())
}

/// Active users, of whom the first has this role.
async fn people(daemon: &Daemon, first: &str) -> Vec<String> {
    let database = daemon.open_database().await;
    let query = format!(
        "SELECT username FROM users WHERE active AND password_hash <> '' \
         ORDER BY role <> '{first}', id LIMIT 3"
    );
    let people = strings(&database, &query).await;
    database.close().await.unwrap();
    assert_eq!(people.len(), 3);
    people
}

/// Makes every kind of write: messages, edits, reactions, read positions, presence, settings, a logout.
async fn use_it(daemon: &Daemon, people: &[String]) -> i64 {
    let (ann, bob) = (
        log_in(daemon, &people[0]).await,
        log_in(daemon, &people[1]).await,
    );
    let me = ann.get("/api/auth/me").await.ok();
    assert_eq!(me["user"]["username"], people[0]);
    let made = json!({"name": "made-here", "type": "public"});
    let id = ann.post("/api/chat/channels", made).await.ok()["id"]
        .as_i64()
        .unwrap();
    let channel = format!("/api/chat/channels/{id}");
    bob.post(&format!("{channel}/join"), json!({})).await.ok();
    let mut talker = daemon.connected(&people[0]).await;
    let mut listener = daemon.connected(&people[1]).await;
    let said = talker.said(id, "hello from the socket").await;
    listener.until_at(&[(id, said.seq)].into()).await;
    assert_eq!(listener.told.last().unwrap().text, "hello from the socket");
    let data = json!({"messageId": said.id, "message": "edited"});
    talker.command("edit_message", data).await.unwrap();
    let data = json!({"messageId": said.id, "emoji": "👍"});
    listener.command("add_reaction", data).await.unwrap();
    let data = json!({"channelId": id, "seq": said.seq});
    listener.command("mark_read", data).await.unwrap();
    let data = json!({"status": "busy", "statusMessage": "here"});
    listener.command("update_presence", data).await.unwrap();
    ann.put(&channel, json!({"description": "a topic"}))
        .await
        .ok();
    let direct = ann
        .post("/api/chat/direct", json!({"userIds": [people[2]]}))
        .await
        .ok();
    let path = format!("/api/chat/channels/{}/messages", direct["id"]);
    ann.post(&path, json!({"message": "between us"})).await.ok();
    assert_eq!(bob.post("/api/auth/logout", json!({})).await.status, 204);
    id
}

#[tokio::test]
async fn users_of_an_orvale_without_chat_can_chat() {
    let mut daemon = copy_of("orvale.db.gz").await;
    let known = tables(&daemon).await;
    let before = orvales(&daemon, &known).await;
    assert!(
        before.len() >= 21 && before["users"].len() > 1,
        "it is a real one"
    );
    daemon.start().await;
    let people = people(&daemon, "admin").await;
    let channel = use_it(&daemon, &people).await;
    daemon.kill().await;
    daemon.start().await;
    let ann = log_in(&daemon, &people[0]).await;
    let mut kept = all_messages(&ann, channel).await;
    kept.retain(|message| message["type"] != "system");
    assert_eq!(kept[0]["text"], "edited");
    assert_eq!(
        kept[0]["reactions"],
        json!([{"emoji": "👍", "users": [people[1]], "count": 1}])
    );
    let touched = changed(&before, &orvales(&daemon, &known).await);
    assert_eq!(touched, [""; 0], "Orvale's own tables did not change");
    // The comparison notices a change by Orvale itself.
    let database = daemon.open_database().await;
    let change = "UPDATE users SET display_name = display_name || '!' WHERE id = (SELECT max(id) FROM users)";
    database.writer().execute_unprepared(change).await.unwrap();
    let changed = changed(&before, &orvales(&daemon, &known).await);
    assert_eq!(changed, ["users"]);
}

#[tokio::test]
async fn the_node_servers_chat_is_refused_and_then_adopted() {
    let mut daemon = copy_of("orvale-with-node-chat.db.gz").await;
    let known = tables(&daemon).await;
    let nodes = known
        .iter()
        .filter(|name| is_nodes(name))
        .cloned()
        .collect::<Vec<_>>();
    let own: Vec<String> = known
        .iter()
        .filter(|name| !is_nodes(name))
        .cloned()
        .collect();
    assert_eq!(nodes.len(), 7, "{nodes:?}");
    let before = orvales(&daemon, &known).await;

    // Before the adoption: one line names the command to run, and nothing has changed.
    let data = daemon.folder.path().join("data").display().to_string();
    let arguments = [
        "--database",
        &daemon.database,
        "--data",
        &data,
        "--listen",
        "127.0.0.1:0",
    ];
    let refused = run(&arguments, &[], "").await;
    assert!(!refused.status.success());
    assert!(
        refused.err.contains("orvale-chat adopt --dry-run"),
        "{refused:?}"
    );
    assert_eq!(refused.err.trim_end().lines().count(), 1, "{}", refused.err);
    let files = daemon.folder.path().display().to_string();
    let shown = daemon.run(&["adopt", "--dry-run", "--files", &files]).await;
    assert!(shown.status.success(), "{shown:?}");
    assert_eq!(tables(&daemon).await, known);
    assert_eq!(changed(&before, &orvales(&daemon, &known).await), [""; 0]);

    let adopted = daemon.run(&["adopt", "--files", &files]).await;
    assert!(adopted.status.success(), "{adopted:?}");
    assert!(adopted.out.contains("chat_messages"), "{}", adopted.out);
    let again = daemon.run(&["adopt", "--files", &files]).await;
    assert!(again.status.success(), "{again:?}");
    daemon.start().await;
    let people = people(&daemon, "admin").await;
    assert_old_messages_are_readable(&daemon, &people[0], &before["chat_messages"]).await;
    use_it(&daemon, &people).await;
    let own_before: BTreeMap<_, _> = before
        .into_iter()
        .filter(|(name, _)| own.contains(name))
        .collect();
    let touched = changed(&own_before, &orvales(&daemon, &own).await);
    assert_eq!(touched, [""; 0], "Orvale's own tables did not change");
}

fn is_nodes(table: &str) -> bool {
    [
        "chat_channels",
        "chat_channel_members",
        "chat_messages",
        "chat_files",
        "message_reactions",
        "user_presence",
        "call_logs",
    ]
    .contains(&table)
}

/// Asserts that old messages are available over REST and in the snapshot, with the same text.
async fn assert_old_messages_are_readable(daemon: &Daemon, user: &str, old: &[String]) {
    let rest = log_in(daemon, user).await;
    let member = daemon.connected(user).await;
    let mut found = 0;
    let public = rest.get("/api/chat/channels?browse=true").await.ok();
    let own = rest.get("/api/chat/channels").await.ok();
    let channels = |list: &Value| -> Vec<i64> {
        let items = list["items"].as_array().unwrap().iter();
        items.map(|item| item["id"].as_i64().unwrap()).collect()
    };
    let own = channels(&own);
    let told: Vec<i64> = member.state.channels.keys().copied().collect();
    let mut sorted = own.clone();
    sorted.sort_unstable();
    assert_eq!(told, sorted, "the snapshot has the same channels");
    let all: std::collections::BTreeSet<i64> = own.into_iter().chain(channels(&public)).collect();
    assert!(!all.is_empty());
    for channel in all {
        for message in all_messages(&rest, channel).await {
            let text = message["text"].as_str().unwrap();
            if message["type"] == "text" && message["deletedAt"].is_null() {
                let quoted = text.replace('\'', "''");
                assert!(old.iter().any(|row| row.contains(&quoted)), "{message}");
                found += 1;
            }
        }
    }
    println!("{user} reads {found} of {} old messages", old.len() - 1);
    assert!(found > 0, "they can read some of the old messages");
}
