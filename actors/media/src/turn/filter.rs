//! Which peers a relay may exchange packets with.

use std::collections::HashSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::RwLock;

use ipnet::IpNet;

use super::addresses::{is_public, reduced};

/// Decides which peers are reachable through the relay.
///
/// Of the server's own addresses only the port for media and the ports of live relays are: they make "relay to relay" and
/// "relay to the forwarding server" work, and nothing else that listens on the same machine.
pub(crate) struct Filter {
    allow: Vec<IpNet>,
    /// The port for media, if calls are forwarded here.
    media: Option<u16>,
    relay: RelayAddresses,
    state: RwLock<State>,
}

/// Where relays are bound, and what clients see of them.
#[derive(Clone, Copy)]
pub(crate) struct RelayAddresses {
    pub(crate) bound: IpAddr,
    pub(crate) seen: IpAddr,
}

#[derive(Default)]
struct State {
    own: HashSet<IpAddr>,
    live: HashSet<u16>,
}

impl Filter {
    pub(crate) fn new(allow: Vec<IpNet>, media: Option<u16>, relay: RelayAddresses) -> Self {
        Self {
            allow,
            media,
            relay,
            state: RwLock::default(),
        }
    }

    /// Replaces what the server's own addresses are, apart from those of the relays. Loopback is none: nothing there
    /// needs to be reached through a relay.
    pub(crate) fn set_own(&self, addresses: impl IntoIterator<Item = IpAddr>) {
        let others = addresses
            .into_iter()
            .filter(|address| !address.to_canonical().is_loopback());
        let own = others
            .chain([self.relay.bound, self.relay.seen])
            .map(reduced);
        self.write().own = own.filter(|address| !address.is_unspecified()).collect();
    }

    /// Notes the port of a new relay, which others may reach from now on.
    pub(crate) fn opened(&self, port: u16) {
        self.write().live.insert(port);
    }

    /// Forgets the port of a relay that is gone.
    pub(crate) fn closed(&self, port: u16) {
        self.write().live.remove(&port);
    }

    /// True if a client may ask for a permission for this address, on whatever port.
    pub(crate) fn permits(&self, address: IpAddr) -> bool {
        let address = reduced(address);
        self.read().own.contains(&address) || self.is_foreign_and_allowed(address)
    }

    /// True if packets may go to this peer, and come from it.
    pub(crate) fn passes(&self, peer: SocketAddr) -> bool {
        let address = reduced(peer.ip());
        let state = self.read();
        if state.own.contains(&address) {
            return self.media == Some(peer.port()) || state.live.contains(&peer.port());
        }
        drop(state);
        self.is_foreign_and_allowed(address)
    }

    fn is_foreign_and_allowed(&self, address: IpAddr) -> bool {
        is_public(address) || self.allow.iter().any(|net| net.contains(&address))
    }

    /// Returns where a packet for `peer` is sent: straight to the socket if the peer is another relay, as not every
    /// address translation leads packets for its public address back inside.
    pub(crate) fn outward(&self, peer: SocketAddr) -> SocketAddr {
        if reduced(peer.ip()) != self.relay.seen {
            return peer;
        }
        // A socket that is bound to every address is reached at the loopback one.
        let inside = match self.relay.bound {
            IpAddr::V4(bound) if bound.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            IpAddr::V6(bound) if bound.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            bound => bound,
        };
        SocketAddr::new(inside, peer.port())
    }

