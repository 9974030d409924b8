//! The rooms of tickets: one for each ticket, and what it is told.

use entity::{
    Error,
    ids::ChannelId,
    ledgers::channels::{Access, CreateChannel, NewChannel, RoomOf, TellRoom, UpdateChannel},
    model::{ChannelKind, SystemEvent},
    queries::{
        channels,
        tickets::{self, Outdated, Seen},
    },
    text::ChannelName,
};
use sea_orm::{ConnectionTrait as _, Statement};

use super::world::{What, World, new_channel, on_both, renamed, settings, user};

on_both!(
    a_ticket_has_one_room,
    a_line_names_whoever_made_its_change,
    what_is_told_is_compared_by_its_meaning,
    the_room_of_a_completed_ticket_is_archived,
    changes_of_tickets_are_noticed,
);

const TICKET: &str = "INSERT INTO user_tickets (submission_id, issue_title, issue_description, user_name, \
     employee_number, submitted_by, submitted_by_employee_number, priority, status) VALUES \
     ('HD-1', 'Printer', 'It does not print.', 'Bob', 'bob', 'Bob', 'bob', 'low', 'open')";

async fn run(world: &World, sql: &str) {
    world.db.writer().execute_unprepared(sql).await.unwrap();
}

/// Adds a row to the ticket's history.
async fn happened(world: &World, action: &str, by: &str, to: &str) {
    let sql = format!(
        "INSERT INTO ticket_history (ticket_id, action_type, performed_by, to_value) \
         SELECT id, '{action}', '{by}', '{to}' FROM user_tickets"
    );
    run(world, &sql).await;
}

async fn outdated(world: &World) -> Option<Outdated> {
    let numbers = ["HD-1".to_owned()];
    let found = tickets::find_all(&world.db, &numbers).await.unwrap();
    let mut outdated = tickets::outdated(&world.db, found).await.unwrap();
    outdated.pop()
}

/// The lines that the room is about to be told: author, event, and what is there now.
fn lines(room: &Outdated) -> Vec<(String, SystemEvent, Option<String>)> {
    let lines = room.lines.iter();
    lines
        .map(|(by, note)| (by.to_string(), note.event, note.to.clone()))
        .collect()
}

async fn tell(world: &mut World, room: &Outdated) {
    let told = TellRoom {
        channel_id: room.channel_id,
        before: room.before.clone(),
        now: room.now.clone(),
        lines: room.lines.clone(),
    };
    world.keep(Box::new(told)).await;
}

