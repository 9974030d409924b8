//! The accept loop: counts each connection, sets its timeouts, terminates TLS if configured, and serves it.
//!
//! `warp::serve` sets no header timeout and hides the stream, so connections are accepted here and warp
//! only routes requests.

use std::{convert::Infallible, io, net::IpAddr, sync::Arc, time::Duration};

use hyper::{body::Incoming, server::conn::http1, service::Service};
use hyper_util::rt::{TokioIo, TokioTimer};
use ipnet::IpNet;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

use super::{
    held::{Held, Hold},
    proxy_header,
    stream::Stream,
};
use crate::{
    app::stop_requested,
    limits::connections::{Connections, Slot},
    peer::{Peer, is_trusted},
};

/// The time for a request's head, and for an idle connection until the next request. Longer than HTTP
/// clients usually keep an idle connection, so that the client closes it: closed by the server, it could
/// cut off a request in flight.
const HEADER_TIMEOUT: Duration = Duration::from_secs(8);
/// The time for what precedes HTTP: the PROXY header and the TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);
const MAX_HEADER_BYTES: usize = 16 * 1024;
const MAX_HEADERS: usize = 64;
/// The pause after an error of `accept` that repeats at once, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The settings of the accept loop.
pub struct Acceptor {
    /// The connection counts and their caps.
    pub connections: Arc<Connections>,
    /// The networks whose statement of the client's address is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether connections from these begin with a PROXY header.
    pub proxy_protocol: bool,
    /// Terminates TLS; `None` for plain TCP.
    pub tls: Option<TlsAcceptor>,
}

/// Handles requests: takes hyper's request, returns warp's response.
type Request = http::Request<Incoming>;
type Response = warp::reply::Response;

/// Accepts connections and serves them with `service`, until `stopping` becomes true.
pub async fn run<S>(
    listener: TcpListener,
    acceptor: Arc<Acceptor>,
    service: S,
    mut stopping: watch::Receiver<bool>,
) where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stop_requested(&mut stopping) => return,
        };
        match accepted {
            Ok((stream, address)) => {
                let acceptor = Arc::clone(&acceptor);
                let service = service.clone();
                let stopping = stopping.clone();
                tokio::spawn(async move {
                    acceptor
                        .serve(stream, address.ip().to_canonical(), service, stopping)
                        .await;
                });
            }
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                tracing::warn!(%error, "gateway: cannot accept connections");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

impl Acceptor {
    async fn serve<S>(
        &self,
        stream: TcpStream,
        address: IpAddr,
        service: S,
        stopping: watch::Receiver<bool>,
    ) where
        S: Service<Request, Response = Response, Error = Infallible> + Send + Sync + 'static,
        S::Future: Send + 'static,
    {
        let (total, refused) = match self.connections.enter() {
            Some(slot) => (slot, false),
            None => match self.connections.enter_refused() {
                Some(slot) => (slot, true),
                None => return,
            },
        };
        // Boxed, so that the connection's task does not keep the memory of the handshake.
        let opened = timeout(HANDSHAKE_TIMEOUT, Box::pin(self.open(stream, address)));
        let Ok(Ok((stream, address, trusted))) = opened.await else {
            return;
        };
        let Some(peer) = self.admit(total, refused, address, trusted, &stream) else {
            return;
        };
        serve_http(stream, peer, service, stopping).await;
    }

    /// Reads what precedes HTTP; returns the stream, the client's address, and whether it is a proxy.
    async fn open(
        &self,
        mut stream: TcpStream,
        mut address: IpAddr,
    ) -> io::Result<(Stream, IpAddr, bool)> {
        stream.set_nodelay(true)?;
        let mut trusted = is_trusted(&self.trusted_proxies, address);
        if trusted
            && self.proxy_protocol
            && let Some(client) = proxy_header::read(&mut stream).await?
        {
            address = client.to_canonical();
            trusted = is_trusted(&self.trusted_proxies, address);
        }
        let stream = match &self.tls {
            Some(tls) => Stream::Tls(Box::new(tls.accept(stream).await?)),
            None => Stream::Plain(stream),
        };
        Ok((stream, address, trusted))
    }

    /// Counts the connection against its address. A proxy's own address has no cap: its clients are
    /// counted by their own addresses when they open a WebSocket.
    fn admit(
        &self,
        total: Slot,
        refused: bool,
        address: IpAddr,
        trusted: bool,
        stream: &Stream,
    ) -> Option<Peer> {
        let secure = matches!(stream, Stream::Tls(_));
        let peer = |slots, refused| Peer {
            address,
            trusted,
            secure,
            refused,
            slots,
        };
        if refused || trusted {
            return Some(peer(Arc::new([total]), refused));
        }
        match self.connections.enter_address(address) {
            Some(slot) => Some(peer(Arc::new([total, slot]), false)),
            None => {
                let slot = self.connections.enter_refused()?;
                Some(peer(Arc::new([slot]), true))
            }
        }
    }
}

async fn serve_http<S>(stream: Stream, peer: Peer, service: S, mut stopping: watch::Receiver<bool>)
where
    S: Service<Request, Response = Response, Error = Infallible> + Send + Sync + 'static,
    S::Future: Send + 'static,
{
    let hold = Hold::default();
    let stream = Held::new(stream, hold.clone());
    let with_peer = hyper::service::service_fn(move |mut request: Request| {
        request.extensions_mut().insert(peer.clone());
        request.extensions_mut().insert(hold.clone());
        service.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .max_buf_size(MAX_HEADER_BYTES)
        .max_headers(MAX_HEADERS)
        .serve_connection(TokioIo::new(stream), with_peer)
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let result = tokio::select! {
        result = connection.as_mut() => result,
        () = stop_requested(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "gateway: connection failed");
    }
}
