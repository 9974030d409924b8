//! Authentication: invalid headers and tokens are refused, over REST and on the socket.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Rest, SECRET, TestServer};

fn seconds() -> i64 {
    actors::clock::now() / 1000
}

fn signed(algorithm: Algorithm, secret: &str, claims: &Value) -> String {
    encode(
        &Header::new(algorithm),
        claims,
        &EncodingKey::from_secret(secret.as_bytes()),
    )
    .unwrap()
}

fn claims(more: Value) -> Value {
    let mut claims = json!({"username": "ann", "iat": seconds(), "exp": seconds() + 600});
    for (name, value) in more.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims
}

/// A token assembled from its parts, without a valid signature.
fn forged(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| base64url(value.to_string().as_bytes());
    format!("{}.{}.{signature}", part(header), part(claims))
}

fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let three = chunk.iter().fold(0_u32, |all, b| all << 8 | u32::from(*b))
                << (8 * (3 - chunk.len()));
            (0..=chunk.len())
                .map(move |n| char::from(LETTERS[(three >> (18 - 6 * n) & 63) as usize]))
        })
        .collect()
}

fn invalid_tokens(good: &str) -> Vec<(&'static str, String)> {
    let hs256 = |claims| signed(Algorithm::HS256, SECRET, &claims);
    let (head, rest) = good.split_once('.').unwrap();
    let (body, signature) = rest.split_once('.').unwrap();
    let mut without_exp = claims(json!({}));
    without_exp.as_object_mut().unwrap().remove("exp");
    let mut without_name = claims(json!({}));
    without_name.as_object_mut().unwrap().remove("username");
    vec![
        ("nothing", String::new()),
        ("words", "let me in".into()),
        ("dots", "..".into()),
        ("no signature", format!("{head}.{body}.")),
        ("no signature and no dot", format!("{head}.{body}")),
        (
            "half a signature",
            format!("{head}.{body}.{}", &signature[..20]),
        ),
        (
            "another's claims",
            format!(
                "{head}.{}.{signature}",
                base64url(claims(json!({"username": "bob"})).to_string().as_bytes())
            ),
        ),
        (
            "the algorithm none",
            forged(
                &json!({"alg": "none", "typ": "JWT"}),
                &claims(json!({})),
                "",
            ),
        ),
        (
            "the algorithm None",
            forged(&json!({"alg": "None"}), &claims(json!({})), signature),
        ),
        (
            "no algorithm",
            forged(&json!({"typ": "JWT"}), &claims(json!({})), signature),
        ),
        (
            "RS256 by name",
            forged(&json!({"alg": "RS256"}), &claims(json!({})), signature),
        ),
        (
            "ES256 by name",
            forged(&json!({"alg": "ES256"}), &claims(json!({})), signature),
        ),
        (
            "HS384",
            signed(Algorithm::HS384, SECRET, &claims(json!({}))),
        ),
        (
            "HS512",
            signed(Algorithm::HS512, SECRET, &claims(json!({}))),
        ),
        (
            "another secret",
            signed(
                Algorithm::HS256,
                "another secret, 0123456789abcdefghi",
                &claims(json!({})),
            ),
        ),
        (
            "the public secret",
            signed(
                Algorithm::HS256,
                "orvale-management-system-secret-key-2025",
                &claims(json!({})),
            ),
        ),
        (
            "an empty secret",
            signed(Algorithm::HS256, "", &claims(json!({}))),
        ),
        ("no exp", hs256(without_exp)),
        ("exp null", hs256(claims(json!({"exp": null})))),
        ("exp as text", hs256(claims(json!({"exp": "tomorrow"})))),
        ("exp 0", hs256(claims(json!({"exp": 0})))),
        ("exp negative", hs256(claims(json!({"exp": -1})))),
        (
            "expired a second ago: no leeway",
            hs256(claims(json!({"exp": seconds() - 1}))),
        ),
        (
            "not before tomorrow",
            hs256(claims(json!({"nbf": seconds() + 86_400}))),
        ),
        ("no name", hs256(without_name)),
        ("an empty name", hs256(claims(json!({"username": ""})))),
        ("a number as name", hs256(claims(json!({"username": 1})))),
        (
            "nobody's name",
            hs256(claims(json!({"username": "nobody"}))),
        ),
        (
            "the server's own name",
            hs256(claims(json!({"username": "system"}))),
        ),
        (
            "a name with a blank",
            hs256(claims(json!({"username": "ann "}))),
        ),
        (
            "a name in capitals",
            hs256(claims(json!({"username": "ANN"}))),
        ),
        (
            "too long",
            hs256(claims(json!({"padding": "x".repeat(8_000)}))),
        ),
    ]
}

#[tokio::test]
async fn invalid_tokens_are_refused() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let good = server.token("ann");
    for (what, token) in invalid_tokens(&good) {
        let answer = server
            .anonymous()
            .with_token(&token)
            .get("/api/auth/me")
            .await;
        assert!(answer.headers.contains_key("www-authenticate"), "{what}");
        assert!(
            !answer.text.contains(&token) || token.len() < 3,
            "{what}: a token is not repeated"
        );
        assert_eq!(answer.problem(401), "unauthenticated", "{what}");
        let mut socket = server.socket().await;
        socket.event("hello").await;
        let error = socket
            .command("authenticate", json!({"token": token}))
            .await
            .unwrap_err();
        assert_eq!(error["code"], "unauthenticated", "{what}");
        assert_eq!(socket.close_code().await, Some(4003), "{what}");
    }
    server
        .anonymous()
        .with_token(&good)
        .get("/api/auth/me")
        .await
        .ok();
}

