//! Users as others see them. Rows of `users` that cannot be read are left out.

use sea_orm::{ConnectionTrait, QueryResult};

use super::{Listing, foreign, page_size, patterns, read_cursor, sql::Sql, sql::column};
use crate::{Database, error::Error, ids::UserId, model::Person, names::shown};

/// The number of usernames in one statement.
const USERNAMES: usize = 1_000;

fn select(db: &impl ConnectionTrait) -> Sql {
    let text = |column| foreign::text(db, column);
    Sql::new(
        db,
        &format!(
            "SELECT {}, {}, {}, {}, {} FROM users ",
            text("username"),
            text("display_name"),
            text("role"),
            text("team_id"),
            foreign::active(db, "active"),
        ),
    )
}

/// Returns active users whose name, username or team contains `query`, ignoring case, sorted by name.
///
/// # Errors
/// [`Error::Invalid`] if the cursor is invalid.
pub async fn search(
    db: &Database,
    query: &str,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<Person>, Error> {
    let after = read_cursor(cursor)?;
    let limit = page_size(limit);
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut most = limit + 1;
    loop {
        let found = matching(db, query, &after, most).await?;
        let exhausted = (found.len() as u64) < most;
        let people: Vec<_> = found.iter().filter_map(person).collect();
        if exhausted || people.len() > wanted {
            // The database sorts by the name as stored.
            let mut page = Listing::of(people, limit, |person| {
                [person.display_name.clone(), person.username.to_string()]
            });
            page.items.iter_mut().for_each(show);
            return Ok(page);
        }
        // Unreadable rows took up space on this page.
        most *= 2;
    }
}

async fn matching(
    db: &Database,
    query: &str,
    [name, username]: &[String; 2],
    most: u64,
) -> Result<Vec<QueryResult>, Error> {
    let [one, other] = patterns(query);
    let reader = db.reader();
    let text = format!(
        "LOWER(display_name || ' ' || username || ' ' || COALESCE({}, '') || ' ' || \
         COALESCE((SELECT {} FROM teams t WHERE {} = {}), ''))",
        foreign::text(reader, "team_id"),
        foreign::text(reader, "t.name"),
        foreign::text(reader, "t.id"),
        foreign::text(reader, "users.team_id")
    );
    select(reader)
        .add(&format!("WHERE {} AND ", foreign::active(reader, "active")))
        .add("(display_name, username) > (")
        .bind(name.as_str())
        .add(", ")
        .bind(username.as_str())
        .add(&format!(") AND ({text} LIKE "))
        .bind(one)
        .add(&format!(" ESCAPE '\\' OR {text} LIKE "))
        .bind(other)
        .add(" ESCAPE '\\') ORDER BY display_name, username LIMIT ")
        .bind(most.cast_signed())
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
        let found = select(db.reader())
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
    let found = Sql::new(
        db.reader(),
        "SELECT 1 FROM chat_channel_members a \
         JOIN chat_channel_members b ON b.channel_id = a.channel_id WHERE a.user_id = ",
    )
    .bind(one.as_str())
    .add(" AND b.user_id = ")
    .bind(other.as_str())
    .add(" LIMIT 1")
    .one(db.reader())
    .await?;
    Ok(found.is_some())
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
    })
}
