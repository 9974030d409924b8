//! Who makes a change, and its result. The changes themselves are in [`crate::ledgers`].

use std::sync::Arc;

use serde::Serialize;

use crate::{
    event::{ChannelEvent, UserEvent},
    ids::{CallId, ChannelId, MessageId, Millis, Seq, UserId},
    model::{
        Channel, ChannelPreferences, ChannelRole, ChannelView, Invite, Message, Scheduled, Thread,
    },
    preferences::Preferences,
};

/// Who makes a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A user of the chat.
    User(UserId),
    /// Someone who runs the program's commands on the server's machine.
    Operator,
    /// The server: at its first start, for its own records, and to delete expired rows.
    Server,
}

impl From<&UserId> for By {
    fn from(user: &UserId) -> Self {
        Self::User(user.clone())
    }
}

/// A message and the channel it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageRef {
    /// The channel.
    pub channel_id: ChannelId,
    /// The message.
    pub message_id: MessageId,
}

/// The result of a committed change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Committed {
    /// The event for everyone in the channel; `None` if nothing changed for them.
    pub channel_event: Option<ChannelEvent>,
    /// The system messages that tell of it, in the order of their positions after the event.
    pub notes: Vec<ChannelEvent>,
    /// Events for single users, in the order of their streams.
    pub user_events: Vec<UserEvent>,
    /// The change that the channel's actor applies to its state.
    pub room: Option<RoomChange>,
    /// The message that was posted, edited or deleted, or the first one of a repeat.
    pub message: Option<Arc<Message>>,
    /// The channel that was created or found, as its creator sees it.
    pub channel: Option<Box<ChannelView>>,
    /// The reader's position and counts after marking messages as read.
    pub read: Option<ReadState>,
    /// The invite link that was created.
    pub invite: Option<Box<Invite>>,
    /// When the user saved the message; set by the changes of saved messages.
    pub saved_at: Option<Millis>,
    /// The scheduled message that was created or changed.
    pub scheduled: Option<Box<Scheduled>>,
    /// The member's preferences after changing them.
    pub preferences: Option<PreferencesState>,
    /// The number of the user's unread notifications after reading some, capped.
    pub unread_notifications: Option<i64>,
    /// The user's own preferences after changing them.
    pub own_preferences: Option<Box<Preferences>>,
    /// The thread that a reply was added to or removed from, or whose follower changed.
    pub thread: Option<Arc<ThreadChange>>,
    /// The ticket that was made, as its author sees it.
    pub ticket: Option<Box<crate::model::TicketCard>>,
    /// The comment that was added to a ticket.
    pub ticket_comment: Option<Box<crate::model::TicketComment>>,
    /// The call that was begun or stored.
    pub call: Option<CallId>,
    /// True if nothing changed, because the change had been made before.
    pub repeated: bool,
    /// The response to a request that is executed [`Once`](crate::ledgers::idempotency::Once).
    pub answer: Option<Box<Answer>>,
}

impl Committed {
    /// The result of a change that had been made before.
    #[must_use]
    pub fn unchanged() -> Self {
        Self {
            repeated: true,
            ..Self::default()
        }
    }

    /// The result of a change with an event in a channel.
    #[must_use]
    pub fn happened(event: ChannelEvent) -> Self {
        Self {
            channel_event: Some(event),
            ..Self::default()
        }
    }

    /// Adds a change to the channel's settings or members.
    #[must_use]
    pub fn with_room(self, change: RoomChange) -> Self {
        Self {
            room: Some(change),
            ..self
        }
    }

    /// Adds the system messages that tell of the change.
    #[must_use]
    pub fn with_notes(self, notes: impl IntoIterator<Item = ChannelEvent>) -> Self {
        Self {
            notes: notes.into_iter().collect(),
            ..self
        }
    }

    /// Adds the message that was changed.
    #[must_use]
    pub fn with_message(self, message: Arc<Message>) -> Self {
        Self {
            message: Some(message),
            ..self
        }
    }
}

/// The stored response to a request that can be repeated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The body.
    pub body: String,
}

/// A change to the state of a live channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoomChange {
    /// Someone became a member or got another role.
    Joined {
        /// The member.
        user: UserId,
        /// Their current role.
        role: ChannelRole,
        /// Whether they may post.
        can_post: bool,
        /// The position after which they see the channel.
        history_after: Seq,
        /// The current number of members.
        member_count: i64,
    },
    /// Someone is no longer a member.
    Left {
        /// The former member.
        user: UserId,
        /// The current number of members.
        member_count: i64,
    },
    /// The settings changed.
    Settings(Box<Channel>),
    /// A group became a channel, which has one owner.
    Converted {
        /// The channel.
        channel: Box<Channel>,
        /// The owner.
        owner: UserId,
    },
    /// An owner became an admin, and another member an owner.
    HandedOver {
        /// The former owner.
        from: UserId,
        /// The new one.
        to: UserId,
    },
    /// The settings changed, and now every member sees the whole history.
    Revealed(Box<Channel>),
}

/// A thread after a change, as everyone in the channel sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ThreadChange {
    /// The message that it belongs to.
    pub root: MessageId,
    /// The position of that message.
    pub root_seq: Seq,
    /// The thread as those see it who do not follow it.
    pub thread: Thread,
    /// The thread as followers see it: those who read it last, or whoever made the change alone.
    pub followers: Vec<(UserId, Thread)>,
    /// Followers whose view was not computed.
    pub others: Vec<UserId>,
}

impl ThreadChange {
    /// The thread as `user` sees it.
    #[must_use]
    pub fn seen_by(&self, user: &UserId) -> &Thread {
        let own = self.followers.iter().find(|(follower, _)| follower == user);
        own.map_or(&self.thread, |(_, thread)| thread)
    }
}

/// A member's read position in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadState {
    /// The channel.
    pub channel_id: ChannelId,
    /// The position up to which they have read.
    pub last_read_seq: Seq,
    /// Messages of others after it, counted up to [`crate::model::UNREAD_CAP`].
    pub unread_count: i64,
    /// Those of them that mention the reader, counted up to [`crate::model::UNREAD_CAP`].
    pub mention_count: i64,
    /// The channel's position at the time of counting: later messages are not counted.
    pub counted_seq: Seq,
}

/// A member's preferences in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreferencesState {
    /// The channel.
    pub channel_id: ChannelId,
    /// The preferences.
    pub preferences: ChannelPreferences,
    /// The channel's position at that time: a later message shows a hidden conversation again.
    pub channel_seq: Seq,
}
