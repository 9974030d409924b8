//! What is said of a file by who uploaded it.

use sea_orm_migration::prelude::*;

use crate::dialect;

/// Gives `chat_files` a description for those who do not see a picture, and the loudness of voice messages.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::execute(manager, &STATEMENTS).await
    }
}

const STATEMENTS: [&str; 2] = [
    "ALTER TABLE chat_files ADD COLUMN description TEXT",
    // Numbers from 0 to 100 with spaces between them.
    "ALTER TABLE chat_files ADD COLUMN waveform TEXT",
];
