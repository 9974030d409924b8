//! How connections begin: what they negotiate, and which parts of the library's chain they have.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rtc::dtls::extension::extension_use_srtp::SrtpProtectionProfile;
use rtc::ice::mdns::MulticastDnsMode;
use rtc::interceptor::{NackGeneratorBuilder, ReceiverReportBuilder, Registry, Slot};
use rtc::peer_connection::RTCPeerConnectionBuilder;
use rtc::peer_connection::configuration::interceptor_registry::configure_twcc_receiver_only;
use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::peer_connection::configuration::setting_engine::SettingEngineBuilder;
use rtc::peer_connection::transport::{
    CandidateConfig, CandidateHostConfig, RTCIceCandidate, RTCIceCandidateInit,
};
use rtc::rtp_transceiver::rtp_sender::RtpCodecKind;
#[cfg(test)]
use {
    super::{Sender, engine::subscribing_codec},
    crate::sfu::codecs::Coding,
    rtc::media_stream::MediaStreamTrack,
    rtc::rtp_transceiver::rtp_sender::{RTCRtpCodingParameters, RTCRtpEncodingParameters},
};

use super::engine::{extension, publishing_codecs, subscribing_codecs};
use super::keys::Keys;
use super::repeats::Repeats;
use super::streams::Streams;
use super::tap::{Inbox, Tap};
use super::{Connection, LEVEL, MID, ORIENTATION, RID, SEND_TIME, Unasked, failed};
use crate::Error;
use crate::sfu::sdp::Summary;

/// How packets may be encrypted. A tag of 32 bits, which is the library's fourth way, is one that nobody needs.
const PROFILES: [SrtpProtectionProfile; 3] = [
    SrtpProtectionProfile::Srtp_Aead_Aes_128_Gcm,
    SrtpProtectionProfile::Srtp_Aead_Aes_256_Gcm,
    SrtpProtectionProfile::Srtp_Aes128_Cm_Hmac_Sha1_80,
];

/// Without anything from the client for this long, a connection is disconnected, and then failed.
const DISCONNECTED: Duration = Duration::from_secs(5);
const FAILED: Duration = Duration::from_secs(20);
const KEEP_ALIVE: Duration = Duration::from_secs(2);

/// The intervals at which publishers are told what is missing, and how their packets arrive.
const GAPS: Duration = Duration::from_millis(40);
const REPORTS: Duration = Duration::from_secs(1);

/// How often whoever sends is asked for the same packet, as browsers ask.
const ASKED: u16 = 10;

impl Connection {
    /// Returns a connection on which the client sends. `offer` is its first one, whose payload types are used.
    pub(crate) fn publishing(
        offer: &Summary,
        local: &[SocketAddr],
        now: Instant,
    ) -> Result<Self, Error> {
        let mut engine = publishing_codecs(offer)?;
        for kind in [RtpCodecKind::Audio, RtpCodecKind::Video] {
            extension(&mut engine, MID, kind)?;
        }
        extension(&mut engine, RID, RtpCodecKind::Video)?;
        extension(&mut engine, ORIENTATION, RtpCodecKind::Video)?;
        extension(&mut engine, LEVEL, RtpCodecKind::Audio)?;
        let registry =
            configure_twcc_receiver_only(Registry::new(), &mut engine).map_err(failed)?;
        let registry = registry.with(Slot::NackGenerator, gaps().build()).with(
            Slot::ReceiverReport,
            ReceiverReportBuilder::new().with_interval(REPORTS).build(),
        );
        Self::build(engine, registry, true, local, now)
    }

    /// Returns a connection on which the client receives.
    pub(crate) fn subscribing(local: &[SocketAddr], now: Instant) -> Result<Self, Error> {
        let mut engine = subscribing_codecs()?;
        for kind in [RtpCodecKind::Audio, RtpCodecKind::Video] {
            extension(&mut engine, MID, kind)?;
            extension(&mut engine, SEND_TIME, kind)?;
        }
        extension(&mut engine, ORIENTATION, RtpCodecKind::Video)?;
        extension(&mut engine, LEVEL, RtpCodecKind::Audio)?;
        Self::build(engine, Registry::new(), true, local, now)
    }

