//! What noticing an import of many tickets costs: the statements are counted, whatever they are.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use actors::{Engine, EngineSettings};
use entity::Database;

use super::{teams::run, work::rows};
use crate::support::{servers_on_both, wanted_database, within};

servers_on_both![an_import_takes_no_statement_for_each_ticket];

const TICKETS: usize = 5_000;

/// Tickets of two people, each with its history and a comment.
const IMPORT: [&str; 3] = [
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) \
     INSERT INTO user_tickets (submission_id, user_name, employee_number, issue_title, \
     issue_description, assigned_to, submitted_by, submitted_by_employee_number) \
     SELECT 'IM-' || i, 'eve', 'eve', 'Printer', 'words', \
     CASE i % 2 WHEN 0 THEN 'ann' ELSE 'bob' END, 'eve', 'eve' FROM n",
    "INSERT INTO ticket_history (ticket_id, action_type, performed_by) \
     SELECT id, 'created', 'eve' FROM user_tickets",
    "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal) \
     SELECT id, 'words', 'eve', FALSE FROM user_tickets",
];

async fn an_import_takes_no_statement_for_each_ticket() {
    let folder = tempfile::tempdir().unwrap();
    let url = wanted_database().await;
    let url = url.unwrap_or(format!("sqlite://{}/chat.db", folder.path().display()));
    let mut database = Database::open(&url, true).await.unwrap();
    migration::migrate(database.writer()).await.unwrap();
    let statements = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&statements);
    database.on_statement(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let engine = Engine::start(database, EngineSettings::default()).await;
    let _engine = engine.unwrap();
    let orvale = Database::open(&url, false).await.unwrap();
    let until = async |what: &str, count: usize| {
        let sql = format!("SELECT CAST(COUNT(*) AS TEXT) FROM {what}");
        within(what, async {
            while rows(&orvale, &sql).await != [count.to_string()] {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        })
        .await;
    };
    until("chat_ticket_notices WHERE watched", 1).await;
    let before = statements.load(Ordering::Relaxed);
    run(&orvale, &format!("BEGIN; {}; COMMIT", IMPORT.join("; "))).await;
    until("chat_ticket_states", TICKETS).await;
    until("chat_ticket_words", TICKETS).await;
    until("chat_ticket_notices WHERE comments = 5000", 1).await;
    let count = statements.load(Ordering::Relaxed) - before;
    assert!((100..TICKETS / 3).contains(&count), "{count} statements");
    eprintln!("{count} statements");
}
