//! The keys by which names of channels are compared.

use sea_orm_migration::prelude::*;

use crate::derived;

/// Fills `chat_channels.name_key` again: names whose letters only look the same now have the same key. Channels with
/// the same key keep their names.
#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        derived::fold_names(manager.get_connection()).await
    }
}
