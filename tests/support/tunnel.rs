//! A tunnel to the database that can be frozen, as if the machine had stopped, or that loses the response to a
//! commit.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

use super::within;

/// Forwards connections.
pub struct Tunnel {
    pub address: SocketAddr,
    mode: watch::Sender<Mode>,
    /// How many connections were refused.
    refused: watch::Sender<usize>,
}

#[derive(Clone, PartialEq, Eq)]
enum Mode {
    /// Forwards everything.
    Open,
    /// Forwards nothing, and keeps connections open.
    Frozen,
    /// When the server responds to the `COMMIT` of a transaction whose statements contain these bytes, closes
    /// the connection without forwarding the response, and refuses connections from then on.
    Losing(Vec<u8>),
    /// Keeps the connections that exist, and refuses new ones.
    Refusing,
}

impl Tunnel {
    /// Opens a tunnel to the server of this database URL, and returns it with the URL to use.
    pub async fn to(url: &str) -> (Self, String) {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let (user, server) = server.split_once('@').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let tunnel = Self {
            address,
            mode: watch::Sender::new(Mode::Open),
            refused: watch::Sender::new(0),
        };
        let through = format!("{scheme}://{user}@{address}/{database}");
        let (mode, refused) = (tunnel.mode.clone(), tunnel.refused.clone());
        tokio::spawn(forward(listener, server.to_owned(), mode, refused));
        (tunnel, through)
    }

    pub fn freeze(&self) {
        self.mode.send_replace(Mode::Frozen);
    }

    /// Loses the response to the commit of a transaction whose statements or parameters contain `text`. The
    /// server also writes unasked, such as tokens that it sees for the first time; those commits get through.
    /// Afterwards refuses connections until [`Self::open`].
    pub fn lose_commit_of(&self, text: &str) {
        self.mode.send_replace(Mode::Losing(text.into()));
    }

    /// Waits until so many connections were refused.
    pub async fn has_refused(&self, connections: usize) {
        let mut refused = self.refused.subscribe();
        let refused = refused.wait_for(|count| *count >= connections);
        drop(within("refused connections", refused).await.unwrap());
    }

    pub fn open(&self) {
        self.mode.send_replace(Mode::Open);
    }
}

async fn forward(
    listener: TcpListener,
    server: String,
    mode: watch::Sender<Mode>,
    refused: watch::Sender<usize>,
) {
    while let Ok((client, _)) = listener.accept().await {
        if *mode.borrow() == Mode::Refusing {
            drop(client);
            refused.send_modify(|count| *count += 1);
            continue;
        }
        let server = TcpStream::connect(&server).await.unwrap();
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let lost = Arc::new(AtomicBool::new(false));
        let requests = Requests {
            mode: mode.clone(),
            transaction: Vec::new(),
            lost: Arc::clone(&lost),
        };
        tokio::spawn(copy(from_client, to_server, mode.subscribe(), requests));
        tokio::spawn(copy(
            from_server,
            to_client,
            mode.subscribe(),
            Answers(lost),
        ));
    }
}

/// Decides whether bytes are forwarded.
trait Filter: Send + 'static {
    fn passes(&mut self, bytes: &[u8]) -> bool;
}

/// Notices the `COMMIT` whose response must be lost.
struct Requests {
    mode: watch::Sender<Mode>,
    /// What was sent since the last transaction.
    transaction: Vec<u8>,
    lost: Arc<AtomicBool>,
}

impl Filter for Requests {
    fn passes(&mut self, bytes: &[u8]) -> bool {
        self.transaction.extend(bytes);
        if contains(bytes, b"COMMIT") {
            let loses = |mode: &Mode| matches!(mode, Mode::Losing(text) if contains(&self.transaction, text));
            let lost = self.mode.send_if_modified(|mode| {
                let loses = loses(mode);
                if loses {
                    *mode = Mode::Refusing;
                }
                loses
            });
            self.lost.fetch_or(lost, Ordering::SeqCst);
        }
        if contains(bytes, b"COMMIT") || contains(bytes, b"ROLLBACK") {
            self.transaction.clear();
        }
        true
    }
}

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// Does not forward the response to such a `COMMIT`.
struct Answers(Arc<AtomicBool>);

impl Filter for Answers {
    fn passes(&mut self, _: &[u8]) -> bool {
        !self.0.load(Ordering::SeqCst)
    }
}

async fn copy(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut mode: watch::Receiver<Mode>,
    mut filter: impl Filter,
) {
    let mut bytes = [0; 8192];
    loop {
        let read = tokio::select! {
            biased;
            () = until_frozen(&mut mode) => return std::future::pending().await,
            read = from.read(&mut bytes) => read,
        };
        match read {
            Ok(count)
                if count > 0
                    && filter.passes(&bytes[..count])
                    && to.write_all(&bytes[..count]).await.is_ok() => {}
            _ => return,
        }
    }
}

async fn until_frozen(mode: &mut watch::Receiver<Mode>) {
    // This fails only after the test has ended.
    let _ = mode.wait_for(|mode| *mode == Mode::Frozen).await;
}
