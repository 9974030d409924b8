//! Rows that cannot be carried over are set aside with the reason, and no other row is lost.

use std::collections::BTreeMap;

use crate::support::Sqlite;

/// Two channels with some valid rows, in addition to the invalid ones.
const CLEAN: &str = "
    INSERT INTO chat_channels (id, name, type, created_by) VALUES
        (1, 'general', 'public_channel', 'system'), (2, 'team', 'private_channel', 'e999991');
    INSERT INTO chat_channel_members (channel_id, user_id) VALUES (1, 'e999991');
    INSERT INTO chat_messages (id, channel_id, user_id, message_text) VALUES
        (1, 1, 'e999991', 'one'), (2, 1, 'e603876', 'two');
    INSERT INTO chat_messages (id, channel_id, user_id, message_text, is_deleted)
        VALUES (3, 1, 'e603876', 'gone', 1);
    INSERT INTO message_reactions (id, message_id, user_id, emoji) VALUES (1, 1, 'e603876', '+');
    INSERT INTO chat_files VALUES ('f', 1, 'e999991', 'a', 'a', 'a', 1, 'file', 'text/plain', 0);
    INSERT INTO user_presence (user_id, status) VALUES ('e999991', 'busy');
    INSERT INTO call_logs (id, call_id, caller_id, receiver_id, call_type, status)
        VALUES (1, 'c', 'e999991', 'e603876', 'audio', 'ended');";

/// The cases: the table, the row, its key, and the reason for which it is set aside.
const DIRT: [(&str, &str, &str, &str); 22] = [
    (
        "chat_channels",
        "(id, created_by) VALUES (-7, 'x')",
        "-7",
        "its id is not a positive number",
    ),
    (
        "chat_channels",
        "(id, created_by) VALUES (9007199254740992, 'x')",
        "9007199254740992",
        "its id is not a positive number",
    ),
    (
        "chat_channel_members",
        "(channel_id, user_id) VALUES ('channel_1', 'e603876')",
        "channel_1/e603876",
        "its channel_id is not a number",
    ),
    (
        "chat_channel_members",
        "(channel_id, user_id) VALUES (77, 'e603876')",
        "77/e603876",
        "its channel does not exist",
    ),
    (
        "chat_channel_members",
        "(channel_id, user_id) VALUES (1, 'a guest')",
        "1/a guest",
        "the member is not a user",
    ),
    (
        "chat_messages",
        "(id, channel_id, user_id, message_text) VALUES (10, 'channel_1', 'e603876', 'x')",
        "10",
        "its channel_id is not a number",
    ),
    (
        "chat_messages",
        "(id, channel_id, user_id, message_text) VALUES (10, 77, 'e603876', 'x')",
        "10",
        "its channel does not exist",
    ),
    (
        "chat_messages",
        "(id, channel_id, user_id, message_text) VALUES (-1, 1, 'e603876', 'x')",
        "-1",
        "its id is not a positive number",
    ),
    (
        "chat_messages",
        "(id, channel_id, user_id, message_text) VALUES (10, 1, ' ', 'x')",
        "10",
        "it has no author",
    ),
    (
        "message_reactions",
        "(id, message_id, user_id, emoji) VALUES (-2, 2, 'e603876', '+')",
        "-2",
        "its id is not a positive number",
    ),
    (
        "message_reactions",
        "(id, message_id, user_id, emoji) VALUES (2, 99, 'e603876', '+')",
        "2",
        "its message does not exist or was set aside",
    ),
    (
        "message_reactions",
        "(id, message_id, user_id, emoji) VALUES (2, 3, 'e603876', '+')",
        "2",
        "its message is deleted",
    ),
    (
        "message_reactions",
        "(id, message_id, user_id, emoji) VALUES (2, 2, 'e603876', '')",
        "2",
        "it has no emoji",
    ),
    (
        "message_reactions",
        "(id, message_id, user_id, emoji) VALUES (2, 2, '', '+')",
        "2",
        "it has no user",
    ),
    (
        "message_reactions",
        "(id, message_id, user_id, emoji) VALUES (2, 1, CAST('e603876' AS BLOB), '+')",
        "2",
        "the reaction is a duplicate",
    ),
    (
        "chat_files",
        "VALUES ('g', 77, 'e999991', 'a', 'a', 'a', 1, 'file', 'text/plain', 0)",
        "g",
        "its channel does not exist",
    ),
    (
        "chat_files",
        "VALUES ('', 1, 'e999991', 'a', 'a', 'a', 1, 'file', 'text/plain', 0)",
        "",
        "it has no id",
    ),
    (
        "chat_files",
        "VALUES ('g', 1, '', 'a', 'a', 'a', 1, 'file', 'text/plain', 0)",
        "g",
        "it has no uploader",
    ),
    (
        "user_presence",
        "(user_id, status) VALUES ('a guest', 'busy')",
        "a guest",
        "its owner is not a user",
    ),
    (
        "call_logs",
        "(id, call_id, caller_id, receiver_id, call_type, status) VALUES (2, 'd', '', 'x', 'audio', 'ended')",
        "2",
        "it has no caller",
    ),
    (
        "call_logs",
        "(id, call_id, caller_id, receiver_id, call_type, status) VALUES (2, 'd', 'x', '', 'audio', 'ended')",
        "2",
        "it has no callee",
    ),
    (
        "call_logs",
        "(id, call_id, caller_id, receiver_id, call_type, status) VALUES (2, 'd', 'x', 'y', 'smoke', 'ended')",
        "2",
        "its call_type is neither audio nor video",
    ),
];

