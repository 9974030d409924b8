//! A stream that can keep what the HTTP server writes last, the response to a WebSocket handshake, until the first frame
//! follows: one write, one segment and one wake-up of the client instead of two.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Whether a stream keeps what is written to it. Clones share the answer.
#[derive(Clone, Debug, Default)]
pub struct Hold(Arc<AtomicBool>);

impl Hold {
    /// Keeps what is written from now on, until [`Held::release`].
    pub fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// A stream that can keep what is written to it.
#[derive(Debug)]
pub struct Held<S> {
    inner: S,
    /// `None` once nothing can be kept any more: most connections are idle WebSockets.
    kept: Option<Box<Kept>>,
}

#[derive(Debug)]
struct Kept {
    hold: Hold,
    bytes: Vec<u8>,
}

impl Kept {
    fn is_holding(&self) -> bool {
        self.hold.0.load(Ordering::Relaxed)
    }
}

impl<S> Held<S> {
    /// A stream that keeps what is written while `hold` says so.
    pub fn new(inner: S, hold: Hold) -> Self {
        let kept = Kept {
            hold,
            bytes: Vec::new(),
        };
        Self {
            inner,
            kept: Some(Box::new(kept)),
        }
    }

    /// Ends the hold for good. What was kept is written with the next bytes, or at the end; a flush does not write it,
    /// since the WebSocket library flushes before the first frame.
    pub fn release(&mut self) {
        if let Some(kept) = &mut self.kept {
            kept.hold.0.store(false, Ordering::Relaxed);
            if kept.bytes.is_empty() {
                self.kept = None;
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Held<S> {
    /// Writes what was kept, and as much of `bytes` as goes with it.
    fn poll_kept(
        &mut self,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        while let Some(kept) = &mut self.kept {
            if kept.is_holding() {
                let before = kept.bytes.len();
                bytes
                    .iter()
                    .for_each(|some| kept.bytes.extend_from_slice(some));
                return Poll::Ready(Ok(kept.bytes.len() - before));
            }
            if kept.bytes.is_empty() {
                break;
            }
            let all = [IoSlice::new(&kept.bytes)];
            let all: Vec<_> = all.iter().chain(bytes).copied().collect();
            let written = ready!(Pin::new(&mut self.inner).poll_write_vectored(cx, &all))?;
            if written == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            let of_kept = written.min(kept.bytes.len());
            kept.bytes.drain(..of_kept);
            if kept.bytes.is_empty() {
                self.kept = None;
                if written > of_kept {
                    return Poll::Ready(Ok(written - of_kept));
                }
            }
        }
        match bytes {
            [] => Poll::Ready(Ok(0)),
            [one] => Pin::new(&mut self.inner).poll_write(cx, one),
            several => Pin::new(&mut self.inner).poll_write_vectored(cx, several),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Held<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Held<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.poll_kept(cx, &[IoSlice::new(bytes)])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.poll_kept(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_kept(cx, &[]))?;
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        time::timeout,
    };

    use super::*;

    /// A stream that keeps the end of a response, and the other end, which takes `room` bytes at a time.
    async fn held(room: usize) -> (Held<tokio::io::DuplexStream>, tokio::io::DuplexStream) {
        let (ours, mut theirs) = tokio::io::duplex(room);
        let hold = Hold::default();
        let mut stream = Held::new(ours, hold.clone());
        let mut first = [0; 4];
        let (written, read) =
            tokio::join!(stream.write_all(b"one "), theirs.read_exact(&mut first));
        written.and(read.map(drop)).unwrap();
        assert_eq!(&first, b"one ", "nothing is held by default");
        hold.begin();
        stream.write_all(b"two ").await.unwrap();
        stream.flush().await.unwrap();
        (stream, theirs)
    }

    async fn all(mut from: tokio::io::DuplexStream) -> String {
        let mut text = String::new();
        from.read_to_string(&mut text).await.unwrap();
        text
    }

    #[tokio::test]
    async fn what_is_held_goes_out_with_the_next_bytes() {
        let (mut stream, mut theirs) = held(64).await;
        stream.release();
        stream.flush().await.unwrap();
        let mut both = [0; 64];
        let early = timeout(Duration::ZERO, theirs.read(&mut both));
        assert!(early.await.is_err(), "it waits for the first frame");
        stream.write_all(b"three").await.unwrap();
        let read = theirs.read(&mut both).await.unwrap();
        assert_eq!(&both[..read], b"two three");
        assert!(stream.kept.is_none());
    }

    #[tokio::test]
    async fn nothing_is_lost_to_short_writes() {
        for room in 1..12 {
            let (mut stream, theirs) = held(room).await;
            stream.release();
            let writing = async {
                stream.write_all(b"three").await.unwrap();
                stream.shutdown().await.unwrap();
            };
            let (text, ()) = tokio::join!(all(theirs), writing);
            assert_eq!(text, "two three", "{room}");
        }
    }

    #[tokio::test]
    async fn the_end_writes_what_was_held() {
        let (mut stream, theirs) = held(64).await;
        stream.release();
        stream.shutdown().await.unwrap();
        assert_eq!(all(theirs).await, "two ");
    }
}
