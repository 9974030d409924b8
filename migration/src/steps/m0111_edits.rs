//! The history of edits.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_edits`: the earlier texts of messages. `seq` is the position of the edit that replaced a text.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 1] = ["CREATE TABLE chat_edits (
        message_id BIGINT NOT NULL REFERENCES chat_messages (id),
        seq BIGINT NOT NULL,
        message_text TEXT NOT NULL,
        mentions TEXT,
        written_at BIGINT NOT NULL,
        replaced_at BIGINT NOT NULL,
        PRIMARY KEY (message_id, seq)
    )"];
