//! `set_channel_preferences`: mute a conversation, pin it to the top of one's own list, hide it, or choose which
//! of its messages notify.

use entity::{
    ids::{ChannelId, Millis},
    ledgers,
    model::Notify,
    permission::Action,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Rate, scheduled::ahead, word};
use crate::{
    channels::{Decision, Room},
    protocol::{Failure, reply::PreferencesReply},
};

/// `set_channel_preferences`: what is left out stays.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetChannelPreferences {
    /// The channel.
    pub channel_id: ChannelId,
    /// Whether the conversation shall not ask for attention.
    #[serde(default)]
    #[ts(optional)]
    pub muted: Option<bool>,
    /// Mutes it until this time, which is in the future, at most 365 days ahead. Without it, `muted` does not end by
    /// itself.
    #[serde(default)]
    #[ts(optional, type = "number")]
    pub muted_until: Option<Millis>,
    /// Whether it stands at the top of the list.
    #[serde(default)]
    #[ts(optional)]
    pub pinned: Option<bool>,
    /// Whether it is left out of the list until its next message.
    #[serde(default)]
    #[ts(optional)]
    pub hidden: Option<bool>,
    /// Which of its messages notify the user.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub notify: Option<Notify>,
}

impl ChannelCommand for SetChannelPreferences {
    const NAME: &'static str = "set_channel_preferences";
    const RATE: Rate = Rate::Write;
    type Reply = PreferencesReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<PreferencesReply> {
        room.check(asked.caller, Action::SetPreferences)?;
        let muted_until = self
            .muted_until
            .map(|at| ahead("mutedUntil", at, asked.now));
        if self.muted == Some(false) && muted_until.is_some() {
            let reason = "mutedUntil mutes the channel, so muted must not be false";
            return Err(Failure::invalid(reason));
        }
        let change = ledgers::preferences::SetPreferences {
            channel_id: room.id(),
            user: asked.caller.username.clone(),
            muted: self.muted.or(muted_until.is_some().then_some(true)),
            muted_until: muted_until.transpose()?,
            pinned: self.pinned,
            hidden: self.hidden,
            notify: self.notify,
        };
        Ok(Decision::keep(change, |kept| {
            let state = kept.preferences.ok_or_else(Failure::internal)?;
            Ok(PreferencesReply::from(state))
        }))
    }
}
