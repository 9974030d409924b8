//! The codecs and header extensions of both kinds of connection.

use rtc::peer_connection::configuration::media_engine::MediaEngine;
use rtc::rtp_transceiver::rtp_sender::{
    RTCPFeedback, RTCRtpCodec, RTCRtpCodecParameters, RTCRtpHeaderExtensionCapability, RtpCodecKind,
};

use super::failed;
use crate::Error;
use crate::sfu::codecs::Coding;
use crate::sfu::sdp::Summary;

const H264_PARAMETERS: &str =
    "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f";

pub(super) fn extension(
    engine: &mut MediaEngine,
    uri: &str,
    kind: RtpCodecKind,
) -> Result<(), Error> {
    let extension = RTCRtpHeaderExtensionCapability {
        uri: uri.to_owned(),
    };
    engine
        .register_header_extension(extension, kind, None)
        .map_err(failed)
}

fn feedback(kinds: &[(&str, &str)]) -> Vec<RTCPFeedback> {
    let kinds = kinds.iter();
    kinds
        .map(|(typ, what)| RTCPFeedback {
            typ: (*typ).into(),
            parameter: (*what).into(),
        })
        .collect()
}

fn codec(
    name: &str,
    clock_rate: u32,
    parameters: &str,
    rtcp_feedback: Vec<RTCPFeedback>,
    payload_type: u8,
) -> RTCRtpCodecParameters {
    RTCRtpCodecParameters {
        rtp_codec: RTCRtpCodec {
            mime_type: name.to_owned(),
            clock_rate,
            channels: if clock_rate == 48_000 { 2 } else { 0 },
            sdp_fmtp_line: parameters.to_owned(),
            rtcp_feedback,
        },
        payload_type,
    }
}

/// Registers what clients may send, by the payload types of their offer: an answer has those of the engine.
///
/// Without retransmission streams: those of simulcast layers could not be told apart, so that clients repeat lost packets
/// in the stream itself.
pub(super) fn publishing_codecs(offer: &Summary) -> Result<MediaEngine, Error> {
    let mut engine = MediaEngine::default();
    let offered = |name: &str, fits: &dyn Fn(&str) -> bool| {
        let codecs = offer.sections.iter().flat_map(|section| &section.codecs);
        let mut fitting = codecs.filter(|codec| codec.name == name && fits(&codec.parameters));
        fitting.next().map(|codec| codec.payload_type)
    };
    let opus = offered("opus", &|_| true).unwrap_or(111);
    let audio = codec(
        "audio/opus",
        48_000,
        "minptime=10;useinbandfec=1",
        vec![],
        opus,
    );
    engine
        .register_codec(audio, RtpCodecKind::Audio)
        .map_err(failed)?;
    if let Some(red) = offered("red", &|parameters| {
        parameters.starts_with(&opus.to_string())
    }) {
        let red = codec("audio/red", 48_000, &format!("{opus}/{opus}"), vec![], red);
        engine
            .register_codec(red, RtpCodecKind::Audio)
            .map_err(failed)?;
    }
    let has_video = offer.sections.iter().any(|section| section.is_video);
    let or_usual = |found: Option<u8>, usual| found.or((!has_video).then_some(usual));
    let requests = feedback(&[("ccm", "fir"), ("nack", ""), ("nack", "pli")]);
    if let Some(vp8) = or_usual(offered("vp8", &|_| true), 96) {
        let vp8 = codec("video/VP8", 90_000, "", requests.clone(), vp8);
        engine
            .register_codec(vp8, RtpCodecKind::Video)
            .map_err(failed)?;
    }
    let fits = |parameters: &str| {
        let parameters = parameters.to_ascii_lowercase();
        parameters.contains("packetization-mode=1") && parameters.contains("profile-level-id=42e0")
    };
    if let Some(h264) = or_usual(offered("h264", &fits), 102) {
        let h264 = codec("video/H264", 90_000, H264_PARAMETERS, requests, h264);
        engine
            .register_codec(h264, RtpCodecKind::Video)
            .map_err(failed)?;
    }
    Ok(engine)
}

pub(super) fn subscribing_codec(coding: Coding) -> RTCRtpCodecParameters {
    let requests = || {
        feedback(&[
            ("goog-remb", ""),
            ("ccm", "fir"),
            ("nack", ""),
            ("nack", "pli"),
        ])
    };
    match coding {
        Coding::Opus | Coding::Red => codec(
            "audio/opus",
            48_000,
            "minptime=10;useinbandfec=1",
            vec![],
            111,
        ),
        Coding::Vp8 => codec("video/VP8", 90_000, "", requests(), 96),
        Coding::H264 => codec("video/H264", 90_000, H264_PARAMETERS, requests(), 102),
    }
}

pub(super) fn subscribing_codecs() -> Result<MediaEngine, Error> {
    let mut engine = MediaEngine::default();
    let red = codec("audio/red", 48_000, "111/111", vec![], 63);
    for audio in [subscribing_codec(Coding::Opus), red] {
        engine
            .register_codec(audio, RtpCodecKind::Audio)
            .map_err(failed)?;
    }
    for (coding, repair) in [(Coding::Vp8, 97), (Coding::H264, 103)] {
        let video = subscribing_codec(coding);
        let parameters = format!("apt={}", video.payload_type);
        let repair = codec("video/rtx", 90_000, &parameters, vec![], repair);
        for video in [video, repair] {
            engine
                .register_codec(video, RtpCodecKind::Video)
                .map_err(failed)?;
        }
    }
    Ok(engine)
}
