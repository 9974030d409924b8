//! `permissions`: who may what, and where it comes from.

use entity::queries::accounts::permission_sources;

use super::{Failure, open};
use crate::config::Config;

/// Prints a line for each permission of each role.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let database = open(config).await?;
    let roles = permission_sources(&database).await?;
    let role_width = width(roles.iter().map(|(role, _)| role.as_str()));
    let name_width = width(
        roles
            .iter()
            .flat_map(|(_, granted)| granted)
            .map(|(granted, _)| granted.name()),
    );
    println!("{:role_width$}  {:name_width$}  from", "role", "permission");
    for (role, granted) in &roles {
        for (permission, source) in granted {
            println!(
                "{role:role_width$}  {:name_width$}  {source}",
                permission.name()
            );
        }
    }
    println!("\nThe role * stands for every active user.");
    Ok(database.close().await?)
}

fn width<'a>(words: impl Iterator<Item = &'a str>) -> usize {
    words
        .map(str::len)
        .max()
        .unwrap_or(0)
        .max("permission".len())
}