#[tokio::test]
async fn both_of_orvales_token_formats_are_accepted_but_not_their_roles() {
    let server = TestServer::with_users(&["ann"]).await;
    let first = json!({"id": 7, "role": "admin", "team_id": null, "section_id": null});
    let second = json!({"display_name": "A", "email": "a@b.c", "role_id": "admin", "permissions": ["chat.manage_channels"], "id": "x"});
    for form in [first, second] {
        let token = signed(Algorithm::HS256, SECRET, &claims(form.clone()));
        let rest = server.anonymous().with_token(&token);
        let me = rest.get("/api/auth/me").await.ok();
        assert_eq!(me["user"]["username"], "ann", "{form}");
        assert_eq!(
            me["user"]["role"], "it_user",
            "the database says what someone is: {form}"
        );
        assert!(!me["permissions"].to_string().contains("manage"), "{form}");
        assert_eq!(
            rest.get("/api/admin/permissions").await.problem(403),
            "forbidden",
            "{form}"
        );
        server.socket().await.authenticate(&token).await;
    }
}

#[tokio::test]
async fn invalid_authorization_headers_are_refused() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let (ann, bob) = (server.token("ann"), server.token("bob"));
    let anonymous = server.anonymous();
    let with = |values: Vec<Vec<u8>>| {
        let mut request = anonymous.request(Method::GET, "/api/auth/me");
        for value in values {
            let value = reqwest::header::HeaderValue::from_bytes(&value).unwrap();
            request = request.header("authorization", value);
        }
        anonymous.send(request)
    };
    let bytes = |text: String| text.into_bytes();
    for (what, values) in [
        ("none", vec![]),
        ("empty", vec![vec![]]),
        ("no scheme", vec![bytes(ann.clone())]),
        ("only the scheme", vec![bytes("Bearer".into())]),
        ("the scheme and a blank", vec![bytes("Bearer  ".into())]),
        ("another scheme", vec![bytes(format!("Basic {ann}"))]),
        (
            "another scheme's name",
            vec![bytes(format!("BearerX {ann}"))],
        ),
        (
            "two",
            vec![
                bytes(format!("Bearer {ann}")),
                bytes(format!("Bearer {bob}")),
            ],
        ),
        (
            "the same twice",
            vec![
                bytes(format!("Bearer {ann}")),
                bytes(format!("Bearer {ann}")),
            ],
        ),
        (
            "two in one",
            vec![bytes(format!("Bearer {ann}, Bearer {bob}"))],
        ),
        (
            "no text",
            vec![[b"Bearer ".as_slice(), &[0xff, 0xfe]].concat()],
        ),
    ] {
        assert_eq!(with(values).await.problem(401), "unauthenticated", "{what}");
    }
    with(vec![bytes(format!("bearer {ann}"))]).await.ok();
    // Not from anywhere else, such as the query, where it would be logged.
    for path in [
        format!("/api/auth/me?token={ann}"),
        format!("/api/auth/me?access_token={ann}"),
    ] {
        assert_eq!(anonymous.get(&path).await.problem(401), "unauthenticated");
    }
    let cookie = anonymous
        .request(Method::GET, "/api/auth/me")
        .header("cookie", format!("token={ann}"));
    assert_eq!(anonymous.send(cookie).await.problem(401), "unauthenticated");
}

#[tokio::test]
async fn an_expired_token_closes_its_socket() {
    let server = TestServer::with_users(&["ann"]).await;
    let token = signed(
        Algorithm::HS256,
        SECRET,
        &claims(json!({"exp": seconds() + 2})),
    );
    let mut socket = server.socket().await;
    socket.authenticate(&token).await;
    assert_eq!(socket.close_code().await, Some(4003));
    let rest: Rest = server.anonymous().with_token(&token);
    assert_eq!(
        rest.get("/api/auth/me").await.problem(401),
        "unauthenticated"
    );
}

#[tokio::test]
async fn invalid_logins_are_refused() {
    let server = TestServer::with_users(&["ann"]).await;
    let rest = server.anonymous();
    for (body, status) in [
        (json!({}), 400),
        (json!({"username": "ann"}), 400),
        (json!({"username": 1, "password": "x"}), 400),
        (json!({"username": "ann", "password": ["orvale-demo"]}), 400),
        (json!({"username": "", "password": "orvale-demo"}), 400),
        (json!({"username": "x".repeat(257), "password": "x"}), 400),
        (
            json!({"username": "ann", "password": "x".repeat(1_025)}),
            400,
        ),
        (json!({"username": "ann", "password": ""}), 401),
        (
            json!({"username": "ann", "password": "orvale-demo\u{0}"}),
            401,
        ),
        (json!({"username": "ann' OR 1=1 --", "password": "x"}), 401),
        (
            json!({"username": "ann\u{0}", "password": "orvale-demo"}),
            401,
        ),
    ] {
        let answer = rest.post("/api/auth/login", body.clone()).await;
        assert_eq!(answer.status, status, "{body} {}", answer.text);
        assert!(!answer.text.contains("token\""), "{body}");
    }
}
