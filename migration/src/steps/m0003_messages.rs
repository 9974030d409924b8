//! Messages, and what is attached to each: reactions and mentions.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_messages`, `message_reactions` and `chat_mentions`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 4] = [
    "CREATE TABLE chat_messages (
        id {key},
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        seq BIGINT NOT NULL,
        user_id TEXT NOT NULL,
        client_id TEXT,
        message_text TEXT NOT NULL,
        message_type TEXT NOT NULL DEFAULT 'text'
            CHECK (message_type IN ('text', 'file', 'image', 'ticket_link', 'system')),
        reply_to_id BIGINT,
        ticket_reference TEXT,
        file_attachment TEXT,
        edited_at BIGINT,
        deleted_at BIGINT,
        created_at BIGINT NOT NULL,
        UNIQUE (channel_id, seq),
        UNIQUE (user_id, client_id)
    )",
    "CREATE TABLE message_reactions (
        id {auto_key},
        message_id BIGINT NOT NULL REFERENCES chat_messages (id),
        user_id TEXT NOT NULL,
        emoji TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        UNIQUE (message_id, user_id, emoji)
    )",
    "CREATE TABLE chat_mentions (
        user_id TEXT NOT NULL,
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        seq BIGINT NOT NULL,
        message_id BIGINT NOT NULL REFERENCES chat_messages (id),
        PRIMARY KEY (user_id, channel_id, seq)
    ){clustered}",
    // An edit or a deletion looks up whom its message mentions.
    "CREATE INDEX chat_mentions_by_message ON chat_mentions (message_id)",
];
