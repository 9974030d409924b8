//! Tickets that are made from messages, and what happens to tickets: how it is recorded, told, published and read.

use std::collections::HashSet;

use entity::{
    Error,
    change::MessageRef,
    ids::{ChannelId, FileId, MessageId, UserId},
    ledgers::{
        channels::{CreateChannel, EnterRoom, NewChannel, RoomOf, TellRoom, TellTeam},
        files::FileFolders,
        members::SetMember,
        messages::PostMessage,
        new_tickets::CreateTicket,
        notifications::Notification,
        ticket_events::{PublishComments, RecordTickets, WatchTickets},
        ticket_notices::NotifyOfTickets,
    },
    model::{ChannelKind, ChannelRole, SystemEvent, TicketCard, TicketEntry, TicketEventKind},
    notify::NotificationKind,
    permission::Account,
    queries::{
        notifications,
        tickets::{self, Noticed, Requester, Seen, Stored, TeamChannel},
    },
    text::ChannelName,
};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::world::{What, World, new_channel, new_message, on_both, user};

on_both!(
    a_ticket_is_made_from_messages_once,
    what_happens_is_recorded_and_notified_once,
    a_team_is_told_once,
    a_comment_is_published_once,
    a_deleted_ticket_comes_back,
    each_reads_the_history_that_they_may,
);

const PLACE: &str = "/srv/chat/files";

async fn run(world: &World, sql: &str) {
    world.db.writer().execute_unprepared(sql).await.unwrap();
}

/// The rows of one text.
async fn texts(world: &World, sql: &str) -> Vec<String> {
    let db = world.db.reader();
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap();
    let texts = rows.iter().map(|row| row.try_get_by_index(0).unwrap());
    texts.collect()
}

/// A team, and a role that works on its tickets: dora's.
async fn helpdesk(world: &World) {
    run(
        world,
        "INSERT INTO sections (id, name) VALUES ('IT', 'IT'); \
         INSERT INTO teams (id, name, section_id) VALUES ('HELPDESK', 'Helpdesk', 'IT'); \
         INSERT INTO role_permissions (role_id, permission_id) VALUES \
            ('manager', 'ticket.view_team'), ('manager', 'ticket.access_internal')",
    )
    .await;
}

/// HD-1, bob's problem.
async fn ticket(world: &World) -> Stored {
    helpdesk(world).await;
    run(
        world,
        "INSERT INTO user_tickets (submission_id, issue_title, issue_description, user_name, \
         employee_number, submitted_by, submitted_by_employee_number, priority, status, assigned_team) \
         VALUES ('HD-1', 'Printer', 'It does not print.', 'Bob', 'bob', 'Bob', 'bob', 'low', 'open', \
         'HELPDESK')",
    )
    .await;
    find(world).await
}

async fn find(world: &World) -> Stored {
    tickets::find(&world.db, "HD-1").await.unwrap().unwrap()
}

async fn comment(world: &World, by: &str, text: &str, internal: bool) {
    let sql = format!(
        "INSERT INTO ticket_comments (ticket_id, comment_text, commented_by, is_internal) \
         SELECT id, '{text}', '{by}', {internal} FROM user_tickets",
    );
    run(world, &sql).await;
}

async fn happened(world: &World, action: &str, by: &str, to: &str) {
    let sql = format!(
        "INSERT INTO ticket_history (ticket_id, action_type, performed_by, to_value, reason) \
         SELECT id, '{action}', '{by}', '{to}', 'because' FROM user_tickets"
    );
    run(world, &sql).await;
}

