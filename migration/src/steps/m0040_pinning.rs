//! Who pins messages in a channel.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_channels` the setting: everyone who writes there, until it is changed.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 1] =
    ["ALTER TABLE chat_channels ADD COLUMN pinning TEXT NOT NULL DEFAULT 'members'"];
