//! What a conversation is made of, as the engine, the wire and REST speak of it.
//!
//! Plain data: rows become these in `queries`, frames in the `actors` crate's `protocol`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::ids::{ChannelId, ClientId, MessageId, Millis, Seq, UserId};

/// Who can find and enter a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Anyone with chat access finds, reads and joins it.
    Public,
    /// Only its members know of it.
    Private,
    /// The one conversation of exactly its members, two or more.
    Direct,
}

/// What a member is in one channel.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ChannelRole {
    /// Talks.
    Member,
    /// Also manages settings and members.
    Admin,
    /// Also archives the channel and appoints owners.
    Owner,
}

/// Who pins messages in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pinning {
    /// Everyone who writes there.
    Members,
    /// Its admins and owners.
    Admins,
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Words.
    Text,
    /// A file, described in [`Message::file`].
    File,
    /// An image, described in [`Message::file`].
    Image,
    /// A reference to a ticket, named in [`Message::ticket_reference`].
    TicketLink,
    /// Written by the server; no client can send one.
    System,
}

/// A channel, the same for everyone who may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// Its identifier.
    pub id: ChannelId,
    /// Its name without `#`; empty for a direct conversation, which is named after its members.
    pub name: String,
    /// Its topic, empty when none is set.
    pub description: String,
    /// Who can find and enter it.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// Who created it.
    #[ts(type = "string")]
    pub created_by: UserId,
    /// The Orvale team it belongs to.
    pub team_id: Option<String>,
    /// False once archived: it can be read, not written to.
    pub active: bool,
    /// True when only its admins and owners post.
    pub read_only: bool,
    /// Who pins messages.
    pub pinning: Pinning,
    /// How many members it has.
    #[ts(type = "number")]
    pub member_count: i64,
    /// The members of a direct conversation; empty for other kinds.
    #[ts(type = "Array<string>")]
    pub members: Vec<UserId>,
    /// The position of its latest event.
    #[ts(type = "number")]
    pub seq: Seq,
    /// When its latest message was written.
    #[ts(type = "number | null")]
    pub last_message_at: Option<Millis>,
    /// When it was created.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// When its settings last changed.
    #[ts(type = "number")]
    pub updated_at: Millis,
}

/// A channel as one member sees it: the channel, and where this member stands in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelView {
    /// The channel.
    #[serde(flatten)]
    pub channel: Channel,
    /// The viewer's role; absent when they are not a member.
    pub role: Option<ChannelRole>,
    /// False when a moderator has silenced the viewer here.
    pub can_post: bool,
    /// The position up to which the viewer has read.
    #[ts(type = "number")]
    pub last_read_seq: Seq,
    /// Messages of others after `last_read_seq`, counted up to [`UNREAD_CAP`].
    #[ts(type = "number")]
    pub unread_count: i64,
    /// Those of them that mention the viewer, counted up to [`UNREAD_CAP`].
    #[ts(type = "number")]
    pub mention_count: i64,
    /// The latest message, where the answer is a list of conversations; never in the snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Box<Message>>,
}

/// Unread counters stop here: a page shows "99+" and the database need not count further.
pub const UNREAD_CAP: i64 = 100;

/// How many kinds of reactions one message may have.
pub const REACTION_KINDS: usize = 50;

/// A member of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// Who.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// The name to show.
    pub display_name: String,
    /// Their role in the channel.
    pub role: ChannelRole,
    /// False when a moderator has silenced them.
    pub can_post: bool,
    /// Since when.
    #[ts(type = "number")]
    pub joined_at: Millis,
}

/// How many of those who gave a reaction are named.
pub const REACTION_USERS: i64 = 20;

/// One kind of reaction to a message and who gave it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// The emoji itself, not a short code.
    pub emoji: String,
    /// The first 20 who gave it, in the order they did; in a page of messages, and in a message that
    /// is asked for, also whoever asks if they did.
    #[ts(type = "Array<string>")]
    pub users: Vec<UserId>,
    /// How many people gave it.
    #[ts(type = "number")]
    pub count: i64,
}

/// A file that a message carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileInfo {
    /// Its identifier.
    pub id: String,
    /// Its name as uploaded.
    pub name: String,
    /// Its length in bytes.
    #[ts(type = "number")]
    pub size: i64,
    /// Its media type.
    pub mime_type: String,
}

/// A message in its latest state. A deleted one is a tombstone: no text, no file, no reactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its identifier.
    pub id: MessageId,
    /// Where it stands.
    pub channel_id: ChannelId,
    /// Its position among the channel's events; the order of messages.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Who wrote it.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// Its words, as written.
    pub text: String,
    /// The members that the text mentions, in the order of the text.
    pub mentions: Vec<Mention>,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: MessageKind,
    /// The UUID its author's client gave it; absent for messages the server wrote or adopted.
    pub client_id: Option<ClientId>,
    /// The message it answers.
    pub reply_to_id: Option<MessageId>,
    /// The ticket it refers to, as `HD-250819-138`.
    pub ticket_reference: Option<String>,
    /// The file it carries.
    pub file: Option<FileInfo>,
    /// When its text last changed.
    #[ts(type = "number | null")]
    pub edited_at: Option<Millis>,
    /// When it was deleted.
    #[ts(type = "number | null")]
    pub deleted_at: Option<Millis>,
    /// When it was written.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// Reactions, in the order their kinds first appeared.
    pub reactions: Vec<Reaction>,
    /// Who pinned it; absent when it is not pinned.
    #[ts(type = "string | null")]
    pub pinned_by: Option<UserId>,
    /// When it was pinned.
    #[ts(type = "number | null")]
    pub pinned_at: Option<Millis>,
}

/// A pinned message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PinnedMessage {
    /// The message.
    pub message: Message,
    /// Who pinned it.
    #[ts(type = "string")]
    pub pinned_by: UserId,
    /// When it was pinned.
    #[ts(type = "number")]
    pub pinned_at: Millis,
}

/// A place in a text that mentions someone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mention {
    /// Who is mentioned.
    #[serde(deserialize_with = "crate::ids::as_stored")]
    #[ts(type = "string")]
    pub user_id: UserId,
    /// Where the mention begins, in UTF-16 units from the start of the text.
    pub start: u32,
    /// How long it is, in UTF-16 units, the `@` included.
    pub length: u32,
}

/// A channel by name, for readers who need no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ChannelLabel {
    /// Its identifier.
    pub id: ChannelId,
    /// Its name; empty for a direct conversation.
    pub name: String,
    /// Who can find and enter it.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
}

impl From<&Channel> for ChannelLabel {
    fn from(channel: &Channel) -> Self {
        Self {
            id: channel.id,
            name: channel.name.clone(),
            kind: channel.kind,
        }
    }
}

/// Whether someone is there. `Busy` is only ever chosen by the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresenceStatus {
    /// Connected and active.
    Online,
    /// Connected, idle for a while or by choice.
    Away,
    /// Connected, not to be disturbed.
    Busy,
    /// Not connected, or wishing to look so.
    Offline,
}

/// What others see of someone's presence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// Whether they are there.
    pub status: PresenceStatus,
    /// Their own words about it, empty when none.
    pub status_message: String,
    /// When they were last active.
    #[ts(type = "number")]
    pub last_active: Millis,
}

/// A person, as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// What the system calls them.
    #[ts(type = "string")]
    pub username: UserId,
    /// What people call them.
    pub display_name: String,
    /// Their role in Orvale.
    pub role: String,
    /// Their Orvale team.
    pub team_id: Option<String>,
    /// False once deactivated.
    pub active: bool,
}
