//! The origins whose pages may open a socket or read responses.

use reqwest::Method;

use crate::support::{Socket, TestServer};

#[tokio::test]
async fn only_pages_of_known_origins_may_connect() {
    let known = "https://desk.example.org";
    let server = TestServer::builder()
        .config(|config| config.allowed_origins = vec![known.to_owned()])
        .start()
        .await;
    let own = format!("http://{}", server.address());
    let status = |headers: Vec<(&'static str, String)>| {
        let address = server.address();
        async move {
            let headers: Vec<_> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
            match Socket::open(address, &headers).await {
                Ok(_) => 101,
                Err(refused) => refused.status.as_u16(),
            }
        }
    };
    let origin = |value: &str| vec![("origin", value.to_owned())];
    assert_eq!(
        status(vec![]).await,
        101,
        "what is no browser names no origin"
    );
    assert_eq!(status(origin(&own)).await, 101);
    assert_eq!(status(origin(known)).await, 101);
    assert_eq!(
        status(origin("https://desk.example.org.evil.org")).await,
        403
    );
    assert_eq!(status(origin("http://desk.example.org")).await, 403);
    assert_eq!(status(origin("null")).await, 403);
    assert_eq!(
        status(vec![("sec-websocket-protocol", String::new())]).await,
        400
    );
    assert_eq!(
        status(vec![("sec-websocket-protocol", "chat".into())]).await,
        400
    );
}

#[tokio::test]
async fn only_known_origins_can_read_responses() {
    let known = "https://desk.example.org";
    let server = TestServer::builder()
        .config(|config| config.allowed_origins = vec![known.to_owned()])
        .start()
        .await;
    let rest = server.anonymous();
    for (origin, allowed) in [(known, true), ("https://evil.org", false)] {
        let preflight = rest
            .request(Method::OPTIONS, "/api/chat/channels")
            .header("origin", origin)
            .header("access-control-request-method", "POST");
        let answer = rest.send(preflight).await;
        assert_eq!(answer.status, 204);
        let named = answer
            .headers
            .get("access-control-allow-origin")
            .map(|v| v.to_str().unwrap());
        assert_eq!(named, allowed.then_some(origin));
        let get = rest
            .request(Method::GET, "/healthz")
            .header("origin", origin);
        let answer = rest.send(get).await;
        assert_eq!(
            answer.headers.contains_key("access-control-allow-origin"),
            allowed
        );
        assert_eq!(answer.headers["cache-control"], "no-store, private");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
}
