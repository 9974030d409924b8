//! Fetches the beginning of a page that a user's message links to.
//!
//! The server resolves the name itself, connects to an address that it has checked, and does the same again for each
//! redirect. It sends no cookies and no credentials, uses no proxy, and reads a limited number of bytes within a
//! limited time.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Empty};
use hyper::{body::Incoming, client::conn::http1};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    task::AbortHandle,
    time::timeout,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use url::{Host, Url};

use super::address::Allowed;

/// The time for a page, with all redirects.
const PATIENCE: Duration = Duration::from_secs(8);
/// The time for a connection to one address.
const CONNECTING: Duration = Duration::from_secs(3);
/// The number of redirects that are followed.
const REDIRECTS: usize = 3;
/// The number of addresses of a host that are tried.
const ADDRESSES: usize = 2;
/// The number of bytes of a page that are read.
const PAGE_BYTES: usize = 512 * 1024;
/// The longest head of a response.
const HEAD_BYTES: usize = 64 * 1024;
const AGENT: &str = concat!("orvale-chat/", env!("CARGO_PKG_VERSION"), " (link preview)");

/// Why there is no page.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error("the address is not allowed")]
    Address,
    #[error("the link is not allowed")]
    Link,
    #[error("the response is not a page")]
    NoPage,
    #[error("too many redirects")]
    Redirects,
    #[error("it took too long")]
    Time,
    #[error("{0}")]
    Connection(#[from] std::io::Error),
    #[error("{0}")]
    Http(#[from] hyper::Error),
}

/// The beginning of a page.
#[derive(Debug)]
pub(super) struct Page {
    /// The value of `Content-Type`.
    pub(super) media_type: String,
    /// Its first bytes.
    pub(super) bytes: Vec<u8>,
}

/// Fetches pages from allowed addresses.
pub(super) struct Fetcher {
    allowed: Allowed,
    tls: TlsConnector,
    patience: Duration,
}

/// A response, and the task that reads its connection.
struct Fetched {
    response: Response<Incoming>,
    _connection: Ended,
}

/// Ends the connection with what was read of it.
struct Ended(AbortHandle);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Fetcher {
    /// # Errors
    /// When TLS cannot be set up.
    pub(super) fn new(allowed: Allowed) -> Result<Self, tokio_rustls::rustls::Error> {
        let roots = RootCertStore {
            roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
        };
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            allowed,
            tls: TlsConnector::from(Arc::new(config)),
            patience: PATIENCE,
        })
    }

    /// Fetches the page at `link`.
    pub(super) async fn page(&self, link: Url) -> Result<Page, Refused> {
        let fetched = timeout(self.patience, self.follow(link)).await;
        fetched.unwrap_or(Err(Refused::Time))
    }

    async fn follow(&self, mut link: Url) -> Result<Page, Refused> {
        for _ in 0..=REDIRECTS {
            let fetched = self.get(&link).await?;
            match redirect(&link, &fetched.response)? {
                Some(next) => link = next,
                None => return read(fetched).await,
            }
        }
        Err(Refused::Redirects)
    }

    async fn get(&self, link: &Url) -> Result<Fetched, Refused> {
        let stream = self.connect(link).await?;
        if link.scheme() == "http" {
            return request(link, stream).await;
        }
        let host = link.host_str().ok_or(Refused::Link)?;
        let name = host.trim_matches(['[', ']']).to_owned();
        let name = ServerName::try_from(name).map_err(|_| Refused::Link)?;
        request(link, self.tls.connect(name, stream).await?).await
    }

    /// Connects to one of the link's addresses that are allowed.
    async fn connect(&self, link: &Url) -> Result<TcpStream, Refused> {
        let port = link.port_or_known_default().ok_or(Refused::Link)?;
        let addresses: Vec<SocketAddr> = match link.host().ok_or(Refused::Link)? {
            Host::Ipv4(address) => vec![(address, port).into()],
            Host::Ipv6(address) => vec![(address, port).into()],
            Host::Domain(name) => lookup_host((name, port)).await?.collect(),
        };
        let allowed = addresses.into_iter();
        let allowed = allowed.filter(|address| self.allowed.contains(*address));
        let mut last = Refused::Address;
        for address in allowed.take(ADDRESSES) {
            match timeout(CONNECTING, TcpStream::connect(address)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = error.into(),
                Err(_) => last = Refused::Time,
            }
        }
        Err(last)
    }
}

