//! STUN and TURN by UDP, TCP and TLS.
//!
//! The library `turn` keeps the states of allocations; [`requests`] decides what reaches it. Bounds: [`TurnLimits`],
//! [`floods`] for what is asked without credentials, one buffer for each listener, and 256 messages for each connection.

mod accounts;
mod addresses;
#[cfg(any(test, feature = "client"))]
#[cfg_attr(
    not(test),
    expect(dead_code, reason = "benchmarks need only a part of it")
)]
pub(crate) mod client;
mod clients;
mod credentials;
mod datagrams;
mod filter;
mod floods;
mod framing;
mod messages;
mod nonces;
mod relay;
mod requests;
mod streams;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use ipnet::IpNet;
use tokio::net::{TcpListener, UdpSocket};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};

pub use accounts::TurnLimits;
pub use credentials::{Advertised, Credentials, IceServer, MAX_LIFETIME, credentials, ice_servers};

pub(crate) use floods::Budget;
pub(crate) use relay::is_v6;

use crate::Error;
use crate::buffers::enlarge_shared;
use accounts::Accounts;
use clients::Clients;
use credentials::seconds;
use filter::{Filter, RelayAddresses};
use floods::Floods;
use nonces::Nonces;
use relay::Ports;
use requests::Requests;
use streams::Counts;

/// How often the addresses of the network interfaces are read again.
const INTERFACES: Duration = Duration::from_secs(60);

/// Where the relay listens and what it permits.
pub struct TurnConfig {
    /// Addresses for UDP.
    pub udp: Vec<SocketAddr>,
    /// Addresses for TCP.
    pub tcp: Vec<SocketAddr>,
    /// Addresses for TLS over TCP; they need a certificate.
    pub tls: Vec<SocketAddr>,
    /// The certificate for TLS.
    pub certificate: Option<Certificate>,
    /// The key of the credentials.
    pub secret: Vec<u8>,
    /// The name that credentials are valid for.
    pub realm: String,
    /// The address that the sockets of allocations are bound to.
    pub relay_listen: IpAddr,
    /// The address that clients see of them.
    pub relay_address: IpAddr,
    /// The ports of allocations.
    pub relay_ports: RangeInclusive<u16>,
    /// Addresses of this server beside those of its interfaces, such as a public one that is translated.
    pub own_addresses: Vec<IpAddr>,
    /// Networks that are reachable although they are private.
    pub allow: Vec<IpNet>,
    /// How long credentials are valid when they are given out.
    pub lifetime: Duration,
    /// How much there is of everything.
    pub limits: TurnLimits,
}

/// A certificate and its key, both in PEM.
pub struct Certificate {
    /// The server's certificate and those that lead to its issuer.
    pub chain_pem: Vec<u8>,
    /// The private key.
    pub key_pem: Vec<u8>,
}

/// A running relay. Dropping it ends all of it.
pub(crate) struct Turn {
    requests: Arc<Requests>,
    listening: Listening,
    lifetime: Duration,
    _tasks: JoinSet<()>,
}

/// The ports that were bound.
#[derive(Clone, Debug, Default)]
pub(crate) struct Listening {
    pub(crate) udp: Vec<SocketAddr>,
    pub(crate) tcp: Vec<SocketAddr>,
    pub(crate) tls: Vec<SocketAddr>,
}

