//! Accounts, their grants, blocks and tokens.

use entity::{
    Error,
    change::By,
    ledgers::{
        accounts::{AddUser, BlockUser, NewUser, SetActive, SetPassword, UnblockUser},
        grants::SetRolePermissions,
        tokens::{ForgetTokens, KnowTokens, KnownToken, RevokeAllTokens, RevokeToken},
    },
    model::ChannelKind,
    password::PasswordHash,
    permission::{Grants, Permission},
    queries::accounts::{self, Expired},
    text::RoleId,
};
use sea_orm::{ConnectionTrait, Statement};

use super::world::{What, World, on_both, user};

on_both!(
    names_that_look_the_same,
    defaults,
    orvales_grants,
    orvales_grants_of_calls_alone,
    administration,
    blocks,
    in_one_commit,
    tokens,
    markers
);

async fn grant(world: &World, role: &str, permissions: &[Permission]) -> Result<(), Error> {
    let change = SetRolePermissions {
        role: RoleId::parse(role.into()).unwrap(),
        permissions: permissions.to_vec(),
        by: user("root"),
    };
    world.keep_alone(change).await.map(drop)
}

async fn defaults(world: World) {
    use Permission::{
        AccessChannels, CallAudio, CallHistory, CallVideo, CreateChannels, CreateDirect, SendFiles,
    };
    let everyone = Grants::from_iter([
        AccessChannels,
        CreateChannels,
        CreateDirect,
        SendFiles,
        CallAudio,
        CallVideo,
        CallHistory,
    ]);
    let ann = world.account("ann").await;
    assert_eq!(
        (ann.grants, ann.active, ann.blocked),
        (everyone, true, false)
    );
    assert_eq!(
        (ann.display_name.as_str(), ann.team_id.as_deref()),
        ("Ann", Some("HELPDESK"))
    );
    let dora = world.account("dora").await;
    assert!(dora.grants.has(Permission::ManageChannels) && dora.grants.has(AccessChannels));
    assert_eq!(world.account("root").await.grants, Grants::all());
    assert_eq!(accounts::load(&world.db, &user("ghost")).await, Ok(None));
    let all = accounts::load_all(&world.db).await.unwrap();
    assert_eq!((all.accounts.len(), all.odd), (5, vec![]));
    for account in all.accounts {
        assert_eq!(world.account(account.username.as_str()).await, account);
    }
}

async fn orvales_grants(world: World) {
    let sql = "INSERT INTO role_permissions (role_id, permission_id) VALUES \
               ('it_user', 'chat.access'), ('manager', 'chat.manage_channels'), \
               ('manager', 'ticket.view'), ('it_user', 'chat.upload_files')";
    world.db.writer().execute_unprepared(sql).await.unwrap();
    use Permission::{AccessChannels, CreateDirect, ManageChannels, ModerateChannels, SendFiles};
    let ann = world.account("ann").await.grants;
    assert_eq!(
        ann,
        Grants::from_iter([AccessChannels, CreateDirect, SendFiles])
    );
    let dora = world.account("dora").await.grants;
    assert_eq!(dora, Grants::from_iter([ManageChannels, ModerateChannels]));
    let sources = accounts::permission_sources(&world.db).await.unwrap();
    let (_, named) = sources.iter().find(|(role, _)| role == "it_user").unwrap();
    assert!(named.contains(&(AccessChannels, "role_permissions: chat.access".into())));
    let set = async |role: &str, permissions: &[Permission]| grant(&world, role, permissions).await;
    set("manager", &[AccessChannels, SendFiles]).await.unwrap();
    let dora = world.account("dora").await.grants;
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
    assert_eq!(world.account("ann").await.grants, Grants::none());
    assert!(matches!(set("manager", &[]).await, Err(Error::Invalid(_))));
    assert_eq!(world.account("dora").await.grants, dora);
}

