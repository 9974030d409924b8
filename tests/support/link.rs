//! A connection that expects to be closed: every way in which it can end is a value.

use std::{net::SocketAddr, time::Duration};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, client::IntoClientRequest},
};

use super::socket::complete;

/// How long the server may be silent before the connection is dead: longer than its heartbeat.
const SILENCE: Duration = Duration::from_secs(90);
/// The smallest buffer that the system allows, so that a client that stops reading is noticed soon.
const SMALL_BUFFER: u32 = 4096;

/// A logged-in connection.
pub struct Link {
    socket: WebSocketStream<TcpStream>,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The close code; `None` if there was none, such as after a crash.
    pub code: Option<u16>,
}

const LOST: Cut = Cut { code: None };

impl Link {
    /// Connects and logs in, and returns the connection and the snapshot.
    pub async fn open(
        address: SocketAddr,
        token: &str,
        resume: Option<&Value>,
        small_buffer: bool,
    ) -> Result<(Self, Value), Cut> {
        let mut request = format!("ws://{address}/api/chat/ws")
            .into_client_request()
            .unwrap();
        request.headers_mut().insert(
            "sec-websocket-protocol",
            "orvale.chat.v1.msgpack".parse().unwrap(),
        );
        let stream = connect(address, small_buffer).await.map_err(|_| LOST)?;
        let opened = tokio::time::timeout(SILENCE, client_async(request, stream)).await;
        let (socket, _) = opened.map_err(|_| LOST)?.map_err(|_| LOST)?;
        let mut link = Self { socket };
        let hello = link.next().await?;
        assert_eq!(hello[1], "hello", "the server speaks first: {hello}");
        let mut data = json!({"token": token});
        if let Some(resume) = resume {
            data["resume"] = resume.clone();
        }
        link.send(&json!([1, 0, "authenticate", data])).await?;
        let mut answer = link.next().await?;
        if answer[0] == 2 && answer[1] == 0 {
            let mut snapshot = answer[2].take();
            for _ in 0..snapshot["parts"].as_u64().unwrap() {
                let mut part = link.next().await?;
                assert_eq!(part[1], "snapshot_part", "nothing comes between: {part}");
                complete(&mut snapshot, part[2].take());
            }
            return Ok((link, snapshot));
        }
        // An error, whose close code says what to do.
        loop {
            link.next().await?;
        }
    }

    /// Sends a frame.
    pub async fn send(&mut self, frame: &Value) -> Result<(), Cut> {
        let bytes = rmp_serde::to_vec_named(frame).unwrap();
        match self.socket.send(Message::binary(bytes)).await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.last_words().await),
        }
    }

    /// Returns the next frame that is not a ping; pings are answered.
    pub async fn next(&mut self) -> Result<Value, Cut> {
        loop {
            let message = tokio::time::timeout(SILENCE, self.socket.next()).await;
            match message {
                Ok(Some(Ok(Message::Binary(bytes)))) => {
                    let frame: Value = rmp_serde::from_slice(&bytes).unwrap();
                    if frame[0] == 4 {
                        self.send(&json!([5, frame[1]])).await?;
                    } else {
                        return Ok(frame);
                    }
                }
                Ok(Some(Ok(Message::Close(frame)))) => {
                    let code = frame.map(|frame| frame.code.into());
                    // Answer, so that the server need not wait.
                    let _ = self.socket.flush().await;
                    return Err(Cut { code });
                }
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) | Err(_) => return Err(LOST),
            }
        }
    }

    /// Reads the close code, if any, of a connection that can no longer be written to.
    async fn last_words(&mut self) -> Cut {
        while let Ok(Some(Ok(message))) = tokio::time::timeout(SILENCE, self.socket.next()).await {
            if let Message::Close(frame) = message {
                return Cut {
                    code: frame.map(|frame| frame.code.into()),
                };
            }
        }
        LOST
    }
}

async fn connect(address: SocketAddr, small_buffer: bool) -> std::io::Result<TcpStream> {
    let socket = TcpSocket::new_v4()?;
    if small_buffer {
        socket.set_recv_buffer_size(SMALL_BUFFER)?;
    }
    let stream = socket.connect(address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}
