//! A WebSocket client for the protocol in docs/protocol.md.

use std::{collections::VecDeque, net::SocketAddr};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest, http::StatusCode},
};

use super::within;

/// One connection.
pub struct Socket {
    pub inner: WebSocketStream<TcpStream>,
    /// Frames that arrived while waiting for another.
    waiting: VecDeque<Value>,
    /// The reply to `authenticate`.
    pub snapshot: Value,
    next_reference: u32,
}

/// The handshake was refused.
#[derive(Debug)]
pub struct Refused {
    pub status: StatusCode,
}

impl Socket {
    /// Opens a socket with the subprotocol and these headers, which may replace it.
    pub async fn open(address: SocketAddr, headers: &[(&str, &str)]) -> Result<Self, Refused> {
        let mut request = format!("ws://{address}/api/chat/ws")
            .into_client_request()
            .unwrap();
        let known = request.headers_mut();
        known.insert(
            "sec-websocket-protocol",
            "orvale.chat.v1.msgpack".parse().unwrap(),
        );
        for (name, value) in headers {
            let name: tokio_tungstenite::tungstenite::http::HeaderName = name.parse().unwrap();
            if value.is_empty() {
                known.remove(&name);
            } else {
                known.insert(name, value.parse().unwrap());
            }
        }
        let stream = TcpStream::connect(address).await.unwrap();
        match within("the handshake", client_async(request, stream)).await {
            Ok((inner, _)) => Ok(Self {
                inner,
                waiting: VecDeque::new(),
                snapshot: Value::Null,
                next_reference: 1,
            }),
            Err(Error::Http(response)) => Err(Refused {
                status: response.status(),
            }),
            Err(error) => panic!("{error}"),
        }
    }

    /// Waits for `hello`, logs in, and keeps the snapshot.
    pub async fn authenticate(&mut self, token: &str) {
        self.resume(token, Value::Null).await;
    }

    /// Logs in and resumes from these positions.
    pub async fn resume(&mut self, token: &str, resume: Value) {
        let hello = self.event("hello").await;
        assert_eq!(hello["protocol"], 1);
        let data = match resume {
            Value::Null => json!({"token": token}),
            resume => json!({"token": token, "resume": resume}),
        };
        self.snapshot = self.command("authenticate", data).await.unwrap();
        for _ in 0..self.snapshot["parts"].as_u64().unwrap() {
            let part = self.event("snapshot_part").await;
            complete(&mut self.snapshot, part);
        }
    }

    pub async fn send_bytes(&mut self, bytes: Vec<u8>) {
        self.inner.send(Message::binary(bytes)).await.unwrap();
    }

    pub async fn send_frame(&mut self, frame: Value) {
        self.send_bytes(rmp_serde::to_vec_named(&frame).unwrap())
            .await;
    }

    /// Sends a command without waiting, and returns its reference.
    pub async fn cast(&mut self, name: &str, data: Value) -> u32 {
        let reference = self.next_reference;
        self.next_reference += 1;
        self.send_frame(json!([1, reference, name, data])).await;
        reference
    }

    /// Sends a command and waits for its reply, or its error.
    pub async fn command(&mut self, name: &str, data: Value) -> Result<Value, Value> {
        let reference = self.cast(name, data).await;
        self.reply(reference).await
    }

    /// The reply to `reference`, or its error.
    pub async fn reply(&mut self, reference: u32) -> Result<Value, Value> {
        let frame = self
            .frame(&format!("the reply to {reference}"), |frame| {
                (frame[0] == 2 || frame[0] == 3) && frame[1] == reference
            })
            .await;
        if frame[0] == 2 {
            Ok(frame[2].clone())
        } else {
            Err(frame[2].clone())
        }
    }

    /// The data of the next event of this name.
    pub async fn event(&mut self, name: &str) -> Value {
        self.frame(name, |frame| frame[0] == 0 && frame[1] == name)
            .await[2]
            .clone()
    }

    /// Returns the next matching frame; others are kept.
    pub async fn frame(&mut self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.waiting.iter().position(&fits) {
            return self.waiting.remove(index).unwrap();
        }
        within(what, async {
            loop {
                let frame = match self.inner.next().await {
                    Some(Ok(Message::Binary(bytes))) => {
                        rmp_serde::from_slice::<Value>(&bytes).unwrap()
                    }
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => continue,
                    other => panic!("waiting for {what}: {other:?}"),
                };
                // Answer the server's pings.
                if frame[0] == 4 {
                    self.send_frame(json!([5, frame[1]])).await;
                } else if fits(&frame) {
                    break frame;
                } else {
                    self.waiting.push_back(frame);
                }
            }
        })
        .await
    }

    /// Returns the number of the server's next ping without answering it.
    pub async fn next_ping(&mut self) -> u64 {
        within("a ping", async {
            loop {
                if let Some(Ok(Message::Binary(bytes))) = self.inner.next().await {
                    let frame: Value = rmp_serde::from_slice(&bytes).unwrap();
                    if frame[0] == 4 {
                        break frame[1].as_u64().unwrap();
                    }
                } else {
                    panic!("the connection ended");
                }
            }
        })
        .await
    }

    /// Returns the frames that have arrived and were not returned yet.
    pub fn drain(&mut self) -> Vec<Value> {
        self.waiting.drain(..).collect()
    }

    /// Returns the next message of any kind, undecoded.
    pub async fn next(&mut self) -> Option<Result<Message, Error>> {
        within("a message", self.inner.next()).await
    }

    /// Reads until the end, and returns the server's close code.
    pub async fn close_code(&mut self) -> Option<u16> {
        within("the end", async {
            loop {
                match self.inner.next().await {
                    Some(Ok(Message::Close(frame))) => break frame.map(|f| f.code.into()),
                    Some(Ok(_)) => {}
                    Some(Err(_)) | None => break None,
                }
            }
        })
        .await
    }
}

/// Adds the data of a `snapshot_part` to its snapshot.
pub fn complete(snapshot: &mut Value, mut part: Value) {
    if let Value::Array(channels) = part["channels"].take() {
        snapshot["channels"]
            .as_array_mut()
            .unwrap()
            .extend(channels);
    }
    if let Value::Object(presence) = part["presence"].take() {
        snapshot["presence"]
            .as_object_mut()
            .unwrap()
            .extend(presence);
    }
}
