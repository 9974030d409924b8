//! Checks every cell of `permission_table/table.txt`: each route and command, for each kind of user.
//!
//! A route or command without a row fails, and so does a row without a route. Refused requests must
//! change nothing, and `not_found` must read the same as for resources that do not exist.

mod ask;
mod cast;
mod table;

use std::collections::BTreeSet;

use actors::commands::COMMANDS;
use futures_util::{StreamExt, stream};
use orvale_chat::http::routes::operations;

use self::{
    ask::{Answer, Subject},
    cast::{Cast, Person, Situation},
    table::{Row, rows},
};

/// How many cells are tried at once.
const AT_ONCE: usize = 8;

#[test]
fn every_route_and_command_has_a_row_and_every_row_names_one() {
    let over_socket = COMMANDS
        .iter()
        .filter(|command| command.over_socket)
        .map(|command| command.name.to_owned());
    let known: BTreeSet<String> = operations()
        .map(|operation| format!("{} {}", operation.method, operation.path))
        .chain(over_socket)
        .collect();
    let listed: BTreeSet<String> = rows().into_iter().map(|row| row.subject).collect();
    let missing: Vec<_> = known.difference(&listed).collect();
    assert!(
        missing.is_empty(),
        "add to table.txt who may use {missing:?}"
    );
    let stale: Vec<_> = listed.difference(&known).collect();
    assert!(
        stale.is_empty(),
        "table.txt speaks of what is not there: {stale:?}"
    );
}

#[test]
fn every_situation_is_known_and_has_one_row() {
    let mut seen = BTreeSet::new();
    for row in rows() {
        Situation::parse(&row.situation);
        assert_eq!(
            row.cells.len(),
            Person::ALL.len(),
            "{} {}",
            row.subject,
            row.situation
        );
        assert!(
            seen.insert((row.subject.clone(), row.situation.clone())),
            "{row:?} twice"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn anywhere() {
    check("anywhere").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_public_channels() {
    check("public").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_private_channels() {
    check("private").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_direct_conversations() {
    check("direct").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_archived_channels() {
    check("archived").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_archived_private_channels() {
    check("archived private").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_read_only_channels() {
    check("read-only").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_only_admins_pin() {
    check("admins pin").await;
}

/// Tries every cell of the rows for one kind of channel, and reports all differences together.
async fn check(kind: &str) {
    let cast = Cast::gather().await;
    let cells: Vec<_> = rows()
        .into_iter()
        .filter(|row| row.situation.split(',').next() == Some(kind))
        .flat_map(|row| {
            Person::ALL
                .into_iter()
                .zip(row.cells.clone())
                .map(move |(who, cell)| (row.clone(), who, cell))
        })
        .filter(|(_, _, cell)| *cell != '-')
        .collect();
    assert!(!cells.is_empty(), "table.txt has no rows for {kind}");
    let wrong: Vec<String> = stream::iter(cells)
        .map(|(row, who, cell)| try_cell(&cast, row, who, cell))
        .buffer_unordered(AT_ONCE)
        .filter_map(|outcome| async { outcome.err() })
        .collect()
        .await;
    assert!(
        wrong.is_empty(),
        "{} cells differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

async fn try_cell(cast: &Cast, row: Row, who: Person, expected: char) -> Result<(), String> {
    let what = format!(
        "{} | {} | {who:?}: expected {expected}",
        row.subject, row.situation
    );
    let situation = Situation::parse(&row.situation);
    let place = cast.prepare(&situation, who).await;
    let before = cast.facts(&place).await;
    let subject = Subject::parse(&row.subject);
    let answer = ask::ask(cast, &subject, &situation, &place, who).await;
    if answer.letter() != expected {
        return Err(format!("{what}, got {answer:?}"));
    }
    if expected != 'y' && before != cast.facts(&place).await {
        return Err(format!("{what}, and something changed"));
    }
    if expected == 'n' {
        let nowhere = place.that_does_not_exist();
        let missing: Answer = ask::ask(cast, &subject, &situation, &nowhere, who).await;
        if answer != missing {
            return Err(format!("{what}, {answer:?} is told from {missing:?}"));
        }
    }
    Ok(())
}
