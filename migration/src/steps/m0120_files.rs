//! Files that are uploaded to this server, and what holds them.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_files` what is known of an uploaded file, and creates `chat_file_refs`: the messages that carry
/// a file, and what else holds one.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

/// The holders of adopted files.
pub(crate) const OF_MESSAGES: &str = "INSERT INTO chat_file_refs (holder, holder_id, position, file_id) \
    SELECT 'message', id, 0, {file_id} FROM chat_messages \
    WHERE file_attachment IS NOT NULL AND deleted_at IS NULL ON CONFLICT DO NOTHING";

/// The names of adopted files.
pub(crate) const NAMES: &str = "UPDATE chat_messages SET file_names = {file_name} \
    WHERE file_attachment IS NOT NULL AND deleted_at IS NULL";

const STATEMENTS: [&str; 17] = [
    // 'uploading' until its bytes are stored, 'ready', or 'deleted' until they are removed.
    "ALTER TABLE chat_files ADD COLUMN state TEXT NOT NULL DEFAULT 'ready'",
    "ALTER TABLE chat_files ADD COLUMN sha256 TEXT",
    "ALTER TABLE chat_files ADD COLUMN shown BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE chat_files ADD COLUMN width BIGINT",
    "ALTER TABLE chat_files ADD COLUMN height BIGINT",
    "ALTER TABLE chat_files ADD COLUMN duration_ms BIGINT",
    "ALTER TABLE chat_files ADD COLUMN thumbnail TEXT",
    // Since when nothing holds it.
    "ALTER TABLE chat_files ADD COLUMN free_since BIGINT",
    "CREATE INDEX chat_files_by_user ON chat_files (user_id, uploaded_at)",
    "CREATE INDEX chat_files_by_freedom ON chat_files (free_since) WHERE free_since IS NOT NULL",
    "CREATE INDEX chat_files_deleted ON chat_files (id) WHERE state = 'deleted'",
    "CREATE TABLE chat_file_refs (
        holder TEXT NOT NULL,
        holder_id BIGINT NOT NULL,
        position BIGINT NOT NULL,
        file_id TEXT NOT NULL,
        PRIMARY KEY (holder, holder_id, position)
    ){clustered}",
    "CREATE INDEX chat_file_refs_by_file ON chat_file_refs (file_id)",
    OF_MESSAGES,
    // The search finds messages by the names of their files.
    "ALTER TABLE chat_messages ADD COLUMN file_names TEXT",
    NAMES,
    "INSERT INTO chat_search_stale (message_id) SELECT id FROM chat_messages \
     WHERE file_names IS NOT NULL ON CONFLICT DO NOTHING",
];
