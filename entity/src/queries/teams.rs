//! The teams that people can mention, and who of them is on duty. Orvale has few of them, so they are sorted and searched here, alike on both
//! databases.

use std::collections::BTreeMap;

use super::{Listing, accounts::team_names, duty::team_members, page_size, read_cursor};
use crate::{
    Database,
    duty::is_on_duty,
    error::Error,
    ids::{ChannelId, Millis, UserId},
    model::{TEAM_PEOPLE, Team, TeamHere, TeamPerson},
    names::{folded, shown},
    search::fold::fold,
};

/// Returns the teams whose name or id contains `query` once both are folded, sorted by name.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn search(
    db: &Database,
    query: &str,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<Team>, Error> {
    let teams = teams(db).await?;
    page(teams, query, cursor, limit)
}

/// Returns the teams of the members of `channel`, as [`search`] does. `is_present` returns whether someone is not offline.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn here(
    db: &Database,
    channel: ChannelId,
    (query, cursor, limit): (&str, Option<&str>, u64),
    is_present: impl Fn(&UserId) -> bool,
    now: Millis,
) -> Result<Listing<TeamHere>, Error> {
    let mut people: BTreeMap<String, Vec<TeamPerson>> = BTreeMap::new();
    for member in team_members(db, channel, None).await? {
        let on_duty = is_on_duty(member.mode.as_ref(), is_present(&member.user), now);
        people.entry(member.team).or_default().push(TeamPerson {
            username: member.user,
            display_name: member.display_name,
            on_duty,
            work_mode: member.mode.map(|mode| mode.word),
        });
    }
    let teams = teams(db).await?.into_iter();
    let teams = teams.filter(|team| people.contains_key(&team.id));
    let found = page(teams.collect(), query, cursor, limit)?;
    let with_people = |team: Team| {
        let people = people.remove(&team.id).unwrap_or_default();
        of_people(team, people)
    };
    Ok(Listing {
        items: found.items.into_iter().map(with_people).collect(),
        next: found.next,
    })
}

fn of_people(team: Team, mut people: Vec<TeamPerson>) -> TeamHere {
    let (members, on_duty) = (
        people.len(),
        people.iter().filter(|person| person.on_duty).count(),
    );
    people.sort_by_cached_key(|person| (!person.on_duty, folded(&person.display_name)));
    people.truncate(TEAM_PEOPLE);
    TeamHere {
        id: team.id,
        name: team.name,
        members,
        on_duty,
        people,
    }
}

/// The page of those whose name or id contains `query`.
fn page(
    teams: Vec<Team>,
    query: &str,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<Team>, Error> {
    let after = read_cursor(cursor)?;
    let limit = page_size(limit);
    let wanted = fold(query);
    let mut teams: Vec<([String; 2], Team)> = teams
        .into_iter()
        .filter(|team| {
            [&team.name, &team.id]
                .iter()
                .any(|text| fold(text).contains(&wanted))
        })
        .map(|team| (key(&team), team))
        .filter(|(key, _)| *key > after)
        .collect();
    teams.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    let most = usize::try_from(limit + 1).unwrap_or(usize::MAX);
    let teams = teams.into_iter().take(most).map(|(_, team)| team);
    Ok(Listing::of(teams.collect(), limit, key))
}

fn key(team: &Team) -> [String; 2] {
    [folded(&team.name), team.id.clone()]
}

/// All teams; those that only users name have their id as their name.
async fn teams(db: &Database) -> Result<Vec<Team>, Error> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (name, id) in team_names(db).await? {
        let known = names.entry(id.clone()).or_insert_with(|| id.clone());
        if name != id {
            *known = name;
        }
    }
    let team = |(id, name): (String, String)| Team {
        name: shown(&name, &id),
        id,
    };
    Ok(names.into_iter().map(team).collect())
}
