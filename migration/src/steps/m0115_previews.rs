//! Previews of the links in messages.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Adds what the pages that a message links to say of themselves: a JSON list; an empty one where the author removed
/// it, so that it does not come back.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(
            manager,
            &["ALTER TABLE chat_messages ADD COLUMN previews TEXT"],
        )
        .await
    }
}
