//! Finding people.

use entity::{
    change::By,
    ledgers::accounts::{AddUser, NewUser},
    queries::people,
};

use super::world::{World, on_both, user};

on_both!(searching, by_name, sharing_a_channel);

async fn searching(world: World) {
    let odd = NewUser {
        username: "o_d".into(),
        display_name: "Åsa Öberg".into(),
        role: "it_user".into(),
        team_id: Some("ITTS_Region7".into()),
        password_hash: "x".into(),
    };
    let by = By::Operator;
    let eve = NewUser {
        username: "eve".into(),
        display_name: "E\u{202e}ve".into(),
        team_id: None,
        ..odd.clone()
    };
    world.keep_alone(AddUser { user: odd, by }).await.unwrap();
    world.deactivate("cid").await;
    let by = By::Operator;
    world.keep_alone(AddUser { user: eve, by }).await.unwrap();
    let found = people::search(&world.db, "eve", None, 9).await.unwrap();
    assert_eq!(found.items[0].display_name, "Eve");
    let eve = people::by_username(&world.db, &[user("eve")])
        .await
        .unwrap();
    assert_eq!(eve[0].display_name, "Eve");
    world.deactivate("eve").await;
    let find = async |query: &str| {
        let found = people::search(&world.db, query, None, 50).await.unwrap();
        found
            .items
            .into_iter()
            .map(|person| person.username.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(find("BO").await, ["bob"]);
    assert_eq!(find("cid").await, Vec::<String>::new());
    assert_eq!(find("region7").await, ["o_d"]);
    assert_eq!(find("åsa").await, ["o_d"]);
    assert_eq!(find("ÖBERG").await, ["o_d"]);
    assert_eq!(find("Oberg").await, ["o_d"]);
    assert_eq!(find("öb åsa").await, ["o_d"]);
    assert_eq!(find("öberg bob").await, Vec::<String>::new());
    assert_eq!(find("o_d").await, ["o_d"]);
    assert_eq!(find("helpdesk").await.len(), 4);
    let first = people::search(&world.db, "", None, 2).await.unwrap();
    let rest = people::search(&world.db, "", first.next.as_deref(), 10)
        .await
        .unwrap();
    assert_eq!(
        (first.items.len(), rest.items.len(), rest.next),
        (2, 3, None)
    );
    assert!(
        people::search(&world.db, "", Some("nonsense"), 2)
            .await
            .is_err()
    );
}

async fn by_name(world: World) {
    world.deactivate("cid").await;
    let asked = [user("cid"), user("ghost"), user("ann")];
    let found = people::by_username(&world.db, &asked).await.unwrap();
    let shown: Vec<_> = found
        .iter()
        .map(|one| (one.username.as_str(), one.active))
        .collect();
    assert_eq!(shown, [("ann", true), ("cid", false)]);
    assert_eq!(found[0].team_id.as_deref(), Some("HELPDESK"));
    assert!(
        people::by_username(&world.db, &[])
            .await
            .unwrap()
            .is_empty()
    );
}

async fn sharing_a_channel(mut world: World) {
    world.lobby().await;
    let share = async |one: &str, other: &str| {
        people::share_a_channel(&world.db, &user(one), &user(other))
            .await
            .unwrap()
    };
    assert!(share("ann", "bob").await && share("bob", "ann").await);
    assert!(!share("ann", "root").await && !share("root", "ann").await);
    assert!(!share("ann", "ghost").await);
}
