//! Who asks: the logged-in user behind a request, and the standing they have in a channel.

use std::sync::Arc;

use actors::protocol::Failure;
use entity::{
    ids::{ChannelId, MessageId},
    permission::{Account, Action, Permit, decide},
    queries,
};

use super::Problem;
use crate::{app::App, identity::Proof};

/// The user behind a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The user, as the database has them now.
    pub account: Arc<Account>,
    /// The token that proved it.
    pub proof: Proof,
}

impl Caller {
    /// Leave to do `action` in a channel.
    ///
    /// # Errors
    /// Not found, when the caller may not know of the channel; forbidden, with the reason.
    pub async fn permit(
        &self,
        app: &App,
        channel: ChannelId,
        action: Action,
    ) -> Result<Permit, Problem> {
        let standing = queries::channels::standing(app.database(), channel, &self.account.username)
            .await?
            .ok_or_else(Failure::not_found)?;
        Ok(decide(&self.account, &standing, action)?)
    }

    /// Leave to read the channel that holds a message.
    ///
    /// # Errors
    /// As [`Caller::permit`].
    pub async fn permit_message(&self, app: &App, message: MessageId) -> Result<Permit, Problem> {
        let (place, ..) = queries::messages::locate(app.database(), message)
            .await?
            .ok_or_else(Failure::not_found)?;
        self.permit(app, place.channel_id, Action::Read).await
    }
}
