//! How tickets were seen last: what is remembered of them, what is not explained yet, and which are gone.

use std::collections::{BTreeSet, HashSet};

use entity::{
    ledgers::ticket_events::{CompleteStates, ForgetTickets, RecordTickets, WatchTickets},
    queries::tickets::{self, Changed, Existing, Rows},
};

use super::{
    tickets::{helpdesk, run, ticket},
    world::{World, on_both},
};

on_both!(
    tickets_that_are_gone_are_found_however_old,
    what_a_former_version_stored_is_completed,
    a_change_waits_for_the_row_that_explains_it,
);

async fn watch(world: &mut World) {
    let rows = Rows::default();
    world.keep(Box::new(WatchTickets { rows })).await;
}

async fn changed(world: &World, number: &str) -> Changed {
    let numbers = [number.to_owned()];
    let found = tickets::find_all(&world.db, &numbers).await.unwrap();
    tickets::recorded(&world.db, &found, &HashSet::new())
        .await
        .unwrap()
}

async fn record(world: &mut World, changed: Changed) {
    let tickets = changed.recorded;
    world.keep(Box::new(RecordTickets { tickets })).await;
}

async fn tickets_that_are_gone_are_found_however_old(mut world: World) {
    helpdesk(&world).await;
    let old = ("updated_at", "2020-01-02 03:04:05");
    ticket(&world, "HD-1", &[old, ("employee_number", "bob")]).await;
    ticket(&world, "HD-2", &[old, ("assigned_team", "NET")]).await;
    ticket(
        &world,
        "HD-3",
        &[old, ("submitted_by", "cid"), ("assigned_to", "ann")],
    )
    .await;
    watch(&mut world).await;
    let existing = async |before| tickets::existing(&world.db, before).await.unwrap();
    let (before, _) = existing(Existing::default()).await;
    assert_eq!(existing(before).await, (before, false), "all are there");
    assert_eq!(
        tickets::deleted(&world.db).await.unwrap(),
        (Vec::new(), true)
    );
    // New ones hide none that are gone.
    ticket(&world, "HD-4", &[]).await;
    let (now, are_fewer) = existing(before).await;
    assert!(!are_fewer && now != before);
    run(
        &world,
        "DELETE FROM user_tickets WHERE submission_id IN ('HD-1', 'HD-3')",
    )
    .await;
    ticket(&world, "HD-5", &[]).await;
    ticket(&world, "HD-6", &[]).await;
    assert!(existing(now).await.1);
    let (mut gone, all) = tickets::deleted(&world.db).await.unwrap();
    assert!(all);
    gone.sort_by_key(|one| one.ticket_id);
    let numbers: Vec<_> = gone.iter().map(|one| &*one.before.number).collect();
    assert_eq!(numbers, ["HD-1", "HD-3"]);
    for (who, seen) in [
        ("ann", [false, true]),
        ("bob", [true, false]),
        ("cid", [false, true]),
        ("dora", [false, false]),
        ("root", [true, true]),
    ] {
        let account = world.account(who).await;
        let sees = [0, 1].map(|n: usize| gone[n].before.standing.sees(&account));
        assert_eq!(sees, seen, "{who}");
    }
    let tickets = gone.iter().map(|one| one.ticket_id).collect();
    world.keep(Box::new(ForgetTickets { tickets })).await;
    assert_eq!(
        tickets::deleted(&world.db).await.unwrap(),
        (Vec::new(), true)
    );
    // Without Orvale's table, nothing says that they are gone.
    run(&world, "ALTER TABLE user_tickets RENAME TO other").await;
    assert_eq!(
        tickets::deleted(&world.db).await.unwrap(),
        (Vec::new(), true)
    );
    let absent = tickets::existing(&world.db, now).await.unwrap();
    assert_eq!(absent, (Existing::default(), false));
}

