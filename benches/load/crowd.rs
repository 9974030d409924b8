//! All clients of one server on one core: one poll, no locks, no tasks.
//!
//! It connects, logs in, answers pings, and keeps the ledger; what is sent when is the scenarios'
//! affair, which hear of everything through [`Listener`].

mod arrival;
#[cfg(test)]
mod tests;

use std::{
    net::SocketAddr,
    rc::Rc,
    sync::OnceLock,
    time::{Duration, Instant, SystemTime},
};

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use mio::{Events, Poll, Token};

use crate::{
    connection::{self, Connection, Phase},
    ledger::{Faults, Ledger, Seen, scatter},
    websocket::{self, Frame},
    wire::{Heard, Snapshot, Stamp, Wire},
};

/// No frame of either server is larger: a snapshot of all presences is the largest.
const BUFFER: usize = 4 << 20;

/// Nanoseconds since the harness started.
#[must_use]
pub fn now() -> u64 {
    static START: OnceLock<Instant> = OnceLock::new();
    let elapsed = START.get_or_init(Instant::now).elapsed();
    u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
}

/// Who wants to know what the clients hear.
pub trait Listener {
    /// `client` got a message in a channel at time `at`.
    fn delivered(&mut self, client: usize, channel_id: i64, stamp: Option<Stamp>, at: u64);
    /// `client`'s command was answered: it was carried out, or refused.
    fn answered(&mut self, client: usize, kept: bool);
    /// The message `message` was kept at `position` of a channel.
    fn kept(&mut self, _channel_id: i64, _position: i64, _message: i64) {}
}

/// Nobody listens.
impl Listener for () {
    fn delivered(&mut self, _: usize, _: i64, _: Option<Stamp>, _: u64) {}
    fn answered(&mut self, _: usize, _: bool) {}
}

/// The clients of one server.
#[derive(Debug)]
pub struct Crowd {
    /// The protocol they speak.
    pub wire: Wire,
    /// The clients; a client's place here is its name.
    pub clients: Vec<Connection>,
    /// What was acknowledged.
    pub ledger: Ledger,
    /// Refusals and closed connections so far.
    pub faults: Faults,
    /// What the first few of them said.
    pub complaints: Vec<String>,
    address: SocketAddr,
    tokens: Rc<[String]>,
    poll: Poll,
    events: Option<Events>,
    buffer: Option<Box<[u8]>>,
    reference: u32,
    /// The kind of ids that messages are sent under.
    pub client_ids: ClientIds,
}

/// The kind of ids that clients give their messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum ClientIds {
    /// UUIDs of version 7, as our clients make them: the time first.
    #[default]
    V7,
    /// UUIDs of version 4, random altogether.
    V4,
}

impl ClientIds {
    /// An id that no other number gets.
    fn unused(self, number: u64) -> String {
        let (high, low) = (scatter(number), scatter(!number));
        let tail = format!("8{:03x}-{:012x}", low >> 48 & 0xfff, low & 0xffff_ffff_ffff);
        match self {
            Self::V7 => {
                let at = SystemTime::now()
                    .duration_since(SystemTime::UNIX_EPOCH)
                    .unwrap_or_default();
                let at = at.as_millis();
                let random = high & 0xfff;
                format!("{:08x}-{:04x}-7{random:03x}-{tail}", at >> 16, at & 0xffff)
            }
            Self::V4 => {
                let (first, second) = (high >> 32, high >> 16 & 0xffff);
                format!("{first:08x}-{second:04x}-4{:03x}-{tail}", high & 0xfff)
            }
        }
    }
}

