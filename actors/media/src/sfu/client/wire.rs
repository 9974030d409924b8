//! One connection of a client, driven by a task of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot, watch};

use super::path::{Line, Path};
use super::within;
use crate::event::State;
use crate::sfu::connection::{Connection, is_packet};
use crate::sfu::datagrams::Datagrams;
use crate::sfu::packet::{Incoming, Outgoing};

type Act = Box<dyn FnOnce(&mut Connection, &mut Datagrams) + Send>;

/// One connection. Its task ends, and says nothing to the other side, when this is dropped.
pub(in crate::sfu) struct Wire {
    acts: mpsc::UnboundedSender<Act>,
    pub(in crate::sfu) incoming: mpsc::UnboundedReceiver<Incoming>,
    state: watch::Receiver<Option<State>>,
    lossy: Arc<AtomicBool>,
}

impl Wire {
    pub(in crate::sfu) async fn open(line: &Line) -> Self {
        let (path, local) = line.open().await;
        let connection = Connection::client(local, Instant::now()).expect("a connection");
        let (acts, queue) = mpsc::unbounded_channel();
        let (sender, incoming) = mpsc::unbounded_channel();
        let (tell, state) = watch::channel(None);
        let lossy = Arc::new(AtomicBool::new(false));
        tokio::spawn(drive(
            connection,
            path,
            queue,
            sender,
            tell,
            Arc::clone(&lossy),
        ));
        Self {
            acts,
            incoming,
            state,
            lossy,
        }
    }

    /// While `lossy`, every fifth packet of media that is sent is lost.
    pub(super) fn lose(&self, lossy: bool) {
        self.lossy.store(lossy, Ordering::Relaxed);
    }

    pub(in crate::sfu) async fn act<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Connection) -> T + Send + 'static,
    ) -> T {
        let (sender, result) = oneshot::channel();
        let act: Act = Box::new(move |connection, _| {
            let _ = sender.send(act(connection));
        });
        assert!(self.acts.send(act).is_ok(), "the connection is open");
        result.await.expect("a result")
    }

    /// Sends a packet.
    pub(super) async fn send(&self, packet: Outgoing) {
        let (sender, sent) = oneshot::channel();
        let act: Act = Box::new(move |connection, datagrams| {
            connection.send(packet, datagrams);
            let _ = sender.send(());
        });
        assert!(self.acts.send(act).is_ok(), "the connection is open");
        sent.await.expect("a sent packet");
    }

    pub(in crate::sfu) async fn connected(&mut self) {
        let connected = self
            .state
            .wait_for(|state| *state == Some(State::Connected));
        within(connected).await.expect("a connection");
    }
}

async fn drive(
    mut connection: Connection,
    mut path: Path,
    mut acts: mpsc::UnboundedReceiver<Act>,
    incoming: mpsc::UnboundedSender<Incoming>,
    state: watch::Sender<Option<State>>,
    lossy: Arc<AtomicBool>,
) {
    let mut buffer = [0; 2_048];
    let mut datagrams = Datagrams::default();
    let mut sent = 0_u32;
    loop {
        tokio::select! {
            act = acts.recv() => match act {
                Some(act) => act(&mut connection, &mut datagrams),
                None => return,
            },
            received = path.receive(&mut buffer) => match received {
                Some((length, from, at)) => connection.receive(&buffer[..length], from, at),
                None => return,
            },
            () = tokio::time::sleep(Duration::from_millis(5)) => {}
        }
        connection.tick(Instant::now());
        if let Some(changed) = connection.changed() {
            state.send_replace(Some(changed));
        }
        while let Some(came) = connection.next(&mut datagrams, Instant::now()) {
            let _ = incoming.send(came);
        }
        while let Some((datagram, to)) = connection.transmit() {
            datagrams.push(&datagram, to);
        }
        for (datagram, to) in datagrams.iter() {
            let media = is_packet(datagram);
            sent += u32::from(media);
            if !(media && lossy.load(Ordering::Relaxed) && sent.is_multiple_of(5)) {
                path.send(datagram, to).await;
            }
        }
        datagrams.clear();
    }
}
