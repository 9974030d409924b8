//! Whose datagrams are whose, on the one port for media.
//!
//! A client's address is learned from a STUN request that names one of our connections and is signed with its password.
//! Everything else from an address that is not known is dropped before any decryption.

use std::collections::HashMap;
use std::net::SocketAddr;

use ring::hmac;

use super::Target;

/// Addresses of one connection, as a client may have several networks and relays.
const ADDRESSES: usize = 16;

const ATTR_USERNAME: u16 = 0x0006;
const ATTR_MESSAGE_INTEGRITY: u16 = 0x0008;

/// The connections by name and by address.
#[derive(Default)]
pub(crate) struct Demux {
    by_name: HashMap<String, (Target, hmac::Key)>,
    by_address: HashMap<SocketAddr, Target>,
    addresses: HashMap<Target, Vec<SocketAddr>>,
}

impl Demux {
    /// Enters a connection with the name and the password in its description. After an ICE restart it has new ones.
    pub(crate) fn enter(&mut self, target: Target, ufrag: &str, password: &str) {
        self.by_name.retain(|_, (known, _)| *known != target);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        self.by_name.insert(ufrag.to_owned(), (target, key));
    }

    /// Forgets a connection.
    pub(crate) fn leave(&mut self, target: Target) {
        self.by_name.retain(|_, (known, _)| *known != target);
        for address in self.addresses.remove(&target).unwrap_or_default() {
            self.by_address.remove(&address);
        }
    }

    /// Returns the connection that a datagram is for, or `None` for a stranger's.
    pub(crate) fn target(&mut self, from: SocketAddr, datagram: &[u8]) -> Option<Target> {
        // STUN begins with two zero bits, and is the only thing that may introduce an address.
        let is_stun = datagram.first().is_some_and(|first| *first < 4);
        let known = self.by_address.get(&from).copied();
        if !is_stun {
            return known;
        }
        match self.introduced(datagram) {
            Some(target) if known == Some(target) => Some(target),
            Some(target) => {
                self.learn(target, from);
                Some(target)
            }
            None => known,
        }
    }

    fn introduced(&self, datagram: &[u8]) -> Option<Target> {
        let request = Request::parse(datagram)?;
        let (target, key) = self.by_name.get(request.receiver)?;
        hmac::verify(key, &request.signed, request.signature).ok()?;
        Some(*target)
    }

    fn learn(&mut self, target: Target, from: SocketAddr) {
        if let Some(before) = self.by_address.insert(from, target)
            && let Some(addresses) = self.addresses.get_mut(&before)
        {
            addresses.retain(|address| *address != from);
        }
        let addresses = self.addresses.entry(target).or_default();
        addresses.push(from);
        if addresses.len() > ADDRESSES {
            self.by_address.remove(&addresses.remove(0));
        }
    }
}

/// A STUN request that says for whom it is.
struct Request<'a> {
    receiver: &'a str,
    signed: Vec<u8>,
    signature: &'a [u8],
}

impl<'a> Request<'a> {
    fn parse(datagram: &'a [u8]) -> Option<Self> {
        (datagram.get(4..8)? == [0x21, 0x12, 0xa4, 0x42]).then_some(())?;
        let (mut at, mut receiver) = (20, None);
        loop {
            let header = datagram.get(at..at + 4)?;
            let kind = u16::from_be_bytes([header[0], header[1]]);
            let length = usize::from(u16::from_be_bytes([header[2], header[3]]));
            let value = datagram.get(at + 4..at + 4 + length)?;
            match kind {
                ATTR_USERNAME => {
                    receiver = std::str::from_utf8(value).ok()?.split(':').next();
                }
                ATTR_MESSAGE_INTEGRITY => {
                    // The length in the signed header ends with the signature.
                    let mut signed = datagram.get(..at)?.to_vec();
                    let length = u16::try_from(at + 24 - 20).ok()?;
                    signed.get_mut(2..4)?.copy_from_slice(&length.to_be_bytes());
                    return Some(Self {
                        receiver: receiver?,
                        signed,
                        signature: value,
                    });
                }
                _ => {}
            }
            at += 4 + length.next_multiple_of(4);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::PeerId;
    use super::*;
    use crate::event::Leg;

    fn target(number: u64) -> Target {
        Target {
            peer: PeerId(number),
            leg: Leg::Publish,
        }
    }

    /// Returns a binding request for a connection, signed with a password.
    fn request(receiver: &str, password: &str) -> Vec<u8> {
        let name = format!("{receiver}:abcd");
        let padded = name.len().next_multiple_of(4);
        let mut request = vec![0, 1];
        let length = u16::try_from(4 + padded + 24).expect("a length");
        request.extend(length.to_be_bytes());
        request.extend([0x21, 0x12, 0xa4, 0x42]);
        request.extend([7; 12]);
        request.extend(ATTR_USERNAME.to_be_bytes());
        request.extend(u16::try_from(name.len()).expect("a length").to_be_bytes());
        request.extend(name.bytes());
        request.resize(24 + padded, 0);
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        let signature = hmac::sign(&key, &request);
        request.extend(ATTR_MESSAGE_INTEGRITY.to_be_bytes());
        request.extend(20_u16.to_be_bytes());
        request.extend(signature.as_ref());
        request
    }

    fn from(port: u16) -> SocketAddr {
        ([192, 0, 2, 1], port).into()
    }

    #[test]
    fn an_address_is_known_once_a_signed_request_came_from_it() {
        let mut demux = Demux::default();
        demux.enter(target(1), "north", "secret");
        assert_eq!(demux.target(from(1), &[0x80, 0]), None);
        assert_eq!(demux.target(from(1), &request("south", "secret")), None);
        assert_eq!(demux.target(from(1), &request("north", "wrong")), None);
        assert_eq!(
            demux.target(from(1), &[0x80, 0]),
            None,
            "no media from strangers"
        );
        assert_eq!(
            demux.target(from(1), &request("north", "secret")),
            Some(target(1))
        );
        assert_eq!(demux.target(from(1), &[0x80, 0]), Some(target(1)));
        demux.leave(target(1));
        assert_eq!(demux.target(from(1), &[0x80, 0]), None);
        assert_eq!(demux.target(from(1), &request("north", "secret")), None);
    }

    #[test]
    fn a_restart_changes_the_name_and_keeps_the_address() {
        let mut demux = Demux::default();
        demux.enter(target(1), "north", "secret");
        demux.target(from(1), &request("north", "secret"));
        demux.enter(target(1), "south", "other");
        assert_eq!(demux.target(from(1), &[0x80, 0]), Some(target(1)));
        assert_eq!(demux.target(from(2), &request("north", "secret")), None);
        assert_eq!(
            demux.target(from(2), &request("south", "other")),
            Some(target(1))
        );
    }

    #[test]
    fn addresses_are_bounded_and_noise_is_harmless() {
        let mut demux = Demux::default();
        demux.enter(target(1), "north", "secret");
        let request = request("north", "secret");
        for port in 1..=100 {
            demux.target(from(port), &request);
        }
        assert_eq!(demux.by_address.len(), ADDRESSES);
        assert_eq!(demux.target(from(1), &[0x80, 0]), None);
        for length in 0..request.len() {
            assert_eq!(demux.target(from(200), &request[..length]), None);
        }
    }
}
