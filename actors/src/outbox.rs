//! A socket's outbox: what is waiting to be written to it, bounded, and why it is to be closed.
//!
//! Channels push into it and never wait. When it fills up, ephemeral frames are left out first; when
//! a durable one finds no room, the client is too slow: it is cut off, and resumes.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU16, AtomicU32, Ordering},
    },
};

use bytes::Bytes;
use tokio::sync::Notify;

use crate::protocol::{CloseCode, limits::LIMITS};

/// How many frames may wait. A reader that falls this far behind is not reading.
const CAPACITY: usize = 4096;

/// How much of the outbox ephemeral frames may not use.
const RESERVED_FOR_DURABLE: usize = CAPACITY / 2;

/// An emptied queue that had grown beyond this gives its memory back.
const KEPT_CAPACITY: usize = 256;

/// The writing end, shared by everyone who has something to tell this client.
///
/// A queue behind a lock and not a channel: an idle one holds nothing, and there are thousands.
#[derive(Debug)]
pub struct Outbox {
    frames: Mutex<VecDeque<Bytes>>,
    arrived: Notify,
    /// False once the reading end is gone.
    read: AtomicBool,
    /// The close code, once there is one; 0 while the connection is to live.
    closing: AtomicU16,
    closed: Notify,
    /// Commands received and not yet answered.
    unanswered: AtomicU32,
}

/// The reading end, held by the task that owns the socket.
#[derive(Debug)]
pub struct OutboxReceiver {
    outbox: Arc<Outbox>,
}

/// Makes an outbox.
#[must_use]
pub fn outbox() -> (Arc<Outbox>, OutboxReceiver) {
    let outbox = Arc::new(Outbox {
        frames: Mutex::default(),
        arrived: Notify::new(),
        read: AtomicBool::new(true),
        closing: AtomicU16::new(0),
        closed: Notify::new(),
        unanswered: AtomicU32::new(0),
    });
    (Arc::clone(&outbox), OutboxReceiver { outbox })
}

impl Outbox {
    /// Queues a frame that must arrive. False when the connection is over, now or before.
    pub fn push(&self, frame: Bytes) -> bool {
        if self.is_over() {
            return false;
        }
        let mut frames = self.lock();
        if frames.len() >= CAPACITY {
            drop(frames);
            metrics::counter!("orvale_chat_slow_sockets_total").increment(1);
            self.close(CloseCode::TooSlow);
            return false;
        }
        frames.push_back(frame);
        let first = frames.len() == 1;
        drop(frames);
        if first {
            self.arrived.notify_one();
        }
        true
    }

    fn is_over(&self) -> bool {
        self.closing.load(Ordering::Relaxed) != 0 || !self.read.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Bytes>> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes up to `limit` frames, and how many they were.
    fn take(&self, into: &mut Vec<Bytes>, limit: usize) -> usize {
        let mut frames = self.lock();
        let taken = frames.len().min(limit);
        into.extend(frames.drain(..taken));
        if frames.is_empty() && frames.capacity() > KEPT_CAPACITY {
            *frames = VecDeque::new();
        }
        taken
    }

    /// Queues a frame that may be left out, and leaves it out when the reader lags.
    pub fn push_ephemeral(&self, frame: Bytes) {
        let room = CAPACITY - self.lock().len().min(CAPACITY);
        if room > RESERVED_FOR_DURABLE {
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

    /// Waits for frames and takes up to `limit` of them at once. Dropped while it waits, it has taken
    /// none.
    pub async fn receive(&mut self, frames: &mut Vec<Bytes>, limit: usize) -> usize {
        loop {
            match self.outbox.take(frames, limit) {
                0 => self.outbox.arrived.notified().await,
                taken => return taken,
            }
        }
    }

    /// As [`Outbox::closing`].
    pub async fn closing(&self) -> CloseCode {
        self.outbox.closing().await
    }
}

impl Drop for OutboxReceiver {
    fn drop(&mut self) {
        self.outbox.read.store(false, Ordering::Relaxed);
        self.outbox.lock().clear();
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