/// The rows of our tables that the valid rows are converted into.
async fn carried(sqlite: &Sqlite) -> BTreeMap<String, Vec<String>> {
    let mut dump = sqlite.dump().await;
    dump.retain(|what, _| {
        let table = what.strip_prefix("rows of ").unwrap_or_default();
        !table.starts_with("node_")
            && [
                "chat_channels",
                "chat_channel_members",
                "chat_messages",
                "message_reactions",
                "chat_files",
                "user_presence",
                "call_sessions",
                "call_participants",
            ]
            .contains(&table)
    });
    dump
}

#[tokio::test]
async fn each_reason_sets_one_row_aside_and_no_other() {
    // The valid rows' times are the current time, so all databases are copies of one file.
    let template = Sqlite::node_chat(CLEAN).await;
    let clean = Sqlite::copy(&template).await;
    let report = clean.adopt().await.unwrap();
    assert_eq!(report.set_aside(), 0, "{report}");
    let expected = carried(&clean).await;
    assert_eq!(expected.len(), 8);
    for (table, row, key, reason) in DIRT {
        let twin = Sqlite::copy(&template).await;
        twin.run(&format!("INSERT INTO {table} {row}")).await;
        let report = twin.adopt().await.unwrap();
        assert_eq!(report.set_aside(), 1, "{table} {row}: {report}");
        let account = report
            .tables
            .iter()
            .find(|account| account.table == table)
            .unwrap();
        assert_eq!(
            account.set_aside,
            BTreeMap::from([(reason.to_owned(), 1)]),
            "{row}"
        );
        assert_eq!(account.found, account.carried + 1, "{row}");
        assert_eq!(
            twin.rows("SELECT source_table, source_key, reason FROM chat_set_aside")
                .await,
            [format!("'{table}'|'{key}'|'{reason}'")]
        );
        let valid: i64 = twin
            .one("SELECT json_valid(content) FROM chat_set_aside")
            .await;
        assert_eq!(valid, 1, "{row}");
        assert_eq!(carried(&twin).await, expected, "{table} {row}");
    }
}

