//! The running server: start, watching its claim on the database, and graceful stop.

mod expired_files;
mod housekeeping;
mod indexing;
pub(crate) mod moving_files;
mod open;
mod private;

use std::{io, net::SocketAddr, path::Path, sync::Arc, time::Duration};

use actors::{Engine, EngineSettings, delivery::linked::Linked};
use entity::{Claim, ids::UserId, ledgers::files::FileFolders};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::{
    net::{TcpListener, TcpSocket},
    sync::watch,
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};

use crate::{
    app::{App, Patience, in_flight::InFlight, stop_requested},
    assets::Assets,
    config::{self, Config, Secret},
    demo,
    gateway::{
        accept::{self, Acceptor},
        tls,
    },
    http,
    identity::{Identity, device::Devices, token::Signer},
    limits::{
        connections::{Caps, Connections},
        floods::Floods,
        rates::Rates,
        turns::Turns,
    },
    previews::{self, Previews},
    relays::Relays,
    uploads::{Limits, Uploads, link::Links},
};

pub use open::{look, open, open_as_it_is, prepare, random_password};

/// The listen backlog, large enough for all clients to reconnect after a restart.
const BACKLOG: u32 = 4096;
/// The total time for a stop; service managers often kill a process after five seconds.
const DRAIN: Duration = Duration::from_millis(4500);
/// The part of it for closing connections, before the engine writes its queue.
const CLOSE_FRAMES: Duration = Duration::from_millis(2500);
/// How often an idle server checks its claim.
const RENEWAL: Duration = Duration::from_secs(1);
/// The time for closing the database at the end.
const CLOSING: Duration = Duration::from_millis(500);

