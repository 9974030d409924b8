//! The values of keys that are one of a few words. What they mean is decided where they are used.

use clap::ValueEnum;
use serde::Deserialize;

/// On or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Switch {
    /// Enabled.
    On,
    /// Disabled.
    Off,
}

/// What becomes of files while the scanner does not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unchecked {
    /// They wait until it does.
    Hold,
    /// Everyone who may have them can fetch them.
    Pass,
}

/// What becomes of files into which the scanner cannot look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Uncheckable {
    /// Nobody can fetch them.
    Block,
    /// Everyone who may have them can fetch them.
    Pass,
}

/// The format of the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// One line of text for each event.
    Text,
    /// One JSON object for each event.
    Json,
}

/// The least severe level that is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogLevel {
    /// Failures.
    Error,
    /// And warnings.
    Warn,
    /// And starts, stops and administration.
    Info,
    /// And each request.
    Debug,
    /// Everything.
    Trace,
}
