//! Messages to channels: as fast as the server accepts them, and at a fixed rate.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::{Meter, Used, faults_since, targets};
use crate::{
    ledger::Faults,
    options::Options,
    report::{Measurement, Report},
    site::{Cast, Site, Target},
    traffic::{Count, PATIENCE, Traffic},
};

/// Every sender sends again as soon as its message is acknowledged and delivered.
pub(super) fn saturated(
    options: &Options,
    site: &mut Site,
    cast: &Cast,
    report: &mut Report,
) -> Result<()> {
    let mut targets = targets(options, site, cast)?;
    let mut faults = vec![Faults::default(); targets.len()];
    for size in &options.sizes {
        for _ in 0..options.rounds {
            for (target, faults) in targets.iter_mut().zip(&mut faults) {
                let mut traffic = Traffic::new(
                    &cast.population,
                    *size,
                    options.senders,
                    options.window,
                    options.body,
                )?;
                let warm = Duration::from_secs_f64(options.seconds / 5.0);
                traffic.saturate(&mut target.crowd, Instant::now() + warm)?;
                traffic.latency.reset();
                let (before, meter) = (traffic.count, Meter::start(target)?);
                let end = Instant::now() + Duration::from_secs_f64(options.seconds);
                traffic.saturate(&mut target.crowd, end)?;
                let used = meter.stop(target)?;
                let after = traffic.count;
                traffic.drain(&mut target.crowd, PATIENCE)?;
                let mut measurement =
                    figures("saturated", *size, target, &traffic, before, after, used);
                used.shares(&mut measurement);
                measurement.faults = faults_since(faults, target);
                report.add(measurement, &target.crowd.complaints);
            }
        }
    }
    Ok(())
}

/// Sends messages at a fixed rate, regardless of the server.
pub(super) fn paced(
    options: &Options,
    site: &mut Site,
    cast: &Cast,
    report: &mut Report,
) -> Result<()> {
    let mut targets = targets(options, site, cast)?;
    let mut faults = vec![Faults::default(); targets.len()];
    for size in &options.rate_sizes {
        for _ in 0..options.rounds {
            for (target, faults) in targets.iter_mut().zip(&mut faults) {
                pace(options, *size, cast, (target, faults), report)?;
            }
        }
    }
    Ok(())
}

fn pace(
    options: &Options,
    size: usize,
    cast: &Cast,
    (target, faults): (&mut Target, &mut Faults),
    report: &mut Report,
) -> Result<()> {
    let rate = options.rate / size as f64;
    let mut traffic = Traffic::new(&cast.population, size, 0, 0, options.body)?;
    let warm = Instant::now() + Duration::from_secs_f64(options.seconds / 5.0);
    let sent = traffic.pace(&mut target.crowd, rate, 0, warm)?;
    traffic.drain(&mut target.crowd, PATIENCE)?;
    traffic.latency.reset();
    let (before, meter) = (traffic.count, Meter::start(target)?);
    let end = Instant::now() + Duration::from_secs_f64(options.seconds);
    traffic.pace(&mut target.crowd, rate, sent, end)?;
    traffic.drain(&mut target.crowd, PATIENCE)?;
    let used = meter.stop(target)?;
    let after = traffic.count;
    let mut measurement = figures("fixed rate", size, target, &traffic, before, after, used);
    measurement.figure(
        "server core %",
        used.server.as_secs_f64() / used.wall.as_secs_f64() * 100.0,
    );
    measurement.faults = faults_since(faults, target);
    report.add(measurement, &target.crowd.complaints);
    Ok(())
}

fn figures(
    scenario: &'static str,
    size: usize,
    target: &Target,
    traffic: &Traffic,
    before: Count,
    after: Count,
    used: Used,
) -> Measurement {
    let deliveries = after.deliveries - before.deliveries;
    let messages = after.messages - before.messages;
    let mut measurement = Measurement::new(scenario, size, target.crowd.wire);
    measurement.figure("CPU µs/delivery", used.each(deliveries));
    measurement.figure("CPU µs/message", used.each(messages));
    measurement.figure("kB/message", used.written_each(messages));
    measurement.figure("messages/s", messages as f64 / used.wall.as_secs_f64());
    measurement.figure("deliveries/s", deliveries as f64 / used.wall.as_secs_f64());
    measurement.figure(
        "p50 ms",
        traffic.latency.value_at_quantile(0.5) as f64 / 1000.0,
    );
    measurement.figure(
        "p99 ms",
        traffic.latency.value_at_quantile(0.99) as f64 / 1000.0,
    );
    measurement
}