fn create(
    messages: &[(ChannelId, MessageId)],
    by: &Account,
    requester: &Requester,
    files: &[&FileId],
) -> What {
    let one = |(channel_id, message_id): &(ChannelId, _)| MessageRef {
        channel_id: *channel_id,
        message_id: *message_id,
    };
    Box::new(CreateTicket {
        messages: messages.iter().map(one).collect(),
        title: "It's \"on fire\"".into(),
        description: "> It burns.".into(),
        team: "HELPDESK".into(),
        category: None,
        priority: "high".into(),
        requester: requester.clone(),
        files: files.iter().map(|id| (*id).clone()).collect(),
        folders: FileFolders {
            uploads: PLACE.into(),
            orvale: "/srv/orvale".into(),
        },
        by: by.clone(),
    })
}

async fn a_ticket_is_made_from_messages_once(mut world: World) {
    helpdesk(&world).await;
    let key = match world.db.reader().get_database_backend() {
        DbBackend::Postgres => "BIGSERIAL",
        _ => "INTEGER",
    };
    let attachments = format!(
        "CREATE TABLE ticket_attachments (id {key} PRIMARY KEY, ticket_id INTEGER NOT NULL, \
         filename VARCHAR(255) NOT NULL, original_filename VARCHAR(255) NOT NULL, \
         file_size INTEGER NOT NULL, mime_type VARCHAR(100) NOT NULL, \
         file_path VARCHAR(500) NOT NULL, uploaded_by VARCHAR(50) NOT NULL, \
         uploaded_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP)"
    );
    run(&world, &attachments).await;
    let lobby = world.lobby().await;
    let file = world.upload("bob", "fire.png").await;
    let asked = world.keep(Box::new(PostMessage {
        files: vec![file.clone()],
        ..new_message(lobby, "bob", "It burns.")
    }));
    let asked = asked.await.message.unwrap().id;
    let more = world.say(lobby, "bob", "Really.").await.id;
    let later = world.say(lobby, "bob", "Something else.").await.id;
    let dora = world.account("dora").await;
    let bob = tickets::requester(&world.db, "bob").await.unwrap().unwrap();

    let both = [(lobby, asked), (lobby, more)];
    let results = world
        .batch(vec![
            create(&both, &dora, &bob, &[&file]),
            create(&both[1..], &dora, &bob, &[]),
        ])
        .await;
    let card: &TicketCard = results[0].as_ref().unwrap().ticket.as_ref().unwrap();
    assert_eq!(card.number, "HE-700101-001");
    assert_eq!(card.requester, Some(user("bob")));
    assert_eq!(card.files.len(), 1);
    assert!(matches!(results[1], Err(Error::Conflict(_))));
    let late = world.try_keep(create(&both, &dora, &bob, &[])).await;
    let Err(Error::Conflict(said)) = late else {
        panic!("{late:?}");
    };
    assert!(said.contains("HE-700101-001"), "{said}");
    let next = world
        .keep(create(&[(lobby, later)], &dora, &bob, &[]))
        .await;
    assert_eq!(next.ticket.unwrap().number, "HE-700101-002");
    let gone = world.try_keep(create(&[(lobby, MessageId(4711))], &dora, &bob, &[]));
    assert_eq!(gone.await, Err(Error::NotFound));

    let found = tickets::made_from(&world.db, &dora, more).await.unwrap();
    assert_eq!(
        (&*found.number, &*found.status),
        ("HE-700101-001", "pending")
    );
    for (sql, expected) in [
        (
            "SELECT submission_id || '|' || issue_title || '|' || priority || '|' || employee_number \
             FROM user_tickets ORDER BY id",
            &[
                "HE-700101-001|It's \"on fire\"|high|bob",
                "HE-700101-002|It's \"on fire\"|high|bob",
            ][..],
        ),
        (
            "SELECT action_type || '|' || performed_by || '|' || to_value FROM ticket_history \
             ORDER BY id",
            &["created|dora|pending", "created|dora|pending"],
        ),
        (
            "SELECT prefix || '|' || CAST(last_sequence AS TEXT) FROM ticket_sequences",
            &["HE|2"],
        ),
        (
            "SELECT ticket_reference FROM chat_messages WHERE ticket_reference IS NOT NULL \
             ORDER BY id",
            &["HE-700101-001", "HE-700101-001", "HE-700101-002"],
        ),
    ] {
        assert_eq!(texts(&world, sql).await, expected, "{sql}");
    }
    let paths = "SELECT filename || '|' || original_filename || '|' || file_path || '|' || uploaded_by \
                 FROM ticket_attachments";
    let id = file.as_str();
    let expected = format!("{id}|fire.png|{PLACE}/{}/{id}|dora", &id[..2]);
    assert_eq!(texts(&world, paths).await, [expected]);
}

