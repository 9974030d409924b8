//! Work on tickets in Orvale's tables, and who may have the files of comments.

use entity::{
    Error,
    ids::FileId,
    ledgers::{
        files::{FileFolders, JudgeFile},
        ticket_work::{ChangeTicket, CommentTicket, TicketChanges},
    },
    model::{BlockedFor, FileCheck, TicketAction},
    queries::{files, tickets},
};
use sea_orm::{ConnectionTrait as _, DbBackend, Statement};

use super::{
    tickets::{card, helpdesk, run, ticket},
    world::{What, World, on_both, user},
};

on_both!(
    work_is_written_once,
    unclear_comments_are_internal,
    comments_cannot_be_internal_everywhere,
    what_is_not_checked_is_not_attached,
);

async fn work_is_written_once(mut world: World) {
    helpdesk(&world).await;
    ticket(&world, "HD-1", &[("updated_at", "2025-08-22 04:29:01")]).await;
    let seen = tickets::find(&world.db, "HD-1").await.unwrap().unwrap();
    let change = |who: &str, changes: TicketChanges| -> What {
        Box::new(ChangeTicket {
            seen: seen.clone(),
            changes,
            by: user(who),
            by_name: who.to_uppercase(),
        })
    };
    let take = |who: &str| TicketChanges {
        assignee: Some(Some(user(who))),
        ..TicketChanges::default()
    };
    let comment: What = Box::new(CommentTicket {
        seen: seen.clone(),
        text: "It's \"quoted\"".into(),
        internal: true,
        files: Vec::new(),
        folders: FileFolders::default(),
        by: user("bob"),
        by_name: "Bob".into(),
    });
    // Both in one batch: the first gets it, and the comment is written all the same.
    let whats = vec![
        change("ann", take("ann")),
        change("bob", take("bob")),
        comment,
    ];
    let results = world.batch(whats).await;
    assert!(results[0].is_ok());
    assert!(matches!(results[1], Err(Error::Conflict(_))));
    let written = results[2].as_ref().unwrap().ticket_comment.clone().unwrap();
    assert!(written.id > 0 && written.internal);
    // And in another: whoever saw it before is refused.
    let late = TicketChanges {
        status: Some("completed".into()),
        ..TicketChanges::default()
    };
    let refused = world.try_keep(change("bob", late)).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    let now = tickets::find(&world.db, "HD-1").await.unwrap().unwrap();
    assert_eq!(now.text("assigned_to"), Some("ann"));
    // The clock of this world is long ago: the time moves on all the same.
    let second = |ticket: &tickets::Stored| ticket.updated_at().map(|at| at / 1_000);
    assert_eq!(second(&now), second(&seen).map(|at| at + 1));
    let rows = |table: &str| format!("SELECT CAST(COUNT(*) AS BIGINT) FROM {table}");
    for (table, count) in [("ticket_history", 2), ("ticket_comments", 1)] {
        let row = world.db.reader().query_one_raw(Statement::from_string(
            world.db.reader().get_database_backend(),
            rows(table),
        ));
        let row = row.await.unwrap().unwrap();
        assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), count, "{table}");
    }
    run(&world, "DELETE FROM user_tickets").await;
    let gone = world.try_keep(change("ann", take("ann"))).await;
    assert_eq!(gone, Err(Error::NotFound));
}

/// HD-1 is bob's problem; ann sees what is internal about it.
async fn bobs_ticket(world: &World) {
    helpdesk(world).await;
    ticket(world, "HD-1", &[("employee_number", "bob")]).await;
    let granted = "INSERT INTO role_permissions (role_id, permission_id) VALUES \
        ('it_user', 'ticket.access_internal'), ('it_user', 'ticket.view_all'), \
        ('it_user', 'ticket.comment_own')";
    run(world, granted).await;
}

async fn comment(world: &World, internal: bool, files: &[&FileId]) -> CommentTicket {
    CommentTicket {
        seen: tickets::find(&world.db, "HD-1").await.unwrap().unwrap(),
        text: "See the picture".into(),
        internal,
        files: files.iter().map(|id| (*id).clone()).collect(),
        folders: FileFolders {
            uploads: "/files".into(),
            orvale: "/srv/orvale".into(),
        },
        by: user("ann"),
        by_name: "Ann".into(),
    }
}

