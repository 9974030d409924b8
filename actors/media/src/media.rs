use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::mpsc;

use crate::Error;
use crate::event::Event;
use crate::names::{Candidate, Description, Kind, Kinds, Participant, RoomId, View};
use crate::sfu::{MediaConfig, Sfu, Thread};
use crate::turn::{Advertised, Turn, TurnConfig};

/// The sockets and limits of forwarding, and of the relay if there is one.
pub struct Config {
    /// Forwarding.
    pub media: MediaConfig,
    /// The relay, or `None` to have none.
    pub turn: Option<TurnConfig>,
}

/// The media plane. Clones share it; it ends with the last one.
///
/// Everything is answered within milliseconds: it only waits for the thread that forwards.
#[derive(Clone)]
pub struct Media {
    parts: Arc<Parts>,
}

impl fmt::Debug for Media {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Media")
            .field("port", &self.port())
            .finish_non_exhaustive()
    }
}

struct Parts {
    sfu: Thread,
    turn: Option<Turn>,
    secret: Vec<u8>,
    runtime: Option<Runtime>,
}

/// Threads of the relay.
const THREADS: usize = 2;

impl Media {
    /// Binds the sockets and starts the threads. Events must always be taken: while nobody does, measurements are dropped
    /// and all others wait.
    pub async fn start(config: Config) -> Result<(Self, mpsc::Receiver<Event>), Error> {
        let (sfu, events) = Thread::start(&config.media)?;
        let mut parts = Parts {
            sfu,
            turn: None,
            secret: Vec::new(),
            runtime: None,
        };
        if let Some(config) = config.turn {
            let runtime = Builder::new_multi_thread()
                .worker_threads(THREADS)
                .thread_name("relay")
                .enable_all()
                .build()
                .map_err(|error| Error::Configuration(format!("no threads for calls: {error}")))?;
            parts.secret.clone_from(&config.secret);
            let port = parts.sfu.port();
            let started = runtime.spawn(Turn::start(config, Some(port))).await;
            parts.runtime = Some(runtime);
            parts.turn = Some(started.map_err(|_| Error::Stopped)??);
        }
        Ok((
            Self {
                parts: Arc::new(parts),
            },
            events,
        ))
    }

    /// Enters a participant, who may send these kinds. One who is there already starts anew, as after a reload.
    pub async fn join(
        &self,
        room: RoomId,
        participant: &Participant,
        allowed: Kinds,
    ) -> Result<(), Error> {
        let participant = participant.clone();
        self.call(move |sfu| sfu.join(room, participant, allowed))
            .await?
    }

    /// Ends a participant's connections. Whoever has not joined is left alone.
    pub async fn leave(&self, room: RoomId, participant: &Participant) -> Result<(), Error> {
        let participant = participant.clone();
        self.call(move |sfu| sfu.leave(room, &participant)).await
    }

    /// Ends a call for everybody.
    pub async fn close_room(&self, room: RoomId) -> Result<(), Error> {
        self.call(move |sfu| sfu.close_room(room)).await
    }

    /// Takes the offer of a client that sends, and returns the answer.
    ///
    /// `kinds` says what the sections show, by their `mid`. Those that are not named are, in their order, microphone and
    /// sound of a screen, or camera and screen.
    pub async fn publish(
        &self,
        room: RoomId,
        participant: &Participant,
        offer: Description,
        kinds: BTreeMap<String, Kind>,
    ) -> Result<Description, Error> {
        let participant = participant.clone();
        self.call(move |sfu| sfu.publish(room, &participant, &offer, &kinds))
            .await?
    }

    /// Takes a client's answer to the last offer. `to` is the name of the offer that it answers; an answer without one is
    /// taken for whichever waits.
    pub async fn answer(
        &self,
        room: RoomId,
        participant: &Participant,
        answer: Description,
        to: Option<String>,
    ) -> Result<(), Error> {
        let participant = participant.clone();
        self.call(move |sfu| sfu.answer(room, &participant, &answer, to.as_deref()))
            .await?
    }

    /// Takes a candidate of a client, of either connection.
    pub async fn candidate(
        &self,
        room: RoomId,
        participant: &Participant,
        candidate: Candidate,
    ) -> Result<(), Error> {
        let participant = participant.clone();
        self.call(move |sfu| sfu.candidate(room, &participant, &candidate))
            .await?
    }

    /// Has an offer follow that restarts ICE on the connection on which the client receives.
    pub async fn restart(&self, room: RoomId, participant: &Participant) -> Result<(), Error> {
        let participant = participant.clone();
        self.call(move |sfu| sfu.restart(room, &participant))
            .await?
    }

    /// Says what a participant may send. What is taken away stops with the next packet, whatever the client does.
    pub async fn allow(
        &self,
        room: RoomId,
        participant: &Participant,
        allowed: Kinds,
    ) -> Result<(), Error> {
        let participant = participant.clone();
        self.call(move |sfu| sfu.allow(room, &participant, allowed))
            .await?
    }

    /// Says what a participant has muted. It is not forwarded, whatever the client sends.
    pub async fn mute(
        &self,
        room: RoomId,
        participant: &Participant,
        muted: Kinds,
    ) -> Result<(), Error> {
        let participant = participant.clone();
        self.call(move |sfu| sfu.mute(room, &participant, muted))
            .await?
    }

    /// Says how much of a track a viewer wants to see.
    pub async fn view(
        &self,
        room: RoomId,
        viewer: &Participant,
        of: &Participant,
        kind: Kind,
        view: View,
    ) -> Result<(), Error> {
        let (viewer, of) = (viewer.clone(), of.clone());
        self.call(move |sfu| sfu.view(room, &viewer, &of, kind, view))
            .await?
    }

    /// Returns how many connections are forwarded.
    pub async fn connections(&self) -> Result<usize, Error> {
        self.call(|sfu| sfu.connections()).await
    }

    /// Returns the port for media.
    pub fn port(&self) -> u16 {
        self.parts.sfu.port()
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

    /// Deletes all of a user's allocations, on all devices. New ones need credentials that are made after this.
    pub async fn remove_from_relay(&self, user: &str) {
        if let Some(turn) = &self.parts.turn {
            turn.remove_user(user).await;
        }
    }

    /// Returns how many allocations the relay has.
    pub fn allocations(&self) -> usize {
        self.parts.turn.as_ref().map_or(0, Turn::allocations)
    }

    async fn call<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Sfu) -> T + Send + 'static,
    ) -> Result<T, Error> {
        self.parts.sfu.call(act).await
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