async fn orvales_grants_of_calls_alone(world: World) {
    use Permission::{AccessChannels, CallAudio, CallHistory, CallVideo, ManageCalls};
    let sql = "INSERT INTO role_permissions (role_id, permission_id) VALUES \
               ('it_user', 'call.audio'), ('manager', 'call.audio'), ('manager', 'call.manage_system')";
    world.db.writer().execute_unprepared(sql).await.unwrap();
    let may = async |name: &str, permission| world.account(name).await.grants.has(permission);
    // The chat's own table grants the rest.
    assert!(may("ann", AccessChannels).await && may("dora", Permission::ManageChannels).await);
    assert!(may("ann", CallAudio).await && !may("ann", CallVideo).await);
    assert!(!may("ann", CallHistory).await && may("dora", ManageCalls).await);
    let sources = accounts::permission_sources(&world.db).await.unwrap();
    let of = |name: &str| sources.iter().find(|(role, _)| role == name).unwrap();
    let (_, manager) = of("manager");
    assert!(manager.contains(&(CallAudio, "role_permissions: call.audio".into())));
    let own = "chat_role_permissions: chat.manage_channels";
    assert!(manager.contains(&(Permission::ManageChannels, own.into())));
    let (_, everyone) = of("*");
    assert!(
        everyone
            .iter()
            .all(|(permission, _)| !permission.is_of_calls())
    );

    let set = async |role: &str, permissions: &[Permission]| grant(&world, role, permissions).await;
    set("it_user", &[Permission::AccessPrivate, CallVideo])
        .await
        .unwrap();
    assert!(may("ann", Permission::AccessPrivate).await && may("ann", AccessChannels).await);
    assert!(may("ann", CallVideo).await && !may("ann", CallAudio).await);
    let refused = set("*", &[AccessChannels, CallAudio]).await;
    assert!(matches!(refused, Err(Error::Invalid(_))));
    set("*", &[AccessChannels]).await.unwrap();
    assert!(!may("ann", Permission::SendFiles).await);
    // Without any grant of calls in Orvale, everyone could call again.
    set("it_user", &[]).await.unwrap();
    assert!(matches!(
        set("manager", &[AccessChannels]).await,
        Err(Error::Invalid(_))
    ));
    world.add_user("eve", "contractor").await;
    assert_eq!(set("contractor", &[CallAudio]).await, Err(Error::NotFound));
    set("contractor", &[AccessChannels]).await.unwrap();
}

async fn administration(world: World) {
    let set = async |role: &str, permissions: &[Permission]| grant(&world, role, permissions).await;
    set(
        "*",
        &[Permission::AccessChannels, Permission::AccessChannels],
    )
    .await
    .unwrap();
    set("it_user", &[Permission::AccessPrivate]).await.unwrap();
    let ann = world.account("ann").await.grants;
    assert_eq!(
        ann,
        Grants::from_iter([Permission::AccessChannels, Permission::AccessPrivate])
    );
    assert!(matches!(set("admin", &[]).await, Err(Error::Invalid(_))));
    world.add_user("eve", "contractor").await;
    for known in ["manager", "contractor", "helpdesk_member"] {
        set(known, &[]).await.unwrap();
    }
    let unknown = set("no_such_role", &[Permission::AccessChannels]).await;
    assert_eq!(unknown, Err(Error::NotFound));
    let twin = NewUser {
        username: "ann".into(),
        display_name: "Ann".into(),
        role: "it_user".into(),
        team_id: None,
        password_hash: "x".into(),
    };
    let add = async |user: NewUser| {
        let by = By::Operator;
        world.keep_alone(AddUser { user, by }).await
    };
    assert!(matches!(add(twin.clone()).await, Err(Error::Conflict(_))));
    let nameless = NewUser {
        username: "a\nb".into(),
        ..twin
    };
    assert!(matches!(add(nameless).await, Err(Error::Invalid(_))));
    let password = |who: &str| SetPassword {
        user: user(who),
        hash: "$2b$10$new".into(),
        by: By::Operator,
    };
    world.keep_alone(password("ann")).await.unwrap();
    world.deactivate("ann").await;
    let found = accounts::credentials(&world.db, "ann")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.password_hash.as_str(), found.active),
        ("$2b$10$new", false)
    );
    assert!(!world.account("ann").await.active);
    let refused = world.keep_alone(password("ghost")).await;
    assert_eq!(refused, Err(Error::NotFound));
    let activate = SetActive {
        user: user("ghost"),
        active: true,
        by: By::Operator,
    };
    assert_eq!(world.keep_alone(activate).await, Err(Error::NotFound));
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
    world.add_user("J\u{dc}RGEN", "it_user").await;
    world.add_user("z\u{fc}R\u{c4}ch", "it_user").await;
    for (written, name) in [
        ("j\u{fc}rgen", "J\u{dc}RGEN"),
        ("Ju\u{308}rgen", "J\u{dc}RGEN"),
        ("JU\u{308}RGEN", "J\u{dc}RGEN"),
        ("Z\u{dc}r\u{e4}CH", "z\u{fc}R\u{c4}ch"),
        ("za\u{308}ch", ""),
    ] {
        let found = found(written).await;
        assert_eq!(found.as_deref().unwrap_or_default(), name, "{written}");
    }
    for other in ["jose", "jurgen", "ann ", "an_", "a%"] {
        assert_eq!(found(other).await, None, "{other}");
    }
    let namesake = accounts::namesake(&world.db, "JOSE\u{301}").await.unwrap();
    assert_eq!(namesake, Some(user("Jos\u{e9}")));
    assert_eq!(accounts::namesake(&world.db, "jose").await.unwrap(), None);

    world.add_user("Ann", "it_user").await;
    assert_eq!(found("Ann").await.as_deref(), Some("Ann"));
    assert_eq!(found("ann").await.as_deref(), Some("ann"));
    assert_eq!(found("ANN").await, None, "two could be meant");
    for (name, has_twin) in [("ann", true), ("Ann", true), ("Jos\u{e9}", false)] {
        let found = accounts::credentials(&world.db, name).await.unwrap();
        assert_eq!(found.unwrap().has_twin, has_twin, "{name}");
    }
}

