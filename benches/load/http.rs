//! Requests for files, at minimal cost: one connection for each, and no copies of what is sent.

use std::{
    io::{Read, Write},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

/// How much is sent and received at once.
const BLOCK: usize = 256 * 1024;
/// How many bytes are sent at once at a limited rate.
const PIECE: usize = 64 * 1024;
/// The longest head of a response.
const HEAD: usize = 16 * 1024;

/// A client of one user.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    /// The server's address.
    pub address: &'a str,
    /// The user's token.
    pub token: &'a str,
}

/// A response whose body has not been read.
struct Response {
    head: String,
    /// What has arrived of the body.
    body: Vec<u8>,
    connection: TcpStream,
}

impl Client<'_> {
    /// Uploads a file in one request, `bytes` as often as it takes to have `length`, and returns its id.
    ///
    /// # Errors
    /// If the server refuses it.
    pub fn upload(&self, name: &str, bytes: &[u8], length: u64) -> Result<String> {
        self.upload_at(name, bytes, length, f64::INFINITY)
    }

    /// As [`Client::upload`], at no more than `rate` bytes a second.
    ///
    /// # Errors
    /// If the server refuses it.
    pub fn upload_at(&self, name: &str, bytes: &[u8], length: u64, rate: f64) -> Result<String> {
        let path = format!("/api/chat/files?name={name}");
        let headers = format!("content-length: {length}\r\n");
        let mut connection = self.ask("POST", &path, &headers)?;
        send(&mut connection, bytes, length, rate)?;
        let file: serde_json::Value = serde_json::from_slice(&answer(connection, 201)?.whole()?)?;
        let id = file["id"].as_str().context("the file has no id")?;
        Ok(id.to_owned())
    }

    /// Uploads a file as browsers do, by the tus protocol, and returns its id.
    ///
    /// # Errors
    /// If the server refuses it.
    pub fn resumable(&self, bytes: &[u8], length: u64) -> Result<String> {
        let headers = format!(
            "tus-resumable: 1.0.0\r\nupload-length: {length}\r\nupload-metadata: filename bG9uZy5iaW4=\r\n\
             content-length: 0\r\n"
        );
        let created = answer(self.ask("POST", "/api/chat/uploads", &headers)?, 201)?;
        let at = created.header("location").context("no location")?;
        let headers = format!(
            "tus-resumable: 1.0.0\r\nupload-offset: 0\r\ncontent-length: {length}\r\n\
             content-type: application/offset+octet-stream\r\n"
        );
        let mut connection = self.ask("PATCH", at, &headers)?;
        send(&mut connection, bytes, length, f64::INFINITY)?;
        let done = answer(connection, 204)?;
        let id = done.header("upload-file-id").context("no id of a file")?;
        Ok(id.to_owned())
    }

    /// Fetches a file, and returns how many bytes it has.
    ///
    /// # Errors
    /// If the server refuses.
    pub fn download(&self, id: &str) -> Result<u64> {
        let mut response = answer(self.ask("GET", &format!("/api/chat/files/{id}"), "")?, 200)?;
        let (mut length, mut block) = (response.body.len() as u64, vec![0; BLOCK]);
        loop {
            match response.connection.read(&mut block)? {
                0 => return Ok(length),
                count => length += count as u64,
            }
        }
    }

    fn ask(&self, method: &str, path: &str, headers: &str) -> Result<TcpStream> {
        let mut connection = TcpStream::connect(self.address)?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {}\r\nconnection: close\r\n{headers}\r\n",
            self.address, self.token
        );
        connection.write_all(head.as_bytes())?;
        Ok(connection)
    }
}

fn send(connection: &mut TcpStream, bytes: &[u8], length: u64, rate: f64) -> Result<()> {
    let (began, mut sent) = (Instant::now(), 0_u64);
    // As packets on a line come: in small pieces, if slowly.
    let piece = if rate.is_finite() { PIECE } else { BLOCK };
    for block in bytes.chunks(piece).cycle() {
        let left = usize::try_from(length - sent).unwrap_or(usize::MAX);
        if left == 0 {
            break;
        }
        let part = &block[..block.len().min(left)];
        connection.write_all(part)?;
        sent += part.len() as u64;
        let due = Duration::from_secs_f64(sent as f64 / rate);
        thread::sleep(due.saturating_sub(began.elapsed()));
    }
    Ok(())
}

/// Waits for a response with this status.
fn answer(mut connection: TcpStream, status: u16) -> Result<Response> {
    let mut head = Vec::new();
    let mut block = vec![0; HEAD];
    let end = loop {
        let count = connection.read(&mut block)?;
        head.extend_from_slice(&block[..count]);
        if let Some(end) = memchr::memmem::find(&head, b"\r\n\r\n") {
            break end + 4;
        }
        if count == 0 || head.len() > HEAD {
            bail!("the server sent no response");
        }
    };
    let body = head.split_off(end);
    let head = String::from_utf8(head)?;
    let found = head.split(' ').nth(1).and_then(|word| word.parse().ok());
    let found: u16 = found.context("a response has no status")?;
    let response = Response {
        head,
        body,
        connection,
    };
    if found != status {
        let said = response.whole()?;
        bail!(
            "{found} instead of {status}: {}",
            String::from_utf8_lossy(&said)
        );
    }
    Ok(response)
}

impl Response {
    fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines();
        let mut fields = lines.filter_map(|line| line.split_once(": "));
        fields
            .find(|(field, _)| field.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    fn whole(mut self) -> Result<Vec<u8>> {
        self.connection.read_to_end(&mut self.body)?;
        Ok(self.body)
    }
}
