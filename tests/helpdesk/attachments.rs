//! The files that Orvale's own pages attached to tickets.

use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use super::work::rows;
use crate::{
    attached::{adopted, copy_of, log_in},
    files::{PNG, fetch, path},
    support::{Daemon, Rest},
};

const NUMBER: &str = "HD-250822-104";
const PDF: &str = "attachment-1";
const LOST: &str = "attachment-2";

async fn run(daemon: &Daemon, statement: &str) {
    let database = daemon.open_database().await;
    let done = database.writer().execute_unprepared(statement).await;
    done.unwrap();
    database.close().await.unwrap();
}

/// Attaches a file to the ticket as Orvale's pages do.
async fn attach(daemon: &Daemon, name: &str, bytes: &[u8], (by, at): (&str, &str)) {
    let folder = daemon.folder.path().join("uploads/tickets");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join(name), bytes).unwrap();
    let row = format!(
        "INSERT INTO ticket_attachments (ticket_id, filename, original_filename, file_size, mime_type, \
         file_path, uploaded_by, uploaded_at) SELECT id, '{name}', '{name}', {}, 'text/html', \
         '/elsewhere/uploads/tickets/{name}', '{by}', '{at}' FROM user_tickets \
         WHERE submission_id = '{NUMBER}'",
        bytes.len()
    );
    run(daemon, &row).await;
}

fn ids(files: &Value) -> Vec<&str> {
    let files = files.as_array().map(Vec::as_slice).unwrap_or_default();
    let ids = files.iter();
    ids.map(|file| file["id"].as_str().unwrap()).collect()
}

async fn card(rest: &Rest) -> Value {
    let path = format!("/api/chat/tickets/{NUMBER}");
    rest.get(&path).await.ok()
}

async fn history(rest: &Rest) -> Value {
    let path = format!("/api/chat/tickets/{NUMBER}/history");
    rest.get(&path).await.ok()
}

#[tokio::test]
async fn what_orvales_pages_attached_is_shown_to_those_who_see_the_ticket() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    let name = "SF-250822-009_1755848586741_esb6xtsu8bm_tesla_774_manual.pdf";
    attach(&daemon, "shot.png", PNG, ("e999001", "2025-08-22 09:00:00")).await;
    let html = b"<!doctype html><script>alert(1)</script>";
    attach(
        &daemon,
        "page.html",
        html,
        ("e999001", "2025-08-22 09:00:00"),
    )
    .await;
    std::fs::write(
        daemon.folder.path().join("uploads/tickets").join(name),
        b"%PDF-1.4 manual",
    )
    .unwrap();
    // A row that leads out of the folder of uploads.
    std::fs::write(daemon.folder.path().join("secret"), "secret").unwrap();
    run(
        &daemon,
        "INSERT INTO ticket_attachments (ticket_id, filename, original_filename, file_size, mime_type, file_path, \
         uploaded_by) SELECT id, 'a', 'a', 6, 'text/plain', 'uploads/../secret', 'e999001' \
         FROM user_tickets WHERE submission_id = 'HD-250822-104'",
    )
    .await;
    daemon.start().await;
    let (jane, doe) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999003").await,
    );
    let shown = card(&jane).await;
    assert_eq!(
        ids(&shown["files"]),
        [PDF, LOST, "attachment-7", "attachment-8", "attachment-9"]
    );
    assert_eq!(shown["files"][0]["name"], "tesla 774 manual.pdf");
    assert_eq!(shown["files"][0]["size"], 236_551);

    let pdf = fetch(&jane, &path(PDF), &[]).await;
    assert_eq!(
        (pdf.status.as_u16(), pdf.bytes.as_slice()),
        (200, b"%PDF-1.4 manual".as_slice())
    );
    assert_eq!(pdf.header("x-content-type-options"), "nosniff");
    let picture = fetch(&jane, &path("attachment-7"), &[]).await;
    assert_eq!(picture.header("content-type"), "image/png");
    assert!(picture.header("content-disposition").starts_with("inline"));
    let page = fetch(&jane, &path("attachment-8"), &[]).await;
    assert!(page.header("content-disposition").starts_with("attachment"));
    for gone in [LOST, "attachment-9"] {
        let lost = jane.get(&path(gone)).await;
        assert_eq!(
            lost.body["detail"],
            "this file is missing from Orvale's folder"
        );
        assert_eq!(lost.problem(404), "not_found");
    }

    // Whoever may not see the ticket learns nothing, by no way.
    let absent = doe.get(&path("attachment-4711")).await;
    for one in [PDF, LOST, "attachment-7"] {
        for part in ["", "/info", "/link", "/thumbnail"] {
            let hidden = doe.get(&(path(one) + part)).await;
            assert_eq!(hidden.text, absent.text, "{one}{part}");
        }
    }
    let links = json!({"fileIds": [PDF]});
    let links = doe.post("/api/chat/file-links", links).await.ok();
    assert_eq!(links["items"], json!([]));
    let link = jane.get(&(path("attachment-7") + "/link")).await.ok();
    let linked = fetch(&daemon.anonymous(), link["url"].as_str().unwrap(), &[]).await;
    assert_eq!(linked.bytes, PNG);
    // It is nobody's upload: it cannot be sent, described or deleted.
    let direct = json!({"userIds": ["e999002"]});
    let direct = jane.post("/api/chat/direct", direct).await.ok();
    let message = json!({"message": "", "fileIds": [PDF]});
    let messages = format!("/api/chat/channels/{}/messages", direct["id"]);
    assert_eq!(
        jane.post(&messages, message).await.problem(404),
        "not_found"
    );
    assert_eq!(jane.delete(&path(PDF)).await.problem(404), "not_found");
}