fn block(who: &str) -> What {
    let (user, by) = (user(who), user("root"));
    Box::new(BlockUser { user, by })
}

fn unblock(who: &str) -> What {
    let (user, by) = (user(who), user("root"));
    Box::new(UnblockUser { user, by })
}

/// Changes in one commit build on each other, and a refused one does not affect the others.
async fn in_one_commit(mut world: World) {
    let add = || {
        Box::new(AddUser {
            user: NewUser {
                username: "eve".into(),
                display_name: "Eve".into(),
                role: "it_user".into(),
                team_id: None,
                password_hash: "old".into(),
            },
            by: By::Operator,
        })
    };
    let password = Box::new(SetPassword {
        user: user("eve"),
        hash: "new".into(),
        by: By::Operator,
    });
    let lobby = super::world::new_channel(ChannelKind::Public, "lobby", &["ann", "bob"]);
    let whats: Vec<What> = vec![
        block("ann"),
        add(),
        block("ghost"),
        Box::new(lobby),
        add(),
        password,
        unblock("ann"),
        block("eve"),
        block("eve"),
    ];
    let results = world.batch(whats).await;
    let kept: Vec<_> = results.iter().map(Result::is_ok).collect();
    let expected = [true, true, false, true, false, true, true, true, true];
    assert_eq!(kept, expected);
    assert!(results[8].as_ref().unwrap().repeated);
    assert!(!world.account("ann").await.blocked);
    assert!(world.account("eve").await.blocked);
    let eve = accounts::credentials(&world.db, "eve").await.unwrap();
    assert_eq!(eve.unwrap().password_hash, PasswordHash::from("new"));
}

async fn blocks(mut world: World) {
    let ann = user("ann");
    world.lobby().await;
    world.keep(block("ann")).await;
    let first = when(&world, "ann").await;
    assert!(world.keep(block("ann")).await.repeated);
    assert_eq!(when(&world, "ann").await, first);
    assert!(world.account("ann").await.blocked);
    // Blocking does not change the rest of the row: the stream continues at its position.
    let (_, seq) = entity::queries::channels::snapshot(&world.db, &ann)
        .await
        .unwrap();
    assert_eq!(seq, 1);
    world.keep(unblock("ann")).await;
    assert!(!world.account("ann").await.blocked);
    let refused = world.try_keep(block("ghost")).await;
    assert_eq!(refused, Err(Error::NotFound));
}

/// The time when a user was blocked.
async fn when(world: &World, who: &str) -> Option<i64> {
    let reader = world.db.reader();
    let select = format!("SELECT blocked_at FROM chat_users WHERE user_id = '{who}'");
    let select = Statement::from_string(reader.get_database_backend(), select);
    let row = reader.query_one_raw(select).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

async fn tokens(world: World) {
    // Each time starts a new epoch, regardless of the clock. The stored time is the start of the second, and never
    // moves back.
    for (at, after, epoch) in [(5_050, 5_000, 1), (2_000, 5_000, 2), (6_999, 6_000, 3)] {
        let revoke = RevokeAllTokens {
            user: user("cid"),
            by: By::Operator,
        };
        let revoked = entity::commit_alone(&world.db, at, revoke).await;
        revoked.unwrap();
        let cid = world.account("cid").await;
        assert_eq!((cid.tokens_valid_after, cid.token_epoch), (after, epoch));
    }
    let token = |epoch| KnownToken {
        hash: "k1".into(),
        epoch,
        expires_at: 100,
    };
    assert_eq!(accounts::epoch_of(&world.db, "k1").await, Ok(None));
    for epoch in [3, 4] {
        let know = KnowTokens(vec![token(epoch)]);
        world.keep_alone(know).await.unwrap();
    }
    assert_eq!(accounts::epoch_of(&world.db, "k1").await, Ok(Some(3)));
    for _ in 0..2 {
        let revoke = RevokeToken {
            user: user("ann"),
            hash: "h1".into(),
            expires_at: 100,
        };
        world.keep_alone(revoke).await.unwrap();
    }
    let revoked = accounts::revoked(&world.db).await;
    assert_eq!(revoked, Ok(vec![("h1".to_owned(), 100)]));
    let expired = async |now| accounts::expired(&world.db, now, 9).await.unwrap();
    assert_eq!(expired(99).await, Expired::default());
    let Expired { revoked, known } = expired(100).await;
    assert_eq!(
        (revoked.as_slice(), known.as_slice()),
        (&["h1".to_owned()][..], &["k1".to_owned()][..])
    );
    let forget = ForgetTokens { revoked, known };
    world.keep_alone(forget).await.unwrap();
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
    // Messages change the snapshot and users' streams, but no account.
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
