//! Threads: the replies to a message, who follows them, and how far each follower has read.
//!
//! A thread begins with its first reply. Whoever replies, is mentioned in a reply, or wrote the message itself
//! follows it, until they stop. Replies are messages; they are in the messages' own ledger.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use sea_orm::DatabaseTransaction;

use super::{Change, Ledger, Ledgers, Memory, reads::Direction, write::insert};
use crate::{
    change::{By, Committed, MessageRef, ThreadChange},
    error::Error,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    model::{Message, THREAD_PARTICIPANTS, Thread},
    queries::{
        self,
        sql::{Sql, column},
        threads::{self, Followers},
    },
};

/// Follow a thread, or stop following it.
#[derive(Debug)]
pub struct FollowThread {
    /// The message that the thread belongs to.
    pub root: MessageRef,
    /// Who follows it.
    pub user: UserId,
    /// True to follow it, false to stop.
    pub follow: bool,
}

/// Move a user's read position in a thread that they follow.
#[derive(Debug)]
pub struct MarkThreadRead {
    /// The message that the thread belongs to.
    pub root: MessageRef,
    /// The reader.
    pub user: UserId,
    /// The position up to which they have read.
    pub seq: Seq,
    /// Which way the position may move.
    pub direction: Direction,
}

/// A thread in this batch.
struct Row {
    channel: ChannelId,
    reply_count: i64,
    last_reply_at: Option<Millis>,
    last_reply_seq: Option<Seq>,
    participants: Vec<UserId>,
    changed: bool,
}

/// A follower, or someone who stopped following.
#[derive(Clone, Copy)]
struct Follower {
    following: bool,
    last_read_seq: Seq,
    changed: bool,
}

/// The part of a batch for threads.
#[derive(Default)]
pub(crate) struct Threads {
    needed: BTreeSet<MessageId>,
    /// The people whose relation to a thread may change.
    people: BTreeSet<(MessageId, UserId)>,
    /// Threads that begin, and the authors of the messages that they belong to.
    begun: Vec<(MessageId, UserId)>,
    rows: BTreeMap<MessageId, Row>,
    followers: BTreeMap<(MessageId, UserId), Follower>,
    /// Threads that lost a reply.
    recounted: BTreeSet<MessageId>,
    /// Changes whose result is a thread as everyone sees it now.
    shown: Vec<(usize, MessageId)>,
    /// Changes whose result is a thread as the user who made them sees it now.
    answered: Vec<(usize, (MessageId, UserId))>,
}

impl Threads {
    /// Registers a thread that must be loaded.
    pub(crate) fn need(&mut self, root: MessageId) {
        self.needed.insert(root);
    }

    /// Registers someone whose relation to a thread may change.
    pub(crate) fn need_follower(&mut self, root: MessageId, user: &UserId) {
        self.needed.insert(root);
        self.people.insert((root, user.clone()));
    }

    /// Returns whether the message has a thread.
    pub(crate) fn exists(&self, root: MessageId) -> bool {
        self.rows.contains_key(&root)
    }

    /// Adds a reply to the thread of a message. The author of that message follows the thread from its
    /// beginning; nobody wrote a system message.
    pub(crate) fn reply(
        &mut self,
        change: usize,
        (id, author): (MessageId, Option<&UserId>),
        reply: &Message,
    ) {
        if !self.exists(id) {
            self.begin(reply.channel_id, id);
            self.begun.extend(author.map(|author| (id, author.clone())));
        }
        self.follow(id, &reply.user_id, reply.seq);
        if let Some(own) = self.followers.get_mut(&(id, reply.user_id.clone())) {
            own.last_read_seq = reply.seq;
        }
        if let Some(row) = self.rows.get_mut(&id) {
            row.reply_count += 1;
            row.last_reply_at = Some(reply.created_at);
            row.last_reply_seq = Some(reply.seq);
            row.participants.retain(|user| *user != reply.user_id);
            row.participants.insert(0, reply.user_id.clone());
            row.participants.truncate(THREAD_PARTICIPANTS);
            row.changed = true;
        }
        self.shown.push((change, id));
    }

