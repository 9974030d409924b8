//! Moving files from one store to another.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_file_moves`, which says where files are while they are moved.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 1] = [
    // At most one row. 'announced', 'refused', 'moving' or 'done'.
    "CREATE TABLE chat_file_moves (
        id BIGINT PRIMARY KEY,
        source TEXT NOT NULL,
        target TEXT NOT NULL,
        state TEXT NOT NULL,
        problem TEXT
    )",
];
