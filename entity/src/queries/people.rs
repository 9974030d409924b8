//! Users as others see them. Rows of `users` that cannot be read are left out.

use std::collections::HashSet;

use sea_orm::{ConnectionTrait, QueryResult};

use super::{Listing, foreign, page_size, read_cursor, sql::Sql, sql::column};
use crate::{Database, error::Error, ids::UserId, model::Person, names::shown, search::fold::fold};

/// The number of usernames in one statement.
const USERNAMES: usize = 1_000;

/// The number of rows that are read at a time to search them.
const BATCH: usize = 500;

/// `team` is the name of the user's team, in SQL.
fn select(db: &impl ConnectionTrait, team: &str) -> Sql {
    let text = |column| foreign::text(db, column);
    Sql::new(
        db,
        &format!(
            "SELECT {}, {}, {}, {}, {}, {team} FROM users ",
            text("username"),
            text("display_name"),
            text("role"),
            text("team_id"),
            foreign::active(db, "active"),
        ),
    )
}

/// Returns active users, sorted by name, in whose name, username or team each word of `query` occurs, ignoring case and
/// accents.
///
/// # Errors
/// [`Error::Invalid`] if the cursor is invalid.
pub async fn search(
    db: &Database,
    query: &str,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<Person>, Error> {
    let mut after = read_cursor(cursor)?;
    let limit = page_size(limit);
    let query = fold(query);
    let words: Vec<&str> = query.split_whitespace().collect();
    let mut people = Vec::new();
    let mut unreadable = 0;
    loop {
        let found = batch(db, &after, unreadable).await?;
        for row in &found {
            let Some(person) = person(row) else {
                unreadable += 1;
                continue;
            };
            (after, unreadable) = (position(&person), 0);
            if has_all(&words, &person, row) {
                people.push(person);
            }
        }
        if found.len() < BATCH || people.len() as u64 > limit {
            break;
        }
    }
    // The database sorts by the name as stored.
    let mut page = Listing::of(people, limit, position);
    page.items.iter_mut().for_each(show);
    Ok(page)
}

fn position(person: &Person) -> [String; 2] {
    [person.display_name.clone(), person.username.to_string()]
}

fn has_all(words: &[&str], person: &Person, row: &QueryResult) -> bool {
    let team = foreign::read_optional_text(row, 5, "name").ok().flatten();
    let text = fold(&format!(
        "{} {} {} {}",
        person.display_name,
        person.username,
        person.team_id.as_deref().unwrap_or_default(),
        team.unwrap_or_default(),
    ));
    words.iter().all(|word| text.contains(word))
}

/// The next active users after a position and the unreadable rows that follow it.
async fn batch(
    db: &Database,
    [name, username]: &[String; 2],
    unreadable: i64,
) -> Result<Vec<QueryResult>, Error> {
    let reader = db.reader();
    let team = format!(
        "(SELECT {} FROM teams t WHERE {} = {})",
        foreign::text(reader, "t.name"),
        foreign::text(reader, "t.id"),
        foreign::text(reader, "users.team_id")
    );
    select(reader, &team)
        .add(&format!("WHERE {} AND ", foreign::active(reader, "active")))
        .add("(display_name, username) > (")
        .bind(name.as_str())
        .add(", ")
        .bind(username.as_str())
        .add(") ORDER BY display_name, username LIMIT ")
        .bind(BATCH as i64)
        .add(" OFFSET ")
        .bind(unreadable)
        .all(reader)
        .await
}

/// Returns the users with these usernames, including deactivated ones, sorted; unknown names are left out.
///
/// # Errors
/// Any database error.
pub async fn by_username(db: &Database, usernames: &[UserId]) -> Result<Vec<Person>, Error> {
    let mut people = Vec::new();
    for some in usernames.chunks(USERNAMES) {
        let found = select(db.reader(), "NULL")
            .add("WHERE username IN ")
            .list(some.iter().map(UserId::as_str))
            .all(db.reader())
            .await?;
        people.extend(found.iter().filter_map(person));
    }
    people.sort_unstable_by(|one, other| one.username.cmp(&other.username));
    people.dedup_by(|one, other| one.username == other.username);
    people.iter_mut().for_each(show);
    Ok(people)
}

/// Returns whether two users are members of the same channel.
///
/// # Errors
/// Any database error.
pub async fn share_a_channel(db: &Database, one: &UserId, other: &UserId) -> Result<bool, Error> {
    let db = db.reader();
    Ok(sharing(db, one, other).one(db).await?.is_some())
}

/// Selects a row if two users are members of the same channel.
fn sharing(db: &impl ConnectionTrait, one: &UserId, other: &UserId) -> Sql {
    Sql::new(
        db,
        "SELECT 1 FROM chat_channel_members a \
         JOIN chat_channel_members b ON b.channel_id = a.channel_id WHERE a.user_id = ",
    )
    .bind(one.as_str())
    .add(" AND b.user_id = ")
    .bind(other.as_str())
    .add(" LIMIT 1")
}

/// Marks the people whose presence `user` is not sent: those with whom they share no channel of at most `most` members.
///
/// # Errors
/// Any database error.
pub async fn mark_unknown_presence(
    db: &Database,
    user: &UserId,
    most: i64,
    people: &mut [Person],
) -> Result<(), Error> {
    let db = db.reader();
    let mut known = HashSet::from([user.clone()]);
    for some in people.chunks(USERNAMES) {
        let names = some.iter().map(|person| &person.username);
        for row in sharing_small(db, user, most, names).all(db).await? {
            known.insert(UserId::from(column::<String>(&row, 0)?));
        }
    }
    for person in people {
        person.presence_unknown = !known.contains(&person.username);
    }
    Ok(())
}

/// Selects those of `others` with whom a user shares a channel of at most `most` members. A conversation of two is the
/// other's only once something is written there.
fn sharing_small<'a>(
    db: &impl ConnectionTrait,
    user: &UserId,
    most: i64,
    others: impl Iterator<Item = &'a UserId>,
) -> Sql {
    Sql::new(
        db,
        "SELECT DISTINCT b.user_id FROM chat_channel_members a \
         JOIN chat_channels c ON c.id = a.channel_id \
         JOIN chat_channel_members b ON b.channel_id = a.channel_id \
         WHERE (c.type <> 'direct' OR c.last_message_at IS NOT NULL) AND a.user_id = ",
    )
    .bind(user.as_str())
    .add(" AND c.member_count <= ")
    .bind(most)
    .add(" AND b.user_id IN ")
    .list(others.map(UserId::as_str))
}

fn show(person: &mut Person) {
    person.display_name = shown(&person.display_name, person.username.as_str());
}

fn person(row: &QueryResult) -> Option<Person> {
    Some(Person {
        username: foreign::read_text(row, 0, "username").ok()?.into(),
        display_name: foreign::read_text(row, 1, "display_name").ok()?,
        role: foreign::read_text(row, 2, "role").ok()?,
        team_id: foreign::read_optional_text(row, 3, "team_id").ok()?,
        active: column(row, 4).ok()?,
        presence_unknown: false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plans::planned;

    #[tokio::test]
    async fn whether_two_people_share_a_channel_is_looked_up_in_the_channels_of_one() {
        let (ann, bob) = (UserId::from("ann"), UserId::from("bob"));
        let scans = planned(async |db| sharing(db, &ann, &bob).scans(db).await).await;
        assert_eq!(scans, [""; 0]);
    }

    #[tokio::test]
    async fn whose_presence_is_sent_is_looked_up_in_the_channels_of_one() {
        let (ann, bob) = (UserId::from("ann"), [UserId::from("bob")]);
        let scans =
            planned(async |db| sharing_small(db, &ann, 500, bob.iter()).scans(db).await).await;
        assert_eq!(scans, [""; 0]);
    }
}
