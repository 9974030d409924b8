//! `chat_messages`: the current state of messages, with their positions in their channels.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chat_messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub channel_id: i64,
    pub seq: i64,
    pub user_id: String,
    pub client_id: Option<Vec<u8>>,
    pub message_text: String,
    pub message_type: String,
    pub reply_to_id: Option<i64>,
    pub ticket_reference: Option<String>,
    pub file_attachment: Option<String>,
    pub mentions: Option<String>,
    pub edited_at: Option<i64>,
    pub deleted_at: Option<i64>,
    pub created_at: i64,
    pub system_event: Option<String>,
    pub thread_id: Option<i64>,
    pub in_channel: bool,
    pub forwarded_from: Option<i64>,
    pub file_names: Option<String>,
    pub previews: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
