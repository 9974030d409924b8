//! Whom and what the names in a search mean. Nothing here decides who may see it.

use super::super::{
    accounts::team_names,
    foreign,
    sql::{Sql, column},
};
use crate::{
    Database,
    error::Error,
    model::MentionedGroup,
    names::{GROUP_WORDS, channel_key, folded},
    search::fold::fold,
};

/// What `mentions:` asks for.
pub(super) enum Mentioned {
    /// The users with these usernames, and the teams that messages name in these ways.
    Named {
        users: Vec<String>,
        teams: Vec<String>,
    },
    /// Everyone in a channel, or those who are there.
    Group(MentionedGroup),
}

/// Whom `mentions:` asks for: a word that mentions a group, or else the users and the teams of this name.
pub(super) async fn mentioned(db: &Database, name: &str, me: &str) -> Result<Mentioned, Error> {
    let word = folded(name);
    if GROUP_WORDS.contains(&word.as_str()) {
        return Ok(Mentioned::Group(match word.as_str() {
            "here" => MentionedGroup::Here,
            _ => MentionedGroup::Channel,
        }));
    }
    Ok(Mentioned::Named {
        users: people(db, name, me).await?,
        teams: teams(&team_names(db).await?, name),
    })
}

/// How messages name the teams with this name or id, in any case, or else without accents: by each of their names, or by their id.
fn teams(all: &[(String, String)], name: &str) -> Vec<String> {
    let forms: [fn(&str) -> String; 3] = [str::to_owned, folded, fold];
    for form in forms {
        let wanted = form(name);
        let meant: Vec<&String> = all
            .iter()
            .filter(|(name, id)| form(name) == wanted || form(id) == wanted)
            .map(|(_, id)| id)
            .collect();
        if !meant.is_empty() {
            let named = all.iter().filter(|(_, id)| meant.contains(&id));
            return named
                .flat_map(|(name, id)| [name.clone(), id.clone()])
                .collect();
        }
    }
    Vec::new()
}

/// The users whom a name means: the one with this username, or else all with this displayed name, in any case, or
/// else all whose name is this without accents.
pub(super) async fn people(db: &Database, name: &str, me: &str) -> Result<Vec<String>, Error> {
    if name.eq_ignore_ascii_case("me") {
        return Ok(vec![me.to_owned()]);
    }
    let reader = db.reader();
    let username = foreign::text(reader, "username");
    let display_name = foreign::text(reader, "display_name");
    // In lower case, and with only ASCII in lower case, as SQLite's `LOWER` does.
    let forms = [
        name.to_lowercase(),
        name.to_uppercase().to_ascii_lowercase(),
        name.to_ascii_lowercase(),
    ];
    let forms = || forms.iter().map(String::as_str);
    let rows = Sql::new(
        reader,
        &format!("SELECT {username} FROM users WHERE LOWER({username}) IN "),
    )
    .list(forms())
    .add(&format!(" OR LOWER({display_name}) IN "))
    .list(forms())
    .all(reader)
    .await?;
    let found = rows
        .iter()
        .filter_map(|row| row.try_get_by_index::<String>(0).ok());
    let found: Vec<String> = found.collect();
    if found.iter().any(|it| it == name) {
        return Ok(vec![name.to_owned()]);
    }
    match found.is_empty() {
        true => people_like(db, name).await,
        false => Ok(found),
    }
}

/// The users whose username or displayed name is `name` once both are folded: databases cannot fold letters.
async fn people_like(db: &Database, name: &str) -> Result<Vec<String>, Error> {
    let reader = db.reader();
    let username = foreign::text(reader, "username");
    let display_name = foreign::text(reader, "display_name");
    let select = format!("SELECT {username}, COALESCE({display_name}, '') FROM users");
    let rows = Sql::new(reader, &select).all(reader).await?;
    let name = fold(name);
    let mut found = Vec::new();
    for row in &rows {
        // Names that cannot be read belong to nobody.
        let (Ok(user), Ok(shown)) = (column::<String>(row, 0), column::<String>(row, 1)) else {
            continue;
        };
        if fold(&user) == name || fold(&shown) == name {
            found.push(user);
        }
    }
    Ok(found)
}

/// The channels with a name, or else those whose name is this without accents; whether the user may read them or not.
pub(super) async fn channels(db: &Database, name: &str) -> Result<Vec<i64>, Error> {
    let rows = Sql::new(
        db.reader(),
        "SELECT id FROM chat_channels WHERE type <> 'direct' AND name_key = ",
    )
    .bind(channel_key(name))
    .all(db.reader())
    .await?;
    if !rows.is_empty() {
        return rows.iter().map(|row| column(row, 0)).collect();
    }
    let select = "SELECT id, name FROM chat_channels WHERE type <> 'direct'";
    let rows = Sql::new(db.reader(), select).all(db.reader()).await?;
    let name = fold(name);
    let mut found = Vec::new();
    for row in &rows {
        if fold(&column::<String>(row, 1)?) == name {
            found.push(column(row, 0)?);
        }
    }
    Ok(found)
}
