//! Writes the conversations of the demonstration, with everything that belongs to them.

use std::{cmp::Reverse, collections::HashMap};

use actors::{
    channels::{Names, find_mentions},
    clock::now,
};
use entity::{
    Database, Memory,
    change::{Committed, MessageRef},
    commit,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    ledgers::{
        Change, Entry,
        channels::{CreateChannel, NewChannel},
        messages::{PostMessage, ShowPreviews, ThreadReply},
        pins::PinMessage,
        reactions::AddReaction,
        reads::{Direction, MarkRead},
        reminders::SetReminder,
        saved::SaveMessage,
        scheduled::ScheduleMessage,
        threads::MarkThreadRead,
    },
    model::{ChannelKind, ChannelRole, LinkPreview, Message, MessageKind},
    notify::Addressed,
    text::{Emoji, MessageText},
};
use files::Store;

use super::{
    calls,
    script::{Conversation, Line, MINUTE, PREVIEWS, REMINDERS, SAVED, SCHEDULED},
};

/// Writes what was said in all conversations in the order of time, which is that of notifications.
pub(super) struct Writer<'a> {
    database: &'a Database,
    pub(super) store: &'a Store,
    memory: Memory,
    now: Millis,
    begun: Vec<Begun>,
}

/// What is written at one time.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    /// The line with this index.
    Line(usize),
    /// The past call with this index.
    Call(usize),
}

/// A conversation that has been created.
struct Begun {
    id: ChannelId,
    told: &'static Conversation,
    /// The messages of its lines so far.
    written: Vec<MessageId>,
    /// Up to where people have read.
    read: HashMap<&'static str, Seq>,
}

impl<'a> Writer<'a> {
    /// Writes to this database and this store, as of now.
    pub(super) fn new(database: &'a Database, store: &'a Store) -> Self {
        Self {
            database,
            store,
            memory: Memory::default(),
            now: now(),
            begun: Vec::new(),
        }
    }
}

impl Writer<'_> {
    /// Creates a conversation as `content`.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub(super) async fn begin(
        &mut self,
        told: &'static Conversation,
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
        self.begun.push(Begun {
            id,
            told,
            written: Vec::new(),
            read: HashMap::new(),
        });
        Ok(())
    }

    /// Writes what was said in the conversations that have begun.
    ///
    /// # Errors
    /// When the database or the store cannot be written.
    pub(super) async fn write(mut self) -> Result<(), entity::Error> {
        let mut begun = std::mem::take(&mut self.begun);
        let mut parts = Vec::new();
        for (place, conversation) in begun.iter().enumerate() {
            let mut latest = Millis::MAX;
            for (index, line) in conversation.told.lines.iter().enumerate() {
                // Each conversation keeps its own order.
                latest = latest.min(line.minutes_ago);
                parts.push((Reverse(latest), place, Part::Line(index)));
            }
            for (index, call) in calls::of(conversation.told).enumerate() {
                parts.push((Reverse(call.minutes_ago()), place, Part::Call(index)));
            }
        }
        parts.sort();
        for (_, place, part) in parts {
            match part {
                Part::Line(index) => self.write_line(&mut begun[place], index).await?,
                Part::Call(index) => self.write_call(&begun[place], index).await?,
            }
        }
        for conversation in begun {
            self.finish(conversation).await?;
        }
        Ok(())
    }

    async fn write_call(&mut self, begun: &Begun, index: usize) -> Result<(), entity::Error> {
        let Some(past) = calls::of(begun.told).nth(index) else {
            return Ok(());
        };
        let opened = past.opened(begun.id, self.now);
        let kept = self.keep(opened.call.started_at, opened).await?;
        let noted = kept.call.and_then(|id| past.noted(id, begun.id, self.now));
        if let Some(noted) = noted {
            let at = noted.call.ended_at.unwrap_or(self.now);
            self.keep(at, noted).await?;
        }
        Ok(())
    }

    async fn write_line(
        &mut self,
        Begun {
            id,
            told,
            written,
            read,
        }: &mut Begun,
        index: usize,
    ) -> Result<(), entity::Error> {
        let (channel_id, line) = (*id, &told.lines[index]);
        let at = self.now - line.minutes_ago * MINUTE;
        let mut message = new_message(channel_id, told, index, written)?;
        if let Some(attachment) = line.attachment {
            message.files = vec![self.attach(at, line.by.into(), attachment).await?];
        }
        let kept = self.keep(at, message).await?;
        let message = kept.message.ok_or(entity::Error::NotFound)?;
        written.push(message.id);
        match thread_of(line, written) {
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
        Ok(())
    }

    async fn finish(
        &mut self,
        Begun {
            id: channel_id,
            told,
            written,
            read,
        }: Begun,
    ) -> Result<(), entity::Error> {
        for (user, seq) in read {
            let read = MarkRead {
                channel_id,
                user: user.into(),
                seq,
                direction: Direction::Forward,
                ticket: None,
            };
            self.keep(self.now, read).await?;
        }
        self.set_reminders(channel_id, told.name, &written).await?;
        self.save_lines(channel_id, told.name, &written).await?;
        self.show_previews(channel_id, told, &written).await?;
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

    /// Commits a change made at `at`.
    pub(super) async fn keep(
        &mut self,
        at: Millis,
        change: impl Change,
    ) -> Result<Committed, entity::Error> {
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

/// What the demonstration says is valid.
pub(super) fn valid<T>(text: Result<T, impl std::fmt::Display>) -> Result<T, entity::Error> {
    text.map_err(|error| entity::Error::Invalid(error.to_string()))
}
