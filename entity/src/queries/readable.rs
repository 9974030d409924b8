//! The channels that a user may read at this moment, for lists of messages of several channels.

use std::collections::HashMap;

use super::channels;
use crate::{
    Database,
    error::Error,
    ids::ChannelId,
    permission::{Account, Action, Permit, decide},
};

/// The permissions of a user to read channels, each looked up once.
pub(crate) struct Readable<'a> {
    db: &'a Database,
    account: &'a Account,
    known: HashMap<ChannelId, Option<Permit>>,
}

impl<'a> Readable<'a> {
    pub(crate) fn new(db: &'a Database, account: &'a Account) -> Self {
        let known = HashMap::new();
        Self { db, account, known }
    }

    /// The permission to read a channel; `None` if the user may not.
    pub(crate) async fn permit(&mut self, channel: ChannelId) -> Result<Option<&Permit>, Error> {
        if !self.known.contains_key(&channel) {
            let standing = channels::standing(self.db, channel, &self.account.username).await?;
            let permit = standing.and_then(|it| decide(self.account, &it, Action::Read).ok());
            self.known.insert(channel, permit);
        }
        Ok(self.known.get(&channel).and_then(Option::as_ref))
    }
}
