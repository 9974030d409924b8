//! The figures of a run: gathered, reduced to medians, set against the baseline and the goals.

use std::{collections::BTreeMap, fmt, fs, path::Path};

use anyhow::Result;
use serde::Serialize;

use crate::{ledger::Faults, options::Options, wire::Wire};

/// One round of one scenario with one server.
#[derive(Clone, Debug, Serialize)]
pub struct Measurement {
    /// Which scenario.
    pub scenario: &'static str,
    /// Channel size or number of connections, where that matters.
    pub size: Option<usize>,
    /// Which server.
    pub server: &'static str,
    /// Name and value, in the order of the table.
    pub figures: Vec<(&'static str, f64)>,
    /// What went wrong.
    pub faults: Faults,
}

impl Measurement {
    /// A measurement without figures yet.
    #[must_use]
    pub fn new(scenario: &'static str, size: Option<usize>, wire: Wire) -> Self {
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
    size: Option<usize>,
    server: &'static str,
    rounds: usize,
    figures: Vec<(&'static str, f64)>,
    faults: Faults,
}

/// A figure of ours over the baseline's.
#[derive(Clone, Debug, Serialize)]
struct Ratio {
    scenario: &'static str,
    size: Option<usize>,
    figure: &'static str,
    ratio: f64,
    goal: Option<f64>,
    reached: Option<bool>,
}

/// What is asked of a ratio to the baseline: scenario, size, figure, at most.
const GOALS: [(&str, Option<usize>, &str, f64); 6] = [
    ("saturated", Some(2), "CPU µs/delivery", 0.35),
    ("saturated", Some(100), "CPU µs/delivery", 0.35),
    ("saturated", Some(1000), "CPU µs/delivery", 0.25),
    ("connect", None, "CPU µs/connect", 0.2),
    ("fixed rate", Some(100), "p50 ms", 1.0),
    ("fixed rate", Some(100), "p99 ms", 1.0),
];

/// Everything measured in a run.
#[derive(Debug)]
pub struct Report {
    conditions: BTreeMap<&'static str, String>,
    measurements: Vec<Measurement>,
    complaints: Vec<String>,
}

impl Report {
    /// Nothing yet.
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
            ("seconds per round", options.seconds.to_string()),
        ]);
        Self {
            conditions,
            measurements: Vec::new(),
            complaints: Vec::new(),
        }
    }

    /// Adds a round, and what clients had to complain of.
    pub fn add(&mut self, measurement: Measurement, complaints: &[String]) {
        eprintln!(
            "  {}",
            line(&measurement.scenario_and_server(), &measurement.figures)
        );
        self.measurements.push(measurement);
        for complaint in complaints {
            if !self.complaints.contains(complaint) {
                self.complaints.push(complaint.clone());
            }
        }
    }

