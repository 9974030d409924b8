//! The PROXY protocol, versions 1 and 2: a header with the client's address, sent by a proxy.
//!
//! Reads exactly the header, so that the next byte is the client's first.

use std::{io, net::IpAddr};

use ppp::{v1, v2};
use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest header of version 1 in bytes, including CRLF.
const LONGEST_V1: usize = 107;
/// The longest header of version 2 that is accepted, in bytes: addresses and some extensions.
const LONGEST_V2: usize = 2048;
/// The signature of version 2.
const SIGNATURE_V2: &[u8; 12] = b"\r\n\r\n\0\r\nQUIT\n";

/// Reads the header and returns the client's address; `None` for the proxy's own connections, such as
/// health checks.
///
/// # Errors
/// When the header is missing, malformed or too long.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Option<IpAddr>> {
    let mut header = vec![0; SIGNATURE_V2.len()];
    stream.read_exact(&mut header).await?;
    if header == SIGNATURE_V2 {
        read_v2(stream, header).await
    } else if header.starts_with(b"PROXY ") {
        read_v1(stream, header).await
    } else {
        Err(malformed())
    }
}

async fn read_v1(
    stream: &mut (impl AsyncRead + Unpin),
    mut header: Vec<u8>,
) -> io::Result<Option<IpAddr>> {
    while !header.ends_with(b"\r\n") {
        if header.len() >= LONGEST_V1 {
            return Err(malformed());
        }
        header.push(stream.read_u8().await?);
    }
    let parsed = v1::Header::try_from(header.as_slice()).map_err(|_| malformed())?;
    Ok(match parsed.addresses {
        v1::Addresses::Unknown => None,
        v1::Addresses::Tcp4(addresses) => Some(addresses.source_address.into()),
        v1::Addresses::Tcp6(addresses) => Some(addresses.source_address.into()),
    })
}

async fn read_v2(
    stream: &mut (impl AsyncRead + Unpin),
    mut header: Vec<u8>,
) -> io::Result<Option<IpAddr>> {
    header.resize(16, 0);
    stream.read_exact(&mut header[12..]).await?;
    let length = usize::from(u16::from_be_bytes([header[14], header[15]]));
    if length > LONGEST_V2 {
        return Err(malformed());
    }
    header.resize(16 + length, 0);
    stream.read_exact(&mut header[16..]).await?;
    let parsed = v2::Header::try_from(header.as_slice()).map_err(|_| malformed())?;
    if parsed.command == v2::Command::Local {
        return Ok(None);
    }
    Ok(match parsed.addresses {
        v2::Addresses::IPv4(addresses) => Some(addresses.source_address.into()),
        v2::Addresses::IPv6(addresses) => Some(addresses.source_address.into()),
        v2::Addresses::Unspecified | v2::Addresses::Unix(_) => None,
    })
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no PROXY protocol header")
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    async fn parse(bytes: &[u8]) -> io::Result<(Option<IpAddr>, Vec<u8>)> {
        let mut stream = bytes;
        let address = read(&mut stream).await?;
        Ok((address, stream.to_vec()))
    }

    fn version_2(source: &str, destination: &str) -> Vec<u8> {
        let address = |text: &str| text.parse::<SocketAddr>().expect("address");
        v2::Builder::with_addresses(
            v2::Version::Two | v2::Command::Proxy,
            v2::Protocol::Stream,
            (address(source), address(destination)),
        )
        .build()
        .expect("builds")
    }

    #[tokio::test]
    async fn the_client_is_named_and_the_rest_left_alone() {
        let mut second = version_2("[2001:db8::7]:1", "[2001:db8::8]:80");
        second.extend(b"GET /");
        for (bytes, expected) in [
            (
                b"PROXY TCP4 203.0.113.9 10.0.0.1 4711 80\r\nGET /".to_vec(),
                Some("203.0.113.9"),
            ),
            (b"PROXY UNKNOWN\r\nGET /".to_vec(), None),
            (second, Some("2001:db8::7")),
        ] {
            let (address, rest) = parse(&bytes).await.expect("a header");
            assert_eq!(address.map(|a| a.to_string()).as_deref(), expected);
            assert_eq!(rest, b"GET /");
        }
    }

    #[tokio::test]
    async fn anything_else_is_refused() {
        let endless = [b"PROXY TCP4 ".to_vec(), vec![b'1'; 200]].concat();
        let long = [SIGNATURE_V2.to_vec(), vec![0x21, 0x11, 0xff, 0xff]].concat();
        for bytes in [
            b"GET / HTTP/1.1\r\n\r\n".to_vec(),
            endless,
            long,
            b"PROXY".to_vec(),
        ] {
            assert!(parse(&bytes).await.is_err(), "{bytes:?}");
        }
    }
}
