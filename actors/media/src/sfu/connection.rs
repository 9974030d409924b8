//! The one module that names the library for WebRTC.
//!
//! It is used without its own threads and sockets: datagrams go in and come out, and time is an argument. It negotiates,
//! encrypts, finds gaps and repeats what was lost; packets and reports are taken from it and given to it whole.

mod building;
mod encryption;
mod engine;
mod keys;
mod repeats;
mod streams;
mod tap;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use bytes::BytesMut;
use rtc::media_stream::MediaStreamTrack;
use rtc::peer_connection::RTCPeerConnection;
use rtc::peer_connection::event::RTCPeerConnectionEvent;
use rtc::peer_connection::message::{RTCMessage, TaggedRTCMessage};
use rtc::peer_connection::sdp::RTCSessionDescription;
use rtc::peer_connection::state::RTCPeerConnectionState;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtp_transceiver::RTCRtpTransceiverDirection;
use rtc::rtp_transceiver::rtp_sender::{
    RTCRtpCodingParameters, RTCRtpEncodingParameters, RtpCodecKind,
};
use rtc::sansio::Protocol as _;
use rtc::shared::{TaggedBytesMut, TransportContext, TransportProtocol};

use self::engine::subscribing_codec;
use self::keys::Keys;
use self::repeats::Repeats;
use self::streams::Streams;
use self::tap::Inbox;
use super::codecs::Coding;
use super::datagrams::Datagrams;
use super::packet::{Clock, Incoming, Outgoing, Report};
use crate::Error;
use crate::event::State;

/// Header extensions.
pub(crate) const MID: &str = "urn:ietf:params:rtp-hdrext:sdes:mid";
pub(crate) const RID: &str = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
pub(crate) const LEVEL: &str = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
pub(crate) const ORIENTATION: &str = "urn:3gpp:video-orientation";
pub(crate) const SEND_TIME: &str = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

/// A track to be sent.
pub(crate) struct Sending<'a> {
    pub(crate) stream: &'a str,
    pub(crate) track: &'a str,
    pub(crate) coding: Coding,
    pub(crate) ssrc: u32,
}

/// Identifies a track that is sent.
pub(crate) type Sender = rtc::rtp_transceiver::RTCRtpSenderId;

/// One connection to a client.
pub(crate) struct Connection {
    inner: RTCPeerConnection,
    inbox: Inbox,
    local: Vec<SocketAddr>,
    repeats: Repeats,
    unasked: Unasked,
    /// Packets and reports that were written and not handed out yet.
    written: usize,
    /// When the library's next timer is due, once it was asked.
    due: Option<Instant>,
    keys: Arc<Keys>,
    streams: Streams,
    /// The tracks that are sent, and where all go.
    senders: Vec<Sender>,
    route: Option<SocketAddr>,
}

/// What the library was not asked for since something happened to it. Each question walks through all of its layers, which
/// costs as much as to send a packet.
#[derive(Clone, Copy, Debug)]
struct Unasked {
    datagrams: bool,
    changes: bool,
    timers: bool,
}

impl Unasked {
    const ALL: Self = Self {
        datagrams: true,
        changes: true,
        timers: true,
    };
}

impl Connection {
    /// Takes the client's offer and returns the answer.
    pub(crate) fn answer(&mut self, offer: &str, now: Instant) -> Result<String, Error> {
        self.unasked = Unasked::ALL;
        let offer = RTCSessionDescription::offer(offer.to_owned()).map_err(failed)?;
        self.inner
            .set_remote_description(now, offer)
            .map_err(failed)?;
        let answer = self.inner.create_answer(None).map_err(failed)?;
        self.inner
            .set_local_description(now, answer)
            .map_err(failed)?;
        self.described()
    }

    /// Returns an offer with all tracks; with new credentials for ICE if `restart` is set.
    pub(crate) fn offer(&mut self, restart: bool, now: Instant) -> Result<String, Error> {
        self.unasked = Unasked::ALL;
        if restart {
            self.inner.restart_ice();
        }
        let offer = self.inner.create_offer(None).map_err(failed)?;
        self.inner
            .set_local_description(now, offer)
            .map_err(failed)?;
        self.described()
    }

    fn described(&self) -> Result<String, Error> {
        let local = self.inner.local_description();
        let local = local.ok_or_else(|| Error::Description("there is no description".into()))?;
        Ok(local.sdp)
    }

