//! Logins with a token: until the snapshot has arrived, and until presence has settled.

use std::time::Duration;

use anyhow::Result;

use super::{Meter, wires};
use crate::{
    options::Options,
    report::{Measurement, Report},
    site::{Cast, Site},
};

/// The time for presence to settle: it is collected for a second before it is sent.
const SETTLE: Duration = Duration::from_secs(3);

/// Logs everyone in, and disconnects them again.
pub(super) fn run(
    options: &Options,
    site: &mut Site,
    cast: &Cast,
    report: &mut Report,
) -> Result<()> {
    let users = cast.population.users.len();
    let mut targets = wires(options)
        .iter()
        .map(|wire| site.start(*wire, cast))
        .collect::<Result<Vec<_>>>()?;
    for _ in 0..options.rounds {
        for target in &mut targets {
            let meter = Meter::start(target)?;
            target.crowd.join(0..users, options.at_once)?;
            let used = meter.stop(target)?;
            target.crowd.rest(SETTLE)?;
            let settled = meter.stop(target)?;
            let mut measurement = Measurement::new("connect", users, target.crowd.wire);
            measurement.figure("CPU µs/connect", used.each(users as u64));
            measurement.figure("with presence µs", settled.each(users as u64));
            measurement.figure("connects/s", users as f64 / used.wall.as_secs_f64());
            used.shares(&mut measurement);
            measurement.faults = target.crowd.balance();
            report.add(measurement, &target.crowd.complaints);
            target.crowd.cut(0..users);
            target.crowd.clients.clear();
            target.crowd.rest(Duration::from_secs(1))?;
        }
    }
    Ok(())
}
