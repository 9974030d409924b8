//! Decides which requests reach the library that serves TURN.
//!
//! The library checks credentials on every request, never forgets a nonce, relays to any peer, and knows no limits. So
//! requests are authenticated here, and peers and quotas checked; what is left for the library are the protocol's states.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use futures_util::FutureExt as _;
use stun::error_code::{
    CODE_ADDR_FAMILY_NOT_SUPPORTED, CODE_ALLOC_MISMATCH, CODE_ALLOC_QUOTA_REACHED,
    CODE_BAD_REQUEST, CODE_FORBIDDEN, CODE_INSUFFICIENT_CAPACITY, CODE_STALE_NONCE,
    CODE_UNAUTHORIZED, CODE_WRONG_CREDENTIALS, ErrorCode,
};
use stun::message::{
    CLASS_INDICATION, CLASS_REQUEST, METHOD_ALLOCATE, METHOD_BINDING, METHOD_CHANNEL_BIND,
    METHOD_CREATE_PERMISSION, METHOD_REFRESH, METHOD_SEND, Message,
};
use tokio::sync::Mutex;
use turn::allocation::allocation_manager::{Manager, ManagerConfig};
use turn::auth::{AuthHandler, generate_auth_key};
use turn::relay::RelayAddressGenerator;
use turn::server::request::Request;
use webrtc_util::Conn;

use super::accounts::{Accounts, Full};
use super::clients::{Client, Clients, Origin};
use super::credentials::{parse, password, seconds};
use super::filter::Filter;
use super::floods::Floods;
use super::messages::{self, Proof};
use super::nonces::Nonces;
use super::relay::{Nothing, Opener, Ports};

/// A channel stays bound for this long after it was last refreshed.
const CHANNEL_LIFETIME: Duration = Duration::from_secs(10 * 60);

pub(crate) type Connection = Arc<dyn Conn + Send + Sync>;

/// Everything that requests are decided with.
pub(crate) struct Requests {
    pub(crate) secret: Vec<u8>,
    pub(crate) realm: String,
    pub(crate) ports: Arc<Ports>,
    pub(crate) filter: Arc<Filter>,
    pub(crate) accounts: Arc<Accounts>,
    pub(crate) clients: Arc<Clients>,
    pub(crate) floods: Floods,
    pub(crate) nonces: Nonces,
}

/// A request whose signature is right.
struct Signed {
    username: String,
    nonce: String,
    key: Vec<u8>,
}

/// Hands the library the key that was checked before.
struct Checked(Vec<u8>);

impl AuthHandler for Checked {
    fn auth_handle(&self, _: &str, _: &str, _: SocketAddr) -> Result<Vec<u8>, turn::Error> {
        Ok(self.0.clone())
    }
}

impl Requests {
    /// Handles what a client sent. Strangers' packets are dropped without an answer.
    pub(crate) async fn handle(&self, connection: &Connection, origin: Origin, datagram: &[u8]) {
        if messages::is_channel_data(datagram) {
            if let Some(client) = self.clients.get(&origin) {
                self.pass(connection, origin, datagram, client.manager, None)
                    .await;
            }
            return;
        }
        let Some(message) = messages::decode(datagram) else {
            return;
        };
        match (message.typ.class, message.typ.method) {
            (CLASS_INDICATION, METHOD_SEND) => {
                if let Some(client) = self.clients.get(&origin) {
                    self.pass(connection, origin, datagram, client.manager, None)
                        .await;
                }
            }
            (CLASS_REQUEST, METHOD_BINDING)
                if self.floods.admits(origin.client.ip(), Instant::now()) =>
            {
                self.pass(connection, origin, datagram, manager(Nothing), None)
                    .await;
            }
            (
                CLASS_REQUEST,
                METHOD_ALLOCATE | METHOD_REFRESH | METHOD_CREATE_PERMISSION | METHOD_CHANNEL_BIND,
            ) => self.handle_signed(connection, origin, &message).await,
            _ => {}
        }
    }

    async fn handle_signed(&self, connection: &Connection, origin: Origin, message: &Message) {
        let now = seconds(SystemTime::now());
        match self.authenticate(message, origin, now) {
            Ok(signed) => {
                let refused = if message.typ.method == METHOD_ALLOCATE {
                    self.allocate(connection, origin, message, &signed, now)
                        .await
                } else {
                    self.change(connection, origin, message, &signed).await
                };
                if let Err(code) = refused {
                    let proof = Proof::Signed(&signed.key);
                    answer(connection, origin, messages::refusal(message, code, proof)).await;
                }
            }
            Err(code) if self.floods.admits(origin.client.ip(), Instant::now()) => {
                let nonce = self.nonces.issue(origin.client.ip(), now);
                let proof = Proof::Challenge {
                    realm: &self.realm,
                    nonce,
                };
                answer(connection, origin, messages::refusal(message, code, proof)).await;
            }
            Err(_) => {}
        }
    }

