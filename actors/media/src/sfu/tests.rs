//! Calls over loopback, with clients that speak WebRTC.

mod client;
mod forwarding;
mod joining;
mod layers;
mod refusals;

use std::collections::HashMap;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::event::{Event, Happened};
use crate::names::{Kinds, Participant, RoomId};
use crate::sfu::{Limits, MediaConfig};
use crate::{Config, Media};
use client::Client;

const ROOM: RoomId = RoomId(1);

/// Long enough for anything on loopback, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// Long enough to be sure that nothing comes.
const NOTHING: Duration = Duration::from_millis(300);

type Routes = Arc<Mutex<HashMap<Participant, mpsc::UnboundedSender<Happened>>>>;

/// A media plane, whose events go to the clients that they are about.
struct World {
    media: Media,
    routes: Routes,
}

impl World {
    async fn new() -> Self {
        Self::limited(Limits::default()).await
    }

    async fn limited(limits: Limits) -> Self {
        let listen = (Ipv4Addr::LOCALHOST, 0).into();
        let media = MediaConfig {
            listen,
            addresses: vec![],
            limits,
        };
        let started = Media::start(Config { media, turn: None }).await;
        let (media, events) = started.expect("a media plane");
        let routes = Routes::default();
        tokio::spawn(route(events, Arc::clone(&routes)));
        Self { media, routes }
    }

    /// Has somebody join with the right to send everything.
    async fn join(&self, user: &str) -> Client {
        let me = Participant::new(user, "one");
        let (sender, events) = mpsc::unbounded_channel();
        self.routes
            .lock()
            .expect("a lock")
            .insert(me.clone(), sender);
        self.media
            .join(ROOM, &me, Kinds::ALL)
            .await
            .expect("a place");
        Client::new(self.media.clone(), me, events)
    }
}

async fn route(mut events: mpsc::Receiver<Event>, routes: Routes) {
    while let Some(event) = events.recv().await {
        if let Some(sender) = routes.lock().expect("a lock").get(&event.participant) {
            let _ = sender.send(event.happened);
        }
    }
}

/// Waits until something is there.
async fn within<T>(what: impl Future<Output = T>) -> T {
    timeout(PATIENCE, what).await.expect("it happens in time")
}
