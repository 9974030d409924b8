//! Hands datagrams to the kernel, many with one call where it has one for that.

use std::io;
use std::net::{IpAddr, SocketAddr};

#[cfg(target_os = "linux")]
use tokio::io::Interest;
use tokio::net::UdpSocket;

use super::datagrams::Datagrams;

/// The socket for media.
pub(super) struct Socket {
    inner: UdpSocket,
    is_v6: bool,
}

impl Socket {
    pub(super) fn new(socket: std::net::UdpSocket) -> io::Result<Self> {
        let inner = UdpSocket::from_std(socket)?;
        let is_v6 = crate::turn::is_v6(&inner);
        Ok(Self { inner, is_v6 })
    }

    /// Waits until something may have come.
    pub(super) async fn readable(&self) -> io::Result<()> {
        self.inner.readable().await
    }

    /// Returns the length of a datagram that has come, and its sender.
    pub(super) fn receive(&self, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        let (length, from) = self.inner.try_recv_from(buffer)?;
        Ok((
            length,
            SocketAddr::new(from.ip().to_canonical(), from.port()),
        ))
    }

    /// Sends datagrams, never waiting, and clears them. Whatever prevents it counts as loss on the way.
    pub(super) fn send(&self, datagrams: &mut Datagrams) {
        if datagrams.len() > 0 {
            self.send_all(datagrams);
            datagrams.clear();
        }
    }

    #[cfg(target_os = "linux")]
    fn send_all(&self, datagrams: &Datagrams) {
        use std::io::IoSlice;

        use rustix::net::addr::SocketAddrArg as _;
        use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, sendmmsg};

        let (slices, addresses): (Vec<_>, Vec<_>) = datagrams
            .iter()
            .map(|(datagram, to)| (IoSlice::new(datagram), self.address(to).as_any()))
            .unzip();
        let mut nothing: Vec<_> = addresses
            .iter()
            .map(|_| SendAncillaryBuffer::default())
            .collect();
        let mut messages: Vec<_> = slices
            .iter()
            .zip(&addresses)
            .zip(&mut nothing)
            .map(|((slice, to), nothing)| {
                MMsgHdr::new_with_addr(to, std::slice::from_ref(slice), nothing)
            })
            .collect();
        let mut rest = &mut messages[..];
        while !rest.is_empty() {
            let send = || Ok(sendmmsg(&self.inner, rest, SendFlags::empty())?);
            let sent = match self.inner.try_io(Interest::WRITABLE, send) {
                Ok(sent) => sent,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                // The first one cannot be sent.
                Err(error) => {
                    tracing::trace!("media: dropped a datagram: {error}");
                    1
                }
            };
            let all = std::mem::take(&mut rest);
            rest = all.get_mut(sent.max(1)..).unwrap_or_default();
        }
    }

    #[cfg(not(target_os = "linux"))]
    fn send_all(&self, datagrams: &Datagrams) {
        for (datagram, to) in datagrams.iter() {
            let _ = self.inner.try_send_to(datagram, self.address(to));
        }
    }

    /// Returns an address as the socket takes it.
    fn address(&self, to: SocketAddr) -> SocketAddr {
        match to.ip() {
            IpAddr::V4(v4) if self.is_v6 => SocketAddr::new(v4.to_ipv6_mapped().into(), to.port()),
            _ => to,
        }
    }
}
