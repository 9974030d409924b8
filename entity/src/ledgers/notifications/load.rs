//! Reads what a batch needs to decide whom it notifies, and the notifications that it changes.

use std::sync::Arc;

use sea_orm::{DatabaseTransaction, QueryResult, Value};

use super::{Key, Notifications, Post, Stored, Watch};
use crate::{
    error::Error,
    ids::{ChannelId, MessageId, UserId},
    ledgers::{Memory, messages::PostMessage},
    model::{Mention, Notify},
    notify::{Listener, NOTIFIED_FOLLOWERS},
    queries::{
        notifications::{COLUMNS, read},
        sql::{Sql, column},
        words::Word,
    },
};

impl Notifications {
    /// Registers a message that may notify somebody.
    pub(in crate::ledgers) fn need_post(&mut self, post: &PostMessage) {
        let named = post.mentions.iter().filter_map(Mention::person);
        let addressed = &post.addressed;
        let all = named.chain(&addressed.groups).chain(&addressed.direct);
        self.posts.push(Post {
            channel: post.channel_id,
            text: post.text.as_str().to_owned(),
            addressed: all.filter(|user| **user != post.user).cloned().collect(),
        });
        if let Some(thread) = post.thread {
            self.threads.insert(thread.root);
            // They follow it from now on.
            self.need_listener(post.channel_id, &post.user);
        }
    }

    /// Registers a member who may be notified.
    pub(in crate::ledgers) fn need_listener(&mut self, channel: ChannelId, user: &UserId) {
        self.candidates.insert((channel, user.clone()));
    }

    /// Registers someone who is notified whatever they chose in a channel.
    pub(crate) fn need_person(&mut self) {
        self.people = true;
    }

    /// Registers a message whose notifications may change.
    pub(in crate::ledgers) fn need_message(&mut self, message: MessageId) {
        self.messages.insert(message);
    }

    /// Registers a message whose author may be notified of a reaction, or no longer be.
    pub(in crate::ledgers) fn need_reactions(&mut self, message: MessageId, author: &UserId) {
        self.reacted.insert((message, author.clone()));
    }

    /// Registers a message whose text changes, and with it the reasons to notify somebody.
    pub(in crate::ledgers) fn need_edited(
        &mut self,
        message: MessageId,
        thread: Option<MessageId>,
    ) {
        self.messages.insert(message);
        self.edited.insert(message);
        self.threads.extend(thread);
        self.people = true;
    }

    /// Registers those who were notified of messages that are edited.
    pub(super) fn need_notified(&mut self) {
        let edited = &self.edited;
        let notified = self.rows.iter().filter_map(|((user, _), stored)| {
            let is_edited = stored
                .fact
                .message_id
                .is_some_and(|id| edited.contains(&id));
            let channel = stored.fact.channel_id.filter(|_| is_edited)?;
            Some((channel, user.clone()))
        });
        self.candidates.extend(notified);
    }

    /// Registers someone who reads messages of a channel.
    pub(in crate::ledgers) fn need_unread(&mut self, user: &UserId, channel: ChannelId) {
        self.readers.insert((user.clone(), channel));
    }

    /// Registers someone all of whose notifications may be read.
    pub(in crate::ledgers) fn need_all_unread(&mut self, user: &UserId) {
        self.everything_of.insert(user.clone());
    }

    pub(super) async fn load_watch(
        &mut self,
        db: &DatabaseTransaction,
        memory: &mut Memory,
    ) -> Result<(), Error> {
        if self.posts.is_empty() && self.candidates.is_empty() && !self.people {
            return Ok(());
        }
        self.watch = Watch::of(db, memory).await?;
        let watch = Arc::clone(&self.watch);
        for Post {
            channel,
            text,
            addressed,
        } in std::mem::take(&mut self.posts)
        {
            let words = watch.keywords.in_text(&text);
            let words = words.into_iter().map(|(user, _)| user);
            let all = watch.all.get(&channel).into_iter().flatten();
            let users = addressed.iter().chain(words).chain(all);
            self.candidates
                .extend(users.map(|user| (channel, user.clone())));
        }
        Ok(())
    }