#[tokio::test]
async fn what_came_with_an_internal_comment_is_internal() {
    let mut daemon = adopted("orvale-with-node-chat.db.gz").await;
    run(
        &daemon,
        "UPDATE user_tickets SET employee_number = 'e999003' WHERE submission_id = 'HD-250822-104'",
    )
    .await;
    for (internal, at) in [(1, "2025-08-23 09:00:00"), (0, "2025-08-23 11:00:00")] {
        let comment = format!(
            "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal, created_at) \
             SELECT id, 'words {internal}', 'e999001', {internal}, '{at}' FROM user_tickets \
             WHERE submission_id = 'HD-250822-104'"
        );
        run(&daemon, &comment).await;
    }
    attach(
        &daemon,
        "internal.txt",
        b"internal",
        ("e999001", "2025-08-23 09:00:40"),
    )
    .await;
    attach(
        &daemon,
        "public.txt",
        b"public",
        ("e999001", "2025-08-23 11:00:05"),
    )
    .await;
    attach(&daemon, "untimed.txt", b"untimed", ("e999001", "soon")).await;
    daemon.start().await;
    let (jane, requester) = (
        log_in(&daemon, "e999001").await,
        log_in(&daemon, "e999003").await,
    );
    for who in [&jane, &requester] {
        assert_eq!(
            ids(&card(who).await["files"]),
            [PDF, LOST, "attachment-8"],
            "the comment has the other"
        );
    }
    let entries = history(&jane).await;
    let entries = entries["items"].as_array().unwrap().iter();
    let with_files: Vec<_> = entries
        .filter(|entry| entry["files"].is_array())
        .map(|entry| (entry["text"].as_str().unwrap(), ids(&entry["files"])))
        .collect();
    assert_eq!(
        with_files,
        [("words 1", vec!["attachment-7", "attachment-9"])]
    );
    let untimed = requester.get(&path("attachment-9")).await;
    assert_eq!(untimed.problem(404), "not_found", "it may be internal");
    let internal = path("attachment-7");
    assert_eq!(fetch(&jane, &internal, &[]).await.bytes, b"internal");
    assert_eq!(requester.get(&internal).await.problem(404), "not_found");
    assert_eq!(
        fetch(&requester, &path("attachment-8"), &[]).await.bytes,
        b"public"
    );
    let seen = history(&requester).await.to_string();
    assert!(!seen.contains("internal.txt") && !seen.contains("words 1"));
    // Public from the moment at which the comment is.
    run(&daemon, "UPDATE ticket_comments SET is_internal = 0").await;
    assert_eq!(fetch(&requester, &internal, &[]).await.bytes, b"internal");
}

