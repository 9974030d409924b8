//! `edit_message`: change the text of the caller's own message.

use std::collections::BTreeSet;

use entity::{
    ids::{ChannelId, MessageId, UserId},
    ledgers,
    model::Mention,
    permission::Action,
    queries::messages::Located,
    text::MessageText,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{
    Asked, ChannelCommand, Decided, Lookup, Rate, Target,
    addressing::{People, check_confirmed},
};
use crate::{
    channels::{Decision, Room},
    protocol::{Failure, reply::MessageReply},
};

/// `edit_message`.
#[derive(Clone, Debug, Deserialize, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EditMessage {
    /// The message to edit.
    pub message_id: MessageId,
    /// The new text.
    pub message: String,
    /// True if the user has confirmed that it notifies many people.
    #[serde(default)]
    #[ts(optional)]
    pub confirmed: Option<bool>,
}

/// The message that is edited, and whether the new text may mention somebody.
#[derive(Debug)]
pub struct Edited {
    message_id: MessageId,
    has_mention: bool,
}

/// The message as it was, and the people whom its new text may name.
#[derive(Debug)]
pub struct Before {
    message: Located,
    people: People,
    /// Those whom its text mentioned, by name or as one of a group.
    mentioned: BTreeSet<UserId>,
}

impl Target for Edited {
    type Found = Before;

    fn messages(found: &Before) -> Vec<&Located> {
        vec![&found.message]
    }

    async fn find(self, lookup: &Lookup<'_>) -> Result<(ChannelId, Before), Failure> {
        let message = lookup.message(self.message_id).await?;
        let (people, mentioned) = match self.has_mention {
            true => (People::of(lookup), lookup.mentioned(self.message_id).await?),
            false => Default::default(),
        };
        let channel = message.message.channel_id;
        let before = Before {
            message,
            people,
            mentioned,
        };
        Ok((channel, before))
    }
}

impl ChannelCommand for EditMessage {
    const NAME: &'static str = "edit_message";
    const RATE: Rate = Rate::Write;
    type Reply = MessageReply;
    type Target = Edited;

    fn target(&self) -> Edited {
        Edited {
            message_id: self.message_id,
            has_mention: self.message.contains('@'),
        }
    }

    fn decide(self, room: &mut Room, asked: Asked<'_, Edited>) -> Decided<MessageReply> {
        let Before {
            message,
            people,
            mentioned,
        } = &asked.found;
        let author = message.is_written_by(&asked.caller.username);
        room.check(asked.caller, Action::Edit { author })?;
        asked.rules.check_edit(message.created_at, asked.now)?;
        let text = MessageText::parse_comment(self.message)?;
        let mentions = room.mentions(&text, Some(message.seen_from), people.known());
        let (dropped, outside) = (mentions.dropped, people.outside(&mentions));
        let named = mentions.kept.iter().filter_map(Mention::person);
        let newly = named.filter(|user| !mentioned.contains(*user));
        check_confirmed(newly, 0, asked.caller, self.confirmed.unwrap_or(false))?;
        // An edit notifies no groups, but still shows where it names them.
        let mut places = mentions.kept;
        let groups = mentions.groups.into_iter();
        places.extend(groups.map(|(mention, _)| mention));
        places.sort_by_key(|mention| mention.start);
        let change = ledgers::messages::EditMessage {
            message: message.message,
            thread: message.thread,
            by: asked.caller.username.clone(),
            text,
            mentions: places,
            addressed: room.addressed(),
        };
        Ok(Decision::keep(change, move |kept| {
            Ok(MessageReply::of(kept, dropped)?.with_outside(&outside))
        }))
    }
}
