//! By what tickets are found.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the folded texts of tickets: a search reads these instead of Orvale's rows, which are many times as long.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 1] = [
    // Every ticket with an id up to the greatest one here has its row.
    "CREATE TABLE chat_ticket_words (
        ticket_id {key},
        searched TEXT NOT NULL
    )",
];
