//! `send_message`: post a message.

use entity::{
    ids::{ChannelId, ClientId, MessageId, UserId},
    ledgers::messages::PostMessage,
    model::MessageKind,
    permission::Action,
    text::{MessageText, TicketReference},
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Asked, ChannelCommand, Decided, Lookup, Rate, word};
use crate::{
    channels::{Decision, Room},
    protocol::{Failure, reply::MessageReply},
};

/// `send_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// The channel.
    pub channel_id: ChannelId,
    /// A UUID of the client's choice: the message is kept once, however often it is sent.
    pub client_id: String,
    /// The text.
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

/// A message whose fields are valid.
#[derive(Debug)]
struct Post {
    client_id: ClientId,
    text: MessageText,
    kind: MessageKind,
    reply_to_id: Option<MessageId>,
    ticket_reference: Option<TicketReference>,
}

impl SendMessage {
    fn parse(self) -> Result<Post, Failure> {
        let reference = self.ticket_reference.map(TicketReference::parse);
        let ticket_reference = reference.transpose()?;
        let kind = match self.kind.unwrap_or(MessageKind::Text) {
            MessageKind::TicketLink if ticket_reference.is_none() => {
                return Err(Failure::invalid("a ticket_link needs a ticketReference"));
            }
            kind @ (MessageKind::Text | MessageKind::TicketLink) => kind,
            MessageKind::File | MessageKind::Image | MessageKind::System => {
                return Err(Failure::invalid("type must be text or ticket_link"));
            }
        };
        Ok(Post {
            client_id: self
                .client_id
                .parse()
                .map_err(|_| Failure::invalid("clientId must be a UUID of the client's choice"))?,
            text: MessageText::parse(self.message)?,
            kind,
            reply_to_id: self.reply_to_id,
            ticket_reference,
        })
    }
}

impl ChannelCommand for SendMessage {
    const NAME: &'static str = "send_message";
    const RATE: Rate = Rate::Message;
    type Reply = MessageReply;
    type Target = ChannelId;

    fn target(&self) -> ChannelId {
        self.channel_id
    }

    async fn check(&self, lookup: &Lookup<'_>) -> Result<(), Failure> {
        let Some(id) = self.reply_to_id else {
            return Ok(());
        };
        let replied_to = lookup.message(id).await?.message;
        if replied_to.channel_id != self.channel_id {
            return Err(Failure::not_found());
        }
        Ok(())
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, ChannelId>) -> Decided<MessageReply> {
        room.check(asked.caller, Action::Post)?;
        let post = self.parse()?;
        let mentions = room.mentions(&post.text);
        let dropped = mentions.dropped;
        let change = PostMessage {
            channel_id: room.id(),
            user: asked.caller.username.clone(),
            client_id: Some(post.client_id),
            text: post.text,
            kind: post.kind,
            reply_to_id: post.reply_to_id,
            ticket_reference: post.ticket_reference,
            file: None,
            mentions: mentions.kept,
            shows_to: unseen_by(room),
        };
        Ok(Decision::keep(change, move |kept| {
            MessageReply::of(kept, dropped)
        }))
    }
}

/// Those to whom the message shows the conversation: a direct one appears with its first message.
fn unseen_by(room: &Room) -> Vec<UserId> {
    if !room.is_unseen() {
        return Vec::new();
    }
    let opened_by = &room.channel.created_by;
    let others = room.members().filter(|user| *user != opened_by);
    others.cloned().collect()
}