async fn count(world: &World) -> i64 {
    let sql = "SELECT COUNT(*) FROM chat_messages";
    let found = Statement::from_string(world.db.writer().get_database_backend(), sql);
    let row = world.db.writer().query_one_raw(found).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

async fn a_line_names_whoever_made_its_change(mut world: World) {
    run(&world, TICKET).await;
    happened(&world, "status_changed", "dora", "in_progress").await;
    let room = room(&world, &["ann"]).await;
    world.keep(room).await;
    assert!(outdated(&world).await.is_none(), "nothing is new");
    // Ann changes the status; others do other things afterwards.
    run(&world, "UPDATE user_tickets SET status = 'in_progress'").await;
    happened(&world, "status_changed", "ann", "in_progress").await;
    happened(&world, "category_changed", "cid", "network").await;
    let found = outdated(&world).await.unwrap();
    let status = (
        "ann".to_owned(),
        SystemEvent::TicketStatus,
        Some("in_progress".to_owned()),
    );
    assert_eq!(lines(&found), [status]);
    tell(&mut world, &found).await;
    assert!(outdated(&world).await.is_none());
    // Without a row of the history, an older one says nothing about who it was.
    run(&world, "UPDATE user_tickets SET status = 'open'").await;
    let found = outdated(&world).await.unwrap();
    tell(&mut world, &found).await;
    run(
        &world,
        "UPDATE user_tickets SET status = 'in_progress', assigned_to = 'bob'",
    )
    .await;
    happened(&world, "assigned", "dora", "bob").await;
    let found = outdated(&world).await.unwrap();
    let authors: Vec<_> = lines(&found).into_iter().map(|(by, ..)| by).collect();
    assert_eq!(authors, ["Orvale", "dora"]);
    tell(&mut world, &found).await;
    // A public comment is told, an internal one is not.
    for (by, internal) in [("cid", "FALSE"), ("dora", "TRUE")] {
        let sql = format!(
            "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal) \
             SELECT id, 'words', '{by}', {internal} FROM user_tickets"
        );
        run(&world, &sql).await;
    }
    let found = outdated(&world).await.unwrap();
    let comment = ("cid".to_owned(), SystemEvent::TicketComment, None);
    assert_eq!(lines(&found), [comment]);
    assert_eq!(found.lines[0].1.comment, Some(1));
    tell(&mut world, &found).await;
    assert!(outdated(&world).await.is_none());
}

async fn what_is_told_is_compared_by_its_meaning(mut world: World) {
    run(&world, TICKET).await;
    let room = room(&world, &["ann"]).await;
    world.keep(room).await;
    // As another version may have written it.
    let stored =
        r#"{"priority": "low", "status": "open", "title": "Printer", "of_a_later_version": 1}"#;
    let sql = format!("UPDATE chat_channels SET ticket_seen = '{stored}'");
    run(&world, &sql).await;
    assert!(outdated(&world).await.is_none());
    run(&world, "UPDATE user_tickets SET priority = 'high'").await;
    let found = outdated(&world).await.unwrap();
    tell(&mut world, &found).await;
    assert!(outdated(&world).await.is_none(), "it was told");
    // Told again, as after a crash: nothing happens.
    let before = count(&world).await;
    tell(&mut world, &found).await;
    assert_eq!(count(&world).await, before);
}

async fn the_room_of_a_completed_ticket_is_archived(mut world: World) {
    run(&world, TICKET).await;
    run(&world, "UPDATE user_tickets SET status = 'completed'").await;
    let room = room(&world, &["ann"]).await;
    world.keep(room).await;
    let id = tickets::room(&world.db, "HD-1").await.unwrap().unwrap();
    let view = channels::view(&world.db, id, &user("ann")).await;
    assert!(!view.unwrap().unwrap().channel.active);
    // Whatever people do with it, it stays with those who may see it.
    let opened = UpdateChannel {
        access: Some(Access::Public),
        ..settings(id, "ann")
    };
    let refused = world.try_keep(Box::new(opened)).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
}

async fn changes_of_tickets_are_noticed(world: World) {
    run(&world, TICKET).await;
    let orvale = entity::Database::open(&world.url, false).await.unwrap();
    let orvale = orvale.writer();
    let db = &world.db;
    let marker = tickets::marker(db).await.unwrap();
    let touched = tickets::touched(db, 0).await.unwrap();
    assert_eq!(touched.len(), 1);
    let (_, rows) = tickets::happened(db, None).await.unwrap();
    let change = "UPDATE user_tickets SET assigned_to = 'bob'";
    orvale.execute_unprepared(change).await.unwrap();
    let row = "INSERT INTO ticket_history (ticket_id, action_type, performed_by) \
               SELECT id, 'seen', 'bob' FROM user_tickets";
    orvale.execute_unprepared(row).await.unwrap();
    assert_ne!(tickets::marker(db).await.unwrap(), marker);
    let now = tickets::touched(db, 0).await.unwrap();
    assert_ne!(now["HD-1"], touched["HD-1"]);
    let (numbers, rows) = tickets::happened(db, Some(rows)).await.unwrap();
    assert_eq!(numbers, ["HD-1"]);
    let (numbers, _) = tickets::happened(db, Some(rows)).await.unwrap();
    assert!(numbers.is_empty());
}

/// A room of HD-1, with its members.
async fn room(world: &World, members: &[&str]) -> What {
    let found = tickets::find(&world.db, "hd-1").await.unwrap().unwrap();
    Box::new(CreateChannel {
        content: NewChannel::Room(RoomOf {
            number: found.number().to_owned(),
            name: ChannelName::parse("HD-1 Printer".to_owned()).unwrap(),
            seen: Seen::read(&world.db, &found).await.unwrap(),
        }),
        ..new_channel(ChannelKind::Private, "x", members)
    })
}

async fn a_ticket_has_one_room(mut world: World) {
    run(&world, TICKET).await;
    assert_eq!(tickets::room(&world.db, "HD-1").await.unwrap(), None);
    // Two of one moment: one room, with each member once.
    let both = vec![
        room(&world, &["ann", "bob", "ann"]).await,
        room(&world, &["bob"]).await,
    ];
    let results = world.batch(both).await;
    assert!(results[0].is_ok());
    assert!(matches!(results[1], Err(Error::Conflict(_))));
    // And later.
    let late = room(&world, &["cid"]).await;
    assert!(matches!(
        world.try_keep(late).await,
        Err(Error::Conflict(_))
    ));
    let found: ChannelId = tickets::room(&world.db, "HD-1").await.unwrap().unwrap();
    // It stays the ticket's room under another name.
    world
        .keep(Box::new(renamed(found, "ann", "printers")))
        .await;
    let view = channels::view(&world.db, found, &user("bob")).await;
    let view = view.unwrap().unwrap().channel;
    assert_eq!(view.ticket.as_deref(), Some("HD-1"));
    assert_eq!((view.kind, view.member_count), (ChannelKind::Private, 2));
    assert_eq!(tickets::room(&world.db, "HD-1").await.unwrap(), Some(found));
}
