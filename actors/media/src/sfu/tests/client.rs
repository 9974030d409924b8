//! A client with two connections, as a browser has them.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

use super::super::codecs::Coding;
use super::super::connection::{Connection, MID, RID, Sending};
use super::super::packet::{Incoming, Packet, Report};
use super::super::sdp::Summary;
use super::{NOTHING, ROOM, within};
use crate::event::{Happened, Offered, State};
use crate::names::{Description, DescriptionKind, Kind, Participant};
use crate::{Error, Media};

type Act = Box<dyn FnOnce(&mut Connection) + Send>;

/// One connection, driven by a task of its own.
pub(super) struct Wire {
    acts: mpsc::UnboundedSender<Act>,
    incoming: mpsc::UnboundedReceiver<Incoming>,
    state: watch::Receiver<Option<State>>,
    /// While set, every fifth packet of media that is sent is lost.
    pub(super) lossy: Arc<AtomicBool>,
}

impl Wire {
    async fn open() -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a socket");
        let local = socket.local_addr().expect("an address");
        let connection = Connection::client(local, Instant::now()).expect("a connection");
        let (acts, queue) = mpsc::unbounded_channel();
        let (sender, incoming) = mpsc::unbounded_channel();
        let (tell, state) = watch::channel(None);
        let lossy = Arc::new(AtomicBool::new(false));
        tokio::spawn(drive(
            connection,
            socket,
            queue,
            sender,
            tell,
            Arc::clone(&lossy),
        ));
        Self {
            acts,
            incoming,
            state,
            lossy,
        }
    }

    pub(super) async fn act<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Connection) -> T + Send + 'static,
    ) -> T {
        let (sender, result) = oneshot::channel();
        let act: Act = Box::new(move |connection| {
            let _ = sender.send(act(connection));
        });
        assert!(self.acts.send(act).is_ok(), "the connection is open");
        result.await.expect("a result")
    }

    pub(super) async fn connected(&mut self) {
        let connected = self
            .state
            .wait_for(|state| *state == Some(State::Connected));
        within(connected).await.expect("a connection");
    }
}

async fn drive(
    mut connection: Connection,
    socket: UdpSocket,
    mut acts: mpsc::UnboundedReceiver<Act>,
    incoming: mpsc::UnboundedSender<Incoming>,
    state: watch::Sender<Option<State>>,
    lossy: Arc<AtomicBool>,
) {
    let mut buffer = [0; 2_048];
    let mut sent = 0_u32;
    loop {
        tokio::select! {
            act = acts.recv() => match act {
                Some(act) => act(&mut connection),
                None => return,
            },
            received = socket.recv_from(&mut buffer) => {
                if let Ok((length, from)) = received {
                    connection.receive(&buffer[..length], from, Instant::now());
                }
            }
            () = tokio::time::sleep(Duration::from_millis(5)) => {}
        }
        connection.tick(Instant::now());
        if let Some(changed) = connection.changed() {
            state.send_replace(Some(changed));
        }
        while let Some(came) = connection.next() {
            let _ = incoming.send(came);
        }
        while let Some((datagram, to)) = connection.transmit() {
            // RTP, as the second byte of RTCP is from 192 to 223.
            let media = (128..192).contains(&datagram[0]) && !(192..224).contains(&datagram[1]);
            sent += u32::from(media);
            if !(media && lossy.load(Ordering::Relaxed) && sent.is_multiple_of(5)) {
                let _ = socket.try_send_to(&datagram, to);
            }
        }
    }
}

/// Somebody in a call.
pub(super) struct Client {
    pub(super) media: Media,
    pub(super) me: Participant,
    pub(super) publish: Option<Wire>,
    pub(super) subscribe: Option<Wire>,
    events: mpsc::UnboundedReceiver<Happened>,
    /// Events that were passed over while waiting for another one.
    passed: Vec<Happened>,
    /// The tracks of the last offer.
    pub(super) tracks: Vec<Offered>,
    summary: Summary,
    /// True for a client that does not know redundant audio.
    pub(super) without_red: bool,
}

impl Client {
    pub(super) fn new(
        media: Media,
        me: Participant,
        events: mpsc::UnboundedReceiver<Happened>,
    ) -> Self {
        Self {
            media,
            me,
            publish: None,
            subscribe: None,
            events,
            passed: Vec::new(),
            tracks: Vec::new(),
            summary: Summary::default(),
            without_red: false,
        }
    }

