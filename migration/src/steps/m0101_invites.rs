//! Invite links.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_invites`, and `chat_removals` for when members were removed by somebody: older links do not let
/// them in again.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "CREATE TABLE chat_invites (
        id BIGINT PRIMARY KEY,
        token TEXT NOT NULL UNIQUE,
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        created_by TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT,
        max_uses BIGINT,
        uses BIGINT NOT NULL,
        revoked BOOLEAN NOT NULL
    )",
    "CREATE INDEX chat_invites_by_channel ON chat_invites (channel_id)",
    "CREATE TABLE chat_removals (
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        user_id TEXT NOT NULL,
        removed_at BIGINT NOT NULL,
        PRIMARY KEY (channel_id, user_id)
    )",
];
