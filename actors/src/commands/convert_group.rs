//! `convert_group`: turn a group into a private channel.

use entity::{
    ids::ChannelId,
    ledgers::{self, channels::Earlier},
    permission::Action,
    text::{ChannelName, Topic},
};
use serde::Deserialize;
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Asked, ChannelCommand, Decided, Rate};
use crate::{
    channels::{Decision, Room},
    protocol::reply::ChannelReply,
};

/// `convert_group`.
#[derive(Clone, Debug)]
pub struct ConvertGroup {
    /// The group.
    pub channel_id: ChannelId,
    /// The channel that it becomes.
    pub into: GroupChannel,
}

/// The private channel that a group becomes.
#[derive(Clone, Debug, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupChannel {
    /// The channel's name, without `#`.
    pub name: String,
    /// The channel's topic.
    #[serde(default)]
    #[ts(optional)]
    pub description: Option<String>,
    /// True if those who join later see the messages written so far; false by default.
    #[serde(default)]
    #[ts(optional)]
    pub with_history: Option<bool>,
}

impl ChannelCommand for ConvertGroup {
    const NAME: &'static str = "convert_group";
    const RATE: Rate = Rate::Manage;
    const CHANGES_RULES: bool = true;
    type Reply = ChannelReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<ChannelReply> {
        room.check(asked.caller, Action::Convert)?;
        let change = ledgers::channels::ConvertGroup {
            channel_id: room.id(),
            by: asked.caller.username.clone(),
            name: ChannelName::parse(self.into.name)?,
            topic: Topic::parse(self.into.description.unwrap_or_default())?,
            earlier: match self.into.with_history {
                Some(true) => Earlier::Shown,
                _ => Earlier::Hidden,
            },
            shows_to: room.unseen_by(),
        };
        let shown = Box::new(ChannelReply::existing);
        Ok(Decision::KeepAndShow(Box::new(change), shown))
    }
}