    /// Sends tracks with these codecs, the first with the SSRC 1,000, and waits for the connection.
    pub(super) async fn publish(&mut self, codings: &[Coding]) {
        let wire = Wire::open().await;
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

    /// Sends a camera with three layers: SSRC 1, 2 and 3.
    pub(super) async fn publish_layers(&mut self) {
        let wire = Wire::open().await;
        let layers = [("l", 1), ("m", 2), ("h", 3)];
        wire.act(move |connection| connection.add_layers(&layers).map(drop))
            .await
            .expect("layers");
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
        self.summary = Summary::parse(&sdp).expect("a description");
        let offer = Description {
            kind: DescriptionKind::Offer,
            sdp,
        };
        let answer = self
            .media
            .publish(ROOM, &self.me, offer, BTreeMap::new())
            .await?;
        wire.act(move |connection| connection.accept(&answer.sdp, Instant::now()))
            .await
    }

    pub(super) async fn send(&self, packet: Packet) {
        let wire = self.publish.as_ref().expect("a connection");
        wire.act(move |connection| connection.send(packet, Instant::now()))
            .await;
    }

    /// Returns a packet of a layer, with what names its section and layer.
    pub(super) fn of_layer(&self, rid: &str, packet: Packet) -> Packet {
        let section = &self.summary.sections[0];
        let id = |uri| section.extension(uri).expect("an extension");
        let extensions = vec![
            (id(MID), Bytes::copy_from_slice(section.mid.as_bytes())),
            (id(RID), Bytes::copy_from_slice(rid.as_bytes())),
        ];
        Packet {
            extensions,
            ..packet
        }
    }

    /// Waits for the offer of the second connection that has so many tracks, answers all, and waits for the connection.
    pub(super) async fn receive(&mut self, tracks: usize) {
        while self.tracks.len() != tracks {
            let offered = self
                .event(|event| matches!(event, Happened::Offered { .. }))
                .await;
            let Happened::Offered {
                description,
                tracks,
            } = offered
            else {
                unreachable!()
            };
            self.tracks = tracks;
            self.answer(description).await;
        }
        self.subscribe
            .as_mut()
            .expect("a connection")
            .connected()
            .await;
    }

    async fn answer(&mut self, offer: Description) {
        if self.subscribe.is_none() {
            self.subscribe = Some(Wire::open().await);
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
            .answer(ROOM, &self.me, answer)
            .await
            .expect("an accepted answer");
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

    /// Returns the next packet.
    pub(super) async fn packet(&mut self) -> Packet {
        loop {
            let wire = self.subscribe.as_mut().expect("a connection");
            let came = within(wire.incoming.recv())
                .await
                .expect("an open connection");
            if let Incoming::Packet(packet, _) = came {
                return packet;
            }
        }
    }

    /// Returns all packets that come until none comes any more.
    pub(super) async fn packets(&mut self) -> Vec<Packet> {
        let mut packets = Vec::new();
        let wire = self.subscribe.as_mut().expect("a connection");
        while let Ok(Some(came)) = timeout(NOTHING, wire.incoming.recv()).await {
            if let Incoming::Packet(packet, _) = came {
                packets.push(packet);
            }
        }
        packets
    }

    /// Waits for a report on one of the connections.
    pub(super) async fn report(wire: &mut Wire, wanted: impl Fn(&Report) -> bool) -> Report {
        loop {
            let came = within(wire.incoming.recv())
                .await
                .expect("an open connection");
            if let Incoming::Report(report) = came
                && wanted(&report)
            {
                return report;
            }
        }
    }

    /// Waits for the server to ask for a keyframe of a stream, and returns how long that took.
    pub(super) async fn asked(&mut self, ssrc: u32) -> Duration {
        let start = Instant::now();
        let wire = self.publish.as_mut().expect("a connection");
        Self::report(wire, |report| *report == Report::Keyframe { ssrc }).await;
        start.elapsed()
    }

    pub(super) fn kinds(&self) -> Vec<(String, Kind)> {
        let mut kinds: Vec<_> = self
            .tracks
            .iter()
            .map(|track| (track.of.user.to_string(), track.kind))
            .collect();
        kinds.sort();
        kinds
    }

    pub(super) async fn leaves(self) {
        self.media
            .leave(ROOM, &self.me)
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
