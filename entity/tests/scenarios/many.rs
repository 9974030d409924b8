//! Lists longer than the values that one statement may have: 32,766 on SQLite, 65,535 on PostgreSQL.

use entity::{
    ids::UserId,
    queries::{
        channels, people,
        streams::{self, Stretch},
    },
};
use sea_orm::ConnectionTrait;

use super::world::{World, on_both, user};

on_both!(conversations, usernames);

/// Above the limit of SQLite. That of PostgreSQL would take too long here.
const MANY: i64 = 33_000;

/// Adds channels of bob's, and in every thousandth a message of ann's, since reading messages takes long.
async fn many_conversations(world: &World) {
    let fill = |statement: &str| {
        format!(
            "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < {}) {statement}",
            999 + MANY
        )
    };
    // PostgreSQL expects the query after INSERT, and SQLite accepts it there.
    for (into, select) in [
        (
            "chat_channels (id, name, description, type, created_by, seq, last_message_at, \
             created_at, updated_at)",
            "SELECT i, 'c' || i, '', 'public', 'ann', CASE i % 1000 WHEN 0 THEN 1 ELSE 0 END, \
             1, 1, 1 FROM n",
        ),
        (
            "chat_channel_members (channel_id, user_id, role, can_post, joined_at, last_read_at, \
             last_read_seq)",
            "SELECT i, 'bob', 'member', TRUE, 1, 1, 0 FROM n",
        ),
        (
            "chat_messages (id, channel_id, seq, user_id, message_text, message_type, created_at)",
            "SELECT i, i, 1, 'ann', 'hello', 'text', 1 FROM n WHERE i % 1000 = 0",
        ),
    ] {
        let insert = format!("INSERT INTO {into} {}", fill(select));
        world.db.writer().execute_unprepared(&insert).await.unwrap();
    }
}

async fn conversations(world: World) {
    many_conversations(&world).await;
    let bob = user("bob");
    let listed = channels::list(&world.db, &bob).await.unwrap();
    assert_eq!(listed.len() as i64, MANY);
    let messages = listed.iter().filter_map(|view| view.last_message.as_ref());
    assert_eq!(messages.count() as i64, MANY / 1000);
    let missed = listed.iter().map(|view| {
        let until = view.channel.seq;
        (view.channel.id, Stretch { after: 0, until })
    });
    let mut missed: Vec<_> = missed.collect();
    let own = Stretch { after: 0, until: 0 };
    let whole = async |missed: &[_]| streams::are_whole(&world.db, missed, &bob, own).await;
    assert_eq!(whole(&missed).await, Ok(true));
    missed.last_mut().unwrap().1.until = 2;
    assert_eq!(whole(&missed).await, Ok(false));
}

async fn usernames(world: World) {
    let mut names: Vec<UserId> = (0..70_000).map(|n| format!("nobody{n}").into()).collect();
    names.push(user("cid"));
    names.insert(0, user("dora"));
    let found = people::by_username(&world.db, &names).await.unwrap();
    let found: Vec<_> = found.iter().map(|one| one.username.as_str()).collect();
    assert_eq!(found, ["cid", "dora"]);
}
