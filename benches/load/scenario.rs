//! The scenarios: the load on the servers, and the figures that result.

mod chores;
mod connect;
mod deliver;
mod files;
mod idle;
mod storm;

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::{
    ledger::Faults,
    options::{Options, Scenario},
    population::Population,
    process::own_cpu,
    report::{Measurement, Report},
    site::{Cast, Site, Target},
    wire::Wire,
};

/// Runs all requested scenarios.
///
/// # Errors
/// If a server cannot be started or reached; faults in deliveries are in the report instead.
pub fn run(options: &Options) -> Result<Report> {
    let mut site = Site::new(options)?;
    let cast = site.cast(Population::new(options.users, &options.sizes))?;
    crate::process::pin_self(options.load_core)?;
    let mut report = Report::new(options);
    for scenario in &options.scenarios {
        eprintln!("{scenario:?} …");
        match scenario {
            Scenario::Connect => connect::run(options, &mut site, &cast, &mut report)?,
            Scenario::Deliver => deliver::saturated(options, &mut site, &cast, &mut report)?,
            Scenario::Rate => deliver::paced(options, &mut site, &cast, &mut report)?,
            Scenario::Chores => chores::run(options, &mut site, &cast, &mut report)?,
            Scenario::Idle => idle::run(options, &mut site, &mut report)?,
            Scenario::Files => files::run(options, &mut site, &mut report)?,
            Scenario::Storm => storm::run(options, &mut site, &cast, &mut report)?,
        }
    }
    Ok(report)
}

/// The protocols to measure.
fn wires(options: &Options) -> &'static [Wire] {
    match (options.baseline, options.only_baseline) {
        (_, true) => &[Wire::SocketIo],
        (true, _) => &[Wire::Orvale, Wire::SocketIo],
        _ => &[Wire::Orvale],
    }
}

/// Starts each server with everyone logged in, side by side.
fn targets(options: &Options, site: &mut Site, cast: &Cast) -> Result<Vec<Target>> {
    wires(options)
        .iter()
        .map(|wire| {
            let mut target = site.start(*wire, cast)?;
            target
                .crowd
                .join(0..cast.population.users.len(), options.at_once)?;
            // Do not measure what follows a login: presence is collected for a second.
            target.crowd.rest(Duration::from_secs(3))?;
            Ok(target)
        })
        .collect()
}

/// The resources used between two points in time.
struct Meter {
    began: Instant,
    server: Duration,
    own: Duration,
    written: u64,
}

/// CPU time of the server and of the harness and bytes that the server wrote, in wall time.
#[derive(Clone, Copy, Debug, Default)]
struct Used {
    wall: Duration,
    server: Duration,
    own: Duration,
    written: u64,
}

impl Meter {
    fn start(target: &Target) -> Result<Self> {
        Ok(Self {
            began: Instant::now(),
            server: target.server.cpu()?,
            own: own_cpu()?,
            written: target.server.written()?,
        })
    }

    fn stop(&self, target: &Target) -> Result<Used> {
        Ok(Used {
            wall: self.began.elapsed(),
            server: target.server.cpu()?.saturating_sub(self.server),
            own: own_cpu()?.saturating_sub(self.own),
            written: target.server.written()?.saturating_sub(self.written),
        })
    }
}

impl Used {
    /// Returns the microseconds of the server's CPU time for each of `count`.
    fn each(&self, count: u64) -> f64 {
        self.server.as_secs_f64() * 1e6 / count.max(1) as f64
    }

    /// Returns the kilobytes written for each of `count`.
    fn written_each(&self, count: u64) -> f64 {
        self.written as f64 / 1000.0 / count.max(1) as f64
    }

    fn add(&mut self, more: Self) {
        self.wall += more.wall;
        self.server += more.server;
        self.own += more.own;
        self.written += more.written;
    }

    fn shares(&self, measurement: &mut Measurement) {
        let wall = self.wall.as_secs_f64();
        measurement.figure("server core %", self.server.as_secs_f64() / wall * 100.0);
        measurement.figure("load core %", self.own.as_secs_f64() / wall * 100.0);
    }
}

/// Returns the faults since the last call.
fn faults_since(before: &mut Faults, target: &Target) -> Faults {
    let all = target.crowd.balance();
    let new = Faults {
        lost: all.lost.saturating_sub(before.lost),
        doubled: all.doubled.saturating_sub(before.doubled),
        disordered: all.disordered.saturating_sub(before.disordered),
        refused: all.refused.saturating_sub(before.refused),
        closed: all.closed.saturating_sub(before.closed),
    };
    *before = all;
    new
}
