//! The teams that people can mention. Orvale has few of them, so they are sorted and searched here, alike on both
//! databases.

use std::collections::BTreeMap;

use super::{Listing, accounts::team_names, page_size, read_cursor};
use crate::{
    Database,
    error::Error,
    model::Team,
    names::{folded, shown},
};

/// Returns the teams whose name or id contains `query`, ignoring case, sorted by name.
///
/// # Errors
/// [`Error::Invalid`] for a cursor that this function did not return.
pub async fn search(
    db: &Database,
    query: &str,
    cursor: Option<&str>,
    limit: u64,
) -> Result<Listing<Team>, Error> {
    let after = read_cursor(cursor)?;
    let limit = page_size(limit);
    let wanted = folded(query);
    let mut teams: Vec<([String; 2], Team)> = teams(db)
        .await?
        .into_iter()
        .filter(|team| {
            [&team.name, &team.id]
                .iter()
                .any(|text| folded(text).contains(&wanted))
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
