//! A connection to the database that can be held still, as when its machine has stopped.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// Forwards connections until it is frozen: then nothing passes, and nothing ends.
pub struct Tunnel {
    pub address: SocketAddr,
    frozen: watch::Sender<bool>,
}

impl Tunnel {
    /// A tunnel to the server of this database URL, and the URL that leads through it.
    pub async fn to(url: &str) -> (Self, String) {
        let (scheme, rest) = url.split_once("://").unwrap();
        let (server, database) = rest.split_once('/').unwrap();
        let (user, server) = server.split_once('@').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let frozen = watch::Sender::new(false);
        let through = format!("{scheme}://{user}@{address}/{database}");
        tokio::spawn(forward(listener, server.to_owned(), frozen.subscribe()));
        (Self { address, frozen }, through)
    }

    pub fn freeze(&self) {
        self.frozen.send_replace(true);
    }
}

async fn forward(listener: TcpListener, server: String, frozen: watch::Receiver<bool>) {
    while let Ok((client, _)) = listener.accept().await {
        let server = TcpStream::connect(&server).await.unwrap();
        let (from_client, to_client) = client.into_split();
        let (from_server, to_server) = server.into_split();
        tokio::spawn(copy(from_client, to_server, frozen.clone()));
        tokio::spawn(copy(from_server, to_client, frozen.clone()));
    }
}

async fn copy(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut frozen: watch::Receiver<bool>) {
    let mut bytes = [0; 8192];
    loop {
        let read = tokio::select! {
            biased;
            () = until_frozen(&mut frozen) => return std::future::pending().await,
            read = from.read(&mut bytes) => read,
        };
        match read {
            Ok(count) if count > 0 && to.write_all(&bytes[..count]).await.is_ok() => {}
            _ => return,
        }
    }
}

async fn until_frozen(frozen: &mut watch::Receiver<bool>) {
    // It fails only when the test is over.
    let _ = frozen.wait_for(|frozen| *frozen).await;
}
