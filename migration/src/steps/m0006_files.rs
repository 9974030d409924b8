//! What was uploaded; the bytes themselves lie on disk.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_files`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 1] = ["CREATE TABLE chat_files (
        id TEXT PRIMARY KEY,
        channel_id BIGINT NOT NULL,
        user_id TEXT NOT NULL,
        original_filename TEXT NOT NULL,
        stored_filename TEXT NOT NULL,
        file_path TEXT NOT NULL,
        file_size BIGINT NOT NULL,
        file_type TEXT NOT NULL,
        mime_type TEXT NOT NULL,
        missing BOOLEAN NOT NULL DEFAULT FALSE,
        uploaded_at BIGINT NOT NULL
    )"];
