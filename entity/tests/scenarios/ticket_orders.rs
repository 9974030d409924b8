//! The orders in which tickets are listed, page by page.

use entity::{
    ledgers::ticket_targets::SetTicketTargets,
    queries::tickets::{self, Filter, Order},
    targets::{TicketTarget, TicketTargets},
};
use sea_orm::ConnectionTrait as _;

use super::world::{World, on_both, user};

on_both!(
    each_order_is_kept_from_page_to_page,
    odd_rows_have_no_assignee
);

async fn run(world: &World, sql: &str) {
    world.db.writer().execute_unprepared(sql).await.unwrap();
}

/// Number, priority, status, when it was filed and changed.
const TICKETS: [(&str, &str, &str, &str, &str); 7] = [
    (
        "HD-1",
        "low",
        "open",
        "2026-01-05 08:00:00",
        "2026-01-09 10:00:00",
    ),
    (
        "HD-2",
        "urgent",
        "open",
        "2026-01-05 09:00:00",
        "2026-01-08 10:00:00",
    ),
    (
        "HD-3",
        "high",
        "completed",
        "2026-01-05 10:00:00",
        "2026-01-08 10:00:00",
    ),
    (
        "HD-4",
        "2",
        "pending",
        "2026-01-05 11:00:00",
        "2026-01-08 09:00:00",
    ),
    (
        "HD-5",
        "urgent",
        "escalated",
        "2026-01-05 08:30:00",
        "2026-01-10 10:00:00",
    ),
    (
        "HD-6",
        "medium",
        "open",
        "2026-01-05 09:00:00",
        "2026-01-07 10:00:00",
    ),
    (
        "HD-7",
        "high",
        "open",
        "2026-01-05 09:30:00",
        "2026-01-07 10:00:00",
    ),
];

async fn listed(world: &World, order: Order, priorities: &[&str]) -> Vec<String> {
    let root = world.account("root").await;
    let filter = Filter {
        order,
        priorities: priorities.iter().map(|&one| one.to_owned()).collect(),
        ..Filter::default()
    };
    let (root, mut cursor, mut all) = (root, None, Vec::new());
    loop {
        let page = tickets::list(&world.db, &root, &filter, cursor.as_deref(), 2).await;
        let page = page.unwrap();
        all.extend(page.items.into_iter().map(|card| card.number));
        cursor = page.next;
        if cursor.is_none() {
            return all;
        }
    }
}

async fn each_order_is_kept_from_page_to_page(mut world: World) {
    for (number, priority, status, filed, changed) in TICKETS {
        let sql = format!(
            "INSERT INTO user_tickets (submission_id, issue_title, issue_description, user_name, \
             employee_number, submitted_by, submitted_by_employee_number, priority, status, \
             submitted_at, updated_at) VALUES ('{number}', 'Printer', 'words', 'Lena', 'e1', 'Lena', \
             'e1', '{priority}', '{status}', '{filed}', '{changed}')"
        );
        run(&world, &sql).await;
    }
    let target = |priority: &str, minutes| TicketTarget {
        priority: priority.into(),
        team: None,
        minutes,
    };
    let set = SetTicketTargets {
        settings: TicketTargets {
            targets: vec![target("urgent", 60), target("high", 60), target("low", 600)],
            hours: None,
        },
        by: user("root"),
    };
    world.keep(Box::new(set)).await;
    for (order, expected) in [
        (
            Order::Created,
            ["HD-7", "HD-6", "HD-5", "HD-4", "HD-3", "HD-2", "HD-1"],
        ),
        (
            Order::Updated,
            ["HD-5", "HD-1", "HD-3", "HD-2", "HD-4", "HD-7", "HD-6"],
        ),
        (
            Order::Priority,
            ["HD-5", "HD-2", "HD-7", "HD-3", "HD-6", "HD-1", "HD-4"],
        ),
        // Due at 9:30, 10:00, 10:30 and 18:00; a completed one never is.
        (
            Order::Due,
            ["HD-5", "HD-2", "HD-7", "HD-1", "HD-6", "HD-4", "HD-3"],
        ),
    ] {
        assert_eq!(listed(&world, order, &[]).await, expected, "{order:?}");
    }
    assert_eq!(
        listed(&world, Order::Due, &["urgent", "2"]).await,
        ["HD-5", "HD-2", "HD-4"]
    );
}

async fn odd_rows_have_no_assignee(world: World) {
    if world.db.backend() != entity::Backend::Sqlite {
        return;
    }
    for (number, assignee) in [("HD-1", "'bob'"), ("HD-2", "x'00ff'")] {
        let sql = format!(
            "INSERT INTO user_tickets (submission_id, issue_title, issue_description, user_name, \
             employee_number, submitted_by, submitted_by_employee_number, assigned_to) VALUES \
             ('{number}', 'Printer', 'words', 'Lena', 'e1', 'Lena', 'e1', {assignee})"
        );
        run(&world, &sql).await;
    }
    run(
        &world,
        "UPDATE users SET display_name = x'ff00' WHERE username = 'bob'",
    )
    .await;
    let root = world.account("root").await;
    let found = tickets::assignees(&world.db, &root).await.unwrap();
    let names: Vec<_> = found
        .iter()
        .map(|one| (one.username.as_str(), one.display_name.as_str()))
        .collect();
    assert_eq!(names, [("bob", "bob")]);
}
