//! A media plane with clients over loopback, which have two connections as browsers have them. For tests and benchmarks;
//! the server has nothing of it.

mod guest;
mod path;
mod wire;

use std::collections::{BTreeMap, HashMap};
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::time::timeout;

pub use guest::Guest;
use path::Line;
pub use path::Network;
pub(super) use wire::Wire;

use super::codecs::Coding;
use super::connection::{Connection, Sending};
use super::packet::{Incoming, Packet};
#[cfg(test)]
use super::sdp::Summary;
use super::{Limits, MediaConfig};
use crate::event::{Event, Happened, Offered};
use crate::names::{Description, DescriptionKind, Kinds, Participant, RoomId};
use crate::{Config, Error, Media};

pub(super) const ROOM: RoomId = RoomId(1);

/// Long enough for anything on loopback, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

type Routes = Arc<Mutex<HashMap<Participant, mpsc::UnboundedSender<Happened>>>>;

/// A media plane with one call, whose events go to the clients that they are about.
pub struct World {
    pub(super) media: Media,
    routes: Routes,
    departures: Departures,
}

/// When the packets of sound of all clients left, by their sequence number: the server keeps it while a stream goes on.
type Departures = Arc<Mutex<HashMap<u16, Instant>>>;

/// A packet of sound that a client has received.
pub struct Heard {
    /// The content of the packet.
    pub payload: Bytes,
    /// How long it took from its sender's socket to this one, by the kernel's clock. Meaningful only where no two clients use
    /// the same sequence numbers.
    pub transit: Option<Duration>,
}

impl World {
    /// Starts one with the usual limits.
    pub async fn new() -> Self {
        Self::limited(Limits::default()).await
    }

    /// Starts one with these limits.
    pub async fn limited(limits: Limits) -> Self {
        let listen = (Ipv4Addr::LOCALHOST, 0).into();
        let media = MediaConfig {
            listen,
            addresses: vec![],
            limits,
        };
        Self::start(Config { media, turn: None }).await
    }

    /// Starts one with the usual limits and a relay by TCP.
    pub async fn with_relay() -> Self {
        let listen = (Ipv4Addr::LOCALHOST, 0).into();
        let media = MediaConfig {
            listen,
            addresses: vec![],
            limits: Limits::default(),
        };
        let turn = Some(path::relay());
        Self::start(Config { media, turn }).await
    }

    async fn start(config: Config) -> Self {
        let (media, events) = Media::start(config).await.expect("a media plane");
        let routes = Routes::default();
        tokio::spawn(route(events, Arc::clone(&routes)));
        Self {
            media,
            routes,
            departures: Departures::default(),
        }
    }

    /// Has somebody join with the right to send everything.
    pub async fn join(&self, user: &str) -> Client {
        self.join_over(ROOM, user, Network::Direct).await
    }

    /// Has somebody join a call over a network, with the right to send everything.
    pub async fn join_over(&self, room: RoomId, user: &str, network: Network) -> Client {
        let me = Participant::new(user, "one");
        let (sender, events) = mpsc::unbounded_channel();
        self.routes
            .lock()
            .expect("a lock")
            .insert(me.clone(), sender);
        self.media
            .join(room, &me, Kinds::ALL)
            .await
            .expect("a place");
        let line = Line::new(network, &self.media, user, Arc::clone(&self.departures));
        Client::new(self.media.clone(), room, me, line, events)
    }
}

async fn route(mut events: mpsc::Receiver<Event>, routes: Routes) {
    while let Some(event) = events.recv().await {
        if let Some(sender) = routes.lock().expect("a lock").get(&event.participant) {
            let _ = sender.send(event.happened);
        }
    }
}

/// Waits until something is there.
pub(super) async fn within<T>(what: impl Future<Output = T>) -> T {
    timeout(PATIENCE, what).await.expect("it happens in time")
}

/// Somebody in the call.
pub struct Client {
    pub(super) media: Media,
    room: RoomId,
    pub(super) me: Participant,
    pub(super) line: Line,
    pub(super) publish: Option<Wire>,
    pub(super) subscribe: Option<Wire>,
    events: mpsc::UnboundedReceiver<Happened>,
    /// Events that were passed over while waiting for another one.
    passed: Vec<Happened>,
    /// The tracks of the last offer.
    pub(super) tracks: Vec<Offered>,
    #[cfg(test)]
    pub(super) summary: Summary,
    /// What the server's last offer says.
    #[cfg(test)]
    pub(super) offered: Summary,
    /// True for a client that does not know redundant audio.
    pub(super) without_red: bool,
}

