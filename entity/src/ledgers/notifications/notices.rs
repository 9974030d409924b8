//! Notifying people: of messages, of reactions, and of what they asked for themselves.

use std::collections::{BTreeMap, BTreeSet};

use super::{New, Notification, NotificationsRemoved};
use crate::{
    change::{By, Committed},
    error::Error,
    ids::{ChannelId, MessageId, Millis, Seq, UserId},
    ledgers::{Change, Ledgers, messages::is_in_channel},
    model::{Mention, Message, MessageKind, Notify},
    notify::{self, Addressed, Keywords, Listener, NotificationKind, Notified, Reasons},
};

/// Notifies one user of something other than a message. A kind that is about a channel sends nothing to those
/// who are no members or muted it; a reminder or a failed message is always sent.
///
/// A change that does more than this calls `need_person` and `need_listener` of
/// [`Notifications`](super::Notifications) itself, and [`Ledgers::notify`] where it applies.
#[derive(Debug)]
pub struct SendNotification {
    /// The user.
    pub user: UserId,
    /// What it is.
    pub notification: Notification,
}

impl Change for SendNotification {
    fn by(&self) -> By {
        By::Server
    }

    fn needs(&self, ledgers: &mut Ledgers) {
        ledgers.notifications.need_person();
        if let Some(channel) = self.notification.channel_id {
            ledgers.notifications.need_listener(channel, &self.user);
        }
    }

    fn apply(&self, at: Millis, ledgers: &mut Ledgers) -> Result<Committed, Error> {
        ledgers.notify(at, &self.user, self.notification.clone());
        Ok(Committed::default())
    }
}

impl Ledgers {
    /// Notifies one user, unless what they chose in the channel speaks against it.
    pub(crate) fn notify(&mut self, at: Millis, user: &UserId, notification: Notification) {
        if self.hears(user, &notification) {
            self.record_notification(at, user, notification);
        }
    }

    fn hears(&self, user: &UserId, notification: &Notification) -> bool {
        let kind = notification.kind;
        let hears = |channel| {
            let listener = self.notifications.listeners.get(&(channel, user.clone()));
            listener.is_some_and(|listener| listener.hears(kind, Notify::Mentions))
        };
        kind.is_their_own() || notification.channel_id.is_none_or(hears)
    }

    /// Notifies everyone whom a new message concerns.
    pub(in crate::ledgers) fn notify_of(
        &mut self,
        at: Millis,
        message: &Message,
        addressed: &Addressed,
    ) {
        let mut mentioned = named(message);
        let mut following = mentioned.clone();
        following.extend(addressed.teams.iter().cloned());
        let groups = addressed.groups.iter();
        mentioned.extend(groups.filter(|user| **user != message.user_id).cloned());
        if let Some(root) = message.thread_id {
            self.threads.invite(root, &addressed.direct, message.seq);
        }
        let notified = self.decide(message, &mentioned, addressed);
        let channel = message.channel_id;
        let seen_from = self.seen_from(message);
        mentioned.retain(|user| self.listener(channel, user, seen_from).is_some());
        self.mentions.set(message, mentioned);
        self.follow_mentioned(message, following);
        for one in notified {
            self.record_notified(at, message, one);
        }
    }

    fn decide(
        &self,
        message: &Message,
        mentioned: &[UserId],
        addressed: &Addressed,
    ) -> Vec<Notified> {
        let channel = message.channel_id;
        let of_batch = &self.notifications;
        let by_a_person = message.kind != MessageKind::System;
        let words = match by_a_person {
            true => of_batch.watch.keywords.in_text(&message.text),
            false => Vec::new(),
        };
        let (followers, all) = (self.followers_of(message), of_batch.watch.all.get(&channel));
        let in_channel = is_in_channel(message);
        let all = all.into_iter().flatten().chain(&addressed.direct);
        let reasons = Reasons {
            mentioned: mentioned.iter().collect(),
            keywords: words,
            followers: followers.iter().collect(),
            all: all.filter(|_| in_channel).collect(),
        };
        let default = match addressed.direct.is_empty() {
            true => Notify::Mentions,
            false => Notify::All,
        };
        let seen_from = self.seen_from(message);
        notify::decide(&message.user_id, &reasons, default, |user| {
            self.listener(channel, user, seen_from)
        })
    }

    /// Makes the people whom a reply mentions follow its thread, if they see it.
    fn follow_mentioned(&mut self, message: &Message, mut people: Vec<UserId>) {
        let Some(root) = message.thread_id else {
            return;
        };
        let begin = self.messages.seen_from(Some(root), message.seq);
        people.retain(|user| self.listener(message.channel_id, user, begin).is_some());
        self.threads.mention(root, &people, message.seq);
    }

    /// What a member chose, if they see messages at this position.
    fn listener(&self, channel: ChannelId, user: &UserId, seen_from: Seq) -> Option<Listener> {
        let listeners = &self.notifications.listeners;
        let listener = listeners.get(&(channel, user.clone())).copied();
        listener.filter(|one| one.sees(seen_from))
    }

