//! The audience of one channel: the outboxes that its events are pushed to, and the position up to which
//! that has happened.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
};

use bytes::Bytes;
use entity::ids::{Seq, UserId};

use super::Published;
use crate::{delivery::outbox::Outbox, delivery::session_id::SessionId, protocol::limits::LIMITS};

/// The sockets that listen to a channel. Outlives the channel's actor: a crash loses no listener.
#[derive(Debug, Default)]
pub struct Audience {
    listeners: Mutex<Listeners>,
    /// How many members the channel has. Set by every snapshot and counted in between, so that it may
    /// be off by the few who join or leave while a snapshot is being read.
    members: AtomicI64,
}

#[derive(Debug, Default)]
struct Listeners {
    /// The position up to which events have been announced; `None` until it is known.
    announced: Option<Seq>,
    list: Vec<Listener>,
    /// The members who do not see the whole history: the channel's position when that was read, and the
    /// position after which they see the channel.
    limits: HashMap<UserId, (Seq, Seq)>,
    /// The position at which the whole history was last revealed to all members.
    revealed: Seq,
}

/// A durable event, encoded.
#[derive(Clone, Debug)]
pub struct Announced {
    /// Its position.
    pub seq: Seq,
    /// Its frame.
    pub frame: Bytes,
    /// For an event about a message that was written before: that message's position, and the frame for those
    /// who may not see the message.
    pub about: Option<(Seq, Bytes)>,
}

/// One socket that listens.
#[derive(Debug)]
struct Listener {
    session: SessionId,
    user: Arc<Published>,
    /// The position its snapshot includes: only later events are pushed.
    after: Seq,
    outbox: Arc<Outbox>,
}

impl Audience {
    /// Adds a listener whose snapshot includes events up to `known`. Returns the position up to which events
    /// have been announced: the listener has to read the events in between from the database.
    pub(crate) fn join(
        &self,
        session: SessionId,
        user: &Arc<Published>,
        outbox: &Arc<Outbox>,
        known: Seq,
    ) -> Seq {
        let mut listeners = self.lock();
        let announced = *listeners.announced.get_or_insert(known);
        let mut listening = listeners.list.iter();
        if listening.any(|listener| listener.session == session) {
            return announced;
        }
        listeners.list.push(Listener {
            session,
            user: Arc::clone(user),
            after: known.max(announced),
            outbox: Arc::clone(outbox),
        });
        announced
    }

    /// Removes one listener.
    pub(crate) fn leave(&self, session: SessionId) {
        self.lock()
            .list
            .retain(|listener| listener.session != session);
    }

    /// The position after which an actor that (re)starts has to announce, when the database is at `kept`:
    /// events between the two were committed but not announced.
    pub(crate) fn resume_from(&self, kept: Seq) -> Seq {
        *self.lock().announced.get_or_insert(kept)
    }

    /// Pushes events, in ascending order, to the listeners whose snapshots do not include them. The position
    /// moves under the same lock, so that a new listener either receives an event or knows that it was
    /// announced before.
    pub(crate) fn announce(&self, events: &[Announced]) {
        let mut guard = self.lock();
        let listeners = &mut *guard;
        // A channel that reads its state again may have found them in the database already.
        let known = events.partition_point(|event| Some(event.seq) <= listeners.announced);
        let events = &events[known..];
        let limits = &listeners.limits;
        listeners
            .list
            .retain(|listener| listener.push(events, limit(limits, listener.user.user())));
        if let Some(last) = events.last() {
            listeners.announced = listeners.announced.max(Some(last.seq));
        }
    }

    /// Pushes an ephemeral frame to every listener except those of one user.
    pub(crate) fn send_ephemeral(&self, frame: &Bytes, except: Option<&UserId>) {
        for listener in &self.lock().list {
            if except != Some(listener.user.user()) {
                listener.outbox.push_ephemeral(frame.clone());
            }
        }
    }

