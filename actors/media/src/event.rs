//! Events that the media plane reports about participants: connections, tracks, quality and offers.

use std::time::Duration;

use crate::names::{Description, Kind, Participant, RoomId};

/// An event of one participant.
#[derive(Clone, Debug)]
pub struct Event {
    /// The call.
    pub room: RoomId,
    /// The participant.
    pub participant: Participant,
    /// The kind of event.
    pub happened: Happened,
}

/// The kinds of events.
#[derive(Clone, Debug)]
pub enum Happened {
    /// The client must answer this offer for its second connection, on which it receives. It is told again, ever less
    /// often, until it is answered.
    Offered {
        /// The offer.
        description: Description,
        /// The name of the offer, which its answer repeats.
        id: String,
        /// The tracks in it.
        tracks: Vec<Offered>,
    },
    /// A connection's state has changed.
    Connection {
        /// The connection.
        leg: Leg,
        /// Its state.
        state: State,
    },
    /// The first packet of a track has arrived.
    Published(Kind),
    /// A track has ended.
    Unpublished(Kind),
    /// The quality of the connections, reported every 2 s.
    Quality(Quality),
    /// True when the participant became the loudest speaker, false when someone else did.
    Speaking(bool),
    /// A connection failed for good; the client must join again.
    Broken(Leg),
}

/// A track in an offer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The `mid` of the media section.
    pub mid: String,
    /// The participant who sends the track.
    pub of: Participant,
    /// The content of the track.
    pub kind: Kind,
}

/// One of a participant's two connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Leg {
    /// The connection on which the client sends.
    Publish,
    /// The connection on which the client receives.
    Subscribe,
}

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// ICE or DTLS has not finished yet.
    Connecting,
    /// Media can flow.
    Connected,
    /// No packet has arrived for a few seconds.
    Disconnected,
    /// No packet has arrived for so long that only an ICE restart helps.
    Failed,
}

/// The quality of a participant's connections.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quality {
    /// The level.
    pub level: Level,
    /// The reason why it is not better.
    pub reason: Reason,
    /// Measurements from the participant to the server.
    pub up: Figures,
    /// Measurements from the server to the participant.
    pub down: Figures,
}

/// Quality levels, the best last; each names the resolution that it allows.
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

/// Reasons why the quality is not better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The quality is the best.
    None,
    /// Packet loss.
    Loss,
    /// A long round-trip time.
    Delay,
    /// Too little bandwidth for what is sent.
    Bandwidth,
}

/// Measurements in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Fraction of packets lost, from 0 to 1.
    pub loss: f32,
    /// Round-trip time, if known.
    pub round_trip: Option<Duration>,
    /// Jitter of the packets.
    pub jitter: Duration,
    /// Bit rate in bits per second.
    pub bits: u64,
}
