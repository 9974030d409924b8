//! Passwords, tokens and logging out.

use serde_json::json;

use crate::support::TestServer;

#[tokio::test]
async fn only_the_right_password_returns_a_token() {
    let server = TestServer::with_users(&["ann"]).await;
    let anonymous = server.anonymous();
    let login = |name: &str, password: &str| json!({"username": name, "password": password});
    let answer = anonymous
        .post("/api/auth/login", login("ann", "orvale-demo"))
        .await
        .ok();
    assert_eq!(answer["user"]["username"], "ann");
    let ann = anonymous.with_token(answer["token"].as_str().unwrap());
    let me = ann.get("/api/auth/me").await.ok();
    assert_eq!(me["user"]["username"], "ann");
    assert!(
        me["permissions"]
            .as_array()
            .unwrap()
            .contains(&json!("chat.access_channels"))
    );

    let wrong = anonymous
        .post("/api/auth/login", login("ann", "wrong"))
        .await;
    let unknown = anonymous
        .post("/api/auth/login", login("nobody", "wrong"))
        .await;
    assert_eq!(
        wrong.text, unknown.text,
        "nothing tells whether the user exists"
    );
    assert_eq!(wrong.problem(401), "unauthenticated");
}

/// Only to whoever knows the password, or has a token from before.
#[tokio::test]
async fn a_deactivated_user_learns_why_they_cannot_log_in() {
    let server = TestServer::with_users(&["ann"]).await;
    let anonymous = server.anonymous();
    let token = server.token("ann");
    let login = |password: &str| json!({"username": "ann", "password": password});
    let wrong = anonymous.post("/api/auth/login", login("wrong")).await.text;
    server.set_active("ann", false).await;
    let refused = anonymous.post("/api/auth/login", login("wrong")).await;
    assert_eq!(refused.text, wrong, "nothing tells that the user exists");
    let why = "Your account is deactivated.";
    let refused = anonymous.post("/api/auth/login", login("orvale-demo"));
    let refused = refused.await;
    assert_eq!(refused.body["detail"], why);
    assert_eq!(refused.problem(403), "forbidden");
    let kept = anonymous.with_token(&token).get("/api/auth/me").await;
    assert_eq!(kept.body["detail"], why);
    assert_eq!(kept.problem(403), "forbidden");
    let mut socket = server.socket().await;
    socket.event("hello").await;
    let refused = socket.command("authenticate", json!({"token": token}));
    let refused = refused.await.unwrap_err();
    assert_eq!(refused["code"], "forbidden");
    assert_eq!(refused["message"], why);
    assert_eq!(socket.close_code().await, Some(4014));
}

#[tokio::test]
async fn letter_case_affects_neither_logins_nor_the_count_of_guesses() {
    let server = TestServer::with_users(&["ann"]).await;
    let anonymous = server.anonymous();
    let login = |name: &str, password: &str| json!({"username": name, "password": password});
    let answer = anonymous
        .post("/api/auth/login", login("ANN", "orvale-demo"))
        .await
        .ok();
    assert_eq!(answer["user"]["username"], "ann");
    let mut waits = false;
    for name in ["ann", "Ann", "aNn", "anN", "ANn", "AnN", "aNN", "ANN"].repeat(2) {
        waits |= anonymous
            .post("/api/auth/login", login(name, "wrong"))
            .await
            .status
            == 429;
    }
    assert!(waits, "all spellings of the name are one account");
}

#[tokio::test]
async fn guesses_for_an_account_are_delayed() {
    let server = TestServer::with_users(&["ann", "bob"]).await;
    let anonymous = server.anonymous();
    let wrong = json!({"username": "ann", "password": "wrong"});
    let mut refused = None;
    for _ in 0..12 {
        let answer = anonymous.post("/api/auth/login", wrong.clone()).await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("guesses are delayed");
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(refused.problem(429), "rate_limited");
    let other = json!({"username": "bob", "password": "orvale-demo"});
    anonymous.post("/api/auth/login", other).await.ok();
}

#[tokio::test]
async fn guesses_made_at_once_are_counted_one_by_one() {
    let server = TestServer::with_users(&["ann"]).await;
    let anonymous = server.anonymous();
    let guesses = (0..60).map(|n| {
        let guess = json!({"username": "ann", "password": format!("guess {n}")});
        anonymous.post("/api/auth/login", guess)
    });
    let answers = futures_util::future::join_all(guesses).await;
    let tried = answers.iter().filter(|answer| answer.status == 401).count();
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    assert!((5..=6 + cores).contains(&tried), "{tried} were tried");
}

#[tokio::test]
async fn logging_out_ends_the_token_and_its_sockets_only() {
    let server = TestServer::with_users(&["ann"]).await;
    let leaving = server.token("ann");
    let staying = server.later_token("ann");
    let mut closed = server.socket().await;
    closed.authenticate(&leaving).await;
    let mut open = server.socket().await;
    open.authenticate(&staying).await;
    let rest = server.anonymous();
    let answer = rest
        .with_token(&leaving)
        .post("/api/auth/logout", json!({}))
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(closed.close_code().await, Some(4014));
    assert_eq!(
        rest.with_token(&leaving)
            .get("/api/auth/me")
            .await
            .problem(401),
        "unauthenticated"
    );
    rest.with_token(&staying).get("/api/auth/me").await.ok();

    let everywhere = json!({"everywhere": true});
    let answer = rest
        .with_token(&staying)
        .post("/api/auth/logout", everywhere)
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(open.close_code().await, Some(4014));
    // A login afterwards works at once.
    let later = server.later_token("ann");
    rest.with_token(&later).get("/api/auth/me").await.ok();
}
