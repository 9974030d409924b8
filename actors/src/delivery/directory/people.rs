//! The connected sockets of every user, and the channels they listen to.

use std::{
    collections::HashSet,
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use bytes::Bytes;
use entity::{
    ids::{ChannelId, Seq, UserId},
    model::{Channel, ChannelView},
};
use ractor::DerivedActorRef;

use super::{Audience, Directory, Published};
use crate::{
    delivery::messages::SessionNotice, delivery::outbox::Outbox, delivery::session_id::SessionId,
    protocol::CloseCode,
};

/// How many events of the user's own stream wait for a snapshot that is being read.
const MOST_HELD: usize = 1_024;

/// The sockets of one user.
pub(super) type Connections = Vec<Connection>;

/// One connected socket.
#[derive(Debug)]
pub struct Connection {
    /// Its identity.
    pub id: SessionId,
    /// Its session actor, once it has one.
    pub actor: Option<DerivedActorRef<SessionNotice>>,
    /// The queue of frames to write.
    pub outbox: Arc<Outbox>,
    /// Where the user's presence is published.
    published: Arc<Published>,
    /// The hash of the token it logged in with.
    pub token_hash: Arc<str>,
    /// The channels whose audience it belongs to.
    listens_to: Vec<ChannelId>,
    /// Events of the user's own stream that arrived while the snapshot was being read; `None` once the
    /// snapshot has been read.
    held: Option<Vec<HeldEvent>>,
}

/// The audience that a socket has just joined.
struct Joined {
    /// The position up to which events had been announced.
    announced: Seq,
    of: Arc<Audience>,
}

/// An event of the user's stream that waits for the snapshot.
#[derive(Debug)]
struct HeldEvent {
    seq: Seq,
    frame: Bytes,
    membership: Option<MembershipChange>,
}

/// What an event of the user's own stream says about a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MembershipChange {
    /// The user is a member.
    Joined(ChannelId),
    /// The user is no longer a member.
    Left(ChannelId),
}

impl Directory {
    pub(crate) fn new_session_id(&self) -> SessionId {
        SessionId(self.next_session.fetch_add(1, Ordering::Relaxed) + 1)
    }

    /// Adds an authenticated socket whose snapshot has not been read yet.
    pub(crate) fn connect(
        &self,
        user: &UserId,
        id: SessionId,
        outbox: &Arc<Outbox>,
        token_hash: Arc<str>,
    ) {
        let published = self.published(user);
        self.connections
            .entry(user.clone())
            // Most users have one socket; a vector that grows by itself starts with room for four.
            .or_insert_with(|| Vec::with_capacity(1))
            .push(Connection {
                id,
                actor: None,
                outbox: Arc::clone(outbox),
                published,
                token_hash,
                listens_to: Vec::new(),
                held: Some(Vec::new()),
            });
    }

    pub(crate) fn attach_actor(
        &self,
        user: &UserId,
        id: SessionId,
        actor: DerivedActorRef<SessionNotice>,
    ) {
        self.with_connection(user, id, |connection| connection.actor = Some(actor));
    }

    /// Removes a socket that has ended. When it was the user's last one and its session had been opened,
    /// the user is in grace from now on; a login that failed was never online.
    pub(crate) fn disconnect(&self, user: &UserId, id: SessionId) {
        let mut listened_to = Vec::new();
        let mut opened = false;
        self.connections.remove_if_mut(user, |_, connections| {
            if let Some(index) = connections
                .iter()
                .position(|connection| connection.id == id)
            {
                let connection = connections.swap_remove(index);
                opened = connection.actor.is_some();
                listened_to = connection.listens_to;
            }
            connections.is_empty()
        });
        let last = !self.connections.contains_key(user);
        for channel in listened_to {
            // Before they leave the audience: a snapshot read in between must include them.
            if last && opened {
                self.begin_grace(user, channel);
            }
            self.leave_audience(channel, id);
        }
        self.forget_unpublished(user);
        self.release_claims(user, id, Instant::now());
    }

