//! What a scanner says of files.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_files` what a scanner says of them.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    // 'checking' until the scanner has passed or 'blocked' it; NULL for files that everyone may fetch.
    "ALTER TABLE chat_files ADD COLUMN scan TEXT",
    // 'harmful', 'too_large' or 'encrypted'.
    "ALTER TABLE chat_files ADD COLUMN blocked_for TEXT",
    "CREATE INDEX chat_files_unchecked ON chat_files (id) WHERE scan = 'checking'",
];
