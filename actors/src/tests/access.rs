//! Access that is revoked while a session is being opened or while it replays.

use std::sync::Arc;

use entity::{
    ids::ChannelId,
    ledgers::{
        accounts::{BlockUser, UnblockUser},
        grants::SetRolePermissions,
    },
    text::RoleId,
};

use super::support::{Client, World, in_time, message, until};
use crate::{
    commands::RemoveMember,
    protocol::{CloseCode, ErrorCode, snapshot::Resume},
    sessions::Principal,
};

/// The number of missed messages: several times the size of a replay's page.
const MISSED: usize = 2_000;

#[tokio::test]
async fn a_block_between_login_and_session_closes_the_session() {
    let world = World::new().await;
    let stale = world.principal("bob").await;
    let (bob, ann) = ("bob".into(), "ann".into());
    let block = BlockUser { user: bob, by: ann };
    world.engine.keep(block).await.unwrap();
    world.engine.accounts_changed().await;
    assert_refused(&world, stale, ErrorCode::Forbidden).await;
}

#[tokio::test]
async fn permissions_lost_between_login_and_session_are_lost() {
    let world = World::new().await;
    let stale = world.principal("bob").await;
    let grant = SetRolePermissions {
        role: RoleId::parse("*".into()).expect("a role"),
        permissions: vec![entity::permission::Permission::AccessChannels],
        by: "ann".into(),
    };
    world.engine.keep(grant).await.unwrap();
    world.engine.accounts_changed().await;
    let mut session = world.open(stale, None).await.expect("opens");
    let updated = session.event("account_updated").await;
    assert_eq!(
        updated["permissions"],
        serde_json::json!(["chat.access_channels"])
    );
}

#[tokio::test]
async fn a_user_deleted_between_login_and_session_gets_no_session() {
    let world = World::new().await;
    let stale = world.principal("bob").await;
    // Like the accounts actor does after the row was deleted.
    world.services().directory.accounts.remove(&"bob".into());
    assert_refused(&world, stale, ErrorCode::Forbidden).await;
}

#[tokio::test]
async fn a_logout_between_login_and_session_closes_the_session() {
    let world = World::new().await;
    let stale = world.principal("bob").await;
    let hash = Arc::clone(&stale.token_hash);
    world.engine.revoke_token(&"bob".into(), &hash, i64::MAX);
    assert_refused(&world, stale, ErrorCode::Unauthenticated).await;
}

/// Asserts that the session is refused and that nothing of it remains.
async fn assert_refused(world: &World, principal: Principal, code: ErrorCode) {
    let refused = world.open(principal, None).await.map(|_| ());
    assert_eq!(refused.map_err(|failure| failure.code), Err(code));
    assert_eq!(world.engine.connected(), 0);
}

#[tokio::test]
async fn an_account_deleted_while_it_was_read_is_removed() {
    let world = World::new().await;
    let ghost = entity::permission::Account {
        username: "ghost".into(),
        ..entity::permission::Account::clone(&*world.account("ann").await)
    };
    crate::accounts::note_if_unknown(&world.services().directory, ghost);
    let directory = &world.services().directory;
    until("the account is gone", || {
        directory.known_account(&"ghost".into()).is_none()
    })
    .await;
}

/// A channel in which bob missed more than one page.
async fn missed(world: &World) -> (ChannelId, Resume) {
    let channel = world.channel("general").await;
    let bob = world.connect("bob", None).await;
    let seen = world.say("ann", channel, "seen").await;
    let resume = bob.resume(channel, seen.seq);
    bob.session.actor.stop(None);
    let account = world.account("ann").await;
    let sent = (0..MISSED).map(|n| {
        let command = message(channel, &format!("missed {n}"));
        world.engine.execute(&account, command)
    });
    for reply in futures_util::future::join_all(sent).await {
        reply.expect("kept");
    }
    (channel, resume)
}

async fn first_frames(client: &mut Client) {
    let replay = client.session.replay.as_mut().expect("a replay");
    let frames = replay.next().await.expect("frames");
    assert!((1..MISSED).contains(&frames.len()));
}

async fn rest_of_the_replay(client: &mut Client) -> usize {
    let mut replay = client.session.replay.take().expect("a replay");
    let mut told = 0;
    while let Some(frames) = in_time("the replay", replay.next()).await {
        told += frames.len();
    }
    told
}

#[tokio::test]
async fn a_replay_ends_with_the_session() {
    let world = World::new().await;
    let (_, resume) = missed(&world).await;
    let principal = world.principal("bob").await;
    let mut bob = world.open(principal, Some(resume)).await.expect("opens");
    first_frames(&mut bob).await;
    let (user, ann) = ("bob".into(), "ann".into());
    let block = BlockUser { user, by: ann };
    world.engine.keep(block).await.unwrap();
    world.engine.accounts_changed().await;
    assert_eq!(bob.closing().await, CloseCode::AccessRevoked);
    assert_eq!(rest_of_the_replay(&mut bob).await, 0);
}

#[tokio::test]
async fn a_replay_omits_channels_that_the_user_lost() {
    let world = World::new().await;
    let (channel_id, resume) = missed(&world).await;
    let principal = world.principal("bob").await;
    let mut bob = world.open(principal, Some(resume)).await.expect("opens");
    first_frames(&mut bob).await;
    let remove = RemoveMember {
        channel_id,
        user_id: "bob".into(),
    };
    world.execute("ann", remove).await.expect("removes");
    // Only the end of the replay.
    assert_eq!(rest_of_the_replay(&mut bob).await, 1);
}

/// Many logins while access is granted and revoked: sessions that were opened with access that was revoked
/// meanwhile are closed, or notified.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_concurrent_login_keeps_revoked_access() {
    let world = Arc::new(World::new().await);
    let changing = Arc::clone(&world);
    let changes = tokio::spawn(async move {
        let engine = &changing.engine;
        for _ in 0..20 {
            let (user, by) = ("bob".into(), "ann".into());
            engine.keep(BlockUser { user, by }).await.expect("blocks");
            engine.accounts_changed().await;
            let (user, by) = ("bob".into(), "ann".into());
            let unblock = UnblockUser { user, by };
            engine.keep(unblock).await.expect("unblocks");
            engine.accounts_changed().await;
        }
        let (user, by) = ("bob".into(), "ann".into());
        engine.keep(BlockUser { user, by }).await.expect("blocks");
        engine.accounts_changed().await;
    });
    let mut sessions = Vec::new();
    in_time("the changes", async {
        while !changes.is_finished() {
            let opened = (0..10).map(|_| async {
                let principal = world.principal("bob").await;
                world.open(principal, None).await
            });
            let opened = futures_util::future::join_all(opened).await;
            sessions.extend(opened.into_iter().flatten());
        }
    })
    .await;
    changes.await.expect("changes");
    for session in &sessions {
        assert_eq!(session.closing().await, CloseCode::AccessRevoked);
    }
}
