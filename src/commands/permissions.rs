//! `permissions`: lists each role's permissions and where they come from.

use entity::queries::accounts::permission_sources;

use super::{Failure, print};
use crate::{config::Config, server};

/// Prints a line for each permission of each role. Reads only: it does not migrate the database.
pub(super) async fn run(config: &Config) -> Result<(), Failure> {
    let (database, _) = server::look(config).await?;
    migration::require_current(database.reader())
        .await
        .map_err(server::Error::from)?;
    let roles = permission_sources(&database).await?;
    let role_width = width(roles.iter().map(|(role, _)| role.as_str()));
    let name_width = width(
        roles
            .iter()
            .flat_map(|(_, granted)| granted)
            .map(|(granted, _)| granted.name()),
    );
    let mut table = format!(
        "{:role_width$}  {:name_width$}  from\n",
        "role", "permission"
    );
    for (role, granted) in &roles {
        for (permission, source) in granted {
            let name = permission.name();
            table += &format!("{role:role_width$}  {name:name_width$}  {source}\n");
        }
    }
    print(&format!(
        "{table}\nThe role * stands for every active user.\n"
    ));
    Ok(database.close().await?)
}

fn width<'a>(words: impl Iterator<Item = &'a str>) -> usize {
    words
        .map(str::len)
        .max()
        .unwrap_or(0)
        .max("permission".len())
}
