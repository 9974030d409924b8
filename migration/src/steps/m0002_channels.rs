//! Channels and who is in them.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_channels` and `chat_channel_members`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "CREATE TABLE chat_channels (
        id {key},
        name TEXT NOT NULL DEFAULT '',
        description TEXT NOT NULL DEFAULT '',
        type TEXT NOT NULL CHECK (type IN ('public', 'private', 'direct')),
        created_by TEXT NOT NULL,
        team_id TEXT,
        active BOOLEAN NOT NULL DEFAULT TRUE,
        read_only BOOLEAN NOT NULL DEFAULT FALSE,
        direct_key TEXT UNIQUE,
        seq BIGINT NOT NULL DEFAULT 0,
        member_count BIGINT NOT NULL DEFAULT 0,
        last_message_at BIGINT,
        created_at BIGINT NOT NULL,
        updated_at BIGINT NOT NULL
    )",
    "CREATE TABLE chat_channel_members (
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        user_id TEXT NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('member', 'admin', 'owner')),
        can_post BOOLEAN NOT NULL DEFAULT TRUE,
        joined_at BIGINT NOT NULL,
        last_read_at BIGINT NOT NULL,
        last_read_seq BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (channel_id, user_id)
    ){clustered}",
    "CREATE INDEX chat_channel_members_by_user ON chat_channel_members (user_id)",
];
