//! A connection's outbox: the bounded queue of frames that wait to be written to its socket.
//!
//! Channels push into it and never wait. A queue that fills up drops ephemeral frames first; when a
//! durable frame does not fit, the client reads too slowly: its connection is closed, and it resumes.

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

/// The maximum number of queued frames.
const CAPACITY: usize = 4096;

/// The maximum size of the queue in bytes. It has room for the replies and events of 64 unanswered commands
/// with the longest text.
const CAPACITY_BYTES: usize = 4 * 1024 * 1024;

/// The part of the queue that ephemeral frames may fill; the rest is reserved for durable ones.
const EPHEMERAL_CAPACITY: usize = CAPACITY / 2;

/// The bytes of the queue that ephemeral frames may fill.
const EPHEMERAL_CAPACITY_BYTES: usize = CAPACITY_BYTES / 4;

/// The bytes that are taken from the queue at a time, unless a single frame is longer. A stalled write holds
/// this much memory besides the queue.
const TAKEN_BYTES: usize = 256 * 1024;

/// The capacity beyond which an emptied queue frees its memory.
const KEPT_CAPACITY: usize = 256;

/// The writing end, shared by everyone who sends to this client.
///
/// It is a queue behind a lock, because an idle one, unlike a channel, allocates nothing.
#[derive(Debug)]
pub struct Outbox {
    queue: Mutex<Queue>,
    arrived: Notify,
    /// False once the reading end is gone.
    read: AtomicBool,
    /// The close code, or 0 while the connection stays open.
    closing: AtomicU16,
    closed: Notify,
    /// Commands received and not yet answered.
    unanswered: AtomicU32,
}

/// The queued frames, and their total length in bytes.
#[derive(Debug, Default)]
struct Queue {
    frames: VecDeque<Bytes>,
    bytes: usize,
}

/// The reading end, held by the task that owns the socket.
#[derive(Debug)]
pub struct OutboxReceiver {
    outbox: Arc<Outbox>,
}

/// Creates an outbox.
#[must_use]
pub fn outbox() -> (Arc<Outbox>, OutboxReceiver) {
    let outbox = Arc::new(Outbox {
        queue: Mutex::default(),
        arrived: Notify::new(),
        read: AtomicBool::new(true),
        closing: AtomicU16::new(0),
        closed: Notify::new(),
        unanswered: AtomicU32::new(0),
    });
    (Arc::clone(&outbox), OutboxReceiver { outbox })
}

impl Queue {
    /// Adds a frame unless the queue would exceed `frames` frames or `bytes` bytes. Returns the new number
    /// of frames, or `None` when the frame did not fit.
    fn add(&mut self, frame: Bytes, frames: usize, bytes: usize) -> Option<usize> {
        let length = self.bytes + frame.len();
        if self.frames.len() >= frames || length > bytes {
            return None;
        }
        self.bytes = length;
        self.frames.push_back(frame);
        Some(self.frames.len())
    }

    /// Takes up to `limit` frames and about [`TAKEN_BYTES`], but at least one frame if there is one.
    fn take(&mut self, into: &mut Vec<Bytes>, limit: usize) -> usize {
        let (mut taken, mut bytes) = (0, 0);
        while taken < limit
            && let Some(frame) = self.frames.front()
            && (taken == 0 || bytes + frame.len() <= TAKEN_BYTES)
        {
            bytes += frame.len();
            taken += 1;
            into.extend(self.frames.pop_front());
        }
        self.bytes -= bytes;
        if self.frames.is_empty() && self.frames.capacity() > KEPT_CAPACITY {
            self.frames = VecDeque::new();
        }
        taken
    }
}

impl Outbox {
    /// Queues a frame that must arrive. False when the connection has ended, or ends because the frame
    /// does not fit.
    pub fn push(&self, frame: Bytes) -> bool {
        if self.is_over() {
            return false;
        }
        let added = self.lock().add(frame, CAPACITY, CAPACITY_BYTES);
        match added {
            Some(waiting) => {
                self.arrived(waiting);
                true
            }
            None => {
                metrics::counter!("orvale_chat_slow_sockets_total").increment(1);
                self.close(CloseCode::TooSlow);
                false
            }
        }
    }

