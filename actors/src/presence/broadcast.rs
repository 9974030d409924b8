//! Sends changed presence to the people who may see it, at a bounded cost: channels with more than
//! `presence_members` members get it only on request.

use std::collections::{BTreeMap, HashMap, HashSet};

use bytes::Bytes;
use entity::{
    ids::{ChannelId, UserId},
    model::Presence,
};

use super::state::Change;
use crate::{
    delivery::directory::Directory,
    protocol::{Event, event::PresenceUpdated, frame, parts},
};

/// Up to this many changes are sent one by one, as `presence_updated`; more are sent together, as
/// `presence_changed`.
const SENT_ONE_BY_ONE: usize = 64;

/// Sends changes to the members of the channels they concern, and to the users' own sockets.
pub(super) fn broadcast(directory: &Directory, changes: &[Change]) {
    if changes.len() <= SENT_ONE_BY_ONE {
        for change in changes {
            broadcast_one(directory, change);
        }
    } else {
        broadcast_together(directory, changes);
    }
}

/// Sends a new member the presence of the other members of a channel.
pub(super) fn send_members_presence(directory: &Directory, newcomer: &UserId, channel: ChannelId) {
    if directory.is_large(channel) {
        return;
    }
    let mut present = BTreeMap::new();
    directory.each_present(channel, |published| {
        if let Some(entry) = published.get()
            && entry.user != *newcomer
        {
            present.insert(entry.user.clone(), entry.presence.clone());
        }
    });
    let frames = if present.len() <= SENT_ONE_BY_ONE {
        present.iter().map(|(user, of)| updated(user, of)).collect()
    } else {
        parts::presence_changed(&present)
    };
    for frame in &frames {
        send_to_user(directory, newcomer, frame);
    }
}

fn broadcast_one(directory: &Directory, change: &Change) {
    let frame = updated(&change.user, &change.presence);
    let mut sent = HashSet::new();
    directory.each_connection(&change.user, |connection| {
        if sent.insert(connection.id) {
            connection.outbox.push_ephemeral(frame.clone());
        }
    });
    for channel in &change.channels {
        if let Some(audience) = directory.audience(*channel)
            && !audience.is_large()
        {
            audience.send_ephemeral_once(&frame, &mut sent);
        }
    }
}

fn broadcast_together(directory: &Directory, changes: &[Change]) {
    let mut by_channel: HashMap<ChannelId, Vec<(&UserId, &Presence)>> = HashMap::new();
    for Change {
        user,
        presence,
        channels,
    } in changes
    {
        let mut reaches_themselves = false;
        for channel in channels {
            if !directory.is_large(*channel) {
                reaches_themselves = true;
                by_channel
                    .entry(*channel)
                    .or_default()
                    .push((user, presence));
            }
        }
        if !reaches_themselves {
            send_to_user(directory, user, &updated(user, presence));
        }
    }
    for (channel, presence) in by_channel {
        if let Some(audience) = directory.audience(channel) {
            for frame in parts::presence_changed(presence) {
                audience.send_ephemeral(&frame, None);
            }
        }
    }
}

fn send_to_user(directory: &Directory, user: &UserId, frame: &Bytes) {
    directory.each_connection(user, |connection| {
        connection.outbox.push_ephemeral(frame.clone());
    });
}

