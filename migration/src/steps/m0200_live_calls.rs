//! Calls that go on, and who may call.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives participants their state and their devices, and every active user the permissions of calls.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 7] = [
    "INSERT INTO chat_counters (name, last_id) VALUES ('call_sessions', 0)",
    // Empty in calls of earlier servers.
    "ALTER TABLE call_participants ADD COLUMN state TEXT NOT NULL DEFAULT ''",
    // JSON; NULL for those who are not in the call.
    "ALTER TABLE call_participants ADD COLUMN devices TEXT",
    "CREATE INDEX call_sessions_by_channel ON call_sessions (channel_id, started_at)",
    "CREATE INDEX call_sessions_by_start ON call_sessions (started_at, id)",
    "CREATE INDEX call_sessions_live ON call_sessions (id) WHERE ended_at IS NULL",
    "INSERT INTO chat_role_permissions (role_id, permission) VALUES
        ('*', 'call.audio'),
        ('*', 'call.video'),
        ('*', 'call.view_history')
        ON CONFLICT (role_id, permission) DO NOTHING",
];
