//! Idle connections: the memory for each, and the CPU time for all.

use std::time::Duration;

use anyhow::Result;

use super::{Meter, wires};
use crate::{
    options::Options,
    population::Population,
    report::{Measurement, Report},
    site::Site,
};

/// The number of clients that are already connected when memory is first read, so that memory that is needed only
/// once does not count.
const WARM: usize = 20;

/// Long enough for presence to be sent and the allocator to settle.
const SETTLE: Duration = Duration::from_secs(5);

/// Measures each server alone, with one connection per user.
pub(super) fn run(options: &Options, site: &mut Site, report: &mut Report) -> Result<()> {
    let users = options.idle.max(WARM + 1);
    let cast = site.cast(Population::new(users, &options.sizes))?;
    for wire in wires(options) {
        let mut target = site.start(*wire, &cast)?;
        target.crowd.join(0..WARM, options.at_once)?;
        target.crowd.rest(SETTLE)?;
        let before = target.server.resident()?;
        target.crowd.join(WARM..users, options.at_once)?;
        target.crowd.rest(SETTLE)?;
        let after = target.server.resident()?;
        let meter = Meter::start(&target)?;
        target
            .crowd
            .rest(Duration::from_secs_f64(options.seconds))?;
        let used = meter.stop(&target)?;
        let each = after.saturating_sub(before) as f64 / (users - WARM) as f64;
        let mut measurement = Measurement::new("idle", users, *wire);
        measurement.figure("RSS kB/connection", each / 1000.0);
        measurement.figure("RSS MB", after as f64 / 1e6);
        used.shares(&mut measurement);
        measurement.faults = target.crowd.balance();
        report.add(measurement, &target.crowd.complaints);
    }
    Ok(())
}
