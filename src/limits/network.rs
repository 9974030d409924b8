//! The unit by which addresses are limited.

use std::net::{IpAddr, Ipv6Addr};

/// An address as limits count it: a whole IPv4 address, or an IPv6 /64, because one host controls all
/// of a /64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(IpAddr);

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let host_removed = u128::from(address) & !u128::from(u64::MAX);
                Self(IpAddr::V6(Ipv6Addr::from(host_removed)))
            }
            v4 => Self(v4),
        }
    }
}
