//! Read positions of authors, which a server does not write with each message.

use entity::{
    Memory,
    ids::ChannelId,
    ledgers::{
        all_read::MarkAllRead,
        posted::{Posted, WritePositions},
    },
    model::ChannelRole,
    queries,
};

use super::world::{What, World, join, leave, on_both, post, read, renamed, unread, user};

on_both![
    positions_are_written_when_asked_for,
    a_mark_takes_the_place_of_a_position,
    a_crash_loses_no_position,
    a_mark_as_unread_survives_a_crash,
    what_happens_in_one_millisecond_survives_a_crash,
    a_message_that_is_dated_earlier_survives_a_crash,
    a_system_message_moves_nobodys_position,
    nothing_is_known_before_the_first_batch,
    a_failed_commit_leaves_no_position,
    who_leaves_takes_no_position_along,
];

/// A channel of a server, with two messages of bob's.
async fn begun(world: &mut World) -> (ChannelId, Posted) {
    let lobby = world.lobby().await;
    let posted = restarted(world);
    world.say(lobby, "bob", "one").await;
    world.say(lobby, "bob", "two").await;
    (lobby, posted)
}

/// A new server on the same database.
fn restarted(world: &mut World) -> Posted {
    let posted = Posted::default();
    world.memory = Memory::of_server(posted.clone());
    posted
}

async fn position(world: &World, channel: ChannelId, who: &str) -> i64 {
    let view = queries::channels::view(&world.db, channel, &user(who)).await;
    view.unwrap().unwrap().last_read_seq
}

async fn write(world: &mut World) {
    world.keep(Box::new(WritePositions)).await;
}

async fn positions_are_written_when_asked_for(mut world: World) {
    let (lobby, posted) = begun(&mut world).await;
    let last = world.say(lobby, "ann", "three").await.seq;
    assert_eq!(position(&world, lobby, "ann").await, 0);
    assert!(posted.has(&user("ann")) && posted.has(&user("bob")));
    assert!(!posted.has(&user("cid")));
    write(&mut world).await;
    assert!(posted.is_empty());
    assert_eq!(position(&world, lobby, "ann").await, last);
    assert_eq!(position(&world, lobby, "bob").await, last - 1);
    assert_eq!(position(&world, lobby, "cid").await, 0);
}

async fn a_mark_takes_the_place_of_a_position(mut world: World) {
    let (lobby, posted) = begun(&mut world).await;
    let two = world.say(lobby, "ann", "three").await.seq - 1;
    // Below what bob has read by posting.
    let kept = world.keep(read(lobby, "bob", two - 1)).await;
    assert_eq!(kept.read.unwrap().last_read_seq, two);
    assert!(posted.has(&user("bob")));
    world.keep(unread(lobby, "bob", two - 1)).await;
    assert!(!posted.has(&user("bob")));
    write(&mut world).await;
    assert_eq!(position(&world, lobby, "bob").await, two - 1);
    // In one batch, in either order.
    let batch = vec![post(lobby, "bob", "four"), unread(lobby, "bob", 1)];
    world.batch(batch).await;
    write(&mut world).await;
    assert_eq!(position(&world, lobby, "bob").await, 1);
    let batch = vec![unread(lobby, "bob", 0), post(lobby, "bob", "five")];
    let last = world.batch(batch).await.pop().unwrap().unwrap();
    write(&mut world).await;
    let last = last.message.unwrap().seq;
    assert_eq!(position(&world, lobby, "bob").await, last);
    // What was posted, marked as unread, and read with everything.
    let all = Box::new(MarkAllRead { user: user("bob") });
    let batch = vec![post(lobby, "bob", "six"), unread(lobby, "bob", 1), all];
    world.batch(batch).await;
    write(&mut world).await;
    assert_eq!(position(&world, lobby, "bob").await, last + 1);
}

async fn a_crash_loses_no_position(mut world: World) {
    let (lobby, _) = begun(&mut world).await;
    let last = world.say(lobby, "ann", "three").await.seq;
    let posted = restarted(&mut world);
    write(&mut world).await;
    assert_eq!(position(&world, lobby, "ann").await, last);
    assert_eq!(position(&world, lobby, "bob").await, last - 1);
    assert!(posted.is_empty());
}

async fn a_mark_as_unread_survives_a_crash(mut world: World) {
    let (lobby, _) = begun(&mut world).await;
    world.keep(unread(lobby, "bob", 1)).await;
    restarted(&mut world);
    write(&mut world).await;
    assert_eq!(position(&world, lobby, "bob").await, 1);
}

