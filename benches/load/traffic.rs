//! Messages to the channels of one size: who may send, when messages are due, and their latencies.

use std::{
    collections::{HashMap, VecDeque},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use hdrhistogram::Histogram;

use crate::{
    crowd::{Crowd, Listener, now},
    ledger::scatter,
    population::Population,
    wire::Stamp,
};

/// The timeout for the next delivery.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The deliveries so far.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    /// The number of deliveries to clients.
    pub deliveries: u64,
    /// The number of acknowledged messages.
    pub messages: u64,
}

/// Traffic to the channels of one size. A client and its user have the same index.
#[derive(Debug)]
pub struct Traffic {
    /// The deliveries so far.
    pub count: Count,
    /// Microseconds from the time when a message was due until a member received it.
    pub latency: Histogram<u64>,
    rooms: Vec<Lane>,
    room_of: Vec<usize>,
    by_id: HashMap<i64, usize>,
    senders: Vec<Sender>,
    free: VecDeque<usize>,
    body: usize,
    unanswered: u64,
}

/// The state of one channel.
#[derive(Debug)]
struct Lane {
    id: i64,
    members: Vec<usize>,
    /// The number of outstanding deliveries; never negative.
    backlog: u64,
    /// The limit of outstanding deliveries, above which nothing is sent, so that no outbox overflows.
    limit: u64,
}

/// The state of one author.
#[derive(Clone, Copy, Debug, Default)]
struct Sender {
    window: u32,
    unanswered: u32,
    unheard: u32,
    waiting: bool,
}

impl Listener for Traffic {
    fn delivered(&mut self, client: usize, channel_id: i64, stamp: Option<Stamp>, at: u64) {
        let (Some(room), Some(stamp)) = (self.by_id.get(&channel_id), stamp) else {
            return;
        };
        self.count.deliveries += 1;
        self.latency
            .saturating_record(at.saturating_sub(stamp.due) / 1000);
        let room = &mut self.rooms[*room];
        room.backlog = room.backlog.saturating_sub(1);
        if usize::try_from(stamp.author).is_ok_and(|author| author == client) {
            self.senders[client].unheard = self.senders[client].unheard.saturating_sub(1);
            self.offer(client);
        }
    }

    fn answered(&mut self, client: usize, kept: bool) {
        let sender = &mut self.senders[client];
        sender.unanswered = sender.unanswered.saturating_sub(1);
        self.unanswered = self.unanswered.saturating_sub(1);
        if kept {
            self.count.messages += 1;
        } else {
            sender.unheard = sender.unheard.saturating_sub(1);
            let room = &mut self.rooms[self.room_of[client]];
            room.backlog = room.backlog.saturating_sub(room.members.len() as u64);
        }
        self.offer(client);
    }
}

impl Traffic {
    /// Creates traffic to the channels of `size`: `senders` members of each, `window` messages at a time.
    ///
    /// # Errors
    /// If there is no channel of that size.
    pub fn new(
        population: &Population,
        size: usize,
        senders: usize,
        window: u32,
        body: usize,
    ) -> Result<Self> {
        let mut traffic = Self {
            count: Count::default(),
            latency: Histogram::new_with_bounds(1, 60_000_000, 3)?,
            rooms: Vec::new(),
            room_of: vec![0; population.users.len()],
            by_id: HashMap::new(),
            senders: vec![Sender::default(); population.users.len()],
            free: VecDeque::new(),
            body,
            unanswered: 0,
        };
        for room in population.rooms(size) {
            let place = traffic.rooms.len();
            traffic.by_id.insert(room.id, place);
            for member in &room.members {
                traffic.room_of[*member] = place;
            }
            for sender in room.members.iter().take(senders) {
                traffic.senders[*sender].window = window;
                traffic.offer(*sender);
            }
            let at_once = room.members.len().min(senders) as u64 * u64::from(window);
            let limit = 2 * at_once * room.members.len() as u64;
            traffic.rooms.push(Lane {
                id: room.id,
                members: room.members.clone(),
                backlog: 0,
                limit,
            });
        }
        if traffic.rooms.is_empty() {
            bail!("there is no channel of {size}");
        }
        Ok(traffic)
    }