/// Why the server did not start. The message is one line.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A configuration key is invalid.
    #[error(transparent)]
    Config(#[from] config::Error),
    /// The database cannot be opened.
    #[error("database: {0}")]
    Database(String),
    /// The database cannot be migrated.
    #[error("database: {0}")]
    Migration(#[from] migration::Error),
    /// The database failed.
    #[error("database: {0}")]
    Query(#[from] entity::Error),
    /// The server cannot listen on the address.
    #[error("listen: cannot listen on {address}: {reason}")]
    Listen {
        /// The configured address.
        address: SocketAddr,
        /// The reason, in words for an operator.
        reason: String,
    },
    /// The engine did not start.
    #[error("the engine did not start: {0}")]
    Engine(#[from] actors::Error),
}

/// Intervals that only tests change.
#[derive(Clone, Debug, Default)]
pub struct Timing {
    /// The gateway's.
    pub gateway: Patience,
    /// The engine's.
    pub engine: EngineSettings,
}

/// An administrator that was just created; the password is shown once.
#[derive(Clone, Debug)]
pub struct FirstAdministrator {
    /// Their name.
    pub username: UserId,
    /// Their password.
    pub password: String,
}

/// The running server.
pub struct Server {
    app: Arc<App>,
    address: SocketAddr,
    first_administrator: Option<FirstAdministrator>,
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
    /// The claim on the database, held until it is closed.
    claim: Claim,
}

impl Server {
    /// Starts with `config`: binds the address, opens and migrates the database, and accepts connections.
    ///
    /// # Errors
    /// The first failure; nothing is left running.
    pub async fn start(config: Config, timing: Timing) -> Result<Self, Error> {
        let listener = listen(config.listen)?;
        let address = listener
            .local_addr()
            .map_err(|error| in_words(config.listen, &error))?;
        let tls = config.tls.as_ref().map(tls::acceptor).transpose()?;
        let secret = secret(&config)?;
        let (database, claim) = open::serve(&config).await?;
        let first_administrator = prepare(&database).await?;
        claim.begin(database.writer()).await?;
        let mut settings = timing.engine;
        settings.rules.edit_window = config.edit_window;
        let store = files::Store::open(config.files.clone(), config.work());
        let store =
            store.map_err(|error| config::Error(format!("files: {}: {error}", config.files)))?;
        moving_files::forget(&config, &database).await?;
        moving_files::look(&config, &database, &store).await?;
        if config.demo {
            demo::fill(&database, &store).await?;
        }
        let orvale = entity::queries::files::orvale_root(&database).await?;
        settings.folders = Arc::new(FileFolders {
            uploads: folder(&config),
            orvale: orvale.as_deref().map_or_else(String::new, absolute),
        });
        let adopted = files::Adopted::below(orvale);
        let linked = config.link_previews.then(|| {
            let (linked, messages) = Linked::channel(previews::WAITING);
            settings.linked = linked;
            messages
        });
        let (relays, media) = Relays::start(&config).await;
        let (media, media_events) = media.unzip();
        settings.media = media;
        let engine = Engine::start(database, settings).await?;
        let previews = linked.map(|messages| {
            let previews = Previews::new(engine.clone(), &config)?;
            Ok::<_, config::Error>(previews.run(messages))
        });
        let previews = previews.transpose()?;
        let (stop, stopping) = watch::channel(false);
        let app = Arc::new(app(
            config,
            timing.gateway,
            engine,
            (store, adopted),
            &secret,
            (relays, stopping.clone()),
        ));
        let acceptor = Arc::new(Acceptor {
            connections: Arc::clone(&app.connections),
            trusted_proxies: app.config.trusted_proxies.clone(),
            proxy_protocol: app.config.proxy_protocol,
            tls,
        });
        let service = http::service(Arc::clone(&app));
        let mut tasks = vec![
            tokio::spawn(accept::run(listener, acceptor, service, stopping)),
            tokio::spawn(housekeeping::run(Arc::clone(&app))),
            tokio::spawn(indexing::run(Arc::clone(&app))),
            tokio::spawn(expired_files::run(Arc::clone(&app))),
            tokio::spawn(moving_files::run(Arc::clone(&app))),
            tokio::spawn(scan(Arc::clone(&app))),
            tokio::spawn(check_store(Arc::clone(&app))),
        ];
        tasks.extend(previews.map(tokio::spawn));
        let pass_on = |events| app.engine.clone().pass_on_media(events);
        tasks.extend(media_events.map(pass_on).map(tokio::spawn));
        Ok(Self {
            app,
            address,
            first_administrator,
            stop,
            tasks,
            claim,
        })
    }

    /// The address it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The state that requests and sockets share.
    #[must_use]
    pub fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// The administrator that was created at this start, if any.
    #[must_use]
    pub fn first_administrator(&self) -> Option<&FirstAdministrator> {
        self.first_administrator.as_ref()
    }

    /// Returns when another server has claimed the database; this one must then stop. Until then it
    /// checks the claim regularly, even when nothing is written.
    pub async fn superseded(&self) {
        while !self.claim.is_lost() {
            sleep(RENEWAL).await;
            self.claim.renew(self.app.database().writer()).await;
        }
    }

    /// Closes every connection with 4011, writes the queued changes, and stops, all within five seconds,
    /// even if the database does not answer.
    ///
    /// # Errors
    /// When a queued change was not written in time.
    pub async fn stop(self) -> Result<(), actors::Error> {
        let started = Instant::now();
        // This fails only when all connections have ended.
        let _ = self.stop.send(true);
        while self.app.connections.open() > 0 && started.elapsed() < CLOSE_FRAMES {
            sleep(Duration::from_millis(5)).await;
        }
        let left = (DRAIN - CLOSING).saturating_sub(started.elapsed());
        let drained = self.app.engine.stop(left).await;
        for task in self.tasks {
            task.abort();
            let _ = task.await;
        }
        // Closing waits for running statements, which may never finish.
        let closing = self.app.database().clone().close();
        let _ = timeout(DRAIN.saturating_sub(started.elapsed()), closing).await;
        drained
    }
}

/// Where files are, as Orvale's tables name it.
fn folder(config: &Config) -> String {
    match &config.files {
        files::Location::Folder(folder) => absolute(folder),
        bucket @ files::Location::Bucket { .. } => bucket.to_string(),
    }
}

fn absolute(folder: &Path) -> String {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    folder.display().to_string()
}

/// Has files checked until the server stops.
async fn scan(app: Arc<App>) {
    let mut stopping = app.stopping.clone();
    tokio::select! {
        () = app.uploads.scan(&app.engine) => {}
        () = stop_requested(&mut stopping) => {}
    }
}

/// Says in the log if the store of files does not answer. Messages work without it.
async fn check_store(app: Arc<App>) {
    let store = &app.uploads.store;
    if let Err(error) = store.check().await {
        tracing::error!(%error, store = %store.location(), "files: the store does not answer");
    }
}

fn app(
    config: Config,
    patience: Patience,
    engine: Engine,
    (store, adopted): (files::Store, files::Adopted),
    secret: &Secret,
    (relays, stopping): (Relays, watch::Receiver<bool>),
) -> App {
    let signer = Signer::new(secret, config.token_lifetime);
    let caps = Caps {
        total: config.max_connections,
        per_address: config.max_connections_per_address,
        per_user: config.max_connections_per_user,
    };
    let limits = Limits {
        file: config.max_file_size,
        day: config.upload_quota,
        free: config.min_free_disk,
    };
    let assets = Assets::new(config.web.clone());
    App {
        patience,
        identity: Identity::new(
            engine.clone(),
            signer,
            Devices::new(secret),
            config.rate_limits,
        ),
        engine,
        connections: Arc::new(Connections::new(caps)),
        rates: Rates::new(config.rate_limits),
        floods: Floods::default(),
        build: assets.build(),
        turns: Turns::default(),
        in_flight: InFlight::default(),
        relays,
        metrics: recorder(),
        uploads: Uploads::new(
            (store, adopted),
            limits,
            Links::new(secret),
            config.kinds.clone(),
            config.scanner.clone(),
        ),
        assets,
        stopping,
        config,
    }
}

fn secret(config: &Config) -> Result<Secret, Error> {
    if let Some(secret) = &config.jwt_secret {
        return Ok(secret.clone());
    }
    open::create_folder(&config.data)?;
    Ok(Secret::kept_in(&config.data)?)
}

/// The process's only metrics recorder, shared by all servers of a test.
fn recorder() -> PrometheusHandle {
    static RECORDER: std::sync::OnceLock<PrometheusHandle> = std::sync::OnceLock::new();
    RECORDER
        .get_or_init(|| {
            let buckets = [
                0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0,
            ];
            let builder = PrometheusBuilder::new()
                .set_buckets(&buckets)
                .expect("there is more than no bucket");
            let recorder = builder.build_recorder();
            let handle = recorder.handle();
            // This fails only if the process has already installed a recorder.
            let _ = metrics::set_global_recorder(recorder);
            handle
        })
        .clone()
}

fn listen(address: SocketAddr) -> Result<TcpListener, Error> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    };
    socket
        .and_then(|socket| {
            socket.set_reuseaddr(true)?;
            socket.bind(address)?;
            socket.listen(BACKLOG)
        })
        .map_err(|error| in_words(address, &error))
}

fn in_words(address: SocketAddr, error: &io::Error) -> Error {
    let reason = match error.kind() {
        io::ErrorKind::AddrInUse => {
            "the port is in use; stop what uses it or choose another".into()
        }
        io::ErrorKind::PermissionDenied => "ports below 1024 need more rights".into(),
        io::ErrorKind::AddrNotAvailable => "this machine has no such address".into(),
        _ => error.to_string(),
    };
    Error::Listen { address, reason }
}
