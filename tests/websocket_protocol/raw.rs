//! A WebSocket client that sends exactly the given bytes, valid or not.

use std::net::SocketAddr;

use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::within;

pub const CONTINUATION: u8 = 0;
pub const TEXT: u8 = 1;
pub const BINARY: u8 = 2;
pub const CLOSE: u8 = 8;
pub const PING: u8 = 9;
pub const PONG: u8 = 10;

const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// A frame to send.
#[derive(Clone)]
pub struct Frame {
    first: u8,
    masked: bool,
    payload: Vec<u8>,
    length: u64,
}

/// A complete, masked frame.
pub fn frame(opcode: u8, payload: &[u8]) -> Frame {
    let length = payload.len() as u64;
    Frame {
        first: 0x80 | opcode,
        masked: true,
        payload: payload.to_vec(),
        length,
    }
}

/// A close frame.
pub fn close(code: u16, reason: &[u8]) -> Frame {
    frame(CLOSE, &[&code.to_be_bytes(), reason].concat())
}

impl Frame {
    /// Marks it as not the last frame of its message.
    pub fn begins(mut self) -> Self {
        self.first &= 0x7f;
        self
    }

    /// Sets these bits in its first byte.
    pub fn with(mut self, bits: u8) -> Self {
        self.first |= bits;
        self
    }

    pub fn unmasked(mut self) -> Self {
        self.masked = false;
        self
    }

    /// Makes it claim this length.
    pub fn of_length(mut self, length: u64) -> Self {
        self.length = length;
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mask = if self.masked { 0x80 } else { 0 };
        let mut bytes = vec![self.first];
        match (u8::try_from(self.length), u16::try_from(self.length)) {
            (Ok(length @ 0..=125), _) => bytes.push(mask | length),
            (_, Ok(length)) => {
                bytes.push(mask | 126);
                bytes.extend(length.to_be_bytes());
            }
            _ => {
                bytes.push(mask | 127);
                bytes.extend(self.length.to_be_bytes());
            }
        }
        if self.masked {
            bytes.extend(MASK);
            bytes.extend(
                self.payload
                    .iter()
                    .zip(MASK.iter().cycle())
                    .map(|(b, m)| b ^ m),
            );
        } else {
            bytes.extend(&self.payload);
        }
        bytes
    }
}

/// A handshake that the server accepts.
pub fn handshake(address: SocketAddr) -> String {
    format!(
        "GET /api/chat/ws HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\n\
         Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
         Sec-WebSocket-Protocol: orvale.chat.v1.msgpack\r\nX-Last: true\r\n\r\n"
    )
}

/// Returns the server's response to a handshake that it refuses.
pub async fn refused(address: SocketAddr, handshake: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = handshake.replace("X-Last: true", "X-Last: true\r\nContent-Length: 0");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut answer = String::new();
    within("the refusal", stream.read_to_string(&mut answer))
        .await
        .unwrap();
    answer
}

/// A connection after its handshake and `hello`.
pub struct Raw {
    stream: TcpStream,
}

impl Raw {
    pub async fn connect(address: SocketAddr) -> Self {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream
            .write_all(handshake(address).as_bytes())
            .await
            .unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(within("the handshake", stream.read_u8()).await.unwrap());
        }
        let head = String::from_utf8(head).unwrap();
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        // The accept key that RFC 6455, section 1.3, gives for this key.
        assert!(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{head}");
        let mut raw = Self { stream };
        assert_eq!(raw.next_message().await[1], "hello");
        raw
    }

    pub async fn authenticate(&mut self, token: &str) {
        let login = rmp_serde::to_vec_named(&json!([1, 1, "authenticate", {"token": token}]));
        self.send(&frame(BINARY, &login.unwrap()).bytes()).await;
        assert_eq!(self.next_message().await[0], 2);
    }

    pub async fn send(&mut self, bytes: &[u8]) {
        // The server may close the connection while we still write.
        let _ = self.stream.write_all(bytes).await;
    }

    /// The next frame: its opcode and payload.
    async fn next(&mut self) -> Option<(u8, Vec<u8>)> {
        let read = async {
            let first = self.stream.read_u8().await?;
            let length = match self.stream.read_u8().await? {
                126 => u64::from(self.stream.read_u16().await?),
                127 => self.stream.read_u64().await?,
                // Servers do not mask frames.
                length => u64::from(length),
            };
            let mut payload = vec![0; usize::try_from(length).unwrap()];
            self.stream.read_exact(&mut payload).await?;
            assert_eq!(first & 0xf0, 0x80, "complete, without reserved bits");
            Ok::<_, std::io::Error>((first & 0xf, payload))
        };
        within("a frame", read).await.ok()
    }

    /// The next message of the chat.
    pub async fn next_message(&mut self) -> Value {
        loop {
            let (opcode, payload) = self.next().await.unwrap();
            if opcode == BINARY {
                return rmp_serde::from_slice(&payload).unwrap();
            }
        }
    }

    /// The next control frame.
    pub async fn next_control(&mut self) -> Option<(u8, Vec<u8>)> {
        loop {
            let (opcode, payload) = self.next().await?;
            if opcode >= CLOSE {
                return Some((opcode, payload));
            }
        }
    }

    /// Returns the code with which the server closes, and asserts that nothing follows.
    pub async fn end(&mut self) -> Option<u16> {
        loop {
            match self.next_control().await? {
                (CLOSE, payload) => {
                    let code = payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                    std::str::from_utf8(&payload[payload.len().min(2)..]).unwrap();
                    // Answer, so that the server need not wait for us.
                    let _ = self.stream.write_all(&close(1000, b"").bytes()).await;
                    assert_eq!(self.next().await, None, "nothing follows a close frame");
                    return code;
                }
                _ => continue,
            }
        }
    }
}
