//! Which addresses previews may be fetched from: public ones at the ports of the web, and those of the networks that
//! the operator named.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use ipnet::IpNet;

/// The ports of public addresses: behind others are services that are no pages.
const PORTS: [u16; 2] = [80, 443];

/// The networks that are allowed besides the public ones.
#[derive(Clone, Debug, Default)]
pub(super) struct Allowed(Vec<IpNet>);

impl Allowed {
    pub(super) fn new(networks: Vec<IpNet>) -> Self {
        Self(networks)
    }

    /// Returns whether the server may connect to `address`.
    pub(super) fn contains(&self, address: SocketAddr) -> bool {
        let (ip, port) = (address.ip().to_canonical(), address.port());
        let public = PORTS.contains(&port) && is_public(ip);
        public || self.0.iter().any(|network| network.contains(&ip))
    }
}

/// False for loopback, private, link-local, shared, reserved, documentation and multicast addresses.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let reserved = match address.octets() {
        [0 | 10 | 127 | 224..=255, ..] => true,
        [100, second, ..] => (64..128).contains(&second),
        [169, 254, ..] | [192, 168, ..] => true,
        [172, second, ..] => (16..32).contains(&second),
        [192, 0, 0 | 2, _] | [192, 88, 99, _] | [198, 51, 100, _] | [203, 0, 113, _] => true,
        [198, second, ..] => second == 18 || second == 19,
        _ => false,
    };
    !reserved
}

/// Only global unicast is public, without the parts that lead to IPv4 addresses (6to4, Teredo) and those for
/// documentation. NAT64 prefixes and IPv4-compatible addresses are no global unicast.
fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0..0x200, ..] | [0x2001, 0x0db8, ..] | [0x2002, ..] => false,
        [0x3fff, 0..0x1000, ..] => false,
        [first, ..] => (0x2000..0x4000).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_allowed() {
        let none = Allowed::default();
        for address in [
            "1.1.1.1",
            "93.184.216.34",
            "172.32.0.1",
            "192.0.1.1",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
        ] {
            let ip = address.parse().unwrap();
            for (port, is) in [(80, true), (443, true), (25, false), (8080, false)] {
                let address = SocketAddr::new(ip, port);
                assert_eq!(none.contains(address), is, "{address}");
            }
        }
        for address in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::7f00:1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::a00:1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            let address = SocketAddr::new(address.parse().unwrap(), 80);
            assert!(!none.contains(address), "{address}");
        }
    }

    #[test]
    fn the_operator_can_allow_networks() {
        let allowed = Allowed::new(vec!["10.1.0.0/16".parse().unwrap()]);
        for (address, is) in [
            ("10.1.2.3", true),
            ("::ffff:10.1.2.3", true),
            ("10.2.0.1", false),
            ("64:ff9b::a01:203", false),
        ] {
            let address = SocketAddr::new(address.parse().unwrap(), 3000);
            assert_eq!(allowed.contains(address), is, "{address}");
        }
    }
}
