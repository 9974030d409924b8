//! Invite links: what one batch of changes makes of them.

use entity::{
    Error,
    ids::ChannelId,
    ledgers::invites::{CreateInvite, INVITES, JoinByInvite, RevokeInvite},
    model::{ChannelKind, ChannelRole, Invite},
    permission::{Action, decide},
    queries::{channels, invites},
};

use super::world::{What, World, on_both, user};

on_both!(counted, revoked, limited);

fn create(channel: ChannelId, token: &str, max_uses: Option<i64>) -> What {
    Box::new(CreateInvite {
        channel_id: channel,
        by: user("ann"),
        token: token.into(),
        expires_at: None,
        max_uses,
    })
}

fn join(invite: &Invite, who: &str) -> What {
    Box::new(JoinByInvite {
        invite: invite.id,
        channel_id: invite.channel_id,
        user: user(who),
        role: ChannelRole::Member,
    })
}

async fn desk(world: &mut World) -> ChannelId {
    world.create(ChannelKind::Private, "desk", &["ann"]).await
}

async fn uses(world: &World, invite: &Invite) -> i64 {
    let found = invites::by_token(&world.db, &invite.token).await.unwrap();
    found.unwrap().invite.uses
}

async fn counted(mut world: World) {
    let desk = desk(&mut world).await;
    let invite = world
        .keep(create(desk, "secret", Some(2)))
        .await
        .invite
        .unwrap();
    let results = world
        .batch(vec![
            join(&invite, "bob"),
            join(&invite, "ann"),
            join(&invite, "cid"),
            join(&invite, "dora"),
        ])
        .await;
    let outcomes: Vec<_> = results
        .iter()
        .map(|result| match result {
            Ok(kept) => !kept.repeated,
            Err(error) => {
                assert!(matches!(error, Error::Conflict(_)), "{error}");
                false
            }
        })
        .collect();
    // ann is a member already, and dora comes too late.
    assert_eq!(outcomes, [true, false, true, false]);
    assert_eq!(uses(&world, &invite).await, 2);
    let view = channels::view(&world.db, desk, &user("dora"))
        .await
        .unwrap();
    assert_eq!(view.unwrap().role, None);
}

async fn revoked(mut world: World) {
    let desk = desk(&mut world).await;
    let other = world.create(ChannelKind::Private, "other", &["ann"]).await;
    let invite = world
        .keep(create(desk, "secret", None))
        .await
        .invite
        .unwrap();
    let revoke = |channel_id| -> What {
        Box::new(RevokeInvite {
            invite: invite.id,
            channel_id,
            by: user("ann"),
        })
    };
    assert_eq!(
        world.try_keep(revoke(other)).await.err(),
        Some(Error::NotFound)
    );
    let results = world.batch(vec![revoke(desk), join(&invite, "bob")]).await;
    assert!(results[0].is_ok());
    assert!(matches!(results[1], Err(Error::Conflict(_))));
    assert!(world.keep(revoke(desk)).await.repeated);
    assert_eq!(uses(&world, &invite).await, 0);
}

async fn limited(mut world: World) {
    let desk = desk(&mut world).await;
    let all = (0..INVITES).map(|n| create(desk, &format!("token {n}"), None));
    let all = all.collect();
    let created = world.batch(all).await;
    assert!(created.iter().all(Result::is_ok));
    let refused = world.try_keep(create(desk, "one more", None)).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    let ann = world.account("ann").await;
    let standing = channels::standing(&world.db, desk, &ann.username)
        .await
        .unwrap();
    let permit = decide(&ann, &standing.unwrap(), Action::ManageInvites).unwrap();
    let listed = invites::list(&world.db, &permit).await.unwrap();
    assert_eq!(listed.len(), usize::try_from(INVITES).unwrap());
    assert_eq!(listed[0].token, format!("token {}", INVITES - 1));
}
