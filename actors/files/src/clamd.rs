//! ClamAV's daemon, which is sent files and says whether they are harmful.
//!
//! Only `INSTREAM` is spoken: the daemon needs to see nothing of this machine's disk.

use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

use futures_util::TryStreamExt as _;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
    time::timeout,
};

use crate::{Chunks, Error};

/// How long a connection may take.
const CONNECTING: Duration = Duration::from_secs(5);
/// How long the daemon may take to receive a part.
const SENDING: Duration = Duration::from_secs(60);
/// How long the daemon may think about a file.
const THINKING: Duration = Duration::from_secs(15 * 60);
/// The longest answer that is read, in bytes.
const ANSWER: u64 = 4096;

/// The address of a ClamAV daemon: a TCP port or a Unix socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Clamd {
    /// At a host and port.
    Tcp(String),
    /// At a socket on this machine.
    Unix(PathBuf),
}

/// Why a text is not the address of a daemon.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} must be HOST:PORT or the path of a socket")]
pub struct NoAddress(String);

impl FromStr for Clamd {
    type Err = NoAddress;

    fn from_str(text: &str) -> Result<Self, NoAddress> {
        let text = text.trim();
        let path = text.strip_prefix("unix:").unwrap_or(text);
        if path.starts_with('/') {
            return Ok(Self::Unix(PathBuf::from(path)));
        }
        let address = text.strip_prefix("tcp://").unwrap_or(text);
        let port = address
            .rsplit_once(':')
            .filter(|(host, _)| !host.is_empty());
        match port.and_then(|(_, port)| port.parse().ok()) {
            Some(1_u16..) => Ok(Self::Tcp(address.to_owned())),
            _ => Err(NoAddress(text.to_owned())),
        }
    }
}

impl fmt::Display for Clamd {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(address) => address.fmt(out),
            Self::Unix(path) => path.display().fmt(out),
        }
    }
}

/// The result of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Clean,
    /// The file contains malware; the value is the name of its signature.
    Harmful(String),
    /// It, or what is packed in it, is longer than the daemon's limits.
    TooLarge,
    /// It is encrypted, so the daemon cannot look inside.
    Encrypted,
}

impl Clamd {
    /// Has the daemon look at a file.
    ///
    /// # Errors
    /// Any error while the file is read; [`Error::Scanner`] when the daemon cannot be reached, breaks off, fails or
    /// takes too long.
    pub async fn scan(&self, file: Chunks) -> Result<Verdict, Error> {
        match self {
            Self::Tcp(address) => {
                let socket = connected(TcpStream::connect(address)).await?;
                ask(socket, file).await
            }
            Self::Unix(path) => {
                let socket = connected(UnixStream::connect(path)).await?;
                ask(socket, file).await
            }
        }
    }
}

async fn connected<T>(connecting: impl Future<Output = std::io::Result<T>>) -> Result<T, Error> {
    let connected = timeout(CONNECTING, connecting).await;
    connected
        .map_err(|_| down("it does not accept the connection"))?
        .map_err(down)
}

async fn ask(socket: impl AsyncRead + AsyncWrite, file: Chunks) -> Result<Verdict, Error> {
    let (mut from, mut to) = tokio::io::split(socket);
    let sent = send(&mut to, file).await;
    if let Err(error @ (Error::Missing(_) | Error::Failed(_))) = sent {
        return Err(error);
    }
    // A daemon that has enough answers and closes, so that the rest cannot be sent.
    let mut answer = Vec::new();
    let mut from = (&mut from).take(ANSWER);
    let read = timeout(THINKING, from.read_to_end(&mut answer)).await;
    let read = read.map_err(|_| down("it takes too long"))?;
    let verdict = verdict(&String::from_utf8_lossy(&answer));
    match verdict {
        // The whole file was sent, or the part that was sent is enough.
        Ok(verdict) if sent.is_ok() || verdict != Verdict::Clean => Ok(verdict),
        Ok(_) => Err(down("it answered before it had the file")),
        Err(error) => {
            sent?;
            read.map_err(down)?;
            Err(error)
        }
    }
}

async fn send(to: &mut (impl AsyncWrite + Unpin), mut file: Chunks) -> Result<(), Error> {
    write(to, b"zINSTREAM\0").await?;
    while let Some(chunk) = file.try_next().await? {
        // An empty part would be the last one.
        for part in chunk.chunks(64 * 1024) {
            let length = u32::try_from(part.len()).map_err(down)?;
            write(to, &length.to_be_bytes()).await?;
            write(to, part).await?;
        }
    }
    write(to, &[0; 4]).await
}

async fn write(to: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> Result<(), Error> {
    let written = timeout(SENDING, to.write_all(bytes)).await;
    written
        .map_err(|_| down("it stopped reading"))?
        .map_err(down)
}

fn verdict(answer: &str) -> Result<Verdict, Error> {
    let answer = answer.trim_matches(['\0', '\n', '\r', ' ']);
    if answer.contains("size limit exceeded") {
        return Ok(Verdict::TooLarge);
    }
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    if said == "OK" {
        return Ok(Verdict::Clean);
    }
    let Some(name) = said.strip_suffix(" FOUND") else {
        return Err(down(match answer {
            "" => "it broke off",
            other => other,
        }));
    };
    Ok(match name {
        name if name.starts_with("Heuristics.Encrypted") => Verdict::Encrypted,
        name if name.starts_with("Heuristics.Limits.Exceeded") => Verdict::TooLarge,
        name => Verdict::Harmful(name.to_owned()),
    })
}

fn down(error: impl fmt::Display) -> Error {
    Error::Scanner(error.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (text, clamd) in [
            ("127.0.0.1:3310", Clamd::Tcp("127.0.0.1:3310".into())),
            ("tcp://clamd:3310", Clamd::Tcp("clamd:3310".into())),
            ("[::1]:3310", Clamd::Tcp("[::1]:3310".into())),
            ("/run/clamd.ctl", Clamd::Unix("/run/clamd.ctl".into())),
            ("unix:/run/clamd.ctl", Clamd::Unix("/run/clamd.ctl".into())),
        ] {
            assert_eq!(text.parse::<Clamd>().unwrap(), clamd);
        }
        for text in ["", "clamd", ":3310", "clamd:0", "clamd:99999", "unix:clamd"] {
            assert!(text.parse::<Clamd>().is_err(), "{text}");
        }
    }

    #[test]
    fn answers_are_told_apart() {
        for (answer, expected) in [
            ("stream: OK\0", Verdict::Clean),
            (
                "stream: Win.Test.EICAR_HDB-1 FOUND\0",
                Verdict::Harmful("Win.Test.EICAR_HDB-1".into()),
            ),
            (
                "stream: Heuristics.Encrypted.Zip FOUND\0",
                Verdict::Encrypted,
            ),
            (
                "stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0",
                Verdict::TooLarge,
            ),
            ("INSTREAM size limit exceeded. ERROR\0", Verdict::TooLarge),
        ] {
            assert_eq!(verdict(answer).unwrap(), expected, "{answer}");
        }
        for answer in [
            "",
            "stream: Can't allocate memory ERROR\0",
            "COMMAND READ TIMED OUT",
        ] {
            assert!(
                matches!(verdict(answer), Err(Error::Scanner(_))),
                "{answer}"
            );
        }
    }
}
