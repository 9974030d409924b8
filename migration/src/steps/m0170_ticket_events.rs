//! What happened to tickets, and which channels have been told.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the states of tickets, the events of tickets and the hidden comments, and gives channels of teams their setting.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 11] = [
    // Each ticket as it was when it was looked at last.
    "CREATE TABLE chat_ticket_states (
        ticket_id BIGINT NOT NULL PRIMARY KEY,
        status TEXT NOT NULL,
        priority TEXT NOT NULL,
        team TEXT NOT NULL,
        assignee TEXT NOT NULL,
        history BIGINT NOT NULL,
        comment BIGINT NOT NULL
    )",
    // What channels of teams are told of, and comments that became public later.
    "CREATE TABLE chat_ticket_events (
        id BIGINT NOT NULL PRIMARY KEY,
        ticket_id BIGINT NOT NULL,
        ticket_number TEXT NOT NULL,
        team TEXT NOT NULL,
        former_team TEXT NOT NULL,
        event TEXT NOT NULL,
        by_user TEXT NOT NULL,
        from_value TEXT,
        to_value TEXT,
        late BOOLEAN NOT NULL DEFAULT FALSE,
        created_at BIGINT NOT NULL
    )",
    "CREATE INDEX chat_ticket_events_by_team ON chat_ticket_events (team, id)",
    "CREATE INDEX chat_ticket_events_by_former_team ON chat_ticket_events (former_team, id)",
    "CREATE INDEX chat_ticket_events_by_ticket ON chat_ticket_events (ticket_id, id)",
    // Comments that were internal when they were looked at.
    "CREATE TABLE chat_ticket_hidden (
        comment_id BIGINT NOT NULL PRIMARY KEY
    )",
    "INSERT INTO chat_counters (name, last_id) VALUES ('chat_ticket_events', 0)",
    // True once the states of all tickets have been stored.
    "ALTER TABLE chat_ticket_notices ADD COLUMN watched BOOLEAN NOT NULL DEFAULT FALSE",
    // NULL: the default.
    "ALTER TABLE chat_channels ADD COLUMN ticket_events TEXT",
    // The latest event that a team's channel has been told of.
    "ALTER TABLE chat_channels ADD COLUMN tickets_told BIGINT",
    "CREATE INDEX chat_channels_by_team ON chat_channels (team_id) WHERE team_id IS NOT NULL",
];
