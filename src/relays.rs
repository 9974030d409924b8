//! The STUN and TURN servers that calls use: those that the operator names, and the server's own.

use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket},
    path::Path,
    time::{Duration, SystemTime},
};

use media::{
    Advertised, Certificate, IceServer, Limits, Media, MediaConfig, TurnConfig, TurnLimits,
    credentials, ice_servers,
};
use rand::RngCore as _;
use tokio::sync::mpsc;

use crate::config::{Config, TlsFiles};

/// How long credentials are valid: a working day.
const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

/// How often starting without the relay is tried, and how long between.
const ATTEMPTS: u32 = 20;
const RETRY: Duration = Duration::from_millis(50);

/// The STUN and TURN servers of calls.
#[derive(Default)]
pub struct Relays {
    /// The addresses of servers that the operator runs.
    named: Vec<String>,
    /// The key that those servers share with this one.
    secret: Option<Vec<u8>>,
    /// The server's own.
    own: Option<Advertised>,
}

impl Relays {
    /// Starts the media plane. Calls of two work without it where devices reach each other.
    pub async fn start(config: &Config) -> (Self, Option<(Media, mpsc::Receiver<media::Event>)>) {
        let started = start(config).await;
        let relays = Self {
            named: config.turn_servers.clone(),
            secret: config
                .turn_secret
                .as_ref()
                .map(|secret| secret.as_bytes().to_vec()),
            own: started.as_ref().and_then(|(media, _)| {
                let address = config
                    .media_address
                    .or(config.turn_listen.map(|at| at.ip()))?;
                let host = config.turn_host.clone().unwrap_or_else(|| host(address));
                media.advertised(&host)
            }),
        };
        (relays, started)
    }

    /// The servers for a user, and when their credentials expire, in milliseconds since 1970.
    #[must_use]
    pub fn for_user(&self, user: &str, now: SystemTime) -> (Vec<IceServer>, Option<i64>) {
        let mut servers = self.named_for(user, now);
        if let Some(own) = &self.own {
            servers.extend(ice_servers(own, user, now, LIFETIME));
        }
        let expires = servers
            .iter()
            .any(|server| server.username.is_some())
            .then(|| expiry(now))
            .and_then(|seconds| i64::try_from(seconds * 1000).ok());
        (servers, expires)
    }

    fn named_for(&self, user: &str, now: SystemTime) -> Vec<IceServer> {
        let is_stun = |url: &&String| url.starts_with("stun:") || url.starts_with("stuns:");
        let (stun, turn): (Vec<_>, Vec<_>) = self.named.iter().partition(is_stun);
        let urls = |urls: Vec<&String>| urls.into_iter().cloned().collect::<Vec<_>>();
        let mut servers = Vec::new();
        if !stun.is_empty() {
            servers.push(IceServer {
                urls: urls(stun),
                username: None,
                credential: None,
            });
        }
        if let Some(secret) = self.secret.as_ref().filter(|_| !turn.is_empty()) {
            let made = credentials(secret, user, expiry(now));
            servers.push(IceServer {
                urls: urls(turn),
                username: Some(made.username),
                credential: Some(made.credential),
            });
        }
        servers
    }
}

fn expiry(now: SystemTime) -> u64 {
    let since = now.duration_since(SystemTime::UNIX_EPOCH);
    (since.unwrap_or_default() + LIFETIME).as_secs()
}

/// Starts the media plane, which forwards calls and, if that is configured, relays them.
async fn start(config: &Config) -> Option<(Media, mpsc::Receiver<media::Event>)> {
    let listen = forwarding_address(config);
    let address = config.media_address.unwrap_or_else(|| outward(listen.ip()));
    let forwarding = MediaConfig {
        listen,
        addresses: vec![address],
        limits: Limits::default(),
    };
    let mut turn = relay(config);
    let has_relay = turn.is_some();
    for attempt in 0..ATTEMPTS {
        let config = media::Config {
            media: forwarding.clone(),
            turn: turn.take(),
        };
        match Media::start(config).await {
            Ok((media, events)) => {
                tracing::info!(%address, port = media.port(), "calls: forwarding");
                return Some((media, events));
            }
            Err(error) if has_relay && attempt == 0 => {
                tracing::error!(%error, "calls: no relay");
            }
            Err(error) if has_relay && attempt + 1 < ATTEMPTS => {
                // The port for media is free once the thread of the first attempt has ended.
                tracing::debug!(%error, "calls: the port for media is not free yet");
                tokio::time::sleep(RETRY).await;
            }
            Err(error) => {
                tracing::error!(%error, "calls: no forwarding");
                return None;
            }
        }
    }
    None
}

