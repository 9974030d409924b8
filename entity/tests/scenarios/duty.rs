//! Who of a channel's teams is on duty, from Orvale's tables as they are.

use entity::{duty::is_on_duty, ids::ChannelId, model::ChannelKind, queries::duty};
use sea_orm::ConnectionTrait as _;

use super::world::{World, on_both};

on_both!(
    work_modes_are_read_as_they_are,
    unknown_columns_and_rows_mean_nothing,
);

async fn run(world: &World, sql: &str) {
    world.db.writer().execute_unprepared(sql).await.unwrap();
}

/// A channel of ann, bob, cid and dora, who are in the team NET, as root is, who is not a member.
async fn team(world: &mut World) -> ChannelId {
    let everyone = ["ann", "bob", "cid", "dora"];
    let channel = world.create(ChannelKind::Public, "net", &everyone).await;
    run(world, "UPDATE users SET team_id = 'NET'").await;
    channel
}

/// Who is on duty at 2026-01-05 12:00 although they are offline, and who is not although they are online.
async fn on_duty(world: &World, channel: ChannelId) -> (Vec<String>, Vec<String>) {
    let now = 1_767_614_400_000;
    let teams = ["NET".to_owned()];
    let found = duty::team_members(&world.db, channel, Some(&teams)).await;
    let mut members = found.unwrap();
    members.sort_by(|one, other| one.user.cmp(&other.user));
    assert!(members.iter().all(|member| member.is_notified));
    let those = |present: bool| {
        let of_them = members
            .iter()
            .filter(|member| is_on_duty(member.mode.as_ref(), present, now) != present);
        of_them.map(|member| member.user.to_string()).collect()
    };
    (those(false), those(true))
}

async fn work_modes_are_read_as_they_are(mut world: World) {
    let channel = team(&mut world).await;
    assert_eq!(on_duty(&world, channel).await, (vec![], vec![]));
    run(
        &world,
        "CREATE TABLE staff_work_modes (id INTEGER, username TEXT, current_mode TEXT, \
            last_activity TEXT, auto_offline_after_minutes INTEGER, \
            work_mode_timeout_enabled BOOLEAN); \
         INSERT INTO staff_work_modes VALUES \
            (1, 'ann', 'ready', '2026-01-05 11:45:00', 30, TRUE), \
            (2, 'bob', 'work_mode', '2026-01-05T11:45:00.000Z', 10, TRUE), \
            (3, 'cid', 'ticketing_mode', '2025-12-01 08:00:00', 30, FALSE), \
            (4, 'dora', 'offline', '2026-01-05 11:59:00', 30, TRUE)",
    )
    .await;
    let (awake, off) = on_duty(&world, channel).await;
    assert_eq!(
        (awake, off),
        (vec!["ann".into(), "cid".into()], vec!["dora".into()])
    );
    // The last row of a person counts.
    run(
        &world,
        "INSERT INTO staff_work_modes VALUES (5, 'dora', 'ready', '2026-01-05 11:59:00', 30, TRUE), \
            (6, 'ann', 'break', '2026-01-05 11:59:00', 30, TRUE)",
    )
    .await;
    let (awake, off) = on_duty(&world, channel).await;
    assert_eq!(
        (awake, off),
        (vec!["cid".into(), "dora".into()], vec!["ann".into()])
    );
}

async fn unknown_columns_and_rows_mean_nothing(mut world: World) {
    let channel = team(&mut world).await;
    run(
        &world,
        "CREATE TABLE staff_work_modes (username TEXT, current_mode TEXT, last_activity TEXT, \
            auto_offline_after_minutes TEXT); \
         INSERT INTO staff_work_modes VALUES \
            ('ann', 'ready', 'just now', '30'), \
            ('bob', NULL, '2026-01-05 11:59:00', '30'), \
            ('cid', 'READY', '2026-01-05 11:59:00', '30'), \
            ('dora', 'ready', '2026-01-05 11:45:00', 'soon'), \
            ('gone', 'ready', '2026-01-05 11:59:00', '30'), \
            (NULL, 'ready', '2026-01-05 11:59:00', '30')",
    )
    .await;
    // Where no number of minutes can be read it is half an hour.
    let (awake, off) = on_duty(&world, channel).await;
    assert_eq!((awake, off), (vec!["dora".into()], vec![]));
    run(
        &world,
        "DROP TABLE staff_work_modes; CREATE TABLE staff_work_modes (who TEXT, mode TEXT); \
         INSERT INTO staff_work_modes VALUES ('ann', 'offline')",
    )
    .await;
    assert_eq!(on_duty(&world, channel).await, (vec![], vec![]));
}
