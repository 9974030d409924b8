//! A program that answers like ClamAV's daemon.

use std::path::Path;

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, UnixListener},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// The most bytes that it takes.
pub const LIMIT: usize = 100_000;

/// What gets an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gate {
    Open,
    ShutForSome,
    Shut,
}

/// A scanner. It finds fault with what contains `EICAR`, takes `LOCKED` for encrypted and `BOMB` for what is too
/// long once unpacked, and hangs up on `CRASH` the first time.
pub struct Scanner {
    pub address: String,
    gate: watch::Sender<Gate>,
    serving: JoinHandle<()>,
}

impl Scanner {
    /// One that listens on a port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (sender, gate) = watch::channel(Gate::Open);
        let serving = tokio::spawn(async move {
            let (mut scans, mut count) = (JoinSet::new(), 0);
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                count += 1;
                scans.spawn(scan(socket, gate.clone(), count));
            }
        });
        Self {
            address,
            gate: sender,
            serving,
        }
    }

    /// One that listens at a path.
    pub fn at(path: &Path) -> Self {
        let listener = UnixListener::bind(path).unwrap();
        let (sender, gate) = watch::channel(Gate::Open);
        let serving = tokio::spawn(async move {
            let (mut scans, mut count) = (JoinSet::new(), 0);
            loop {
                let (socket, _) = listener.accept().await.unwrap();
                count += 1;
                scans.spawn(scan(socket, gate.clone(), count));
            }
        });
        Self {
            address: path.display().to_string(),
            gate: sender,
            serving,
        }
    }

    /// Answers nothing until it is told to go on.
    pub fn pause(&self) {
        self.gate.send_replace(Gate::Shut);
    }

    /// Does not answer about what contains `SLOW` until it is told to go on.
    pub fn be_slow(&self) {
        self.gate.send_replace(Gate::ShutForSome);
    }

    /// Answers again.
    pub fn go_on(&self) {
        self.gate.send_replace(Gate::Open);
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn scan(
    mut socket: impl AsyncRead + AsyncWrite + Unpin,
    mut gate: watch::Receiver<Gate>,
    count: u32,
) {
    let mut command = [0; 10];
    if socket.read_exact(&mut command).await.is_err() {
        return;
    }
    assert_eq!(&command, b"zINSTREAM\0");
    let mut bytes = Vec::new();
    let answer = loop {
        let Ok(length) = socket.read_u32().await else {
            return;
        };
        if length == 0 {
            break verdict(&bytes);
        }
        let length = usize::try_from(length).unwrap();
        if bytes.len() + length > LIMIT {
            break "INSTREAM size limit exceeded. ERROR";
        }
        let start = bytes.len();
        bytes.resize(start + length, 0);
        if socket.read_exact(&mut bytes[start..]).await.is_err() {
            return;
        }
    };
    if bytes.windows(5).any(|part| part == b"CRASH") && count == 1 {
        return;
    }
    let is_slow = bytes.windows(4).any(|part| part == b"SLOW");
    let answers = |gate: &Gate| match gate {
        Gate::Open => true,
        Gate::ShutForSome => !is_slow,
        Gate::Shut => false,
    };
    if gate.wait_for(answers).await.is_ok() {
        let _ = socket.write_all(format!("{answer}\0").as_bytes()).await;
    }
}

fn verdict(bytes: &[u8]) -> &'static str {
    let has = |word: &[u8]| bytes.windows(word.len()).any(|part| part == word);
    if has(b"EICAR") {
        "stream: Win.Test.EICAR_HDB-1 FOUND"
    } else if has(b"LOCKED") {
        "stream: Heuristics.Encrypted.Zip FOUND"
    } else if has(b"BOMB") {
        "stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND"
    } else {
        "stream: OK"
    }
}