/// Where media is received: beside the relay, or else beside the page.
fn forwarding_address(config: &Config) -> SocketAddr {
    config.media_listen.unwrap_or_else(|| {
        let beside = config.turn_listen.unwrap_or(config.listen);
        SocketAddr::new(beside.ip(), 0)
    })
}

/// The address of this machine that others see: `listened`, or if that is unspecified, the one from which packets leave.
fn outward(listened: IpAddr) -> IpAddr {
    if !listened.is_unspecified() {
        return listened;
    }
    // An address for documentation: connecting a UDP socket chooses a route and sends nothing.
    let elsewhere: IpAddr = match listened {
        IpAddr::V4(_) => Ipv4Addr::new(192, 0, 2, 1).into(),
        IpAddr::V6(_) => Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
    };
    let address = UdpSocket::bind((listened, 0)).and_then(|socket| {
        socket.connect((elsewhere, 9))?;
        socket.local_addr()
    });
    address.map_or(Ipv4Addr::LOCALHOST.into(), |address| address.ip())
}

/// The relay, if one is configured.
fn relay(config: &Config) -> Option<TurnConfig> {
    let listen = config.turn_listen?;
    let address = config.media_address.unwrap_or(listen.ip());
    if address.is_unspecified() {
        tracing::error!(
            "calls: no relay, because --media-address does not say which address clients see"
        );
        return None;
    }
    let (tls, certificate) = config.turn_tls.as_ref().and_then(by_tls).unzip();
    let mut secret = vec![0; 32];
    rand::rng().fill_bytes(&mut secret);
    Some(TurnConfig {
        udp: vec![listen],
        tcp: vec![listen],
        tls: tls.into_iter().collect(),
        certificate,
        secret,
        realm: "orvale-chat".into(),
        relay_listen: listen.ip(),
        relay_address: address,
        relay_ports: 49_152..=65_535,
        own_addresses: vec![address],
        allow: config.turn_allow.clone(),
        lifetime: LIFETIME,
        limits: TurnLimits::default(),
    })
}

/// The relay's certificate. Without it there is no relay by TLS, but one by UDP and TCP.
fn by_tls((listen, files): &(SocketAddr, TlsFiles)) -> Option<(SocketAddr, Certificate)> {
    let read = |path: &Path| {
        let file = std::fs::read(path);
        file.inspect_err(|error| {
            tracing::error!(%error, path = %path.display(), "calls: no relay by TLS");
        })
    };
    let chain_pem = read(&files.certificate).ok()?;
    let key_pem = read(&files.key).ok()?;
    Some((*listen, Certificate { chain_pem, key_pem }))
}

/// An address as a part of a URL.
fn host(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("[{address}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relays(named: &[&str], secret: Option<&str>) -> Relays {
        Relays {
            named: named.iter().map(|url| (*url).to_owned()).collect(),
            secret: secret.map(|secret| secret.as_bytes().to_vec()),
            own: None,
        }
    }

    #[test]
    fn named_servers_come_with_credentials_of_the_user() {
        let urls = [
            "stun:turn.example.org:3478",
            "turn:turn.example.org:3478?transport=tcp",
        ];
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let (servers, expires) = relays(&urls, Some("north")).for_user("ann", now);
        assert_eq!(servers.len(), 2);
        assert_eq!(
            (&servers[0].urls, &servers[0].username),
            (&vec![urls[0].to_owned()], &None)
        );
        let user = servers[1].username.as_deref();
        assert_eq!(user, Some("1043200:ann"));
        assert!(servers[1].credential.is_some());
        assert_eq!(expires, Some(1_043_200_000));
    }

    #[test]
    fn without_servers_there_are_none() {
        let (servers, expires) = Relays::default().for_user("ann", SystemTime::now());
        assert!(servers.is_empty());
        assert_eq!(expires, None);
    }
}
