//! The other end of a connection, and the client that a trusted proxy forwards for.

use std::{net::IpAddr, sync::Arc};

use http::HeaderMap;
use ipnet::IpNet;

use crate::limits::connections::Slot;

/// The other end of one connection.
#[derive(Clone, Debug)]
pub struct Peer {
    /// Its address: the socket's, or the one in a trusted proxy's PROXY header.
    pub address: IpAddr,
    /// True for a proxy whose `X-Forwarded-*` headers are trusted.
    pub trusted: bool,
    /// True if this connection is encrypted.
    pub secure: bool,
    /// True if it exceeds a cap and only gets an error.
    pub refused: bool,
    /// Its places in the connection counts, held for as long as the connection is served.
    pub slots: Arc<[Slot]>,
}

impl Peer {
    /// The client's address. Behind a trusted proxy this is the last address in `X-Forwarded-For` that is
    /// not a trusted proxy's own; otherwise it is the peer's, and the header is ignored.
    #[must_use]
    pub fn client(&self, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
        if !self.trusted {
            return self.address;
        }
        let forwarded: Vec<&str> = headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .collect();
        let mut client = self.address;
        for hop in forwarded.into_iter().rev() {
            let Some(address) = parse_hop(hop) else { break };
            client = address;
            if !is_trusted(trusted, address) {
                break;
            }
        }
        client
    }

    /// True if the client's connection is encrypted, here or up to a trusted proxy.
    #[must_use]
    pub fn is_secure(&self, headers: &HeaderMap) -> bool {
        self.secure
            || self.trusted
                && headers
                    .get("x-forwarded-proto")
                    .is_some_and(|v| v == "https")
    }
}

/// True if `address` is in one of the `trusted` networks.
#[must_use]
pub fn is_trusted(trusted: &[IpNet], address: IpAddr) -> bool {
    let address = address.to_canonical();
    trusted.iter().any(|network| network.contains(&address))
}

/// Parses an address as proxies write it: bare, in brackets, or with a port.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let bare = hop.trim_start_matches('[').trim_end_matches(']');
    bare.parse()
        .ok()
        .or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|a| a.ip()))
        .map(|a: IpAddr| a.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(address: &str, trusted: &[IpNet]) -> Peer {
        let address = address.parse().expect("address");
        Peer {
            address,
            trusted: is_trusted(trusted, address),
            secure: false,
            refused: false,
            slots: Arc::new([]),
        }
    }

    fn headers(forwarded: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().expect("header"));
        }
        headers
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let trusted = ["10.0.0.0/8".parse().expect("network")];
        let cases: [(&str, &[&str], &str); 8] = [
            ("192.0.2.1", &["203.0.113.9"], "192.0.2.1"),
            ("10.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("10.0.0.1", &["198.51.100.7, 203.0.113.9"], "203.0.113.9"),
            (
                "10.0.0.1",
                &["198.51.100.7", "203.0.113.9, 10.0.0.2"],
                "203.0.113.9",
            ),
            ("10.0.0.1", &["203.0.113.9:4711"], "203.0.113.9"),
            ("10.0.0.1", &["[2001:db8::1]"], "2001:db8::1"),
            ("10.0.0.1", &["rubbish"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
        ];
        for (address, forwarded, expected) in cases {
            let client = peer(address, &trusted).client(&headers(forwarded), &trusted);
            assert_eq!(client.to_string(), expected, "{address} {forwarded:?}");
        }
    }
}