    /// Pushes an ephemeral frame of their own, if there is one, to each listener in `frames`, and `others` to
    /// the rest. Those who may not see the message at `about` get none.
    pub(crate) fn send_each(
        &self,
        frames: &HashMap<UserId, Option<Bytes>>,
        others: Option<&Bytes>,
        about: Seq,
    ) {
        let listeners = self.lock();
        for listener in &listeners.list {
            let limit = limit(&listeners.limits, listener.user.user());
            if limit > 0 && about <= limit {
                continue;
            }
            let own = frames.get(listener.user.user());
            if let Some(frame) = own.map_or(others, Option::as_ref) {
                listener.outbox.push_ephemeral(frame.clone());
            }
        }
    }

    /// Pushes a frame that must arrive to every listener that is not in `sent` yet, and adds it there.
    pub(crate) fn send_once(&self, frame: &Bytes, sent: &mut HashSet<SessionId>) {
        for listener in &self.lock().list {
            if sent.insert(listener.session) {
                listener.outbox.push(frame.clone());
            }
        }
    }

    /// Pushes an ephemeral frame to every listener that is not in `sent` yet, and adds it there.
    pub(crate) fn send_ephemeral_once(&self, frame: &Bytes, sent: &mut HashSet<SessionId>) {
        for listener in &self.lock().list {
            if sent.insert(listener.session) {
                listener.outbox.push_ephemeral(frame.clone());
            }
        }
    }

    /// Calls `with` for the user of every listener; a user with several sockets comes several times.
    pub(super) fn each_user(&self, mut with: impl FnMut(&Arc<Published>)) {
        self.lock()
            .list
            .iter()
            .for_each(|listener| with(&listener.user));
    }

    /// Records the position after which a member sees the channel, as read when the channel was at `known`.
    pub(crate) fn limit(&self, user: &UserId, known: Seq, history_after: Seq) {
        let mut listeners = self.lock();
        let is_old = known < listeners.revealed
            || listeners
                .limits
                .get(user)
                .is_some_and(|(read, _)| *read > known);
        if is_old {
            return;
        }
        if history_after > 0 {
            listeners
                .limits
                .insert(user.clone(), (known, history_after));
        } else {
            listeners.limits.remove(user);
        }
    }

    /// Forgets the limit of a former member.
    pub(crate) fn forget_limit(&self, user: &UserId) {
        self.lock().limits.remove(user);
    }

    /// Records that since position `seq` every member sees the whole history.
    pub(crate) fn reveal(&self, seq: Seq) {
        let mut listeners = self.lock();
        listeners.revealed = seq;
        listeners.limits.clear();
    }

    /// Notes how many members the channel has.
    pub(crate) fn set_members(&self, members: i64) {
        self.members.store(members, Ordering::Relaxed);
    }

    /// Counts members who have joined, or left when negative.
    pub(crate) fn add_members(&self, members: i64) {
        self.members.fetch_add(members, Ordering::Relaxed);
    }

    /// Whether the channel has so many members that presence is not sent there unasked.
    pub(crate) fn is_large(&self) -> bool {
        self.members.load(Ordering::Relaxed) > i64::from(LIMITS.presence_members)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.lock().list.is_empty()
    }

