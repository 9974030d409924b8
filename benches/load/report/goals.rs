//! The goals for the figures, and whether they are reached.

use serde::Serialize;

use super::Row;
use crate::wire::Wire;

/// The measure of a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Measure {
    /// The ratio of the figure to the baseline's in the same run, which is comparable across machines.
    Ratio,
    /// The figure itself.
    Absolute,
    /// The ratio of the figure to the CPU time of a message in channels of the same size, in the same run.
    OfMessage,
}

/// A goal: scenario, size, figure, and its maximum.
struct Goal(&'static str, usize, &'static str, Measure, f64);

const GOALS: [Goal; 23] = [
    Goal("saturated", 2, "CPU µs/delivery", Measure::Absolute, 8.0),
    Goal("saturated", 10, "CPU µs/delivery", Measure::Absolute, 3.0),
    Goal("saturated", 100, "CPU µs/delivery", Measure::Absolute, 1.4),
    Goal("saturated", 1000, "CPU µs/delivery", Measure::Absolute, 0.9),
    Goal("saturated", 2, "kB/message", Measure::Absolute, 6.0),
    Goal("connect", 1000, "CPU µs/connect", Measure::Absolute, 80.0),
    Goal("connect", 1000, "CPU µs/connect", Measure::Ratio, 0.2),
    Goal("idle", 5000, "RSS kB/connection", Measure::Absolute, 8.0),
    Goal("fixed rate", 10, "p50 ms", Measure::Ratio, 0.8),
    Goal("fixed rate", 10, "p99 ms", Measure::Ratio, 0.8),
    Goal("fixed rate", 100, "p50 ms", Measure::Ratio, 0.8),
    Goal("fixed rate", 100, "p99 ms", Measure::Ratio, 0.8),
    Goal("mark_read", 10, "CPU µs/command", Measure::OfMessage, 1.0),
    Goal("reaction", 10, "CPU µs/command", Measure::OfMessage, 1.0),
    Goal("storm", 5000, "all back s", Measure::Absolute, 10.0),
    // 300 MB/s, with 64 MiB.
    Goal("upload", 1, "s/GB", Measure::Absolute, 3.33),
    Goal("upload", 1, "MiB more", Measure::Absolute, 64.0),
    Goal("resumable upload", 1, "s/GB", Measure::Absolute, 3.33),
    Goal("resumable upload", 1, "MiB more", Measure::Absolute, 64.0),
    Goal("download", 1, "s/GB", Measure::Absolute, 3.33),
    Goal("download", 1, "MiB more", Measure::Absolute, 64.0),
    Goal(
        "thumbnail",
        12,
        "CPU ms/thumbnail",
        Measure::Absolute,
        150.0,
    ),
    Goal(
        "beside uploads",
        200,
        "p99 of that without",
        Measure::Absolute,
        1.5,
    ),
];

/// The ratio of a figure of ours to the baseline's.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Ratio {
    scenario: &'static str,
    size: usize,
    figure: &'static str,
    pub(super) ratio: f64,
}

/// A goal and the measured value.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Verdict {
    pub(super) scenario: &'static str,
    pub(super) size: usize,
    pub(super) figure: &'static str,
    pub(super) measure: Measure,
    pub(super) value: f64,
    pub(super) goal: f64,
    pub(super) reached: bool,
}

/// Returns the ratios of all figures that both servers have.
pub(super) fn ratios(rows: &[Row]) -> Vec<Ratio> {
    let mut ratios = Vec::new();
    for ours in rows.iter().filter(|row| row.server == Wire::Orvale.name()) {
        let theirs = rows.iter().find(|row| {
            row.server == Wire::SocketIo.name()
                && (row.scenario, row.size) == (ours.scenario, ours.size)
        });
        let Some(theirs) = theirs else { continue };
        for ((figure, value), (_, other)) in ours.figures.iter().zip(&theirs.figures) {
            if *other > 0.0 {
                let (scenario, size) = (ours.scenario, ours.size);
                ratios.push(Ratio {
                    scenario,
                    size,
                    figure,
                    ratio: value / other,
                });
            }
        }
    }
    ratios
}

/// Returns a figure of our server, if it was measured.
fn ours(rows: &[Row], (scenario, size, figure): (&str, usize, &str)) -> Option<f64> {
    let mut rows = rows.iter().filter(|row| row.server == Wire::Orvale.name());
    let row = rows.find(|row| (row.scenario, row.size) == (scenario, size))?;
    let mut figures = row.figures.iter().filter(|(name, _)| *name == figure);
    figures.next().map(|(_, value)| *value)
}

/// Returns the goals that were measured, in order.
pub(super) fn verdicts(rows: &[Row]) -> Vec<Verdict> {
    let ratios = ratios(rows);
    let verdict = |Goal(scenario, size, figure, measure, goal): &Goal| {
        let value = match measure {
            Measure::Ratio => ratios
                .iter()
                .find(|ratio| {
                    (ratio.scenario, ratio.size, ratio.figure) == (*scenario, *size, *figure)
                })
                .map(|ratio| ratio.ratio),
            Measure::Absolute => ours(rows, (scenario, *size, figure)),
            Measure::OfMessage => ours(rows, (scenario, *size, figure))
                .zip(ours(rows, ("saturated", *size, "CPU µs/message")))
                .map(|(value, message)| value / message),
        }?;
        Some(Verdict {
            scenario,
            size: *size,
            figure,
            measure: *measure,
            value,
            goal: *goal,
            reached: value <= *goal,
        })
    };
    GOALS.iter().filter_map(verdict).collect()
}
