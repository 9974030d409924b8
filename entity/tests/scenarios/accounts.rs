//! Accounts, their grants, blocks and tokens.

use entity::{
    Error,
    permission::{Grants, Permission},
    queries::accounts::{self, NewUser},
};
use sea_orm::ConnectionTrait;

use super::world::{World, on_both, user};

on_both!(
    names_that_look_the_same,
    defaults,
    orvales_grants,
    administration,
    blocks_and_tokens,
    markers
);

async fn load(world: &World, who: &str) -> entity::permission::Account {
    accounts::load(&world.db, &user(who))
        .await
        .unwrap()
        .unwrap()
}

async fn defaults(world: World) {
    use Permission::{AccessChannels, CreateChannels, CreateDirect, SendFiles};
    let everyone = Grants::from_iter([AccessChannels, CreateChannels, CreateDirect, SendFiles]);
    let ann = load(&world, "ann").await;
    assert_eq!(
        (ann.grants, ann.active, ann.blocked),
        (everyone, true, false)
    );
    assert_eq!(
        (ann.display_name.as_str(), ann.team_id.as_deref()),
        ("Ann", Some("HELPDESK"))
    );
    let dora = load(&world, "dora").await;
    assert!(dora.grants.has(Permission::ManageChannels) && dora.grants.has(AccessChannels));
    assert_eq!(load(&world, "root").await.grants, Grants::all());
    assert_eq!(accounts::load(&world.db, &user("ghost")).await, Ok(None));
    let all = accounts::load_all(&world.db).await.unwrap();
    assert_eq!((all.accounts.len(), all.odd), (5, vec![]));
    for account in all.accounts {
        assert_eq!(load(&world, account.username.as_str()).await, account);
    }
}

async fn orvales_grants(world: World) {
    let sql = "INSERT INTO role_permissions (role_id, permission_id) VALUES \
               ('it_user', 'chat.access'), ('manager', 'chat.manage_channels'), \
               ('manager', 'ticket.view'), ('it_user', 'chat.upload_files')";
    world.db.writer().execute_unprepared(sql).await.unwrap();
    use Permission::{AccessChannels, CreateDirect, ManageChannels, ModerateChannels, SendFiles};
    let ann = load(&world, "ann").await.grants;
    assert_eq!(
        ann,
        Grants::from_iter([AccessChannels, CreateDirect, SendFiles])
    );
    let dora = load(&world, "dora").await.grants;
    assert_eq!(dora, Grants::from_iter([ManageChannels, ModerateChannels]));
    let sources = accounts::permission_sources(&world.db).await.unwrap();
    let (_, named) = sources.iter().find(|(role, _)| role == "it_user").unwrap();
    assert!(named.contains(&(AccessChannels, "role_permissions: chat.access".into())));
    let set = async |role: &str, permissions: &[Permission]| {
        accounts::set_role_permissions(&world.db, role, permissions).await
    };
    set("manager", &[AccessChannels, SendFiles]).await.unwrap();
    let dora = load(&world, "dora").await.grants;
    assert_eq!(dora, Grants::from_iter([AccessChannels, SendFiles]));
    assert_eq!(
        set("no_such_role", &[AccessChannels]).await,
        Err(Error::NotFound)
    );
    assert!(matches!(
        set("*", &[AccessChannels]).await,
        Err(Error::Invalid(_))
    ));
    set("it_user", &[]).await.unwrap();
    assert_eq!(load(&world, "ann").await.grants, Grants::none());
    assert!(matches!(set("manager", &[]).await, Err(Error::Invalid(_))));
    assert_eq!(load(&world, "dora").await.grants, dora);
}

async fn administration(world: World) {
    let set = async |role: &str, permissions: &[Permission]| {
        accounts::set_role_permissions(&world.db, role, permissions).await
    };
    set(
        "*",
        &[Permission::AccessChannels, Permission::AccessChannels],
    )
    .await
    .unwrap();
    set("it_user", &[Permission::AccessPrivate]).await.unwrap();
    let ann = load(&world, "ann").await.grants;
    assert_eq!(
        ann,
        Grants::from_iter([Permission::AccessChannels, Permission::AccessPrivate])
    );
    assert!(matches!(set("admin", &[]).await, Err(Error::Invalid(_))));
    let twin = NewUser {
        username: "ann".into(),
        display_name: "Ann".into(),
        role: "it_user".into(),
        team_id: None,
        password_hash: "x".into(),
    };
    assert!(matches!(
        accounts::add_user(&world.db, &twin).await,
        Err(Error::Conflict(_))
    ));
    let nameless = NewUser {
        username: "a\nb".into(),
        ..twin
    };
    assert!(matches!(
        accounts::add_user(&world.db, &nameless).await,
        Err(Error::Invalid(_))
    ));
    accounts::set_password(&world.db, &user("ann"), "$2b$10$new")
        .await
        .unwrap();
    accounts::set_active(&world.db, &user("ann"), false)
        .await
        .unwrap();
    let found = accounts::credentials(&world.db, "ann")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.password_hash.as_str(), found.active),
        ("$2b$10$new", false)
    );
    assert!(!load(&world, "ann").await.active);
    let ghost = user("ghost");
    assert_eq!(
        accounts::set_password(&world.db, &ghost, "x").await,
        Err(Error::NotFound)
    );
    assert_eq!(
        accounts::set_active(&world.db, &ghost, true).await,
        Err(Error::NotFound)
    );
}

