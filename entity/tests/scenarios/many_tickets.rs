//! What happened to many tickets at once is read for all of them together: each gets what is its own.

use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use super::world::{World, new_channel, on_both};
use entity::{
    ids::UserId,
    ledgers::{
        channels::{CreateChannel, NewChannel, RoomOf},
        ticket_events::{ForgetTickets, RecordTickets},
    },
    model::ChannelKind,
    queries::{
        accounts,
        tickets::{self, Changed, Seen, Stored},
    },
};
use sea_orm::ConnectionTrait as _;

on_both!(
    each_ticket_of_many_gets_what_is_its_own,
    many_tickets_take_a_few_statements,
);

/// As many as are recorded at a time.
const TICKETS: usize = 500;
/// More statements than reading or storing what happened to all of them takes.
const FEW: usize = 60;

async fn run(world: &World, sql: &str) {
    world.db.writer().execute_unprepared(sql).await.unwrap();
}

async fn all(world: &World) -> Vec<Stored> {
    let numbers: Vec<String> = (1..=TICKETS).map(|n| format!("IM-{n}")).collect();
    tickets::find_all(&world.db, &numbers).await.unwrap()
}

async fn record(world: &mut World, changed: Changed) {
    let tickets = changed.recorded;
    world.keep(Box::new(RecordTickets { tickets })).await;
}

async fn import(world: &World) {
    let import = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {TICKETS}) \
         INSERT INTO user_tickets (submission_id, user_name, employee_number, submitted_by, \
            submitted_by_employee_number, issue_title, issue_description, status, assigned_to, \
            assigned_team) \
         SELECT 'IM-' || i, 'ann', 'ann', 'ann', 'ann', 'Printer', 'words', 'pending', 'bob', \
            'HELPDESK' FROM n"
    );
    run(world, &import).await;
}

async fn each_ticket_of_many_gets_what_is_its_own(mut world: World) {
    import(&world).await;
    let created = "INSERT INTO ticket_history (ticket_id, action_type, performed_by) \
                   SELECT id, 'created', CASE WHEN id % 2 = 0 THEN 'cid' ELSE '' END FROM user_tickets";
    run(&world, created).await;
    let teams = HashSet::from(["HELPDESK".to_owned()]);
    let found = all(&world).await;
    let changed = tickets::recorded(&world.db, &found, &teams).await;
    let changed = changed.unwrap();
    assert_eq!(
        (changed.recorded.len(), changed.notices.len()),
        (TICKETS, TICKETS)
    );
    for (one, ticket) in changed.recorded.iter().zip(&found) {
        let by = match ticket.id % 2 {
            0 => "cid",
            _ => "ann",
        };
        assert_eq!(one.events[0].by.as_str(), by, "{}", one.number);
    }
    assert!(changed.unexplained.is_empty(), "all have a row");
    record(&mut world, changed).await;
    let again = tickets::recorded(&world.db, &found, &teams).await.unwrap();
    assert_eq!(again, Changed::default());

    // Each has a room, and everything happens to each.
    for ticket in found.iter().take(100) {
        let room = CreateChannel {
            content: NewChannel::Room(RoomOf {
                number: ticket.number().to_owned(),
                name: ticket.room_name().unwrap(),
                seen: Seen::read(&world.db, ticket).await.unwrap(),
            }),
            ..new_channel(ChannelKind::Private, "x", &["ann", "bob"])
        };
        world.keep(Box::new(room)).await;
    }
    for sql in [
        "UPDATE user_tickets SET status = 'open', assigned_to = 'cid'",
        "INSERT INTO ticket_history (ticket_id, action_type, performed_by, to_value) \
         SELECT id, 'status_changed', 'dora', 'open' FROM user_tickets",
        "INSERT INTO ticket_history (ticket_id, action_type, performed_by, to_value) \
         SELECT id, 'assigned', 'bob', 'cid' FROM user_tickets",
        "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal) \
         SELECT id, 'words', 'ann', FALSE FROM user_tickets",
    ] {
        run(&world, sql).await;
    }
    let found = all(&world).await;
    let rooms = tickets::outdated(&world.db, found.clone()).await;
    let rooms = rooms.unwrap();
    assert_eq!(rooms.len(), 100);
    for room in &rooms {
        let authors: Vec<_> = room.lines.iter().map(|(by, _)| by.as_str()).collect();
        assert_eq!(authors, ["dora", "bob", "ann"]);
        assert_eq!(room.members.len(), 2);
    }
    let changed = tickets::recorded(&world.db, &found, &teams).await;
    let changed = changed.unwrap();
    let authors = changed.recorded.iter().flat_map(|one| &one.events);
    let authors: Vec<&str> = authors.map(|event| event.by.as_str()).collect();
    assert_eq!(authors, ["dora", "bob", "ann"].repeat(TICKETS));
    record(&mut world, changed).await;

    let users: Vec<UserId> = (0..600).map(|n| format!("user {n}").into()).collect();
    let people = ["ann", "bob", "nobody"].map(UserId::from);
    let these = accounts::load_these(&world.db, users.iter().chain(&people));
    let known = these.await.unwrap();
    assert_eq!(known.len(), 2);
    let known = accounts::load_these(&world.db, &[]).await.unwrap();
    assert!(known.is_empty());
}

/// Reading and storing what happened to them takes no statement of each.
async fn many_tickets_take_a_few_statements(mut world: World) {
    let statements = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&statements);
    world.db.on_statement(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let teams = HashSet::from(["HELPDESK".to_owned()]);
    import(&world).await;
    for change in [
        "INSERT INTO ticket_history (ticket_id, action_type, performed_by) \
         SELECT id, 'created', 'cid' FROM user_tickets",
        "UPDATE user_tickets SET priority = 'high', assigned_to = 'cid'",
        "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal) \
         SELECT id, 'words', 'ann', FALSE FROM user_tickets",
    ] {
        run(&world, change).await;
        statements.store(0, Ordering::Relaxed);
        let found = all(&world).await;
        let changed = tickets::recorded(&world.db, &found, &teams).await.unwrap();
        assert_eq!(changed.recorded.len(), TICKETS);
        record(&mut world, changed).await;
        let count = statements.load(Ordering::Relaxed);
        assert!((1..FEW).contains(&count), "{count}: {change}");
    }
    run(
        &world,
        "DELETE FROM ticket_comments; DELETE FROM ticket_history; DELETE FROM user_tickets",
    )
    .await;
    statements.store(0, Ordering::Relaxed);
    let (gone, _) = tickets::deleted(&world.db).await.unwrap();
    assert_eq!(gone.len(), TICKETS);
    let tickets = gone.iter().map(|one| one.ticket_id).collect();
    world.keep(Box::new(ForgetTickets { tickets })).await;
    let count = statements.load(Ordering::Relaxed);
    assert!((1..FEW).contains(&count), "{count}: deleted");
}
