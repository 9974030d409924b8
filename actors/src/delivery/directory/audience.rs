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
    pub(crate) fn announce(&self, events: &[(Seq, Bytes)]) {
        let mut listeners = self.lock();
        // A channel that reads its state again may have found them in the database already.
        let known = events.partition_point(|(seq, _)| Some(*seq) <= listeners.announced);
        let events = &events[known..];
        listeners.list.retain(|listener| listener.push(events));
        if let Some((last, _)) = events.last() {
            listeners.announced = listeners.announced.max(Some(*last));
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
    /// the rest.
    pub(crate) fn send_each(
        &self,
        frames: &HashMap<UserId, Option<Bytes>>,
        others: Option<&Bytes>,
    ) {
        for listener in &self.lock().list {
            let own = frames.get(listener.user.user());
            if let Some(frame) = own.map_or(others, Option::as_ref) {
                listener.outbox.push_ephemeral(frame.clone());
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

impl Listener {
    /// Pushes the events that the listener does not know. False when its connection has ended.
    fn push(&self, events: &[(Seq, Bytes)]) -> bool {
        events
            .iter()
            .filter(|(seq, _)| *seq > self.after)
            .all(|(_, frame)| self.outbox.push(frame.clone()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::outbox::{OutboxReceiver, outbox};

    fn events(range: std::ops::RangeInclusive<Seq>) -> Vec<(Seq, Bytes)> {
        range
            .map(|seq| (seq, Bytes::from(vec![u8::try_from(seq).expect("small")])))
            .collect()
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