fn teams() -> HashSet<String> {
    HashSet::from(["HELPDESK".to_owned()])
}

/// Begins to watch, so that what follows is news.
async fn watched(world: &mut World) {
    let (_, rows) = tickets::happened(&world.db, None).await.unwrap();
    world.keep(Box::new(WatchTickets { rows })).await;
    assert!(tickets::are_watched(&world.db).await.unwrap());
}

/// Stores what happened, and returns it.
async fn record(world: &mut World) -> Vec<(TicketEventKind, UserId)> {
    let found = [find(world).await];
    let changed = tickets::recorded(&world.db, &found, &teams()).await;
    let tickets = changed.unwrap().recorded;
    let events = tickets.iter().flat_map(|one| &one.events);
    let said = events.map(|event| (event.kind, event.by.clone())).collect();
    world.keep(Box::new(RecordTickets { tickets })).await;
    said
}

fn notification(kind: NotificationKind, by: &str) -> (UserId, Notification) {
    let notification = Notification {
        ticket: Some("HD-1".into()),
        from: Some(user(by)),
        ..Notification::of(kind)
    };
    (user("bob"), notification)
}

/// What bob was notified of, the latest first.
async fn notified(world: &World) -> Vec<NotificationKind> {
    let bob = world.account("bob").await;
    let listed = notifications::list(&world.db, &bob, &[], None, 50).await;
    let items = listed.unwrap().notifications.items;
    items.iter().map(|item| item.notification.kind).collect()
}

async fn what_happens_is_recorded_and_notified_once(mut world: World) {
    let before = ticket(&world).await;
    watched(&mut world).await;
    assert!(record(&mut world).await.is_empty(), "nothing is new");
    run(
        &world,
        "UPDATE user_tickets SET status = 'escalated', priority = 'urgent', assigned_to = 'dora'",
    )
    .await;
    happened(&world, "escalated", "dora", "escalated").await;
    comment(&world, "cid", "public", false).await;
    comment(&world, "cid", "internal", true).await;

    let numbers = tickets::unlike_before(&world.db).await.unwrap();
    assert_eq!(numbers, ["HD-1"]);
    let found = [find(&world).await];
    let changed = tickets::recorded(&world.db, &found, &teams()).await;
    let tickets::Changed {
        mut recorded,
        notices,
        ..
    } = changed.unwrap();
    let said: Vec<_> = notices
        .iter()
        .map(|one| (one.by.as_str(), one.what.clone()))
        .collect();
    assert_eq!(
        said,
        [
            ("dora", Noticed::Status("escalated".into())),
            ("Orvale", Noticed::Priority("urgent".into())),
            ("Orvale", assigned("dora")),
        ]
    );
    // A team that nobody follows is not told; people are notified all the same.
    let unfollowed = tickets::recorded(&world.db, &found, &HashSet::new()).await;
    let unfollowed = unfollowed.unwrap();
    assert!(unfollowed.recorded[0].events.is_empty());
    assert_eq!(unfollowed.notices, notices);
    recorded[0].notices = vec![notification(NotificationKind::TicketStatus, "dora")];
    let again = RecordTickets {
        tickets: recorded.clone(),
    };
    world
        .keep(Box::new(RecordTickets { tickets: recorded }))
        .await;
    assert_eq!(notified(&world).await, [NotificationKind::TicketStatus]);
    // As after a crash: nothing is repeated.
    world.keep(Box::new(again)).await;
    assert_eq!(notified(&world).await, [NotificationKind::TicketStatus]);
    assert!(record(&mut world).await.is_empty());
    assert!(tickets::unlike_before(&world.db).await.unwrap().is_empty());
    let stored = texts(&world, "SELECT event FROM chat_ticket_events ORDER BY id").await;
    assert_eq!(stored, ["escalated", "priority", "assignee", "comment"]);

    // The comments, from where people were notified last.
    let noticed = tickets::noticed(&world.db).await.unwrap();
    let (_, latest) = tickets::happened(&world.db, noticed).await.unwrap();
    let (comments, now) = tickets::notices(&world.db, noticed.unwrap(), latest)
        .await
        .unwrap();
    assert_eq!(now, latest);
    let said: Vec<_> = comments.iter().map(|one| one.what.clone()).collect();
    let [Noticed::Comment, Noticed::InternalComment(internal)] = said[..] else {
        panic!("{said:?}");
    };
    let notify = || NotifyOfTickets {
        before: noticed,
        now,
        internal: vec![internal],
        notices: vec![notification(NotificationKind::TicketComment, "cid")],
    };
    world.keep(Box::new(notify())).await;
    world.keep(Box::new(notify())).await;
    assert_eq!(
        notified(&world).await,
        [
            NotificationKind::TicketComment,
            NotificationKind::TicketStatus
        ]
    );
    assert_eq!(tickets::noticed(&world.db).await.unwrap(), Some(latest));
    assert_eq!(before.id, found[0].id);
}

