//! How far people have been notified of what happened to tickets.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_ticket_notices`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

// One row, with the ids of the latest rows of Orvale's tables that people have been notified of.
const STATEMENTS: [&str; 1] = ["CREATE TABLE chat_ticket_notices (
        id BIGINT NOT NULL PRIMARY KEY,
        history BIGINT NOT NULL,
        comments BIGINT NOT NULL
    )"];
