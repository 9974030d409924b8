//! The presence that users chose; who is connected is known to the engine alone.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `user_presence`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 1] = ["CREATE TABLE user_presence (
        user_id TEXT PRIMARY KEY,
        status TEXT NOT NULL DEFAULT 'offline'
            CHECK (status IN ('online', 'away', 'busy', 'offline')),
        status_message TEXT,
        last_active BIGINT NOT NULL,
        socket_id TEXT
    )"];
