//! A request as handlers see it: what stands in its path, query, headers and body, each read with
//! an error that says what is wrong with it.

use std::{borrow::Cow, collections::HashMap, fmt, pin::Pin, str::FromStr, time::Duration};

use actors::protocol::ErrorCode;
use bytes::{Buf, Bytes, BytesMut};
use entity::ids::{ChannelId, MAX_SAFE_INTEGER, MessageId, UserId};
use futures_util::{Stream, StreamExt};
use http::{HeaderMap, Method, StatusCode, Uri, header};
use hyper::upgrade::OnUpgrade;
use serde::de::DeserializeOwned;

use super::Problem;
use crate::peer::Peer;

/// The largest JSON body.
const MAX_BODY_BYTES: usize = 256 * 1024;
/// How long a client may take to send it.
const BODY_TIMEOUT: Duration = Duration::from_secs(8);

type Body = Pin<Box<dyn Stream<Item = Result<Bytes, warp::Error>> + Send + Sync>>;

/// A request.
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Its target.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// Who sends it.
    pub peer: Peer,
    /// For a WebSocket: the connection it becomes.
    pub upgrade: Option<OnUpgrade>,
    pub(super) parameters: Vec<(&'static str, String)>,
    body: Body,
}

impl fmt::Debug for Request {
    /// Without headers and body: they hold tokens and messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.uri.path())
    }
}

impl Request {
    /// A request from its parts.
    pub fn new<S, B>(
        method: Method,
        uri: Uri,
        headers: HeaderMap,
        peer: Peer,
        upgrade: Option<OnUpgrade>,
        body: S,
    ) -> Self
    where
        S: Stream<Item = Result<B, warp::Error>> + Send + Sync + 'static,
        B: Buf,
    {
        let body = body.map(|chunk| chunk.map(|mut b| b.copy_to_bytes(b.remaining())));
        Self {
            method,
            uri,
            headers,
            peer,
            upgrade,
            parameters: Vec::new(),
            body: Box::pin(body),
        }
    }

    /// A header's value, if it is there once and is text.
    #[must_use]
    pub fn header(&self, name: impl header::AsHeaderName) -> Option<&str> {
        let mut values = self.headers.get_all(name).iter();
        match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        }
    }

    /// The token of `Authorization: Bearer`.
    #[must_use]
    pub fn bearer(&self) -> Option<&str> {
        let (scheme, token) = self.header(header::AUTHORIZATION)?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// A part of the path.
    #[must_use]
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, v)| v)
    }

    /// The channel in the path.
    ///
    /// # Errors
    /// Not found, when it cannot be any channel's id.
    pub fn channel(&self) -> Result<ChannelId, Problem> {
        self.id("id").map(ChannelId)
    }

    /// The message in the path.
    ///
    /// # Errors
    /// Not found, when it cannot be any message's id.
    pub fn message(&self) -> Result<MessageId, Problem> {
        self.id("id").map(MessageId)
    }

    /// The user in the path under `name`.
    #[must_use]
    pub fn user(&self, name: &str) -> UserId {
        self.parameter(name).into()
    }

    fn id(&self, name: &str) -> Result<i64, Problem> {
        let text = self.parameter(name);
        text.parse()
            .ok()
            // One way to write an id: no sign.
            .filter(|_| !text.starts_with('+'))
            .filter(|id| (1..=MAX_SAFE_INTEGER).contains(id))
            .ok_or_else(|| actors::protocol::Failure::not_found().into())
    }

    /// The query, decoded.
    ///
    /// # Errors
    /// When a field is given twice or is not UTF-8.
    pub fn query(&self) -> Result<Query, Problem> {
        Query::parse(self.uri.query().unwrap_or_default())
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is not JSON, not of the right shape, too long, or too slow.
    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        let media = self.header(header::CONTENT_TYPE).unwrap_or_default();
        let essence = media.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(
                Problem::invalid("the body must be Content-Type: application/json")
                    .with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            );
        }
        let bytes = self.bytes().await?;
        // An array would be taken for a struct's fields in their order.
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            return Err(Problem::invalid("body: must be a JSON object"));
        }
        serde_json::from_slice(&bytes).map_err(|error| Problem::invalid(format!("body: {error}")))
    }

    /// The body as JSON, or `T`'s default when there is none.
    ///
    /// # Errors
    /// As [`Request::json`].
    pub async fn json_or_default<T: DeserializeOwned + Default>(&mut self) -> Result<T, Problem> {
        if self.headers.contains_key(header::CONTENT_TYPE) {
            return self.json().await;
        }
        if self.bytes().await?.is_empty() {
            return Ok(T::default());
        }
        self.json().await
    }

    /// The whole body. Afterwards it can be read again: idempotency compares it first.
    ///
    /// # Errors
    /// When it is too long or too slow.
    pub async fn bytes(&mut self) -> Result<Bytes, Problem> {
        let all = tokio::time::timeout(BODY_TIMEOUT, collect(&mut self.body)).await;
        let bytes = all.map_err(|_| {
            Problem::invalid("the body took too long").with_status(StatusCode::REQUEST_TIMEOUT)
        })??;
        let again = bytes.clone();
        self.body = Box::pin(futures_util::stream::once(async move { Ok(again) }));
        Ok(bytes)
    }
}

