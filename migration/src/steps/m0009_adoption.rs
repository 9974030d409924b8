//! What adopting another server's chat leaves behind for the administrator to look at.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_set_aside` and `chat_adoptions`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    "CREATE TABLE chat_set_aside (
        id {auto_key},
        source_table TEXT NOT NULL,
        source_key TEXT NOT NULL,
        reason TEXT NOT NULL,
        content TEXT NOT NULL,
        created_at BIGINT NOT NULL
    )",
    "CREATE TABLE chat_adoptions (
        id {auto_key},
        at BIGINT NOT NULL,
        source TEXT NOT NULL,
        report TEXT NOT NULL
    )",
];
