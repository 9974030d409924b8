//! The types of the domain, shared by the engine, the wire and REST: channels, members, messages, presence.
//!
//! Plain data: `queries` makes them from rows, the `actors` crate's `protocol` encodes them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use utoipa::ToSchema;

use crate::ids::{ChannelId, ClientId, InviteId, MessageId, Millis, ScheduledId, Seq, UserId};

/// The type of a channel: who can find and join it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// Anyone with chat access can find, read and join it.
    Public,
    /// Only its members can see it.
    Private,
    /// A direct conversation between two or more people; there is one for each set of people.
    Direct,
}

/// A member's role in one channel.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ChannelRole {
    /// Can read and post.
    Member,
    /// Can also manage settings and members.
    Admin,
    /// Can also archive the channel and appoint owners.
    Owner,
}

/// Who may pin messages in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Pinning {
    /// Everyone who may post.
    Members,
    /// Admins and owners only.
    Admins,
}

/// What new members see of a channel's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum History {
    /// All messages.
    All,
    /// The messages that are written after they join.
    SinceJoining,
}

/// A link that lets people join a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Invite {
    /// Its identifier.
    pub id: InviteId,
    /// The secret part of the link.
    pub token: String,
    /// The channel.
    pub channel_id: ChannelId,
    /// Who created it.
    #[ts(type = "string")]
    pub created_by: UserId,
    /// When it was created.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// When it expires; null if it does not.
    #[ts(type = "number | null")]
    pub expires_at: Option<Millis>,
    /// How many people may join with it; null if any number may.
    #[ts(type = "number | null")]
    pub max_uses: Option<i64>,
    /// How many people have joined with it. It never decreases.
    #[ts(type = "number")]
    pub uses: i64,
}

/// How much of a channel's history new members see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct HistoryReport {
    /// The setting.
    pub history: History,
    /// The number of messages in the channel, without deleted ones and system messages.
    #[ts(type = "number")]
    pub messages: i64,
    /// Those of them that new members do not see. They become visible to every member if the history is
    /// revealed.
    #[ts(type = "number")]
    pub hidden_messages: i64,
}

/// The kind of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Text.
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

/// A channel, as everyone sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Channel {
    /// Its identifier.
    pub id: ChannelId,
    /// Its name without `#`; empty for a direct conversation, which is named after its members.
    pub name: String,
    /// Its topic, empty when none is set.
    pub description: String,
    /// Its type: who can find and join it.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// Who created it.
    #[ts(type = "string")]
    pub created_by: UserId,
    /// The Orvale team it belongs to.
    pub team_id: Option<String>,
    /// False if archived: members can read it but not post.
    pub active: bool,
    /// True if only its admins and owners may post.
    pub read_only: bool,
    /// Who may pin messages.
    pub pinning: Pinning,
    /// What new members see of its history.
    pub history: History,
    /// The position up to which new members see nothing, although `history` is `all`; absent if they see
    /// everything.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[ts(type = "number", optional)]
    pub hidden_until: Seq,
    /// True if its members follow the team: who belongs to it is a member.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub follows_team: bool,
    /// The number of its members.
    #[ts(type = "number")]
    pub member_count: i64,
    /// The members of a direct conversation; empty for other kinds.
    #[ts(type = "Array<string>")]
    pub members: Vec<UserId>,
    /// True for a direct conversation that began with more than two members. Only such a one can be left.
    pub group: bool,
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

/// Returns whether a position need not be mentioned.
#[allow(clippy::trivially_copy_pass_by_ref)] // As serde requires.
fn is_zero(seq: &Seq) -> bool {
    *seq == 0
}

/// A channel as one user sees it: with the user's role, read position and unread counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ChannelView {
    /// The channel.
    #[serde(flatten)]
    pub channel: Channel,
    /// The viewer's role; absent when they are not a member.
    pub role: Option<ChannelRole>,
    /// False if a moderator has muted the viewer here.
    pub can_post: bool,
    /// The position up to which the viewer has read.
    #[ts(type = "number")]
    pub last_read_seq: Seq,
    /// The position after which the viewer sees the channel; absent if they see all of it.
    #[serde(default, skip_serializing_if = "is_zero")]
    #[ts(type = "number", optional)]
    pub history_after: Seq,
    /// Messages of others after `last_read_seq`, counted up to [`UNREAD_CAP`].
    #[ts(type = "number")]
    pub unread_count: i64,
    /// Those of them that mention the viewer, counted up to [`UNREAD_CAP`].
    #[ts(type = "number")]
    pub mention_count: i64,
    /// How the viewer wants to see it.
    #[serde(flatten)]
    pub preferences: ChannelPreferences,
    /// The latest message; only in lists of conversations, never in the snapshot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_message: Option<Box<Message>>,
}

