//! Status messages that clear themselves.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds `user_presence.status_message_until`: when the status message clears itself, or nothing if it stays.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 1] = ["ALTER TABLE user_presence ADD COLUMN status_message_until BIGINT"];