    /// Takes the client's answer to the last offer.
    pub(crate) fn accept(&mut self, answer: &str, now: Instant) -> Result<(), Error> {
        self.unasked = Unasked::ALL;
        let answer = RTCSessionDescription::answer(answer.to_owned()).map_err(failed)?;
        self.inner
            .set_remote_description(now, answer)
            .map_err(failed)
    }

    /// Adds a track, which the next offer has.
    pub(crate) fn add(&mut self, sending: &Sending<'_>) -> Result<Sender, Error> {
        self.unasked = Unasked::ALL;
        let codec = subscribing_codec(sending.coding);
        let kind = if matches!(sending.coding, Coding::Opus | Coding::Red) {
            RtpCodecKind::Audio
        } else {
            RtpCodecKind::Video
        };
        let coding = RTCRtpEncodingParameters {
            rtp_coding_parameters: RTCRtpCodingParameters {
                ssrc: Some(sending.ssrc),
                ..Default::default()
            },
            codec: codec.rtp_codec.clone(),
            ..Default::default()
        };
        let (stream, track) = (sending.stream.to_owned(), sending.track.to_owned());
        let track = MediaStreamTrack::new(stream, track.clone(), track, kind, vec![coding]);
        let sender = self.inner.add_track(track).map_err(failed)?;
        if let Some(mut transceiver) = self.inner.rtp_transceiver(sender.into()) {
            transceiver.set_direction(RTCRtpTransceiverDirection::Sendonly);
            // One that is used again may have been for another codec.
            transceiver
                .set_codec_preferences(vec![codec])
                .map_err(failed)?;
        }
        self.senders.push(sender);
        Ok(sender)
    }

    /// Removes a track, which the next offer says.
    pub(crate) fn remove(&mut self, sender: Sender) -> Result<(), Error> {
        self.unasked = Unasked::ALL;
        self.senders.retain(|known| *known != sender);
        self.inner.remove_track(sender).map_err(failed)
    }

    /// Takes a datagram from the client's address.
    pub(crate) fn receive(&mut self, datagram: &[u8], from: SocketAddr, now: Instant) {
        if !self.repeats.admits(datagram) {
            return;
        }
        self.unasked = match is_packet(datagram) {
            // What answers a packet, such as a request to repeat others, waits for a timer, which it may set.
            true => Unasked {
                timers: true,
                ..self.unasked
            },
            false => Unasked::ALL,
        };
        let same = |address: &&SocketAddr| address.is_ipv4() == from.is_ipv4();
        let Some(local) = self.local.iter().find(same).or(self.local.first()) else {
            return;
        };
        let transport = TransportContext {
            local_addr: *local,
            peer_addr: from,
            transport_protocol: TransportProtocol::UDP,
            ecn: None,
        };
        let message = TaggedBytesMut {
            now,
            transport,
            message: BytesMut::from(datagram),
        };
        if let Err(error) = self.inner.handle_read(message) {
            tracing::trace!("media: a datagram of {from} is refused: {error}");
        }
    }

    /// Returns the next packet or report that has arrived. What the client misses is sent again, within limits.
    pub(crate) fn next(&mut self, datagrams: &mut Datagrams, now: Instant) -> Option<Incoming> {
        loop {
            match self.inbox.take()? {
                Incoming::Report(Report::Missing {
                    ssrc,
                    first,
                    others,
                }) => self.repeat(ssrc, first, others, datagrams, now),
                incoming => return Some(incoming),
            }
        }
    }

    fn repeat(
        &mut self,
        ssrc: u32,
        first: u16,
        others: u16,
        datagrams: &mut Datagrams,
        now: Instant,
    ) {
        let Some(to) = self.route else { return };
        let after = (0..16).filter(|bit| others & (1 << bit) != 0);
        for ahead in std::iter::once(0).chain(after.map(|bit| bit + 1)) {
            let sequence = first.wrapping_add(ahead);
            self.streams.repeat(ssrc, sequence, to, datagrams, now);
        }
    }

    /// Sends a packet. This does not pass through the library, whose layers take several times as long.
    pub(crate) fn send(&mut self, packet: Outgoing, datagrams: &mut Datagrams) {
        if let Some(to) = self.route {
            self.streams.send(packet, to, datagrams);
        }
    }

    /// Asks the client for a keyframe.
    pub(crate) fn ask_for_keyframe(&mut self, ssrc: u32, now: Instant) {
        let request = PictureLossIndication {
            sender_ssrc: 0,
            media_ssrc: ssrc,
        };
        self.write(
            RTCMessage::RtcpPacket(String::new(), vec![Box::new(request)]),
            now,
        );
    }

