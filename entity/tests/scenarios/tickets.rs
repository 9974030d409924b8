//! Tickets in Orvale's tables: who sees which, and how dirt reads.

use entity::{
    Error,
    ledgers::ticket_words::IndexTickets,
    model::TicketCard,
    queries::tickets::{self, Filter, Held},
};
use sea_orm::ConnectionTrait as _;

use super::world::{World, on_both};

on_both!(
    each_sees_their_own_ones,
    lists_are_filtered_and_paged,
    they_are_found_by_what_is_stored_and_by_what_is_newer,
    dirt_reads_as_it_is,
    without_tickets_there_are_none,
);

pub(super) async fn run(world: &World, sql: &str) {
    world.db.writer().execute_unprepared(sql).await.unwrap();
}

/// Two teams, and who may see what: dora's role sees its team's.
pub(super) async fn helpdesk(world: &World) {
    run(
        world,
        "INSERT INTO sections (id, name) VALUES ('IT', 'IT'); \
         INSERT INTO teams (id, name, section_id) VALUES ('HELPDESK', 'Helpdesk', 'IT'), \
            ('NET', 'Network', 'IT'); \
         INSERT INTO role_permissions (role_id, permission_id) VALUES \
            ('manager', 'ticket.view_team'), ('it_user', 'ticket.view_own')",
    )
    .await;
}

pub(super) async fn ticket(world: &World, number: &str, columns: &[(&str, &str)]) {
    let mut all = vec![
        ("submission_id", number),
        ("issue_title", "Printer"),
        ("issue_description", "It does not print."),
        ("user_name", "Lena Fischer"),
        ("employee_number", "e1"),
        ("submitted_by", "Lena Fischer"),
        ("submitted_by_employee_number", "e1"),
    ];
    all.retain(|(name, _)| columns.iter().all(|(other, _)| other != name));
    all.extend(columns);
    let names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
    let values: Vec<_> = all.iter().map(|(_, value)| format!("'{value}'")).collect();
    let sql = format!(
        "INSERT INTO user_tickets ({}) VALUES ({})",
        names.join(", "),
        values.join(", ")
    );
    run(world, &sql).await;
}

pub(super) async fn card(world: &World, who: &str, number: &str) -> Result<TicketCard, Error> {
    tickets::card(&world.db, &world.account(who).await, number).await
}

async fn numbers(world: &World, who: &str, filter: &Filter) -> Vec<String> {
    let account = world.account(who).await;
    let page = tickets::list(&world.db, &account, filter, None, 50).await;
    let items = page.unwrap().items.into_iter();
    items.map(|card| card.number).collect()
}

async fn each_sees_their_own_ones(world: World) {
    helpdesk(&world).await;
    ticket(&world, "HD-1", &[("assigned_team", "HELPDESK")]).await;
    ticket(
        &world,
        "HD-2",
        &[("assigned_team", "NET"), ("assigned_to", "ann")],
    )
    .await;
    ticket(
        &world,
        "HD-3",
        &[("user_name", "bob"), ("escalation_reason", "secret")],
    )
    .await;
    ticket(
        &world,
        "HD-4",
        &[("employee_number", "cid"), ("submitted_by", "bob")],
    )
    .await;
    let all = Filter::default();
    for (who, seen) in [
        ("ann", &["HD-2"][..]),
        ("bob", &["HD-4", "HD-3"]),
        ("cid", &["HD-4"]),
        ("dora", &["HD-1"]),
        ("root", &["HD-4", "HD-3", "HD-2", "HD-1"]),
    ] {
        assert_eq!(numbers(&world, who, &all).await, seen, "{who}");
        for number in ["HD-1", "HD-2", "HD-3", "HD-4", "HD-5"] {
            let found = card(&world, who, number).await;
            match seen.contains(&number) {
                true => assert_eq!(found.unwrap().number, number),
                false => assert_eq!(found, Err(Error::NotFound), "{who} {number}"),
            }
        }
    }
    assert_eq!(card(&world, "bob", "hd-3").await.unwrap().number, "HD-3");
    // Internal: not for the person who has the problem, even with the right.
    let internal = "INSERT INTO role_permissions (role_id, permission_id) VALUES \
        ('it_user', 'ticket.access_internal'), ('it_user', 'ticket.view_all')";
    run(&world, internal).await;
    let seen = async |who| card(&world, who, "HD-3").await.unwrap().escalation_reason;
    assert_eq!(seen("ann").await.as_deref(), Some("secret"));
    assert_eq!(seen("bob").await, None);
    // Whoever may not use the chat sees nothing.
    world.deactivate("ann").await;
    assert_eq!(card(&world, "ann", "HD-2").await, Err(Error::NotFound));
    assert!(numbers(&world, "ann", &all).await.is_empty());
}

