//! Repeats our last messages of the DTLS handshake, and keeps the other side's repeated ones from the library.
//!
//! The library repeats its messages a second after it sent them, and not at all once any message has come meanwhile: also
//! one that it had before, or one of several of which others were lost. So what it has sent last (a flight, RFC 6347,
//! section 4.2.4) is kept and sent again as it was, soon, and whenever the other side repeats what that answers. Whoever
//! had it before discards it as a replay.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::BytesMut;

/// Messages that are remembered. A handshake has about ten on each side.
const MOST: usize = 64;

/// Datagrams of a flight that are kept. Ours have one or two.
const MOST_DATAGRAMS: usize = 16;

/// How long an answer may take at first, and at most: each repetition doubles it.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LAST_WAIT: Duration = Duration::from_millis(800);

/// A flight is not repeated more often, whatever the other side sends: anyone can forge its address.
const RARELY: Duration = Duration::from_millis(40);

const CHANGE_CIPHER: u8 = 20;
const HANDSHAKE: u8 = 22;

/// The client's first message. The library's answer to it needs nothing of it, and is made anew.
const FIRST: Message = (1, 0);

/// A message's type and number.
type Message = (u8, u16);

/// What has come of the other side's handshake, and what we have said last.
#[derive(Debug)]
pub(super) struct Repeats {
    /// What came since we sent something last, and what came before that.
    fresh: Vec<Message>,
    answered: Vec<Message>,
    /// Our last flight, and where it went. It is open until the library has no more to send.
    flight: Vec<(BytesMut, SocketAddr)>,
    is_open: bool,
    /// The next datagram of the flight that is to be sent again.
    again: usize,
    /// When the flight was sent last, and how long its answer may take.
    sent: Option<Instant>,
    wait: Duration,
    is_over: bool,
}

impl Default for Repeats {
    fn default() -> Self {
        Self {
            fresh: Vec::new(),
            answered: Vec::new(),
            flight: Vec::new(),
            is_open: false,
            again: 0,
            sent: None,
            wait: FIRST_WAIT,
            is_over: false,
        }
    }
}

impl Repeats {
    /// Returns whether the library should get a datagram: not if it only repeats what was answered before, which has the
    /// answer sent again.
    pub(super) fn admits(&mut self, datagram: &[u8], now: Instant) -> bool {
        if !is_handshake(datagram) {
            return true;
        }
        let messages = messages(datagram);
        if !messages.is_empty() && messages.iter().all(|one| self.answered.contains(one)) {
            if self.sent.is_some_and(|sent| now >= sent + RARELY) {
                self.repeat(now);
            }
            return false;
        }
        for message in messages {
            let is_known = self.fresh.contains(&message) || message == FIRST;
            if !is_known && self.fresh.len() + self.answered.len() < MOST {
                self.fresh.push(message);
            }
        }
        true
    }

    /// Notes what the library sends.
    pub(super) fn sends(&mut self, datagram: &BytesMut, to: SocketAddr) {
        if !is_handshake(datagram) {
            return;
        }
        if !self.is_open {
            self.flight.clear();
            (self.again, self.sent, self.wait) = (0, None, FIRST_WAIT);
            self.is_open = true;
        }
        self.answered.append(&mut self.fresh);
        if self.flight.len() < MOST_DATAGRAMS {
            self.flight.push((datagram.clone(), to));
            self.again = self.flight.len();
        }
    }

    /// Notes that the library has no more to send now.
    pub(super) fn has_sent(&mut self) {
        self.is_open = false;
    }

    /// Notes that the handshake is over on our side. The other side may still miss our last flight, and say so.
    pub(super) fn end(&mut self) {
        self.is_over = true;
    }

    /// Repeats the flight if nothing has answered it in time. Returns true if there is something to send.
    pub(super) fn tick(&mut self, now: Instant) -> bool {
        if self.flight.is_empty() {
            return false;
        }
        let sent = *self.sent.get_or_insert(now);
        if !self.is_over && self.fresh.is_empty() && now >= sent + self.wait {
            self.wait = (self.wait * 2).min(LAST_WAIT);
            self.repeat(now);
        }
        self.again < self.flight.len()
    }

    fn repeat(&mut self, now: Instant) {
        (self.again, self.sent) = (0, Some(now));
    }

    /// Returns the next datagram that is to be sent again, and where to.
    pub(super) fn next(&mut self) -> Option<(BytesMut, SocketAddr)> {
        let next = self.flight.get(self.again).cloned()?;
        self.again += 1;
        Some(next)
    }
}

/// True for a datagram that begins with a message of the handshake: neither an alert, nor data, nor anything but DTLS.
fn is_handshake(datagram: &[u8]) -> bool {
    matches!(datagram, [CHANGE_CIPHER | HANDSHAKE, ..])
}

