//! `update_channel`: change a channel's settings, archive it or restore it.

use std::collections::BTreeSet;

use entity::{
    ids::ChannelId,
    ledgers::{
        self,
        channels::{Access, Past},
    },
    model::{ChannelKind, History, Pinning, TicketEventKind},
    permission::Action,
    text::{ChannelName, Topic},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{Asked, ChannelCommand, Decided, Rate, word};
use crate::{
    channels::{Decision, Room},
    protocol::{Failure, reply::ChannelReply},
};

/// `update_channel`.
#[derive(Clone, Debug)]
pub struct UpdateChannel {
    /// The channel to change.
    pub channel_id: ChannelId,
    /// The new settings.
    pub settings: ChannelSettings,
}

/// New settings of a channel; omitted fields stay unchanged.
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
    /// Whether only admins and owners may post.
    #[serde(default)]
    #[ts(optional)]
    pub read_only: Option<bool>,
    /// `public` or `private`. Whoever may read a public channel sees its history, unless `keepHidden` is true.
    #[serde(default, rename = "type", deserialize_with = "word")]
    #[ts(optional)]
    pub kind: Option<ChannelKind>,
    /// Who may pin messages.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub pinning: Option<Pinning>,
    /// What new members see of the history. From `since_joining` to `all`, all members see all messages, unless
    /// `keepHidden` is true.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub history: Option<History>,
    /// With `history: "all"`: true to keep the messages written before hidden from those who do not see them; false
    /// to reveal also those that were kept hidden earlier.
    #[serde(default)]
    #[ts(optional)]
    pub keep_hidden: Option<bool>,
    /// Of what happens to its team's tickets the channel is told from now on.
    #[serde(default)]
    #[ts(optional)]
    pub ticket_events: Option<BTreeSet<TicketEventKind>>,
    /// False archives the channel, true restores it.
    #[serde(default)]
    #[ts(optional)]
    pub active: Option<bool>,
}

impl ChannelCommand for UpdateChannel {
    const NAME: &'static str = "update_channel";
    const RATE: Rate = Rate::Manage;
    const CHANGES_RULES: bool = true;
    type Reply = ChannelReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<ChannelReply> {
        let ChannelSettings {
            name,
            description,
            read_only,
            kind,
            pinning,
            history,
            keep_hidden,
            ticket_events,
            active,
        } = self.settings;
        if active.is_some() {
            room.check(asked.caller, Action::Archive)?;
        }
        if kind.is_some() {
            room.check(asked.caller, Action::ChangeType)?;
        }
        let other_settings = name.is_some()
            || description.is_some()
            || read_only.is_some()
            || pinning.is_some()
            || history.is_some()
            || ticket_events.is_some();
        if other_settings || (active.is_none() && kind.is_none()) {
            room.check(asked.caller, Action::Update)?;
        }
        let change = ledgers::channels::UpdateChannel {
            channel_id: room.id(),
            by: asked.caller.username.clone(),
            name: name.map(ChannelName::parse).transpose()?,
            description: description.map(Topic::parse).transpose()?,
            read_only,
            access: kind.map(access).transpose()?,
            pinning,
            history,
            past: match keep_hidden {
                None => Past::AsSet,
                Some(true) => Past::Hidden,
                Some(false) if history == Some(History::All) => Past::Revealed,
                Some(false) => Past::AsSet,
            },
            ticket_events,
            active,
        };
        let shown = Box::new(ChannelReply::existing);
        Ok(Decision::KeepAndShow(Box::new(change), shown))
    }
}

/// The access of a channel of this type.
///
/// # Errors
/// `invalid` for a direct conversation.
pub(super) fn access(kind: ChannelKind) -> Result<Access, Failure> {
    match kind {
        ChannelKind::Public => Ok(Access::Public),
        ChannelKind::Private => Ok(Access::Private),
        ChannelKind::Direct => Err(Failure::invalid("type must be public or private")),
    }
}
