//! Revoking access takes effect on open sockets, whichever program did it, and does not affect others.

use std::time::Instant;

use entity::{change::By, ledgers::accounts::SetActive};
use sea_orm::ConnectionTrait;
use serde_json::json;

use crate::support::{Cut, Daemon, Link, Member, token, within};

const PEOPLE: [&str; 4] = ["ann", "bob", "cid", "root"];

async fn started() -> (Daemon, i64) {
    let mut daemon = Daemon::on_sqlite().with_people(&PEOPLE).await;
    daemon.start().await;
    let channel = daemon.channel("desk", &PEOPLE[..3]).await;
    (daemon, channel)
}

/// Connects with a token issued this many seconds ago.
async fn link(daemon: &Daemon, name: &str, seconds_ago: i64) -> (Link, String) {
    let token = token(name, actors::clock::now() - seconds_ago * 1000);
    let opened = Link::open(daemon.address(), &token, None, false).await;
    (opened.unwrap().0, token)
}

/// Reads until the connection is closed.
async fn end(link: &mut Link) -> Cut {
    within("the end", async {
        loop {
            if let Err(cut) = link.next().await {
                return cut;
            }
        }
    })
    .await
}

/// Asserts that a user is still connected and served.
async fn assert_untouched(member: &mut Member, channel: i64) {
    member.said(channel, "still here").await;
    assert_eq!(member.cuts, []);
}

const REVOKED: Cut = Cut { code: Some(4014) };

#[tokio::test]
async fn a_changed_role_takes_effect_on_open_sockets() {
    let (daemon, channel) = started().await;
    let mut ann = daemon.connected("ann").await;
    let mut cid = daemon.connected("cid").await;
    let mut bob = daemon.connected("bob").await;
    let first = bob.said(channel, "first").await;
    let second = bob.said(channel, "second").await;
    let third = bob.said(channel, "third").await;

    // Only an administrator may delete messages of others; cid, who is not an owner, may not.
    let refused = cid
        .command("delete_message", json!({"messageId": first.id}))
        .await;
    assert_eq!(refused.unwrap_err()["code"], "forbidden");
    set_role(&daemon, "cid", "admin").await;
    let took = until_allowed(&mut cid, first.id, true).await;
    println!("a new role acted within {took:?}");
    cid.command("delete_message", json!({"messageId": second.id}))
        .await
        .unwrap();
    set_role(&daemon, "cid", "it_user").await;
    let took = until_allowed(&mut cid, third.id, false).await;
    println!("a lost role acted within {took:?}");
    assert_eq!(cid.cuts, [], "the socket stayed open");
    assert_untouched(&mut ann, channel).await;
}

/// Changes a role like Orvale's own pages do.
async fn set_role(daemon: &Daemon, user: &str, role: &str) {
    let database = daemon.open_database().await;
    let change = format!("UPDATE users SET role = '{role}' WHERE username = '{user}'");
    database.writer().execute_unprepared(&change).await.unwrap();
    database.close().await.unwrap();
}