async fn lists_are_filtered_and_paged(world: World) {
    helpdesk(&world).await;
    for n in 0..7 {
        let number = format!("HD-{n}");
        let status = ["pending", "open"][n % 2];
        let assignee = ["ann", "", "gone", "bob"][n % 4];
        let title = format!("Case 50%_{n}");
        let columns = [
            ("status", status),
            ("assigned_to", assignee),
            ("issue_title", &title),
        ];
        ticket(&world, &number, &columns).await;
    }
    world.deactivate("bob").await;
    let root = world.account("root").await;
    let mut all = Vec::new();
    let mut cursor = None;
    loop {
        let page = tickets::list(&world.db, &root, &Filter::default(), cursor.as_deref(), 3).await;
        let page = page.unwrap();
        assert!(page.items.iter().all(|card| card.description.is_none()));
        all.extend(page.items.into_iter().map(|card| card.number));
        cursor = page.next;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(
        all,
        ["HD-6", "HD-5", "HD-4", "HD-3", "HD-2", "HD-1", "HD-0"]
    );
    for cursor in ["x", "[1]", "[\"a\",\"b\"]"] {
        let refused = tickets::list(&world.db, &root, &Filter::default(), Some(cursor), 3).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{cursor}");
    }
    let by = |text: &str, statuses: &[&str], assignee: Option<Held>| Filter {
        text: text.into(),
        statuses: statuses.iter().map(|word| (*word).to_owned()).collect(),
        assignee,
        ..Filter::default()
    };
    for (filter, found) in [
        (by("hd-3", &[], None), &["HD-3"][..]),
        (by("50%_4", &[], None), &["HD-4"]),
        (by("lena", &["open"], None), &["HD-5", "HD-3", "HD-1"]),
        (by("", &["merged"], None), &[]),
        (by("", &[], Some(Held::By("ann".into()))), &["HD-4", "HD-0"]),
        // Nobody, somebody who never was, somebody who is gone.
        (
            by("", &[], Some(Held::ByNobody)),
            &["HD-6", "HD-5", "HD-3", "HD-2", "HD-1"],
        ),
    ] {
        assert_eq!(numbers(&world, "root", &filter).await, found, "{filter:?}");
    }
    // Whatever word Orvale's table holds, or none.
    run(
        &world,
        "UPDATE user_tickets SET status = 'on_hold' WHERE submission_id = 'HD-1'",
    )
    .await;
    run(
        &world,
        "UPDATE user_tickets SET status = NULL WHERE submission_id = 'HD-5'",
    )
    .await;
    let unfinished = Filter {
        other_than: vec!["pending".into()],
        ..Filter::default()
    };
    assert_eq!(
        numbers(&world, "root", &unfinished).await,
        ["HD-5", "HD-3", "HD-1"]
    );
    let own = Filter {
        own: true,
        ..Filter::default()
    };
    assert_eq!(numbers(&world, "ann", &own).await, ["HD-4", "HD-0"]);
    assert!(numbers(&world, "root", &own).await.is_empty());
}

/// Stores by what tickets are found, as far as that has changed.
async fn index(world: &World, after: i64) -> usize {
    let found = tickets::unindexed_after(&world.db, after).await.unwrap();
    let count = found.words.len();
    let words = found.words;
    world.keep_alone(IndexTickets { words }).await.unwrap();
    count
}

async fn they_are_found_by_what_is_stored_and_by_what_is_newer(world: World) {
    helpdesk(&world).await;
    for (number, title) in [
        ("HD-1", "Drucker in Büro 7 gestört"),
        ("HD-2", "PRINTER out of paper"),
        ("hd-3", "100% disk_full \\ on C:"),
    ] {
        ticket(&world, number, &[("issue_title", title)]).await;
    }
    let found = async |text: &str| {
        let text = text.to_owned();
        let filter = Filter {
            text,
            ..Filter::default()
        };
        numbers(&world, "root", &filter).await
    };
    // Before anything is stored.
    assert_eq!(found("printer").await, ["HD-2"]);
    assert_eq!(found("paper printer").await, ["HD-2"]);
    assert_eq!(index(&world, 0).await, 3);
    assert_eq!(index(&world, 0).await, 0, "nothing has changed");
    for (text, numbers) in [
        ("buro", &["HD-1"][..]),
        ("BÜRO 7", &["HD-1"]),
        ("Printer", &["HD-2"]),
        ("HD-3", &["hd-3"]),
        ("0% disk_", &["hd-3"]),
        ("\\ on", &["hd-3"]),
        ("disk-full", &[]),
        ("hd-2 printer", &["HD-2"]),
        ("paper lena out", &["HD-2"]),
        ("paper drucker", &[]),
        ("lena", &["hd-3", "HD-2", "HD-1"]),
    ] {
        assert_eq!(found(text).await, numbers, "{text}");
    }
    // A newer one is found at once, and a new title once it is stored.
    ticket(&world, "HD-4", &[("issue_title", "Printer is gone")]).await;
    assert_eq!(found("printer").await, ["HD-4", "HD-2"]);
    run(
        &world,
        "UPDATE user_tickets SET issue_title = 'Scanner' WHERE submission_id = 'HD-2'",
    )
    .await;
    let id = tickets::find(&world.db, "HD-2").await.unwrap().unwrap().id;
    let words = tickets::unindexed(&world.db, &[id]).await.unwrap();
    assert_eq!(words.len(), 1);
    world.keep_alone(IndexTickets { words }).await.unwrap();
    assert_eq!(found("printer").await, ["HD-4"]);
    assert_eq!(found("scanner").await, ["HD-2"]);
    // What each may see is asked of Orvale's row.
    let filter = Filter {
        text: "scanner".into(),
        ..Filter::default()
    };
    assert!(numbers(&world, "ann", &filter).await.is_empty());
    run(
        &world,
        "DELETE FROM user_tickets WHERE submission_id = 'HD-2'",
    )
    .await;
    assert!(found("scanner").await.is_empty());
}

async fn dirt_reads_as_it_is(world: World) {
    helpdesk(&world).await;
    let columns = [
        ("status", "merged"),
        ("priority", "2"),
        ("assigned_to", "e603876"),
        ("assigned_team", "GONE"),
        ("submitted_at", "2025-08-22T04:29:01.337Z"),
        ("updated_at", "when it was"),
    ];
    ticket(&world, "HD-1", &columns).await;
    let found = card(&world, "root", "HD-1").await.unwrap();
    assert_eq!((&*found.status, &*found.priority), ("merged", "2"));
    assert_eq!((found.assignee, found.assignee_name), (None, None));
    assert_eq!(found.former_assignee.as_deref(), Some("e603876"));
    assert_eq!(
        (found.team.as_deref(), found.team_name),
        (Some("GONE"), None)
    );
    assert_eq!(found.created_at, Some(1_755_836_941_337));
    assert_eq!((found.updated_at, found.requester), (None, None));
    run(
        &world,
        "UPDATE user_tickets SET status = NULL, priority = NULL",
    )
    .await;
    let found = card(&world, "root", "HD-1").await.unwrap();
    assert_eq!((&*found.status, &*found.priority), ("", ""));
}

async fn without_tickets_there_are_none(world: World) {
    assert!(!tickets::are_used(&world.db).await.unwrap());
    ticket(&world, "HD-1", &[]).await;
    assert!(tickets::are_used(&world.db).await.unwrap());
    for change in [
        "ALTER TABLE user_tickets RENAME COLUMN assigned_team TO renamed",
        "ALTER TABLE user_tickets RENAME TO other",
    ] {
        run(&world, change).await;
        assert!(!tickets::are_used(&world.db).await.unwrap(), "{change}");
        assert_eq!(card(&world, "root", "HD-1").await, Err(Error::NotFound));
        let all = Filter::default();
        assert!(numbers(&world, "root", &all).await.is_empty());
    }
}