/// Returns whether a page of this address may be fetched at all.
pub(super) fn is_fetched(link: &Url) -> bool {
    let named = link.username().is_empty() && link.password().is_none();
    matches!(link.scheme(), "http" | "https") && link.has_host() && named
}

async fn request<S>(link: &Url, stream: S) -> Result<Fetched, Refused>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (mut sender, connection) = http1::Builder::new()
        .max_buf_size(HEAD_BYTES)
        .handshake(TokioIo::new(stream))
        .await?;
    let connection = Ended(tokio::spawn(connection).abort_handle());
    let host = &link[url::Position::BeforeHost..url::Position::AfterPort];
    let path = &link[url::Position::BeforePath..url::Position::AfterQuery];
    let request = Request::get(path)
        .header(header::HOST, host)
        .header(header::USER_AGENT, AGENT)
        .header(header::ACCEPT, "text/html,application/xhtml+xml")
        .header(header::ACCEPT_ENCODING, "identity")
        .header(header::CONNECTION, "close")
        .body(Empty::<Bytes>::new())
        .map_err(|_| Refused::Link)?;
    Ok(Fetched {
        response: sender.send_request(request).await?,
        _connection: connection,
    })
}

/// Returns where a response redirects to.
fn redirect(from: &Url, response: &Response<Incoming>) -> Result<Option<Url>, Refused> {
    let moved = [
        StatusCode::MOVED_PERMANENTLY,
        StatusCode::FOUND,
        StatusCode::SEE_OTHER,
        StatusCode::TEMPORARY_REDIRECT,
        StatusCode::PERMANENT_REDIRECT,
    ];
    if !moved.contains(&response.status()) {
        return Ok(None);
    }
    let to = response.headers().get(header::LOCATION);
    let to = to.and_then(|to| to.to_str().ok()).ok_or(Refused::NoPage)?;
    let to = from.join(to).map_err(|_| Refused::Link)?;
    let downgraded = from.scheme() == "https" && to.scheme() == "http";
    if !is_fetched(&to) || downgraded {
        return Err(Refused::Link);
    }
    Ok(Some(to))
}

async fn read(fetched: Fetched) -> Result<Page, Refused> {
    let Fetched {
        response,
        _connection,
    } = fetched;
    let head = response.headers();
    let media_type = head.get(header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok());
    let media_type = media_type.unwrap_or_default().to_ascii_lowercase();
    let encoded = head
        .get(header::CONTENT_ENCODING)
        .is_some_and(|coding| coding != "identity");
    let kind = media_type.split(';').next().unwrap_or_default().trim();
    let is_page = matches!(kind, "text/html" | "application/xhtml+xml");
    if response.status() != StatusCode::OK || encoded || !is_page {
        return Err(Refused::NoPage);
    }
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Some(data) = frame?.data_ref() {
            let left = PAGE_BYTES - bytes.len();
            bytes.extend_from_slice(&data[..data.len().min(left)]);
        }
        if bytes.len() == PAGE_BYTES {
            break;
        }
    }
    Ok(Page { media_type, bytes })
}

#[cfg(test)]
mod tests {
    use tokio::{io::AsyncWriteExt, net::TcpListener, time::sleep};

    use super::*;

    /// A site that sends `head`, and then a byte now and again for ever.
    async fn slow(head: &'static str) -> Url {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                tokio::spawn(async move {
                    let mut sent = stream.write_all(head.as_bytes()).await;
                    while sent.is_ok() {
                        sleep(Duration::from_millis(5)).await;
                        sent = stream.write_all(b"x").await;
                    }
                });
            }
        });
        format!("http://{address}/").parse().expect("an address")
    }

    #[tokio::test]
    async fn a_page_that_never_ends_is_given_up() {
        let mut fetcher = Fetcher::new(Allowed::new(vec![
            "127.0.0.0/8".parse().expect("a network"),
        ]))
        .expect("TLS");
        fetcher.patience = Duration::from_millis(100);
        for head in [
            "",
            "HTTP/1.1 200 OK\r\nx-long: ",
            "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<title>slow</title>",
        ] {
            let page = fetcher.page(slow(head).await).await;
            assert!(page.is_err(), "{head}: {page:?}");
        }
    }
}