async fn a_team_is_told_once(mut world: World) {
    ticket(&world).await;
    watched(&mut world).await;
    let desk = world
        .create(ChannelKind::Private, "desk", &["dora", "ann"])
        .await;
    let channel = TeamChannel {
        id: desk,
        team: "HELPDESK".into(),
        events: vec![TicketEventKind::Status, TicketEventKind::Comment],
        told: None,
    };
    assert_eq!(tickets::pending(&world.db, &channel).await.unwrap(), None);
    let changed = "UPDATE user_tickets SET status = 'in_progress', priority = 'high'";
    run(&world, changed).await;
    comment(&world, "cid", "words", false).await;
    record(&mut world).await;
    let latest = tickets::latest_event(&world.db).await.unwrap();
    let pending = tickets::pending(&world.db, &channel)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((pending.count, pending.span.1), (2, latest));
    let lines = tickets::untold(&world.db, &channel, &pending)
        .await
        .unwrap();
    let said: Vec<_> = lines.iter().map(|(_, note)| note.event).collect();
    assert_eq!(
        said,
        [SystemEvent::TicketStatus, SystemEvent::TicketComment]
    );
    let tell = || TellTeam {
        channel_id: desk,
        before: None,
        now: pending.span.1,
        lines: lines.clone(),
    };
    world.keep(Box::new(tell())).await;
    let count = "SELECT CAST(COUNT(*) AS TEXT) FROM chat_messages WHERE message_type = 'system'";
    let told = texts(&world, count).await;
    world.keep(Box::new(tell())).await;
    assert_eq!(texts(&world, count).await, told, "told once");
    let channel = TeamChannel {
        told: Some(latest),
        ..channel
    };
    assert_eq!(tickets::pending(&world.db, &channel).await.unwrap(), None);
}

async fn a_comment_is_published_once(mut world: World) {
    ticket(&world).await;
    comment(&world, "dora", "between us", true).await;
    watched(&mut world).await;
    assert!(tickets::published(&world.db).await.unwrap().is_empty());
    run(&world, "UPDATE ticket_comments SET is_internal = FALSE").await;
    let published = tickets::published(&world.db).await.unwrap();
    assert_eq!((published.len(), &*published[0].number), (1, "HD-1"));
    let stored = find(&world).await;
    let publish = || PublishComments {
        comments: vec![published[0].comment_id],
        events: vec![published[0].event(&stored)],
        notices: vec![notification(NotificationKind::TicketComment, "dora")],
    };
    world.keep(Box::new(publish())).await;
    world.keep(Box::new(publish())).await;
    assert_eq!(notified(&world).await, [NotificationKind::TicketComment]);
    assert!(tickets::published(&world.db).await.unwrap().is_empty());
    let events = texts(&world, "SELECT event FROM chat_ticket_events").await;
    assert_eq!(events, ["comment"]);
}

