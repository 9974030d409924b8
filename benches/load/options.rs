//! The command-line options.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

use crate::crowd::ClientIds;

/// What to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Scenario {
    /// Logins with a token: CPU each, until the snapshot has arrived, and once presence has settled.
    Connect,
    /// Closed loop: every sender sends again as soon as its message is acknowledged and delivered.
    Deliver,
    /// Open loop: messages at a fixed rate, regardless of the server.
    Rate,
    /// Read positions and reactions: everyone marks each message as read, adds a reaction, and removes it.
    Chores,
    /// Idle connections: resident memory each, and CPU while nothing happens.
    Idle,
    /// Everyone is disconnected and reconnects at once; missed events are replayed.
    Storm,
    /// Files of 1 GiB up and down, thumbnails of photographs, and messages beside 200 uploads.
    Files,
}

/// Measures Orvale Chat under load: the server on one core, all its clients on another.
///
/// It starts the server itself on a new database, and prints CPU per delivery, per message and per connect,
/// messages/s, latencies and memory per connection. It fails if an acknowledged message was lost, duplicated or
/// delivered out of order.
#[derive(Clone, Debug, Parser)]
#[command(name = "load")]
pub struct Options {
    /// The scenarios to run, in order.
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "connect,deliver,rate,chores,storm,files,idle"
    )]
    pub scenarios: Vec<Scenario>,
    /// Also run the plan's own stack (Socket.IO 4 and better-sqlite3) beside it and print the ratios.
    #[arg(long)]
    pub baseline: bool,
    /// Measure the plan's own stack alone.
    #[arg(long, conflicts_with = "baseline")]
    pub only_baseline: bool,
    /// Users, each with one connection.
    #[arg(long, default_value_t = 1000)]
    pub users: usize,
    /// Channel sizes; every user is in one channel of each.
    #[arg(long, value_delimiter = ',', default_value = "2,10,100,1000")]
    pub sizes: Vec<usize>,
    /// Unanswered messages per sender (deliver).
    #[arg(long, default_value_t = 1)]
    pub window: u32,
    /// Maximum number of senders per channel; in smaller channels all members send (deliver).
    #[arg(long, default_value_t = 64)]
    pub senders: usize,
    /// Length of a message's body in bytes, at least 27.
    #[arg(long, default_value_t = 100)]
    pub body: usize,
    /// Seconds measured per round (deliver, rate, and idle's CPU).
    #[arg(long, default_value_t = 5.0)]
    pub seconds: f64,
    /// Rounds; the servers take turns, and the median is reported.
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// Deliveries per second to all channels of one size (rate).
    #[arg(long, default_value_t = 2000.0)]
    pub rate: f64,
    /// Sizes of the channels, measured one after the other (rate).
    #[arg(long, value_delimiter = ',', default_value = "10,100")]
    pub rate_sizes: Vec<usize>,
    /// Size of the channels whose messages are read and reacted to (chores).
    #[arg(long, default_value_t = 10)]
    pub chore_size: usize,
    /// The kind of client ids of messages.
    #[arg(long, value_enum, default_value_t)]
    pub client_ids: ClientIds,
    /// Idle connections, one for each user (idle).
    #[arg(long, default_value_t = 5000)]
    pub idle: usize,
    /// Messages that disconnected clients miss (storm).
    #[arg(long, default_value_t = 20)]
    pub missed: u32,
    /// Concurrent handshakes (connect, storm).
    #[arg(long, default_value_t = 32)]
    pub at_once: usize,
    /// A small, short run for CI that checks for faults rather than measures.
    #[arg(long)]
    pub quick: bool,
    /// Also write all figures, with each round, to this file as JSON.
    #[arg(long, value_name = "FILE")]
    pub json: Option<PathBuf>,
    /// The server to measure [default: this workspace's, built in release mode].
    #[arg(long, value_name = "PROGRAM")]
    pub server: Option<PathBuf>,
    /// Use new databases on this PostgreSQL server (`postgres://USER@HOST/DATABASE`) instead of SQLite. Only the
    /// server's own process is measured, not PostgreSQL's.
    #[arg(long, value_name = "URL")]
    pub postgres: Option<String>,
    /// The servers' core, or several (`0,1`).
    #[arg(long, default_value = "0")]
    pub server_cores: String,
    /// The clients' core.
    #[arg(long, default_value_t = 1)]
    pub load_core: usize,
    /// Passed by `cargo bench`.
    #[arg(long, hide = true)]
    pub bench: bool,
}

impl Options {
    /// Parses the options, and reduces sizes for a quick run.
    #[must_use]
    pub fn from_command_line() -> Self {
        let mut options = Self::parse();
        if options.quick {
            options.users = options.users.min(100);
            options.sizes.retain(|size| *size <= 100);
            options.rate_sizes.retain(|size| *size <= 10);
            options.seconds = options.seconds.min(1.0);
            options.rounds = 1;
            options.idle = options.idle.min(200);
        }
        options
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_options_are_consistent() {
        Options::command().debug_assert();
    }
}
