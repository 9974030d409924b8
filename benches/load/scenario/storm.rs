//! All clients but one are disconnected, miss messages, and reconnect at once.

use std::time::Duration;

use anyhow::{Context, Result};

use super::{Meter, faults_since, targets};
use crate::{
    crowd::now,
    ledger::Faults,
    options::Options,
    report::{Measurement, Report},
    site::{Cast, Site},
    traffic::Traffic,
};

/// Long enough for the server to notice that they have disconnected.
const GONE: Duration = Duration::from_secs(1);

/// The client that stays connected and sends messages.
const STAYS: usize = 0;

/// If the protocol can resume, clients count as back once all missed messages have been replayed, and the ledger
/// must have no faults. The baseline cannot resume: its clients count as back with their snapshot.
pub(super) fn run(
    options: &Options,
    site: &mut Site,
    cast: &Cast,
    report: &mut Report,
) -> Result<()> {
    let users = cast.population.users.len();
    let size = *options
        .sizes
        .iter()
        .max()
        .context("no channel size given")?;
    for mut target in targets(options, site, cast)? {
        let mut faults = Faults::default();
        for _ in 0..options.rounds {
            target.crowd.cut(STAYS + 1..users);
            target.crowd.rest(GONE)?;
            let mut traffic = Traffic::new(&cast.population, size, 0, 0, options.body)?;
            for _ in 0..options.missed {
                traffic.send(&mut target.crowd, STAYS, now())?;
                let kept = traffic.count.messages;
                while traffic.count.messages == kept && target.crowd.faults.none() {
                    target
                        .crowd
                        .turn(Some(Duration::from_millis(20)), &mut traffic)?;
                }
            }
            let meter = Meter::start(&target)?;
            target.crowd.rejoin(STAYS + 1..users, options.at_once)?;
            let used = meter.stop(&target)?;
            target.crowd.rest(GONE)?;
            let mut measurement = Measurement::new("storm", users, target.crowd.wire);
            measurement.figure("CPU µs/connect", used.each(users as u64 - 1));
            measurement.figure("all back s", used.wall.as_secs_f64());
            used.shares(&mut measurement);
            if target.crowd.wire.contiguous() {
                measurement.faults = faults_since(&mut faults, &target);
            }
            report.add(measurement, &target.crowd.complaints);
        }
    }
    Ok(())
}
