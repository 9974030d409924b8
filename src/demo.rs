//! `--demo`: people, channels and conversations for a demonstration.
//!
//! They are written through the same commits as everything else, with messages from the last few days.
//! Existing rows are kept, so a second start adds nothing.

mod script;

use std::collections::HashMap;

use actors::{
    channels::{Names, find_mentions},
    clock::now,
};
use entity::{
    Database, Memory,
    change::{By, Committed, MessageRef},
    commit, commit_alone,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    ledgers::{
        Change, Entry,
        accounts::{AddUser, NewUser},
        channels::{Access, CreateChannel, Membership, NewChannel},
        messages::PostMessage,
        pins::PinMessage,
        reactions::AddReaction,
        reads::{Direction, MarkRead},
        tickets::{AddTicket, NewTicket},
    },
    model::{ChannelKind, ChannelRole, History, MessageKind, Pinning},
    notify::Addressed,
    queries::{accounts, channels, messages},
    text::{BadText, ChannelName, Emoji, MessageText, Topic},
};

use crate::identity::{FIRST_ADMINISTRATOR, password};
use script::{CHANNELS, Conversation, DIRECT, Line, PEOPLE, TICKETS};

/// The password of all users in the demonstration.
pub const PASSWORD: &str = "orvale-demo";

const MINUTE: Millis = 60_000;

/// Fills a database with the demonstration. Nothing else may write to it yet.
///
/// # Errors
/// When the database cannot be written, or holds other users: the passwords of the demonstration's users
/// are public.
pub async fn fill(database: &Database) -> Result<(), entity::Error> {
    if let Some(user) = other_user(database).await? {
        return Err(entity::Error::Invalid(format!(
            "--demo is for a database of its own, and this one has the user {user}; start without \
             --demo, or choose another database with --data or --database"
        )));
    }
    add_people(database).await?;
    add_tickets(database).await;
    let mut writer = Writer {
        database,
        memory: Memory::default(),
        now: now(),
    };
    for conversation in CHANNELS.iter().chain(DIRECT) {
        if !is_written(database, conversation).await? {
            writer.write(conversation).await?;
        }
    }
    Ok(())
}

/// A user who is neither part of the demonstration nor the first administrator; `None` if the
/// demonstration was written before they were added.
async fn other_user(database: &Database) -> Result<Option<UserId>, entity::Error> {
    if is_written(database, &CHANNELS[0]).await? {
        return Ok(None);
    }
    let known = |user: &UserId| {
        user.as_str() == FIRST_ADMINISTRATOR
            || PEOPLE
                .iter()
                .any(|(username, ..)| *username == user.as_str())
    };
    let everyone = accounts::load_all(database).await?;
    let named = everyone.accounts.into_iter().map(|one| one.username);
    let odd = everyone.odd.into_iter().filter(|odd| odd.table == "users");
    Ok(named
        .chain(odd.map(|odd| UserId::from(odd.row)))
        .find(|user| !known(user)))
}