    /// Counts a user without a socket as online in a channel, until [`Self::end_grace`].
    pub(crate) fn begin_grace(&self, user: &UserId, channel: ChannelId) {
        self.in_grace
            .entry(channel)
            .or_default()
            .insert(user.clone());
    }

    /// Ends the grace of a user who is back, or offline for good.
    pub(crate) fn end_grace(&self, user: &UserId, channels: &[ChannelId]) {
        for channel in channels {
            self.in_grace.remove_if_mut(channel, |_, users| {
                users.remove(user);
                users.is_empty()
            });
        }
    }

    /// Calls `with` for everyone who is online in a channel, some of them more than once.
    pub(crate) fn each_present(&self, channel: ChannelId, mut with: impl FnMut(&Arc<Published>)) {
        if let Some(audience) = self.audience(channel) {
            audience.each_user(&mut with);
        }
        if let Some(users) = self.in_grace.get(&channel) {
            for user in users.value() {
                let published = self.presence.get(user).map(|held| Arc::clone(&held));
                published.iter().for_each(&mut with);
            }
        }
    }

    /// Calls `with` for everyone in grace, once for each of their channels.
    pub(crate) fn each_in_grace(&self, mut with: impl FnMut(&UserId, ChannelId)) {
        for entry in &self.in_grace {
            for user in entry.value() {
                with(user, *entry.key());
            }
        }
    }

    /// Whether a channel has so many members that presence is not sent there unasked.
    pub(crate) fn is_large(&self, channel: ChannelId) -> bool {
        self.audience(channel)
            .is_some_and(|audience| audience.is_large())
    }

    /// Records the position after which a user sees a channel, for one who does not see all of it.
    pub(crate) fn limit(&self, user: &UserId, view: &ChannelView) {
        if view.history_after > 0 {
            let ChannelView { channel, .. } = view;
            let audience = self.open_audience(channel.id);
            audience.limit(user, channel.seq, view.history_after);
        }
    }

    /// Adds one socket to the audience of a channel, whose snapshot it has. Returns the position up to
    /// which events have been announced.
    pub(crate) fn listen(&self, user: &UserId, id: SessionId, channel: &Channel) -> Seq {
        let mut announced = channel.seq;
        self.with_connection(user, id, |connection| {
            let audience = self.join_audience(connection, channel.id, channel.seq);
            announced = audience.announced;
            audience.of.set_members(channel.member_count);
        });
        announced
    }

    /// Adds all sockets of a new member to a channel's audience.
    pub(crate) fn listen_everywhere(&self, user: &UserId, channel: ChannelId, known: Seq) {
        if let Some(mut connections) = self.connections.get_mut(user) {
            for connection in connections.iter_mut() {
                self.join_audience(connection, channel, known);
            }
        }
        if let Some(audience) = self.audience(channel) {
            audience.add_members(1);
        }
    }

    /// Removes all sockets of a former member from a channel's audience.
    pub(crate) fn unlisten_everywhere(&self, user: &UserId, channel: ChannelId) {
        if let Some(mut connections) = self.connections.get_mut(user) {
            for connection in connections.iter_mut() {
                self.forget_channel(connection, channel);
            }
        }
        if let Some(audience) = self.audience(channel) {
            audience.add_members(-1);
        }
    }

    fn join_audience(&self, connection: &mut Connection, channel: ChannelId, known: Seq) -> Joined {
        if !connection.listens_to.contains(&channel) {
            connection.listens_to.push(channel);
        }
        // While the map's entry is locked, so that the audience is not closed at the same time.
        let audience = self.audiences.entry(channel).or_default();
        let announced = audience.join(
            connection.id,
            &connection.published,
            &connection.outbox,
            known,
        );
        Joined {
            announced,
            of: Arc::clone(&audience),
        }
    }

    fn forget_channel(&self, connection: &mut Connection, channel: ChannelId) {
        connection
            .listens_to
            .retain(|listened| *listened != channel);
        self.leave_audience(channel, connection.id);
    }

