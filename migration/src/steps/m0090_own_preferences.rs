//! What each user wants to be notified of, and when.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_channel_members` the level of notifications, and creates `chat_preferences`, whose rows hold a
/// user's preferences as JSON.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "ALTER TABLE chat_channel_members ADD COLUMN notify TEXT",
    "CREATE INDEX chat_channel_members_notified ON chat_channel_members (channel_id, user_id)
        WHERE notify = 'all'",
    "CREATE TABLE chat_preferences (
        user_id TEXT PRIMARY KEY,
        preferences TEXT NOT NULL
    ){clustered}",
];
