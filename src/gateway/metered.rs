//! A stream with a limit on the bytes of one WebSocket message. A message may have any number of
//! fragments, even empty ones, and the library reports nothing before the last.

use std::{
    fmt, io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// A stream that fails with [`Endless`] when more bytes than its allowance are read without a complete
/// message.
#[derive(Debug)]
pub struct Metered<S> {
    inner: S,
    allowance: u32,
    left: u32,
}

/// The client sent more bytes than any message has, without completing one.
#[derive(Debug)]
pub struct Endless;

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a message without end")
    }
}

impl std::error::Error for Endless {}

impl<S> Metered<S> {
    /// Allows `allowance` bytes for each message.
    pub fn new(inner: S, allowance: usize) -> Self {
        let allowance = u32::try_from(allowance).unwrap_or(u32::MAX);
        Self {
            inner,
            allowance,
            left: allowance,
        }
    }

    /// Resets the count after a complete message.
    pub fn message_ended(&mut self) {
        self.left = self.allowance;
    }

    /// The stream itself, for reads that are not part of a message.
    pub fn inner(&mut self) -> &mut S {
        &mut self.inner
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Metered<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.left == 0 {
            return Poll::Ready(Err(io::Error::other(Endless)));
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.inner).poll_read(cx, buffer);
        let read = u32::try_from(buffer.filled().len() - before).unwrap_or(u32::MAX);
        self.left = self.left.saturating_sub(read);
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Metered<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    #[tokio::test]
    async fn reading_fails_after_the_allowance_until_a_message_ends() {
        let mut metered = Metered::new(&[7_u8; 20][..], 8);
        let mut bytes = [0; 8];
        metered.read_exact(&mut bytes).await.unwrap();
        let refused = metered.read(&mut bytes).await.unwrap_err();
        assert!(refused.get_ref().is_some_and(|error| error.is::<Endless>()));
        metered.message_ended();
        metered.read_exact(&mut bytes).await.unwrap();
    }
}
