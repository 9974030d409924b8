//! `--demo`: people, channels and conversations to look at.
//!
//! Written through the same commits as everything else, with messages of the last days. What is
//! there already stays: a second start adds nothing.

mod script;

use std::collections::HashMap;

use actors::clock::now;
use entity::{
    Database, Sequences,
    change::{Change, Committed, MessageRef, NewChannel, NewMessage, What},
    commit,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::{ChannelRole, MessageKind},
    queries::{
        accounts::{self, NewUser},
        channels,
    },
};

use crate::identity::password;
use script::{CHANNELS, Conversation, DIRECT, Line, PEOPLE};

/// The password of everyone in the demonstration.
pub const PASSWORD: &str = "orvale-demo";

const MINUTE: Millis = 60_000;

/// Writes the demonstration into a database that nobody else writes to yet.
///
/// # Errors
/// When the database cannot be written.
pub async fn fill(database: &Database) -> Result<(), entity::Error> {
    add_people(database).await?;
    let mut writer = Writer { database, sequences: Sequences::default(), now: now() };
    let (owner, ..) = PEOPLE[0];
    let known: HashMap<String, ChannelId> = channels::list(database, &owner.into())
        .await?
        .into_iter()
        .map(|view| (view.channel.name, view.channel.id))
        .collect();
    for conversation in CHANNELS {
        if !known.contains_key(conversation.name) {
            writer.write_conversation(conversation).await?;
        }
    }
    for conversation in DIRECT {
        writer.write_direct(conversation).await?;
    }
    Ok(())
}

async fn add_people(database: &Database) -> Result<(), entity::Error> {
    let hash = tokio::task::spawn_blocking(|| password::hash(PASSWORD))
        .await
        .ok()
        .and_then(Result::ok)
        .ok_or_else(|| entity::Error::Invalid("the password cannot be hashed".into()))?;
    for (username, display_name, role) in PEOPLE {
        let user = NewUser {
            username: (*username).into(),
            display_name: (*display_name).to_owned(),
            role: (*role).to_owned(),
            team_id: None,
            password_hash: hash.clone(),
        };
        match accounts::add_user(database, &user).await {
            Ok(()) | Err(entity::Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

struct Writer<'a> {
    database: &'a Database,
    sequences: Sequences,
    now: Millis,
}

impl Writer<'_> {
    async fn write_conversation(&mut self, told: &Conversation) -> Result<(), entity::Error> {
        let members = told.members.iter().enumerate().map(|(index, member)| {
            let role = if index == 0 { ChannelRole::Owner } else { ChannelRole::Member };
            (UserId::from(*member), role)
        });
        let channel = NewChannel {
            name: told.name.to_owned(),
            description: told.description.to_owned(),
            kind: told.kind,
            created_by: told.members[0].into(),
            team_id: None,
            members: members.collect(),
        };
        let began = self.now - told.minutes_ago() * MINUTE;
        let created = self.keep(began, What::CreateChannel(channel)).await?;
        let id = created.channel.map(|view| view.channel.id).ok_or(entity::Error::NotFound)?;
        self.write_lines(id, told).await
    }

    /// A direct conversation is found again by its members; only a new one is told.
    async fn write_direct(&mut self, told: &Conversation) -> Result<(), entity::Error> {
        let channel = NewChannel {
            name: String::new(),
            description: String::new(),
            kind: told.kind,
            created_by: told.members[0].into(),
            team_id: None,
            members: told
                .members
                .iter()
                .map(|member| (UserId::from(*member), ChannelRole::Member))
                .collect(),
        };
        let began = self.now - told.minutes_ago() * MINUTE;
        let created = self.keep(began, What::CreateChannel(channel)).await?;
        match created.channel {
            Some(view) if !created.repeated => self.write_lines(view.channel.id, told).await,
            Some(_) => Ok(()),
            None => Err(entity::Error::NotFound),
        }
    }

    async fn write_lines(
        &mut self,
        channel_id: ChannelId,
        told: &Conversation,
    ) -> Result<(), entity::Error> {
        let mut written: Vec<MessageId> = Vec::new();
        let mut read: HashMap<&str, Seq> = HashMap::new();
        for line in told.lines {
            let at = self.now - line.minutes_ago * MINUTE;
            let message = new_message(channel_id, told, line, &written);
            let kept = self.keep(at, What::PostMessage(message)).await?;
            let message = kept.message.ok_or(entity::Error::NotFound)?;
            written.push(message.id);
            // Whoever writes has read what stands above.
            read.insert(line.by, message.seq);
            for (user, emoji) in line.reactions {
                let reaction = What::AddReaction {
                    message: MessageRef { channel_id, message_id: message.id },
                    user: (*user).into(),
                    emoji: (*emoji).to_owned(),
                };
                let kept = self.keep(at + MINUTE / 2, reaction).await?;
                if let Some(event) = kept.channel_event {
                    read.insert(user, event.seq);
                }
            }
        }
        for (user, seq) in read {
            let read = What::MarkRead { channel_id, user: user.into(), seq, back: false };
            self.keep(self.now, read).await?;
        }
        Ok(())
    }

    async fn keep(&mut self, at: Millis, what: What) -> Result<Committed, entity::Error> {
        let change = [Change { at, what }];
        commit(self.database, &mut self.sequences, &change)
            .await
            .pop()
            .unwrap_or(Err(entity::Error::NotFound))
    }
}

fn new_message(
    channel_id: ChannelId,
    told: &Conversation,
    line: &Line,
    written: &[MessageId],
) -> NewMessage {
    let mentions = told
        .members
        .iter()
        .filter(|member| **member != line.by && line.text.contains(&format!("@{member}")))
        .map(|member| UserId::from(*member))
        .collect();
    NewMessage {
        channel_id,
        user: line.by.into(),
        client_id: None,
        text: line.text.to_owned(),
        kind: MessageKind::Text,
        reply_to_id: line.answers.and_then(|index| written.get(index).copied()),
        ticket_reference: None,
        file: None,
        mentions,
    }
}
