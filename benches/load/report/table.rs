//! The report as a table for people.

use std::fmt;

use super::{
    Report,
    goals::{self, Measure},
};

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
        let verdicts = goals::verdicts(&rows);
        if !verdicts.is_empty() {
            writeln!(f, "\ngoals")?;
        }
        for verdict in &verdicts {
            let what = name(verdict.scenario, verdict.size, verdict.figure);
            let of = match verdict.measure {
                Measure::Ratio => "of the baseline",
                Measure::Absolute => "",
                Measure::OfMessage => "of a message",
            };
            let mark = if verdict.reached { "reached" } else { "MISSED" };
            writeln!(
                f,
                "{what:<32}{:>9.3} ≤ {:<5} {of:<16}{mark}",
                verdict.value, verdict.goal
            )?;
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

/// Formats one round as a line, which is shown during the run.
pub(super) fn line(scenario: &str, size: usize, server: &str, figures: &[(&str, f64)]) -> String {
    let figures = figures
        .iter()
        .map(|(name, value)| format!("  {name} {}", number(*value)));
    format!(
        "{:<28}{}",
        name(scenario, size, server),
        figures.collect::<String>()
    )
}

fn name(scenario: &str, size: usize, what: &str) -> String {
    format!("{scenario} {size} {what}")
}

fn number(value: f64) -> String {
    match value {
        v if v >= 1000.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v => format!("{v:.2}"),
    }
}