    fn lock(&self) -> MutexGuard<'_, Listeners> {
        self.listeners
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// The position after which a user sees the channel.
fn limit(limits: &HashMap<UserId, (Seq, Seq)>, user: &UserId) -> Seq {
    if limits.is_empty() {
        return 0;
    }
    limits
        .get(user)
        .map_or(0, |(_, history_after)| *history_after)
}

impl Listener {
    /// Pushes the events that the listener does not know, to a user who sees the channel after `limit`. False
    /// when its connection has ended.
    fn push(&self, events: &[Announced], limit: Seq) -> bool {
        let mut new = events.iter().filter(|event| event.seq > self.after);
        new.all(|event| {
            let frame = match &event.about {
                Some((about, hidden)) if *about <= limit => hidden,
                _ => &event.frame,
            };
            self.outbox.push(frame.clone())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::outbox::{OutboxReceiver, outbox};

    fn events(range: std::ops::RangeInclusive<Seq>) -> Vec<Announced> {
        range.map(|seq| event(seq, None)).collect()
    }

    fn event(seq: Seq, about: Option<Seq>) -> Announced {
        let byte = |seq| Bytes::from(vec![u8::try_from(seq).expect("small")]);
        Announced {
            seq,
            frame: byte(seq),
            about: about.map(|about| (about, byte(0))),
        }
    }

    fn user(name: &str) -> Arc<Published> {
        Arc::new(Published::new(name.into()))
    }

    async fn told(receiver: &mut OutboxReceiver) -> Vec<u8> {
        let mut frames = Vec::new();
        receiver.receive(&mut frames, 100).await;
        frames.iter().map(|frame| frame[0]).collect()
    }

    #[tokio::test]
    async fn a_listener_gets_what_its_snapshot_does_not_hold() {
        let audience = Audience::default();
        let (early, mut early_inbox) = outbox();
        assert_eq!(audience.join(SessionId(1), &user("ann"), &early, 3), 3);
        audience.announce(&events(4..=5));
        let (late, mut late_inbox) = outbox();
        // Its snapshot was read before 5 was announced: it is told to fetch what is between.
        assert_eq!(audience.join(SessionId(2), &user("bob"), &late, 4), 5);
        let (ahead, mut ahead_inbox) = outbox();
        // Its snapshot was read after 6 was kept and before it was announced.
        audience.join(SessionId(3), &user("eve"), &ahead, 6);
        audience.announce(&events(6..=7));
        assert_eq!(told(&mut early_inbox).await, [4, 5, 6, 7]);
        assert_eq!(told(&mut late_inbox).await, [6, 7]);
        assert_eq!(told(&mut ahead_inbox).await, [7]);
    }

    #[test]
    fn a_restarted_channel_goes_on_where_announcing_ended() {
        let audience = Audience::default();
        let (one, _inbox) = outbox();
        audience.join(SessionId(1), &user("ann"), &one, 3);
        audience.announce(&events(4..=4));
        assert_eq!(
            audience.resume_from(6),
            4,
            "5 and 6 were kept but not announced"
        );
        assert_eq!(
            Audience::default().resume_from(6),
            6,
            "nobody was there to be told"
        );
        let new = Audience::default();
        new.join(SessionId(1), &user("ann"), &one, 0);
        assert_eq!(new.resume_from(1), 0, "not even the first was announced");
    }

    #[tokio::test]
    async fn an_event_is_announced_once() {
        let audience = Audience::default();
        let (outbox, mut inbox) = outbox();
        audience.join(SessionId(1), &user("ann"), &outbox, 3);
        audience.announce(&events(4..=5));
        audience.announce(&events(4..=6));
        assert_eq!(told(&mut inbox).await, [4, 5, 6]);
    }

    #[tokio::test]
    async fn a_newcomer_gets_placeholders_for_events_about_earlier_messages() {
        let audience = Audience::default();
        let (old, mut old_inbox) = outbox();
        let (new, mut new_inbox) = outbox();
        audience.join(SessionId(1), &user("ann"), &old, 10);
        audience.limit(&"eve".into(), 10, 10);
        audience.join(SessionId(2), &user("eve"), &new, 10);
        audience.announce(&[event(11, Some(10)), event(12, Some(11)), event(13, None)]);
        assert_eq!(told(&mut old_inbox).await, [11, 12, 13]);
        assert_eq!(told(&mut new_inbox).await, [0, 12, 13]);
        audience.reveal(14);
        // A login that read the old limit is late.
        audience.limit(&"eve".into(), 13, 10);
        audience.announce(&[event(14, None), event(15, Some(3))]);
        assert_eq!(told(&mut new_inbox).await, [14, 15]);
        audience.limit(&"eve".into(), 16, 16);
        audience.forget_limit(&"eve".into());
        audience.announce(&[event(16, Some(2))]);
        assert_eq!(told(&mut new_inbox).await, [16]);
    }

    #[test]
    fn closed_outboxes_are_removed() {
        let audience = Audience::default();
        let (one, inbox) = outbox();
        audience.join(SessionId(1), &user("ann"), &one, 0);
        drop(inbox);
        audience.announce(&events(1..=1));
        assert!(audience.is_empty());
    }
}