    fn seen_from(&self, message: &Message) -> Seq {
        let thread = message.thread_id.filter(|_| !is_in_channel(message));
        self.messages.seen_from(thread, message.seq)
    }

    /// Those who follow the message's thread, as of this batch.
    fn followers_of(&self, message: &Message) -> BTreeSet<UserId> {
        let Some(root) = message.thread_id else {
            return BTreeSet::new();
        };
        let loaded = self.notifications.followers.get(&root);
        let mut followers: BTreeSet<UserId> = loaded.into_iter().flatten().cloned().collect();
        for (user, following) in self.threads.known_followers(root) {
            if following {
                followers.insert(user.clone());
            } else {
                followers.remove(user);
            }
        }
        followers
    }

    /// Notifies those whom an edited message mentions anew. What notified somebody and no longer holds is taken back;
    /// if something else does, it takes its place without a sound.
    pub(in crate::ledgers) fn notify_of_edit(
        &mut self,
        at: Millis,
        (before, message): (&Message, &Message),
        addressed: &Addressed,
    ) {
        let earlier = self.mentions.of(message.id);
        let people = mentioned_after(&earlier, before, message);
        let new = people.iter().filter(|user| !earlier.contains(*user));
        let new: Vec<UserId> = new.cloned().collect();
        let mut reasons = self.decide(message, &people, addressed);
        let is_new =
            |one: &Notified| one.kind == NotificationKind::Mention && new.contains(&one.user);
        let loud: Vec<Notified> = reasons.extract_if(.., |one| is_new(one)).collect();
        let gone = |user: &UserId, fact: &Notification| {
            let replaced = || loud.iter().any(|one| one.user == *user);
            match fact.kind {
                NotificationKind::Mention => !people.contains(user),
                NotificationKind::Keyword => {
                    let keyword = fact.keyword.as_deref().unwrap_or_default();
                    replaced() || !Keywords::has(&message.text, keyword)
                }
                kind => kind.is_read_with_its_message() && replaced(),
            }
        };
        let others = self.read_states(message.id, gone);
        self.withdraw(at, message.id, gone);
        let seen_from = self.seen_from(message);
        let sees = |user: &UserId| {
            let listener = self.listener(message.channel_id, user, seen_from);
            earlier.contains(user) || listener.is_some()
        };
        let mentioned = people.iter().filter(|user| sees(user)).cloned().collect();
        self.mentions.set(message, mentioned);
        self.follow_mentioned(message, new);
        for one in loud {
            self.record_notified(at, message, one);
        }
        for one in reasons {
            if let Some(read) = others.get(&one.user) {
                let notification = Notification {
                    keyword: one.keyword,
                    read: read.then_some(true),
                    silent: Some(true),
                    ..Notification::of_message(one.kind, message)
                };
                self.record_new(at, &one.user, notification);
            }
        }
    }

    /// The users whose notifications of a message are `gone`, and whether they had read them.
    fn read_states(
        &self,
        message: MessageId,
        gone: impl Fn(&UserId, &Notification) -> bool,
    ) -> BTreeMap<UserId, bool> {
        let of_batch = &self.notifications;
        let stored = of_batch.rows.iter();
        let stored = stored.map(|((user, _), stored)| (user, &stored.fact, stored.is_read));
        let new = of_batch.new.iter();
        let new = new.map(|new| {
            (
                &new.user,
                &new.notification,
                new.notification.read == Some(true),
            )
        });
        let of_message = stored
            .chain(new)
            .filter(|(user, fact, _)| fact.message_id == Some(message) && gone(user, fact));
        of_message
            .map(|(user, _, read)| (user.clone(), read))
            .collect()
    }

    /// Takes back the notifications of a deleted message. A reminder stays, and says that its message is gone.
    pub(in crate::ledgers) fn notifications_of_deleted(&mut self, at: Millis, message: &Message) {
        self.withdraw(at, message.id, |_, fact| !fact.kind.is_their_own());
    }

    /// Takes back those notifications of a message that are `gone`.
    pub(in crate::ledgers) fn withdraw(
        &mut self,
        at: Millis,
        message: MessageId,
        gone: impl Fn(&UserId, &Notification) -> bool,
    ) {
        let mut seqs: BTreeMap<UserId, Vec<Seq>> = BTreeMap::new();
        let removed = &mut self.notifications.removed;
        self.notifications.rows.retain(|(user, seq), stored| {
            let gone = stored.fact.message_id == Some(message) && gone(user, &stored.fact);
            if gone {
                removed.insert((user.clone(), *seq));
                if !stored.withdrawn {
                    seqs.entry(user.clone()).or_default().push(*seq);
                }
            }
            !gone
        });
        self.retract(|user, fact| fact.message_id == Some(message) && gone(user, fact));
        self.record_removed(at, seqs);
    }

