//! The thread that all forwarding runs on.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};
use tokio::time::{MissedTickBehavior, interval};

use super::outbox::CHANNEL;
use super::socket::Socket;
use super::{MediaConfig, Settings, Sfu};
use crate::Error;
use crate::buffers::enlarge_shared;
use crate::event::Event;

/// Commands that wait. More wait for their place.
const COMMANDS: usize = 1_024;

/// How often timers are looked at while anyone is connected.
const TICK: Duration = Duration::from_millis(10);

/// Datagrams that are read before others get their turn.
const BATCH: usize = 64;

/// So many datagrams are sent before more are read: they are still in the processor's cache.
const FULL: usize = 64;

/// The largest datagram that is read: an Ethernet frame's, and a little more for tunnels.
const MTU: usize = 2_048;

type Command = Box<dyn FnOnce(&mut Sfu) + Send>;

/// Runs [`Sfu`] on a thread of its own, which ends when this is dropped.
pub(crate) struct Thread {
    commands: mpsc::Sender<Command>,
    port: u16,
}

impl Thread {
    /// Binds the socket and starts the thread.
    pub(crate) fn start(config: &MediaConfig) -> Result<(Self, mpsc::Receiver<Event>), Error> {
        let address = config.listen;
        let failed = |error: std::io::Error| Error::Bind {
            address,
            reason: error.to_string(),
        };
        let socket = std::net::UdpSocket::bind(address).map_err(failed)?;
        socket.set_nonblocking(true).map_err(failed)?;
        enlarge_shared(&socket, "port for media");
        let bound = socket.local_addr().map_err(failed)?;
        let settings = settings(config, bound)?;
        let (commands, queue) = mpsc::channel(COMMANDS);
        let (sender, events) = mpsc::channel(CHANNEL);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(failed)?;
        let run = move || {
            runtime.block_on(async {
                let sfu = Sfu::new(settings, sender, Instant::now());
                match Socket::new(socket) {
                    Ok(socket) => serve(sfu, &socket, queue).await,
                    Err(error) => tracing::error!("media: the port cannot be used: {error}"),
                }
            });
        };
        std::thread::Builder::new()
            .name("media".into())
            .spawn(run)
            .map_err(failed)?;
        Ok((
            Self {
                commands,
                port: bound.port(),
            },
            events,
        ))
    }

    /// Returns the port for media.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Does something on the thread and returns its result.
    pub(crate) async fn call<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Sfu) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, result) = oneshot::channel();
        let command: Command = Box::new(move |sfu| {
            // Nobody may wait for it any more.
            let _ = sender.send(act(sfu));
        });
        self.commands
            .send(command)
            .await
            .map_err(|_| Error::Stopped)?;
        result.await.map_err(|_| Error::Stopped)
    }
}

fn settings(config: &MediaConfig, bound: SocketAddr) -> Result<Settings, Error> {
    let mut addresses = config.addresses.clone();
    if addresses.is_empty() {
        addresses.push(bound.ip());
    }
    if addresses.iter().any(|address| address.is_unspecified()) {
        let problem = "the address for media is unspecified; name the one that clients see";
        return Err(Error::Configuration(problem.into()));
    }
    let addresses = addresses
        .into_iter()
        .map(|ip| SocketAddr::new(ip, bound.port()))
        .collect();
    Ok(Settings {
        limits: config.limits.clone(),
        addresses,
    })
}

async fn serve(mut sfu: Sfu, socket: &Socket, mut queue: mpsc::Receiver<Command>) {
    let mut ticks = interval(TICK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut buffer = [0; MTU];
    loop {
        tokio::select! {
            command = queue.recv() => {
                let Some(command) = command else { return };
                sfu.at(Instant::now());
                command(&mut sfu);
            }
            _ = ticks.tick(), if !sfu.is_idle() => sfu.tick(Instant::now()),
            ready = socket.readable() => {
                if ready.is_ok() {
                    read(&mut sfu, socket, &mut buffer);
                }
            }
        }
        socket.send(sfu.transmit());
    }
}

fn read(sfu: &mut Sfu, socket: &Socket, buffer: &mut [u8]) {
    for _ in 0..BATCH {
        let Ok((length, from)) = socket.receive(buffer) else {
            return;
        };
        if let Some(datagram) = buffer.get(..length) {
            sfu.receive(from, datagram, Instant::now());
        }
        if sfu.waiting() >= FULL {
            socket.send(sfu.transmit());
        }
    }
}
