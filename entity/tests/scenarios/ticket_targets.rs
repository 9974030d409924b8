//! Which tickets are due soon, and when the next one will be.

use entity::{
    ids::Millis,
    ledgers::ticket_targets::{RemindOfTickets, SetTicketTargets, TicketReminder},
    queries::tickets,
    targets::{TicketTarget, TicketTargets, WorkingDay, WorkingHours},
};
use sea_orm::ConnectionTrait as _;

use super::world::{World, on_both, user};

on_both!(
    the_next_ticket_that_is_due_soon_is_known,
    outside_working_hours_nobody_is_reminded,
    orvales_days_off_count,
    the_leads_of_a_team_are_known,
);

/// 2026-01-05 12:00, a Monday.
const NOON: Millis = 1_767_614_400_000;
const MINUTE: Millis = 60_000;

/// Urgent tickets are to be completed within an hour.
async fn within_an_hour(world: &mut World, hours: Option<WorkingHours>) {
    let target = TicketTarget {
        priority: "urgent".into(),
        team: None,
        minutes: 60,
    };
    let set = SetTicketTargets {
        settings: TicketTargets {
            targets: vec![target],
            hours,
        },
        by: user("root"),
    };
    world.keep(Box::new(set)).await;
}

async fn ticket(world: &World, number: &str, status: &str, filed: &str) {
    let sql = format!(
        "INSERT INTO user_tickets (submission_id, issue_title, issue_description, user_name, \
         employee_number, submitted_by, submitted_by_employee_number, priority, status, submitted_at) \
         VALUES ('{number}', 'Printer', 'It does not print.', 'Lena', 'e1', 'Lena', 'e1', 'urgent', \
         '{status}', '2026-01-05 {filed}:00')"
    );
    world.db.writer().execute_unprepared(&sql).await.unwrap();
}

/// The numbers of those that are due soon, and when the next one will be, in minutes after noon.
async fn due(world: &World) -> (Vec<String>, Option<Millis>) {
    let found = tickets::due_soon(&world.db, NOON).await.unwrap();
    let numbers = found.due.iter().map(|one| one.ticket.number().to_owned());
    let next = found.next.map(|at| (at - NOON) / MINUTE);
    (numbers.collect(), next)
}

async fn the_next_ticket_that_is_due_soon_is_known(mut world: World) {
    assert_eq!(due(&world).await, (vec![], None), "no targets");
    within_an_hour(&mut world, None).await;
    assert_eq!(due(&world).await, (vec![], None), "no tickets");
    for (number, status, filed) in [
        ("HD-1", "open", "11:10"),
        ("HD-2", "open", "11:40"),
        ("HD-3", "pending", "11:35"),
        ("HD-4", "open", "10:00"),
        ("HD-5", "completed", "11:20"),
    ] {
        ticket(&world, number, status, filed).await;
    }
    // One that is overdue at once comes after those that are due later. The next word is due when the first one is.
    let both = vec!["HD-1".into(), "HD-4".into()];
    assert_eq!(due(&world).await, (both, Some(10)));
    let found = tickets::due_soon(&world.db, NOON).await.unwrap();
    let reminders = found.due.iter().map(|one| TicketReminder {
        ticket_id: one.ticket.id,
        reminded: one.now.clone(),
        notices: Vec::new(),
    });
    let reminders = reminders.collect();
    world.keep(Box::new(RemindOfTickets { reminders })).await;
    assert_eq!(due(&world).await, (vec![], Some(10)));
    let later = tickets::due_soon(&world.db, NOON + 11 * MINUTE).await;
    let later = later.unwrap().due;
    assert_eq!(later.len(), 1, "the first one is overdue now");
    assert!(later[0].now.late && later[0].ticket.number() == "HD-1");
}

async fn outside_working_hours_nobody_is_reminded(mut world: World) {
    let morning = WorkingDay {
        day: 1,
        from: "08:00".into(),
        to: "12:00".into(),
    };
    let hours = WorkingHours {
        tz: "UTC".into(),
        days: vec![morning],
        holidays: Vec::new(),
    };
    within_an_hour(&mut world, Some(hours)).await;
    ticket(&world, "HD-1", "open", "11:10").await;
    assert_eq!(due(&world).await, (vec![], Some(0)), "asked again");
}

async fn run(world: &World, sql: &str) {
    world.db.writer().execute_unprepared(sql).await.unwrap();
}

/// From Monday to Friday.
fn office_hours() -> WorkingHours {
    let day = |day| WorkingDay {
        day,
        from: "08:00".into(),
        to: "18:00".into(),
    };
    WorkingHours {
        tz: "UTC".into(),
        days: (1..=5).map(day).collect(),
        holidays: Vec::new(),
    }
}

async fn orvales_days_off_count(mut world: World) {
    within_an_hour(&mut world, Some(office_hours())).await;
    ticket(&world, "HD-1", "open", "11:10").await;
    assert_eq!(due(&world).await.0, ["HD-1"], "a working day");
    run(
        &world,
        "CREATE TABLE public_portal_widget_settings (id INTEGER, holidays_json TEXT)",
    )
    .await;
    assert_eq!(due(&world).await.0, ["HD-1"], "no row");
    let days = "INSERT INTO public_portal_widget_settings VALUES \
        (1, '[\"2026-01-05\", {\"date\": \"2026-01-06T00:00:00\"}, 7, {\"name\": \"x\"}]')";
    run(&world, days).await;
    assert!(due(&world).await.0.is_empty(), "nobody works");
    // Its hour begins on the morning after both days off.
    let root = world.account("root").await;
    let card = tickets::card(&world.db, &root, "HD-1").await.unwrap();
    let wednesday_at_nine = NOON + (2 * 24 - 3) * 60 * MINUTE;
    assert_eq!(card.due_at, Some(wednesday_at_nine));
    for broken in ["'nonsense'", "NULL", "'{}'"] {
        let sql = format!("UPDATE public_portal_widget_settings SET holidays_json = {broken}");
        run(&world, &sql).await;
        assert_eq!(due(&world).await.0, ["HD-1"], "{broken}");
    }
}

async fn the_leads_of_a_team_are_known(mut world: World) {
    within_an_hour(&mut world, None).await;
    run(
        &world,
        "INSERT INTO sections (id, name) VALUES ('IT', 'IT'); \
         INSERT INTO teams (id, name, section_id) VALUES ('HELPDESK', 'Helpdesk', 'IT'); \
         UPDATE teams SET lead_user_id = (SELECT id FROM users WHERE username = 'dora')",
    )
    .await;
    ticket(&world, "HD-1", "open", "11:10").await;
    let leads = async |world: &World| {
        let found = tickets::due_soon(&world.db, NOON).await.unwrap();
        found.due[0].leads.clone()
    };
    assert!(leads(&world).await.is_empty(), "of no team");
    run(&world, "UPDATE user_tickets SET assigned_team = 'HELPDESK'").await;
    assert_eq!(leads(&world).await, [user("dora")]);
    world.deactivate("dora").await;
    assert!(leads(&world).await.is_empty(), "she is gone");
}
