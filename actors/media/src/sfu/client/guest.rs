//! Clients of servers of other kinds, to compare ours with.

use std::time::Instant;

use bytes::Bytes;

use super::path::Line;
use super::{Coding, Connection, Incoming, PATIENCE, Sending, Wire, frame};
use tokio::time::timeout;

/// One connection to a server of another kind on this machine.
pub struct Guest {
    wire: Wire,
}

impl Guest {
    /// Opens a connection that is to send a camera without layers, and returns it with its offer.
    pub async fn with_camera() -> (Self, String) {
        let wire = Wire::open(&Line::outward()).await;
        let offering = |connection: &mut Connection| {
            let sending = Sending {
                stream: "stream",
                track: "track",
                coding: Coding::Vp8,
                ssrc: 1_000,
            };
            connection.add(&sending)?;
            connection.offer(false, Instant::now())
        };
        let offer = wire.act(offering).await.expect("an offer");
        (Self { wire }, offer)
    }

    /// Takes the answer to the offer, and waits for the connection.
    pub async fn accept(&mut self, answer: String) {
        let accepting =
            move |connection: &mut Connection| connection.accept(&answer, Instant::now());
        self.wire.act(accepting).await.expect("an answer");
        self.connected().await;
    }

    /// Opens a connection that answers an offer, and returns it with the answer.
    pub async fn answering(offer: String) -> (Self, String) {
        let wire = Wire::open(&Line::outward()).await;
        let answering =
            move |connection: &mut Connection| connection.answer(&offer, Instant::now());
        let answer = wire.act(answering).await.expect("an answer");
        (Self { wire }, answer)
    }

    /// Waits for the connection.
    pub async fn connected(&mut self) {
        self.wire.connected().await;
    }

    /// Sends a packet of the camera that has `size` bytes: one picture, a keyframe or a later one.
    pub async fn show(&self, sequence: u16, size: usize, key: bool) {
        self.wire.send(frame(sequence, size, key).into()).await;
    }

    /// Returns the content of the next packet that arrives.
    pub async fn payload(&mut self) -> Bytes {
        loop {
            let came = timeout(PATIENCE, self.wire.incoming.recv()).await;
            if let Incoming::Packet(packet, _) = came.expect("in time").expect("a connection") {
                return packet.payload;
            }
        }
    }
}
