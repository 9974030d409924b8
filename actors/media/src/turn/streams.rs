//! The listeners for TCP and TLS.

use std::any::Any;
use std::collections::HashMap;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use bytes::BytesMut;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use webrtc_util::Conn;

use super::accounts::TurnLimits;
use super::clients::{Origin, Transport};
use super::floods::network;
use super::framing;
use super::requests::{Connection, Requests};

/// A TLS handshake takes at most this long.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// A connection without an allocation is closed after this long.
const WITHOUT_ALLOCATION: Duration = Duration::from_secs(30);

/// How often it is looked whether a silent connection still has its allocation.
const SILENCE: Duration = Duration::from_secs(10);

/// A client that takes nothing for this long is closed.
const STALLED: Duration = Duration::from_secs(20);

/// Messages that wait to be written. Beyond it they are dropped, as a full router would.
const QUEUE: usize = 256;

/// Counts connections: in all, and by address.
pub(crate) struct Counts {
    limits: TurnLimits,
    open: Mutex<(usize, HashMap<IpAddr, usize>)>,
}

/// One of the connections that are counted.
struct Counted {
    counts: Arc<Counts>,
    address: IpAddr,
}

impl Counts {
    pub(crate) fn new(limits: TurnLimits) -> Arc<Self> {
        Arc::new(Self {
            limits,
            open: Mutex::default(),
        })
    }

    fn admit(self: &Arc<Self>, address: IpAddr) -> Option<Counted> {
        let address = network(address);
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let (total, by_address) = &mut *open;
        let here = by_address.get(&address).copied().unwrap_or(0);
        if *total >= self.limits.connections || here >= self.limits.connections_per_address {
            return None;
        }
        *total += 1;
        by_address.insert(address, here + 1);
        Some(Counted {
            counts: Arc::clone(self),
            address,
        })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self
            .counts
            .open
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (total, by_address) = &mut *open;
        *total = total.saturating_sub(1);
        if let Some(here) = by_address.get_mut(&self.address) {
            *here = here.saturating_sub(1);
            if *here == 0 {
                by_address.remove(&self.address);
            }
        }
    }
}

/// Accepts connections until the task is aborted, which also ends them.
pub(crate) async fn listen(
    listener: TcpListener,
    address: SocketAddr,
    acceptor: Option<TlsAcceptor>,
    requests: Arc<Requests>,
    counts: Arc<Counts>,
) {
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        let Ok((stream, from)) = listener.accept().await else {
            // Most likely there are no file descriptors.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let Some(counted) = counts.admit(from.ip()) else {
            continue;
        };
        let transport = if acceptor.is_some() {
            Transport::Tls
        } else {
            Transport::Tcp
        };
        let client = SocketAddr::new(from.ip().to_canonical(), from.port());
        let origin = Origin {
            transport,
            listener: address,
            client,
        };
        let (acceptor, requests) = (acceptor.clone(), Arc::clone(&requests));
        connections.spawn(async move {
            serve(stream, acceptor, origin, &requests).await;
            requests.clients.remove(&origin).await;
            drop(counted);
        });
    }
}

async fn serve(
    stream: TcpStream,
    acceptor: Option<TlsAcceptor>,
    origin: Origin,
    requests: &Requests,
) {
    // Media must not wait for more to send.
    let _ = stream.set_nodelay(true);
    let ended = match acceptor {
        None => exchange(stream, origin, requests).await,
        Some(acceptor) => match timeout(HANDSHAKE, acceptor.accept(stream)).await {
            Ok(Ok(stream)) => exchange(stream, origin, requests).await,
            Ok(Err(error)) => Err(error),
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        },
    };
    if let Err(error) = ended {
        tracing::trace!("turn: the connection of {} ended: {error}", origin.client);
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite,
    origin: Origin,
    requests: &Requests,
) -> io::Result<()> {
    let (reader, writer) = tokio::io::split(stream);
    let (sender, queue) = mpsc::channel(QUEUE);
    let connection: Connection = Arc::new(Stream { sender, origin });
    tokio::select! {
        ended = read(reader, connection, origin, requests) => ended,
        ended = write(writer, queue) => ended,
    }
}

async fn read(
    mut reader: impl AsyncRead + Unpin,
    connection: Connection,
    origin: Origin,
    requests: &Requests,
) -> io::Result<()> {
    let opened = Instant::now();
    let mut buffer = BytesMut::with_capacity(4_096);
    loop {
        let read = timeout(SILENCE, reader.read_buf(&mut buffer)).await;
        if matches!(read, Ok(Ok(0))) {
            return Ok(());
        }
        read.unwrap_or(Ok(0))?;
        while let Some(message) = framing::take(&mut buffer)? {
            requests.handle(&connection, origin, &message).await;
        }
        if opened.elapsed() > WITHOUT_ALLOCATION && !requests.clients.has(&origin) {
            return Err(io::ErrorKind::TimedOut.into());
        }
    }
}

async fn write(
    mut writer: impl AsyncWrite + Unpin,
    mut queue: mpsc::Receiver<Vec<u8>>,
) -> io::Result<()> {
    while let Some(message) = queue.recv().await {
        let stalled = |_| io::Error::from(io::ErrorKind::TimedOut);
        timeout(STALLED, writer.write_all(&message))
            .await
            .map_err(stalled)??;
        if queue.is_empty() {
            timeout(STALLED, writer.flush()).await.map_err(stalled)??;
        }
    }
    Ok(())
}

/// One connection, as the library writes to it.
struct Stream {
    sender: mpsc::Sender<Vec<u8>>,
    origin: Origin,
}

#[async_trait]
impl Conn for Stream {
    async fn connect(&self, _: SocketAddr) -> webrtc_util::Result<()> {
        Ok(())
    }

    async fn recv(&self, _: &mut [u8]) -> webrtc_util::Result<usize> {
        Err(io::Error::from(io::ErrorKind::Unsupported).into())
    }

    async fn recv_from(&self, _: &mut [u8]) -> webrtc_util::Result<(usize, SocketAddr)> {
        Err(io::Error::from(io::ErrorKind::Unsupported).into())
    }

    async fn send(&self, buf: &[u8]) -> webrtc_util::Result<usize> {
        self.send_to(buf, self.origin.client).await
    }

    /// Queues a message, or drops it if the client does not keep up.
    async fn send_to(&self, buf: &[u8], _: SocketAddr) -> webrtc_util::Result<usize> {
        let _ = self.sender.try_send(buf.to_vec());
        Ok(buf.len())
    }

    fn local_addr(&self) -> webrtc_util::Result<SocketAddr> {
        Ok(self.origin.listener)
    }

    fn remote_addr(&self) -> Option<SocketAddr> {
        Some(self.origin.client)
    }

    /// Does nothing: the library closes it before it answers that an allocation was deleted.
    async fn close(&self) -> webrtc_util::Result<()> {
        Ok(())
    }

    fn as_any(&self) -> &(dyn Any + Send + Sync) {
        self
    }
}