/// Tries to delete a message until the answer is the expected one; returns how long that took.
async fn until_allowed(member: &mut Member, message: i64, allowed: bool) -> std::time::Duration {
    let started = Instant::now();
    within("the role to act", async {
        if allowed {
            while member
                .command("delete_message", json!({"messageId": message}))
                .await
                .is_err()
            {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
            return;
        }
        // A permitted attempt would delete the message, so wait for the change in the database first.
        let before = member
            .rest()
            .get(&format!("/api/chat/messages/{message}"))
            .await
            .ok();
        assert!(before["deletedAt"].is_null());
        let database_says = async |member: &Member| {
            let me = member.rest().get("/api/auth/me").await.ok();
            me["permissions"]
                .as_array()
                .unwrap()
                .iter()
                .any(|p| p == "chat.delete_messages")
        };
        while database_says(member).await {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        let refused = member
            .command("delete_message", json!({"messageId": message}))
            .await;
        assert_eq!(refused.unwrap_err()["code"], "forbidden");
    })
    .await;
    started.elapsed()
}

#[tokio::test]
async fn a_deactivated_user_is_disconnected() {
    let (daemon, channel) = started().await;
    let mut bob = daemon.connected("bob").await;
    let (mut first, first_token) = link(&daemon, "ann", 0).await;
    let (mut second, _) = link(&daemon, "ann", 5).await;
    let started = Instant::now();
    let done = daemon.run(&["user", "deactivate", "ann"]).await;
    assert!(done.status.success(), "{done:?}");
    assert_eq!(end(&mut first).await, REVOKED);
    assert_eq!(end(&mut second).await, REVOKED);
    println!("a deactivation acted within {:?}", started.elapsed());
    let again = Link::open(daemon.address(), &first_token, None, false).await;
    assert!(matches!(
        again.err(),
        Some(Cut {
            code: Some(4003 | 4014)
        })
    ));
    assert_untouched(&mut bob, channel).await;

    // A new login works; the old token stays revoked.
    let done = daemon.run(&["user", "activate", "ann"]).await;
    assert!(done.status.success(), "{done:?}");
    within("the activation to act", async {
        loop {
            let token = daemon.token("ann");
            if Link::open(daemon.address(), &token, None, false)
                .await
                .is_ok()
            {
                return;
            }
        }
    })
    .await;
    let again = Link::open(daemon.address(), &first_token, None, false).await;
    assert_eq!(again.err(), Some(Cut { code: Some(4003) }));
}

#[tokio::test]
async fn a_user_deactivated_by_orvale_is_disconnected() {
    let (daemon, channel) = started().await;
    let mut bob = daemon.connected("bob").await;
    let (mut ann, _) = link(&daemon, "ann", 0).await;
    let database = daemon.open_database().await;
    let deactivate = SetActive {
        user: "ann".into(),
        active: false,
        by: By::Operator,
    };
    let deactivated = entity::commit_alone(&database, 1, deactivate).await;
    deactivated.unwrap();
    assert_eq!(end(&mut ann).await, REVOKED);
    assert_untouched(&mut bob, channel).await;
}

#[tokio::test]
async fn a_blocked_user_is_disconnected_until_unblocked() {
    let (daemon, channel) = started().await;
    let mut bob = daemon.connected("bob").await;
    let (mut ann, token) = link(&daemon, "ann", 0).await;
    let refused = daemon
        .rest("bob")
        .post("/api/admin/users/ann/block", json!({}))
        .await;
    assert_eq!(refused.problem(403), "forbidden");
    let root = daemon.rest("root");
    root.post("/api/admin/users/ann/block", json!({}))
        .await
        .ok();
    assert_eq!(end(&mut ann).await, REVOKED);
    let again = Link::open(daemon.address(), &token, None, false).await;
    assert_eq!(
        again.err(),
        Some(REVOKED),
        "the login is good, its bearer is blocked"
    );
    assert_untouched(&mut bob, channel).await;
    root.delete("/api/admin/users/ann/block").await.ok();
    let again = Link::open(daemon.address(), &token, None, false).await;
    assert!(again.is_ok(), "{:?}", again.err());
}

#[tokio::test]
async fn a_logout_ends_one_login_or_all_of_them() {
    let (daemon, channel) = started().await;
    let mut bob = daemon.connected("bob").await;
    let (mut first, first_token) = link(&daemon, "ann", 0).await;
    let (mut second, second_token) = link(&daemon, "ann", 5).await;
    let (mut third, _) = link(&daemon, "ann", 10).await;
    let rest = daemon.anonymous();
    let logout = rest.with_token(&first_token);
    assert_eq!(logout.post("/api/auth/logout", json!({})).await.status, 204);
    assert_eq!(end(&mut first).await, REVOKED);
    // The other logins continue.
    second.send(&json!([4, 7])).await.unwrap();
    within("the pong", async {
        while second.next().await.unwrap() != json!([5, 7]) {}
    })
    .await;

    let everywhere = rest.with_token(&second_token);
    let answer = everywhere
        .post("/api/auth/logout", json!({"everywhere": true}))
        .await;
    assert_eq!(answer.status, 204);
    assert_eq!(end(&mut second).await, REVOKED);
    assert_eq!(end(&mut third).await, REVOKED);
    assert_untouched(&mut bob, channel).await;
}