async fn a_deleted_ticket_comes_back(mut world: World) {
    let found = ticket(&world).await;
    let seen = Seen::read(&world.db, &found).await.unwrap();
    let room = CreateChannel {
        content: NewChannel::Room(RoomOf {
            number: "HD-1".into(),
            name: ChannelName::parse("HD-1 Printer".to_owned()).unwrap(),
            seen,
        }),
        ..new_channel(ChannelKind::Private, "x", &["dora"])
    };
    let room = world.keep(Box::new(room)).await.channel.unwrap().channel.id;
    let enter = EnterRoom(SetMember {
        channel_id: room,
        user: user("bob"),
        role: ChannelRole::Member,
        by: user("bob"),
    });
    world.keep(Box::new(enter)).await;
    let members = tickets::members_by_ticket(&world.db).await.unwrap();
    assert!(members.iter().any(|one| one.user == user("bob")));
    assert!(tickets::gone(&world.db).await.unwrap().is_empty());
    run(&world, "DELETE FROM user_tickets").await;
    let gone = tickets::gone(&world.db).await.unwrap();
    assert_eq!((gone.len(), gone[0].channel_id), (1, room));
    let told = TellRoom {
        channel_id: room,
        before: gone[0].before.clone(),
        now: Seen {
            deleted: true,
            ..gone[0].before.clone()
        },
        lines: vec![gone[0].line.clone()],
    };
    world.keep(Box::new(told)).await;
    assert!(tickets::gone(&world.db).await.unwrap().is_empty());
    assert!(tickets::returned(&world.db).await.unwrap().is_empty());
    run(
        &world,
        "INSERT INTO user_tickets (submission_id, issue_title, issue_description, user_name, \
         employee_number, submitted_by, submitted_by_employee_number) \
         VALUES ('HD-1', 'Printer', 'words', 'Bob', 'bob', 'Bob', 'bob')",
    )
    .await;
    let returned = tickets::returned(&world.db).await.unwrap();
    assert_eq!(returned, ["HD-1"]);
}

async fn each_reads_the_history_that_they_may(world: World) {
    ticket(&world).await;
    happened(&world, "escalated", "dora", "escalated").await;
    happened(&world, "internal_note_added", "dora", "kept within").await;
    comment(&world, "dora", "in public", false).await;
    comment(&world, "dora", "kept within", true).await;
    let read = async |who: &str| -> Vec<String> {
        let who = world.account(who).await;
        let entries = tickets::history(&world.db, &who, "hd-1").await.unwrap();
        let said = entries.into_iter().map(|entry| match entry {
            TicketEntry::Change(change) => {
                format!("{} {}", change.action, change.reason.unwrap_or_default())
            }
            TicketEntry::Comment(comment) => comment.text,
        });
        let mut said: Vec<_> = said.collect();
        said.sort();
        said
    };
    assert_eq!(read("bob").await, ["escalated ", "in public"]);
    assert_eq!(
        read("root").await,
        [
            "escalated because",
            "in public",
            "internal_note_added because",
            "kept within"
        ]
    );
    let ann = world.account("ann").await;
    let hidden = tickets::history(&world.db, &ann, "HD-1").await;
    assert_eq!(hidden.unwrap_err(), Error::NotFound);
}

fn assigned(to: &str) -> Noticed {
    let (from, to) = (String::new(), to.into());
    Noticed::Assigned { from, to }
}
