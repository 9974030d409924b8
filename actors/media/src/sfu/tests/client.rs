//! What only tests do with a client: layers, reports, and what is offered.

use std::time::{Duration, Instant};

use bytes::Bytes;
use tokio::time::timeout;

use super::super::client::{Client, Wire, within};
use super::super::connection::{MID, RID};
use super::super::packet::{Incoming, Packet, Report};
use super::NOTHING;
use crate::names::Kind;

impl Client {
    /// Sends a camera with three layers: SSRC 1, 2 and 3.
    pub(super) async fn publish_layers(&mut self) {
        let wire = Wire::open(&self.line).await;
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

    /// Returns the reports that have come on one of the connections.
    pub(super) fn reported(wire: &mut Wire) -> Vec<Report> {
        let came = std::iter::from_fn(|| wire.incoming.try_recv().ok());
        came.filter_map(|came| match came {
            Incoming::Report(report) => Some(report),
            Incoming::Packet(..) => None,
        })
        .collect()
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
}
