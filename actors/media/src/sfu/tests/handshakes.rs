//! How long connections take to begin where datagrams are lost. No clock and no socket takes part: each loss is drawn from
//! a seed, and the time is the test's.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::BytesMut;

use super::super::codecs::Coding;
use super::super::connection::{Connection, Sending};
use super::super::datagrams::Datagrams;
use super::super::sdp::Summary;

use crate::event::{Leg, State};

const STEP: Duration = Duration::from_millis(5);
/// Attempts for each kind of connection.
const ATTEMPTS: u32 = 200;
/// One datagram of so many is lost.
const ONE_OF: u32 = 20;
/// A round trip.
const ROUND_TRIP: Duration = Duration::from_millis(40);
/// No attempt is watched for longer.
const GIVEN_UP: Duration = Duration::from_secs(30);

/// Two ends of a connection, and what is on the way between them.
struct Pair {
    ends: [(Connection, SocketAddr); 2],
    connected: [bool; 2],
    /// Datagrams, to which end each goes, and when it arrives.
    on_the_way: Vec<(BytesMut, usize, Instant)>,
    dice: u32,
    now: Instant,
}

impl Pair {
    /// Returns a client and a server that have exchanged their descriptions.
    fn new(leg: Leg, seed: u32) -> Self {
        let now = Instant::now();
        let [client_at, server_at] = [1_000, 2_000].map(|port| ([127, 0, 0, 1], port).into());
        let mut client = Connection::client(client_at, now).expect("a client");
        let sending = Sending {
            stream: "stream",
            track: "track",
            coding: Coding::Opus,
            ssrc: 1_000,
        };
        let server = match leg {
            Leg::Publish => {
                client.add(&sending).expect("a track");
                let offer = client.offer(false, now).expect("an offer");
                let summary = Summary::parse(&offer).expect("a description");
                let mut server =
                    Connection::publishing(&summary, &[server_at], now).expect("a server");
                let answer = server.answer(&offer, now).expect("an answer");
                client.accept(&answer, now).expect("a description");
                server
            }
            Leg::Subscribe => {
                let mut server = Connection::subscribing(&[server_at], now).expect("a server");
                server.add(&sending).expect("a track");
                let offer = server.offer(false, now).expect("an offer");
                let answer = client.answer(&offer, now).expect("an answer");
                server.accept(&answer, now).expect("a description");
                server
            }
        };
        Self {
            ends: [(client, client_at), (server, server_at)],
            connected: [false; 2],
            on_the_way: Vec::new(),
            dice: seed,
            now,
        }
    }

    /// Returns how long both ends take to be connected.
    fn connect(mut self) -> Duration {
        let began = self.now;
        while self.connected != [true; 2] && self.now - began < GIVEN_UP {
            self.step();
        }
        self.now - began
    }

    fn step(&mut self) {
        self.now += STEP;
        let now = self.now;
        let (arrived, later) = std::mem::take(&mut self.on_the_way)
            .into_iter()
            .partition(|(_, _, at)| *at <= now);
        self.on_the_way = later;
        let arrived: Vec<_> = arrived;
        for index in 0..2 {
            let from = self.ends[1 - index].1;
            let connection = &mut self.ends[index].0;
            for (datagram, _, _) in arrived.iter().filter(|(_, to, _)| *to == index) {
                connection.receive(datagram, from, now);
            }
            connection.tick(now);
            self.connected[index] |= connection.changed() == Some(State::Connected);
            while connection.next(&mut Datagrams::default(), now).is_some() {}
            while let Some((datagram, _)) = self.ends[index].0.transmit() {
                if !self.loses() {
                    let at = now + ROUND_TRIP / 2;
                    self.on_the_way.push((datagram, 1 - index, at));
                }
            }
        }
    }

    fn loses(&mut self) -> bool {
        self.dice = self
            .dice
            .wrapping_mul(1_664_525)
            .wrapping_add(1_013_904_223);
        (self.dice >> 16).is_multiple_of(ONE_OF)
    }
}

#[test]
fn losses_of_a_twentieth_delay_a_connection_by_fractions_of_a_second() {
    for leg in [Leg::Publish, Leg::Subscribe] {
        let mut took: Vec<_> = (0..ATTEMPTS)
            .map(|seed| Pair::new(leg, seed.wrapping_mul(2_654_435_761)).connect())
            .collect();
        took.sort_unstable();
        let [most, all] = [ATTEMPTS * 9 / 10, ATTEMPTS - 1].map(|at| took[at as usize]);
        assert!(
            most <= Duration::from_millis(800) && all <= Duration::from_millis(1_600),
            "{leg:?}: nine of ten within {most:?}, and all within {all:?}"
        );
    }
}
