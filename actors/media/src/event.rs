//! What the media plane reports.

use std::time::Duration;

use crate::names::{Description, Kind, Participant, RoomId};

/// Something that happened to a participant.
#[derive(Clone, Debug)]
pub struct Event {
    /// The call.
    pub room: RoomId,
    /// Whom it happened to.
    pub participant: Participant,
    /// What happened.
    pub happened: Happened,
}

/// What happened.
#[derive(Clone, Debug)]
pub enum Happened {
    /// The client must answer this offer for its second connection, on which it receives.
    Offered {
        /// The offer.
        description: Description,
        /// The tracks in it.
        tracks: Vec<Offered>,
    },
    /// A connection's state has changed.
    Connection {
        /// Which of the two.
        leg: Leg,
        /// Its state.
        state: State,
    },
    /// The first packet of a track has arrived.
    Published(Kind),
    /// A track has ended.
    Unpublished(Kind),
    /// How well media gets through, every 2 s.
    Quality(Quality),
    /// The participant is the loudest, or no longer.
    Speaking(bool),
    /// A connection cannot go on; the client must join again.
    Broken(Leg),
}

/// A track in an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The section's name.
    pub mid: String,
    /// Whose track it is.
    pub of: Participant,
    /// What it shows.
    pub kind: Kind,
}

/// One of a participant's two connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leg {
    /// The one on which the client sends.
    Publish,
    /// The one on which it receives.
    Subscribe,
}

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is being established.
    Connecting,
    /// Media can flow.
    Connected,
    /// Nothing has come for a few seconds.
    Disconnected,
    /// Nothing has come for so long that only an ICE restart helps.
    Failed,
}

/// How well media gets through.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// The step of the ladder.
    pub level: Level,
    /// What keeps it from being better.
    pub reason: Reason,
    /// From the participant to us.
    pub up: Figures,
    /// From us to the participant.
    pub down: Figures,
}

/// The steps of the ladder, best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Audio only.
    Unstable,
    /// 480p.
    Poor,
    /// 720p.
    Good,
    /// 1080p.
    Excellent,
}

/// What keeps the quality from being better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing does.
    None,
    /// Packets are lost.
    Loss,
    /// Packets take long.
    Delay,
    /// The connection carries less than there is.
    Bandwidth,
}

/// What was measured in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// The share of packets that were lost, from 0 to 1.
    pub loss: f32,
    /// The time there and back, where it is known.
    pub round_trip: Option<Duration>,
    /// How much the delay varies.
    pub jitter: Duration,
    /// Bits a second.
    pub bits: u64,
}
