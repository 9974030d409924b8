//! The authenticated user behind a request, and their permission to act on a channel.

use std::sync::Arc;

use actors::protocol::Failure;
use entity::{
    ids::{ChannelId, MessageId},
    permission::{Account, Action, Permit, decide},
    queries::{self, messages::Located},
};

use super::Problem;
use crate::{app::App, identity::Proof};

/// The user behind a request.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Their account, as it is in the database now.
    pub account: Arc<Account>,
    /// The token that they authenticated with.
    pub proof: Proof,
}

impl Caller {
    /// Permission to perform `action` in a channel.
    ///
    /// # Errors
    /// Not found, when the channel is not visible to the caller; forbidden, with the reason.
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

    /// Permission to read a message, and the channel that it is in.
    ///
    /// # Errors
    /// As [`Caller::permit`]; not found for a message that is hidden from the caller.
    pub async fn permit_message(&self, app: &App, message: MessageId) -> Result<Permit, Problem> {
        Ok(self.locate(app, message).await?.0)
    }

    /// Permission to read a thread, and the channel that it is in.
    ///
    /// # Errors
    /// As [`Caller::permit_message`]; not found for a message that is itself a reply in a thread.
    pub async fn permit_thread(&self, app: &App, root: MessageId) -> Result<Permit, Problem> {
        let (permit, located) = self.locate(app, root).await?;
        match located.thread {
            None => Ok(permit),
            Some(_) => Err(Failure::not_found().into()),
        }
    }

    async fn locate(&self, app: &App, message: MessageId) -> Result<(Permit, Located), Problem> {
        let located = queries::messages::locate(app.database(), message)
            .await?
            .ok_or_else(Failure::not_found)?;
        let permit = self
            .permit(app, located.message.channel_id, Action::Read)
            .await?;
        if permit.sees(located.seen_from) {
            Ok((permit, located))
        } else {
            Err(Failure::not_found().into())
        }
    }
}