/// Returns the messages of the handshake in a datagram that are not encrypted (RFC 6347, sections 4.1 and 4.2.2).
fn messages(datagram: &[u8]) -> Vec<Message> {
    let mut messages = Vec::new();
    let mut rest = datagram;
    while let [kind, _, _, epoch @ .., _, _] = rest.get(..13).unwrap_or_default() {
        let length = usize::from(u16::from_be_bytes([rest[11], rest[12]]));
        let Some(mut body) = rest.get(13..13 + length) else {
            break;
        };
        rest = &rest[13 + length..];
        while *kind == HANDSHAKE && epoch.starts_with(&[0, 0]) {
            let [of, _, _, _, high, low, _, _, _, length @ ..] = body else {
                break;
            };
            let [a, b, c, more @ ..] = length else { break };
            messages.push((*of, u16::from_be_bytes([*high, *low])));
            let length = u32::from_be_bytes([0, *a, *b, *c]);
            let next = usize::try_from(length).ok().and_then(|at| more.get(at..));
            body = next.unwrap_or_default();
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(10);

    /// A datagram with these messages, each in a record of its own.
    fn datagram(record: u8, messages: &[(u8, u8)]) -> BytesMut {
        let records = messages.iter().flat_map(|(of, number)| {
            let header = [HANDSHAKE, 254, 253, 0, 0, 0, 0, 0, 0, 0, record, 0, 14];
            let message = [*of, 0, 0, 2, 0, *number, 0, 0, 0, 0, 0, 2, 7, 7];
            header.into_iter().chain(message)
        });
        records.collect()
    }

    fn to() -> SocketAddr {
        ([192, 0, 2, 1], 1).into()
    }

    /// Has a flight of two datagrams sent, and returns them.
    fn send(repeats: &mut Repeats, now: Instant) -> [BytesMut; 2] {
        let flight = [datagram(1, &[(2, 1)]), datagram(2, &[(11, 2)])];
        for one in &flight {
            repeats.sends(one, to());
        }
        repeats.has_sent();
        assert!(!repeats.tick(now));
        flight
    }

    fn repeated(repeats: &mut Repeats) -> Vec<BytesMut> {
        std::iter::from_fn(|| repeats.next().map(|(datagram, _)| datagram)).collect()
    }

    #[test]
    fn what_was_answered_is_not_passed_on_again() {
        let (mut repeats, now) = (Repeats::default(), Instant::now());
        let flight = [(11, 1), (16, 2)];
        assert!(repeats.admits(&datagram(1, &flight), now));
        assert!(
            repeats.admits(&datagram(2, &flight), now),
            "the library may have missed it"
        );
        repeats.sends(&BytesMut::from(&[128, 111][..]), to());
        assert!(
            repeats.admits(&datagram(3, &flight), now),
            "media is no answer"
        );
        repeats.sends(&datagram(1, &[(2, 1)]), to());
        assert!(!repeats.admits(&datagram(4, &flight), now));
        assert!(
            repeats.admits(&datagram(5, &[(11, 1), (20, 3)]), now),
            "news"
        );
        assert!(repeats.admits(&[128, 111], now));
    }

    #[test]
    fn the_first_message_is_always_passed_on() {
        let (mut repeats, now) = (Repeats::default(), Instant::now());
        for record in 0..3 {
            assert!(repeats.admits(&datagram(record, &[(1, 0)]), now));
            repeats.sends(&datagram(record, &[(3, 0)]), to());
        }
    }

    #[test]
    fn a_flight_is_repeated_until_it_is_answered_less_and_less_often() {
        let (mut repeats, now) = (Repeats::default(), Instant::now());
        let flight = send(&mut repeats, now);
        let mut times = Vec::new();
        for step in 1..300 {
            if repeats.tick(now + SOON * step) {
                assert_eq!(repeated(&mut repeats), flight);
                times.push(step * 10);
            }
        }
        assert_eq!(times, [100, 300, 700, 1_500, 2_300]);
        assert!(repeats.admits(&datagram(1, &[(11, 1)]), now));
        assert!(!repeats.tick(now + Duration::from_secs(9)), "a part of it");
    }

    #[test]
    fn who_repeats_gets_our_last_flight_again_at_most_every_40_ms_also_after_the_end() {
        let (mut repeats, now) = (Repeats::default(), Instant::now());
        let theirs = datagram(1, &[(11, 1), (16, 2)]);
        repeats.admits(&theirs, now);
        let flight = send(&mut repeats, now);
        repeats.end();
        let mut times = Vec::new();
        for step in 1..10 {
            assert!(!repeats.admits(&theirs, now + SOON * step));
            if !repeated(&mut repeats).is_empty() {
                times.push(step * 10);
            }
        }
        assert_eq!(times, [40, 80]);
        repeats.admits(&theirs, now + Duration::from_secs(1));
        assert!(repeats.tick(now + Duration::from_secs(1)));
        assert_eq!(repeated(&mut repeats), flight);
        assert!(!repeats.tick(now + Duration::from_secs(9)), "no timer");
    }

    #[test]
    fn a_new_flight_takes_the_place_of_the_one_before() {
        let (mut repeats, now) = (Repeats::default(), Instant::now());
        send(&mut repeats, now);
        repeats.admits(&datagram(1, &[(11, 1)]), now);
        let next = datagram(3, &[(20, 3)]);
        repeats.sends(&next, to());
        repeats.has_sent();
        repeats.sends(&BytesMut::from(&[21, 254][..]), to());
        repeats.tick(now);
        assert!(repeats.tick(now + FIRST_WAIT));
        assert_eq!(repeated(&mut repeats), [next]);
    }

    #[test]
    fn what_is_no_handshake_passes() {
        let (mut repeats, now) = (Repeats::default(), Instant::now());
        let whole = datagram(1, &[(1, 0)]);
        for length in 0..whole.len() {
            repeats.sends(&BytesMut::from(&[22][..]), to());
            assert!(repeats.admits(&whole[..length], now), "{length}");
        }
    }
}
