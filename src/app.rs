//! What every request and every socket needs at hand.

use std::{sync::Arc, time::Duration};

use actors::Engine;
use entity::Database;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::sync::watch;

use crate::{
    config::Config,
    gateway::{connections::Connections, flood::Floods},
    http::{idempotency::InFlight, page::Page, rate::Rates},
    identity::Identity,
};

/// How patient the gateway is with a socket.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// How often the server pings.
    pub heartbeat: Duration,
    /// How long a client may take to log in.
    pub login: Duration,
    /// How long a write may take before the client counts as too slow.
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

/// Waits until the server is to stop.
pub async fn told_to_stop(stopping: &mut watch::Receiver<bool>) {
    // It fails only when the server is gone altogether.
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// What every request and every socket needs at hand.
pub struct App {
    /// What the operator chose.
    pub config: Config,
    /// How patient the gateway is.
    pub patience: Patience,
    /// Who carries commands out.
    pub engine: Engine,
    /// Who checks who someone is.
    pub identity: Identity,
    /// How many are connected.
    pub connections: Arc<Connections>,
    /// How much everyone may still do.
    pub rates: Rates,
    /// How many useless frames everyone may still send.
    pub floods: Floods,
    /// Repeated requests that are being answered right now.
    pub in_flight: InFlight,
    /// What `/metrics` shows.
    pub metrics: PrometheusHandle,
    /// The chat page.
    pub page: Page,
    /// Turns true when the server is to stop.
    pub stopping: watch::Receiver<bool>,
}

impl App {
    /// The database, for what is only read.
    #[must_use]
    pub fn database(&self) -> &Database {
        self.engine.database()
    }
}
