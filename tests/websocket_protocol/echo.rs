//! An echo server for test suites of RFC 6455, with our accept loop, upgrade, writing and closing. Prints the
//! address that it listens on.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{convert::Infallible, sync::Arc, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use http::{HeaderValue, StatusCode, header};
use hyper::{body::Incoming, service::service_fn};
use orvale_chat::{
    gateway::{
        accept::{self, Acceptor},
        socket::{self, End, Socket},
    },
    limits::connections::{Caps, Connections},
};
use tokio::{io::AsyncWriteExt as _, net::TcpListener, sync::watch};
use tokio_tungstenite::tungstenite::{
    Message,
    handshake::derive_accept_key,
    protocol::frame::{
        FrameHeader,
        coding::{Data, OpCode},
    },
};

/// The longest message that the suites send; other tests check the server's own limit.
const LONGEST: usize = 16 * 1024 * 1024;
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::main]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    println!("{}", listener.local_addr().unwrap());
    let caps = Caps {
        total: 1000,
        per_address: 1000,
        per_user: 1000,
    };
    let acceptor = Arc::new(Acceptor {
        connections: Arc::new(Connections::new(caps)),
        trusted_proxies: Vec::new(),
        proxy_protocol: false,
        tls: None,
    });
    let (_stop, stopping) = watch::channel(false);
    accept::run(listener, acceptor, service_fn(upgrade), stopping).await;
}

async fn upgrade(
    mut request: http::Request<Incoming>,
) -> Result<warp::reply::Response, Infallible> {
    let key = request.headers().get(header::SEC_WEBSOCKET_KEY).unwrap();
    let accept = derive_accept_key(key.as_bytes());
    let upgrade = hyper::upgrade::on(&mut request);
    tokio::spawn(async move {
        if let Some(mut socket) = socket::take(upgrade, LONGEST).await {
            let end = echo(&mut socket).await;
            socket::close(socket, end).await;
        }
    });
    let mut response = warp::reply::Response::default();
    *response.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    let headers = response.headers_mut();
    headers.insert(header::CONNECTION, HeaderValue::from_static("upgrade"));
    headers.insert(header::UPGRADE, HeaderValue::from_static("websocket"));
    headers.insert(header::SEC_WEBSOCKET_ACCEPT, accept.parse().unwrap());
    Ok(response)
}

/// Writes a text message, which the server itself never sends, in small parts: the library's write buffer is too
/// small for long messages.
async fn write_text(socket: &mut Socket, text: &[u8]) -> Result<(), End> {
    let header = FrameHeader {
        opcode: OpCode::Data(Data::Text),
        ..FrameHeader::default()
    };
    let mut frame = Vec::new();
    header.format(text.len() as u64, &mut frame).unwrap();
    frame.extend_from_slice(text);
    socket.flush().await?;
    let written = socket.get_mut().write_all(&frame).await;
    written.map_err(|_| End::Gone)
}

/// Echoes every message.
async fn echo(socket: &mut Socket) -> End {
    loop {
        let message = socket.next().await;
        socket.get_mut().message_ended();
        let said = match message {
            Some(Ok(Message::Binary(bytes))) => socket::write(socket, &[bytes], PATIENCE).await,
            Some(Ok(Message::Text(text))) => write_text(socket, text.as_bytes()).await,
            Some(Ok(Message::Close(_))) | None => Err(End::Gone),
            Some(Ok(_)) => Ok(()),
            Some(Err(error)) => Err(error.into()),
        };
        if let Err(end) = said {
            return end;
        }
    }
}
