//! What a notification says.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use super::NotificationKind;
use crate::ids::{ChannelId, MessageId, Seq, UserId};

/// `notification`: something needs the user's attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// The reason.
    pub kind: NotificationKind,
    /// The channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub channel_id: Option<ChannelId>,
    /// The message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub message_id: Option<MessageId>,
    /// The message's position in the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<i32>")]
    pub message_seq: Option<Seq>,
    /// Who wrote the message, reacted, called or changed the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<String>")]
    pub from: Option<UserId>,
    /// The thread that the message is a reply in, if it is not shown in the channel: the mention does not count
    /// there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub thread_id: Option<MessageId>,
    /// The keyword that was found, of a `keyword`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub keyword: Option<String>,
    /// The emoji of a `reaction`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub emoji: Option<String>,
    /// The scheduled message of a `scheduled_failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<i32>")]
    pub scheduled_id: Option<i64>,
    /// The number of the ticket, of a kind that is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ticket: Option<String>,
    /// What was set: the status or the priority in Orvale's words, the team's name, or the name of the person who works on
    /// the ticket now. `late`, of a `ticket_due`, if it is overdue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<String>,
    /// True if the user worked on the ticket before, and no longer does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub lost: Option<bool>,
    /// True if it comes during do-not-disturb or quiet hours: it is shown without a sound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub silent: Option<bool>,
    /// True if the user has read it, or if it is gone. Only in replays and lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub read: Option<bool>,
}

impl Notification {
    /// A notification of this kind, without anything else.
    #[must_use]
    pub fn of(kind: NotificationKind) -> Self {
        Self {
            kind,
            channel_id: None,
            message_id: None,
            message_seq: None,
            from: None,
            thread_id: None,
            keyword: None,
            emoji: None,
            scheduled_id: None,
            ticket: None,
            to: None,
            lost: None,
            silent: None,
            read: None,
        }
    }
}
