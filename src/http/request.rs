//! A request as handlers see it: its path, query, headers and body, each read with an error that says
//! what is wrong with it.

use std::{fmt, time::Duration};

use actors::protocol::{Failure, wrong};
use bytes::Bytes;
use entity::{
    ids::{ChannelId, MAX_SAFE_INTEGER, MessageId, UserId},
    ledgers::idempotency::RequestKey,
    text::RoleId,
};
use http::{HeaderMap, Method, StatusCode, Uri, header};
use hyper::upgrade::OnUpgrade;
use serde::de::DeserializeOwned;
use tokio::time::timeout;
use warp::{Filter, Rejection, path::FullPath};

use super::{
    Problem,
    body::Body,
    query::{self, decoded},
    route::Operation,
    router,
};
use crate::{gateway::held::Hold, peer::Peer};

/// A request.
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Its target.
    pub uri: Uri,
    /// Its headers.
    pub headers: HeaderMap,
    /// The other end of its connection.
    pub peer: Peer,
    /// For a WebSocket: the connection it becomes.
    pub upgrade: Option<OnUpgrade>,
    /// Keeps the response back until something follows it.
    pub hold: Hold,
    /// Its body, under the route's policy.
    pub body: Body,
    /// What names it, when it carries an `Idempotency-Key` that its route observes.
    pub key: Option<RequestKey>,
    parameters: Vec<(&'static str, String)>,
}

impl fmt::Debug for Request {
    /// Without headers and body: they hold tokens and messages.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.uri.path())
    }
}

/// Extracts the request from warp. Its path parameters and its body's policy come from its route.
pub(super) fn filter() -> impl Filter<Extract = (Request,), Error = Rejection> + Clone {
    let query = warp::query::raw().or(warp::any().map(String::new)).unify();
    warp::method()
        .and(warp::path::full())
        .and(query)
        .and(warp::header::headers_cloned())
        .and(warp::ext::get::<Peer>())
        .and(warp::ext::optional::<OnUpgrade>())
        .and(warp::ext::get::<Hold>())
        .and(warp::body::stream())
        .map(
            |method, path: FullPath, query: String, headers, peer, upgrade, hold, body| Request {
                method,
                uri: target(path.as_str(), &query),
                headers,
                peer,
                upgrade,
                hold,
                body: Body::new(body),
                key: None,
                parameters: Vec::new(),
            },
        )
}

fn target(path: &str, query: &str) -> Uri {
    let target = match query {
        "" => path.parse(),
        query => format!("{path}?{query}").parse(),
    };
    target.unwrap_or_default()
}

/// A sender that pauses for this long is no longer waited for.
const PAUSE: Duration = Duration::from_secs(10);

impl Request {
    /// Reads at most this many bytes more after a refusal: a client that is still sending would lose the answer. One
    /// that asked before sending is answered instead of told to go on.
    pub async fn drain(&mut self, most: u64) {
        if self.headers.contains_key(header::EXPECT) && self.body.is_unread() {
            return;
        }
        let mut left = most;
        while let Ok(Ok(Some(chunk))) = timeout(PAUSE, self.body.chunk()).await {
            left = match left.checked_sub(chunk.len() as u64) {
                Some(left) => left,
                None => return,
            };
        }
    }

    /// Takes the path parameters and the body's policy from the route.
    ///
    /// # Errors
    /// When a parameter is not percent-encoded text.
    pub(super) fn apply(
        &mut self,
        operation: &'static Operation,
        values: Vec<String>,
    ) -> Result<(), Problem> {
        self.body.set_policy(operation.body);
        for (name, value) in router::parameters(operation.path).zip(values) {
            self.parameters.push((name, decoded(&value)?.into_owned()));
        }
        Ok(())
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

    /// The path parameter `name`, decoded.
    #[must_use]
    pub fn parameter(&self, name: &str) -> &str {
        self.parameters
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value)
    }

    /// The channel that the path names.
    ///
    /// # Errors
    /// Not found, when it cannot be any channel's id.
    pub fn channel(&self) -> Result<ChannelId, Problem> {
        self.id("id").map(ChannelId)
    }

    /// The message that the path names.
    ///
    /// # Errors
    /// Not found, when it cannot be any message's id.
    pub fn message(&self) -> Result<MessageId, Problem> {
        self.id("id").map(MessageId)
    }

    /// The user that the path names.
    ///
    /// # Errors
    /// `not_found` when it cannot be any user's name.
    pub fn user(&self) -> Result<UserId, Problem> {
        let user = self.parameter("user").parse();
        user.map_err(|_| Failure::not_found().into())
    }

    /// The role that the path names.
    ///
    /// # Errors
    /// `not_found` when it cannot be any role's identifier.
    pub fn role(&self) -> Result<RoleId, Problem> {
        let role = RoleId::parse(self.parameter("role").to_owned());
        role.map_err(|_| Failure::not_found().into())
    }

    fn id(&self, name: &str) -> Result<i64, Problem> {
        let text = self.parameter(name);
        text.parse()
            .ok()
            // An id is written in one way only: without a sign.
            .filter(|_| !text.starts_with('+'))
            .filter(|id| (1..=MAX_SAFE_INTEGER).contains(id))
            .ok_or_else(|| Failure::not_found().into())
    }

    /// The query as `T`.
    ///
    /// # Errors
    /// When it is malformed or a field has a wrong value.
    pub fn query<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        query::parse(self.uri.query().unwrap_or_default())
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// When it is not JSON, does not fit `T`, or is too large or too slow.
    pub async fn json<T: DeserializeOwned>(&mut self) -> Result<T, Problem> {
        let media = self.header(header::CONTENT_TYPE).unwrap_or_default();
        let essence = media.split(';').next().unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/json") {
            return Err(
                Problem::invalid("the body must be Content-Type: application/json")
                    .with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE),
            );
        }
        from_json(&self.body.bytes().await?)
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

    /// The whole body, which can be read again afterwards.
    ///
    /// # Errors
    /// When it is too large or too slow.
    pub async fn bytes(&mut self) -> Result<Bytes, Problem> {
        self.body.bytes().await
    }
}

fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    // serde would take an array for a struct's fields in their order.
    if bytes.trim_ascii_start().first() != Some(&b'{') {
        return Err(Problem::invalid("body: must be a JSON object"));
    }
    let mut json = serde_json::Deserializer::from_slice(bytes);
    wrong::read(&mut json, |body| T::deserialize(body))
        .and_then(|body| json.end().map(|()| body).map_err(|error| error.to_string()))
        .map_err(|why| Problem::invalid(format!("body: {why}")))
}
