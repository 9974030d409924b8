//! How tickets were seen last: what is remembered of them, what is not explained yet, and which are gone.

use std::{
    collections::{BTreeSet, HashSet},
    ops::RangeInclusive,
};

use entity::{
    ledgers::ticket_events::{CompleteStates, ForgetTickets, RecordTickets, WatchTickets},
    model::TicketEventKind,
    queries::tickets::{self, Changed, Rows},
};

use super::{
    tickets::{helpdesk, run, ticket},
    world::{World, on_both},
};

on_both!(
    tickets_that_are_gone_are_found_however_old,
    a_ticket_that_returns_is_told_only_of_what_differs,
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
    let teams = HashSet::from(["HELPDESK".to_owned()]);
    tickets::recorded(&world.db, &found, &teams).await.unwrap()
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
    let surplus = async || tickets::surplus(&world.db).await.unwrap();
    assert_eq!(surplus().await, Some(0), "all are there");
    assert_eq!(
        tickets::deleted(&world.db).await.unwrap(),
        (Vec::new(), true)
    );
    ticket(&world, "HD-4", &[]).await;
    assert_eq!(surplus().await, Some(1));
    let unremembered = tickets::unremembered(&world.db).await.unwrap();
    assert_eq!(unremembered, ["HD-4"]);
    // A row whose key is smaller may appear later: what counts is how many are remembered.
    run(
        &world,
        "DELETE FROM user_tickets WHERE submission_id IN ('HD-1', 'HD-3'); \
         UPDATE user_tickets SET id = -1 WHERE submission_id = 'HD-4'",
    )
    .await;
    let found = changed(&world, "HD-4").await;
    record(&mut world, found).await;
    let surplus = async || tickets::surplus(&world.db).await.unwrap();
    assert_eq!(surplus().await, Some(-2));
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
    assert_eq!(tickets::surplus(&world.db).await.unwrap(), None);
}

async fn forget(world: &mut World) -> usize {
    let (gone, _) = tickets::deleted(&world.db).await.unwrap();
    let tickets: Vec<i64> = gone.iter().map(|one| one.ticket_id).collect();
    let count = tickets.len();
    world.keep(Box::new(ForgetTickets { tickets })).await;
    count
}

/// What is told of a ticket: the kinds of its events.
fn told(changed: &Changed) -> Vec<TicketEventKind> {
    let events = changed.recorded.iter().flat_map(|one| &one.events);
    events.map(|event| event.kind).collect()
}

async fn a_ticket_that_returns_is_told_only_of_what_differs(mut world: World) {
    helpdesk(&world).await;
    for number in ["HD-1", "HD-2"] {
        let columns = [("assigned_team", "HELPDESK"), ("assigned_to", "ann")];
        ticket(&world, number, &columns).await;
    }
    let comment = "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal) \
                   SELECT id, 'words', 'bob', FALSE FROM user_tickets";
    run(&world, comment).await;
    watch(&mut world).await;
    for number in ["HD-1", "HD-2"] {
        let found = changed(&world, number).await;
        record(&mut world, found).await;
    }
    run(&world, "CREATE TABLE kept AS SELECT * FROM user_tickets").await;
    run(
        &world,
        "CREATE TABLE kept_comments AS SELECT * FROM ticket_comments",
    )
    .await;
    run(
        &world,
        "DELETE FROM ticket_comments; DELETE FROM user_tickets",
    )
    .await;
    assert_eq!(forget(&mut world).await, 2);
    // One returns as it was, and one under another key with another status; their comments follow.
    run(
        &world,
        "UPDATE kept SET id = id + 100, status = 'open' WHERE submission_id = 'HD-2'",
    )
    .await;
    run(&world, "INSERT INTO user_tickets SELECT * FROM kept").await;
    let mut unlike = tickets::unlike_before(&world.db).await.unwrap();
    unlike.sort();
    assert_eq!(unlike, ["HD-1", "HD-2"]);
    let found = changed(&world, "HD-1").await;
    assert_eq!(told(&found), []);
    assert!(found.notices.is_empty() && found.unexplained.is_empty());
    record(&mut world, found).await;
    let found = changed(&world, "HD-2").await;
    assert_eq!(told(&found), [TicketEventKind::Status]);
    record(&mut world, found).await;
    run(
        &world,
        "INSERT INTO ticket_comments SELECT * FROM kept_comments WHERE ticket_id IN \
         (SELECT id FROM user_tickets)",
    )
    .await;
    let found = changed(&world, "HD-1").await;
    assert_eq!(found, Changed::default(), "its comment was told before");
    assert!(tickets::unlike_before(&world.db).await.unwrap().is_empty());
    // They are remembered again, and another ticket with the key of one that is gone is a new one.
    let numbers = BTreeSet::from(["HD-1".to_owned(), "HD-2".to_owned()]);
    let seen = tickets::seen_last(&world.db, &numbers).await.unwrap();
    assert_eq!(seen.len(), 2);
    run(
        &world,
        "DELETE FROM ticket_comments; DELETE FROM user_tickets",
    )
    .await;
    assert_eq!(forget(&mut world).await, 2);
    run(
        &world,
        "INSERT INTO user_tickets SELECT * FROM kept WHERE submission_id = 'HD-1'; \
         UPDATE user_tickets SET submission_id = 'HD-3'",
    )
    .await;
    let found = changed(&world, "HD-3").await;
    assert_eq!(told(&found), [TicketEventKind::Created]);
    // Two states may have one number, if it was given to another row: the latest counts.
    run(
        &world,
        "INSERT INTO chat_ticket_states (ticket_id, status, priority, team, assignee, ticket_number, \
         people, history, comment) VALUES (501, 'open', '', '', '', 'HD-9', '', 0, 0), \
         (502, 'pending', '', '', '', 'HD-9', '', 0, 0)",
    )
    .await;
    assert_eq!(forget(&mut world).await, 2);
    ticket(&world, "HD-9", &[("status", "open")]).await;
    let about = changed(&world, "HD-9").await;
    let before = about.recorded[0].before.as_ref().unwrap();
    assert_eq!(before.status, "pending");
    // One that is back meanwhile is not forgotten.
    record(&mut world, found).await;
    let tickets = vec![1];
    world.keep(Box::new(ForgetTickets { tickets })).await;
    assert_eq!(tickets::unlike_before(&world.db).await.unwrap(), ["HD-9"]);
}

async fn incomplete(world: &World, after: i64) -> Option<RangeInclusive<i64>> {
    tickets::incomplete(&world.db, after).await.unwrap()
}

async fn what_a_former_version_stored_is_completed(mut world: World) {
    helpdesk(&world).await;
    ticket(&world, "HD-1", &[("employee_number", "bob")]).await;
    watch(&mut world).await;
    assert!(incomplete(&world, 0).await.is_none());
    assert!(tickets::unlike_before(&world.db).await.unwrap().is_empty());
    let former = "UPDATE chat_ticket_states SET ticket_number = NULL, people = NULL";
    run(&world, former).await;
    // One that is gone stays as it was.
    let one_more = "INSERT INTO chat_ticket_states (ticket_id, status, priority, team, assignee, history, \
                    comment) VALUES (9, '', '', '', '', 0, 0)";
    run(&world, one_more).await;
    let tickets = incomplete(&world, 0).await.unwrap();
    assert_eq!(tickets, 1..=9);
    world.keep(Box::new(CompleteStates { tickets })).await;
    assert_eq!(incomplete(&world, 0).await, Some(9..=9));
    assert!(incomplete(&world, 9).await.is_none());
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
