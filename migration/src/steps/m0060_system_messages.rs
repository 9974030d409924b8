//! What happened in a channel, as data beside the text of its system messages.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_messages` the column; messages that people wrote have nothing there.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 1] = ["ALTER TABLE chat_messages ADD COLUMN system_event TEXT"];