/// A second conversation between the same users, with its own messages.
const REPEATED: &str = "
    INSERT INTO chat_channels (id, type, created_by, created_at) VALUES
        (5, 'direct_message', 'e999991', '2025-01-01 00:00:00'),
        (6, 'direct_message', 'e603876', '2025-01-02 00:00:00'),
        (7, 'group', 'e603876', '2025-01-02 00:00:00');
    INSERT INTO chat_channel_members (channel_id, user_id, last_read_at) VALUES
        (5, 'e999991', '2025-02-01 00:00:00'), (5, 'e603876', '2025-02-01 00:00:00'),
        (6, 'e603876', '2025-02-03 12:00:00'), (6, 'e999991', '2025-01-01 00:00:00'),
        (7, 'e603876', '2025-01-01 00:00:00'), (7, 'e999991', '2025-01-01 00:00:00');
    INSERT INTO chat_messages (id, channel_id, user_id, message_text, created_at, reply_to_id) VALUES
        (1, 5, 'e999991', 'first', '2025-02-01 00:00:00', NULL),
        (2, 6, 'e603876', 'second', '2025-02-02T00:00:00.000Z', NULL),
        (3, 5, 'e999991', 'third', '2025-02-03 00:00:00', 1),
        (4, 7, 'e999991', 'fourth', '2025-02-04 00:00:00', 99);
    INSERT INTO chat_files VALUES ('f', 6, 'e999991', 'a', 'a', 'a', 1, 'file', 'text/plain', 0);";

#[tokio::test]
async fn repeated_direct_conversations_become_one() {
    let sqlite = Sqlite::node_chat(REPEATED).await;
    let report = sqlite.adopt().await.unwrap();
    assert_eq!(
        sqlite
            .rows("SELECT id, type, direct_key, seq, member_count FROM chat_channels")
            .await,
        ["5|'direct'|'e603876\ne999991'|4|2"]
    );
    assert_eq!(
        sqlite
            .rows("SELECT id, channel_id, seq, message_text, reply_to_id FROM chat_messages")
            .await,
        [
            "1|5|1|'first'|NULL",
            "2|5|2|'second'|NULL",
            "3|5|3|'third'|1",
            "4|5|4|'fourth'|NULL"
        ]
    );
    assert_eq!(
        sqlite
            .rows("SELECT user_id, last_read_seq FROM chat_channel_members ORDER BY 1")
            .await,
        ["'e603876'|3", "'e999991'|1"]
    );
    assert_eq!(
        sqlite.one::<i64>("SELECT channel_id FROM chat_files").await,
        5
    );
    assert_eq!(report.set_aside(), 2 + 4, "{report}");
    let reasons = "SELECT DISTINCT reason FROM chat_set_aside ORDER BY reason";
    assert_eq!(
        sqlite.rows(reasons).await,
        [
            "'a direct conversation of the same people exists: merged into it'",
            "'already a member of the conversation that theirs was merged into'"
        ]
    );
}

#[tokio::test]
async fn rows_with_unreadable_times_are_carried_over() {
    let sqlite = Sqlite::node_chat(
        "INSERT INTO chat_channels (id, name, type, created_by, created_at, updated_at)
            VALUES (1, 'a', 'public_channel', 'x', 'soon', '2025-01-01 00:00:00');
         INSERT INTO chat_messages (id, channel_id, user_id, message_text, created_at, edited_at)
            VALUES (1, 1, 'x', 'a', '2025-01-02 00:00:00', NULL), (2, 1, 'x', 'b', '', 'later'),
                   (3, 1, 'x', 'c', NULL, '2025-01-03T00:00:00.5Z')",
    )
    .await;
    let report = sqlite.adopt().await.unwrap();
    assert_eq!(report.set_aside(), 0, "{report}");
    assert_eq!(
        sqlite
            .one::<i64>("SELECT created_at FROM chat_channels")
            .await,
        1_735_689_600_000
    );
    assert_eq!(
        sqlite
            .rows("SELECT id, created_at, edited_at FROM chat_messages")
            .await,
        [
            "1|1735776000000|NULL",
            "2|1735776000000|NULL",
            "3|1735776000000|1735862400500"
        ]
    );
    let messages = report
        .tables
        .iter()
        .find(|account| account.table == "chat_messages")
        .unwrap();
    assert_eq!(
        messages.changed["edited_at is not a valid time: left out"],
        1
    );
    assert_eq!(
        messages.changed["created_at is not a valid time: taken from another column or row"],
        2
    );
}
