//! `update_channel`: change a channel's settings, archive it or bring it back.

use entity::{
    ids::{ChannelId, Millis},
    ledgers,
    model::Pinning,
    permission::{Account, Action},
    text::{ChannelName, Topic},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Command, Lookup, Rate, Route, word};
use crate::{
    channels::{ChannelCommand, Decision, Room},
    protocol::{Failure, reply::ChannelReply},
};

/// Settings to be changed; what is left out stays.
#[derive(Clone, Debug)]
pub struct UpdateChannel {
    /// The channel.
    pub channel_id: ChannelId,
    /// What to change.
    pub settings: ChannelSettings,
}

/// Settings of a channel; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelSettings {
    /// A new name.
    #[serde(default)]
    #[ts(optional)]
    pub name: Option<String>,
    /// A new topic.
    #[serde(default)]
    #[ts(optional)]
    pub description: Option<String>,
    /// Whether only admins and owners post.
    #[serde(default)]
    #[ts(optional)]
    pub read_only: Option<bool>,
    /// Who pins messages.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub pinning: Option<Pinning>,
    /// False archives it, true brings it back.
    #[serde(default)]
    #[ts(optional)]
    pub active: Option<bool>,
}

impl Command for UpdateChannel {
    const NAME: &'static str = "update_channel";
    const RATE: Rate = Rate::Manage;
    type Reply = ChannelReply;

    async fn route(self, _: &Account, _: &Lookup<'_>) -> Result<Route<ChannelReply>, Failure> {
        Ok(Route::channel(self.channel_id, self))
    }
}

impl ChannelCommand for UpdateChannel {
    type Reply = ChannelReply;
    const CHANGES_RULES: bool = true;

    fn decide(
        self,
        room: &mut Room,
        caller: &Account,
        _: Millis,
    ) -> Result<Decision<ChannelReply>, Failure> {
        let ChannelSettings {
            name,
            description,
            read_only,
            pinning,
            active,
        } = self.settings;
        if active.is_some() {
            room.check(caller, Action::Archive)?;
        }
        let other_settings =
            name.is_some() || description.is_some() || read_only.is_some() || pinning.is_some();
        if other_settings || active.is_none() {
            room.check(caller, Action::Update)?;
        }
        let change = ledgers::channels::UpdateChannel {
            channel_id: room.id(),
            by: caller.username.clone(),
            name: name.map(ChannelName::parse).transpose()?,
            description: description.map(Topic::parse).transpose()?,
            read_only,
            pinning,
            active,
        };
        let shown = Box::new(ChannelReply::existing);
        Ok(Decision::KeepAndShow(Box::new(change), shown))
    }
}
