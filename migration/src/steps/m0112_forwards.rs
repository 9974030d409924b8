//! Forwarded messages.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives messages the message that they forward.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 1] = ["ALTER TABLE chat_messages ADD COLUMN forwarded_from BIGINT"];