#[tokio::test]
async fn the_operator_names_orvales_folder_where_nothing_was_adopted() {
    let mut daemon = copy_of("orvale.db.gz").await;
    let number = "HE-250819-030";
    for statement in [
        "CREATE TABLE ticket_attachments (id INTEGER PRIMARY KEY, ticket_id INTEGER, filename TEXT, \
         original_filename TEXT, file_path TEXT)",
        "INSERT INTO ticket_attachments (ticket_id, filename, original_filename, file_path) \
         SELECT id, 'a.txt', 'a.txt', '/elsewhere/uploads/tickets/a.txt' FROM user_tickets \
         WHERE submission_id = 'HE-250819-030'",
    ] {
        run(&daemon, statement).await;
    }
    let orvale = tempfile::tempdir().unwrap();
    let folder = orvale.path().join("uploads/tickets");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("a.txt"), "attached").unwrap();
    let card = async |jane: &Rest| {
        let path = format!("/api/chat/tickets/{number}");
        jane.get(&path).await.ok()
    };
    daemon.start().await;
    let jane = log_in(&daemon, "jane.smith").await;
    assert!(ids(&card(&jane).await["files"]).is_empty(), "unknown");
    daemon.kill().await;
    let named = orvale.path().display().to_string();
    let variable = ("ORVALE_CHAT_ORVALE_FILES".to_owned(), named);
    let mut daemon = daemon.with_variables(vec![variable]);
    daemon.start().await;
    let jane = log_in(&daemon, "jane.smith").await;
    assert_eq!(ids(&card(&jane).await["files"]), [PDF]);
    assert_eq!(fetch(&jane, &path(PDF), &[]).await.bytes, b"attached");
}

#[tokio::test]
async fn a_file_of_an_adopted_message_is_attached_where_it_is_and_listed_once() {
    let daemon = copy_of("orvale-with-node-chat.db.gz").await;
    let root = std::fs::canonicalize(daemon.folder.path()).unwrap();
    let folder = root.join("uploads/chat");
    std::fs::create_dir_all(&folder).unwrap();
    let picture = folder.join("2c4a2095-7741-4cfc-8473-05f5b10e508d.jpeg");
    std::fs::write(&picture, PNG).unwrap();
    let given = root.display().to_string();
    let adopted = daemon.run(&["adopt", "--files", &given]).await;
    assert!(adopted.status.success(), "{adopted:?}");
    let mut daemon = daemon;
    daemon.start().await;
    let admin = log_in(&daemon, "e603876").await;
    let id = "43162648-083f-45b4-a2e7-52b9dd4c8c18";
    let form = json!({
        "title": "A picture", "description": "words", "team": "HELPDESK", "priority": "low",
        "fileIds": [id],
    });
    let card = admin.post("/api/chat/messages/73/ticket", form).await.ok();
    assert_eq!(ids(&card["files"]), [id]);
    let read = format!("/api/chat/tickets/{}", card["number"].as_str().unwrap());
    assert_eq!(ids(&admin.get(&read).await.ok()["files"]), [id]);
    let database = daemon.open_database().await;
    let last = "SELECT file_path FROM ticket_attachments ORDER BY id DESC LIMIT 1";
    let attached = rows(&database, last).await;
    assert_eq!(attached, [picture.display().to_string()]);
}