    /// Notifies the author of a message of a reaction. One that was removed meanwhile does not notify again: its
    /// notification returns, silent, and read if it was.
    pub(in crate::ledgers) fn notify_of_reaction(
        &mut self,
        at: Millis,
        author: &UserId,
        notification: Notification,
    ) {
        if !self.hears(author, &notification) {
            return;
        }
        let earlier = self.notifications.rows_of(author).find(|(_, stored)| {
            let fact = &stored.fact;
            stored.withdrawn
                && (fact.message_id, &fact.from) == (notification.message_id, &notification.from)
                && fact.emoji == notification.emoji
        });
        let earlier = earlier.map(|(key, stored)| (key.clone(), stored.is_read));
        let Some((key, was_read)) = earlier else {
            return self.record_notification(at, author, notification);
        };
        self.notifications.rows.remove(&key);
        self.notifications.removed.insert(key);
        let silent = Notification {
            read: was_read.then_some(true),
            silent: Some(true),
            ..notification
        };
        self.record_new(at, author, silent);
    }

    /// Takes back the notification of a reaction that its user removed, and keeps it for the case that the reaction
    /// comes back.
    pub(in crate::ledgers) fn withdraw_reaction(
        &mut self,
        at: Millis,
        (message, author): (MessageId, &UserId),
        (user, emoji): (&UserId, &str),
    ) {
        let is_of = |fact: &Notification| {
            fact.message_id == Some(message)
                && fact.kind == NotificationKind::Reaction
                && (fact.from.as_ref(), fact.emoji.as_deref()) == (Some(user), Some(emoji))
        };
        let mut seqs = Vec::new();
        let of_author = (author.clone(), Seq::MIN)..=(author.clone(), Seq::MAX);
        for (key, stored) in self.notifications.rows.range_mut(of_author) {
            if is_of(&stored.fact) && !stored.withdrawn {
                stored.withdrawn = true;
                self.notifications.withdrawn.insert(key.clone());
                seqs.push(key.1);
            }
        }
        self.retract(|_, fact| is_of(fact));
        if !seqs.is_empty() {
            self.record_removed(at, BTreeMap::from([(author.clone(), seqs)]));
        }
    }

    /// Takes back notifications that this batch has recorded, and that were not sent yet.
    fn retract(&mut self, gone: impl Fn(&UserId, &Notification) -> bool) {
        let streams = &mut self.streams;
        self.notifications.new.retain(|new| {
            let gone = gone(&new.user, &new.notification);
            if gone {
                streams.retract(&new.position);
            }
            !gone
        });
    }

    /// Records which notifications are gone, in one event for each user and batch.
    fn record_removed(&mut self, at: Millis, seqs: BTreeMap<UserId, Vec<Seq>>) {
        let change = self.change;
        for (user, seqs) in seqs {
            if let Some((position, removed)) = self.notifications.removals.get_mut(&user) {
                removed.seqs.extend(seqs);
                self.streams.amend(position, removed);
                continue;
            }
            let fact = NotificationsRemoved { seqs };
            let position = self.streams.record_numbered(change, at, &user, &fact);
            self.notifications.removals.insert(user, (position, fact));
        }
    }

    fn record_notified(&mut self, at: Millis, message: &Message, one: Notified) {
        let notification = Notification {
            keyword: one.keyword,
            ..Notification::of_message(one.kind, message)
        };
        self.record_notification(at, &one.user, notification);
    }

    fn record_notification(&mut self, at: Millis, user: &UserId, mut notification: Notification) {
        let own = self.own_preferences.get(user);
        let own = own.or_else(|| self.notifications.watch.preferences.get(user));
        notification.silent = notify::is_silent(own, at).then_some(true);
        self.record_new(at, user, notification);
    }

    fn record_new(&mut self, at: Millis, user: &UserId, notification: Notification) {
        let change = self.change;
        let position = self
            .streams
            .record_numbered(change, at, user, &notification);
        self.notifications.new.push(New {
            user: user.clone(),
            position,
            notification,
            at,
        });
    }
}

/// The people whom a message names, without its author, each once.
fn named(message: &Message) -> Vec<UserId> {
    let mut users: Vec<UserId> = Vec::new();
    for user in message.mentions.iter().filter_map(Mention::person) {
        if *user != message.user_id && !users.contains(user) {
            users.push(user.clone());
        }
    }
    users
}

/// The people whom an edited message mentions. An edit mentions no group anew; those whom the message mentioned as one
/// stay while it names a group.
fn mentioned_after(earlier: &BTreeSet<UserId>, before: &Message, message: &Message) -> Vec<UserId> {
    let names_group = |message: &Message| {
        let mut mentions = message.mentions.iter();
        mentions.any(|mention| mention.group.is_some())
    };
    let mut people = named(message);
    if names_group(message) {
        let (by_name, had_group) = (named(before), names_group(before));
        let as_group = earlier
            .iter()
            .filter(|user| had_group || !by_name.contains(user));
        let as_group: Vec<UserId> = as_group
            .filter(|user| !people.contains(user))
            .cloned()
            .collect();
        people.extend(as_group);
    }
    people
}
