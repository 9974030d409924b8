//! Who may do what, and which credentials and requests were seen before.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Creates `chat_role_permissions` with its defaults, `chat_revoked_tokens` and `chat_idempotency`.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 4] = [
    "CREATE TABLE chat_role_permissions (
        role_id TEXT NOT NULL,
        permission TEXT NOT NULL,
        PRIMARY KEY (role_id, permission)
    )",
    // The role `*` is every active user; an administrator changes the rest.
    "INSERT INTO chat_role_permissions (role_id, permission) VALUES
        ('*', 'chat.access_channels'),
        ('*', 'chat.create_channels'),
        ('*', 'chat.create_direct'),
        ('*', 'chat.send_files'),
        ('manager', 'chat.manage_channels'),
        ('manager', 'chat.moderate_channels'),
        ('helpdesk_supervisor', 'chat.manage_channels'),
        ('helpdesk_supervisor', 'chat.moderate_channels')",
    "CREATE TABLE chat_revoked_tokens (
        token_hash TEXT PRIMARY KEY,
        expires_at BIGINT NOT NULL
    )",
    "CREATE TABLE chat_idempotency (
        user_id TEXT NOT NULL,
        key TEXT NOT NULL,
        request_hash TEXT NOT NULL,
        status BIGINT NOT NULL,
        body TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (user_id, key)
    )",
];