impl Crowd {
    /// No clients yet. `tokens` are the users' JWTs, by their index.
    ///
    /// # Errors
    /// When the address is none or no poll can be had.
    pub fn new(wire: Wire, address: &str, tokens: Rc<[String]>) -> Result<Self> {
        Ok(Self {
            wire,
            clients: Vec::new(),
            ledger: Ledger::default(),
            faults: Faults::default(),
            complaints: Vec::new(),
            address: address
                .parse()
                .with_context(|| format!("not an address: {address}"))?,
            tokens,
            poll: Poll::new()?,
            events: Some(Events::with_capacity(1024)),
            buffer: Some(vec![0; BUFFER].into()),
            reference: 0,
            client_ids: ClientIds::default(),
        })
    }

    /// Hears what there is to hear, waiting at most `timeout` for it to begin.
    ///
    /// # Errors
    /// When the poll fails; a client's failure is counted instead.
    pub fn turn(&mut self, timeout: Option<Duration>, listener: &mut impl Listener) -> Result<()> {
        let mut events = self.events.take().context("turn within a turn")?;
        match self.poll.poll(&mut events, timeout) {
            Err(error) if error.kind() != std::io::ErrorKind::Interrupted => {
                return Err(error.into());
            }
            _ => {}
        }
        let mut buffer = self.buffer.take().context("turn within a turn")?;
        for event in &events {
            let Token(client) = event.token();
            if self.clients[client].phase == Phase::Closed {
                continue;
            }
            if let Err(error) = self.attend(client, &mut buffer, listener) {
                self.lose(client, &error);
            }
        }
        self.buffer = Some(buffer);
        self.events = Some(events);
        Ok(())
    }

    /// Runs for a while without sending anything.
    ///
    /// # Errors
    /// When the poll fails.
    pub fn rest(&mut self, duration: Duration) -> Result<()> {
        let end = Instant::now() + duration;
        while let Some(left) = end.checked_duration_since(Instant::now()) {
            self.turn(Some(left.min(Duration::from_millis(50))), &mut ())?;
        }
        Ok(())
    }

    /// Sends a message from a client.
    ///
    /// # Errors
    /// When its connection is broken.
    pub fn post(
        &mut self,
        client: usize,
        channel_id: i64,
        stamp: Stamp,
        length: usize,
    ) -> Result<()> {
        let client_id = self.client_ids.unused(u64::from(self.reference));
        let body = stamp.body(length);
        self.command(client, |wire, reference| {
            wire.post(reference, channel_id, &client_id, &body)
        })
    }

    /// Sends a command from a client.
    ///
    /// # Errors
    /// When its connection is broken.
    pub fn command(
        &mut self,
        client: usize,
        frame: impl FnOnce(Wire, u32) -> Vec<u8>,
    ) -> Result<()> {
        self.reference += 1;
        let frame = frame(self.wire, self.reference);
        self.clients[client].send(self.wire.opcode(), &frame)
    }

    /// What went wrong so far, by comparing what was acknowledged with what every client saw.
    #[must_use]
    pub fn balance(&self) -> Faults {
        let mut faults = self.faults;
        for (channel_id, seen) in self.clients.iter().flat_map(|client| &client.channels) {
            faults.add(self.ledger.balance(*channel_id, seen));
        }
        faults
    }

    fn lose(&mut self, client: usize, error: &anyhow::Error) {
        self.faults.closed += 1;
        self.complain(format!("client {client}: {error:#}"));
        self.cut(client..client + 1);
    }

    fn complain(&mut self, complaint: String) {
        if self.complaints.len() < 5 {
            self.complaints.push(complaint);
        }
    }

    fn attend(
        &mut self,
        client: usize,
        buffer: &mut [u8],
        listener: &mut impl Listener,
    ) -> Result<()> {
        self.clients[client].flush()?;
        while let Some(filled) = self.clients[client].read(buffer)? {
            let at = now();
            let used = self.consume(client, &buffer[..filled], at, listener)?;
            self.clients[client].keep(&buffer[used..filled]);
            // A short read has emptied the socket; what comes later raises a new event.
            if filled < buffer.len() && filled > 0 {
                break;
            }
        }
        Ok(())
    }