    /// Returns the peer that a packet from `source` is reported to come from: the opposite of [`Self::outward`].
    pub(crate) fn inward(&self, source: SocketAddr) -> SocketAddr {
        let source = SocketAddr::new(source.ip().to_canonical(), source.port());
        let looped = self.relay.bound.is_unspecified() && source.ip().is_loopback();
        let inside =
            source.ip() != self.relay.seen && (looped || self.read().own.contains(&source.ip()));
        if inside {
            SocketAddr::new(self.relay.seen, source.port())
        } else {
            source
        }
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, State> {
        self.state
            .read()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn write(&self) -> std::sync::RwLockWriteGuard<'_, State> {
        self.state
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEDIA: u16 = 7_000;

    fn filter(allow: &[&str]) -> Filter {
        bound_to("10.0.0.5", allow)
    }

    fn bound_to(bound: &str, allow: &[&str]) -> Filter {
        let allow = allow
            .iter()
            .map(|net| net.parse().expect("a network"))
            .collect();
        let relay = RelayAddresses {
            bound: bound.parse().expect("an address"),
            seen: "203.0.112.7".parse().expect("an address"),
        };
        let filter = Filter::new(allow, Some(MEDIA), relay);
        filter.set_own(["fd00::5", "127.0.0.1"].map(|own| own.parse().expect("an address")));
        filter
    }

    fn at(text: &str) -> SocketAddr {
        text.parse().expect("an address and a port")
    }

    #[test]
    fn private_targets_are_refused_in_every_spelling() {
        let filter = filter(&[]);
        for target in [
            "127.0.0.1",
            "10.0.0.9",
            "169.254.169.254",
            "::ffff:169.254.169.254",
            "::10.0.0.9",
            "2002:a9fe:a9fe::",
            "64:ff9b::7f00:1",
            "0.0.0.0",
            "::",
            "224.0.0.1",
            "ff02::1",
            "fec0::1",
        ] {
            let target: IpAddr = target.parse().expect("an address");
            assert!(!filter.permits(target), "{target}");
            assert!(!filter.passes(SocketAddr::new(target, MEDIA)), "{target}");
        }
        assert!(filter.passes(at("1.1.1.1:53")));
    }

    #[test]
    fn a_named_network_is_reachable_in_every_spelling() {
        let filter = filter(&["10.0.0.0/24"]);
        assert!(filter.passes(at("10.0.0.9:80")));
        assert!(filter.passes(at("[::ffff:10.0.0.9]:80")));
        assert!(!filter.passes(at("10.0.1.9:80")));
    }

    #[test]
    fn of_our_own_addresses_only_media_and_live_relays_are_reachable() {
        let filter = filter(&["10.0.0.0/8"]);
        filter.opened(50_000);
        for own in ["10.0.0.5", "203.0.112.7", "[fd00::5]", "[::ffff:10.0.0.5]"] {
            assert!(filter.permits(at(&format!("{own}:1")).ip()));
            assert!(filter.passes(at(&format!("{own}:{MEDIA}"))), "{own}");
            assert!(filter.passes(at(&format!("{own}:50000"))), "{own}");
            assert!(!filter.passes(at(&format!("{own}:5432"))), "{own}");
        }
        filter.closed(50_000);
        assert!(!filter.passes(at("10.0.0.5:50000")));
    }

    #[test]
    fn relays_reach_each_other_behind_an_address_translation() {
        let filter = filter(&[]);
        assert_eq!(
            filter.outward(at("203.0.112.7:50000")),
            at("10.0.0.5:50000")
        );
        assert_eq!(filter.inward(at("10.0.0.5:50000")), at("203.0.112.7:50000"));
        assert_eq!(filter.outward(at("1.1.1.1:53")), at("1.1.1.1:53"));
        assert_eq!(filter.inward(at("1.1.1.1:53")), at("1.1.1.1:53"));
    }

    #[test]
    fn relays_that_listen_everywhere_reach_each_other_behind_an_address_translation() {
        let filter = bound_to("0.0.0.0", &[]);
        filter.opened(50_000);
        let outward = filter.outward(at("203.0.112.7:50000"));
        assert_eq!(outward, at("127.0.0.1:50000"));
        assert_eq!(filter.inward(outward), at("203.0.112.7:50000"));
        assert!(filter.passes(filter.inward(outward)));
        assert!(!filter.passes(filter.inward(at("127.0.0.1:5432"))));
        assert!(!filter.permits(at("127.0.0.1:50000").ip()));
    }
}
