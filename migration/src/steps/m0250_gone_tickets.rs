//! How tickets were seen last that are gone, for when they return.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates the states of tickets that Orvale has deleted.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

// By number: the key of a ticket that is gone may be that of another ticket. Whom the ticket concerned is not kept: it may stay
// gone for ever.
const STATEMENTS: [&str; 1] = ["CREATE TABLE chat_ticket_gone (
        ticket_number TEXT NOT NULL PRIMARY KEY,
        status TEXT NOT NULL,
        priority TEXT NOT NULL,
        team TEXT NOT NULL,
        assignee TEXT NOT NULL,
        history BIGINT NOT NULL,
        comment BIGINT NOT NULL
    )"];