    fn consume(
        &mut self,
        client: usize,
        input: &[u8],
        at: u64,
        listener: &mut impl Listener,
    ) -> Result<usize> {
        let mut used = 0;
        if self.clients[client].phase == Phase::Upgrading {
            let Some(length) = connection::upgraded(input)? else {
                return Ok(0);
            };
            used = length;
            self.clients[client].phase = Phase::LoggingIn;
        }
        while let Some((frame, length)) = websocket::decode(&input[used..])? {
            self.hear(client, &frame, at, listener)?;
            used += length;
        }
        Ok(used)
    }

    fn hear(
        &mut self,
        client: usize,
        frame: &Frame<'_>,
        at: u64,
        listener: &mut impl Listener,
    ) -> Result<()> {
        match frame.opcode {
            websocket::TEXT | websocket::BINARY => {}
            websocket::CLOSE => bail!("closed: {}", close_reason(frame.payload)),
            websocket::PING => return self.clients[client].send(websocket::PONG, frame.payload),
            _ => return Ok(()),
        }
        match self.wire.decode(frame.payload)? {
            Heard::Message {
                channel_id,
                position,
                stamp,
            } => {
                if self.note(client, channel_id, position, true) {
                    listener.delivered(client, channel_id, stamp, at);
                }
            }
            Heard::Kept {
                channel_id,
                position,
                message,
                ..
            } => {
                self.ledger.keep(channel_id, position);
                listener.kept(channel_id, position, message);
                listener.answered(client, true);
            }
            Heard::Done { .. } => listener.answered(client, true),
            Heard::Durable {
                channel_id,
                position,
            } => {
                self.note(client, channel_id, position, false);
            }
            Heard::Own { position } => self.clients[client].own = position,
            Heard::Hello => self.introduce(client)?,
            Heard::Ready(snapshot) => self.settle(client, snapshot),
            Heard::Resumed => self.clients[client].resuming = false,
            Heard::Alive(answer) => self.clients[client].send(self.wire.opcode(), &answer)?,
            Heard::Refused { reference, reason } => {
                let reason = String::from_utf8_lossy(reason).into_owned();
                if self.clients[client].phase != Phase::Ready {
                    bail!("refused: {reason}");
                }
                self.faults.refused += 1;
                self.complain(format!("client {client}: refused {reference:?}: {reason}"));
                listener.answered(client, false);
            }
            Heard::Other => {}
        }
        Ok(())
    }

    fn note(&mut self, client: usize, channel_id: i64, position: i64, message: bool) -> bool {
        let contiguous = self.wire.contiguous();
        let Some(seen) = self.clients[client].seen(channel_id) else {
            return false;
        };
        seen.hear(position, contiguous);
        if message {
            seen.messages.add(position);
        }
        true
    }

    fn introduce(&mut self, client: usize) -> Result<()> {
        let connection = &mut self.clients[client];
        let resume = connection.resuming.then(|| connection.resume());
        let login = self
            .wire
            .login(&self.tokens[connection.user], resume.as_ref());
        connection.send(self.wire.opcode(), &login)
    }

    fn settle(&mut self, client: usize, snapshot: Snapshot) {
        let connection = &mut self.clients[client];
        connection.phase = Phase::Ready;
        if connection.resuming && snapshot.resumed {
            return;
        }
        let gave_up = connection.resuming;
        connection.resuming = false;
        connection.own = snapshot.own;
        let start = |(id, last)| {
            (
                id,
                Seen {
                    last,
                    ..Seen::default()
                },
            )
        };
        connection.channels = snapshot.channels.into_iter().map(start).collect();
        if gave_up {
            self.faults.lost += 1;
            self.complain(format!("client {client}: could not resume"));
        }
    }
}

fn close_reason(payload: &[u8]) -> String {
    match payload {
        [a, b, reason @ ..] => {
            let code = u16::from_be_bytes([*a, *b]);
            format!("{code} {}", String::from_utf8_lossy(reason))
        }
        _ => "without a code".to_owned(),
    }
}