    /// What went wrong with our server; the baseline's faults are shown but are its own.
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
    /// When the file cannot be written.
    pub fn write(&self, file: &Path) -> Result<()> {
        let all = serde_json::json!({
            "conditions": self.conditions,
            "rows": self.rows(),
            "ratios": self.ratios(),
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

    fn ratios(&self) -> Vec<Ratio> {
        let rows = self.rows();
        let mut ratios = Vec::new();
        for ours in rows.iter().filter(|row| row.server == Wire::Orvale.name()) {
            let theirs = rows.iter().find(|row| {
                row.server == Wire::SocketIo.name()
                    && (row.scenario, row.size) == (ours.scenario, ours.size)
            });
            let Some(theirs) = theirs else { continue };
            for ((figure, value), (_, other)) in ours.figures.iter().zip(&theirs.figures) {
                if *other > 0.0 {
                    ratios.push(Ratio::new(ours, figure, value / other));
                }
            }
        }
        ratios
    }
}

impl Measurement {
    fn scenario_and_server(&self) -> String {
        name(self.scenario, self.size, self.server)
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

impl Ratio {
    fn new(row: &Row, figure: &'static str, ratio: f64) -> Self {
        let goal = GOALS
            .iter()
            .find(|(scenario, size, name, _)| {
                (*scenario, *size, *name) == (row.scenario, row.size, figure)
            })
            .map(|(.., goal)| *goal);
        let reached = goal.map(|goal| ratio <= goal);
        Self {
            scenario: row.scenario,
            size: row.size,
            figure,
            ratio,
            goal,
            reached,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.conditions {
            writeln!(f, "{name}: {value}")?;
        }
        let rows = self.rows();
        let mut titles = None;
        for row in &rows {
            let names: Vec<&str> = row.figures.iter().map(|(name, _)| *name).collect();
            if titles.as_ref() != Some(&names) {
                write!(f, "\n{:<30}", "")?;
                for name in &names {
                    write!(f, "{name:>19}")?;
                }
                writeln!(f)?;
                titles = Some(names);
            }
            write!(f, "{:<30}", name(row.scenario, row.size, row.server))?;
            for (_, value) in &row.figures {
                write!(f, "{:>19}", number(*value))?;
            }
            writeln!(f)?;
        }
        let ratios = self.ratios();
        if ratios.iter().any(|ratio| ratio.goal.is_some()) {
            writeln!(f, "\nof the baseline in the same run")?;
        }
        for ratio in &ratios {
            if let (Some(goal), Some(reached)) = (ratio.goal, ratio.reached) {
                let verdict = if reached { "reached" } else { "MISSED" };
                let what = name(ratio.scenario, ratio.size, ratio.figure);
                writeln!(
                    f,
                    "{what:<36}{:>8.3}   goal ≤ {goal:<5} {verdict}",
                    ratio.ratio
                )?;
            }
        }
        writeln!(f)?;
        for row in rows.iter().filter(|row| !row.faults.none()) {
            writeln!(
                f,
                "FAULTS {}: {:?}",
                name(row.scenario, row.size, row.server),
                row.faults
            )?;
        }
        for complaint in &self.complaints {
            writeln!(f, "  {complaint}")?;
        }
        if self.faults().none() {
            writeln!(f, "nothing lost, doubled or out of order")?;
        }
        Ok(())
    }
}

fn name(scenario: &str, size: Option<usize>, what: &str) -> String {
    match size {
        Some(size) => format!("{scenario} {size} {what}"),
        None => format!("{scenario} {what}"),
    }
}

fn line(name: &str, figures: &[(&str, f64)]) -> String {
    let figures = figures
        .iter()
        .map(|(name, value)| format!("  {name} {}", number(*value)));
    format!("{name:<28}{}", figures.collect::<String>())
}

fn number(value: f64) -> String {
    match value {
        v if v >= 1000.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.2}"),
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
        let mut measurement = Measurement::new("saturated", Some(2), wire);
        measurement.figure("CPU µs/delivery", value);
        measurement.faults.lost = lost;
        measurement
    }

    #[test]
    fn rounds_become_medians_and_medians_ratios() {
        let mut report = Report {
            conditions: BTreeMap::new(),
            measurements: Vec::new(),
            complaints: Vec::new(),
        };
        for (ours, theirs) in [(10.0, 40.0), (90.0, 50.0), (11.0, 44.0)] {
            report.add(measured(Wire::Orvale, ours, 0), &[]);
            report.add(measured(Wire::SocketIo, theirs, 1), &[]);
        }
        let ratios = report.ratios();
        assert_eq!(ratios.len(), 1);
        assert!((ratios[0].ratio - 0.25).abs() < 1e-9);
        assert_eq!(ratios[0].reached, Some(true));
        assert!(report.faults().none(), "the baseline's faults are its own");
        report.add(measured(Wire::Orvale, 10.0, 2), &[]);
        assert_eq!(report.faults().lost, 2);
    }

    #[test]
    fn medians() {
        assert!((median(vec![3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(vec![4.0, 1.0]) - 2.5).abs() < 1e-9);
        assert!(median(vec![]).abs() < 1e-9);
    }
}
