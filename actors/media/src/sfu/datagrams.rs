//! Datagrams on their way to the socket.

use std::net::SocketAddr;

/// The bytes of the buffer that are kept when it has been emptied.
const KEPT: usize = 1024 * 1024;

/// Datagrams that wait for the socket, one behind the other in a buffer that is used again and again.
#[derive(Debug, Default)]
pub(crate) struct Datagrams {
    bytes: Vec<u8>,
    /// Where each one ends, and where it goes.
    ends: Vec<(usize, SocketAddr)>,
}

impl Datagrams {
    /// Adds what `write` appends to the buffer, unless it returns `None`.
    pub(crate) fn add(
        &mut self,
        to: SocketAddr,
        write: impl FnOnce(&mut Vec<u8>) -> Option<()>,
    ) -> Option<()> {
        let start = self.bytes.len();
        let written = write(&mut self.bytes);
        match written {
            Some(()) => self.ends.push((self.bytes.len(), to)),
            None => self.bytes.truncate(start),
        }
        written
    }

    /// Adds a datagram.
    pub(crate) fn push(&mut self, datagram: &[u8], to: SocketAddr) {
        self.bytes.extend_from_slice(datagram);
        self.ends.push((self.bytes.len(), to));
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&[u8], SocketAddr)> {
        let mut start = 0;
        self.ends.iter().map(move |(end, to)| {
            let datagram = self.bytes.get(start..*end).unwrap_or_default();
            start = *end;
            (datagram, *to)
        })
    }

    pub(crate) fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.shrink_to(KEPT);
        self.ends.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_given_back_after_many() {
        let to = SocketAddr::from(([192, 0, 2, 1], 1));
        let mut datagrams = Datagrams::default();
        for _ in 0..4 {
            datagrams.push(&[0; KEPT], to);
        }
        assert!(datagrams.bytes.capacity() >= 4 * KEPT);
        datagrams.clear();
        assert!(datagrams.bytes.capacity() <= KEPT);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let to = |port: u16| SocketAddr::from(([192, 0, 2, 1], port));
        let mut datagrams = Datagrams::default();
        datagrams.push(&[1, 2], to(1));
        let failed = datagrams.add(to(2), |bytes| {
            bytes.push(3);
            None
        });
        assert_eq!(failed, None);
        datagrams.add(to(3), |bytes| {
            bytes.push(4);
            Some(())
        });
        let all: Vec<_> = datagrams.iter().collect();
        assert_eq!(all, [(&[1, 2][..], to(1)), (&[4][..], to(3))]);
        datagrams.clear();
        assert_eq!((datagrams.len(), datagrams.iter().count()), (0, 0));
    }
}
