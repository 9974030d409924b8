//! The STUN and TURN servers that calls use: those that the operator names, and the server's own.

use std::{
    net::{IpAddr, SocketAddr},
    time::{Duration, SystemTime},
};

use media::{
    Advertised, IceServer, Limits, Media, MediaConfig, TurnConfig, TurnLimits, credentials,
    ice_servers,
};
use rand::RngCore as _;

use crate::config::Config;

/// How long credentials are valid: a working day.
const LIFETIME: Duration = Duration::from_secs(12 * 60 * 60);

/// The STUN and TURN servers of calls.
#[derive(Default)]
pub struct Relays {
    /// The addresses of servers that the operator runs.
    named: Vec<String>,
    /// The key that those servers share with this one.
    secret: Option<Vec<u8>>,
    /// The server's own.
    own: Option<(Media, Advertised)>,
}

impl Relays {
    /// Starts the server's own relay, if one is configured. Calls work without it where devices reach each other.
    pub async fn start(config: &Config) -> Self {
        let own = match config.turn_listen {
            Some(listen) => start(config, listen).await,
            None => None,
        };
        Self {
            named: config.turn_servers.clone(),
            secret: config
                .turn_secret
                .as_ref()
                .map(|secret| secret.as_bytes().to_vec()),
            own,
        }
    }

    /// The servers for a user, and when their credentials expire, in milliseconds since 1970.
    #[must_use]
    pub fn for_user(&self, user: &str, now: SystemTime) -> (Vec<IceServer>, Option<i64>) {
        let mut servers = self.named_for(user, now);
        if let Some((_, own)) = &self.own {
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

async fn start(config: &Config, listen: SocketAddr) -> Option<(Media, Advertised)> {
    let address: IpAddr = config.media_address.unwrap_or(listen.ip());
    if address.is_unspecified() {
        tracing::error!(
            "calls: no relay, because --media-address does not say which address clients see"
        );
        return None;
    }
    let mut secret = vec![0; 32];
    rand::rng().fill_bytes(&mut secret);
    let turn = TurnConfig {
        udp: vec![listen],
        tcp: vec![listen],
        tls: Vec::new(),
        certificate: None,
        secret,
        realm: "orvale-chat".into(),
        relay_listen: listen.ip(),
        relay_address: address,
        relay_ports: 49_152..=65_535,
        own_addresses: vec![address],
        allow: config.turn_allow.clone(),
        limits: TurnLimits::default(),
    };
    // Calls go from device to device, so nothing comes in on the port for forwarding.
    let forwarding = MediaConfig {
        listen: SocketAddr::new(listen.ip(), 0),
        addresses: vec![address],
        limits: Limits::default(),
    };
    let config = media::Config {
        media: forwarding,
        turn: Some(turn),
    };
    match Media::start(config).await {
        Ok((media, mut events)) => {
            tokio::spawn(async move { while events.recv().await.is_some() {} });
            let host = match address {
                IpAddr::V4(address) => address.to_string(),
                IpAddr::V6(address) => format!("[{address}]"),
            };
            let advertised = media.advertised(&host)?;
            tracing::info!(%listen, "calls: relaying");
            Some((media, advertised))
        }
        Err(error) => {
            tracing::error!(%error, "calls: no relay");
            None
        }
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