    /// Reads who follows threads that get a reply, and what they chose. The author of a message whose thread
    /// begins follows it from then on.
    pub(super) async fn load_followers(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        for root in &self.threads {
            let found = Sql::new(
                db,
                "SELECT m.channel_id, m.user_id, m.notify, m.muted, m.history_after FROM \
                 (SELECT t.channel_id, f.user_id, f.last_read_seq FROM chat_threads t \
                 JOIN chat_thread_followers f ON f.root_id = t.root_id WHERE f.following AND t.root_id = ",
            )
            .bind(root.0)
            .add(
                " UNION ALL SELECT x.channel_id, x.user_id, 0 FROM chat_messages x \
                 WHERE x.message_type <> 'system' AND NOT EXISTS \
                 (SELECT 1 FROM chat_threads t WHERE t.root_id = x.id) AND x.id = ",
            )
            .bind(root.0)
            .add(
                ") f JOIN chat_channel_members m ON m.channel_id = f.channel_id \
                 AND m.user_id = f.user_id ORDER BY f.last_read_seq DESC, m.user_id LIMIT ",
            )
            .bind(NOTIFIED_FOLLOWERS as i64)
            .all(db)
            .await?;
            let followers = self.followers.entry(*root).or_default();
            for row in &found {
                let (key, listener) = listener(row)?;
                followers.push(key.1.clone());
                self.listeners.insert(key, listener);
            }
        }
        Ok(())
    }

    pub(super) async fn load_listeners(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let unknown: Vec<_> = self
            .candidates
            .iter()
            .filter(|key| !self.listeners.contains_key(*key))
            .map(|(id, user)| [id.0.into(), user.as_str().into()])
            .collect();
        for some in unknown.chunks(256) {
            let head = "SELECT channel_id, user_id, notify, muted, history_after \
                FROM chat_channel_members WHERE ";
            let found = Sql::new(db, head)
                .any(["channel_id", "user_id"], some.iter().cloned())
                .all(db)
                .await?;
            for row in &found {
                let (key, listener) = listener(row)?;
                self.listeners.insert(key, listener);
            }
        }
        Ok(())
    }

    pub(super) async fn load_rows(
        &mut self,
        db: &DatabaseTransaction,
        memory: &Memory,
    ) -> Result<(), Error> {
        let select = || {
            Sql::new(db, "SELECT ")
                .add(COLUMNS)
                .add(" FROM chat_notifications n")
        };
        let mut found = Vec::new();
        if !self.messages.is_empty() {
            let ids = self.messages.iter().map(|id| id.0);
            let of_messages = select().add(" WHERE n.message_id IN ").list(ids);
            found.extend(of_messages.all(db).await?);
        }
        found.extend(self.load_reactions(db).await?);
        let readers = self.readers.iter();
        let readers: Vec<_> = readers
            .filter(|reader| !memory.quiet.contains(reader))
            .collect();
        for some in readers.chunks(256) {
            let keys = some
                .iter()
                .map(|(user, id)| [user.as_str().into(), id.0.into()]);
            let unread = select().add(" WHERE NOT n.is_read AND NOT n.withdrawn AND (");
            let unread = unread.any(["n.user_id", "n.channel_id"], keys).add(")");
            found.extend(unread.all(db).await?);
        }
        if !self.everything_of.is_empty() {
            let users = self.everything_of.iter().map(UserId::as_str);
            let unread = select()
                .add(" WHERE NOT n.is_read AND NOT n.withdrawn AND n.user_id IN ")
                .list(users);
            found.extend(unread.all(db).await?);
        }
        for row in &found {
            let listed = read(row)?;
            let key: Key = (listed.user, listed.seq);
            let stored = Stored {
                is_read: listed.notification.read.unwrap_or(false),
                withdrawn: listed.withdrawn,
                fact: listed.notification,
            };
            self.rows.insert(key, stored);
        }
        Ok(())
    }
}

impl Notifications {
    /// Reads what authors were notified of by reactions to their messages.
    async fn load_reactions(&self, db: &DatabaseTransaction) -> Result<Vec<QueryResult>, Error> {
        let keys = self.reacted.iter();
        let keys: Vec<[Value; 2]> = keys
            .filter(|(message, _)| !self.messages.contains(message))
            .map(|(message, author)| [message.0.into(), author.as_str().into()])
            .collect();
        let mut found = Vec::new();
        for some in keys.chunks(256) {
            let rows = Sql::new(db, "WITH v(message, who) AS (VALUES ")
                .rows(some.iter().cloned())
                .add(&format!(
                    ") SELECT {COLUMNS} FROM v JOIN chat_notifications n ON n.message_id = v.message \
                     AND n.user_id = v.who WHERE n.kind = 'reaction'"
                ));
            found.extend(rows.all(db).await?);
        }
        Ok(found)
    }
}

fn listener(row: &QueryResult) -> Result<((ChannelId, UserId), Listener), Error> {
    let user = UserId::from(column::<String>(row, 1)?);
    let notify: Option<String> = column(row, 2)?;
    let listener = Listener {
        notify: notify.map(|word| Notify::read(&word)).transpose()?,
        muted: column(row, 3)?,
        history_after: column(row, 4)?,
    };
    Ok(((ChannelId(column(row, 0)?), user), listener))
}
