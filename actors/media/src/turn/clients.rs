//! The clients that have an allocation on the relay, by their address and listener, and how the allocations of a user end.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use turn::allocation::allocation_manager::Manager;
use turn::allocation::five_tuple::FiveTuple;
use turn::proto::PROTO_UDP;

/// How a client reaches the relay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Transport {
    Udp,
    Tcp,
    Tls,
}

/// A client's address and the listener it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Origin {
    pub(crate) transport: Transport,
    pub(crate) listener: SocketAddr,
    pub(crate) client: SocketAddr,
}

impl Origin {
    pub(crate) fn five_tuple(&self) -> FiveTuple {
        FiveTuple {
            protocol: PROTO_UDP,
            src_addr: self.client,
            dst_addr: self.listener,
        }
    }
}

/// A client with an allocation. Each has a manager of its own, which goes with it.
#[derive(Clone)]
pub(crate) struct Client {
    pub(crate) user: Arc<str>,
    pub(crate) manager: Arc<Manager>,
    number: u64,
}

/// The clients with an allocation.
#[derive(Default)]
pub(crate) struct Clients {
    by_origin: Mutex<HashMap<Origin, Client>>,
    next: AtomicU64,
}

/// The place of one client in [`Clients`]; whoever holds the socket of its allocation vacates it.
#[derive(Clone)]
pub(crate) struct Place {
    clients: Weak<Clients>,
    origin: Origin,
    number: u64,
}

impl Place {
    /// Forgets the client, unless the same address has a newer allocation.
    pub(crate) fn left(&self) {
        if let Some(clients) = self.clients.upgrade() {
            let mut map = clients.lock();
            if map
                .get(&self.origin)
                .is_some_and(|client| client.number == self.number)
            {
                map.remove(&self.origin);
            }
        }
    }
}

impl Clients {
    /// Returns a place for an allocation that is about to be made.
    pub(crate) fn place(self: &Arc<Self>, origin: Origin) -> Place {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        Place {
            clients: Arc::downgrade(self),
            origin,
            number,
        }
    }

    /// Enters a client whose allocation was made.
    pub(crate) fn enter(&self, place: &Place, user: Arc<str>, manager: Arc<Manager>) {
        let client = Client {
            user,
            manager,
            number: place.number,
        };
        self.lock().insert(place.origin, client);
    }

    pub(crate) fn get(&self, origin: &Origin) -> Option<Client> {
        self.lock().get(origin).cloned()
    }

    pub(crate) fn has(&self, origin: &Origin) -> bool {
        self.lock().contains_key(origin)
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    /// Deletes a client's allocation, because its connection has ended.
    pub(crate) async fn remove(&self, origin: &Origin) {
        let removed = self.lock().remove(origin);
        if let Some(client) = removed {
            client.manager.delete_allocation(&origin.five_tuple()).await;
        }
    }

    /// Deletes the allocations whose user is wanted.
    pub(crate) async fn remove_users(&self, wanted: impl Fn(&str) -> bool) {
        let removed: Vec<_> = self
            .lock()
            .extract_if(|_, client| wanted(&client.user))
            .collect();
        for (origin, client) in removed {
            client.manager.delete_allocation(&origin.five_tuple()).await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Origin, Client>> {
        self.by_origin
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
