//! Connecting and disconnecting: many concurrent logins, and connections dropped without closing them.

use std::{
    ops::Range,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use mio::{Interest, Token};

use super::Crowd;
use crate::connection::{Connection, Phase};

/// The timeout for all logins together.
const PATIENCE: Duration = Duration::from_secs(120);

impl Crowd {
    /// Adds clients for these users, `at_once` handshakes at a time, and waits for their snapshots.
    ///
    /// # Errors
    /// If one of them cannot log in.
    pub fn join(&mut self, users: Range<usize>, at_once: usize) -> Result<()> {
        let first = self.clients.len();
        let (mut begun, mut users) = (first, users);
        self.log_in(at_once, |crowd| {
            let Some(user) = users.next() else {
                return Ok(None);
            };
            let connection = Connection::open(crowd.wire, crowd.address, user)?;
            crowd.clients.push(connection);
            begun += 1;
            Ok(Some(begun - 1))
        })
    }

    /// Reconnects clients that were dropped. If the protocol supports it, each resumes, and counts as back only once
    /// everything that it missed has been replayed.
    ///
    /// # Errors
    /// If one of them cannot log in.
    pub fn rejoin(&mut self, clients: Range<usize>, at_once: usize) -> Result<()> {
        let mut clients = clients;
        self.log_in(at_once, |crowd| {
            let Some(client) = clients.next() else {
                return Ok(None);
            };
            let old = &mut crowd.clients[client];
            let mut connection = Connection::open(crowd.wire, crowd.address, old.user)?;
            connection.channels = std::mem::take(&mut old.channels);
            connection.own = old.own;
            connection.resuming = crowd.wire.contiguous();
            crowd.clients[client] = connection;
            Ok(Some(client))
        })
    }

    /// Drops the connections of these clients without closing them.
    pub fn cut(&mut self, clients: Range<usize>) {
        for client in &mut self.clients[clients] {
            let _ = self.poll.registry().deregister(&mut client.stream);
            let _ = client.stream.shutdown(std::net::Shutdown::Both);
            client.phase = Phase::Closed;
        }
    }

    fn log_in(
        &mut self,
        at_once: usize,
        mut begin: impl FnMut(&mut Self) -> Result<Option<usize>>,
    ) -> Result<()> {
        let deadline = Instant::now() + PATIENCE;
        let (mut under_way, mut more) = (Vec::new(), true);
        while more || !under_way.is_empty() {
            while more && under_way.len() < at_once {
                let Some(client) = begin(self)? else {
                    more = false;
                    break;
                };
                let stream = &mut self.clients[client].stream;
                let interest = Interest::READABLE | Interest::WRITABLE;
                self.poll
                    .registry()
                    .register(stream, Token(client), interest)?;
                under_way.push(client);
            }
            self.turn(Some(Duration::from_millis(100)), &mut ())?;
            if self.faults.closed > 0 {
                bail!("a login failed: {:?}", self.complaints);
            }
            if Instant::now() > deadline {
                bail!("{} logins are stuck", under_way.len());
            }
            let clients = &self.clients;
            under_way.retain(|client| {
                clients[*client].phase != Phase::Ready || clients[*client].resuming
            });
        }
        Ok(())
    }
}
