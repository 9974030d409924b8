//! The log: lines on standard error, in text or JSON.
//!
//! No log line holds a token or the text of a message; the formatter escapes names that users choose.

use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::config::{LogFormat, LogLevel};

const OURS: [&str; 5] = ["orvale_chat", "actors", "entity", "media", "migration"];
/// The module that logs each refused attempt to claim the database, many a second; `entity` logs the first. The libraries
/// for calls log each packet that a client gets wrong.
const REPETITIVE: &str = "sqlx_core::pool::inner=off,rtc=off,turn=off";

/// Starts logging. A second call does nothing.
pub(super) fn start(format: LogFormat, level: LogLevel) {
    let level = match level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    // Libraries log too much, and some of it (statements, frames) must stay out of the log.
    let others = if level == "error" { "error" } else { "warn" };
    let filter = OURS
        .iter()
        .fold(format!("{others},{REPETITIVE}"), |all, ours| {
            format!("{all},{ours}={level}")
        });
    let registry = tracing_subscriber::registry().with(EnvFilter::new(filter));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let _ = match format {
        LogFormat::Text => registry.with(lines.with_ansi(false)).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
    };
}
