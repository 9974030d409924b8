//! Time-limited credentials: a user name with an expiry, and its HMAC as the password.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ring::hmac;
use serde::Serialize;

/// Credentials for the relay live at most this long.
pub const MAX_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest user name that STUN allows, in bytes.
const MAX_USERNAME: usize = 512;

/// A user name and password for the relay.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `expiry:user`, the expiry in seconds since 1970.
    pub username: String,
    /// The HMAC-SHA1 of the user name, in base64.
    pub credential: String,
}

/// Returns the credentials of `user` that expire at `expires`, in seconds since 1970.
pub fn credentials(secret: &[u8], user: &str, expires: u64) -> Credentials {
    let username = format!("{expires}:{user}");
    Credentials {
        credential: password(secret, &username),
        username,
    }
}

/// Returns the password of a user name, whether or not it has expired.
pub(crate) fn password(secret: &[u8], username: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    BASE64_STANDARD.encode(hmac::sign(&key, username.as_bytes()))
}

/// Splits a user name into its expiry and its user. Returns `None` if it has another form.
pub(crate) fn parse(username: &str) -> Option<(u64, &str)> {
    if username.len() > MAX_USERNAME {
        return None;
    }
    let (expires, user) = username.split_once(':')?;
    let digits = !expires.is_empty() && expires.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !user.is_empty()).then_some((expires.parse().ok()?, user))
}

/// Returns the seconds since 1970.
pub(crate) fn seconds(now: SystemTime) -> u64 {
    now.duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs())
}

/// One of the browser's `iceServers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IceServer {
    /// `stun:` and `turn:` URLs.
    pub urls: Vec<String>,
    /// The relay's user name; absent for STUN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// The relay's password; absent for STUN.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credential: Option<String>,
}

/// The address of a relay and the key from which the credentials of its clients are made.
#[derive(Clone)]
pub struct Advertised {
    /// The key of the credentials.
    pub secret: Vec<u8>,
    /// The relay's name or address, an IPv6 address in brackets.
    pub host: String,
    /// The port for UDP, or `None` if it does not listen there.
    pub udp: Option<u16>,
    /// The port for TCP, or `None` if it does not listen there.
    pub tcp: Option<u16>,
    /// The port for TLS, or `None` if it does not listen there.
    pub tls: Option<u16>,
}

/// Returns the browser's `iceServers` for `user`, valid for `lifetime`, but never longer than [`MAX_LIFETIME`].
pub fn ice_servers(
    relay: &Advertised,
    user: &str,
    now: SystemTime,
    lifetime: Duration,
) -> Vec<IceServer> {
    let Advertised {
        secret,
        host,
        udp,
        tcp,
        tls,
    } = relay;
    let stun = udp.map(|port| IceServer {
        urls: vec![format!("stun:{host}:{port}")],
        username: None,
        credential: None,
    });
    let urls: Vec<String> = [
        udp.map(|port| format!("turn:{host}:{port}?transport=udp")),
        tcp.map(|port| format!("turn:{host}:{port}?transport=tcp")),
        tls.map(|port| format!("turns:{host}:{port}?transport=tcp")),
    ]
    .into_iter()
    .flatten()
    .collect();
    let turn = (!urls.is_empty()).then(|| {
        let expires = seconds(now) + lifetime.min(MAX_LIFETIME).as_secs();
        let Credentials {
            username,
            credential,
        } = credentials(secret, user, expires);
        IceServer {
            urls,
            username: Some(username),
            credential: Some(credential),
        }
    });
    stun.into_iter().chain(turn).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_the_hmac_of_the_user_name() {
        // From `printf 1700000000:alice | openssl dgst -sha1 -hmac north -binary | base64`.
        let alice = credentials(b"north", "alice", 1_700_000_000);
        assert_eq!(alice.username, "1700000000:alice");
        assert_eq!(alice.credential, EXPECTED);
    }

    const EXPECTED: &str = "Cd/49soE35ICqcJF/bCTn8Z4OyE=";

    #[test]
    fn user_names_have_an_expiry_and_a_user() {
        assert_eq!(parse("17:alice"), Some((17, "alice")));
        assert_eq!(parse("17:a:b"), Some((17, "a:b")));
        for wrong in [
            "", ":", "17:", ":alice", "alice", "-1:alice", "+1:alice", "1 :a",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
        assert_eq!(parse(&format!("17:{}", "a".repeat(MAX_USERNAME))), None);
    }

    #[test]
    fn servers_name_what_listens_and_expire_within_a_day() {
        let relay = Advertised {
            secret: b"north".to_vec(),
            host: "chat.example.org".into(),
            udp: Some(3478),
            tcp: None,
            tls: Some(5349),
        };
        let now = UNIX_EPOCH + Duration::from_secs(1_000);
        let servers = ice_servers(&relay, "alice", now, Duration::from_secs(1_000_000));
        assert_eq!(servers[0].urls, ["stun:chat.example.org:3478"]);
        assert_eq!(
            servers[1].urls,
            [
                "turn:chat.example.org:3478?transport=udp",
                "turns:chat.example.org:5349?transport=tcp"
            ]
        );
        assert_eq!(servers[1].username.as_deref(), Some("87400:alice"));
        let silent = Advertised {
            udp: None,
            tls: None,
            ..relay
        };
        assert!(ice_servers(&silent, "alice", now, Duration::from_secs(60)).is_empty());
    }
}
