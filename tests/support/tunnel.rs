//! A tunnel to the database that can be frozen, as if the machine had stopped, or that loses the responses to
//! commits.

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

/// Forwards connections.
pub struct Tunnel {
    pub address: SocketAddr,
    mode: watch::Sender<Mode>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// Forwards everything.
    Open,
    /// Forwards nothing, and keeps connections open.
    Frozen,
    /// Closes a connection once the server has responded to a `COMMIT`, without forwarding the response.
    LosingCommits,
}

impl Tunnel {
    /// Opens a tunnel to the server of this database URL, and returns it with the URL to use.
    pub async fn to(url: &str) -> (Self, String) {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let (user, server) = server.split_once('@').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mode = watch::Sender::new(Mode::Open);
        let through = format!("{scheme}://{user}@{address}/{database}");
        tokio::spawn(forward(listener, server.to_owned(), mode.subscribe()));
        (Self { address, mode }, through)
    }

    pub fn freeze(&self) {
        self.mode.send_replace(Mode::Frozen);
    }

    pub fn lose_commits(&self) {
        self.mode.send_replace(Mode::LosingCommits);
    }

    pub fn open(&self) {
        self.mode.send_replace(Mode::Open);
    }
}

async fn forward(listener: TcpListener, server: String, mode: watch::Receiver<Mode>) {
    while let Ok((client, _)) = listener.accept().await {
        let server = TcpStream::connect(&server).await.unwrap();
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        let committing = Arc::new(AtomicBool::new(false));
        let requests = Requests(mode.clone(), Arc::clone(&committing));
        tokio::spawn(copy(from_client, to_server, mode.clone(), requests));
        let answers = Answers(committing);
        tokio::spawn(copy(from_server, to_client, mode.clone(), answers));
    }
}

/// Decides whether bytes are forwarded.
trait Filter: Send + 'static {
    fn passes(&self, bytes: &[u8]) -> bool;
}

/// Notices a `COMMIT` whose response must be lost.
struct Requests(watch::Receiver<Mode>, Arc<AtomicBool>);

impl Filter for Requests {
    fn passes(&self, bytes: &[u8]) -> bool {
        let commits = bytes.windows(6).any(|word| word == b"COMMIT");
        if commits && *self.0.borrow() == Mode::LosingCommits {
            self.1.store(true, Ordering::SeqCst);
        }
        true
    }
}

/// Does not forward the response to such a `COMMIT`.
struct Answers(Arc<AtomicBool>);

impl Filter for Answers {
    fn passes(&self, _: &[u8]) -> bool {
        !self.0.load(Ordering::SeqCst)
    }
}

async fn copy(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut mode: watch::Receiver<Mode>,
    filter: impl Filter,
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