async fn collect(body: &mut Body) -> Result<Bytes, Problem> {
    let mut all = BytesMut::new();
    while let Some(chunk) = body.next().await {
        let chunk = chunk.map_err(|_| Problem::invalid("the body ended early"))?;
        if all.len() + chunk.len() > MAX_BODY_BYTES {
            return Err(Problem::new(
                ErrorCode::TooLarge,
                format!("the body is longer than {MAX_BODY_BYTES} bytes"),
            ));
        }
        all.extend_from_slice(&chunk);
    }
    Ok(all.freeze())
}

/// The most that one page holds, whatever of.
pub(super) const MOST_ON_A_PAGE: u32 = 200;

/// The fields of a query.
#[derive(Debug)]
pub struct Query(HashMap<String, String>);

impl Query {
    fn parse(text: &str) -> Result<Self, Problem> {
        let mut fields = HashMap::new();
        for pair in text.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let name = decoded(name, true)?.into_owned();
            let value = decoded(value, true)?.into_owned();
            if fields.contains_key(&name) {
                return Err(Problem::invalid(format!("query: {name} is given twice")));
            }
            fields.insert(name, value);
        }
        Ok(Self(fields))
    }

    /// A field as text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A field as what it must be.
    ///
    /// # Errors
    /// Names the field.
    pub fn value<T: FromStr>(&self, name: &str) -> Result<Option<T>, Problem> {
        self.text(name)
            .map(|text| {
                text.parse()
                    .map_err(|_| Problem::invalid(format!("query: {name} is not what it must be")))
            })
            .transpose()
    }

    /// `limit`, from 1 to `most`.
    ///
    /// # Errors
    /// When it is out of range.
    pub fn limit(&self, default: u32, most: u32) -> Result<u32, Problem> {
        match self.value::<u32>("limit")? {
            None => Ok(default),
            Some(limit) if (1..=most).contains(&limit) => Ok(limit),
            Some(_) => Err(Problem::invalid(format!(
                "query: limit must be from 1 to {most}"
            ))),
        }
    }
}

/// Percent-decodes; in a query a `+` is a space.
pub(super) fn decoded(text: &str, plus_is_space: bool) -> Result<Cow<'_, str>, Problem> {
    if !text.contains(['%', '+']) {
        return Ok(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        match byte {
            b'+' if plus_is_space => bytes.push(b' '),
            b'%' => {
                let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16));
                let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else {
                    return Err(Problem::invalid(
                        "the address is not percent-encoded correctly",
                    ));
                };
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
            }
            other => bytes.push(other),
        }
    }
    String::from_utf8(bytes)
        .ok()
        .filter(|text| !text.contains('\0'))
        .map(Cow::Owned)
        .ok_or_else(|| Problem::invalid("the address is not percent-encoded text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_decoded_and_checked() {
        let query = Query::parse("q=caf%C3%A9+au%20lait&limit=5&empty").expect("valid");
        assert_eq!(query.text("q"), Some("café au lait"));
        assert_eq!(query.limit(50, 200).expect("in range"), 5);
        assert_eq!(query.text("empty"), Some(""));
        for bad in ["a=1&a=2", "a=%", "a=%zz", "a=%ff", "a=%00"] {
            assert!(Query::parse(bad).is_err(), "{bad}");
        }
        for bad in ["limit=0", "limit=201", "limit=-1", "limit=x"] {
            assert!(
                Query::parse(bad).expect("parses").limit(50, 200).is_err(),
                "{bad}"
            );
        }
    }
}
