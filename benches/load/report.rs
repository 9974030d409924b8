//! The figures of a run: collected, reduced to medians, and compared with the baseline and the goals.

mod goals;
mod table;

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Result;
use serde::Serialize;

use crate::{ledger::Faults, options::Options, wire::Wire};

/// One round of one scenario with one server.
#[derive(Clone, Debug, Serialize)]
pub struct Measurement {
    /// The scenario.
    pub scenario: &'static str,
    /// Channel size, or number of connections.
    pub size: usize,
    /// The server.
    pub server: &'static str,
    /// Name and value, in the order of the table.
    pub figures: Vec<(&'static str, f64)>,
    /// The faults.
    pub faults: Faults,
}

impl Measurement {
    /// Creates a measurement without figures.
    #[must_use]
    pub fn new(scenario: &'static str, size: usize, wire: Wire) -> Self {
        Self {
            scenario,
            size,
            server: wire.name(),
            figures: Vec::new(),
            faults: Faults::default(),
        }
    }

    /// Adds a figure.
    pub fn figure(&mut self, name: &'static str, value: f64) {
        self.figures.push((name, value));
    }
}

/// All rounds of one scenario, size and server, reduced to their medians.
#[derive(Clone, Debug, Serialize)]
struct Row {
    scenario: &'static str,
    size: usize,
    server: &'static str,
    rounds: usize,
    figures: Vec<(&'static str, f64)>,
    faults: Faults,
}

/// Everything measured in a run.
#[derive(Debug)]
pub struct Report {
    conditions: BTreeMap<&'static str, String>,
    measurements: Vec<Measurement>,
    complaints: Vec<String>,
}

impl Report {
    /// Creates an empty report.
    #[must_use]
    pub fn new(options: &Options) -> Self {
        let first = |file: &str, key: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let line = text
                .lines()
                .find_map(|line| line.strip_prefix(key))
                .unwrap_or_default();
            line.trim_matches([' ', '\t', ':']).to_owned()
        };
        let conditions = BTreeMap::from([
            ("processor", first("/proc/cpuinfo", "model name")),
            ("kernel", first("/proc/sys/kernel/osrelease", "")),
            ("users", options.users.to_string()),
            ("body bytes", options.body.to_string()),
            ("window", options.window.to_string()),
            ("client ids", format!("{:?}", options.client_ids)),
            ("server cores", options.server_cores.clone()),
            (
                "database",
                if options.postgres.is_some() {
                    "PostgreSQL"
                } else {
                    "SQLite"
                }
                .to_owned(),
            ),
            ("seconds per round", options.seconds.to_string()),
        ]);
        Self {
            conditions,
            measurements: Vec::new(),
            complaints: Vec::new(),
        }
    }

    /// Adds a round, and the errors of its clients.
    pub fn add(&mut self, measurement: Measurement, complaints: &[String]) {
        eprintln!(
            "  {}",
            table::line(
                measurement.scenario,
                measurement.size,
                measurement.server,
                &measurement.figures
            )
        );
        self.measurements.push(measurement);
        for complaint in complaints {
            if !self.complaints.contains(complaint) {
                self.complaints.push(complaint.clone());
            }
        }
    }

    /// Returns the faults of our server; those of the baseline are only shown.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let mut faults = Faults::default();
        for measurement in &self.measurements {
            if measurement.server == Wire::Orvale.name() {
                faults.add(measurement.faults);
            }
        }
        faults
    }

    /// Writes everything as JSON.
    ///
    /// # Errors
    /// If the file cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        let rows = self.rows();
        let all = serde_json::json!({
            "conditions": self.conditions,
            "rows": rows,
            "ratios": goals::ratios(&rows),
            "goals": goals::verdicts(&rows),
            "rounds": self.measurements,
            "complaints": self.complaints,
        });
        fs::write(file, serde_json::to_vec_pretty(&all)?)?;
        Ok(())
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<(Row, Vec<&Measurement>)> = Vec::new();
        for measurement in &self.measurements {
            let same = |(row, _): &&mut (Row, _)| {
                (row.scenario, row.size, row.server)
                    == (measurement.scenario, measurement.size, measurement.server)
            };
            match rows.iter_mut().find(same) {
                Some((row, all)) => {
                    row.faults.add(measurement.faults);
                    row.rounds += 1;
                    all.push(measurement);
                }
                None => rows.push((Row::of(measurement), vec![measurement])),
            }
        }
        let reduced = rows.into_iter().map(|(mut row, all)| {
            for (place, (_, value)) in row.figures.iter_mut().enumerate() {
                *value = median(
                    all.iter()
                        .map(|measurement| measurement.figures[place].1)
                        .collect(),
                );
            }
            row
        });
        reduced.collect()
    }
}

impl Row {
    fn of(measurement: &Measurement) -> Self {
        Self {
            scenario: measurement.scenario,
            size: measurement.size,
            server: measurement.server,
            rounds: 1,
            figures: measurement.figures.clone(),
            faults: measurement.faults,
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len().is_multiple_of(2) && middle > 0 {
        f64::midpoint(values[middle - 1], values[middle])
    } else {
        values.get(middle).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(wire: Wire, value: f64, lost: u64) -> Measurement {
        let mut measurement = Measurement::new("saturated", 2, wire);
        measurement.figure("CPU µs/delivery", value);
        measurement.faults.lost = lost;
        measurement
    }

    #[test]
    fn rounds_are_reduced_to_medians_and_compared_as_ratios() {
        let mut report = Report {
            conditions: BTreeMap::new(),
            measurements: Vec::new(),
            complaints: Vec::new(),
        };
        for (ours, theirs) in [(7.0, 28.0), (90.0, 50.0), (7.5, 30.0)] {
            report.add(measured(Wire::Orvale, ours, 0), &[]);
            report.add(measured(Wire::SocketIo, theirs, 1), &[]);
        }
        let rows = report.rows();
        let ratios = goals::ratios(&rows);
        assert_eq!(ratios.len(), 1);
        assert!((ratios[0].ratio - 0.25).abs() < 1e-9);
        let verdicts = goals::verdicts(&rows);
        assert_eq!(verdicts.len(), 1, "the other goals were not measured");
        assert!(verdicts[0].reached);
        assert!(report.faults().none(), "the baseline's faults are its own");
        report.add(measured(Wire::Orvale, 10.0, 2), &[]);
        assert_eq!(report.faults().lost, 2);
    }

    #[test]
    fn small_commands_are_compared_with_a_message_in_channels_of_the_same_size() {
        let mut report = Report {
            conditions: BTreeMap::new(),
            measurements: Vec::new(),
            complaints: Vec::new(),
        };
        let mut add = |scenario, size, figure, value| {
            let mut measurement = Measurement::new(scenario, size, Wire::Orvale);
            measurement.figure(figure, value);
            report.add(measurement, &[]);
        };
        add("saturated", 2, "CPU µs/message", 1.0);
        add("saturated", 10, "CPU µs/message", 20.0);
        add("mark_read", 10, "CPU µs/command", 15.0);
        add("reaction", 10, "CPU µs/command", 25.0);
        let verdicts = goals::verdicts(&report.rows());
        let reached: Vec<_> = verdicts
            .iter()
            .map(|verdict| (verdict.scenario, verdict.value, verdict.reached))
            .collect();
        assert_eq!(
            reached,
            [("mark_read", 0.75, true), ("reaction", 1.25, false)]
        );
    }

    #[test]
    fn medians() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(vec![4.0, 1.0]) - 2.5).abs() < 1e-9);
        assert!(median(vec![]).abs() < 1e-9);
    }
}