    fn begin(&mut self, channel: ChannelId, root: MessageId) {
        let row = Row {
            channel,
            reply_count: 0,
            last_reply_at: None,
            last_reply_seq: None,
            participants: Vec::new(),
            changed: true,
        };
        self.rows.insert(root, row);
    }

    /// Makes someone follow a thread. If they did not, they have read it up to `read`.
    fn follow(&mut self, root: MessageId, user: &UserId, read: Seq) {
        let key = (root, user.clone());
        let follower = self.followers.entry(key).or_insert(Follower {
            following: false,
            last_read_seq: read,
            changed: false,
        });
        if !follower.following {
            follower.last_read_seq = follower.last_read_seq.max(read);
        }
        follower.following = true;
        follower.changed = true;
    }

    /// Makes the people of a direct conversation follow a thread in it, except those who have stopped.
    pub(crate) fn invite(&mut self, root: MessageId, users: &[UserId], seq: Seq) {
        for user in users {
            if !self.followers.contains_key(&(root, user.clone())) {
                self.follow(root, user, seq - 1);
            }
        }
    }

    /// Makes the users whom a reply mentions follow its thread.
    pub(crate) fn mention(&mut self, root: MessageId, users: &[UserId], seq: Seq) {
        for user in users {
            self.follow(root, user, seq - 1);
        }
    }

    /// Returns whom this batch knows to follow a thread, or not to.
    pub(crate) fn known_followers(&self, root: MessageId) -> impl Iterator<Item = (&UserId, bool)> {
        let of_root = self
            .followers
            .iter()
            .filter(move |((of, _), _)| *of == root);
        of_root.map(|((_, user), follower)| (user, follower.following))
    }

    /// The result of a change includes the thread as everyone sees it now, because a reply was changed or
    /// deleted.
    pub(crate) fn show(&mut self, change: usize, root: MessageId) {
        self.shown.push((change, root));
    }

    async fn load_followers(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let people = self.people.iter();
        let keys: Vec<_> = people
            .map(|(root, user)| [root.0.into(), user.as_str().into()])
            .collect();
        for some in keys.chunks(256) {
            let head = "SELECT root_id, user_id, following, last_read_seq \
                FROM chat_thread_followers WHERE ";
            let found = Sql::new(db, head)
                .any(["root_id", "user_id"], some.iter().cloned())
                .all(db)
                .await?;
            for row in &found {
                let user = UserId::from(column::<String>(row, 1)?);
                let follower = Follower {
                    following: column(row, 2)?,
                    last_read_seq: column(row, 3)?,
                    changed: false,
                };
                let key = (MessageId(column(row, 0)?), user);
                self.followers.insert(key, follower);
            }
        }
        Ok(())
    }

    /// Makes the authors of messages whose threads begin follow them, if they are members.
    async fn add_authors(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        for (root, author) in &self.begun {
            Sql::new(
                db,
                "INSERT INTO chat_thread_followers (root_id, user_id, following, last_read_seq) \
                 SELECT t.root_id, m.user_id, TRUE, 0 FROM chat_threads t \
                 JOIN chat_channel_members m ON m.channel_id = t.channel_id WHERE t.root_id = ",
            )
            .bind(root.0)
            .add(" AND m.user_id = ")
            .bind(author.as_str())
            .add(" ON CONFLICT (root_id, user_id) DO NOTHING")
            .run(db)
            .await?;
        }
        Ok(())
    }

