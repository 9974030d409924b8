//! The kernel's buffers of the sockets for media.

use socket2::SockRef;

/// Buffers of the sockets that all clients share: a second of a large call, for when the thread gets no core.
pub(crate) const SHARED: usize = 4 << 20;

/// Buffers of the socket of one allocation.
pub(crate) const RELAYED: usize = 1 << 20;

/// Enlarges a socket's buffers, and returns the size of that for received datagrams. The kernel may grant less.
pub(crate) fn enlarge<'a>(socket: impl Into<SockRef<'a>>, bytes: usize) -> usize {
    let socket = socket.into();
    let results = [
        socket.set_recv_buffer_size(bytes),
        socket.set_send_buffer_size(bytes),
    ];
    for error in results.into_iter().filter_map(Result::err) {
        tracing::debug!("media: a socket's buffer cannot be enlarged: {error}");
    }
    socket.recv_buffer_size().unwrap_or_default()
}

/// Enlarges the buffers of a socket that all clients share, and tells the operator when the kernel grants less.
pub(crate) fn enlarge_shared<'a>(socket: impl Into<SockRef<'a>>, name: &str) {
    let granted = enlarge(socket, SHARED);
    if granted < SHARED {
        tracing::info!(
            "media: the kernel gives the {name} a buffer of {granted} bytes; under load, packets will be lost. \
             On Linux set net.core.rmem_max and net.core.wmem_max to {SHARED}"
        );
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, UdpSocket};

    use super::*;

    const DATAGRAMS: usize = 1_500;

    /// Returns how many datagrams of the size of video are kept while nobody reads.
    fn kept(receiver: &UdpSocket) -> usize {
        let sender = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
        let to = receiver.local_addr().expect("an address");
        for _ in 0..DATAGRAMS {
            sender.send_to(&[0; 1_100], to).expect("sent");
        }
        receiver.set_nonblocking(true).expect("a mode");
        let mut buffer = [0; 2_048];
        std::iter::from_fn(|| receiver.recv(&mut buffer).ok()).count()
    }

    fn bind() -> UdpSocket {
        UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket")
    }

    #[test]
    fn datagrams_are_kept_while_the_thread_gets_no_core() {
        let (usual, enlarged) = (bind(), bind());
        let granted = enlarge(&enlarged, SHARED);
        let (before, after) = (kept(&usual), kept(&enlarged));
        if granted >= SHARED {
            assert_eq!(after, DATAGRAMS, "a usual socket keeps {before}");
        } else {
            assert!(after >= before, "{after} of {before}");
        }
    }
}
