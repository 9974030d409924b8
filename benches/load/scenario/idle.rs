//! Connections that do nothing: what each costs in memory, and all of them in CPU.

use std::time::Duration;

use anyhow::Result;

use super::{Meter, wires};
use crate::{
    options::Options,
    population::Population,
    report::{Measurement, Report},
    site::Site,
};

/// Clients that have already connected when memory is first read, so that what is needed once is
/// not counted against each.
const WARM: usize = 20;

/// Long enough for presence to have been told and the allocator to have settled.
const SETTLE: Duration = Duration::from_secs(5);

/// Each server alone, with one connection per user.
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
