//! What people want of a channel, once the dispatcher has found out which channel it is.

use std::sync::Arc;

use entity::{
    change::MessageRef,
    ids::{MessageId, Seq, UserId},
    model::{ChannelRole, MessageKind},
    permission::Account,
};

use crate::{protocol::command::ChannelSettings, reply::ReplyTo};

/// A wish and who has it.
#[derive(Debug)]
pub struct Request {
    /// Who.
    pub account: Arc<Account>,
    /// What.
    pub intent: Intent,
    /// Where the answer goes.
    pub reply: ReplyTo,
}

/// What someone wants to do in a channel.
#[derive(Debug)]
pub enum Intent {
    /// Write a message.
    Post(Post),
    /// Change a message's text.
    Edit {
        /// Which message.
        message: MessageRef,
        /// Who wrote it.
        author: UserId,
        /// The new text.
        text: String,
    },
    /// Delete a message.
    Delete {
        /// Which message.
        message: MessageRef,
        /// Who wrote it.
        author: UserId,
    },
    /// React to a message.
    AddReaction(MessageRef, String),
    /// Take a reaction back.
    RemoveReaction(MessageRef, String),
    /// Become a member.
    Join,
    /// End one's own membership.
    Leave,
    /// Make someone a member or change a member's role.
    SetMember(UserId, ChannelRole),
    /// End someone's membership.
    RemoveMember(UserId),
    /// Change the settings.
    Update(ChannelSettings),
    /// Move one's read position.
    MarkRead {
        /// To where.
        seq: Seq,
        /// Whether it may move back.
        back: bool,
    },
    /// Show that one is writing, or stopped.
    Type {
        /// True while writing.
        typing: bool,
    },
}

/// A message to be written.
#[derive(Debug)]
pub struct Post {
    /// The client's UUID for it.
    pub client_id: Option<String>,
    /// Its words.
    pub text: String,
    /// What it is.
    pub kind: MessageKind,
    /// What it answers; known to be in this channel.
    pub reply_to_id: Option<MessageId>,
    /// The ticket it refers to.
    pub ticket_reference: Option<String>,
}

impl Intent {
    /// Whether later requests must wait until this one is kept, since it changes who may do what.
    pub(super) fn changes_the_rules(&self) -> bool {
        matches!(
            self,
            Self::Join
                | Self::Leave
                | Self::SetMember(..)
                | Self::RemoveMember(_)
                | Self::Update(_)
        )
    }
}
