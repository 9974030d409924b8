//! `--demo`: people, channels and conversations for a demonstration.
//!
//! They are written through the same commits as everything else, with messages from the last few days.
//! Existing rows are kept, so a second start adds nothing.

mod attachments;
mod calls;
mod script;
mod tickets;

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
        channels::{Access, CreateChannel, Membership, NewChannel, RoomOf},
        messages::{PostMessage, ShowPreviews, ThreadReply},
        pins::PinMessage,
        reactions::AddReaction,
        reads::{Direction, MarkRead},
        reminders::SetReminder,
        saved::SaveMessage,
        scheduled::ScheduleMessage,
        threads::MarkThreadRead,
        tickets::{AddTeam, AddTicket, GrantTickets, NewTicket},
    },
    model::{ChannelKind, ChannelRole, History, LinkPreview, Message, MessageKind, Pinning},
    notify::Addressed,
    permission::{Account, TicketSet},
    queries::{
        accounts, channels, messages,
        tickets::{self as tickets_of_orvale, Seen},
    },
    text::{ChannelName, Emoji, MessageText, Topic},
};

use files::Store;

use crate::identity::{FIRST_ADMINISTRATOR, password};
use script::{
    CHANNELS, Conversation, DIRECT, Line, PEOPLE, PREVIEWS, REMINDERS, SAVED, SCHEDULED, TEAMS,
};
use tickets::{GRANTS, ROOMS, TICKETS};

/// The password of all users in the demonstration.
pub const PASSWORD: &str = "orvale-demo";

const MINUTE: Millis = 60_000;

/// Fills a database with the demonstration, and the store with its files. Nothing else may write to them yet.
///
/// # Errors
/// When the database cannot be written, or holds other users: the passwords of the demonstration's users
/// are public.
pub async fn fill(database: &Database, store: &Store) -> Result<(), entity::Error> {
    if let Some(user) = other_user(database).await? {
        return Err(entity::Error::Invalid(format!(
            "--demo is for a database of its own, and this one has the user {user}; start without \
             --demo, or choose another database with --data or --database"
        )));
    }
    add_teams(database).await;
    add_people(database).await?;
    add_tickets(database).await;
    grant_tickets(database).await?;
    let mut writer = Writer {
        database,
        store,
        memory: Memory::default(),
        now: now(),
    };
    for conversation in CHANNELS.iter().chain(DIRECT) {
        if !is_written(database, conversation).await? {
            writer.write(conversation, content(conversation)?).await?;
        }
    }
    for (number, conversation) in ROOMS {
        if is_written(database, conversation).await? {
            continue;
        }
        // Orvale's own tickets may be used instead.
        if let Some(room) = room(database, number, conversation).await? {
            writer.write(conversation, room).await?;
        }
    }
    Ok(())
}

