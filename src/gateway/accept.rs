//! The accept loop: each connection is counted, timed, decrypted where it must be, and served.
//!
//! `warp::serve` sets no header timeout and hides the stream, so connections are accepted here and
//! only routed by warp.

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

use super::{proxy_header, stream::Stream};
use crate::{
    app::told_to_stop,
    limits::connections::{Connections, Slot},
    peer::{Peer, is_trusted},
};

/// How long a client may take over the head of a request, and to begin the next one. Longer than
/// HTTP clients commonly keep an idle connection, so that it is they who close it and not we, under
/// a request that is on its way.
const HEADER_TIMEOUT: Duration = Duration::from_secs(8);
/// How long it may take over what comes before HTTP: the PROXY header and the TLS handshake.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(5);
const MAX_HEADER_BYTES: usize = 16 * 1024;
const MAX_HEADERS: usize = 64;
/// After an error of `accept` that will not go away by itself, such as too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// What the accept loop needs to know.
pub struct Acceptor {
    /// The counts and their caps.
    pub connections: Arc<Connections>,
    /// Whose word on the client's address counts.
    pub trusted_proxies: Vec<IpNet>,
    /// Whether their connections begin with a PROXY header.
    pub proxy_protocol: bool,
    /// What decrypts, where TLS is served.
    pub tls: Option<TlsAcceptor>,
}

/// What a request becomes: hyper's request in, warp's response out.
type Request = http::Request<Incoming>;
type Response = warp::reply::Response;

/// Accepts connections until `stopping` turns true; each is served by `service`.
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
            () = told_to_stop(&mut stopping) => return,
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
                tracing::warn!(%error, "cannot accept connections");
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
        // Boxed: what a handshake needs is gone before the connection grows old.
        let opened = timeout(HANDSHAKE_TIMEOUT, Box::pin(self.open(stream, address)));
        let Ok(Ok((stream, address, trusted))) = opened.await else {
            return;
        };
        let Some(peer) = self.admit(total, refused, address, trusted, &stream) else {
            return;
        };
        serve_http(stream, peer, service, stopping).await;
    }

    /// Reads what comes before HTTP; returns who is really there and whether it is a proxy.
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

    /// Counts the connection against its address. A proxy's own address is nobody's: its clients
    /// are counted when they open a WebSocket.
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
    let with_peer = hyper::service::service_fn(move |mut request: Request| {
        request.extensions_mut().insert(peer.clone());
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
        () = told_to_stop(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended badly");
    }
}
