//! A socket's outbox: what is waiting to be written to it, bounded, and why it is to be closed.
//!
//! Channels push into it and never wait. When it fills up, ephemeral frames are left out first; when
//! a durable one finds no room, the client is too slow: it is cut off, and resumes.

use std::sync::{
    Arc,
    atomic::{AtomicU16, AtomicU32, Ordering},
};

use bytes::Bytes;
use tokio::sync::{Notify, mpsc};

use crate::protocol::{CloseCode, limits::LIMITS};

/// How many frames may wait. A reader that falls this far behind is not reading.
const CAPACITY: usize = 4096;

/// How much of the outbox ephemeral frames may not use.
const RESERVED_FOR_DURABLE: usize = CAPACITY / 2;

/// The writing end, shared by everyone who has something to tell this client.
#[derive(Debug)]
pub struct Outbox {
    frames: mpsc::Sender<Bytes>,
    /// The close code, once there is one; 0 while the connection is to live.
    closing: AtomicU16,
    closed: Notify,
    /// Commands received and not yet answered.
    unanswered: AtomicU32,
}

/// The reading end, held by the task that owns the socket.
#[derive(Debug)]
pub struct OutboxReceiver {
    frames: mpsc::Receiver<Bytes>,
    outbox: Arc<Outbox>,
}

/// Makes an outbox.
#[must_use]
pub fn outbox() -> (Arc<Outbox>, OutboxReceiver) {
    let (sender, frames) = mpsc::channel(CAPACITY);
    let outbox = Arc::new(Outbox {
        frames: sender,
        closing: AtomicU16::new(0),
        closed: Notify::new(),
        unanswered: AtomicU32::new(0),
    });
    (Arc::clone(&outbox), OutboxReceiver { frames, outbox })
}

impl Outbox {
    /// Queues a frame that must arrive. False when the connection is over, now or before.
    pub fn push(&self, frame: Bytes) -> bool {
        if self.closing.load(Ordering::Relaxed) != 0 {
            return false;
        }
        match self.frames.try_send(frame) {
            Ok(()) => true,
            Err(mpsc::error::TrySendError::Full(_)) => {
                metrics::counter!("orvale_chat_slow_sockets_total").increment(1);
                self.close(CloseCode::TooSlow);
                false
            }
            Err(mpsc::error::TrySendError::Closed(_)) => false,
        }
    }

    /// Queues a frame that may be left out, and leaves it out when the reader lags.
    pub fn push_ephemeral(&self, frame: Bytes) {
        if self.frames.capacity() > RESERVED_FOR_DURABLE {
            self.push(frame);
        }
    }

    /// Asks the socket's task to close the connection; the first code wins.
    pub fn close(&self, code: CloseCode) {
        let first =
            self.closing
                .compare_exchange(0, code.code(), Ordering::Relaxed, Ordering::Relaxed);
        if first.is_ok() {
            self.closed.notify_one();
        }
    }

    /// Waits until the connection is to be closed, and says why.
    pub async fn closing(&self) -> CloseCode {
        loop {
            let asked = self.closed.notified();
            if let Some(code) = CloseCode::from_code(self.closing.load(Ordering::Relaxed)) {
                return code;
            }
            asked.await;
        }
    }

    /// Counts a command in. False when that is more than the window allows.
    #[must_use]
    pub fn begin_command(&self) -> bool {
        self.unanswered.fetch_add(1, Ordering::Relaxed) < LIMITS.unanswered_commands
    }

    /// Counts an answered command out.
    pub(crate) fn end_command(&self) {
        self.unanswered.fetch_sub(1, Ordering::Relaxed);
    }
}

impl OutboxReceiver {
    /// The writing end.
    #[must_use]
    pub fn outbox(&self) -> &Arc<Outbox> {
        &self.outbox
    }

    /// Waits for frames and takes up to `limit` of them at once.
    pub async fn receive(&mut self, frames: &mut Vec<Bytes>, limit: usize) -> usize {
        self.frames.recv_many(frames, limit).await
    }

    /// As [`Outbox::closing`].
    pub async fn closing(&self) -> CloseCode {
        self.outbox.closing().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Bytes {
        Bytes::from_static(b"frame")
    }

    #[tokio::test]
    async fn a_full_outbox_closes_the_slow_and_takes_no_more() {
        let (outbox, receiver) = outbox();
        for _ in 0..CAPACITY {
            assert!(outbox.push(frame()));
        }
        assert!(!outbox.push(frame()));
        assert_eq!(receiver.closing().await, CloseCode::TooSlow);
        outbox.close(CloseCode::GoingDown);
        assert_eq!(
            receiver.closing().await,
            CloseCode::TooSlow,
            "the first reason stays"
        );
    }

    #[tokio::test]
    async fn ephemeral_frames_leave_room_for_durable_ones() {
        let (outbox, mut receiver) = outbox();
        for _ in 0..CAPACITY {
            outbox.push_ephemeral(frame());
        }
        assert!(outbox.push(frame()));
        let mut frames = Vec::new();
        receiver.receive(&mut frames, CAPACITY).await;
        assert_eq!(frames.len(), CAPACITY - RESERVED_FOR_DURABLE + 1);
    }

    #[test]
    fn the_window_counts_what_is_unanswered() {
        let (outbox, _receiver) = outbox();
        for _ in 0..LIMITS.unanswered_commands {
            assert!(outbox.begin_command());
        }
        assert!(!outbox.begin_command());
        outbox.end_command();
        outbox.end_command();
        assert!(outbox.begin_command());
    }
}