async fn may_have(world: &World, who: &str, id: &FileId) -> bool {
    let found = files::readable(&world.db, &world.account(who).await, id).await;
    found.unwrap().is_some()
}

async fn unclear_comments_are_internal(mut world: World) {
    bobs_ticket(&world).await;
    let file = world.upload("ann", "a.png").await;
    let comment = comment(&world, false, &[&file]).await;
    world.keep(Box::new(comment)).await;
    assert!(may_have(&world, "bob", &file).await, "a public comment");
    let (text, values) = match world.db.reader().get_database_backend() {
        DbBackend::Postgres => (
            "ALTER TABLE ticket_comments ALTER COLUMN is_internal DROP DEFAULT; \
             ALTER TABLE ticket_comments ALTER COLUMN is_internal TYPE TEXT",
            &[
                ("NULL", false),
                ("''", false),
                ("'no'", false),
                ("'f'", true),
                ("'0'", true),
            ][..],
        ),
        _ => (
            "",
            &[
                ("NULL", false),
                ("''", false),
                ("'no'", false),
                ("2", false),
                ("X'00'", false),
                ("'0'", true),
            ][..],
        ),
    };
    run(&world, text).await;
    for (value, public) in values {
        let sql = format!("UPDATE ticket_comments SET is_internal = {value}");
        run(&world, &sql).await;
        assert_eq!(may_have(&world, "bob", &file).await, *public, "{value}");
        assert!(may_have(&world, "ann", &file).await, "{value}");
    }
    run(
        &world,
        "ALTER TABLE ticket_comments DROP COLUMN is_internal",
    )
    .await;
    assert!(!may_have(&world, "bob", &file).await, "no such column");
    assert!(may_have(&world, "ann", &file).await, "no such column");
}

/// Orvale shows every comment to everyone who sees the ticket if its table cannot tell which ones are internal.
async fn comments_cannot_be_internal_everywhere(mut world: World) {
    bobs_ticket(&world).await;
    let internal = comment(&world, true, &[]).await;
    let may = card(&world, "ann", "HD-1").await.unwrap().may;
    assert!(may.contains(&TicketAction::CommentInternal));
    run(
        &world,
        "ALTER TABLE ticket_comments DROP COLUMN is_internal",
    )
    .await;
    let may = card(&world, "ann", "HD-1").await.unwrap().may;
    assert!(may.contains(&TicketAction::Comment));
    assert!(!may.contains(&TicketAction::CommentInternal));
    let refused = world.try_keep(Box::new(internal)).await;
    assert_eq!(refused, Err(Error::NotFound));
    let public = comment(&world, false, &[]).await;
    assert!(world.try_keep(Box::new(public)).await.is_ok());
}

/// Orvale's own pages would give it to everyone who sees the ticket.
async fn what_is_not_checked_is_not_attached(mut world: World) {
    bobs_ticket(&world).await;
    let checking = Some(FileCheck::Checking);
    let clean = world.upload_as("ann", "clean.png", checking).await;
    let infected = world.upload_as("ann", "infected.png", checking).await;
    for file in [&clean, &infected] {
        let early = comment(&world, false, &[file]).await;
        let refused = world.try_keep(Box::new(early)).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
    for (file, verdict) in [(&clean, None), (&infected, Some(BlockedFor::Harmful))] {
        let judge = JudgeFile {
            id: file.clone(),
            blocked_for: verdict,
        };
        world.keep(Box::new(judge)).await;
    }
    let blocked = comment(&world, false, &[&clean, &infected]).await;
    assert!(world.try_keep(Box::new(blocked)).await.is_err());
    assert!(!may_have(&world, "bob", &clean).await);
    let checked = comment(&world, false, &[&clean]).await;
    world.keep(Box::new(checked)).await;
    assert!(may_have(&world, "bob", &clean).await);
}
