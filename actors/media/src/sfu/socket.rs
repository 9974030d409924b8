//! Hands datagrams to the kernel, many with one call where it has one for that.

use std::io;
use std::net::{IpAddr, SocketAddr};

use tokio::io::Interest;
use tokio::net::UdpSocket;

use super::datagrams::Datagrams;

/// Datagrams that wait while the kernel's buffer is full.
const WAITING: usize = 1_024;

/// The socket for media.
pub(super) struct Socket {
    inner: UdpSocket,
    is_v6: bool,
    /// Datagrams that were dropped since the kernel's buffer is full.
    lost: usize,
}

impl Socket {
    pub(super) fn new(socket: std::net::UdpSocket) -> io::Result<Self> {
        let inner = UdpSocket::from_std(socket)?;
        let is_v6 = crate::turn::is_v6(&inner);
        Ok(Self {
            inner,
            is_v6,
            lost: 0,
        })
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

    /// Waits until the kernel may take more.
    pub(super) async fn writable(&self) -> io::Result<()> {
        self.inner.writable().await
    }

    /// Sends datagrams in their order, never waiting, and removes them. Those that the kernel has no room for stay, up to
    /// [`WAITING`]; more count as lost on the way.
    pub(super) fn send(&mut self, datagrams: &mut Datagrams) {
        if datagrams.len() == 0 {
            return;
        }
        let done = hand_over(datagrams, |rest| {
            self.inner
                .try_io(Interest::WRITABLE, || self.send_some(rest))
        });
        datagrams.remove(done);
        let lost = datagrams.truncate(WAITING);
        if lost > 0 && self.lost == 0 {
            tracing::warn!("media: the network takes less than is sent; packets are dropped");
        }
        self.lost += lost;
        if datagrams.len() == 0 && self.lost > 0 {
            tracing::warn!("media: dropped {} packets", std::mem::take(&mut self.lost));
        }
    }

    /// Sends as many as the kernel takes at once, and returns how many. Fails if it does not take the first.
    #[cfg(target_os = "linux")]
    fn send_some(&self, datagrams: &[(&[u8], SocketAddr)]) -> io::Result<usize> {
        use std::io::IoSlice;

        use rustix::net::addr::SocketAddrArg as _;
        use rustix::net::{MMsgHdr, SendAncillaryBuffer, SendFlags, sendmmsg};

        let (slices, addresses): (Vec<_>, Vec<_>) = datagrams
            .iter()
            .map(|(datagram, to)| (IoSlice::new(datagram), self.address(*to).as_any()))
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
        Ok(sendmmsg(&self.inner, &mut messages, SendFlags::empty())?)
    }

    /// Sends the first one, and returns 1. Fails if the kernel does not take it.
    #[cfg(not(target_os = "linux"))]
    fn send_some(&self, datagrams: &[(&[u8], SocketAddr)]) -> io::Result<usize> {
        let Some((datagram, to)) = datagrams.first() else {
            return Ok(0);
        };
        self.inner.try_send_to(datagram, self.address(*to))?;
        Ok(1)
    }

    /// Returns an address as the socket takes it.
    fn address(&self, to: SocketAddr) -> SocketAddr {
        match to.ip() {
            IpAddr::V4(v4) if self.is_v6 => SocketAddr::new(v4.to_ipv6_mapped().into(), to.port()),
            _ => to,
        }
    }
}

/// Hands datagrams to what sends the first of those it is given, and returns how many are done: sent, or impossible to
/// send.
fn hand_over(
    datagrams: &Datagrams,
    mut send: impl FnMut(&[(&[u8], SocketAddr)]) -> io::Result<usize>,
) -> usize {
    let all: Vec<_> = datagrams.iter().collect();
    let mut done = 0;
    while let Some(rest) = all.get(done..).filter(|rest| !rest.is_empty()) {
        done += match send(rest) {
            Ok(sent) => sent.max(1),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
            // The first one cannot be sent.
            Err(error) => {
                tracing::trace!("media: dropped a datagram: {error}");
                1
            }
        };
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A kernel with a small buffer, which is emptied now and then, and what it has taken.
    struct Kernel {
        room: usize,
        taken: Vec<u16>,
    }

    impl Kernel {
        /// Takes a few at once; one to the port 9 is impossible to send.
        fn take(&mut self, datagrams: &[(&[u8], SocketAddr)]) -> io::Result<usize> {
            let possible = datagrams.iter().take_while(|(_, to)| to.port() != 9);
            let taken = possible.take(self.room.min(3));
            let taken: Vec<_> = taken
                .map(|(datagram, _)| u16::from_be_bytes([datagram[0], datagram[1]]))
                .collect();
            if taken.is_empty() {
                return Err(match self.room {
                    0 => io::ErrorKind::WouldBlock,
                    _ => io::ErrorKind::HostUnreachable,
                }
                .into());
            }
            self.room -= taken.len();
            self.taken.extend(&taken);
            Ok(taken.len())
        }
    }

    fn push(datagrams: &mut Datagrams, number: u16, port: u16) {
        let to = SocketAddr::from(([192, 0, 2, 1], port));
        datagrams.push(&number.to_be_bytes(), to);
    }

    #[test]
    fn what_the_kernel_has_no_room_for_is_sent_later_in_order_before_what_comes_after_it() {
        let mut kernel = Kernel {
            room: 0,
            taken: Vec::new(),
        };
        let mut datagrams = Datagrams::default();
        for round in 0..20 {
            for number in 0..10 {
                push(&mut datagrams, round * 10 + number, 1);
            }
            // More than ten on average, so that all get through at the end.
            kernel.room = [0, 4, 7, 0, 25, 17][usize::from(round % 6)];
            let done = hand_over(&datagrams, |rest| kernel.take(rest));
            datagrams.remove(done);
        }
        kernel.room = usize::MAX;
        let done = hand_over(&datagrams, |rest| kernel.take(rest));
        datagrams.remove(done);
        assert_eq!(datagrams.len(), 0);
        assert!(kernel.taken.iter().copied().eq(0..200));
    }

    #[test]
    fn one_that_cannot_be_sent_keeps_no_other_back() {
        let mut kernel = Kernel {
            room: 100,
            taken: Vec::new(),
        };
        let mut datagrams = Datagrams::default();
        for number in 0..10 {
            push(&mut datagrams, number, if number % 4 == 0 { 9 } else { 1 });
        }
        assert_eq!(hand_over(&datagrams, |rest| kernel.take(rest)), 10);
        assert_eq!(kernel.taken, [1, 2, 3, 5, 6, 7, 9]);
    }

    #[tokio::test]
    async fn a_full_socket_keeps_a_limited_number() {
        let socket = std::net::UdpSocket::bind(("127.0.0.1", 0)).expect("a socket");
        socket.set_nonblocking(true).expect("a mode");
        let mut socket = Socket::new(socket).expect("a socket");
        // Whatever the kernel would do, the socket counts as full from here on.
        socket.writable().await.expect("a socket");
        let full = || Err::<(), _>(io::ErrorKind::WouldBlock.into());
        let _ = socket.inner.try_io(Interest::WRITABLE, full);
        let mut datagrams = Datagrams::default();
        for number in 0..3_000 {
            push(&mut datagrams, number, 1);
            socket.send(&mut datagrams);
        }
        assert_eq!(datagrams.len(), WAITING);
        let first = datagrams
            .iter()
            .next()
            .map(|(datagram, _)| datagram.to_vec());
        assert_eq!(first, Some(vec![0, 0]), "the earliest are kept");
        assert_eq!(socket.lost, 3_000 - WAITING);
    }
}
