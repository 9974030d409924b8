//! Silenced people who have left.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_silences`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

/// Who may not post once they come back. While they are members, their membership says so.
const STATEMENTS: [&str; 1] = ["CREATE TABLE chat_silences (
        channel_id BIGINT NOT NULL REFERENCES chat_channels (id),
        user_id TEXT NOT NULL,
        PRIMARY KEY (channel_id, user_id)
    )"];