fn updated(user: &UserId, presence: &Presence) -> Bytes {
    frame::event(&Event::PresenceUpdated(PresenceUpdated {
        user,
        status: presence.status,
        status_message: &presence.status_message,
        status_message_until: presence.status_message_until,
        last_active: presence.last_active,
    }))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use entity::model::{Channel, ChannelKind, History, Pinning, PresenceStatus};

    use super::*;
    use crate::{
        delivery::outbox::{OutboxReceiver, outbox},
        delivery::session_id::SessionId,
        protocol::limits::LIMITS,
    };

    fn channel(id: i64, member_count: i64) -> Channel {
        Channel {
            id: ChannelId(id),
            name: "general".into(),
            description: String::new(),
            kind: ChannelKind::Public,
            created_by: "ann".into(),
            team_id: None,
            active: true,
            read_only: false,
            pinning: Pinning::Members,
            history: History::All,
            hidden_until: 0,
            follows_team: false,
            ticket_events: Vec::new(),
            ticket: None,
            member_count,
            members: Vec::new(),
            group: false,
            seq: 1,
            last_message_at: None,
            created_at: 0,
            updated_at: 0,
        }
    }

    /// As many people as there are sockets, each in all of these channels, all of whom have just come.
    fn crowd(size: i64, channels: &[Channel]) -> (Directory, Vec<OutboxReceiver>, Vec<Change>) {
        let directory = Directory::default();
        let mut sockets = Vec::new();
        let mut changes = Vec::new();
        for n in 0..size {
            let (user, id) = (UserId::from(format!("user-{n:05}")), SessionId(n));
            let (writing, reading) = outbox();
            directory.connect(&user, id, &writing, Arc::from("hash"));
            for channel in channels {
                directory.listen(&user, id, channel);
            }
            let presence = Presence {
                status: PresenceStatus::Online,
                status_message: String::new(),
                status_message_until: None,
                last_active: 1_767_261_600_000,
            };
            directory.publish(user.clone(), presence.clone());
            sockets.push(reading);
            changes.push(Change {
                user,
                presence,
                channels: channels.iter().map(|channel| channel.id).collect(),
            });
        }
        (directory, sockets, changes)
    }

    /// The frames that wait for a socket.
    async fn waiting(socket: &mut OutboxReceiver) -> Vec<serde_json::Value> {
        // A frame of its own, so that there is something to wait for.
        socket.outbox().push(frame::pong(0));
        let mut frames = Vec::new();
        socket.receive(&mut frames, usize::MAX).await;
        frames.pop();
        let decoded = frames.iter().map(|frame| rmp_serde::from_slice(frame));
        decoded.map(|frame| frame.expect("a frame")).collect()
    }

    fn most() -> i64 {
        i64::from(LIMITS.presence_members)
    }

    #[tokio::test]
    async fn thousands_who_connect_at_once_do_not_receive_each_others_presence() {
        let (directory, mut sockets, changes) = crowd(2_000, &[channel(1, most() + 1)]);
        broadcast(&directory, &changes);
        for (socket, change) in sockets.iter_mut().zip(&changes) {
            let frames = waiting(socket).await;
            assert_eq!(frames.len(), 1, "{frames:?}");
            assert_eq!(frames[0][2]["user"], change.user.as_str());
        }
        broadcast(&directory, &changes[..1]);
        assert_eq!(waiting(&mut sockets[0]).await.len(), 1, "their own");
        assert_eq!(waiting(&mut sockets[1]).await.len(), 0);
        send_members_presence(&directory, &changes[1].user, ChannelId(1));
        assert_eq!(waiting(&mut sockets[1]).await.len(), 0);
    }

    #[tokio::test]
    async fn members_of_a_small_channel_receive_presence_there() {
        let (directory, mut sockets, changes) =
            crowd(100, &[channel(1, most() + 1), channel(2, most())]);
        broadcast(&directory, &changes);
        let frames = waiting(&mut sockets[0]).await;
        let named: usize = frames
            .iter()
            .filter_map(|frame| Some(frame[2]["presence"].as_object()?.len()))
            .sum();
        assert_eq!((frames.len(), named), (1, 100));
        waiting(&mut sockets[1]).await;
        broadcast(&directory, &changes[..1]);
        assert_eq!(waiting(&mut sockets[1]).await.len(), 1);
    }

    #[tokio::test]
    async fn a_channel_that_grows_large_gets_no_more_presence() {
        let (directory, mut sockets, changes) = crowd(2, &[channel(1, most())]);
        directory.listen_everywhere(&"newcomer".into(), ChannelId(1), 2);
        broadcast(&directory, &changes[..1]);
        assert_eq!(waiting(&mut sockets[1]).await.len(), 0);
        directory.unlisten_everywhere(&"newcomer".into(), ChannelId(1));
        broadcast(&directory, &changes[..1]);
        assert_eq!(waiting(&mut sockets[1]).await.len(), 1);
    }
}