/// A new room of a ticket; `None` if there is no such ticket, or it has a room.
async fn room(
    database: &Database,
    number: &str,
    told: &Conversation,
) -> Result<Option<NewChannel>, entity::Error> {
    let known = tickets_of_orvale::room(database, number).await?;
    let ticket = tickets_of_orvale::find(database, number).await?;
    let Some(ticket) = ticket.filter(|_| known.is_none()) else {
        return Ok(None);
    };
    Ok(Some(NewChannel::Room(RoomOf {
        number: number.to_owned(),
        name: valid(ChannelName::parse(told.name.to_owned()))?,
        seen: Seen::read(database, &ticket).await?,
    })))
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

/// Adds teams. Orvale's own table may have other columns; its own teams are used then.
async fn add_teams(database: &Database) {
    for (id, name) in TEAMS {
        let team = AddTeam {
            id: (*id).to_owned(),
            name: (*name).to_owned(),
            by: By::Server,
        };
        if let Err(error) = commit_alone(database, now(), team).await {
            tracing::warn!(%error, "demo: cannot add teams to this database");
            return;
        }
    }
}

async fn add_people(database: &Database) -> Result<(), entity::Error> {
    let hash = tokio::task::spawn_blocking(|| password::hash(PASSWORD))
        .await
        .ok()
        .and_then(Result::ok)
        .ok_or_else(|| entity::Error::Invalid("the password cannot be hashed".into()))?;
    for (username, display_name, role, team) in PEOPLE {
        let user = NewUser {
            username: (*username).into(),
            display_name: (*display_name).to_owned(),
            role: (*role).to_owned(),
            team_id: team.map(str::to_owned),
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
    let tickets = TICKETS.iter().map(|ticket| NewTicket {
        submission_id: ticket.number.to_owned(),
        user_name: ticket.requester.to_owned(),
        submitted_by: ticket.filed_by.unwrap_or(ticket.requester).to_owned(),
        title: ticket.title.to_owned(),
        description: ticket.description.to_owned(),
        priority: ticket.priority.to_owned(),
        status: ticket.status.to_owned(),
        assigned_to: ticket.assigned_to.map(str::to_owned),
        team: Some(ticket.team.to_owned()),
    });
    for ticket in tickets {
        let by = By::Server;
        if let Err(error) = commit_alone(database, now(), AddTicket { ticket, by }).await {
            tracing::warn!(%error, "demo: cannot add tickets to this database");
            return;
        }
    }
}

/// Grants the roles what Orvale grants them, unless something is granted already.
async fn grant_tickets(database: &Database) -> Result<(), entity::Error> {
    let everyone = accounts::load_all(database).await?.accounts;
    let granted = |account: &Account| account.tickets.known != TicketSet::default();
    if everyone.iter().any(granted) {
        return Ok(());
    }
    for (role, permissions) in GRANTS {
        let grant = GrantTickets {
            role: (*role).to_owned(),
            permissions: permissions.to_vec(),
            by: By::Server,
        };
        commit_alone(database, now(), grant).await?;
    }
    Ok(())
}

struct Writer<'a> {
    database: &'a Database,
    store: &'a Store,
    memory: Memory,
    now: Millis,
}

impl Writer<'_> {
    async fn write(
        &mut self,
        told: &Conversation,
        content: NewChannel,
    ) -> Result<(), entity::Error> {
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
            content,
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
            let mut message = new_message(channel_id, told, index, &written)?;
            if let Some(attachment) = line.attachment {
                message.files = vec![self.attach(at, line.by.into(), attachment).await?];
            }
            let kept = self.keep(at, message).await?;
            let message = kept.message.ok_or(entity::Error::NotFound)?;
            written.push(message.id);
            match thread_of(line, &written) {
                Some(reply) => {
                    self.read_thread(channel_id, reply.root, told, &message)
                        .await?
                }
                // Authors have read everything up to their own message.
                None => _ = read.insert(line.by, message.seq),
            }
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
        self.set_reminders(channel_id, told.name, &written).await?;
        self.save_lines(channel_id, told.name, &written).await?;
        self.show_previews(channel_id, told, &written).await?;
        for call in calls::of(channel_id, told, self.now) {
            self.keep(call.call.started_at, call).await?;
        }
        self.schedule(channel_id, told.name).await
    }

    async fn save_lines(
        &mut self,
        channel_id: ChannelId,
        name: &str,
        written: &[MessageId],
    ) -> Result<(), entity::Error> {
        for (_, line, user) in SAVED.iter().filter(|(channel, ..)| *channel == name) {
            let Some(message_id) = written.get(*line).copied() else {
                continue;
            };
            let save = SaveMessage {
                message: MessageRef {
                    channel_id,
                    message_id,
                },
                user: (*user).into(),
            };
            self.keep(self.now, save).await?;
        }
        Ok(())
    }

    async fn show_previews(
        &mut self,
        channel_id: ChannelId,
        told: &Conversation,
        written: &[MessageId],
    ) -> Result<(), entity::Error> {
        let of_channel = PREVIEWS.iter().filter(|it| it.channel == told.name);
        for preview in of_channel {
            let line = told.lines.get(preview.line);
            let (Some(line), Some(message_id)) = (line, written.get(preview.line)) else {
                continue;
            };
            let show = ShowPreviews {
                message: MessageRef {
                    channel_id,
                    message_id: *message_id,
                },
                author: line.by.into(),
                text: line.text.to_owned(),
                previews: vec![LinkPreview {
                    url: preview.url.to_owned(),
                    title: preview.title.to_owned(),
                    description: Some(preview.description.to_owned()),
                    site_name: Some(preview.site_name.to_owned()),
                }],
            };
            self.keep(self.now - line.minutes_ago * MINUTE, show)
                .await?;
        }
        Ok(())
    }

    async fn schedule(&mut self, channel_id: ChannelId, name: &str) -> Result<(), entity::Error> {
        for (_, user, minutes, text) in SCHEDULED.iter().filter(|(channel, ..)| *channel == name) {
            let message = ScheduleMessage {
                user: (*user).into(),
                channel_id,
                thread_id: None,
                text: valid(MessageText::parse((*text).to_owned()))?,
                files: Vec::new(),
                due_at: self.now + minutes * MINUTE,
            };
            self.keep(self.now, message).await?;
        }
        Ok(())
    }

    /// Everyone has read the thread up to this reply.
    async fn read_thread(
        &mut self,
        channel_id: ChannelId,
        root: MessageId,
        told: &Conversation,
        reply: &Message,
    ) -> Result<(), entity::Error> {
        for member in told.members {
            let read = MarkThreadRead {
                root: MessageRef {
                    channel_id,
                    message_id: root,
                },
                user: (*member).into(),
                seq: reply.seq,
                direction: Direction::Forward,
            };
            self.keep(self.now, read).await?;
        }
        Ok(())
    }

    async fn set_reminders(
        &mut self,
        channel_id: ChannelId,
        name: &str,
        written: &[MessageId],
    ) -> Result<(), entity::Error> {
        for told in REMINDERS.iter().filter(|told| told.channel == name) {
            let Some(message_id) = written.get(told.line).copied() else {
                continue;
            };
            let reminder = SetReminder {
                message: MessageRef {
                    channel_id,
                    message_id,
                },
                user: told.user.into(),
                due_at: self.now + told.in_minutes * MINUTE,
            };
            self.keep(self.now, reminder).await?;
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
        text: valid(match line.attachment {
            Some(_) => MessageText::parse_comment(line.text.to_owned()),
            None => MessageText::parse(line.text.to_owned()),
        })?,
        kind: MessageKind::Text,
        reply_to_id: line.answers.and_then(|index| written.get(index).copied()),
        forwarded_from: None,
        thread: thread_of(line, written),
        ticket_reference: None,
        files: Vec::new(),
        mentions: find_mentions(line.text, &names),
        addressed: Addressed::default(),
        shows_to: Vec::new(),
    })
}

fn thread_of(line: &Line, written: &[MessageId]) -> Option<ThreadReply> {
    let root = line.thread.and_then(|index| written.get(index).copied())?;
    Some(ThreadReply {
        root,
        also_to_channel: false,
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
        read_only: false,
        membership: Membership::Chosen,
    })
}

fn valid<T>(text: Result<T, impl std::fmt::Display>) -> Result<T, entity::Error> {
    text.map_err(|error| entity::Error::Invalid(error.to_string()))
}