    /// Keeps every sender's window full until `end`.
    ///
    /// # Errors
    /// If the poll fails.
    pub fn saturate(&mut self, crowd: &mut Crowd, end: Instant) -> Result<()> {
        self.saturate_until(crowd, end, u64::MAX)
    }

    /// Keeps every sender's window full until `end`, or until `messages` were acknowledged.
    ///
    /// # Errors
    /// If the poll fails.
    pub fn saturate_until(&mut self, crowd: &mut Crowd, end: Instant, messages: u64) -> Result<()> {
        while Instant::now() < end && self.count.messages < messages {
            self.send_what_is_free(crowd)?;
            crowd.turn(Some(Duration::from_millis(5)), self)?;
        }
        Ok(())
    }

    /// Sends `rate` messages per second until `end`, channel after channel, each when it is due,
    /// regardless of the server. Keeps its core busy, so that sleeping does not add to latencies.
    ///
    /// # Errors
    /// If the poll fails.
    pub fn pace(&mut self, crowd: &mut Crowd, rate: f64, first: u64, end: Instant) -> Result<u64> {
        let interval = Duration::from_secs_f64(1.0 / rate).as_nanos();
        let interval = u64::try_from(interval)?.max(1);
        let (start, mut sent) = (now(), 0_u64);
        while Instant::now() < end {
            let due = start + sent * interval;
            if now() >= due {
                let turn = usize::try_from(first + sent)?;
                let room = &self.rooms[turn % self.rooms.len()];
                let place = scatter(turn as u64) % room.members.len() as u64;
                let author = room.members[usize::try_from(place)?];
                self.send(crowd, author, due)?;
                sent += 1;
            }
            crowd.turn(Some(Duration::ZERO), self)?;
        }
        Ok(first + sent)
    }

    /// Waits until everything was answered and delivered, or nothing has arrived for `patience`.
    ///
    /// # Errors
    /// If the poll fails.
    pub fn drain(&mut self, crowd: &mut Crowd, patience: Duration) -> Result<()> {
        let mut last = (self.count.deliveries, Instant::now());
        while self.unanswered > 0 || self.rooms.iter().any(|room| room.backlog > 0) {
            crowd.turn(Some(Duration::from_millis(20)), self)?;
            if self.count.deliveries != last.0 {
                last = (self.count.deliveries, Instant::now());
            }
            if last.1.elapsed() > patience {
                break;
            }
        }
        // A message delivered twice would arrive about now.
        crowd.rest(Duration::from_millis(200))
    }

    /// Sends one message from `author` to its channel.
    ///
    /// # Errors
    /// If its connection is broken.
    pub fn send(&mut self, crowd: &mut Crowd, author: usize, due: u64) -> Result<()> {
        let room = &mut self.rooms[self.room_of[author]];
        let stamp = Stamp {
            due,
            author: u32::try_from(author)?,
        };
        crowd.post(author, room.id, stamp, self.body)?;
        room.backlog += room.members.len() as u64;
        let sender = &mut self.senders[author];
        sender.unanswered += 1;
        sender.unheard += 1;
        self.unanswered += 1;
        Ok(())
    }

    fn offer(&mut self, client: usize) {
        let sender = &mut self.senders[client];
        if !sender.waiting && sender.window > 0 {
            sender.waiting = true;
            self.free.push_back(client);
        }
    }

    fn send_what_is_free(&mut self, crowd: &mut Crowd) -> Result<()> {
        for _ in 0..self.free.len() {
            let Some(author) = self.free.pop_front() else {
                break;
            };
            let room = &self.rooms[self.room_of[author]];
            if room.backlog + room.members.len() as u64 > room.limit {
                self.free.push_back(author);
                continue;
            }
            while self.senders[author].may_send() {
                self.send(crowd, author, now())?;
            }
            self.senders[author].waiting = false;
        }
        Ok(())
    }
}

impl Sender {
    fn may_send(&self) -> bool {
        self.unanswered.max(self.unheard) < self.window
    }
}