    /// Queues a frame that may be dropped, and drops it when the reader lags. Returns false if it was dropped.
    pub fn push_ephemeral(&self, frame: Bytes) -> bool {
        if self.is_over() {
            return false;
        }
        let added = self
            .lock()
            .add(frame, EPHEMERAL_CAPACITY, EPHEMERAL_CAPACITY_BYTES);
        if let Some(waiting) = added {
            self.arrived(waiting);
        }
        added.is_some()
    }

    /// Wakes the reader when the queue was empty before.
    fn arrived(&self, waiting: usize) {
        if waiting == 1 {
            self.arrived.notify_one();
        }
    }

    /// Returns whether the connection is being closed or is gone.
    pub(crate) fn is_over(&self) -> bool {
        self.closing.load(Ordering::Relaxed) != 0 || !self.read.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
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

    /// Returns the close code, if the connection is being closed.
    #[must_use]
    pub fn close_code(&self) -> Option<CloseCode> {
        CloseCode::from_code(self.closing.load(Ordering::Relaxed))
    }

    /// Waits until the connection is to be closed, and returns the close code.
    pub async fn closing(&self) -> CloseCode {
        loop {
            let asked = self.closed.notified();
            if let Some(code) = self.close_code() {
                return code;
            }
            asked.await;
        }
    }

    /// Counts a command that has arrived. False when the window of unanswered commands is exceeded.
    #[must_use]
    pub fn begin_command(&self) -> bool {
        self.unanswered.fetch_add(1, Ordering::Relaxed) < LIMITS.unanswered_commands
    }

    /// Counts a command as answered.
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

    /// Waits for frames and takes up to `limit` of them at once. Cancellation-safe: dropped while it
    /// waits, it has taken none.
    pub async fn receive(&mut self, frames: &mut Vec<Bytes>, limit: usize) -> usize {
        loop {
            let taken = self.outbox.lock().take(frames, limit);
            match taken {
                0 => self.outbox.arrived.notified().await,
                taken => return taken,
            }
        }
    }

    /// Waits until the connection is to be closed, and returns the close code. See [`Outbox::closing`].
    pub async fn closing(&self) -> CloseCode {
        self.outbox.closing().await
    }
}

impl Drop for OutboxReceiver {
    fn drop(&mut self) {
        self.outbox.read.store(false, Ordering::Relaxed);
        *self.outbox.lock() = Queue::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Bytes {
        Bytes::from_static(b"frame")
    }

    #[tokio::test]
    async fn a_full_outbox_closes_the_connection_and_takes_no_more() {
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
        assert_eq!(frames.len(), EPHEMERAL_CAPACITY + 1);
    }

    fn large() -> Bytes {
        Bytes::from(vec![0; 128 * 1024])
    }

    #[tokio::test]
    async fn a_stalled_reader_costs_bytes_only_up_to_a_limit() {
        let (outbox, receiver) = outbox();
        let pushed = (0..CAPACITY).take_while(|_| outbox.push(large()));
        assert_eq!(pushed.count() * large().len(), CAPACITY_BYTES);
        assert_eq!(receiver.closing().await, CloseCode::TooSlow);
    }

    #[tokio::test]
    async fn large_ephemeral_frames_leave_room_for_durable_ones() {
        let (outbox, _receiver) = outbox();
        for _ in 0..CAPACITY {
            outbox.push_ephemeral(large());
        }
        let durable = (0..CAPACITY).take_while(|_| outbox.push(large()));
        assert_eq!(
            durable.count() * large().len(),
            CAPACITY_BYTES - EPHEMERAL_CAPACITY_BYTES
        );
    }

    #[tokio::test]
    async fn what_is_read_makes_room_and_is_taken_a_few_bytes_at_a_time() {
        let (outbox, mut receiver) = outbox();
        let mut frames = Vec::new();
        for _ in 0..CAPACITY_BYTES / large().len() {
            assert!(outbox.push(large()), "the reader keeps up");
            assert!(outbox.push(large()));
            assert!(outbox.push(large()));
            assert_eq!(receiver.receive(&mut frames, 64).await, 2);
            assert_eq!(receiver.receive(&mut frames, 64).await, 1);
            frames.clear();
        }
        let longer = Bytes::from(vec![0; TAKEN_BYTES + 1]);
        assert!(outbox.push(longer.clone()));
        assert_eq!(receiver.receive(&mut frames, 64).await, 1);
        assert_eq!(frames, [longer]);
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