/// How a member wants to see a conversation, on all their devices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ChannelPreferences {
    /// True if it shall not ask for attention.
    pub muted: bool,
    /// True if it stands at the top of the list.
    pub pinned: bool,
    /// True if it is left out of the list until its next message.
    pub hidden: bool,
    /// Which of its messages notify the member.
    pub notify: Notify,
}

/// Which messages of a conversation notify a member.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Notify {
    /// All; the default of direct conversations.
    All,
    /// Those that mention the member, have one of their keywords, or are in a thread that they follow; the
    /// default of channels.
    #[default]
    Mentions,
    /// None.
    None,
}

/// The maximum of unread counts: the page shows "99+", so the database need not count further.
pub const UNREAD_CAP: i64 = 100;

/// The maximum number of different emoji on one message.
pub const REACTION_KINDS: usize = 50;

/// A member of a channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The user.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// The displayed name.
    pub display_name: String,
    /// The member's role in the channel.
    pub role: ChannelRole,
    /// False if a moderator has muted them.
    pub can_post: bool,
    /// When they joined.
    #[ts(type = "number")]
    pub joined_at: Millis,
}

/// The number of people that a reaction names.
pub const REACTION_USERS: i64 = 20;

/// One emoji on a message, and the people who reacted with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Reaction {
    /// The emoji, as Unicode characters, not as a short code.
    pub emoji: String,
    /// The first 20 people, in order of their reactions. What REST returns also names the caller, if they
    /// reacted.
    #[ts(type = "Array<string>")]
    pub users: Vec<UserId>,
    /// The number of people who reacted with it.
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

/// The current state of a message. A deleted message is a tombstone without text, file or reactions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    /// Its identifier.
    pub id: MessageId,
    /// Its channel.
    pub channel_id: ChannelId,
    /// Its position in the channel's stream, by which messages are ordered.
    #[ts(type = "number")]
    pub seq: Seq,
    /// Its author.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// Its text, as written.
    pub text: String,
    /// The members that the text mentions, in the order of the text.
    pub mentions: Vec<Mention>,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: MessageKind,
    /// The UUID generated by the author's client; absent for messages that the server wrote or adopted.
    pub client_id: Option<ClientId>,
    /// The message it replies to.
    pub reply_to_id: Option<MessageId>,
    /// The message whose thread it is a reply in. Such a reply is not shown in the channel and not unread there,
    /// unless it was also sent to the channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub thread_id: Option<MessageId>,
    /// True for a reply in a thread that was also sent to the channel.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[ts(optional, as = "Option<bool>")]
    pub also_to_channel: bool,
    /// Its thread as the reader sees it, if it has replies. Events have none: `thread_updated` brings it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<Thread>")]
    pub thread: Option<Box<Thread>>,
    /// The message that it forwards. Look it up as the reader: not everyone may see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub forwarded_from: Option<MessageId>,
    /// The ticket it refers to, such as `HD-250819-138`.
    pub ticket_reference: Option<String>,
    /// The file it carries.
    pub file: Option<FileInfo>,
    /// What happened, for a system message that the server wrote; other messages have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, as = "Option<SystemNote>")]
    pub system: Option<Box<SystemNote>>,
    /// When its text last changed.
    #[ts(type = "number | null")]
    pub edited_at: Option<Millis>,
    /// When it was deleted.
    #[ts(type = "number | null")]
    pub deleted_at: Option<Millis>,
    /// When it was written.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// Its reactions, in the order in which their emoji were first added.
    pub reactions: Vec<Reaction>,
    /// Who pinned it; absent if it is not pinned.
    #[ts(type = "string | null")]
    pub pinned_by: Option<UserId>,
    /// When it was pinned.
    #[ts(type = "number | null")]
    pub pinned_at: Option<Millis>,
    /// When the reader saved it, if they did. Events have none: `saved_updated` brings it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional, type = "number")]
    pub saved_at: Option<Millis>,
}

/// The thread of a message, as one user sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Thread {
    /// The number of replies.
    #[ts(type = "number")]
    pub reply_count: i64,
    /// When the latest reply was written.
    #[ts(type = "number | null")]
    pub last_reply_at: Option<Millis>,
    /// The position of the latest reply.
    #[ts(type = "number | null")]
    pub last_reply_seq: Option<Seq>,
    /// The people who replied last, the latest first, at most [`THREAD_PARTICIPANTS`].
    #[ts(type = "Array<string>")]
    pub participants: Vec<UserId>,
    /// True if the viewer follows it.
    pub following: bool,
    /// Replies of others that the viewer has not read, counted up to [`UNREAD_CAP`]; 0 if they do not follow
    /// it.
    #[ts(type = "number")]
    pub unread_count: i64,
}

/// The maximum number of people named as participants of a thread.
pub const THREAD_PARTICIPANTS: usize = 5;

