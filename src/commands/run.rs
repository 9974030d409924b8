//! Running the server until it is told to stop.

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use super::Failure;
use crate::{
    config::Config,
    server::{Server, Timing},
};

/// Runs until SIGTERM or SIGINT.
pub(super) async fn run(config: Config) -> Result<(), Failure> {
    let scheme = if config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    // Taken before the start, so that a signal during it is not lost.
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for signals")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for signals")?;
    let server = tokio::select! {
        server = Server::start(config, Timing::default()) => server?,
        _ = terminate.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    };
    if let Some(administrator) = server.first_administrator() {
        announce(&format!(
            "created the administrator {} with the password {} (shown only now)",
            administrator.username, administrator.password
        ));
    }
    announce(&format!("listening on {scheme}://{}", server.address()));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    server.stop().await.context("stopping")?;
    tracing::info!("stopped");
    Ok(())
}

/// A line for whoever started us, in one write: scripts read it while it comes, and `eprintln` writes
/// it in pieces.
fn announce(line: &str) {
    use std::io::Write as _;
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}