    fn authenticate(&self, message: &Message, from: Origin, now: u64) -> Result<Signed, ErrorCode> {
        let claim = messages::claim(message).ok_or(CODE_UNAUTHORIZED)?;
        if !self.nonces.is_valid(&claim.nonce, from.client.ip(), now) {
            return Err(CODE_STALE_NONCE);
        }
        if claim.realm != self.realm || parse(&claim.username).is_none() {
            return Err(CODE_UNAUTHORIZED);
        }
        let password = password(&self.secret, &claim.username);
        let key = generate_auth_key(&claim.username, &self.realm, &password);
        let signed = messages::is_signed(message, &key);
        let found = Signed {
            username: claim.username,
            nonce: claim.nonce,
            key,
        };
        signed.then_some(found).ok_or(CODE_UNAUTHORIZED)
    }

    /// Makes an allocation. Only here credentials may have expired: a live one is refreshed beyond that.
    async fn allocate(
        &self,
        connection: &Connection,
        origin: Origin,
        message: &Message,
        signed: &Signed,
        now: u64,
    ) -> Result<(), ErrorCode> {
        let (expires, user) = parse(&signed.username).ok_or(CODE_UNAUTHORIZED)?;
        if expires <= now || self.accounts.refuses(user, expires) {
            return Err(CODE_UNAUTHORIZED);
        }
        if self.clients.has(&origin) {
            return Err(CODE_ALLOC_MISMATCH);
        }
        if messages::wants_ipv6(message) != self.ports.addresses.seen.is_ipv6() {
            return Err(CODE_ADDR_FAMILY_NOT_SUPPORTED);
        }
        let seat = self
            .accounts
            .seat(user, Instant::now())
            .map_err(|full| match full {
                Full::User => CODE_ALLOC_QUOTA_REACHED,
                Full::Server => CODE_INSUFFICIENT_CAPACITY,
            })?;
        let user = Arc::clone(seat.user());
        let place = self.clients.place(origin);
        let manager = manager(Opener {
            ports: Arc::clone(&self.ports),
            seat: Arc::new(seat),
            place: place.clone(),
        });
        self.pass(
            connection,
            origin,
            &message.raw,
            Arc::clone(&manager),
            Some(signed),
        )
        .await;
        // What the client sends next is handled after this: each listener and connection does one request at a time.
        if manager.get_allocation(&origin.five_tuple()).await.is_some() {
            self.clients.enter(&place, Arc::clone(&user), manager);
        }
        if self.accounts.refuses(&user, expires) {
            // They were refused while the allocation was being made.
            self.clients.remove_users(|name| *name == *user).await;
        }
        Ok(())
    }

    /// Handles a request about an allocation that exists.
    async fn change(
        &self,
        connection: &Connection,
        origin: Origin,
        message: &Message,
        signed: &Signed,
    ) -> Result<(), ErrorCode> {
        let client = self.clients.get(&origin).ok_or(CODE_ALLOC_MISMATCH)?;
        self.check(&client, message, signed)?;
        self.pass(
            connection,
            origin,
            &message.raw,
            client.manager,
            Some(signed),
        )
        .await;
        Ok(())
    }

    fn check(&self, client: &Client, message: &Message, signed: &Signed) -> Result<(), ErrorCode> {
        let (_, user) = parse(&signed.username).ok_or(CODE_UNAUTHORIZED)?;
        if user != &*client.user {
            return Err(CODE_WRONG_CREDENTIALS);
        }
        if message.typ.method == METHOD_REFRESH {
            return Ok(());
        }
        let peers = messages::peers(message).ok_or(CODE_BAD_REQUEST)?;
        let permitted = peers.iter().all(|peer| self.filter.permits(*peer));
        permitted.then_some(()).ok_or(CODE_FORBIDDEN)
    }

    /// Hands a datagram to the library.
    async fn pass(
        &self,
        connection: &Connection,
        origin: Origin,
        datagram: &[u8],
        manager: Arc<Manager>,
        signed: Option<&Signed>,
    ) {
        // Exactly the nonce that was checked, so that the library remembers none.
        let nonces = signed.map(|signed| (signed.nonce.clone(), tokio::time::Instant::now()));
        let key = signed.map(|signed| signed.key.clone()).unwrap_or_default();
        let mut request = Request {
            conn: Arc::clone(connection),
            src_addr: origin.client,
            buff: datagram.to_vec(),
            allocation_manager: manager,
            nonces: Arc::new(Mutex::new(nonces.into_iter().collect::<HashMap<_, _>>())),
            auth_handler: Arc::new(Checked(key)),
            realm: self.realm.clone(),
            channel_bind_timeout: CHANNEL_LIFETIME,
        };
        // A datagram that the library cannot cope with must not end the listener.
        match AssertUnwindSafe(request.handle_request())
            .catch_unwind()
            .await
        {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::trace!("turn: {origin:?}: {error}"),
            Err(_) => tracing::warn!("turn: a request of {} failed", origin.client),
        }
    }
}

async fn answer(connection: &Connection, origin: Origin, refusal: Option<Vec<u8>>) {
    if let Some(bytes) = refusal {
        let _ = connection.send_to(&bytes, origin.client).await;
    }
}

fn manager(opener: impl RelayAddressGenerator + Send + Sync + 'static) -> Arc<Manager> {
    Arc::new(Manager::new(ManagerConfig {
        relay_addr_generator: Box::new(opener),
        alloc_close_notify: None,
    }))
}
