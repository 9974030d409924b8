//! Channels whose members follow one of Orvale's teams.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Marks channels that follow their team, and the members who are there because they belong to it.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    "ALTER TABLE chat_channels ADD COLUMN follows_team BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE chat_channel_members ADD COLUMN by_team BOOLEAN NOT NULL DEFAULT FALSE",
];
