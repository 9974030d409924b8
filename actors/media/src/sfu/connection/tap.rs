//! Takes packets and reports out of the library's chain.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rtc::interceptor::{Interceptor, Packet as Tapped, StreamInfo, TaggedPacket};
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::payload_feedbacks::receiver_estimated_maximum_bitrate::ReceiverEstimatedMaximumBitrate;
use rtc::rtcp::receiver_report::ReceiverReport;
use rtc::rtcp::reception_report::ReceptionReport;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtcp::transport_feedbacks::transport_layer_nack::TransportLayerNack;
use rtc::sansio::Protocol;

use super::streams::Repeating;
use crate::sfu::packet::{Clock, Incoming, Packet, Reception, Report};

/// Packets and reports that wait between a datagram and their forwarding. One datagram makes a few.
const INBOX: usize = 256;

/// What has arrived. The library owns its chain, so that the tap and the connection share this; one thread uses both.
#[derive(Clone, Default)]
pub(super) struct Inbox(Arc<Mutex<Arrived>>);

#[derive(Default)]
struct Arrived {
    incoming: VecDeque<Incoming>,
    /// Streams that are sent, or no longer, and how their packets are repeated.
    streams: Vec<(u32, Option<Repeating>)>,
}

impl Inbox {
    pub(super) fn take(&self) -> Option<Incoming> {
        self.lock().incoming.pop_front()
    }

    /// Returns the streams that were negotiated since the last time.
    pub(super) fn streams(&self) -> Vec<(u32, Option<Repeating>)> {
        std::mem::take(&mut self.lock().streams)
    }

    fn lock(&self) -> MutexGuard<'_, Arrived> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The end of the library's chain: takes everything that has arrived.
pub(super) struct Tap {
    inbox: Inbox,
    writes: VecDeque<TaggedPacket>,
}

impl Tap {
    pub(super) fn new(inbox: &Inbox) -> Self {
        Self {
            inbox: inbox.clone(),
            writes: VecDeque::new(),
        }
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Tap {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = rtc::shared::error::Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Self::Error> {
        let mut arrived = self.inbox.lock();
        let inbox = &mut arrived.incoming;
        if inbox.len() >= INBOX {
            return Ok(());
        }
        match message.message.packet {
            Tapped::Rtp(packet) => inbox.push_back(Incoming::Packet(taken(packet), message.now)),
            Tapped::Rtcp(packets) => {
                for packet in packets {
                    reports(packet.as_any(), &mut |report| {
                        inbox.push_back(Incoming::Report(report))
                    });
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        None
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Self::Error> {
        self.writes.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.writes.pop_front()
    }
}

impl Interceptor for Tap {
    fn bind_local_stream(&mut self, stream: &StreamInfo) {
        let mut feedback = stream.rtcp_feedback.iter();
        let repeats = feedback.any(|one| one.typ == "nack" && one.parameter.is_empty());
        let beside = stream.ssrc_rtx.zip(stream.payload_type_rtx);
        let repeating = beside.map_or(Repeating::Again, |(ssrc, payload_type)| Repeating::Beside {
            ssrc,
            payload_type,
        });
        let streams = &mut self.inbox.lock().streams;
        streams.push((stream.ssrc, repeats.then_some(repeating)));
    }

    fn unbind_local_stream(&mut self, stream: &StreamInfo) {
        self.inbox.lock().streams.push((stream.ssrc, None));
    }

    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}

fn taken(packet: rtc::rtp::Packet) -> Packet {
    let header = packet.header;
    let extensions = header.extensions.into_iter();
    Packet {
        payload_type: header.payload_type,
        marker: header.marker,
        sequence: header.sequence_number,
        timestamp: header.timestamp,
        ssrc: header.ssrc,
        extensions: extensions
            .map(|extension| (extension.id, extension.payload))
            .collect(),
        payload: packet.payload,
    }
}

fn reports(packet: &dyn std::any::Any, found: &mut dyn FnMut(Report)) {
    if let Some(request) = packet.downcast_ref::<PictureLossIndication>() {
        found(Report::Keyframe {
            ssrc: request.media_ssrc,
        });
    } else if let Some(request) = packet.downcast_ref::<FullIntraRequest>() {
        for entry in &request.fir {
            found(Report::Keyframe { ssrc: entry.ssrc });
        }
    } else if let Some(capacity) = packet.downcast_ref::<ReceiverEstimatedMaximumBitrate>() {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "it saturates"
        )]
        let bits = capacity.bitrate as u64;
        found(Report::Capacity { bits });
    } else if let Some(report) = packet.downcast_ref::<ReceiverReport>() {
        receptions(&report.reports, found);
    } else if let Some(report) = packet.downcast_ref::<SenderReport>() {
        let (ssrc, ntp, timestamp) = (report.ssrc, report.ntp_time, report.rtp_time);
        found(Report::Sent(Clock {
            ssrc,
            ntp,
            timestamp,
        }));
        receptions(&report.reports, found);
    } else if let Some(request) = packet.downcast_ref::<TransportLayerNack>() {
        for pair in &request.nacks {
            found(Report::Missing {
                ssrc: request.media_ssrc,
                first: pair.packet_id,
                others: pair.lost_packets,
            });
        }
    }
}

fn receptions(reports: &[ReceptionReport], found: &mut dyn FnMut(Report)) {
    for report in reports {
        found(Report::Received(Reception {
            ssrc: report.ssrc,
            lost: report.fraction_lost,
            jitter: report.jitter,
            last_report: report.last_sender_report,
            since_report: report.delay,
        }));
    }
}