impl Client {
    fn new(
        media: Media,
        room: RoomId,
        me: Participant,
        line: Line,
        events: mpsc::UnboundedReceiver<Happened>,
    ) -> Self {
        Self {
            media,
            room,
            me,
            line,
            publish: None,
            subscribe: None,
            events,
            passed: Vec::new(),
            tracks: Vec::new(),
            #[cfg(test)]
            summary: Summary::default(),
            #[cfg(test)]
            offered: Summary::default(),
            without_red: false,
        }
    }

    /// Sends tracks with these codecs, the first with the SSRC 1,000, and waits for the connection.
    pub(super) async fn publish(&mut self, codings: &[Coding]) {
        let wire = Wire::open(&self.line).await;
        for (ssrc, coding) in (1_000..).zip(codings.to_vec()) {
            let track = format!("track{ssrc}");
            let adding = move |connection: &mut Connection| {
                let sending = Sending {
                    stream: "stream",
                    track: &track,
                    coding,
                    ssrc,
                };
                connection.add(&sending).map(drop)
            };
            wire.act(adding).await.expect("a track");
        }
        self.publish = Some(wire);
        self.offer().await.expect("an answer");
        self.publish
            .as_mut()
            .expect("a connection")
            .connected()
            .await;
    }

    /// Negotiates what is sent.
    pub(super) async fn offer(&mut self) -> Result<(), Error> {
        self.offer_with(false).await
    }

    /// Negotiates what is sent, with new credentials for ICE if `restart` is set.
    pub(super) async fn offer_with(&mut self, restart: bool) -> Result<(), Error> {
        let wire = self.publish.as_ref().expect("a connection");
        let sdp = wire
            .act(move |connection| connection.offer(restart, Instant::now()))
            .await?;
        #[cfg(test)]
        {
            self.summary = Summary::parse(&sdp).expect("a description");
        }
        let offer = Description {
            kind: DescriptionKind::Offer,
            sdp,
        };
        let answer = self
            .media
            .publish(self.room, &self.me, offer, BTreeMap::new())
            .await?;
        wire.act(move |connection| connection.accept(&answer.sdp, Instant::now()))
            .await
    }

    pub(super) async fn send(&self, packet: Packet) {
        let wire = self.publish.as_ref().expect("a connection");
        wire.send(packet.into()).await;
    }

    /// Waits for the offer of the second connection that has so many tracks, answers all, and waits for the connection.
    pub async fn receive(&mut self, tracks: usize) {
        while self.tracks.len() != tracks {
            let offered = self
                .event(|event| matches!(event, Happened::Offered { .. }))
                .await;
            let Happened::Offered {
                description,
                id,
                tracks,
            } = offered
            else {
                unreachable!()
            };
            self.tracks = tracks;
            #[cfg(test)]
            {
                self.offered = Summary::parse(&description.sdp).expect("a description");
            }
            self.answer(description, id).await;
        }
        self.subscribe
            .as_mut()
            .expect("a connection")
            .connected()
            .await;
    }

    async fn answer(&mut self, offer: Description, id: String) {
        let answered = self.try_answer(offer, id).await;
        answered.expect("an accepted answer");
    }

    /// Answers an offer, as one that is called `id`.
    pub(super) async fn try_answer(&mut self, offer: Description, id: String) -> Result<(), Error> {
        if self.subscribe.is_none() {
            self.subscribe = Some(Wire::open(&self.line).await);
        }
        let wire = self.subscribe.as_ref().expect("a connection");
        let answering =
            move |connection: &mut Connection| connection.answer(&offer.sdp, Instant::now());
        let mut sdp = wire.act(answering).await.expect("an answer");
        if self.without_red {
            let red =
                |line: &&str| !line.starts_with("a=rtpmap:63") && !line.starts_with("a=fmtp:63");
            let lines = sdp
                .lines()
                .filter(red)
                .map(|line| line.replace("SAVPF 111 63", "SAVPF 111"));
            sdp = lines.map(|line| line + "\r\n").collect();
        }
        let answer = Description {
            kind: DescriptionKind::Answer,
            sdp,
        };
        self.media
            .answer(self.room, &self.me, answer, Some(id))
            .await
    }

