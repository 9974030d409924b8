//! Small commands: everyone marks each message as read, adds a reaction to it, and removes it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{Meter, Used, faults_since, targets};
use crate::{
    crowd::{Crowd, Listener, now},
    ledger::Faults,
    options::Options,
    report::{Measurement, Report},
    site::{Cast, Site, Target},
    traffic::PATIENCE,
    wire::{Stamp, Toggle, Wire},
};

/// The commands, which are measured separately. Messages are posted in between.
const CHORES: [&str; 2] = ["mark_read", "reaction"];

/// The channels of one size, and the unanswered commands in them.
struct Chores {
    rooms: Vec<Room>,
    body: usize,
    turn: usize,
    unanswered: u64,
    /// The number of outstanding deliveries of messages.
    backlog: u64,
    answered: u64,
}

struct Room {
    id: i64,
    members: Vec<usize>,
    author: usize,
    /// The position and the id of the latest message.
    latest: (i64, i64),
}

impl Listener for Chores {
    fn delivered(&mut self, _: usize, _: i64, _: Option<Stamp>, _: u64) {
        self.backlog = self.backlog.saturating_sub(1);
    }

    fn answered(&mut self, _: usize, _: bool) {
        self.unanswered = self.unanswered.saturating_sub(1);
        self.answered += 1;
    }

    fn kept(&mut self, channel_id: i64, position: i64, message: i64) {
        if let Some(room) = self.rooms.iter_mut().find(|room| room.id == channel_id) {
            room.latest = (position, message);
        }
    }
}

/// Runs only with our server: the baseline has neither.
pub(super) fn run(
    options: &Options,
    site: &mut Site,
    cast: &Cast,
    report: &mut Report,
) -> Result<()> {
    let mut targets = targets(options, site, cast)?;
    targets.retain(|target| target.crowd.wire == Wire::Orvale);
    for target in &mut targets {
        let mut faults = Faults::default();
        let mut chores = Chores::new(options, cast)?;
        for _ in 0..options.rounds {
            let used = chores.round(target, options.seconds)?;
            for (name, (used, count)) in CHORES.into_iter().zip(used) {
                let mut measurement = Measurement::new(name, options.chore_size, Wire::Orvale);
                measurement.figure("CPU µs/command", used.each(count));
                measurement.figure("kB/command", used.written_each(count));
                measurement.figure("commands/s", count as f64 / used.wall.as_secs_f64());
                used.shares(&mut measurement);
                measurement.faults = faults_since(&mut faults, target);
                report.add(measurement, &target.crowd.complaints);
            }
        }
    }
    Ok(())
}

impl Chores {
    fn new(options: &Options, cast: &Cast) -> Result<Self> {
        let rooms = cast.population.rooms(options.chore_size).map(|room| Room {
            id: room.id,
            members: room.members.clone(),
            author: room.members[0],
            latest: (0, 0),
        });
        let rooms: Vec<Room> = rooms.collect();
        rooms.first().context("no channel of that size")?;
        Ok(Self {
            rooms,
            body: options.body,
            turn: 0,
            unanswered: 0,
            backlog: 0,
            answered: 0,
        })
    }

    /// Returns the resources used by each of [`CHORES`], and the number of commands.
    fn round(&mut self, target: &mut Target, seconds: f64) -> Result<[(Used, u64); 2]> {
        let mut all = [(Used::default(), 0); 2];
        let end = Instant::now() + Duration::from_secs_f64(seconds);
        while Instant::now() < end {
            self.post_everywhere(&mut target.crowd)?;
            let before = self.answered;
            let meter = Meter::start(target)?;
            self.mark_read(&mut target.crowd)?;
            all[0].0.add(meter.stop(target)?);
            all[0].1 += self.answered - before;
            let before = self.answered;
            let meter = Meter::start(target)?;
            for toggle in [Toggle::Add, Toggle::Remove] {
                self.react(&mut target.crowd, toggle)?;
            }
            all[1].0.add(meter.stop(target)?);
            all[1].1 += self.answered - before;
        }
        Ok(all)
    }

    /// Posts a message in each channel, by a different member each time.
    fn post_everywhere(&mut self, crowd: &mut Crowd) -> Result<()> {
        self.turn += 1;
        for room in &mut self.rooms {
            room.author = room.members[self.turn % room.members.len()];
            let stamp = Stamp {
                due: now(),
                author: u32::try_from(room.author)?,
            };
            crowd.post(room.author, room.id, stamp, self.body)?;
            self.unanswered += 1;
            self.backlog += room.members.len() as u64;
        }
        self.wait(crowd)
    }

    /// Makes everyone except for its author mark the latest message as read.
    fn mark_read(&mut self, crowd: &mut Crowd) -> Result<()> {
        for room in &self.rooms {
            let (seq, _) = room.latest;
            for member in room.members.iter().filter(|member| **member != room.author) {
                crowd.command(*member, |wire, reference| {
                    wire.mark_read(reference, room.id, seq)
                })?;
                self.unanswered += 1;
            }
        }
        self.wait(crowd)
    }

    /// Makes everyone add a reaction to the latest message, or remove it.
    fn react(&mut self, crowd: &mut Crowd, toggle: Toggle) -> Result<()> {
        for room in &self.rooms {
            let (_, message) = room.latest;
            for member in &room.members {
                crowd.command(*member, |wire, reference| {
                    wire.react(reference, message, toggle)
                })?;
                self.unanswered += 1;
            }
        }
        self.wait(crowd)
    }

    fn wait(&mut self, crowd: &mut Crowd) -> Result<()> {
        let patience = Instant::now() + PATIENCE;
        while self.unanswered > 0 || self.backlog > 0 {
            crowd.turn(Some(Duration::from_millis(5)), self)?;
            if Instant::now() > patience {
                bail!("{} commands were never answered", self.unanswered);
            }
        }
        Ok(())
    }
}