    fn leave_audience(&self, channel: ChannelId, id: SessionId) {
        if let Some(audience) = self.audience(channel) {
            audience.leave(id);
        }
        self.close_audience(channel);
    }

    /// Pushes an event of a user's own stream to all their sockets.
    pub(crate) fn push_user_event(
        &self,
        user: &UserId,
        seq: Seq,
        frame: &Bytes,
        membership: Option<MembershipChange>,
    ) {
        if let Some(mut connections) = self.connections.get_mut(user) {
            for connection in connections.iter_mut() {
                match &mut connection.held {
                    Some(held) if held.len() < MOST_HELD => held.push(HeldEvent {
                        seq,
                        frame: frame.clone(),
                        membership,
                    }),
                    Some(_) => connection.outbox.close(CloseCode::TooSlow),
                    None => drop(connection.outbox.push(frame.clone())),
                }
            }
        }
    }

    /// Pushes the held events of the user's own stream that the snapshot, which includes the stream up to
    /// `known`, does not include; later events are pushed as they come. The socket stops listening to
    /// channels that the user has left since; one that was left and joined again it goes on listening to.
    pub(crate) fn release_user_events(&self, user: &UserId, id: SessionId, known: Seq) {
        self.with_connection(user, id, |connection| {
            let mut left = Vec::new();
            let held = connection.held.take().unwrap_or_default();
            for event in held.into_iter().filter(|event| event.seq > known) {
                match event.membership {
                    Some(MembershipChange::Left(channel)) => left.push(channel),
                    Some(MembershipChange::Joined(channel)) => left.retain(|gone| *gone != channel),
                    None => {}
                }
                connection.outbox.push(event.frame);
            }
            for channel in left {
                self.forget_channel(connection, channel);
            }
        });
    }

    /// Pushes a frame that must arrive to everyone who listens to a channel.
    pub(crate) fn send_to_channel(
        &self,
        channel: ChannelId,
        frame: &Bytes,
        sent: &mut HashSet<SessionId>,
    ) {
        if let Some(audience) = self.audience(channel) {
            audience.send_once(frame, sent);
        }
    }

    /// Returns whether a socket of a user is open.
    pub(crate) fn is_open(&self, user: &UserId, session: SessionId) -> bool {
        let held = self.connections.get(user);
        held.is_some_and(|held| held.iter().any(|connection| connection.id == session))
    }

    /// Returns whether a user has a socket.
    pub(crate) fn is_connected(&self, user: &UserId) -> bool {
        self.connections.contains_key(user)
    }

    /// Calls `with` for every socket of a user.
    pub(crate) fn each_connection(&self, user: &UserId, with: impl FnMut(&Connection)) {
        if let Some(connections) = self.connections.get(user) {
            connections.iter().for_each(with);
        }
    }

    /// Calls `with` for every socket whose session is open, and the channels it listens to.
    pub(crate) fn each_connected(&self, mut with: impl FnMut(&UserId, SessionId, &[ChannelId])) {
        for entry in &self.connections {
            let opened = entry.value().iter().filter(|held| held.actor.is_some());
            for connection in opened {
                with(entry.key(), connection.id, &connection.listens_to);
            }
        }
    }

    /// The user and the identity of the session that an actor ran.
    pub(crate) fn session_of(&self, actor: ractor::ActorId) -> Option<(UserId, SessionId)> {
        self.connections.iter().find_map(|entry| {
            let of_actor = |held: &&Connection| {
                held.actor
                    .as_ref()
                    .is_some_and(|session| session.get_id() == actor)
            };
            entry
                .value()
                .iter()
                .find(of_actor)
                .map(|held| (entry.key().clone(), held.id))
        })
    }

    /// The number of logged-in sockets.
    pub(crate) fn connected(&self) -> usize {
        self.connections
            .iter()
            .map(|entry| entry.value().len())
            .sum()
    }

