//! The server's shared state, given to every request and every socket.

pub mod in_flight;

use std::{sync::Arc, time::Duration};

use actors::Engine;
use entity::Database;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;

use self::in_flight::InFlight;
use crate::{
    assets::Assets,
    config::Config,
    identity::Identity,
    limits::{connections::Connections, floods::Floods, rates::Rates, turns::Turns},
    relays::Relays,
    uploads::Uploads,
};

/// The time limits of a socket.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How often the server pings.
    pub heartbeat: Duration,
    /// How long a client may take to log in.
    pub login: Duration,
    /// How long a write may take before the client is closed as too slow.
    pub write: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(30),
            login: Duration::from_secs(5),
            write: Duration::from_secs(10),
        }
    }
}

/// Waits until the server is shutting down.
pub async fn stop_requested(stopping: &mut watch::Receiver<bool>) {
    // This fails only when the server itself has been dropped.
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// The server's shared state.
pub struct App {
    /// The configuration.
    pub config: Config,
    /// The time limits of sockets.
    pub patience: Patience,
    /// Executes commands.
    pub engine: Engine,
    /// Authenticates users.
    pub identity: Identity,
    /// Counts connections.
    pub connections: Arc<Connections>,
    /// The rate limits.
    pub rates: Rates,
    /// The budgets for pings, pongs and refused commands.
    pub floods: Floods,
    /// The identifier of this build of the server and its page.
    pub build: String,
    /// Limits the concurrent reads of each user.
    pub turns: Turns,
    /// Idempotent requests that are being answered right now.
    pub in_flight: InFlight,
    /// The STUN and TURN servers of calls.
    pub relays: Relays,
    /// Renders `/metrics`.
    pub metrics: PrometheusHandle,
    /// Uploaded files.
    pub uploads: Uploads,
    /// The built files of the page and the widget.
    pub assets: Assets,
    /// Becomes true when the server shuts down.
    pub stopping: watch::Receiver<bool>,
}

impl App {
    /// The database, for reads.
    #[must_use]
    pub fn database(&self) -> &Database {
        self.engine.database()
    }
}
