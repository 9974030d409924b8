//! Calls and who took part in them.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `call_sessions` and `call_participants`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 3] = [
    "CREATE TABLE call_sessions (
        id {auto_key},
        channel_id BIGINT REFERENCES chat_channels (id),
        initiator_user_id TEXT NOT NULL,
        call_type TEXT NOT NULL CHECK (call_type IN ('audio', 'video', 'screen_share')),
        participants TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'ringing'
            CHECK (status IN ('ringing', 'active', 'ended', 'missed')),
        started_at BIGINT NOT NULL,
        answered_at BIGINT,
        ended_at BIGINT,
        duration_seconds BIGINT,
        recording_path TEXT,
        end_reason TEXT
    )",
    "CREATE TABLE call_participants (
        call_session_id BIGINT NOT NULL REFERENCES call_sessions (id),
        user_id TEXT NOT NULL,
        joined_at BIGINT,
        left_at BIGINT,
        connection_quality TEXT,
        PRIMARY KEY (call_session_id, user_id)
    )",
    "CREATE INDEX call_participants_by_user ON call_participants (user_id)",
];