    /// Returns a client's connection.
    #[cfg(any(test, feature = "client"))]
    pub(in crate::sfu) fn client(local: SocketAddr, now: Instant) -> Result<Self, Error> {
        let mut engine = subscribing_codecs()?;
        for kind in [RtpCodecKind::Audio, RtpCodecKind::Video] {
            extension(&mut engine, MID, kind)?;
            extension(&mut engine, SEND_TIME, kind)?;
        }
        extension(&mut engine, RID, RtpCodecKind::Video)?;
        extension(&mut engine, LEVEL, RtpCodecKind::Audio)?;
        let registry = Registry::new()
            .with(Slot::NackGenerator, gaps().build())
            .with(
                Slot::ReceiverReport,
                ReceiverReportBuilder::new().with_interval(REPORTS).build(),
            );
        Self::build(engine, registry, false, &[local], now)
    }

    /// Adds a camera with a stream for each layer, for tests.
    #[cfg(test)]
    pub(in crate::sfu) fn add_layers(&mut self, layers: &[(&str, u32)]) -> Result<Sender, Error> {
        let coding = |(rid, ssrc): &(&str, u32)| RTCRtpEncodingParameters {
            rtp_coding_parameters: RTCRtpCodingParameters {
                rid: (*rid).to_owned(),
                ssrc: Some(*ssrc),
                ..Default::default()
            },
            codec: subscribing_codec(Coding::Vp8).rtp_codec,
            ..Default::default()
        };
        let name = || "camera".to_owned();
        let codings = layers.iter().map(coding).collect();
        let track = MediaStreamTrack::new(name(), name(), name(), RtpCodecKind::Video, codings);
        let sender = self.inner.add_track(track).map_err(failed)?;
        self.senders.push(sender);
        Ok(sender)
    }

    fn build(
        engine: MediaEngine,
        registry: Registry,
        lite: bool,
        local: &[SocketAddr],
        now: Instant,
    ) -> Result<Self, Error> {
        let inbox = Inbox::default();
        let tap = Tap::new(&inbox);
        let keys = Keys::new()?;
        let settings = SettingEngineBuilder::new()
            .with_lite(lite)
            .with_include_loopback_candidate(true)
            .with_multicast_dns_mode(MulticastDnsMode::Disabled)
            .with_ice_timeouts(Some(DISCONNECTED), Some(FAILED), Some(KEEP_ALIVE))
            .with_srtp_replay_protection_window(2_048)
            .with_srtp_protection_profiles(PROFILES.to_vec())
            .with_crypto_provider(Arc::clone(&keys) as _)
            .build();
        let mut inner = RTCPeerConnectionBuilder::new()
            .with_media_engine(engine)
            .with_interceptor_registry(registry.with(Slot::from(60_000), tap))
            .with_setting_engine(settings)
            .build(now)
            .map_err(failed)?;
        for address in local {
            inner
                .add_local_candidate(candidate(*address)?)
                .map_err(failed)?;
        }
        Ok(Self {
            inner,
            inbox,
            local: local.to_vec(),
            repeats: Repeats::default(),
            unasked: Unasked::ALL,
            written: 0,
            due: None,
            keys,
            streams: Streams::new(now),
            senders: Vec::new(),
            route: None,
        })
    }
}

/// Returns the generator of requests (NACK) for lost packets: every [`GAPS`], at most [`ASKED`] times for one packet.
fn gaps() -> NackGeneratorBuilder {
    NackGeneratorBuilder::new()
        .with_interval(GAPS)
        .with_max_nacks_per_packet(ASKED)
}

fn candidate(address: SocketAddr) -> Result<RTCIceCandidateInit, Error> {
    let config = CandidateHostConfig {
        base_config: CandidateConfig {
            network: "udp".to_owned(),
            address: address.ip().to_string(),
            port: address.port(),
            component: 1,
            ..Default::default()
        },
        ..Default::default()
    };
    let candidate = config.new_candidate_host().map_err(failed)?;
    RTCIceCandidate::from(&candidate).to_json().map_err(failed)
}