    /// Tells the client the clock of a stream, and how much of it was sent.
    pub(crate) fn report(&mut self, clock: Clock, packets: u32, octets: u32, now: Instant) {
        let report = SenderReport {
            ssrc: clock.ssrc,
            ntp_time: clock.ntp,
            rtp_time: clock.timestamp,
            packet_count: packets,
            octet_count: octets,
            ..Default::default()
        };
        self.write(
            RTCMessage::RtcpPacket(String::new(), vec![Box::new(report)]),
            now,
        );
    }

    fn write(&mut self, message: RTCMessage, now: Instant) {
        self.written += 1;
        if let Err(error) = self.inner.handle_write(TaggedRTCMessage { now, message }) {
            tracing::trace!("media: a packet cannot be sent: {error}");
        }
    }

    /// Returns the next datagram to send, and where to.
    pub(crate) fn transmit(&mut self) -> Option<(BytesMut, SocketAddr)> {
        if self.written == 0 && !self.unasked.datagrams {
            return None;
        }
        let Some(message) = self.inner.poll_write() else {
            self.written = 0;
            // What it has sent of its own, it may repeat.
            self.unasked.timers |= std::mem::take(&mut self.unasked.datagrams);
            return None;
        };
        self.written = self.written.saturating_sub(1);
        self.repeats.sends(&message.message);
        Some((message.message, message.transport.peer_addr))
    }

    /// Returns the connection's state if it has changed. What is negotiated only takes effect here.
    pub(crate) fn changed(&mut self) -> Option<State> {
        self.unasked = Unasked {
            changes: false,
            ..Unasked::ALL
        };
        let mut changed = None;
        while let Some(event) = self.inner.poll_event() {
            if let RTCPeerConnectionEvent::OnConnectionStateChangeEvent(state) = event {
                changed = match state {
                    RTCPeerConnectionState::Connecting => Some(State::Connecting),
                    RTCPeerConnectionState::Connected => Some(State::Connected),
                    RTCPeerConnectionState::Disconnected => Some(State::Disconnected),
                    RTCPeerConnectionState::Failed | RTCPeerConnectionState::Closed => {
                        Some(State::Failed)
                    }
                    _ => changed,
                };
            }
        }
        if changed == Some(State::Connected) {
            self.repeats.end();
        }
        if let Some(encryption) = self.keys.agreed() {
            self.streams.encrypt_with(encryption);
        }
        if changed == Some(State::Connected) && !self.streams.have_keys() {
            tracing::error!("media: a connection has no keys, so no packets are sent on it");
        }
        for (ssrc, repeating) in self.inbox.streams() {
            self.streams.repeat_with(ssrc, repeating);
        }
        self.route = self.selected().or(self.route);
        changed
    }

    /// Returns the client's address that its checks have chosen.
    fn selected(&mut self) -> Option<SocketAddr> {
        let sender = self.inner.rtp_sender(*self.senders.first()?)?;
        let pair = sender.transport()?.ice_transport();
        let pair = pair.get_selected_candidate_pair()?;
        let address = pair.remote().address.parse().ok()?;
        Some(SocketAddr::new(address, pair.remote().port))
    }

    /// Does what is due. Returns true if there may be something to send, or a change of state.
    pub(crate) fn tick(&mut self, now: Instant) -> bool {
        if std::mem::take(&mut self.unasked.timers) {
            self.due = self.inner.poll_timeout();
        }
        if self.due.is_some_and(|due| due <= now) {
            if let Err(error) = self.inner.handle_timeout(now) {
                tracing::trace!("media: a timer failed: {error}");
            }
            self.unasked = Unasked::ALL;
        }
        self.unasked.datagrams || self.unasked.changes || self.written > 0
    }

    /// Ends the connection; what is left to send tells the client.
    pub(crate) fn close(&mut self) {
        self.unasked = Unasked::ALL;
        if let Err(error) = self.inner.close() {
            tracing::trace!("media: closing failed: {error}");
        }
    }
}

/// True for a packet of media, and false for a report about media and everything else (RFC 7983, RFC 5761).
pub(crate) fn is_packet(datagram: &[u8]) -> bool {
    matches!(datagram, [128..192, kind, ..] if !(192..224).contains(kind))
}

fn failed(error: rtc::shared::error::Error) -> Error {
    Error::Description(error.to_string())
}
