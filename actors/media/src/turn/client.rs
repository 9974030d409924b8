//! A client of the relay, by UDP, TCP or TLS, for tests and benchmarks.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::BytesMut;
use stun::agent::TransactionId;
use stun::attributes::{ATTR_NONCE, ATTR_REALM, ATTR_USERNAME};
use stun::error_code::ErrorCodeAttribute;
use stun::integrity::MessageIntegrity;
use stun::message::{
    CLASS_REQUEST, CLASS_SUCCESS_RESPONSE, Getter as _, METHOD_ALLOCATE, METHOD_BINDING,
    METHOD_CHANNEL_BIND, METHOD_CREATE_PERMISSION, METHOD_REFRESH, Message, MessageType, Method,
    Setter,
};
use stun::textattrs::TextAttribute;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::UdpSocket;
use tokio::time::timeout;
use turn::auth::generate_auth_key;
use turn::proto::PROTO_UDP;
use turn::proto::channum::ChannelNumber;
use turn::proto::data::Data;
use turn::proto::lifetime::Lifetime;
use turn::proto::peeraddr::PeerAddress;
use turn::proto::relayaddr::RelayedAddress;
use turn::proto::reqfamily::REQUESTED_FAMILY_IPV6;
use turn::proto::reqtrans::RequestedTransport;
use turn::proto::send_indication;

use super::Credentials;
use super::framing;

/// The realm of relays for tests.
pub(crate) const REALM: &str = "calls.example.org";

/// Long enough for a packet on loopback, also on a busy machine.
pub(crate) const ARRIVES: Duration = Duration::from_secs(5);

/// Long enough to be sure that nothing comes.
#[cfg(test)]
const NOTHING: Duration = Duration::from_millis(150);

trait Duplex: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Duplex for T {}

enum Wire {
    Datagrams(UdpSocket),
    Stream(Box<dyn Duplex>, BytesMut),
}

pub(crate) struct Client {
    wire: Wire,
    credentials: Credentials,
    nonce: String,
}

type Setters = Vec<Box<dyn Setter>>;

impl Client {
    pub(crate) async fn udp(server: SocketAddr, credentials: Credentials) -> Self {
        let socket = UdpSocket::bind((server.ip(), 0)).await.expect("a socket");
        socket.connect(server).await.expect("a connected socket");
        Self {
            wire: Wire::Datagrams(socket),
            credentials,
            nonce: String::new(),
        }
    }

    pub(crate) fn stream(
        stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
        credentials: Credentials,
    ) -> Self {
        let wire = Wire::Stream(Box::new(stream), BytesMut::new());
        Self {
            wire,
            credentials,
            nonce: String::new(),
        }
    }

    pub(crate) fn use_credentials(&mut self, credentials: Credentials) {
        self.credentials = credentials;
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) {
        match &mut self.wire {
            Wire::Datagrams(socket) => {
                socket.send(bytes).await.expect("a sent datagram");
            }
            Wire::Stream(stream, _) => {
                stream.write_all(bytes).await.expect("a written message");
                let padding = bytes.len().wrapping_neg() % 4;
                stream
                    .write_all(&[0; 4][..padding])
                    .await
                    .expect("written padding");
                stream.flush().await.expect("a flushed message");
            }
        }
    }

    /// Reads the next message, or `None` at the end or when none comes in time.
    pub(crate) async fn read(&mut self, patience: Duration) -> Option<Vec<u8>> {
        match &mut self.wire {
            Wire::Datagrams(socket) => {
                let mut buffer = [0; 2_000];
                let length = timeout(patience, socket.recv(&mut buffer))
                    .await
                    .ok()?
                    .ok()?;
                Some(buffer[..length].to_vec())
            }
            Wire::Stream(stream, buffer) => loop {
                if let Some(message) = framing::take(buffer).expect("a message") {
                    return Some(message.to_vec());
                }
                let read = timeout(patience, stream.read_buf(buffer))
                    .await
                    .ok()?
                    .ok()?;
                (read > 0).then_some(())?;
            },
        }
    }

    fn message(method: Method, setters: Setters) -> Message {
        let mut all: Setters = vec![
            Box::new(TransactionId::new()),
            Box::new(MessageType::new(method, CLASS_REQUEST)),
        ];
        all.extend(setters);
        let mut message = Message::new();
        message.build(&all).expect("a message");
        message
    }

    async fn exchange(&mut self, message: &Message) -> Option<Message> {
        self.write(&message.raw).await;
        loop {
            let raw = self.read(ARRIVES).await?;
            let mut answer = Message {
                raw,
                ..Message::default()
            };
            let decoded = answer.decode().is_ok();
            if decoded && answer.transaction_id == message.transaction_id {
                return Some(answer);
            }
        }
    }