    /// Closes the sockets of a user that match.
    pub(crate) fn close(
        &self,
        user: &UserId,
        code: CloseCode,
        matches: impl Fn(&Connection) -> bool,
    ) {
        self.each_connection(user, |connection| {
            if matches(connection) {
                connection.outbox.close(code);
            }
        });
    }

    /// Closes the sockets that match, whoever's they are.
    pub(crate) fn close_each(&self, code: CloseCode, matches: impl Fn(&Connection) -> bool) {
        for entry in &self.connections {
            let matching = entry
                .value()
                .iter()
                .filter(|connection| matches(connection));
            matching.for_each(|connection| connection.outbox.close(code));
        }
    }

    /// Whether a socket listens to a channel: false once its user is no member any more.
    pub(crate) fn listens(&self, user: &UserId, id: SessionId, channel: ChannelId) -> bool {
        let mut listens = false;
        self.with_connection(user, id, |connection| {
            listens = connection.listens_to.contains(&channel);
        });
        listens
    }

    /// Closes every socket.
    pub(crate) fn close_all(&self, code: CloseCode) {
        for entry in &self.connections {
            entry
                .value()
                .iter()
                .for_each(|connection| connection.outbox.close(code));
        }
    }

    fn with_connection(&self, user: &UserId, id: SessionId, with: impl FnOnce(&mut Connection)) {
        if let Some(mut connections) = self.connections.get_mut(user)
            && let Some(connection) = connections
                .iter_mut()
                .find(|connection| connection.id == id)
        {
            with(connection);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::outbox::outbox;

    #[tokio::test]
    async fn a_snapshot_that_takes_too_long_ends_the_connection() {
        let (directory, user, id) = (Directory::default(), "ann".into(), SessionId(1));
        let (writing, reading) = outbox();
        directory.connect(&user, id, &writing, Arc::from("hash"));
        let frame = Bytes::from_static(b"event");
        for seq in 1..=2_000 {
            directory.push_user_event(&user, seq, &frame, None);
        }
        assert_eq!(reading.closing().await, CloseCode::TooSlow);
        directory.with_connection(&user, id, |connection| {
            assert_eq!(connection.held.as_ref().map(Vec::len), Some(MOST_HELD));
        });
    }

    #[test]
    fn a_snapshot_forgets_only_channels_that_were_left_for_good() {
        let (directory, user, id) = (Directory::default(), "ann".into(), SessionId(1));
        let (writing, _reading) = outbox();
        directory.connect(&user, id, &writing, Arc::from("hash"));
        let (left, rejoined, known_left) = (ChannelId(1), ChannelId(2), ChannelId(3));
        let frame = Bytes::from_static(b"event");
        for (seq, change) in [
            (4, MembershipChange::Left(known_left)),
            (6, MembershipChange::Joined(left)),
            (7, MembershipChange::Left(rejoined)),
            (8, MembershipChange::Left(left)),
            (9, MembershipChange::Joined(rejoined)),
        ] {
            directory.push_user_event(&user, seq, &frame, Some(change));
        }
        // The snapshot has all three; the channels' actors let their sockets listen in the meantime.
        for channel in [left, rejoined, known_left] {
            directory.listen_everywhere(&user, channel, 0);
        }
        directory.release_user_events(&user, id, 5);
        let listens = [left, rejoined, known_left].map(|id_| directory.listens(&user, id, id_));
        assert_eq!(listens, [false, true, true]);
    }

    #[test]
    fn a_login_that_fails_begins_no_grace_and_leaves_nothing_behind() {
        let (directory, user, id) = (Directory::default(), UserId::from("ann"), SessionId(1));
        let (writing, _reading) = outbox();
        directory.connect(&user, id, &writing, Arc::from("hash"));
        directory.listen_everywhere(&user, ChannelId(1), 3);
        directory.disconnect(&user, id);
        let mut in_grace = 0;
        directory.each_in_grace(|_, _| in_grace += 1);
        assert_eq!(in_grace, 0);
        assert_eq!(directory.connected(), 0);
        assert!(directory.presence.is_empty());
        assert!(directory.audience(ChannelId(1)).is_none());
    }
}