    /// Recounts what a thread has left. The statement also finds whoever of the participants still has a
    /// reply.
    async fn recount(&self, db: &DatabaseTransaction) -> Result<(), Error> {
        for root in &self.recounted {
            let last = Sql::new(
                db,
                "SELECT user_id, MAX(seq) AS latest FROM chat_messages WHERE thread_id = ",
            )
            .bind(root.0)
            .add(" AND deleted_at IS NULL GROUP BY user_id ORDER BY latest DESC LIMIT ")
            .bind(THREAD_PARTICIPANTS as i64)
            .all(db)
            .await?;
            let participants = last.iter().map(|row| column::<String>(row, 0));
            let participants = participants.collect::<Result<Vec<_>, _>>()?;
            let counted = |what: &str| {
                format!(
                    "(SELECT {what} FROM chat_messages x \
                     WHERE x.thread_id = chat_threads.root_id AND x.deleted_at IS NULL)"
                )
            };
            Sql::new(db, "UPDATE chat_threads SET reply_count = ")
                .add(&counted("COUNT(*)"))
                .add(", last_reply_at = ")
                .add(&counted("MAX(x.created_at)"))
                .add(", last_reply_seq = ")
                .add(&counted("MAX(x.seq)"))
                .add(", participants = ")
                .bind(json(&participants)?)
                .add(" WHERE root_id = ")
                .bind(root.0)
                .run(db)
                .await?;
        }
        Ok(())
    }
}

fn json(names: &[impl serde::Serialize]) -> Result<String, Error> {
    serde_json::to_string(names).map_err(|error| Error::Invalid(format!("participants: {error}")))
}

impl Change for FollowThread {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.messages.need(self.root.message_id);
        ledgers
            .threads
            .need_follower(self.root.message_id, &self.user);
    }

    fn apply(&self, _: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.messages.located(self.root)?;
        let root = self.root.message_id;
        let threads = &mut ledgers.threads;
        let latest = threads.rows.get(&root).ok_or(Error::NotFound)?;
        let latest = latest.last_reply_seq.unwrap_or_default();
        let key = (root, self.user.clone());
        let known = threads.followers.get(&key).copied();
        let following = known.is_some_and(|known| known.following);
        threads.answered.push((ledgers.change, key.clone()));
        if following == self.follow {
            return Ok(Committed::unchanged());
        }
        if self.follow {
            threads.follow(root, &self.user, latest);
        } else if let Some(follower) = threads.followers.get_mut(&key) {
            (follower.following, follower.changed) = (false, true);
        }
        Ok(Committed::default())
    }
}

impl Change for MarkThreadRead {
    fn by(&self) -> By {
        By::from(&self.user)
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.streams.need(self.root.channel_id);
        ledgers.messages.need(self.root.message_id);
        ledgers
            .notifications
            .need_unread(&self.user, self.root.channel_id);
        ledgers
            .threads
            .need_follower(self.root.message_id, &self.user);
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.messages.located(self.root)?;
        let latest = ledgers.streams.position(self.root.channel_id)?;
        if !(0..=latest).contains(&self.seq) {
            let reason = format!("seq must be a number from 0 to {latest}, the channel's position");
            return Err(Error::Invalid(reason));
        }
        let root = self.root.message_id;
        if !ledgers.threads.exists(root) {
            return Err(Error::NotFound);
        }
        let key = (root, self.user.clone());
        let answered = (ledgers.change, key.clone());
        ledgers.threads.answered.push(answered);
        let place = (self.root.channel_id, Some(root));
        ledgers.read_messages(at, &self.user, place, self.seq);
        let threads = &mut ledgers.threads;
        if self.direction == Direction::Any {
            // Nothing is unread in a thread that one does not follow.
            threads.follow(root, &self.user, self.seq);
        }
        // Reading a thread never follows it.
        let Some(follower) = threads.followers.get_mut(&key) else {
            return Ok(Committed::unchanged());
        };
        let moves = match self.direction {
            Direction::Forward => self.seq > follower.last_read_seq,
            Direction::Any => true,
        };
        if !moves {
            return Ok(Committed::unchanged());
        }
        (follower.last_read_seq, follower.changed) = (self.seq, true);
        Ok(Committed::default())
    }
}