/// A thread in the list of those that a user follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowedThread {
    /// The message that the thread belongs to.
    pub thread_id: MessageId,
    /// Its channel.
    pub channel_id: ChannelId,
    /// The message itself, which may be a tombstone.
    pub message: Message,
    /// The thread.
    pub thread: Thread,
}

/// What a system message says, as data: a client can say it in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SystemNote {
    /// What the message's author did.
    pub event: SystemEvent,
    /// The people it happened to: who joined, left, was added or removed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[ts(optional, as = "Option<Vec<String>>")]
    pub user_ids: Vec<UserId>,
    /// What was there before; absent if nothing was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub from: Option<String>,
    /// What is there now; absent if nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub to: Option<String>,
}

/// What happened in a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SystemEvent {
    /// The author joined.
    Joined,
    /// The author left.
    Left,
    /// The author added people.
    Added,
    /// The author removed people.
    Removed,
    /// The name changed, `from` one `to` another.
    Renamed,
    /// The topic changed, `from` one `to` another.
    TopicChanged,
    /// Who may post changed: `members` or `admins`.
    PostingChanged,
    /// Who may pin messages changed: `members` or `admins`.
    PinningChanged,
    /// What new members see changed: `all` messages, those `since_joining`, or those `from_now_on`.
    HistoryChanged,
    /// The type changed, `from` one `to` another: `public` or `private`.
    TypeChanged,
    /// The author, who was an owner and is an admin now, made someone an owner.
    OwnershipTransferred,
    /// A group became a channel, with the name `to`.
    Converted,
    /// The channel was archived.
    Archived,
    /// The channel was brought back.
    Unarchived,
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

/// A message that a user saved for later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SavedMessage {
    /// The message, which may be a tombstone.
    pub message: Message,
    /// When it was saved.
    #[ts(type = "number")]
    pub saved_at: Millis,
}

/// A message that is sent later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Scheduled {
    /// Its identifier, which is not that of the message once it is sent.
    pub id: ScheduledId,
    /// The channel.
    pub channel_id: ChannelId,
    /// The message whose thread it is a reply in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub thread_id: Option<MessageId>,
    /// The text.
    pub message: String,
    /// When it is sent.
    #[ts(type = "number")]
    pub at: Millis,
    /// When it was scheduled.
    #[ts(type = "number")]
    pub created_at: Millis,
    /// When it was changed last.
    #[ts(type = "number")]
    pub updated_at: Millis,
    /// Why it was not sent, if it was tried.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub error: Option<ScheduledError>,
}

/// Why a scheduled message was not sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ScheduledError {
    /// The error code; the same codes as for commands.
    pub code: String,
    /// The reason, for people.
    pub message: String,
}

/// A text that a message had before it was edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EarlierText {
    /// The text.
    pub text: String,
    /// The members that it mentioned.
    pub mentions: Vec<Mention>,
    /// When it was written.
    #[ts(type = "number")]
    pub written_at: Millis,
    /// When the next text replaced it.
    #[ts(type = "number")]
    pub replaced_at: Millis,
}

/// A mention of a user in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Mention {
    /// The mentioned user.
    #[serde(deserialize_with = "crate::ids::as_stored")]
    #[ts(type = "string")]
    pub user_id: UserId,
    /// The start of the mention, in UTF-16 code units from the start of the text.
    pub start: u32,
    /// Its length in UTF-16 code units, including the `@`.
    pub length: u32,
    /// The kind of group that it mentions; `userId` is then the group's name or id. Absent for a user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub group: Option<MentionedGroup>,
}

/// A group of members that a message mentions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MentionedGroup {
    /// Everyone in the channel.
    Channel,
    /// Those of them who are online.
    Here,
    /// Those of them who are in a team.
    Team,
}

impl Mention {
    /// The user whom it mentions by name.
    #[must_use]
    pub fn person(&self) -> Option<&UserId> {
        self.group.is_none().then_some(&self.user_id)
    }
}

/// A channel's id, name and kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
pub struct ChannelLabel {
    /// Its identifier.
    pub id: ChannelId,
    /// Its name; empty for a direct conversation.
    pub name: String,
    /// Its type: who can find and join it.
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

/// A user's presence status. `Busy` is only set by the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PresenceStatus {
    /// Connected and active.
    Online,
    /// Connected, and idle for a while or set by the user.
    Away,
    /// Connected; do not disturb.
    Busy,
    /// Not connected, or set by the user to appear so.
    Offline,
}

/// A user's presence as others see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    /// The status.
    pub status: PresenceStatus,
    /// The status message; empty if there is none.
    pub status_message: String,
    /// When they were last active.
    #[ts(type = "number")]
    pub last_active: Millis,
}

/// A user as others see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The username.
    #[ts(type = "string")]
    pub username: UserId,
    /// The displayed name.
    pub display_name: String,
    /// Their role in Orvale.
    pub role: String,
    /// Their Orvale team.
    pub team_id: Option<String>,
    /// False if deactivated.
    pub active: bool,
}