impl Turn {
    /// Binds the listeners. `media` is the port for media, which relays may reach.
    pub(crate) async fn start(config: TurnConfig, media: Option<u16>) -> Result<Self, Error> {
        let acceptor = config.certificate.as_ref().map(acceptor).transpose()?;
        if acceptor.is_none() && !config.tls.is_empty() {
            return Err(Error::Configuration(
                "TURN over TLS needs a certificate".into(),
            ));
        }
        if config.relay_ports.is_empty() {
            return Err(Error::Configuration(
                "the range of ports for TURN is empty".into(),
            ));
        }
        let own = config.own_addresses.clone();
        let mut tasks = JoinSet::new();
        let lifetime = config.lifetime;
        let counts = Counts::new(config.limits.clone());
        let (udp, tcp, tls) = (config.udp.clone(), config.tcp.clone(), config.tls.clone());
        let requests = Arc::new(requests(config, media)?);
        tasks.spawn(watch_interfaces(Arc::clone(&requests.filter), own));
        let mut listening = Listening::default();
        for address in udp {
            let failed = bind_failed(address);
            let socket = UdpSocket::bind(address).await.map_err(&failed)?;
            enlarge_shared(&socket, "port of the relay");
            let bound = socket.local_addr().map_err(&failed)?;
            listening.udp.push(bound);
            tasks.spawn(datagrams::listen(socket, bound, Arc::clone(&requests)));
        }
        let plain = tcp.into_iter().map(|address| (address, None));
        let secret = tls.into_iter().map(|address| (address, acceptor.clone()));
        for (address, acceptor) in plain.chain(secret) {
            let failed = bind_failed(address);
            let listener = TcpListener::bind(address).await.map_err(&failed)?;
            let bound = listener.local_addr().map_err(&failed)?;
            let list = if acceptor.is_some() {
                &mut listening.tls
            } else {
                &mut listening.tcp
            };
            list.push(bound);
            let (requests, counts) = (Arc::clone(&requests), Arc::clone(&counts));
            tasks.spawn(streams::listen(listener, bound, acceptor, requests, counts));
        }
        Ok(Self {
            requests,
            listening,
            lifetime,
            _tasks: tasks,
        })
    }

    pub(crate) fn listening(&self) -> &Listening {
        &self.listening
    }

    /// Returns how many allocations there are.
    pub(crate) fn allocations(&self) -> usize {
        self.requests.clients.len()
    }

    /// Deletes all allocations of a user, on all devices, and refuses the credentials that they have been given.
    pub(crate) async fn remove_user(&self, user: &str) {
        let now = seconds(SystemTime::now());
        let until = now + self.lifetime.as_secs();
        self.requests.accounts.refuse(user, until, now);
        self.requests
            .clients
            .remove_users(|name| name == user)
            .await;
    }
}

/// Reads the addresses of the network interfaces again from time to time.
async fn watch_interfaces(filter: Arc<Filter>, own: Vec<IpAddr>) {
    loop {
        tokio::time::sleep(INTERFACES).await;
        filter.set_own(interfaces().into_iter().chain(own.iter().copied()));
    }
}

fn requests(config: TurnConfig, media: Option<u16>) -> Result<Requests, Error> {
    let addresses = RelayAddresses {
        bound: config.relay_listen,
        seen: config.relay_address,
    };
    let filter = Arc::new(Filter::new(config.allow, media, addresses));
    filter.set_own(interfaces().into_iter().chain(config.own_addresses));
    Ok(Requests {
        secret: config.secret,
        realm: config.realm,
        ports: Arc::new(Ports {
            addresses,
            range: config.relay_ports,
            filter: Arc::clone(&filter),
        }),
        filter,
        accounts: Accounts::new(config.limits),
        clients: Arc::new(Clients::default()),
        floods: Floods::new(Instant::now()),
        nonces: Nonces::new()?,
    })
}

fn interfaces() -> Vec<IpAddr> {
    let interfaces = webrtc_util::ifaces::ifaces().unwrap_or_default();
    interfaces
        .into_iter()
        .filter_map(|interface| Some(interface.addr?.ip()))
        .collect()
}

fn bind_failed(address: SocketAddr) -> impl Fn(std::io::Error) -> Error {
    move |error| Error::Bind {
        address,
        reason: error.to_string(),
    }
}

fn acceptor(certificate: &Certificate) -> Result<TlsAcceptor, Error> {
    let wrong = |reason: String| Error::Configuration(format!("certificate for TURN: {reason}"));
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&certificate.chain_pem).collect();
    let chain = chain.map_err(|error| wrong(error.to_string()))?;
    let key = PrivateKeyDer::from_pem_slice(&certificate.key_pem);
    let key = key.map_err(|error| wrong(error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map(|builder| builder.with_no_client_auth())
        .and_then(|builder| builder.with_single_cert(chain, key))
        .map_err(|error| wrong(error.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