    /// Makes a signed request, with a challenge before it where one is needed. Fails with the code of the refusal.
    async fn request(
        &mut self,
        method: Method,
        setters: impl Fn() -> Setters,
    ) -> Result<Message, u16> {
        for _ in 0..2 {
            let Credentials {
                username,
                credential,
            } = self.credentials.clone();
            let key = generate_auth_key(&username, REALM, &credential);
            let mut signed = setters();
            if !self.nonce.is_empty() {
                signed.push(Box::new(TextAttribute::new(ATTR_USERNAME, username)));
                signed.push(Box::new(TextAttribute::new(ATTR_REALM, REALM.into())));
                signed.push(Box::new(TextAttribute::new(ATTR_NONCE, self.nonce.clone())));
                signed.push(Box::new(MessageIntegrity(key)));
            }
            let message = Self::message(method, signed);
            let answer = self.exchange(&message).await.ok_or(0_u16)?;
            if answer.typ.class == CLASS_SUCCESS_RESPONSE {
                return Ok(answer);
            }
            let mut error = ErrorCodeAttribute::default();
            error.get_from(&answer).expect("an error code");
            let challenged = self.nonce.is_empty() || error.code.0 == 438;
            if !challenged {
                return Err(error.code.0);
            }
            let nonce = TextAttribute::get_from_as(&answer, ATTR_NONCE).expect("a nonce");
            self.nonce = nonce.text;
        }
        Err(401)
    }

    /// Asks for an allocation and returns its address.
    pub(crate) async fn allocate(&mut self) -> Result<SocketAddr, u16> {
        self.allocate_with(false).await
    }

    pub(crate) async fn allocate_v6(&mut self) -> Result<SocketAddr, u16> {
        self.allocate_with(true).await
    }

    async fn allocate_with(&mut self, v6: bool) -> Result<SocketAddr, u16> {
        let setters = || {
            let mut setters: Setters = vec![Box::new(RequestedTransport {
                protocol: PROTO_UDP,
            })];
            if v6 {
                setters.push(Box::new(REQUESTED_FAMILY_IPV6));
            }
            setters
        };
        let answer = self.request(METHOD_ALLOCATE, setters).await?;
        let mut address = RelayedAddress::default();
        address.get_from(&answer).expect("a relayed address");
        Ok(SocketAddr::new(address.ip, address.port))
    }

    pub(crate) async fn refresh(&mut self, lifetime: Duration) -> Result<(), u16> {
        self.request(METHOD_REFRESH, || vec![Box::new(Lifetime(lifetime))])
            .await
            .map(drop)
    }

    pub(crate) async fn permit(&mut self, peer: IpAddr) -> Result<(), u16> {
        let peer = || -> Setters { vec![Box::new(PeerAddress { ip: peer, port: 0 })] };
        self.request(METHOD_CREATE_PERMISSION, peer).await.map(drop)
    }

    pub(crate) async fn bind(&mut self, channel: u16, peer: SocketAddr) -> Result<(), u16> {
        let (ip, port) = (peer.ip(), peer.port());
        self.request(METHOD_CHANNEL_BIND, || {
            vec![
                Box::new(ChannelNumber(channel)),
                Box::new(PeerAddress { ip, port }),
            ]
        })
        .await
        .map(drop)
    }

    pub(crate) async fn binding(&mut self) -> Option<Message> {
        self.exchange(&Self::message(METHOD_BINDING, vec![])).await
    }

    /// Sends an unsigned request for an allocation, without reading the answer.
    pub(crate) async fn ask_unsigned(&mut self) {
        let transport = RequestedTransport {
            protocol: PROTO_UDP,
        };
        let message = Self::message(METHOD_ALLOCATE, vec![Box::new(transport)]);
        self.write(&message.raw).await;
    }

    /// Has the relay send something to a peer.
    pub(crate) async fn send(&mut self, peer: SocketAddr, data: &[u8]) {
        let setters: Setters = vec![
            Box::new(TransactionId::new()),
            Box::new(send_indication()),
            Box::new(PeerAddress {
                ip: peer.ip(),
                port: peer.port(),
            }),
            Box::new(Data(data.to_vec())),
        ];
        let mut message = Message::new();
        message.build(&setters).expect("a message");
        self.write(&message.raw).await;
    }

    pub(crate) async fn send_on(&mut self, channel: u16, data: &[u8]) {
        let length = u16::try_from(data.len()).expect("a short text");
        let header = [channel.to_be_bytes(), length.to_be_bytes()].concat();
        self.write(&[&header, data].concat()).await;
    }

    /// Reads what the relay hands over from a peer: with its address, or with a channel's number in place of the port.
    pub(crate) async fn incoming(&mut self) -> (Vec<u8>, SocketAddr) {
        let raw = self.read(ARRIVES).await.expect("a packet in time");
        if let [high @ 0x40..=0x7f, low, a, b, data @ ..] = raw.as_slice() {
            let length = usize::from(u16::from_be_bytes([*a, *b]));
            let number = u16::from_be_bytes([*high, *low]);
            return (
                data[..length].to_vec(),
                SocketAddr::from(([0, 0, 0, 0], number)),
            );
        }
        let mut message = Message {
            raw,
            ..Message::default()
        };
        message.decode().expect("a message");
        let (mut data, mut peer) = (Data::default(), PeerAddress::default());
        data.get_from(&message).expect("data");
        peer.get_from(&message).expect("a peer");
        (data.0, SocketAddr::new(peer.ip, peer.port))
    }

    /// Waits for what comes on a channel. Returns `None` at the end.
    pub(crate) async fn on_channel(&mut self) -> Option<Vec<u8>> {
        loop {
            let mut raw = self.read(Duration::MAX).await?;
            if let [0x40..=0x7f, _, a, b, ..] = *raw.as_slice() {
                raw.drain(..4);
                raw.truncate(usize::from(u16::from_be_bytes([a, b])));
                return Some(raw);
            }
        }
    }

    #[cfg(test)]
    pub(crate) async fn gets_nothing(&mut self) -> bool {
        self.read(NOTHING).await.is_none()
    }
}
