//! Request bodies: how large they may be, how long they may take, and whether they are held in memory.
//!
//! Each route has a policy; a body is never read further than that allows.

use std::{fmt, pin::Pin, time::Duration};

use actors::protocol::{ErrorCode, Failure};
use bytes::{Buf, Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use http::StatusCode;
use tokio::time::{Instant, timeout_at};

use super::Problem;

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, warp::Error>> + Send + Sync>>;

/// How a handler gets the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Whole, from memory.
    Buffered,
    /// Chunk by chunk, as it arrives.
    Streamed,
}

/// What a route accepts as its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyPolicy {
    /// The largest body, in bytes.
    pub most: u64,
    /// How long the client may take to send all of it, from the moment it is first read.
    pub within: Duration,
    /// How the handler gets it.
    pub delivery: Delivery,
}

impl BodyPolicy {
    /// At most a JSON document.
    pub const JSON: Self = Self {
        most: 256 * 1024,
        within: Duration::from_secs(8),
        delivery: Delivery::Buffered,
    };

    /// A body that is never held in memory as a whole.
    #[must_use]
    pub const fn streamed(most: u64, within: Duration) -> Self {
        Self {
            most,
            within,
            delivery: Delivery::Streamed,
        }
    }
}

/// The body of one request, and how much of it has been read.
pub struct Body {
    chunks: Chunks,
    policy: BodyPolicy,
    received: u64,
    deadline: Option<Instant>,
}

impl fmt::Debug for Body {
    /// Without its bytes: they hold passwords and messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes read, {:?}", self.received, self.policy)
    }
}

impl Body {
    /// A body that arrives as `chunks`, under the policy for JSON.
    pub fn new<S, B>(chunks: S) -> Self
    where
        S: Stream<Item = Result<B, warp::Error>> + Send + Sync + 'static,
        B: Buf,
    {
        let chunks = chunks.map(|chunk| chunk.map(|mut b| b.copy_to_bytes(b.remaining())));
        Self {
            chunks: Box::pin(chunks),
            policy: BodyPolicy::JSON,
            received: 0,
            deadline: None,
        }
    }

    /// Puts the body under another policy.
    pub fn set_policy(&mut self, policy: BodyPolicy) {
        self.policy = policy;
    }

    /// Returns whether nothing of it was read.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.received == 0
    }

    /// The next chunk; `None` at the end.
    ///
    /// # Errors
    /// Too large or too slow, as the policy says, or cut off by the client.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Problem> {
        let BodyPolicy { most, within, .. } = self.policy;
        let deadline = *self.deadline.get_or_insert_with(|| Instant::now() + within);
        let next = timeout_at(deadline, self.chunks.next()).await;
        let chunk = match next.map_err(|_| too_slow(within))? {
            None => return Ok(None),
            Some(chunk) => chunk.map_err(|_| Problem::invalid("the body ended early"))?,
        };
        self.received += chunk.len() as u64;
        if self.received > most {
            return Err(Problem::new(
                ErrorCode::TooLarge,
                format!("the body is too large; the limit is {most} bytes"),
            ));
        }
        Ok(Some(chunk))
    }

    /// The whole body, which can be read again afterwards: idempotency compares it before the handler
    /// reads it.
    ///
    /// # Errors
    /// As [`Body::chunk`]; internal when the route streams its body.
    pub async fn bytes(&mut self) -> Result<Bytes, Problem> {
        if self.policy.delivery == Delivery::Streamed {
            tracing::error!("http: a streamed body must not be buffered");
            return Err(Failure::internal().into());
        }
        let mut all = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            all.extend_from_slice(&chunk);
        }
        let all = all.freeze();
        let again = all.clone();
        self.chunks = Box::pin(stream::once(async move { Ok(again) }));
        (self.received, self.deadline) = (0, None);
        Ok(all)
    }
}

fn too_slow(within: Duration) -> Problem {
    let message = format!("the body took longer than {} s to arrive", within.as_secs());
    Problem::invalid(message).with_status(StatusCode::REQUEST_TIMEOUT)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    };

    use super::*;

    const CHUNK: usize = 64 * 1024;
    const LONG: Duration = Duration::from_secs(600);

    /// A body of `count` chunks, and how many of them have been asked for.
    fn body(count: u64, policy: BodyPolicy) -> (Body, Arc<AtomicU64>) {
        let asked = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&asked);
        let chunks = stream::iter(0..count).map(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok(Bytes::from(vec![0; CHUNK]))
        });
        let mut body = Body::new(chunks);
        body.set_policy(policy);
        (body, asked)
    }

    #[tokio::test]
    async fn a_streamed_body_is_passed_on_chunk_by_chunk() {
        let count = 1600;
        let policy = BodyPolicy::streamed(count * CHUNK as u64, LONG);
        let (mut body, asked) = body(count, policy);
        for expected in 1..=count {
            let chunk = body.chunk().await.expect("within limits");
            assert_eq!(chunk.map(|chunk| chunk.len()), Some(CHUNK));
            assert_eq!(
                asked.load(Ordering::Relaxed),
                expected,
                "nothing is read ahead"
            );
        }
        assert_eq!(body.chunk().await.expect("ends"), None);
    }

    #[tokio::test]
    async fn a_streamed_body_is_never_buffered() {
        let (mut body, asked) = body(1, BodyPolicy::streamed(CHUNK as u64, LONG));
        let problem = body.bytes().await.expect_err("a fault of the server");
        assert_eq!(problem.status, StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(asked.load(Ordering::Relaxed), 0);
    }

    #[tokio::test]
    async fn a_body_is_read_no_further_than_its_limit() {
        for policy in [
            BodyPolicy::JSON,
            BodyPolicy::streamed(BodyPolicy::JSON.most, LONG),
        ] {
            let fits = policy.most / CHUNK as u64;
            let (mut body, asked) = body(fits + 10, policy);
            for _ in 0..fits {
                assert!(body.chunk().await.expect("within limits").is_some());
            }
            let problem = body.chunk().await.expect_err("too large");
            assert_eq!(problem.status, StatusCode::PAYLOAD_TOO_LARGE);
            assert_eq!(asked.load(Ordering::Relaxed), fits + 1);
        }
    }

    #[tokio::test]
    async fn the_time_limit_is_for_the_whole_body() {
        let endless = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            Some((Ok(Bytes::from_static(b"x")), ()))
        });
        let policy = BodyPolicy {
            within: Duration::from_millis(50),
            ..BodyPolicy::JSON
        };
        let mut body = Body::new(endless);
        body.set_policy(policy);
        let problem = body.bytes().await.expect_err("too slow");
        assert_eq!(problem.status, StatusCode::REQUEST_TIMEOUT);
    }

    #[tokio::test]
    async fn a_buffered_body_can_be_read_again() {
        let (mut body, _) = body(BodyPolicy::JSON.most / CHUNK as u64, BodyPolicy::JSON);
        let first = body.bytes().await.expect("within limits");
        assert_eq!(body.bytes().await.expect("still there"), first);
    }
}
