use std::net::SocketAddr;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use crate::Error;
use crate::turn::{Advertised, Turn, TurnConfig};

/// What to start.
pub struct Config {
    /// The relay, or `None` to have none.
    pub turn: Option<TurnConfig>,
}

/// The media plane. Clones share it; it ends with the last one.
#[derive(Clone)]
pub struct Media {
    parts: Arc<Parts>,
}

struct Parts {
    turn: Option<Turn>,
    secret: Vec<u8>,
    runtime: Option<Runtime>,
}

/// Threads of the relay.
const THREADS: usize = 2;

impl Media {
    /// Binds the sockets and starts the threads.
    pub async fn start(config: Config) -> Result<Self, Error> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("relay")
            .enable_all()
            .build()
            .map_err(|error| Error::Configuration(format!("no threads for calls: {error}")))?;
        let mut parts = Parts {
            turn: None,
            secret: Vec::new(),
            runtime: None,
        };
        if let Some(config) = config.turn {
            parts.secret.clone_from(&config.secret);
            let started = runtime.spawn(Turn::start(config, None)).await;
            parts.turn = Some(started.map_err(|_| Error::Stopped)??);
        }
        parts.runtime = Some(runtime);
        Ok(Self {
            parts: Arc::new(parts),
        })
    }

    /// Returns what clients of the relay need to know, or `None` without a relay. `host` is the name or address that
    /// they see.
    pub fn advertised(&self, host: &str) -> Option<Advertised> {
        let listening = self.parts.turn.as_ref()?.listening();
        let port = |addresses: &[SocketAddr]| addresses.first().map(SocketAddr::port);
        Some(Advertised {
            secret: self.parts.secret.clone(),
            host: host.to_owned(),
            udp: port(&listening.udp),
            tcp: port(&listening.tcp),
            tls: port(&listening.tls),
        })
    }

    /// Deletes all of a user's allocations, on all devices.
    pub async fn remove_from_relay(&self, user: &str) {
        if let Some(turn) = &self.parts.turn {
            turn.remove_user(user).await;
        }
    }

    /// Returns how many allocations the relay has.
    pub fn allocations(&self) -> usize {
        self.parts.turn.as_ref().map_or(0, Turn::allocations)
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        self.turn = None;
        if let Some(runtime) = self.runtime.take() {
            // Threads of a runtime must not be awaited where the last handle is dropped, which may be a task.
            runtime.shutdown_background();
        }
    }
}
