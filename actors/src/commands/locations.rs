//! The locations of messages that were looked up lately, since most commands about a message follow soon after it.
//!
//! Nothing of a location ever changes, so it is never removed because it is wrong, only to make room. Messages that
//! do not exist are looked up each time.

use entity::{
    Database,
    ids::MessageId,
    queries::{self, messages::Located},
};
use quick_cache::sync::Cache;

use crate::protocol::Failure;

/// How many are kept: at about 200 bytes each, less than 4 MB.
const KEPT: usize = 16_384;

/// The locations of messages.
#[derive(Debug)]
pub struct Locations(Cache<MessageId, Located>);

impl Default for Locations {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl Locations {
    /// Returns the location of a message. Concurrent lookups of one message wait for the first.
    pub(super) async fn of(&self, database: &Database, id: MessageId) -> Result<Located, Failure> {
        let look = async {
            let located = queries::messages::locate(database, id).await?;
            located.ok_or_else(Failure::not_found)
        };
        self.0.get_or_insert_async(&id, look).await
    }
}