/// Bob posts, marks as unread, and has positions written, all at the same time. What he did last counts.
async fn what_happens_in_one_millisecond_survives_a_crash(mut world: World) {
    let (lobby, _) = begun(&mut world).await;
    for what in [
        "p", "u", "pu", "up", "pup", "upp", "puu", "pwu", "uwp", "pwp",
    ] {
        for together in [true, false] {
            world.clock += 10_000;
            let now = world.clock;
            let mut expected = 0;
            let mut changes: Vec<What> = Vec::new();
            let mut latest = latest(&world, lobby).await;
            for step in what.chars() {
                changes.push(match step {
                    'p' => {
                        latest += 1;
                        expected = latest;
                        post(lobby, "bob", "now")
                    }
                    'u' => {
                        expected = 1;
                        unread(lobby, "bob", 1)
                    }
                    _ => Box::new(WritePositions),
                });
            }
            if together {
                world.batch_at(now, changes).await;
            } else {
                for change in changes {
                    world.batch_at(now, vec![change]).await;
                }
            }
            restarted(&mut world);
            write(&mut world).await;
            let found = position(&world, lobby, "bob").await;
            assert_eq!(found, expected, "{what}, together: {together}");
        }
    }
}

async fn latest(world: &World, channel: ChannelId) -> i64 {
    let view = queries::channels::view(&world.db, channel, &user("bob")).await;
    view.unwrap().unwrap().channel.seq
}

/// A message has the time at which it was due or asked for. Until it is posted, something later may have been written.
async fn a_message_that_is_dated_earlier_survives_a_crash(mut world: World) {
    let (lobby, _) = begun(&mut world).await;
    let befores: [fn(ChannelId) -> Vec<What>; 4] = [
        |_| vec![Box::new(MarkAllRead { user: user("bob") })],
        |lobby| vec![read(lobby, "bob", 1)],
        |lobby| vec![unread(lobby, "bob", 1)],
        |lobby| vec![post(lobby, "bob", "now"), Box::new(WritePositions)],
    ];
    for (number, before) in befores.into_iter().enumerate() {
        world.clock += 10_000;
        let now = world.clock;
        world.say(lobby, "ann", "unread").await;
        world.batch_at(now, before(lobby)).await;
        let due = vec![post(lobby, "bob", "due a moment ago")];
        world.batch_at(now - 500, due).await;
        let last = latest(&world, lobby).await;
        restarted(&mut world);
        write(&mut world).await;
        assert_eq!(position(&world, lobby, "bob").await, last, "{number}");
    }
}

async fn a_system_message_moves_nobodys_position(mut world: World) {
    let (lobby, _) = begun(&mut world).await;
    world.keep(Box::new(renamed(lobby, "ann", "lounge"))).await;
    restarted(&mut world);
    write(&mut world).await;
    assert_eq!(position(&world, lobby, "ann").await, 0);
}

/// Who reads then must have the positions written first.
async fn nothing_is_known_before_the_first_batch(mut world: World) {
    begun(&mut world).await;
    let posted = restarted(&mut world);
    assert!(posted.has(&user("cid")) && !posted.is_empty());
    write(&mut world).await;
    assert!(!posted.has(&user("cid")) && posted.is_empty());
}

async fn a_failed_commit_leaves_no_position(mut world: World) {
    let (lobby, posted) = begun(&mut world).await;
    let two = position_of_two(&mut world, lobby).await;
    let (failing, other) = (post(lobby, "bob", "three"), world.db.clone());
    let drop_table = "ALTER TABLE chat_channel_members RENAME TO away";
    sea_orm::ConnectionTrait::execute_unprepared(other.writer(), drop_table)
        .await
        .unwrap();
    // The positions are written, which fails after they were added.
    let results = world.batch(vec![failing, Box::new(WritePositions)]).await;
    assert!(results.iter().any(Result::is_err));
    let back = "ALTER TABLE away RENAME TO chat_channel_members";
    sea_orm::ConnectionTrait::execute_unprepared(other.writer(), back)
        .await
        .unwrap();
    write(&mut world).await;
    let kept = u64::from(results[0].is_ok()).cast_signed();
    assert_eq!(position(&world, lobby, "bob").await, two + kept);
    assert!(posted.is_empty());
}

async fn position_of_two(world: &mut World, lobby: ChannelId) -> i64 {
    write(world).await;
    position(world, lobby, "bob").await
}

async fn who_leaves_takes_no_position_along(mut world: World) {
    let (lobby, posted) = begun(&mut world).await;
    world.keep(leave(lobby, "bob")).await;
    assert!(!posted.has(&user("bob")));
    let arrived = world.keep(join(lobby, "bob", ChannelRole::Member)).await;
    write(&mut world).await;
    // Up to the system message about joining.
    let arrived = arrived.notes.last().unwrap().seq;
    assert_eq!(position(&world, lobby, "bob").await, arrived);
}
