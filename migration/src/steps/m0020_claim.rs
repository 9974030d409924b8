//! Which server had the claim on the database last.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_claim` with its one row.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    // Each server that starts to serve counts it up. It is used on PostgreSQL only, where a session
    // and its lock can be lost while the server runs.
    "CREATE TABLE chat_claim (epoch BIGINT NOT NULL)",
    "INSERT INTO chat_claim (epoch) VALUES (0)",
];
