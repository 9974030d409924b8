//! Guessing passwords: the attacker has to wait, and the owner can log in.

use reqwest::Method;
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::{Answer, PASSWORD, Rest, TestServer};

const ATTACKER: &str = "203.0.113.9";
const ELSEWHERE: &str = "198.51.100.7";

/// A server behind a proxy, so that a test can use many addresses.
async fn server(limits: bool) -> TestServer {
    let server = TestServer::builder()
        .config(|config| {
            config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
            config.rate_limits = limits;
        })
        .start()
        .await;
    server.add_user("ann", "it_user").await;
    server
}

async fn log_in(rest: &Rest, from: &str, password: &str, cookie: Option<&str>) -> Answer {
    let body = json!({"username": "ann", "password": password});
    let mut request = rest
        .request(Method::POST, "/api/auth/login")
        .header("x-forwarded-for", from)
        .json(&body);
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    rest.send(request).await
}

/// Guesses from this address until it has to wait; returns the number of guesses.
async fn guess(rest: &Rest, from: &str, cookie: Option<&str>) -> usize {
    for guesses in 0..100 {
        let answer = log_in(rest, from, &format!("guess {guesses}"), cookie).await;
        if answer.status == 429 {
            return guesses;
        }
        assert_eq!(answer.problem(401), "unauthenticated");
    }
    panic!("nobody stops {from}");
}

/// The device's cookie, as a browser sends it back.
fn device(answer: &Answer) -> String {
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/api/auth/login"] {
        assert!(cookie.contains(attribute), "{cookie}");
    }
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_owner_can_log_in_from_another_address() {
    let server = server(false).await;
    let rest = server.anonymous();
    guess(&rest, ATTACKER, None).await;
    log_in(&rest, ELSEWHERE, PASSWORD, None).await.ok();
    // The owner's login from another address does not help the attacker.
    let again = log_in(&rest, ATTACKER, PASSWORD, None).await;
    assert_eq!(again.problem(429), "rate_limited");
}

#[tokio::test]
async fn a_known_device_can_log_in_from_an_attackers_address() {
    for limits in [false, true] {
        let server = server(limits).await;
        let rest = server.anonymous();
        let first = log_in(&rest, ATTACKER, PASSWORD, None).await;
        assert_eq!(first.status, 200);
        let cookie = device(&first);
        while log_in(&rest, ATTACKER, "guess", None).await.status != 429 {}
        let refused = log_in(&rest, ATTACKER, PASSWORD, None).await;
        assert_eq!(refused.problem(429), "rate_limited");
        let known = log_in(&rest, ATTACKER, PASSWORD, Some(&cookie)).await;
        known.ok();
        // A stolen device gets no more guesses than an unknown one.
        assert!(guess(&rest, ELSEWHERE, Some(&cookie)).await <= 10);
        // Another user's device does not help.
        server.add_user("eve", "it_user").await;
        let body = json!({"username": "eve", "password": PASSWORD});
        let request = rest
            .request(Method::POST, "/api/auth/login")
            .header("x-forwarded-for", "192.0.2.1")
            .json(&body);
        let eve = device(&rest.send(request).await);
        guess(&rest, "192.0.2.1", None).await;
        let refused = log_in(&rest, "192.0.2.1", PASSWORD, Some(&eve)).await;
        assert_eq!(refused.problem(429), "rate_limited");
    }
}

#[tokio::test]
async fn during_an_attack_from_many_addresses_each_new_one_gets_one_guess() {
    let server = server(false).await;
    let rest = server.anonymous();
    for host in 0..60 {
        let from = format!("203.0.113.{host}");
        assert_eq!(
            log_in(&rest, &from, "guess", None).await.problem(401),
            "unauthenticated"
        );
    }
    assert_eq!(guess(&rest, "192.0.2.7", None).await, 1);
    // The owner knows the password and needs only one.
    log_in(&rest, ELSEWHERE, PASSWORD, None).await.ok();
}

#[tokio::test]
async fn a_device_cookie_is_not_a_token() {
    let server = server(false).await;
    let rest = server.anonymous();
    let cookie = device(&log_in(&rest, ELSEWHERE, PASSWORD, None).await);
    let (_, device) = cookie.split_once('=').unwrap();
    let me = rest.with_token(device).get("/api/auth/me").await;
    assert_eq!(me.problem(401), "unauthenticated");
    // Nor is a token a device cookie.
    let token = format!(
        "{}={}",
        cookie.split('=').next().unwrap(),
        server.token("ann")
    );
    guess(&rest, ATTACKER, None).await;
    let refused = log_in(&rest, ATTACKER, PASSWORD, Some(&token)).await;
    assert_eq!(refused.problem(429), "rate_limited");
}

/// Someone whose name differs only in letter case does not get more guesses by logging in meanwhile, and neither
/// does their device.
#[tokio::test]
async fn a_namesakes_login_forgets_nothing() {
    let server = server(false).await;
    let db = server.elsewhere().await;
    // The command line refuses such a name; Orvale has them.
    let twin = "INSERT INTO users (username, display_name, password_hash, role, active) \
        SELECT 'ANN', 'Ann', password_hash, role, active FROM users WHERE username = 'ann'";
    db.writer().execute_unprepared(twin).await.unwrap();
    let rest = server.anonymous();
    let twin = async |cookie: Option<&str>| {
        let body = json!({"username": "ANN", "password": PASSWORD});
        let mut request = rest
            .request(Method::POST, "/api/auth/login")
            .header("x-forwarded-for", ATTACKER)
            .json(&body);
        if let Some(cookie) = cookie {
            request = request.header("cookie", cookie);
        }
        rest.send(request).await
    };
    let own = device(&twin(None).await);
    let mut guesses = 0;
    while log_in(&rest, ATTACKER, "guess", None).await.status != 429 {
        guesses += 1;
        assert_eq!(twin(None).await.status, 200);
        assert!(guesses < 20, "the namesake's login forgets guesses");
    }
    let refused = log_in(&rest, ATTACKER, PASSWORD, Some(&own)).await;
    assert_eq!(refused.problem(429), "rate_limited");
    twin(Some(&own)).await.ok();
}
