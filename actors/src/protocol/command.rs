//! Commands: what a user asks for, over the socket or, as REST routes, over HTTP.

use std::{fmt, marker::PhantomData};

use entity::{
    ids::{ChannelId, MessageId, Seq, TeamId, UserId},
    model::{ChannelKind, ChannelRole, MessageKind, PresenceStatus},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{
        DeserializeSeed, IgnoredAny, IntoDeserializer, MapAccess, Visitor,
        value::MapAccessDeserializer,
    },
};
use ts_rs::TS;
use utoipa::ToSchema;

use super::{ErrorCode, Failure, snapshot::Resume};

/// Everything a user can ask the engine to do.
#[derive(Clone, Debug)]
pub enum Command {
    /// Log in; only as a socket's first command.
    Authenticate(Authenticate),
    /// Become a member.
    JoinChannel(InChannel),
    /// End one's membership.
    LeaveChannel(InChannel),
    /// Write a message.
    SendMessage(SendMessage),
    /// Change the text of one's message.
    EditMessage(EditMessage),
    /// Delete a message.
    DeleteMessage(OnMessage),
    /// React to a message.
    AddReaction(React),
    /// Take a reaction back.
    RemoveReaction(React),
    /// Say how far one has read.
    MarkRead(MarkRead),
    /// Say that one is writing.
    TypingStart(InChannel),
    /// Say that one stopped writing.
    TypingStop(InChannel),
    /// Choose one's presence.
    UpdatePresence(UpdatePresence),
    /// Create a channel (REST only).
    CreateChannel(CreateChannel),
    /// Find or start the direct conversation of exactly these people (REST only).
    OpenDirect(OpenDirect),
    /// Change a channel's settings, archive it or bring it back (REST only).
    UpdateChannel(UpdateChannel),
    /// Make someone a member or change a member's role (REST only).
    SetMember(SetMember),
    /// End someone's membership (REST only).
    RemoveMember(RemoveMember),
}

/// `authenticate`.
#[derive(Clone, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Authenticate {
    /// Orvale's token, or a one-time ticket.
    pub token: String,
    /// Where a returning client left off.
    #[serde(default)]
    #[ts(optional)]
    pub resume: Option<Resume>,
}

impl std::fmt::Debug for Authenticate {
    /// Without the token: commands end up in logs.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Authenticate")
            .field("resume", &self.resume)
            .finish_non_exhaustive()
    }
}

/// The data of commands that name a channel and nothing else.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct InChannel {
    /// Which channel.
    pub channel_id: ChannelId,
}

/// `send_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// Where.
    pub channel_id: ChannelId,
    /// A UUID of the client's choice: the message is kept once, however often it is sent.
    pub client_id: String,
    /// The words.
    pub message: String,
    /// `text` unless said otherwise; `ticket_link` needs a `ticketReference`.
    #[serde(default, rename = "type", deserialize_with = "word")]
    #[ts(optional)]
    pub kind: Option<MessageKind>,
    /// The message it answers, in the same channel.
    #[serde(default)]
    #[ts(optional)]
    pub reply_to_id: Option<MessageId>,
    /// The ticket it refers to.
    #[serde(default)]
    #[ts(optional)]
    pub ticket_reference: Option<String>,
}

/// `edit_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditMessage {
    /// Which message.
    pub message_id: MessageId,
    /// Its new words.
    pub message: String,
}

/// `delete_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OnMessage {
    /// Which message.
    pub message_id: MessageId,
}

/// `add_reaction`, `remove_reaction`.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct React {
    /// Which message.
    pub message_id: MessageId,
    /// The emoji itself.
    pub emoji: String,
}

/// `mark_read`.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MarkRead {
    /// Where.
    pub channel_id: ChannelId,
    /// Up to which position.
    #[ts(type = "number")]
    pub seq: Seq,
    /// True to move the position back: "mark as unread".
    #[serde(default)]
    #[ts(optional)]
    pub unread: Option<bool>,
}

/// `update_presence`; empty, it says that the user is there and changes nothing else.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct UpdatePresence {
    /// `online` returns to what the connection says; `offline` looks away; left out it stays.
    #[serde(default, deserialize_with = "word")]
    #[ts(optional)]
    pub status: Option<PresenceStatus>,
    /// Words to go with it; left out they stay, empty they go.
    #[serde(default)]
    #[ts(optional)]
    pub status_message: Option<String>,
}