async fn names_that_look_the_same(world: World) {
    let found = async |name: &str| {
        let found = accounts::credentials(&world.db, name).await.unwrap();
        found.map(|found| found.username.to_string())
    };
    world.add_user("Jos\u{e9}", "it_user").await;
    assert_eq!(found("ANN").await.as_deref(), Some("ann"));
    for written in ["Jos\u{e9}", "jose\u{301}", "jos\u{e9}"] {
        assert_eq!(
            found(written).await.as_deref(),
            Some("Jos\u{e9}"),
            "{written}"
        );
    }
    for other in ["jose", "ann ", "an_", "a%"] {
        assert_eq!(found(other).await, None, "{other}");
    }
    let namesake = accounts::namesake(&world.db, "JOSE\u{301}").await.unwrap();
    assert_eq!(namesake, Some(user("Jos\u{e9}")));
    assert_eq!(accounts::namesake(&world.db, "jose").await.unwrap(), None);

    world.add_user("Ann", "it_user").await;
    assert_eq!(found("Ann").await.as_deref(), Some("Ann"));
    assert_eq!(found("ann").await.as_deref(), Some("ann"));
    assert_eq!(found("ANN").await, None, "two could be meant");
}

async fn blocks_and_tokens(mut world: World) {
    let (ann, root) = (user("ann"), user("root"));
    world.lobby().await;
    accounts::block(&world.db, &ann, &root, 7).await.unwrap();
    assert!(load(&world, "ann").await.blocked);
    // What is kept beside the block survives it: the stream goes on where it was.
    let (_, seq) = entity::queries::channels::snapshot(&world.db, &ann)
        .await
        .unwrap();
    assert_eq!(seq, 1);
    accounts::unblock(&world.db, &ann).await.unwrap();
    assert!(!load(&world, "ann").await.blocked);
    assert_eq!(
        accounts::block(&world.db, &user("ghost"), &root, 7).await,
        Err(Error::NotFound)
    );
    // Whatever the clock says, each time begins a new epoch; the time never moves back, and is the
    // second's beginning.
    for (at, after, epoch) in [(5_050, 5_000, 1), (2_000, 5_000, 2), (6_999, 6_000, 3)] {
        accounts::revoke_all_tokens(&world.db, &user("cid"), at)
            .await
            .unwrap();
        let cid = load(&world, "cid").await;
        assert_eq!((cid.tokens_valid_after, cid.token_epoch), (after, epoch));
    }
    let token = |epoch| accounts::KnownToken {
        hash: "k1".into(),
        epoch,
        expires_at: 100,
    };
    assert_eq!(accounts::epoch_of(&world.db, "k1").await, Ok(None));
    for epoch in [3, 4] {
        accounts::know_tokens(&world.db, &[token(epoch)])
            .await
            .unwrap();
    }
    assert_eq!(accounts::epoch_of(&world.db, "k1").await, Ok(Some(3)));
    for _ in 0..2 {
        accounts::revoke_token(&world.db, "h1", 100).await.unwrap();
    }
    let revoked = accounts::revoked(&world.db).await;
    assert_eq!(revoked, Ok(vec![("h1".to_owned(), 100)]));
    assert_eq!(accounts::prune_tokens(&world.db, 99).await, Ok(0));
    assert_eq!(accounts::prune_tokens(&world.db, 100).await, Ok(2));
    assert_eq!(accounts::epoch_of(&world.db, "k1").await, Ok(None));
    assert_eq!(accounts::revoked(&world.db).await, Ok(vec![]));
}

async fn markers(mut world: World) {
    use accounts::Marker;
    let channel = world.lobby().await;
    let orvale = entity::Database::open(&world.url, false).await.unwrap();
    let mut seen = Marker::read(&world.db, &Marker::default()).await.unwrap();
    assert!(
        !seen.is_unchanged_since(&Marker::default()),
        "the first look is a full one"
    );
    let unchanged = async |world: &World, seen: &mut Marker| {
        let now = Marker::read(&world.db, seen).await.unwrap();
        let unchanged = now.is_unchanged_since(seen);
        *seen = now;
        unchanged
    };
    assert!(unchanged(&world, &mut seen).await);
    // Conversations move the snapshot and users' streams, and no account.
    world.say(channel, "ann", "hello").await;
    world
        .keep(super::world::mentioning(channel, "ann", "@bob", &["bob"]))
        .await;
    assert!(unchanged(&world, &mut seen).await);
    for change in [
        "UPDATE users SET active = FALSE WHERE username = 'bob'",
        "DELETE FROM users WHERE username = 'cid'",
        "INSERT INTO role_permissions (role_id, permission_id) VALUES ('it_user', 'chat.access')",
        "UPDATE chat_role_permissions SET permission = 'chat.send_files' WHERE role_id = 'manager' \
         AND permission = 'chat.manage_channels'",
        "INSERT INTO chat_revoked_tokens (token_hash, expires_at) VALUES ('x', 1)",
        "UPDATE chat_users SET blocked_at = 1 WHERE user_id = 'ann'",
    ] {
        orvale.writer().execute_unprepared(change).await.unwrap();
        assert!(!unchanged(&world, &mut seen).await, "{change}");
        assert!(unchanged(&world, &mut seen).await);
    }
}
