//! A command that says that someone's logins have ended is right: nothing that they send from then on is accepted.

use std::{process::Command, time::Duration, time::Instant};

use serde_json::json;

use crate::support::{Cut, Daemon, Link, on_both, within};

on_both!(
    nothing_is_accepted_after_the_command,
    a_server_that_does_not_answer_is_named
);

async fn nothing_is_accepted_after_the_command(daemon: Daemon) {
    let mut daemon = daemon.with_people(&["ann", "bob"]).await;
    daemon.start().await;
    let ann = daemon.rest("ann");
    let made = json!({"name": "desk", "type": "public"});
    let desk = ann.post("/api/chat/channels", made).await.ok()["id"].clone();
    let messages = format!("/api/chat/channels/{desk}/messages");
    let join = format!("/api/chat/channels/{desk}/join");
    daemon.rest("bob").post(&join, json!({})).await;
    for (round, command) in ["passwd", "deactivate", "passwd"].into_iter().enumerate() {
        if round == 2 {
            let out = daemon.run(&["user", "activate", "bob"]).await;
            assert!(out.status.success(), "{out:?}");
        }
        // Wait for the next second, since tokens of the same one are accepted.
        tokio::time::sleep(Duration::from_millis(1100)).await;
        let token = daemon.token("bob");
        let rest = daemon.anonymous().with_token(&token);
        within("the account to be active", async {
            while rest.get("/api/auth/me").await.status != 200 {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await;
        let (mut bob, _) = Link::open(daemon.address(), &token, None, false)
            .await
            .unwrap();
        tokio::time::sleep(Duration::from_millis(1100)).await;
        let out = daemon.run(&["user", command, "bob"]).await;
        assert!(out.status.success(), "{out:?}");
        assert!(out.out.contains("their logins have ended"), "{out:?}");
        let message = json!({"channelId": desk, "clientId": "6f2c1f0e-5d0e-4c86-9d0f-0f1b7a1c2d3e", "message": "late"});
        // The socket may be closed already.
        let _ = bob.send(&json!([1, 1, "send_message", message])).await;
        let late = rest.post(&messages, json!({"message": "late"})).await;
        let status = if command == "deactivate" { 403 } else { 401 };
        assert_eq!(late.status, status, "{command}");
        let cut = within("the socket to be closed", async {
            loop {
                match bob.next().await {
                    Err(cut) => break cut,
                    Ok(frame) => assert_ne!(frame[0], 2, "{command}: {frame}"),
                }
            }
        });
        assert_eq!(cut.await, Cut { code: Some(4014) }, "{command}");
        let stored = ann.get(&messages).await.ok().to_string();
        assert!(!stored.contains("late"), "{command}: {stored}");
    }
    daemon.kill().await;
    // Without a server there is nothing to wait for.
    let started = Instant::now();
    let out = daemon.run(&["user", "deactivate", "bob"]).await;
    assert!(out.status.success(), "{out:?}");
    assert!(started.elapsed() < Duration::from_secs(8), "{out:?}");
}

async fn a_server_that_does_not_answer_is_named(daemon: Daemon) {
    let mut daemon = daemon.with_people(&["bob"]).await;
    daemon.start().await;
    let signal = |name: &str| {
        let id = daemon.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status();
        assert!(sent.unwrap().success());
    };
    let mut out = None;
    while out.is_none() {
        signal("-STOP");
        let ran = daemon.run(&["user", "deactivate", "bob"]).await;
        signal("-CONT");
        // It was stopped during a write of its own.
        if ran.err.contains("database is locked") {
            tokio::time::sleep(Duration::from_millis(300)).await;
        } else {
            out = Some(ran);
        }
    }
    let out = out.unwrap();
    assert_eq!(out.status.code(), Some(1), "{out:?}");
    let said = "deactivated bob, but the running server has not confirmed";
    assert!(out.err.contains(said), "{out:?}");
    let rest = daemon.rest("bob");
    within("the server to notice", async {
        while rest.get("/api/auth/me").await.status != 403 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}