    /// Waits for an event.
    pub(super) async fn event(&mut self, wanted: impl Fn(&Happened) -> bool) -> Happened {
        if let Some(index) = self.passed.iter().position(&wanted) {
            return self.passed.remove(index);
        }
        loop {
            let event = within(self.events.recv()).await.expect("an event");
            if wanted(&event) {
                return event;
            }
            self.passed.push(event);
        }
    }

    /// Returns what has happened so far.
    #[cfg(test)]
    pub(super) fn happened(&mut self) -> Vec<Happened> {
        let mut happened = std::mem::take(&mut self.passed);
        happened.extend(std::iter::from_fn(|| self.events.try_recv().ok()));
        happened
    }

    /// Returns the next packet.
    pub(super) async fn packet(&mut self) -> Packet {
        self.arrival().await.0
    }

    async fn arrival(&mut self) -> (Packet, Instant) {
        loop {
            let wire = self.subscribe.as_mut().expect("a connection");
            let came = within(wire.incoming.recv())
                .await
                .expect("an open connection");
            if let Incoming::Packet(packet, at) = came {
                return (packet, at);
            }
        }
    }

    /// Returns the next packet that arrives, and how long it took.
    pub async fn heard(&mut self) -> Heard {
        let (packet, at) = self.arrival().await;
        let departures = self.line.departures.lock().expect("a lock");
        let left = departures.get(&packet.sequence);
        Heard {
            payload: packet.payload,
            transit: left.map(|left| at.saturating_duration_since(*left)),
        }
    }

    /// Sends a microphone, and waits for the connection.
    pub async fn publish_microphone(&mut self) {
        self.publish(&[Coding::Opus]).await;
    }

    /// Sends a camera without layers, and waits for the connection.
    pub async fn publish_camera(&mut self) {
        self.publish(&[Coding::Vp8]).await;
    }

    /// Sends a packet of the microphone.
    pub async fn speak(&self, sequence: u16, payload: Bytes) {
        let packet = Packet {
            payload,
            ..sound(sequence)
        };
        self.send(packet).await;
    }

    /// Sends a packet of the camera that has `size` bytes: one picture, a keyframe or a later one.
    pub async fn show(&self, sequence: u16, size: usize, key: bool) {
        self.send(frame(sequence, size, key)).await;
    }

    /// While `lossy`, every fifth packet that this one sends is lost.
    pub fn lose(&self, lossy: bool) {
        self.publish.as_ref().expect("a connection").lose(lossy);
    }

    /// Returns the content of the next packet that arrives.
    pub async fn payload(&mut self) -> Bytes {
        self.packet().await.payload
    }

    /// Says nothing more on either connection, and is then taken out of the call, as the server does with one who is gone.
    pub async fn vanish(mut self) {
        self.publish = None;
        self.subscribe = None;
        tokio::time::sleep(Duration::from_millis(100)).await;
        self.leave().await;
    }

    /// Leaves the call, which ends the connections at the server.
    pub async fn leave(self) {
        self.media
            .leave(self.room, &self.me)
            .await
            .expect("a media plane");
    }
}

/// Returns a packet of sound.
pub(super) fn sound(sequence: u16) -> Packet {
    Packet {
        payload_type: 111,
        sequence,
        timestamp: u32::from(sequence) * 960,
        ssrc: 1_000,
        payload: Bytes::from_static(b"sound"),
        ..Packet::default()
    }
}

/// Returns a packet of `size` bytes with one picture.
fn frame(sequence: u16, size: usize, key: bool) -> Packet {
    let mut packet = picture(1_000, sequence, 720, key);
    let mut payload = packet.payload.to_vec();
    payload.resize(size, 0);
    packet.payload = payload.into();
    packet
}

/// Returns a packet with one picture of this height, a keyframe or a later one.
pub(super) fn picture(ssrc: u32, sequence: u16, height: u16, key: bool) -> Packet {
    let [low, high] = height.to_le_bytes();
    let [id, more] = (sequence | 0x8000).to_be_bytes();
    let first = u8::from(!key);
    let payload = [
        0x90, 0x80, id, more, first, 0, 0, 0x9d, 0x01, 0x2a, 0, 1, low, high, 0, 0,
    ];
    Packet {
        payload_type: 96,
        marker: true,
        sequence,
        timestamp: u32::from(sequence) * 3_000,
        ssrc,
        payload: Bytes::copy_from_slice(&payload),
        ..Packet::default()
    }
}
