//! `run`: runs the server until a signal stops it.

use anyhow::Context as _;
use tokio::signal::unix::{SignalKind, signal};

use super::Failure;
use crate::{
    config::Config,
    server::{Server, Timing},
};

const SUPERSEDED: &str = "the connection to the database was lost, and another server has taken \
    over; start only one server per database";

/// Runs until SIGTERM or SIGINT, or until another server has claimed the database.
pub(super) async fn run(config: Config) -> Result<(), Failure> {
    let scheme = if config.tls.is_some() {
        "https"
    } else {
        "http"
    };
    // Installed before the start, so that a signal during the start is not lost.
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
    let superseded = tokio::select! {
        _ = terminate.recv() => false,
        _ = interrupt.recv() => false,
        () = server.superseded() => true,
    };
    tracing::info!("server: stopping");
    let stopped = server.stop().await;
    if superseded {
        return Err(anyhow::anyhow!(SUPERSEDED).into());
    }
    stopped.context("stopping")?;
    tracing::info!("server: stopped");
    Ok(())
}

/// Prints a line to standard error in one write. `eprintln` writes in pieces, which scripts would read as
/// incomplete lines.
fn announce(line: &str) {
    use std::io::Write as _;
    let _ = std::io::stderr().write_all(format!("{line}\n").as_bytes());
}
