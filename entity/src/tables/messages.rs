//! `chat_messages`: the current state of messages, with their positions in their channels.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Deserializer, de::Error as _};

use super::flag;

// Pages are read as JSON arrays, with the columns in this order.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Deserialize)]
#[sea_orm(table_name = "chat_messages")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub channel_id: i64,
    pub seq: i64,
    pub user_id: String,
    #[serde(deserialize_with = "hexadecimal")]
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
    #[serde(deserialize_with = "flag")]
    pub in_channel: bool,
    pub forwarded_from: Option<i64>,
    pub file_names: Option<String>,
    pub previews: Option<String>,
}

#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Reads bytes in hexadecimal digits. SQLite makes an empty text of NULL.
fn hexadecimal<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<u8>>, D::Error> {
    let digits = Option::<String>::deserialize(from)?.unwrap_or_default();
    let bytes = digits.as_bytes().chunks(2).map(|pair| {
        let value = |digit: &u8| char::from(*digit).to_digit(16);
        let pair = value(pair.first()?)? << 4 | value(pair.get(1)?)?;
        u8::try_from(pair).ok()
    });
    let bytes: Option<Vec<u8>> = bytes.collect();
    let bytes = bytes.ok_or_else(|| D::Error::custom("not pairs of hexadecimal digits"))?;
    Ok(Some(bytes).filter(|bytes| !bytes.is_empty()))
}