/// A channel to be created.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreateChannel {
    /// Its name, without `#`.
    pub name: String,
    /// `public` or `private`.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// Its topic.
    #[serde(default)]
    #[ts(optional)]
    pub description: Option<String>,
    /// The Orvale team it belongs to.
    #[serde(default)]
    #[ts(optional, type = "string")]
    #[schema(value_type = Option<String>)]
    pub team_id: Option<TeamId>,
}

/// A direct conversation to be found or started.
#[derive(Clone, Debug, Deserialize, Serialize, TS, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct OpenDirect {
    /// The others in it.
    #[ts(type = "Array<string>")]
    pub user_ids: Vec<UserId>,
}

/// Settings to be changed; what is left out stays.
#[derive(Clone, Debug)]
pub struct UpdateChannel {
    /// Which channel.
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
    /// False archives it, true brings it back.
    #[serde(default)]
    #[ts(optional)]
    pub active: Option<bool>,
}

/// A membership to be made or changed.
#[derive(Clone, Debug)]
pub struct SetMember {
    /// Where.
    pub channel_id: ChannelId,
    /// Whom.
    pub user_id: UserId,
    /// As what.
    pub role: ChannelRole,
}

/// A membership to be ended.
#[derive(Clone, Debug)]
pub struct RemoveMember {
    /// Where.
    pub channel_id: ChannelId,
    /// Whose.
    pub user_id: UserId,
}

/// Reads the data of the command with this name.
pub(super) struct ByName<'n>(pub(super) &'n str);

/// The names a socket may use; REST's own commands are not among them.
pub const COMMAND_NAMES: [&str; 12] = [
    "authenticate",
    "join_channel",
    "leave_channel",
    "send_message",
    "edit_message",
    "delete_message",
    "add_reaction",
    "remove_reaction",
    "mark_read",
    "typing_start",
    "typing_stop",
    "update_presence",
];

impl<'de> DeserializeSeed<'de> for ByName<'_> {
    type Value = Result<Command, Failure>;

    fn deserialize<D: Deserializer<'de>>(self, data: D) -> Result<Self::Value, D::Error> {
        Ok(Ok(match self.0 {
            "authenticate" => Command::Authenticate(from_map(data)?),
            "join_channel" => Command::JoinChannel(from_map(data)?),
            "leave_channel" => Command::LeaveChannel(from_map(data)?),
            "send_message" => Command::SendMessage(from_map(data)?),
            "edit_message" => Command::EditMessage(from_map(data)?),
            "delete_message" => Command::DeleteMessage(from_map(data)?),
            "add_reaction" => Command::AddReaction(from_map(data)?),
            "remove_reaction" => Command::RemoveReaction(from_map(data)?),
            "mark_read" => Command::MarkRead(from_map(data)?),
            "typing_start" => Command::TypingStart(from_map(data)?),
            "typing_stop" => Command::TypingStop(from_map(data)?),
            "update_presence" => Command::UpdatePresence(from_map(data)?),
            _ => {
                IgnoredAny::deserialize(data)?;
                return Ok(Err(Failure::new(
                    ErrorCode::UnknownCommand,
                    format!(
                        "this server knows these commands: {}",
                        COMMAND_NAMES.join(", ")
                    ),
                )));
            }
        }))
    }
}

/// Reads one of a few words, and never its number, which MessagePack would take for one.
fn word<'de, T: Deserialize<'de>, D: Deserializer<'de>>(data: D) -> Result<Option<T>, D::Error> {
    let word = Option::<String>::deserialize(data)?;
    word.map(|word| T::deserialize(word.into_deserializer()))
        .transpose()
}

/// Reads a map, and nothing that a struct could be read from otherwise: an array would be taken for
/// its fields in their order, which is not part of the wire.
fn from_map<'de, T: Deserialize<'de>, D: Deserializer<'de>>(data: D) -> Result<T, D::Error> {
    struct MapVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for MapVisitor<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("data as a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map))
        }
    }

    data.deserialize_map(MapVisitor(PhantomData))
}
