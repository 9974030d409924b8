//! One client's socket: its handshake, its unread bytes, and the positions it has received.
//!
//! It does not interpret frames; `crowd` does.

use std::{
    io::{ErrorKind, Read, Write},
    net::SocketAddr,
};

use anyhow::{Context, Result, bail};
use mio::net::TcpStream;

use crate::{
    ledger::Seen,
    websocket,
    wire::{Resume, Wire},
};

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The upgrade request was sent.
    Upgrading,
    /// The WebSocket is open; the login waits for `hello` or for its reply.
    LoggingIn,
    /// Logged in.
    Ready,
    /// The connection is closed.
    Closed,
}

/// A client's connection.
#[derive(Debug)]
pub struct Connection {
    /// The socket.
    pub stream: TcpStream,
    /// Its state.
    pub phase: Phase,
    /// The user's index in the population.
    pub user: usize,
    /// The messages received in each channel.
    pub channels: Vec<(i64, Seen)>,
    /// The last position of the user's own stream.
    pub own: i64,
    /// True while a requested resume is not complete.
    pub resuming: bool,
    incoming: Vec<u8>,
    outgoing: Vec<u8>,
}

impl Connection {
    /// Starts to connect and queues the upgrade request.
    ///
    /// # Errors
    /// If no socket can be opened.
    pub fn open(wire: Wire, address: SocketAddr, user: usize) -> Result<Self> {
        let stream = TcpStream::connect(address).context("no socket (raise `ulimit -n`?)")?;
        Ok(Self {
            stream,
            phase: Phase::Upgrading,
            user,
            channels: Vec::new(),
            own: 0,
            resuming: false,
            incoming: Vec::new(),
            outgoing: wire.upgrade(&address.to_string()).into_bytes(),
        })
    }

    /// Returns the messages received in a channel.
    pub fn seen(&mut self, channel_id: i64) -> Option<&mut Seen> {
        let found = self.channels.iter_mut().find(|(id, _)| *id == channel_id);
        found.map(|(_, seen)| seen)
    }

    /// Returns the positions to resume from.
    #[must_use]
    pub fn resume(&self) -> Resume {
        let channels = self
            .channels
            .iter()
            .map(|(id, seen)| (*id, seen.last))
            .collect();
        Resume {
            channels,
            own: self.own,
        }
    }

    /// Queues a frame and writes as much as the socket accepts.
    ///
    /// # Errors
    /// If the connection is broken.
    pub fn send(&mut self, opcode: u8, payload: &[u8]) -> Result<()> {
        websocket::encode(opcode, payload, &mut self.outgoing);
        self.flush()
    }

    /// Writes as much of the queue as the socket accepts.
    ///
    /// # Errors
    /// If the connection is broken.
    pub fn flush(&mut self) -> Result<()> {
        let mut written = 0;
        while written < self.outgoing.len() {
            match self.stream.write(&self.outgoing[written..]) {
                Ok(0) => bail!("the socket takes nothing more"),
                Ok(n) => written += n,
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::WouldBlock | ErrorKind::NotConnected
                    ) =>
                {
                    break;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error).context("cannot write"),
            }
        }
        self.outgoing.drain(..written);
        Ok(())
    }

    /// Reads available bytes into `buffer`, after the bytes left over from the last read.
    /// Returns the number of valid bytes in `buffer`; `None` while no more can be read.
    ///
    /// # Errors
    /// If the connection is broken or closed.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<Option<usize>> {
        let kept = self.incoming.len();
        if kept >= buffer.len() {
            bail!("a frame larger than {} bytes", buffer.len());
        }
        match self.stream.read(&mut buffer[kept..]) {
            Ok(0) => bail!("the server closed the connection"),
            Ok(n) => {
                buffer[..kept].copy_from_slice(&self.incoming);
                self.incoming.clear();
                Ok(Some(kept + n))
            }
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::WouldBlock | ErrorKind::NotConnected
                ) =>
            {
                Ok(None)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(Some(0)),
            Err(error) => Err(error).context("cannot read"),
        }
    }

    /// Keeps an incomplete frame for the next read.
    pub fn keep(&mut self, rest: &[u8]) {
        self.incoming.extend_from_slice(rest);
    }
}

/// Returns the length of the response to the upgrade request, or `None` until it is complete.
///
/// # Errors
/// If its status is not 101.
pub fn upgraded(input: &[u8]) -> Result<Option<usize>> {
    let Some(end) = memchr::memmem::find(input, b"\r\n\r\n") else {
        return Ok(None);
    };
    if !input.starts_with(b"HTTP/1.1 101") {
        bail!(
            "no upgrade: {}",
            String::from_utf8_lossy(&input[..input.len().min(400)])
        );
    }
    Ok(Some(end + 4))
}