impl Ledger for Threads {
    async fn load(&mut self, db: &DatabaseTransaction, _: &mut Memory) -> Result<(), Error> {
        if self.needed.is_empty() {
            return Ok(());
        }
        let roots = || self.needed.iter().map(|root| root.0);
        let found = Sql::new(
            db,
            "SELECT root_id, channel_id, reply_count, last_reply_at, last_reply_seq, participants \
             FROM chat_threads WHERE root_id IN ",
        )
        .list(roots())
        .all(db)
        .await?;
        for row in &found {
            let id = MessageId(column(row, 0)?);
            let thread = Row {
                channel: ChannelId(column(row, 1)?),
                reply_count: column(row, 2)?,
                last_reply_at: column(row, 3)?,
                last_reply_seq: column(row, 4)?,
                participants: threads::participants_in(id, &column::<String>(row, 5)?)?,
                changed: false,
            };
            self.rows.insert(id, thread);
        }
        self.load_followers(db).await
    }

    fn message_deleted(&mut self, message: &Message) {
        self.recounted.extend(message.thread_id);
    }

    async fn write(&mut self, db: &DatabaseTransaction) -> Result<(), Error> {
        let mut rows = Vec::new();
        for (root, row) in self.rows.iter().filter(|(_, row)| row.changed) {
            rows.push([
                root.0.into(),
                row.channel.0.into(),
                row.reply_count.into(),
                row.last_reply_at.into(),
                row.last_reply_seq.into(),
                json(&row.participants)?.into(),
            ]);
        }
        insert(
            db,
            "INSERT INTO chat_threads (root_id, channel_id, reply_count, last_reply_at, \
             last_reply_seq, participants) VALUES ",
            rows,
            " ON CONFLICT (root_id) DO UPDATE SET reply_count = excluded.reply_count, \
             last_reply_at = excluded.last_reply_at, last_reply_seq = excluded.last_reply_seq, \
             participants = excluded.participants",
        )
        .await?;
        let changed = self
            .followers
            .iter()
            .filter(|(_, follower)| follower.changed);
        let followers = changed.map(|((root, user), follower)| {
            [
                root.0.into(),
                user.as_str().into(),
                follower.following.into(),
                follower.last_read_seq.into(),
            ]
        });
        insert(
            db,
            "INSERT INTO chat_thread_followers (root_id, user_id, following, last_read_seq) VALUES ",
            followers.collect(),
            " ON CONFLICT (root_id, user_id) DO UPDATE SET following = excluded.following, \
             last_read_seq = excluded.last_read_seq",
        )
        .await?;
        self.add_authors(db).await?;
        self.recount(db).await
    }

    /// Adds the threads to the results.
    async fn complete(
        &mut self,
        db: &DatabaseTransaction,
        results: &mut [Result<Committed, Error>],
    ) -> Result<(), Error> {
        let mut add = |change: usize, thread: Arc<ThreadChange>| {
            if let Some(Ok(committed)) = results.get_mut(change) {
                committed.thread = Some(thread);
            }
        };
        let roots: BTreeSet<MessageId> = self.shown.iter().map(|(_, root)| *root).collect();
        if !roots.is_empty() {
            let ids = roots.iter().map(|root| root.0);
            let mut threads = threads::of_messages(db, ids.clone(), &UserId::from("")).await?;
            let positions = queries::messages::seen_from(db, ids).await?;
            for root in roots {
                let Some(thread) = threads.remove(&root) else {
                    continue;
                };
                let Followers { counted, others } = threads::of_followers(db, root).await?;
                let shown = Arc::new(ThreadChange {
                    root,
                    root_seq: positions.get(&root).copied().unwrap_or(0),
                    thread,
                    followers: counted,
                    others,
                });
                for (change, _) in self.shown.iter().filter(|(_, shown)| *shown == root) {
                    add(*change, Arc::clone(&shown));
                }
            }
        }
        let viewers = self.answered.iter().map(|(_, viewer)| viewer.clone());
        let seen = threads::of_viewers(db, &viewers.collect()).await?;
        for (change, viewer) in self.answered.drain(..) {
            if let Some(thread) = seen.get(&viewer) {
                let answered = ThreadChange {
                    root: viewer.0,
                    root_seq: 0,
                    thread: Thread {
                        following: false,
                        unread_count: 0,
                        ..thread.clone()
                    },
                    followers: vec![(viewer.1.clone(), thread.clone())],
                    others: Vec::new(),
                };
                add(change, Arc::new(answered));
            }
        }
        Ok(())
    }
}