async fn what_a_former_version_stored_is_completed(mut world: World) {
    helpdesk(&world).await;
    ticket(&world, "HD-1", &[("employee_number", "bob")]).await;
    watch(&mut world).await;
    assert!(!tickets::are_incomplete(&world.db).await.unwrap());
    assert!(tickets::unlike_before(&world.db).await.unwrap().is_empty());
    let former = "UPDATE chat_ticket_states SET ticket_number = NULL, people = NULL";
    run(&world, former).await;
    assert!(tickets::are_incomplete(&world.db).await.unwrap());
    world.keep(Box::new(CompleteStates)).await;
    assert!(!tickets::are_incomplete(&world.db).await.unwrap());
    assert!(tickets::unlike_before(&world.db).await.unwrap().is_empty());
    let numbers = BTreeSet::from(["HD-1".to_owned()]);
    let seen = tickets::seen_last(&world.db, &numbers).await.unwrap();
    assert_eq!(seen["HD-1"].standing.requester, ["Lena Fischer", "bob"]);
    assert_eq!(seen["HD-1"].standing.filed_by, ["Lena Fischer", "e1"]);
    // Another person, or another number of the same row.
    run(&world, "UPDATE user_tickets SET employee_number = 'cid'").await;
    assert_eq!(tickets::unlike_before(&world.db).await.unwrap(), ["HD-1"]);
    let found = changed(&world, "HD-1").await;
    assert!(found.notices.is_empty() && found.unexplained.is_empty());
    record(&mut world, found).await;
    run(&world, "UPDATE user_tickets SET submission_id = 'NET-1'").await;
    let numbers = BTreeSet::from(["NET-1".to_owned()]);
    let seen = tickets::seen_last(&world.db, &numbers).await.unwrap();
    assert_eq!(seen["NET-1"].number, "HD-1");
    assert_eq!(seen["NET-1"].standing.requester, ["Lena Fischer", "cid"]);
}

async fn a_change_waits_for_the_row_that_explains_it(mut world: World) {
    helpdesk(&world).await;
    ticket(
        &world,
        "HD-1",
        &[("employee_number", "bob"), ("status", "open")],
    )
    .await;
    watch(&mut world).await;
    let happened = |action: &str, by: &str, to: &str| {
        format!(
            "INSERT INTO ticket_history (ticket_id, action_type, performed_by, to_value) \
             SELECT id, '{action}', '{by}', '{to}' FROM user_tickets WHERE submission_id = 'HD-1'"
        )
    };
    let explained = async |world: &World| changed(world, "HD-1").await.unexplained.is_empty();
    // The ticket first, the history first, and a change of which it says a part.
    run(&world, "UPDATE user_tickets SET status = 'in_progress'").await;
    assert!(!explained(&world).await);
    run(&world, &happened("status_changed", "ann", "in_progress")).await;
    let found = changed(&world, "HD-1").await;
    assert!(found.unexplained.is_empty());
    assert_eq!(found.notices[0].by.as_str(), "ann");
    record(&mut world, found).await;
    run(&world, &happened("priority_changed", "ann", "high")).await;
    assert!(!explained(&world).await);
    run(
        &world,
        "UPDATE user_tickets SET priority = 'high', assigned_to = 'ann'",
    )
    .await;
    assert!(!explained(&world).await);
    run(&world, &happened("assigned", "dora", "ann")).await;
    let found = changed(&world, "HD-1").await;
    assert!(found.unexplained.is_empty());
    let by: Vec<_> = found.notices.iter().map(|one| one.by.as_str()).collect();
    assert_eq!(by, ["ann", "dora"]);
    record(&mut world, found).await;
    // A comment names its author itself.
    run(
        &world,
        "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal) \
         SELECT id, 'words', 'ann', FALSE FROM user_tickets",
    )
    .await;
    assert!(explained(&world).await);
    // Nothing says who filed a ticket that has no row yet.
    ticket(&world, "HD-2", &[]).await;
    let found = changed(&world, "HD-2").await;
    assert_eq!(found.unexplained, BTreeSet::from(["HD-2".to_owned()]));
}
