//! `chat_channels`: channels, private groups and direct conversations.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chat_channels")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub name: String,
    pub name_key: String,
    pub description: String,
    #[sea_orm(column_name = "type")]
    pub kind: String,
    pub created_by: String,
    pub team_id: Option<String>,
    pub active: bool,
    pub read_only: bool,
    pub pinning: String,
    pub history: String,
    pub hidden_until: i64,
    pub follows_team: bool,
    pub ticket_number: Option<String>,
    pub ticket_seen: Option<String>,
    pub ticket_events: Option<String>,
    pub tickets_told: Option<i64>,
    pub direct_key: Option<String>,
    pub seq: i64,
    pub member_count: i64,
    pub last_message_at: Option<i64>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