/// True if a conversation was written by an earlier start, even if it has changed since.
async fn is_written(database: &Database, told: &Conversation) -> Result<bool, entity::Error> {
    if let Some(first) = told.lines.first() {
        let (by, sent_as) = (first.by.into(), told.client_id(0));
        if messages::by_client_id(database, &by, sent_as)
            .await?
            .is_some()
        {
            return Ok(true);
        }
    }
    // Older versions gave the messages other ids.
    let known = channels::list(database, &told.members[0].into()).await?;
    let mut members: Vec<UserId> = told.members.iter().map(|name| (*name).into()).collect();
    members.sort();
    Ok(known.iter().any(|view| {
        let channel = &view.channel;
        channel.kind == told.kind
            && channel.name == told.name
            && (told.kind != ChannelKind::Direct || channel.members == members)
    }))
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
        let by = By::Server;
        match commit_alone(database, now(), AddUser { user, by }).await {
            Ok(_) | Err(entity::Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Adds tickets. Orvale's own table may have other columns; its own tickets are used then.
async fn add_tickets(database: &Database) {
    let tickets = TICKETS.iter().map(
        |(number, status, priority, assigned_to, user_name, title, description)| NewTicket {
            submission_id: (*number).to_owned(),
            user_name: (*user_name).to_owned(),
            submitted_by: (*user_name).to_owned(),
            title: (*title).to_owned(),
            description: (*description).to_owned(),
            priority: (*priority).to_owned(),
            status: (*status).to_owned(),
            assigned_to: assigned_to.map(str::to_owned),
        },
    );
    for ticket in tickets {
        let by = By::Server;
        if let Err(error) = commit_alone(database, now(), AddTicket { ticket, by }).await {
            tracing::warn!(%error, "demo: cannot add tickets to this database");
            return;
        }
    }
}

struct Writer<'a> {
    database: &'a Database,
    memory: Memory,
    now: Millis,
}

impl Writer<'_> {
    async fn write(&mut self, told: &Conversation) -> Result<(), entity::Error> {
        let members = told.members.iter().enumerate().map(|(index, member)| {
            let owns = index == 0 && told.kind != ChannelKind::Direct;
            let role = if owns {
                ChannelRole::Owner
            } else {
                ChannelRole::Member
            };
            (UserId::from(*member), role)
        });
        let channel = CreateChannel {
            content: content(told)?,
            created_by: told.members[0].into(),
            members: members.collect(),
        };
        let began = self.now - told.minutes_ago() * MINUTE;
        let created = self.keep(began, channel).await?;
        let id = created
            .channel
            .map(|view| view.channel.id)
            .ok_or(entity::Error::NotFound)?;
        self.write_lines(id, told).await
    }

    async fn write_lines(
        &mut self,
        channel_id: ChannelId,
        told: &Conversation,
    ) -> Result<(), entity::Error> {
        let mut written: Vec<MessageId> = Vec::new();
        let mut read: HashMap<&str, Seq> = HashMap::new();
        for (index, line) in told.lines.iter().enumerate() {
            let at = self.now - line.minutes_ago * MINUTE;
            let message = new_message(channel_id, told, index, &written)?;
            let kept = self.keep(at, message).await?;
            let message = kept.message.ok_or(entity::Error::NotFound)?;
            written.push(message.id);
            // Authors have read everything up to their own message.
            read.insert(line.by, message.seq);
            let message = MessageRef {
                channel_id,
                message_id: message.id,
            };
            for (by, seq) in self.write_reactions(at + MINUTE / 2, message, line).await? {
                read.insert(by, seq);
            }
            if let Some(by) = line.pinned_by {
                let pin = PinMessage {
                    message,
                    by: by.into(),
                };
                self.keep(at + MINUTE, pin).await?;
            }
        }
        for (user, seq) in read {
            let read = MarkRead {
                channel_id,
                user: user.into(),
                seq,
                direction: Direction::Forward,
            };
            self.keep(self.now, read).await?;
        }
        Ok(())
    }

    /// Who reacted, and the position of their reaction.
    async fn write_reactions(
        &mut self,
        at: Millis,
        message: MessageRef,
        line: &Line,
    ) -> Result<Vec<(&'static str, Seq)>, entity::Error> {
        let mut seqs = Vec::new();
        for (user, emoji) in line.reactions {
            let reaction = AddReaction {
                message,
                user: (*user).into(),
                emoji: valid(Emoji::parse(emoji))?,
                author: Some(line.by.into()),
            };
            let kept = self.keep(at, reaction).await?;
            if let Some(event) = kept.channel_event {
                seqs.push((*user, event.seq));
            }
        }
        Ok(seqs)
    }

    async fn keep(&mut self, at: Millis, change: impl Change) -> Result<Committed, entity::Error> {
        let batch = [Entry::new(at, change)];
        commit(self.database, &mut self.memory, &batch)
            .await
            .pop()
            .unwrap_or(Err(entity::Error::NotFound))
    }
}

fn new_message(
    channel_id: ChannelId,
    told: &Conversation,
    index: usize,
    written: &[MessageId],
) -> Result<PostMessage, entity::Error> {
    let line = &told.lines[index];
    let members: Vec<UserId> = told
        .members
        .iter()
        .map(|name| UserId::from(*name))
        .collect();
    let names: Names = members.iter().collect();
    Ok(PostMessage {
        channel_id,
        user: line.by.into(),
        client_id: Some(told.client_id(index)),
        text: valid(MessageText::parse(line.text.to_owned()))?,
        kind: MessageKind::Text,
        reply_to_id: line.answers.and_then(|index| written.get(index).copied()),
        forwarded_from: None,
        thread: None,
        ticket_reference: None,
        file: None,
        mentions: find_mentions(line.text, &names),
        addressed: Addressed::default(),
        shows_to: Vec::new(),
    })
}

/// What the conversation is created as.
fn content(told: &Conversation) -> Result<NewChannel, entity::Error> {
    let access = match told.kind {
        ChannelKind::Direct => return Ok(NewChannel::Direct),
        ChannelKind::Private => Access::Private,
        ChannelKind::Public => Access::Public,
    };
    Ok(NewChannel::Named {
        name: valid(ChannelName::parse(told.name.to_owned()))?,
        topic: valid(Topic::parse(told.description.to_owned()))?,
        access,
        team: None,
        pinning: Pinning::Members,
        history: History::All,
        membership: Membership::Chosen,
    })
}

fn valid<T>(text: Result<T, BadText>) -> Result<T, entity::Error> {
    text.map_err(|error| entity::Error::Invalid(error.to_string()))
}
